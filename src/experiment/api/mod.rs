//! Talks to a Todo API that nobody described: finds its routes, becomes two of its users, and compares what it
//! answers with the rows in its database.

mod document;
mod http;
mod jwt;
mod probe;
mod routes;
mod rows;
mod schema;
mod session;
mod signin;
mod tasks;

pub(crate) use http::{Answer, Http, Payload, client, mask, quote};
pub(crate) use probe::act;
pub(crate) use routes::{Route, Routes, plain};
pub(crate) use rows::Rows;
pub(crate) use schema::{instance, properties};
pub(crate) use session::{Credential, Session};
pub(crate) use signin::uuid;
pub(crate) use tasks::{Done, fields, fill, list_items};

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

/// Where the application is, and what we know because we started it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Target {
    /// Base address of the backend.
    pub(crate) backend: String,
    /// Base address of the frontend, where it runs.
    pub(crate) frontend: Option<String>,
    /// URL of the database that we gave the backend.
    pub(crate) database: String,
    /// The variables that we set in the backend's environment.
    pub(crate) environment: Vec<(String, String)>,
    /// Makes the texts of this run unlike those of any other.
    pub(crate) seed: String,
}

impl Target {
    /// A word that occurs nowhere else.
    pub(crate) fn nonce(&self, of: &str) -> String {
        use sha2::{Digest, Sha256};
        let hash = Sha256::digest(format!("{}/{of}", self.seed).as_bytes());
        let letters: String = hash.iter().take(10).map(|byte| char::from(b'a' + byte % 26)).collect();
        format!("q{letters}")
    }
}

/// A Todo API whose routes are known. Shared by every experiment that needs a user's writes.
#[derive(Debug)]
pub(crate) struct Todo {
    http: Http,
    frontend: Option<Http>,
    routes: Routes,
    secrets: Vec<(String, String)>,
    settled: Mutex<BTreeMap<&'static str, usize>>,
}

impl Todo {
    /// Finds the routes.
    ///
    /// # Errors
    /// When no HTTP client can be built, which is ours.
    pub(crate) async fn open(target: &Target) -> Result<Self, String> {
        let http = Http::new(&target.backend)?;
        let frontend = target.frontend.as_deref().map(Http::new).transpose()?;
        let routes = Routes::find(&http).await;
        let secrets = target.environment.iter().filter(|(name, value)| signs(name, value)).cloned().collect();
        Ok(Self { http, frontend, routes, secrets, settled: Mutex::default() })
    }

    /// The same routes at another address, such as a second replica or a restarted container.
    ///
    /// # Errors
    /// When no HTTP client can be built, which is ours.
    pub(crate) fn at(&self, backend: &str) -> Result<Self, String> {
        let settled = self.settled.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Ok(Self {
            http: Http::new(backend)?,
            frontend: None,
            routes: self.routes.clone(),
            secrets: self.secrets.clone(),
            settled: Mutex::new(settled),
        })
    }

    pub(crate) fn http(&self) -> &Http {
        &self.http
    }

    pub(crate) fn routes(&self) -> &Routes {
        &self.routes
    }

    /// The document that `$ref` points into.
    pub(crate) fn root(&self) -> &Value {
        self.routes.document.as_ref().map_or(&Value::Null, |document| &document.root)
    }

    fn settled(&self, act: &str) -> Option<usize> {
        self.settled.lock().unwrap_or_else(PoisonError::into_inner).get(act).copied()
    }

    fn settle(&self, act: &'static str, route: usize) {
        self.settled.lock().unwrap_or_else(PoisonError::into_inner).insert(act, route);
    }
}

/// A value as it stands in a path, a query or a form.
pub(crate) fn scalar(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), Into::into)
}

/// A variable with which tokens may be signed.
fn signs(name: &str, value: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let named = ["SECRET", "JWT", "AUTH", "SIGNING"].iter().any(|part| name.contains(part));
    named && value.len() >= 8 && !value.contains("://")
}
