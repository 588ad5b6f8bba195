//! What is written into a container is lost with it, and differs from replica to replica.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, container};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G2.3e",
    statements: &["G2.3", "H5", "C1", "S3"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "a workload leaves no file in the containers",
    danger: "What is written into a container is lost with it, and differs from replica to replica.",
    remedy: "store uploads, databases and logs outside: data in PostgreSQL, logs on standard output",
    check,
    breaks: &[
        Mutant {
            name: "an upload beside the code",
            edits: &[Edit::Fact {
                pointer: "/observed/footprint/known/written",
                json: r#"[{"service": "backend", "path": "/app/uploads/1.png", "how": "added", "bytes": 10}]"#,
            }],
        },
        Mutant {
            name: "a database file in /tmp",
            edits: &[Edit::Fact {
                pointer: "/observed/footprint/known/written",
                json: r#"[{"service": "backend", "path": "/tmp/todo.sqlite3", "how": "added", "bytes": 8192}]"#,
            }],
        },
    ],
    keeps: &[Twin {
        name: "compiled code and a process id",
        edits: &[Edit::Fact {
            pointer: "/observed/footprint/known/written",
            json: r#"[{"service": "backend", "path": "/app/__pycache__/main.cpython-311.pyc", "how": "added", "bytes": 10}, {"service": "frontend", "path": "/run/nginx.pid", "how": "added", "bytes": 2}]"#,
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let footprint = facts.observed.footprint.get()?;
    if footprint.workload == 0 {
        return Err(Undecided::ours(
            "no request of the workload succeeded, so nothing could have been written",
        ));
    }
    let place = || container::whole("footprint");
    let kept = footprint.written.iter().filter(|one| !is_scratch(&one.path)).map(|one| {
        let bytes = one.bytes.map(|bytes| format!(", {bytes} bytes")).unwrap_or_default();
        Exhibit::new(place(), format!("{}: {} {}{bytes}", one.service, one.how, one.path))
    });
    let good = footprint.compared.iter().map(|service| {
        let count = footprint.written.iter().filter(|one| one.service == *service).count();
        Exhibit::new(
            place(),
            format!("{service}: {count} files differ from the image, none that keeps anything"),
        )
    });
    container::judge(kept.collect(), good.collect(), "no container was compared with its image")
}

/// What may be lost without anyone noticing: compiled code, process ids, sockets, and scratch space.
fn is_scratch(path: &str) -> bool {
    let ends = |words: &[&str]| words.iter().any(|word| path.ends_with(word));
    let begins = |words: &[&str]| words.iter().any(|word| path.starts_with(word));
    if ends(&[".db", ".sqlite", ".sqlite3", ".log", ".rdb", ".aof"]) {
        return false;
    }
    ends(&[".pyc", ".pid", ".sock", ".lock"])
        || path.contains("/__pycache__/")
        || begins(&[
            "/tmp/",
            "/run/",
            "/var/run/",
            "/dev/",
            "/proc/",
            "/sys/",
            "/var/cache/nginx/",
            "/var/tmp/",
        ])
}
