//! What the messages that a server sends must look like, in each revision of the protocol. Written from the
//! specification, for the parts that are used here.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use jsonschema::Validator;
use serde_json::{Value, json};

/// The revisions, oldest first.
pub(crate) const REVISIONS: &[&str] = &["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28"];
/// The first revision without `initialize`.
pub(crate) const MODERN: &str = "2026-07-28";

/// What a message answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// `initialize`.
    Initialize,
    /// `tools/list`.
    List,
    /// `tools/call`.
    Call,
    /// Something that must be refused.
    Refusal,
}

/// Everything in the message that does not fit, as sentences.
pub(crate) fn faults(revision: &str, kind: Kind, message: &Value) -> Vec<String> {
    static MADE: Mutex<BTreeMap<(String, Kind), Option<Validator>>> = Mutex::new(BTreeMap::new());
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    let validator = made
        .entry((revision.to_owned(), kind))
        .or_insert_with(|| jsonschema::draft202012::new(&schema(revision, kind)).ok());
    let Some(validator) = validator else { return Vec::new() };
    let sentence = |error: jsonschema::ValidationError<'_>| {
        let place = error.instance_path().to_string();
        let what: String = error.to_string().chars().take(200).collect();
        format!("{}: {what}", if place.is_empty() { "the message" } else { &place })
    };
    validator.iter_errors(message).take(5).map(sentence).collect()
}

fn since(revision: &str, first: &str) -> bool {
    let at = |name: &str| REVISIONS.iter().position(|known| *known == name).unwrap_or(0);
    at(revision) >= at(first)
}

fn schema(revision: &str, kind: Kind) -> Value {
    let mut result = match kind {
        Kind::Initialize => initialize(revision),
        Kind::List => list(revision),
        Kind::Call => call(revision),
        Kind::Refusal => json!({"type": "object"}),
    };
    if since(revision, MODERN) && kind != Kind::Refusal {
        require(&mut result, "resultType", json!({"type": "string"}));
        if kind == Kind::List {
            require(&mut result, "ttlMs", json!({"type": "integer", "minimum": 0}));
            require(&mut result, "cacheScope", json!({"enum": ["private", "public"]}));
        }
    }
    let error = json!({"type": "object", "required": ["code", "message"],
        "properties": {"code": {"type": "integer"}, "message": {"type": "string"}}});
    let mut message = json!({"type": "object", "required": ["jsonrpc", "id"],
        "properties": {"jsonrpc": {"const": "2.0"}, "id": {"type": ["string", "integer", "null"]}}});
    if kind == Kind::Refusal {
        message["anyOf"] = json!([{"required": ["error"]}, {"required": ["result"]}]);
        message["properties"]["error"] = error;
    } else {
        require(&mut message, "result", result);
    }
    message["not"] = json!({"required": ["error", "result"]});
    message
}

fn require(schema: &mut Value, name: &str, property: Value) {
    schema["properties"][name] = property;
    if let Some(required) = schema["required"].as_array_mut() {
        required.push(json!(name));
    } else {
        schema["required"] = json!([name]);
    }
}

fn initialize(revision: &str) -> Value {
    let mut info = json!({"type": "object", "required": ["name", "version"],
        "properties": {"name": {"type": "string"}, "version": {"type": "string"}}});
    if since(revision, "2025-06-18") {
        info["properties"]["title"] = json!({"type": "string"});
    }
    let capability = json!({"type": "object", "properties": {"listChanged": {"type": "boolean"}}});
    json!({"type": "object", "required": ["protocolVersion", "capabilities", "serverInfo"], "properties": {
        "protocolVersion": {"enum": REVISIONS}, "serverInfo": info, "instructions": {"type": "string"},
        "capabilities": {"type": "object", "properties": {"tools": capability, "prompts": capability,
            "resources": {"type": "object"}, "logging": {"type": "object"}, "experimental": {"type": "object"}}}}})
}

fn list(revision: &str) -> Value {
    let takes = json!({"type": "object", "required": ["type"], "properties": {
        "type": {"const": "object"}, "properties": {"type": "object"}, "required": {"type": "array", "items": {"type": "string"}}}});
    let mut tool = json!({"type": "object", "required": ["name", "inputSchema"], "properties": {
        "name": {"type": "string", "minLength": 1}, "description": {"type": "string"}, "inputSchema": takes}});
    if since(revision, "2025-03-26") {
        let hint = json!({"type": "boolean"});
        tool["properties"]["annotations"] = json!({"type": "object", "properties": {"title": {"type": "string"},
            "readOnlyHint": hint, "destructiveHint": hint, "idempotentHint": hint, "openWorldHint": hint}});
    }
    if since(revision, "2025-06-18") {
        tool["properties"]["title"] = json!({"type": "string"});
        tool["properties"]["outputSchema"] = json!({"type": "object"});
        tool["properties"]["_meta"] = json!({"type": "object"});
    }
    json!({"type": "object", "required": ["tools"], "properties": {
        "tools": {"type": "array", "items": tool}, "nextCursor": {"type": "string"}}})
}

