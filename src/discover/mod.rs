//! Finds what a submission consists of, and says why it chose so.
//!
//! Evidence goes before names: a service is what its packages, its image and its commands say, and its context is
//! the one that holds what it copies. Every choice leaves its reasons in the layout, and every rival its own.

mod builds;
mod context;
mod describe;
mod entry;
mod explain;
mod names;
mod phase;
mod role;
mod services;

use crate::facts::checkout::compose::ComposeFile;
use crate::facts::checkout::dockerfile::Dockerfile;
use crate::facts::checkout::layout::{Layout, Role, Service};
use crate::inspect::tree::Tree;
use services::{Draft, Finder};

pub(crate) use describe::init;
pub(crate) use explain::explain_layout;
pub(crate) use names::{Names, aside, below, folder, has_end, is_package_list, sort};

/// Finds the layout of a checkout whose Dockerfiles and compose files were read.
pub(crate) fn layout(
    tree: &Tree,
    names: &Names,
    dockerfiles: &[Dockerfile],
    composes: &[ComposeFile],
) -> Layout {
    let phase = phase::choose(names);
    let written = builds::find(names, tree);
    let mut alternatives = phase.others.clone();
    let compose = entry::choose(composes, &phase, tree, &mut alternatives);
    let mut finder = Finder {
        tree,
        names,
        dockerfiles,
        phase: &phase,
        written: &written,
        sources: context::source_folders(&names.packages),
        alternatives,
    };
    let mut drafts = compose.map(|compose| finder.of_compose(compose)).unwrap_or_default();
    finder.of_dockerfiles(&mut drafts);
    for role in [Role::Backend, Role::Frontend] {
        if !drafts.iter().any(|draft| draft.fit.role() == role)
            && let Some(draft) = finder.of_sources(role, &drafts)
        {
            drafts.push(draft);
        }
    }
    let mut services = settle(drafts);
    if !services.iter().any(|service| service.role == Role::Database) {
        services.extend(entry::database(names, tree));
    }
    services.sort_by_key(|service| service.role);
    let mut alternatives = finder.alternatives;
    let charts = entry::charts(names, &phase, tree, &mut alternatives);
    let (manifests, rivals): (Vec<String>, Vec<String>) =
        names.manifests.iter().cloned().partition(|path| phase.holds(path));
    alternatives.extend(rivals.into_iter().map(|path| format!("{path}: it belongs to another phase")));
    alternatives
        .extend(names.aside.iter().map(|(path, why)| format!("{path}: {why}, so it is not deployed")));
    let mut layout = Layout {
        services,
        compose: compose.map(|compose| compose.file.clone()),
        charts,
        manifests,
        constitutions: entry::constitutions(names, tree),
        specs: names.specs.clone(),
        ci: names.ci.clone(),
        phase: phase.folder.clone(),
        alternatives,
        searched: searched(names),
        ..Layout::default()
    };
    described(tree, &mut layout);
    layout
}

/// Puts the submission's own description over what was found.
fn described(tree: &Tree, layout: &mut Layout) {
    let Some(text) = tree.has(describe::FILE).then(|| tree.text(describe::FILE).ok()).flatten() else {
        return;
    };
    match describe::parse(describe::FILE, &text) {
        Ok(description) => describe::apply(description, layout),
        Err(problem) => {
            layout
                .alternatives
                .push(format!("{}:{} is not followed: {}", problem.file, problem.line, problem.text));
            layout.problem = Some(problem);
        }
    }
}

/// Gives each service its part. One backend: where several fit, the one that fits best.
fn settle(drafts: Vec<Draft>) -> Vec<Service> {
    let backend = drafts
        .iter()
        .filter(|draft| draft.fit.role() == Role::Backend)
        .max_by_key(|draft| {
            (
                draft.fit.backend,
                draft.service.dockerfile.is_some(),
                std::cmp::Reverse(draft.service.name.len()),
            )
        })
        .map(|draft| draft.service.name.clone());
    drafts
        .into_iter()
        .map(|draft| {
            let Draft { mut service, fit } = draft;
            service.role = fit.role();
            service.because.extend(fit.because);
            if service.role == Role::Backend && Some(&service.name) != backend.as_ref() {
                service.role = Role::Other;
                service
                    .because
                    .push(format!("{} fits better as the backend", backend.as_deref().unwrap_or_default()));
            }
            service
        })
        .collect()
}

fn searched(names: &Names) -> Vec<String> {
    let mut searched = vec![format!("{} files looked at", names.files)];
    let none = |what: &str, found: bool| (!found).then(|| format!("no {what}"));
    searched.extend(none("Dockerfile", !names.dockerfiles.is_empty()));
    searched.extend(none("compose file", !names.composes.is_empty()));
    searched.extend(none("chart", !names.charts.is_empty()));
    searched.extend(none("Kubernetes manifest", !names.manifests.is_empty()));
    searched.extend(none("constitution", !names.constitutions.is_empty()));
    searched.extend(none("specification", !names.specs.is_empty()));
    searched.extend(none("workflow", !names.ci.is_empty()));
    searched
}

#[cfg(test)]
mod tests;
