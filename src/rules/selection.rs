//! What a run sets out to judge.

use serde::{Deserialize, Serialize};

use super::{Level, Rule, STATEMENTS, Tier, all};

/// The caller's choice; everything where nothing is chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selection {
    /// The furthest tier to run.
    pub tier: Tier,
    /// Ids of rules, statements (`G2.3`) or chapters (`G2`); empty for all.
    #[serde(default)]
    pub only: Vec<String>,
    /// The least binding level that still counts.
    pub level: Level,
}

impl Default for Selection {
    fn default() -> Self {
        Self { tier: Tier::Cluster, only: Vec::new(), level: Level::Expected }
    }
}

impl Selection {
    /// The rules to judge, in the constitution's order.
    ///
    /// # Errors
    /// A sentence that names the word that selects nothing, or says that nothing is left.
    pub fn rules(&self) -> Result<Vec<&'static Rule>, String> {
        if let Some(word) = self.only.iter().find(|word| !all().any(|rule| chooses(word, rule))) {
            let near = nearest(word);
            return Err(format!("no rule, statement or chapter is called {word:?}; the nearest is {near}"));
        }
        let chosen: Vec<_> = all()
            .filter(|rule| rule.tier <= self.tier)
            .filter(|rule| level(rule) <= self.level)
            .filter(|rule| self.only.is_empty() || self.only.iter().any(|word| chooses(word, rule)))
            .collect();
        if chosen.is_empty() { Err("the selection leaves no rule to judge".into()) } else { Ok(chosen) }
    }

    /// Whether anything is left out by choice.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        *self != Self::default()
    }

    /// What was left out, in words; empty where nothing was.
    #[must_use]
    pub fn left_out(&self) -> String {
        let mut parts = Vec::new();
        match self.tier {
            Tier::Static => parts.push("everything that needs containers or a cluster".to_string()),
            Tier::Docker => parts.push("everything that needs a cluster".to_string()),
            Tier::Cluster => {}
        }
        if !self.only.is_empty() {
            parts.push(format!("all but {}", self.only.join(", ")));
        }
        match self.level {
            Level::NonNegotiable => parts.push("all but the non-negotiable statements".into()),
            Level::Required => parts.push("the expected statements".into()),
            Level::Expected => {}
        }
        parts.join("; ")
    }
}

/// The most binding level among the statements that a rule serves.
#[must_use]
pub fn level(rule: &Rule) -> Level {
    let of =
        |id: &&str| STATEMENTS.iter().find(|statement| statement.id == *id).map(|statement| statement.level);
    rule.statements.iter().filter_map(of).min().unwrap_or(Level::Expected)
}

fn chooses(word: &str, rule: &Rule) -> bool {
    let word = word.trim();
    rule.id.eq_ignore_ascii_case(word)
        || rule
            .statements
            .iter()
            .any(|id| id.eq_ignore_ascii_case(word) || chapter(id).eq_ignore_ascii_case(word))
}

/// `G2` for `G2.3`, `C` for `C14`.
#[must_use]
pub fn chapter(id: &str) -> &str {
    id.split_once('.').filter(|_| id.starts_with('G')).map_or(&id[..1], |(chapter, _)| chapter)
}

/// The rule id that shares the longest beginning with a word.
fn nearest(word: &str) -> &'static str {
    let shared =
        |id: &str| id.chars().zip(word.chars()).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
    all().map(|rule| rule.id).max_by_key(|id| (shared(id), std::cmp::Reverse(id.len()))).unwrap_or("none")
}

#[cfg(test)]
mod tests {
    use super::{Selection, chapter};

    #[test]
    fn a_word_that_selects_nothing_is_an_error() {
        let selection = Selection { only: vec!["Z9".into()], ..Selection::default() };
        assert!(selection.rules().unwrap_err().contains("Z9"));
    }

    #[test]
    fn chapters_are_the_constitution_s_sections() {
        assert_eq!([chapter("G2.3"), chapter("C14"), chapter("I2.1")], ["G2", "C", "I"]);
    }
}
