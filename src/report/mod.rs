//! From a run to text, JSON, `JUnit` and more. No other input than [`Run`]: no clock, no host, no files.

mod html;
mod json;
mod junit;
mod markdown;
mod sarif;
pub(crate) mod secrets;
mod terminal;
#[cfg(test)]
mod tests;

use std::path::Path;

use crate::inspect::store;
use crate::record::Run;

pub(crate) use json::json;
pub(crate) use junit::junit;
pub(crate) use terminal::terminal;

/// Writes every report into the run's folder.
///
/// # Errors
/// The file that could not be written.
pub(crate) fn write_all(folder: &Path, run: &Run) -> Result<(), String> {
    let put = |name: &str, text: String| {
        store::write(&folder.join(name), text.as_bytes()).map_err(|error| error.to_string())
    };
    put("result.json", json(run))?;
    put("junit.xml", junit(run)?)?;
    put("report.html", html::html(run)?)?;
    put("report.sarif", sarif::sarif(run))?;
    put("summary.md", markdown::markdown(run))?;
    put("report.txt", terminal(run, false))
}
