//! What the scripted model does next: it looks at the tools it was offered and uses the one that a person's words
//! ask for, then tells what the tool returned.

use regex::Regex;
use serde_json::{Value, json};

use super::asked::{Asked, Tool, Turn};
use crate::experiment::api::{instance, plain, properties};

/// The model's next step.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Step {
    /// Call this function with these arguments.
    Call { name: String, arguments: String },
    /// Say this.
    Say(String),
}

/// So much of what the tools returned is repeated.
const REPEATED: usize = 1500;
const TITLES: &[&str] = &[
    "title",
    "name",
    "task",
    "text",
    "content",
    "tasktitle",
    "taskname",
    "todo",
    "summary",
    "subject",
    "description",
];

/// Decides. `mark` is a word that only this answer holds; `user` the user's id, where the tools ask for it.
pub(crate) fn decide(asked: &Asked, mark: &str, user: Option<&str>) -> Step {
    let offered: &[Tool] = if asked.no_tools { &[] } else { &asked.tools };
    let (said, since) = (asked.last_said(), asked.since());
    let called =
        |name: &str| since.iter().any(|turn| matches!(turn, Turn::Calls { name: done, .. } if done == name));
    if let Some(wish) = wish(said) {
        let best = offered.iter().map(|tool| (score(tool, &wish), tool)).filter(|(score, _)| *score >= 4);
        if let Some((_, tool)) = best.max_by_key(|(score, _)| *score) {
            if !called(&tool.name) {
                let user = user.map(Into::into).or_else(|| named_user(&asked.instructions));
                return Step::Call {
                    name: tool.name.clone(),
                    arguments: arguments(tool, &wish, user.as_deref()),
                };
            }
        } else if let Some(other) = offered.iter().find(|tool| is_handoff(tool) && !called(&tool.name)) {
            let arguments = instance(&other.parameters, &other.parameters, &|_, _| None);
            return Step::Call { name: other.name.clone(), arguments: arguments.to_string() };
        }
    }
    if let Some(schema) = &asked.format {
        return Step::Say(shaped(schema, mark, &returned(since)));
    }
    Step::Say(answer(asked, mark, &returned(since)))
}

/// The tool that adds a task, and the arguments that make it add this one.
pub(crate) fn pick(tools: &[Tool], task: &str, user: Option<&str>) -> Option<(String, String)> {
    let said = format!("add \"{task}\"");
    let wish = wish(&said)?;
    let best = tools.iter().map(|tool| (score(tool, &wish), tool)).filter(|(score, _)| *score >= 4);
    let (_, tool) = best.max_by_key(|(score, _)| *score)?;
    Some((tool.name.clone(), arguments(tool, &wish, user)))
}

/// What a person wants done.
struct Wish<'a> {
    verbs: &'static [&'static str],
    text: &'a str,
}

/// Reads the harness's own messages: what is to be added stands between quotation marks.
fn wish(said: &str) -> Option<Wish<'_>> {
    let small = said.to_lowercase();
    let quoted = said.split('"').nth(1).filter(|text| !text.trim().is_empty());
    if small.contains("add") {
        return quoted.map(|text| Wish { verbs: &["add", "create", "new", "insert", "make"], text });
    }
    (small.contains("which tasks") || small.contains("show"))
        .then_some(Wish { verbs: &["list", "get", "show", "read", "view", "fetch"], text: "" })
}

/// How well a tool does what is wished for.
fn score(tool: &Tool, wish: &Wish<'_>) -> u32 {
    let (name, about) = (plain(&tool.name), tool.description.to_lowercase());
    let has = |text: &str| wish.verbs.iter().any(|verb| text.contains(verb));
    let parameters = properties(&tool.parameters, &tool.parameters);
    let takes_text = parameters.iter().any(|(name, ..)| TITLES.contains(&plain(name).as_str()));
    let mut score = 0;
    score += if has(&name) { 4 } else { 0 };
    score += u32::from(has(&about));
    score += if name.contains("task") || name.contains("todo") { 2 } else { 0 };
    score += if parameters.iter().any(|(_, schema, _)| word_for(schema, wish).is_some()) { 4 } else { 0 };
    score += u32::from(takes_text && !wish.text.is_empty());
    let other = ["user", "tag", "category", "comment", "remind", "label", "conversation", "subtask"];
    let wrong = other.iter().any(|word| name.contains(word))
        || (!wish.text.is_empty() && !takes_text && !has_object(&parameters));
    if wrong { score / 3 } else { score }
}

