//! A folder of the node is state that one pod has and its replacement has not.

use crate::facts::Facts;
use crate::facts::checkout::layout::Role;
use crate::facts::checkout::manifest::{Container, Mount, VolumeKind, Workload};
use crate::rules::k8s::{self, Findings};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Undecided, Verdict};

const BACKEND: &str = "helm/todo/templates/backend.yaml";

pub(super) static RULE: Rule = Rule {
    id: "G2.3p",
    statements: &["G2.3", "H5", "C1"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "no pod of the application keeps files on its node, on a volume or in an emptyDir for more than scratch",
    danger: "What was written is gone when the pod moves, and the other replica never had it.",
    remedy: "store it in PostgreSQL; mount an emptyDir only at /tmp or a cache",
    check,
    breaks: &[
        Mutant {
            name: "a folder of the node",
            edits: &[Edit::Replace {
                file: BACKEND,
                find: "          emptyDir: { medium: Memory, sizeLimit: 16Mi }",
                with: "          hostPath: { path: /srv/todo }",
            }],
        },
        Mutant {
            name: "an emptyDir for data",
            edits: &[
                Edit::Replace {
                    file: BACKEND,
                    find: "          emptyDir: { medium: Memory, sizeLimit: 16Mi }",
                    with: "          emptyDir: {}",
                },
                Edit::Replace {
                    file: BACKEND,
                    find: "              mountPath: /tmp",
                    with: "              mountPath: /app/data",
                },
            ],
        },
    ],
    keeps: &[Twin {
        name: "an emptyDir on disk for scratch",
        edits: &[Edit::Replace {
            file: BACKEND,
            find: "          emptyDir: { medium: Memory, sizeLimit: 16Mi }",
            with: "          emptyDir: {}",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    k8s::judge(facts, "no workload of the application was read", |deployed| {
        let mut found = Findings::default();
        for workload in deployed.apps() {
            let mut mounts = 0;
            for container in workload.mains() {
                for mount in &container.mounts {
                    mounts += 1;
                    let (holds, what) = judged(workload, mount);
                    let volume = workload.volumes.iter().find(|volume| volume.name == mount.volume);
                    let host = volume.filter(|volume| matches!(volume.kind, VolumeKind::Host(_)));
                    let at = host.map_or(&mount.at, |volume| &volume.at);
                    found.add(
                        holds,
                        at,
                        format!("{} mounts {what} at {}", title(workload, container), mount.path),
                    );
                }
            }
            if mounts == 0 {
                found.add(true, &workload.at, format!("{} mounts nothing", workload.title()));
            }
        }
        Ok(found)
    })
}

fn title(workload: &Workload, container: &Container) -> String {
    k8s::title(workload, container)
}

fn judged(workload: &Workload, mount: &Mount) -> (bool, String) {
    let kind = workload.volumes.iter().find(|volume| volume.name == mount.volume).map(|volume| &volume.kind);
    match kind {
        Some(VolumeKind::Host(path)) => (false, format!("the node's {path}")),
        // Ready software that the submission only configures may keep its own files.
        Some(VolumeKind::Claim(name)) => (
            !matches!(workload.role, Some(Role::Backend | Role::Frontend)) || mount.read_only,
            format!("the volume {name}"),
        ),
        Some(VolumeKind::Template) => (
            !matches!(workload.role, Some(Role::Backend | Role::Frontend)),
            format!("a volume of its own ({})", mount.volume),
        ),
        Some(VolumeKind::Empty { memory }) => (*memory || is_scratch(&mount.path), "an emptyDir".into()),
        Some(VolumeKind::Secret(name)) => (true, format!("Secret {name}")),
        Some(VolumeKind::Config(name)) => (true, format!("ConfigMap {name}")),
        Some(VolumeKind::Other(kind)) => (true, kind.clone()),
        None => (true, format!("{}, which is not declared", mount.volume)),
    }
}

/// Folders whose files nobody misses.
fn is_scratch(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    ["/tmp", "/var/tmp", "/run", "/var/run", "/var/cache", "/dev/shm", "/var/log/nginx", "/var/lib/nginx"]
        .iter()
        .any(|scratch| lower == *scratch || lower.starts_with(&format!("{scratch}/")))
        || lower.contains("cache")
        || lower.ends_with("/tmp")
}
