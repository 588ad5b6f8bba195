//! What a service reaches and how it is reached: addresses, ports, CORS, routes, databases.

use super::File;
use super::lines::{Line, Syntax};
use super::patterns::{
    CALLS_URL, CORS_CREDENTIALS, CORS_PYTHON, CORS_PYTHON_ANY, CORS_SCRIPT, DATABASE, NAMED_LITERAL,
    NO_ADDRESS, PORT_IN_CODE, PREFIX_OF_ROUTER, ROUTE, ROUTE_CALL, ROUTE_SCRIPT, URL,
};
use crate::facts::checkout::source::{Address, BoundPort, Cors, Quote, Route, ServiceSource};
use crate::inspect::tree::Tree;

/// Hosts of model and database services.
const SERVICES: &[&str] = &[
    "api.openai.com",
    "openrouter.ai",
    "generativelanguage.googleapis.com",
    "api.groq.com",
    "api.cohere.",
    "api.anthropic.com",
    "api.deepseek.com",
    "api.mistral.ai",
    "api.together.",
    "api.x.ai",
    "models.inference.ai.azure.com",
    "neon.tech",
    "dashscope",
    "integrate.api.nvidia.com",
    "api.cerebras.ai",
    "api.fireworks.ai",
];

pub(super) fn read(file: &File<'_>, out: &mut ServiceSource) {
    for line in file.lines {
        addresses(file, line, out);
        ports(file, line, out);
        routes(file, line, out);
        cors(file, line, out);
        if let Some(found) = DATABASE.find(&line.text) {
            out.database_calls.push(file.quote(line, found.start()));
        }
    }
    if file.syntax == Syntax::Script {
        file_route(file, out);
    }
}

fn addresses(file: &File<'_>, line: &Line, out: &mut ServiceSource) {
    for found in URL.all(&line.text) {
        let (Some(whole), Some(host)) = (found.get(0), found.get(2)) else { continue };
        let here = line.around(whole.start());
        let local = ["localhost", "127.0.0.1", "0.0.0.0"].contains(&host.as_str());
        let service = SERVICES.iter().any(|known| host.as_str().contains(known));
        let used = CALLS_URL.is_in(here);
        if NO_ADDRESS.is_in(here) || !used || !service && !local {
            continue;
        }
        let configurable = is_configurable(file, line, here);
        let address =
            Address { url: whole.as_str().into(), configurable, at: file.quote(line, whole.start()) };
        if out.addresses.len() < 200 {
            out.addresses.push(address);
        }
    }
}

/// Whether an address only stands in for one that comes from the environment.
fn is_configurable(file: &File<'_>, line: &Line, here: &str) -> bool {
    const READS: &[&str] =
        &["getenv", "environ", "process.env", "import.meta.env", "config(", "settings.", "env.get", "Field("];
    if READS.iter().any(|read| here.contains(read))
        || line.text.contains("process.env") && here == line.text.trim()
    {
        return true;
    }
    // The line before reads the variable and this one only stands in: `os.getenv(\n "X",\n "https://…")`.
    if line.text.contains("getenv") || line.text.contains("environ.get") {
        return true;
    }
    // A field of a class of settings has its name as the variable.
    if line.indent > 0 && file.text.contains("BaseSettings") && here.contains(':') {
        return true;
    }
    // A default for a parameter, or a constant that a read of the environment names.
    let name = NAMED_LITERAL.groups(&line.text).and_then(|found| Some(found.get(1)?.as_str().to_string()));
    name.is_some_and(|name| {
        file.lines.iter().any(|other| {
            other.first != line.first
                && other.text.contains(&name)
                && READS.iter().any(|read| other.text.contains(read))
        })
    })
}

fn ports(file: &File<'_>, line: &Line, out: &mut ServiceSource) {
    for found in PORT_IN_CODE.all(&line.text) {
        let Some(argument) = found.get(1) else { continue };
        let text = argument.as_str();
        let configurable = text.contains("env") || text.contains("settings") || text.contains("config");
        let number = text.split(|each: char| !each.is_ascii_digit()).rfind(|part| !part.is_empty());
        if let Some(port) = number.and_then(|number| number.parse().ok()) {
            out.ports.push(BoundPort { port, configurable, at: file.quote(line, argument.start()) });
        }
    }
}

