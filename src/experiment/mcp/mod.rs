//! Speaks the Model Context Protocol to whoever answers it: finds the server, agrees on a revision, lists the
//! tools, calls one, and holds every message against the schema of the revision.

mod channel;
mod schema;
mod talk;

pub(crate) use channel::{Channel, Http};
pub(crate) use talk::Talk;

use serde_json::Value;

use super::api::{Http as Client, Rows, Session, Target, client, quote};
use crate::facts::observed::{Call, Mcp, McpServer};

/// Where servers usually answer.
const PATHS: &[&str] = &[
    "/mcp",
    "/mcp/",
    "/api/mcp",
    "/api/mcp/",
    "/mcp/mcp",
    "/mcp-server/mcp",
    "/api/v1/mcp",
    "/v1/mcp",
    "/mcp/http",
];
/// Where the older transport usually answers.
const STREAMS: &[&str] = &["/sse", "/mcp/sse", "/api/sse", "/api/mcp/sse", "/mcp", "/mcp/"];

/// One container to be asked.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    /// The service.
    pub(crate) service: String,
    /// `http://address:port`, one for each socket that listens.
    pub(crate) bases: Vec<String>,
    /// Plays the backend's part.
    pub(crate) backend: bool,
}

/// Asks every container; `paths` are those that the sources name, `session` is a user of the application.
///
/// # Errors
/// What kept us from looking, where that is ours.
pub(crate) async fn act(
    asked: &[Asked],
    paths: &[String],
    session: &Session,
    rows: &Rows,
    target: &Target,
) -> Result<Mcp, String> {
    let mut seen = Mcp {
        looked_at: asked.iter().map(|asked| asked.service.clone()).collect(),
        backends: asked.iter().filter(|asked| asked.backend).map(|asked| asked.service.clone()).collect(),
        ..Mcp::default()
    };
    let clock = Client::new("http://localhost")?;
    for container in asked {
        for base in &container.bases {
            if let Some(mut server) =
                find(container, base, paths, session, target, &clock, &mut seen.attempts).await?
            {
                if let Some(called) = &server.called {
                    server.row = rows.task(&called.task).await?;
                }
                seen.servers.push(server);
                break;
            }
        }
    }
    Ok(seen)
}

async fn find(
    container: &Asked,
    base: &str,
    paths: &[String],
    session: &Session,
    target: &Target,
    clock: &Client,
    attempts: &mut Vec<Call>,
) -> Result<Option<McpServer>, String> {
    for (path, old) in places(paths) {
        for host in [None, Some(local_name(base))] {
            let http = Http {
                client: client()?,
                url: format!("{base}{path}"),
                session: session.clone(),
                host,
                id: None,
                revision: None,
            };
            let particular = http.host.is_some();
            let mut call = Call {
                at: clock.at(),
                method: if old { "GET" } else { "POST" }.into(),
                path: format!("{}{path}", container.service),
                by: session.by.clone(),
                ..Call::default()
            };
            let opened = if old { http.events().await } else { Ok(Channel::Streamable(http)) };
            let talked = match opened {
                Ok(channel) => Talk::hold(channel, session, target, clock).await,
                Err(refused) => Err(refused),
            };
            match talked {
                Ok(talk) => {
                    let transport = if old { "http+sse" } else { "streamable http" };
                    return Ok(Some(talk.server(&container.service, transport, path)));
                }
                Err((status, why)) => {
                    call.status = status;
                    call.seen = quote(&why);
                    attempts.push(call);
                    // A server that is particular about names says so with one of these.
                    let again =
                        matches!(status, Some(400 | 403 | 421)) && why.to_lowercase().contains("host");
                    if particular || !again {
                        break;
                    }
                }
            }
        }
    }
    Ok(None)
}

/// Every path to be tried, those that the sources name first, and whether by the older transport.
fn places(named: &[String]) -> Vec<(&str, bool)> {
    let named = named.iter().map(String::as_str);
    let new = named.clone().chain(PATHS.iter().copied()).map(|path| (path, false));
    let old = named.chain(STREAMS.iter().copied()).map(|path| (path, true));
    new.chain(old).collect()
}

fn local_name(base: &str) -> String {
    format!("localhost:{}", base.rsplit(':').next().unwrap_or("80").trim_matches('/'))
}

/// The paths that sources mount or route an MCP server at, as far as they say so in one line.
pub(crate) fn named_paths(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in source.lines().filter(|line| line.to_lowercase().contains("mcp") || line.contains("sse")) {
        for quote in ['"', '\''] {
            for part in line.split(quote).skip(1).step_by(2) {
                let path = part.starts_with('/') && part.len() < 60 && !part.contains([' ', '{', '*']);
                if path && !found.contains(&part.to_owned()) {
                    found.push(part.to_owned());
                }
            }
        }
    }
    found
}

/// A text in the JSON of a result, for people.
pub(crate) fn texts(result: &Value) -> String {
    let blocks = result.get("content").and_then(Value::as_array).into_iter().flatten();
    let texts: Vec<&str> = blocks.filter_map(|block| block.get("text").and_then(Value::as_str)).collect();
    quote(&texts.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::api::Todo;

    #[test]
    fn paths_are_read_from_the_sources() {
        let source = "app.mount(\"/tools\", mcp.streamable_http_app())\nx = '/other'\nRoute('/sse', endpoint=handle_sse)";
        assert_eq!(named_paths(source), ["/tools", "/sse"]);
    }

    /// Against a real application: see the probe of the API.
    #[tokio::test]
    #[ignore = "needs a running application"]
    async fn a_running_server_is_spoken_to() {
        let read = |name: &str| std::env::var(name).unwrap_or_default();
        let target = Target {
            backend: read("APP_BASE"),
            database: read("APP_DATABASE"),
            seed: format!("{:?}", std::time::SystemTime::now()),
            ..Target::default()
        };
        let todo = Todo::open(&target).await.unwrap();
        let session = todo.user("user A", &target.nonce("mcp")).await.unwrap();
        let rows = Rows::connect(&target.database).await.unwrap();
        let asked = [Asked { service: "backend".into(), bases: vec![target.backend.clone()], backend: true }];
        let seen = act(&asked, &[], &session, &rows, &target).await.unwrap();
        println!("{}", serde_json::to_string_pretty(&seen).unwrap());
        assert!(seen.servers[0].row.is_some());
    }
}
