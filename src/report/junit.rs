//! `JUnit` XML: one case per rule.
//!
//! `junit-report` writes characters that XML forbids as they come, has no `<properties>` and no `line`; so every
//! text is cleaned here, the rule id is the class name, `file` carries `path:line`, and evidence is the body.

use junit_report::{Duration, ReportBuilder, TestCase, TestCaseBuilder, TestSuiteBuilder};

use crate::record::{Record, Run, Status};
use crate::rules::chapter;

/// Longest first line of a failure; readers cut there.
const HEADLINE: usize = 200;

/// The run as `JUnit` XML.
///
/// # Errors
/// What the XML writer says.
pub(crate) fn junit(run: &Run) -> Result<String, String> {
    let form = &time::format_description::well_known::Rfc3339;
    let started = time::OffsetDateTime::parse(&run.started, form).map_err(|error| error.to_string())?;
    let mut report = ReportBuilder::new();
    let mut rest = run.verdicts.as_slice();
    while let Some(first) = rest.first() {
        let here = suite_of(first);
        let (own, after) = rest.split_at(rest.iter().take_while(|record| suite_of(record) == here).count());
        let name = format!("{}conformance.{here}", if run.left_out.is_empty() { "" } else { "PARTIAL " });
        let mut suite = TestSuiteBuilder::new(&name);
        suite.set_timestamp(started).add_testcases(own.iter().map(case));
        report.add_testsuite(suite.build());
        rest = after;
    }
    if !run.faults.is_empty() {
        let mut suite = TestSuiteBuilder::new("conformance.harness");
        suite.set_timestamp(started);
        suite.add_testcase(
            TestCaseBuilder::error(
                "the run is whole",
                Duration::ZERO,
                "harness",
                &clean(&run.faults.join("\n")),
            )
            .set_classname("harness")
            .build(),
        );
        report.add_testsuite(suite.build());
    }
    let mut xml = Vec::new();
    report.build().write_xml(&mut xml).map_err(|error| error.to_string())?;
    String::from_utf8(xml).map_err(|error| error.to_string())
}

fn suite_of(record: &Record) -> &str {
    record.statements.first().map_or("", |id| chapter(id))
}

fn case(record: &Record) -> TestCase {
    let name = clean(&format!("{} {}", record.rule, record.obligation));
    let time = Duration::milliseconds(i64::try_from(record.elapsed_ms).unwrap_or(i64::MAX));
    let body = clean(&body(record));
    let first: String = body.lines().next().unwrap_or_default().chars().take(HEADLINE).collect();
    let mut case = match record.status {
        Status::Met | Status::Warned | Status::Attested => TestCaseBuilder::success(&name, time),
        Status::Broken => TestCaseBuilder::failure(&name, time, "broken", &first),
        Status::Undecided | Status::NotRun => {
            let why = record.why.as_deref().unwrap_or("not known");
            TestCaseBuilder::error(&name, time, record.status.word(), &clean(why))
        }
        Status::Waived | Status::NotApplicable => {
            TestCaseBuilder::skipped_with_cause(&name, record.status.word(), &first)
        }
    };
    case.set_classname(&record.rule).set_system_out(&body);
    if matches!(record.status, Status::Broken | Status::Undecided | Status::NotRun) {
        case.set_trace(&body);
    }
    if let Some(place) = &record.scenario {
        case.set_filepath(&place.to_string());
    }
    case.build()
}

fn body(record: &Record) -> String {
    let mut lines: Vec<String> =
        record.evidence.iter().map(|exhibit| format!("{}: {}", exhibit.place, exhibit.seen)).collect();
    lines.extend(record.cause.as_ref().map(|cause| format!("follows from {cause}")));
    lines.extend(record.why.clone());
    lines.push(format!(
        "rule: {}; statements: {}; {}",
        record.rule,
        record.statements.join(" "),
        record.status.word()
    ));
    if !matches!(record.status, Status::Met | Status::Attested) {
        lines.push(format!("to fix: {}", record.remedy));
    }
    lines.join("\n")
}

/// Text that XML 1.0 allows: control characters, U+FFFE and U+FFFF replaced, `]]>` taken apart.
fn clean(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\t' => c,
            '\u{FFFE}' | '\u{FFFF}' => '\u{FFFD}',
            c if c.is_control() => '\u{FFFD}',
            c => c,
        })
        .collect::<String>()
        .replace("]]>", "]] >")
}
