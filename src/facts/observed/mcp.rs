//! The Model Context Protocol on the wire.

use serde::{Deserialize, Serialize};

use super::{Call, Row};

/// Who answers MCP, and how.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mcp {
    /// The services that were asked.
    pub looked_at: Vec<String>,
    /// Those of them that play the backend's part.
    pub backends: Vec<String>,
    /// Everything asked while looking for a server.
    pub attempts: Vec<Call>,
    /// The servers that answered.
    pub servers: Vec<McpServer>,
}

/// One MCP server.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct McpServer {
    /// The service whose container answered.
    pub service: String,
    /// `streamable http`, `http+sse`, `stdio`.
    pub transport: String,
    /// The path, or the command of the child process.
    pub address: String,
    /// The revision of the protocol that was agreed on.
    pub revision: String,
    /// Name and version, as the server says.
    pub name: String,
    /// The tools it lists.
    pub tools: Vec<McpTool>,
    /// Every message it sent, with what does not fit the revision's schema.
    pub messages: Vec<McpMessage>,
    /// A tool that was called.
    pub called: Option<McpCall>,
    /// The row that the tool wrote.
    pub row: Option<Row>,
}

/// One listed tool.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct McpTool {
    /// Its name.
    pub name: String,
    /// It says what it does.
    pub described: bool,
    /// It says what it takes.
    pub parameters: Vec<String>,
}

/// One message of the server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct McpMessage {
    /// Milliseconds since the experiment began.
    pub at: u64,
    /// What it answers.
    pub answers: String,
    /// Its start.
    pub seen: String,
    /// What does not fit the schema of the revision.
    pub faults: Vec<String>,
}

/// One call of a tool.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct McpCall {
    /// The tool's name.
    pub tool: String,
    /// What it was given.
    pub arguments: String,
    /// The text of the task that it was to add.
    pub task: String,
    /// The tool says that it failed.
    pub failed: bool,
    /// What it returned.
    pub returned: String,
}
