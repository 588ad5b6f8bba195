//! The part a service plays, by evidence.

use crate::facts::checkout::dockerfile::Dockerfile;
use crate::facts::checkout::layout::Role;
use crate::facts::checkout::source::Package;

/// What is known of a service before its part is known.
#[derive(Debug, Clone, Default)]
pub(super) struct Evidence<'a> {
    pub(super) name: &'a str,
    pub(super) image: Option<&'a str>,
    pub(super) dockerfile: Option<&'a Dockerfile>,
    pub(super) packages: &'a [Package],
    /// The folder of its sources.
    pub(super) source: Option<&'a str>,
    /// A page stands in its sources.
    pub(super) page: bool,
}

/// How well a service fits each part, with the reasons.
#[derive(Debug, Clone, Default)]
pub(super) struct Fit {
    pub(super) backend: i32,
    pub(super) frontend: i32,
    pub(super) database: i32,
    pub(super) because: Vec<String>,
}

impl Fit {
    /// The best part; `Other` where nothing speaks for any.
    pub(super) fn role(&self) -> Role {
        let best = self.backend.max(self.frontend).max(self.database);
        match best {
            best if best < 2 => Role::Other,
            best if best == self.database => Role::Database,
            best if best == self.frontend => Role::Frontend,
            _ => Role::Backend,
        }
    }
}

const BACKEND_PACKAGES: &[&str] = &[
    "fastapi",
    "flask",
    "django",
    "starlette",
    "uvicorn",
    "litestar",
    "sanic",
    "express",
    "@nestjs/core",
    "fastify",
    "hono",
    "koa",
    "gin-gonic/gin",
];
const AGENT_PACKAGES: &[&str] =
    &["mcp", "fastmcp", "openai-agents", "@openai/agents", "@modelcontextprotocol/sdk", "openai"];
const DRIVER_PACKAGES: &[&str] = &[
    "sqlmodel",
    "sqlalchemy",
    "asyncpg",
    "psycopg",
    "psycopg2",
    "psycopg2-binary",
    "psycopg-binary",
    "alembic",
    "pg",
    "drizzle-orm",
    "@prisma/client",
    "typeorm",
    "sequelize",
    "databases",
    "tortoise-orm",
];
const PAGE_PACKAGES: &[&str] = &[
    "next",
    "react",
    "react-dom",
    "vue",
    "svelte",
    "@angular/core",
    "vite",
    "nuxt",
    "astro",
    "solid-js",
    "streamlit",
    "gradio",
    "chainlit",
    "@openai/chatkit-react",
    "react-scripts",
    "esbuild",
];

/// Weighs the evidence.
pub(super) fn fit(evidence: &Evidence<'_>) -> Fit {
    let mut fit = Fit::default();
    if let Some(image) = evidence.image {
        weigh_image(image, &mut fit);
    }
    weigh_name(evidence.name, &mut fit);
    let declared = |names: &[&str]| evidence.packages.iter().find(|each| names.contains(&each.name.as_str()));
    for (names, backend, frontend) in
        [(BACKEND_PACKAGES, 3, 0), (AGENT_PACKAGES, 3, 0), (DRIVER_PACKAGES, 2, 0), (PAGE_PACKAGES, 0, 5)]
    {
        if let Some(package) = declared(names) {
            fit.backend += backend;
            fit.frontend += frontend;
            fit.because.push(format!("{}:{} declares {}", package.at.file, package.at.line, package.name));
        }
    }
    if let Some(dockerfile) = evidence.dockerfile {
        weigh_dockerfile(dockerfile, &mut fit);
    }
    if evidence.page {
        fit.frontend += 2;
        let folder = evidence.source.unwrap_or(".");
        fit.because.push(format!("{folder} holds a page"));
    }
    fit
}

fn weigh_image(image: &str, fit: &mut Fit) {
    let name = image.rsplit('/').next().unwrap_or(image).split([':', '@']).next().unwrap_or(image);
    let whole = image.to_ascii_lowercase();
    let database = [
        "postgres",
        "postgresql",
        "pgvector",
        "timescaledb",
        "neon",
        "cockroach",
        "mysql",
        "mariadb",
        "mongo",
    ];
    if database.iter().any(|word| name.starts_with(word))
        || whole.contains("postgres") && !whole.contains("exporter")
    {
        fit.database += 10;
        fit.because.push(format!("its image is {image}"));
    }
}

fn weigh_name(name: &str, fit: &mut Fit) {
    let name = name.to_ascii_lowercase();
    let parts: Vec<&str> = name.split(['-', '_', '.', '/']).collect();
    let has = |words: &[&'static str]| {
        words.iter().copied().find(|word| parts.contains(word) || word.len() > 5 && name.contains(word))
    };
    // What is called frontend is meant as one, whatever it is built from; `web` may be anything.
    if let Some(word) = has(&["frontend"]) {
        fit.frontend += 14;
        fit.because.push(format!("its name says {word}"));
    } else if let Some(word) = has(&["web", "ui", "client", "www", "webapp"]) {
        fit.frontend += 3;
        fit.because.push(format!("its name says {word}"));
    } else if let Some(word) = has(&["backend"]) {
        fit.backend += 9;
        fit.because.push(format!("its name says {word}"));
    } else if let Some(word) = has(&["api", "server"]) {
        fit.backend += 3;
        fit.because.push(format!("its name says {word}"));
    }
    if has(&["db", "database", "postgres", "postgresql"]).is_some() {
        fit.database += 2;
    }
    let other = [
        "mcp",
        "auth",
        "notification",
        "notifications",
        "worker",
        "scheduler",
        "recurring",
        "audit",
        "gateway",
        "migrate",
        "migration",
        "migrations",
        "proxy",
        "nginx",
        "redis",
        "kafka",
        "init",
        "seed",
        "test",
        "tests",
        "websocket",
        "reminder",
    ];
    if has(&other).is_some() {
        fit.backend -= 4;
    }
}

fn weigh_dockerfile(dockerfile: &Dockerfile, fit: &mut Fit) {
    let base = dockerfile.bottom().map(|stage| stage.base.to_ascii_lowercase()).unwrap_or_default();
    let cmd = dockerfile.last(|act| act.cmd()).or_else(|| dockerfile.last(|act| act.entrypoint()));
    let line = cmd.map(|(_, command)| command.line()).unwrap_or_default();
    if let Some(word) = ["uvicorn", "gunicorn", "fastapi", "hypercorn", "manage.py", "flask"]
        .iter()
        .find(|word| line.contains(**word))
    {
        fit.backend += 2;
        fit.because.push(format!("{} starts {word}", dockerfile.file));
    }
    if ["nginx", "caddy", "httpd"].iter().any(|word| base.contains(word))
        || ["nginx", "next start", "serve -s"].iter().any(|word| line.contains(word))
    {
        fit.frontend += 2;
        fit.because.push(format!("{} ends in a web server", dockerfile.file));
    }
    if ["python", "golang", "openjdk", "ruby"].iter().any(|word| base.contains(word)) {
        fit.backend += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_told_by_name_image_and_packages() {
        let role = |name, image| fit(&Evidence { name, image, ..Evidence::default() }).role();
        assert_eq!(role("db", Some("postgres:15")), Role::Database);
        assert_eq!(role("store", Some("ankane/pgvector:v0.5")), Role::Database);
        assert_eq!(role("todo-frontend", None), Role::Frontend);
        assert_eq!(role("api", None), Role::Backend);
        assert_eq!(role("mcp-server", None), Role::Other);
        assert_eq!(role("cache", Some("redis:7")), Role::Other);
    }
}
