//! `conformance judge`.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::{CONFORMANT, Trouble, print, runtime};
use crate::engine::{self, Options, Outcome, Refusal, Waivers, bundle};
use crate::inspect::clock::Moment;
use crate::inspect::store;
use crate::inspect::tree::Tree;
use crate::report;
use crate::rules::{Level, Selection, Tier};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TierWord {
    /// Files and history only
    Static,
    /// Containers too
    Docker,
    /// Everything
    Cluster,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LevelWord {
    NonNegotiable,
    Required,
    Expected,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a person: chapters, evidence, remedies
    Text,
    /// The result, as in result.json
    Json,
    /// JUnit XML
    Junit,
}

/// What `judge` takes.
#[derive(Debug, Args)]
pub(super) struct Judge {
    /// Folder of the submission
    #[arg(value_name = "PATH", conflicts_with = "subject")]
    path: Option<PathBuf>,
    /// The same, for `cargo test --test conformance -- --subject PATH`
    #[arg(long, value_name = "PATH", env = "CONFORMANCE_SUBJECT")]
    subject: Option<PathBuf>,
    /// How far to go
    #[arg(long, value_enum, default_value = "cluster")]
    tier: TierWord,
    /// Judge only this rule, statement (G2.3) or chapter (G2); may be repeated
    #[arg(long, visible_alias = "rule", value_name = "ID")]
    only: Vec<String>,
    /// Leave out statements that bind less than this
    #[arg(long, value_enum, default_value = "expected")]
    level: LevelWord,
    /// What to print on standard output
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Folder for the reports; each run gets a folder of its own in it
    #[arg(long, value_name = "FOLDER", default_value = "reports")]
    reports: PathBuf,
    /// Accepted breaches, a TOML file of the judge's own
    #[arg(long, value_name = "FILE")]
    waivers: Option<PathBuf>,
    /// Known vulnerabilities: a folder or zip of advisories in OSV format
    #[arg(long, value_name = "PATH", env = "CONFORMANCE_ADVISORIES")]
    advisories: Option<PathBuf>,
    /// Minutes after which the run ends and reports what it has
    #[arg(long, value_name = "MINUTES", default_value_t = 60)]
    deadline: u64,
    /// Seed of the names and values that vary from run to run
    #[arg(long)]
    seed: Option<u64>,
    /// Leave containers in place at the end
    #[arg(long)]
    keep: bool,
    /// Say what was found to be what, and why, and judge nothing
    #[arg(long)]
    explain_layout: bool,
    /// No progress on standard error
    #[arg(long, short)]
    quiet: bool,
}

impl Judge {
    pub(super) fn run(self, by_default_reference: bool) -> Result<u8, Trouble> {
        let started = Moment::now();
        let named = self.path.clone().or_else(|| self.subject.clone());
        // Kept until the end: the reference is judged as a repository of its own, made for this run.
        let mut made = None;
        let root = match named {
            Some(path) => path,
            None if by_default_reference => reference(&mut made)?,
            None => PathBuf::from("."),
        };
        let root = checked(&root)?;
        if self.explain_layout {
            return explained(&root);
        }
        let name = if made.is_some() { "reference".into() } else { name_of(&root) };
        let options = self.options(started)?;
        let outcome =
            runtime()?.block_on(engine::judge(&root, &name, options, self.quiet)).map_err(|refusal| {
                match refusal {
                    Refusal::Usage(message) => Trouble::usage(message),
                    Refusal::Harness(message) => Trouble::harness(message),
                }
            })?;
        self.report(&outcome)
    }

    fn options(&self, started: Moment) -> Result<Options, Trouble> {
        let waivers = match &self.waivers {
            None => Waivers::default(),
            Some(file) => {
                let bytes = store::read(file).map_err(|error| Trouble::usage(error.to_string()))?;
                Waivers::parse(&String::from_utf8_lossy(&bytes))
                    .map_err(|error| Trouble::usage(format!("{}: {error}", file.display())))?
            }
        };
        let tier = match self.tier {
            TierWord::Static => Tier::Static,
            TierWord::Docker => Tier::Docker,
            TierWord::Cluster => Tier::Cluster,
        };
        let level = match self.level {
            LevelWord::NonNegotiable => Level::NonNegotiable,
            LevelWord::Required => Level::Required,
            LevelWord::Expected => Level::Expected,
        };
        Ok(Options {
            selection: Selection { tier, only: self.only.clone(), level },
            seed: self.seed.unwrap_or_else(|| started.nanoseconds()),
            deadline: Duration::from_secs(self.deadline.saturating_mul(60)),
            keep: self.keep,
            advisories: self.advisories.clone(),
            waivers,
            started,
        })
    }

    fn report(&self, outcome: &Outcome) -> Result<u8, Trouble> {
        let folder = self.reports.join(&outcome.run.id);
        bundle::write(&folder, outcome).map_err(Trouble::harness)?;
        report::write_all(&folder, &outcome.run).map_err(Trouble::harness)?;
        point_latest(&self.reports, &outcome.run.id);
        match self.format {
            Format::Text => {
                print(&report::terminal(&outcome.run, std::io::stdout().is_terminal()));
                print(&format!("reports: {}\n", folder.display()));
            }
            Format::Json => print(&report::json(&outcome.run)),
            Format::Junit => print(&report::junit(&outcome.run).map_err(Trouble::harness)?),
        }
        Ok(outcome.run.exit_code)
    }
}

fn explained(root: &Path) -> Result<u8, Trouble> {
    let tree = Tree::open(root).map_err(|error| Trouble::usage(error.to_string()))?;
    let checkout = crate::inspect::read(&tree);
    let layout = checkout.layout.get().map_err(|_| Trouble::harness("the layout could not be found out"))?;
    print(&crate::discover::explain_layout(layout));
    Ok(CONFORMANT)
}

/// `reports/latest` leads to the newest run, where the file system can do that.
fn point_latest(reports: &Path, id: &str) {
    let link = reports.join("latest");
    let _ = std::fs::remove_file(&link);
    let _ = std::os::unix::fs::symlink(id, &link);
}

fn checked(path: &Path) -> Result<PathBuf, Trouble> {
    let root = path.canonicalize().map_err(|error| {
        Trouble::usage(format!("{}: {error}; give the folder of a submission", path.display()))
    })?;
    if root.is_dir() {
        return Ok(root);
    }
    Err(Trouble::usage(format!("{} is a file; give the folder of a submission", path.display())))
}

fn name_of(root: &Path) -> String {
    root.file_name().map_or_else(|| "submission".into(), |name| name.to_string_lossy().into_owned())
}

/// The reference as a repository of its own, for as long as `made` lives.
fn reference(made: &mut Option<tempfile::TempDir>) -> Result<PathBuf, Trouble> {
    let fault =
        |error: std::io::Error| Trouble::harness(format!("the reference could not be laid out: {error}"));
    let folder = tempfile::tempdir().map_err(fault)?;
    crate::subject::materialise_reference(folder.path()).map_err(fault)?;
    let path = folder.path().to_path_buf();
    *made = Some(folder);
    Ok(path)
}
