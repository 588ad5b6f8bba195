//! One conversation across two replicas, one of which is killed.

use serde::{Deserialize, Serialize};

use super::{Call, ChatTurn};

/// Two backends on one database; nothing ties a user to one of them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Replicas {
    /// The token that the first one issued, shown to the second.
    pub token: Call,
    /// The conversation begins at the first.
    pub first: ChatTurn,
    /// It goes on at the second.
    pub second: ChatTurn,
    /// When the first was killed with SIGKILL, in milliseconds since the experiment began; absent: it was not.
    pub killed: Option<u64>,
    /// It goes on at the first, which was started again, or at the second where that failed.
    pub third: ChatTurn,
    /// The same token, shown to the first after its restart.
    pub token_again: Call,
}
