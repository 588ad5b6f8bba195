//! Without a build there is nothing to run, and nothing else to judge.

use crate::facts::Facts;
use crate::facts::checkout::layout::Role;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, build};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "I1.1s",
    statements: &["I1.1", "S2"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "a Dockerfile of the submission builds the backend",
    danger: "Nobody but its author can run the backend.",
    remedy: "add a Dockerfile for the backend, and name it in the compose file",
    check,
    breaks: &[
        Mutant { name: "no Dockerfile", edits: &[Edit::Remove { file: "backend/Dockerfile" }] },
        Mutant {
            name: "a compose file that names a folder without a Dockerfile",
            edits: &[Edit::Replace {
                file: "compose.yaml",
                find: "    build: ./backend\n",
                with: "    build: ./backend/image\n",
            }],
        },
    ],
    keeps: &[Twin {
        name: "the build written out",
        edits: &[Edit::Replace {
            file: "compose.yaml",
            find: "    build: ./backend\n",
            with: "    build:\n      context: ./backend\n      dockerfile: Dockerfile\n",
        }],
    }],
    with: &[
        ("Q1.1a", "tests are counted for services that can be built"),
        ("S15", "settings are read from the sources of a backend that can be built"),
    ],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    build::exists(facts, Role::Backend, "backend")
}
