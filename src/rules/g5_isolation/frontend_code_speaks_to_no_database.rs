//! A page's server that speaks to the database goes round the backend and all its checks.

use crate::facts::Facts;
use crate::facts::checkout::layout::Role;
use crate::facts::checkout::source::Quote;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, build};
use crate::verdict::{Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G5.3t",
    statements: &["G5.3", "G5.4"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "the frontend's code declares no database driver and opens no database",
    danger: "Whoever breaks the page has the database before him, and none of the backend's checks between.",
    remedy: "let the frontend ask the backend, and remove the driver from its packages",
    check,
    breaks: &[
        Mutant {
            name: "a driver among its packages",
            edits: &[Edit::Replace {
                file: "frontend/package.json",
                find: "  \"devDependencies\": {",
                with: "  \"dependencies\": {\n    \"pg\": \"8.13.1\"\n  },\n  \"devDependencies\": {",
            }],
        },
        Mutant {
            name: "a pool in its code",
            edits: &[Edit::Replace {
                file: "frontend/src/session.js",
                find: "export ",
                with: "const pool = new Pool({});\nexport ",
            }],
        },
    ],
    keeps: &[Twin {
        name: "a driver that only its tests need",
        edits: &[Edit::Replace {
            file: "frontend/package.json",
            find: "\"devDependencies\": { ",
            with: "\"devDependencies\": { \"pg\": \"8.13.1\", ",
        }],
    }],
    with: &[],
};

const DRIVERS: &[&str] = &[
    "pg",
    "postgres",
    "@neondatabase/serverless",
    "@prisma/client",
    "drizzle-orm",
    "typeorm",
    "sequelize",
    "knex",
    "mysql2",
    "mongoose",
    "mongodb",
    "better-sqlite3",
    "sqlite3",
    "@vercel/postgres",
    "kysely",
    "psycopg",
    "psycopg2",
    "psycopg2-binary",
    "asyncpg",
    "sqlalchemy",
    "sqlmodel",
];

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let sources = build::sources(facts, &[Role::Frontend])?;
    let (mut offenders, mut looked) = (Vec::new(), Vec::new());
    for (_, source) in sources {
        let declared = source.dependencies.iter().filter(|package| !package.development);
        let drivers = declared.filter(|package| DRIVERS.contains(&package.name.as_str()));
        let found: Vec<Exhibit> = drivers
            .map(|package| package.at.exhibit())
            .chain(source.database_calls.iter().map(Quote::exhibit))
            .collect();
        if found.is_empty() {
            looked.push(build::read(source));
        }
        offenders.extend(found);
    }
    build::verdict(offenders, Vec::new(), looked)
}
