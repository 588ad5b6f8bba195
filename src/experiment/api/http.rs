//! A client that shows everything it does: one connection per request, no redirect, no retry, no proxy, limits on
//! time and size, and a log of every exchange with the credentials masked.

use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use regex::Regex;
use reqwest::header::{HeaderMap, LOCATION};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;

use super::session::Session;
use crate::facts::observed::Call;

/// Longest wait for one answer; a chat turn asks a model several times.
const PATIENCE: Duration = Duration::from_secs(30);
/// More of a body than this is not read.
const BODY_LIMIT: usize = 4 << 20;
/// That much of a body is quoted.
const QUOTED: usize = 240;

/// What goes out with a request.
#[derive(Debug, Clone, Default)]
pub(crate) enum Payload {
    #[default]
    Nothing,
    Json(Value),
    Form(Vec<(String, String)>),
}

/// An answer, read to its end.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answer {
    pub(crate) call: Call,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn status(&self) -> u16 {
        self.call.status.unwrap_or(0)
    }

    pub(crate) fn ok(&self) -> bool {
        self.call.ok()
    }

    /// The body as JSON, `Null` where it is none.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }

    pub(crate) fn header(&self, name: &str) -> Option<String> {
        self.headers.get(name).and_then(|value| value.to_str().ok()).map(Into::into)
    }

    /// A page for people, such as the fallback of a single-page application, is no answer of an API.
    pub(crate) fn is_page(&self) -> bool {
        self.header("content-type").is_some_and(|kind| kind.contains("text/html"))
    }
}

/// Talks to one service.
#[derive(Debug)]
pub(crate) struct Http {
    client: Client,
    base: String,
    began: Instant,
    log: Mutex<Vec<Call>>,
}

/// A client that does what it is told and nothing besides.
///
/// # Errors
/// When it cannot be built, which is ours.
pub(crate) fn client() -> Result<Client, String> {
    // Which provider is installed first does not matter: there is one kind in this program.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .no_proxy()
        .retry(reqwest::retry::never())
        .redirect(reqwest::redirect::Policy::none())
        .pool_max_idle_per_host(0)
        .connect_timeout(Duration::from_secs(5))
        .timeout(PATIENCE)
        .build()
        .map_err(|error| format!("the HTTP client cannot be built: {error}"))
}

impl Http {
    /// A client for `base`, such as `http://172.18.0.3:8080`.
    ///
    /// # Errors
    /// When the client cannot be built, which is ours.
    pub(crate) fn new(base: &str) -> Result<Self, String> {
        let client = client()?;
        let base = base.trim_end_matches('/').to_owned();
        Ok(Self { client, base, began: Instant::now(), log: Mutex::default() })
    }

    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// Milliseconds since this client was made.
    pub(crate) fn at(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Everything asked so far.
    pub(crate) fn log(&self) -> Vec<Call> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) async fn get(&self, path: &str, session: &Session) -> Answer {
        self.send("GET", path, session, &Payload::Nothing).await
    }

    /// Sends a request; a redirect that only adds or removes a slash at the end is followed once.
    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        session: &Session,
        payload: &Payload,
    ) -> Answer {
        self.send_with(method, path, session, payload, &[]).await
    }

    /// Like [`Http::send`], with further headers.
    pub(crate) async fn send_with(
        &self,
        method: &str,
        path: &str,
        session: &Session,
        payload: &Payload,
        headers: &[(&str, &str)],
    ) -> Answer {
        let first = self.once(method, path, session, payload, headers).await;
        match slash_redirect(&first, path) {
            Some(moved) => self.once(method, &moved, session, payload, headers).await,
            None => first,
        }
    }

    async fn once(
        &self,
        method: &str,
        path: &str,
        session: &Session,
        payload: &Payload,
        headers: &[(&str, &str)],
    ) -> Answer {
        let at = self.at();
        let mut call =
            Call { at, method: method.into(), path: path.into(), by: session.by.clone(), ..Call::default() };
        let asked = Method::from_bytes(method.as_bytes()).unwrap_or(Method::GET);
        let mut request = session.sign(self.client.request(asked, format!("{}{path}", self.base)));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = match exchange(with_payload(request, payload)).await {
            Ok((status, headers, body)) => {
                call.status = Some(status);
                call.seen = quote(&body);
                Answer { call, headers, body }
            }
            Err(reason) => {
                call.seen = reason;
                Answer { call, ..Answer::default() }
            }
        };
        self.log.lock().unwrap_or_else(PoisonError::into_inner).push(answer.call.clone());
        answer
    }
}

