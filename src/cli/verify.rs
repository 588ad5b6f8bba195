//! `conformance verify`.

use std::io::IsTerminal;
use std::path::PathBuf;

use clap::Args;

use super::{HARNESS, Trouble, print};
use crate::engine::bundle;
use crate::inspect::store;
use crate::record::Run;
use crate::report;

/// What `verify` takes.
#[derive(Debug, Args)]
pub(super) struct Verify {
    /// A run's folder, such as reports/latest
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
}

impl Verify {
    /// Judges again and compares with the result that stands beside the bundle.
    pub(super) fn run(self) -> Result<u8, Trouble> {
        let again = bundle::judge_again(&self.folder).map_err(Trouble::harness)?;
        print(&report::terminal(&again, std::io::stdout().is_terminal()));
        let beside = self.folder.join("result.json");
        if !beside.exists() {
            print("no result.json stands beside the bundle, so there was nothing to compare with\n");
            return Ok(again.exit_code);
        }
        let bytes = store::read(&beside).map_err(|error| Trouble::harness(error.to_string()))?;
        if bytes == report::json(&again).as_bytes() {
            print("verified: the bundle gives this result again, byte for byte\n");
            return Ok(again.exit_code);
        }
        print(&format!("NOT VERIFIED: {}\n", difference(&bytes, &again)));
        Ok(HARNESS)
    }
}

fn difference(bytes: &[u8], again: &Run) -> String {
    let Ok(claimed) = serde_json::from_slice::<Run>(bytes) else {
        return "result.json is not a result of this version".into();
    };
    let pairs = claimed.verdicts.iter().zip(&again.verdicts).find(|(claimed, again)| claimed != again);
    pairs.map_or_else(
        || "result.json differs from what the bundle gives, though no verdict does".into(),
        |(claimed, again)| {
            format!(
                "result.json says {} of {}; the bundle gives {} of {}",
                claimed.status.word(),
                claimed.rule,
                again.status.word(),
                again.rule
            )
        },
    )
}
