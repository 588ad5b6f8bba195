//! Chats with the application while the harness plays the model: who was asked, which tool was called, which row
//! appeared, and what of it the user was told.

use serde_json::{Value, json};

use super::api::{
    Answer, Payload, Route, Rows, Session, Target, Todo, instance, plain, properties, quote, uuid,
};
use super::model::Model;
use crate::facts::observed::{Chat, ChatTurn, ModelRequest};

const MESSAGE: &[&str] = &[
    "message",
    "content",
    "prompt",
    "query",
    "text",
    "input",
    "question",
    "usermessage",
    "msg",
    "userinput",
];
const CONVERSATION: &[&str] = &["conversationid", "threadid", "sessionid", "chatid", "conversation"];

/// One user's conversation in one application.
pub(crate) struct Conversation<'a> {
    pub(crate) todo: &'a Todo,
    pub(crate) rows: &'a Rows,
    pub(crate) model: &'a Model,
    pub(crate) session: &'a Session,
    pub(crate) target: &'a Target,
    /// Its id once the application has told it.
    pub(crate) id: Option<String>,
    /// The route that works, once it is known.
    pub(crate) route: Option<Route>,
}

impl<'a> Conversation<'a> {
    /// A conversation that has not begun.
    pub(crate) fn new(
        todo: &'a Todo,
        rows: &'a Rows,
        model: &'a Model,
        session: &'a Session,
        target: &'a Target,
    ) -> Self {
        Self { todo, rows, model, session, target, id: None, route: None }
    }

    /// The same conversation through another replica.
    pub(crate) fn through(&self, todo: &'a Todo) -> Self {
        Self { todo, id: self.id.clone(), route: self.route.clone(), ..*self }
    }

    /// Asks for a task to be added; `of` makes its text unlike any other of the run.
    ///
    /// # Errors
    /// When the database cannot be read, which is ours.
    pub(crate) async fn add_task(&mut self, at: &str, of: &str) -> Result<ChatTurn, String> {
        let word = self.target.nonce(&format!("word {of}"));
        let task = format!("buy apples {}", self.target.nonce(&format!("chat task {of}")));
        let user = self.session.user_id.clone().unwrap_or_default();
        self.model.expect(&task, &user);
        let said = format!("Please add \"{task}\" to my list of tasks. The reason is {word}.");
        let turn = ChatTurn { at: at.into(), said, word, task: Some(task), ..ChatTurn::default() };
        self.turn(turn).await
    }

    /// Says something that asks for nothing.
    ///
    /// # Errors
    /// As [`Conversation::add_task`].
    pub(crate) async fn remark(&mut self, at: &str, of: &str) -> Result<ChatTurn, String> {
        let word = self.target.nonce(&format!("word {of}"));
        let said = format!("Thank you. Keep {word} in mind.");
        self.turn(ChatTurn { at: at.into(), said, word, ..ChatTurn::default() }).await
    }

    async fn turn(&mut self, mut turn: ChatTurn) -> Result<ChatTurn, String> {
        let before = self.model.count();
        let answer = self.say(&turn.said).await;
        // At once: what is written after the answer must not pass for what was written before it.
        let kept = self.rows.with(&turn.word).await?;
        // Other experiments may ask the same model meanwhile: the turn's own requests hold its word.
        let own = |request: &ModelRequest| {
            let texts =
                request.said.iter().chain(&request.returned).chain(std::iter::once(&request.instructions));
            let holds = |word: &str| texts.clone().any(|text| text.contains(word));
            holds(&turn.word) || turn.task.as_deref().is_some_and(holds)
        };
        turn.requests = self.model.since(before).into_iter().filter(own).collect();
        let told = turn.requests.iter().rev().find_map(|request| request.text.clone());
        let mark =
            told.as_deref().and_then(|text| text.split([' ', '.']).nth(1)).unwrap_or_default().to_owned();
        // An agent that stops at the tool's output never lets the model speak: then the output itself is the answer.
        let said = if mark.is_empty() { turn.task.as_deref().unwrap_or_default() } else { &mark };
        turn.relayed = !said.is_empty() && answer.body.contains(said);
        if !mark.is_empty() {
            turn.kept_answer = tables(self.rows.with(&mark).await?.into_iter().map(|row| row.table));
        }
        turn.kept_question = tables(kept.into_iter().map(|row| row.table));
        if let Some(task) = &turn.task {
            turn.row = self.rows.task(task).await?;
        }
        self.id = conversation_id(&answer.body).or(self.id.take());
        turn.conversation.clone_from(&self.id);
        turn.call = answer.call;
        turn.call.seen = quote(&answer.body);
        Ok(turn)
    }

