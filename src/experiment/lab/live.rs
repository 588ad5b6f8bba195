//! Tests that need an engine; they run where `CONFORMANCE_LIVE=1` is set and are silent elsewhere.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bollard::query_parameters::ListContainersOptionsBuilder;

use super::{Application, Lab, Options};
use crate::facts::{Checkout, Seen};

/// A laboratory for the reference, or `None` where live tests are off.
pub(crate) async fn lab(name: &str) -> Option<Lab> {
    std::env::var_os("CONFORMANCE_LIVE")?;
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/reference");
    let checkout = Arc::new(checkout(&root));
    let options = Options {
        run: format!("{name}-{}", std::process::id()),
        seed: 7,
        deadline: Instant::now() + Duration::from_mins(15),
        keep: false,
        advisories: None,
        progress: Box::new(|what| eprintln!("  … {what}")),
        reaper: None,
    };
    Some(Lab::open(&root, checkout, options).await.unwrap())
}

fn checkout(root: &Path) -> Checkout {
    let mut checkout = crate::inspect::read(&crate::inspect::tree::Tree::open(root).unwrap());
    if checkout.layout.known().is_none_or(|layout| layout.services.is_empty()) {
        let service = |name: &str, role: &str| {
            serde_json::json!({
                "name": name, "role": role, "dockerfile": format!("{name}/Dockerfile"), "context": name,
                "target": null, "image": null, "source": name, "because": [],
            })
        };
        let services = [service("backend", "backend"), service("frontend", "frontend")];
        checkout.layout =
            Seen::Known(serde_json::from_value(serde_json::json!({ "services": services })).unwrap());
    }
    checkout
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reference_is_built_started_and_removed_without_a_trace() {
    let Some(lab) = lab("live").await else { return };
    let application = lab.application().await;
    if let Ok(application) = &application {
        look_at(application).await;
    }
    for (service, built) in lab.images().await {
        eprintln!(
            "  {service}: {:?}",
            built.known().map(|built| (built.size, built.elapsed_ms, &built.used))
        );
    }
    let swept = lab.close().await;
    assert_eq!(swept.left, Vec::<String>::new());
    let filter = [("label".to_owned(), vec![format!("{}={}", crate::lease::LABEL, lab.id())])].into();
    let options = ListContainersOptionsBuilder::default().all(true).filters(&filter).build();
    assert!(lab.engine().docker.list_containers(Some(options)).await.unwrap().is_empty());
    application.unwrap();
}

async fn look_at(application: &Application) {
    for member in &application.members {
        let answer = super::http(Duration::from_secs(5)).unwrap().get(&member.base).send().await;
        eprintln!("  {} {:?} {:?}", member.base, member.listens, answer.map(|answer| answer.status()));
    }
    let client = application.database.connect().await.unwrap();
    let rows =
        client.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", &[]).await.unwrap();
    eprintln!("  tables: {:?}", rows.iter().map(|row| row.get::<_, String>(0)).collect::<Vec<_>>());
    eprintln!("  routes: {:?}", application.todo().await.unwrap().routes().shown());
    eprintln!("  ended connections: {}", application.database.end_connections().await.unwrap());
}

/// `CONFORMANCE_ONLY=health` runs one experiment; the record goes to `CONFORMANCE_OBSERVED`, where that is set.
#[tokio::test(flavor = "multi_thread")]
async fn every_container_experiment_ends_and_records() {
    let Some(lab) = lab("acts").await else { return };
    let lab = Arc::new(lab);
    let only = std::env::var("CONFORMANCE_ONLY").ok();
    for experiment in crate::experiment::EXPERIMENTS {
        if only.as_deref().is_some_and(|only| only != experiment.id) {
            continue;
        }
        let began = Instant::now();
        (experiment.run)(&lab).await;
        eprintln!("  {} took {:.1} s", experiment.id, began.elapsed().as_secs_f64());
    }
    let observed = serde_json::to_string_pretty(&lab.observed()).unwrap();
    let swept = lab.close().await;
    if let Some(path) = std::env::var_os("CONFORMANCE_OBSERVED") {
        std::fs::write(path, observed).unwrap();
    }
    assert_eq!(swept.left, Vec::<String>::new());
}
