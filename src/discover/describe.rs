//! `conformance.toml`: read with the line and the nearest right word of a mistake, put over what was found, written
//! from what was found.

use std::fmt::Write;

use crate::facts::checkout::described::{Described, DescribedService};
use crate::facts::checkout::layout::{Layout, Role, Service};
use crate::facts::checkout::quote::Quote;
use crate::facts::checkout::source::Sources;

/// Where a submission may describe itself.
pub(crate) const FILE: &str = "conformance.toml";

/// Words with which someone asks to be excused.
const EXCUSES: &[&str] = &["ignore", "skip", "waive", "exclude", "disable", "allow", "except", "rules"];

/// Reads a description.
///
/// # Errors
/// The line and what is wrong there, with the nearest word that would be right.
pub(crate) fn parse(file: &str, text: &str) -> Result<Described, Quote> {
    toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let before = text.as_bytes().get(..at).unwrap_or_default();
        let line = u32::try_from(memchr::memchr_iter(b'\n', before).count() + 1).unwrap_or(u32::MAX);
        Quote::new(file, line, help(error.message()))
    })
}

/// The message, with the nearest right word where a wrong one stands.
fn help(message: &str) -> String {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let Some((wrong, right)) = quoted.split_first().filter(|_| message.starts_with("unknown ")) else {
        return message.to_string();
    };
    if EXCUSES.iter().any(|word| wrong.contains(word)) {
        return format!("`{wrong}`: this file describes the submission, it excuses nothing");
    }
    let nearest = right.iter().min_by_key(|word| distance(wrong, word));
    nearest.filter(|word| distance(wrong, word) <= 1 + wrong.len() / 2).map_or_else(
        || format!("unknown word `{wrong}`; known are {}", right.join(", ")),
        |word| format!("unknown word `{wrong}`; did you mean `{word}`?"),
    )
}

