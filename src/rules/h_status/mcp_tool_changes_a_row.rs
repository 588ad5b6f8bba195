//! A tool that only says it has done something misleads every model that uses it.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, mcp};
use crate::verdict::{Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "H3c",
    statements: &["H3", "C11"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "a task that is added with an MCP tool stands in PostgreSQL",
    danger: "A tool that only says it has done something misleads every model that uses it.",
    remedy: "let the tool write through the same code and database as the API, and return an error where it cannot",
    check,
    breaks: &[
        Mutant {
            name: "a tool that writes nothing",
            edits: &[Edit::Fact { pointer: "/observed/mcp/known/servers/0/row", json: "null" }],
        },
        Mutant {
            name: "a tool that fails",
            edits: &[
                Edit::Fact { pointer: "/observed/mcp/known/servers/0/called/failed", json: "true" },
                Edit::Fact { pointer: "/observed/mcp/known/servers/0/row", json: "null" },
            ],
        },
    ],
    keeps: &[Twin {
        name: "a tool of another name",
        edits: &[Edit::Fact {
            pointer: "/observed/mcp/known/servers/0/called/tool",
            json: r#""todo_create""#,
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = facts.observed.mcp.get()?;
    if seen.servers.is_empty() {
        return Err(mcp::prevented(seen));
    }
    let called: Vec<_> = seen
        .servers
        .iter()
        .filter_map(|server| server.called.as_ref().map(|called| (server, called)))
        .collect();
    if called.is_empty() {
        let tools: Vec<&str> =
            seen.servers.iter().flat_map(|server| &server.tools).map(|tool| tool.name.as_str()).collect();
        return Err(Undecided::ours(format!(
            "none of the tools looks as if it adds a task: {}",
            tools.join(", ")
        )));
    }
    Verdict::of_each(
        called,
        |(server, called)| {
            let row = server
                .row
                .as_ref()
                .map_or_else(|| "no row holds it".into(), |row| format!("a row of {} holds it", row.table));
            let failed = if called.failed { " (failed)" } else { "" };
            let what = format!("{} {}{failed}: {}; {row}", called.tool, called.arguments, called.returned);
            Exhibit::new(mcp::place(server), what)
        },
        |(server, called)| server.row.is_some() && !called.failed,
        "no tool was called",
    )
}
