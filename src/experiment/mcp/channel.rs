//! Two ways for JSON-RPC to travel: streamable HTTP, and the older HTTP with server-sent events.

use std::time::Duration;

use reqwest::{Client, RequestBuilder, Response};
use serde_json::Value;
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::experiment::api::Session;

/// Longest wait for one message.
const PATIENCE: Duration = Duration::from_secs(10);
/// A message may be that long.
const LIMIT: usize = 4 << 20;

/// An open way to a server.
pub(crate) enum Channel {
    /// One POST per message.
    Streamable(Http),
    /// POST one way, events the other.
    Events { http: Http, incoming: mpsc::Receiver<Value> },
}

/// What every POST to a server has in common.
#[derive(Clone)]
pub(crate) struct Http {
    pub(crate) client: Client,
    /// Where messages go.
    pub(crate) url: String,
    /// Whose credential goes along.
    pub(crate) session: Session,
    /// A `Host` that the server accepts, where it is particular about it.
    pub(crate) host: Option<String>,
    /// The server's own session.
    pub(crate) id: Option<String>,
    /// The revision that was agreed on.
    pub(crate) revision: Option<String>,
}

/// An answer, or why there is none: status and the start of what came instead.
pub(crate) type Answer = Result<Value, (Option<u16>, String)>;

impl Channel {
    /// Sends a message; waits for its answer where it has an id.
    pub(crate) async fn send(&mut self, message: &Value) -> Answer {
        let id = message.get("id").cloned();
        match self {
            Self::Streamable(http) => http.exchange(message, id.as_ref()).await,
            Self::Events { http, incoming } => {
                let answer = http.post(message).await?;
                let status = answer.status().as_u16();
                if !(200..300).contains(&status) {
                    return Err((Some(status), start(answer).await));
                }
                wait(incoming, id.as_ref()).await
            }
        }
    }

    /// Tells the transport which revision was agreed on.
    pub(crate) fn agree(&mut self, revision: &str) {
        match self {
            Self::Streamable(http) | Self::Events { http, .. } => http.revision = Some(revision.into()),
        }
    }
}

impl Http {
    fn request(&self, message: &Value) -> RequestBuilder {
        let mut request = self
            .session
            .sign(self.client.post(&self.url))
            .header("accept", "application/json, text/event-stream")
            .header("content-type", "application/json");
        if let Some(host) = &self.host {
            request = request.header("host", host);
        }
        if let Some(id) = &self.id {
            request = request.header("mcp-session-id", id);
        }
        if let Some(revision) = &self.revision {
            request = request.header("mcp-protocol-version", revision);
            // Since 2026-07-28 routers may look at these in place of the body.
            for (header, pointer) in [("mcp-method", "/method"), ("mcp-name", "/params/name")] {
                if let Some(value) = message.pointer(pointer).and_then(Value::as_str) {
                    request = request.header(header, value);
                }
            }
        }
        request.body(message.to_string())
    }

    async fn post(&self, message: &Value) -> Result<Response, (Option<u16>, String)> {
        match timeout(PATIENCE, self.request(message).send()).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err((None, innermost(&error))),
            Err(_) => Err((None, format!("no answer within {} s", PATIENCE.as_secs()))),
        }
    }

    async fn exchange(&mut self, message: &Value, id: Option<&Value>) -> Answer {
        let answer = self.post(message).await?;
        let status = answer.status().as_u16();
        if let Some(session) = answer.headers().get("mcp-session-id").and_then(|value| value.to_str().ok()) {
            self.id = Some(session.into());
        }
        let events = is_events(&answer);
        if events && id.is_some() && (200..300).contains(&status) {
            let read = timeout(PATIENCE, first_event(answer, id)).await;
            let nothing = || (Some(status), "the stream held no answer to the request".to_owned());
            return read.ok().flatten().ok_or_else(nothing);
        }
        let text = start(answer).await;
        match serde_json::from_str::<Value>(&text) {
            // An error of JSON-RPC may come with any status.
            Ok(body) if body.get("jsonrpc").is_some() => Ok(body),
            Ok(_) | Err(_) if (200..300).contains(&status) && id.is_none() => Ok(Value::Null),
            Ok(_) | Err(_) => Err((Some(status), text.chars().take(300).collect())),
        }
    }

    /// Opens the older transport: the stream names the address for messages.
    pub(crate) async fn events(self) -> Result<Channel, (Option<u16>, String)> {
        let mut request = self.session.sign(self.client.get(&self.url)).header("accept", "text/event-stream");
        if let Some(host) = &self.host {
            request = request.header("host", host);
        }
        let answer = match timeout(PATIENCE, request.send()).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => return Err((None, innermost(&error))),
            Err(_) => return Err((None, "no answer".into())),
        };
        let status = answer.status().as_u16();
        if !is_events(&answer) || status != 200 {
            return Err((Some(status), "no stream of events".into()));
        }
        let (sender, incoming) = mpsc::channel(64);
        let (told, address) = tokio::sync::oneshot::channel();
        tokio::spawn(pump(answer, sender, told));
        let address = timeout(PATIENCE, address).await.ok().and_then(Result::ok);
        let Some(address) = address else { return Err((Some(status), "the stream names no address".into())) };
        let url = join(&self.url, &address);
        Ok(Channel::Events { http: Self { url, ..self }, incoming })
    }
}

