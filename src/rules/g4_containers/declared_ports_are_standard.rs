//! A port nobody expects is a port nobody watches.

use crate::facts::checkout::layout::Role;
use crate::facts::{Facts, Place};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, build};
use crate::verdict::{Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G4.4s",
    statements: &["G4.4"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "every Dockerfile of a service that is spoken to exposes 80, 443 or 8080 and no other port",
    danger: "A port nobody expects is opened by no firewall and watched by nobody.",
    remedy: "listen on 80, 443 or 8080 and EXPOSE that port",
    check,
    breaks: &[
        Mutant {
            name: "the backend on 8000",
            edits: &[Edit::Replace { file: "backend/Dockerfile", find: "EXPOSE 8080", with: "EXPOSE 8000" }],
        },
        Mutant {
            name: "the development server's port beside the right one",
            edits: &[Edit::Replace {
                file: "frontend/Dockerfile",
                find: "EXPOSE 8080",
                with: "EXPOSE 8080 3000",
            }],
        },
    ],
    keeps: &[
        Twin {
            name: "a port with its protocol",
            edits: &[Edit::Replace {
                file: "backend/Dockerfile",
                find: "EXPOSE 8080",
                with: "EXPOSE 8080/tcp",
            }],
        },
        Twin {
            name: "a port from a variable that says 8080",
            edits: &[Edit::Replace {
                file: "backend/Dockerfile",
                find: "EXPOSE 8080",
                with: "ENV LISTEN=8080\nEXPOSE ${LISTEN}",
            }],
        },
    ],
    with: &[],
};

const STANDARD: &[u16] = &[80, 443, 8080];

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let (mut offenders, mut looked) = (Vec::new(), Vec::new());
    for (service, file) in build::builds(facts, build::APPLICATION)? {
        let ports: Vec<_> = file.exposed().collect();
        if ports.is_empty() && service.role != Role::Other {
            offenders.push(Exhibit::new(Place::file(file.file.clone()), "exposes no port"));
        }
        for (instruction, port) in ports {
            let exhibit = file.quote(instruction).exhibit();
            if STANDARD.contains(&port) { looked.push(exhibit) } else { offenders.push(exhibit) }
        }
    }
    offenders.dedup();
    build::verdict(offenders, Vec::new(), looked)
}
