//! The environment of a container: what the submission declares, with our values in the places that name a
//! database, a model endpoint, a secret or a neighbour. Pure.

use std::collections::{BTreeMap, BTreeSet};

/// What the submission says about one service's variables.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Declared {
    /// From the deploy entry, raw: values may hold `${NAME:-default}`.
    pub(crate) entry: BTreeMap<String, String>,
    /// From the example file.
    pub(crate) example: BTreeMap<String, String>,
    /// Set by the image itself.
    pub(crate) image: BTreeMap<String, String>,
    /// Read by the service's sources.
    pub(crate) read: BTreeSet<String>,
}

/// A database as a service is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    /// Name or address that resolves inside the network.
    pub(crate) host: String,
    /// Its port.
    pub(crate) port: u16,
    /// The role.
    pub(crate) user: String,
    /// The role's password: letters and digits.
    pub(crate) password: String,
    /// The database.
    pub(crate) name: String,
    /// The server refuses connections without TLS.
    pub(crate) demands_tls: bool,
}

/// What we put into the environment.
pub(crate) struct Given<'a> {
    /// The database.
    pub(crate) database: Option<&'a Address>,
    /// Base of the model endpoint, with its version: `http://10.0.0.1:1234/v1`.
    pub(crate) model: Option<&'a str>,
    /// Base of the backend as other services reach it: `http://backend:8080`.
    pub(crate) backend: Option<&'a str>,
    /// 64 random hexadecimal digits for a name; equal names get equal values.
    pub(crate) secret: &'a dyn Fn(&str) -> String,
}

/// What a variable is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// A PostgreSQL URL.
    DatabaseUrl,
    /// One part of a database's address.
    DatabaseHost,
    /// As above.
    DatabasePort,
    /// As above.
    DatabaseUser,
    /// As above.
    DatabasePassword,
    /// As above.
    DatabaseName,
    /// Base URL of a model endpoint.
    ModelUrl,
    /// Key for a model endpoint.
    ModelKey,
    /// A signing key, password or token.
    Secret,
    /// Base URL of the backend.
    BackendUrl,
    /// Anything else: as declared.
    Other,
}

/// The environment of one container.
pub(crate) fn compute(declared: &Declared, given: &Given<'_>) -> BTreeMap<String, String> {
    let mut names: BTreeSet<&String> = declared.entry.keys().collect();
    names.extend(declared.read.iter());
    // An example is for the whole project; without a deploy entry nothing says which service needs what.
    if declared.entry.is_empty() {
        names.extend(declared.example.keys());
    }
    let mut computed = BTreeMap::new();
    for name in names {
        if let Some(value) = value(name, declared, given) {
            computed.insert(name.clone(), value);
        }
    }
    computed
}

fn value(name: &str, declared: &Declared, given: &Given<'_>) -> Option<String> {
    let said = declared
        .entry
        .get(name)
        .map(|raw| interpolate(raw, &|inner| inner_value(inner, declared, given)))
        .or_else(|| declared.image.get(name).cloned().filter(|_| classify(name, "") == Class::Other))
        .or_else(|| declared.example.get(name).cloned());
    let example = declared.example.get(name).map(String::as_str).unwrap_or_default();
    let shape = said.as_deref().filter(|said| !said.is_empty()).unwrap_or(example);
    ours(name, shape, given).or(said).filter(|value| !value.is_empty())
}

fn inner_value(name: &str, declared: &Declared, given: &Given<'_>) -> Option<String> {
    let example = declared.example.get(name).cloned();
    ours(name, example.as_deref().unwrap_or_default(), given).or(example).filter(|value| !value.is_empty())
}

/// Our value for a variable; `None` leaves what was declared.
fn ours(name: &str, shape: &str, given: &Given<'_>) -> Option<String> {
    match classify(name, shape) {
        Class::DatabaseUrl => given.database.map(|database| database_url(shape, database)),
        Class::DatabaseHost => given.database.map(|database| database.host.clone()),
        Class::DatabasePort => given.database.map(|database| database.port.to_string()),
        Class::DatabaseUser => given.database.map(|database| database.user.clone()),
        Class::DatabasePassword => given.database.map(|database| database.password.clone()),
        Class::DatabaseName => given.database.map(|database| database.name.clone()),
        Class::ModelUrl => given.model.map(|model| model_url(shape, model)),
        Class::ModelKey => Some(format!("sk-{}", (given.secret)("model key"))),
        Class::Secret => Some((given.secret)(name)),
        Class::BackendUrl => given.backend.and_then(|backend| backend_url(shape, backend)),
        Class::Other => None,
    }
}

