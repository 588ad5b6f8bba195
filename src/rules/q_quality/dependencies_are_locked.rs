//! What is not locked is another program tomorrow.

use crate::facts::checkout::dockerfile::Dockerfile;
use crate::facts::checkout::source::{Lock, ServiceSource};
use crate::facts::{Facts, Place};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, build};
use crate::verdict::{Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "Q2.2s",
    statements: &["Q2.2", "C5"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "every service locks its dependencies, and its image is built from the lock",
    danger: "The next build takes other packages than those that were tested, and nobody decided that.",
    remedy: "commit the lock file and install from it: npm ci, uv sync --frozen, pip install -r with exact versions",
    check,
    breaks: &[
        Mutant {
            name: "packages by name alone",
            edits: &[Edit::Replace {
                file: "backend/Dockerfile",
                find: "RUN python3 -m pip install --no-cache-dir --no-deps --only-binary=:all: --require-hashes \\\n        --target=/app/lib -r requirements.lock",
                with: "RUN python3 -m pip install --target=/app/lib fastapi mcp",
            }],
        },
        Mutant {
            name: "an installation that looks at no lock",
            edits: &[Edit::Replace {
                file: "frontend/Dockerfile",
                find: "RUN npm ci --no-audit --no-fund",
                with: "RUN npm install --no-package-lock",
            }],
        },
    ],
    keeps: &[Twin {
        name: "an installation that may renew the lock, which a person should look at",
        edits: &[Edit::Replace {
            file: "frontend/Dockerfile",
            find: "RUN npm ci --no-audit --no-fund",
            with: "RUN npm install",
        }],
    }],
    with: &[],
};

enum Way {
    Locked,
    Loose,
    Unlocked,
}

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let (mut offenders, mut doubtful, mut looked) = (Vec::new(), Vec::new(), Vec::new());
    let builds = build::builds(facts, build::APPLICATION)?;
    let sources = facts.checkout.sources.get()?;
    for (service, file) in builds {
        let source = sources.services.iter().find(|source| service.source.as_deref() == Some(&source.folder));
        let Some(source) = source.filter(|source| !source.dependencies.is_empty()) else {
            looked.push(Exhibit::new(
                Place::file(file.file.clone()),
                format!("{} declares no dependency", service.name),
            ));
            continue;
        };
        if source.locks.is_empty() {
            offenders.push(unlocked(source));
            continue;
        }
        looked.extend(source.locks.iter().map(|lock| {
            Exhibit::new(
                Place::file(lock.file.clone()),
                format!("{} locks {} packages", lock.tool, lock.packages),
            )
        }));
        for (exhibit, way) in installs(file, &source.locks) {
            match way {
                Way::Locked => looked.push(exhibit),
                Way::Loose => doubtful.push(exhibit),
                Way::Unlocked => offenders.push(exhibit),
            }
        }
    }
    build::verdict(offenders, doubtful, looked)
}

fn unlocked(source: &ServiceSource) -> Exhibit {
    let first =
        source.dependencies.iter().find(|package| !package.development).or(source.dependencies.first());
    let (place, text) = first.map_or_else(
        || (Place::file(source.folder.clone()), String::new()),
        |package| (package.at.place(), package.at.text.clone()),
    );
    Exhibit::new(
        place,
        format!("{text} — {} dependencies, no lock file in {}", source.dependencies.len(), source.folder),
    )
}

/// How each installing command of the Dockerfile treats the lock.
fn installs(file: &Dockerfile, locks: &[Lock]) -> Vec<(Exhibit, Way)> {
    let runs = file.stages.iter().flat_map(|stage| &stage.instructions);
    runs.filter_map(|each| {
        let command = each.act.run()?;
        Some((file.quote(each).exhibit(), way(command, locks)?))
    })
    .collect()
}

fn way(command: &str, locks: &[Lock]) -> Option<Way> {
    let has = |words: &[&str]| words.iter().any(|word| command.contains(word));
    let names_lock =
        locks.iter().any(|lock| command.contains(lock.file.rsplit('/').next().unwrap_or(&lock.file)));
    if has(&["--no-package-lock", "--no-lockfile", "--no-frozen-lockfile"]) {
        return Some(Way::Unlocked);
    }
    if has(&[
        "npm ci",
        "--frozen-lockfile",
        "--immutable",
        "uv sync --frozen",
        "uv sync --locked",
        "--locked",
        "--frozen",
        "poetry install",
        "pipenv sync",
        "--deploy",
        "pdm sync",
        "go mod download",
        "uv export",
        "poetry export",
    ]) {
        return Some(Way::Locked);
    }
    if has(&[
        "npm install",
        "npm i ",
        "pnpm install",
        "pnpm i ",
        "yarn install",
        "bun install",
        "uv sync",
        "pdm install",
    ]) {
        let global = has(&["install -g", "i -g", "install --global"]);
        return (!global).then_some(Way::Loose);
    }
    if has(&["pip install", "pip3 install"]) {
        return pip(command, names_lock);
    }
    None
}

/// `pip install`: from a list with exact versions, of the project itself, or of packages by name.
fn pip(command: &str, names_lock: bool) -> Option<Way> {
    if names_lock || command.contains("/wheels") {
        return Some(Way::Locked);
    }
    let after = command.split("install").nth(1).unwrap_or_default();
    let words: Vec<&str> = after.split("&&").next().unwrap_or(after).split_whitespace().collect();
    let listed =
        words.iter().any(|word| *word == "-r" || word.starts_with("--requirement") || word.starts_with("-r"));
    let named =
        words.iter().filter(|word| word.starts_with(|first: char| first.is_ascii_alphabetic())).copied();
    let tools = ["pip", "setuptools", "wheel", "uv", "poetry", "pipenv", "hatchling", "build", "virtualenv"];
    let unpinned = named.filter(|word| {
        !word.contains("==") && !tools.iter().any(|tool| word.trim_matches('"').starts_with(tool))
    });
    if listed || unpinned.count() > 0 || words.contains(&".") || words.contains(&"-e") {
        return Some(Way::Unlocked);
    }
    None
}
