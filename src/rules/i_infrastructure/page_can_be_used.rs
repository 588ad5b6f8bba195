//! A frontend that nobody can enter serves nothing but its own files.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, page};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "I1.2",
    statements: &["I1.2", "S2"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "the frontend shows its page in a browser, and a person gets past its sign-in",
    danger: "A frontend that nobody can enter serves nothing but its own files.",
    remedy: "serve a page that loads without errors, and a form for signing up and in that reaches the backend",
    check,
    breaks: &[
        Mutant {
            name: "an empty page",
            edits: &[
                Edit::Fact { pointer: "/observed/browser/known/first", json: r#""""# },
                Edit::Fact { pointer: "/observed/browser/known/signed_in", json: "false" },
            ],
        },
        Mutant {
            name: "a form that leads nowhere",
            edits: &[Edit::Fact { pointer: "/observed/browser/known/signed_in", json: "false" }],
        },
    ],
    keeps: &[Twin {
        name: "a page that asks nobody to sign in",
        edits: &[
            Edit::Fact { pointer: "/observed/browser/known/signed_in", json: "false" },
            Edit::Fact { pointer: "/observed/browser/known/open", json: "true" },
        ],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = facts.observed.browser.get()?;
    let mut against = Vec::new();
    if seen.first.trim().is_empty() {
        against.push(format!("{} shows no text", seen.address));
    } else if !seen.signed_in && !seen.open {
        against.push("nobody got past the first page".into());
    }
    page::judge(seen, against, Vec::new())
}
