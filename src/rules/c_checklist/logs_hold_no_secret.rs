//! Logs are copied to more places and read by more people than any other file.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, container};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "C16f",
    statements: &["C16"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "no log holds a secret",
    danger: "Logs are copied to more places and read by more people than any other file.",
    remedy: "log names and ids, never keys, tokens, passwords or database addresses with their password",
    check,
    breaks: &[
        Mutant {
            name: "a database address with its password",
            edits: &[Edit::Fact {
                pointer: "/observed/telemetry/known/logs/0/secrets",
                json: r#"[{"service": "DATABASE_URL", "line": "connecting to postgresql://judge:ab… (32 characters)@db"}]"#,
            }],
        },
        Mutant {
            name: "a token in an access log",
            edits: &[Edit::Fact {
                pointer: "/observed/telemetry/known/logs/1/secrets",
                json: r#"[{"service": "the token of the user", "line": "GET /?token=ey… (180 characters)"}]"#,
            }],
        },
    ],
    keeps: &[Twin {
        name: "more secrets that were looked for",
        edits: &[Edit::Fact { pointer: "/observed/telemetry/known/logs/0/looked_for", json: "12" }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let telemetry = facts.observed.telemetry.get()?;
    let place = || container::whole("telemetry");
    let leaks = telemetry.logs.iter().flat_map(|log| {
        log.secrets
            .iter()
            .map(|leak| Exhibit::new(place(), format!("{}: {}: {}", log.service, leak.service, leak.line)))
    });
    let looked = telemetry.logs.iter().filter(|log| log.looked_for > 0).map(|log| {
        let seen = format!("{}: none of {} secrets in {} lines", log.service, log.looked_for, log.lines);
        Exhibit::new(place(), seen)
    });
    container::judge(leaks.collect(), looked.collect(), "no secret could be looked for")
}