    /// Sends the message along the route that works; the last answer where none does.
    async fn say(&mut self, message: &str) -> Answer {
        let routes = self.route.clone().map_or_else(|| self.todo.routes().chat.clone(), |route| vec![route]);
        let mut last = Answer::default();
        for route in routes.iter().take(8) {
            let id = self.id_for(route).await;
            for payload in self.payloads(route, message) {
                let answer = self
                    .todo
                    .ask_with(route, self.session, id.as_deref(), &payload, (MESSAGE, message))
                    .await;
                let (done, absent) = (answer.ok() && !answer.is_page(), matches!(answer.status(), 404 | 405));
                if !absent || last.status() == 0 {
                    last = answer;
                }
                if done {
                    self.route = Some(route.clone());
                    return last;
                }
                if absent {
                    break;
                }
            }
        }
        last
    }

    /// The conversation's id for a route that has it in its path; one is begun where there is none yet.
    async fn id_for(&self, route: &Route) -> Option<String> {
        if self.id.is_some()
            || !route.path.split('/').any(|part| part.starts_with('{') && !plain(part).contains("user"))
        {
            return self.id.clone();
        }
        for begin in self.todo.routes().conversation.iter().take(2) {
            let choose = |name: &str, _: &Value| (plain(name) == "title").then(|| json!("a conversation"));
            let body =
                begin.body.as_ref().map_or(json!({}), |schema| instance(schema, self.todo.root(), &choose));
            let answer = self.todo.ask(begin, self.session, None, &Payload::Json(body)).await;
            let id = answer.json();
            let id = conversation_id(&answer.body)
                .or_else(|| id.get("id").filter(|id| !id.is_null()).map(super::api::scalar));
            if answer.ok() && id.is_some() {
                return id;
            }
        }
        Some(uuid(&self.target.nonce("conversation")))
    }

    fn payloads(&self, route: &Route, message: &str) -> Vec<Payload> {
        if route.path.contains("chatkit") {
            return vec![Payload::Json(self.chatkit(message))];
        }
        let messages = json!([{"role": "user", "content": message}]);
        let Some(schema) = &route.body else {
            if route.known && !route.required.is_empty() {
                return vec![Payload::Nothing];
            }
            let with_id = |mut body: Value| {
                if let Some(id) = &self.id {
                    body["conversation_id"] = json!(id);
                }
                Payload::Json(body)
            };
            return vec![
                with_id(json!({"message": message})),
                with_id(json!({"messages": messages})),
                with_id(json!({"content": message})),
            ];
        };
        let names = properties(schema, self.todo.root());
        let field =
            MESSAGE.iter().find(|wanted| names.iter().any(|(name, ..)| plain(name) == **wanted)).copied();
        let required = |wanted: &str| names.iter().any(|(name, _, needed)| *needed && plain(name) == wanted);
        let choose = |name: &str, schema: &Value| match plain(name).as_str() {
            found if Some(found) == field => Some(json!(message)),
            "messages" => Some(messages.clone()),
            "role" => Some(json!("user")),
            "userid" => self.session.user_id.as_deref().map(|id| of_type(schema, id)),
            found if CONVERSATION.contains(&found) => match &self.id {
                Some(id) => Some(of_type(schema, id)),
                None if required(found) && is_text(schema) => {
                    Some(json!(uuid(&self.target.nonce("conversation"))))
                }
                None => None,
            },
            _ => None,
        };
        let body = instance(schema, self.todo.root(), &choose);
        vec![if route.form { Payload::Form(super::api::fields(&body)) } else { Payload::Json(body) }]
    }

