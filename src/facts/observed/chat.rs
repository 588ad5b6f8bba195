//! Conversations: what a user said, what the model was asked for it, what came back, and what was stored.

use serde::{Deserialize, Serialize};

use super::{Call, ModelRequest, Row};

/// The chat in use.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Chat {
    /// The chat routes found.
    pub routes: Vec<String>,
    /// Everything asked while looking for the way to chat.
    pub attempts: Vec<Call>,
    /// The user could sign in.
    pub signed_in: bool,
    /// The turns of one conversation in their order. The first asks for a task to be added.
    pub turns: Vec<ChatTurn>,
    /// The address of the backend's container.
    pub backend: String,
    /// Addresses of other containers that asked the model, with the service's name.
    pub others: Vec<String>,
    /// Addresses of models that stand in the sources, as `file`, `line` and the line itself.
    pub built_in: Vec<BuiltIn>,
    /// The model endpoint as it was given to the backend.
    pub model_variable: Option<String>,
}

/// An address that stands in the sources.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BuiltIn {
    /// The file.
    pub file: String,
    /// The line.
    pub line: u32,
    /// What stands there.
    pub seen: String,
}

/// One turn of a conversation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChatTurn {
    /// Where it was said: `backend`, `second replica`, `after a kill`.
    pub at: String,
    /// What was said.
    pub said: String,
    /// The word in it that no other message holds.
    pub word: String,
    /// The text of the task that was to be added, where one was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<String>,
    /// The exchange with the application.
    pub call: Call,
    /// The conversation's id in the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversation: Option<String>,
    /// What the model was asked meanwhile, in order.
    pub requests: Vec<ModelRequest>,
    /// The model's last words stand in the application's answer.
    pub relayed: bool,
    /// The task's row, when the answer had arrived.
    pub row: Option<Row>,
    /// The tables with a row that holds what the user said, when the answer had arrived.
    pub kept_question: Vec<String>,
    /// The tables with a row that holds what the model answered, when the answer had arrived.
    pub kept_answer: Vec<String>,
}

impl ChatTurn {
    /// What the tools returned to the model in this turn.
    #[must_use]
    pub fn returned(&self) -> Vec<&str> {
        let mut seen: Vec<&str> =
            self.requests.iter().flat_map(|request| &request.returned).map(String::as_str).collect();
        seen.dedup();
        seen
    }

    /// The functions that the model called in this turn.
    #[must_use]
    pub fn calls(&self) -> Vec<&str> {
        self.requests.iter().filter_map(|request| request.call.as_deref()).collect()
    }

    /// The user's words of an earlier turn reached the model in this one.
    #[must_use]
    pub fn remembers(&self, earlier: &Self) -> bool {
        self.requests.iter().any(|request| request.said.iter().any(|said| said.contains(&earlier.word)))
    }
}
