//! Every report is read back by a parser that is not ours.

use std::collections::BTreeMap;

use super::{html, json, junit, markdown, sarif, terminal};
use crate::facts::Place;
use crate::record::{Record, Run, Stated, Status, Subject};
use crate::rules::Selection;
use crate::verdict::Exhibit;

/// What a hostile submission writes into its logs.
const HOSTILE: &str = "\u{1b}[31mred\u{0} ]]> <script>alert(1)</script> \u{FFFE} | `x` @team";

fn record(rule: &str, status: Status) -> Record {
    let evidence = match status {
        Status::Undecided | Status::NotRun => Vec::new(),
        Status::Met
        | Status::Broken
        | Status::Warned
        | Status::Attested
        | Status::Waived
        | Status::NotApplicable => vec![
            Exhibit::new(Place::line("Dockerfile", 5), HOSTILE),
            Exhibit::new(Place::moment("health", 1500), "503"),
        ],
    };
    let why = evidence.is_empty().then(|| "no engine".to_string());
    Record {
        rule: rule.into(),
        statements: vec!["G4.1".into()],
        obligation: format!("{rule} holds"),
        status,
        cause: None,
        evidence,
        why,
        remedy: "mend it".into(),
        scenario: Some(Place::line("features/g4_containers.feature", 7)),
        elapsed_ms: 3,
    }
}

fn run() -> Run {
    let verdicts: Vec<Record> = Status::ALL
        .into_iter()
        .enumerate()
        .map(|(at, status)| record(&format!("G4.1{}", char::from(b'a' + u8::try_from(at).unwrap())), status))
        .collect();
    let mut counts: BTreeMap<String, usize> =
        Status::ALL.into_iter().map(|status| (status.word().replace(' ', "_"), 1)).collect();
    counts.insert("planned".into(), verdicts.len());
    Run {
        schema: Run::SCHEMA.into(),
        id: "20260101-000000-00000001".into(),
        started: "2026-01-01T00:00:00Z".into(),
        duration_ms: 12_345,
        seed: 1,
        selection: Selection::default(),
        left_out: String::new(),
        subject: Subject { name: HOSTILE.into(), commit: Some("0".repeat(40)), files: 3 },
        tools: BTreeMap::from([("conformance".into(), "0".into())]),
        counts,
        statements: vec![Stated {
            id: "G4.1".into(),
            obligation: "built in stages".into(),
            status: Status::Broken,
            rules: verdicts.iter().map(|record| record.rule.clone()).collect(),
        }],
        verdicts,
        faults: Vec::new(),
        exit_code: 1,
    }
}

#[test]
fn json_agrees_with_its_schema_and_reads_back_equal() {
    let schema = serde_json::from_str(include_str!("result.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let value = serde_json::from_str(&json(&run())).unwrap();
    let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(serde_json::from_value::<Run>(value).unwrap(), run());
}

#[test]
fn the_schema_refuses_a_verdict_without_evidence() {
    let schema = serde_json::from_str(include_str!("result.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut run = run();
    run.verdicts[0].evidence.clear();
    assert!(!validator.is_valid(&serde_json::to_value(&run).unwrap()));
}

#[test]
fn junit_is_read_by_another_library_with_one_case_per_rule() {
    let run = run();
    let report = quick_junit::Report::deserialize_from_str(&junit(&run).unwrap()).unwrap();
    let cases: Vec<_> = report.test_suites.iter().flat_map(|suite| &suite.test_cases).collect();
    let names: std::collections::BTreeSet<_> =
        cases.iter().map(|case| (case.classname.clone(), case.name.clone())).collect();
    assert_eq!(names.len(), run.verdicts.len(), "class name and name are unique");
    let failed = cases
        .iter()
        .filter(|case| matches!(case.status, quick_junit::TestCaseStatus::NonSuccess { .. }))
        .count();
    assert_eq!(failed, 3, "broken, not proven, not run");
    let skipped = cases
        .iter()
        .filter(|case| matches!(case.status, quick_junit::TestCaseStatus::Skipped { .. }))
        .count();
    assert_eq!(skipped, 2, "waived, not applicable");
}

#[test]
fn a_fault_of_the_harness_is_an_error_in_junit() {
    let run = Run { faults: vec!["a step is missing".into()], exit_code: 2, ..run() };
    assert!(junit(&run).unwrap().contains("a step is missing"));
}

#[test]
fn html_has_no_script_and_every_statement_as_an_anchor() {
    let page = html::html(&run()).unwrap();
    assert!(!page.contains("<script"), "hostile text is escaped");
    assert!(page.contains("id=\"G4.1\""));
    assert!(!page.contains("http://") && !page.contains("https://"), "it opens with no network");
}

#[test]
fn sarif_names_the_line_of_a_breach() {
    let log: serde_json::Value = serde_json::from_str(&sarif::sarif(&run())).unwrap();
    let first = &log["runs"][0]["results"][0];
    assert_eq!(first["locations"][0]["physicalLocation"]["region"]["startLine"], 5);
    assert_eq!(
        log["runs"][0]["results"].as_array().unwrap().len(),
        4,
        "two places each of broken and warned"
    );
}

#[test]
fn the_summary_stays_below_what_readers_cut() {
    let mut run = run();
    let broken = run.verdicts[0].clone();
    run.verdicts = (0..2000).map(|at| Record { rule: format!("X{at}"), ..broken.clone() }).collect();
    let text = markdown::markdown(&run);
    assert!(text.len() < 60_000);
    assert!(text.contains("more; see report.html"));
}

#[test]
fn the_terminal_is_not_driven_by_what_a_submission_wrote() {
    let text = terminal(&run(), false);
    assert!(!text.contains('\u{1b}'), "{text:?}");
    assert!(text.contains("to fix: mend it"));
}
