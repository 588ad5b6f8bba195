//! What only tests or formats has its own weaknesses, and no reason to be where users are served.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, image};
use crate::verdict::{Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G4.1m",
    statements: &["G4.1", "C3", "P1.1"],
    tier: Tier::Docker,
    proof: Proof::Inspection,
    obligation: "no package that only development needs is left in a final image",
    danger: "What only tests or formats has its own weaknesses, and no reason to be where users are served.",
    remedy: "install only what runs into the final stage: no dev group, npm ci --omit=dev",
    check,
    breaks: &[
        Mutant {
            name: "pytest in the backend",
            edits: &[Edit::Fact {
                pointer: "/observed/images/known/built/0/dev_packages",
                json: r#"[{"ecosystem": "PyPI", "name": "pytest", "version": "9.0.1", "layer": 4,
                           "path": "app/lib/pytest-9.0.1.dist-info/METADATA"}]"#,
            }],
        },
        Mutant {
            name: "the linter in the frontend",
            edits: &[Edit::Fact {
                pointer: "/observed/images/known/built/1/dev_packages",
                json: r#"[{"ecosystem": "npm", "name": "eslint", "version": "9.39.0", "layer": 5,
                           "path": "app/node_modules/eslint/package.json"}]"#,
            }],
        },
    ],
    keeps: &[Twin {
        name: "a package with a test in its name that the application needs",
        edits: &[Edit::Fact {
            pointer: "/observed/images/known/built/1/packages",
            json: r#"[{"ecosystem": "npm", "name": "regexp-tester", "version": "1.0.0", "layer": 5,
                       "path": "app/node_modules/regexp-tester/package.json"}]"#,
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let images = image::images(facts)?;
    let offenders = images.iter().flat_map(|image| {
        image.dev_packages.iter().map(|it| {
            Exhibit::new(image::file(image, it.layer, &it.path), format!("{} {}", it.name, it.version))
        })
    });
    image::absent(facts, &images, offenders.collect(), |image| {
        format!("none of {} packages is for development only", image.packages.len())
    })
}
