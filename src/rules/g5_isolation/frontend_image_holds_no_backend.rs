//! What reaches the browser's server reaches the browser's attacker.

use crate::facts::Facts;
use crate::facts::checkout::layout::Role;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, image};
use crate::verdict::{Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G5.3k",
    statements: &["G5.3"],
    tier: Tier::Docker,
    proof: Proof::Inspection,
    obligation: "the frontend's image holds no code of a backend",
    danger: "One image for both means that whoever breaks the page has the server's code and its ways to the data.",
    remedy: "build the frontend from its own folder into its own image",
    check,
    breaks: &[
        Mutant {
            name: "one image with two commands",
            edits: &[Edit::Fact {
                pointer: "/observed/images/known/built/1/app_files",
                json: r#"[{"layer": 3, "path": "app/backend/main.py", "digest": "00", "imports": ["fastapi"]}]"#,
            }],
        },
        Mutant {
            name: "an agent among the pages",
            edits: &[Edit::Fact {
                pointer: "/observed/images/known/built/1/app_files",
                json: r#"[{"layer": 3, "path": "app/server/agent.ts", "digest": "00",
                           "imports": ["@openai/agents"]}]"#,
            }],
        },
    ],
    keeps: &[Twin {
        name: "a launcher in Python that only starts the web server",
        edits: &[Edit::Fact {
            pointer: "/observed/images/known/built/1/app_files",
            json: r#"[{"layer": 3, "path": "srv/server/launch.py", "digest": "00", "imports": []}]"#,
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let images = image::images_of(facts, Role::Frontend)?;
    let offenders = images.iter().flat_map(|image| {
        image.app_files.iter().filter(|file| !file.imports.is_empty()).map(|file| {
            let seen = format!("imports {}", file.imports.join(", "));
            Exhibit::new(image::file(image, file.layer, &file.path), seen)
        })
    });
    image::absent(facts, &images, offenders.collect(), |image| {
        format!("none of {} source files serves an API, thinks or reaches a database", image.app_files.len())
    })
}
