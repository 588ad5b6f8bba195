//! Who holds an address and a password will use them.

use crate::facts::checkout::layout::Role;
use crate::facts::{Cause, Facts, Place};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Evidence, Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G5.4s",
    statements: &["G5.4"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "the frontend's environment names no database",
    danger: "Whoever breaks the page finds the database's password in its environment.",
    remedy: "take the variable out of the frontend's environment and let it ask the backend",
    check,
    breaks: &[
        Mutant {
            name: "the database's address in its environment",
            edits: &[Edit::Replace {
                file: "compose.yaml",
                find: "      BACKEND_URL: http://backend:8080\n",
                with: "      BACKEND_URL: http://backend:8080\n      DATABASE_URL: ${DATABASE_URL:-}\n",
            }],
        },
        Mutant {
            name: "the database's password in its image",
            edits: &[Edit::Replace {
                file: "frontend/Dockerfile",
                find: "ENV PYTHONDONTWRITEBYTECODE=1\nUSER 65532:65532\nEXPOSE 8080",
                with: "ENV PYTHONDONTWRITEBYTECODE=1 POSTGRES_PASSWORD=\nUSER 65532:65532\nEXPOSE 8080",
            }],
        },
    ],
    keeps: &[Twin {
        name: "a variable whose name only sounds alike",
        edits: &[Edit::Replace {
            file: "compose.yaml",
            find: "      BACKEND_URL: http://backend:8080\n",
            with: "      BACKEND_URL: http://backend:8080\n      FEEDBACK_URL: https://example.com\n",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let layout = facts.checkout.layout.get()?;
    let composes = facts.checkout.compose.get()?;
    let files = facts.checkout.dockerfiles.get()?;
    let (mut offenders, mut looked) = (Vec::new(), Vec::new());
    for service in layout.of(Role::Frontend) {
        let compose = composes.iter().find(|each| Some(&each.file) == layout.compose.as_ref());
        let own = compose.and_then(|each| Some((&each.file, each.service(&service.name)?)));
        let told = own.iter().flat_map(|(file, own)| own.environment.iter().map(move |each| (*file, each)));
        let file = files.iter().find(|file| service.dockerfile.as_ref() == Some(&file.file));
        let built = file
            .into_iter()
            .flat_map(|file| file.environment().into_iter().map(move |(_, each)| (&file.file, each)));
        let mut count = 0;
        for (file, variable) in told.chain(built) {
            count += 1;
            if names_database(&variable.name) {
                offenders.push(Exhibit::new(Place::line(file.clone(), variable.line), variable.name.clone()));
            }
        }
        let place = Place::file(file.map_or_else(|| ".".to_string(), |file| file.file.clone()));
        looked.push(Exhibit::new(
            place,
            format!("{count} variables of {}, none names a database", service.name),
        ));
    }
    if let Some(evidence) = Evidence::from_exhibits(offenders) {
        return Ok(Verdict::Broken(evidence));
    }
    Evidence::from_exhibits(looked).map(Verdict::Met).ok_or_else(|| {
        let what = format!("no frontend was found; {}", layout.searched.join(", "));
        Undecided::Prevented(Cause { rule: "I1.2s".into(), what, place: Place::file(".") })
    })
}

fn names_database(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let starts = ["POSTGRES_", "PGPASSWORD", "PGHOST", "NEON_", "DB_", "DATABASE_"];
    starts.iter().any(|start| name.starts_with(start))
        || ["POSTGRES_URL", "SUPABASE_SERVICE_ROLE_KEY"].contains(&name.as_str())
}
