//! `docker build` commands in scripts, workflows and readme files: they say which Dockerfile goes with which context.

use super::names::{Names, folder};
use crate::inspect::tree::Tree;
use crate::inspect::yaml::{self, Node};

/// One build that someone wrote down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) dockerfile: String,
    pub(super) context: String,
    pub(super) target: Option<String>,
    pub(super) tag: Option<String>,
    /// Where it stands.
    pub(super) file: String,
    pub(super) line: u32,
    /// It stands in a pipeline, which counts more than a script, and that more than a readme.
    pub(super) weight: u8,
}

/// All builds that are written down, the weightiest first.
pub(super) fn find(names: &Names, tree: &Tree) -> Vec<Written> {
    let mut found = Vec::new();
    for (files, weight) in [(&names.ci, 3), (&names.scripts, 2)] {
        for file in files {
            let Ok(text) = tree.text(file) else { continue };
            if !text.contains("docker") && !text.contains("podman") && !text.contains("image build") {
                continue;
            }
            let weight = if file.to_ascii_lowercase().ends_with(".md") { 1 } else { weight };
            commands(file, &text, weight, tree, &mut found);
            if weight == 3 {
                for document in yaml::parse(&text) {
                    if let Ok(root) = document.root {
                        actions(file, &root, tree, &mut found, 0);
                    }
                }
            }
        }
    }
    found.sort_by(|one, other| other.weight.cmp(&one.weight).then_with(|| one.file.cmp(&other.file)));
    found
}

/// Steps of a workflow that use an action with `context` and `file`.
fn actions(file: &str, node: &Node, tree: &Tree, found: &mut Vec<Written>, depth: u8) {
    if depth > 12 {
        return;
    }
    let builds = node.get("uses").and_then(Node::text).is_some_and(|uses| uses.contains("build-push-action"));
    if builds {
        let with = |key: &str| node.scalar_at(&["with", key]).filter(|text| !text.contains("${{"));
        let context = with("context").unwrap_or_else(|| ".".into());
        add(
            file,
            node.line_of("uses"),
            3,
            tree,
            found,
            &Command { context, file: with("file"), target: with("target"), tag: with("tags") },
            ".",
        );
    }
    for (_, child) in node.pairs() {
        actions(file, child, tree, found, depth + 1);
    }
    for child in node.items() {
        actions(file, child, tree, found, depth + 1);
    }
}

struct Command {
    context: String,
    file: Option<String>,
    target: Option<String>,
    tag: Option<String>,
}

fn commands(file: &str, text: &str, weight: u8, tree: &Tree, found: &mut Vec<Written>) {
    let mut folder = String::from(".");
    let mut joined = String::new();
    for (line, number) in text.lines().zip(1..) {
        let line = line.trim().trim_start_matches(['$', '>', '@']).trim();
        let more = line.ends_with(['\\', '`', '^']) && !line.ends_with("```");
        joined.push_str(line.trim_end_matches(['\\', '`', '^']));
        joined.push(' ');
        if more && joined.len() < 4_000 {
            continue;
        }
        let whole = std::mem::take(&mut joined);
        for part in whole.split("&&").flat_map(|part| part.split(';')) {
            let words: Vec<&str> =
                part.split_whitespace().map(|word| word.trim_matches(['"', '\''])).collect();
            if let ["cd" | "pushd" | "Set-Location", to, ..] = words[..] {
                folder = join(&folder, to).unwrap_or_else(|| ".".into());
            }
            if let Some(command) = build(&words) {
                add(file, number, weight, tree, found, &command, &folder);
            }
        }
    }
}

/// The arguments of a `docker build` among the words.
fn build(words: &[&str]) -> Option<Command> {
    let tool = words.iter().position(|word| ["docker", "podman", "nerdctl", "minikube"].contains(word))?;
    let verb = words[tool..].iter().position(|word| *word == "build")? + tool;
    let other = |word: &&str| ["compose", "run", "exec", "push", "pull", "up"].contains(word);
    if verb - tool > 4 || words[tool..verb].iter().any(other) {
        return None;
    }
    let mut command = Command { context: String::new(), file: None, target: None, tag: None };
    let mut rest = words[verb + 1..].iter();
    while let Some(word) = rest.next() {
        let (flag, value) = word.split_once('=').map_or((*word, None), |(flag, value)| (flag, Some(value)));
        let mut value =
            || value.map(ToString::to_string).or_else(|| rest.next().map(|word| (*word).to_string()));
        match flag {
            "-f" | "--file" => command.file = value(),
            "-t" | "--tag" => command.tag = value(),
            "--target" => command.target = value(),
            "--build-arg" | "--platform" | "--label" | "--secret" | "--cache-from" | "--cache-to"
            | "--progress" | "--network" | "--output" | "-o" | "--ssh" | "--add-host" | "--build-context"
            | "-p" => drop(value()),
            flag if flag.starts_with('-') => {}
            context if command.context.is_empty() => command.context = context.into(),
            _ => break,
        }
    }
    (!command.context.is_empty()).then_some(command)
}

/// Adds a build where its Dockerfile exists, trying the places from which such a command may be run.
fn add(
    file: &str,
    line: u32,
    weight: u8,
    tree: &Tree,
    found: &mut Vec<Written>,
    command: &Command,
    cd: &str,
) {
    if command.context.contains(['$', '{', '%']) {
        return;
    }
    let mut bases = vec![cd.to_string(), ".".to_string()];
    let mut own = folder(file);
    while !own.is_empty() {
        bases.push(own.to_string());
        if let Some(below) = join(own, cd) {
            bases.push(below);
        }
        own = folder(own);
    }
    for base in bases {
        let Some(context) = join(&base, &command.context) else { continue };
        let dockerfile = match &command.file {
            Some(file) => join(&base, file),
            None => join(&context, "Dockerfile"),
        };
        let Some(dockerfile) = dockerfile.filter(|path| tree.has(path)) else { continue };
        found.push(Written {
            dockerfile,
            context,
            target: command.target.clone(),
            tag: command.tag.clone(),
            file: file.into(),
            line,
            weight,
        });
        return;
    }
}

/// Joins paths; `None` where the result leaves the subject.
pub(super) fn join(base: &str, path: &str) -> Option<String> {
    if path.starts_with(['/', '~', '$']) || path.contains("://") {
        return None;
    }
    let mut parts: Vec<&str> = base.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(if parts.is_empty() { ".".into() } else { parts.join("/") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        text.split_whitespace().collect()
    }

    #[test]
    fn builds_are_read_from_command_lines() {
        let command =
            build(&words("docker buildx build --platform linux/amd64 -f a/Dockerfile -t x:1 ./b --push"))
                .unwrap();
        assert_eq!((command.file.as_deref(), command.context.as_str()), (Some("a/Dockerfile"), "./b"));
        assert!(build(&words("docker compose build")).is_none());
        assert!(build(&words("docker run build")).is_none());
        assert_eq!(build(&words("minikube image build -t x .")).unwrap().context, ".");
    }

    #[test]
    fn a_path_that_leaves_the_subject_is_none() {
        assert_eq!(join("a/b", "../c"), Some("a/c".into()));
        assert_eq!(join("a", "../../c"), None);
    }
}
