//! Whoever breaks into a container that holds a compiler builds the next tool there.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, image};
use crate::verdict::{Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G4.1k",
    statements: &["G4.1", "C3", "P1.1"],
    tier: Tier::Docker,
    proof: Proof::Inspection,
    obligation: "no compiler is left in a final image",
    danger: "Whoever breaks into a container that holds a compiler builds the next tool there.",
    remedy: "compile in a build stage and copy only what runs into the final one",
    check,
    breaks: &[
        Mutant {
            name: "a backend that was built where it runs",
            edits: &[Edit::Fact {
                pointer: "/observed/images/known/built/0/compilers",
                json: r#"[{"layer": 2, "path": "usr/bin/x86_64-linux-gnu-gcc-12"}]"#,
            }],
        },
        Mutant {
            name: "make left in the frontend",
            edits: &[Edit::Fact {
                pointer: "/observed/images/known/built/1/compilers",
                json: r#"[{"layer": 1, "path": "usr/bin/make"}]"#,
            }],
        },
    ],
    keeps: &[Twin {
        name: "a runtime that compiles in memory is a package, not a compiler",
        edits: &[Edit::Fact {
            pointer: "/observed/images/known/built/0/setuid",
            json: r#"[{"layer": 0, "path": "usr/bin/gccgo-docs"}]"#,
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let images = image::images(facts)?;
    let offenders = images.iter().flat_map(|image| {
        image
            .compilers
            .iter()
            .map(|found| Exhibit::new(image::place(image, found), "a compiler or build tool"))
    });
    image::absent(facts, &images, offenders.collect(), |image| {
        format!("no compiler among the files of {} layers", image.layers.len())
    })
}
