//! Requests at a fixed rate, and rising numbers of clients.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use futures::FutureExt;
use futures::stream::{FuturesUnordered, StreamExt};
use hdrhistogram::Histogram;

use super::user;
use crate::experiment::Experiment;
use crate::experiment::api::{Session, Todo};
use crate::experiment::lab::{Database, Lab};
use crate::facts::checkout::document::Measure;
use crate::facts::observed::state::{Crowd, Latency, Load};
use crate::verdict::Undecided;

/// Requests per second where the submission states none.
const RATE: f64 = 20.0;
/// Requests per second at most, whatever is stated.
const FASTEST: f64 = 200.0;
/// How long the load lasts.
const SECONDS: f64 = 8.0;
/// Numbers of concurrent clients.
const CROWDS: [u32; 4] = [1, 8, 24, 64];
/// How long each of them is at work.
const CROWD_TIME: Duration = Duration::from_millis(1_500);

/// Requests at the rate of the budget.
pub(in crate::experiment) static LOAD: Experiment = Experiment {
    id: "load",
    act: "requests arrive at the rate of the budget",
    disturbs: true,
    run: |lab| {
        async move {
            let seen = load(lab).await;
            lab.observe(|observed| observed.load = seen.into());
        }
        .boxed()
    },
};

/// Rising numbers of clients.
pub(in crate::experiment) static CROWD: Experiment = Experiment {
    id: "crowd",
    act: "more and more clients read at once",
    disturbs: true,
    run: |lab| {
        async move {
            let seen = crowd(lab).await;
            lab.observe(|observed| observed.crowd = seen.into());
        }
        .boxed()
    },
};

/// The rate that the submission states for itself.
fn rate(lab: &Lab) -> f64 {
    let stated = lab.checkout().documents.known().and_then(|documents| {
        let rates = documents.budget.iter().filter(|budget| budget.measure == Measure::Throughput);
        rates
            .map(|budget| budget.limit)
            .fold(None, |most: Option<f64>, one| Some(most.map_or(one, |most| most.max(one))))
    });
    stated.unwrap_or(RATE).clamp(1.0, FASTEST)
}

async fn load(lab: &Lab) -> Result<Load, Undecided> {
    let application = lab.application().await?;
    let todo = application.todo().await?;
    let session = user(todo, lab, "load").await?;
    let rate = rate(lab);
    lab.say(&format!("{rate} requests per second"));
    for warm in 0..5 {
        todo.create(&session, &format!("warm {warm}")).await;
        todo.list(&session).await;
    }
    let busy = busy().await;
    let began = Instant::now();
    let mut running = FuturesUnordered::new();
    let (mut reads, mut writes) = (Series::new(), Series::new());
    let mut sent = 0_u32;
    while f64::from(sent) < rate * SECONDS {
        let due = began + Duration::from_secs_f64(f64::from(sent) / rate);
        tokio::select! {
            () = tokio::time::sleep_until(due.into()) => {
                running.push(request(todo, &session, sent, due));
                sent += 1;
            }
            Some((writes_it, took, ok)) = running.next(), if !running.is_empty() => {
                if writes_it { &mut writes } else { &mut reads }.add(took, ok);
            }
        }
    }
    while let Some((writes_it, took, ok)) = running.next().await {
        if writes_it { &mut writes } else { &mut reads }.add(took, ok);
    }
    let seconds = began.elapsed().as_secs_f64();
    let well = f64::from(reads.due + writes.due - reads.failed - writes.failed);
    Ok(Load { rate, seconds, achieved: well / seconds, busy, reads: reads.done(), writes: writes.done() })
}

/// The share of the processors in use, by whatever else runs, over half a second.
async fn busy() -> Option<f64> {
    let before = ticks()?;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let after = ticks()?;
    let (all, idle) = (after.0.checked_sub(before.0)?, after.1.checked_sub(before.1)?);
    let float = |ticks: u64| f64::from(u32::try_from(ticks).unwrap_or(u32::MAX));
    (all > 0).then(|| 1.0 - float(idle) / float(all))
}

