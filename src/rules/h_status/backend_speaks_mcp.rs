//! A server that nothing can speak to is a class with a promising name.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, mcp};
use crate::verdict::{Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "H3a",
    statements: &["H3", "C11", "G5.1"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "the backend answers the Model Context Protocol and lists its tools",
    danger: "A server that nothing can speak to is a class with a promising name.",
    remedy: "serve the MCP SDK's server from the backend's process, over streamable HTTP, HTTP with events, or stdio",
    check,
    breaks: &[
        Mutant {
            name: "an SDK object that no transport serves",
            edits: &[Edit::Fact { pointer: "/observed/mcp/known/servers", json: "[]" }],
        },
        Mutant {
            name: "a server without tools",
            edits: &[Edit::Fact { pointer: "/observed/mcp/known/servers/0/tools", json: "[]" }],
        },
    ],
    keeps: &[Twin {
        name: "an older revision",
        edits: &[
            Edit::Fact { pointer: "/observed/mcp/known/servers/0/revision", json: r#""2024-11-05""# },
            Edit::Fact { pointer: "/observed/mcp/known/servers/0/transport", json: r#""http+sse""# },
        ],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = facts.observed.mcp.get()?;
    if seen.backends.is_empty() {
        return Err(Undecided::ours("no backend was asked"));
    }
    let own: Vec<_> = seen.servers.iter().filter(|server| seen.backends.contains(&server.service)).collect();
    if own.is_empty() {
        return mcp::nobody(seen);
    }
    Verdict::of_each(
        own,
        |server| {
            let tools = server.tools.iter().map(|tool| tool.name.as_str()).collect::<Vec<_>>().join(", ");
            let tools = if tools.is_empty() { "no tool at all" } else { &tools };
            Exhibit::new(mcp::place(server), format!("{}: {tools}", mcp::shown(server)))
        },
        |server| !server.tools.is_empty(),
        "no server was seen",
    )
}
