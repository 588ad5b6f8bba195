//! Where a Dockerfile's sources are: its build context where nobody wrote it down, and the folder of the code.

use super::names::{below, folder};
use crate::facts::checkout::dockerfile::{Copy, Dockerfile};
use crate::inspect::tree::Tree;

/// Contexts beyond this number are not tried.
const MOST_TRIED: usize = 64;

/// The files and folders that a Dockerfile takes from its context, as written and without wildcards.
fn taken(dockerfile: &Dockerfile) -> Vec<&str> {
    let copies =
        dockerfile.stages.iter().flat_map(|stage| &stage.instructions).filter_map(|each| each.act.copy());
    copies.filter(|copy| copy.from.is_none()).flat_map(Copy::plain_sources).collect()
}

impl Copy {
    fn plain_sources(&self) -> impl Iterator<Item = &str> {
        let plain = |source: &&str| !source.contains("://") && !source.contains(['$', '[']);
        self.sources.iter().map(String::as_str).filter(plain)
    }
}

fn under(context: &str, path: &str) -> String {
    super::builds::join(context, path.trim_start_matches('/')).unwrap_or_else(|| context.into())
}

/// Whether a path is a tracked file or a folder with one; wildcards count as there when their folder is.
fn is_there(tree: &Tree, path: &str) -> bool {
    if path == "." || tree.has(path) && tree.is_own(path) {
        return true;
    }
    let start = format!("{path}/");
    tree.entries_from(&start)
        .take_while(|(name, _)| name.starts_with(&start))
        .take(200)
        .any(|(name, _)| tree.is_own(name))
}

/// Guesses the context of a Dockerfile from what it copies, and says why.
pub(super) fn guess(
    dockerfile: &Dockerfile,
    name: &str,
    sources: &[String],
    tree: &Tree,
) -> (String, String) {
    let own = folder(&dockerfile.file);
    let mut tried: Vec<&str> = Vec::new();
    let mut above = own;
    loop {
        tried.push(if above.is_empty() { "." } else { above });
        if above.is_empty() {
            break;
        }
        above = folder(above);
    }
    // A Dockerfile apart from its sources: folders with packages, those of the same name first.
    let same = |path: &&String| path.rsplit('/').next().is_some_and(|last| last.eq_ignore_ascii_case(name));
    let mut others: Vec<&String> = sources.iter().filter(|path| !tried.contains(&path.as_str())).collect();
    others.sort_by_key(|path| !same(path));
    tried.extend(others.into_iter().map(String::as_str).take(MOST_TRIED));
    let wanted: Vec<&str> = taken(dockerfile).into_iter().filter(|path| !path.contains('*')).collect();
    let named: Vec<&&str> =
        wanted.iter().filter(|path| !matches!(path.trim_matches('/'), "" | ".")).collect();
    let found = |context: &str| named.iter().filter(|path| is_there(tree, &under(context, path))).count();
    let has_sources = |context: &str| sources.iter().any(|path| path == context);
    let best = tried.iter().enumerate().max_by_key(|(order, context)| {
        let close = context.rsplit('/').next().is_some_and(|last| last.eq_ignore_ascii_case(name));
        let holds_code = has_sources(context) && (named.is_empty() || found(context) > 0);
        (found(context), holds_code, *order == 0, close, tried.len() - order)
    });
    let context = best.map_or(".", |(_, context)| *context);
    let why = if named.is_empty() {
        format!("nobody says its context; {context} holds the sources")
    } else {
        format!("nobody says its context; {context} holds {} of {} COPY sources", found(context), named.len())
    };
    (context.into(), why)
}

/// The folder with the code that a Dockerfile builds.
pub(super) fn source(dockerfile: &Dockerfile, context: &str, sources: &[String], tree: &Tree) -> String {
    let taken = taken(dockerfile);
    let has_packages = |path: &String| sources.contains(path);
    // The folder of a copied package list: COPY backend/requirements.txt .
    let by_list = taken.iter().filter(|path| {
        let name = path.rsplit('/').next().unwrap_or(path).trim_end_matches('*').to_ascii_lowercase();
        super::names::is_package_list(&name) || name == "package"
    });
    let by_list = by_list.map(|path| under(context, folder(path))).find(has_packages);
    let whole = taken.iter().any(|path| matches!(path.trim_matches('/'), "" | "."));
    let folders = || taken.iter().map(|path| under(context, path.trim_end_matches(['*', '/'])));
    let by_folder = folders().find(has_packages);
    let inside = |path: &String| !tree.has(path) && is_there(tree, path);
    by_list
        .or(by_folder)
        .or_else(|| whole.then(|| context.to_string()))
        .or_else(|| folders().find(inside))
        .unwrap_or_else(|| context.into())
}

/// Folders that declare packages or hold a page, without those inside a chosen phase's rivals.
pub(super) fn source_folders(packages: &[String]) -> Vec<String> {
    let mut found: Vec<String> = packages
        .iter()
        .filter(|path| super::names::aside(path).is_none())
        .map(|path| {
            let own = folder(path);
            // requirements/base.txt belongs to the folder above.
            let own = if own.ends_with("/requirements") { folder(own) } else { own };
            if own.is_empty() { ".".into() } else { own.to_string() }
        })
        .collect();
    found.dedup();
    found
}

/// Whether a page stands in a folder, outside of its parts that are built.
pub(super) fn has_page(tree: &Tree, source: &str) -> bool {
    let start = if source == "." { String::new() } else { format!("{source}/") };
    [
        "index.html",
        "public/index.html",
        "src/index.html",
        "app/page.tsx",
        "src/app/page.tsx",
        "static/index.html",
    ]
    .iter()
    .any(|page| tree.has(&format!("{start}{page}")))
}

/// Whether two folders are the same or one lies in the other.
pub(super) fn overlap(one: &str, other: &str) -> bool {
    one == other || below(one, other) && other != "." || below(other, one) && one != "."
}
