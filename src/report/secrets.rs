//! The findings of `conformance secrets` as text, JSON and SARIF.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::facts::Place;
use crate::facts::checkout::secret::{Secret, Secrets, Severity, Spot, Standing};

/// Places shown per credential as text.
const SHOWN: usize = 12;

/// For a person: the gravest first, each with its places, then what was looked at.
pub(crate) fn text(secrets: &Secrets) -> String {
    let mut out = String::new();
    for finding in &secrets.findings {
        let _ = writeln!(out, "{} {} {}", finding.severity.word(), finding.kind, finding.masked);
        for spot in finding.spots.iter().take(SHOWN) {
            let _ = writeln!(out, "  {}", line(spot));
        }
        let more = finding.spots.len().saturating_sub(SHOWN) as u64 + finding.more_spots;
        if more > 0 {
            let _ = writeln!(out, "  and {more} more places");
        }
    }
    let account = &secrets.account;
    for skipped in &account.skipped {
        let _ = writeln!(out, "not scanned: {} {}", skipped.what, skipped.why);
    }
    let _ = writeln!(
        out,
        "{} live-looking, {} default, {} placeholder; scanned {} files and objects, {} bytes and {} more inside them; \
         {} not scanned",
        count(secrets, Severity::LiveLooking),
        count(secrets, Severity::Default),
        count(secrets, Severity::Placeholder),
        account.sources,
        account.bytes,
        account.expanded,
        account.skipped.len() as u64 + account.more_skipped
    );
    out
}

fn line(spot: &Spot) -> String {
    let mut text = spot.place.to_string();
    if let Some(line) = spot.line {
        let _ = write!(text, ":{line}");
    }
    if !spot.within.is_empty() {
        let _ = write!(text, " › {}", spot.within.join(" › "));
    }
    let note = match spot.standing {
        Standing::Tracked | Standing::Image | Standing::Given => "",
        Standing::Untracked => " (not tracked by git)",
        Standing::Ignored => " (ignored by git)",
        Standing::InHead => " (still in the last commit)",
        Standing::OnlyInHistory => " (in the history alone)",
    };
    text + note
}

fn count(secrets: &Secrets, severity: Severity) -> usize {
    secrets.findings.iter().filter(|finding| finding.severity == severity).count()
}

/// `findings: [{kind, severity, masked, places: [{file, line, layer?, commit?, in_head?}]}]`, and the account.
pub(crate) fn json(secrets: &Secrets) -> String {
    let findings: Vec<Value> = secrets
        .findings
        .iter()
        .map(|finding| {
            json!({
                "kind": finding.kind,
                "severity": finding.severity,
                "masked": finding.masked,
                "places": finding.spots.iter().map(place).collect::<Vec<_>>(),
                "more_places": finding.more_spots,
            })
        })
        .collect();
    let account = &secrets.account;
    let whole = json!({
        "findings": findings,
        "whole": account.is_whole(),
        "scanned": {
            "sources": account.sources,
            "bytes": account.bytes,
            "expanded": account.expanded,
            "git_objects": account.objects,
        },
        "skipped": account.skipped,
        "more_skipped": account.more_skipped,
    });
    pretty(&whole)
}

fn pretty(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

fn place(spot: &Spot) -> Value {
    let mut map = Map::new();
    let mut put = |name: &str, value: Value| {
        if !value.is_null() {
            map.insert(name.to_owned(), value);
        }
    };
    match &spot.place {
        Place::File { file, line } => {
            put("file", json!(file));
            put("line", json!(line.or(spot.line)));
        }
        Place::Commit { commit, file, line } => {
            put("commit", json!(commit));
            put("file", json!(file));
            put("line", json!(line.or(spot.line)));
            put("in_head", json!(spot.standing == Standing::InHead));
        }
        Place::Layer { image, layer, path } => {
            put("image", json!(image));
            put("layer", json!(layer));
            put("file", json!(path));
            put("line", json!(spot.line));
        }
        Place::Object { object, field } => {
            put("object", json!(object));
            put("field", json!(field));
        }
        Place::Experiment { experiment, at } => {
            put("experiment", json!(experiment));
            put("at", json!(at));
        }
    }
    if !spot.within.is_empty() {
        put("within", json!(spot.within));
    }
    put("standing", json!(spot.standing));
    Value::Object(map)
}

/// SARIF 2.1.0: one result per credential, all its places as locations.
pub(crate) fn sarif(secrets: &Secrets) -> String {
    let mut kinds: Vec<&str> = secrets.findings.iter().map(|finding| finding.kind.as_str()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let rules: Vec<Value> = kinds
        .iter()
        .map(|kind| json!({ "id": kind, "shortDescription": { "text": format!("a credential in the clear: {kind}") } }))
        .collect();
    let skipped: Vec<Value> = secrets
        .account
        .skipped
        .iter()
        .map(|skipped| {
            let text = format!("not scanned: {} {}", skipped.what, skipped.why);
            json!({ "level": "warning", "message": { "text": text } })
        })
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "conformance secrets",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "invocations": [{ "executionSuccessful": true, "toolExecutionNotifications": skipped }],
            "results": secrets.findings.iter().map(result).collect::<Vec<_>>(),
        }],
    });
    pretty(&log)
}

