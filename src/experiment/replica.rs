//! What the container experiments have in common: a clock, a replica that is watched as it starts, and a user who
//! works with it.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::api::{Session, Todo};
use super::lab::{Application, Database, Lab, Running, Variation, application};
use crate::facts::checkout::layout::{Role, Service};
use crate::facts::observed::{Call, Spell};
use crate::verdict::Undecided;

/// Milliseconds since an experiment began.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock(Instant);

impl Clock {
    /// Starts now.
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// Milliseconds since then.
    pub(crate) fn ms(&self) -> u64 {
        u64::try_from(self.0.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// A container of its own, apart from the application.
#[derive(Debug)]
pub(crate) struct Replica {
    /// The container.
    pub(crate) container: Running,
    /// How it started.
    pub(crate) spell: Spell,
    /// Its address for clients, once it listens.
    pub(crate) base: Option<String>,
}

/// The services that are built and run, in the layout's order.
///
/// # Errors
/// Where the layout is not known.
pub(crate) fn services(lab: &Lab) -> Result<Vec<&Service>, Undecided> {
    let built = |service: &&Service| service.dockerfile.is_some() && service.role != Role::Database;
    Ok(lab.layout()?.services.iter().filter(built).collect())
}

/// A variation that joins the application with a database of its own.
pub(crate) fn beside(application: &Application, purpose: &str, database: &Database) -> Variation {
    Variation {
        purpose: purpose.into(),
        network: Some(application.bridge.clone()),
        database: Some(database.address.clone()),
        model: Some(format!("http://{}/v1", application.model.address())),
        backend: application.backend().ok().map(|backend| backend.inner.clone()),
        ..Variation::default()
    }
}

/// Starts a container and watches it until it listens or ends.
///
/// # Errors
/// Where its image does not build, or the engine does not start it.
pub(crate) async fn start(
    lab: &Lab,
    service: &str,
    variation: Variation,
    limit: Duration,
    clock: Clock,
) -> Result<Replica, Undecided> {
    let at = clock.ms();
    let container = lab.start(service, variation).await?;
    let listening = container.listening(limit).await;
    let mut spell = Spell { at, lasted_ms: clock.ms() - at, ..Spell::default() };
    let mut base = None;
    match listening {
        Ok(sockets) => {
            let port = application::main_port(lab, service, &sockets).await;
            base = Some(format!("http://{}", SocketAddr::new(container.address, port)));
            spell.listens = ports(&sockets);
        }
        Err(silent) => {
            spell.exit = silent.exit;
            spell.words = container.last_words().await;
        }
    }
    Ok(Replica { container, spell, base })
}

/// Each port once.
pub(crate) fn ports(sockets: &[SocketAddr]) -> Vec<u16> {
    let mut ports: Vec<u16> = sockets.iter().map(SocketAddr::port).collect();
    ports.sort_unstable();
    ports.dedup();
    ports
}

/// A user with a task.
#[derive(Debug, Default)]
pub(crate) struct Work {
    /// The user; none where nobody could sign in.
    pub(crate) session: Option<Session>,
    /// The requests; the last one counts.
    pub(crate) calls: Vec<Call>,
    /// The task's text.
    pub(crate) text: String,
    /// It was made, and stands in the list.
    pub(crate) done: bool,
}

/// Signs a user up, makes a task and lists it. Tries for a while, as a service that has just begun to listen may
/// still be setting up its database.
pub(crate) async fn work(todo: &Todo, nonce: &str) -> Work {
    let text = format!("water the {nonce}");
    let mut work = Work { text: text.clone(), ..Work::default() };
    for _ in 0..6 {
        if let Some(session) = todo.user("a user", nonce).await {
            work.session = Some(session);
            break;
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    let Some(session) = &work.session else {
        work.calls = todo.http().log().into_iter().rev().take(6).collect();
        work.calls.reverse();
        return work;
    };
    let made = todo.create(session, &text).await;
    let listed = todo.list(session).await;
    work.done = made.ok() && listed.ok() && listed.body.contains(&text);
    work.calls.extend(made.calls.last().cloned());
    work.calls.extend(listed.calls.last().cloned());
    work
}

/// Lists a user's tasks until that works; all requests that were made.
pub(crate) async fn until_listed(todo: &Todo, session: &Session, limit: Duration) -> (Vec<Call>, bool) {
    let mut calls = Vec::new();
    let began = Instant::now();
    while began.elapsed() < limit {
        let done = todo.list(session).await;
        let ok = done.ok();
        calls.extend(done.calls.last().cloned());
        if ok {
            return (calls, true);
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    (calls, false)
}

/// Waits until a service listens and, where it is given a database, holds a connection to it. Starts it again when
/// it ends and its deployment declares that.
pub(crate) async fn settle(
    container: &Running,
    database: Option<&Database>,
    restart: bool,
    clock: Clock,
) -> Spell {
    const MOST: u32 = 8;
    const SETTLE_MS: u64 = 45_000;
    let mut spell = Spell { at: clock.ms(), ..Spell::default() };
    while clock.ms() - spell.at < SETTLE_MS {
        spell.exit = container.ended(Duration::from_millis(10)).await;
        if spell.exit.is_some() {
            if !restart || spell.restarts >= MOST {
                break;
            }
            spell.restarts += 1;
            tokio::time::sleep(Duration::from_millis(500 << spell.restarts.min(4))).await;
            let _ = container.start().await;
            continue;
        }
        let open = container.sockets().await.unwrap_or_default();
        let open: Vec<_> = open.into_iter().filter(|socket| !socket.ip().is_loopback()).collect();
        spell.listens = ports(&open);
        if let Some(database) = database
            && let Ok(address) = container.current_address().await
        {
            spell.connections = database.connections_from(address).await.ok();
        }
        if !open.is_empty() && spell.connections != Some(0) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    spell.lasted_ms = clock.ms() - spell.at;
    spell.words =
        if spell.up() && !spell.listens.is_empty() { String::new() } else { container.last_words().await };
    spell
}
