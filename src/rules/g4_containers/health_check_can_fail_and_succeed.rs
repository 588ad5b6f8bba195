//! A check that cannot run is always red; one that ignores the answer is always green.

use crate::facts::checkout::compose::Command;
use crate::facts::checkout::dockerfile::{Act, Dockerfile};
use crate::facts::checkout::layout::{Role, Service};
use crate::facts::checkout::source::Route;
use crate::facts::{Facts, Place};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, build};
use crate::verdict::{Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G4.3t",
    statements: &["G4.3", "C4"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "every health check uses a tool that its image has, asks a route that is served and minds the answer",
    danger: "A check that cannot run restarts a healthy service, and one that ignores the answer keeps a dead one.",
    remedy: "ask a route that the service serves, with a tool that the final image holds, and fail on any other answer",
    check,
    breaks: &[
        Mutant {
            name: "a route that no code serves",
            edits: &[Edit::Replace {
                file: "backend/Dockerfile",
                find: "HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \\\n    CMD [\"/usr/bin/python3\", \"-m\", \"todo.probe\", \"/readyz\"]",
                with: "HEALTHCHECK CMD [\"/usr/bin/python3\", \"-m\", \"todo.probe\", \"/health\"]",
            }],
        },
        Mutant {
            name: "curl where there is none",
            edits: &[Edit::Replace {
                file: "backend/Dockerfile",
                find: "HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \\\n    CMD [\"/usr/bin/python3\", \"-m\", \"todo.probe\", \"/readyz\"]",
                with: "HEALTHCHECK CMD [\"curl\", \"-f\", \"http://127.0.0.1:8080/readyz\"]",
            }],
        },
        Mutant {
            name: "a check that is green whatever happens",
            edits: &[Edit::Replace {
                file: "compose.yaml",
                find: "    build: ./backend\n",
                with: "    build: ./backend\n    healthcheck:\n      test: python3 -m todo.probe /readyz || true\n",
            }],
        },
    ],
    keeps: &[Twin {
        name: "a check in Python that raises on any other answer",
        edits: &[Edit::Replace {
            file: "backend/Dockerfile",
            find: "    CMD [\"/usr/bin/python3\", \"-m\", \"todo.probe\", \"/readyz\"]",
            with: "    CMD [\"/usr/bin/python3\", \"-c\", \"import urllib.request as r; r.urlopen('http://127.0.0.1:8080/healthz')\"]",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let (mut offenders, mut looked) = (Vec::new(), Vec::new());
    let builds = build::builds(facts, build::APPLICATION)?;
    for (service, file) in &builds {
        for (place, command) in checks(facts, service, file) {
            let line = command.line();
            match fault(facts, service, file, &command) {
                Some(why) => offenders.push(Exhibit::new(place, format!("{line} — {why}"))),
                None => looked.push(Exhibit::new(place, line)),
            }
        }
    }
    if looked.is_empty() && offenders.is_empty() {
        let seen = builds
            .iter()
            .map(|(_, file)| Exhibit::new(Place::file(file.file.clone()), "no health check to look at"));
        return build::verdict(Vec::new(), seen.collect(), Vec::new());
    }
    build::verdict(offenders, Vec::new(), looked)
}

/// The checks of a service: the compose file's in place of the image's.
fn checks(facts: &Facts, service: &Service, file: &Dockerfile) -> Vec<(Place, Command)> {
    let layout = facts.checkout.layout.known();
    let chosen = layout.and_then(|layout| layout.compose.as_deref());
    let files = facts.checkout.compose.known().into_iter().flatten();
    let own = files.filter(|each| Some(each.file.as_str()) == chosen).find_map(|each| {
        let health = each.service(&service.name)?.health.as_ref()?;
        Some((Place::line(each.file.clone(), health.line), health.test.clone()?))
    });
    if let Some(own) = own {
        return vec![own];
    }
    let declared = file.last(Act::healthcheck);
    declared
        .and_then(|(instruction, command)| Some((file.quote(instruction).place(), command?.clone())))
        .into_iter()
        .collect()
}

fn fault(facts: &Facts, service: &Service, file: &Dockerfile, command: &Command) -> Option<String> {
    let line = command.line();
    let bare = line.trim();
    let ignores = ["|| true", "|| exit 0", "; true", "; exit 0"].iter().any(|end| bare.ends_with(end));
    if ignores || ["true", "exit 0", ":"].contains(&bare) {
        return Some("it is green whatever happens".into());
    }
    let uses = |tool: &str| {
        line.split(|each: char| !each.is_ascii_alphanumeric() && each != '-' && each != '/')
            .any(|word| word.rsplit('/').next() == Some(tool))
    };
    for tool in ["curl", "wget"] {
        if uses(tool) && !has_tool(file, tool) {
            return Some(format!("the final image has no {tool}"));
        }
    }
    if !command.exec && is_shell_less(file) {
        return Some("it needs a shell, and the final image has none".into());
    }
    let fails = ["--fail", "-f ", "-sf", "-fs", "http_code", "grep", "-f\"", "-fS", "-Sf"]
        .iter()
        .any(|flag| line.contains(flag));
    if uses("curl") && !fails && !line.ends_with("-f") {
        return Some("curl without -f takes any answer, 404 and 500 too, for success".into());
    }
    unserved(facts, service, &line)
}

fn is_shell_less(file: &Dockerfile) -> bool {
    let base = file.bottom().map(|stage| stage.base.to_ascii_lowercase()).unwrap_or_default();
    (base.contains("distroless") && !base.contains("debug")) || base == "scratch"
}

/// Whether the final image holds a tool; where that cannot be told, it does.
fn has_tool(file: &Dockerfile, tool: &str) -> bool {
    let base = file.bottom().map(|stage| stage.base.to_ascii_lowercase()).unwrap_or_default();
    let installed = file.shipped().iter().filter_map(|each| each.act.run()).any(|run| run.contains(tool));
    let copied = file.shipped().iter().filter_map(|each| each.act.copy()).any(|copy| {
        copy.sources.iter().any(|source| source.ends_with(tool) || source.contains("busybox"))
            || copy.from.is_some() && copy.destination.starts_with("/usr/")
    });
    let name = base.split([':', '@']).next().unwrap_or(&base).rsplit('/').next().unwrap_or_default();
    let without = match tool {
        "curl" => {
            is_shell_less(file)
                || (base.contains("alpine") && !name.contains("nginx") && !name.contains("httpd"))
                || base.contains("slim")
                || ["debian", "ubuntu"].contains(&name)
        }
        _ => {
            is_shell_less(file)
                || (base.contains("slim") && !base.contains("alpine"))
                || ["debian", "ubuntu", "nginx"].contains(&name) && !base.contains("alpine")
        }
    };
    installed || copied || !without
}

/// Why the path that is asked is answered by nothing in the backend's sources.
fn unserved(facts: &Facts, service: &Service, line: &str) -> Option<String> {
    if service.role != Role::Backend {
        return None;
    }
    let sources = facts.checkout.sources.known()?;
    let source = sources.services.iter().find(|source| service.source.as_deref() == Some(&source.folder))?;
    let asked = path(line)?;
    let known = ["/", "/docs", "/openapi.json", "/redoc"].contains(&asked.as_str());
    let served = source.routes.iter().any(|route| serves(&source.routes, route, asked.trim_end_matches('/')));
    (!known && !served && !source.routes.is_empty())
        .then(|| format!("none of {} routes in {} is {asked}", source.routes.len(), source.folder))
}

/// Whether a route may answer for a path; routers put prefixes before it that stand elsewhere.
fn serves(all: &[Route], route: &Route, asked: &str) -> bool {
    let path = route.path.trim_end_matches('/');
    if route.method == "PREFIX" {
        return false;
    }
    if path.is_empty() {
        return all
            .iter()
            .any(|each| each.method == "PREFIX" && asked.ends_with(each.path.trim_end_matches('/')));
    }
    asked.ends_with(path) || fits(path, asked)
}

/// Whether a path fits a route with parameters, at least one part of which is fixed.
fn fits(route: &str, asked: &str) -> bool {
    let (route, asked): (Vec<&str>, Vec<&str>) = (route.split('/').collect(), asked.split('/').collect());
    let fixed = |part: &str| !part.is_empty() && !part.contains('{');
    route.len() == asked.len()
        && route.iter().any(|part| fixed(part))
        && route.iter().zip(&asked).all(|(part, word)| part.contains('{') || part == word)
}

/// The path in a command: of a URL, or a word of its own.
fn path(line: &str) -> Option<String> {
    let ends =
        |each: char| each.is_whitespace() || ['"', '\'', ')', ';', '|', '?', ',', '>', '`'].contains(&each);
    if let Some((_, rest)) = line.split_once("://") {
        let whole = rest.split(ends).next().unwrap_or(rest);
        return Some(whole.find('/').map_or("/".to_string(), |at| whole[at..].to_string()));
    }
    let mut words = line.split_whitespace().skip(1);
    words
        .find(|word| {
            word.starts_with('/')
                && !word.contains('.')
                && !word.starts_with("/usr/")
                && !word.starts_with("/bin/")
                && !word.starts_with("/dev/")
        })
        .map(|word| word.trim_end_matches(['"', '\'']).to_string())
}