/// What a variable is for, by its name and by the shape of its value.
pub(crate) fn classify(name: &str, shape: &str) -> Class {
    let upper = name.to_ascii_uppercase();
    let scheme = shape.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    let has = |words: &[&str]| words.iter().any(|word| upper.contains(word));
    let ends = |words: &[&str]| words.iter().any(|word| upper.ends_with(word));
    let database = ["PG", "POSTGRES", "DB_", "DATABASE", "NEON"].iter().any(|start| upper.starts_with(start));
    let model = has(&["OPENAI", "LLM", "MODEL", "GEMINI", "GROQ", "OPENROUTER", "ANTHROPIC"])
        || upper.starts_with("AI_");
    match scheme.as_deref() {
        Some(scheme) if scheme.starts_with("postgres") => return Class::DatabaseUrl,
        Some("http" | "https" | "ws" | "wss") | None => {}
        Some(_) => return Class::Other,
    }
    if ends(&["DATABASE_URL", "DATABASE_URI", "DB_URL", "DB_URI", "POSTGRES_URL", "PG_URL", "DATABASE_DSN"]) {
        Class::DatabaseUrl
    } else if database && ends(&["HOST", "HOSTNAME", "SERVER"]) {
        Class::DatabaseHost
    } else if database && ends(&["PORT"]) {
        Class::DatabasePort
    } else if database && ends(&["USER", "USERNAME"]) {
        Class::DatabaseUser
    } else if database && ends(&["PASSWORD", "PASS"]) {
        Class::DatabasePassword
    } else if database && ends(&["_DB", "DATABASE", "NAME"]) {
        Class::DatabaseName
    } else if model && ends(&["BASE_URL", "API_BASE", "BASEURL", "_BASE", "ENDPOINT", "API_URL", "_URL"]) {
        Class::ModelUrl
    } else if model && ends(&["KEY", "TOKEN"]) {
        Class::ModelKey
    } else if ends(&[
        "SECRET",
        "SECRET_KEY",
        "PASSWORD",
        "_TOKEN",
        "SIGNING_KEY",
        "ENCRYPTION_KEY",
        "JWT_KEY",
        "API_KEY",
    ]) {
        Class::Secret
    } else if has(&["BACKEND", "API"])
        && ends(&["URL", "BASE", "HOST", "ORIGIN", "ENDPOINT", "UPSTREAM", "URI"])
    {
        Class::BackendUrl
    } else {
        Class::Other
    }
}

/// Our database in the submission's own scheme and with its own parameters.
fn database_url(shape: &str, database: &Address) -> String {
    let scheme = shape.split_once("://").map_or("postgresql", |(scheme, _)| scheme);
    let mut query = shape.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default();
    let says_tls = query.contains("sslmode=") || query.contains("ssl=");
    if database.demands_tls && !says_tls {
        let word = if scheme.ends_with("+asyncpg") { "ssl=require" } else { "sslmode=require" };
        query = if query.is_empty() { word.into() } else { format!("{query}&{word}") };
    }
    let Address { host, port, user, password, name, .. } = database;
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{scheme}://{user}:{password}@{host}:{port}/{name}{mark}{query}")
}

/// The model endpoint with the path that the submission declares: `/v1` unless it says otherwise.
fn model_url(shape: &str, model: &str) -> String {
    let base = model.trim_end_matches("/v1");
    match shape.split_once("://").and_then(|(_, rest)| rest.split_once('/')) {
        Some((_, path)) if !path.trim_matches('/').is_empty() => format!("{base}/{path}"),
        Some(_) | None => model.to_owned(),
    }
}

