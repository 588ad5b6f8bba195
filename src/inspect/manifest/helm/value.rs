//! Values as templates see them, and how they are printed.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::inspect::yaml::{Node, Value};

/// A mapping is shared, because `set` changes it for all who hold it.
pub(super) type Shared = Rc<RefCell<BTreeMap<String, Val>>>;

/// Values nested deeper than this are cut off.
const DEEPEST: usize = 64;

/// A value of a template.
#[derive(Debug, Clone)]
pub(super) enum Val {
    Nil,
    Bool(bool),
    /// A whole number that a template or a function made.
    Int(i64),
    /// Every number of a values file, as Helm reads them.
    Float(f64),
    Text(String),
    List(Vec<Val>),
    Map(Shared),
    /// `.Files`, with what is in the chart.
    Files(Rc<BTreeMap<String, String>>),
    /// `.Capabilities.APIVersions`
    Apis,
}

impl Val {
    pub(super) fn map(pairs: impl IntoIterator<Item = (String, Val)>) -> Self {
        Self::Map(Rc::new(RefCell::new(pairs.into_iter().collect())))
    }

    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A value of a YAML file; the last of a doubled key counts.
    pub(super) fn from_node(node: &Node) -> Self {
        match &node.value {
            Value::Null => Self::Nil,
            Value::Bool(value) => Self::Bool(*value),
            #[expect(
                clippy::cast_precision_loss,
                reason = "Helm reads every number of a values file as a float"
            )]
            Value::Int(value) => Self::Float(*value as f64),
            Value::Float(value) => Self::Float(*value),
            Value::Text(text) => Self::Text(text.clone()),
            Value::List(items) => Self::List(items.iter().map(Self::from_node).collect()),
            Value::Map(pairs) => {
                Self::map(pairs.iter().map(|(key, node)| (key.text.clone(), Self::from_node(node))))
            }
        }
    }

    /// The mapping, if it is one.
    pub(super) fn as_map(&self) -> Option<&Shared> {
        if let Self::Map(map) = self { Some(map) } else { None }
    }

    /// The items; none where it is no list.
    pub(super) fn items(&self) -> &[Val] {
        if let Self::List(items) = self { items } else { &[] }
    }

    /// Whether templates take it for true.
    pub(super) fn is_true(&self) -> bool {
        match self {
            Self::Nil => false,
            Self::Bool(value) => *value,
            Self::Int(value) => *value != 0,
            Self::Float(value) => *value != 0.0,
            Self::Text(text) => !text.is_empty(),
            Self::List(items) => !items.is_empty(),
            Self::Map(map) => !map.borrow().is_empty(),
            Self::Files(_) | Self::Apis => true,
        }
    }

    /// A field of a mapping; nothing where the key is missing.
    pub(super) fn field(&self, name: &str) -> Result<Val, String> {
        match self {
            Self::Map(map) => Ok(map.borrow().get(name).cloned().unwrap_or(Self::Nil)),
            Self::Nil => Err(format!("nil pointer evaluating interface {{}}.{name}")),
            Self::Bool(_)
            | Self::Int(_)
            | Self::Float(_)
            | Self::Text(_)
            | Self::List(_)
            | Self::Files(_)
            | Self::Apis => Err(format!("can't evaluate field {name} in type {}", self.kind())),
        }
    }

    /// Go's name of its kind.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Nil => "invalid",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Float(_) => "float64",
            Self::Text(_) => "string",
            Self::List(_) => "slice",
            Self::Map(_) | Self::Files(_) => "map",
            Self::Apis => "struct",
        }
    }

    /// As `{{ }}` prints it; nothing for nil, as Helm removes `<no value>`.
    pub(super) fn print(&self) -> String {
        self.print_to(0)
    }

    fn print_to(&self, depth: usize) -> String {
        match self {
            Self::Nil if depth == 0 => String::new(),
            Self::Nil => "<nil>".into(),
            Self::Bool(value) => value.to_string(),
            Self::Int(value) => value.to_string(),
            Self::Float(value) => go_float(*value),
            Self::Text(text) => text.clone(),
            Self::List(_) | Self::Map(_) if depth > DEEPEST => "…".into(),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(|item| item.print_to(depth + 1)).collect();
                format!("[{}]", items.join(" "))
            }
            Self::Map(map) => {
                let map = map.borrow();
                let pairs: Vec<String> =
                    map.iter().map(|(key, value)| format!("{key}:{}", value.print_to(depth + 1))).collect();
                format!("map[{}]", pairs.join(" "))
            }
            Self::Files(_) => "map[]".into(),
            Self::Apis => "[]".into(),
        }
    }

    /// Equal as `eq` compares, numbers by their value.
    pub(super) fn same(&self, other: &Val) -> bool {
        match (self, other) {
            (Self::Nil, Self::Nil) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::List(a), Self::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(b)),
            (Self::Map(a), Self::Map(b)) => Rc::ptr_eq(a, b) || same_maps(&a.borrow(), &b.borrow()),
            (Self::Int(_) | Self::Float(_), Self::Int(_) | Self::Float(_)) => {
                (self.to_float() - other.to_float()).abs() < f64::EPSILON
            }
            _ => false,
        }
    }

    /// As a float, 0 where it is no number.
    pub(super) fn to_float(&self) -> f64 {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "as sprig converts")]
            Self::Int(value) => *value as f64,
            Self::Float(value) => *value,
            Self::Text(text) => text.trim().parse().unwrap_or(0.0),
            Self::Bool(value) => f64::from(u8::from(*value)),
            Self::Nil | Self::List(_) | Self::Map(_) | Self::Files(_) | Self::Apis => 0.0,
        }
    }

    /// As a whole number, 0 where it is none.
    pub(super) fn to_int(&self) -> i64 {
        match self {
            Self::Int(value) => *value,
            #[expect(clippy::cast_possible_truncation, reason = "as sprig converts")]
            Self::Float(value) => *value as i64,
            Self::Text(text) => text.trim().parse().unwrap_or(0),
            Self::Bool(value) => i64::from(*value),
            Self::Nil | Self::List(_) | Self::Map(_) | Self::Files(_) | Self::Apis => 0,
        }
    }

    /// Lays `over` on `self`: mappings key by key, `null` removes a key, anything else replaces.
    pub(super) fn overlaid(&self, over: &Val) -> Val {
        self.overlay_to(over, 0)
    }

    fn overlay_to(&self, over: &Val, depth: usize) -> Val {
        let (Self::Map(below), Self::Map(above)) = (self, over) else { return over.clone() };
        if depth > DEEPEST {
            return over.clone();
        }
        let mut merged = below.borrow().clone();
        for (key, value) in above.borrow().iter() {
            if matches!(value, Self::Nil) {
                merged.remove(key);
                continue;
            }
            let value = merged.get(key).map_or_else(|| value.clone(), |old| old.overlay_to(value, depth + 1));
            merged.insert(key.clone(), value);
        }
        Self::Map(Rc::new(RefCell::new(merged)))
    }

    /// A copy that shares nothing.
    pub(super) fn deep_copy(&self, depth: usize) -> Val {
        if depth >= DEEPEST {
            return self.clone();
        }
        if let Self::List(items) = self {
            return Self::List(items.iter().map(|item| item.deep_copy(depth + 1)).collect());
        }
        self.as_map().map_or_else(
            || self.clone(),
            |map| {
                Self::map(map.borrow().iter().map(|(key, value)| (key.clone(), value.deep_copy(depth + 1))))
            },
        )
    }

    /// As JSON.
    pub(super) fn to_json(&self) -> serde_json::Value {
        self.json_to(0)
    }

    fn json_to(&self, depth: usize) -> serde_json::Value {
        use serde_json::Value as Json;
        match self {
            Self::Bool(value) => Json::Bool(*value),
            Self::Int(value) => Json::from(*value),
            Self::Float(value) => whole(*value).map_or_else(|| Json::from(*value), Json::from),
            Self::Text(text) => Json::String(text.clone()),
            Self::List(items) if depth < DEEPEST => {
                Json::Array(items.iter().map(|item| item.json_to(depth + 1)).collect())
            }
            Self::Map(map) if depth < DEEPEST => {
                let pairs = map.borrow();
                Json::Object(
                    pairs.iter().map(|(key, value)| (key.clone(), value.json_to(depth + 1))).collect(),
                )
            }
            Self::Nil | Self::List(_) | Self::Map(_) | Self::Files(_) | Self::Apis => Json::Null,
        }
    }

    /// From JSON.
    pub(super) fn from_json(json: &serde_json::Value) -> Self {
        use serde_json::Value as Json;
        match json {
            Json::Null => Self::Nil,
            Json::Bool(value) => Self::Bool(*value),
            Json::Number(number) => Self::Float(number.as_f64().unwrap_or(0.0)),
            Json::String(text) => Self::Text(text.clone()),
            Json::Array(items) => Self::List(items.iter().map(Self::from_json).collect()),
            Json::Object(map) => {
                Self::map(map.iter().map(|(key, value)| (key.clone(), Self::from_json(value))))
            }
        }
    }
}

