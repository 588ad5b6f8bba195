//! What a Dockerfile takes from its build context: what is missing there, and what should stay out of an image.

use crate::discover::has_end;
use crate::facts::checkout::dockerfile::{Act, Copy, Dockerfile, Ignore, Instruction, Quote, Stage, Taken};
use crate::facts::checkout::layout::Layout;
use crate::inspect::sensitive;
use crate::inspect::tree::{Entry, Tree};

/// A `.dockerignore` with more rules than this is cut off.
const MOST_RULES: usize = 2_000;
/// A file that may hold credentials is not read beyond this many bytes.
const LONGEST_SETTINGS: u64 = 256 * 1024;

/// Says which services a Dockerfile builds, from which context, and what it finds there.
pub(crate) fn attach(dockerfile: &mut Dockerfile, layout: &Layout, tree: &Tree) {
    let builds = layout.services.iter().filter(|each| each.dockerfile.as_deref() == Some(&dockerfile.file));
    let builds: Vec<_> = builds.collect();
    let Some(first) = builds.first() else { return };
    dockerfile.services = builds.iter().map(|service| service.name.clone()).collect();
    dockerfile.target.clone_from(&first.target);
    let context = first.context.clone().unwrap_or_else(|| ".".into());
    dockerfile.ignore = ignore(&dockerfile.file, &context, tree);
    dockerfile.missing = missing(dockerfile, &context, tree);
    dockerfile.taken = taken(dockerfile, &context, tree);
    dockerfile.context = Some(context);
}

/// A path inside a context as a path of the subject.
fn within(context: &str, path: &str) -> String {
    let path = clean(path);
    match (context, path.as_str()) {
        ("." | "", path) => path.to_string(),
        (context, "") => context.to_string(),
        (context, path) => format!("{context}/{path}"),
    }
}

/// Without `.`, `..`, doubled and surrounding slashes; `..` at the top stays in the context, as for Docker.
pub(super) fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The rules that apply: those beside the Dockerfile win over those of the context.
fn ignore(dockerfile: &str, context: &str, tree: &Tree) -> Option<Ignore> {
    let file = [format!("{dockerfile}.dockerignore"), within(context, ".dockerignore")]
        .into_iter()
        .find(|file| tree.has(file))?;
    let text = tree.text(&file).ok()?;
    let rules = text.lines().zip(1..).map(|(line, number)| (line.trim(), number));
    let rules = rules.filter(|(line, _)| !line.is_empty() && !line.starts_with('#')).take(MOST_RULES);
    let rules = rules.map(|(line, number)| Quote::new(&file, number, line)).collect();
    Some(Ignore { file, rules })
}

/// The rule that keeps a path of the context out of the build, if any: the last that matches it or a folder above.
fn kept_out<'a>(ignore: Option<&'a Ignore>, path: &str) -> Option<&'a Quote> {
    let mut verdict = None;
    for rule in ignore.map_or(&[] as &[Quote], |ignore| &ignore.rules) {
        let (pattern, again) = match rule.text.strip_prefix('!') {
            Some(rest) => (clean(rest.trim()), true),
            None => (clean(&rule.text), false),
        };
        let pattern: Vec<&str> = pattern.split('/').collect();
        let parts: Vec<&str> = path.split('/').collect();
        if (1..=parts.len()).any(|length| matches(&pattern, &parts[..length])) {
            verdict = (!again).then_some(rule);
        }
    }
    verdict
}

/// Go's `filepath.Match` by parts, with `**` for any number of folders.
fn matches(pattern: &[&str], path: &[&str]) -> bool {
    match (pattern.split_first(), path.split_first()) {
        (None, None) => true,
        (Some((&"**", rest)), _) => {
            rest.is_empty() || (0..=path.len()).any(|skipped| matches(rest, &path[skipped..]))
        }
        (Some((part, rest)), Some((name, below))) => {
            glob(part.as_bytes(), name.as_bytes()) && matches(rest, below)
        }
        (None, Some(_)) | (Some(_), None) => false,
    }
}

/// `*`, `?`, `[a-z]` and escapes within one part of a path.
fn glob(pattern: &[u8], name: &[u8]) -> bool {
    match (pattern, name) {
        ([], name) => name.is_empty(),
        ([b'*', rest @ ..], name) => (0..=name.len()).any(|skipped| glob(rest, &name[skipped..])),
        ([b'?', rest @ ..], [_, name @ ..]) => glob(rest, name),
        ([b'[', rest @ ..], [first, name @ ..]) => {
            let Some(close) = rest.iter().skip(1).position(|&each| each == b']').map(|at| at + 1) else {
                return false;
            };
            class(&rest[..close], *first) && glob(&rest[close + 1..], name)
        }
        ([b'\\', letter, rest @ ..] | [letter, rest @ ..], [first, name @ ..]) => {
            letter == first && glob(rest, name)
        }
        ([_, ..], []) => false,
    }
}

