//! Which outcomes a history of writes allows, and which of the rows at the end it does not explain.
//!
//! Each task is used by one client, one operation at a time, so a history falls apart into short ones, one per
//! task. An acknowledged operation happened before the next began; a refused one did not happen; one without an
//! answer may have happened at its time, at any later time, or not at all. What the task can be in the end is the
//! set of states that some such choice leads to. The tests compare it with one that tries every choice.

use std::collections::BTreeSet;

use super::{Act, Durability, Operation, Outcome, Shape};

/// What is wrong with a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wrong {
    /// An acknowledged write is not there.
    Lost,
    /// Something is there that nobody wrote, or that was refused.
    Invented,
    /// It is there more than once.
    Doubled,
    /// An answer was older than an acknowledged write.
    Stale,
}

/// One task that the history does not explain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anomaly {
    /// What is wrong.
    pub wrong: Wrong,
    /// The task's nonce.
    pub item: String,
    /// When the operation that matters was invoked.
    pub at: u64,
    /// What was acknowledged and what was seen.
    pub says: String,
}

/// A task that is there, with its text and whether it is done; or none.
type State = Option<(String, bool)>;

/// Operations without an answer beyond this number per task are taken together: they may all go either way.
const MOST_UNKNOWN: usize = 12;

/// Everything that the history does not explain, in the order of the tasks.
#[must_use]
pub fn anomalies(seen: &Durability) -> Vec<Anomaly> {
    let mut found = Vec::new();
    for item in seen.items() {
        let history: Vec<&Operation> = seen.operations.iter().filter(|it| it.item == item).collect();
        let rows = seen.rows.get(item).map_or(&[][..], Vec::as_slice);
        found.extend(of_item(item, &history, rows));
    }
    let attempted = seen.items();
    for (item, rows) in
        seen.rows.iter().filter(|(item, rows)| !attempted.contains(item.as_str()) && !rows.is_empty())
    {
        found.push(Anomaly {
            wrong: Wrong::Invented,
            item: item.clone(),
            at: 0,
            says: format!("nobody wrote {:?}", rows[0].text),
        });
    }
    found
}

fn of_item(item: &str, history: &[&Operation], rows: &[Shape]) -> Vec<Anomaly> {
    let anomaly = |wrong, at, says| Anomaly { wrong, item: item.into(), at, says };
    let mut found = Vec::new();
    if rows.len() > 1 {
        found.push(anomaly(Wrong::Doubled, first(history), format!("{} rows hold it", rows.len())));
    }
    for (upto, read) in
        history.iter().enumerate().filter(|(_, it)| it.act == Act::Read && it.outcome == Outcome::Ok)
    {
        let possible = states(&history[..upto]);
        if !possible.iter().any(|state| matches(state, read.seen.as_ref())) {
            let says = format!("read {} after {}", shown(read.seen.as_ref()), last_word(&history[..upto]));
            found.push(anomaly(Wrong::Stale, read.at, says));
        }
    }
    let possible = states(history);
    let last =
        rows.iter().find(|row| possible.iter().any(|state| matches(state, Some(row)))).or(rows.first());
    if !possible.iter().any(|state| matches(state, last)) {
        let wrong = if is_invented(history, last) { Wrong::Invented } else { Wrong::Lost };
        let says = format!("the row is {} after {}", shown(last), last_word(history));
        found.push(anomaly(wrong, decisive(history), says));
    }
    found
}

/// Whether what is there was never written: its text was never attempted, or only refused.
fn is_invented(history: &[&Operation], row: Option<&Shape>) -> bool {
    let Some(row) = row else { return false };
    let open =
        |it: &&&Operation| it.outcome != Outcome::Failed && matches!(it.act, Act::Create | Act::Update);
    let texts: Vec<&str> = history.iter().filter(open).map(|it| it.text.as_str()).collect();
    let completes = |it: &&Operation| it.act == Act::Complete && it.outcome != Outcome::Failed;
    !texts.contains(&row.text.as_str()) || (row.done == Some(true) && !history.iter().any(completes))
}

