//! Which route does what: by the `OpenAPI` document where there is one, else by the shapes that Todo services have.

use serde_json::Value;

use super::document::{Document, Operation};
use super::http::Http;
use super::schema::properties;
use super::session::Session;

/// One route.
#[derive(Debug, Clone, Default)]
pub(crate) struct Route {
    /// In capitals.
    pub(crate) method: String,
    /// Template, such as `/api/{user_id}/tasks/{id}`.
    pub(crate) path: String,
    /// Schema of the body, where the document has one.
    pub(crate) body: Option<Value>,
    /// The body is a form.
    pub(crate) form: bool,
    /// Query parameters and headers that must be there: place, name, schema.
    pub(crate) required: Vec<(String, String, Value)>,
    /// Stands in the document; otherwise it is a guess.
    pub(crate) known: bool,
}

/// The routes by what they do, the likeliest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Routes {
    pub(crate) document: Option<Document>,
    pub(crate) create: Vec<Route>,
    pub(crate) list: Vec<Route>,
    pub(crate) read: Vec<Route>,
    pub(crate) update: Vec<Route>,
    pub(crate) complete: Vec<Route>,
    pub(crate) delete: Vec<Route>,
    pub(crate) sign_up: Vec<Route>,
    pub(crate) sign_in: Vec<Route>,
    pub(crate) me: Vec<Route>,
    pub(crate) chat: Vec<Route>,
    pub(crate) conversation: Vec<Route>,
}

const NOUNS: &[&str] = &["task", "todo", "todoitem", "item"];
const DONE: &[&str] = &[
    "complete",
    "completed",
    "completion",
    "toggle",
    "togglecomplete",
    "done",
    "finish",
    "status",
    "check",
    "markcomplete",
];
const SIGN_UP: &[&str] = &["signup", "register", "registration", "createuser", "createaccount"];
const SIGN_IN: &[&str] = &["login", "signin", "token", "authenticate", "accesstoken", "jwt"];
const CONVERSATION: &[&str] = &["conversation", "conversations", "thread", "threads", "session", "sessions"];
const CHAT: &[&str] = &[
    "chat",
    "chatbot",
    "chats",
    "ask",
    "agent",
    "assistant",
    "messages",
    "message",
    "converse",
    "query",
    "chatkit",
];

impl Routes {
    /// Finds the routes of a service.
    pub(crate) async fn find(http: &Http) -> Self {
        let document = Document::find(http).await;
        let mut routes = document.as_ref().map(Self::of).unwrap_or_default();
        routes.document = document;
        routes.fill_in(http).await;
        routes
    }

    /// The routes that a document lists.
    pub(crate) fn of(document: &Document) -> Self {
        let mut routes = Self::default();
        for operation in &document.operations {
            routes.sort_in(operation, &document.root);
        }
        routes.create.sort_by_key(|route| u8::from(route.path.contains("item")));
        routes.sign_in.sort_by_key(|route| u8::from(plain(last(&route.path)) == "token"));
        routes
            .chat
            .sort_by_key(|route| (u8::from(route.path.contains("stream")), rank(CHAT, last(&route.path))));
        routes
    }

