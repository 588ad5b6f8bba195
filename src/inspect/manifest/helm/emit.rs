//! Values as YAML, as `toYaml` writes them: keys sorted, lists not indented under their key.

use super::value::{Val, whole};

/// The text without a newline at its end.
pub(super) fn to_yaml(value: &Val) -> String {
    let mut out = String::new();
    block(value, 0, &mut out, 0);
    out.trim_end_matches('\n').into()
}

fn block(value: &Val, indent: usize, out: &mut String, depth: usize) {
    match value {
        Val::Map(map) if !map.borrow().is_empty() && depth < 64 => {
            for (at, (key, value)) in map.borrow().iter().enumerate() {
                if at > 0 {
                    pad(indent, out);
                }
                out.push_str(&scalar_text(key, true));
                out.push(':');
                under_key(value, indent, out, depth);
            }
        }
        Val::List(items) if !items.is_empty() && depth < 64 => {
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    pad(indent, out);
                }
                out.push_str("- ");
                block(item, indent + 2, out, depth + 1);
            }
        }
        Val::Nil
        | Val::Bool(_)
        | Val::Int(_)
        | Val::Float(_)
        | Val::Text(_)
        | Val::List(_)
        | Val::Map(_)
        | Val::Files(_)
        | Val::Apis => {
            out.push_str(&scalar(value, indent));
            out.push('\n');
        }
    }
}

fn under_key(value: &Val, indent: usize, out: &mut String, depth: usize) {
    let map = value.as_map().is_some_and(|map| !map.borrow().is_empty());
    if map || !value.items().is_empty() {
        let indent = if map { indent + 2 } else { indent };
        out.push('\n');
        pad(indent, out);
        block(value, indent, out, depth + 1);
    } else {
        out.push(' ');
        block(value, indent, out, depth + 1);
    }
}

fn pad(indent: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', indent));
}

fn scalar(value: &Val, indent: usize) -> String {
    match value {
        Val::Bool(value) => value.to_string(),
        Val::Int(value) => value.to_string(),
        Val::Float(value) => whole(*value).map_or_else(|| value.to_string(), |whole| whole.to_string()),
        Val::Text(text) if is_literal(text) => literal(text, indent),
        Val::Text(text) => scalar_text(text, false),
        Val::List(items) if items.is_empty() => "[]".into(),
        Val::Map(map) if map.borrow().is_empty() => "{}".into(),
        Val::Nil | Val::List(_) | Val::Map(_) | Val::Files(_) | Val::Apis => "null".into(),
    }
}

/// Whether a text of several lines can stand as a literal block.
fn is_literal(text: &str) -> bool {
    text.trim_end_matches('\n').contains('\n')
        && !text.starts_with([' ', '\n', '\t'])
        && text.chars().all(|c| c == '\n' || c == '\t' || !c.is_control())
        && !text.chars().any(|c| matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{FEFF}'))
}

fn literal(text: &str, indent: usize) -> String {
    let body = text.trim_end_matches('\n');
    let chomp = match text.len() - body.len() {
        0 => "|-",
        1 => "|",
        _ => "|+",
    };
    let indent = indent.max(2) + 2;
    let mut out = String::from(chomp);
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        out.push('\n');
        if !line.is_empty() {
            pad(indent, &mut out);
            out.push_str(line);
        }
    }
    out
}

/// A text as plain scalar where nothing else could be read from it, else quoted.
fn scalar_text(text: &str, key: bool) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || "-_./ @+=()$^;<>,:".contains(c);
    let opens = |c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '_' | '$' | '.' | '(');
    let breaks: &[char] = if key { &[',', ' ', ':'] } else { &[] };
    let odd = text.contains(": ") || text.ends_with([' ', ':']) || text.contains(breaks) || resolves(text);
    let plain = text.starts_with(opens) && text.chars().all(safe) && !odd;
    if plain { text.into() } else { quoted(text) }
}

/// Whether a plain text would be read as something other than text.
fn resolves(text: &str) -> bool {
    const WORDS: &[&str] =
        &["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", ".nan", ".inf"];
    WORDS.contains(&text.to_ascii_lowercase().as_str())
        || text.parse::<f64>().is_ok()
        || text.starts_with("...")
}

fn quoted(text: &str) -> String {
    // JSON's quoting is YAML's, but for a few characters that YAML counts as line ends.
    let json = serde_json::Value::from(text).to_string();
    json.chars()
        .map(|c| match c {
            '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{FEFF}' => format!("\\u{:04x}", u32::from(c)),
            other => other.to_string(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::yaml;
    use proptest::prelude::*;

    fn value() -> impl Strategy<Value = serde_json::Value> {
        let text = prop_oneof![
            "[ -~]{0,12}",
            "[a-z\n\t :#-]{0,16}",
            Just("yes".to_string()),
            Just("0123".into()),
            Just("1e3".into()),
            Just("~".into()),
            "[äéü\u{2028}\u{85}x]{0,4}",
        ];
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            (-100_000i64..100_000).prop_map(Into::into),
            text.prop_map(Into::into),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
                prop::collection::btree_map("[a-z.:/ ]{1,6}", inner, 0..4)
                    .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back_the_same(json in value()) {
            let text = to_yaml(&Val::from_json(&json));
            let read = yaml::parse(&format!("x:\n  {}\n", text.replace('\n', "\n  ")));
            let node = read[0].root.clone().map_err(|error| TestCaseError::fail(format!("{error:?}\n{text}")))?;
            let back = Val::from_node(node.get("x").unwrap()).to_json();
            prop_assert_eq!(back, json, "{}", text);
        }
    }
}
