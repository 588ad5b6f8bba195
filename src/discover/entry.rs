//! The deploy entries: which compose file and which charts, which constitution is this phase's, which database.

use super::names::{Names, below, folder};
use super::phase::Choice;
use super::services::blank;
use crate::facts::checkout::compose::ComposeFile;
use crate::facts::checkout::layout::{Role, Service};
use crate::inspect::tree::Tree;

/// Chooses the compose file; the others are named with the reason.
pub(super) fn choose<'a>(
    composes: &'a [ComposeFile],
    phase: &Choice,
    tree: &Tree,
    alternatives: &mut Vec<String>,
) -> Option<&'a ComposeFile> {
    let mut ranked: Vec<(i32, &ComposeFile)> = composes
        .iter()
        .filter(|compose| phase.holds(&compose.file) && !compose.services.is_empty())
        .map(|compose| (score(compose, phase, tree), compose))
        .collect();
    ranked.sort_by(|(one, a), (other, b)| other.cmp(one).then_with(|| a.file.cmp(&b.file)));
    let (best, chosen) = ranked.first().copied()?;
    for (points, compose) in ranked.iter().skip(1) {
        let why = if *points == best { "equally good, but its path comes later" } else { "a weaker entry" };
        alternatives.push(format!("{}: {why} than {}", compose.file, chosen.file));
    }
    for compose in composes.iter().filter(|compose| !phase.holds(&compose.file)) {
        alternatives.push(format!("{}: it belongs to another phase", compose.file));
    }
    Some(chosen)
}

fn score(compose: &ComposeFile, phase: &Choice, tree: &Tree) -> i32 {
    let name = compose.file.rsplit('/').next().unwrap_or(&compose.file).to_ascii_lowercase();
    let stem = name.split_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let mut points = 0;
    for service in &compose.services {
        let built = service.build.as_ref().and_then(|build| build.dockerfile.as_deref());
        points += match built {
            Some(file) if tree.has(file) => 4,
            Some(_) => 1,
            None if service.image.is_some() => 1,
            None => 0,
        };
    }
    if matches!(stem, "docker-compose" | "compose") && name.matches('.').count() == 1 {
        points += 3;
    }
    if name.contains("prod") {
        points += 2;
    }
    let lesser = [
        "dev", "test", "local", "ci", "debug", "example", "monitor", "hub", "backup", "old", "simple",
        "kafka",
    ];
    if name.contains("override") || compose.file.contains(".devcontainer") {
        points -= 50;
    } else if lesser.iter().any(|word| name.split(['.', '-', '_']).any(|part| part == *word)) {
        points -= 6;
    }
    let inside = phase.folder.as_deref().is_some_and(|phase| below(&compose.file, phase));
    points + if inside { 8 } else { 0 } - i32::try_from(compose.file.matches('/').count()).unwrap_or(0)
}

/// The charts that deploy: top-level ones, library charts and subcharts left out, the best first.
pub(super) fn charts(
    names: &Names,
    phase: &Choice,
    tree: &Tree,
    alternatives: &mut Vec<String>,
) -> Vec<String> {
    let file =
        |chart: &str| if chart.is_empty() { "Chart.yaml".into() } else { format!("{chart}/Chart.yaml") };
    let mut found: Vec<(i32, String)> = Vec::new();
    for chart in &names.charts {
        let path = file(chart);
        if let Some(above) = names
            .charts
            .iter()
            .find(|above| *above != chart && below(chart, above) && chart[above.len()..].contains("charts/"))
        {
            alternatives.push(format!("{path}: a part of the chart {above}"));
            continue;
        }
        if !phase.holds(&path) {
            alternatives.push(format!("{path}: it belongs to another phase"));
            continue;
        }
        let text = tree.text(&path).unwrap_or_default();
        if text.lines().any(|line| line.trim_end() == "type: library") {
            alternatives.push(format!("{path}: a library chart"));
            continue;
        }
        let inside = phase.folder.as_deref().is_some_and(|phase| below(&path, phase));
        let parts = tree.entries_from(&format!("{chart}/templates/"));
        let templates =
            parts.take_while(|(name, _)| name.starts_with(&format!("{chart}/templates/"))).count();
        let umbrella = text.contains("dependencies:");
        let points = i32::from(inside) * 100
            + i32::from(umbrella) * 20
            + i32::try_from(templates.min(60)).unwrap_or(0);
        found.push((points, if chart.is_empty() { ".".into() } else { chart.clone() }));
    }
    found.sort_by(|(one, a), (other, b)| other.cmp(one).then_with(|| a.cmp(b)));
    found.into_iter().map(|(_, chart)| chart).collect()
}

