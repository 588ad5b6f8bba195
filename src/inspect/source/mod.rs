//! Sources of the services: packages, imports, variables, state, routes, each with file and line.
//!
//! Python and JavaScript are read line by line, comments and documentation left out; nothing of them is run.

mod imports;
mod lines;
pub(crate) mod packages;
mod patterns;
mod reach;
mod settings;
mod state;

use std::collections::BTreeMap;

use super::sensitive;
use super::tree::Tree;
use crate::discover::{aside, below};
use crate::facts::checkout::layout::Layout;
use crate::facts::checkout::source::{Quote, ServiceSource, Sources};
use lines::{Line, Syntax};

/// Files of one service beyond this number are not read.
const MOST_FILES: usize = 4_000;
/// A source file longer than this is generated or no source, in bytes.
const LONGEST: u64 = 512 * 1024;
/// Findings of one sort and service beyond this number are left out.
const MOST_FINDINGS: usize = 200;

/// One source file, cut into lines.
struct File<'a> {
    path: &'a str,
    syntax: Syntax,
    text: &'a str,
    lines: &'a [Line],
}

impl File<'_> {
    /// The physical line at an offset of a logical one, as a quotation.
    fn quote(&self, line: &Line, offset: usize) -> Quote {
        let text: String = sensitive::text(line.around(offset)).chars().take(200).collect();
        Quote::new(self.path, line.number(offset), text)
    }
}

/// Reads the sources of all services.
pub(crate) fn read(tree: &Tree, layout: &Layout) -> Sources {
    let mut sources = Sources::default();
    for service in &layout.services {
        let Some(folder) = &service.source else { continue };
        if sources.services.iter().any(|other| other.folder == *folder) {
            continue;
        }
        let inner: Vec<&str> = layout
            .services
            .iter()
            .filter_map(|other| other.source.as_deref())
            .filter(|other| *other != folder && below(other, folder))
            .collect();
        sources.services.push(service_source(tree, &service.name, folder, &inner));
    }
    sources
}

/// Paths of a folder, without those of services inside it.
fn files<'a>(tree: &'a Tree, folder: &str, inner: &[&str]) -> Vec<&'a str> {
    let start = if folder == "." { String::new() } else { format!("{folder}/") };
    let all = tree.entries_from(&start).map(|(path, _)| path).take_while(|path| path.starts_with(&start));
    all.filter(|path| !inner.iter().any(|other| below(path, other)))
        .filter(|path| tree.has(path) && tree.is_own(path))
        .collect()
}

fn syntax(path: &str) -> Option<Syntax> {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let (_, end) = name.rsplit_once('.')?;
    match end {
        "py" => Some(Syntax::Python),
        "js" | "mjs" | "cjs" | "ts" | "tsx" | "jsx" | "mts" | "vue" | "svelte" if !name.contains(".min.") => {
            Some(Syntax::Script)
        }
        _ => None,
    }
}

/// Built output, which repeats what its sources say.
fn is_built(path: &str, folder: &str) -> bool {
    let inside = path.strip_prefix(folder).unwrap_or(path);
    crate::discover::folder(inside)
        .split('/')
        .any(|part| matches!(part, "dist" | "build" | "out" | "coverage" | "public" | ".next"))
}

fn is_test(path: &str, inside: &str) -> bool {
    let lower = inside.to_ascii_lowercase();
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let folders = ["tests", "test", "__tests__", "e2e", "cypress", "playwright", "testing"];
    crate::discover::folder(&lower).split('/').any(|part| folders.contains(&part))
        || name.starts_with("test_")
        || name.ends_with("_test.py")
        || name == "conftest.py"
        || [".test.", ".spec."].iter().any(|mark| name.contains(mark))
}

fn service_source(tree: &Tree, service: &str, folder: &str, inner: &[&str]) -> ServiceSource {
    let all = files(tree, folder, inner);
    let mut out =
        ServiceSource { service: service.into(), folder: folder.into(), ..ServiceSource::default() };
    let start = if folder == "." { 0 } else { folder.len() + 1 };
    let listed: Vec<&str> = all
        .iter()
        .copied()
        .filter(|path| {
            let rest = &path[start..];
            !rest.contains('/') || rest.starts_with("requirements/")
        })
        .collect();
    out.dependencies = packages::declared(tree, &listed);
    out.locks = packages::locks(tree, &listed);
    imports::own_modules(&all, start, &mut out);
    let mut languages: BTreeMap<&str, usize> = BTreeMap::new();
    let mut state = state::Kept::default();
    for path in all.iter().copied() {
        let Some(syntax) = syntax(path) else { continue };
        let inside = &path[start..];
        if out.files >= MOST_FILES
            || tree.size(path).is_none_or(|size| size > LONGEST)
            || is_built(path, folder)
        {
            continue;
        }
        if is_test(path, inside) || aside(inside).is_some() {
            continue;
        }
        let Ok(text) = tree.text(path) else { continue };
        let lines = lines::read(&text, syntax);
        let file = File { path, syntax, text: &text, lines: &lines };
        out.files += 1;
        *languages.entry(if syntax == Syntax::Python { "Python" } else { "JavaScript" }).or_default() += 1;
        imports::read(&file, &mut out);
        settings::read(&file, &mut out);
        state.read(&file, inside, &mut out);
        reach::read(&file, &mut out);
    }
    state.settle(&mut out);
    out.config_files.retain(|quote| settings::names_one_of(&quote.text, &all));
    reach::pages(tree, &all, start, &mut out);
    let mut languages: Vec<(&str, usize)> = languages.into_iter().collect();
    languages.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    out.languages = languages.into_iter().map(|(language, _)| language.into()).collect();
    limit(&mut out);
    out
}

fn limit(out: &mut ServiceSource) {
    for quotes in [
        &mut out.mcp_servers,
        &mut out.agents,
        &mut out.sessions,
        &mut out.sqlite,
        &mut out.file_writes,
        &mut out.random_keys,
        &mut out.default_keys,
        &mut out.config_files,
        &mut out.database_calls,
    ] {
        quotes.dedup_by(|one, other| one.file == other.file && one.line == other.line);
        quotes.truncate(MOST_FINDINGS);
    }
    out.routes.truncate(MOST_FINDINGS * 4);
    out.variables.truncate(MOST_FINDINGS * 4);
}

#[cfg(test)]
mod tests;
