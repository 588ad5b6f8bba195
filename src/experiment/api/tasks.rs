//! Tasks of a stranger's application: made, read, changed, completed, deleted and listed.

use serde_json::{Value, json};

use super::http::{Answer, Payload, encode};
use super::routes::{Route, is_parameter, plain};
use super::schema::{instance, properties};
use super::session::Session;
use super::{Todo, scalar};
use crate::facts::observed::Call;

/// What came of one act.
#[derive(Debug, Clone, Default)]
pub(crate) struct Done {
    /// What was tried; the last one counts.
    pub(crate) calls: Vec<Call>,
    /// The task in the last answer.
    pub(crate) item: Option<Value>,
    /// The last answer's body.
    pub(crate) body: String,
}

impl Done {
    /// The last answer says that it was done.
    pub(crate) fn ok(&self) -> bool {
        self.calls.last().is_some_and(Call::ok)
    }

    /// The task's id, as it stands in a path.
    pub(crate) fn id(&self) -> Option<String> {
        self.item.as_ref().and_then(item_id)
    }
}

/// What is to be written into a task.
#[derive(Clone, Copy)]
enum Wish<'a> {
    /// This text as its title.
    Text(&'a str),
    /// That it is done.
    Completed,
}

const TITLES: &[&str] =
    &["title", "name", "task", "text", "content", "todo", "summary", "subject", "tasktitle", "description"];
const DONE: &[&str] =
    &["completed", "iscompleted", "complete", "done", "isdone", "finished", "iscomplete", "status", "state"];

impl Todo {
    /// Makes a task with this text.
    pub(crate) async fn create(&self, session: &Session, text: &str) -> Done {
        let body = |route: &Route| self.body(route, session, Wish::Text(text), None);
        let bodies: Vec<Payload> = self.routes.create.iter().map(body).collect();
        self.first("create", &self.routes.create, session, None, &bodies).await
    }

    /// Reads a task; where it has no route of its own, it is looked up in the list.
    pub(crate) async fn read(&self, session: &Session, id: &str) -> Done {
        let done = self.first("read", &self.routes.read, session, Some(id), &[]).await;
        if !self.routes.read.is_empty()
            && !matches!(done.calls.last().and_then(|call| call.status), Some(405))
        {
            return done;
        }
        let mut done = self.list(session).await;
        let items = list_items(&serde_json::from_str(&done.body).unwrap_or(Value::Null));
        done.item = items.into_iter().find(|item| item_id(item).as_deref() == Some(id));
        done
    }

    /// Gives a task another text.
    pub(crate) async fn update(
        &self,
        session: &Session,
        id: &str,
        text: &str,
        current: Option<&Value>,
    ) -> Done {
        let body = |route: &Route| self.body(route, session, Wish::Text(text), current);
        let bodies: Vec<Payload> = self.routes.update.iter().map(body).collect();
        self.first("update", &self.routes.update, session, Some(id), &bodies).await
    }

    /// Completes a task, by a route of its own or by changing the field.
    pub(crate) async fn complete(&self, session: &Session, id: &str, current: Option<&Value>) -> Done {
        let body = |route: &Route| self.body(route, session, Wish::Completed, current);
        let routes: Vec<Route> = self.routes.complete.iter().chain(&self.routes.update).cloned().collect();
        let bodies: Vec<Payload> = routes.iter().map(body).collect();
        self.first("complete", &routes, session, Some(id), &bodies).await
    }

    /// Deletes a task.
    pub(crate) async fn delete(&self, session: &Session, id: &str) -> Done {
        self.first("delete", &self.routes.delete, session, Some(id), &[]).await
    }

    /// Lists the user's tasks.
    pub(crate) async fn list(&self, session: &Session) -> Done {
        self.first("list", &self.routes.list, session, None, &[]).await
    }