    /// What OpenAI's `ChatKit` sends.
    fn chatkit(&self, message: &str) -> Value {
        let input = json!({"content": [{"type": "input_text", "text": message}], "attachments": [],
            "quoted_text": null, "inference_options": {}});
        match &self.id {
            None => json!({"type": "threads.create", "params": {"input": input}, "metadata": {}}),
            Some(id) => {
                json!({"type": "threads.add_user_message", "params": {"thread_id": id, "input": input}, "metadata": {}})
            }
        }
    }
}

/// One conversation of two turns: a task is added, and something is remarked.
///
/// # Errors
/// What kept us from looking, where that is ours.
pub(crate) async fn act(target: &Target, model: &Model) -> Result<Chat, String> {
    let todo = Todo::open(target).await?;
    let rows = Rows::connect(&target.database).await?;
    let mut seen = Chat {
        routes: todo.routes().shown().into_iter().filter(|line| line.starts_with("chat")).collect(),
        ..Chat::default()
    };
    let user = todo.user("user A", &target.nonce("chat account")).await;
    if let Some(session) = user {
        seen.signed_in = true;
        let mut conversation = Conversation::new(&todo, &rows, model, &session, target);
        seen.turns.push(conversation.add_task("backend", "first").await?);
        seen.turns.push(conversation.remark("backend", "second").await?);
    }
    seen.attempts = todo.http().log();
    seen.model_variable = target
        .environment
        .iter()
        .find(|(_, value)| value.contains(&model.address().port().to_string()) && value.starts_with("http"))
        .map(|(name, _)| name.clone());
    Ok(seen)
}

fn tables(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = names.collect();
    names.sort();
    names.dedup();
    names
}

fn is_text(schema: &Value) -> bool {
    schema.get("type").is_none_or(|kind| kind == "string")
}

fn of_type(schema: &Value, id: &str) -> Value {
    let integer = schema.to_string().contains("\"integer\"");
    id.parse::<i64>().ok().filter(|_| integer).map_or_else(|| json!(id), |number| json!(number))
}

/// The conversation's id in an answer, also where it comes in pieces.
fn conversation_id(body: &str) -> Option<String> {
    let events = body.lines().filter_map(|line| line.strip_prefix("data:")).map(str::trim);
    std::iter::once(body)
        .chain(events)
        .filter_map(|text| serde_json::from_str::<Value>(text).ok())
        .find_map(|value| find_id(&value, 4))
}

fn find_id(value: &Value, depth: usize) -> Option<String> {
    let object = value.as_object().filter(|_| depth > 0)?;
    for (name, value) in object {
        let name = plain(name);
        if CONVERSATION.contains(&name.as_str()) && (value.is_string() || value.is_number()) {
            return Some(super::api::scalar(value));
        }
        if matches!(name.as_str(), "thread" | "conversation" | "session")
            && let Some(id) = value.get("id").filter(|id| id.is_string() || id.is_number())
        {
            return Some(super::api::scalar(id));
        }
    }
    object.values().find_map(|value| find_id(value, depth - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_is_found_in_whole_answers_and_in_pieces() {
        assert_eq!(conversation_id(r#"{"data": {"conversationId": 7}}"#).as_deref(), Some("7"));
        assert_eq!(
            conversation_id("data: {\"type\": \"thread.created\", \"thread\": {\"id\": \"t1\"}}\n\n")
                .as_deref(),
            Some("t1")
        );
        assert_eq!(conversation_id("plain text"), None);
    }

    /// Against a real application that asks the model at `APP_MODEL`: see the probe of the API.
    #[tokio::test]
    #[ignore = "needs a running application"]
    async fn a_running_application_is_chatted_with() {
        let read = |name: &str| std::env::var(name).unwrap_or_default();
        let target = Target {
            backend: read("APP_BASE"),
            database: read("APP_DATABASE"),
            environment: vec![("OPENAI_BASE_URL".into(), format!("http://{}/v1", read("APP_MODEL")))],
            seed: format!("{:?}", std::time::SystemTime::now()),
            ..Target::default()
        };
        let model = Model::open(read("APP_MODEL").parse().unwrap(), "seed").await.unwrap();
        let seen = act(&target, &model).await.unwrap();
        println!("{}", serde_json::to_string_pretty(&seen).unwrap());
        assert!(seen.turns[0].row.is_some() && seen.turns[0].relayed);
        assert!(seen.turns[1].remembers(&seen.turns[0]));
    }
}
