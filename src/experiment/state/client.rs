//! A client: one task after another through all its operations, until the faults are over.

use std::time::Duration;

use serde_json::Value;

use super::{Ground, shape};
use crate::experiment::api::Done;
use crate::facts::observed::state::{Act, Operation, Outcome, Shape};

/// Time from the start of one task to the start of the next, whether or not answers came.
const PACE: Duration = Duration::from_millis(350);
/// Tasks per client at most.
const MOST_TASKS: usize = 400;

/// Writes until the faults are over.
pub(super) async fn work(ground: &Ground, client: usize) {
    let mut due = tokio::time::interval(PACE);
    due.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    for round in 0..MOST_TASKS {
        if ground.is_over() {
            return;
        }
        due.tick().await;
        task(ground, client + round).await;
    }
}

/// One task: made, read, changed, completed, read again, and every third one deleted. The first operation without
/// a clear answer ends it, for what comes after could not be judged.
pub(super) async fn task(ground: &Ground, turn: usize) {
    let item = ground.nonce();
    let text = format!("{item} v0");
    let Some(made) = operate(ground, turn, &item, Act::Create, &text, None, None).await else { return };
    let id =
        made.id().or_else(|| made.item.as_ref().and_then(|item| item.get("id").map(ToString::to_string)));
    let Some(id) = id else { return };
    let current = made.item.clone();
    let routes = ground.slots[turn % ground.slots.len()].todo().routes().clone();
    let changed = format!("{item} v1");
    let mut plan: Vec<(Act, &str)> = vec![(Act::Read, "")];
    if !routes.update.is_empty() {
        plan.push((Act::Update, &changed));
    }
    if !(routes.complete.is_empty() && routes.update.is_empty()) {
        plan.push((Act::Complete, ""));
    }
    plan.push((Act::Read, ""));
    if turn % 3 == 2 && !routes.delete.is_empty() {
        plan.push((Act::Delete, ""));
    }
    let mut now = current;
    for (step, (act, text)) in plan.into_iter().enumerate() {
        let done = operate(ground, turn + step, &item, act, text, Some(&id), now.as_ref()).await;
        let Some(done) = done else { return };
        now = done.item.or(now);
    }
}

/// One task that stays; its text.
pub(super) async fn kept(ground: &Ground) -> Option<String> {
    let item = ground.nonce();
    let text = format!("{item} v0");
    operate(ground, 0, &item, Act::Create, &text, None, None).await.map(|_| text)
}

/// One operation, recorded; `None` where its outcome is not a clear yes.
async fn operate(
    ground: &Ground,
    turn: usize,
    item: &str,
    act: Act,
    text: &str,
    id: Option<&str>,
    current: Option<&Value>,
) -> Option<Done> {
    let slot = &ground.slots[turn % ground.slots.len()];
    let (todo, session, id) = (slot.todo(), &ground.session, id.unwrap_or_default());
    let at = ground.now();
    let done = match act {
        Act::Create => todo.create(session, text).await,
        Act::Update => todo.update(session, id, text, current).await,
        Act::Complete => todo.complete(session, id, current).await,
        Act::Delete => todo.delete(session, id).await,
        Act::Read => todo.read(session, id).await,
    };
    let status = done.calls.last().and_then(|call| call.status);
    let outcome = outcome(act, status);
    let seen = (act == Act::Read && outcome == Outcome::Ok).then(|| seen(ground, &done)).flatten();
    ground.record(Operation {
        at,
        took: ground.now().saturating_sub(at),
        item: item.into(),
        act,
        text: text.into(),
        outcome,
        status,
        seen,
    });
    (outcome == Outcome::Ok).then_some(done)
}

/// What an answer tells the client. Only a refusal is a no; a server that fails may have written before.
fn outcome(act: Act, status: Option<u16>) -> Outcome {
    match status {
        Some(200..=299) => Outcome::Ok,
        // not there is an answer to a question; to an order it is a refusal
        Some(404 | 410) if act == Act::Read => Outcome::Ok,
        Some(400..=407 | 409..=499) => Outcome::Failed,
        Some(_) | None => Outcome::Unknown,
    }
}

/// The task in an answer, wherever in it the task stands.
fn seen(ground: &Ground, done: &Done) -> Option<Shape> {
    let whole = serde_json::from_str::<Value>(&done.body).ok();
    let nested = whole.as_ref().and_then(Value::as_object).into_iter().flat_map(|map| map.values());
    done.item.iter().chain(whole.iter()).chain(nested).find_map(|value| shape(value, &ground.prefix))
}
