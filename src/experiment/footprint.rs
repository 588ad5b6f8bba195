//! Runs the services on a root that cannot be written and without capabilities, and lists what ordinary ones write.

use std::time::Duration;

use futures::FutureExt;

use super::lab::{Lab, Running};
use super::replica::{Clock, beside, services, start, work};
use super::{Experiment, Payload};
use crate::facts::checkout::layout::{Role, Service};
use crate::facts::observed::{Call, Footprint, Hardened, Written};
use crate::verdict::Undecided;

pub(super) static EXPERIMENT: Experiment = Experiment {
    id: "footprint",
    act: "a workload runs, on ordinary containers and on read-only ones without capabilities",
    disturbs: false,
    run: |lab| {
        async move {
            let seen = footprint(lab).await;
            lab.observe(|observed| observed.footprint = seen.into());
        }
        .boxed()
    },
};

async fn footprint(lab: &Lab) -> Result<Footprint, Undecided> {
    lab.images().await;
    let _turn = lab.turn().await?;
    let clock = Clock::start();
    let application = lab.application().await?;
    let mut seen = Footprint::default();
    for service in services(lab)? {
        if application.members.iter().all(|member| member.container.service != service.name) {
            continue;
        }
        seen.hardened.push(hardened(lab, service, clock).await?);
    }
    let todo = application.todo().await?;
    let work = work(todo, &lab.random("footprint")[..12]).await;
    seen.workload = work.calls.iter().filter(|call| call.ok()).count();
    for member in &application.members {
        let http = super::api::Http::new(&member.base).map_err(Undecided::ours)?;
        let answer = http.get("/", &super::api::Session::nobody()).await;
        seen.workload += usize::from(answer.ok());
        seen.written.extend(written(&member.container).await?);
        seen.compared.push(member.container.service.clone());
    }
    Ok(seen)
}

async fn hardened(lab: &Lab, service: &Service, clock: Clock) -> Result<Hardened, Undecided> {
    let application = lab.application().await?;
    let mut variation = beside(&application, "hardened", &application.database);
    if service.role == Role::Frontend {
        variation.database = None;
    }
    (variation.read_only, variation.no_capabilities) = (true, true);
    let replica = start(lab, &service.name, variation, Duration::from_secs(40), clock).await?;
    let mut calls = Vec::new();
    if let Some(base) = &replica.base {
        calls = workload(lab, service, base).await?;
    }
    let mut spell = replica.spell;
    if spell.up() {
        spell.exit = replica.container.ended(Duration::from_millis(300)).await;
    }
    if calls.iter().any(|call| !call.ok()) {
        spell.words = replica.container.last_words().await;
    }
    let _ = replica.container.remove().await;
    Ok(Hardened { service: service.name.clone(), spell, calls })
}

/// What a user does with a service: the backend's tasks, the page of any other.
async fn workload(lab: &Lab, service: &Service, base: &str) -> Result<Vec<Call>, Undecided> {
    if service.role == Role::Backend {
        let application = lab.application().await?;
        let todo = application.todo().await?.at(base).map_err(Undecided::ours)?;
        return Ok(work(&todo, &lab.random("hardened")[..12]).await.calls);
    }
    let http = super::api::Http::new(base).map_err(Undecided::ours)?;
    let answer = http.send("GET", "/", &super::api::Session::nobody(), &Payload::Nothing).await;
    Ok(vec![Call { seen: super::api::quote(&answer.body), ..answer.call }])
}

/// So many differing files of one container are looked at.
const MOST_FILES: usize = 200;

/// The files that a container wrote; folders are left out, as the engine lists every folder above a file.
async fn written(container: &Running) -> Result<Vec<Written>, Undecided> {
    let changes = container.changes().await?;
    let mut written = Vec::new();
    for (kind, path) in leaves(changes).into_iter().take(MOST_FILES) {
        let how = match kind {
            'A' => "added",
            'D' => "deleted",
            _ => "changed",
        };
        let bytes = if kind == 'D' { None } else { container.file_size(&path).await };
        if kind == 'D' || bytes.is_some() {
            written.push(Written { service: container.service.clone(), path, how: how.into(), bytes });
        }
    }
    Ok(written)
}

/// The changes that have none below them.
fn leaves(mut changes: Vec<(char, String)>) -> Vec<(char, String)> {
    changes.sort_by(|a, b| a.1.cmp(&b.1));
    let below = |path: &str, next: Option<&(char, String)>| {
        next.is_some_and(|(_, next)| next.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')))
    };
    // A name with a byte below `/` may stand between a folder and its files, so that is looked up, not assumed.
    let is_leaf = |path: &str| {
        let from = changes.partition_point(|(_, other)| other.as_str() < format!("{path}/").as_str());
        !below(path, changes.get(from))
    };
    changes.iter().filter(|(_, path)| is_leaf(path)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_with_something_below_them_are_no_leaves() {
        let changes = ["/app", "/app-x", "/app/a", "/app/a/b.pyc", "/tmp"];
        let leaves = leaves(changes.iter().map(|path| ('C', (*path).to_owned())).collect());
        let paths: Vec<_> = leaves.iter().map(|(_, path)| path.as_str()).collect();
        assert_eq!(paths, ["/app-x", "/app/a/b.pyc", "/tmp"]);
    }
}
