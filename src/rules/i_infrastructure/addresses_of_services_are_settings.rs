//! An address in the code is the same in every environment, and wrong in all but one.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, build};
use crate::verdict::{Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "I3.3s",
    statements: &["I3.3", "S15"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "every address of another service in the code only stands in for one from the configuration",
    danger: "Another model, another database or another environment needs another image.",
    remedy: "read the address from an environment variable",
    check,
    breaks: &[
        Mutant {
            name: "the model's address in the code",
            edits: &[Edit::Replace {
                file: "backend/todo/agent.py",
                find: "            base_url=settings.openai_base_url,\n",
                with: "            base_url=\"https://openrouter.ai/api/v1\",\n",
            }],
        },
        Mutant {
            name: "a page that asks a backend on the developer's machine",
            edits: &[Edit::Replace {
                file: "frontend/src/api.js",
                find: "      answer = await this.#fetch(`/api${path}`,",
                with: "      answer = await fetch(\"http://localhost:8000/api\" + path,",
            }],
        },
    ],
    keeps: &[
        Twin {
            name: "an address that stands in where the variable is missing",
            edits: &[Edit::Replace {
                file: "backend/todo/settings.py",
                find: "openai_base_url=env.get(\"OPENAI_BASE_URL\") or None,",
                with: "openai_base_url=env.get(\"OPENAI_BASE_URL\") or \"https://api.openai.com/v1\",",
            }],
        },
        Twin {
            name: "an origin that is allowed to ask",
            edits: &[Edit::Replace {
                file: "backend/todo/settings.py",
                find: "MIN_SECRET_BYTES = 32\n",
                with: "MIN_SECRET_BYTES = 32\nDEFAULT_ORIGINS = [\"http://localhost:3000\"]\n",
            }],
        },
    ],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let sources = build::sources(facts, build::APPLICATION)?;
    let (mut offenders, mut looked) = (Vec::new(), Vec::new());
    for (_, source) in sources {
        let hard: Vec<Exhibit> =
            source.addresses.iter().filter(|each| !each.configurable).map(|each| each.at.exhibit()).collect();
        if hard.is_empty() {
            looked.push(build::read(source));
        }
        offenders.extend(hard);
    }
    build::verdict(offenders, Vec::new(), looked)
}
