//! An image's config and history are shown to everybody who asks for its manifest.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, image};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G3.1l",
    statements: &["G3.1", "C2"],
    tier: Tier::Docker,
    proof: Proof::Inspection,
    obligation: "no variable, label, command or build step recorded in an image is a credential",
    danger: "An image's config and history are shown to everybody who asks for its manifest.",
    remedy: "replace the credential, use a build secret instead of ARG and a variable of the container instead of ENV",
    check,
    breaks: &[
        Mutant {
            name: "a build argument that stays in the history",
            edits: &[Edit::Fact {
                pointer: "/observed/images/known/built/0/leaks",
                json: r#"[{"kind": "github-token", "severity": "live-looking",
                           "masked": {"starts": "gh", "length": 40, "hash": "00"},
                           "spots": [{"place": {"image": "backend", "path": "history[7].created_by"}, "line": 1,
                                      "standing": "image"}]}]"#,
            }],
        },
        Mutant {
            name: "the database's address as ENV",
            edits: &[Edit::Fact {
                pointer: "/observed/images/known/built/0/leaks",
                json: r#"[{"kind": "neon-url", "severity": "live-looking",
                           "masked": {"starts": "np", "length": 16, "hash": "00"},
                           "spots": [{"place": {"image": "backend", "path": "config.Env[3]"}, "line": 1,
                                      "standing": "image"}]}]"#,
            }],
        },
    ],
    keeps: &[Twin {
        name: "a variable that says where the key goes",
        edits: &[Edit::Fact {
            pointer: "/observed/images/known/built/0/leaks",
            json: r#"[{"kind": "secret-assignment", "severity": "placeholder",
                       "masked": {"starts": "yo", "length": 13, "hash": "00"},
                       "spots": [{"place": {"image": "backend", "path": "config.Env[4]"}, "line": 1,
                                  "standing": "image"}]}]"#,
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    image::no_leak(facts, |layer| layer.is_none(), "no credential in config, labels, history or manifest")
}
