//! Lists, mappings and encodings.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::super::emit::to_yaml;
use super::super::value::Val;
use crate::inspect::yaml;

type Answer = Option<Result<Val, String>>;

/// Calls a function of this group, if it is one.
pub(super) fn call(name: &str, args: &[Val]) -> Answer {
    encode(name, args).or_else(|| list(name, args)).or_else(|| map(name, args)).or_else(|| merge(name, args))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// Base64 with padding.
pub(super) fn base64(text: &str) -> String {
    STANDARD.encode(text)
}

fn encode(name: &str, args: &[Val]) -> Answer {
    let [value] = args else { return None };
    let text = || value.print();
    let json = |text: &str| serde_json::from_str(text).map(|json| Val::from_json(&json));
    Some(Ok(match name {
        "b64enc" => Val::Text(base64(&text())),
        "b64dec" => {
            let bytes = STANDARD.decode(text());
            Val::Text(
                bytes.map_or_else(
                    |error| error.to_string(),
                    |bytes| String::from_utf8_lossy(&bytes).into_owned(),
                ),
            )
        }
        "sha256sum" => Val::Text(hex(&Sha256::digest(text()))),
        "toYaml" | "mustToYaml" => Val::Text(to_yaml(value)),
        "toJson" | "toRawJson" | "mustToJson" => Val::Text(value.to_json().to_string()),
        "toPrettyJson" => Val::Text(serde_json::to_string_pretty(&value.to_json()).unwrap_or_default()),
        "fromJson" | "fromJsonArray" | "mustFromJson" => json(&text()).unwrap_or(Val::Nil),
        "fromYaml" | "fromYamlArray" => {
            let mut documents = yaml::parse(&text());
            let first = documents.drain(..).next().and_then(|document| document.root.ok());
            first.map_or_else(|| Val::map([]), |node| Val::from_node(&node))
        }
        _ => return None,
    }))
}

fn items(value: &Val) -> &[Val] {
    if let Val::List(items) = value { items } else { &[] }
}

fn list(name: &str, args: &[Val]) -> Answer {
    if let ("list" | "tuple", values) = (name, args) {
        return Some(Ok(Val::List(values.to_vec())));
    }
    if let ("concat", values) = (name, args) {
        return Some(Ok(Val::List(values.iter().flat_map(items).cloned().collect())));
    }
    if let ("index", [value, keys @ ..]) = (name, args) {
        return Some(keys.iter().try_fold(value.clone(), |value, key| index(&value, key)));
    }
    match args {
        [list] => list_alone(name, list),
        [a, b] => list_with(name, a, b),
        [list, bounds @ ..] if name == "slice" => {
            let length = items(list).len();
            let bound = |at: usize, or: usize| {
                bounds.get(at).map_or(or, |v| usize::try_from(v.to_int()).unwrap_or(or))
            };
            let (from, to) = (bound(0, 0).min(length), bound(1, length).min(length));
            Some(Ok(Val::List(items(list).get(from..to).unwrap_or_default().to_vec())))
        }
        _ => None,
    }
}

fn index(value: &Val, key: &Val) -> Result<Val, String> {
    match value {
        Val::List(items) => {
            let at = usize::try_from(key.to_int()).ok();
            at.and_then(|at| items.get(at))
                .cloned()
                .ok_or_else(|| format!("index out of range: {}", key.print()))
        }
        Val::Map(map) => Ok(map.borrow().get(&key.print()).cloned().unwrap_or(Val::Nil)),
        Val::Nil => Err("index of untyped nil".into()),
        Val::Bool(_) | Val::Int(_) | Val::Float(_) | Val::Text(_) | Val::Files(_) | Val::Apis => {
            Err(format!("can't index item of type {}", value.kind()))
        }
    }
}

fn list_alone(name: &str, list: &Val) -> Answer {
    let all = items(list);
    Some(Ok(match name {
        "first" => all.first().cloned().unwrap_or(Val::Nil),
        "last" => all.last().cloned().unwrap_or(Val::Nil),
        "rest" => Val::List(all.iter().skip(1).cloned().collect()),
        "initial" => Val::List(all[..all.len().saturating_sub(1)].to_vec()),
        "reverse" => Val::List(all.iter().rev().cloned().collect()),
        "compact" => Val::List(all.iter().filter(|value| value.is_true()).cloned().collect()),
        "uniq" => {
            let mut unique: Vec<Val> = Vec::new();
            for value in all {
                if !unique.iter().any(|known| known.same(value)) {
                    unique.push(value.clone());
                }
            }
            Val::List(unique)
        }
        "sortAlpha" => {
            let mut texts: Vec<String> = all.iter().map(Val::print).collect();
            texts.sort();
            Val::List(texts.into_iter().map(Val::Text).collect())
        }
        "toStrings" => Val::List(all.iter().map(|value| Val::Text(value.print())).collect()),
        _ => return None,
    }))
}

fn list_with(name: &str, a: &Val, b: &Val) -> Answer {
    Some(Ok(match name {
        "join" => Val::Text(items(b).iter().map(Val::print).collect::<Vec<_>>().join(&a.print())),
        "append" | "push" => Val::List(items(a).iter().chain([b]).cloned().collect()),
        "prepend" => Val::List([b].into_iter().chain(items(a)).cloned().collect()),
        "has" => Val::Bool(items(b).iter().any(|value| value.same(a))),
        "without" => Val::List(items(a).iter().filter(|value| !value.same(b)).cloned().collect()),
        _ => return None,
    }))
}

fn map(name: &str, args: &[Val]) -> Answer {
    match (name, args) {
        ("dict", pairs) => {
            let pairs =
                pairs.chunks(2).map(|pair| (pair[0].print(), pair.get(1).cloned().unwrap_or(Val::Nil)));
            Some(Ok(Val::map(pairs)))
        }
        ("get", [Val::Map(map), key]) => {
            Some(Ok(map.borrow().get(&key.print()).cloned().unwrap_or_else(|| Val::text(""))))
        }
        ("hasKey", [Val::Map(map), key]) => Some(Ok(Val::Bool(map.borrow().contains_key(&key.print())))),
        ("set", [Val::Map(map), key, value]) => {
            map.borrow_mut().insert(key.print(), value.clone());
            Some(Ok(args[0].clone()))
        }
        ("unset", [Val::Map(map), key]) => {
            map.borrow_mut().remove(&key.print());
            Some(Ok(args[0].clone()))
        }
        ("keys", maps) => Some(Ok(Val::List(maps.iter().flat_map(keys).map(Val::Text).collect()))),
        ("values", [Val::Map(map)]) => Some(Ok(Val::List(map.borrow().values().cloned().collect()))),
        ("pick", [Val::Map(map), keys @ ..]) => Some(Ok(filtered(&map.borrow(), keys, true))),
        ("omit", [Val::Map(map), keys @ ..]) => Some(Ok(filtered(&map.borrow(), keys, false))),
        ("pluck", [key, maps @ ..]) => {
            let key = key.print();
            let found = maps.iter().filter_map(|map| map.as_map()?.borrow().get(&key).cloned());
            Some(Ok(Val::List(found.collect())))
        }
        ("dig", [path @ .., default, from]) => {
            let found = path
                .iter()
                .try_fold(from.clone(), |value, key| value.as_map()?.borrow().get(&key.print()).cloned());
            Some(Ok(found.unwrap_or_else(|| default.clone())))
        }
        _ => None,
    }
}

fn keys(value: &Val) -> Vec<String> {
    if let Val::Map(map) = value { map.borrow().keys().cloned().collect() } else { Vec::new() }
}

fn filtered(map: &BTreeMap<String, Val>, keys: &[Val], keep: bool) -> Val {
    let named = |key: &String| keys.iter().any(|name| name.print() == *key);
    Val::map(
        map.iter().filter(|(key, _)| named(key) == keep).map(|(key, value)| (key.clone(), value.clone())),
    )
}

fn merge(name: &str, args: &[Val]) -> Answer {
    match (name, args) {
        ("deepCopy" | "mustDeepCopy", [value]) => Some(Ok(value.deep_copy(0))),
        ("mergeOverwrite" | "mustMergeOverwrite", [first, rest @ ..]) => {
            Some(merged_into(first, rest.iter().fold(first.clone(), |below, above| filled(above, &below, 0))))
        }
        ("merge" | "mustMerge", [first, rest @ ..]) => {
            Some(merged_into(first, rest.iter().fold(first.clone(), |above, below| filled(&above, below, 0))))
        }
        _ => None,
    }
}

/// The first mapping itself is changed, as sprig does.
fn merged_into(first: &Val, merged: Val) -> Result<Val, String> {
    match (first, merged) {
        (Val::Map(map), Val::Map(new)) => {
            let new = new.borrow().clone();
            *map.borrow_mut() = new;
            Ok(first.clone())
        }
        _ => Err("merge of something that is no mapping".into()),
    }
}

/// `above` with what only `below` has.
fn filled(above: &Val, below: &Val, depth: usize) -> Val {
    let (Val::Map(top), Val::Map(base)) = (above, below) else { return above.clone() };
    if depth > 64 {
        return above.clone();
    }
    let mut merged = base.borrow().clone();
    for (key, value) in top.borrow().iter() {
        let value = match merged.get(key) {
            Some(old) if value.is_true() => filled(value, old, depth + 1),
            Some(old) => old.clone(),
            None => value.clone(),
        };
        merged.insert(key.clone(), value);
    }
    Val::map(merged)
}
