//! A connection per request exhausts the server as soon as many come at once.

use crate::facts::Facts;
use crate::facts::Place;
use crate::facts::observed::state::Crowd;
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "O2.2",
    statements: &["O2.2"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "connections to the database stay few and are used again while more clients come",
    danger: "A connection per request exhausts the server as soon as many come at once.",
    remedy: "open one pool per process with a limit, and take every connection from it",
    check,
    breaks: &[
        Mutant {
            name: "a connection per client",
            edits: &[Edit::Fact { pointer: "/observed/crowd/known/3/most", json: "64" }],
        },
        Mutant {
            name: "a connection per request",
            edits: &[
                Edit::Fact { pointer: "/observed/crowd/known/3/answered", json: "900" },
                Edit::Fact { pointer: "/observed/crowd/known/3/opened", json: "890" },
            ],
        },
    ],
    keeps: &[
        Twin {
            name: "a server that does not count",
            edits: &[Edit::Fact { pointer: "/observed/crowd/known/3/opened", json: "null" }],
        },
        Twin {
            name: "a pool that fills",
            edits: &[Edit::Fact { pointer: "/observed/crowd/known/3/opened", json: "10" }],
        },
    ],
    with: &[],
};

/// Connections of one process beyond which a limit cannot be told from none, at 64 clients.
const MOST: u32 = 40;

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let crowds = facts.observed.crowd.get()?;
    if crowds.iter().map(|crowd| crowd.clients).max().unwrap_or(0) <= MOST
        || crowds.iter().all(|it| it.answered == 0)
    {
        return Err(Undecided::ours("too few clients were answered to tell a pool from none"));
    }
    let show = |crowd: &Crowd| {
        let opened = crowd.opened.map_or_else(|| "an unknown number".into(), |opened| opened.to_string());
        let says = format!(
            "{} clients, {} answers: at most {} connections at once, {opened} opened",
            crowd.clients, crowd.answered, crowd.most
        );
        Exhibit::new(Place::moment("crowd", crowd.at), says)
    };
    let pooled = |crowd: &&Crowd| {
        // a pool that fills or heals opens some; a connection per request opens about as many as there are answers
        let reused = crowd.opened.is_none_or(|opened| opened <= MOST.max(crowd.answered / 4));
        crowd.most <= MOST && reused
    };
    let (good, bad): (Vec<&Crowd>, Vec<&Crowd>) = crowds.iter().partition(pooled);
    Ok(record::judge(bad.into_iter().map(show).collect(), good.into_iter().map(show).collect(), || {
        record::absent(".", "nothing was seen")
    }))
}