/// All ticks of the processors, and those in which they were idle.
fn ticks() -> Option<(u64, u64)> {
    let text = std::fs::read_to_string("/proc/stat").ok()?;
    let ticks: Vec<u64> =
        text.lines().next()?.split_whitespace().skip(1).filter_map(|it| it.parse().ok()).collect();
    Some((ticks.iter().take(8).sum(), ticks.get(3)? + ticks.get(4)?))
}

/// Every fifth request writes. The time counts from the moment it was due, so that a stall is not hidden by
/// clients who wait for it.
async fn request(todo: &Todo, session: &Session, number: u32, due: Instant) -> (bool, Duration, bool) {
    let writes = number % 5 == 4;
    let done =
        if writes { todo.create(session, &format!("load {number}")).await } else { todo.list(session).await };
    (writes, due.elapsed(), done.ok())
}

struct Series {
    times: Option<Histogram<u64>>,
    due: u32,
    failed: u32,
}

impl Series {
    fn new() -> Self {
        Self { times: Histogram::new_with_bounds(1, 120_000_000, 3).ok(), due: 0, failed: 0 }
    }

    fn add(&mut self, took: Duration, ok: bool) {
        self.due += 1;
        self.failed += u32::from(!ok);
        if let Some(times) = &mut self.times {
            times.saturating_record(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
        }
    }

    fn done(&self) -> Latency {
        let at = |share: f64| {
            let micros = self.times.as_ref().map_or(0, |times| times.value_at_quantile(share));
            f64::from(u32::try_from(micros / 10).unwrap_or(u32::MAX)) / 100.0
        };
        Latency { due: self.due, failed: self.failed, p50: at(0.5), p95: at(0.95), p99: at(0.99) }
    }
}

async fn crowd(lab: &Lab) -> Result<Vec<Crowd>, Undecided> {
    let application = lab.application().await?;
    let todo = application.todo().await?;
    let session = user(todo, lab, "crowd").await?;
    lab.say("counting connections");
    let began = Instant::now();
    let mut seen = Vec::new();
    for clients in CROWDS {
        let at = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let before = opened(&application.database).await;
        let (over, answered) = (AtomicBool::new(false), AtomicU32::new(0));
        let work = futures::future::join_all((0..clients).map(|_| async {
            while !over.load(Ordering::Relaxed) {
                if todo.list(&session).await.ok() {
                    answered.fetch_add(1, Ordering::Relaxed);
                }
            }
        }));
        let count = async {
            let most = most_connections(&application.database, CROWD_TIME).await;
            over.store(true, Ordering::Relaxed);
            most
        };
        let (_, most) = futures::join!(work, count);
        // the server publishes its counters with a delay
        tokio::time::sleep(Duration::from_millis(1_200)).await;
        let after = opened(&application.database).await;
        let opened = before.zip(after).map(|(before, after)| u32::try_from(after - before).unwrap_or(0));
        // each of the two questions opened a connection of our own
        let opened = opened.map(|opened| opened.saturating_sub(2));
        seen.push(Crowd { at, clients, answered: answered.into_inner(), most: most?, opened });
    }
    Ok(seen)
}

/// Connections of the application that are open, at most, within a time.
async fn most_connections(database: &Database, time: Duration) -> Result<u32, Undecided> {
    let client = Arc::new(database.connect().await?);
    let began = Instant::now();
    let mut most = 0;
    while began.elapsed() < time {
        let query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
             AND application_name <> 'conformance' AND backend_type = 'client backend'";
        let row = client.query_one(query, &[]).await;
        let row = row.map_err(|error| Undecided::ours(format!("connections cannot be counted: {error}")))?;
        most = most.max(u32::try_from(row.get::<_, i64>(0)).unwrap_or(0));
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    Ok(most)
}

/// Connections that were ever opened; only newer servers count them.
async fn opened(database: &Database) -> Option<i64> {
    let client = database.connect().await.ok()?;
    let query = "SELECT sessions FROM pg_stat_database WHERE datname = current_database()";
    client.query_one(query, &[]).await.ok()?.try_get(0).ok()
}
