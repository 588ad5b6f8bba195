//! Makes a value that fits a JSON schema, with the words that matter put where they belong.

use serde_json::{Map, Number, Value, json};

use super::document::deref;

/// Deeper than this nothing is built.
const DEPTH: usize = 8;

/// A value for the schema. `choose` gives the value of a property by its name, whether required or not; what it
/// leaves open is built only where it is required.
pub(crate) fn instance(
    schema: &Value,
    root: &Value,
    choose: &dyn Fn(&str, &Value) -> Option<Value>,
) -> Value {
    build(schema, root, choose, DEPTH)
}

fn build(
    schema: &Value,
    root: &Value,
    choose: &dyn Fn(&str, &Value) -> Option<Value>,
    depth: usize,
) -> Value {
    let schema = deref(schema, root);
    if depth == 0 {
        return Value::Null;
    }
    if let Some(fixed) = fixed(schema) {
        return fixed;
    }
    if let Some(all) = schema.get("allOf").and_then(Value::as_array) {
        return merged(schema, all, root, choose, depth);
    }
    if let Some(choice) = first_choice(schema, root) {
        return build(choice, root, choose, depth - 1);
    }
    match kind(schema) {
        "object" => object(schema, root, choose, depth),
        "array" => array(schema, root, choose, depth),
        "integer" | "number" => number(schema),
        "boolean" => Value::Bool(false),
        "null" => Value::Null,
        _ => text(schema),
    }
}

/// The names and schemas of an object's properties, and whether each must be there.
pub(crate) fn properties(schema: &Value, root: &Value) -> Vec<(String, Value, bool)> {
    let schema = deref(schema, root);
    let parts = schema.get("allOf").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let needed = |name: &str| {
        schema
            .get("required")
            .and_then(Value::as_array)
            .is_some_and(|names| names.iter().any(|given| given == name))
    };
    let own = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    let own = own.map(|(name, schema)| (name.clone(), deref(schema, root).clone(), needed(name)));
    let choice = first_choice(schema, root).into_iter().flat_map(|choice| properties(choice, root));
    parts.iter().flat_map(|part| properties(part, root)).chain(own).chain(choice).collect()
}

fn fixed(schema: &Value) -> Option<Value> {
    let first =
        |name: &str| schema.get(name).and_then(Value::as_array).and_then(|values| values.first()).cloned();
    let default = schema.get("default").filter(|value| !value.is_null()).cloned();
    schema.get("const").cloned().or(default).or_else(|| first("enum"))
}

fn may_be_null(schema: &Value) -> bool {
    let null = |kind: &Value| kind == "null";
    let choices = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Value::as_array);
    schema.get("type").and_then(Value::as_array).is_some_and(|kinds| kinds.iter().any(null))
        || choices.is_some_and(|choices| choices.iter().any(|choice| choice.get("type").is_some_and(null)))
}

fn first_choice<'a>(schema: &'a Value, root: &'a Value) -> Option<&'a Value> {
    let choices = schema.get("anyOf").or_else(|| schema.get("oneOf"))?.as_array()?;
    choices.iter().map(|choice| deref(choice, root)).find(|choice| kind(choice) != "null")
}

/// The type, or what the other keywords imply.
fn kind(schema: &Value) -> &str {
    match schema.get("type") {
        Some(Value::String(one)) => one,
        Some(Value::Array(several)) => {
            several.iter().filter_map(Value::as_str).find(|kind| *kind != "null").unwrap_or("null")
        }
        _ if schema.get("properties").is_some() => "object",
        _ if schema.get("items").is_some() => "array",
        _ => "string",
    }
}

fn object(
    schema: &Value,
    root: &Value,
    choose: &dyn Fn(&str, &Value) -> Option<Value>,
    depth: usize,
) -> Value {
    let mut made = Map::new();
    for (name, property, needed) in properties(schema, root) {
        match choose(&name, &property) {
            Some(value) => made.insert(name, value),
            None if needed && may_be_null(&property) => made.insert(name, Value::Null),
            None if needed => made.insert(name, build(&property, root, choose, depth - 1)),
            None => None,
        };
    }
    Value::Object(made)
}