fn with_payload(request: RequestBuilder, payload: &Payload) -> RequestBuilder {
    match payload {
        Payload::Nothing => request,
        Payload::Json(value) => request.json(value),
        Payload::Form(fields) => request.header("content-type", "application/x-www-form-urlencoded").body(
            fields
                .iter()
                .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
                .collect::<Vec<_>>()
                .join("&"),
        ),
    }
}

/// One path segment or form value, percent-encoded.
pub(crate) fn encode(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

async fn exchange(request: RequestBuilder) -> Result<(u16, HeaderMap, String), String> {
    let mut answer = request.send().await.map_err(|error| plain_error(&error))?;
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| plain_error(&error))? {
        body.extend_from_slice(&chunk);
        if body.len() > BODY_LIMIT {
            return Err(format!("the answer is longer than {BODY_LIMIT} bytes"));
        }
    }
    Ok((status, headers, String::from_utf8_lossy(&body).into_owned()))
}

/// The innermost reason; the outer ones repeat the address.
fn plain_error(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return format!("no answer within {} s", PATIENCE.as_secs());
    }
    let mut inner: &dyn std::error::Error = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    inner.to_string()
}

fn slash_redirect(answer: &Answer, path: &str) -> Option<String> {
    if !matches!(answer.status(), 301 | 302 | 307 | 308) {
        return None;
    }
    let to = answer.headers.get(LOCATION)?.to_str().ok()?;
    let to = match to.split_once("://") {
        Some((_, rest)) => format!("/{}", rest.split_once('/')?.1),
        None => to.to_owned(),
    };
    let bare = |path: &str| path.split('?').next().unwrap_or_default().trim_end_matches('/').to_owned();
    (to != path && bare(&to) == bare(path)).then_some(to)
}

/// The start of a text with whatever looks like a credential masked: kind, first two characters, length.
pub(crate) fn quote(text: &str) -> String {
    static SECRET: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let key = r#"(?i)("[a-z_-]*(?:token|password|secret|jwt|api_?key)[a-z_-]*"\s*:\s*")([^"]{6,})(")"#;
        Regex::new(key).ok()
    });
    static JWT: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(eyJ[A-Za-z0-9_-]{5,})\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+").ok());
    let start: String = text.chars().take(4 * QUOTED).collect();
    let mut masked = start.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(secret) = &*SECRET {
        let hide = |found: &regex::Captures<'_>| format!("{}{}{}", &found[1], mask(&found[2]), &found[3]);
        masked = secret.replace_all(&masked, hide).into_owned();
    }
    if let Some(jwt) = &*JWT {
        masked = jwt.replace_all(&masked, |found: &regex::Captures<'_>| mask(&found[0])).into_owned();
    }
    match masked.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", &masked[..end]),
        None => masked,
    }
}

/// First two characters and the length.
pub(crate) fn mask(secret: &str) -> String {
    format!("{}… ({} characters)", secret.chars().take(2).collect::<String>(), secret.chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_in_an_answer_is_never_quoted() {
        let body = r#"{"access_token": "abcdefghijklmnop", "x": "eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl"}"#;
        let quoted = quote(body);
        assert!(!quoted.contains("cdefghi") && !quoted.contains("c2lnbmF"), "{quoted}");
        assert!(quoted.contains("ab… (16 characters)"), "{quoted}");
    }

    #[test]
    fn only_a_slash_at_the_end_is_followed() {
        let mut answer = Answer { call: Call { status: Some(307), ..Call::default() }, ..Answer::default() };
        answer.headers.insert(LOCATION, "http://app/api/tasks/?x=1".parse().unwrap());
        assert_eq!(slash_redirect(&answer, "/api/tasks?x=1").as_deref(), Some("/api/tasks/?x=1"));
        answer.headers.insert(LOCATION, "/login".parse().unwrap());
        assert_eq!(slash_redirect(&answer, "/api/tasks"), None);
    }
}
