//! The heart of the matter: what was acknowledged is there, whatever happens to the containers. Clients write with
//! texts that occur nowhere else while faults run; the rows at the end are compared with what each client was told.

mod backup;
mod client;
mod fault;
mod load;
mod migration;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures::FutureExt;
use serde_json::Value;

use super::Experiment;
use super::api::{Rows, Session, Todo, plain};
use super::lab::{Application, Database, Kind, Lab, Running, Variation, application};
use crate::facts::checkout::layout::Role;
use crate::facts::observed::state::{Durability, Operation, Shape};
use crate::verdict::Undecided;

pub(super) use backup::BACKUP;
pub(super) use load::{CROWD, LOAD};
pub(super) use migration::MIGRATION;

/// Replicas that the clients write through.
const REPLICAS: usize = 2;
/// Clients that write at once.
const CLIENTS: usize = 6;
/// Operations without an answer may still happen within this time.
const SETTLE: Duration = Duration::from_secs(3);
/// Rows beyond this number are not looked at.
const MOST_ROWS: i64 = 50_000;

/// Writes under faults.
pub(super) static DURABILITY: Experiment = Experiment {
    id: "durability",
    act: "clients write while containers, connections and the database fail",
    disturbs: true,
    run: |lab| {
        async move {
            let seen = durability(lab).await;
            lab.observe(|observed| observed.durability = seen.into());
        }
        .boxed()
    },
};

/// One replica, which comes back at another address after a fault.
struct Slot {
    container: Running,
    port: u16,
    todo: Mutex<Arc<Todo>>,
}

impl Slot {
    fn todo(&self) -> Arc<Todo> {
        Arc::clone(&self.todo.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Looks where the container is now.
    async fn follow(&self) -> Result<(), Undecided> {
        let address = self.container.current_address().await?;
        let moved = self.todo().at(&format!("http://{}", SocketAddr::new(address, self.port)));
        *self.todo.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(moved.map_err(Undecided::ours)?);
        Ok(())
    }
}

/// What clients and faults share.
struct Ground {
    database: Database,
    slots: Vec<Slot>,
    session: Session,
    /// How every text of this run begins.
    prefix: String,
    began: Instant,
    over: AtomicBool,
    items: AtomicU64,
    operations: Mutex<Vec<Operation>>,
}

impl Ground {
    fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    fn record(&self, operation: Operation) {
        self.operations.lock().unwrap_or_else(PoisonError::into_inner).push(operation);
    }

    /// A nonce for a new task: letters and digits of fixed length, so that it is found in any text.
    fn nonce(&self) -> String {
        format!("{}{:06}x", self.prefix, self.items.fetch_add(1, Ordering::Relaxed))
    }

    /// The nonce in a text.
    fn item_in<'a>(&self, text: &'a str) -> Option<&'a str> {
        let at = text.find(&self.prefix)?;
        text.get(at..at + self.prefix.len() + 7)
    }
}

async fn durability(lab: &Lab) -> Result<Durability, Undecided> {
    let application = lab.application().await?;
    lab.say("writing while faults run");
    let database = lab.database(Kind::Any, &application.bridge).await?;
    let slots = replicas(lab, &application, &database, REPLICAS).await?;
    let session = user(&slots[0].todo(), lab, "durability").await?;
    let prefix = format!("q{}", lab.random("durability prefix").chars().take(10).collect::<String>());
    let ground = Ground {
        database,
        slots,
        session,
        prefix,
        began: Instant::now(),
        over: AtomicBool::new(false),
        items: AtomicU64::new(0),
        operations: Mutex::default(),
    };
    let seen = ground.go().await;
    for slot in &ground.slots {
        let _ = slot.container.remove().await;
    }
    let _ = ground.database.container.remove().await;
    seen
}

/// Backends of our own on one database.
async fn replicas(
    lab: &Lab,
    application: &Application,
    database: &Database,
    number: usize,
) -> Result<Vec<Slot>, Undecided> {
    let service =
        lab.layout()?.of(Role::Backend).next().ok_or_else(|| Undecided::ours("there is no backend"))?;
    let known = application.todo().await?;
    let mut slots = Vec::new();
    for index in 0..number {
        let variation = Variation {
            purpose: format!("state-{index}"),
            network: Some(Arc::clone(&application.bridge)),
            database: Some(database.address.clone()),
            model: Some(format!("http://{}/v1", application.model.address())),
            ..Variation::default()
        };
        let member = application::member(lab, service, variation).await?;
        let port = member.base.rsplit(':').next().and_then(|port| port.parse().ok()).unwrap_or(80);
        let todo = Mutex::new(Arc::new(known.at(&member.base).map_err(Undecided::ours)?));
        slots.push(Slot { container: member.container, port, todo });
    }
    Ok(slots)
}

