//! Nobody feels responsible at night for a service that was never handed over.

use crate::facts::Facts;
use crate::facts::checkout::document::Subject;
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "S10",
    statements: &["S10"],
    tier: Tier::Static,
    proof: Proof::Attestation,
    obligation: "a dated and signed document says that operations took over",
    danger: "Nobody feels responsible at night for a service that was never handed over.",
    remedy: "write down what was handed over to whom and when, signed and dated",
    check,
    breaks: &[
        Mutant { name: "no such document", edits: &[Edit::Remove { file: "docs/handover.md" }] },
        Mutant {
            name: "a document that nobody signed",
            edits: &[Edit::Write {
                file: "docs/handover.md",
                content: "# Handover to operations\n\nTo be done.\n",
            }],
        },
    ],
    keeps: &[Twin {
        name: "one more signature",
        edits: &[Edit::Write {
            file: "docs/more.md",
            content: "# Handover to operations\n\nSigned: Jonas Weil, 2026-03-14\n",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let documents = record::documents(facts)?;
    let signatures = documents.signed(Subject::Handover);
    Ok(record::attested(signatures).unwrap_or_else(|| {
        let half = record::shown(signatures.iter().map(|signature| &signature.at));
        record::judge(half, Vec::new(), || {
            record::absent(".", format!("no dated, signed statement in {} texts looked at", documents.texts))
        })
    }))
}
