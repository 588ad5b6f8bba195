//! Comparisons, defaults, kinds and numbers.

use super::super::value::{Val, whole};

type Answer = Option<Result<Val, String>>;

/// Calls a function of this group, if it is one.
pub(super) fn call(name: &str, args: &[Val]) -> Answer {
    compare(name, args)
        .or_else(|| choose(name, args))
        .or_else(|| number(name, args))
        .or_else(|| kind(name, args))
}

fn compare(name: &str, args: &[Val]) -> Answer {
    let ordered = |a: &Val, b: &Val| match (a, b) {
        (Val::Text(a), Val::Text(b)) => a.partial_cmp(b),
        _ => a.to_float().partial_cmp(&b.to_float()),
    };
    let answer = match (name, args) {
        ("eq", [first, rest @ ..]) if !rest.is_empty() => rest.iter().any(|other| first.same(other)),
        ("ne", [a, b]) => !a.same(b),
        ("lt", [a, b]) => ordered(a, b).is_some_and(std::cmp::Ordering::is_lt),
        ("le", [a, b]) => ordered(a, b).is_some_and(std::cmp::Ordering::is_le),
        ("gt", [a, b]) => ordered(a, b).is_some_and(std::cmp::Ordering::is_gt),
        ("ge", [a, b]) => ordered(a, b).is_some_and(std::cmp::Ordering::is_ge),
        ("not" | "empty", [value]) => !value.is_true(),
        ("all", values) => values.iter().all(Val::is_true),
        ("any", values) => values.iter().any(Val::is_true),
        ("semverCompare", [constraint, version]) => {
            return Some(semver(&constraint.print(), &version.print()).map(Val::Bool));
        }
        _ => return None,
    };
    Some(Ok(Val::Bool(answer)))
}

/// Masterminds' constraints are those of npm, but for pre-releases, which `-0` at the end lets in.
fn semver(constraint: &str, version: &str) -> Result<bool, String> {
    let bare = version.trim_start_matches('v').split(['-', '+']).next().unwrap_or_default();
    let full = match bare.split('.').count() {
        1 => format!("{bare}.0.0"),
        2 => format!("{bare}.0"),
        _ => bare.to_string(),
    };
    let version = node_semver::Version::parse(&full).map_err(|_| format!("{version:?} is no version"))?;
    let constraint = constraint.replace("-0", "").replace(',', " ");
    let range =
        node_semver::Range::parse(&constraint).map_err(|_| format!("{constraint:?} is no constraint"))?;
    Ok(range.satisfies(&version))
}

fn choose(name: &str, args: &[Val]) -> Answer {
    match (name, args) {
        ("default", [default, value]) => {
            Some(Ok(if value.is_true() { value.clone() } else { default.clone() }))
        }
        ("default", [default]) => Some(Ok(default.clone())),
        ("coalesce", values) => {
            Some(Ok(values.iter().find(|value| value.is_true()).cloned().unwrap_or(Val::Nil)))
        }
        ("ternary", [yes, no, test]) => Some(Ok(if test.is_true() { yes.clone() } else { no.clone() })),
        _ => None,
    }
}

fn number(name: &str, args: &[Val]) -> Answer {
    let whole_of = |fold: fn(i64, i64) -> Option<i64>| {
        let mut values = args.iter().map(Val::to_int);
        let first = values.next()?;
        let result = values.try_fold(first, fold);
        Some(result.map(Val::Int).ok_or_else(|| format!("{name} out of range")))
    };
    match (name, args) {
        ("int" | "int64" | "atoi", [value]) => Some(Ok(Val::Int(value.to_int()))),
        ("float64", [value]) => Some(Ok(Val::Float(value.to_float()))),
        ("add1", [value]) => {
            Some(value.to_int().checked_add(1).map(Val::Int).ok_or_else(|| "add1 out of range".into()))
        }
        ("add", _) => whole_of(i64::checked_add),
        ("sub", _) => whole_of(i64::checked_sub),
        ("mul", _) => whole_of(i64::checked_mul),
        ("div", _) => whole_of(i64::checked_div),
        ("mod", _) => whole_of(i64::checked_rem),
        ("max", _) => whole_of(|a, b| Some(a.max(b))),
        ("min", _) => whole_of(|a, b| Some(a.min(b))),
        ("floor", [value]) => Some(Ok(Val::Float(value.to_float().floor()))),
        ("ceil", [value]) => Some(Ok(Val::Float(value.to_float().ceil()))),
        ("round", [value, ..]) => Some(Ok(Val::Float(value.to_float().round()))),
        ("len", [value]) => Some(length(value).map(Val::Int)),
        ("until", [count]) => Some(Ok(sequence(0, count.to_int(), 1))),
        ("untilStep", [from, to, step]) => Some(Ok(sequence(from.to_int(), to.to_int(), step.to_int()))),
        _ => None,
    }
}

fn sequence(from: i64, to: i64, step: i64) -> Val {
    if step <= 0 || to <= from {
        return Val::List(Vec::new());
    }
    let step = usize::try_from(step).unwrap_or(usize::MAX);
    Val::List((from..to).step_by(step).take(10_000).map(Val::Int).collect())
}

fn length(value: &Val) -> Result<i64, String> {
    let length = match value {
        Val::Text(text) => text.len(),
        Val::List(items) => items.len(),
        Val::Map(map) => map.borrow().len(),
        Val::Files(files) => files.len(),
        Val::Nil | Val::Bool(_) | Val::Int(_) | Val::Float(_) | Val::Apis => {
            return Err(format!("len of type {}", value.kind()));
        }
    };
    i64::try_from(length).map_err(|error| error.to_string())
}

fn kind(name: &str, args: &[Val]) -> Answer {
    let type_of = |value: &Val| match value {
        Val::Map(_) => "map[string]interface {}",
        Val::List(_) => "[]interface {}",
        Val::Nil => "<nil>",
        Val::Bool(_) | Val::Int(_) | Val::Float(_) | Val::Text(_) | Val::Files(_) | Val::Apis => value.kind(),
    };
    match (name, args) {
        ("kindOf", [value]) => Some(Ok(Val::text(value.kind()))),
        ("kindIs", [Val::Text(kind), value]) => Some(Ok(Val::Bool(value.kind() == kind))),
        ("typeOf", [value]) => Some(Ok(Val::text(type_of(value)))),
        ("typeIs", [Val::Text(kind), value]) => Some(Ok(Val::Bool(type_of(value) == kind))),
        ("typeIsLike", [Val::Text(kind), value]) => {
            Some(Ok(Val::Bool(type_of(value) == kind.trim_start_matches('*'))))
        }
        ("toString", [value]) => Some(Ok(Val::Text(value.print()))),
        ("isWhole", [value]) => Some(Ok(Val::Bool(whole(value.to_float()).is_some()))),
        _ => None,
    }
}