/// All states that some choice about the unknown leads to.
fn states(history: &[&Operation]) -> BTreeSet<State> {
    // pairs of a state and the unknown operations that may still happen
    let mut now: BTreeSet<(State, Vec<usize>)> = [(None, Vec::new())].into();
    for (index, operation) in history.iter().enumerate() {
        if operation.act == Act::Read || operation.outcome == Outcome::Failed {
            continue;
        }
        let mut next = BTreeSet::new();
        for (state, pending) in now {
            if operation.outcome == Outcome::Ok {
                next.insert((apply(&state, operation), pending));
            } else {
                let mut pending = pending;
                if pending.len() < MOST_UNKNOWN {
                    pending.push(index);
                }
                next.insert((state, pending));
            }
        }
        now = late(next, history);
    }
    now.into_iter().map(|(state, _)| state).collect()
}

/// Adds what follows where pending operations happen now, in any order.
fn late(mut now: BTreeSet<(State, Vec<usize>)>, history: &[&Operation]) -> BTreeSet<(State, Vec<usize>)> {
    let mut queue: Vec<(State, Vec<usize>)> = now.iter().cloned().collect();
    while let Some((state, pending)) = queue.pop() {
        for at in 0..pending.len() {
            let mut rest = pending.clone();
            let index = rest.remove(at);
            let then = (apply(&state, history[index]), rest);
            if now.insert(then.clone()) {
                queue.push(then);
            }
        }
    }
    now
}

/// What an operation makes of a state. What needs a task does nothing without one.
fn apply(state: &State, operation: &Operation) -> State {
    match (operation.act, state) {
        (Act::Create, _) => Some((operation.text.clone(), false)),
        (Act::Update, Some((_, done))) => Some((operation.text.clone(), *done)),
        (Act::Complete, Some((text, _))) => Some((text.clone(), true)),
        (Act::Read, state) => state.clone(),
        (Act::Delete, _) | (Act::Update | Act::Complete, None) => None,
    }
}

fn matches(state: &State, seen: Option<&Shape>) -> bool {
    match (state, seen) {
        (None, None) => true,
        (Some((text, done)), Some(shape)) => {
            *text == shape.text && shape.done.is_none_or(|seen| seen == *done)
        }
        (None, Some(_)) | (Some(_), None) => false,
    }
}

fn first(history: &[&Operation]) -> u64 {
    history.first().map_or(0, |it| it.at)
}

/// When the last acknowledged write was invoked.
fn decisive(history: &[&Operation]) -> u64 {
    acknowledged(history).map_or_else(|| first(history), |it| it.at)
}

fn acknowledged<'a>(history: &[&'a Operation]) -> Option<&'a Operation> {
    history.iter().rev().find(|it| it.act != Act::Read && it.outcome == Outcome::Ok).copied()
}

fn last_word(history: &[&Operation]) -> String {
    acknowledged(history).map_or_else(
        || "no acknowledged write".into(),
        |it| format!("{:?} {:?} was acknowledged", it.act, it.text).to_lowercase(),
    )
}

