//! A token whose signature is not checked is a name tag that everybody can write.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, api};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "Q2.4b",
    statements: &["Q2.4"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "a request with a token that nobody issued is answered with 401",
    danger: "A token whose signature is not checked is a name tag that everybody can write.",
    remedy: "check the signature and the expiry of every token and answer 401 where they do not hold",
    check,
    breaks: &[
        Mutant {
            name: "a signature that is not checked",
            edits: &[
                Edit::Fact { pointer: "/observed/api/known/access/4/call/status", json: "200" },
                Edit::Fact { pointer: "/observed/api/known/access/4/leaked", json: "true" },
            ],
        },
        Mutant {
            name: "a crash on a wrong token",
            edits: &[Edit::Fact { pointer: "/observed/api/known/access/4/call/status", json: "500" }],
        },
    ],
    keeps: &[Twin {
        name: "a longer refusal",
        edits: &[Edit::Fact {
            pointer: "/observed/api/known/access/4/call/seen",
            json: r#""{\"error\": \"unauthorized\"}""#,
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let api = api::api(facts)?;
    let seen: Vec<_> = api.access.iter().filter(|access| access.who == "wrong-token").collect();
    api::refused(&seen, &[401], "nothing was asked with a wrong token")
}