/// Letters to change, add or leave out.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.chars().take(64).enumerate() {
        let mut corner = row[0];
        row[0] = at + 1;
        for (column, known) in other.iter().enumerate() {
            let change = corner + usize::from(letter != *known);
            corner = row[column + 1];
            row[column + 1] = change.min(row[column] + 1).min(corner + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}

/// Puts a description over what was found.
pub(super) fn apply(described: Described, layout: &mut Layout) {
    for (name, service) in &described.service {
        let found = layout.services.iter_mut().find(|found| found.name == *name);
        match found {
            Some(found) => describe(found, service),
            None => layout.services.push(new(name, service)),
        }
    }
    let backends = described.service.iter().filter(|(_, service)| service.role == Some(Role::Backend));
    let backends: Vec<&String> = backends.map(|(name, _)| name).collect();
    if !backends.is_empty() {
        let others = layout.services.iter_mut().filter(|service| service.role == Role::Backend);
        for service in others.filter(|service| !backends.contains(&&service.name)) {
            service.role = Role::Other;
            service.because.push(format!("{FILE} names another backend"));
        }
    }
    layout.services.sort_by_key(|service| service.role);
    let deploy = &described.deploy;
    if let Some(compose) = &deploy.compose {
        layout.compose = Some(compose.clone());
    }
    if let Some(chart) = &deploy.chart {
        layout.charts.retain(|other| other != chart);
        layout.charts.insert(0, chart.trim_end_matches('/').to_string());
    }
    if !deploy.manifests.is_empty() {
        let named = |path: &String| {
            deploy
                .manifests
                .iter()
                .any(|each| path == each || super::names::below(path, each.trim_end_matches('/')))
        };
        layout.manifests.retain(named);
    }
    layout.described = Some(described);
}

fn new(name: &str, described: &DescribedService) -> Service {
    let mut service = Service { name: name.into(), ..super::services::blank() };
    describe(&mut service, described);
    service
}

fn describe(service: &mut Service, described: &DescribedService) {
    if let Some(role) = described.role {
        service.role = role;
    }
    let pairs = [
        (&mut service.dockerfile, &described.dockerfile),
        (&mut service.context, &described.context),
        (&mut service.target, &described.target),
        (&mut service.image, &described.image),
        (&mut service.source, &described.source),
    ];
    for (found, said) in pairs {
        if said.is_some() {
            found.clone_from(said);
        }
    }
    service.because.push(format!("{FILE} says so"));
}

/// A description of what was found, with comments, to be edited by whoever knows better.
pub(crate) fn init(layout: &Layout, sources: &Sources) -> String {
    let mut out = String::from(
        "# What the judge found out about this submission. Correct what is wrong, delete what is right.\n\
         # It describes; it excuses nothing.\n",
    );
    for service in &layout.services {
        let _ = writeln!(out, "\n[service.{}]", key(&service.name));
        for reason in service.because.iter().take(3) {
            let _ = writeln!(out, "# {}", reason.replace('\n', " "));
        }
        let role = serde_json::to_value(service.role).ok();
        let role = role.as_ref().and_then(serde_json::Value::as_str).unwrap_or("other").to_string();
        let lines = [
            ("role", Some(role)),
            ("dockerfile", service.dockerfile.clone()),
            ("context", service.context.clone()),
            ("target", service.target.clone()),
            ("image", service.image.clone()),
            ("source", service.source.clone()),
        ];
        for (name, value) in lines.into_iter().filter_map(|(name, value)| Some((name, value?))) {
            let _ = writeln!(out, "{name} = {}", toml::Value::String(value));
        }
    }
    variables(&mut out, layout, sources);
    out.push_str("\n[deploy]\n");
    if let Some(compose) = &layout.compose {
        let _ = writeln!(out, "compose = {}", toml::Value::String(compose.clone()));
    }
    if let Some(chart) = layout.charts.first() {
        let _ = writeln!(out, "chart = {}", toml::Value::String(chart.clone()));
    }
    out.push_str(
        "# values = [\"values-dev.yaml\"]\n# manifests = [\"k8s/\"]\n\n\
         # Only where the judge does not find them by itself:\n\
         # [api]\n# tasks = \"/api/{user_id}/tasks\"\n# complete = \"PATCH /api/{user_id}/tasks/{id}/complete\"\n\
         # chat = \"/api/{user_id}/chat\"\n\
         # [auth]\n# sign-up = \"/api/auth/sign-up\"\n# sign-in = \"/api/auth/sign-in\"\n\
         # [mcp]\n# transport = \"streamable-http\"   # or sse, stdio\n# path = \"/mcp\"\n\
         # [model]\n# key = \"OPENAI_API_KEY\"\n# base-url = \"OPENAI_BASE_URL\"\n\
         # [budget]\n# p95-ms = 300\n",
    );
    out
}

fn variables(out: &mut String, layout: &Layout, sources: &Sources) {
    let backend = layout.of(Role::Backend).filter_map(|service| sources.of(&service.name));
    let mut names: Vec<&str> = backend
        .flat_map(|source| &source.variables)
        .filter(|variable| variable.default.is_none() && variable.required != Some(false))
        .map(|variable| variable.name.as_str())
        .collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() {
        return;
    }
    out.push_str("\n# Where the values come from: database, random, model-key, model-url, backend, frontend, or { value = \"…\" }\n[variables]\n");
    for name in names {
        let origin = match name {
            name if name.contains("DATABASE") || name.contains("POSTGRES") => "\"database\"",
            name if name.contains("BASE_URL") => "\"model-url\"",
            name if name.contains("API_KEY") => "\"model-key\"",
            name if name.contains("SECRET") || name.contains("KEY") => "\"random\"",
            _ => "{ value = \"\" }",
        };
        let _ = writeln!(out, "{name} = {origin}");
    }
}

/// A name as a key, quoted where it must be.
fn key(name: &str) -> String {
    let bare = name.chars().all(|each| each.is_ascii_alphanumeric() || each == '-' || each == '_');
    if bare && !name.is_empty() { name.into() } else { toml::Value::String(name.into()).to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_is_named_with_its_line_and_the_right_word() {
        let wrong = parse(FILE, "[service.api]\nrole = \"backend\"\ndokerfile = \"x\"\n").unwrap_err();
        assert_eq!(wrong.line, 3);
        assert!(wrong.text.contains("did you mean `dockerfile`"), "{}", wrong.text);
        let wrong = parse(FILE, "[service.api]\nrole = \"bakend\"\n").unwrap_err();
        assert!(wrong.text.contains("did you mean `backend`"), "{}", wrong.text);
    }

    #[test]
    fn nothing_can_be_excused() {
        let wrong = parse(FILE, "skip = [\"G4.1\"]\n").unwrap_err();
        assert!(wrong.text.contains("excuses nothing"), "{}", wrong.text);
    }

    #[test]
    fn what_init_writes_is_read_back_and_changes_nothing() {
        let service = Service {
            name: "todo api".into(),
            role: Role::Backend,
            dockerfile: Some("a/Dockerfile".into()),
            context: Some("a".into()),
            ..crate::discover::services::blank()
        };
        let layout =
            Layout { services: vec![service], compose: Some("compose.yaml".into()), ..Layout::default() };
        let text = init(&layout, &Sources::default());
        let mut again = layout.clone();
        apply(parse(FILE, &text).unwrap(), &mut again);
        let plain = |layout: &Layout| {
            let services =
                layout.services.iter().map(|each| (each.name.clone(), each.role, each.dockerfile.clone()));
            services.collect::<Vec<_>>()
        };
        assert_eq!(plain(&again), plain(&layout));
    }

    #[test]
    fn values_come_from_where_they_are_said_to() {
        use crate::facts::checkout::described::Origin;
        let described = parse(FILE, "[variables]\nA = \"database\"\nB = { value = \"x\" }\n").unwrap();
        assert_eq!(described.variables["A"], Origin::Database);
        assert_eq!(described.variables["B"], Origin::Value { value: "x".into() });
    }
}
