//! Without a build there is nothing to run, and nothing else to judge.

use crate::facts::Facts;
use crate::facts::checkout::layout::Role;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, build};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "I1.2s",
    statements: &["I1.2", "S2"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "a Dockerfile of the submission builds the frontend",
    danger: "Nobody but its author can run the frontend.",
    remedy: "add a Dockerfile for the frontend, and name it in the compose file",
    check,
    breaks: &[
        Mutant { name: "no Dockerfile", edits: &[Edit::Remove { file: "frontend/Dockerfile" }] },
        Mutant {
            name: "a compose file that names a folder without a Dockerfile",
            edits: &[Edit::Replace {
                file: "compose.yaml",
                find: "    build: ./frontend\n",
                with: "    build: ./frontend/image\n",
            }],
        },
    ],
    keeps: &[Twin {
        name: "the build written out",
        edits: &[Edit::Replace {
            file: "compose.yaml",
            find: "    build: ./frontend\n",
            with: "    build:\n      context: ./frontend\n      dockerfile: Dockerfile\n",
        }],
    }],
    with: &[("Q1.1a", "tests are counted for services that can be built")],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    build::exists(facts, Role::Frontend, "frontend")
}
