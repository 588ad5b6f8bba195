//! What this machine can prove: which programs and services are here.

use std::process::Stdio;
use std::time::Duration;

use super::lab::Engine;
use crate::verdict::Undecided;

/// Time for one program to say its version.
const ANSWER: Duration = Duration::from_secs(10);

/// One part, and either its version or the command that brings it.
pub(crate) struct Finding {
    /// What it is.
    pub(crate) part: &'static str,
    /// What cannot be proven without it.
    pub(crate) serves: &'static str,
    /// Its version, or what to type next.
    pub(crate) state: Result<String, String>,
}

/// Looks for every part.
pub(crate) async fn look() -> Vec<Finding> {
    let mut findings = vec![engine().await];
    let browsers = ["chromium", "chromium-headless-shell", "chromium-browser", "google-chrome"];
    findings
        .push(program("browser", "what a person sees in the frontend", &browsers, "docker/setup.sh").await);
    for (part, serves, argument, next) in [
        ("helm", "charts, beyond what a careful reading of templates gives,", "version", "install Helm 3"),
        ("minikube", "everything on a cluster", "version", "install Minikube"),
        ("kubectl", "everything on a cluster", "version", "install kubectl"),
    ] {
        let arguments: &[&str] = if part == "kubectl" { &[argument, "--client"] } else { &[argument] };
        let state = version(part, arguments).await.ok_or_else(|| next.to_string());
        findings.push(Finding { part, serves, state });
    }
    findings
}

async fn engine() -> Finding {
    let state = match Engine::connect().await {
        Ok(engine) => {
            let version = engine.docker.version().await.ok().and_then(|version| version.version);
            Ok(format!("Docker Engine {}", version.unwrap_or_else(|| "of unknown version".into())))
        }
        Err(Undecided::Ours { why, next }) => Err(format!("{} ({why})", next.unwrap_or_default())),
        Err(Undecided::NotRun | Undecided::Prevented(_)) => Err("docker/setup.sh".into()),
    };
    Finding { part: "engine", serves: "everything that runs in containers", state }
}

async fn program(part: &'static str, serves: &'static str, names: &[&str], next: &str) -> Finding {
    for name in names {
        if let Some(version) = version(name, &["--version"]).await {
            return Finding { part, serves, state: Ok(version) };
        }
    }
    Finding { part, serves, state: Err(next.into()) }
}

/// The first line that a program prints of its version; `None` where it is not here or does not answer.
async fn version(name: &str, arguments: &[&str]) -> Option<String> {
    let output =
        tokio::process::Command::new(name).args(arguments).stdin(Stdio::null()).kill_on_drop(true).output();
    let output = tokio::time::timeout(ANSWER, output).await.ok()?.ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    output.status.success().then(|| text.lines().next().unwrap_or(name).trim().to_string())
}
