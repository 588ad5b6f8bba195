//! What the rules about the Model Context Protocol have in common.

use crate::facts::observed::{Mcp, McpServer};
use crate::facts::{Cause, Place};
use crate::verdict::{Evidence, Exhibit, Undecided, Verdict};

/// So many of the attempts are shown.
const SHOWN: usize = 6;

/// The moment at which a server first spoke.
pub(super) fn place(server: &McpServer) -> Place {
    Place::moment("mcp", server.messages.first().map_or(0, |message| message.at))
}

/// A server in a few words.
pub(super) fn shown(server: &McpServer) -> String {
    format!(
        "{} at {}, revision {}, says it is {}",
        server.transport, server.address, server.revision, server.name
    )
}

/// No container of the backend answered: broken, unless what answered asked for credentials that we do not have.
pub(super) fn nobody(seen: &Mcp) -> Result<Verdict, Undecided> {
    let refused = |status: Option<u16>| matches!(status, Some(401 | 403));
    if let Some(call) = seen.attempts.iter().find(|call| refused(call.status)) {
        return Err(Undecided::Ours {
            why: format!(
                "something that may be an MCP server asks for a credential that a user does not have: {call}"
            ),
            next: Some("name the MCP server's address and credential in conformance.toml".into()),
        });
    }
    let tried =
        seen.attempts.iter().take(SHOWN).map(|call| Exhibit::new(call.place("mcp"), call.to_string()));
    let asked = format!(
        "{} requests to {}, none was answered with MCP",
        seen.attempts.len(),
        seen.looked_at.join(", ")
    );
    let mut exhibits = vec![Exhibit::new(Place::moment("mcp", 0), asked)];
    exhibits.extend(tried);
    Evidence::from_exhibits(exhibits).map(Verdict::Broken).ok_or_else(|| Undecided::ours("nothing was asked"))
}

/// What cannot be judged because no server answers.
pub(super) fn prevented(seen: &Mcp) -> Undecided {
    match nobody(seen) {
        Err(ours) => ours,
        Ok(_) => Undecided::Prevented(Cause {
            rule: "H3a".into(),
            what: format!("no container answered MCP in {} requests", seen.attempts.len()),
            place: Place::moment("mcp", 0),
        }),
    }
}
