//! State in the process or on its disk.

use std::collections::{BTreeMap, BTreeSet};

use super::File;
use super::lines::{Line, Syntax};
use super::patterns::{
    CLASS, CONTAINER, CONTAINER_FIELD, MEMORY_SESSION, NAMED_LITERAL, QUOTED, SQLITE, SQLITE_TEST, WORD,
    WRITE,
};
use crate::facts::checkout::source::{Quote, ServiceSource};

/// Words of names that hold what a user would miss.
const HELD: &[&str] = &[
    "session",
    "conversation",
    "history",
    "histories",
    "chat",
    "message",
    "thread",
    "todo",
    "task",
    "user",
    "token",
    "store",
    "storage",
    "memory",
    "database",
    "_db",
    "fake_db",
    "otp",
    "refresh",
    "blacklist",
    "revoked",
    "login",
];
/// Words of names that hold nothing a user would miss.
const HARMLESS: &[&str] = &[
    "background",
    "handler",
    "router",
    "registry",
    "metric",
    "tools",
    "schema",
    "config",
    "option",
    "default",
    "model",
    "template",
    "prompt",
    "system",
    "route",
    "middleware",
    "locks",
    "lock",
    "connection",
    "cache_key",
    "mapping",
    "tag",
    "import",
    "type",
    "color",
    "label",
    "running_tasks",
    "pending_tasks",
    "engine",
    "sample",
    "mock",
    "seed",
];

/// What several files must say together.
#[derive(Default)]
pub(super) struct Kept {
    /// Classes whose objects hold state, with the place.
    classes: BTreeMap<String, Quote>,
    /// Names of classes that are made at module level.
    made: BTreeSet<String>,
}

impl Kept {
    pub(super) fn read(&mut self, file: &File<'_>, inside: &str, out: &mut ServiceSource) {
        self.containers(file, out);
        self.objects(file);
        let tool = is_tool(inside);
        for line in file.lines {
            if let Some(found) = MEMORY_SESSION.find(&line.text) {
                out.sessions.push(file.quote(line, found.start()));
            }
            if let Some(found) = SQLITE.find(&line.text)
                && !tool
                && !SQLITE_TEST.is_in(line.around(found.start()))
            {
                out.sqlite.push(file.quote(line, found.start()));
            }
        }
        if !tool {
            writes(file, out);
        }
    }

    /// Containers at module level that functions write to.
    fn containers(&self, file: &File<'_>, out: &mut ServiceSource) {
        let _ = self;
        for line in file.lines.iter().filter(|line| line.indent == 0) {
            let Some(name) = CONTAINER.groups(&line.text).and_then(|found| found.get(1)) else { continue };
            let name = name.as_str();
            if !holds_state(name) || !is_written(file, name, line) {
                continue;
            }
            out.sessions.push(file.quote(line, 0));
        }
    }

    /// Classes that hold such containers, and which classes live as long as the module.
    fn objects(&mut self, file: &File<'_>) {
        if file.syntax == Syntax::Script {
            return;
        }
        let mut class = None;
        for line in file.lines {
            if line.indent == 0 {
                class = CLASS.groups(&line.text).and_then(|found| Some(found.get(1)?.as_str().to_string()));
                if let Some((_, value)) = line.text.split_once('=').filter(|_| class.is_none()) {
                    let name = value.trim().split('(').next().unwrap_or_default();
                    if value.contains('(') && name.starts_with(|first: char| first.is_ascii_uppercase()) {
                        self.made.insert(name.to_string());
                    }
                }
            }
            if let Some(class) = &class
                && let Some(found) = CONTAINER_FIELD.groups(&line.text)
                && let Some(field) = found.get(1)
                && holds_state(field.as_str())
                && is_written(file, field.as_str(), line)
            {
                self.classes.entry(class.clone()).or_insert_with(|| file.quote(line, 0));
            }
        }
    }

    /// Adds the objects that hold state for as long as the module lives.
    pub(super) fn settle(self, out: &mut ServiceSource) {
        let kept = self.classes.into_iter().filter(|(class, _)| self.made.contains(class));
        out.sessions.extend(kept.map(|(_, quote)| quote));
    }
}

fn holds_state(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    HELD.iter().any(|word| lower.contains(word)) && !HARMLESS.iter().any(|word| lower.contains(word))
}

