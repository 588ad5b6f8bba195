//! Phases that were done at once were not learned from one another. Two phases that appear in one commit show no
//! order: a warning, as for a history of one commit (see `artefacts_appear_in_their_order`).

use crate::facts::Facts;
use crate::facts::checkout::history::{Appearance, Kind};
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G7.4",
    statements: &["G7.4"],
    tier: Tier::Static,
    proof: Proof::Record,
    obligation: "in the history containers come first, then Kubernetes objects, then charts",
    danger: "Phases that were done at once were not learned from one another.",
    remedy: "commit the Dockerfiles before the manifests, and the manifests before the chart",
    check,
    breaks: &[
        Mutant {
            name: "a chart before the manifests",
            edits: &[Edit::Fact { pointer: "/checkout/history/known/first/chart/order", json: "0" }],
        },
        Mutant {
            name: "manifests before the containers",
            edits: &[Edit::Fact { pointer: "/checkout/history/known/first/dockerfile/order", json: "99999" }],
        },
    ],
    keeps: &[Twin {
        name: "a workflow before all of them",
        edits: &[Edit::Fact {
            pointer: "/checkout/history/known/first/workflow",
            json: r#"{"order":0,"commit":"","file":".github/workflows/ci.yml","date":"2026-02-01"}"#,
        }],
    }],
    with: &[("G1.1c", "the same first appearance stands at the end of the chain of artefacts")],
};

const PHASES: [Kind; 3] = [Kind::Dockerfile, Kind::Manifest, Kind::Chart];

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let history = match record::ordered(facts)? {
        Ok(history) => history,
        Err(hidden) => return Ok(hidden),
    };
    let chain: Vec<(Kind, &Appearance)> =
        PHASES.iter().filter_map(|kind| Some((*kind, history.first.get(kind)?))).collect();
    let show = |(kind, first): &(Kind, &Appearance)| record::first_exhibit(first, kind.words());
    let bad: Vec<Exhibit> = chain
        .windows(2)
        .filter(|pair| pair[1].1.order < pair[0].1.order)
        .map(|pair| show(&pair[1]))
        .collect();
    let together = chain.windows(2).any(|pair| pair[1].1.order == pair[0].1.order);
    let shown: Vec<Exhibit> = chain.iter().map(show).collect();
    let seen = record::judge(bad, shown, || record::absent(".", "no commit brings any of the three"));
    Ok(record::softened(seen, together))
}