    fn sort_in(&mut self, operation: &Operation, root: &Value) {
        let segments: Vec<&str> = operation.path.split('/').filter(|part| !part.is_empty()).collect();
        let fixed: Vec<String> =
            segments.iter().filter(|part| !is_parameter(part)).map(|part| plain(part)).collect();
        let Some(word) = fixed.last().cloned() else { return };
        let (method, at_item) =
            (operation.method.as_str(), segments.last().is_some_and(|part| is_parameter(part)));
        let noun = |index: usize| fixed.iter().rev().nth(index).is_some_and(|part| is_noun(part));
        let slot = match (method, at_item) {
            ("POST", false) if is_noun(&word) => &mut self.create,
            ("POST", false) if is_verb(&word, &["create", "add", "new"]) && names_task(&word, noun(1)) => {
                &mut self.create
            }
            ("GET", false) if is_noun(&word) || noun(1) && matches!(word.as_str(), "list" | "all") => {
                &mut self.list
            }
            ("GET", true) if is_noun(&word) => &mut self.read,
            ("PUT" | "PATCH", true) if is_noun(&word) => &mut self.update,
            ("DELETE", true) if is_noun(&word) => &mut self.delete,
            (_, true) if noun(1) && word == "update" => &mut self.update,
            (_, true) if noun(1) && matches!(word.as_str(), "delete" | "remove") => &mut self.delete,
            ("POST" | "PUT" | "PATCH", _) if noun(1) && DONE.contains(&word.as_str()) => &mut self.complete,
            ("POST", false) if CONVERSATION.contains(&word.as_str()) && !says(operation, root) => {
                &mut self.conversation
            }
            ("POST", false) if SIGN_UP.contains(&word.as_str()) || is_accounts(&word, operation, root) => {
                &mut self.sign_up
            }
            ("POST", false) if fixed.len() > 1 && word == "email" && fixed[fixed.len() - 2] == "signup" => {
                &mut self.sign_up
            }
            ("POST", false) if fixed.len() > 1 && word == "email" && fixed[fixed.len() - 2] == "signin" => {
                &mut self.sign_in
            }
            ("POST", false) if SIGN_IN.contains(&word.as_str()) => &mut self.sign_in,
            ("GET", false) if matches!(word.as_str(), "me" | "whoami" | "profile" | "currentuser") => {
                &mut self.me
            }
            ("POST", _)
                if CHAT.contains(&word.as_str())
                    || (operation.words.contains("chat") || CONVERSATION.contains(&word.as_str()))
                        && says(operation, root) =>
            {
                &mut self.chat
            }
            _ => return,
        };
        slot.push(Route::from(operation));
    }

    /// Fills the gaps with what Todo services usually look like.
    async fn fill_in(&mut self, http: &Http) {
        if self.create.is_empty() && self.document.is_none() {
            for path in collections() {
                if exists(http, &path).await {
                    self.guess_around(&path);
                }
            }
        }
        if self.sign_up.is_empty() {
            self.sign_up = guesses(&[
                "/auth/sign-up/email",
                "/auth/signup",
                "/auth/register",
                "/signup",
                "/register",
                "/users",
            ]);
        }
        if self.sign_in.is_empty() {
            self.sign_in = guesses(&[
                "/auth/sign-in/email",
                "/auth/login",
                "/auth/signin",
                "/login",
                "/signin",
                "/token",
            ]);
        }
        if self.chat.is_empty() && self.document.is_none() {
            let paths = [
                "/api/chat",
                "/chat",
                "/api/{user_id}/chat",
                "/api/v1/chat",
                "/api/users/{user_id}/chat",
                "/api/chat/message",
                "/chatkit",
            ];
            self.chat = paths.iter().map(|path| Route::guess("POST", path)).collect();
        }
    }

    fn guess_around(&mut self, collection: &str) {
        let item = format!("{}/{{id}}", collection.trim_end_matches('/'));
        self.create.push(Route::guess("POST", collection));
        self.list.push(Route::guess("GET", collection));
        self.read.push(Route::guess("GET", &item));
        self.delete.push(Route::guess("DELETE", &item));
        self.update.extend([Route::guess("PUT", &item), Route::guess("PATCH", &item)]);
        for (method, word) in
            [("PATCH", "complete"), ("PATCH", "toggle"), ("POST", "complete"), ("PUT", "complete")]
        {
            self.complete.push(Route::guess(method, &format!("{item}/{word}")));
        }
    }

    /// The routes as `create: POST /tasks`.
    pub(crate) fn shown(&self) -> Vec<String> {
        let parts: [(&str, &[Route]); 9] = [
            ("create", &self.create),
            ("list", &self.list),
            ("read", &self.read),
            ("update", &self.update),
            ("complete", &self.complete),
            ("delete", &self.delete),
            ("sign up", &self.sign_up),
            ("sign in", &self.sign_in),
            ("chat", &self.chat),
        ];
        let line = |name: &str, route: &Route| {
            format!("{name}: {} {}{}", route.method, route.path, if route.known { "" } else { " (a guess)" })
        };
        parts.iter().flat_map(|(name, routes)| routes.iter().map(|route| line(name, route))).collect()
    }
}

impl Route {
    pub(crate) fn guess(method: &str, path: &str) -> Self {
        Self { method: method.into(), path: path.into(), ..Self::default() }
    }

    fn from(operation: &Operation) -> Self {
        let Operation { method, path, body, form, required, words: _ } = operation.clone();
        Self { method, path, body, form, required, known: true }
    }
}

