//! A tool that is named and was never asked gave no help.

use crate::facts::Facts;
use crate::facts::checkout::document::{Sense, Subject, Tool};
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Evidence, Exhibit};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G6.1",
    statements: &["G6.1"],
    tier: Tier::Static,
    proof: Proof::Record,
    obligation: "prompts, specifications or notes show that the Docker AI agent was used",
    danger: "A tool that is named and was never asked gave no help.",
    remedy: "keep the prompts given to `docker ai` with their dates, for instance under history/prompts/",
    check,
    breaks: &[
        Mutant {
            name: "no word of it",
            edits: &[Edit::Fact { pointer: "/checkout/documents/known/tools", json: "[]" }],
        },
        Mutant {
            name: "the word alone in a README",
            edits: &[Edit::Fact {
                pointer: "/checkout/documents/known/tools",
                json: r#"[{"tool":"gordon","sense":"mentioned","at":{"file":"README.md","line":3,"text":"Built with Gordon"}}]"#,
            }],
        },
    ],
    keeps: &[Twin {
        name: "the word in a README beside the prompts",
        edits: &[Edit::Write { file: "NOTES.md", content: "# Notes\n\nBuilt with Gordon.\n" }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let documents = record::documents(facts)?;
    let of = |sense: Sense| {
        let mentions = documents.tools.iter().filter(move |it| it.tool == Tool::Gordon && it.sense == sense);
        record::shown(mentions.map(|mention| &mention.at))
    };
    if let Some(used) = Evidence::from_exhibits(of(Sense::Used)) {
        return Ok(Verdict::Met(used));
    }
    if let Some(attested) = record::attested(documents.signed(Subject::Gordon)) {
        return Ok(attested);
    }
    let mut word: Vec<Exhibit> = of(Sense::Mentioned);
    word.extend(of(Sense::Reserved));
    for exhibit in &mut word {
        exhibit.seen.push_str(" (named, not shown to be used)");
    }
    Ok(record::judge(word, Vec::new(), || {
        record::absent(".", format!("no word of it in {} texts looked at", documents.texts))
    }))
}
