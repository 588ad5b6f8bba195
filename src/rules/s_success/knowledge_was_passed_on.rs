//! The one who knows how it works leaves, and so does the knowledge.

use crate::facts::Facts;
use crate::facts::checkout::document::Subject;
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "S9",
    statements: &["S9"],
    tier: Tier::Static,
    proof: Proof::Attestation,
    obligation: "a dated and signed document says that knowledge was passed on",
    danger: "The one who knows how it works leaves, and so does the knowledge.",
    remedy: "write down who explained what to whom and when, signed and dated",
    check,
    breaks: &[
        Mutant { name: "no such document", edits: &[Edit::Remove { file: "docs/knowledge-transfer.md" }] },
        Mutant {
            name: "a document that nobody signed",
            edits: &[Edit::Write {
                file: "docs/knowledge-transfer.md",
                content: "# Knowledge transfer\n\nTo be done.\n",
            }],
        },
    ],
    keeps: &[Twin {
        name: "one more signature",
        edits: &[Edit::Write {
            file: "docs/more.md",
            content: "# Knowledge transfer\n\nSigned: Jonas Weil, 2026-03-14\n",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let documents = record::documents(facts)?;
    let signatures = documents.signed(Subject::KnowledgeTransfer);
    Ok(record::attested(signatures).unwrap_or_else(|| {
        let half = record::shown(signatures.iter().map(|signature| &signature.at));
        record::judge(half, Vec::new(), || {
            record::absent(".", format!("no dated, signed statement in {} texts looked at", documents.texts))
        })
    }))
}