/// A signed-in user.
async fn user(todo: &Todo, lab: &Lab, purpose: &str) -> Result<Session, Undecided> {
    let nonce: String = lab.random(purpose).chars().take(12).collect();
    // a backend that listens may still wait for its database
    for _ in 0..20 {
        if let Some(session) = todo.user("user A", &nonce).await {
            return Ok(session);
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    Err(Undecided::Ours {
        why: "no way to sign in was found".into(),
        next: Some("name the routes for signing up and in in conformance.toml".into()),
    })
}

impl Ground {
    async fn go(&self) -> Result<Durability, Undecided> {
        let table = self.warm_up().await?;
        let clients = futures::future::join_all((0..CLIENTS).map(|client| client::work(self, client)));
        let faults = async {
            let faults = fault::all(self).await;
            self.over.store(true, Ordering::Relaxed);
            faults
        };
        let (_, faults) = futures::join!(clients, faults);
        tokio::time::sleep(SETTLE).await;
        let rows = self.rows(&table).await?;
        let mut operations =
            std::mem::take(&mut *self.operations.lock().unwrap_or_else(PoisonError::into_inner));
        operations.sort_by_key(|operation| operation.at);
        let replicas = u32::try_from(self.slots.len()).unwrap_or(u32::MAX);
        Ok(Durability { operations, faults, rows, replicas })
    }

    /// One task through all its operations, so that each route is known; gives the table that holds tasks.
    async fn warm_up(&self) -> Result<String, Undecided> {
        client::task(self, 0).await;
        let first = format!("{}000000x", self.prefix);
        let text = client::kept(self).await.unwrap_or(first);
        let rows = Rows::connect(&self.database.url()).await.map_err(Undecided::ours)?;
        let row = rows.task(&text).await.map_err(Undecided::ours)?;
        for slot in self.slots.iter().skip(1) {
            let known = self.slots[0].todo();
            let moved = known.at(slot.todo().http().base()).map_err(Undecided::ours)?;
            *slot.todo.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(moved);
        }
        row.map(|row| row.table).ok_or_else(|| {
            Undecided::ours("a task that was accepted stands in no table, so no write can be followed")
        })
    }

    /// Rows of the table that hold a nonce of this run; those marked as deleted are not there.
    async fn rows(&self, table: &str) -> Result<BTreeMap<String, Vec<Shape>>, Undecided> {
        let client = self.database.connect().await?;
        let name: Vec<String> =
            table.split('.').map(|part| format!("\"{}\"", part.replace('"', "\"\""))).collect();
        let query = format!(
            "SELECT to_jsonb(t)::text FROM {} t WHERE strpos(t::text, $1) > 0 LIMIT {MOST_ROWS}",
            name.join(".")
        );
        let found = client.query(&query, &[&self.prefix]).await;
        let found = found.map_err(|error| Undecided::ours(format!("the rows cannot be read: {error}")))?;
        let mut rows: BTreeMap<String, Vec<Shape>> = BTreeMap::new();
        for row in found {
            let json: String = row.try_get(0).unwrap_or_default();
            let Ok(value) = serde_json::from_str::<Value>(&json) else { continue };
            let Some(shape) = shape(&value, &self.prefix) else { continue };
            if let Some(item) = self.item_in(&shape.text) {
                rows.entry(item.to_string()).or_default().push(shape);
            }
        }
        Ok(rows)
    }
}

/// Names of the field that says whether a task is done.
const DONE: [&str; 8] =
    ["completed", "iscompleted", "complete", "done", "isdone", "finished", "iscomplete", "status"];

/// A task in an answer or a row: its text is what begins with the nonce. `None` where it is marked as deleted.
fn shape(value: &Value, prefix: &str) -> Option<Shape> {
    let fields = value.as_object()?;
    let said = |value: &Value| match value {
        Value::Bool(flag) => Some(*flag),
        Value::Number(number) => number.as_i64().map(|number| number != 0),
        Value::String(word) => {
            Some(["done", "completed", "complete", "finished", "true"].contains(&&*word.to_lowercase()))
        }
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    let gone = fields.iter().any(|(name, value)| {
        let name = plain(name);
        let set = !matches!(value, Value::Null | Value::Bool(false)) && value.as_i64() != Some(0);
        set && ["deletedat", "deleted", "isdeleted", "archivedat", "isarchived"].contains(&name.as_str())
    });
    if gone {
        return None;
    }
    let text = fields.values().filter_map(Value::as_str).find(|text| text.starts_with(prefix))?;
    let done = DONE.iter().find_map(|wanted| {
        fields.iter().find(|(name, _)| plain(name) == *wanted).and_then(|(_, value)| said(value))
    });
    Some(Shape { text: text.into(), done })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_are_read_from_rows_of_many_shapes() {
        let read = |json: &str| shape(&serde_json::from_str(json).unwrap(), "qab");
        assert_eq!(read(r#"{"id":1,"title":"qab1 v0","is_completed":true}"#).unwrap().done, Some(true));
        assert_eq!(read(r#"{"id":"x","text":"qab1 v0","status":"pending"}"#).unwrap().done, Some(false));
        assert_eq!(read(r#"{"id":1,"title":"qab1 v0"}"#).unwrap().done, None);
        assert_eq!(read(r#"{"title":"qab1 v0","deleted_at":"2026-01-01"}"#), None);
        assert_eq!(read(r#"{"title":"other"}"#), None);
    }

    /// Breaks the reference and finds every acknowledged write again.
    #[tokio::test(flavor = "multi_thread")]
    async fn the_reference_loses_no_acknowledged_write() {
        let Some(lab) = super::super::lab::live::lab("state").await else { return };
        for experiment in [&DURABILITY, &LOAD, &CROWD, &BACKUP, &MIGRATION] {
            (experiment.run)(&lab).await;
        }
        let seen = lab.observed();
        let swept = lab.close().await;
        if let Some(file) = std::env::var_os("CONFORMANCE_RECORD") {
            std::fs::write(file, serde_json::to_string_pretty(&seen).unwrap()).unwrap();
        }
        eprintln!("{:?}\n{:?}\n{:?}\n{:?}", seen.load, seen.crowd, seen.backup, seen.migration);
        let durability = seen.durability.known().unwrap();
        eprintln!("{} operations, faults {:?}", durability.operations.len(), durability.faults);
        assert_eq!(crate::facts::observed::state::anomalies(durability), []);
        assert!(durability.acknowledged() > 50 && durability.faults_seen().count() > 3);
        assert_eq!(swept.left, Vec::<String>::new());
    }
}
