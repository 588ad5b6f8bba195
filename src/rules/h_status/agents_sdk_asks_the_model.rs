//! An SDK that is only named in a requirements file integrates nothing.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, chat};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "H4a",
    statements: &["H4", "C12"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "the model is asked by the OpenAI Agents SDK",
    danger: "An SDK that is only named in a requirements file integrates nothing.",
    remedy: "run conversations with the Runner of the Agents SDK in place of calls to the model of your own",
    check,
    breaks: &[
        Mutant {
            name: "a plain client of the model",
            edits: &[
                Edit::Fact {
                    pointer: "/observed/chat/known/turns/0/requests/0/user_agent",
                    json: r#""AsyncOpenAI/Python 3.54.0""#,
                },
                Edit::Fact {
                    pointer: "/observed/chat/known/turns/0/requests/1/user_agent",
                    json: r#""AsyncOpenAI/Python 3.54.0""#,
                },
            ],
        },
        Mutant {
            name: "a request by hand",
            edits: &[
                Edit::Fact {
                    pointer: "/observed/chat/known/turns/0/requests/0/user_agent",
                    json: r#""python-httpx/0.28.1""#,
                },
                Edit::Fact {
                    pointer: "/observed/chat/known/turns/0/requests/1/user_agent",
                    json: r#""python-httpx/0.28.1""#,
                },
            ],
        },
    ],
    keeps: &[
        Twin {
            name: "another release of the SDK",
            edits: &[Edit::Fact {
                pointer: "/observed/chat/known/turns/0/requests/0/user_agent",
                json: r#""Agents/Python 0.6.1""#,
            }],
        },
        Twin {
            name: "the SDK for JavaScript",
            edits: &[Edit::Fact {
                pointer: "/observed/chat/known/turns/0/requests/0/user_agent",
                json: r#""Agents/JavaScript 0.3.0""#,
            }],
        },
        Twin {
            name: "a model behind LiteLLM",
            edits: &[Edit::Fact {
                pointer: "/observed/chat/known/turns/0/requests/0/user_agent",
                json: r#""Agents/Python 0.6.1 litellm/1.80""#,
            }],
        },
    ],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let (_, turn) = chat::asked(facts)?;
    // Other requests of the turn may well be made without the SDK, such as a title for the conversation.
    let by_sdk = turn.requests.iter().any(|request| request.user_agent.starts_with("Agents/"));
    let against =
        if by_sdk { Vec::new() } else { vec!["no request carries the user agent of the Agents SDK".into()] };
    let shown = turn.requests.iter().map(|request| chat::request(turn, request)).collect();
    chat::judge(&turn.call.place(chat::CHAT), against, shown)
}
