//! Judges a cloud-native Todo-chatbot submission against every statement of its constitution, with evidence.
//!
//! Data flows one way: a subject is discovered (`discover`), read (`inspect`) and used (`experiment`); what was
//! seen becomes [`facts`]; a [`rules::Rule`] is a pure function from facts to a [`verdict::Verdict`]; verdicts
//! become [`record::Record`]s; `report` turns records into text, JSON, `JUnit` and HTML. Nothing downstream is
//! imported upstream, and only `inspect` and `experiment` touch the world.

pub mod facts;
pub mod record;
pub mod rules;
#[expect(
    clippy::disallowed_methods,
    reason = "reads fixtures of this package and writes the folder it is given"
)]
pub mod subject;
pub mod verdict;

mod cli;
mod discover;
mod engine;
#[expect(clippy::disallowed_methods, reason = "this room runs, uses and breaks the submission")]
mod experiment;
#[expect(clippy::disallowed_methods, reason = "this room reads the checkout, its history and images")]
mod inspect;
#[expect(
    clippy::disallowed_methods,
    reason = "what the runs made is listed in files and removed from the engine"
)]
mod lease;
mod report;
#[path = "../steps/mod.rs"]
mod steps;

pub use cli::{main, main_of_tests};
