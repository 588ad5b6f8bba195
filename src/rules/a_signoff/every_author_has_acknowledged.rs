//! Who has not read the rules breaks them without knowing.

use crate::facts::Facts;
use crate::facts::Place;
use crate::facts::checkout::document::{Signature, Subject};
use crate::facts::checkout::history::Person;
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "A1",
    statements: &["A1"],
    tier: Tier::Static,
    proof: Proof::Record,
    obligation: "every author of a commit has acknowledged the constitution",
    danger: "Who has not read the rules breaks them without knowing.",
    remedy: "let each author sign the acknowledgement with name and date before the next commit",
    check,
    breaks: &[
        Mutant {
            name: "an author who did not sign",
            edits: &[
                Edit::Fact { pointer: "/checkout/history/known/people/0/names", json: r#"["Eve Else"]"# },
                Edit::Fact {
                    pointer: "/checkout/history/known/people/0/emails",
                    json: r#"["eve@example.org"]"#,
                },
            ],
        },
        Mutant { name: "no acknowledgement", edits: &[Edit::Remove { file: "docs/acknowledgements.md" }] },
    ],
    keeps: &[Twin {
        name: "somebody who signed and never committed",
        edits: &[Edit::Write {
            file: "docs/acknowledgements-more.md",
            content: "# Acknowledgements\n\n- Lee Chan, 2026-02-05\n",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let documents = record::documents(facts)?;
    let signatures = documents.signed(Subject::Acknowledgement);
    let history = record::history(facts)?;
    let (mut bad, mut good) = (Vec::new(), Vec::new());
    for author in history.authors() {
        match signatures.iter().find(|signature| is_by(signature, author)) {
            Some(signature) => good.push(signature.at.exhibit()),
            None => bad.push(Exhibit::new(
                Place::file(signatures.first().map_or(".", |first| first.at.file.as_str())),
                format!("{} wrote {} commits and has not acknowledged it", author.name, author.commits),
            )),
        }
    }
    if bad.is_empty() && good.is_empty() {
        return Ok(record::attested(signatures).unwrap_or_else(|| {
            record::absent(".", format!("no acknowledgement in {} texts looked at", documents.texts))
        }));
    }
    Ok(record::judge(bad, good, || record::absent(".", "no author")))
}

/// Whether a signature is this person's: the name, a part of it that is long enough, or the address.
fn is_by(signature: &Signature, author: &Person) -> bool {
    let text = signature.at.text.to_lowercase();
    let signed = record::plain(&text);
    let named = author.names.iter().map(|name| record::plain(name));
    author.emails.iter().any(|email| !email.is_empty() && text.contains(email.as_str()))
        || named.into_iter().any(|name| name.len() >= 3 && signed.contains(&name))
}
