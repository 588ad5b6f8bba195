//! YAML with positions: the one place that knows the parser.
//!
//! Documents are cut apart before they are parsed, as `kubectl` does, so that one broken document hides no other.
//! Booleans are read as `kubectl` reads them (`yes`, `on`, `off` too); aliases, depth and nodes are bounded.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{DuplicateKeyPolicy, Spanned};

/// A file longer than this is not parsed, in bytes.
const LONGEST: usize = 4 * 1024 * 1024;
/// Documents of one file beyond this number are not parsed.
const MOST_DOCUMENTS: usize = 2_000;

/// A value and the line where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    /// One-based line; 0 where it is not known.
    pub(crate) line: u32,
    /// What stands there.
    pub(crate) value: Value,
}

/// What a node may be.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// Nothing, `~` or `null`.
    Null,
    /// A boolean, also by its older spellings.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping in its order; a key that stood twice stands twice.
    Map(Vec<(Key, Node)>),
}

/// A key of a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    /// One-based line.
    pub(crate) line: u32,
    /// The key as text.
    pub(crate) text: String,
}

/// One document of a file, or why it could not be read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Document {
    /// One-based line where the document begins.
    pub(crate) line: u32,
    /// The root, or the line and the reason.
    pub(crate) root: Result<Node, (u32, String)>,
}

/// Parses all documents of a text; empty ones are left out.
pub(crate) fn parse(text: &str) -> Vec<Document> {
    if text.len() > LONGEST {
        let why = format!("longer than {LONGEST} bytes");
        return vec![Document { line: 1, root: Err((1, why)) }];
    }
    split(text)
        .into_iter()
        .take(MOST_DOCUMENTS)
        .filter(|(_, part)| part.lines().any(|line| !is_blank(line)))
        .map(|(line, part)| Document { line, root: parse_one(part, line) })
        .collect()
}

fn is_blank(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#') || line.starts_with("%YAML")
}

/// Cuts a text at its `---` lines; each part with the one-based line of its first line.
fn split(text: &str) -> Vec<(u32, &str)> {
    let mut parts = Vec::new();
    let (mut start, mut first, mut at, mut number) = (0, 1, 0, 1);
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end();
        if bare == "---" || bare.starts_with("--- ") || bare == "..." {
            parts.push((first, &text[start..at]));
            let rest = bare.strip_prefix("--- ").map_or("", str::trim);
            // Content after the marker stays with its document.
            (start, first) = if rest.is_empty() || rest.starts_with('#') {
                (at + line.len(), number + 1)
            } else {
                (at + 4, number)
            };
        }
        at += line.len();
        number += 1;
    }
    parts.push((first, &text[start..]));
    parts
}

fn parse_one(text: &str, first: u32) -> Result<Node, (u32, String)> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: 64,
            max_nodes: 200_000,
            max_aliases: 1_000,
            max_documents: 2,
        },
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        legacy_octal_numbers: true,
    };
    let raw: Raw = serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let line = error.location().map_or(0, |at| u32::try_from(at.line()).unwrap_or(0));
        let why = error.without_snippet().to_string();
        (first + line.saturating_sub(1), why.lines().next().unwrap_or_default().chars().take(200).collect())
    })?;
    Ok(raw.settle(first - 1))
}

/// The parser's own positions, before they are made lines of the file.
struct Raw(Spanned<RawValue>);

enum RawValue {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<Raw>),
    Map(Vec<(Raw, Raw)>),
}

impl Raw {
    fn settle(self, shift: u32) -> Node {
        let line = u32::try_from(self.0.referenced.line()).unwrap_or(0);
        let line = if line == 0 { 0 } else { line + shift };
        let value = match self.0.value {
            RawValue::Null => Value::Null,
            RawValue::Bool(value) => Value::Bool(value),
            RawValue::Int(value) => Value::Int(value),
            RawValue::Float(value) => Value::Float(value),
            RawValue::Text(value) => Value::Text(value),
            RawValue::List(items) => Value::List(items.into_iter().map(|item| item.settle(shift)).collect()),
            RawValue::Map(pairs) => Value::Map(
                pairs
                    .into_iter()
                    .map(|(key, value)| {
                        let key = key.settle(shift);
                        let text = key.value.scalar().unwrap_or_else(|| "?".into());
                        (Key { line: key.line, text }, value.settle(shift))
                    })
                    .collect(),
            ),
        };
        Node { line, value }
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Spanned::<RawValue>::deserialize(deserializer).map(Self)
    }
}

