//! A message that only one client understands is a private protocol with a public name.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, mcp};
use crate::verdict::{Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "H3b",
    statements: &["H3", "C11"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "every message of the MCP server fits the schema of the revision it agreed on",
    danger: "A message that only one client understands is a private protocol with a public name.",
    remedy: "let the MCP SDK write the messages, and mend what the evidence quotes",
    check,
    breaks: &[
        Mutant {
            name: "an answer without the version of JSON-RPC",
            edits: &[Edit::Fact {
                pointer: "/observed/mcp/known/servers/0/messages/0/faults",
                json: r#"["the message: \"jsonrpc\" is a required property"]"#,
            }],
        },
        Mutant {
            name: "a tool without a schema for what it takes",
            edits: &[Edit::Fact {
                pointer: "/observed/mcp/known/servers/0/messages/1/faults",
                json: r#"["/result/tools/0: \"inputSchema\" is a required property"]"#,
            }],
        },
    ],
    keeps: &[Twin {
        name: "a longer message",
        edits: &[Edit::Fact {
            pointer: "/observed/mcp/known/servers/0/messages/1/seen",
            json: r#""{\"jsonrpc\": \"2.0\", \"id\": 2, \"result\": {}}""#,
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = facts.observed.mcp.get()?;
    if seen.servers.is_empty() {
        return Err(mcp::prevented(seen));
    }
    let messages =
        seen.servers.iter().flat_map(|server| server.messages.iter().map(move |message| (server, message)));
    Verdict::of_each(
        messages,
        |(server, message)| {
            let faults = message.faults.join("; ");
            let fit = if faults.is_empty() { "fits" } else { &faults };
            let what = format!("{} {}: {fit}: {}", server.revision, message.answers, message.seen);
            Exhibit::new(crate::facts::Place::moment("mcp", message.at), what)
        },
        |(_, message)| message.faults.is_empty(),
        "no message was seen",
    )
}