/// The backend's address where the declared one is this machine's loopback; a neighbour's name is kept.
fn backend_url(shape: &str, backend: &str) -> Option<String> {
    let Some((_, rest)) = shape.split_once("://") else {
        return shape.is_empty().then(|| backend.to_owned());
    };
    let (authority, path) = rest.split_once('/').map_or((rest, ""), |(authority, path)| (authority, path));
    let host = authority.split(':').next().unwrap_or_default();
    let local = matches!(host, "localhost" | "127.0.0.1" | "0.0.0.0");
    let slash = if path.is_empty() { "" } else { "/" };
    local.then(|| format!("{backend}{slash}{path}"))
}

/// Compose's interpolation: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `${NAME:?why}`,
/// `${NAME:+other}`, `$$`.
pub(crate) fn interpolate(raw: &str, lookup: &dyn Fn(&str) -> Option<String>) -> String {
    let mut out = String::new();
    let mut rest = raw;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            out.push('$');
            rest = after;
        } else if let Some(after) = rest.strip_prefix('{') {
            let end = closing(after);
            out.push_str(&braced(&after[..end], lookup));
            rest = after.get(end + 1..).unwrap_or_default();
        } else {
            let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
            match &rest[..end] {
                "" => out.push('$'),
                name => out.push_str(&lookup(name).unwrap_or_default()),
            }
            rest = &rest[end..];
        }
    }
    out.push_str(rest);
    out
}

