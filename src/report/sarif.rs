//! SARIF 2.1.0 for code-scanning views: one result per breach and place, the gravest first.

use serde_json::{Value, json};

use crate::facts::Place;
use crate::record::{Record, Run, Status};
use crate::rules;

/// GitHub keeps this many results of a run.
const MOST: usize = 5_000;

/// The run as SARIF.
pub(crate) fn sarif(run: &Run) -> String {
    let catalogue: Vec<Value> = run
        .verdicts
        .iter()
        .map(|record| {
            let rule = rules::find(&record.rule);
            json!({
                "id": record.rule,
                "shortDescription": { "text": record.obligation },
                "fullDescription": { "text": rule.map_or("", |rule| rule.danger) },
                "help": { "text": rule.map_or("", |rule| rule.remedy) },
                "properties": { "tags": record.statements.iter().take(10).collect::<Vec<_>>() },
            })
        })
        .collect();
    let results: Vec<Value> =
        run.roots().into_iter().chain(run.with(Status::Warned)).flat_map(of).take(MOST).collect();
    let faults: Vec<Value> =
        run.faults.iter().map(|fault| json!({ "level": "error", "message": { "text": fault } })).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "conformance",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": catalogue,
            }},
            "invocations": [{
                "executionSuccessful": run.exit_code != 2,
                "exitCode": run.exit_code,
                "toolExecutionNotifications": faults,
            }],
            "results": results,
        }],
    });
    let mut text = serde_json::to_string_pretty(&log).unwrap_or_default();
    text.push('\n');
    text
}

fn of(record: &Record) -> Vec<Value> {
    let level = match record.status {
        Status::Broken => "error",
        Status::Warned => "warning",
        Status::Met
        | Status::Attested
        | Status::Waived
        | Status::NotApplicable
        | Status::Undecided
        | Status::NotRun => "none",
    };
    record
        .evidence
        .iter()
        .map(|exhibit| {
            let text = format!("{}: {}; to fix: {}", record.obligation, exhibit.seen, record.remedy);
            let mut result = json!({ "ruleId": record.rule, "level": level, "message": { "text": text } });
            match &exhibit.place {
                Place::File { file, line } | Place::Commit { file: Some(file), line, .. } => {
                    result["locations"] = json!([{ "physicalLocation": {
                        "artifactLocation": { "uri": uri(file) },
                        "region": { "startLine": line.unwrap_or(1).max(1) },
                    }}]);
                }
                Place::Commit { file: None, .. }
                | Place::Layer { .. }
                | Place::Object { .. }
                | Place::Experiment { .. } => {
                    result["locations"] = json!([{ "logicalLocations": [{
                        "fullyQualifiedName": exhibit.place.to_string(),
                    }]}]);
                }
            }
            result
        })
        .collect()
}

/// A relative path as a URI reference (RFC 3986, section 4.2).
fn uri(path: &str) -> String {
    const KEPT: &percent_encoding::AsciiSet =
        &percent_encoding::NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_').remove(b'~');
    percent_encoding::utf8_percent_encode(path, KEPT).to_string()
}
