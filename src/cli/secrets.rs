//! `conformance secrets`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{CONFORMANT, Trouble, print};
use crate::facts::checkout::secret::Severity;
use crate::inspect::secrets;
use crate::report;

/// A live-looking credential was found.
const FOUND: u8 = 1;
/// Nothing was found, and not everything could be scanned.
const NOT_WHOLE: u8 = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a person
    Text,
    /// Findings, places, and what was scanned and skipped
    Json,
    /// SARIF 2.1.0
    Sarif,
}

/// What `secrets` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Exit codes:
  0   everything was scanned and nothing looks live
  1   a live-looking credential was found
  2   the harness failed
  3   nothing was found, but not everything could be scanned
  64  usage")]
pub(super) struct SecretsOf {
    /// A folder with or without a repository, a file, an archive, an image archive or an OCI layout
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// What to print on standard output
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

impl SecretsOf {
    /// Scans, prints, and returns the exit code.
    pub(super) fn run(&self) -> Result<u8, Trouble> {
        if !self.path.exists() {
            return Err(Trouble::usage(format!(
                "there is no {}; give a folder, a file or an archive",
                self.path.display()
            )));
        }
        let found = secrets::everything(&self.path).map_err(|error| {
            Trouble::harness(format!("{} could not be scanned: {error}", self.path.display()))
        })?;
        print(&match self.format {
            Format::Text => report::secrets::text(&found),
            Format::Json => report::secrets::json(&found),
            Format::Sarif => report::secrets::sarif(&found),
        });
        let live = found.findings.iter().any(|finding| finding.severity == Severity::LiveLooking);
        Ok(match (live, found.account.is_whole()) {
            (true, _) => FOUND,
            (false, false) => NOT_WHOLE,
            (false, true) => CONFORMANT,
        })
    }
}
