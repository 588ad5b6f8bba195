//! The endpoint itself.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::asked::{Asked, Turn};
use super::decide::{Step, decide};
use super::wire::{self, Wire};
use crate::facts::observed::ModelRequest;

/// More of a request is not read.
const BODY_LIMIT: usize = 8 << 20;
/// So many requests are kept.
const KEPT: usize = 10_000;
/// So much of each text is kept.
const TEXT: usize = 2000;

/// The endpoint; it closes when this is dropped.
#[derive(Debug)]
pub(crate) struct Model {
    address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    began: Instant,
    seed: String,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    requests: Vec<ModelRequest>,
    /// User ids by the text of the task that is to be added for them.
    users: BTreeMap<String, String>,
    /// Conversations that the endpoint keeps for its clients, by the id of the last answer.
    kept: BTreeMap<String, Vec<Turn>>,
}

impl Model {
    /// Opens the endpoint in plain HTTP.
    ///
    /// # Errors
    /// When the address cannot be used.
    pub(crate) async fn open(bind: SocketAddr, seed: &str) -> Result<Self, String> {
        let failed = |error: std::io::Error| format!("the model endpoint cannot listen on {bind}: {error}");
        let listener = TcpListener::bind(bind).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let shared = Arc::new(Shared { began: Instant::now(), seed: seed.into(), state: Mutex::default() });
        let task = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Ok(Self { address, shared, task })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many requests came so far; `since` takes it.
    pub(crate) fn count(&self) -> usize {
        self.shared.state().requests.len()
    }

    /// The requests that came after that many.
    pub(crate) fn since(&self, count: usize) -> Vec<ModelRequest> {
        self.shared.state().requests.iter().skip(count).cloned().collect()
    }

    /// Tells whose task it will be, for tools that ask for the user's id.
    pub(crate) fn expect(&self, text: &str, user: &str) {
        self.shared.state().users.insert(text.into(), user.into());
    }
}

impl Drop for Model {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Shared {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer to a question, recorded.
    fn answer(&self, mut seen: ModelRequest, body: &Value) -> Wire {
        let old = seen.path.ends_with("/chat/completions");
        let mut asked = if old { Asked::completions(body) } else { Asked::responses(body) };
        let mut state = self.state();
        if let Some(before) = asked.previous.as_ref().and_then(|id| state.kept.get(id)) {
            let mut turns = before.clone();
            turns.append(&mut asked.turns);
            asked.turns = turns;
        }
        let number = state.requests.len() + 1;
        let user = state
            .users
            .iter()
            .find(|(text, _)| asked.last_said().contains(text.as_str()))
            .map(|(_, user)| user.clone());
        let step = decide(&asked, &self.mark(number), user.as_deref());
        note(&mut seen, &asked, &step);
        if state.requests.len() < KEPT {
            state.requests.push(seen);
        }
        if !old && state.kept.len() < KEPT {
            let mut turns = asked.turns.clone();
            turns.push(match &step {
                Step::Call { name, arguments } => {
                    Turn::Calls { name: name.clone(), arguments: arguments.clone() }
                }
                Step::Say(text) => Turn::Says { role: "assistant".into(), text: text.clone() },
            });
            state.kept.insert(format!("resp_{number}"), turns);
        }
        drop(state);
        if old {
            wire::completions(&step, &asked.model, number, asked.stream, asked.usage)
        } else {
            wire::responses(&step, &asked.model, number, asked.stream)
        }
    }

    /// A word that no other answer holds, so that an answer of the application that holds it came from here.
    fn mark(&self, number: usize) -> String {
        use sha2::{Digest, Sha256};
        let hash = Sha256::digest(format!("{}/mark/{number}", self.seed).as_bytes());
        hash.iter().take(8).map(|byte| char::from(b'a' + byte % 26)).collect()
    }
}

fn note(seen: &mut ModelRequest, asked: &Asked, step: &Step) {
    let short = |text: &str| text.chars().take(TEXT).collect::<String>();
    seen.model.clone_from(&asked.model);
    seen.tools = asked.tools.iter().map(|tool| tool.name.clone()).collect();
    seen.hosted.clone_from(&asked.hosted);
    seen.instructions = short(&asked.instructions);
    for turn in &asked.turns {
        match turn {
            Turn::Says { role, text } if role == "user" => seen.said.push(short(text)),
            Turn::Says { text, .. } => seen.answered.push(short(text)),
            Turn::Calls { .. } | Turn::Returns { .. } => {}
        }
    }
    seen.returned = asked
        .since()
        .iter()
        .filter_map(|turn| match turn {
            Turn::Returns { output } => Some(short(output)),
            Turn::Says { .. } | Turn::Calls { .. } => None,
        })
        .collect();
    match step {
        Step::Call { name, arguments } => seen.call = Some(format!("{name} {arguments}")),
        Step::Say(text) => seen.text = Some(text.clone()),
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    loop {
        let Ok((stream, peer)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let service = service_fn(move |request| serve(request, peer, Arc::clone(&shared)));
            let http = hyper::server::conn::http1::Builder::new();
            // A client that breaks off is its own business.
            let _ = http.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn serve(
    request: Request<Incoming>,
    peer: SocketAddr,
    shared: Arc<Shared>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let header = |name: &str| {
        request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned()
    };
    let seen = ModelRequest {
        at: u64::try_from(shared.began.elapsed().as_millis()).unwrap_or(u64::MAX),
        path: request.uri().path().to_owned(),
        host: header("host"),
        from: peer.ip().to_string(),
        user_agent: header("user-agent"),
        authorized: !header("authorization").is_empty() || !header("x-goog-api-key").is_empty(),
        ..ModelRequest::default()
    };
    let path = seen.path.clone();
    let read = Limited::new(request.into_body(), BODY_LIMIT).collect().await;
    let body = read.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let body: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    if !path.ends_with("/chat/completions") && !path.ends_with("/responses") {
        return Ok(beside(&path, &body));
    }
    let (text, stream) = shared.answer(seen, &body).body();
    Ok(reply(200, if stream { "text/event-stream" } else { "application/json" }, text))
}

/// What else clients of a model ask for.
fn beside(path: &str, body: &Value) -> Response<Full<Bytes>> {
    let answer = match path.rsplit('/').next().unwrap_or("") {
        "models" => {
            json!({"object": "list", "data": [{"id": "gpt-4.1-mini", "object": "model", "owned_by": "conformance"}]})
        }
        "moderations" => {
            json!({"id": "modr-1", "model": "m", "results": [{"flagged": false, "categories": {}, "category_scores": {}}]})
        }
        "embeddings" => {
            let count = body.get("input").and_then(Value::as_array).map_or(1, Vec::len).min(256);
            let one = |at| json!({"object": "embedding", "index": at, "embedding": vec![0.01; 256]});
            json!({"object": "list", "model": "m", "data": (0..count).map(one).collect::<Vec<_>>(), "usage": {"prompt_tokens": 1, "total_tokens": 1}})
        }
        _ => {
            let error = json!({"error": {"message": format!("no such route: {path}"), "type": "invalid_request_error"}});
            return reply(404, "application/json", error.to_string());
        }
    };
    reply(200, "application/json", answer.to_string())
}

fn reply(status: u16, kind: &str, body: String) -> Response<Full<Bytes>> {
    let made =
        Response::builder().status(status).header("content-type", kind).body(Full::new(Bytes::from(body)));
    made.unwrap_or_default()
}
