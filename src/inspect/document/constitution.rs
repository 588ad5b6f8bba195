//! What a constitution says about itself: version, date, cycle of review.

use super::markdown::Text;
use crate::facts::checkout::document::Constitution;
use crate::facts::date;

/// Reads one constitution.
pub(super) fn read(text: &Text<'_>) -> Constitution {
    let mut found = Constitution { file: text.file.into(), ..Constitution::default() };
    for row in &text.rows {
        let lower = row.text.replace(['*', '_', '`'], "").to_lowercase();
        let lower = lower.trim_start_matches(['-', '|', '>', ' ', '#']);
        if lower.contains("version") && found.number.is_none() {
            found.number = number_after(lower, "version");
            found.version = found.number.is_some().then(|| text.line(row));
        }
        let dated =
            ["effective date", "effective", "ratified", "adopted"].iter().find(|word| lower.contains(**word));
        if let (Some(word), None) = (dated, &found.effective_date) {
            let from = lower.find(word).unwrap_or(0);
            found.effective_date = date::find(&lower[from..]);
            found.effective = found.effective_date.is_some().then(|| text.line(row));
        }
        if found.cycle_days.is_none() && lower.contains("review") {
            let stated = lower.contains("cycle") || lower.contains("cadence") || lower.contains("frequency");
            found.cycle_days = stated.then(|| cycle(lower)).flatten();
            found.cycle = found.cycle_days.is_some().then(|| text.line(row));
        }
    }
    found
}

/// The number that follows a word within a few characters, such as `1.0` after `document version:`.
fn number_after(lower: &str, word: &str) -> Option<String> {
    let rest = lower.split_once(word)?.1;
    let rest = rest.trim_start_matches([':', ' ', '|', '=']).trim_start_matches('v');
    let number: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let number = number.trim_end_matches('.');
    number.contains('.').then(|| number.to_string()).filter(|number| number.len() <= 20)
}

/// A cycle in days.
fn cycle(lower: &str) -> Option<u32> {
    const NAMED: &[(&str, u32)] = &[
        ("bi-weekly", 14),
        ("biweekly", 14),
        ("fortnight", 14),
        ("every two weeks", 14),
        ("every 2 weeks", 14),
        ("bi-monthly", 61),
        ("weekly", 7),
        ("every week", 7),
        ("monthly", 31),
        ("every month", 31),
        ("quarter", 92),
        ("daily", 1),
        ("annual", 366),
        ("yearly", 366),
    ];
    NAMED.iter().find(|(word, _)| lower.contains(word)).map(|(_, days)| *days)
}

/// The constitution of the tool that writes specifications first, then the one nearest to the root.
pub(super) fn rank(file: &str) -> (bool, usize, String) {
    (!file.contains(".specify/memory/"), file.matches('/').count(), file.to_string())
}
