//! Acts: builds, runs, uses and breaks the submission in containers of our own. Each experiment records what it
//! saw in its section of [`crate::facts::Observed`]; it never decides whether that is right.

pub(crate) mod api;
pub(crate) mod browser;
pub(crate) mod chat;
pub(crate) mod doctor;
pub(crate) mod images;
pub(crate) mod lab;
pub(crate) mod mcp;
pub(crate) mod model;
pub(crate) mod replica;

mod building;
mod footprint;
mod health;
mod openmetrics;
mod starting;
mod storage;
mod telemetry;

mod state;
mod using;
mod visiting;

use futures::future::BoxFuture;

pub(crate) use api::Payload;
pub(crate) use lab::{Lab, Options};

/// One act and where its record goes.
pub(crate) struct Experiment {
    /// Short name, such as `durability`; the `experiment` of a [`crate::facts::Place`].
    pub(crate) id: &'static str,
    /// The act in words; the `When` line of a scenario says the same, word for word.
    pub(crate) act: &'static str,
    /// Breaks something shared or measures time, so nothing else may run beside it.
    pub(crate) disturbs: bool,
    /// Performs it once and records what was seen with [`Lab::observe`], on failure too.
    pub(crate) run: for<'a> fn(&'a Lab) -> BoxFuture<'a, ()>,
}

/// All experiments, in the order in which they are best run.
pub(crate) static EXPERIMENTS: &[&Experiment] = &[
    &building::EXPERIMENT,
    &starting::TOGETHER,
    &using::API,
    &using::CHAT,
    &using::MCP,
    &using::REPLICAS,
    &visiting::BROWSER,
    &visiting::ASSETS,
    &images::IMAGES,
    &starting::ALONE,
    &starting::TRIALS,
    &footprint::EXPERIMENT,
    &storage::EXPERIMENT,
    &health::EXPERIMENT,
    &telemetry::EXPERIMENT,
    &state::BACKUP,
    &state::MIGRATION,
    &state::LOAD,
    &state::CROWD,
    &state::DURABILITY,
];
