//! What the services' sources say.

use serde::{Deserialize, Serialize};

pub use super::quote::Quote;

/// The sources of all services.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sources {
    /// One entry per service that has sources in the checkout.
    pub services: Vec<ServiceSource>,
}

/// The sources of one service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ServiceSource {
    /// The service's name in the layout.
    pub service: String,
    /// The folder that was read, relative to the subject.
    pub folder: String,
    /// Number of source files that were read.
    pub files: usize,
    /// Languages by number of files, most first.
    pub languages: Vec<String>,
    /// Packages it declares.
    pub dependencies: Vec<Package>,
    /// Lock files.
    pub locks: Vec<Lock>,
    /// Top-level modules that it imports, each where it is first imported outside the tests.
    pub imports: Vec<Import>,
    /// Top-level modules that lie in its own sources.
    pub own_modules: Vec<String>,
    /// Where an MCP server object is made.
    pub mcp_servers: Vec<Quote>,
    /// Where an MCP transport is served: the kind (`streamable-http`, `sse`, `stdio`) and the line.
    pub mcp_transports: Vec<Transport>,
    /// Where an agent of the Agents SDK is made or run.
    pub agents: Vec<Quote>,
    /// Environment variables it reads.
    pub variables: Vec<EnvRead>,
    /// State that lives in the process: containers at module level that requests write to.
    pub sessions: Vec<Quote>,
    /// `SQLite` in code or as a default.
    pub sqlite: Vec<Quote>,
    /// Local files that are written at run time.
    pub file_writes: Vec<Quote>,
    /// Signing keys made at random at each start.
    pub random_keys: Vec<Quote>,
    /// Signing keys and passwords with a built-in value.
    pub default_keys: Vec<Quote>,
    /// Addresses of external services that stand in the code, and whether configuration can change them.
    pub addresses: Vec<Address>,
    /// Ports bound in code.
    pub ports: Vec<BoundPort>,
    /// CORS settings.
    pub cors: Vec<Cors>,
    /// Routes that it serves.
    pub routes: Vec<Route>,
    /// Configuration files that it reads at run time.
    pub config_files: Vec<Quote>,
    /// Database connections in code: drivers' calls and connection URLs.
    pub database_calls: Vec<Quote>,
}

/// A declared package.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Package {
    /// Its name, in lower case, `-` for `_`.
    pub name: String,
    /// The version or range as written.
    pub version: Option<String>,
    /// It is needed for development only.
    pub development: bool,
    /// Where.
    pub at: Quote,
}

/// A lock file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Lock {
    /// Path relative to the subject.
    pub file: String,
    /// The tool that reads it: `npm`, `pnpm`, `yarn`, `bun`, `pip`, `uv`, `poetry`, `pipenv`, `pdm`.
    pub tool: String,
    /// Number of packages it pins.
    pub packages: usize,
}

/// An import.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Import {
    /// The whole dotted module, or the package of a script.
    pub module: String,
    /// Where.
    pub at: Quote,
}

/// A served MCP transport.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Transport {
    /// `streamable-http`, `sse` or `stdio`.
    pub kind: String,
    /// Where.
    pub at: Quote,
}

/// An environment variable that is read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EnvRead {
    /// Its name.
    pub name: String,
    /// The literal that stands in for it, masked where it is sensitive.
    pub default: Option<String>,
    /// Whether the program cannot do without it; `None` where that could not be told.
    pub required: Option<bool>,
    /// Kind of credential that stands in for it.
    pub secret: Option<String>,
    /// Where.
    pub at: Quote,
}

/// The address of an external service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Address {
    /// The URL without credentials.
    pub url: String,
    /// Configuration can change it.
    pub configurable: bool,
    /// Where.
    pub at: Quote,
}

/// A port bound in code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BoundPort {
    /// The number.
    pub port: u16,
    /// It stands in for a variable that can change it.
    pub configurable: bool,
    /// Where.
    pub at: Quote,
}

/// CORS settings of a service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cors {
    /// Any origin is allowed.
    pub any_origin: bool,
    /// Cookies and authorisation headers are allowed.
    pub credentials: bool,
    /// Where.
    pub at: Quote,
}

/// A served route.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Route {
    /// In capitals, `ANY` for all, `PREFIX` for what a router puts before its routes.
    pub method: String,
    /// The path as written at the handler; prefixes of routers are not added.
    pub path: String,
    /// Where.
    pub at: Quote,
}

impl Sources {
    /// The sources of a service.
    #[must_use]
    pub fn of(&self, service: &str) -> Option<&ServiceSource> {
        self.services.iter().find(|source| source.service == service)
    }
}

impl ServiceSource {
    /// A package by its name, declared for running.
    #[must_use]
    pub fn package(&self, name: &str) -> Option<&Package> {
        self.dependencies.iter().find(|package| package.name == name && !package.development)
    }

    /// The first import of a module or of anything below it.
    #[must_use]
    pub fn import(&self, module: &str) -> Option<&Import> {
        self.imports.iter().find(|import| {
            import
                .module
                .strip_prefix(module)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || rest.starts_with('/'))
        })
    }
}
