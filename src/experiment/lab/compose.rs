//! What the deploy entry says about running a service. Read raw, as the values go into containers: the recorded
//! facts hold them masked.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::facts::checkout::layout::Layout;
use crate::inspect::tree::Tree;

/// One service of a compose file, as far as running it goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its variables, raw.
    pub(crate) environment: BTreeMap<String, String>,
    /// Files with more of them.
    pub(crate) env_files: Vec<String>,
    /// Its command, where it overrides the image's.
    pub(crate) command: Option<Vec<String>>,
    /// Its entry point, where it overrides the image's.
    pub(crate) entrypoint: Option<Vec<String>>,
    /// Paths in memory that it declares.
    pub(crate) tmpfs: Vec<String>,
    /// It is started again when it ends.
    pub(crate) restarts: bool,
}

/// The services of the chosen compose file, else of one at the root.
pub(crate) fn read(root: &Path, layout: &Layout) -> BTreeMap<String, Entry> {
    const NAMES: &[&str] = &["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];
    let Ok(tree) = Tree::open(root) else { return BTreeMap::new() };
    let chosen = layout.compose.clone().into_iter();
    let files = chosen.chain(NAMES.iter().map(|&name| name.to_owned()));
    let text = files.filter(|file| tree.has(file)).find_map(|file| tree.text(&file).ok());
    text.map(|text| parse(&text)).unwrap_or_default()
}

/// The services in a compose file's text; none where it does not parse.
pub(crate) fn parse(text: &str) -> BTreeMap<String, Entry> {
    let Ok(root) = serde_saphyr::from_str::<Value>(text) else { return BTreeMap::new() };
    let services = root.get("services").and_then(Value::as_object);
    services.into_iter().flatten().map(|(name, service)| (name.clone(), entry(service))).collect()
}

fn entry(service: &Value) -> Entry {
    let restart = service.get("restart").and_then(Value::as_str).unwrap_or_default();
    let policy = service.pointer("/deploy/restart_policy/condition").and_then(Value::as_str);
    let repeated = ["always", "unless-stopped", "on-failure"];
    Entry {
        environment: environment(service.get("environment")),
        env_files: env_files(service.get("env_file")),
        command: words(service.get("command")),
        entrypoint: words(service.get("entrypoint")),
        tmpfs: env_files(service.get("tmpfs"))
            .iter()
            .map(|path| path.split(':').next().unwrap_or(path).to_owned())
            .collect(),
        restarts: repeated.iter().any(|word| restart.starts_with(word))
            || policy.is_some_and(|policy| policy != "none"),
    }
}

fn environment(value: Option<&Value>) -> BTreeMap<String, String> {
    match value {
        Some(Value::Object(map)) => {
            map.iter().map(|(name, value)| (name.clone(), scalar(value, name))).collect()
        }
        Some(Value::Array(list)) => list
            .iter()
            .filter_map(Value::as_str)
            .map(|pair| match pair.split_once('=') {
                Some((name, value)) => (name.to_owned(), value.to_owned()),
                None => (pair.to_owned(), format!("${{{pair}}}")),
            })
            .collect(),
        _ => BTreeMap::new(),
    }
}

/// A variable without a value is taken from the environment under its own name.
fn scalar(value: &Value, name: &str) -> String {
    match value {
        Value::Null => format!("${{{name}}}"),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

fn env_files(value: Option<&Value>) -> Vec<String> {
    let path = |one: &Value| one.as_str().or_else(|| one.get("path")?.as_str()).map(str::to_owned);
    match value {
        Some(Value::Array(list)) => list.iter().filter_map(path).collect(),
        Some(one) => path(one).into_iter().collect(),
        None => Vec::new(),
    }
}

/// A command as a list, or as a line that is split as a shell would without running one.
fn words(value: Option<&Value>) -> Option<Vec<String>> {
    match value? {
        Value::Array(list) => Some(list.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
        Value::String(line) => Some(split(line)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => None,
    }
}

fn split(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote, mut begun) = (Vec::new(), String::new(), None, false);
    for c in line.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => (quote, begun) = (Some(c), true),
            (None, c) if c.is_whitespace() => {
                if begun || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            (Some(_) | None, c) => word.push(c),
        }
    }
    if begun || !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FILE: &str = "x-common: &common\n  restart: unless-stopped\nservices:\n  api:\n    <<: *common\n    \
        environment:\n      A: ${A:?x}\n      B: 1\n      C:\n    env_file: [.env, {path: extra.env}]\n    \
        command: sh -c \"run me\" 'a b'\n  web:\n    environment: [X=1, Z]\n    entrypoint: [\"/bin/x\", \"-v\"]\n";

    #[test]
    fn services_are_read_in_both_forms() {
        let services = parse(FILE);
        let api = &services["api"];
        let pairs: Vec<_> = api.environment.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(pairs, [("A", "${A:?x}"), ("B", "1"), ("C", "${C}")]);
        assert_eq!(api.env_files, [".env", "extra.env"]);
        assert_eq!(api.command.as_deref().unwrap(), ["sh", "-c", "run me", "a b"]);
        assert!(api.restarts && !services["web"].restarts);
        assert_eq!(services["web"].environment["Z"], "${Z}");
        assert_eq!(services["web"].entrypoint.as_deref().unwrap(), ["/bin/x", "-v"]);
    }

    #[test]
    fn what_is_no_compose_file_has_no_services() {
        assert!(parse("- a\n- b\n").is_empty() && parse("services: 3").is_empty() && parse("{").is_empty());
    }

    proptest! {
        #[test]
        fn no_line_makes_it_panic(line in "[a'\" \\\\]{0,40}") {
            let _ = split(&line);
        }
    }
}