    /// Tries the routes in their order, the one that worked before first, until one succeeds.
    async fn first(
        &self,
        act: &'static str,
        routes: &[Route],
        session: &Session,
        id: Option<&str>,
        bodies: &[Payload],
    ) -> Done {
        let mut done = Done::default();
        let mut best: Option<Answer> = None;
        let known = self.settled(act);
        let others = (0..routes.len()).filter(|at| Some(*at) != known);
        let order: Vec<usize> = known.into_iter().chain(others).collect();
        for at in order {
            let Some(route) = routes.get(at) else { continue };
            let payload = bodies.get(at).unwrap_or(&Payload::Nothing);
            let answer = self.ask(route, session, id, payload).await;
            done.calls.push(answer.call.clone());
            if answer.ok() && !answer.is_page() {
                self.settle(act, at);
                return done.with(&answer);
            }
            // Once a route is known to work, a refusal is an answer and not a wrong guess.
            let refused =
                known == Some(at) || best.as_ref().is_none_or(|best| matches!(best.status(), 0 | 404 | 405));
            if refused {
                best = Some(answer);
            }
            if known == Some(at) {
                break;
            }
        }
        let Some(best) = best else { return done };
        done.calls.retain(|call| *call != best.call);
        done.calls.push(best.call.clone());
        done.with(&best)
    }

    /// One request along a route, with its parameters filled in.
    pub(crate) async fn ask(
        &self,
        route: &Route,
        session: &Session,
        id: Option<&str>,
        payload: &Payload,
    ) -> Answer {
        self.ask_with(route, session, id, payload, (&[], "")).await
    }

    /// Like [`Todo::ask`], with a value for parameters of these names.
    pub(crate) async fn ask_with(
        &self,
        route: &Route,
        session: &Session,
        id: Option<&str>,
        payload: &Payload,
        words: (&[&str], &str),
    ) -> Answer {
        let user = session.user_id.as_deref().unwrap_or("me");
        let mut path = fill(&route.path, user, id);
        let mut headers = Vec::new();
        for (place, name, schema) in &route.required {
            let value = match words.0.contains(&plain(name).as_str()) {
                true => words.1.to_owned(),
                false if plain(name).contains("user") => user.to_owned(),
                false => scalar(&instance(schema, self.root(), &|_, _| None)),
            };
            if place == "query" {
                path = format!(
                    "{path}{}{}={}",
                    if path.contains('?') { '&' } else { '?' },
                    encode(name),
                    encode(&value)
                );
            } else if !name.eq_ignore_ascii_case("authorization") {
                headers.push((name.clone(), value));
            }
        }
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.http.send_with(&route.method, &path, session, payload, &headers).await
    }

    fn body(&self, route: &Route, session: &Session, wish: Wish<'_>, current: Option<&Value>) -> Payload {
        let Some(schema) = &route.body else {
            // A known route without a body takes none; a guess gets what most take.
            return if route.known {
                Payload::Nothing
            } else {
                Payload::Json(guess(wish, &route.method, current))
            };
        };
        let names = properties(schema, self.root());
        let pick = |wanted: &[&str]| {
            wanted
                .iter()
                .find_map(|wanted| names.iter().find(|(name, ..)| plain(name) == *wanted))
                .map(|(name, ..)| name.clone())
        };
        let (title, state) = (pick(TITLES), pick(DONE));
        let whole = route.method == "PUT";
        let choose = |name: &str, schema: &Value| match wish {
            Wish::Text(text) if Some(name) == title.as_deref() => Some(json!(text)),
            Wish::Completed if Some(name) == state.as_deref() => Some(completed(schema)),
            _ if plain(name) == "userid" => session.user_id.as_deref().map(|id| of_type(schema, id)),
            // PUT replaces: what is there stays. A part that is not named is not sent.
            _ if whole => current.and_then(|item| item.get(name)).filter(|value| !value.is_null()).cloned(),
            Wish::Text(_) | Wish::Completed => None,
        };
        let body = instance(schema, self.root(), &choose);
        if route.form { Payload::Form(fields(&body)) } else { Payload::Json(body) }
    }
}

impl Done {
    fn with(mut self, answer: &Answer) -> Self {
        self.item = find_item(&answer.json());
        self.body.clone_from(&answer.body);
        self
    }
}

