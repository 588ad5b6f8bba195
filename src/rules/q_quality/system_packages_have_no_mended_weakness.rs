//! A weakness that is known and mended elsewhere is the first that is tried.

use crate::facts::Facts;
use crate::facts::observed::image::Ecosystem;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, image};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "Q2.1",
    statements: &["Q2.1", "C5", "S4"],
    tier: Tier::Docker,
    proof: Proof::Inspection,
    obligation: "no system package of an image has a grave weakness that a newer version mends",
    danger: "A weakness that is known and mended elsewhere is the first that is tried.",
    remedy: "build again on a base image of today, or upgrade the package in the final stage",
    check,
    breaks: &[
        Mutant {
            name: "an old C library",
            edits: &[Edit::Fact {
                pointer: "/observed/advisories/known/matches",
                json: r#"[{"advisory": "EXAMPLE-1", "summary": "an example", "severity": "HIGH", "grave": true,
                           "image": "backend", "fixed": "2.36-9+deb12u4",
                           "package": {"ecosystem": "Debian", "name": "libc6", "version": "2.36-9", "layer": 0,
                                       "path": "var/lib/dpkg/status.d/libc6"}}]"#,
            }],
        },
        Mutant {
            name: "an old OpenSSL on Alpine",
            edits: &[Edit::Fact {
                pointer: "/observed/advisories/known/matches",
                json: r#"[{"advisory": "EXAMPLE-1", "summary": "an example", "severity": "CRITICAL", "grave": true,
                           "image": "frontend", "fixed": "3.3.1-r1",
                           "package": {"ecosystem": "Alpine", "name": "libssl3", "version": "3.3.0-r0", "layer": 0,
                                       "path": "lib/apk/db/installed"}}]"#,
            }],
        },
    ],
    keeps: &[Twin {
        name: "a weakness for which there is no newer version yet",
        edits: &[Edit::Fact {
            pointer: "/observed/advisories/known/matches",
            json: r#"[{"advisory": "EXAMPLE-1", "summary": "an example", "severity": "CRITICAL", "grave": true,
                           "image": "backend", "fixed": null,
                           "package": {"ecosystem": "Debian", "name": "zlib1g", "version": "1:1.2.13", "layer": 0,
                                       "path": "var/lib/dpkg/status.d/zlib1g"}}]"#,
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    image::unmended(facts, &[Ecosystem::Debian, Ecosystem::Alpine])
}