fn class(inside: &[u8], letter: u8) -> bool {
    let (inside, negated) = match inside {
        [b'^', rest @ ..] => (rest, true),
        rest => (rest, false),
    };
    let mut at = 0;
    let mut found = false;
    while at < inside.len() {
        if let [low, b'-', high, ..] = inside[at..] {
            found |= (low..=high).contains(&letter);
            at += 3;
        } else {
            found |= inside[at] == letter;
            at += 1;
        }
    }
    found != negated
}

/// The `COPY`s from the context of all stages that are built, with the stage's index.
fn copies(dockerfile: &Dockerfile) -> impl Iterator<Item = (usize, &Stage, &Instruction, &Copy)> {
    dockerfile.stages.iter().enumerate().flat_map(|(index, stage)| {
        stage.instructions.iter().filter_map(move |instruction| {
            let copy = instruction.act.copy().filter(|copy| copy.from.is_none())?;
            Some((index, stage, instruction, copy))
        })
    })
}

fn missing(dockerfile: &Dockerfile, context: &str, tree: &Tree) -> Vec<Quote> {
    let mut found = Vec::new();
    let used = used(dockerfile);
    for (index, _, instruction, copy) in copies(dockerfile) {
        if !used.contains(&index) {
            continue;
        }
        for source in &copy.sources {
            let remote = source.contains("://") || source.starts_with("git@");
            // A wildcard that finds nothing is no error, and a variable may come from outside.
            if copy.add && remote || source.contains(['*', '?', '[', '$']) {
                continue;
            }
            if let Some(why) = why_missing(dockerfile.ignore.as_ref(), context, source, tree) {
                let text = format!("{} — {source} {why}", instruction.text);
                found.push(Quote::new(&dockerfile.file, instruction.line, text));
            }
        }
    }
    found
}

/// The stages that the shipped one needs: Docker builds no others.
fn used(dockerfile: &Dockerfile) -> Vec<usize> {
    let last = dockerfile.final_stage().map(|stage| stage.line);
    let mut open: Vec<usize> =
        dockerfile.stages.iter().position(|stage| Some(stage.line) == last).into_iter().collect();
    let mut done: Vec<usize> = Vec::new();
    while let Some(index) = open.pop() {
        if done.contains(&index) {
            continue;
        }
        done.push(index);
        let stage = &dockerfile.stages[index];
        open.extend(stage.parent);
        for instruction in &stage.instructions {
            open.extend(instruction.act.copy().and_then(|copy| copy.stage));
            if let Act::Run { mounts, .. } = &instruction.act {
                let names = mounts
                    .iter()
                    .flat_map(|mount| mount.split(','))
                    .filter_map(|part| part.strip_prefix("from="));
                open.extend(
                    names.filter_map(|name| dockerfile.stages.iter().position(|stage| stage.is_called(name))),
                );
            }
        }
    }
    done
}

fn why_missing(ignore: Option<&Ignore>, context: &str, source: &str, tree: &Tree) -> Option<String> {
    let source = clean(source);
    let path = within(context, &source);
    if source.is_empty() {
        return None;
    }
    let below = format!("{path}/");
    let mut seen =
        tree.entries_from(&path).filter(|(name, _)| *name == path || name.starts_with(&below)).peekable();
    if seen.peek().is_none() {
        return Some(format!("is not in the context {context}"));
    }
    let mut reason = None;
    for (name, _) in seen.take(10_000) {
        let inside =
            if matches!(context, "." | "") { name } else { name.get(context.len() + 1..).unwrap_or(name) };
        if let Some(rule) = kept_out(ignore, inside) {
            reason = Some(format!("is kept out by {}:{} {}", rule.file, rule.line, rule.text));
        } else if tree.is_tracked(name) == Some(false) {
            reason = Some("is here but not in the repository, so a clean checkout does not have it".into());
        } else {
            return None;
        }
    }
    reason
}

