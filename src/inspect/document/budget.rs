//! The performance budget: numbers for latency, throughput and errors.

use std::sync::LazyLock;

use regex::Regex;

use super::markdown::Text;
use crate::facts::checkout::document::{Budget, Documents, Measure};
use crate::facts::checkout::history::Kind;

/// Numbers kept in all.
const MOST: usize = 60;

static TIME: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)(\d{1,6}(?:\.\d{1,3})?)\s*(ms|milliseconds?|s|sec|seconds?)\b").ok());
static RATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(\d{1,7}(?:\.\d{1,3})?)\s*(?:req(?:uest)?s?\s*(?:/|per)\s*s(?:ec(?:ond)?)?|rps|qps)\b")
        .ok()
});
static SHARE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(\d{1,3}(?:\.\d{1,4})?)\s*%").ok());

/// Reads one text: specifications, plans and guides may state a budget, prompts and research may not.
pub(super) fn read(kind: Kind, text: &Text<'_>, documents: &mut Documents) {
    let lower = text.file.to_lowercase();
    let spoken = kind.is_specification() || kind == Kind::Other;
    if !spoken || lower.contains("history/") || lower.contains("research") || lower.contains("/.") {
        return;
    }
    for row in &text.rows {
        if documents.budget.len() >= MOST {
            return;
        }
        documents.budget.extend(measures(row.text).into_iter().map(|(measure, limit)| Budget {
            measure,
            limit,
            at: text.line(row),
        }));
    }
}

/// The numbers of one line.
fn measures(line: &str) -> Vec<(Measure, f64)> {
    let lower = line.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let percentile = if has(&["p99", "99th"]) {
        Some(Measure::P99)
    } else if has(&["p95", "95th", "95 %", "95%"]) {
        Some(Measure::P95)
    } else if has(&["p50", "median"]) {
        Some(Measure::P50)
    } else {
        None
    };
    let mut found = Vec::new();
    if let Some(measure) = percentile
        && let Some(time) = TIME.as_ref().and_then(|time| time.captures(&lower))
        && let Ok(number) = time[1].parse::<f64>()
    {
        found.push((measure, if time[2].starts_with('m') { number } else { number * 1000.0 }));
    }
    if let Some(rate) = RATE.as_ref().and_then(|rate| rate.captures(&lower))
        && let Ok(number) = rate[1].parse()
    {
        found.push((Measure::Throughput, number));
    }
    if has(&["error rate", "failed requests", "error budget", "failure rate"])
        && let Some(share) = SHARE.as_ref().and_then(|share| share.captures(&lower))
        && let Ok(number) = share[1].parse()
    {
        found.push((Measure::Errors, number));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_their_measure() {
        assert_eq!(
            measures("p95 latency below 300 ms at 50 requests/s"),
            [(Measure::P95, 300.0), (Measure::Throughput, 50.0)]
        );
        assert_eq!(measures("95% of requests answer within 2 seconds"), [(Measure::P95, 2000.0)]);
        assert_eq!(measures("error rate under 1 %"), [(Measure::Errors, 1.0)]);
        assert!(measures("starts within 30 seconds").is_empty());
    }
}