fn result(finding: &Secret) -> Value {
    let level = match finding.severity {
        Severity::LiveLooking => "error",
        Severity::Default => "warning",
        Severity::Placeholder => "note",
    };
    let locations: Vec<Value> = finding.spots.iter().map(location).collect();
    json!({
        "ruleId": finding.kind,
        "level": level,
        "message": { "text": format!("{} {} {}", finding.severity.word(), finding.kind, finding.masked) },
        "partialFingerprints": { "credential/v1": finding.masked.hash },
        "locations": locations,
    })
}

fn location(spot: &Spot) -> Value {
    let (uri, at) = match &spot.place {
        Place::File { file, line } => (file.clone(), line.or(spot.line)),
        Place::Commit { file, line, .. } => (file.clone().unwrap_or_default(), line.or(spot.line)),
        Place::Layer { path, .. } => (path.clone(), spot.line),
        Place::Object { .. } | Place::Experiment { .. } => (String::new(), None),
    };
    json!({
        "message": { "text": line(spot) },
        "physicalLocation": {
            "artifactLocation": { "uri": percent(&uri) },
            "region": { "startLine": at.unwrap_or(1) },
        },
    })
}

/// A path as a relative URI.
fn percent(path: &str) -> String {
    const KEEP: percent_encoding::AsciiSet =
        percent_encoding::NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_').remove(b'~');
    percent_encoding::utf8_percent_encode(path.trim_start_matches('/'), &KEEP).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::checkout::secret::{Account, Masked, Skipped};

    fn sample() -> Secrets {
        let spot = |place, standing| Spot { standing, place, line: None, within: vec![] };
        let commit = Place::Commit { commit: "ab".repeat(20), file: Some("b c.md".into()), line: Some(3) };
        Secrets {
            findings: vec![Secret {
                kind: "neon-url".into(),
                severity: Severity::LiveLooking,
                masked: Masked { starts: "np".into(), length: 16, hash: "00".into() },
                spots: vec![
                    spot(Place::line("a.md", 7), Standing::Tracked),
                    spot(commit, Standing::OnlyInHistory),
                ],
                more_spots: 0,
            }],
            account: Account {
                skipped: vec![Skipped { what: "x.zip".into(), bytes: 1, why: "is broken".into() }],
                ..Account::default()
            },
        }
    }

    #[test]
    fn json_names_each_place_and_what_was_not_scanned() {
        let value: Value = serde_json::from_str(&json(&sample())).unwrap();
        assert_eq!(value.pointer("/findings/0/places/0/file").unwrap(), "a.md");
        assert_eq!(value.pointer("/findings/0/places/1/in_head").unwrap(), false);
        assert_eq!(value.pointer("/findings/0/severity").unwrap(), "live-looking");
        assert_eq!(value.pointer("/whole").unwrap(), false);
    }

    #[test]
    fn text_says_where_and_how_long_and_never_what() {
        let text = text(&sample());
        assert!(
            text.contains("a.md:7")
                && text.contains("not scanned: x.zip")
                && text.contains("np… (16 characters)")
        );
    }

    #[test]
    fn sarif_has_one_result_per_credential_and_escapes_paths() {
        let value: Value = serde_json::from_str(&sarif(&sample())).unwrap();
        let uri =
            value.pointer("/runs/0/results/0/locations/1/physicalLocation/artifactLocation/uri").unwrap();
        assert_eq!(uri, "b%20c.md");
    }
}
