//! What is built together is deployed, scaled and broken into together.

use crate::facts::checkout::layout::{Role, Service};
use crate::facts::{Cause, Facts, Place};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Evidence, Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G5.3s",
    statements: &["G5.3"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "the frontend is built from a Dockerfile, or a target of one, that builds no backend",
    danger: "Whoever breaks the page is at once where the database and the keys are.",
    remedy: "give the frontend a Dockerfile of its own",
    check,
    breaks: &[
        Mutant {
            name: "one image, two commands",
            edits: &[Edit::Replace {
                file: "compose.yaml",
                find: "    build: ./frontend\n",
                with: "    build: ./backend\n    command: [\"-m\", \"http.server\", \"8080\"]\n",
            }],
        },
        Mutant {
            name: "one Dockerfile at the root for both",
            edits: &[Edit::Replace {
                file: "compose.yaml",
                find: "    build: ./frontend\n",
                with: "    build: {context: ./backend, dockerfile: Dockerfile}\n",
            }],
        },
    ],
    keeps: &[Twin {
        name: "its own Dockerfile named in full",
        edits: &[Edit::Replace {
            file: "compose.yaml",
            find: "    build: ./frontend\n",
            with: "    build: {context: ./frontend, dockerfile: ./Dockerfile}\n",
        }],
    }],
    with: &[("G5.3t", "the frontend's sources are then the backend's")],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let layout = facts.checkout.layout.get()?;
    let place = |service: &Service| place(facts, service);
    let (mut offenders, mut looked) = (Vec::new(), Vec::new());
    for service in layout.of(Role::Frontend) {
        let Some(file) = &service.dockerfile else { continue };
        let shared = layout
            .of(Role::Backend)
            .find(|backend| backend.dockerfile.as_ref() == Some(file) && backend.target == service.target);
        let target = service.target.as_ref().map_or(String::new(), |target| format!(", target {target}"));
        let seen = format!("{} is built from {file}{target}", service.name);
        match shared {
            Some(backend) => {
                offenders.push(Exhibit::new(place(service), format!("{seen}, as {} is", backend.name)));
            }
            None => looked.push(Exhibit::new(place(service), seen)),
        }
    }
    if let Some(evidence) = Evidence::from_exhibits(offenders) {
        return Ok(Verdict::Broken(evidence));
    }
    Evidence::from_exhibits(looked).map(Verdict::Met).ok_or_else(|| {
        let what = format!("nothing builds a frontend; {}", layout.searched.join(", "));
        Undecided::Prevented(Cause { rule: "I1.2s".into(), what, place: Place::file(".") })
    })
}

/// Where the build is said: the compose file's line, else the Dockerfile.
fn place(facts: &Facts, service: &Service) -> Place {
    let chosen = facts.checkout.layout.known().and_then(|layout| layout.compose.as_deref());
    let composes = facts.checkout.compose.known().into_iter().flatten();
    let line = composes.filter(|each| Some(each.file.as_str()) == chosen).find_map(|each| {
        let build = each.service(&service.name)?.build.as_ref()?;
        Some(Place::line(each.file.clone(), build.line))
    });
    line.unwrap_or_else(|| Place::file(service.dockerfile.clone().unwrap_or_default()))
}
