//! `conformance rules` and `conformance explain`.

use std::fmt::Write;

use clap::{Args, ValueEnum};

use super::{CONFORMANT, Trouble, print};
use crate::rules::{self, Edit, Rule, STATEMENTS, Selection};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Text,
    Markdown,
    Json,
}

/// What `rules` takes.
#[derive(Debug, Args)]
pub(super) struct Rules {
    /// How to print the list
    #[arg(long, value_enum, default_value = "text")]
    format: Form,
}

impl Rules {
    pub(super) fn run(&self) -> u8 {
        match self.format {
            Form::Text => print(&listed(|rule| {
                format!("{:6} {:8} {:11} {}\n", rule.id, word(&rule.tier), word(&rule.proof), rule.obligation)
            })),
            Form::Markdown => print(&markdown()),
            Form::Json => {
                let rules: Vec<_> = rules::all()
                    .map(|rule| {
                        serde_json::json!({
                            "id": rule.id, "statements": rule.statements, "tier": rule.tier, "proof": rule.proof,
                            "obligation": rule.obligation, "danger": rule.danger, "remedy": rule.remedy,
                        })
                    })
                    .collect();
                print(&format!("{}\n", serde_json::to_string_pretty(&rules).unwrap_or_default()));
            }
        }
        CONFORMANT
    }
}

/// One row per statement with the rules that prove it; README holds the same table.
fn markdown() -> String {
    STATEMENTS.iter().fold(
        "| statement | what must hold | rules |\n|---|---|---|\n".to_string(),
        |mut out, statement| {
            let rules: Vec<&str> = rules::all()
                .filter(|rule| rule.statements.contains(&statement.id))
                .map(|rule| rule.id)
                .collect();
            let _ = writeln!(out, "| {} | {} | {} |", statement.id, statement.obligation, rules.join(" "));
            out
        },
    )
}

fn listed(line: impl Fn(&Rule) -> String) -> String {
    rules::all().map(line).collect()
}

/// The word that serialisation gives a unit variant.
fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(String::from)).unwrap_or_default()
}

/// What `explain` takes.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// A rule (G4.1a) or statement (G4.1)
    #[arg(value_name = "ID")]
    id: String,
}

impl Explain {
    pub(super) fn run(&self) -> Result<u8, Trouble> {
        let selection = Selection { only: vec![self.id.clone()], ..Selection::default() };
        let rules = selection
            .rules()
            .map_err(|error| Trouble::usage(format!("{error}; `conformance rules` lists them all")))?;
        for rule in rules {
            print(&explained(rule));
        }
        Ok(CONFORMANT)
    }
}

fn explained(rule: &Rule) -> String {
    let mut out = format!("{} · {}\n\n", rule.id, rule.obligation);
    for id in rule.statements {
        let duty =
            STATEMENTS.iter().find(|statement| statement.id == *id).map_or("", |found| found.obligation);
        let _ = writeln!(out, "  serves {id}: {duty}");
    }
    let _ = writeln!(out, "  proof: {}, needs: {}", word(&rule.proof), word(&rule.tier));
    let _ = writeln!(out, "\nWhy: {}\nTo fix: {}", rule.danger, rule.remedy);
    for mutant in rule.breaks {
        let _ = writeln!(out, "\nBroken by {}:", mutant.name);
        mutant.edits.iter().for_each(|edit| out.push_str(&edited(edit)));
    }
    for twin in rule.keeps {
        let _ = writeln!(out, "\nNot broken by {}:", twin.name);
        twin.edits.iter().for_each(|edit| out.push_str(&edited(edit)));
    }
    out.push('\n');
    out
}

fn edited(edit: &Edit) -> String {
    let indented = |sign: char, text: &str| {
        text.lines().fold(String::new(), |mut out, line| {
            let _ = writeln!(out, "  {sign} {line}");
            out
        })
    };
    match edit {
        Edit::Replace { file, find, with } => {
            format!("  {file}\n{}{}", indented('-', find), indented('+', with))
        }
        Edit::Write { file, content } => format!("  {file}\n{}", indented('+', content)),
        Edit::Remove { file } => format!("  without {file}\n"),
        Edit::Fact { pointer, json } => format!("  seen in the run: {pointer} = {json}\n"),
        Edit::Forget { pointer } => format!("  seen in the run: nothing at {pointer}\n"),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::inspect::store;

    /// `RENEW=1 cargo test readme` writes the table anew.
    #[test]
    fn the_table_in_readme_is_the_one_that_rules_prints() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
        let readme = String::from_utf8(store::read(&path).unwrap()).unwrap();
        let (before, rest) = readme.split_once("<!-- rules -->\n").unwrap();
        let (table, after) = rest.split_once("<!-- /rules -->").unwrap();
        if std::env::var_os("RENEW").is_some() {
            let whole = format!("{before}<!-- rules -->\n{}<!-- /rules -->{after}", super::markdown());
            store::write(&path, whole.as_bytes()).unwrap();
            return;
        }
        assert_eq!(table, super::markdown(), "renew it with RENEW=1 cargo test readme");
    }
}