fn has_object(parameters: &[(String, Value, bool)]) -> bool {
    parameters.iter().any(|(_, schema, _)| schema.get("properties").is_some())
}

/// The word of an enumeration that means the wish, for tools that do several things.
fn word_for(schema: &Value, wish: &Wish<'_>) -> Option<Value> {
    let words = schema.get("enum")?.as_array()?;
    words
        .iter()
        .find(|word| {
            word.as_str().is_some_and(|word| wish.verbs.iter().any(|verb| word.to_lowercase().contains(verb)))
        })
        .cloned()
}

fn arguments(tool: &Tool, wish: &Wish<'_>, user: Option<&str>) -> String {
    let names = properties(&tool.parameters, &tool.parameters);
    let title = TITLES.iter().find(|wanted| names.iter().any(|(name, ..)| plain(name) == **wanted)).copied();
    let choose = |name: &str, schema: &Value| {
        let name = plain(name);
        if let Some(word) = word_for(schema, wish) {
            return Some(word);
        }
        if is_text(schema)
            && !wish.text.is_empty()
            && title.map_or(TITLES[..9].contains(&name.as_str()), |title| name == title)
        {
            return Some(json!(wish.text));
        }
        if name.contains("user") || name == "ownerid" {
            return user.map(|user| typed(schema, user));
        }
        if is_text(schema)
            && (name.contains("date") || name.contains("due"))
            && schema.get("default").is_none()
            && !is_optional(schema)
        {
            return Some(json!("2030-01-02T03:04:05Z"));
        }
        None
    };
    let mut made = instance(&tool.parameters, &tool.parameters, &choose);
    if let Some(object) = made.as_object_mut() {
        let optional = |name: &String| !names.iter().any(|(other, _, needed)| other == name && *needed);
        object.retain(|name, value| !(optional(name) && plain(name).contains("date") && value.is_string()));
    }
    made.to_string()
}

fn is_text(schema: &Value) -> bool {
    let kind = schema.get("type");
    let string = |kind: &Value| kind == "string";
    let choices = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Value::as_array);
    kind.is_none_or(|kind| string(kind) || kind.as_array().is_some_and(|kinds| kinds.iter().any(string)))
        && choices.is_none_or(|choices| choices.iter().any(|choice| choice.get("type").is_some_and(string)))
        && schema.get("properties").is_none()
}

fn is_optional(schema: &Value) -> bool {
    schema.to_string().contains("\"null\"")
}

fn typed(schema: &Value, user: &str) -> Value {
    let number = schema.get("type").is_some_and(|kind| kind == "integer");
    user.parse::<i64>().ok().filter(|_| number).map_or_else(|| json!(user), |id| json!(id))
}

