//! Declared packages and lock files.

use std::sync::LazyLock;

use regex::Regex;

use crate::facts::checkout::source::{Lock, Package, Quote};
use crate::inspect::tree::Tree;

/// Packages of one file beyond this number are not read.
const MOST: usize = 2_000;

/// The packages that the files directly in a folder, or in its `requirements/`, declare.
pub(crate) fn declared(tree: &Tree, files: &[&str]) -> Vec<Package> {
    let mut found = Vec::new();
    for &file in files {
        let name = file.rsplit('/').next().unwrap_or(file).to_ascii_lowercase();
        if !crate::discover::is_package_list(&name) {
            continue;
        }
        let Ok(text) = tree.text(file) else { continue };
        match name.as_str() {
            "package.json" => package_json(file, &text, &mut found),
            "pyproject.toml" | "pipfile" | "cargo.toml" => toml_tables(file, &text, &mut found),
            "go.mod" => go_mod(file, &text, &mut found),
            "setup.py" | "setup.cfg" | "pom.xml" => quoted(file, &text, &mut found),
            _ => requirements(file, &text, &mut found),
        }
    }
    found
}

/// Lower case with `-`, as package indexes compare names.
fn normal(name: &str) -> String {
    name.trim().to_ascii_lowercase().replace(['_', '.'], "-")
}

