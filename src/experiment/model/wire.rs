//! The model's answers as OpenAI's two APIs write them, whole and in pieces.

use serde_json::{Value, json};

use super::decide::Step;

/// An answer ready to be sent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Wire {
    /// One JSON body.
    Whole(Value),
    /// Server-sent events: name (absent in the older API) and data.
    Pieces(Vec<(Option<&'static str>, String)>),
}

impl Wire {
    /// The body, and whether it is a stream of events.
    pub(crate) fn body(&self) -> (String, bool) {
        match self {
            Self::Whole(value) => (value.to_string(), false),
            Self::Pieces(pieces) => {
                let event = |(name, data): &(Option<&str>, String)| match name {
                    Some(name) => format!("event: {name}\ndata: {data}\n\n"),
                    None => format!("data: {data}\n\n"),
                };
                (pieces.iter().map(event).collect(), true)
            }
        }
    }
}

/// `/chat/completions`.
pub(crate) fn completions(step: &Step, model: &str, number: usize, stream: bool, usage: bool) -> Wire {
    let id = format!("chatcmpl-{number}");
    let counted = json!({"prompt_tokens": 10, "completion_tokens": 10, "total_tokens": 20});
    let (message, reason) = match step {
        Step::Call { name, arguments } => {
            let call = json!({"index": 0, "id": format!("call_{number}"), "type": "function",
                "function": {"name": name, "arguments": arguments}});
            (json!({"role": "assistant", "content": null, "tool_calls": [call]}), "tool_calls")
        }
        Step::Say(text) => (json!({"role": "assistant", "content": text, "refusal": null}), "stop"),
    };
    if !stream {
        return Wire::Whole(
            json!({"id": id, "object": "chat.completion", "created": 1_700_000_000, "model": model,
            "choices": [{"index": 0, "message": message, "logprobs": null, "finish_reason": reason}], "usage": counted}),
        );
    }
    let chunk = |choices: Value, usage: Value| {
        let chunk = json!({"id": id, "object": "chat.completion.chunk", "created": 1_700_000_000, "model": model,
            "choices": choices, "usage": usage});
        (None, chunk.to_string())
    };
    let choice = |delta: Value, reason: Value| json!([{"index": 0, "delta": delta, "finish_reason": reason}]);
    let mut pieces = vec![
        chunk(choice(json!({"role": "assistant", "content": ""}), Value::Null), Value::Null),
        chunk(choice(message, Value::Null), Value::Null),
        chunk(choice(json!({}), json!(reason)), Value::Null),
    ];
    if usage {
        pieces.push(chunk(json!([]), counted));
    }
    pieces.push((None, "[DONE]".into()));
    Wire::Pieces(pieces)
}

/// `/responses`.
pub(crate) fn responses(step: &Step, model: &str, number: usize, stream: bool) -> Wire {
    let item = item(step, number);
    let whole = |status: &str, output: Value| {
        json!({"id": format!("resp_{number}"), "object": "response", "created_at": 1_700_000_000, "status": status,
            "model": model, "output": output, "error": null, "incomplete_details": null, "instructions": null,
            "metadata": {}, "parallel_tool_calls": true, "temperature": 1.0, "top_p": 1.0, "tool_choice": "auto",
            "tools": [], "usage": {"input_tokens": 10, "input_tokens_details": {"cached_tokens": 0}, "output_tokens": 10,
                "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": 20}})
    };
    if !stream {
        return Wire::Whole(whole("completed", json!([item])));
    }
    let mut events = vec![
        ("response.created", json!({"response": whole("in_progress", json!([]))})),
        ("response.in_progress", json!({"response": whole("in_progress", json!([]))})),
        ("response.output_item.added", json!({"output_index": 0, "item": begun(&item)})),
    ];
    events.extend(middle(step, &item));
    events.push(("response.output_item.done", json!({"output_index": 0, "item": item})));
    events.push(("response.completed", json!({"response": whole("completed", json!([item]))})));
    let numbered = events.into_iter().enumerate().map(|(at, (name, mut data))| {
        data["type"] = json!(name);
        data["sequence_number"] = json!(at);
        (Some(name), data.to_string())
    });
    Wire::Pieces(numbered.collect())
}

fn item(step: &Step, number: usize) -> Value {
    match step {
        Step::Call { name, arguments } => json!({"type": "function_call", "id": format!("fc_{number}"),
            "call_id": format!("call_{number}"), "name": name, "arguments": arguments, "status": "completed"}),
        Step::Say(text) => json!({"type": "message", "id": format!("msg_{number}"), "role": "assistant",
            "status": "completed", "content": [{"type": "output_text", "text": text, "annotations": [], "logprobs": []}]}),
    }
}

/// The item as it looks before anything of it was said.
fn begun(item: &Value) -> Value {
    let mut begun = item.clone();
    begun["status"] = json!("in_progress");
    if begun.get("content").is_some() {
        begun["content"] = json!([]);
    } else {
        begun["arguments"] = json!("");
    }
    begun
}

fn middle(step: &Step, item: &Value) -> Vec<(&'static str, Value)> {
    let id = &item["id"];
    match step {
        Step::Call { arguments, name } => vec![
            (
                "response.function_call_arguments.delta",
                json!({"item_id": id, "output_index": 0, "delta": arguments}),
            ),
            (
                "response.function_call_arguments.done",
                json!({"item_id": id, "output_index": 0, "arguments": arguments, "name": name}),
            ),
        ],
        Step::Say(text) => {
            let part =
                |text: &str| json!({"type": "output_text", "text": text, "annotations": [], "logprobs": []});
            let place = json!({"item_id": id, "output_index": 0, "content_index": 0});
            let with = |name: &str, value: Value| {
                let mut data = place.clone();
                data[name] = value;
                data
            };
            let mut delta = with("delta", json!(text));
            delta["logprobs"] = json!([]);
            let mut done = with("text", json!(text));
            done["logprobs"] = json!([]);
            vec![
                ("response.content_part.added", with("part", part(""))),
                ("response.output_text.delta", delta),
                ("response.output_text.done", done),
                ("response.content_part.done", with("part", part(text))),
            ]
        }
    }
}
