//! What stands in a file of the image is the same everywhere the image runs.

use crate::facts::Facts;
use crate::facts::checkout::source::Quote;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, build};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G3.2t",
    statements: &["G3.2", "C7"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "no service reads its settings from a file in its image",
    danger: "A setting that stands in the image can only be changed by building another image.",
    remedy: "read each setting from an environment variable",
    check,
    breaks: &[
        Mutant {
            name: "settings in a JSON file beside the code",
            edits: &[
                Edit::Write { file: "backend/todo/settings.json", content: "{\"port\": 8080}\n" },
                Edit::Replace {
                    file: "backend/todo/settings.py",
                    find: "MIN_SECRET_BYTES = 32\n",
                    with: "MIN_SECRET_BYTES = 32\nSTORED = open(\"todo/settings.json\").read()\n",
                },
            ],
        },
        Mutant {
            name: "settings in an INI file",
            edits: &[
                Edit::Write { file: "backend/config.ini", content: "[todo]\nport = 8080\n" },
                Edit::Replace {
                    file: "backend/todo/settings.py",
                    find: "MIN_SECRET_BYTES = 32\n",
                    with: "MIN_SECRET_BYTES = 32\nPARSER.read(\"config.ini\")\n",
                },
            ],
        },
    ],
    keeps: &[Twin {
        name: "a file that the checkout does not hold and whoever deploys may mount",
        edits: &[Edit::Replace {
            file: "backend/todo/settings.py",
            find: "MIN_SECRET_BYTES = 32\n",
            with: "MIN_SECRET_BYTES = 32\nMOUNTED = open(\"/etc/todo/config.json\")\n",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let sources = build::sources(facts, build::APPLICATION)?;
    let offenders = sources.iter().flat_map(|(_, source)| &source.config_files).map(Quote::exhibit).collect();
    let looked = sources.iter().map(|(_, source)| build::read(source)).collect();
    build::verdict(offenders, Vec::new(), looked)
}
