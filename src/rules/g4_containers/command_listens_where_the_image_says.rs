//! A port that is announced and not listened on sends every request into the void.

use crate::facts::checkout::dockerfile::{Command, Dockerfile};
use crate::facts::checkout::layout::Service;
use crate::facts::checkout::source::ServiceSource;
use crate::facts::{Facts, Place};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, build};
use crate::verdict::{Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G4.4t",
    statements: &["G4.4"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "a service's command listens on a port that its image exposes",
    danger: "Requests go to a port on which nothing listens.",
    remedy: "make the port of the command and the port of EXPOSE the same",
    check,
    breaks: &[
        Mutant {
            name: "EXPOSE 8080 and uvicorn on 8000",
            edits: &[Edit::Replace {
                file: "backend/Dockerfile",
                find: "CMD [\"-m\", \"todo\"]",
                with: "CMD [\"-m\", \"uvicorn\", \"todo.app:app\", \"--host\", \"0.0.0.0\", \"--port\", \"8000\"]",
            }],
        },
        Mutant {
            name: "a compose file that starts it on another port",
            edits: &[Edit::Replace {
                file: "compose.yaml",
                find: "    build: ./backend\n",
                with: "    build: ./backend\n    command: [\"-m\", \"uvicorn\", \"todo.app:app\", \"--port\", \"9000\"]\n",
            }],
        },
    ],
    keeps: &[Twin {
        name: "the same port in both",
        edits: &[Edit::Replace {
            file: "backend/Dockerfile",
            find: "CMD [\"-m\", \"todo\"]",
            with: "CMD [\"-m\", \"uvicorn\", \"todo.app:app\", \"--port=8080\"]",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let (mut offenders, mut looked) = (Vec::new(), Vec::new());
    for (service, file) in build::builds(facts, build::APPLICATION)? {
        let exposed: Vec<u16> = file.exposed().map(|(_, port)| port).collect();
        let exposed_at = file.exposed().next().map(|(instruction, _)| file.quote(instruction).exhibit());
        match listens(facts, service, file).filter(|_| !exposed.is_empty()) {
            Some((exhibit, port)) if !exposed.contains(&port) => {
                let seen = format!("{} — listens on {port}, EXPOSE says {exposed:?}", exhibit.seen);
                offenders.push(Exhibit { seen, ..exhibit });
            }
            Some((exhibit, _)) => looked.push(exhibit),
            None => looked.extend(exposed_at),
        }
        if exposed.is_empty() {
            looked.push(Exhibit::new(Place::file(file.file.clone()), "exposes no port"));
        }
    }
    build::verdict(offenders, Vec::new(), looked)
}

/// Where the port that is listened on is said, and the port: the compose file's command, the image's, the code.
fn listens(facts: &Facts, service: &Service, file: &Dockerfile) -> Option<(Exhibit, u16)> {
    let chosen = facts.checkout.layout.known().and_then(|layout| layout.compose.as_deref());
    let composes = facts.checkout.compose.known().into_iter().flatten();
    let told = composes.filter(|each| Some(each.file.as_str()) == chosen).find_map(|each| {
        let own = each.service(&service.name)?;
        let command = own.command.as_ref().or(own.entrypoint.as_ref())?;
        let port = port_of(command)?;
        Some((Exhibit::new(Place::file(each.file.clone()), command.line()), port))
    });
    let sources = facts.checkout.sources.known().into_iter().flat_map(|sources| &sources.services);
    let source = sources.into_iter().find(|source| service.source.as_deref() == Some(&source.folder));
    told.or_else(|| {
        let (instruction, command) =
            file.last(|act| act.cmd()).or_else(|| file.last(|act| act.entrypoint()))?;
        let entry = file.last(|act| act.entrypoint()).map(|(_, command)| command.line()).unwrap_or_default();
        let exhibit = file.quote(instruction).exhibit();
        let line = format!("{entry} {}", command.line());
        let port = port_of(command).or_else(|| port_of(&Command { exec: true, words: vec![entry] }));
        port.or_else(|| usual(&line, file, source)).map(|port| (exhibit, port))
    })
}

/// The port that a command names.
fn port_of(command: &Command) -> Option<u16> {
    let line = command.line().replace(['"', '\'', '[', ']', ','], " ");
    let words: Vec<&str> = line.split_whitespace().collect();
    words.iter().enumerate().find_map(|(at, word)| {
        let (flag, value) = word.split_once('=').map_or((*word, None), |(flag, value)| (flag, Some(value)));
        let value = value.or_else(|| words.get(at + 1).copied())?;
        match flag {
            "--port" | "-p" | "PORT" => value.parse().ok(),
            "--bind" | "-b" | "--listen" => value.rsplit(':').next()?.parse().ok(),
            _ => None,
        }
    })
}

/// What a known server listens on where nothing says otherwise.
fn usual(line: &str, file: &Dockerfile, source: Option<&ServiceSource>) -> Option<u16> {
    if line.contains('$') {
        return None;
    }
    let variable = |name: &str| {
        let set = file.environment().into_iter().rev().find(|(_, variable)| variable.name == name);
        set.map(|(_, variable)| variable.value.as_deref().and_then(|value| value.parse().ok()))
    };
    if let Some(port) = variable("PORT").or_else(|| variable("UVICORN_PORT")) {
        return port;
    }
    if line.contains("uvicorn ") || line.contains("gunicorn ") || line.contains("fastapi run") {
        return Some(8000);
    }
    if line.contains("next start") {
        return Some(3000);
    }
    source?.ports.iter().find(|port| !port.configurable).map(|port| port.port)
}
