//! A key that everyone can read in the code is no key.

use crate::facts::Facts;
use crate::facts::checkout::source::Quote;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, build};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G3.2s",
    statements: &["G3.2", "C7", "S4"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "no signing key and no password has a value built into the code",
    danger: "Where the variable is forgotten the service starts all the same, with a key that everyone knows.",
    remedy: "read the key from the environment without a default, and stop with its name where it is missing",
    check,
    breaks: &[
        Mutant {
            name: "a default for the key that signs tokens",
            edits: &[Edit::Replace {
                file: "backend/todo/settings.py",
                find: "auth_secret=env[\"AUTH_SECRET\"],",
                with: "auth_secret=env.get(\"AUTH_SECRET\", \"change-me-in-production\"),",
            }],
        },
        Mutant {
            name: "a key that stands in the code",
            edits: &[Edit::Replace {
                file: "backend/todo/security.py",
                find: "ALGORITHM = \"HS256\"",
                with: "ALGORITHM = \"HS256\"\nJWT_SECRET = \"your-super-secret-key\"",
            }],
        },
    ],
    keeps: &[
        Twin {
            name: "the name of the variable, and the algorithm",
            edits: &[Edit::Replace {
                file: "backend/todo/security.py",
                find: "ALGORITHM = \"HS256\"",
                with: "ALGORITHM = \"HS256\"\nJWT_SECRET_VARIABLE = \"AUTH_SECRET\"",
            }],
        },
        Twin {
            name: "an empty default that is refused later",
            edits: &[Edit::Replace {
                file: "backend/todo/settings.py",
                find: "auth_secret=env[\"AUTH_SECRET\"],",
                with: "auth_secret=env.get(\"AUTH_SECRET\", \"\"),",
            }],
        },
    ],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let sources = build::sources(facts, build::APPLICATION)?;
    let offenders = sources.iter().flat_map(|(_, source)| &source.default_keys).map(Quote::exhibit).collect();
    let looked = sources.iter().map(|(_, source)| build::read(source)).collect();
    build::verdict(offenders, Vec::new(), looked)
}
