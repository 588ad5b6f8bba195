//! Which workload plays which part.

use crate::facts::checkout::layout::{Layout, Role};
use crate::facts::checkout::manifest::{Container, Set, Workload};

/// Gives every workload of a set its part and says why.
pub(super) fn assign(set: &mut Set, layout: Option<&Layout>) {
    for workload in &mut set.workloads {
        let (role, service, because) = part(workload, layout);
        (workload.role, workload.service, workload.because) = (role, service, because);
    }
}

type Part = (Option<Role>, Option<String>, String);

fn part(workload: &Workload, layout: Option<&Layout>) -> Part {
    let images: Vec<&str> =
        workload.mains().filter_map(|container: &Container| container.image.as_deref()).collect();
    for image in &images {
        if let Some(role) = known(image_name(image)) {
            return (Some(role), None, format!("runs the image {image}"));
        }
    }
    for image in &images {
        if let Some((role, name)) = layout.and_then(|layout| by_layout(image_name(image), layout)) {
            return (
                Some(role),
                Some(name.clone()),
                format!("its image {image} is that of the service {name}"),
            );
        }
    }
    if let Some((role, name)) = layout.and_then(|layout| by_layout(&workload.name, layout)) {
        return (Some(role), Some(name.clone()), format!("its name is that of the service {name}"));
    }
    for text in images.iter().map(|image| image_name(image)).chain([workload.name.as_str()]) {
        if let Some(role) = by_word(text) {
            return (Some(role), None, format!("{text} says so"));
        }
    }
    (None, None, "neither image nor name tells".into())
}

/// The last part of an image reference without tag and digest.
pub(super) fn image_name(image: &str) -> &str {
    let bare = image.split('@').next().unwrap_or(image);
    let last = bare.rsplit('/').next().unwrap_or(bare);
    last.split(':').next().unwrap_or(last)
}

fn known(name: &str) -> Option<Role> {
    const POSTGRES: &[&str] = &[
        "postgres",
        "postgresql",
        "pgvector",
        "timescaledb",
        "postgis",
        "spilo",
        "postgresql-repmgr",
        "cockroach",
    ];
    const OTHER: &[&str] = &[
        "redis",
        "kafka",
        "redpanda",
        "zookeeper",
        "rabbitmq",
        "prometheus",
        "grafana",
        "adminer",
        "pgadmin4",
        "mysql",
        "mongo",
        "mailhog",
        "jaeger",
        "all-in-one",
        "otel-collector",
        "postgres-exporter",
        "daprd",
        "ollama",
        "busybox",
        "alpine",
        "curl",
        "valkey",
        "loki",
        "promtail",
        "alertmanager",
        "fluent-bit",
        "bitnami-shell",
        "kubectl",
        "strimzi",
        "pgbouncer",
    ];
    if POSTGRES.contains(&name) {
        return Some(Role::Database);
    }
    OTHER.contains(&name).then_some(Role::Other)
}

fn by_layout(name: &str, layout: &Layout) -> Option<(Role, String)> {
    let bare = |text: &str| text.to_ascii_lowercase().replace(['_', '.'], "-");
    let name = bare(name);
    let words: Vec<&str> = name.split('-').collect();
    let exact = layout.services.iter().find(|service| bare(&service.name) == name);
    let image = || {
        let same = |image: &String| bare(image_name(image)) == name;
        layout.services.iter().find(|service| service.image.as_ref().is_some_and(same))
    };
    // `todo-backend` is the service `backend`, and `release-todo-backend` the service `todo-backend`.
    let within = || {
        let ends = |service: &str| {
            let parts: Vec<&str> = service.split('-').collect();
            words.windows(parts.len().max(1)).any(|window| window == parts.as_slice())
        };
        let mut found: Vec<_> = layout.services.iter().filter(|service| ends(&bare(&service.name))).collect();
        found.sort_by_key(|service| std::cmp::Reverse(service.name.len()));
        found.first().copied()
    };
    let service = exact.or_else(image).or_else(within)?;
    Some((service.role, service.name.clone()))
}

fn by_word(text: &str) -> Option<Role> {
    const FRONTEND: &[&str] = &["frontend", "front", "web", "ui", "client", "nextjs", "webapp", "chatbot-ui"];
    const BACKEND: &[&str] = &["backend", "back", "api", "server", "fastapi"];
    const DATABASE: &[&str] = &["postgres", "postgresql", "db", "database"];
    const OTHER: &[&str] = &[
        "mcp",
        "worker",
        "notification",
        "notifications",
        "redis",
        "kafka",
        "recurring",
        "auth",
        "audit",
        "scheduler",
        "prometheus",
        "grafana",
    ];
    let lower = text.to_ascii_lowercase();
    let words: Vec<&str> = lower.split(['-', '_', '.']).collect();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    if has(OTHER) {
        return Some(Role::Other);
    }
    if has(FRONTEND) || lower.contains("frontend") {
        return Some(Role::Frontend);
    }
    if has(BACKEND) || lower.contains("backend") {
        return Some(Role::Backend);
    }
    has(DATABASE).then_some(Role::Database)
}
