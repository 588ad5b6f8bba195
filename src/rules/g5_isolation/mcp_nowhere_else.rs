//! A server of its own is a second door to the data, with its own lock or with none.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, mcp};
use crate::verdict::{Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G5.1",
    statements: &["G5.1"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "no container but the backend serves MCP",
    danger: "A server of its own is a second door to the data, with its own lock or with none.",
    remedy: "serve MCP from the backend and remove the other server from the deployment",
    check,
    breaks: &[
        Mutant {
            name: "a server in a container of its own",
            edits: &[Edit::Fact {
                pointer: "/observed/mcp/known/servers/0/service",
                json: r#""mcp-server""#,
            }],
        },
        Mutant {
            name: "a server in the frontend",
            edits: &[
                Edit::Fact { pointer: "/observed/mcp/known/servers/0/service", json: r#""web""# },
                Edit::Fact { pointer: "/observed/mcp/known/servers/0/name", json: r#""todo-mcp 2""# },
            ],
        },
    ],
    keeps: &[Twin {
        name: "a proxy that passes requests on",
        edits: &[Edit::Fact { pointer: "/observed/mcp/known/looked_at", json: r#"["backend", "gateway"]"# }],
    }],
    with: &[("H3a", "a server that is elsewhere is not in the backend either")],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = facts.observed.mcp.get()?;
    let own = |service: &String| seen.backends.contains(service);
    // A frontend that passes requests on answers with the backend's own words: that is no second server.
    let passed_on = |server: &crate::facts::observed::McpServer| {
        seen.servers
            .iter()
            .any(|other| own(&other.service) && other.name == server.name && other.tools == server.tools)
    };
    let elsewhere: Vec<Exhibit> = seen
        .servers
        .iter()
        .filter(|server| !own(&server.service) && !passed_on(server))
        .map(|server| Exhibit::new(mcp::place(server), format!("{} {}", server.service, mcp::shown(server))))
        .collect();
    if let Some(evidence) = crate::verdict::Evidence::from_exhibits(elsewhere) {
        return Ok(Verdict::Broken(evidence));
    }
    if seen.looked_at.is_empty() {
        return Err(Undecided::ours("no container was asked"));
    }
    let asked = format!("asked {} in {} requests", seen.looked_at.join(", "), seen.attempts.len());
    Ok(Verdict::Met(crate::verdict::Evidence::of(crate::facts::Place::moment("mcp", 0), asked)))
}