/// The user's id, where the instructions name it.
fn named_user(instructions: &str) -> Option<String> {
    let pattern =
        Regex::new(r#"(?i)user(?:'s)?[ _-]?id(?: is)?["'`:=\s]*([A-Za-z0-9][A-Za-z0-9_.@-]{0,63})"#).ok()?;
    pattern.captures(instructions).map(|found| found[1].trim_end_matches('.').to_owned())
}

fn is_handoff(tool: &Tool) -> bool {
    let name = plain(&tool.name);
    name.starts_with("transferto") || name.contains("handoff") || name.ends_with("agent")
}

fn returned(since: &[Turn]) -> String {
    let outputs = since.iter().filter_map(|turn| match turn {
        Turn::Returns { output } => Some(output.as_str()),
        Turn::Says { .. } | Turn::Calls { .. } => None,
    });
    outputs.collect::<Vec<_>>().join(" ").chars().take(REPEATED).collect()
}

fn answer(asked: &Asked, mark: &str, returned: &str) -> String {
    if !returned.is_empty() {
        return format!("Done {mark}. The tool returned: {returned}");
    }
    let said =
        asked.turns.iter().filter(|turn| matches!(turn, Turn::Says { role, .. } if role == "user")).count();
    format!("Understood {mark}. You have said {said} things in this conversation.")
}

/// JSON for a schema: whatever asks whether this is about tasks, allowed or safe is true, every other doubt is not.
fn shaped(schema: &Value, mark: &str, returned: &str) -> String {
    let yes =
        ["relevant", "allowed", "safe", "valid", "ontopic", "istask", "istodo", "isrelated", "appropriate"];
    let choose = |name: &str, schema: &Value| match schema.get("type").and_then(Value::as_str) {
        Some("boolean") => Some(json!(yes.iter().any(|word| plain(name).contains(word)))),
        Some("string") if schema.get("enum").is_none() => Some(json!(format!("Done {mark}. {returned}"))),
        _ => None,
    };
    instance(schema, schema, &choose).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(tools: &Value, turns: Vec<Turn>) -> Asked {
        let mut asked = Asked::responses(&json!({"tools": tools, "instructions": "Current user_id: u-7."}));
        asked.turns = turns;
        asked
    }

    fn says(text: &str) -> Turn {
        Turn::Says { role: "user".into(), text: text.into() }
    }

    const ADD: &str = "Please add \"buy tea qx\" to my list.";

    #[test]
    fn the_tool_that_adds_tasks_is_chosen_among_others() {
        let tools = json!([
            {"type": "function", "name": "list_tasks", "parameters": {"properties": {"status": {"type": "string"}}}},
            {"type": "function", "name": "add_task_tag", "parameters": {"properties": {"name": {"type": "string"}}}},
            {"type": "function", "name": "add_task", "parameters": {"properties": {
                "user_id": {"type": "string"}, "title": {"type": "string"},
                "description": {"anyOf": [{"type": "string"}, {"type": "null"}]}}, "required": ["user_id", "title", "description"]}}]);
        let step = decide(&asked(&tools, vec![says(ADD)]), "m1", None);
        let Step::Call { name, arguments } = step else { panic!("{step:?}") };
        assert_eq!(name, "add_task");
        let arguments: Value = serde_json::from_str(&arguments).unwrap();
        assert_eq!(arguments, json!({"user_id": "u-7", "title": "buy tea qx", "description": null}));
        let done = vec![
            says(ADD),
            Turn::Calls { name, arguments: "{}".into() },
            Turn::Returns { output: "id 9".into() },
        ];
        assert_eq!(
            decide(&asked(&tools, done), "m1", None),
            Step::Say("Done m1. The tool returned: id 9".into())
        );
    }

    #[test]
    fn a_tool_that_does_everything_is_told_what_to_do() {
        let tools = json!([{"type": "function", "name": "manage_tasks", "parameters": {"properties": {
            "action": {"enum": ["list", "create"]}, "title": {"type": "string"}}, "required": ["action"]}}]);
        let step = decide(&asked(&tools, vec![says(ADD)]), "m", None);
        assert_eq!(
            step,
            Step::Call {
                name: "manage_tasks".into(),
                arguments: r#"{"action":"create","title":"buy tea qx"}"#.into()
            }
        );
    }

    #[test]
    fn a_task_inside_an_object_is_filled_in() {
        let tools = json!([{"type": "function", "name": "createTodo", "parameters": {"properties": {
            "input": {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"]}}, "required": ["input"]}}]);
        let step = decide(&asked(&tools, vec![says(ADD)]), "m", None);
        assert_eq!(
            step,
            Step::Call { name: "createTodo".into(), arguments: r#"{"input":{"title":"buy tea qx"}}"#.into() }
        );
    }

    #[test]
    fn an_agent_without_the_tool_hands_over_once() {
        let tools = json!([{"type": "function", "name": "transfer_to_todo_agent", "parameters": {}}]);
        let step = decide(&asked(&tools, vec![says(ADD)]), "m", None);
        assert!(matches!(step, Step::Call { ref name, .. } if name == "transfer_to_todo_agent"), "{step:?}");
        let turns =
            vec![says(ADD), Turn::Calls { name: "transfer_to_todo_agent".into(), arguments: String::new() }];
        assert!(matches!(decide(&asked(&tools, turns), "m", None), Step::Say(_)));
    }

    #[test]
    fn without_tools_nothing_is_called() {
        assert!(matches!(decide(&asked(&json!([]), vec![says(ADD)]), "m", None), Step::Say(_)));
        assert!(matches!(decide(&Asked::default(), "m", None), Step::Say(_)));
    }
}
