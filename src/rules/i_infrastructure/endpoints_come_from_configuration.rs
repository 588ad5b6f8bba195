//! A service whose address is built in cannot be replaced, moved or tested without a new build.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, chat};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "I3.3a",
    statements: &["I3.3", "S15"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "the model is reached at the endpoint that the configuration names",
    danger: "A service whose address is built in cannot be replaced, moved or tested without a new build.",
    remedy: "take the base URL of the model from an environment variable, such as OPENAI_BASE_URL",
    check,
    breaks: &[
        Mutant {
            name: "a built-in address",
            edits: &[Edit::Fact {
                pointer: "/observed/chat/known/turns/0/requests/0/host",
                json: r#""api.openai.com""#,
            }],
        },
        Mutant {
            name: "a provider that is built in",
            edits: &[
                Edit::Fact { pointer: "/observed/chat/known/turns/0/requests", json: "[]" },
                Edit::Fact {
                    pointer: "/observed/chat/known/built_in",
                    json: r#"[{"file": "backend/agent.py", "line": 7, "seen": "base_url=https://generativelanguage.googleapis.com/v1beta/openai/"}]"#,
                },
            ],
        },
    ],
    keeps: &[
        Twin {
            name: "a variable of another name",
            edits: &[Edit::Fact {
                pointer: "/observed/chat/known/model_variable",
                json: r#""GEMINI_BASE_URL""#,
            }],
        },
        Twin {
            name: "an address that only stands in a client that is not used",
            edits: &[Edit::Fact {
                pointer: "/observed/chat/known/built_in",
                json: r#"[{"file": "backend/old.py", "line": 7, "seen": "base_url=https://api.example.com/"}]"#,
            }],
        },
    ],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let (seen, turn) = chat::first(facts)?;
    if turn.requests.is_empty() {
        return match chat::built_in(seen) {
            Some(cause) => Ok(Verdict::Broken(crate::verdict::Evidence::of(cause.place, cause.what))),
            // Nobody asked the model: the rule about that says so.
            None => {
                Err(chat::asked(facts).err().unwrap_or_else(|| Undecided::ours("the model was not asked")))
            }
        };
    }
    // A built-in address reaches us through a hosts entry, under the provider's own name.
    let built_in =
        |host: &str| host.split(':').next().unwrap_or("").rsplit('.').next().is_some_and(is_public);
    let hosts: Vec<&str> = turn.requests.iter().map(|request| request.host.as_str()).collect();
    let against = match hosts.iter().find(|host| built_in(host)) {
        Some(host) => vec![format!("the request went to {host}, which no variable names")],
        None => Vec::new(),
    };
    let by = seen.model_variable.as_deref().unwrap_or("its configuration");
    let mut shown = vec![crate::verdict::Exhibit::new(
        turn.call.place(chat::CHAT),
        format!("the model was asked at {}, as {by} says", hosts.first().unwrap_or(&"nowhere")),
    )];
    shown.extend(turn.requests.iter().map(|request| chat::request(turn, request)));
    chat::judge(&turn.call.place(chat::CHAT), against, shown)
}

/// The last label of a name of the public network; addresses and names of containers have none.
fn is_public(label: &str) -> bool {
    matches!(label, "com" | "ai" | "org" | "net" | "io" | "dev" | "cloud")
}