/// Files that may hold credentials and that a `COPY` takes along.
fn taken(dockerfile: &Dockerfile, context: &str, tree: &Tree) -> Vec<Taken> {
    let prefix = if matches!(context, "." | "") { String::new() } else { format!("{context}/") };
    let mut found = Vec::new();
    for (path, entry) in tree.entries_from(&prefix).take_while(|(path, _)| path.starts_with(&prefix)) {
        let Entry::File { size } = entry else { continue };
        if *size > LONGEST_SETTINGS || !may_hold_credentials(path) || super::super::tree::is_generated(path) {
            continue;
        }
        let inside = &path[prefix.len()..];
        if kept_out(dockerfile.ignore.as_ref(), inside).is_some() {
            continue;
        }
        let Some((index, stage, instruction, copy)) =
            copies(dockerfile).find(|(.., copy)| takes(copy, inside))
        else {
            continue;
        };
        found.push(Taken {
            by: dockerfile.quote(instruction),
            secret: credential_in(path, tree),
            shipped: ships(dockerfile, index, &image_path(stage, instruction, copy, inside)),
            file: path.into(),
        });
    }
    found
}

fn may_hold_credentials(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let example = ["example", "sample", "template", "dist", "schema"].iter().any(|word| name.contains(word));
    let settings = name == ".env" || name.starts_with(".env.") || has_end(&name, &["env"]);
    let keys = ["id_rsa", "id_ed25519", ".npmrc", ".netrc", ".pypirc", "kubeconfig", "credentials.json"];
    !example && (settings || keys.contains(&name.as_str()) || has_end(&name, &["pem", "key"]))
}

/// Whether a `COPY` takes a path of the context.
fn takes(copy: &Copy, path: &str) -> bool {
    copy.sources.iter().any(|source| {
        let source = clean(source);
        let parts: Vec<&str> = path.split('/').collect();
        let pattern: Vec<&str> = source.split('/').collect();
        source.is_empty() || (1..=parts.len()).any(|length| matches(&pattern, &parts[..length]))
    })
}

fn credential_in(path: &str, tree: &Tree) -> Option<Quote> {
    let text = tree.text(path).ok()?;
    let found = sensitive::pairs(&text)
        .find_map(|(line, name, value)| Some((line, sensitive::kind(name, value)?)))
        .or_else(|| text.lines().zip(1..).find_map(|(line, at)| Some((at, sensitive::kind("", line)?))));
    found.map(|(line, kind)| Quote::new(path, line, kind))
}

/// Where a copied file lies in its stage.
fn image_path(stage: &Stage, instruction: &Instruction, copy: &Copy, path: &str) -> String {
    let before = stage.instructions.iter().take_while(|each| each.line < instruction.line);
    let folder = before
        .filter_map(|each| each.act.workdir())
        .fold(String::from("/"), |folder, path| join(&folder, path));
    let source =
        copy.sources.iter().map(|source| clean(source)).find(|source| path.starts_with(source.as_str()));
    let rest = source
        .and_then(|source| path.strip_prefix(&source).map(|rest| rest.trim_start_matches('/').to_string()));
    let rest = rest
        .filter(|rest| !rest.is_empty())
        .unwrap_or_else(|| path.rsplit('/').next().unwrap_or(path).into());
    join(&join(&folder, &copy.destination), &rest)
}

fn join(folder: &str, path: &str) -> String {
    if path.starts_with('/') {
        format!("/{}", clean(path))
    } else {
        format!("/{}", clean(&format!("{folder}/{path}")))
    }
}

/// Whether a file of a stage ends in the shipped image.
fn ships(dockerfile: &Dockerfile, index: usize, path: &str) -> bool {
    let Some(last) = dockerfile.final_stage() else { return false };
    let line = dockerfile.stages[index].line;
    dockerfile.lineage(last).any(|stage| stage.line == line)
        || dockerfile.shipped().iter().filter_map(|each| each.act.copy()).any(|copy| {
            let origin = copy.stage.and_then(|from| dockerfile.stages.get(from));
            origin.is_some_and(|from| dockerfile.lineage(from).any(|each| each.line == line))
                && copy.sources.iter().any(|source| {
                    let source = format!("/{}", clean(source));
                    source == "/" || path == source || path.starts_with(&format!("{source}/"))
                })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(text: &str) -> Ignore {
        Ignore {
            file: ".dockerignore".into(),
            rules: text.lines().map(|line| Quote::new("i", 1, line)).collect(),
        }
    }

    #[test]
    fn the_last_rule_that_matches_decides() {
        let ignore = rules("*\n!src\n**/*.env\nsrc/[a-c]?.txt");
        for (path, out) in [
            ("README", true),
            ("src/main.py", false),
            ("src/.env", true),
            ("src/a1.txt", true),
            ("src/d1.txt", false),
        ] {
            assert_eq!(kept_out(Some(&ignore), path).is_some(), out, "{path}");
        }
    }
}
