//! A file in two images is two truths after the next release of one of them.

use std::collections::BTreeMap;

use crate::facts::observed::image::{AppFile, Image};
use crate::facts::{Facts, Place};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, image};
use crate::verdict::{Evidence, Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G5.4k",
    statements: &["G5.4"],
    tier: Tier::Docker,
    proof: Proof::Inspection,
    obligation: "no source file of the application stands in the images of two parts",
    danger: "A file in two images is two truths after the next release of one of them.",
    remedy: "give each service its own build context, and publish what both need as a package",
    check,
    breaks: &[
        Mutant {
            name: "the whole repository copied into both",
            edits: &[
                Edit::Fact {
                    pointer: "/observed/images/known/built/0/app_files",
                    json: r#"[{"layer": 3, "path": "app/todo/app.py", "digest": "aa", "imports": []}]"#,
                },
                Edit::Fact {
                    pointer: "/observed/images/known/built/1/app_files",
                    json: r#"[{"layer": 2, "path": "srv/todo/app.py", "digest": "aa", "imports": []}]"#,
                },
            ],
        },
        Mutant {
            name: "a shared helper under another name",
            edits: &[
                Edit::Fact {
                    pointer: "/observed/images/known/built/0/app_files",
                    json: r#"[{"layer": 3, "path": "app/lib/dates.js", "digest": "bb", "imports": []}]"#,
                },
                Edit::Fact {
                    pointer: "/observed/images/known/built/1/app_files",
                    json: r#"[{"layer": 2, "path": "srv/www/time.js", "digest": "bb", "imports": []}]"#,
                },
            ],
        },
    ],
    keeps: &[Twin {
        name: "files of one name and different content",
        edits: &[
            Edit::Fact {
                pointer: "/observed/images/known/built/0/app_files",
                json: r#"[{"layer": 3, "path": "app/settings.py", "digest": "aa", "imports": []}]"#,
            },
            Edit::Fact {
                pointer: "/observed/images/known/built/1/app_files",
                json: r#"[{"layer": 2, "path": "app/settings.py", "digest": "bb", "imports": []}]"#,
            },
        ],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let images = image::images(facts)?;
    let mut first: BTreeMap<&str, (&Image, &AppFile)> = BTreeMap::new();
    let mut shared = Vec::new();
    for image in &images {
        for file in &image.app_files {
            match first.get(file.digest.as_str()) {
                // Two services of one part, such as an API and its worker, may well be one code.
                Some((other, its)) if other.role != image.role => {
                    let seen = format!("the same content as {} in {}", its.path, image::label(other));
                    shared.push(Exhibit::new(image::file(image, file.layer, &file.path), seen));
                }
                Some(_) => {}
                None => drop(first.insert(&file.digest, (image, file))),
            }
        }
    }
    if let Some(evidence) = Evidence::from_exhibits(shared) {
        return Ok(Verdict::Broken(evidence));
    }
    let seen = |image: &&Image| {
        let text = format!("{} source files, none of them in another part's image", image.app_files.len());
        Exhibit::new(Place::config(image::label(image), "layers"), text)
    };
    image::whole(facts, &images, images.iter().map(seen).collect()).map(Verdict::Met)
}
