//! Finds what is deployed: charts, kustomizations, folders of objects.

use std::collections::{BTreeMap, BTreeSet};

use super::files::Files;
use super::{helm, kustomize, objects};
use crate::facts::checkout::manifest::{At, Manifests, Problem, Rendered, Set, SetKind};
use crate::inspect::tree::Tree;
use crate::inspect::yaml::{self, Node};

/// Environments of one chart beyond this number are not rendered.
const MOST_ENVIRONMENTS: usize = 8;

/// Reads all sets.
pub(super) fn collect(tree: &Tree) -> Manifests {
    let mut manifests = Manifests::default();
    let yamls: Vec<&str> = tree.files().filter(|path| is_yaml(path) && is_deployed(path)).collect();
    manifests.looked = u32::try_from(yamls.len()).unwrap_or(u32::MAX);
    let charts = charts(&yamls);
    for folder in &charts {
        chart(tree, folder, &mut manifests);
    }
    let outside: Vec<&str> =
        yamls.iter().copied().filter(|path| !charts.iter().any(|chart| lies_in(path, chart))).collect();
    let used = kustomizations(tree, &outside, &mut manifests);
    plain(tree, outside.iter().copied().filter(|path| !used.contains(*path)), &mut manifests);
    manifests
}

fn is_yaml(path: &str) -> bool {
    std::path::Path::new(path)
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("yaml") || end.eq_ignore_ascii_case("yml"))
}

/// Whether a path may hold what is deployed: not a specification, a document, an agent's notes, a test's fixture.
pub(super) fn is_deployed(path: &str) -> bool {
    const ELSEWHERE: &[&str] = &[
        "specs",
        "spec",
        "specs-history",
        "docs",
        "doc",
        "documentation",
        "history",
        "examples",
        "tests",
        "test",
        "__tests__",
        "fixtures",
        "vendor",
        "third_party",
    ];
    let mut folders: Vec<&str> = path.split('/').collect();
    folders.pop();
    // `.github`, `.claude`, `.specify` and the like configure tools.
    !folders
        .iter()
        .any(|folder| folder.starts_with('.') || ELSEWHERE.contains(&folder.to_ascii_lowercase().as_str()))
}

