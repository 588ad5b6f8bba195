//! Which of the sets together are what is deployed.

use std::collections::BTreeSet;

use crate::facts::checkout::layout::{Layout, Role};
use crate::facts::checkout::manifest::{Manifests, Set, SetKind};

/// Marks the sets that are judged: the best set, and those that add to it without doing the same again.
pub(super) fn choose(manifests: &mut Manifests, layout: Option<&Layout>) {
    let mut order: Vec<usize> = (0..manifests.sets.len()).collect();
    order.sort_by_key(|&at| (rank(&manifests.sets[at], layout), manifests.sets[at].folder.clone(), at));
    let mut taken: BTreeSet<(Role, String)> = BTreeSet::new();
    let mut folders: Vec<String> = Vec::new();
    let nothing_else = manifests.sets.iter().all(is_dump);
    for at in order {
        let set = &mut manifests.sets[at];
        if set.objects.is_empty() && set.kind != SetKind::Chart {
            continue;
        }
        let parts: BTreeSet<(Role, String)> =
            set.servers().filter_map(|workload| Some((workload.role?, String::new()))).collect();
        let mains = parts.iter().filter(|(role, _)| *role != Role::Other);
        let again = mains.clone().any(|part| taken.contains(part)) || folders.contains(&set.folder);
        (set.chosen, set.because) = if is_dump(set) && !nothing_else {
            (false, "written by kubectl get, so not what is deployed".into())
        } else if set.kind == SetKind::Chart && set.environment.is_some() {
            (false, "the chart with the values of an environment".into())
        } else if again {
            (false, "another set deploys the same part".into())
        } else if taken.is_empty() {
            (true, "the first that deploys the application".into())
        } else {
            (true, "adds to what is deployed".into())
        };
        if set.chosen {
            taken.extend(mains.cloned());
            folders.push(set.folder.clone());
        }
    }
}

fn is_dump(set: &Set) -> bool {
    set.because.starts_with("written by kubectl")
}

/// Lower is better: what the layout chose, then charts before kustomizations before plain files; within each the
/// default before an environment, production before development, and more of the application before less.
fn rank(set: &Set, layout: Option<&Layout>) -> (usize, usize, usize, usize) {
    let listed = layout.and_then(|layout| layout.charts.iter().position(|chart| *chart == set.folder));
    let phase = layout.and_then(|layout| phase_of(layout, set));
    let kind = match set.kind {
        SetKind::Chart => 0,
        SetKind::Kustomize => 1,
        SetKind::Plain => 2,
    };
    let environment = match set.environment.as_deref() {
        None => 0,
        Some("prod" | "production") => 1,
        Some(_) => 2,
    };
    let roles: BTreeSet<Role> = set.servers().filter_map(|workload| workload.role).collect();
    (
        phase.unwrap_or(listed.map_or(kind + 1, |_| 0)),
        listed.unwrap_or(usize::MAX),
        environment,
        4 - roles.len().min(4),
    )
}

/// Sets of another phase come last.
fn phase_of(layout: &Layout, set: &Set) -> Option<usize> {
    let phase = phase(layout)?;
    let own = phase == "." || set.folder == phase || set.folder.starts_with(&format!("{phase}/"));
    (!own && set.folder.to_ascii_lowercase().contains("phase")).then_some(9)
}

/// The folder of the phase that the chosen services lie in.
fn phase(layout: &Layout) -> Option<String> {
    let source = layout.services.iter().find_map(|service| service.source.as_deref())?;
    let parts: Vec<&str> = source.split('/').collect();
    let at = parts.iter().position(|part| part.to_ascii_lowercase().contains("phase"))?;
    Some(parts[..=at].join("/"))
}
