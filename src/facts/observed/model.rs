//! What the model was asked, as the scripted endpoint received it.

use serde::{Deserialize, Serialize};

/// One request for the model's next step.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ModelRequest {
    /// Milliseconds since the endpoint was opened.
    pub at: u64,
    /// Path, such as `/v1/responses`.
    pub path: String,
    /// `Host` that was asked for.
    pub host: String,
    /// The address that asked.
    pub from: String,
    /// `User-Agent`.
    pub user_agent: String,
    /// Whether a credential came along; itself it is never kept.
    pub authorized: bool,
    /// The model's name.
    pub model: String,
    /// The functions that were offered.
    pub tools: Vec<String>,
    /// Tools of other kinds that were offered, such as `mcp: label`.
    pub hosted: Vec<String>,
    /// The start of the system's words.
    pub instructions: String,
    /// What the users of the conversation said, in order.
    pub said: Vec<String>,
    /// What the model had said before, in order.
    pub answered: Vec<String>,
    /// What the tools returned since the user spoke last.
    pub returned: Vec<String>,
    /// The function the model called in its answer, with the arguments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<String>,
    /// The text the model answered with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}