impl<'de> Deserialize<'de> for RawValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = RawValue;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("any YAML")
    }
    fn visit_unit<E>(self) -> Result<RawValue, E> {
        Ok(RawValue::Null)
    }
    fn visit_none<E>(self) -> Result<RawValue, E> {
        Ok(RawValue::Null)
    }
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<RawValue, D::Error> {
        RawValue::deserialize(deserializer)
    }
    fn visit_bool<E>(self, value: bool) -> Result<RawValue, E> {
        Ok(RawValue::Bool(value))
    }
    fn visit_i64<E>(self, value: i64) -> Result<RawValue, E> {
        Ok(RawValue::Int(value))
    }
    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<RawValue, E> {
        i64::try_from(value).map(RawValue::Int).map_err(|_| E::custom("a number too large"))
    }
    fn visit_f64<E>(self, value: f64) -> Result<RawValue, E> {
        Ok(RawValue::Float(value))
    }
    fn visit_str<E>(self, value: &str) -> Result<RawValue, E> {
        Ok(RawValue::Text(value.into()))
    }
    fn visit_string<E>(self, value: String) -> Result<RawValue, E> {
        Ok(RawValue::Text(value))
    }
    fn visit_bytes<E>(self, value: &[u8]) -> Result<RawValue, E> {
        Ok(RawValue::Text(String::from_utf8_lossy(value).into_owned()))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<RawValue, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(RawValue::List(list))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<RawValue, A::Error> {
        let mut map = Vec::new();
        while let Some(pair) = pairs.next_entry()? {
            if map.len() > 20_000 {
                return Err(A::Error::custom("a mapping with more than 20000 keys"));
            }
            map.push(pair);
        }
        Ok(RawValue::Map(map))
    }
}

impl Node {
    /// A value without a place.
    pub(crate) fn of(value: Value) -> Self {
        Self { line: 0, value }
    }