fn merged(
    schema: &Value,
    parts: &[Value],
    root: &Value,
    choose: &dyn Fn(&str, &Value) -> Option<Value>,
    depth: usize,
) -> Value {
    if let [only] = parts
        && schema.get("properties").is_none()
    {
        return build(only, root, choose, depth - 1);
    }
    object(schema, root, choose, depth)
}

fn array(
    schema: &Value,
    root: &Value,
    choose: &dyn Fn(&str, &Value) -> Option<Value>,
    depth: usize,
) -> Value {
    let least = schema.get("minItems").and_then(Value::as_u64).unwrap_or(0).min(4);
    let item = schema.get("items").cloned().unwrap_or(json!({}));
    Value::Array((0..least).map(|_| build(&item, root, choose, depth - 1)).collect())
}

fn number(schema: &Value) -> Value {
    let bound = |name: &str| schema.get(name).and_then(Value::as_f64);
    let least =
        bound("minimum").or_else(|| bound("exclusiveMinimum").map(|above| above + 1.0)).unwrap_or(1.0);
    let value = bound("maximum").map_or(least.max(1.0), |most| least.max(1.0).min(most));
    Number::from_f64(value).filter(|_| value.fract() != 0.0).map_or_else(|| whole(value), Value::Number)
}

fn whole(value: f64) -> Value {
    format!("{value:.0}").parse::<i64>().map_or(json!(1), |number| json!(number))
}

fn text(schema: &Value) -> Value {
    let made = match schema.get("format").and_then(Value::as_str).unwrap_or("") {
        "date-time" => "2030-01-02T03:04:05Z",
        "date" => "2030-01-02",
        "time" => "03:04:05Z",
        "email" => "someone@example.com",
        "uuid" => "3f2b8c1e-5d4a-4b6f-9a7e-1c2d3e4f5a6b",
        "uri" | "url" => "http://example.com/",
        _ => "text",
    };
    let least = schema
        .get("minLength")
        .and_then(Value::as_u64)
        .map_or(0, |least| usize::try_from(least).unwrap_or(0));
    let most = schema
        .get("maxLength")
        .and_then(Value::as_u64)
        .map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
    let mut made: String = made.chars().take(most).collect();
    while made.len() < least.min(4096) {
        made.push('x');
    }
    Value::String(made)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn none(_: &str, _: &Value) -> Option<Value> {
        None
    }

    #[test]
    fn only_what_must_be_there_is_built_and_chosen_values_win() {
        let root = json!({"T": {"properties": {
            "title": {"type": "string"}, "note": {"type": "string"},
            "priority": {"enum": ["low", "high"]}, "size": {"type": "integer", "minimum": 3}},
            "required": ["priority", "size"]}});
        let made =
            instance(&json!({"$ref": "#/T"}), &root, &|name, _| (name == "title").then(|| json!("tea")));
        assert_eq!(made, json!({"title": "tea", "priority": "low", "size": 3}));
    }

    #[test]
    fn an_optional_type_is_built_as_what_it_may_be() {
        let schema = json!({"anyOf": [{"type": "null"}, {"type": "integer"}]});
        assert_eq!(instance(&schema, &Value::Null, &none), json!(1));
        assert_eq!(instance(&json!({"type": ["null", "boolean"]}), &Value::Null, &none), json!(false));
    }

    #[test]
    fn a_schema_that_holds_itself_ends() {
        let root = json!({"A": {"type": "object", "properties": {"a": {"$ref": "#/A"}}, "required": ["a"]}});
        let made = instance(&json!({"$ref": "#/A"}), &root, &none);
        assert!(made.pointer("/a/a/a").is_some());
    }

    proptest! {
        #[test]
        fn any_json_as_a_schema_is_survived(text in "[\\[\\]{}\":,a-z0-9$#/]{0,80}") {
            if let Ok(schema) = serde_json::from_str::<Value>(&text) {
                let _ = instance(&schema, &schema, &none);
            }
        }

        #[test]
        fn texts_keep_their_lengths(least in 0u64..40, more in 0u64..40) {
            let made = instance(&json!({"type": "string", "minLength": least, "maxLength": least + more}), &Value::Null, &none);
            let length = made.as_str().unwrap().len() as u64;
            prop_assert!(length >= least && length <= least + more);
        }
    }
}
