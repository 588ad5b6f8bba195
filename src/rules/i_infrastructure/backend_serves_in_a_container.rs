//! Without a backend there is nothing behind the page.

use crate::facts::Facts;
use crate::facts::checkout::layout::Role;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, container};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "I1.1d",
    statements: &["I1.1", "S2"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "a container of its own serves the backend",
    danger: "Without a backend there is nothing behind the page.",
    remedy: "give the backend a Dockerfile of its own and a service in the deployment",
    check,
    breaks: &[
        Mutant {
            name: "a backend inside another service",
            edits: &[Edit::Fact { pointer: "/observed/members/known/0/role", json: r#""other""# }],
        },
        Mutant {
            name: "a submission without a backend",
            edits: &[
                Edit::Fact { pointer: "/observed/members/known/0/role", json: r#""frontend""# },
                Edit::Fact { pointer: "/observed/members/known/0/media", json: r#""text/html""# },
                Edit::Fact { pointer: "/observed/members/known/0/answer/status", json: "200" },
            ],
        },
    ],
    keeps: &[Twin {
        name: "another name",
        edits: &[Edit::Fact { pointer: "/observed/members/known/0/sockets", json: r#"["0.0.0.0:8080"]"# }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let members = facts.observed.members.get()?;
    let names: Vec<&str> = members.iter().map(|one| one.service.as_str()).collect();
    let backend = members.iter().find(|one| one.role == Role::Backend);
    let seen = match backend {
        Some(one) => format!("{} is the backend and answers {}", one.service, one.answer),
        None => format!("none of the services at work is a backend: {names:?}"),
    };
    container::one(backend.is_some(), Exhibit::new(container::whole("application"), seen))
}