fn shown(shape: Option<&Shape>) -> String {
    shape.map_or_else(
        || "not there".into(),
        |shape| format!("{:?}{}", shape.text, if shape.done == Some(true) { ", done" } else { "" }),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn operation(at: u64, act: Act, text: &str, outcome: Outcome) -> Operation {
        Operation { at, took: 1, item: "n".into(), act, text: text.into(), outcome, status: None, seen: None }
    }

    /// Every choice, one after another: which unknown operations happen, and after which later operation.
    fn oracle(history: &[&Operation]) -> BTreeSet<State> {
        fn go(
            at: usize,
            state: State,
            pending: &[usize],
            history: &[&Operation],
            found: &mut BTreeSet<State>,
        ) {
            for (index, one) in pending.iter().enumerate() {
                let rest: Vec<usize> = pending
                    .iter()
                    .copied()
                    .enumerate()
                    .filter(|(i, _)| *i != index)
                    .map(|(_, it)| it)
                    .collect();
                go(at, apply(&state, history[*one]), &rest, history, found);
            }
            let Some(operation) = history.get(at) else {
                found.insert(state);
                return;
            };
            match (operation.act, operation.outcome) {
                (Act::Read, _) | (_, Outcome::Failed) => go(at + 1, state, pending, history, found),
                (_, Outcome::Ok) => go(at + 1, apply(&state, operation), pending, history, found),
                (_, Outcome::Unknown) => {
                    let mut more = pending.to_vec();
                    more.push(at);
                    go(at + 1, state, &more, history, found);
                }
            }
        }
        let mut found = BTreeSet::new();
        go(0, None, &[], history, &mut found);
        found
    }

    fn any_operation() -> impl Strategy<Value = Operation> {
        let act = prop_oneof![Just(Act::Create), Just(Act::Update), Just(Act::Complete), Just(Act::Delete)];
        let outcome =
            prop_oneof![3 => Just(Outcome::Ok), 1 => Just(Outcome::Failed), 2 => Just(Outcome::Unknown)];
        (act, "[ab]", outcome).prop_map(|(act, text, outcome)| operation(0, act, &text, outcome))
    }

    fn run(operations: Vec<Operation>, rows: &[(&str, bool)]) -> Vec<Wrong> {
        let rows =
            rows.iter().map(|(text, done)| Shape { text: (*text).into(), done: Some(*done) }).collect();
        let seen = Durability { operations, rows: [("n".to_string(), rows)].into(), ..Durability::default() };
        anomalies(&seen).into_iter().map(|anomaly| anomaly.wrong).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]
        #[test]
        fn the_states_are_those_that_trying_every_choice_gives(history in proptest::collection::vec(any_operation(), 0..6)) {
            let history: Vec<&Operation> = history.iter().collect();
            prop_assert_eq!(states(&history), oracle(&history));
        }

        #[test]
        fn a_row_that_some_choice_explains_is_never_accused(history in proptest::collection::vec(any_operation(), 1..6), pick in 0_usize..64) {
            let refs: Vec<&Operation> = history.iter().collect();
            let possible: Vec<State> = oracle(&refs).into_iter().collect();
            let state = possible[pick % possible.len()].clone();
            let rows: Vec<(&str, bool)> = state.iter().map(|(text, done)| (text.as_str(), *done)).collect();
            prop_assert_eq!(run(history.clone(), &rows), Vec::<Wrong>::new());
        }

        #[test]
        fn a_row_that_no_choice_explains_is_always_accused(history in proptest::collection::vec(any_operation(), 1..6), text in "[abc]", done: bool) {
            let refs: Vec<&Operation> = history.iter().collect();
            let explained = oracle(&refs).contains(&Some((text.clone(), done)));
            prop_assert_eq!(run(history.clone(), &[(&text, done)]).is_empty(), explained);
        }
    }

    #[test]
    fn each_kind_of_wrong_is_told_apart() {
        let create = |outcome| vec![operation(1, Act::Create, "a", outcome)];
        assert_eq!(run(create(Outcome::Ok), &[]), [Wrong::Lost]);
        assert_eq!(run(create(Outcome::Ok), &[("a", false), ("a", false)]), [Wrong::Doubled]);
        assert_eq!(run(create(Outcome::Failed), &[("a", false)]), [Wrong::Invented]);
        assert_eq!(run(create(Outcome::Unknown), &[]), []);
        assert_eq!(run(create(Outcome::Unknown), &[("a", false)]), []);
        let mut deleted = create(Outcome::Ok);
        deleted.push(operation(2, Act::Delete, "", Outcome::Ok));
        assert_eq!(run(deleted, &[("a", false)]), [Wrong::Lost]);
        let mut read = create(Outcome::Ok);
        read.push(Operation { seen: None, ..operation(2, Act::Read, "", Outcome::Ok) });
        assert_eq!(run(read, &[("a", false)]), [Wrong::Stale]);
    }

    #[test]
    fn a_row_that_nobody_wrote_is_invented() {
        let seen =
            Durability { rows: [("x".to_string(), vec![Shape::default()])].into(), ..Durability::default() };
        assert_eq!(anomalies(&seen)[0].wrong, Wrong::Invented);
    }
}
