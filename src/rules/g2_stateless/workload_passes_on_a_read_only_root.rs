//! A service that must write into its container keeps something there.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, container};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G2.3d",
    statements: &["G2.3", "H5", "C1", "S3"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "every service works on a read-only root without capabilities",
    danger: "A service that must write into its container keeps something there.",
    remedy: "write nothing below the root: scratch files go to /tmp, data to PostgreSQL, and no capability is needed above port 1023",
    check,
    breaks: &[
        Mutant {
            name: "a service that ends when it cannot write",
            edits: &[
                Edit::Fact { pointer: "/observed/footprint/known/hardened/0/spell/exit", json: "1" },
                Edit::Fact {
                    pointer: "/observed/footprint/known/hardened/0/spell/words",
                    json: r#""Read-only file system""#,
                },
            ],
        },
        Mutant {
            name: "a request that fails when nothing can be written",
            edits: &[Edit::Fact {
                pointer: "/observed/footprint/known/hardened/0/calls/0/status",
                json: "500",
            }],
        },
    ],
    keeps: &[Twin {
        name: "a page that leads elsewhere",
        edits: &[Edit::Fact { pointer: "/observed/footprint/known/hardened/1/calls/0/status", json: "307" }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let footprint = facts.observed.footprint.get()?;
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for one in &footprint.hardened {
        let up = one.spell.up() && !one.spell.listens.is_empty();
        let calls: Vec<String> = one.calls.iter().map(ToString::to_string).collect();
        let mut exhibit = container::spell("footprint", &one.service, &one.spell);
        exhibit.seen = format!("{}; {}", exhibit.seen, calls.join("; "));
        let side = if up && one.calls.iter().all(container::works) { &mut good } else { &mut bad };
        side.push(exhibit);
    }
    container::judge(bad, good, "no service was started on a read-only root")
}
