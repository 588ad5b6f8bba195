//! What lies beside the Dockerfile goes into the image unless someone keeps it out.

use crate::facts::checkout::dockerfile::{Dockerfile, Taken};
use crate::facts::{Facts, Place};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, build};
use crate::verdict::{Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G3.1u",
    statements: &["G3.1", "C2", "S4"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "no COPY takes a file with credentials into an image",
    danger: "A developer's own .env travels in every image that is pushed.",
    remedy: "list the file in .dockerignore, or copy named folders instead of everything",
    check,
    breaks: &[
        Mutant {
            name: "a .env that a COPY names and the .dockerignore lets in again",
            edits: &[
                Edit::Write { file: "backend/.env", content: "DATABASE_URL={{plant:neon-url}}\n" },
                Edit::Replace { file: "backend/.dockerignore", find: "!todo\n", with: "!todo\n!.env\n" },
                Edit::Replace {
                    file: "backend/Dockerfile",
                    find: "COPY --from=build /app /app",
                    with: "COPY --from=build /app /app\nCOPY .env ./",
                },
            ],
        },
        Mutant {
            name: "a whole folder without a .dockerignore",
            edits: &[
                Edit::Write { file: "backend/.env", content: "AUTH_SECRET={{plant:hex-secret}}\n" },
                Edit::Remove { file: "backend/.dockerignore" },
                Edit::Replace { file: "backend/Dockerfile", find: "COPY todo ./todo\n", with: "COPY . .\n" },
            ],
        },
    ],
    keeps: &[Twin {
        name: "a whole folder whose .dockerignore keeps the file out",
        edits: &[
            Edit::Write { file: "backend/.env", content: "LOG_LEVEL=INFO\n" },
            Edit::Replace { file: "backend/Dockerfile", find: "COPY todo ./todo\n", with: "COPY . .\n" },
        ],
    }],
    with: &[
        ("G3.3", "the file that is copied stands in the repository"),
        ("G3.3s", "the file that is copied stands in the repository"),
    ],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let (mut offenders, mut doubtful, mut looked) = (Vec::new(), Vec::new(), Vec::new());
    for (_, file) in build::builds(facts, build::APPLICATION)? {
        for taken in file.taken.iter().filter(|taken| taken.secret.is_some()) {
            if taken.shipped { offenders.push(exhibit(taken)) } else { doubtful.push(exhibit(taken)) }
        }
        match takes_all(file).filter(|_| file.taken.is_empty()) {
            Some(exhibit) => doubtful.push(exhibit),
            None => looked
                .push(Exhibit::new(Place::file(file.file.clone()), "no COPY takes a file with credentials")),
        }
    }
    build::verdict(offenders, doubtful, looked)
}

fn exhibit(taken: &Taken) -> Exhibit {
    let kind = taken
        .secret
        .as_ref()
        .map(|secret| format!("line {}, {}", secret.line, secret.text))
        .unwrap_or_default();
    let way = if taken.shipped { "is shipped" } else { "goes into a build stage" };
    Exhibit::new(taken.by.place(), format!("{} — {} {way} ({kind})", taken.by.text, taken.file))
}

/// A COPY of everything that nothing would keep a .env out of.
fn takes_all(file: &Dockerfile) -> Option<Exhibit> {
    let rules = file.ignore.iter().flat_map(|ignore| &ignore.rules);
    let kept_out = rules.into_iter().any(|rule| {
        let rule = rule.text.trim_start_matches("**/").trim_start_matches('/');
        rule == "*" || rule == "**" || rule.starts_with(".env") || rule == "*.env" || rule == ".*"
    });
    let copies = file.stages.iter().flat_map(|stage| &stage.instructions);
    let all = copies.into_iter().find(|each| {
        each.act.copy().is_some_and(|copy| {
            copy.from.is_none()
                && copy.sources.iter().any(|source| matches!(source.trim_matches('/'), "." | "" | "./"))
        })
    });
    all.filter(|_| !kept_out).map(|each| {
        let quote = file.quote(each);
        Exhibit::new(quote.place(), format!("{} — a .env beside it would be taken along", quote.text))
    })
}