/// Whether something below module level writes to a container.
fn is_written(file: &File<'_>, name: &str, own: &Line) -> bool {
    let calls = [
        "append(",
        "setdefault(",
        "pop(",
        "add(",
        "update(",
        "insert(",
        "extend(",
        "remove(",
        "set(",
        "push(",
        "delete(",
        "clear(",
    ];
    file.lines.iter().filter(|line| line.indent > 0 && line.first != own.first).any(|line| {
        line.text.match_indices(name).any(|(at, _)| {
            let before = line.text[..at].chars().next_back();
            if before.is_some_and(|each| each.is_ascii_alphanumeric() || each == '_') {
                return false;
            }
            let rest = &line.text[at + name.len()..];
            let called =
                rest.strip_prefix('.').is_some_and(|rest| calls.iter().any(|call| rest.starts_with(call)));
            called || is_item_set(rest)
        })
    })
}

/// `[key] = value`, `[key].append(…)` after a name.
fn is_item_set(rest: &str) -> bool {
    let Some(inner) = rest.strip_prefix('[') else { return false };
    let Some(close) = inner.find(']') else { return false };
    let after = inner[close + 1..].trim_start();
    after.starts_with('=') && !after.starts_with("==")
        || after.starts_with("+=")
        || after.starts_with(".append(")
}

/// Scripts, migrations and build files do not run while the service serves.
fn is_tool(inside: &str) -> bool {
    let lower = inside.to_ascii_lowercase();
    let folders =
        ["scripts", "migrations", "alembic", "versions", "tools", "seeds", "bin", "ci", "prisma", "drizzle"];
    let name = lower.rsplit('/').next().unwrap_or(&lower);
    crate::discover::folder(&lower).split('/').any(|part| folders.contains(&part))
        || name.contains(".config.")
        || [
            "build.",
            "seed",
            "migrate",
            "setup.py",
            "manage.py",
            "generate",
            "create_db",
            "init_db.py",
            "gulpfile",
            "webpack",
        ]
        .iter()
        .any(|word| name.starts_with(word))
}

/// Files that are written, where the path is known and lies on the container's disk.
fn writes(file: &File<'_>, out: &mut ServiceSource) {
    let constants: BTreeMap<&str, &str> = file
        .lines
        .iter()
        .filter(|line| line.indent == 0)
        .filter_map(|line| {
            let found = NAMED_LITERAL.groups(&line.text)?;
            Some((found.get(1)?.as_str(), found.get(2)?.as_str()))
        })
        .collect();
    for line in file.lines {
        let Some(found) = WRITE.find(&line.text) else { continue };
        let here = target(line, &found);
        let mut quoted = QUOTED.all(here).filter_map(|found| found.get(1)).map(|text| text.as_str());
        let literal = quoted.find(|text| is_path(text));
        let named = || {
            let words = WORD.all(here).filter_map(|found| found.get(0));
            words.filter_map(|word| constants.get(word.as_str()).copied()).find(|text| is_path(text))
        };
        // A folder that a constant names says more than the file's name in it.
        let Some(path) = named().or(literal) else { continue };
        let in_memory =
            ["/dev/", "/tmp", "/proc/", "/run/", "/var/run/"].iter().any(|start| path.starts_with(start));
        if !in_memory {
            out.file_writes.push(file.quote(line, found.start()));
        }
    }
}

/// The words that name the file: before `.write_text`, else the first argument.
fn target<'a>(line: &'a Line, found: &regex::Match<'_>) -> &'a str {
    let text = line.text.as_str();
    if found.as_str().starts_with('.') {
        let start = text[..found.start()].rfind('\n').map_or(0, |at| at + 1);
        return &text[start..found.start()];
    }
    let arguments = text[found.start()..].split_once('(').map_or("", |(_, arguments)| arguments);
    arguments.split([',', '\n']).next().unwrap_or(arguments)
}

/// Whether a literal is a path and not a mode, an encoding or a message.
fn is_path(text: &str) -> bool {
    let plain = !text.contains(' ') && !text.contains("://") && text.len() > 2;
    plain
        && (text.contains('/')
            || text.contains('.')
            || ["uploads", "data", "logs", "storage"].contains(&text))
        && !text.starts_with("utf")
}
