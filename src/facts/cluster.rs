//! Facts of the cluster tier: what a cluster did with the submission.
//!
//! No provider fills them yet, so every cluster rule answers *not proven: needs a cluster*. Each section is one
//! act on a cluster; `at` is the moment it was decided, in milliseconds since the act began.

use serde::{Deserialize, Serialize};

use super::Seen;

/// Declares a section: plain fields with their documentation.
macro_rules! sections {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $kind:ty,)* })*) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct $name { $($(#[$field_doc])* pub $field: $kind,)* }
    )* };
}

sections! {
    /// What a cluster did with the submission.
    Cluster {
        /// The cluster itself.
        setup: Seen<Setup>,
        /// From nothing to healthy.
        deployment: Seen<Deployment>,
        /// Names and replicas.
        discovery: Seen<Discovery>,
        /// The database's volume.
        volume: Seen<VolumeProof>,
        /// Config map and Secret at work.
        settings: Seen<Settings>,
        /// Probes against the truth.
        health: Seen<Health>,
        /// A container past its memory limit.
        memory: Seen<Memory>,
        /// Replicas and throughput under load.
        scaling: Seen<Scaling>,
        /// A scrape as it is declared.
        scrape: Seen<Scrape>,
        /// Use of CPU and memory.
        resources: Seen<Resources>,
        /// An alert under an induced failure.
        alert: Seen<Alert>,
        /// A bad release.
        release: Seen<Release>,
        /// A bad value.
        configuration: Seen<Configuration>,
        /// Live objects against the files.
        drift: Seen<Drift>,
        /// Closed and open doors.
        network: Seen<Network>,
        /// Writes under faults.
        durability: Seen<Durability>,
        /// Faults and how long until ready again.
        recovery: Seen<Recovery>,
    }

    /// The cluster itself.
    Setup {
        /// When it was decided.
        at: u64,
        /// Such as `minikube`.
        distribution: String,
        /// Version of the server.
        version: String,
        /// Its nodes.
        nodes: Vec<Node>,
    }

    /// A node.
    Node {
        /// Its name.
        name: String,
        /// Whether it is ready.
        ready: bool,
    }

    /// From nothing to healthy.
    Deployment {
        /// When it was decided.
        at: u64,
        /// The declared commands, in their order.
        commands: Vec<Command>,
        /// Questions that a command asked.
        prompts: u32,
        /// Steps that were needed and that nothing declares.
        undeclared: Vec<String>,
        /// The workloads at the end.
        workloads: Vec<WorkloadState>,
        /// Status of the application's answer through its service.
        answered: Option<u16>,
        /// Time until everything was available.
        healthy_after_ms: Option<u64>,
        /// The limit for it.
        limit_ms: u64,
    }

    /// A declared command.
    Command {
        /// As it was run, without secrets.
        line: String,
        /// How it ended.
        exit: Option<i32>,
    }

    /// A workload.
    WorkloadState {
        /// `Kind/name`.
        name: String,
        /// Replicas that are wanted.
        wanted: u32,
        /// Replicas that are available.
        available: u32,
    }

    /// Names and replicas.
    Discovery {
        /// When it was decided.
        at: u64,
        /// Each service's name, asked in a pod.
        names: Vec<Name>,
        /// How often each replica answered.
        answers: Vec<Answer>,
        /// The replica that was killed.
        killed: Option<String>,
        /// Requests made after that.
        asked_after_kill: u32,
        /// Requests that failed after that.
        failed_after_kill: u32,
    }

    /// A name, asked in a pod.
    Name {
        /// The name.
        name: String,
        /// What it resolved to.
        addresses: Vec<String>,
    }

    /// Answers of a replica.
    Answer {
        /// The pod.
        name: String,
        /// How many.
        count: u32,
    }

    /// The database's volume.
    VolumeProof {
        /// When it was decided.
        at: u64,
        /// The claims.
        claims: Vec<ClaimState>,
        /// Uid of the database's pod before it was deleted.
        pod_before: String,
        /// Uid of the pod that came in its place.
        pod_after: String,
        /// Rows before.
        rows_before: u64,
        /// Rows after.
        rows_after: u64,
    }

    /// A claim.
    ClaimState {
        /// Its name.
        name: String,
        /// Its phase.
        phase: String,
    }

    /// Config map and Secret at work.
    Settings {
        /// When it was decided.
        at: u64,
        /// The key that was changed.
        changed: String,
        /// What the application did before.
        before: String,
        /// What it did after the rollout.
        after: String,
        /// Whether pods start with the Secret.
        starts_with_secret: bool,
        /// What the pods or their events say without it.
        without_secret: Option<String>,
    }

    /// Probes against the truth.
    Health {
        /// When it was decided.
        at: u64,
        /// Ready before the database was cut.
        ready_before: bool,
        /// Time from the cut until unready.
        unready_after_ms: Option<u64>,
        /// Time from the mending until ready.
        ready_again_after_ms: Option<u64>,
        /// Restarts meanwhile.
        restarts: u32,
    }

    /// A container past its memory limit.
    Memory {
        /// When it was decided.
        at: u64,
        /// Why the container that grew ended.
        killed: Option<String>,
        /// Other containers that ended.
        others: Vec<String>,
    }

    /// Replicas and throughput under load.
    Scaling {
        /// When it was decided.
        at: u64,
        /// Replicas before the load.
        before: u32,
        /// Most replicas under load.
        peak: u32,
        /// Replicas after it.
        after: u32,
        /// Throughput by number of replicas, ascending.
        rates: Vec<Rate>,
    }

    /// Throughput with a number of replicas.
    Rate {
        /// Replicas.
        replicas: u32,
        /// Requests served per second.
        per_second: f64,
    }

    /// A scrape as it is declared.
    Scrape {
        /// When it was decided.
        at: u64,
        /// The endpoint.
        endpoint: String,
        /// Status of its answer.
        status: Option<u16>,
        /// Samples that were read.
        samples: u32,
    }

    /// Use of CPU and memory.
    Resources {
        /// When it was decided.
        at: u64,
        /// Each pod.
        pods: Vec<PodUse>,
    }

    /// What a pod uses.
    PodUse {
        /// Its name.
        name: String,
        /// Memory.
        memory_bytes: u64,
        /// Millicores without load.
        cpu_idle: u32,
        /// Millicores under load.
        cpu_under_load: u32,
    }

    /// An alert under an induced failure.
    Alert {
        /// When it was decided.
        at: u64,
        /// The rule.
        rule: String,
        /// The failure.
        failure: String,
        /// Value of the expression before.
        before: Option<bool>,
        /// Value of the expression during the failure.
        during: Option<bool>,
    }

    /// A bad release.
    Release {
        /// When it was decided.
        at: u64,
        /// Whether it really went out.
        bad_went_out: bool,
        /// Whether it was withdrawn.
        withdrawn: bool,
        /// By what: itself, or the declared command.
        withdrawn_by: String,
        /// What ran before.
        revision_before: String,
        /// The bad one.
        revision_bad: String,
        /// What ran afterwards.
        revision_after: String,
        /// Writes that were acknowledged meanwhile.
        acknowledged: u32,
        /// Of these, lost.
        lost: u32,
        /// Requests that failed meanwhile.
        served_meanwhile_failed: u32,
    }

    /// A bad value.
    Configuration {
        /// When it was decided.
        at: u64,
        /// The key.
        key: String,
        /// Whether the application failed with it.
        failed_with_bad_value: bool,
        /// Whether the value before came back.
        value_restored: bool,
        /// Time from the rollback until the application served again.
        served_after_ms: Option<u64>,
    }

    /// Live objects against the files.
    Drift {
        /// When it was decided.
        at: u64,
        /// Objects compared.
        compared: u32,
        /// Fields that differ: object, field, both values.
        different: Vec<String>,
    }

    /// Closed and open doors.
    Network {
        /// When it was decided.
        at: u64,
        /// Whether a control probe shows that policies are enforced at all.
        enforces: bool,
        /// Each pair that was tried.
        probes: Vec<DoorProbe>,
    }

    /// A pair of pods that was tried.
    DoorProbe {
        /// Who tried.
        from: String,
        /// Whom, with the port.
        to: String,
        /// Whether it was reached.
        reached: bool,
        /// Whether the policies say so.
        wanted: bool,
    }

    /// Writes under faults.
    Durability {
        /// When it was decided.
        at: u64,
        /// Faults that were seen to happen.
        faults: Vec<String>,
        /// Acknowledged writes.
        acknowledged: u32,
        /// Of these, lost.
        lost: u32,
        /// Rows that nobody attempted to write.
        invented: u32,
    }

    /// Faults and how long until ready again.
    Recovery {
        /// When it was decided.
        at: u64,
        /// Each fault.
        faults: Vec<Fault>,
        /// The limit.
        limit_ms: u64,
    }

    /// A fault.
    Fault {
        /// What was done.
        name: String,
        /// Time until ready again, where it became ready.
        ready_after_ms: Option<u64>,
    }
}
