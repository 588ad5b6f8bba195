//! Facts of the Docker tier: what the submission's containers did when they were built, run, used and broken.

mod api;
mod call;
mod chat;
pub mod image;
mod mcp;
mod model;
mod replicas;

pub use api::{Access, Api, Cors, Deed, Listing, Row};
pub use call::Call;
pub use chat::{Chat, ChatTurn};
pub use mcp::{Mcp, McpCall, McpMessage, McpServer, McpTool};
pub use model::ModelRequest;
pub use replicas::Replicas;

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
    /// One conversation across two replicas.
    pub replicas: Seen<Replicas>,
    /// What the built images hold, one per service.
    pub images: Seen<image::Images>,
    /// Known weaknesses of the packages in the images.
    pub advisories: Seen<image::Advisories>,
}
