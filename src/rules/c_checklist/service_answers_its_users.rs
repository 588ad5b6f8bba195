//! A service that runs and cannot be reached is down for its users.

use crate::facts::Facts;
use crate::facts::checkout::layout::Role;
use crate::facts::observed::Member;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, container};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "C9d",
    statements: &["C9"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "every service that users need answers from outside its container",
    danger: "A service that runs and cannot be reached is down for its users.",
    remedy: "bind the service to all addresses of its container and publish the port it really listens on",
    check,
    breaks: &[
        Mutant {
            name: "a frontend that gives no answer",
            edits: &[Edit::Fact { pointer: "/observed/members/known/1/answer/status", json: "null" }],
        },
        Mutant {
            name: "a backend that fails whatever it is asked",
            edits: &[Edit::Fact { pointer: "/observed/members/known/0/answer/status", json: "502" }],
        },
    ],
    keeps: &[Twin {
        name: "a backend without a start page",
        edits: &[Edit::Fact { pointer: "/observed/members/known/0/answer/status", json: "404" }],
    }],
    with: &[("I1.2d", "a frontend that does not answer serves no page")],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let users = |member: &&Member| matches!(member.role, Role::Backend | Role::Frontend);
    Verdict::of_each(
        facts.observed.members.get()?.iter().filter(users),
        |member| {
            let seen = format!("{} answers {}", member.service, member.answer);
            Exhibit::new(member.answer.place("application"), seen)
        },
        |member| container::works(&member.answer),
        "neither backend nor frontend was started",
    )
}
