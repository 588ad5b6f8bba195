//! An image is read by everyone who can pull it, every instruction of it included.

use crate::facts::checkout::dockerfile::{Act, Dockerfile, Instruction, Quote};
use crate::facts::{Facts, Place};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, build};
use crate::verdict::{Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G3.1s",
    statements: &["G3.1", "C2", "S4"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "no instruction of a Dockerfile carries a credential",
    danger: "Whoever can pull the image reads the credential with one command.",
    remedy: "take the value out, replace the credential, and give it to the container when it starts",
    check,
    breaks: &[
        Mutant {
            name: "an API key in ENV",
            edits: &[Edit::Replace {
                file: "backend/Dockerfile",
                find: "USER 65532:65532\nEXPOSE 8080",
                with: "ENV OPENAI_API_KEY={{plant:openai-key}}\nUSER 65532:65532\nEXPOSE 8080",
            }],
        },
        Mutant {
            name: "a database with its password in the default of a build argument",
            edits: &[Edit::Replace {
                file: "backend/Dockerfile",
                find: "ARG VERSION=1.0.0",
                with: "ARG DATABASE_URL={{plant:neon-url}}",
            }],
        },
    ],
    keeps: &[
        Twin {
            name: "placeholders",
            edits: &[Edit::Replace {
                file: "backend/Dockerfile",
                find: "ARG VERSION=1.0.0",
                with: "ARG VERSION=1.0.0\nENV OPENAI_API_KEY=your-key-here DATABASE_URL=\"\"",
            }],
        },
        Twin {
            name: "settings whose names sound like secrets",
            edits: &[Edit::Replace {
                file: "backend/Dockerfile",
                find: "ARG VERSION=1.0.0",
                with: "ARG VERSION=1.0.0\nENV TOKEN_TTL=3600 OPENAI_MAX_TOKENS=4096",
            }],
        },
    ],
    with: &[
        ("G3.3", "a Dockerfile is a file of the repository"),
        ("G3.3s", "a Dockerfile is a file of the repository"),
    ],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let files = facts.checkout.dockerfiles.get()?;
    if files.is_empty() {
        return Err(build::nothing(facts.checkout.layout.get()?, "no Dockerfile"));
    }
    let (mut offenders, mut looked) = (Vec::new(), Vec::new());
    for file in files {
        let found = secrets(file);
        if found.is_empty() {
            let count: usize = file.stages.iter().map(|stage| stage.instructions.len()).sum();
            let seen = file.problem.as_ref().map_or_else(
                || format!("{count} instructions, none with a credential"),
                |problem| format!("could not be read: {}", problem.text),
            );
            looked.push(Exhibit::new(Place::file(file.file.clone()), seen));
        }
        offenders.extend(found.iter().map(Quote::exhibit));
    }
    build::verdict(offenders, Vec::new(), looked)
}

fn secrets(file: &Dockerfile) -> Vec<Quote> {
    let global = file.global_args.iter().filter_map(|each| {
        let kind = each.secret.as_ref()?;
        Some(Quote::new(&file.file, each.line, format!("ARG {} — {kind}", each.name)))
    });
    let staged = file.stages.iter().flat_map(|stage| &stage.instructions).flat_map(|each| of(file, each));
    global.chain(staged).collect()
}

fn of(file: &Dockerfile, instruction: &Instruction) -> Vec<Quote> {
    let one = |kind: &Option<String>| {
        let kind = kind.as_ref()?;
        Some(Quote::new(&file.file, instruction.line, format!("{} — {kind}", instruction.text)))
    };
    match &instruction.act {
        Act::Env(pairs) | Act::Arg(pairs) | Act::Label(pairs) => pairs
            .iter()
            .filter_map(|pair| {
                let kind = pair.secret.as_ref()?;
                let value = pair.value.as_deref().unwrap_or_default();
                Some(Quote::new(&file.file, pair.line, format!("{}={value} — {kind}", pair.name)))
            })
            .collect(),
        Act::Run { secret, .. } => one(secret).into_iter().collect(),
        Act::Copy(copy) => one(&copy.secret).into_iter().collect(),
        Act::Expose(_)
        | Act::User(_)
        | Act::Healthcheck(_)
        | Act::NoHealthcheck
        | Act::Cmd(_)
        | Act::Entrypoint(_)
        | Act::Volume(_)
        | Act::Workdir(_)
        | Act::Other => Vec::new(),
    }
}
