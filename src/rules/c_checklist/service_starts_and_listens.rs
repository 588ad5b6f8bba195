//! A container that ends or listens to itself alone serves nobody.

use crate::facts::Facts;
use crate::facts::checkout::layout::Role;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, container};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "C8b",
    statements: &["C8", "S2"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "every service starts and listens where others can reach it",
    danger: "A container that ends or listens to itself alone serves nobody.",
    remedy: "make each service listen on 0.0.0.0 and keep running with the variables that its deployment declares",
    check,
    breaks: &[
        Mutant {
            name: "a service that listens on loopback alone",
            edits: &[
                Edit::Fact { pointer: "/observed/members/known/0/ports", json: "[]" },
                Edit::Fact { pointer: "/observed/members/known/0/sockets", json: r#"["127.0.0.1:8080"]"# },
            ],
        },
        Mutant {
            name: "a service that is not there",
            edits: &[Edit::Forget { pointer: "/observed/members/known/1" }],
        },
    ],
    keeps: &[Twin {
        name: "another port",
        edits: &[Edit::Fact { pointer: "/observed/members/known/1/ports", json: "[80]" }],
    }],
    with: &[("I1.2d", "a frontend that is not there serves no page")],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let members = facts.observed.members.get()?;
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for member in members {
        let seen = format!("{} listens on {}", member.service, member.sockets.join(", "));
        let side = if member.ports.is_empty() { &mut bad } else { &mut good };
        side.push(Exhibit::new(container::whole("application"), seen));
    }
    let layout = facts.checkout.layout.get()?;
    let built = layout.services.iter().filter(|one| one.dockerfile.is_some() && one.role != Role::Database);
    for service in built.filter(|one| members.iter().all(|member| member.service != one.name)) {
        let seen = format!("{} did not start", service.name);
        bad.push(Exhibit::new(container::whole("application"), seen));
    }
    container::judge(bad, good, "no service was started")
}
