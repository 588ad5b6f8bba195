//! Changes to objects: strategic merges, JSON patches, names and labels.

use std::collections::BTreeSet;

use super::{Built, documents, join, objects};
use crate::facts::checkout::manifest::{At, Problem};
use crate::inspect::tree::Tree;
use crate::inspect::yaml::{self, Key, Node, Value};

/// Applies every patch of a kustomization.
pub(super) fn apply(tree: &Tree, folder: &str, root: &Node, built: &mut Built, nodes: &mut Vec<Node>) {
    for key in ["patches", "patchesStrategicMerge", "patchesJson6902"] {
        for entry in root.get(key).map(Node::items).unwrap_or_default() {
            let (inline, path) = match entry.text() {
                Some(text) if text.contains('\n') => (Some(text.to_string()), None),
                Some(text) => (None, Some(text.to_string())),
                None => (entry.scalar_at(&["patch"]), entry.scalar_at(&["path"])),
            };
            let patches = match (inline, path) {
                (Some(text), _) => parse_inline(&text, entry.line, built),
                (None, Some(path)) => {
                    let file = join(folder, &path).unwrap_or_default();
                    built.used.push(file.clone());
                    documents(tree, &file, built)
                }
                (None, None) => Vec::new(),
            };
            for patch in patches {
                one(&patch, entry.get("target"), built, nodes);
            }
        }
    }
}

fn parse_inline(text: &str, line: u32, built: &mut Built) -> Vec<Node> {
    let mut nodes = Vec::new();
    for document in yaml::parse(text) {
        match document.root {
            Ok(mut node) => {
                // Lines inside a text of another file cannot be told; the entry's own line stands for them.
                node.relocate(&|_| line);
                nodes.push(node);
            }
            Err((_, why)) => {
                built.faults.push(Problem { at: At::default(), what: format!("a patch is not YAML: {why}") });
            }
        }
    }
    nodes
}

fn one(patch: &Node, target: Option<&Node>, built: &mut Built, nodes: &mut Vec<Node>) {
    let wanted = |field: &str, path: &[&str]| {
        target.map_or_else(|| patch.scalar_at(path), |target| target.scalar_at(&[field]))
    };
    let kind = wanted("kind", &["kind"]);
    let name = wanted("name", &["metadata", "name"]);
    let labels = target.and_then(|target| target.scalar_at(&["labelSelector"]));
    let matches = |node: &Node| {
        let same_kind = kind.is_none() || node.scalar_at(&["kind"]) == kind;
        let same_name = name.as_ref().is_none_or(|name| pattern(name, &objects::name(node)));
        let same_labels = labels.as_ref().is_none_or(|labels| {
            labels.split(',').all(|pair| {
                let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
                node.scalar_at(&["metadata", "labels", key.trim()]).as_deref() == Some(value.trim())
            })
        });
        same_kind && same_name && same_labels
    };
    let deletes = patch.scalar_at(&["$patch"]).as_deref() == Some("delete");
    let hit = nodes.iter().any(&matches);
    if deletes {
        nodes.retain(|node| !matches(node));
    } else {
        for node in nodes.iter_mut().filter(|node| matches(node)) {
            if patch.items().is_empty() { merge(node, patch, 0) } else { json_patch(node, patch) }
        }
    }
    if !hit {
        let at = built.files.at(target.map_or(patch.line, |target| target.line));
        built.faults.push(Problem { at, what: "a patch that no object matches".into() });
    }
}

/// Names in targets are expressions that must match as a whole.
fn pattern(expression: &str, name: &str) -> bool {
    expression == name
        || regex::Regex::new(&format!("^(?:{expression})$")).is_ok_and(|expression| expression.is_match(name))
}

/// A strategic merge: mappings key by key, lists of named things by name, `null` removes.
fn merge(node: &mut Node, patch: &Node, depth: usize) {
    if depth > 40 {
        return;
    }
    match (&mut node.value, &patch.value) {
        (Value::Map(pairs), Value::Map(changes)) => {
            for (key, change) in changes.iter().filter(|(key, _)| !key.text.starts_with("$patch")) {
                let held = pairs.iter_mut().find(|(held, _)| held.text == key.text);
                match held {
                    _ if change.value == Value::Null => pairs.retain(|(held, _)| held.text != key.text),
                    Some((held, value)) => {
                        held.line = key.line;
                        merge(value, change, depth + 1);
                    }
                    None => pairs.push((key.clone(), change.clone())),
                }
            }
        }
        (Value::List(items), Value::List(changes)) => {
            let Some(by) = identity(changes) else {
                items.clone_from(changes);
                return;
            };
            for change in changes {
                let named = change.scalar_at(&[by]);
                let at = items.iter().position(|item| item.scalar_at(&[by]) == named);
                match at {
                    Some(at) if change.scalar_at(&["$patch"]).as_deref() == Some("delete") => {
                        items.remove(at);
                    }
                    Some(at) => merge(&mut items[at], change, depth + 1),
                    None => items.push(change.clone()),
                }
            }
        }
        _ => *node = patch.clone(),
    }
}

/// The field by which Kubernetes tells the items of a list apart.
fn identity(items: &[Node]) -> Option<&'static str> {
    ["name", "mountPath", "containerPort", "port"]
        .into_iter()
        .find(|by| !items.is_empty() && items.iter().all(|item| item.get(by).is_some()))
}

