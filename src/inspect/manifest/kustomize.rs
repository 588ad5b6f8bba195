//! A small own reading of kustomizations: resources, patches, names, images, generators.
//!
//! What it cannot do (remote bases, components, plugins) is listed as missing; what hangs on it is not known.

mod patch;

use std::collections::BTreeSet;

use super::files::Files;
use super::objects;
use crate::facts::checkout::manifest::Problem;
use crate::inspect::tree::Tree;
use crate::inspect::yaml::{self, Key, Node, Value};

/// Kustomizations in kustomizations beyond this depth are not read.
const DEEPEST: usize = 8;

/// A kustomization with everything it uses.
#[derive(Debug, Default)]
pub(super) struct Built {
    /// Its folder.
    pub(super) folder: String,
    /// The objects that result.
    pub(super) nodes: Vec<Node>,
    /// The files of their lines.
    pub(super) files: Files,
    /// Files that were used, its own first.
    pub(super) used: Vec<String>,
    /// Folders of kustomizations that it uses.
    pub(super) folders: BTreeSet<String>,
    /// What is not in the checkout.
    pub(super) missing: Vec<String>,
    /// What could not be done.
    pub(super) faults: Vec<Problem>,
}

/// Builds the kustomization of a folder.
pub(super) fn build(tree: &Tree, folder: &str) -> Built {
    let mut built = Built { folder: folder.into(), ..Built::default() };
    built.nodes = folder_nodes(tree, folder, &mut built, 0);
    built
}

/// A path relative to a folder.
fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            other => parts.push(other),
        }
    }
    Some(parts.join("/"))
}

fn inside(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.into() } else { format!("{folder}/{name}") }
}

fn folder_nodes(tree: &Tree, folder: &str, built: &mut Built, depth: usize) -> Vec<Node> {
    let names = ["kustomization.yaml", "kustomization.yml", "Kustomization"];
    let Some(file) = names.map(|name| inside(folder, name)).into_iter().find(|file| tree.has(file)) else {
        built.missing.push(format!("a kustomization in {folder}"));
        return Vec::new();
    };
    if depth > DEEPEST {
        built.missing.push(format!("{file}: nested deeper than {DEEPEST}"));
        return Vec::new();
    }
    built.used.push(file.clone());
    let Some(root) = documents(tree, &file, built).into_iter().next() else { return Vec::new() };
    let mut nodes = Vec::new();
    for key in ["resources", "bases"] {
        for resource in objects::words(root.get(key)) {
            nodes.extend(resource_nodes(tree, folder, &resource, built, depth));
        }
    }
    for key in ["components", "helmCharts", "generators", "transformers", "replacements"] {
        if root.get(key).is_some_and(|node| !node.items().is_empty()) {
            built.missing.push(format!("{file}: {key}"));
        }
    }
    generate(tree, folder, &root, built, &mut nodes);
    patch::apply(tree, folder, &root, built, &mut nodes);
    rename(&root, &mut nodes);
    nodes
}

fn documents(tree: &Tree, file: &str, built: &mut Built) -> Vec<Node> {
    let Ok(text) = tree.text(file) else { return Vec::new() };
    let mut nodes = Vec::new();
    for document in yaml::parse(&text) {
        match document.root {
            Ok(mut node) => {
                built.files.mark(file, &mut node);
                nodes.push(node);
            }
            Err((line, why)) => {
                let at = crate::facts::checkout::manifest::At { file: file.into(), line };
                built.faults.push(Problem { at, what: why });
            }
        }
    }
    nodes
}

fn resource_nodes(tree: &Tree, folder: &str, resource: &str, built: &mut Built, depth: usize) -> Vec<Node> {
    let remote = resource.contains("://") || resource.starts_with("github.com") || resource.contains("?ref=");
    let Some(path) = join(folder, resource).filter(|_| !remote) else {
        built.missing.push(resource.into());
        return Vec::new();
    };
    if tree.has(&path) {
        built.used.push(path.clone());
        return documents(tree, &path, built).into_iter().filter(objects::is_object).collect();
    }
    built.folders.insert(path.clone());
    folder_nodes(tree, &path, built, depth + 1)
}

fn text(text: impl Into<String>) -> Node {
    Node::of(Value::Text(text.into()))
}

fn pair(key: &str, line: u32, value: Node) -> (Key, Node) {
    (Key { line, text: key.into() }, value)
}

