//! A service with a disk of its own is a database that nobody looks after.

use crate::facts::checkout::dockerfile::{Act, Dockerfile};
use crate::facts::{Facts, Place};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, build};
use crate::verdict::{Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G2.3t",
    statements: &["G2.3", "H5", "C1", "S3"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "no service but the database has a volume",
    danger: "State on a volume ties the service to one machine and to one copy of itself.",
    remedy: "remove the volume and keep in PostgreSQL what must last",
    check,
    breaks: &[
        Mutant {
            name: "a volume in the Dockerfile",
            edits: &[Edit::Replace {
                file: "backend/Dockerfile",
                find: "EXPOSE 8080",
                with: "VOLUME /app/data\nEXPOSE 8080",
            }],
        },
        Mutant {
            name: "a volume for uploads in the compose file",
            edits: &[Edit::Replace {
                file: "compose.yaml",
                find: "    build: ./backend\n",
                with: "    build: ./backend\n    volumes: [\"uploads:/app/uploads\"]\n",
            }],
        },
    ],
    keeps: &[
        Twin {
            name: "the code mounted for development",
            edits: &[Edit::Replace {
                file: "compose.yaml",
                find: "    build: ./backend\n",
                with: "    build: ./backend\n    volumes: [\"./backend/todo:/app/todo:ro\"]\n",
            }],
        },
        Twin {
            name: "a folder in memory",
            edits: &[Edit::Replace {
                file: "compose.yaml",
                find: "    build: ./frontend\n",
                with: "    build: ./frontend\n    tmpfs: [\"/cache\"]\n",
            }],
        },
    ],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let (mut offenders, mut doubtful, mut looked) = (Vec::new(), Vec::new(), Vec::new());
    let chosen = facts.checkout.layout.get()?.compose.as_deref();
    let composes = facts.checkout.compose.get()?;
    for (service, file) in build::builds(facts, build::APPLICATION)? {
        offenders.extend(volumes(file));
        let compose = composes.iter().find(|each| Some(each.file.as_str()) == chosen);
        let own = compose.and_then(|each| Some((each, each.service(&service.name)?)));
        for (compose, mount) in
            own.iter().flat_map(|(compose, own)| own.volumes.iter().map(move |mount| (compose, mount)))
        {
            let exhibit = Exhibit::new(
                Place::line(compose.file.clone(), mount.line),
                format!("{}: {}", service.name, mount.written),
            );
            match (&mount.source, mount.bind) {
                (Some(_), false) if !is_cache(&mount.target) => offenders.push(exhibit),
                // Bound sources and anonymous volumes serve development; what is deployed has none of them.
                (_, true) if mount.read_only => {}
                (Some(_) | None, _) => doubtful.push(exhibit),
            }
        }
        looked.push(Exhibit::new(Place::file(file.file.clone()), "no VOLUME"));
        looked.extend(own.map(|(compose, own)| {
            Exhibit::new(Place::line(compose.file.clone(), own.line), format!("{} has no volume", own.name))
        }));
    }
    build::verdict(offenders, doubtful, looked)
}

fn volumes(file: &Dockerfile) -> Vec<Exhibit> {
    let own = file.shipped().into_iter().filter(|each| matches!(each.act, Act::Volume(_)));
    own.map(|each| file.quote(each).exhibit()).collect()
}

/// Packages and build caches that development keeps between starts.
fn is_cache(target: &str) -> bool {
    ["node_modules", ".next", ".cache", "__pycache__", ".venv"].iter().any(|word| target.contains(word))
}
