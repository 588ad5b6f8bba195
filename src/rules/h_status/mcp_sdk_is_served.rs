//! A package that is listed and not served is a promise nobody keeps.

use crate::facts::checkout::layout::Role;
use crate::facts::checkout::source::ServiceSource;
use crate::facts::{Facts, Place};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, build};
use crate::verdict::{Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "H3s",
    statements: &["H3", "C11"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "the backend declares an MCP SDK, imports it and serves a transport with it",
    danger: "No client but the backend itself can use the tools, and what is called MCP is not it.",
    remedy: "make a server with the official SDK and mount its transport in the backend's application",
    check,
    breaks: &[
        Mutant {
            name: "a local package that takes the SDK's name",
            edits: &[Edit::Write {
                file: "backend/mcp/__init__.py",
                content: "class MCPServer:\n    pass\n",
            }],
        },
        Mutant {
            name: "a server object that no transport serves",
            edits: &[Edit::Write {
                file: "backend/todo/tools.py",
                content: "from mcp.server.mcpserver import MCPServer\n\nserver = MCPServer(\"todo\")\n",
            }],
        },
    ],
    keeps: &[Twin {
        name: "the older transport",
        edits: &[Edit::Replace {
            file: "backend/todo/tools.py",
            find: "        server.streamable_http_app(\n",
            with: "        server.sse_app(\n",
        }],
    }],
    with: &[],
};

const SDKS: &[&str] = &[
    "mcp",
    "fastmcp",
    "fastapi-mcp",
    "@modelcontextprotocol/sdk",
    "@modelcontextprotocol/server",
    "mcp-handler",
];

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let sources = build::sources(facts, &[Role::Backend])?;
    let (mut offenders, mut doubtful, mut looked) = (Vec::new(), Vec::new(), Vec::new());
    for (_, source) in &sources {
        let whole = |seen: String| Exhibit::new(Place::file(source.folder.clone()), seen);
        let declared = source.dependencies.iter().find(|package| SDKS.contains(&package.name.as_str()));
        let at = declared.map(|package| package.at.exhibit());
        match (declared, source.mcp_transports.first()) {
            (Some(_), Some(transport)) => looked.extend(at.into_iter().chain([transport.at.exhibit()])),
            (None, Some(transport)) => {
                doubtful.push(transport.at.exhibit());
                doubtful.push(whole("no package list of the backend names an MCP SDK".into()));
            }
            (_, None) => {
                offenders.extend(at);
                offenders.push(whole(why(source)));
            }
        }
    }
    // Tools that another service serves are that service's: the isolation rule says so.
    build::verdict(offenders, doubtful, looked)
}

fn why(source: &ServiceSource) -> String {
    let shadowed = source.own_modules.iter().find(|name| ["mcp", "fastmcp"].contains(&name.as_str()));
    let imported = source.imports.iter().any(|import| {
        ["mcp", "fastmcp", "@modelcontextprotocol"].iter().any(|name| import.module.starts_with(name))
    });
    match (shadowed, imported, source.mcp_servers.is_empty()) {
        (Some(name), ..) => format!("{name} is a package of the submission's own, not the SDK"),
        (None, false, _) => format!("none of {} files imports an MCP SDK", source.files),
        (None, true, true) => "an MCP SDK is imported, and no server is made with it".into(),
        (None, true, false) => "a server is made, and no transport serves it".into(),
    }
}
