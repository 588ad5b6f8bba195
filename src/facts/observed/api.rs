//! The Todo API in use: what was asked, what was answered, and which row stood in PostgreSQL afterwards.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Call;

/// What two users of the Todo API saw.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Api {
    /// Where the `OpenAPI` document is served, if it is.
    pub document: Option<String>,
    /// How many operations that document lists.
    pub operations: usize,
    /// The routes in use, as `create: POST /tasks`.
    pub routes: Vec<String>,
    /// Everything asked while looking for the routes and for a way to sign in.
    pub attempts: Vec<Call>,
    /// How a user is recognised, such as `bearer token of POST /login`; absent where no way was found.
    pub sign_in: Option<String>,
    /// Nothing proves who the user is: a header or a path names one, and that is believed.
    pub unproven: bool,
    /// A task is made.
    pub create: Deed,
    /// A second task is made by another user, with another text.
    pub other: Deed,
    /// The task is read by its id.
    pub read: Deed,
    /// Its text is changed.
    pub update: Deed,
    /// It is completed.
    pub complete: Deed,
    /// It is deleted.
    pub delete: Deed,
    /// It is asked for once more.
    pub after_delete: Deed,
    /// What each user sees in the list.
    pub lists: Vec<Listing>,
    /// What others than the owner got.
    pub access: Vec<Access>,
    /// What a page of another origin was told.
    pub cors: Vec<Cors>,
}

/// One thing done to a task.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Deed {
    /// The text that was sent, unique in the run.
    pub text: String,
    /// What was tried; the last one is the one that counts. Empty: there is no such route.
    pub calls: Vec<Call>,
    /// The task in the last answer.
    pub answer: Option<Value>,
    /// The row before.
    pub before: Option<Row>,
    /// The row afterwards.
    pub after: Option<Row>,
}

/// A row of the submission's database.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Row {
    /// `schema.table`.
    pub table: String,
    /// Its columns.
    pub columns: BTreeMap<String, Value>,
}

/// A list as one user saw it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Listing {
    /// The exchange.
    pub call: Call,
    /// The user's own text is in it.
    pub own: bool,
    /// The other user's text is in it.
    pub foreign: bool,
}

/// An attempt to get at a task without being its owner.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Access {
    /// `no-token`, `wrong-token`, `other-user`.
    pub who: String,
    /// The exchange.
    pub call: Call,
    /// The owner's text came back.
    pub leaked: bool,
    /// The owner's row changed or went away.
    pub changed: bool,
}

/// A request with an `Origin` that the submission does not know.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cors {
    /// The exchange.
    pub call: Call,
    /// `Access-Control-Allow-Origin`.
    pub allow_origin: Option<String>,
    /// `Access-Control-Allow-Credentials`.
    pub allow_credentials: Option<String>,
}

impl Deed {
    /// The exchange that counts.
    #[must_use]
    pub fn last(&self) -> Option<&Call> {
        self.calls.last()
    }

    /// The fields in which the answer differs from the row, as `title: "a" in the answer, "b" in the row`.
    ///
    /// Only names that both have are compared (`userId` is `user_id`), and only texts, numbers and truth values:
    /// times are written in many ways.
    #[must_use]
    pub fn differences(&self) -> Vec<String> {
        let (Some(Value::Object(answer)), Some(row)) = (&self.answer, &self.after) else { return Vec::new() };
        let column = |name: &str| row.columns.iter().find(|(column, _)| plain(column) == plain(name));
        answer
            .iter()
            .filter_map(|(name, value)| {
                let (_, stored) = column(name)?;
                let (said, stands) = (comparable(value)?, comparable(stored)?);
                (said != stands).then(|| format!("{name}: {said} in the answer, {stands} in the row"))
            })
            .collect()
    }
}

impl Row {
    /// The columns that differ between two states of a row.
    #[must_use]
    pub fn changed(&self, after: &Self) -> Vec<String> {
        let names = self.columns.keys().chain(after.columns.keys());
        let mut changed: Vec<String> =
            names.filter(|name| self.columns.get(*name) != after.columns.get(*name)).cloned().collect();
        changed.sort();
        changed.dedup();
        changed
    }
}

fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// A scalar in a form in which the answer and the row agree; `None` for what is written in several ways.
fn comparable(value: &Value) -> Option<String> {
    match value {
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) if !is_time(text) => Some(text.clone()),
        Value::String(_) | Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn is_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 10
        && bytes.get(4) == Some(&b'-')
        && bytes.get(7) == Some(&b'-')
        && bytes[..4].iter().all(u8::is_ascii_digit)
}
