//! A database whose files live in its pod loses everything with the pod.

use crate::facts::Facts;
use crate::facts::checkout::layout::Role;
use crate::facts::checkout::manifest::{Container, Mount, Shown, Source, VolumeKind, Workload};
use crate::rules::k8s::{self, Deployed, Findings};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Evidence, Undecided, Verdict};

const DATABASE: &str = "helm/todo/templates/database.yaml";

pub(super) static RULE: Rule = Rule {
    id: "I2.3p",
    statements: &["I2.3"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "a persistent volume is mounted where the database keeps its files",
    danger: "The pod is replaced, the database starts empty, and all tasks are gone.",
    remedy: "mount a volumeClaimTemplate or a PersistentVolumeClaim at the folder of PGDATA",
    check,
    breaks: &[
        Mutant {
            name: "the claim mounted elsewhere",
            edits: &[Edit::Replace {
                file: DATABASE,
                find: "mountPath: /var/lib/postgresql/data",
                with: "mountPath: /backup",
            }],
        },
        Mutant {
            name: "an emptyDir in place of the claim",
            edits: &[Edit::Replace {
                file: DATABASE,
                find: "      volumes:\n        - name: tmp",
                with: "      volumes:\n        - name: data\n          emptyDir: {}\n        - name: tmp",
            }],
        },
    ],
    keeps: &[Twin {
        name: "the files at the root of the mount",
        edits: &[Edit::Replace {
            file: DATABASE,
            find: "              value: /var/lib/postgresql/data/pgdata",
            with: "              value: /var/lib/postgresql/data",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let deployed = k8s::deployed(facts)?;
    let operated = deployed.sets().flat_map(|set| &set.objects).find(|object| {
        ["postgresql.cnpg.io/", "acid.zalan.do/", "postgres-operator.crunchydata.com/"]
            .iter()
            .any(|api| object.api.starts_with(api))
    });
    if let Some(object) = operated {
        let seen = format!("{} {} is kept by an operator, which makes the claims", object.kind, object.name);
        return Ok(Verdict::Met(Evidence::of(object.at.place(), seen)));
    }
    if deployed.of(Role::Database).next().is_none() {
        let complete = deployed.sets().all(|set| set.missing.is_empty() && set.unrendered.is_empty());
        if let Some(evidence) = external(&deployed).filter(|_| complete) {
            return Ok(Verdict::NotApplicable(evidence));
        }
    }
    k8s::judge(facts, "no database and no address of one was found in the manifests", |deployed| {
        let mut found = Findings::default();
        for (workload, container) in k8s::mains(deployed.of(Role::Database)) {
            let (at, holds, seen) = mounted(deployed, workload, container);
            found.add(holds, &at, seen);
        }
        Ok(found)
    })
}

/// The address of a database outside, which the backend is given.
fn external(deployed: &Deployed<'_>) -> Option<Evidence> {
    let (workload, variable) = k8s::mains(deployed.apps()).find_map(|(workload, container)| {
        let named = |name: &str| {
            ["DATABASE_URL", "POSTGRES_URL", "DB_HOST", "PGHOST", "DATABASE_URI", "POSTGRES_HOST"]
                .contains(&name)
        };
        Some((workload, container.env.iter().find(|variable| named(&variable.name))?))
    })?;
    let from = match &variable.source {
        Source::Secret { name, key, .. } => format!("key {key} of Secret {name}"),
        Source::Config { name, key, .. } => format!("key {key} of ConfigMap {name}"),
        Source::Literal(shown) => shown.text().to_string(),
        Source::Field(_) | Source::Nothing => return None,
    };
    let seen = format!("no database is deployed; {} takes {} from {from}", workload.title(), variable.name);
    Some(Evidence::of(variable.at.place(), seen))
}

type Finding = (crate::facts::checkout::manifest::At, bool, String);

fn mounted(deployed: &Deployed<'_>, workload: &Workload, container: &Container) -> Finding {
    let data = container.env.iter().find(|variable| variable.name == "PGDATA");
    let data = data.and_then(|variable| {
        let Source::Literal(Shown::Plain(path)) = &variable.source else { return None };
        Some(path.trim_end_matches('/').to_string())
    });
    // Images from PostgreSQL 18 on keep the files in a folder of their version.
    let data = data.unwrap_or_else(|| "/var/lib/postgresql/data".into());
    let covers = |mount: &&Mount| {
        let path = mount.path.trim_end_matches('/');
        data == path
            || data.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'))
            || path.contains("/bitnami/postgresql")
    };
    let Some(mount) = container.mounts.iter().filter(covers).max_by_key(|mount| mount.path.len()) else {
        let mounts: Vec<&str> = container.mounts.iter().map(|mount| mount.path.as_str()).collect();
        let shown = if mounts.is_empty() { "nothing".into() } else { mounts.join(", ") };
        let at = container.mounts.first().map_or(&container.at, |mount| &mount.at);
        return (
            at.clone(),
            false,
            format!("{} keeps its files in {data} and mounts {shown}", workload.title()),
        );
    };
    // A volume of the pod hides a claim of the same name.
    let volume = workload.volumes.iter().find(|volume| volume.name == mount.volume);
    let (holds, what) = match volume.map(|volume| &volume.kind) {
        Some(VolumeKind::Template) => (true, "a claim of the stateful set".to_string()),
        Some(VolumeKind::Claim(name)) => {
            let there = deployed.sets().flat_map(|set| &set.claims).any(|claim| claim.name == *name);
            (
                there,
                if there {
                    format!("the claim {name}")
                } else {
                    format!("the claim {name}, which nothing makes")
                },
            )
        }
        Some(VolumeKind::Empty { .. }) => (false, "an emptyDir".into()),
        Some(VolumeKind::Host(path)) => (false, format!("the node's {path}")),
        Some(VolumeKind::Secret(_) | VolumeKind::Config(_)) => (false, "no volume for data".into()),
        Some(VolumeKind::Other(kind)) => (true, kind.clone()),
        None => (false, format!("the volume {}, which is not there", mount.volume)),
    };
    let at = if holds { &mount.at } else { volume.map_or(&mount.at, |volume| &volume.at) };
    (at.clone(), holds, format!("{} mounts {what} at {} for {data}", workload.title(), mount.path))
}
