//! Commands that make a Secret, in scripts and in documents.

use std::sync::LazyLock;

use regex::Regex;

use crate::facts::checkout::manifest::{At, SecretCommand};
use crate::inspect::tree::Tree;

static COMMAND: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\bcreate\s+secret\s+(?:generic|tls|docker-registry)\s+['\x22]?([A-Za-z0-9$({][^\s'\x22\\]*)")
        .ok()
});
static KEY: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"--from-(?:literal|file)[= ]['\x22]?([A-Za-z0-9_.-]+)=").ok());

/// Files longer than this are not searched, in bytes.
const LONGEST: usize = 1024 * 1024;

/// Every command that makes a Secret.
pub(super) fn secrets(tree: &Tree) -> Vec<SecretCommand> {
    let mut found = Vec::new();
    for path in tree.files().filter(|path| by_hand(path).is_some()) {
        let Ok(text) = tree.text(path) else { continue };
        if text.len() > LONGEST || !text.contains("secret") {
            continue;
        }
        // A command goes on over lines that end in a backslash; the line number is that of its first line.
        let joined = text.replace("\\\n", "\u{0}");
        let mut line = 1;
        for logical in joined.split('\n') {
            found.extend(command(path, line, logical));
            line += 1 + u32::try_from(logical.matches('\u{0}').count()).unwrap_or(0);
        }
    }
    found
}

fn command(path: &str, line: u32, text: &str) -> Option<SecretCommand> {
    let name =
        COMMAND.as_ref()?.captures(text)?.get(1)?.as_str().trim_end_matches(['`', ')', ';']).to_string();
    let keys =
        KEY.as_ref()?.captures_iter(text).filter_map(|key| Some(key.get(1)?.as_str().to_string())).collect();
    Some(SecretCommand {
        at: At { file: path.into(), line },
        name,
        keys,
        from_file: text.contains("--from-env-file") || text.contains("--from-file"),
        by_hand: by_hand(path)?,
    })
}

/// Whether a file is followed by a person (`true`) or run (`false`); `None` for anything else.
fn by_hand(path: &str) -> Option<bool> {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let end = name.rsplit_once('.').map_or("", |(_, end)| end);
    match end {
        "md" | "mdx" | "txt" | "rst" | "adoc" => Some(true),
        "sh" | "bash" | "ps1" | "bat" | "cmd" | "py" | "mk" => Some(false),
        "yml" | "yaml" => {
            (path.contains(".github/workflows/") || name.contains("ci") || name.starts_with("taskfile"))
                .then_some(false)
        }
        _ => matches!(name.as_str(), "makefile" | "justfile").then_some(false),
    }
}
