//! A shell and a package manager are the first two things an intruder asks for.

use crate::facts::observed::image::{Base, Image};
use crate::facts::{Facts, Place};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, image};
use crate::verdict::{Evidence, Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G4.2k",
    statements: &["G4.2"],
    tier: Tier::Docker,
    proof: Proof::Inspection,
    obligation: "what the layers hold is Alpine, or has neither shell nor package manager",
    danger: "A shell and a package manager are the first two things an intruder asks for.",
    remedy: "end with a FROM that is Alpine or distroless, and copy only what runs into it",
    check,
    breaks: &[
        Mutant {
            name: "an Ubuntu that is called alpine",
            edits: &[
                Edit::Fact { pointer: "/observed/images/known/built/0/base", json: r#""full""# },
                Edit::Fact { pointer: "/observed/images/known/built/0/os", json: r#""Ubuntu 24.04 LTS""# },
            ],
        },
        Mutant {
            name: "a frontend on a whole Debian",
            edits: &[Edit::Fact { pointer: "/observed/images/known/built/1/base", json: r#""full""# }],
        },
    ],
    keeps: &[
        Twin {
            name: "Alpine, which has a shell",
            edits: &[
                Edit::Fact { pointer: "/observed/images/known/built/1/base", json: r#""alpine""# },
                Edit::Fact {
                    pointer: "/observed/images/known/built/1/shells",
                    json: r#"[{"layer": 0, "path": "bin/busybox"}]"#,
                },
            ],
        },
        Twin {
            name: "a slim Debian, which the text does not name and a person should look at",
            edits: &[Edit::Fact { pointer: "/observed/images/known/built/0/base", json: r#""slim""# }],
        },
    ],
    with: &[],
};

/// The budget for an application's image, all layers unpacked; what is above it is worth a look.
const BUDGET: u64 = 500 * 1024 * 1024;

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let images = image::images(facts)?;
    let exhibit = |image: &Image| {
        let mib = image.size / (1024 * 1024);
        let seen =
            format!("{}; {mib} MiB of a budget of {}", image.because.join("; "), BUDGET / (1024 * 1024));
        let place = image.shells.first().or(image.package_managers.first());
        Exhibit::new(
            place.map_or_else(|| Place::config(image::label(image), "layers"), |it| image::place(image, it)),
            seen,
        )
    };
    let of = |base: Base| images.iter().filter(move |image| image.base == base).map(|image| exhibit(image));
    if let Some(evidence) = Evidence::from_exhibits(of(Base::Full).collect()) {
        return Ok(Verdict::Broken(evidence));
    }
    let large = images.iter().filter(|image| image.size > BUDGET && image.base != Base::Slim);
    let doubtful = of(Base::Slim).chain(large.map(|image| exhibit(image))).collect();
    if let Some(evidence) = Evidence::from_exhibits(doubtful) {
        return Ok(Verdict::Warned(evidence));
    }
    image::whole(facts, &images, of(Base::Alpine).chain(of(Base::Distroless)).collect()).map(Verdict::Met)
}
