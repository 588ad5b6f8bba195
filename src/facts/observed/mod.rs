//! Facts of the Docker tier: what the submission's containers did when they were built, run, used and broken.

mod api;
mod browser;
mod building;
mod call;
mod chat;
mod health;
pub mod image;
mod mcp;
mod model;
mod replicas;
mod spell;
mod starting;
pub mod state;
mod storage;
mod telemetry;

pub use api::{Access, Api, Cors, Deed, Listing, Row};
pub use browser::{Asset, Assets, Browser, Step, Typed};
pub use building::{Build, BuiltImage, Pushed};
pub use call::Call;
pub use chat::{BuiltIn, Chat, ChatTurn};
pub use health::{Check, Health, HealthAnswer, HealthRoute, Truth};
pub use mcp::{Mcp, McpCall, McpMessage, McpServer, McpTool};
pub use model::ModelRequest;
pub use replicas::Replicas;
pub use spell::Spell;
pub use starting::{Alone, Footprint, Hardened, Member, Trial, Written};
pub use storage::{Attempt, Empty, Kept, Recovery, Session, Storage};
pub use telemetry::{Found, Log, Metrics, Telemetry, Traced};

use serde::{Deserialize, Serialize};

use super::Seen;

/// What the experiments saw. Each section is filled by one experiment of `src/experiment`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Observed {
    /// The Todo API in use.
    pub api: Seen<Api>,
    /// The chat in use.
    pub chat: Seen<Chat>,
    /// The Model Context Protocol on the wire.
    pub mcp: Seen<Mcp>,
    /// The page in a browser.
    pub browser: Seen<Browser>,
    /// The files that the page is made of.
    pub assets: Seen<Assets>,
    /// One conversation across two replicas.
    pub replicas: Seen<Replicas>,
    /// Acknowledged writes while faults ran.
    pub durability: Seen<state::Durability>,
    /// Latency and throughput at the rate of the budget.
    pub load: Seen<state::Load>,
    /// Connections to the database while more and more clients came.
    pub crowd: Seen<Vec<state::Crowd>>,
    /// A dump, the end of the database and its restoration.
    pub backup: Seen<state::Backup>,
    /// The last migration down and up again.
    pub migration: Seen<state::Migration>,
    /// What the built images hold, one per service.
    pub images: Seen<image::Images>,
    /// Known weaknesses of the packages in the images.
    pub advisories: Seen<image::Advisories>,
    /// The images, built from a clean copy of the checkout.
    pub builds: Seen<Vec<Build>>,
    /// The whole application at work.
    pub members: Seen<Vec<Member>>,
    /// Each service without the others.
    pub alone: Seen<Vec<Alone>>,
    /// Each service without each of its variables.
    pub trials: Seen<Vec<Trial>>,
    /// Each service hardened, and what it writes.
    pub footprint: Seen<Footprint>,
    /// The application and its database.
    pub storage: Seen<Storage>,
    /// Health checks beside the truth.
    pub health: Seen<Vec<Health>>,
    /// Logs and metrics.
    pub telemetry: Seen<Telemetry>,
}
