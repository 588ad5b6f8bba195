//! A port nobody expects is a port nobody watches.

use crate::facts::{Facts, Place};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, image};
use crate::verdict::{Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G4.4k",
    statements: &["G4.4"],
    tier: Tier::Docker,
    proof: Proof::Inspection,
    obligation: "every port that an image exposes is 80, 443 or 8080",
    danger: "A port nobody expects is a port nobody watches, and no ingress is written for it.",
    remedy: "listen on 80, 443 or 8080 and EXPOSE that port",
    check,
    breaks: &[
        Mutant {
            name: "a backend on 8000",
            edits: &[Edit::Fact {
                pointer: "/observed/images/known/built/0/exposed",
                json: r#"["8000/tcp"]"#,
            }],
        },
        Mutant {
            name: "the debugger's port beside the right one",
            edits: &[Edit::Fact {
                pointer: "/observed/images/known/built/1/exposed",
                json: r#"["8080/tcp", "9229/tcp"]"#,
            }],
        },
    ],
    keeps: &[
        Twin {
            name: "a frontend on 443",
            edits: &[Edit::Fact {
                pointer: "/observed/images/known/built/1/exposed",
                json: r#"["443/tcp"]"#,
            }],
        },
        Twin {
            name: "a worker that exposes nothing",
            edits: &[Edit::Fact { pointer: "/observed/images/known/built/1/exposed", json: "[]" }],
        },
    ],
    with: &[],
};

const STANDARD: &[&str] = &["80", "443", "8080"];

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let images = image::images(facts)?;
    let ports = images.iter().flat_map(|image| image.exposed.iter().map(move |port| (*image, port)));
    let odd = ports.filter(|(_, port)| !STANDARD.contains(&port.split('/').next().unwrap_or_default()));
    let offenders = odd.map(|(image, port)| {
        Exhibit::new(Place::config(image::label(image), "config.ExposedPorts"), port.as_str())
    });
    image::absent(facts, &images, offenders.collect(), |image| {
        if image.exposed.is_empty() { "exposes nothing".into() } else { image.exposed.join(", ") }
    })
}
