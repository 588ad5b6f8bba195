//! Folders of phases: `phase-4/` beside `phase-2/`, or a full copy of everything per phase.

use std::sync::LazyLock;

use regex::Regex;

use super::names::Names;

/// The phase that is judged.
const OURS: u8 = 4;

static PHASE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^|[-_ .])phase[-_ ]?(?:0?([1-9])|(iv|v|i{1,3}))(?:$|[^0-9a-z])").ok()
});

/// The folder of a phase that a path lies in, and the phase's number.
pub(super) fn of(path: &str) -> Option<(&str, u8)> {
    let pattern = PHASE.as_ref()?;
    let mut end = 0;
    let folder = super::names::folder(path);
    folder.split('/').find_map(|part| {
        let start = end;
        end += part.len() + 1;
        let found = pattern.captures(part)?;
        let number = match (found.get(1), found.get(2)) {
            (Some(digit), _) => digit.as_str().parse().ok()?,
            (None, Some(roman)) => match roman.as_str().to_ascii_lowercase().as_str() {
                "i" => 1,
                "ii" => 2,
                "iii" => 3,
                "iv" => 4,
                _ => 5,
            },
            (None, None) => return None,
        };
        Some((&path[..start + part.len()], number))
    })
}

/// The choice of a phase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Choice {
    /// The number, where the checkout has phases and one was chosen.
    pub(super) number: Option<u8>,
    /// Its folder.
    pub(super) folder: Option<String>,
    /// What was not chosen, and why.
    pub(super) others: Vec<String>,
}

/// Chooses the phase to judge from where the deploy files lie.
pub(super) fn choose(names: &Names) -> Choice {
    let deploy = || names.dockerfiles.iter().chain(&names.composes).chain(&names.manifests);
    let charts: Vec<String> = names.charts.iter().map(|folder| format!("{folder}/Chart.yaml")).collect();
    let mut phases: Vec<(u8, String)> = deploy()
        .chain(&charts)
        .filter_map(|path| of(path).map(|(folder, number)| (number, folder.to_string())))
        .collect();
    phases.sort();
    phases.dedup();
    let outside = names.dockerfiles.iter().chain(&names.composes).any(|path| of(path).is_none());
    let number = phases.iter().map(|(number, _)| *number);
    let below = number.clone().filter(|&number| number < OURS).max();
    let above = number.clone().filter(|&number| number > OURS).min();
    let number = if number.clone().any(|number| number == OURS) {
        Some(OURS)
    } else if outside {
        None
    } else {
        above.or(below)
    };
    let folder = phases.iter().find(|(each, _)| Some(*each) == number).map(|(_, folder)| folder.clone());
    let why = match (number, &folder) {
        (Some(OURS), Some(folder)) => format!("{folder} is the phase that is judged"),
        (Some(number), Some(folder)) => {
            format!("no folder of phase {OURS} deploys anything, so {folder} (phase {number}) is judged")
        }
        (_, None) | (None, Some(_)) => "deploy files stand outside all phase folders".to_string(),
    };
    let others = phases
        .iter()
        .filter(|(each, path)| Some(*each) != number || Some(path) != folder.as_ref())
        .map(|(_, path)| format!("{path} deploys too, but {why}"))
        .collect();
    Choice { number, folder, others }
}

impl Choice {
    /// Whether a deploy file may belong to what is judged.
    pub(super) fn holds(&self, path: &str) -> bool {
        match (self.number, of(path)) {
            (_, None) => true,
            (Some(number), Some((_, own))) => number == own,
            (None, Some(_)) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_are_read_from_folders() {
        for (path, phase) in [
            ("phase-4/docker/Dockerfile", Some(("phase-4", 4))),
            ("Phase_IV/x", Some(("Phase_IV", 4))),
            ("apps/todo-phase3/y", Some(("apps/todo-phase3", 3))),
            ("src/phase04-k8s/y", Some(("src/phase04-k8s", 4))),
            ("phases/y", None),
            ("phase-4.md", None),
        ] {
            assert_eq!(of(path), phase, "{path}");
        }
    }
}
