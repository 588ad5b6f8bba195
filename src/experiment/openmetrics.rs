//! A strict reader of metrics: Prometheus text 0.0.4 and OpenMetrics 1.0. A page that is no metrics is an error,
//! not an empty success.

use std::collections::{BTreeMap, BTreeSet};

/// The samples of one answer: series (`name{labels}`) to value.
pub(crate) type Samples = BTreeMap<String, f64>;

/// Bytes and samples beyond which a text is refused.
const LONGEST: usize = 8 * 1024 * 1024;
const MOST: usize = 200_000;

/// Reads a text. `open` says that it must be OpenMetrics, which ends in `# EOF`.
///
/// # Errors
/// The first line that does not parse, and why.
pub(crate) fn read(text: &str, open: bool) -> Result<Samples, String> {
    if text.len() > LONGEST {
        return Err(format!("longer than {} MiB", LONGEST >> 20));
    }
    let mut samples = Samples::new();
    let mut typed = BTreeSet::new();
    let mut ended = false;
    for (number, line) in (1..).zip(text.split('\n')) {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let fault =
            |why: String| format!("line {number}: {why}: {:.80}", line.chars().take(80).collect::<String>());
        if ended && !line.is_empty() {
            return Err(fault("something follows # EOF".into()));
        }
        if line == "# EOF" {
            ended = true;
        } else if let Some(comment) = line.strip_prefix('#') {
            described(comment, &mut typed).map_err(fault)?;
        } else if !line.trim().is_empty() {
            let (series, value) = sample(line, open).map_err(fault)?;
            if samples.insert(series, value).is_some() {
                return Err(fault("the series stands twice".into()));
            }
            if samples.len() > MOST {
                return Err(format!("more than {MOST} samples"));
            }
        }
    }
    if open && !ended {
        return Err("OpenMetrics must end in # EOF".into());
    }
    if samples.is_empty() { Err("no sample".into()) } else { Ok(samples) }
}

/// `# TYPE name kind` and its like; a plain comment may say anything.
fn described(comment: &str, typed: &mut BTreeSet<String>) -> Result<(), String> {
    let mut words = comment.split_whitespace();
    let (keyword, name) = (words.next(), words.next());
    match (keyword, name) {
        (Some("TYPE"), Some(name)) => {
            const KINDS: &[&str] = &[
                "counter",
                "gauge",
                "histogram",
                "gaugehistogram",
                "summary",
                "untyped",
                "unknown",
                "info",
                "stateset",
            ];
            if !is_name(name) {
                return Err("no metric's name".into());
            }
            let kind = words.next().unwrap_or_default();
            if !KINDS.contains(&kind) {
                return Err(format!("{kind:?} is no type"));
            }
            if !typed.insert(name.to_owned()) {
                return Err("the type is told twice".into());
            }
        }
        (Some("HELP" | "UNIT"), Some(name)) if !is_name(name) => return Err("no metric's name".into()),
        (Some("TYPE" | "HELP" | "UNIT"), None) => return Err("the name is missing".into()),
        _ => {}
    }
    Ok(())
}

fn is_name(name: &str) -> bool {
    let first = |c: char| c.is_ascii_alphabetic() || c == '_' || c == ':';
    name.starts_with(first) && name.chars().all(|c| first(c) || c.is_ascii_digit())
}

/// `name{label="value",…} value [timestamp] [# exemplar]`.
fn sample(line: &str, open: bool) -> Result<(String, f64), String> {
    let end = line.find(|c: char| c == '{' || c.is_whitespace()).ok_or("no value")?;
    let name = &line[..end];
    if !is_name(name) {
        return Err("no metric's name".into());
    }
    let rest = line[end..].trim_start();
    let (labels, rest) = match rest.strip_prefix('{') {
        Some(inner) => labels(inner)?,
        None => (Vec::new(), rest),
    };
    let rest = match rest.split_once(" # ") {
        Some((value, _)) if open => value,
        Some(_) | None => rest,
    };
    let mut words = rest.split_whitespace();
    let value = number(words.next().ok_or("no value")?)?;
    if let Some(time) = words.next() {
        time.parse::<f64>().map_err(|_| format!("{time:?} is no time"))?;
    }
    if let Some(more) = words.next() {
        return Err(format!("{more:?} is too much"));
    }
    let series = if labels.is_empty() { name.to_owned() } else { format!("{name}{{{}}}", labels.join(",")) };
    Ok((series, value))
}

