//! The few files of a layer whose content matters to the facts: release, package databases, the application's own.

use sha2::{Digest, Sha256};

use super::decode::hex;
use super::packages;
use crate::facts::observed::image::Package;

/// Longest source file that is compared between images, in bytes.
const LONGEST_SOURCE: usize = 1024 * 1024;
/// Shorter files say nothing: an empty `__init__.py` is no shared code.
const SHORTEST_SOURCE: usize = 40;

/// What a file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Notable {
    /// The distribution: its id and its own name.
    Release { id: String, name: String },
    /// Installed packages (layer and path are filled in later).
    Packages(Vec<Package>),
    /// A `package.json` of the application: what only development needs.
    DevDependencies(Vec<String>),
    /// A source file of the application: first half of its digest, and what libraries of a backend it imports.
    Source { digest: String, imports: Vec<String> },
}

/// Reads what a file says, by its path.
pub(crate) fn note(path: &str, bytes: &[u8]) -> Option<Notable> {
    if matches!(path, "etc/os-release" | "usr/lib/os-release") {
        return Some(release(bytes));
    }
    if let Some(packages) = packages::read(path, bytes) {
        return Some(Notable::Packages(packages));
    }
    if !is_application(path) {
        return None;
    }
    if path.rsplit('/').next() == Some("package.json") {
        return packages::dev_dependencies(bytes).map(Notable::DevDependencies);
    }
    if !is_source(path) || !(SHORTEST_SOURCE..=LONGEST_SOURCE).contains(&bytes.len()) {
        return None;
    }
    let digest = hex(&Sha256::digest(bytes)[..16]);
    Some(Notable::Source { digest, imports: imports(path, bytes) })
}

fn release(bytes: &[u8]) -> Notable {
    let text = String::from_utf8_lossy(bytes);
    let value = |key: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
        line.map(|it| it.trim().trim_matches(['"', '\'']).chars().take(80).collect()).unwrap_or_default()
    };
    Notable::Release { id: value("ID"), name: value("PRETTY_NAME") }
}

/// Whether a path is where applications are put, and not where systems and package managers put theirs.
fn is_application(path: &str) -> bool {
    const SYSTEM: &[&str] = &[
        "usr", "lib", "lib32", "lib64", "libx32", "etc", "var", "bin", "sbin", "proc", "sys", "dev", "run",
        "boot",
    ];
    const PUBLIC: &[&str] =
        &["usr/src/", "usr/app/", "usr/share/nginx/", "usr/local/app/", "var/www/", "var/task/"];
    const LIBRARIES: &[&str] =
        &["node_modules", "site-packages", "dist-packages", "__pycache__", ".venv", "venv"];
    let top = path.split('/').next().unwrap_or_default();
    let is_library = path.split('/').any(|part| LIBRARIES.contains(&part)) || path.contains("/lib/python");
    !is_library && (!SYSTEM.contains(&top) || PUBLIC.iter().any(|it| path.starts_with(it)))
}

fn is_source(path: &str) -> bool {
    const SOURCES: &[&str] = &[
        "py", "js", "mjs", "cjs", "ts", "tsx", "jsx", "go", "rs", "java", "kt", "rb", "php", "cs", "sql",
        "prisma",
    ];
    path.rsplit('/')
        .next()
        .and_then(|name| name.rsplit_once('.'))
        .is_some_and(|(_, kind)| SOURCES.contains(&kind))
}

/// Libraries with which a server stores, serves or thinks; what a page in a browser has no use for.
const BACKEND_PYTHON: &[&str] = &[
    "fastapi",
    "starlette",
    "flask",
    "django",
    "sqlalchemy",
    "sqlmodel",
    "asyncpg",
    "psycopg",
    "psycopg2",
    "alembic",
    "mcp",
    "fastmcp",
    "agents",
    "openai",
    "litellm",
];
const BACKEND_NODE: &[&str] = &[
    "express",
    "fastify",
    "koa",
    "@nestjs/core",
    "pg",
    "postgres",
    "mysql2",
    "mongoose",
    "mongodb",
    "@prisma/client",
    "drizzle-orm",
    "sequelize",
    "typeorm",
    "knex",
    "@neondatabase/serverless",
    "@modelcontextprotocol/sdk",
    "@openai/agents",
    "openai",
];

fn imports(path: &str, bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let mut found: Vec<String> = if path.rsplit('.').next() == Some("py") {
        let modules = text.lines().filter_map(|line| {
            let line = line.trim_start();
            let module = line.strip_prefix("import ").or_else(|| line.strip_prefix("from "))?;
            module.split(['.', ' ', ',', ';']).next()
        });
        modules.filter(|module| BACKEND_PYTHON.contains(module)).map(Into::into).collect()
    } else {
        let quoted = |name: &str, quote: char| {
            let exact = format!("{quote}{name}{quote}");
            text.match_indices(&exact).any(|(at, _)| {
                let before = text[..at].trim_end();
                before.ends_with("from") || before.ends_with("require(") || before.ends_with("import(")
            })
        };
        BACKEND_NODE
            .iter()
            .filter(|name| quoted(name, '"') || quoted(name, '\''))
            .map(|name| (*name).into())
            .collect()
    };
    found.sort_unstable();
    found.dedup();
    found
}
