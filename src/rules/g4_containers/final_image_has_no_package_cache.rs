//! A cache is dead weight that every node pulls, and a stale list of packages that looks current.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, image};
use crate::verdict::{Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G4.1l",
    statements: &["G4.1", "C3", "P1.1"],
    tier: Tier::Docker,
    proof: Proof::Inspection,
    obligation: "no package manager's cache is left in a final image",
    danger: "A cache is dead weight that every node pulls and every scan reads.",
    remedy: "install in a build stage, or remove the cache in the same RUN that fills it",
    check,
    breaks: &[
        Mutant {
            name: "the package lists of apt",
            edits: &[Edit::Fact {
                pointer: "/observed/images/known/built/0/caches",
                json: r#"[{"layer": 1, "path": "var/lib/apt/lists/", "files": 7, "bytes": 19000000}]"#,
            }],
        },
        Mutant {
            name: "npm's cache in the home of root",
            edits: &[Edit::Fact {
                pointer: "/observed/images/known/built/1/caches",
                json: r#"[{"layer": 3, "path": "root/.npm/_cacache/", "files": 900, "bytes": 42000000}]"#,
            }],
        },
    ],
    keeps: &[Twin {
        name: "a few kilobytes that a package manager always leaves",
        edits: &[Edit::Fact {
            pointer: "/observed/images/known/built/0/caches",
            json: r#"[{"layer": 0, "path": "var/cache/apk/", "files": 1, "bytes": 812}]"#,
        }],
    }],
    with: &[],
};

/// Less than this is no cache but the trace of one, in bytes.
const TRACE: u64 = 64 * 1024;

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let images = image::images(facts)?;
    let offenders = images.iter().flat_map(|image| {
        image.caches.iter().filter(|heap| heap.bytes > TRACE).map(|heap| {
            let seen = format!("{} files of {} KiB in all", heap.files, heap.bytes / 1024);
            Exhibit::new(image::file(image, heap.layer, &heap.path), seen)
        })
    });
    image::absent(facts, &images, offenders.collect(), |image| {
        format!("no cache of apt, apk, pip, uv, npm, yarn or pnpm in {} layers", image.layers.len())
    })
}
