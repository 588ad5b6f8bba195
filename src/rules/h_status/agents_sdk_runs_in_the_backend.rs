//! An agent beside the backend is a second way to the data that nobody watches.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, chat};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "H4b",
    statements: &["H4", "G5.2", "C12"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "the Agents SDK asks the model from the backend's container and from no other",
    danger: "An agent beside the backend is a second way to the data that nobody watches.",
    remedy: "run the agent in the backend's process, and in no container besides",
    check,
    breaks: &[
        Mutant {
            name: "an agent in a container of its own",
            edits: &[
                Edit::Fact { pointer: "/observed/chat/known/turns/0/requests/0/from", json: r#""10.9.8.7""# },
                Edit::Fact { pointer: "/observed/chat/known/turns/0/requests/1/from", json: r#""10.9.8.7""# },
            ],
        },
        Mutant {
            name: "a second agent in the frontend",
            edits: &[Edit::Fact {
                pointer: "/observed/chat/known/others",
                json: r#"["frontend at 10.9.8.6"]"#,
            }],
        },
    ],
    keeps: &[Twin {
        name: "another client of the model in the same container",
        edits: &[Edit::Fact {
            pointer: "/observed/chat/known/turns/0/requests/0/user_agent",
            json: r#""AsyncOpenAI/Python 3.54.0""#,
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let (seen, turn) = chat::asked(facts)?;
    let by_sdk = turn.requests.iter().filter(|request| request.user_agent.starts_with("Agents/"));
    let strangers = by_sdk.filter(|request| request.from != seen.backend);
    let mut against: Vec<String> = strangers
        .map(|request| format!("the SDK asked from {}, the backend is at {}", request.from, seen.backend))
        .collect();
    against.extend(seen.others.iter().map(|other| format!("the model was asked by {other}")));
    let mut shown: Vec<_> = turn.requests.iter().map(|request| chat::request(turn, request)).collect();
    let what = format!("the requests came from {}, the backend's container", seen.backend);
    shown.push(crate::verdict::Exhibit::new(turn.call.place(chat::CHAT), what));
    chat::judge(&turn.call.place(chat::CHAT), against, shown)
}
