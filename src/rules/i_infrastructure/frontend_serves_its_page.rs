//! Without a page there is nothing for a user to open.

use crate::facts::Facts;
use crate::facts::checkout::layout::Role;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, container};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "I1.2d",
    statements: &["I1.2", "S2"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "a container of its own serves the page",
    danger: "Without a page there is nothing for a user to open.",
    remedy: "serve the built page from the frontend's container at /",
    check,
    breaks: &[
        Mutant {
            name: "a frontend that serves something else",
            edits: &[Edit::Fact {
                pointer: "/observed/members/known/1/media",
                json: r#""application/json""#,
            }],
        },
        Mutant {
            name: "a frontend that cannot find its page",
            edits: &[Edit::Fact { pointer: "/observed/members/known/1/answer/status", json: "403" }],
        },
    ],
    keeps: &[Twin {
        name: "a page with its character set",
        edits: &[Edit::Fact {
            pointer: "/observed/members/known/1/media",
            json: r#""text/html; charset=utf-8""#,
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let members = facts.observed.members.get()?;
    let fronts: Vec<_> = members.iter().filter(|one| one.role == Role::Frontend).collect();
    if fronts.is_empty() {
        let names: Vec<&str> = members.iter().map(|one| one.service.as_str()).collect();
        let seen = format!("none of the services at work is a frontend: {names:?}");
        return container::one(false, Exhibit::new(container::whole("application"), seen));
    }
    Verdict::of_each(
        fronts,
        |one| {
            let seen = format!("{}: {} {}", one.service, one.media, one.answer);
            Exhibit::new(one.answer.place("application"), seen)
        },
        // A page may send the browser on, to sign in.
        |one| {
            one.answer.status.is_some_and(|status| (300..400).contains(&status))
                || (one.answer.ok() && one.media.contains("html"))
        },
        "no frontend was started",
    )
}
