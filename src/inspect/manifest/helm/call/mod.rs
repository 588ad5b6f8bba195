//! The functions of templates: Go's own, sprig's and Helm's, as far as they are pure.
//!
//! A function that is not here is a fault of the file that calls it, never a guess.

mod data;
mod logic;
mod text;

use std::collections::BTreeMap;
use std::rc::Rc;

use super::value::Val;

/// Calls a function.
pub(super) fn function(name: &str, args: &[Val]) -> Result<Val, String> {
    let given = args.len();
    text::call(name, args)
        .or_else(|| logic::call(name, args))
        .or_else(|| data::call(name, args))
        .unwrap_or_else(|| Err(format!("function {name} with {given} arguments is not known to this reader")))
}

/// Calls a method of `.Files` or `.Capabilities.APIVersions`.
pub(super) fn method(value: &Val, name: &str, args: &[Val]) -> Result<Val, String> {
    match (value, name, args) {
        (Val::Files(files), "Get" | "GetBytes", [path]) => {
            Ok(Val::text(files.get(&path.print()).cloned().unwrap_or_default()))
        }
        (Val::Files(files), "Glob", [pattern]) => {
            let pattern = pattern.print();
            let chosen: BTreeMap<String, String> = files
                .iter()
                .filter(|(path, _)| glob(&pattern, path))
                .map(|(path, text)| (path.clone(), text.clone()))
                .collect();
            Ok(Val::Files(Rc::new(chosen)))
        }
        (Val::Files(files), "Lines", [path]) => {
            let text = files.get(&path.print()).cloned().unwrap_or_default();
            Ok(Val::List(text.lines().map(Val::text).collect()))
        }
        (Val::Files(files), "AsConfig" | "AsSecrets", []) => {
            let entries = files.iter().map(|(path, text)| {
                let key = path.rsplit('/').next().unwrap_or(path).to_string();
                (key, Val::text(if name == "AsConfig" { text.clone() } else { data::base64(text) }))
            });
            Ok(Val::text(super::emit::to_yaml(&Val::map(entries))))
        }
        // Nothing is known of the cluster; what `helm template` assumes are the built-in groups.
        (Val::Apis, "Has", [api]) => Ok(Val::Bool(is_built_in(&api.print()))),
        _ => Err(format!("no method {name} for {} arguments", args.len())),
    }
}

fn is_built_in(api: &str) -> bool {
    const BUILT_IN: &[&str] = &[
        "v1",
        "apps/v1",
        "batch/v1",
        "autoscaling/v1",
        "autoscaling/v2",
        "networking.k8s.io/v1",
        "policy/v1",
        "rbac.authorization.k8s.io/v1",
        "storage.k8s.io/v1",
        "scheduling.k8s.io/v1",
        "coordination.k8s.io/v1",
        "apiextensions.k8s.io/v1",
        "admissionregistration.k8s.io/v1",
        "certificates.k8s.io/v1",
        "discovery.k8s.io/v1",
        "events.k8s.io/v1",
        "node.k8s.io/v1",
        "flowcontrol.apiserver.k8s.io/v1",
    ];
    let mut parts: Vec<&str> = api.split('/').collect();
    if parts.last().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_uppercase())) {
        parts.pop();
    }
    BUILT_IN.contains(&parts.join("/").as_str())
}

/// `*` within a folder, `**` across folders, `?` one character.
fn glob(pattern: &str, path: &str) -> bool {
    let mut expression = String::from("^");
    let mut rest = pattern.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '*' if rest.peek() == Some(&'*') => {
                rest.next();
                expression.push_str(".*");
            }
            '*' => expression.push_str("[^/]*"),
            '?' => expression.push_str("[^/]"),
            other => expression.push_str(&regex::escape(&other.to_string())),
        }
    }
    expression.push('$');
    regex::Regex::new(&expression).is_ok_and(|expression| expression.is_match(path))
}
