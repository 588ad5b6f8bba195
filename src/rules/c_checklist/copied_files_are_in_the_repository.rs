//! What only lies on the author's machine builds only there.

use crate::facts::checkout::dockerfile::Quote;
use crate::facts::{Facts, Place};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, build};
use crate::verdict::{Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "C8s",
    statements: &["C8", "S2"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "everything that a Dockerfile copies is in the repository and in the build's context",
    danger: "The image builds on its author's machine and nowhere else.",
    remedy: "commit the file, mend its path, or let .dockerignore let it in",
    check,
    breaks: &[
        Mutant {
            name: "a file that is not there",
            edits: &[Edit::Replace {
                file: "backend/Dockerfile",
                find: "COPY alembic.ini ./",
                with: "COPY alembic.cfg ./",
            }],
        },
        Mutant {
            name: "a folder that .dockerignore keeps out",
            edits: &[
                Edit::Replace { file: "frontend/.dockerignore", find: "!server\n", with: "" },
                Edit::Replace {
                    file: "frontend/Dockerfile",
                    find: "COPY server /srv/server\n",
                    with: "COPY server/ /srv/server\n",
                },
            ],
        },
    ],
    keeps: &[
        Twin {
            name: "a wildcard that finds nothing, which Docker accepts beside a file that is there",
            edits: &[Edit::Replace {
                file: "backend/Dockerfile",
                find: "COPY alembic.ini ./",
                with: "COPY alembic.ini poetry.lock* ./",
            }],
        },
        Twin {
            name: "a missing file in a stage that the shipped image does not need",
            edits: &[Edit::Replace {
                file: "frontend/Dockerfile",
                find: "FROM build AS test\nCOPY tests ./tests",
                with: "FROM build AS test\nCOPY checks ./tests",
            }],
        },
    ],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let (mut offenders, mut looked) = (Vec::new(), Vec::new());
    for (_, file) in build::builds(facts, build::APPLICATION)? {
        offenders.extend(file.missing.iter().map(Quote::exhibit));
        let copies =
            file.stages.iter().flat_map(|stage| &stage.instructions).filter_map(|each| each.act.copy());
        let count = copies.filter(|copy| copy.from.is_none()).count();
        let context = file.context.as_deref().unwrap_or(".");
        let seen = format!("{count} COPY from {context}, every source is there");
        looked.push(Exhibit::new(Place::file(file.file.clone()), seen));
    }
    build::verdict(offenders, Vec::new(), looked)
}