fn call(revision: &str) -> Value {
    let block = |kind: &str, needed: &[&str]| {
        let mut properties = json!({"type": {"const": kind}});
        for name in needed {
            properties[*name] = json!({"type": if *name == "resource" { "object" } else { "string" }});
        }
        let mut required = vec!["type"];
        required.extend(needed);
        json!({"type": "object", "required": required, "properties": properties})
    };
    let mut blocks = vec![
        block("text", &["text"]),
        block("image", &["data", "mimeType"]),
        block("resource", &["resource"]),
    ];
    if since(revision, "2025-03-26") {
        blocks.push(block("audio", &["data", "mimeType"]));
    }
    if since(revision, "2025-06-18") {
        blocks.push(block("resource_link", &["uri", "name"]));
    }
    let mut result = json!({"type": "object", "required": ["content"], "properties": {
        "content": {"type": "array", "items": {"oneOf": blocks}}, "isError": {"type": "boolean"}}});
    if since(revision, "2025-06-18") && !since(revision, MODERN) {
        result["properties"]["structuredContent"] = json!({"type": "object"});
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(result: &Value) -> Value {
        json!({"jsonrpc": "2.0", "id": 1, "result": result})
    }

    #[test]
    fn what_the_specification_shows_fits() {
        let hello = answer(
            &json!({"protocolVersion": "2025-06-18", "capabilities": {"tools": {"listChanged": true}},
            "serverInfo": {"name": "s", "version": "1"}}),
        );
        let tools = answer(&json!({"tools": [{"name": "a", "inputSchema": {"type": "object"}}]}));
        let called = answer(&json!({"content": [{"type": "text", "text": "x"}], "isError": false}));
        for revision in &REVISIONS[..4] {
            assert_eq!(faults(revision, Kind::Initialize, &hello), Vec::<String>::new());
            assert_eq!(faults(revision, Kind::List, &tools), Vec::<String>::new());
            assert_eq!(faults(revision, Kind::Call, &called), Vec::<String>::new());
        }
        let refused = json!({"jsonrpc": "2.0", "id": 1, "error": {"code": -32601, "message": "no"}});
        assert_eq!(faults(MODERN, Kind::Refusal, &refused), Vec::<String>::new());
    }

    #[test]
    fn what_it_forbids_does_not() {
        let wrong = [
            (Kind::List, answer(&json!({"tools": [{"name": "a"}]}))),
            (Kind::List, answer(&json!({"tools": [{"name": "a", "inputSchema": {"type": "array"}}]}))),
            (Kind::List, json!({"jsonrpc": "1.0", "id": 1, "result": {"tools": []}})),
            (Kind::List, json!({"tools": []})),
            (Kind::Call, answer(&json!({"content": "done"}))),
            (Kind::Call, answer(&json!({"content": [{"type": "text"}]}))),
            (
                Kind::Call,
                json!({"jsonrpc": "2.0", "id": 1, "result": {"content": []}, "error": {"code": 1, "message": "m"}}),
            ),
            (
                Kind::Initialize,
                answer(
                    &json!({"protocolVersion": "1.0", "capabilities": {}, "serverInfo": {"name": "s", "version": "1"}}),
                ),
            ),
            (Kind::Initialize, answer(&json!({"protocolVersion": "2025-06-18", "capabilities": {}}))),
            (Kind::Refusal, json!({"jsonrpc": "2.0", "id": 1, "error": "no"})),
        ];
        for (kind, message) in wrong {
            assert!(!faults("2025-06-18", kind, &message).is_empty(), "{kind:?} {message}");
        }
    }

    #[test]
    fn newer_parts_are_asked_of_newer_revisions_only() {
        let link = answer(&json!({"content": [{"type": "resource_link", "uri": "u", "name": "n"}]}));
        assert!(!faults("2024-11-05", Kind::Call, &link).is_empty());
        assert!(faults("2025-06-18", Kind::Call, &link).is_empty());
        let tools = answer(&json!({"tools": []}));
        assert!(
            !faults(MODERN, Kind::List, &tools).is_empty()
                && faults("2025-11-25", Kind::List, &tools).is_empty()
        );
    }
}