/// `configMapGenerator` and `secretGenerator`, as objects.
fn generate(tree: &Tree, folder: &str, root: &Node, built: &mut Built, nodes: &mut Vec<Node>) {
    for (generator, kind) in [("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")] {
        for entry in root.get(generator).map(Node::items).unwrap_or_default() {
            let mut data = Vec::new();
            for literal in entry.get("literals").map(Node::items).unwrap_or_default() {
                let whole = literal.scalar().unwrap_or_default();
                if let Some((key, value)) = whole.split_once('=') {
                    data.push(pair(key, literal.line, text(value.trim_matches(['"', '\'']))));
                }
            }
            let mut sources = objects::words(entry.get("envs"));
            sources.extend(entry.scalar_at(&["env"]));
            for source in sources {
                let file = join(folder, &source).unwrap_or_default();
                let Ok(content) = tree.text(&file) else {
                    // Left out of the repository on purpose, as it holds the values.
                    built.missing.push(file);
                    continue;
                };
                let lines = content.lines().filter_map(|line| line.trim().split_once('='));
                data.extend(
                    lines
                        .filter(|(key, _)| !key.starts_with('#'))
                        .map(|(key, value)| pair(key.trim(), entry.line, text(value.trim()))),
                );
            }
            for source in objects::words(entry.get("files")) {
                let (key, path) =
                    source.split_once('=').unwrap_or((source.rsplit('/').next().unwrap_or(&source), &source));
                let content = join(folder, path).and_then(|file| tree.text(&file).ok()).unwrap_or_default();
                data.push(pair(key, entry.line, text(content)));
            }
            let name = entry.scalar_at(&["name"]).unwrap_or_default();
            let field = if kind == "Secret" { "stringData" } else { "data" };
            let line = entry.line;
            let meta = Node { line, value: Value::Map(vec![pair("name", line, text(name))]) };
            let map = vec![
                pair("apiVersion", line, text("v1")),
                pair("kind", line, text(kind)),
                pair("metadata", line, meta),
                pair(field, line, Node { line, value: Value::Map(data) }),
            ];
            nodes.push(Node { line, value: Value::Map(map) });
        }
    }
}

/// Prefix, suffix, namespace, labels, images and replicas.
fn rename(root: &Node, nodes: &mut [Node]) {
    let prefix = root.scalar_at(&["namePrefix"]).unwrap_or_default();
    let suffix = root.scalar_at(&["nameSuffix"]).unwrap_or_default();
    let named: BTreeSet<(String, String)> = nodes
        .iter()
        .map(|node| (node.scalar_at(&["kind"]).unwrap_or_default(), objects::name(node)))
        .collect();
    if !prefix.is_empty() || !suffix.is_empty() {
        let new = |old: &str| format!("{prefix}{old}{suffix}");
        for node in nodes.iter_mut() {
            patch::rename_references(node, &named, &new);
        }
    }
    if let Some(namespace) = root.scalar_at(&["namespace"]) {
        for node in nodes.iter_mut() {
            patch::set(node, &["metadata", "namespace"], &text(namespace.clone()));
        }
    }
    for node in nodes.iter_mut() {
        images(root, node);
        replicas(root, node);
        labels(root, node);
    }
}

fn labels(root: &Node, node: &mut Node) {
    let common = root.get("commonLabels").map(Node::pairs).unwrap_or_default();
    let items = root.get("labels").map(Node::items).unwrap_or_default();
    let listed = items.iter().map(|item| {
        let pairs = item.get("pairs").map(Node::pairs).unwrap_or_default();
        (pairs, item.bool_at(&["includeSelectors"]) == Some(true))
    });
    for (pairs, selects) in listed.chain([(common, true)]) {
        for (key, value) in pairs {
            patch::set(node, &["metadata", "labels", &key.text], value);
            if selects {
                patch::label_selectors(node, &key.text, value);
            }
        }
    }
}

fn images(root: &Node, node: &mut Node) {
    for image in root.get("images").map(Node::items).unwrap_or_default() {
        let name = image.scalar_at(&["name"]).unwrap_or_default();
        patch::each_image(node, &mut |reference: &str| {
            let (bare, tag) = split_tag(reference);
            if bare != name {
                return None;
            }
            let bare = image.scalar_at(&["newName"]).unwrap_or_else(|| bare.into());
            if let Some(digest) = image.scalar_at(&["digest"]) {
                return Some(format!("{bare}@{digest}"));
            }
            let tag = image.scalar_at(&["newTag"]).or_else(|| tag.map(Into::into));
            Some(tag.map_or(bare.clone(), |tag| format!("{bare}:{tag}")))
        });
    }
}

fn split_tag(reference: &str) -> (&str, Option<&str>) {
    let slash = reference.rfind('/').map_or(0, |at| at + 1);
    match reference[slash..].find([':', '@']) {
        Some(at) => (&reference[..slash + at], Some(&reference[slash + at + 1..])),
        None => (reference, None),
    }
}

fn replicas(root: &Node, node: &mut Node) {
    for entry in root.get("replicas").map(Node::items).unwrap_or_default() {
        let same = entry.scalar_at(&["name"]).is_some_and(|name| name == objects::name(node));
        if let (true, Some(count)) = (same && node.at(&["spec", "replicas"]).is_some(), entry.get("count")) {
            patch::set(node, &["spec", "replicas"], count);
        }
    }
}