    /// The value under a key; the last one where it stands twice, as parsers that accept it read it.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.pairs().iter().rev().find(|(name, _)| name.text == key).map(|(_, node)| node)
    }

    /// The value at a path of keys.
    pub(crate) fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The line of a key, else the node's own.
    pub(crate) fn line_of(&self, key: &str) -> u32 {
        self.pairs().iter().rev().find(|(name, _)| name.text == key).map_or(self.line, |(name, _)| name.line)
    }

    /// The pairs of a mapping; none for anything else.
    pub(crate) fn pairs(&self) -> &[(Key, Node)] {
        if let Value::Map(pairs) = &self.value { pairs } else { &[] }
    }

    /// The items of a list; none for anything else.
    pub(crate) fn items(&self) -> &[Node] {
        if let Value::List(items) = &self.value { items } else { &[] }
    }

    /// A text; no other scalar.
    pub(crate) fn text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    /// Any scalar as text.
    pub(crate) fn scalar(&self) -> Option<String> {
        self.value.scalar()
    }

    /// A scalar under a key as text.
    pub(crate) fn scalar_at(&self, path: &[&str]) -> Option<String> {
        self.at(path).and_then(Node::scalar)
    }

    /// A boolean under a path.
    pub(crate) fn bool_at(&self, path: &[&str]) -> Option<bool> {
        match self.at(path)?.value {
            Value::Bool(value) => Some(value),
            Value::Null
            | Value::Int(_)
            | Value::Float(_)
            | Value::Text(_)
            | Value::List(_)
            | Value::Map(_) => None,
        }
    }

    /// A whole number under a path.
    pub(crate) fn int_at(&self, path: &[&str]) -> Option<i64> {
        match &self.at(path)?.value {
            Value::Int(value) => Some(*value),
            Value::Text(text) => text.parse().ok(),
            Value::Null | Value::Bool(_) | Value::Float(_) | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// Keys that stand twice in one mapping, anywhere below, with the line of the second.
    pub(crate) fn doubled(&self) -> Vec<Key> {
        let mut found = Vec::new();
        self.collect_doubled(&mut found);
        found
    }

    fn collect_doubled(&self, found: &mut Vec<Key>) {
        let mut seen = std::collections::BTreeSet::new();
        for (key, node) in self.pairs() {
            if !seen.insert(&key.text) && key.text != "<<" {
                found.push(key.clone());
            }
            node.collect_doubled(found);
        }
        for item in self.items() {
            item.collect_doubled(found);
        }
    }

    /// Gives every node a line by a function of its line.
    pub(crate) fn relocate(&mut self, to: &impl Fn(u32) -> u32) {
        self.line = to(self.line);
        match &mut self.value {
            Value::List(items) => items.iter_mut().for_each(|item| item.relocate(to)),
            Value::Map(pairs) => {
                for (key, node) in pairs {
                    key.line = to(key.line);
                    node.relocate(to);
                }
            }
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Text(_) => {}
        }
    }
}

impl Value {
    fn scalar(&self) -> Option<String> {
        match self {
            Self::Null => Some(String::new()),
            Self::Bool(value) => Some(value.to_string()),
            Self::Int(value) => Some(value.to_string()),
            Self::Float(value) => Some(value.to_string()),
            Self::Text(value) => Some(value.clone()),
            Self::List(_) | Self::Map(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root(text: &str) -> Node {
        parse(text).remove(0).root.unwrap()
    }

    #[test]
    fn each_key_and_value_knows_its_line() {
        let documents = parse("# first\na:\n  - b: 1\n---\n# x\nc: &x {d: yes}\ne: *x\n");
        let first = documents[0].root.clone().unwrap();
        assert_eq!(first.at(&["a"]).unwrap().items()[0].line_of("b"), 3);
        let second = documents[1].root.clone().unwrap();
        assert_eq!((second.line_of("c"), second.line_of("e")), (6, 7));
        assert_eq!(second.bool_at(&["e", "d"]), Some(true));
    }

    #[test]
    fn a_broken_document_hides_no_other() {
        let documents = parse("a: 1\n---\nb: [\n---\nc: 3\n");
        assert_eq!(documents.len(), 3);
        assert_eq!(documents[1].root.clone().unwrap_err().0, 3);
        assert_eq!(documents[2].root.clone().unwrap().int_at(&["c"]), Some(3));
    }

    #[test]
    fn booleans_and_quoted_numbers_read_as_kubectl_reads_them() {
        let node = root("a: on\nb: \"on\"\nc: \"8080\"\nd: 8080\ne: 010\nf: 1.5\ng:\n");
        assert_eq!(node.bool_at(&["a"]), Some(true));
        assert_eq!(node.at(&["b"]).unwrap().text(), Some("on"));
        assert_eq!(node.at(&["c"]).unwrap().text(), Some("8080"));
        assert_eq!(node.at(&["d"]).unwrap().value, Value::Int(8080));
        assert_eq!(node.at(&["e"]).unwrap().value, Value::Int(8));
        assert_eq!(node.at(&["f"]).unwrap().value, Value::Float(1.5));
        assert_eq!(node.at(&["g"]).unwrap().value, Value::Null);
    }

    #[test]
    fn a_key_that_stands_twice_is_reported_and_the_last_one_counts() {
        let node = root("a: 1\nb:\n  c: 1\n  c: 2\n");
        assert_eq!(node.doubled(), vec![Key { line: 4, text: "c".into() }]);
        assert_eq!(node.int_at(&["b", "c"]), Some(2));
    }

    #[test]
    fn hostile_yaml_is_refused_and_not_followed() {
        let laughs = (1..12).fold("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_string(), |text, level| {
            let alias = format!("*a{}", level - 1);
            let row = std::iter::repeat_n(alias, 10).collect::<Vec<_>>().join(", ");
            format!("{text}a{level}: &a{level} [{row}]\n")
        });
        for text in [laughs, "[".repeat(100_000), "{a: ".repeat(100_000), "a: *nobody\n".into()] {
            assert!(parse(&text).iter().all(|document| document.root.is_err()));
        }
        assert!(parse(&"- a\n".repeat(3_000_000))[0].root.is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_parsed_or_refused(text in "[-a-z0-9:{}\\[\\]&*!|> \n\"'#,%@`\t]{0,200}") {
            let _ = parse(&text);
        }
    }
}