fn routes(file: &File<'_>, line: &Line, out: &mut ServiceSource) {
    let mut add = |method: &str, path: &str, at: usize| {
        let method = match method.to_ascii_uppercase().as_str() {
            "ROUTE" | "API_ROUTE" | "ALL" | "USE" => "ANY".into(),
            other => other.to_string(),
        };
        out.routes.push(Route { method, path: path.into(), at: file.quote(line, at) });
    };
    let patterns =
        if file.syntax == Syntax::Python { [Some(&ROUTE), None] } else { [None, Some(&ROUTE_SCRIPT)] };
    for pattern in patterns.into_iter().flatten() {
        for found in pattern.all(&line.text) {
            if let (Some(method), Some(path)) = (found.get(1), found.get(2)) {
                add(method.as_str(), path.as_str(), method.start());
            }
        }
    }
    for found in PREFIX_OF_ROUTER.all(&line.text).filter_map(|found| found.get(1)) {
        add("PREFIX", found.as_str(), found.start());
    }
    for found in ROUTE_CALL.all(&line.text).filter_map(|found| found.get(1)) {
        add("ANY", found.as_str(), found.start());
    }
}

fn cors(file: &File<'_>, line: &Line, out: &mut ServiceSource) {
    let credentials = CORS_CREDENTIALS.is_in(&line.text);
    if let Some(found) = CORS_PYTHON.find(&line.text) {
        out.cors.push(Cors { any_origin: true, credentials, at: file.quote(line, found.start()) });
    } else if let Some(found) = CORS_PYTHON_ANY.find(&line.text).filter(|_| file.syntax == Syntax::Python) {
        out.cors.push(Cors { any_origin: false, credentials, at: file.quote(line, found.start()) });
    } else if let Some(found) = CORS_SCRIPT.groups(&line.text).filter(|_| file.syntax == Syntax::Script) {
        let inside = found.get(1).map_or("", |inside| inside.as_str());
        let any = inside.trim_start().starts_with(')')
            || ["origin: '*'", "origin: \"*\"", "origin: true"].iter().any(|text| inside.contains(text));
        let at = found.get(0).map_or(0, |whole| whole.start());
        out.cors.push(Cors { any_origin: any, credentials, at: file.quote(line, at) });
    }
}

/// Routes that frameworks take from a file's path: `app/api/health/route.ts`, `pages/api/health.ts`.
fn file_route(file: &File<'_>, out: &mut ServiceSource) {
    let Some((_, inside)) = file.path.split_once("/app/").or_else(|| file.path.split_once("/pages/")) else {
        return;
    };
    let (path, _) = inside.rsplit_once('.').unwrap_or((inside, ""));
    let path = match path.strip_suffix("/route").or_else(|| path.strip_suffix("/page")) {
        Some(path) => path,
        None if path == "page" || path == "index" => "",
        None if file.path.contains("/pages/") => path,
        None => return,
    };
    let shown: Vec<&str> =
        path.split('/').filter(|part| !part.starts_with('(') && !part.is_empty()).collect();
    out.routes.push(Route {
        method: "ANY".into(),
        path: format!("/{}", shown.join("/")),
        at: Quote::new(file.path, 1, inside),
    });
}

/// Routes of web servers' configurations in the sources.
pub(super) fn pages(tree: &Tree, files: &[&str], start: usize, out: &mut ServiceSource) {
    for path in files {
        let name = path[start..].rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
        if !(name.contains("nginx") || name.contains(".conf") || name == "caddyfile")
            || crate::discover::has_end(&name, &["md"])
        {
            continue;
        }
        let Ok(text) = tree.text(path) else { continue };
        for (line, number) in text.lines().zip(1..).take(5_000) {
            let mut words = line.split_whitespace();
            if words.next() != Some("location") {
                continue;
            }
            let found = words.find(|word| word.starts_with(['/', '@', '^']) || word.contains('/'));
            if let Some(route) = found {
                let at = Quote::new(*path, number, line.trim());
                out.routes.push(Route { method: "ANY".into(), path: route.trim_end_matches('{').into(), at });
            }
        }
    }
}
