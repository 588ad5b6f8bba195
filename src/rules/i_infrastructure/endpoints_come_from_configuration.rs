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
                Edit::Fact {
                    pointer: "/observed/chat/known/turns/0/requests/0/host",
                    json: r#""generativelanguage.googleapis.com""#,
                },
                Edit::Fact { pointer: "/observed/chat/known/model_variable", json: "null" },
            ],
        },
    ],
    keeps: &[Twin {
        name: "a variable of another name",
        edits: &[Edit::Fact { pointer: "/observed/chat/known/model_variable", json: r#""GEMINI_BASE_URL""# }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let (seen, turn) = chat::asked(facts)?;
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
