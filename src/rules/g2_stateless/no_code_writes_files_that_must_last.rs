//! A file in a container is gone with it, and its replicas never had it.

use crate::facts::Facts;
use crate::facts::checkout::source::Quote;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, build};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G2.3s",
    statements: &["G2.3", "H5", "C1", "S3"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "no code writes files on the container's own disk",
    danger: "What is written there is gone with the container, and no replica ever sees it.",
    remedy: "store it in PostgreSQL, send logs to standard output, and keep only what may vanish in memory",
    check,
    breaks: &[
        Mutant {
            name: "tasks in a JSON file",
            edits: &[Edit::Replace {
                file: "backend/todo/settings.py",
                find: "MIN_SECRET_BYTES = 32\n",
                with: "MIN_SECRET_BYTES = 32\nSTORE = open(\"data/tasks.json\", \"a\")\n",
            }],
        },
        Mutant {
            name: "logs in a file",
            edits: &[Edit::Replace {
                file: "backend/todo/logs.py",
                find: "def configure(",
                with: "HANDLER = logging.FileHandler(\"logs/todo.log\")\n\n\ndef configure(",
            }],
        },
    ],
    keeps: &[Twin {
        name: "a file in memory that may vanish",
        edits: &[Edit::Replace {
            file: "backend/todo/logs.py",
            find: "def configure(",
            with: "MARK = open(\"/dev/shm/started\", \"w\")\n\n\ndef configure(",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let sources = build::sources(facts, build::APPLICATION)?;
    let offenders = sources.iter().flat_map(|(_, source)| &source.file_writes).map(Quote::exhibit).collect();
    let looked = sources.iter().map(|(_, source)| build::read(source)).collect();
    build::verdict(offenders, Vec::new(), looked)
}