/// Where the brace closes, inner ones counted.
fn closing(text: &str) -> usize {
    let mut depth = 1;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

fn braced(body: &str, lookup: &dyn Fn(&str) -> Option<String>) -> String {
    let end = body.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(body.len());
    let (name, operator) = body.split_at(end);
    let value = lookup(name);
    if let Some(default) = operator.strip_prefix(":-").or_else(|| operator.strip_prefix('-')) {
        value.filter(|value| !value.is_empty()).unwrap_or_else(|| interpolate_once(default, lookup))
    } else if let Some(other) = operator.strip_prefix(":+").or_else(|| operator.strip_prefix('+')) {
        value.map(|_| interpolate_once(other, lookup)).unwrap_or_default()
    } else {
        value.unwrap_or_default()
    }
}

/// A default may itself hold one more level; deeper nesting stays as it is, so that no text recurses for ever.
fn interpolate_once(text: &str, lookup: &dyn Fn(&str) -> Option<String>) -> String {
    if text.matches("${").count() > 8 { text.to_owned() } else { interpolate(text, lookup) }
}

/// The assignments of an example file: `NAME=value`, `export`, quotes and comments as dotenv reads them.
pub(crate) fn example(text: &str) -> BTreeMap<String, String> {
    let assignment = |line: &str| {
        let line = line.trim();
        let (name, value) = line.strip_prefix("export ").unwrap_or(line).split_once('=')?;
        let name = name.trim();
        let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        plain.then(|| (name.to_owned(), unquote(value.trim())))
    };
    text.lines().filter(|line| !line.trim_start().starts_with('#')).filter_map(assignment).collect()
}

fn unquote(value: &str) -> String {
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote) {
            return inner.split(quote).next().unwrap_or_default().to_owned();
        }
    }
    value.split(" #").next().unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn address(demands_tls: bool) -> Address {
        Address {
            host: "d".into(),
            port: 5432,
            user: "u".into(),
            password: "p".into(),
            name: "n".into(),
            demands_tls,
        }
    }

    fn with(entry: &[(&str, &str)], example: &[(&str, &str)], tls: bool) -> BTreeMap<String, String> {
        let map = |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect();
        let declared = Declared { entry: map(entry), example: map(example), ..Declared::default() };
        let database = address(tls);
        let given = Given {
            database: Some(&database),
            model: Some("http://10.0.0.1:9/v1"),
            backend: Some("http://api:8080"),
            secret: &|name| format!("secret of {name}"),
        };
        compute(&declared, &given)
    }

    #[test]
    fn the_database_keeps_the_declared_scheme_and_parameters() {
        let one = |value, tls| with(&[("DATABASE_URL", value)], &[], tls)["DATABASE_URL"].clone();
        assert_eq!(one("${DATABASE_URL:?x}", false), "postgresql://u:p@d:5432/n");
        assert_eq!(
            one("postgresql+asyncpg://a:b@db/x", true),
            "postgresql+asyncpg://u:p@d:5432/n?ssl=require"
        );
        assert_eq!(
            one("postgres://a:b@db/x?sslmode=require", false),
            "postgres://u:p@d:5432/n?sslmode=require"
        );
        assert_eq!(one("postgresql://a:b@db/x", true), "postgresql://u:p@d:5432/n?sslmode=require");
    }

    #[test]
    fn an_example_gives_the_shape_of_what_the_entry_only_names() {
        let found = with(
            &[("DATABASE_URL", "${DATABASE_URL}")],
            &[("DATABASE_URL", "postgresql+psycopg://x/y")],
            false,
        );
        assert_eq!(found["DATABASE_URL"], "postgresql+psycopg://u:p@d:5432/n");
    }

    #[test]
    fn parts_of_an_address_secrets_and_the_model_are_ours() {
        let entry = [
            ("POSTGRES_HOST", "db"),
            ("POSTGRES_PASSWORD", "${PW}"),
            ("DB_NAME", "todo"),
            ("OPENAI_API_KEY", "x"),
            ("OPENAI_BASE_URL", "${OPENAI_BASE_URL:-}"),
            ("GEMINI_BASE_URL", "https://g.example/v1beta/openai/"),
            ("BETTER_AUTH_SECRET", "change-me"),
            ("JWT_ALGORITHM", "HS256"),
            ("ACCESS_TOKEN_EXPIRE_MINUTES", "30"),
            ("OPENAI_MODEL", "gpt"),
        ];
        let found = with(&entry, &[], false);
        let at = |name: &str| found[name].as_str();
        assert_eq!([at("POSTGRES_HOST"), at("POSTGRES_PASSWORD"), at("DB_NAME")], ["d", "p", "n"]);
        assert_eq!(at("OPENAI_API_KEY"), "sk-secret of model key");
        assert_eq!(at("OPENAI_BASE_URL"), "http://10.0.0.1:9/v1");
        assert_eq!(at("GEMINI_BASE_URL"), "http://10.0.0.1:9/v1beta/openai/");
        assert_eq!(at("BETTER_AUTH_SECRET"), "secret of BETTER_AUTH_SECRET");
        let kept = [at("JWT_ALGORITHM"), at("ACCESS_TOKEN_EXPIRE_MINUTES"), at("OPENAI_MODEL")];
        assert_eq!(kept, ["HS256", "30", "gpt"]);
    }

    #[test]
    fn a_neighbours_name_is_kept_and_loopback_is_replaced() {
        let one = |value| with(&[("BACKEND_URL", value)], &[], false)["BACKEND_URL"].clone();
        assert_eq!(one("http://backend:8000/api"), "http://backend:8000/api");
        assert_eq!(one("http://localhost:8000/api"), "http://api:8080/api");
    }

    #[test]
    fn without_a_deploy_entry_the_example_counts() {
        assert_eq!(with(&[], &[("LOG_LEVEL", "INFO"), ("EMPTY", "")], false).len(), 1);
    }

    #[test]
    fn interpolation_follows_compose() {
        let lookup = |name: &str| (name == "A").then(|| "1".to_owned());
        let go = |raw| interpolate(raw, &lookup);
        assert_eq!(go("x${A}y$A-$$A ${B:-d} ${B-${A}} ${A:+s} ${B:?no} ${"), "x1y1-$A d 1 s  ");
    }

    #[test]
    fn example_files_are_read_as_dotenv_reads_them() {
        let found = example("# c\nexport A=1 # one\nB=\"two # x\"\n C = '3'\nbad line\n=x\n");
        assert_eq!(
            found.into_iter().collect::<Vec<_>>(),
            [("A", "1"), ("B", "two # x"), ("C", "3")].map(|(a, b)| (a.to_owned(), b.to_owned()))
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[${}:A-Za-z?+\\-ä]{0,60}") {
            let _ = interpolate(&text, &|_| None);
            let _ = example(&text);
        }
    }
}
