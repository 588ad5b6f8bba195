//! Without a check, a process that hangs looks like one that works.

use crate::facts::checkout::compose::{Command, ComposeService};
use crate::facts::checkout::dockerfile::Act;
use crate::facts::checkout::layout::{Role, Service};
use crate::facts::{Facts, Place};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, build};
use crate::verdict::{Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G4.3s",
    statements: &["G4.3", "C4"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "every image, or its compose service, declares a health check",
    danger: "A process that hangs is taken for one that works, and is sent requests.",
    remedy: "add a HEALTHCHECK that asks the service itself to its Dockerfile",
    check,
    breaks: &[
        Mutant {
            name: "a check that is switched off",
            edits: &[Edit::Replace {
                file: "backend/Dockerfile",
                find: "HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \\\n    CMD [\"/usr/bin/python3\", \"-m\", \"todo.probe\", \"/readyz\"]\n",
                with: "HEALTHCHECK NONE\n",
            }],
        },
        Mutant {
            name: "a compose file that switches the image's check off",
            edits: &[Edit::Replace {
                file: "compose.yaml",
                find: "    build: ./frontend\n",
                with: "    build: ./frontend\n    healthcheck: {disable: true}\n",
            }],
        },
    ],
    keeps: &[Twin {
        name: "a check that stands in the compose file",
        edits: &[
            Edit::Replace {
                file: "backend/Dockerfile",
                find: "HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \\\n    CMD [\"/usr/bin/python3\", \"-m\", \"todo.probe\", \"/readyz\"]\n",
                with: "",
            },
            Edit::Replace {
                file: "compose.yaml",
                find: "    build: ./backend\n",
                with: "    build: ./backend\n    healthcheck:\n      test: [\"CMD\", \"/usr/bin/python3\", \"-m\", \"todo.probe\", \"/readyz\"]\n",
            },
        ],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let (mut offenders, mut doubtful, mut looked) = (Vec::new(), Vec::new(), Vec::new());
    for (service, file) in build::builds(facts, build::APPLICATION)? {
        let composed = composed(facts, service);
        if composed.is_some_and(|(_, own)| is_job(facts, own)) {
            continue;
        }
        let health = composed.and_then(|(path, own)| own.health.as_ref().map(|health| (path, health)));
        let declared = file.last(Act::healthcheck);
        let place = |line| Place::line(file.file.clone(), line);
        match (health, declared) {
            (Some((path, health)), _) if health.disabled => {
                offenders.push(Exhibit::new(Place::line(path, health.line), "switches the health check off"));
            }
            (Some((path, health)), _) if health.test.is_some() => {
                let test = health.test.as_ref().map(Command::line).unwrap_or_default();
                looked.push(Exhibit::new(Place::line(path, health.line), test));
            }
            (_, Some((instruction, Some(_)))) => looked.push(file.quote(instruction).exhibit()),
            (_, Some((instruction, None))) => offenders.push(file.quote(instruction).exhibit()),
            (_, None) => {
                let exhibit = Exhibit::new(place(0), format!("no HEALTHCHECK for {}", service.name));
                match probed(facts, service) {
                    Some(probe) => doubtful.extend([exhibit, probe]),
                    None if service.role == Role::Other => doubtful.push(exhibit),
                    None => offenders.push(exhibit),
                }
            }
        }
    }
    build::verdict(offenders, doubtful, looked)
}

/// The service in the chosen compose file, with the file's path.
fn composed<'a>(facts: &'a Facts, service: &Service) -> Option<(&'a str, &'a ComposeService)> {
    let chosen = facts.checkout.layout.known()?.compose.as_ref()?;
    let file = facts.checkout.compose.known()?.iter().find(|file| file.file == *chosen)?;
    Some((file.file.as_str(), file.service(&service.name)?))
}

/// A service that others wait for until it has ended.
fn is_job(facts: &Facts, own: &ComposeService) -> bool {
    let files = facts.checkout.compose.known().into_iter().flatten();
    let waits = files.flat_map(|file| &file.services).flat_map(|service| &service.depends_on);
    let awaited = waits
        .filter(|each| each.service == own.name)
        .any(|each| each.condition.as_deref() == Some("service_completed_successfully"));
    awaited || own.restart.as_deref() == Some("no") && own.command.is_some()
}

/// Both probes of a workload that runs the service: the cluster looks after it, a plain container engine does not.
fn probed(facts: &Facts, service: &Service) -> Option<Exhibit> {
    let sets = &facts.checkout.manifests.known()?.sets;
    let mut workloads = sets.iter().flat_map(|set| &set.workloads);
    let own = workloads.find(|workload| {
        workload.service.as_deref() == Some(&service.name)
            && workload.containers.iter().any(|each| each.readiness.is_some() && each.liveness.is_some())
    })?;
    let place = Place::line(own.at.file.clone(), own.at.line);
    Some(Exhibit::new(place, format!("{} {} has both probes", own.kind, own.name)))
}