fn number(word: &str) -> Result<f64, String> {
    match word {
        "+Inf" | "Inf" => Ok(f64::INFINITY),
        "-Inf" => Ok(f64::NEG_INFINITY),
        "NaN" => Ok(f64::NAN),
        word if word.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) => {
            word.parse().map_err(|_| format!("{word:?} is no number"))
        }
        word => Err(format!("{word:?} is no number")),
    }
}

/// The labels after the opening brace, and what follows the closing one.
fn labels(mut rest: &str) -> Result<(Vec<String>, &str), String> {
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix('}') {
            return Ok((found, after));
        }
        let (name, after) = rest.split_once('=').ok_or("a label without a value")?;
        let name = name.trim();
        if !is_name(name) || name.contains(':') {
            return Err(format!("{name:?} is no label"));
        }
        let after = after.trim_start().strip_prefix('"').ok_or("a label's value without quotes")?;
        let end = closing_quote(after).ok_or("a quote that does not close")?;
        found.push(format!("{name}=\"{}\"", &after[..end]));
        rest = after[end + 1..].trim_start();
        match rest.strip_prefix(',') {
            Some(after) => rest = after,
            None if rest.starts_with('}') => {}
            None => return Err("labels without a comma between them".into()),
        }
    }
}

fn closing_quote(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' if !escaped => return Some(at),
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    None
}

/// The series that differ between two readings, those about the exposition itself left out.
pub(crate) fn changed(before: &Samples, after: &Samples) -> Vec<String> {
    let differs = |(series, value): &(&String, &f64)| {
        before.get(*series).is_none_or(|old| old.to_bits() != value.to_bits())
    };
    after.iter().filter(differs).map(|(series, _)| series.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const GOOD: &str = "# HELP http_requests_total All.\n# TYPE http_requests_total counter\n\
        http_requests_total{method=\"GET\",path=\"/a \\\"b\\\" {x}\",} 3 1700000000\nup 1\nlag NaN\n";

    #[test]
    fn samples_are_read_with_their_labels() {
        let samples = read(GOOD, false).unwrap();
        assert_eq!(samples.len(), 3);
        assert!(samples.keys().any(|series| series.starts_with("http_requests_total{method=\"GET\"")));
    }

    #[test]
    fn a_page_and_an_empty_text_are_no_metrics() {
        for text in [
            "<!DOCTYPE html>\n<html></html>",
            "{\"status\": \"ok\"}",
            "",
            "# only a comment\n",
            "hello world",
        ] {
            assert!(read(text, false).is_err(), "{text}");
        }
    }

    #[test]
    fn open_metrics_ends_in_its_mark_and_may_carry_exemplars() {
        let text = "# TYPE a counter\na_total 1.0 # {trace_id=\"x\"} 0.5\n# EOF\n";
        assert!(read(text, true).is_ok());
        assert!(read("a 1\n", true).is_err());
        assert!(read("a 1\n# EOF\nb 1\n", true).is_err());
    }

    #[test]
    fn faults_are_named_with_their_line() {
        let fault = |text: &str| read(text, false).unwrap_err();
        assert!(fault("a 1\na 2\n").contains("line 2: the series stands twice"));
        assert!(fault("# TYPE a thing\na 1").contains("is no type"));
        assert!(fault("a{b=c} 1").contains("without quotes"));
        assert!(fault("a{b=\"c\" d=\"e\"} 1").contains("comma"));
        assert!(fault("a 1 2 3").contains("too much"));
    }

    #[test]
    fn what_changed_is_what_differs_or_is_new() {
        let read = |text: &str| read(text, false).unwrap();
        assert_eq!(changed(&read("a 1\nb 1"), &read("a 1\nb 2\nc 1")), ["b", "c"]);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[a-z{}=\"\\\\ #0-9,\nä]{0,120}") {
            let _ = read(&text, true);
        }
    }
}
