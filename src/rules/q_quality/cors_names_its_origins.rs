//! No web page that a signed-in user happens to open may use the application in that user's name.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, api};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "Q2.4d",
    statements: &["Q2.4"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "a page of an unknown origin is not allowed to send credentials",
    danger: "Any web page that a signed-in user opens could use the application in that user's name.",
    remedy: "list the allowed origins, and allow credentials for those only",
    check,
    breaks: &[
        Mutant {
            name: "every origin with credentials",
            edits: &[
                Edit::Fact { pointer: "/observed/api/known/cors/0/allow_origin", json: r#""*""# },
                Edit::Fact { pointer: "/observed/api/known/cors/0/allow_credentials", json: r#""true""# },
            ],
        },
        Mutant {
            name: "whatever origin asks, with credentials",
            edits: &[
                Edit::Fact {
                    pointer: "/observed/api/known/cors/1/allow_origin",
                    json: r#""the stranger's origin""#,
                },
                Edit::Fact { pointer: "/observed/api/known/cors/1/allow_credentials", json: r#""true""# },
            ],
        },
    ],
    keeps: &[Twin {
        name: "every origin without credentials",
        edits: &[Edit::Fact { pointer: "/observed/api/known/cors/0/allow_origin", json: r#""*""# }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let api = api::api(facts)?;
    Verdict::of_each(
        &api.cors,
        |cors| {
            let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "absent".into());
            let (origin, credentials) = (shown(&cors.allow_origin), shown(&cors.allow_credentials));
            let call = &cors.call;
            let seen = format!(
                "{} {} from an unknown origin: allow-origin {origin}, allow-credentials {credentials}",
                call.method, call.path
            );
            Exhibit::new(call.place(api::API), seen)
        },
        |cors| cors.allow_origin.is_none() || cors.allow_credentials.as_deref() != Some("true"),
        "no page of another origin asked",
    )
}
