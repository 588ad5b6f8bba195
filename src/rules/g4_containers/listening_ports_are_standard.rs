//! A port that only one service uses needs a rule of its own everywhere.

use crate::facts::Facts;
use crate::facts::Place;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G4.4d",
    statements: &["G4.4"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "every port that a service listens on is 80, 443 or 8080",
    danger: "A port that only one service uses needs a rule of its own everywhere.",
    remedy: "let the service listen on 8080, and say the same in EXPOSE, compose and manifests",
    check,
    breaks: &[
        Mutant {
            name: "a server's own default port",
            edits: &[Edit::Fact { pointer: "/observed/members/known/0/ports", json: "[8000]" }],
        },
        Mutant {
            name: "a debugger left open",
            edits: &[Edit::Fact { pointer: "/observed/members/known/1/ports", json: "[8080, 9229]" }],
        },
    ],
    keeps: &[Twin {
        name: "the plain web port",
        edits: &[Edit::Fact { pointer: "/observed/members/known/1/ports", json: "[80]" }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let members = facts.observed.members.get()?;
    let ports = members.iter().flat_map(|one| one.ports.iter().map(move |port| (one, *port)));
    Verdict::of_each(
        ports,
        |(one, port)| {
            let seen = format!("{} listens on {port} ({})", one.service, one.sockets.join(", "));
            Exhibit::new(Place::moment("application", one.answer.at), seen)
        },
        |(_, port)| matches!(port, 80 | 443 | 8080),
        "no service listens on any port",
    )
}
