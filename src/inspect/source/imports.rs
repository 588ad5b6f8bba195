//! What is imported, and where MCP and the Agents SDK are used.

use super::File;
use super::lines::Syntax;
use super::patterns::{AGENT, IMPORT, MCP_HTTP, MCP_RUN, MCP_SERVER, MCP_SSE, MCP_STDIO, SCRIPT_IMPORT};
use crate::facts::checkout::source::{Import, ServiceSource, Transport};

/// Names the top-level modules that lie in the sources themselves, so that a folder `mcp/` is not taken for the SDK.
pub(super) fn own_modules(files: &[&str], start: usize, out: &mut ServiceSource) {
    let mut found = std::collections::BTreeSet::new();
    for path in files.iter().filter(|path| crate::discover::has_end(path, &["py"])) {
        let inside = &path[start..];
        let inside = inside.strip_prefix("src/").unwrap_or(inside);
        let (first, nested) = inside.split_once('/').map_or((inside, false), |(first, _)| (first, true));
        let name = if nested { first } else { first.trim_end_matches(".py") };
        if name != "__init__" && name != "tests" {
            found.insert(name.to_string());
        }
    }
    out.own_modules = found.into_iter().collect();
}

pub(super) fn read(file: &File<'_>, out: &mut ServiceSource) {
    let mut here: Vec<String> = Vec::new();
    for line in file.lines {
        match file.syntax {
            Syntax::Python => {
                for found in IMPORT.all(&line.text) {
                    let names = found.get(1).or_else(|| found.get(2)).map_or("", |names| names.as_str());
                    for name in names.split(',') {
                        here.push(name.split_whitespace().next().unwrap_or_default().into());
                        add(file, line, 0, here.last(), out);
                    }
                }
            }
            Syntax::Script => {
                for found in SCRIPT_IMPORT.all(&line.text) {
                    let Some(name) = found.get(1).filter(|name| {
                        !name.as_str().starts_with(['.', '/', '@']) || is_scoped(name.as_str())
                    }) else {
                        continue;
                    };
                    here.push(name.as_str().into());
                    add(file, line, name.start(), here.last(), out);
                }
            }
        }
    }
    let imports = |roots: &[&str]| {
        here.iter().any(|module| {
            roots.iter().any(|root| {
                module == root
                    || module.starts_with(&format!("{root}."))
                    || module.starts_with(&format!("{root}/"))
            })
        })
    };
    let own = |name: &str| out.own_modules.iter().any(|own| own == name);
    let mcp = imports(&[
        "fastmcp",
        "fastapi_mcp",
        "@modelcontextprotocol/sdk",
        "@modelcontextprotocol/server",
        "mcp-handler",
    ]) || imports(&["mcp"]) && !own("mcp");
    let agents =
        imports(&["@openai/agents", "@openai/agents-core"]) || imports(&["agents"]) && !own("agents");
    if mcp {
        served(file, out);
    }
    if agents {
        for line in file.lines {
            if let Some(found) = AGENT.find(&line.text) {
                out.agents.push(file.quote(line, found.start()));
            }
        }
    }
}

/// `@scope/name` is a package; `@/lib` is a path of the project.
fn is_scoped(name: &str) -> bool {
    name.strip_prefix('@')
        .is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_lowercase()) && rest.contains('/'))
}

fn add(file: &File<'_>, line: &super::Line, offset: usize, module: Option<&String>, out: &mut ServiceSource) {
    let Some(module) = module.filter(|module| !module.is_empty()) else { return };
    if out.imports.len() < 1_000 && !out.imports.iter().any(|import| import.module == *module) {
        out.imports.push(Import { module: module.clone(), at: file.quote(line, offset) });
    }
}

/// Where a file that imports the SDK makes a server and serves a transport.
fn served(file: &File<'_>, out: &mut ServiceSource) {
    let mut makes = false;
    for line in file.lines {
        if let Some(found) = MCP_SERVER.find(&line.text)
            && !line.text.starts_with("class ")
            && !line.text.starts_with("def ")
        {
            makes = true;
            out.mcp_servers.push(file.quote(line, found.start()));
        }
        for (kind, pattern) in [("streamable-http", &MCP_HTTP), ("sse", &MCP_SSE), ("stdio", &MCP_STDIO)] {
            if let Some(found) = pattern.find(&line.text) {
                out.mcp_transports.push(Transport { kind: kind.into(), at: file.quote(line, found.start()) });
            }
        }
        // Without a transport named, the SDK serves standard input and output.
        if let Some(found) = MCP_RUN.find(&line.text).filter(|_| makes) {
            out.mcp_transports.push(Transport { kind: "stdio".into(), at: file.quote(line, found.start()) });
        }
    }
}
