//! The schedule of faults, from a single killed replica to a database that goes away.

use std::time::Duration;

use super::{Ground, Slot};
use crate::experiment::lab::limits;
use crate::facts::observed::state::Fault;

/// Quiet time before each fault, so that writes are under way.
const PAUSE: Duration = Duration::from_millis(2_500);
/// Quiet time after the last one, in which recovery shows.
const TAIL: Duration = Duration::from_secs(6);
/// A killed container must have ended within this time.
const END: Duration = Duration::from_secs(20);
/// How long the database stays away.
const AWAY: Duration = Duration::from_secs(2);

/// Runs all faults, one after another.
pub(super) async fn all(ground: &Ground) -> Vec<Fault> {
    let mut faults = Vec::new();
    let (first, last) = (&ground.slots[..1], &ground.slots[ground.slots.len() - 1..]);
    tokio::time::sleep(PAUSE).await;
    faults.push(killed(ground, first, "a replica is killed").await);
    tokio::time::sleep(PAUSE).await;
    faults.push(stopped(ground, last, "a replica is stopped").await);
    tokio::time::sleep(PAUSE).await;
    faults.push(cut_off(ground).await);
    tokio::time::sleep(PAUSE).await;
    faults.push(killed(ground, &ground.slots, "all replicas are killed at once").await);
    tokio::time::sleep(PAUSE).await;
    faults.push(database_away(ground).await);
    tokio::time::sleep(TAIL).await;
    faults
}

fn begin(ground: &Ground, what: &str) -> Fault {
    Fault { at: ground.now(), until: ground.now(), what: what.into(), seen: false }
}

async fn killed(ground: &Ground, slots: &[Slot], what: &str) -> Fault {
    let mut fault = begin(ground, what);
    let kills = slots.iter().map(|slot| slot.container.kill("SIGKILL"));
    let killed = futures::future::join_all(kills).await.iter().all(Result::is_ok);
    let ended = futures::future::join_all(slots.iter().map(|slot| slot.container.ended(END))).await;
    fault.seen = killed && ended.iter().all(Option::is_some);
    back(ground, slots, fault).await
}

async fn stopped(ground: &Ground, slots: &[Slot], what: &str) -> Fault {
    let mut fault = begin(ground, what);
    let stops = slots.iter().map(|slot| slot.container.stop(5));
    let stopped = futures::future::join_all(stops).await.iter().all(Result::is_ok);
    let ended = futures::future::join_all(slots.iter().map(|slot| slot.container.ended(END))).await;
    fault.seen = stopped && ended.iter().all(Option::is_some);
    back(ground, slots, fault).await
}

/// Starts what ended, and follows it to its new address.
async fn back(ground: &Ground, slots: &[Slot], mut fault: Fault) -> Fault {
    let again = slots.iter().map(|slot| async move {
        slot.container.start().await.ok()?;
        slot.container.listening(limits::START).await.ok()?;
        slot.follow().await.ok()
    });
    if futures::future::join_all(again).await.iter().any(Option::is_none) {
        fault.what.push_str(", and one did not come back");
    }
    fault.until = ground.now();
    fault
}

async fn cut_off(ground: &Ground) -> Fault {
    let mut fault = begin(ground, "all connections to the database are ended");
    fault.seen = ground.database.end_connections().await.is_ok_and(|ended| ended > 0);
    fault.until = ground.now();
    fault
}

async fn database_away(ground: &Ground) -> Fault {
    let mut fault = begin(ground, "the database is stopped and comes back");
    let container = &ground.database.container;
    let stopped = container.stop(10).await.is_ok();
    fault.seen = stopped && container.ended(END).await.is_some();
    tokio::time::sleep(AWAY).await;
    let _ = container.start().await;
    for _ in 0..60 {
        if ground.database.connect().await.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    fault.until = ground.now();
    fault
}
