//! Environment variables that are read, and keys that do not come from them.

use super::File;
use super::lines::{Line, Syntax};
use super::patterns::{
    ALIAS, CONFIG_FILE, ENV_HELPER, ENVIRON, FIELD, GETENV, KEY_LITERAL, KEY_NAME, LITERAL, PREFIX,
    PROCESS_ENV, RANDOM, SETTINGS,
};
use crate::facts::checkout::source::{EnvRead, ServiceSource};
use crate::inspect::sensitive;

pub(super) fn read(file: &File<'_>, out: &mut ServiceSource) {
    let mut class: Option<Class> = None;
    let prefix = PREFIX.groups(file.text).and_then(|found| found.get(1)).map_or("", |prefix| prefix.as_str());
    for line in file.lines {
        if class.as_ref().is_some_and(|class| line.indent <= class.indent) {
            class = None;
        }
        if SETTINGS.is_in(&line.text) {
            class = Some(Class { indent: line.indent, body: None });
        } else if let Some(class) = &mut class {
            field(file, line, class, prefix, out);
        }
        calls(file, line, out);
        keys(file, line, out);
        if let Some(found) = CONFIG_FILE.find(&line.text) {
            out.config_files.push(file.quote(line, found.start()));
        }
    }
}

/// Whether a line names a file that is among those of the service.
pub(super) fn names_one_of(line: &str, files: &[&str]) -> bool {
    let Some(found) = CONFIG_FILE.groups(line).and_then(|found| found.get(1)) else { return false };
    let name = found.as_str().trim_start_matches("./");
    files.iter().any(|file| file.ends_with(&format!("/{name}")) || *file == name)
}

struct Class {
    indent: usize,
    body: Option<usize>,
}

/// A field of a class of settings: its name in capitals is the variable.
fn field(file: &File<'_>, line: &Line, class: &mut Class, prefix: &str, out: &mut ServiceSource) {
    let body = *class.body.get_or_insert(line.indent);
    let Some(found) = FIELD.groups(&line.text).filter(|_| line.indent == body) else { return };
    let part = |index: usize| found.get(index).map(|part| part.as_str().trim());
    let name = part(1).unwrap_or_default();
    let kind = part(2).unwrap_or_default();
    if name == "model_config" || name.starts_with('_') || kind.starts_with("ClassVar") {
        return;
    }
    let value = part(3);
    let alias = value
        .and_then(|value| ALIAS.groups(value))
        .and_then(|found| Some(found.get(1)?.as_str().to_string()));
    let name = alias.unwrap_or_else(|| format!("{prefix}{name}")).to_ascii_uppercase();
    let (default, required) = match value {
        None => (None, true),
        Some(value) if value.starts_with("Field(") || value.starts_with("SecretStr(") => {
            let inner = value.split_once('(').map_or("", |(_, inner)| inner);
            let inner = inner
                .strip_prefix("default=")
                .or_else(|| inner.split_once("default=").map(|(_, rest)| rest))
                .unwrap_or(inner);
            let open =
                inner.starts_with("...") || !value.contains("default") && !inner.starts_with(['"', '\'']);
            (literal(inner), open)
        }
        Some(value) => (literal(value), false),
    };
    add(file, line, 0, &name, default, Some(required), out);
}

/// The text of a quoted literal, or a bare number or word of the language.
fn literal(value: &str) -> Option<String> {
    if let Some(found) = LITERAL.groups(value) {
        return found.get(1).map(|text| text.as_str().to_string());
    }
    let bare = value.trim().split([',', ')', '\n', ' ', ';']).next().unwrap_or_default();
    let plain = bare.chars().all(|each| each.is_ascii_digit() || each == '.')
        || ["True", "False", "true", "false"].contains(&bare);
    (plain && !bare.is_empty()).then(|| bare.to_string())
}