fn same_maps(a: &BTreeMap<String, Val>, b: &BTreeMap<String, Val>) -> bool {
    a.len() == b.len() && a.iter().zip(b.iter()).all(|((k, a), (l, b))| k == l && a.same(b))
}

/// The whole number that a float is, if it is one.
pub(super) fn whole(value: f64) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and in range")]
    (value.fract() == 0.0 && value.abs() < 9e15).then_some(value as i64)
}

/// A float as Go prints it: the shortest digits, with an exponent from a million on and below 0.0001.
fn go_float(value: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    let scientific = format!("{value:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..6).contains(&exponent) {
        return value.to_string();
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_print_as_go_prints_them() {
        for (value, text) in
            [(8080.0, "8080"), (0.5, "0.5"), (1e6, "1e+06"), (1_234_567.0, "1.234567e+06"), (-3.0, "-3")]
        {
            assert_eq!(Val::Float(value).print(), text);
        }
    }

    #[test]
    fn null_removes_a_key_and_maps_merge() {
        let node = |text: &str| Val::from_node(&crate::inspect::yaml::parse(text).remove(0).root.unwrap());
        let merged = node("a: {b: 1, c: 2}\nd: [1]\n").overlaid(&node("a: {b: null, e: 3}\nd: [2]\n"));
        assert_eq!(merged.to_json(), serde_json::json!({"a": {"c": 2, "e": 3}, "d": [2]}));
    }
}
