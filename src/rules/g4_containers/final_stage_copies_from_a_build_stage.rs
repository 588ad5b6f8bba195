//! What is needed to build is not needed to run, and serves an intruder.

use crate::facts::checkout::dockerfile::{Act, Dockerfile, Instruction};
use crate::facts::{Facts, Place};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, build};
use crate::verdict::{Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G4.1s",
    statements: &["G4.1", "C3", "P1.1"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "the final stage of every Dockerfile copies from a build stage",
    danger: "Compilers, package managers and sources that only the build needs are shipped to whoever breaks in.",
    remedy: "build in a stage of its own and take only the result into the final one with COPY --from",
    check,
    breaks: &[
        Mutant {
            name: "two stages, nothing copied from one to the other",
            edits: &[Edit::Replace {
                file: "backend/Dockerfile",
                find: "COPY --from=build /app /app",
                with: "COPY todo /app/todo",
            }],
        },
        Mutant {
            name: "copies from other images only",
            edits: &[
                Edit::Replace {
                    file: "frontend/Dockerfile",
                    find: "COPY --from=server /out /srv/server",
                    with: "COPY --from=nginx:stable-bookworm /usr/sbin/nginx /srv/server/nginx",
                },
                Edit::Replace {
                    file: "frontend/Dockerfile",
                    find: "COPY --from=build /app/dist /srv/www",
                    with: "COPY src /srv/www",
                },
            ],
        },
    ],
    keeps: &[
        Twin {
            name: "a copy from another image beside one from a build stage",
            edits: &[Edit::Replace {
                file: "frontend/Dockerfile",
                find: "COPY --from=server /out /srv/server",
                with: "COPY --from=nginx:stable-bookworm /usr/sbin/nginx /srv/server/nginx",
            }],
        },
        Twin {
            name: "a final stage on an alias of its base",
            edits: &[Edit::Replace {
                file: "backend/Dockerfile",
                find: "FROM gcr.io/distroless/python3-debian12\n",
                with: "FROM gcr.io/distroless/python3-debian12 AS base\nFROM base AS runner\n",
            }],
        },
        Twin {
            name: "the build stage named by its number",
            edits: &[Edit::Replace {
                file: "backend/Dockerfile",
                find: "COPY --from=build /app /app",
                with: "COPY --from=0 /app /app",
            }],
        },
    ],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let (mut offenders, mut looked) = (Vec::new(), Vec::new());
    for (_, file) in build::builds(facts, build::APPLICATION)? {
        match transfer(file) {
            Some(instruction) => looked.push(file.quote(instruction).exhibit()),
            None => offenders.push(without(file)),
        }
    }
    build::verdict(offenders, Vec::new(), looked)
}

/// The instruction that takes something from a stage which the final one is not built on.
fn transfer(file: &Dockerfile) -> Option<&Instruction> {
    let last = file.final_stage()?;
    let own: Vec<u32> = file.lineage(last).map(|stage| stage.line).collect();
    let is_build = |index: usize| file.stages.get(index).is_some_and(|stage| !own.contains(&stage.line));
    file.shipped().into_iter().find(|instruction| match &instruction.act {
        Act::Copy(copy) => copy.stage.is_some_and(is_build),
        Act::Run { mounts, .. } => mounts.iter().any(|mount| {
            let from = mount.split(',').find_map(|part| part.strip_prefix("from="));
            let index = from.and_then(|name| file.stages.iter().position(|stage| stage.is_called(name)));
            index.is_some_and(is_build)
        }),
        Act::Env(_)
        | Act::Arg(_)
        | Act::Label(_)
        | Act::Expose(_)
        | Act::User(_)
        | Act::Healthcheck(_)
        | Act::NoHealthcheck
        | Act::Cmd(_)
        | Act::Entrypoint(_)
        | Act::Volume(_)
        | Act::Workdir(_)
        | Act::Other => false,
    })
}

fn without(file: &Dockerfile) -> Exhibit {
    let mut copies = file.shipped().into_iter().filter(|each| each.act.copy().is_some());
    let seen = match (file.stages.len(), copies.next_back()) {
        (1, _) => "a single stage".to_string(),
        (count, Some(copy)) => {
            return Exhibit::new(
                Place::line(file.file.clone(), copy.line),
                format!(
                    "{} — none of the final stage's copies comes from one of the {count} stages",
                    copy.text
                ),
            );
        }
        (count, None) => format!("{count} stages, and the final one copies nothing"),
    };
    let line = file.final_stage().map_or(0, |stage| stage.line);
    Exhibit::new(Place::line(file.file.clone(), line), seen)
}
