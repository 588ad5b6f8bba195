//! A system that has its model built in is rebuilt, tested and released for every change of it. A proxy: it shows
//! that the setting is there; that changing it works is shown where the harness redirects the model.

use crate::facts::Facts;
use crate::facts::Place;
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "S15",
    statements: &["S15"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "model and database are named by configuration, so that either can be changed without a build",
    danger: "A system that has its model built in is rebuilt, tested and released for every change of it.",
    remedy: "read the model (or its endpoint) and the address of the database from environment variables",
    check,
    breaks: &[
        Mutant {
            name: "a model that is built in",
            edits: &[Edit::Fact {
                pointer: "/checkout/sources/known/services/0/variables",
                json: r#"[{"name":"DATABASE_URL","default":null,"required":true,"secret":null,"at":{"file":"backend/todo/settings.py","line":1,"text":"DATABASE_URL"}}]"#,
            }],
        },
        Mutant {
            name: "a database that is built in",
            edits: &[Edit::Fact {
                pointer: "/checkout/sources/known/services/0/variables",
                json: r#"[{"name":"OPENAI_MODEL","default":null,"required":true,"secret":null,"at":{"file":"backend/todo/settings.py","line":1,"text":"OPENAI_MODEL"}}]"#,
            }],
        },
    ],
    keeps: &[Twin {
        name: "a model behind a variable of another name",
        edits: &[Edit::Fact {
            pointer: "/checkout/sources/known/services/0/variables",
            json: r#"[{"name":"LLM_NAME","default":null,"required":false,"secret":null,"at":{"file":"backend/todo/settings.py","line":1,"text":"LLM_NAME"}},{"name":"POSTGRES_HOST","default":null,"required":false,"secret":null,"at":{"file":"backend/todo/settings.py","line":1,"text":"POSTGRES_HOST"}},{"name":"OPENAI_BASE_URL","default":null,"required":false,"secret":null,"at":{"file":"backend/todo/settings.py","line":1,"text":"OPENAI_BASE_URL"}}]"#,
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let sources = facts.checkout.sources.get()?;
    let variables = || sources.services.iter().flat_map(|service| &service.variables);
    let named = |words: &'static [&'static str]| {
        variables().find(move |it| words.iter().any(|word| it.name.to_ascii_uppercase().contains(word)))
    };
    let parts = [
        ("the model", named(&["MODEL", "OPENAI_BASE_URL", "OPENAI_API_BASE", "LLM", "AI_BASE_URL"])),
        ("the database", named(&["DATABASE", "POSTGRES", "DB_URL", "DB_HOST", "PGHOST", "NEON", "DB_DSN"])),
    ];
    let (mut bad, mut good) = (Vec::new(), Vec::new());
    for (what, variable) in parts {
        if let Some(it) = variable {
            good.push(Exhibit::new(Place::line(&it.at.file, it.at.line), format!("{what}: {}", it.name)));
        } else {
            let looked = variables().count();
            let says = format!("no variable for {what} among {looked} that are read");
            bad.push(Exhibit::new(Place::file("."), says));
        }
    }
    Ok(record::judge(bad, good, || record::absent(".", "no variable is read")))
}
