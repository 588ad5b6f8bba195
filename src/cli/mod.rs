//! The command line.

mod doctor;
mod explain;
mod init;
mod judge;
mod secrets;
mod verify;

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::engine::REAP;

/// Nothing broken and everything proven.
const CONFORMANT: u8 = 0;
/// The harness failed, or its counts do not agree.
const HARNESS: u8 = 2;
/// The caller asked for something that is not there.
const USAGE: u8 = 64;

const AFTER: &str = "\
Exit codes:
  0   conformant
  1   a rule is broken
  2   the harness failed, or its counts do not agree
  3   nothing broken, but something is not proven
  64  usage

Examples:
  conformance judge .                       judge the submission in this folder
  conformance judge . --tier static         read files and history only: under a second, no Docker
  conformance judge . --only G4 --only C6   some rules, statements or chapters
  conformance explain G4.1                  what a rule asks, why, and how to mend it";

/// Judges a cloud-native Todo-chatbot submission against every statement of its constitution, with evidence.
#[derive(Debug, Parser)]
#[command(name = "conformance", version, after_help = AFTER, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Judge a submission and write the reports
    Judge(Box<judge::Judge>),
    /// List the rules in the constitution's order
    Rules(explain::Rules),
    /// Say what a rule or statement asks, why, and how to mend a breach
    Explain(explain::Explain),
    /// Say what this machine can prove, and the command that brings what is missing
    Doctor,
    /// Remove what runs that died have left behind
    Clean,
    /// Wait for the end of a run and clean up after it
    #[command(name = REAP, hide = true)]
    Reap {
        /// The run's lease
        lease: PathBuf,
    },
    /// Write a conformance.toml from what is found in a submission, for a person to correct
    Init(init::Init),
    /// Judge again from an evidence bundle, without Docker or network
    Verify(verify::Verify),
    /// Find credentials in a folder and its history, an archive or an image
    Secrets(secrets::SecretsOf),
}

/// Runs the command line and returns the process's exit code.
///
/// Codes: 0 conformant, 1 a rule is broken, 2 the harness failed or its counts do not agree, 3 nothing broken but
/// something not proven, 64 usage.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    run(arguments, false)
}

/// As [`main`] with `judge`, for the test target: without a path it judges the reference of this package.
pub fn main_of_tests(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let own: Vec<OsString> = arguments.into_iter().skip(1).collect();
    let command = if own.first().is_some_and(|word| word == REAP) { None } else { Some("judge".into()) };
    run(["conformance".into()].into_iter().chain(command).chain(own), true)
}

fn run(arguments: impl IntoIterator<Item = OsString>, by_default_reference: bool) -> ExitCode {
    // Two TLS providers may be in the tree; the choice is made here, once, before any client is built.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { USAGE } else { CONFORMANT });
        }
    };
    let result = match arguments.command {
        Command::Judge(judge) => judge.run(by_default_reference),
        Command::Rules(rules) => Ok(rules.run()),
        Command::Explain(explain) => explain.run(),
        Command::Init(init) => init.run(),
        Command::Verify(verify) => verify.run(),
        Command::Secrets(secrets) => secrets.run(),
        Command::Doctor => doctor::doctor(),
        Command::Clean => doctor::clean(),
        Command::Reap { lease } => runtime().map(|runtime| {
            runtime.block_on(crate::lease::reap(&lease));
            CONFORMANT
        }),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        Err(Trouble { code, message }) => {
            let _ = writeln!(std::io::stderr(), "error: {message}");
            ExitCode::from(code)
        }
    }
}

fn runtime() -> Result<tokio::runtime::Runtime, Trouble> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Trouble::harness(format!("the runtime did not start: {error}")))
}

/// An error that ends the command: one message with place and remedy.
struct Trouble {
    code: u8,
    message: String,
}

impl Trouble {
    fn usage(message: impl Into<String>) -> Self {
        Self { code: USAGE, message: message.into() }
    }

    fn harness(message: impl Into<String>) -> Self {
        Self { code: HARNESS, message: message.into() }
    }
}

/// Writes to standard output; a reader who has gone away is no error.
fn print(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}