/// Calls and subscripts that read a variable.
fn calls(file: &File<'_>, line: &Line, out: &mut ServiceSource) {
    let raises = || line.text.contains("raise ") || line.text.contains("throw ");
    if file.syntax == Syntax::Script {
        for found in PROCESS_ENV.all(&line.text) {
            let Some(name) = found.get(1) else { continue };
            let default = found.get(3).and_then(|text| literal(text.as_str()));
            let required = if found.get(2).is_some() { Some(true) } else { found.get(3).map(|_| false) };
            add(file, line, name.start(), name.as_str(), default, required, out);
        }
        return;
    }
    for found in GETENV.all(&line.text) {
        let Some(name) = found.get(1) else { continue };
        let after = found.get(2).map(|text| text.as_str());
        let or = line.text[name.end()..].split_once(" or ").map(|(_, rest)| rest);
        let default = after.and_then(literal).or_else(|| or.and_then(literal));
        let required = if default.is_some() { Some(false) } else { raises().then_some(true) };
        add(file, line, name.start(), name.as_str(), default.filter(|text| text != "None"), required, out);
    }
    for found in ENVIRON.all(&line.text).filter_map(|found| found.get(1)) {
        let set = line.text[found.end()..].trim_start_matches(['"', '\'', ']']).trim_start();
        if !set.starts_with('=') || set.starts_with("==") {
            add(file, line, found.start(), found.as_str(), None, Some(true), out);
        }
    }
    for found in ENV_HELPER.all(&line.text).filter_map(|found| found.get(1)) {
        add(file, line, found.start(), found.as_str(), None, None, out);
    }
}

fn add(
    file: &File<'_>,
    line: &Line,
    offset: usize,
    name: &str,
    default: Option<String>,
    required: Option<bool>,
    out: &mut ServiceSource,
) {
    let at = file.quote(line, offset);
    if let Some(value) =
        default.as_deref().filter(|value| !value.is_empty() && is_key(name) && !reads_nothing(value))
    {
        let (shown, _) = sensitive::shown(name, value);
        let text = if at.text.contains(value) { at.text.clone() } else { format!("{name} = {shown}") };
        out.default_keys.push(crate::facts::checkout::source::Quote { text, ..at.clone() });
    }
    if out
        .variables
        .iter()
        .any(|known| known.name == name && known.at.file == at.file && known.at.line == at.line)
    {
        return;
    }
    let (default, secret) = match default {
        Some(value) => {
            let (shown, secret) = sensitive::shown(name, &value);
            (Some(shown), secret)
        }
        None => (None, None),
    };
    out.variables.push(EnvRead { name: name.into(), default, required, secret, at });
}

/// Whether a variable holds a key that must differ between installations.
fn is_key(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let key = ["secret", "jwt_key", "signing", "auth_key", "password", "encryption_key", "private_key"];
    key.iter().any(|word| lower.contains(word))
        && sensitive::is_sensitive_name(name)
        && !lower.contains("client_secret")
}

fn reads_nothing(value: &str) -> bool {
    ["true", "false", "none", "null", "0"].contains(&value.to_ascii_lowercase().as_str())
}

/// Keys made at random when the process starts, and keys that stand in the code.
fn keys(file: &File<'_>, line: &Line, out: &mut ServiceSource) {
    let starts = line.indent == 0 || line.text.contains("default_factory") || line.text.contains("env");
    if starts
        && !line.text.starts_with("def ")
        && !line.text.starts_with("import")
        && !line.text.starts_with("from ")
    {
        let random = RANDOM.find(&line.text);
        let name = KEY_NAME.find(&line.text);
        if let (Some(random), Some(name)) = (random, name)
            && name.start() < random.start()
            && line.text[..random.start()].contains('=') | line.text[..random.start()].contains(':')
            && name.as_str() != "secrets"
        {
            out.random_keys.push(file.quote(line, random.start()));
        }
    }
    if let Some(found) = KEY_LITERAL.groups(&line.text)
        && let (Some(name), Some(value)) = (found.get(1), found.get(2))
        && line.indent <= 4
        && is_key(name.as_str())
        && !looks_like_name(value.as_str())
    {
        out.default_keys.push(file.quote(line, value.start()));
    }
}

/// `SECRET_HEADER = "X-Auth"`, a variable's name or an algorithm is no key.
fn looks_like_name(value: &str) -> bool {
    let capitals =
        value.chars().all(|each| each.is_ascii_uppercase() || each == '_' || each.is_ascii_digit());
    capitals
        || value.starts_with("HS")
        || value.starts_with('/')
        || value.starts_with("X-")
        || value.contains(' ')
}
