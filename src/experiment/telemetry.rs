//! Sends requests with ids of its own through the application, then looks for them in logs and metrics.

use std::time::Duration;

use futures::FutureExt;
use serde_json::Value;

use super::Experiment;
use super::api::{Http, Payload, Session, Todo, fill};
use super::lab::application::Member;
use super::lab::{Application, Lab, Running};
use super::openmetrics::{self, Samples};
use super::replica::work;
use crate::facts::checkout::layout::Role;
use crate::facts::observed::{Found, Log, Metrics, Telemetry, Traced};
use crate::verdict::Undecided;

pub(super) static EXPERIMENT: Experiment = Experiment {
    id: "telemetry",
    act: "requests with an id are sent, and looked for in logs and metrics",
    disturbs: false,
    run: |lab| {
        async move {
            let seen = telemetry(lab).await;
            lab.observe(|observed| observed.telemetry = seen.into());
        }
        .boxed()
    },
};

async fn telemetry(lab: &Lab) -> Result<Telemetry, Undecided> {
    let application = lab.application().await?;
    let todo = application.todo().await?;
    let mut before = Vec::new();
    for member in &application.members {
        before.push((scrape(member).await?, member.container.logs().await.lines().count()));
    }
    let work = work(todo, &lab.random("telemetry")[..12]).await;
    let session = work.session.clone().unwrap_or_else(Session::nobody);
    let mut seen =
        Telemetry { traced: trace(lab, &application, todo, &session).await?, ..Telemetry::default() };
    // Logs may be written through a buffer.
    tokio::time::sleep(Duration::from_millis(1500)).await;
    for (member, (first, lines)) in application.members.iter().zip(before) {
        let text = member.container.logs().await;
        look(&mut seen.traced, &member.container, &text);
        let fresh: Vec<&str> = text.lines().skip(lines).filter(|line| !line.trim().is_empty()).collect();
        seen.logs.push(log(&member.container, &text, &fresh, &session));
        seen.metrics.push(metrics(member, first).await?);
    }
    Ok(seen)
}

/// Requests that carry an id: the list of tasks and a page that is not there, at the backend and through the
/// frontend.
async fn trace(
    lab: &Lab,
    application: &Application,
    todo: &Todo,
    session: &Session,
) -> Result<Vec<Traced>, Undecided> {
    let user = session.user_id.clone().unwrap_or_default();
    let list =
        todo.routes().list.first().map_or_else(|| "/".to_owned(), |route| fill(&route.path, &user, None));
    let mut traced = Vec::new();
    for member in
        application.members.iter().filter(|member| matches!(member.role, Role::Backend | Role::Frontend))
    {
        let http = Http::new(&member.base).map_err(Undecided::ours)?;
        for path in [list.as_str(), "/conformance-no-such-page"] {
            let id = lab.random(&format!("request {} {path}", member.base));
            let sent =
                format!("{}-{}-4{}-8{}-{}", &id[..8], &id[8..12], &id[13..16], &id[17..20], &id[20..32]);
            let parent = format!("00-{}-{}-01", &id[..32], &id[32..48]);
            let headers = [
                ("x-request-id", sent.as_str()),
                ("x-correlation-id", sent.as_str()),
                ("traceparent", parent.as_str()),
            ];
            let answer = http.send_with("GET", path, session, &Payload::Nothing, &headers).await;
            let answered = ["x-request-id", "x-correlation-id", "request-id", "x-trace-id"]
                .iter()
                .find_map(|name| answer.header(name));
            let call = crate::facts::observed::Call { seen: super::api::quote(&answer.body), ..answer.call };
            let asked = member.container.service.clone();
            traced.push(Traced { asked, call, sent, answered, found: Vec::new() });
        }
    }
    Ok(traced)
}

/// Notes the lines of one log that carry an id.
fn look(traced: &mut [Traced], container: &Running, text: &str) {
    for one in traced {
        let trace = one.sent.replace('-', "");
        let ids: Vec<&str> = [Some(one.sent.as_str()), one.answered.as_deref(), Some(trace.as_str())]
            .into_iter()
            .flatten()
            .filter(|id| id.len() >= 8)
            .collect();
        let line = text.lines().find(|line| ids.iter().any(|id| line.contains(id)));
        one.found.extend(
            line.map(|line| Found { service: container.service.clone(), line: cut(&container.mask(line)) }),
        );
    }
}

