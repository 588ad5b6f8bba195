//! Rules that nobody looks at again are kept where they no longer fit, and broken where they do.

use crate::facts::Facts;
use crate::facts::checkout::document::{Line, Subject};
use crate::facts::{Place, date};
use crate::rules::record;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "A3",
    statements: &["A3"],
    tier: Tier::Static,
    proof: Proof::Record,
    obligation: "the review log shows no gap longer than the review cycle",
    danger: "Rules that nobody looks at again are kept where they no longer fit, and broken where they do.",
    remedy: "review the constitution in its cycle and add a dated line to the review log each time",
    check,
    breaks: &[
        Mutant { name: "no review log", edits: &[Edit::Remove { file: "docs/review-log.md" }] },
        Mutant {
            name: "one review long ago",
            edits: &[Edit::Write {
                file: "docs/review-log.md",
                content: "# Review log of the constitution\n\n| 2026-02-03 | Mira Okonkwo | no change |\n",
            }],
        },
    ],
    keeps: &[Twin {
        name: "a review on the next working day",
        edits: &[Edit::Replace {
            file: "docs/review-log.md",
            find: "| 2026-02-27 |",
            with: "| 2026-02-28 |",
        }],
    }],
    with: &[],
};

/// Days by which a review may be late: a weekend and a day off.
const GRACE: i64 = 3;

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let documents = record::documents(facts)?;
    let Some(constitution) = documents.constitutions.first() else {
        return Ok(record::absent(".", "no constitution that could be reviewed"));
    };
    let reviews = documents.signed(Subject::ConstitutionReview);
    let mut held: Vec<(i64, &Line)> =
        reviews.iter().filter_map(|it| Some((date::parse(it.date.as_deref()?)?, &it.at))).collect();
    held.sort_by_key(|(day, _)| *day);
    let Some(cycle) = constitution.cycle_days else {
        return Ok(record::absent(&constitution.file, "it states no review cycle"));
    };
    let (Some(first), Some(last)) = (held.first(), held.last()) else {
        return Ok(record::absent(&constitution.file, "a review cycle, and no dated review in any text"));
    };
    let longest = i64::from(cycle) + GRACE;
    let start = constitution.effective_date.as_deref().and_then(date::parse);
    let commits = facts.checkout.history.known().map(|history| history.commits.as_slice());
    let end = commits.and_then(|commits| commits.iter().filter_map(|commit| date::parse(&commit.date)).max());
    let mut bad = Vec::new();
    let mut gap = |from: i64, to: i64, at: &Line| {
        if to - from > longest {
            let says = format!("{} days without a review, the cycle is {cycle} ({})", to - from, at.text);
            bad.push(Exhibit::new(Place::line(&at.file, at.line), says));
        }
    };
    gap(start.unwrap_or(first.0), first.0, first.1);
    held.windows(2).for_each(|pair| gap(pair[0].0, pair[1].0, pair[1].1));
    gap(last.0, end.unwrap_or(last.0), last.1);
    let good = record::shown(held.iter().map(|(_, line)| *line));
    Ok(record::judge(bad, good, || record::absent(&constitution.file, "no review")))
}
