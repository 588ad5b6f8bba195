//! Whoever reaches the port must not read or change anything.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, api};
use crate::verdict::Evidence;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "Q2.4a",
    statements: &["Q2.4"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "a request without a token is answered with 401",
    danger: "Whoever reaches the port reads and changes everything.",
    remedy: "require a signed token on every route about tasks and answer 401 where there is none",
    check,
    breaks: &[
        Mutant {
            name: "a list that is open to everybody",
            edits: &[Edit::Fact { pointer: "/observed/api/known/access/0/call/status", json: "200" }],
        },
        Mutant {
            name: "a user who is believed by name",
            edits: &[Edit::Fact { pointer: "/observed/api/known/unproven", json: "true" }],
        },
    ],
    keeps: &[Twin {
        name: "a longer refusal",
        edits: &[Edit::Fact {
            pointer: "/observed/api/known/access/0/call/seen",
            json: r#""{\"error\": \"unauthorized\"}""#,
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let api = api::api(facts)?;
    if let Some(call) = api.create.last().filter(|_| api.unproven) {
        let how = api.sign_in.as_deref().unwrap_or("nothing");
        let seen = format!("a user is recognised by {how}: {call}");
        return Ok(Verdict::Broken(Evidence::of(call.place(api::API), seen)));
    }
    let seen: Vec<_> = api.access.iter().filter(|access| access.who == "no-token").collect();
    api::refused(&seen, &[401], "nothing was asked without a token")
}
