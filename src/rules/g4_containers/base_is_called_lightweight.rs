//! The smaller the base, the less there is to patch and to misuse.

use crate::facts::checkout::dockerfile::Dockerfile;
use crate::facts::{Facts, Place};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, build};
use crate::verdict::{Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G4.2s",
    statements: &["G4.2"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "the base that every final stage names is Alpine or distroless",
    danger: "A whole distribution brings hundreds of packages that must be patched and that an intruder may use.",
    remedy: "end with a FROM that is Alpine or distroless",
    check,
    breaks: &[
        Mutant {
            name: "the whole Python image",
            edits: &[Edit::Replace {
                file: "backend/Dockerfile",
                find: "FROM gcr.io/distroless/python3-debian12\n",
                with: "FROM python:3.11\n",
            }],
        },
        Mutant {
            name: "Ubuntu behind a build argument and an alias",
            edits: &[Edit::Replace {
                file: "frontend/Dockerfile",
                find: "one to keep patched.\nFROM gcr.io/distroless/python3-debian12\n",
                with: "one to keep patched.\nFROM ubuntu:24.04 AS runtime\nFROM runtime\n",
            }],
        },
    ],
    keeps: &[
        Twin {
            name: "Alpine by its tag",
            edits: &[Edit::Replace {
                file: "backend/Dockerfile",
                find: "FROM gcr.io/distroless/python3-debian12\n",
                with: "FROM python:3.12-alpine3.20\n",
            }],
        },
        Twin {
            name: "a slim image, which the constitution does not name and a person should look at",
            edits: &[Edit::Replace {
                file: "backend/Dockerfile",
                find: "FROM gcr.io/distroless/python3-debian12\n",
                with: "FROM python:3.12-slim\n",
            }],
        },
    ],
    with: &[],
};

enum Weight {
    Light,
    Doubtful(&'static str),
    Full,
}

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let (mut offenders, mut doubtful, mut looked) = (Vec::new(), Vec::new(), Vec::new());
    for (_, file) in build::builds(facts, build::APPLICATION)? {
        let Some((exhibit, base)) = base(file) else { continue };
        match weigh(&base) {
            Weight::Light => looked.push(exhibit),
            Weight::Full => offenders.push(exhibit),
            Weight::Doubtful(why) => {
                doubtful.push(Exhibit { seen: format!("{}: {why}", exhibit.seen), ..exhibit });
            }
        }
    }
    build::verdict(offenders, doubtful, looked)
}

fn base(file: &Dockerfile) -> Option<(Exhibit, String)> {
    let stage = file.bottom()?;
    Some((
        Exhibit::new(Place::line(file.file.clone(), stage.line), format!("FROM {}", stage.base)),
        stage.base.clone(),
    ))
}

fn weigh(base: &str) -> Weight {
    const FULL: &[&str] = &[
        "python",
        "node",
        "debian",
        "ubuntu",
        "golang",
        "nginx",
        "httpd",
        "openjdk",
        "eclipse-temurin",
        "ruby",
        "php",
        "rust",
        "fedora",
        "centos",
        "rockylinux",
        "almalinux",
        "amazonlinux",
        "oraclelinux",
        "bun",
        "deno",
        "uv",
        "caddy",
        "tiangolo/uvicorn-gunicorn-fastapi",
        "pypy",
        "continuumio/miniconda3",
        "gcc",
        "maven",
        "gradle",
    ];
    let lower = base.to_ascii_lowercase();
    let light =
        ["alpine", "distroless", "cgr.dev/", "chainguard", "wolfi"].iter().any(|word| lower.contains(word));
    let name = lower.split(['@', ':']).next().unwrap_or(&lower);
    let short = name.rsplit('/').next().unwrap_or(name);
    if light || lower == "scratch" || short == "busybox" {
        return Weight::Light;
    }
    if lower.contains('$') {
        return Weight::Doubtful("it depends on a build argument");
    }
    if lower.contains("slim") || lower.contains("ubi-micro") || lower.contains("minimal") {
        return Weight::Doubtful("slim, where the constitution names Alpine and distroless");
    }
    if FULL.contains(&short) || FULL.contains(&name) {
        return Weight::Full;
    }
    Weight::Doubtful("its name does not tell; the layers do, with --tier docker")
}
