//! A direct push reaches production unread and untested.

use crate::facts::Facts;
use crate::facts::checkout::document::Subject;
use crate::facts::checkout::history::Commit;
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::Evidence;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "V2.3",
    statements: &["V2.3"],
    tier: Tier::Static,
    proof: Proof::Record,
    obligation: "the main branch takes no direct pushes",
    danger: "A direct push reaches production unread and untested.",
    remedy: "export the ruleset that protects the main branch into the repository, and merge by pull request only",
    check,
    breaks: &[
        Mutant {
            name: "a direct push and no ruleset",
            edits: &[
                Edit::Fact { pointer: "/checkout/documents/known/protections", json: "[]" },
                Edit::Fact { pointer: "/checkout/history/known/commits/1/mainline", json: "true" },
            ],
        },
        Mutant {
            name: "a ruleset that went missing",
            edits: &[
                Edit::Remove { file: ".github/rulesets/main.json" },
                Edit::Fact { pointer: "/checkout/history/known/commits/1/mainline", json: "true" },
            ],
        },
    ],
    keeps: &[Twin {
        name: "a direct push from before the ruleset",
        edits: &[Edit::Fact { pointer: "/checkout/history/known/commits/1/mainline", json: "true" }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let documents = record::documents(facts)?;
    if let Some(rules) = Evidence::from_exhibits(record::shown(&documents.protections)) {
        return Ok(Verdict::Met(rules));
    }
    if let Some(attested) = record::attested(documents.signed(Subject::BranchProtection)) {
        return Ok(attested);
    }
    let history = record::history(facts)?;
    let chain = || history.commits.iter().filter(|commit| commit.mainline).skip(1);
    let pushed = |commit: &&Commit| commit.parents.len() < 2 && commit.pull_request.is_none();
    let direct = chain().filter(pushed).map(|commit| record::commit_exhibit(commit, None, "pushed directly"));
    let merged =
        chain().map(|commit| record::commit_exhibit(commit, None, "merged; no ruleset in the repository"));
    // merges show the habit, not the protection
    let seen =
        record::judge(direct.collect(), merged.collect(), || record::absent(".", "no ruleset and no merge"));
    Ok(record::softened(seen, true))
}
