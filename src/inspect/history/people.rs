//! Who is who, and what the messages say about others.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::facts::checkout::history::{History, Person};

/// The person of exactly this name and address, listed where new.
pub(super) fn index(history: &mut History, name: &str, email: &str) -> usize {
    let same = |person: &Person| person.name == name && person.emails.iter().any(|known| known == email);
    history.people.iter().position(same).unwrap_or_else(|| {
        history.people.push(Person {
            name: name.into(),
            names: vec![name.into()],
            emails: vec![email.into()],
            bot: is_bot(name, email),
            commits: 0,
        });
        history.people.len() - 1
    })
}

fn is_bot(name: &str, email: &str) -> bool {
    let name = name.to_lowercase();
    name.contains("[bot]")
        || email.contains("[bot]")
        || email == "noreply@anthropic.com"
        || (name == "github" && email == "noreply@github.com")
        || ["dependabot", "renovate", "github-actions", "claude", "copilot", "cursor agent"].contains(&&*name)
}

/// The number of the pull request that a subject names.
pub(super) fn pull_request(subject: &str) -> Option<u64> {
    static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?:^Merge pull request #|\(#|^Merge (?:branch .* )?.*!)(\d{1,9})").ok()
    });
    NAMED.as_ref()?.captures(subject)?.get(1)?.as_str().parse().ok()
}

/// Trailers of a message: lines `Key-Word: value` of its last paragraphs, keys in lower case.
pub(super) fn trailers(message: &str) -> Vec<(String, String)> {
    const MOST: usize = 30;
    message
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(": "))
        .filter(|(key, _)| key.contains('-') && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
        .filter(|(key, _)| key.len() <= 40 && key.to_ascii_lowercase().ends_with("-by"))
        .map(|(key, value)| (key.to_ascii_lowercase(), value.trim().chars().take(200).collect()))
        .take(MOST)
        .collect()
}

/// Folds entries that share an address or a name into one person, after the repository's own mailmap.
pub(super) fn fold(history: &mut History, mailmap: &str) {
    let mapped = mailmap_of(mailmap);
    for person in &mut history.people {
        if let Some((name, email)) = person.emails.first().and_then(|email| mapped.get(email)) {
            if !name.is_empty() {
                person.name.clone_from(name);
                person.names.push(name.clone());
            }
            person.emails.push(email.clone());
        }
    }
    let (mut folded, mut to): (Vec<Person>, Vec<usize>) = (Vec::new(), Vec::new());
    for person in &history.people {
        let at = folded.iter().position(|known| is_same(known, person)).unwrap_or_else(|| {
            folded.push(Person { commits: 0, names: Vec::new(), emails: Vec::new(), ..person.clone() });
            folded.len() - 1
        });
        let known = &mut folded[at];
        known.commits += person.commits;
        known.name.clone_from(&person.name);
        add_new(&mut known.names, &person.names);
        add_new(&mut known.emails, &person.emails);
        to.push(at);
    }
    for commit in &mut history.commits {
        commit.author = to[commit.author];
        commit.committer = to[commit.committer];
        commit.merged_by = commit.merged_by.map(|by| to[by]);
    }
    history.people = folded;
}

fn add_new(known: &mut Vec<String>, more: &[String]) {
    for one in more {
        if !known.contains(one) {
            known.push(one.clone());
        }
    }
}

fn is_same(known: &Person, person: &Person) -> bool {
    let plain =
        |name: &str| name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let named = |name: &String| -> String { plain(name) };
    known.bot == person.bot
        && (known.emails.iter().any(|email| person.emails.contains(email))
            || known
                .names
                .iter()
                .map(named)
                .any(|name| !name.is_empty() && person.names.iter().map(named).any(|other| other == name)))
}

/// `Proper Name <proper@x> [Commit Name] <commit@x>` by commit address.
fn mailmap_of(text: &str) -> BTreeMap<String, (String, String)> {
    const MOST: usize = 2_000;
    text.lines()
        .take(MOST)
        .filter(|line| !line.trim_start().starts_with('#'))
        .filter_map(|line| {
            let (name, rest) = line.split_once('<')?;
            let (proper, rest) = rest.split_once('>')?;
            let commit =
                rest.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(email, _)| email);
            let (name, proper) = (name.trim().to_string(), proper.trim().to_lowercase());
            Some((commit.map_or_else(|| proper.clone(), |email| email.trim().to_lowercase()), (name, proper)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pull_requests_and_trailers_are_read() {
        assert_eq!(pull_request("Merge pull request #12 from a/b"), Some(12));
        assert_eq!(pull_request("Add charts (#7)"), Some(7));
        assert_eq!(pull_request("Fix #7"), None);
        let trailers = trailers("Subject\n\nBody: no\n\nReviewed-by: Ada <a@x>\nCo-Authored-By: Bob <b@x>\n");
        assert_eq!(trailers[0], ("reviewed-by".into(), "Ada <a@x>".into()));
        assert_eq!(trailers[1].0, "co-authored-by");
    }

    #[test]
    fn one_person_with_two_addresses_is_one() {
        let mut history = History::default();
        for (name, email) in [("Ada L", "a@x"), ("ada l.", "b@x"), ("ada", "b@x"), ("Bob", "c@x")] {
            let at = index(&mut history, name, email);
            history.people[at].commits += 1;
        }
        fold(&mut history, "Bobby <bob@x> <c@x>\n");
        assert_eq!(history.people.len(), 2);
        assert_eq!(history.people[0].commits, 3);
        assert_eq!(history.people[1].name, "Bobby");
    }
}
