//! Dated, signed statements: acknowledgements, reviews, approvals, transfer of knowledge, handover.

use super::markdown::{Row, Text};
use crate::facts::checkout::document::{Documents, Signature, Subject};
use crate::facts::checkout::history::Kind;
use crate::facts::date;

/// Statements kept per subject.
const MOST: usize = 200;

/// Reads one text.
pub(super) fn read(kind: Kind, text: &Text<'_>, documents: &mut Documents) {
    let file = text.file.to_lowercase();
    for (row, section) in text.rows() {
        if row.fence.is_some() || is_rule_of_table(row.text) {
            continue;
        }
        let Some(subject) = subject(kind, &file, section, row.text) else { continue };
        let Some(signature) = signed(text, &row) else { continue };
        let list = documents.signatures.entry(subject).or_default();
        if list.len() < MOST {
            list.push(signature);
        }
    }
}

fn is_rule_of_table(text: &str) -> bool {
    text.chars().all(|c| "|-: ".contains(c))
}

/// What a line in this place would be about. The file's name, or the headings above it, say so.
fn subject(kind: Kind, file: &str, section: &str, line: &str) -> Option<Subject> {
    let name = file.rsplit('/').next().unwrap_or(file);
    let both = format!("{name} {section}");
    let has = |words: &[&str]| words.iter().any(|word| both.contains(word));
    let line = line.to_lowercase();
    if kind.is_specification() {
        let says = ["reviewed by", "reviewed-by", "approved by", "reviewer", "peer review"];
        let stated = says.iter().any(|word| line.contains(word)) || section.contains("review");
        return stated.then_some(Subject::SpecReview);
    }
    if has(&["acknowledg", "sign-off", "signoff"]) && !has(&["handover", "transfer"]) {
        return Some(Subject::Acknowledgement);
    }
    if has(&["knowledge transfer", "knowledge-transfer", "knowledge_transfer", "training"]) {
        return Some(Subject::KnowledgeTransfer);
    }
    if has(&["handover", "hand-over", "handoff", "hand-off", "operations acceptance"]) {
        return Some(Subject::Handover);
    }
    if has(&["branch protection", "branch-protection", "protected branch"]) {
        return Some(Subject::BranchProtection);
    }
    if has(&["production approval", "release approval", "change approval", "approvals"]) {
        return Some(Subject::Approval);
    }
    if has(&["gordon", "docker ai"]) {
        return Some(Subject::Gordon);
    }
    if has(&["ai assistance", "ai-assistance", "ai devops", "ai-assisted", "ai assisted"]) {
        return Some(Subject::AiAssistance);
    }
    if has(&["spec review", "spec-review", "specification review", "peer review", "peer-review"]) {
        return Some(Subject::SpecReview);
    }
    let of_constitution = both.contains("constitution") || file.contains("constitution");
    (of_constitution && has(&["review log", "review-log", "reviews", "review history", "review"]))
        .then_some(Subject::ConstitutionReview)
        .or_else(|| has(&["review log", "review-log", "review_log"]).then_some(Subject::ConstitutionReview))
}

/// A line with a date or a name that signs: a row of a table, a list item, or `Signed: name, date`.
fn signed(text: &Text<'_>, row: &Row<'_>) -> Option<Signature> {
    let date = date::find(row.text);
    let name = name_in(row.text);
    (date.is_some() || (name.is_some() && row.text.to_lowercase().contains("sign"))).then(|| Signature {
        at: text.line(row),
        name,
        date,
    })
}

/// The first thing in a line that could be a person: a cell, what follows `by` or `Signed:`, or the item's words.
fn name_in(text: &str) -> Option<String> {
    let plain = text.replace(['*', '_', '`', '✅'], "");
    if plain.starts_with('|') {
        return plain.split('|').map(str::trim).find(|cell| is_name(cell)).map(Into::into);
    }
    let lower = plain.to_lowercase();
    let marks =
        ["signed-off-by:", "signed by", "signed:", "reviewed by", "approved by", "reviewer:", "by:", " by "];
    for mark in marks {
        let Some(at) = lower.find(mark) else { continue };
        let rest = plain.get(at + mark.len()..)?.trim_start_matches([':', ' ', '@']);
        let name = rest.split([',', '(', '|', ';', '<', '—', '–']).next().unwrap_or_default().trim();
        let name = name.split(" on ").next().unwrap_or(name).trim();
        if is_name(name) {
            return Some(name.to_string());
        }
    }
    plain
        .trim_start_matches(['-', '+', ' ', '[', ']', 'x', 'X'])
        .split([',', '(', ':', '|', ';', '<', '—', '–'])
        .map(str::trim)
        .find(|part| is_name(part))
        .map(Into::into)
}

/// One to four words of letters, none of them a word of forms.
fn is_name(text: &str) -> bool {
    const FORM: &[&str] = &[
        "name",
        "date",
        "role",
        "signature",
        "author",
        "status",
        "signed",
        "acknowledged",
        "reviewer",
        "yes",
        "tbd",
        "todo",
        "pending",
        "version",
        "approved",
        "by",
        "on",
        "constitution",
        "developer",
        "accepted",
        "outcome",
        "none",
        "n/a",
        "reviewed",
        "day",
        "days",
        "topic",
        "participants",
        "no changes",
    ];
    let words: Vec<&str> = text.split_whitespace().collect();
    (1..=4).contains(&words.len())
        && text.len() >= 2
        && text.chars().all(|c| c.is_alphabetic() || " .-'@_0123456789[]".contains(c))
        && text.chars().any(char::is_alphabetic)
        && date::find(text).is_none()
        && !FORM.contains(&text.to_lowercase().as_str())
        && !words.iter().all(|word| FORM.contains(&word.to_lowercase().as_str()))
}
