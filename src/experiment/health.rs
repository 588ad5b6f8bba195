//! Asks every health check while the harness knows the truth: all works, the database is gone, it is back, the
//! process is stopped.

use std::collections::BTreeSet;
use std::time::Duration;

use futures::FutureExt;
use regex::Regex;

use super::api::{Http, Session};
use super::lab::{Application, Database, Kind, Lab, Running};
use super::replica::{Clock, Replica, beside, services, start, work};
use super::{Experiment, Payload};
use crate::facts::checkout::layout::Role;
use crate::facts::observed::{Check, Health, HealthAnswer, HealthRoute, Truth};
use crate::verdict::Undecided;

pub(super) static EXPERIMENT: Experiment = Experiment {
    id: "health",
    act: "health checks are asked while all works, while the database is gone and while the process is stopped",
    disturbs: false,
    run: |lab| {
        async move {
            let seen = health(lab).await;
            lab.observe(|observed| observed.health = seen.into());
        }
        .boxed()
    },
};

/// Paths that are tried where nothing names one.
const PATHS: &[&str] = &[
    "/health",
    "/healthz",
    "/livez",
    "/readyz",
    "/live",
    "/ready",
    "/liveness",
    "/readiness",
    "/health/live",
    "/health/ready",
    "/health/liveness",
    "/health/readiness",
    "/healthcheck",
    "/api/health",
    "/api/healthz",
    "/api/ready",
    "/api/live",
    "/api/health/live",
    "/api/health/ready",
    "/api/v1/health",
    "/ping",
    "/status",
];

async fn health(lab: &Lab) -> Result<Vec<Health>, Undecided> {
    lab.images().await;
    let _turn = lab.turn().await?;
    let application = lab.application().await?;
    let mut seen = Vec::new();
    for service in services(lab)? {
        if !matches!(service.role, Role::Backend | Role::Frontend) {
            continue;
        }
        if application.members.iter().any(|member| member.container.service == service.name) {
            let backend = service.role == Role::Backend;
            seen.push(one(lab, &application, &service.name, backend).await?);
        }
    }
    Ok(seen)
}

async fn one(
    lab: &Lab,
    application: &Application,
    service: &str,
    backend: bool,
) -> Result<Health, Undecided> {
    let clock = Clock::start();
    let database = if backend {
        lab.database(Kind::Any, &application.bridge).await?
    } else {
        application.database.clone()
    };
    let mut variation = beside(application, "health", &database);
    if !backend {
        variation.database = None;
    }
    let Replica { container, base, .. } =
        start(lab, service, variation, Duration::from_secs(45), clock).await?;
    let mut seen = Health { service: service.into(), backend, ..Health::default() };
    let Some(base) = base else { return Ok(seen) };
    let patient = Patient::new(lab, container, &base, clock).await?;
    seen.command = patient.command.as_ref().map(|(words, _)| words.join(" "));
    if backend {
        // Until its database is set up, a service may rightly say that it is not ready.
        let todo = application.todo().await?.at(&base).map_err(Undecided::ours)?;
        let _ = work(&todo, &lab.random("health")[..12]).await;
    }
    let found = patient.find_routes(lab, &mut seen).await;
    patient.watch(&mut seen, &found, Truth::Works, Duration::from_secs(20), true).await?;
    if backend {
        patient.cut(&mut seen, &found, &database).await?;
    }
    patient.wedge(&mut seen, &found).await?;
    let _ = patient.container.remove().await;
    if backend {
        let _ = database.container.remove().await;
    }
    Ok(seen)
}

/// A service under examination.
struct Patient {
    container: Running,
    http: Http,
    command: Option<(Vec<String>, Duration)>,
    clock: Clock,
    nonce: String,
}

impl Patient {
    async fn new(lab: &Lab, container: Running, base: &str, clock: Clock) -> Result<Self, Undecided> {
        let command = container.health_check().await?;
        let http = Http::new(base).map_err(Undecided::ours)?;
        Ok(Self { container, http, command, clock, nonce: lab.random("no such page")[..12].to_owned() })
    }

    /// Routes that answer well while all works, and do not answer everything in the same way.
    async fn find_routes(&self, lab: &Lab, seen: &mut Health) -> Vec<String> {
        let mut paths: BTreeSet<String> = PATHS.iter().map(|&path| path.to_owned()).collect();
        if let Some((words, _)) = &self.command {
            paths.extend(paths_in(&words.join(" ")));
        }
        paths.extend(super::lab::application::probe_paths(lab));
        let nobody = Session::nobody();
        let anything = self.http.get(&format!("/{}", self.nonce), &nobody).await;
        let mut found = Vec::new();
        seen.tried = paths.len();
        for path in paths {
            let answer = self.http.send("GET", &path, &nobody, &Payload::Nothing).await;
            let same = anything.ok() && answer.body == anything.body;
            if answer.ok() && !same && !(answer.is_page() && anything.ok()) {
                found.push(path);
            }
        }
        seen.routes =
            found.iter().map(|path| HealthRoute { path: path.clone(), ..HealthRoute::default() }).collect();
        found
    }