fn is_events(answer: &Response) -> bool {
    let kind = answer.headers().get("content-type").and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/event-stream"))
}

/// The start of a body.
async fn start(mut answer: Response) -> String {
    let mut body = Vec::new();
    let read = async {
        while let Ok(Some(chunk)) = answer.chunk().await {
            body.extend_from_slice(&chunk);
            if body.len() > LIMIT {
                break;
            }
        }
    };
    let _ = timeout(PATIENCE, read).await;
    String::from_utf8_lossy(&body).into_owned()
}

/// The first event that answers the request; others, such as notifications, pass by.
async fn first_event(mut answer: Response, id: Option<&Value>) -> Option<Value> {
    let mut events = Events::default();
    while let Ok(Some(chunk)) = answer.chunk().await {
        for (_, data) in events.feed(&chunk) {
            if let Ok(message) = serde_json::from_str::<Value>(&data)
                && message.get("id") == id
            {
                return Some(message);
            }
        }
    }
    None
}

async fn pump(mut answer: Response, sender: mpsc::Sender<Value>, told: tokio::sync::oneshot::Sender<String>) {
    let (mut events, mut told) = (Events::default(), Some(told));
    while let Ok(Some(chunk)) = answer.chunk().await {
        for (name, data) in events.feed(&chunk) {
            if name == "endpoint" {
                if let Some(told) = told.take() {
                    let _ = told.send(data);
                }
            } else if let Ok(message) = serde_json::from_str(&data)
                && sender.send(message).await.is_err()
            {
                return;
            }
        }
    }
}

async fn wait(incoming: &mut mpsc::Receiver<Value>, id: Option<&Value>) -> Answer {
    let Some(id) = id else { return Ok(Value::Null) };
    let answer = timeout(PATIENCE, async {
        while let Some(message) = incoming.recv().await {
            if message.get("id") == Some(id) {
                return Some(message);
            }
        }
        None
    });
    match answer.await {
        Ok(Some(message)) => Ok(message),
        Ok(None) => Err((None, "the server closed the stream".into())),
        Err(_) => Err((None, format!("no answer within {} s", PATIENCE.as_secs()))),
    }
}

fn innermost(error: &reqwest::Error) -> String {
    let mut inner: &dyn std::error::Error = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    inner.to_string()
}

/// An address as a stream names it, seen from the stream's own.
fn join(base: &str, address: &str) -> String {
    let origin =
        base.find("://").and_then(|at| base[at + 3..].find('/').map(|slash| &base[..at + 3 + slash]));
    let path = match address.split_once("://") {
        // The server may know itself by another name.
        Some((_, rest)) => rest.find('/').map_or("/", |slash| &rest[slash..]),
        None => address,
    };
    format!("{}{}{path}", origin.unwrap_or(base), if path.starts_with('/') { "" } else { "/" })
}

/// Takes server-sent events apart.
#[derive(Default)]
pub(crate) struct Events {
    rest: Vec<u8>,
    name: String,
    data: String,
}

impl Events {
    /// The events that end in this piece: name and data.
    pub(crate) fn feed(&mut self, piece: &[u8]) -> Vec<(String, String)> {
        let mut done = Vec::new();
        self.rest.extend_from_slice(piece);
        if self.rest.len() > LIMIT {
            self.rest.clear();
        }
        while let Some(end) = self.rest.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.rest.drain(..=end).collect();
            let line = String::from_utf8_lossy(&line);
            let line = line.trim_end_matches(['\n', '\r']);
            if line.is_empty() {
                if !self.data.is_empty() {
                    done.push((std::mem::take(&mut self.name), std::mem::take(&mut self.data)));
                }
                self.name.clear();
            } else if let Some(name) = line.strip_prefix("event:") {
                name.trim().clone_into(&mut self.name);
            } else if let Some(data) = line.strip_prefix("data:") {
                if !self.data.is_empty() {
                    self.data.push('\n');
                }
                self.data.push_str(data.strip_prefix(' ').unwrap_or(data));
            }
        }
        done
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_address_is_read_from_the_origin_of_the_stream() {
        assert_eq!(join("http://10.0.0.1:80/sse", "/messages/?s=1"), "http://10.0.0.1:80/messages/?s=1");
        assert_eq!(join("http://10.0.0.1:80/sse", "http://localhost/m"), "http://10.0.0.1:80/m");
    }

    proptest! {
        #[test]
        fn events_are_the_same_however_they_are_cut(cut in 0usize..60) {
            let text = b"event: endpoint\r\ndata: /m\r\n\r\ndata: a\ndata: b\n\n: ping\n\n";
            let mut events = Events::default();
            let cut = cut.min(text.len());
            let mut seen = events.feed(&text[..cut]);
            seen.extend(events.feed(&text[cut..]));
            prop_assert_eq!(seen, vec![("endpoint".into(), "/m".into()), (String::new(), "a\nb".into())]);
        }

        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Events::default().feed(&bytes);
        }
    }
}