fn guess(wish: Wish<'_>, method: &str, current: Option<&Value>) -> Value {
    let mut body =
        current.filter(|_| method == "PUT").and_then(Value::as_object).cloned().unwrap_or_default();
    match wish {
        Wish::Text(text) => body.insert("title".into(), json!(text)),
        Wish::Completed => body.insert("completed".into(), json!(true)),
    };
    Value::Object(body)
}

/// The value that says "done" for a field of this schema.
fn completed(schema: &Value) -> Value {
    let words = schema.get("enum").and_then(Value::as_array).into_iter().flatten();
    let done = |word: &&Value| {
        word.as_str().is_some_and(|word| {
            ["complet", "done", "finish", "closed"].iter().any(|part| word.to_lowercase().contains(part))
        })
    };
    match words.into_iter().find(done) {
        Some(word) => word.clone(),
        None if schema.get("type").and_then(Value::as_str) == Some("string") => json!("completed"),
        None => json!(true),
    }
}

fn of_type(schema: &Value, id: &str) -> Value {
    match schema.get("type").and_then(Value::as_str) {
        Some("integer") => id.parse::<i64>().map_or_else(|_| json!(id), |number| json!(number)),
        _ => json!(id),
    }
}

/// The fields of a form.
pub(crate) fn fields(body: &Value) -> Vec<(String, String)> {
    body.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), scalar(value))).collect()
}

/// A path with its parameters filled in: whatever is about a user gets the user's id, the others the item's.
pub(crate) fn fill(template: &str, user: &str, id: Option<&str>) -> String {
    template
        .split('/')
        .map(|segment| match segment {
            part if !is_parameter(part) => part.to_owned(),
            part if ["user", "owner", "account"].iter().any(|word| plain(part).contains(word)) => {
                encode_segment(user)
            }
            _ => encode_segment(id.unwrap_or("1")),
        })
        .collect::<Vec<_>>()
        .join("/")
}

/// Ids are letters, digits, `-`, `_`; those stay readable.
fn encode_segment(text: &str) -> String {
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)) {
        text.into()
    } else {
        encode(text)
    }
}

/// The id of a task in JSON.
pub(crate) fn item_id(item: &Value) -> Option<String> {
    ["id", "_id", "task_id", "todo_id", "taskId", "todoId", "uuid"].iter().find_map(|name| {
        match item.get(*name)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        }
    })
}

/// The task in an answer, also where it is wrapped.
fn find_item(answer: &Value) -> Option<Value> {
    if item_id(answer).is_some() {
        return Some(answer.clone());
    }
    let wrapped = ["task", "todo", "data", "item", "result"].iter().filter_map(|name| answer.get(*name));
    wrapped.into_iter().find_map(find_item)
}

/// The tasks in a list, also where it is wrapped.
pub(crate) fn list_items(answer: &Value) -> Vec<Value> {
    match answer {
        Value::Array(items) => items.clone(),
        Value::Object(object) => {
            object.values().map(list_items).find(|items| !items.is_empty()).unwrap_or_default()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_filled_with_the_user_and_the_item() {
        assert_eq!(fill("/api/{user_id}/tasks/{task_id}", "u 1", Some("7")), "/api/u%201/tasks/7");
        assert_eq!(fill("/tasks/:id", "u", Some("a-b")), "/tasks/a-b");
    }

    #[test]
    fn wrapped_answers_are_unwrapped() {
        assert_eq!(find_item(&json!({"data": {"task": {"id": 3}}})), Some(json!({"id": 3})));
        assert_eq!(list_items(&json!({"count": 1, "data": {"tasks": [{"id": 1}]}})).len(), 1);
    }

    #[test]
    fn done_is_said_in_the_words_of_the_schema() {
        assert_eq!(completed(&json!({"enum": ["pending", "COMPLETED"]})), json!("COMPLETED"));
        assert_eq!(completed(&json!({"type": "boolean"})), json!(true));
    }
}
