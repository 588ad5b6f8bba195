//! What a client asks of the model, in one form for both of OpenAI's APIs.

use serde_json::Value;

/// A request for the model's next step.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    /// The model's name.
    pub(crate) model: String,
    /// Wants its answer in pieces.
    pub(crate) stream: bool,
    /// Wants the count of tokens at the end of the pieces.
    pub(crate) usage: bool,
    /// The functions that the model may call.
    pub(crate) tools: Vec<Tool>,
    /// Tools of other kinds, such as hosted MCP servers, as `mcp: label`.
    pub(crate) hosted: Vec<String>,
    /// The system's words.
    pub(crate) instructions: String,
    /// Everything said and done so far.
    pub(crate) turns: Vec<Turn>,
    /// The schema that the answer has to fit.
    pub(crate) format: Option<Value>,
    /// `tool_choice` forbids tools.
    pub(crate) no_tools: bool,
    /// The answer that this one continues.
    pub(crate) previous: Option<String>,
}

/// A function the model may call.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tool {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) parameters: Value,
}

/// One step of the conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Turn {
    /// Somebody says something.
    Says { role: String, text: String },
    /// The model called a function.
    Calls { name: String, arguments: String },
    /// The function returned.
    Returns { output: String },
}

impl Asked {
    /// Reads the body of `/chat/completions`.
    pub(crate) fn completions(body: &Value) -> Self {
        let mut asked = Self::common(body);
        asked.usage = body.pointer("/stream_options/include_usage").and_then(Value::as_bool).unwrap_or(false);
        asked.format = body.pointer("/response_format/json_schema/schema").cloned();
        for message in list(body, "messages") {
            let (role, said) = (text(message, "role"), content(message.get("content")));
            match role.as_str() {
                "system" | "developer" => push_line(&mut asked.instructions, &said),
                "tool" | "function" => asked.turns.push(Turn::Returns { output: said }),
                _ => {
                    if !said.is_empty() {
                        asked.turns.push(Turn::Says { role, text: said });
                    }
                    let single = message.get("function_call");
                    let calls =
                        list(message, "tool_calls").filter_map(|call| call.get("function")).chain(single);
                    asked.turns.extend(calls.map(call));
                }
            }
        }
        asked
    }

    /// Reads the body of `/responses`.
    pub(crate) fn responses(body: &Value) -> Self {
        let mut asked = Self::common(body);
        asked.instructions = text(body, "instructions");
        asked.format = body.pointer("/text/format/schema").cloned();
        asked.previous = body.get("previous_response_id").and_then(Value::as_str).map(Into::into);
        if let Some(said) = body.get("input").and_then(Value::as_str) {
            asked.turns.push(Turn::Says { role: "user".into(), text: said.into() });
        }
        for item in list(body, "input") {
            match text(item, "type").as_str() {
                "function_call" => asked.turns.push(call(item)),
                "function_call_output" => {
                    asked.turns.push(Turn::Returns { output: content(item.get("output")) });
                }
                _ => {
                    let (role, said) = (text(item, "role"), content(item.get("content")));
                    match role.as_str() {
                        "system" | "developer" => push_line(&mut asked.instructions, &said),
                        "" => {}
                        _ => asked.turns.push(Turn::Says { role, text: said }),
                    }
                }
            }
        }
        asked
    }

    fn common(body: &Value) -> Self {
        let functions = list(body, "functions").map(tool);
        let tools = list(body, "tools").filter_map(|entry| {
            match (entry.get("function"), text(entry, "type").as_str()) {
                (Some(function), _) => Some(tool(function)),
                (None, "function") => Some(tool(entry)),
                (None, _) => None,
            }
        });
        let hosted = list(body, "tools").filter(|entry| text(entry, "type") != "function");
        Self {
            model: text(body, "model"),
            stream: body.get("stream").and_then(Value::as_bool).unwrap_or(false),
            tools: tools.chain(functions).collect(),
            hosted: hosted
                .map(|entry| format!("{}: {}", text(entry, "type"), text(entry, "server_label")))
                .collect(),
            no_tools: body.get("tool_choice").and_then(Value::as_str) == Some("none"),
            ..Self::default()
        }
    }

    /// The last thing the user said.
    pub(crate) fn last_said(&self) -> &str {
        self.turns
            .iter()
            .rev()
            .find_map(|turn| match turn {
                Turn::Says { role, text } if role == "user" => Some(text.as_str()),
                Turn::Says { .. } | Turn::Calls { .. } | Turn::Returns { .. } => None,
            })
            .unwrap_or("")
    }

    /// What happened since the user spoke last.
    pub(crate) fn since(&self) -> &[Turn] {
        let spoke = |turn: &Turn| matches!(turn, Turn::Says { role, .. } if role == "user");
        let start = self.turns.iter().rposition(spoke).map_or(0, |at| at + 1);
        &self.turns[start..]
    }
}

fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn text(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or("").to_owned()
}

fn push_line(to: &mut String, line: &str) {
    if !to.is_empty() {
        to.push('\n');
    }
    to.push_str(line);
}

fn tool(function: &Value) -> Tool {
    Tool {
        name: text(function, "name"),
        description: text(function, "description"),
        parameters: function.get("parameters").cloned().unwrap_or(Value::Null),
    }
}

fn call(function: &Value) -> Turn {
    Turn::Calls { name: text(function, "name"), arguments: text(function, "arguments") }
}

/// A text, or the texts of its parts.
fn content(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(parts)) => parts
            .iter()
            .filter_map(|part| part.get("text").and_then(Value::as_str))
            .collect::<Vec<_>>()
            .join("\n"),
        Some(object @ Value::Object(_)) => object.to_string(),
        Some(Value::Null | Value::Bool(_) | Value::Number(_)) | None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn both_apis_say_the_same() {
        let tools = json!([{"type": "function", "function": {"name": "add"}}]);
        let one = Asked::completions(&json!({"model": "m", "tools": tools, "messages": [
            {"role": "system", "content": "be brief"}, {"role": "user", "content": [{"type": "text", "text": "hello"}]},
            {"role": "assistant", "content": null, "tool_calls": [{"id": "1", "function": {"name": "add", "arguments": "{}"}}]},
            {"role": "tool", "tool_call_id": "1", "content": "done"}]}));
        let two = Asked::responses(&json!({"model": "m", "instructions": "be brief",
            "tools": [{"type": "function", "name": "add"}, {"type": "mcp", "server_label": "todo"}],
            "input": [{"role": "user", "content": "hello"}, {"type": "function_call", "name": "add", "arguments": "{}"},
                {"type": "function_call_output", "output": [{"type": "input_text", "text": "done"}]}]}));
        assert_eq!(one.turns, two.turns);
        assert_eq!((one.tools[0].name.as_str(), two.tools[0].name.as_str()), ("add", "add"));
        assert_eq!((one.last_said(), one.since().len()), ("hello", 2));
        assert_eq!((two.hosted, one.instructions), (vec!["mcp: todo".into()], two.instructions));
    }

    #[test]
    fn nonsense_is_an_empty_question() {
        for body in [json!(null), json!([]), json!({"messages": 5, "input": {}, "tools": "x"})] {
            assert!(Asked::completions(&body).turns.is_empty() && Asked::responses(&body).turns.is_empty());
        }
    }
}