static REQUIREMENT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*(?:\(?((?:===|==|>=|<=|~=|!=|>|<|\^)[^;#)]*))?").ok()
});

fn requirement(text: &str) -> Option<(String, Option<String>)> {
    let found = REQUIREMENT.as_ref()?.captures(text)?;
    let version = found.get(2).map(|part| part.as_str().trim().trim_end_matches('\\').trim().to_string());
    Some((normal(found.get(1)?.as_str()), version))
}

fn requirements(file: &str, text: &str, found: &mut Vec<Package>) {
    let name = file.to_ascii_lowercase();
    let development =
        ["dev", "test", "lint"].iter().any(|word| name.rsplit('/').next().unwrap_or("").contains(word));
    for (line, number) in text.lines().zip(1..).take(MOST * 8) {
        if line.trim_start().starts_with(['#', '-']) || line.contains("://") && !line.contains(" @ ") {
            continue;
        }
        if let Some((name, version)) = requirement(line) {
            found.push(Package { name, version, development, at: Quote::new(file, number, line.trim()) });
        }
    }
}

/// `pyproject.toml` in its forms, and `Pipfile`, line by line, so that each package knows its line.
fn toml_tables(file: &str, text: &str, found: &mut Vec<Package>) {
    let mut table = String::new();
    let mut list = None;
    for (line, number) in text.lines().zip(1..).take(MOST * 4) {
        let bare = line.trim();
        if bare.starts_with('[') && list.is_none() && bare.ends_with(']') && !bare.contains('"') {
            table = bare.trim_matches(['[', ']']).to_ascii_lowercase();
            continue;
        }
        if let Some((key, value)) = bare.split_once('=').filter(|_| list.is_none()) {
            let (key, value) = (key.trim().trim_matches('"').to_ascii_lowercase(), value.trim());
            if value.starts_with('[') && lists_packages(&table, &key) {
                list = Some(is_development(&table) || is_development(&key));
            } else if names_packages(&table) && key != "python" {
                let version = value.trim_matches('"').to_string();
                let at = Quote::new(file, number, bare);
                found.push(Package {
                    name: normal(&key),
                    version: Some(version),
                    development: is_development(&table),
                    at,
                });
                continue;
            }
        }
        if let Some(development) = list {
            for item in strings(bare) {
                if let Some((name, version)) = requirement(&item) {
                    found.push(Package { name, version, development, at: Quote::new(file, number, bare) });
                }
            }
            if bare.ends_with(']') && !bare.contains("= [\"") || bare.ends_with("\"]") {
                list = None;
            }
        }
    }
}

fn lists_packages(table: &str, key: &str) -> bool {
    (table == "project" && key == "dependencies")
        || table == "project.optional-dependencies"
        || table == "dependency-groups"
        || (table == "tool.uv" && key.contains("dependencies"))
}

fn names_packages(table: &str) -> bool {
    matches!(table, "packages" | "dev-packages" | "dependencies" | "dev-dependencies" | "build-dependencies")
        || (table.starts_with("tool.poetry") && table.ends_with("dependencies"))
}

fn is_development(name: &str) -> bool {
    ["dev", "test", "lint", "optional", "docs"].iter().any(|word| name.contains(word))
}

/// The quoted parts of a line.
fn strings(line: &str) -> Vec<String> {
    let quote = if line.contains('"') { '"' } else { '\'' };
    line.split(quote).skip(1).step_by(2).map(ToString::to_string).collect()
}

fn package_json(file: &str, text: &str, found: &mut Vec<Package>) {
    let mut development = None;
    for (line, number) in text.lines().zip(1..).take(MOST * 2) {
        let bare = line.trim();
        if let Some(key) = bare.strip_prefix('"').and_then(|rest| rest.split('"').next())
            && bare.ends_with('{')
        {
            development = match key {
                "dependencies" | "peerDependencies" => Some(false),
                "devDependencies" | "optionalDependencies" => Some(true),
                _ => None,
            };
            continue;
        }
        if bare.starts_with('}') {
            development = None;
        }
        let parts = strings(bare);
        if let (Some(development), [name, version, ..]) = (development, parts.as_slice()) {
            let at = Quote::new(file, number, bare);
            found.push(Package {
                name: name.to_ascii_lowercase(),
                version: Some(version.clone()),
                development,
                at,
            });
        }
    }
    if found.iter().all(|package| package.at.file != file) {
        one_line(file, text, found);
    }
}

/// A `package.json` that is not written line by line.
fn one_line(file: &str, text: &str, found: &mut Vec<Package>) {
    let Ok(value) = serde_json::from_str::<serde_json::Value>(text) else { return };
    for (key, development) in [("dependencies", false), ("devDependencies", true)] {
        for (name, version) in value[key].as_object().into_iter().flatten().take(MOST) {
            let version = version.as_str().map(ToString::to_string);
            let at = Quote::new(file, 1, format!("{name} {}", version.as_deref().unwrap_or_default()));
            found.push(Package { name: name.to_ascii_lowercase(), version, development, at });
        }
    }
}

fn go_mod(file: &str, text: &str, found: &mut Vec<Package>) {
    for (line, number) in text.lines().zip(1..).take(MOST) {
        let words: Vec<&str> = line.trim().trim_start_matches("require ").split_whitespace().collect();
        if let [name, version, ..] = words[..]
            && version.starts_with('v')
        {
            let at = Quote::new(file, number, line.trim());
            found.push(Package { name: name.into(), version: Some(version.into()), development: false, at });
        }
    }
}

fn quoted(file: &str, text: &str, found: &mut Vec<Package>) {
    for (line, number) in text.lines().zip(1..).take(MOST) {
        for item in strings(line) {
            if let Some((name, Some(version))) = requirement(&item) {
                let at = Quote::new(file, number, line.trim());
                found.push(Package { name, version: Some(version), development: false, at });
            }
        }
    }
}

/// The lock files among a folder's files.
pub(crate) fn locks(tree: &Tree, files: &[&str]) -> Vec<Lock> {
    files
        .iter()
        .filter_map(|file| {
            let name = file.rsplit('/').next().unwrap_or(file).to_ascii_lowercase();
            let (tool, mark) = match name.as_str() {
                "package-lock.json" | "npm-shrinkwrap.json" => ("npm", "\"resolved\""),
                "pnpm-lock.yaml" => ("pnpm", "resolution:"),
                "yarn.lock" => ("yarn", "resolved"),
                "bun.lock" | "bun.lockb" => ("bun", "sha512"),
                "uv.lock" => ("uv", "[[package]]"),
                "poetry.lock" => ("poetry", "[[package]]"),
                "pdm.lock" => ("pdm", "[[package]]"),
                "pipfile.lock" => ("pipenv", "\"hashes\""),
                "go.sum" => ("go", "h1:"),
                "cargo.lock" => ("cargo", "[[package]]"),
                _ if name.starts_with("requirements") || name.starts_with("constraints") => ("pip", "=="),
                _ => return None,
            };
            let text = tree.text(file).ok()?;
            let packages = text.matches(mark).count();
            let pinned = tool != "pip" || is_pinned(&text);
            pinned.then(|| Lock { file: (*file).into(), tool: tool.into(), packages })
        })
        .collect()
}

/// Whether every requirement names one exact version.
fn is_pinned(text: &str) -> bool {
    let mut lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with(['#', '-']) && !line.starts_with("--hash"))
        .peekable();
    lines.peek().is_some() && lines.all(|line| line.contains("==") || line.contains(" @ "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(parse: fn(&str, &str, &mut Vec<Package>), text: &str) -> Vec<(String, bool, u32)> {
        let mut found = Vec::new();
        parse("f", text, &mut found);
        found.into_iter().map(|package| (package.name, package.development, package.at.line)).collect()
    }

    #[test]
    fn packages_are_read_with_their_lines() {
        assert_eq!(
            read(requirements, "# x\nfastapi[all]>=0.1\n-r base.txt\nmcp==1.2 ; python_version > '3'\n"),
            [("fastapi".into(), false, 2), ("mcp".into(), false, 4)]
        );
        let text = "[project]\nname = \"x\"\ndependencies = [\n  \"OpenAI_Agents>=0.1\",\n]\n[dependency-groups]\ndev = [\"pytest\"]\n";
        assert_eq!(read(toml_tables, text), [("openai-agents".into(), false, 4), ("pytest".into(), true, 7)]);
        let text = "[tool.poetry.dependencies]\npython = \"^3.11\"\nmcp = {version = \"1\"}\n";
        assert_eq!(read(toml_tables, text), [("mcp".into(), false, 3)]);
        let text = "{\n \"name\": \"x\",\n \"dependencies\": {\n  \"next\": \"15\"\n },\n \"devDependencies\": {\n  \"vitest\": \"1\"\n }\n}";
        assert_eq!(read(package_json, text), [("next".into(), false, 4), ("vitest".into(), true, 7)]);
    }

    #[test]
    fn a_list_on_one_line_and_extras_are_read() {
        let text = "[project]\ndependencies = [\"fastapi[standard]>=0.1\", \"mcp\"]\nversion = \"1\"\n";
        assert_eq!(read(toml_tables, text), [("fastapi".into(), false, 2), ("mcp".into(), false, 2)]);
    }

    #[test]
    fn only_exact_versions_make_a_lock() {
        assert!(is_pinned("# x\nmcp==1.0 \\\n    --hash=sha256:x\n"));
        assert!(!is_pinned("mcp>=1.0\n"));
    }
}