/// Letters and digits only, in small letters: `sign-up` and `signUp` are the same word.
pub(crate) fn plain(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

pub(crate) fn is_parameter(segment: &str) -> bool {
    segment.starts_with('{') || segment.starts_with(':')
}

fn last(path: &str) -> &str {
    path.rsplit('/').find(|part| !part.is_empty() && !is_parameter(part)).unwrap_or("")
}

fn rank(words: &[&str], segment: &str) -> usize {
    words.iter().position(|word| *word == plain(segment)).unwrap_or(words.len())
}

fn is_noun(word: &str) -> bool {
    NOUNS.contains(&word) || word.strip_suffix('s').is_some_and(|one| NOUNS.contains(&one))
}

fn is_verb(word: &str, verbs: &[&str]) -> bool {
    verbs.iter().any(|verb| word.starts_with(verb))
}

fn names_task(word: &str, before: bool) -> bool {
    before || word.contains("task") || word.contains("todo")
}

fn is_accounts(word: &str, operation: &Operation, root: &Value) -> bool {
    let asks_password = || {
        let body = operation.body.as_ref();
        body.is_some_and(|body| properties(body, root).iter().any(|(name, ..)| plain(name) == "password"))
    };
    matches!(word, "users" | "user" | "accounts") && asks_password()
}

/// The body has a property that takes what a person says.
fn says(operation: &Operation, root: &Value) -> bool {
    let body = operation.body.as_ref();
    body.is_some_and(|body| {
        properties(body, root).iter().any(|(name, ..)| {
            matches!(
                plain(name).as_str(),
                "message" | "messages" | "content" | "prompt" | "query" | "text" | "input"
            )
        })
    })
}

fn guesses(tails: &[&str]) -> Vec<Route> {
    let prefixes = ["/api", "", "/api/v1"];
    tails
        .iter()
        .flat_map(|tail| prefixes.map(|prefix| Route::guess("POST", &format!("{prefix}{tail}"))))
        .collect()
}

fn collections() -> Vec<String> {
    let prefixes =
        ["/api", "", "/api/v1", "/v1", "/api/{user_id}", "/api/users/{user_id}", "/users/{user_id}"];
    ["tasks", "todos"].iter().flat_map(|noun| prefixes.map(|prefix| format!("{prefix}/{noun}"))).collect()
}

async fn exists(http: &Http, path: &str) -> bool {
    let answer = http.get(&path.replace("{user_id}", "1"), &Session::nobody()).await;
    matches!(answer.status(), 200..=299 | 400 | 401 | 403 | 405 | 422) && !answer.is_page()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn found(paths: &Value) -> Routes {
        Routes::of(&Document::read("/openapi.json", json!({"paths": paths})).unwrap())
    }

    #[test]
    fn the_usual_shapes_are_recognised() {
        let routes = found(&json!({
            "/api/{user_id}/tasks": {"get": {}, "post": {}},
            "/api/{user_id}/tasks/{task_id}": {"get": {}, "put": {}, "delete": {}},
            "/api/{user_id}/tasks/{task_id}/complete": {"patch": {}},
            "/api/{user_id}/chat": {"post": {}},
            "/api/{user_id}/conversations/{id}/messages": {"get": {}},
            "/auth/sign-up/email": {"post": {}}, "/auth/login": {"post": {}}}));
        assert_eq!(
            routes.shown().iter().map(|line| line.split(':').next().unwrap()).collect::<Vec<_>>(),
            ["create", "list", "read", "update", "complete", "delete", "sign up", "sign in", "chat"]
        );
    }

    #[test]
    fn verbs_in_paths_are_recognised_too() {
        let routes = found(&json!({
            "/todos/add": {"post": {}}, "/todos/all": {"get": {}}, "/todos/update/{id}": {"put": {}},
            "/todos/delete/{id}": {"delete": {}}, "/todos/{id}/toggle": {"post": {}}, "/create_task": {"post": {}}}));
        assert_eq!((routes.create.len(), routes.list.len(), routes.update.len()), (2, 1, 1));
        assert_eq!((routes.delete.len(), routes.complete.len()), (1, 1));
    }

    #[test]
    fn a_list_of_users_is_no_way_to_sign_up_without_a_password() {
        assert!(found(&json!({"/users": {"post": {}}})).sign_up.is_empty());
    }
}