fn lies_in(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// Folders with a `Chart.yaml` that lie in no other chart.
fn charts(yamls: &[&str]) -> Vec<String> {
    let mut folders: Vec<String> = yamls
        .iter()
        .filter_map(|path| match path.rsplit_once('/') {
            Some((folder, "Chart.yaml")) => Some(folder.to_string()),
            None if *path == "Chart.yaml" => Some(String::new()),
            Some(_) | None => None,
        })
        .collect();
    folders.sort();
    let all = folders.clone();
    folders.retain(|folder| {
        !all.iter().any(|other| lies_in(folder, &format!("{other}/charts")) && other != folder)
    });
    folders
}

fn chart(tree: &Tree, folder: &str, manifests: &mut Manifests) {
    let shown = if folder.is_empty() { "." } else { folder };
    let about = format!("{}Chart.yaml", if folder.is_empty() { String::new() } else { format!("{folder}/") });
    let Some(chart) = helm::Chart::read(tree, folder) else {
        return manifests.problems.push(problem(&about, 0, "no chart can be read from it"));
    };
    manifests.sets.push(rendered(&chart, shown, None, &[]));
    for (file, environment) in helm::values_files(tree, folder).into_iter().take(MOST_ENVIRONMENTS) {
        let document = tree.text(&file).ok().and_then(|text| yaml::parse(&text).into_iter().next());
        match document.map(|document| document.root) {
            Some(Ok(values)) => {
                manifests.sets.push(rendered(&chart, shown, Some((file, environment)), &[values]));
            }
            Some(Err((line, why))) => manifests.problems.push(problem(&file, line, &why)),
            None => {}
        }
    }
}

fn problem(file: &str, line: u32, what: &str) -> Problem {
    Problem { at: At { file: file.into(), line }, what: what.into() }
}

fn rendered(chart: &helm::Chart, folder: &str, environment: Option<(String, String)>, over: &[Node]) -> Set {
    let rendering = helm::render(chart, over);
    let (from, environment) = environment.unzip();
    let mut set = Set {
        folder: folder.into(),
        kind: SetKind::Chart,
        rendered: Rendered::Approximated,
        environment,
        from: from.into_iter().collect(),
        missing: rendering.missing,
        ..Set::default()
    };
    let listed = |found: Vec<(String, u32, String)>| -> Vec<Problem> {
        found.into_iter().map(|(file, line, what)| problem(&file, line, &what)).collect()
    };
    set.unrendered = listed(rendering.faults);
    set.required = listed(rendering.demands);
    let mut files = Files::default();
    for printed in rendering.texts {
        for document in yaml::parse(&printed.text) {
            let origin = |line: u32| {
                let at = usize::try_from(line.saturating_sub(1)).unwrap_or(usize::MAX);
                printed.origins.get(at).copied().unwrap_or(0)
            };
            match document.root {
                Ok(mut node) => {
                    node.relocate(&origin);
                    files.mark(&printed.file, &mut node);
                    objects::absorb(&mut set, &files, &node);
                }
                Err((line, why)) => {
                    set.unrendered.push(problem(
                        &printed.file,
                        origin(line),
                        &format!("not YAML when rendered: {why}"),
                    ));
                }
            }
        }
    }
    set
}

/// Reads every kustomization that no other one uses; returns the files that kustomizations use.
fn kustomizations(tree: &Tree, paths: &[&str], manifests: &mut Manifests) -> BTreeSet<String> {
    let folders: Vec<String> = paths
        .iter()
        .filter_map(|path| {
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
            matches!(name, "kustomization.yaml" | "kustomization.yml").then(|| folder.to_string())
        })
        .collect();
    let built: Vec<kustomize::Built> = folders.iter().map(|folder| kustomize::build(tree, folder)).collect();
    let inner: BTreeSet<String> = built.iter().flat_map(|one| one.folders.iter().cloned()).collect();
    let mut used = BTreeSet::new();
    for one in built {
        used.extend(one.used.iter().cloned());
        // A base is judged through the overlays that use it.
        if inner.contains(&one.folder) {
            continue;
        }
        let mut set = Set {
            folder: if one.folder.is_empty() { ".".into() } else { one.folder.clone() },
            kind: SetKind::Kustomize,
            environment: overlay(&one.folder),
            from: one.used,
            missing: one.missing,
            unrendered: one.faults,
            ..Set::default()
        };
        for node in &one.nodes {
            objects::absorb(&mut set, &one.files, node);
        }
        manifests.sets.push(set);
    }
    used
}

fn overlay(folder: &str) -> Option<String> {
    let (parent, name) = folder.rsplit_once('/')?;
    matches!(parent.rsplit('/').next()?, "overlays" | "environments" | "envs" | "overlay")
        .then(|| name.into())
}

/// The folder by which plain files belong together.
fn home(path: &str) -> String {
    const ROOTS: &[&str] = &[
        "k8s",
        "kubernetes",
        "kube",
        "manifests",
        "deploy",
        "deployment",
        "deployments",
        "minikube",
        "infra",
        "infrastructure",
    ];
    let (folder, _) = path.rsplit_once('/').unwrap_or((".", path));
    let parts: Vec<&str> = folder.split('/').collect();
    let root = parts.iter().position(|part| ROOTS.contains(&part.to_ascii_lowercase().as_str()));
    root.map_or_else(|| folder.to_string(), |at| parts[..=at].join("/"))
}

fn plain<'a>(tree: &Tree, paths: impl Iterator<Item = &'a str>, manifests: &mut Manifests) {
    let mut sets: BTreeMap<(String, bool), Set> = BTreeMap::new();
    for path in paths {
        let Ok(text) = tree.text(path) else { continue };
        if !(text.contains("apiVersion") && text.contains("kind")) {
            continue;
        }
        let mut files = Files::default();
        for document in yaml::parse(&text) {
            match document.root {
                Ok(mut node) => {
                    files.mark(path, &mut node);
                    if objects::is_object(&node) {
                        let key = (home(path), objects::is_dump(&node));
                        let set = sets.entry(key).or_default();
                        objects::absorb(set, &files, &node);
                        if set.from.last().is_none_or(|last| last != path) {
                            set.from.push(path.into());
                        }
                        let doubled = node.doubled();
                        set.unrendered.extend(doubled.iter().map(|key| Problem {
                            at: files.at(key.line),
                            what: format!("the key {} stands twice", key.text),
                        }));
                    }
                }
                Err((line, why)) => manifests.problems.push(problem(path, line, &why)),
            }
        }
    }
    manifests.sets.extend(sets.into_iter().map(|((folder, dump), set)| Set {
        because: if dump { "written by kubectl get".into() } else { String::new() },
        folder,
        ..set
    }));
}
