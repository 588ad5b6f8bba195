//! A database in a file of the container ends with the container.

use crate::facts::Facts;
use crate::facts::checkout::layout::Role;
use crate::facts::checkout::source::Quote;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, build};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G2.2s",
    statements: &["G2.2", "H5", "C1", "S3"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "no code falls back to a database in a file or in memory",
    danger: "Where the variable is forgotten everything works, until the container is replaced and all is gone.",
    remedy: "refuse to start without the address of PostgreSQL",
    check,
    breaks: &[
        Mutant {
            name: "SQLite where the variable is missing",
            edits: &[Edit::Replace {
                file: "backend/todo/settings.py",
                find: "database_url=database_url(env[\"DATABASE_URL\"]),",
                with: "database_url=database_url(env.get(\"DATABASE_URL\", \"sqlite:///./todo.db\")),",
            }],
        },
        Mutant {
            name: "the agent's sessions in SQLite",
            edits: &[Edit::Replace {
                file: "backend/todo/agent.py",
                find: "            result = await Runner.run(\n                agent,",
                with: "            result = await Runner.run(\n                agent,\n                session=SQLiteSession(str(user_id)),",
            }],
        },
    ],
    keeps: &[Twin {
        name: "SQLite refused by name",
        edits: &[Edit::Replace {
            file: "backend/todo/settings.py",
            find: "        url = make_url(text.strip())\n",
            with: "        if text.startswith(\"sqlite:///\"):\n            raise ConfigurationError(\"sqlite is not supported\")\n        url = make_url(text.strip())\n",
        }],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let sources = build::sources(facts, &[Role::Backend, Role::Other])?;
    let offenders = sources.iter().flat_map(|(_, source)| &source.sqlite).map(Quote::exhibit).collect();
    let looked = sources.iter().map(|(_, source)| build::read(source)).collect();
    build::verdict(offenders, Vec::new(), looked)
}
