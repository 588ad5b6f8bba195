//! `conformance doctor` and `conformance clean`.

use super::{CONFORMANT, HARNESS, Trouble, print, runtime};
use crate::experiment::doctor::{Finding, look};
use crate::experiment::lab::Engine;
use crate::lease;
use crate::verdict::Undecided;

/// `doctor`: exit code 0 where nothing is missing, else 3.
pub(super) fn doctor() -> Result<u8, Trouble> {
    let findings = runtime()?.block_on(look());
    for Finding { part, serves, state } in &findings {
        let line = match state {
            Ok(version) => format!("  ✔ {part:12} {version}\n"),
            Err(next) => format!("  ✘ {part:12} missing: {serves} cannot be proven\n    next: {next}\n"),
        };
        print(&line);
    }
    let missing = findings.iter().filter(|finding| finding.state.is_err()).count();
    print(&format!("{missing} of {} parts are missing\n", findings.len()));
    Ok(if missing == 0 { CONFORMANT } else { 3 })
}

/// `clean`: removes what runs that died have left.
pub(super) fn clean() -> Result<u8, Trouble> {
    runtime()?.block_on(async {
        let engine = Engine::connect().await.map_err(|undecided| match undecided {
            Undecided::Ours { why, next } => Trouble::harness(format!(
                "{why}; next: {}",
                next.unwrap_or_else(|| "conformance doctor".into())
            )),
            Undecided::NotRun | Undecided::Prevented(_) => Trouble::harness("the engine was not asked"),
        })?;
        let swept =
            lease::sweep(&engine.docker).await.map_err(|error| Trouble::harness(error.to_string()))?;
        swept.removed.iter().for_each(|name| print(&format!("removed {name}\n")));
        swept.left.iter().for_each(|name| print(&format!("still there: {name}\n")));
        print(&format!("{} removed, {} left\n", swept.removed.len(), swept.left.len()));
        Ok(if swept.left.is_empty() { CONFORMANT } else { HARNESS })
    })
}
