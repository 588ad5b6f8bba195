//! What `conformance.toml` says about a submission. It describes; nothing in it can excuse.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::layout::Role;

/// The whole file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Described {
    /// The services by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub service: BTreeMap<String, DescribedService>,
    /// Where the values of variables come from.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub variables: BTreeMap<String, Origin>,
    /// Paths of the API.
    pub api: Api,
    /// How a user gets a token.
    pub auth: Auth,
    /// How MCP is served.
    pub mcp: Mcp,
    /// The variables of the language model.
    pub model: Model,
    /// What deploys the submission.
    pub deploy: Deploy,
    /// What the submission promises of its speed and size.
    pub budget: Budget,
}

/// One service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct DescribedService {
    /// The part it plays.
    pub role: Option<Role>,
    /// Its Dockerfile.
    pub dockerfile: Option<String>,
    /// Its build context.
    pub context: Option<String>,
    /// The stage to build.
    pub target: Option<String>,
    /// A ready image.
    pub image: Option<String>,
    /// The folder of its sources.
    pub source: Option<String>,
    /// The port it listens on.
    pub port: Option<u16>,
    /// The path that tells its health.
    pub health: Option<String>,
}

/// Where the value of a variable comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// The address of the database.
    Database,
    /// A random text, the same for all replicas.
    Random,
    /// The key of the language model.
    ModelKey,
    /// The address of the language model.
    ModelUrl,
    /// The address of the backend.
    Backend,
    /// The address of the frontend.
    Frontend,
    /// This very value.
    #[serde(untagged)]
    Value {
        /// The value.
        value: String,
    },
}

/// Paths of the API; `{user_id}` and `{id}` stand for what a user or a task is called.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Api {
    /// The `OpenAPI` document.
    pub openapi: Option<String>,
    /// The list of tasks.
    pub tasks: Option<String>,
    /// Completion of a task, with its method: `PATCH /api/tasks/{id}/complete`.
    pub complete: Option<String>,
    /// The chat.
    pub chat: Option<String>,
    /// Health.
    pub health: Option<String>,
}

/// How a user gets a token.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Auth {
    /// Path of signing up.
    pub sign_up: Option<String>,
    /// Path of signing in.
    pub sign_in: Option<String>,
    /// The service that signs in, where it is not the backend.
    pub service: Option<String>,
    /// The variable whose value signs tokens, where the submission does not issue them itself.
    pub secret: Option<String>,
}

/// How MCP is served.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Mcp {
    /// The transport.
    pub transport: Option<McpTransport>,
    /// Its path.
    pub path: Option<String>,
    /// The command of a server on standard input and output.
    pub command: Option<String>,
}

/// A transport of MCP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum McpTransport {
    /// Streamable HTTP.
    StreamableHttp,
    /// The older HTTP with server-sent events.
    Sse,
    /// Standard input and output of a child.
    Stdio,
}

/// The variables of the language model.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Model {
    /// The variable with the key.
    pub key: Option<String>,
    /// The variable with the address.
    pub base_url: Option<String>,
    /// The variable with the model's name.
    pub name: Option<String>,
}

/// What deploys the submission.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Deploy {
    /// The compose file.
    pub compose: Option<String>,
    /// The folder of the chart.
    pub chart: Option<String>,
    /// Value files for it, in order.
    pub values: Vec<String>,
    /// Files or folders of manifests.
    pub manifests: Vec<String>,
    /// A command that deploys.
    pub command: Option<String>,
}

/// What the submission promises.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Budget {
    /// The largest image, in MiB.
    pub image_mib: Option<u32>,
    /// The time in which 95 of 100 requests are answered, in milliseconds.
    pub p95_ms: Option<u32>,
    /// Requests per second.
    pub throughput: Option<u32>,
}