fn cut(line: &str) -> String {
    line.chars().take(300).collect()
}

/// What one log holds.
fn log(container: &Running, text: &str, fresh: &[&str], session: &Session) -> Log {
    let mut wanted = container.secrets();
    if let super::api::Credential::Bearer(token) = &session.credential {
        wanted.push(("the user's token".into(), token.clone()));
    }
    if let Some(password) = session.account.get("password") {
        wanted.push(("the user's password".into(), password.clone()));
    }
    let leaks = wanted.iter().filter_map(|(name, secret)| {
        let line = text.lines().find(|line| line.contains(secret.as_str()))?;
        let masked = line.replace(secret.as_str(), &super::api::mask(secret));
        Some(Found { service: name.clone(), line: cut(&container.mask(&masked)) })
    });
    let first = |good: bool| {
        fresh.iter().find(|line| is_structured(line) == good).map(|line| cut(&container.mask(line)))
    };
    Log {
        service: container.service.clone(),
        lines: fresh.len(),
        structured: fresh.iter().filter(|line| is_structured(line)).count(),
        plain: first(false),
        sample: first(true),
        secrets: leaks.collect(),
        looked_for: wanted.len(),
    }
}

/// One JSON object, or a row of at least three `name=value`.
fn is_structured(line: &str) -> bool {
    let line = line.trim();
    if line.starts_with('{') {
        return serde_json::from_str::<Value>(line).is_ok_and(|value| value.is_object());
    }
    let pair = |word: &&str| {
        word.split_once('=').is_some_and(|(name, value)| {
            !value.is_empty()
                && !name.is_empty()
                && name.chars().all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c))
        })
    };
    line.split_whitespace().filter(pair).count() >= 3
}

/// One reading of a service's metrics.
#[derive(Debug)]
struct Reading {
    path: Option<String>,
    media: String,
    tried: Vec<String>,
    samples: Result<Samples, String>,
}

async fn scrape(member: &Member) -> Result<Reading, Undecided> {
    const PATHS: &[&str] =
        &["/metrics", "/api/metrics", "/metrics/", "/actuator/prometheus", "/prometheus", "/nginx_status"];
    let mut reading = Reading {
        path: None,
        media: String::new(),
        tried: Vec::new(),
        samples: Err("nothing answered".into()),
    };
    for port in super::replica::ports(&member.listens) {
        let base = format!("http://{}", std::net::SocketAddr::new(member.container.address, port));
        let http = Http::new(&base).map_err(Undecided::ours)?;
        for path in PATHS {
            let answer = http.get(path, &Session::nobody()).await;
            reading.tried.push(format!(":{port}{path} {}", answer.status()));
            if answer.ok() && !answer.is_page() {
                reading.media = answer.header("content-type").unwrap_or_default();
                reading.samples = openmetrics::read(&answer.body, reading.media.contains("openmetrics"));
                reading.path = Some(format!(":{port}{path}"));
                return Ok(reading);
            }
        }
    }
    Ok(reading)
}

async fn metrics(member: &Member, first: Reading) -> Result<Metrics, Undecided> {
    const RESOURCES: &[&str] = &["memory", "cpu", "fds", "threads", "pool", "connections", "heap", "gc_"];
    let second = scrape(member).await?;
    let mut seen = Metrics {
        service: member.container.service.clone(),
        path: second.path,
        tried: second.tried,
        media: second.media,
        ..Metrics::default()
    };
    match (&first.samples, &second.samples) {
        (Ok(before), Ok(after)) => {
            seen.samples = after.len();
            seen.changed = openmetrics::changed(before, after).into_iter().take(60).collect();
            let about = |series: &&String| {
                let name = series.split('{').next().unwrap_or_default();
                RESOURCES.iter().any(|word| name.contains(word))
            };
            seen.resources = after.keys().filter(about).take(12).cloned().collect();
        }
        (Err(fault), _) | (_, Err(fault)) => seen.fault = seen.path.is_some().then(|| fault.clone()),
    }
    Ok(seen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_and_rows_of_pairs_are_structured_and_prose_is_not() {
        assert!(is_structured(r#"{"level": "INFO", "message": "x"}"#));
        assert!(is_structured("ts=2026-11-24 level=info msg=started"));
        assert!(!is_structured("INFO:     127.0.0.1:1234 - \"GET /a?b=c&d=e HTTP/1.1\" 200 OK"));
        assert!(!is_structured("{not json}"));
    }
}
