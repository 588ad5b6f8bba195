//! A frontend that can reach the database goes past every check of the backend.

use crate::facts::Facts;
use crate::facts::checkout::layout::Role;
use crate::facts::observed::image::{Ecosystem, Package};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, image};
use crate::verdict::{Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G5.3l",
    statements: &["G5.3"],
    tier: Tier::Docker,
    proof: Proof::Inspection,
    obligation: "the frontend's image holds no database driver",
    danger: "A frontend that can reach the database goes past every check of the backend.",
    remedy: "let the frontend ask the backend, and remove the driver from its dependencies",
    check,
    breaks: &[
        Mutant {
            name: "the PostgreSQL driver among the page's packages",
            edits: &[Edit::Fact {
                pointer: "/observed/images/known/built/1/packages",
                json: r#"[{"ecosystem": "npm", "name": "pg", "version": "8.16.0", "layer": 4,
                           "path": "app/node_modules/pg/package.json"}]"#,
            }],
        },
        Mutant {
            name: "the backend's Python libraries",
            edits: &[Edit::Fact {
                pointer: "/observed/images/known/built/1/packages",
                json: r#"[{"ecosystem": "PyPI", "name": "asyncpg", "version": "0.31.0", "layer": 4,
                           "path": "app/lib/asyncpg-0.31.0.dist-info/METADATA"}]"#,
            }],
        },
    ],
    keeps: &[Twin {
        name: "a library that only counts pages",
        edits: &[Edit::Fact {
            pointer: "/observed/images/known/built/1/packages",
            json: r#"[{"ecosystem": "npm", "name": "pg-format-display", "version": "1.0.0", "layer": 4,
                       "path": "app/node_modules/pg-format-display/package.json"}]"#,
        }],
    }],
    with: &[],
};

const PYTHON: &[&str] = &[
    "asyncpg",
    "psycopg",
    "psycopg2",
    "psycopg2-binary",
    "psycopg-binary",
    "pg8000",
    "aiopg",
    "sqlalchemy",
    "sqlmodel",
    "pymysql",
    "aiomysql",
    "mysqlclient",
    "pymongo",
    "motor",
    "aiosqlite",
    "tortoise-orm",
    "databases",
];
const NODE: &[&str] = &[
    "pg",
    "postgres",
    "pg-promise",
    "mysql",
    "mysql2",
    "mongodb",
    "mongoose",
    "@prisma/client",
    "prisma",
    "drizzle-orm",
    "sequelize",
    "typeorm",
    "knex",
    "kysely",
    "@neondatabase/serverless",
    "better-sqlite3",
    "sqlite3",
    "@vercel/postgres",
];

fn is_driver(package: &Package) -> bool {
    match package.ecosystem {
        Ecosystem::PyPi => PYTHON.contains(&package.name.as_str()),
        Ecosystem::Npm => NODE.contains(&package.name.as_str()),
        Ecosystem::Debian => {
            matches!(package.name.as_str(), "libpq5" | "postgresql-client" | "python3-psycopg2")
        }
        Ecosystem::Alpine => matches!(package.name.as_str(), "libpq" | "postgresql-client"),
    }
}

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let images = image::images_of(facts, Role::Frontend)?;
    let offenders = images.iter().flat_map(|image| {
        image.packages.iter().filter(|package| is_driver(package)).map(|package| {
            let seen = format!("{} {}", package.name, package.version);
            Exhibit::new(image::file(image, package.layer, &package.path), seen)
        })
    });
    image::absent(facts, &images, offenders.collect(), |image| {
        format!("no database driver among {} packages", image.packages.len())
    })
}
