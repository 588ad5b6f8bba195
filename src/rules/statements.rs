//! The constitution's statements, with ids that never change, and the duty each one lays on a submission.

use serde::{Deserialize, Serialize};

/// How binding a statement is, by the constitution's own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// The global rules, G1–G8.
    NonNegotiable,
    /// Status, infrastructure, pipeline, checklist, governance, quality, technical objectives.
    Required,
    /// Operations, process and business objectives, sign-off.
    Expected,
}

/// One statement of the constitution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statement {
    /// The id, such as `G2.3`; the letter names the section.
    pub id: &'static str,
    /// How binding it is.
    pub level: Level,
    /// The duty in our own words; the `Rule:` line of the feature says the same, word for word.
    pub obligation: &'static str,
}

/// All statements, in the constitution's order.
pub static STATEMENTS: &[Statement] = &[
    Statement::required(
        "H1",
        "The Todo backend creates, reads, updates, completes and deletes each user's own tasks",
    ),
    Statement::required("H2", "A chat turn works on the user's tasks through a language model"),
    Statement::required("H3", "The backend serves the Model Context Protocol"),
    Statement::required("H4", "Conversations are run by the OpenAI Agents SDK"),
    Statement::required("H5", "No service keeps state of its own"),
    Statement::global(
        "G1.1",
        "Work goes from constitution to specification to plan to tasks to implementation",
    ),
    Statement::global("G1.2", "Nothing about containers or the cluster is set up by hand"),
    Statement::global("G1.3", "Everything that is deployed is named by a specification"),
    Statement::global("G1.4", "A change to the infrastructure is specified before it is made"),
    Statement::global("G2.1", "The backend keeps no session in its process"),
    Statement::global("G2.2", "Everything that must last lives in PostgreSQL"),
    Statement::global("G2.3", "Containers keep no files"),
    Statement::global("G2.4", "Conversations are stored outside the process before they are answered"),
    Statement::global("G3.1", "Dockerfiles and images hold no secret"),
    Statement::global("G3.2", "Configuration comes from environment variables alone"),
    Statement::global("G3.3", "The repository holds no credential in the clear"),
    Statement::global("G3.4", "Sensitive values come from a secret store and settings from a config map"),
    Statement::global("G4.1", "Images are built in several stages"),
    Statement::global("G4.2", "Images stand on a lightweight base"),
    Statement::global("G4.3", "Every service tells the truth about its health"),
    Statement::global("G4.4", "Services listen on the standard ports"),
    Statement::global("G5.1", "The MCP server runs inside the backend container"),
    Statement::global("G5.2", "The Agents SDK runs inside the backend container"),
    Statement::global("G5.3", "The frontend is a container of its own"),
    Statement::global("G5.4", "Each container does its own part only"),
    Statement::global("G6.1", "The Docker AI agent was used for container work"),
    Statement::global("G6.2", "The Kubernetes AI tools wait for the later specifications"),
    Statement::global("G6.3", "The first specification uses no Kubernetes"),
    Statement::global("G6.4", "Deployment work is done with AI assistance first"),
    Statement::global("G7.1", "The first specification brings Docker only"),
    Statement::global("G7.2", "The second specification brings Kubernetes"),
    Statement::global("G7.3", "The third specification brings Helm and AI operations"),
    Statement::global("G7.4", "The phases follow one another"),
    Statement::global("G8.1", "Every step goes back to a specification"),
    Statement::global("G8.2", "Every container runs on its own"),
    Statement::global("G8.3", "A restart loses no acknowledged write"),
    Statement::global("G8.4", "The system comes back without a helping hand"),
    Statement::required("I1.1", "The backend runs as a container"),
    Statement::required("I1.2", "The frontend runs as a container"),
    Statement::required("I1.3", "The database runs as a service"),
    Statement::required("I2.1", "The submission deploys on a fresh Minikube cluster"),
    Statement::required("I2.2", "Services are found by name and requests are spread over replicas"),
    Statement::required("I2.3", "The database keeps its data on a persistent volume"),
    Statement::required("I3.1", "Each environment has its own config map"),
    Statement::required("I3.2", "API keys come from managed secrets"),
    Statement::required("I3.3", "External services are reached by configuration"),
    Statement::required("P1.1", "The pipeline builds images in several stages"),
    Statement::required("P1.2", "The pipeline runs the tests before it builds"),
    Statement::required("P1.3", "Images carry a version tag and can be pushed to a registry"),
    Statement::required("P2.1", "The infrastructure is provisioned unattended"),
    Statement::required("P2.2", "The services are deployed unattended"),
    Statement::required("P2.3", "A deployment is checked for health"),
    Statement::required("P3.1", "Health is watched while the system runs"),
    Statement::required("P3.2", "Resources are watched while the system runs"),
    Statement::required("P3.3", "Replicas follow the load"),
    Statement::required("C1", "All services are proven stateless"),
    Statement::required("C2", "Code and images hold no credential"),
    Statement::required("C3", "Multi-stage builds are in place"),
    Statement::required("C4", "All services have health checks"),
    Statement::required("C5", "Security scans found nothing"),
    Statement::required("C6", "Every container has requests and limits that contain it"),
    Statement::required("C7", "Every variable that a service needs is supplied under its name"),
    Statement::required("C8", "All containers start"),
    Statement::required("C9", "Services can be reached from where their users are"),
    Statement::required("C10", "Connections to the database are open"),
    Statement::required("C11", "The MCP server is at work"),
    Statement::required("C12", "The Agents SDK is at work"),
    Statement::required("C13", "The frontend reaches the backend in a browser"),
    Statement::required("C14", "Load is balanced over the replicas"),
    Statement::required("C15", "Monitoring is active"),
    Statement::required("C16", "Requests can be followed in the logs"),
    Statement::required("C17", "A backup can be restored"),
    Statement::required("C18", "A bad release can be withdrawn without loss"),
    Statement::required("C19", "The performance budget is kept"),
    Statement::required("V1.1", "Changes are specified before they are made"),
    Statement::required("V1.2", "Specifications are reviewed by somebody else"),
    Statement::required("V1.3", "Changes to production need an approval"),
    Statement::required("V2.1", "Infrastructure is code under version control"),
    Statement::required("V2.2", "Releases are tagged"),
    Statement::required("V2.3", "The main branch is protected"),
    Statement::required("V3.1", "A release that fails is rolled back by itself"),
    Statement::required("V3.2", "Migrations of the database can be taken back"),
    Statement::required("V3.3", "A configuration change can be taken back"),
    Statement::required("Q1.1", "Every service has unit tests"),
    Statement::required("Q1.2", "Communication between services has integration tests"),
    Statement::required("Q1.3", "User workflows have end-to-end tests"),
    Statement::required("Q1.4", "Performance has tests"),
    Statement::required("Q2.1", "Images are free of known vulnerabilities"),
    Statement::required("Q2.2", "Dependencies are locked and checked"),
    Statement::required("Q2.3", "The network lets through what it must and no more"),
    Statement::required("Q2.4", "Access is controlled"),
    Statement::expected("O1.1", "The application's health can be observed"),
    Statement::expected("O1.2", "The use of resources can be observed"),
    Statement::expected("O1.3", "The logs of all services come together"),
    Statement::expected("O1.4", "Faults raise an alert"),
    Statement::expected("O2.1", "Pods scale out under load and back in"),
    Statement::expected("O2.2", "Connections to the database are pooled"),
    Statement::expected("O2.3", "Static assets can be served from a CDN"),
    Statement::expected("O2.4", "Repeated work is cached and never stale"),
    Statement::required("S1", "The submission runs on Minikube"),
    Statement::required("S2", "Every service runs in a container"),
    Statement::required("S3", "Statelessness is verified"),
    Statement::required("S4", "Security compliance is validated"),
    Statement::required("S5", "Performance is measured against a stated budget"),
    Statement::expected("S6", "The work followed its specifications"),
    Statement::expected("S7", "Delivery is automated"),
    Statement::expected("S8", "The documentation is complete and works"),
    Statement::expected("S9", "Knowledge has been passed on"),
    Statement::expected("S10", "Operations have taken over"),
    Statement::expected("S11", "Throughput grows with replicas"),
    Statement::expected("S12", "Faults cost few requests"),
    Statement::expected("S13", "Resources match the work done"),
    Statement::expected("S14", "The system can be maintained"),
    Statement::expected("S15", "The system can be extended by configuration"),
    Statement::expected("A1", "Every author has acknowledged the constitution"),
    Statement::expected("A2", "The constitution states its version and effective date"),
    Statement::expected("A3", "The constitution is reviewed in its cycle"),
];

impl Statement {
    const fn global(id: &'static str, obligation: &'static str) -> Self {
        Self { id, level: Level::NonNegotiable, obligation }
    }

    const fn required(id: &'static str, obligation: &'static str) -> Self {
        Self { id, level: Level::Required, obligation }
    }

    const fn expected(id: &'static str, obligation: &'static str) -> Self {
        Self { id, level: Level::Expected, obligation }
    }
}