/// The constitutions, the one of this phase first.
pub(super) fn constitutions(names: &Names, tree: &Tree) -> Vec<String> {
    let mut found: Vec<(i32, String)> = names
        .constitutions
        .iter()
        .map(|path| {
            let text = tree.text(path).unwrap_or_default().to_ascii_lowercase();
            let marks = ["phase iv", "phase 4", "cloud native", "kubernetes", "minikube", "helm", "docker"];
            let points = marks.iter().filter(|mark| text.contains(**mark)).count();
            let ours = super::phase::of(path).is_some_and(|(_, number)| number == 4);
            let home = path.ends_with(".specify/memory/constitution.md");
            let points = i32::try_from(points).unwrap_or(0) + i32::from(ours) * 10 + i32::from(home) * 2;
            (points, path.clone())
        })
        .collect();
    found.sort_by(|(one, a), (other, b)| {
        other
            .cmp(one)
            .then_with(|| a.matches('/').count().cmp(&b.matches('/').count()))
            .then_with(|| a.cmp(b))
    });
    found.into_iter().map(|(_, path)| path).collect()
}

/// The database where the compose file has none: one that the manifests run, or one outside.
pub(super) fn database(names: &Names, tree: &Tree) -> Option<Service> {
    let charts = names.charts.iter().flat_map(|chart| {
        let start = if chart.is_empty() { String::new() } else { format!("{chart}/") };
        let inside = tree.entries_from(&start);
        let inside = inside.take_while(move |(path, _)| path.starts_with(&start)).take(400);
        inside.map(|(path, _)| path.to_string()).collect::<Vec<_>>()
    });
    for path in names.manifests.iter().cloned().chain(charts) {
        let Some((line, number)) = line_with(&path, tree, |line| {
            let line = line.trim_start_matches(['-', ' ']);
            (line.starts_with("image:") || line.starts_with("repository:"))
                && line.contains("postgres")
                && !line.contains("{{")
        }) else {
            continue;
        };
        let image = line.split_once(':').map(|(_, image)| image.trim().trim_matches(['"', '\'']).to_string());
        let because = vec![format!("{path}:{number} runs it")];
        return Some(Service { name: "postgres".into(), role: Role::Database, image, because, ..blank() });
    }
    let settings = tree.files().filter(|path| {
        let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
        name.starts_with(".env")
            || name.starts_with("values")
            || name.starts_with("readme")
            || names.composes.iter().any(|own| own == path)
            || names.manifests.iter().any(|own| own == path)
    });
    for path in settings {
        let found = line_with(path, tree, |line| {
            let line = line.to_ascii_lowercase();
            line.contains("neon.tech")
                || line.contains("database_url") && (line.contains("postgres") || line.contains("neon"))
        });
        if let Some((_, number)) = found {
            let because = vec![format!("{path}:{number} tells of a PostgreSQL outside the submission")];
            return Some(Service { name: "database".into(), role: Role::Database, because, ..blank() });
        }
    }
    None
}

fn line_with(path: &str, tree: &Tree, wanted: impl Fn(&str) -> bool) -> Option<(String, usize)> {
    if folder(path).contains("node_modules") || tree.size(path).is_none_or(|size| size > 512 * 1024) {
        return None;
    }
    let text = tree.text(path).ok()?;
    text.lines()
        .zip(1..)
        .find(|(line, _)| wanted(line))
        .map(|(line, number)| (line.trim().to_string(), number))
}