    /// Asks everything once.
    async fn ask(&self, seen: &mut Health, found: &[String], truth: Truth) -> Result<(), Undecided> {
        let nobody = Session::nobody();
        for (index, path) in found.iter().enumerate() {
            let at = self.clock.ms();
            let answer = tokio::time::timeout(Duration::from_secs(6), self.http.get(path, &nobody)).await;
            let (status, body) = match answer {
                Ok(answer) => (answer.call.status, super::api::quote(&answer.body)),
                Err(_) => (None, "no answer within 6 s".to_owned()),
            };
            let answers = &mut seen.routes[index].answers;
            let body = body.chars().take(160).collect();
            remember(answers, HealthAnswer { at, truth, status, seen: body });
        }
        if let Some((words, limit)) = &self.command {
            let at = self.clock.ms();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let ran = self.container.exec(&words, *limit).await?;
            let output = self.container.mask(ran.output.trim()).chars().take(160).collect();
            let same = seen.checks.last().is_some_and(|last| last.truth == truth && last.code == ran.code);
            if !same {
                seen.checks.push(Check { at, truth, code: ran.code, output });
            }
        }
        Ok(())
    }

    /// Asks again and again until something (`any` is true) or everything has the wished colour, or time is up.
    async fn watch(
        &self,
        seen: &mut Health,
        found: &[String],
        truth: Truth,
        limit: Duration,
        green: bool,
    ) -> Result<(), Undecided> {
        let end = self.clock.ms() + u64::try_from(limit.as_millis()).unwrap_or(u64::MAX);
        loop {
            self.ask(seen, found, truth).await?;
            let routes = seen.routes.iter().filter_map(|route| route.green(truth));
            let colours: Vec<bool> = routes.chain(seen.content(truth)).collect();
            let done = if green { colours.iter().all(|colour| *colour) } else { colours.contains(&false) };
            if done || self.clock.ms() >= end {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    async fn cut(&self, seen: &mut Health, found: &[String], database: &Database) -> Result<(), Undecided> {
        database.container.pause().await?;
        let watched = self.watch(seen, found, Truth::DatabaseGone, Duration::from_secs(35), false).await;
        // Once more a little later: a liveness check with a grace of its own must have had the time to fail.
        tokio::time::sleep(Duration::from_secs(5)).await;
        let again = self.ask(seen, found, Truth::DatabaseGone).await;
        database.container.unpause().await?;
        watched.and(again)?;
        self.watch(seen, found, Truth::DatabaseBack, Duration::from_secs(45), true).await
    }

    /// Stops the service's own process and asks the image's check.
    async fn wedge(&self, seen: &mut Health, found: &[String]) -> Result<(), Undecided> {
        if self.command.is_none() {
            return Ok(());
        }
        self.container.kill("SIGSTOP").await?;
        let nobody = Session::nobody();
        let path = found.first().map_or("/", String::as_str);
        let answer = tokio::time::timeout(Duration::from_secs(3), self.http.get(path, &nobody)).await;
        let silent = answer.map_or(true, |answer| answer.call.status.is_none());
        seen.wedged = Some(silent);
        if silent {
            self.ask(seen, &[], Truth::Wedged).await?;
        }
        self.container.kill("SIGCONT").await
    }
}

/// Keeps an answer where it says something new about this truth.
fn remember(answers: &mut Vec<HealthAnswer>, answer: HealthAnswer) {
    let same = |last: &HealthAnswer| last.truth == answer.truth && last.status == answer.status;
    if !answers.last().is_some_and(same) {
        answers.push(answer);
    }
}

/// The paths that a check's command asks.
fn paths_in(command: &str) -> Vec<String> {
    let Ok(regex) = Regex::new(r#"(?:https?://[^/\s'"]+|[\s'"(=])(/[A-Za-z0-9_./-]*)"#) else {
        return Vec::new();
    };
    let word = Regex::new(r"(?i)health|ready|readi|live|status|ping");
    regex
        .captures_iter(command)
        .map(|found| found[1].to_owned())
        .filter(|path| word.as_ref().is_ok_and(|word| word.is_match(path)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_from_a_checks_command() {
        assert_eq!(paths_in("curl -f http://localhost:8000/api/health || exit 1"), ["/api/health"]);
        assert_eq!(paths_in("/usr/bin/python3 -m todo.probe /readyz"), ["/readyz"]);
        assert_eq!(paths_in("python -c \"urlopen('http://127.0.0.1/live')\""), ["/live"]);
        assert!(paths_in("exit 0").is_empty());
    }

    #[test]
    fn only_what_is_new_is_remembered() {
        let mut answers = Vec::new();
        for status in [Some(200), Some(200), None, Some(200)] {
            remember(&mut answers, HealthAnswer { status, ..HealthAnswer::default() });
        }
        assert_eq!(answers.len(), 3);
    }
}