fn json_patch(node: &mut Node, changes: &Node) {
    for change in changes.items() {
        let pointer = change.scalar_at(&["path"]).unwrap_or_default();
        let parts: Vec<String> =
            pointer.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~")).collect();
        let value = change.get("value").cloned().unwrap_or(Node::of(Value::Null));
        match change.scalar_at(&["op"]).as_deref() {
            Some("add") => put(node, &parts, Some(&value), true),
            Some("replace") => put(node, &parts, Some(&value), false),
            Some("remove") => put(node, &parts, None, false),
            Some(_) | None => {}
        }
    }
}

/// Puts a value at a path, or removes it.
fn put(node: &mut Node, path: &[String], value: Option<&Node>, insert: bool) {
    let Some((first, rest)) = path.split_first() else {
        if let Some(value) = value {
            *node = value.clone();
        }
        return;
    };
    match &mut node.value {
        Value::Map(pairs) => {
            let at = pairs.iter().position(|(key, _)| key.text == *first);
            match (at, rest.is_empty(), value) {
                (Some(at), true, None) => {
                    pairs.remove(at);
                }
                (Some(at), _, _) => put(&mut pairs[at].1, rest, value, insert),
                (None, true, Some(value)) => {
                    pairs.push((Key { line: value.line, text: first.clone() }, value.clone()));
                }
                (None, _, _) => {}
            }
        }
        Value::List(items) => {
            let at = if first == "-" { items.len() } else { first.parse().unwrap_or(usize::MAX) };
            match (rest.is_empty(), value) {
                (true, Some(value)) if insert && at <= items.len() => items.insert(at, value.clone()),
                (true, None) if at < items.len() => {
                    items.remove(at);
                }
                _ => {
                    if let Some(item) = items.get_mut(at) {
                        put(item, rest, value, insert);
                    }
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Text(_) => {}
    }
}

/// Sets a value, making the mappings on the way.
pub(super) fn set(node: &mut Node, path: &[&str], value: &Node) {
    let Some((first, rest)) = path.split_first() else {
        *node = value.clone();
        return;
    };
    if !matches!(node.value, Value::Map(_)) {
        node.value = Value::Map(Vec::new());
    }
    let line = node.line;
    if let Value::Map(pairs) = &mut node.value {
        let at = pairs.iter().position(|(key, _)| key.text == *first).unwrap_or_else(|| {
            pairs.push((Key { line, text: (*first).into() }, Node { line, value: Value::Null }));
            pairs.len() - 1
        });
        set(&mut pairs[at].1, rest, value);
    }
}

/// A label on pods and in the selectors that look for them.
pub(super) fn label_selectors(node: &mut Node, label: &str, value: &Node) {
    let kind = node.scalar_at(&["kind"]).unwrap_or_default();
    match kind.as_str() {
        "Service" => set(node, &["spec", "selector", label], value),
        "Deployment" | "StatefulSet" | "DaemonSet" => {
            set(node, &["spec", "selector", "matchLabels", label], value);
            set(node, &["spec", "template", "metadata", "labels", label], value);
        }
        "NetworkPolicy" => set(node, &["spec", "podSelector", "matchLabels", label], value),
        _ => {}
    }
}

/// Calls for each `image` of a pod; a text that comes back replaces it.
pub(super) fn each_image(node: &mut Node, change: &mut dyn FnMut(&str) -> Option<String>) {
    match &mut node.value {
        Value::Map(pairs) => {
            for (key, value) in pairs {
                if let (true, Some(new)) = (key.text == "image", value.text().and_then(&mut *change)) {
                    value.value = Value::Text(new);
                } else {
                    each_image(value, change);
                }
            }
        }
        Value::List(items) => items.iter_mut().for_each(|item| each_image(item, change)),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Text(_) => {}
    }
}

/// Renames an object and what it refers to, as far as the kustomization names it.
pub(super) fn rename_references(
    node: &mut Node,
    named: &BTreeSet<(String, String)>,
    new: &impl Fn(&str) -> String,
) {
    let kind = node.scalar_at(&["kind"]).unwrap_or_default();
    if kind != "Namespace" {
        let name = objects::name(node);
        set(node, &["metadata", "name"], &Node::of(Value::Text(new(&name))));
    }
    walk_references(node, named, new);
}

fn walk_references(node: &mut Node, named: &BTreeSet<(String, String)>, new: &impl Fn(&str) -> String) {
    const HOLDERS: &[(&str, &str, &str)] = &[
        ("secretKeyRef", "name", "Secret"),
        ("secretRef", "name", "Secret"),
        ("secret", "secretName", "Secret"),
        ("configMapKeyRef", "name", "ConfigMap"),
        ("configMapRef", "name", "ConfigMap"),
        ("configMap", "name", "ConfigMap"),
        ("persistentVolumeClaim", "claimName", "PersistentVolumeClaim"),
        ("scaleTargetRef", "name", "Deployment"),
        ("service", "name", "Service"),
    ];
    let known = |kind: &str, name: &str| named.contains(&(kind.to_string(), name.to_string()));
    match &mut node.value {
        Value::Map(pairs) => {
            for (key, value) in pairs {
                for (holder, field, kind) in HOLDERS {
                    let name = value.scalar_at(&[field]).unwrap_or_default();
                    if key.text == *holder && known(kind, &name) {
                        set(value, &[field], &Node::of(Value::Text(new(&name))));
                    }
                }
                if key.text == "serviceAccountName" {
                    let name = value.scalar().unwrap_or_default();
                    if known("ServiceAccount", &name) {
                        value.value = Value::Text(new(&name));
                    }
                }
                walk_references(value, named, new);
            }
        }
        Value::List(items) => items.iter_mut().for_each(|item| walk_references(item, named, new)),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Text(_) => {}
    }
}
