//! A browser that asks for every file at every visit is slow.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, page};
use crate::verdict::{Evidence, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "O2.3a",
    statements: &["O2.3"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "scripts and styles carry a hash in their names and may be kept for good",
    danger: "A browser that asks for every file at every visit is slow, and one that keeps a file of a fixed name shows old code.",
    remedy: "let the build put a hash into the names, and serve those files with Cache-Control: public, max-age=31536000, immutable",
    check,
    breaks: &[
        Mutant {
            name: "no header for caches",
            edits: &[Edit::Fact { pointer: "/observed/assets/known/files/1/cache", json: "null" }],
        },
        Mutant {
            name: "a cache that forgets at once",
            edits: &[Edit::Fact { pointer: "/observed/assets/known/files/1/cache", json: r#""no-store""# }],
        },
    ],
    keeps: &[Twin {
        name: "a year in other words",
        edits: &[Edit::Fact {
            pointer: "/observed/assets/known/files/1/cache",
            json: r#""max-age=31536000, public, immutable""#,
        }],
    }],
    with: &[],
};

/// A file that may be kept for a week is kept between visits.
const WEEK: u64 = 7 * 24 * 3600;

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let code = page::code(facts)?;
    if let Some(first) = code.first().filter(|_| !code.iter().any(|asset| asset.hashed)) {
        let seen = format!("none of {} scripts and styles has a hash in its name", code.len());
        return Ok(Verdict::Broken(Evidence::of(first.call.place(page::ASSETS), seen)));
    }
    page::each(code.into_iter().filter(|asset| asset.hashed), |asset| {
        let cache = asset.cache.clone().unwrap_or_default().to_lowercase();
        let age = cache.split("max-age=").nth(1).and_then(|rest| rest.split([',', ' ']).next()?.parse().ok());
        cache.contains("immutable") || age.is_some_and(|age: u64| age >= WEEK)
    })
}
