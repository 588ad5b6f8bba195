//! A service that is told of no database keeps its data somewhere else.

use crate::facts::checkout::layout::Role;
use crate::facts::{Facts, Place};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Evidence, Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "I1.3s",
    statements: &["I1.3", "S2"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "the submission runs PostgreSQL as a service or names one outside",
    danger: "Nobody who deploys it knows where its data is to go.",
    remedy: "add a PostgreSQL service, or name the address of a managed one among the settings",
    check,
    breaks: &[
        Mutant {
            name: "another database in its place",
            edits: &[Edit::Replace {
                file: "compose.yaml",
                find: "    image: postgres:15-bookworm\n",
                with: "    image: mysql:8\n",
            }],
        },
        Mutant {
            name: "a document store in its place",
            edits: &[Edit::Replace {
                file: "compose.yaml",
                find: "    image: postgres:15-bookworm\n",
                with: "    image: mongo:7\n",
            }],
        },
    ],
    keeps: &[Twin {
        name: "PostgreSQL with an extension",
        edits: &[Edit::Replace {
            file: "compose.yaml",
            find: "    image: postgres:15-bookworm\n",
            with: "    image: pgvector/pgvector:pg16\n",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let layout = facts.checkout.layout.get()?;
    let file = layout.compose.clone().unwrap_or_else(|| ".".into());
    let others = ["mysql", "mariadb", "mongo", "cockroach"];
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for service in layout.of(Role::Database) {
        let image = service.image.as_deref().unwrap_or("outside the submission");
        let line = facts.checkout.compose.known().into_iter().flatten().find_map(|each| {
            let own = each.service(&service.name).filter(|_| each.file == file)?;
            Some(own.image.as_ref()?.place())
        });
        let seen = format!("{}: {image}, {}", service.name, service.because.join(", "));
        let exhibit = Exhibit::new(line.unwrap_or_else(|| Place::file(file.clone())), seen);
        let foreign = others.iter().any(|word| image.contains(word));
        if foreign { bad.push(exhibit) } else { good.push(exhibit) }
    }
    if let Some(evidence) = Evidence::from_exhibits(good) {
        return Ok(Verdict::Met(evidence));
    }
    let none = || Evidence::of(Place::file("."), format!("no PostgreSQL; {}", layout.searched.join(", ")));
    Ok(Verdict::Broken(Evidence::from_exhibits(bad).unwrap_or_else(none)))
}
