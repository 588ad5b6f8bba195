//! Whoever can pull an image has every layer of it, and deleting a file in a later one takes nothing away.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, image};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G3.1k",
    statements: &["G3.1", "C2", "G5.3"],
    tier: Tier::Docker,
    proof: Proof::Inspection,
    obligation: "no layer of an image holds a credential, not even in a file that a later layer deletes",
    danger: "Whoever can pull an image has every layer of it, and deleting a file in a later one takes nothing away.",
    remedy: "replace the credential, keep its file out of the build with .dockerignore, and give it at run time",
    check,
    breaks: &[
        Mutant {
            name: "a .env copied and deleted again",
            edits: &[Edit::Fact {
                pointer: "/observed/images/known/built/0/leaks",
                json: r#"[{"kind": "neon-url", "severity": "live-looking",
                           "masked": {"starts": "np", "length": 16, "hash": "00"},
                           "spots": [{"place": {"image": "backend", "layer": 3, "path": "app/.env"}, "line": 1,
                                      "within": ["deleted by layer 4"], "standing": "image"}]}]"#,
            }],
        },
        Mutant {
            name: "a key in the page's bundle",
            edits: &[Edit::Fact {
                pointer: "/observed/images/known/built/1/leaks",
                json: r#"[{"kind": "openai-key", "severity": "live-looking",
                           "masked": {"starts": "sk", "length": 51, "hash": "00"},
                           "spots": [{"place": {"image": "frontend", "layer": 2, "path": "srv/www/app.js"},
                                      "line": 1, "standing": "image"}]}]"#,
            }],
        },
    ],
    keeps: &[
        Twin {
            name: "a placeholder in a file of the application",
            edits: &[Edit::Fact {
                pointer: "/observed/images/known/built/0/leaks",
                json: r#"[{"kind": "postgres-url", "severity": "placeholder",
                           "masked": {"starts": "", "length": 6, "hash": "00"},
                           "spots": [{"place": {"image": "backend", "layer": 3, "path": "app/README.md"},
                                      "line": 9, "standing": "image"}]}]"#,
            }],
        },
        Twin {
            name: "an example in the description of a published library",
            edits: &[Edit::Fact {
                pointer: "/observed/images/known/built/0/leaks",
                json: r#"[{"kind": "jwt", "severity": "live-looking",
                           "masked": {"starts": "ey", "length": 105, "hash": "00"},
                           "spots": [{"place": {"image": "backend", "layer": 2,
                                                "path": "usr/lib/python3/dist-packages/jwt/README"},
                                      "line": 77, "standing": "image"}]}]"#,
            }],
        },
    ],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    image::no_leak(facts, |layer| layer.is_some(), "no credential in any layer")
}
