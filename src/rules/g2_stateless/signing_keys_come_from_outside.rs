//! A key that each process makes for itself is known to no other.

use crate::facts::Facts;
use crate::facts::checkout::source::Quote;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, build};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G2.1t",
    statements: &["G2.1", "H5", "C1", "S3"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "no signing key is made at random when the process starts",
    danger: "A token that one replica signed is refused by the next, and everyone is signed out by a restart.",
    remedy: "read the signing key from the environment, the same for all replicas",
    check,
    breaks: &[
        Mutant {
            name: "a random key where the variable is missing",
            edits: &[Edit::Replace {
                file: "backend/todo/settings.py",
                find: "auth_secret=env[\"AUTH_SECRET\"],",
                with: "auth_secret=env.get(\"AUTH_SECRET\") or secrets.token_hex(32),",
            }],
        },
        Mutant {
            name: "a random key of the module",
            edits: &[Edit::Replace {
                file: "backend/todo/security.py",
                find: "ALGORITHM = \"HS256\"",
                with: "ALGORITHM = \"HS256\"\nSIGNING_KEY = secrets.token_bytes(32)",
            }],
        },
    ],
    keeps: &[Twin {
        name: "a random number for one request",
        edits: &[Edit::Replace {
            file: "backend/todo/security.py",
            find: "    salt = secrets.token_bytes(16)\n",
            with: "    salt = secrets.token_bytes(16)\n    nonce = secrets.token_hex(8)\n",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let sources = build::sources(facts, build::APPLICATION)?;
    let offenders = sources.iter().flat_map(|(_, source)| &source.random_keys).map(Quote::exhibit).collect();
    let looked = sources.iter().map(|(_, source)| build::read(source)).collect();
    build::verdict(offenders, Vec::new(), looked)
}
