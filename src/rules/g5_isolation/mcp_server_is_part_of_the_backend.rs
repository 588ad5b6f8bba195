//! A second container for the tools is a second thing to deploy, to secure and to lose.

use crate::facts::checkout::layout::Role;
use crate::facts::checkout::source::ServiceSource;
use crate::facts::{Cause, Facts, Place};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, build};
use crate::verdict::{Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G5.1s",
    statements: &["G5.1"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "the code that serves MCP belongs to the backend and to no other service",
    danger: "Tools in a container of their own are a second way to every user's tasks, and a second thing to fail.",
    remedy: "serve MCP from the backend's own process, or as its child, and drop the other container",
    check,
    breaks: &[
        Mutant {
            name: "a container of its own for the MCP server",
            edits: &[
                Edit::Write {
                    file: "mcp-server/Dockerfile",
                    content: "FROM python:3.12-alpine AS build\nWORKDIR /app\nCOPY requirements.txt ./\nRUN pip install --no-cache-dir --target=/app/lib -r requirements.txt\nCOPY server.py ./\nFROM python:3.12-alpine\nCOPY --from=build /app /app\nUSER 65532:65532\nEXPOSE 8080\nHEALTHCHECK CMD [\"python\", \"/app/server.py\", \"--probe\"]\nCMD [\"python\", \"/app/server.py\"]\n",
                },
                Edit::Write { file: "mcp-server/requirements.txt", content: "mcp==2.3.0\n" },
                Edit::Write {
                    file: "mcp-server/server.py",
                    content: "from mcp.server.fastmcp import FastMCP\n\nmcp = FastMCP(\"todo\")\nmcp.run(transport=\"streamable-http\")\n",
                },
                Edit::Replace {
                    file: "compose.yaml",
                    find: "  frontend:\n    <<: *hardened\n",
                    with: "  mcp-server:\n    <<: *hardened\n    build: ./mcp-server\n\n  frontend:\n    <<: *hardened\n",
                },
            ],
        },
        Mutant {
            name: "a gateway with an MCP server in it",
            edits: &[
                Edit::Write {
                    file: "gateway/Dockerfile",
                    content: "FROM python:3.12-alpine AS build\nWORKDIR /app\nCOPY requirements.txt ./\nRUN pip install --no-cache-dir --target=/app/lib -r requirements.txt\nCOPY server.py ./\nFROM python:3.12-alpine\nCOPY --from=build /app /app\nUSER 65532:65532\nEXPOSE 8080\nHEALTHCHECK CMD [\"python\", \"/app/server.py\", \"--probe\"]\nCMD [\"python\", \"/app/server.py\"]\n",
                },
                Edit::Write { file: "gateway/requirements.txt", content: "mcp==2.3.0\n" },
                Edit::Write {
                    file: "gateway/server.py",
                    content: "from mcp.server.fastmcp import FastMCP\n\nserver = FastMCP(\"todo\")\napp = server.streamable_http_app()\n",
                },
                Edit::Replace {
                    file: "compose.yaml",
                    find: "  frontend:\n    <<: *hardened\n",
                    with: "  gateway:\n    <<: *hardened\n    build: ./gateway\n\n  frontend:\n    <<: *hardened\n",
                },
            ],
        },
    ],
    keeps: &[Twin {
        name: "a script beside the backend that starts the same server on standard input",
        edits: &[Edit::Write {
            file: "backend/todo/stdio.py",
            content: "from mcp.server.mcpserver import MCPServer\n\nserver = MCPServer(\"todo\")\nserver.run(transport=\"stdio\")\n",
        }],
    }],
    with: &[
        ("Q1.1a", "the service that is added has no tests either"),
        ("C8b", "the service that is added was not started in the recorded run"),
    ],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let sources = build::sources(facts, &[Role::Backend, Role::Other])?;
    let (mut offenders, mut looked) = (Vec::new(), Vec::new());
    for (service, source) in sources {
        let served = source.mcp_transports.iter().map(|transport| transport.at.exhibit());
        if service.role == Role::Backend {
            looked.extend(served);
        } else {
            offenders.extend(served.map(|exhibit| Exhibit {
                seen: format!("{} — {} serves it, not the backend", exhibit.seen, service.name),
                ..exhibit
            }));
            looked.push(read(source));
        }
    }
    if offenders.is_empty() && !looked.iter().any(|exhibit| !exhibit.seen.ends_with("no MCP")) {
        let what = "no code of any service serves MCP".into();
        return Err(Undecided::Prevented(Cause { rule: "H3s".into(), what, place: Place::file(".") }));
    }
    build::verdict(offenders, Vec::new(), looked)
}

fn read(source: &ServiceSource) -> Exhibit {
    Exhibit::new(
        Place::file(source.folder.clone()),
        format!("{}: {} files with no MCP", source.service, source.files),
    )
}
