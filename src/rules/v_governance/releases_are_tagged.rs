//! Without a tag nobody can say which commit is running, nor go back to the one before.

use crate::facts::Facts;
use crate::facts::checkout::history::{Extent, Tag};
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "V2.2",
    statements: &["V2.2"],
    tier: Tier::Static,
    proof: Proof::Record,
    obligation: "releases are tagged with the version that their images carry",
    danger: "Without a tag nobody can say which commit is running, nor go back to the one before.",
    remedy: "tag each release with an annotated semantic version, and give its images the same one",
    check,
    breaks: &[
        Mutant {
            name: "no tag",
            edits: &[Edit::Fact { pointer: "/checkout/history/known/tags", json: "[]" }],
        },
        Mutant {
            name: "a tag that is no version",
            edits: &[Edit::Fact {
                pointer: "/checkout/history/known/tags",
                json: r#"[{"name":"latest","annotated":true,"version":null,"target":""}]"#,
            }],
        },
    ],
    keeps: &[Twin {
        name: "a moving tag beside the version",
        edits: &[Edit::Fact {
            pointer: "/checkout/history/known/tags",
            json: r#"[{"name":"latest","annotated":false,"version":null,"target":""},{"name":"v1.0.0","annotated":true,"version":"1.0.0","target":""}]"#,
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let history = record::history(facts)?;
    if history.extent == Extent::Shallow && history.tags.is_empty() {
        return Err(Undecided::Ours {
            why: "the clone was cut off, tags included".into(),
            next: Some("git fetch --tags".into()),
        });
    }
    let versions: Vec<&Tag> = history.tags.iter().filter(|tag| tag.version.is_some()).collect();
    if versions.is_empty() {
        let names: Vec<&str> = history.tags.iter().map(|tag| tag.name.as_str()).take(5).collect();
        let seen = if names.is_empty() {
            "no tag".to_string()
        } else {
            format!("no version among {}", names.join(", "))
        };
        return Ok(record::absent(".", seen));
    }
    let shipped = &record::documents(facts)?.versions;
    let carried = |tag: &Tag| shipped.iter().any(|version| Some(&version.number) == tag.version.as_ref());
    let show = |tag: &&Tag| {
        let kind = if tag.annotated { "annotated" } else { "lightweight" };
        let image = if carried(tag) { ", and what is shipped carries it" } else { "" };
        Exhibit::new(record::place(&tag.target, None), format!("{kind} tag {}{image}", tag.name))
    };
    let seen: Vec<Exhibit> = versions.iter().map(show).collect();
    let matches = shipped.is_empty() || versions.iter().any(|tag| carried(tag));
    let seen = record::judge(Vec::new(), seen, || record::absent(".", "no tag"));
    Ok(record::softened(seen, !matches))
}
