//! A summary for a pull request or a job's page.

use std::fmt::Write;

use crate::record::{Run, Status};

/// Readers on the forges cut at 65,535 bytes; this leaves room for what they add.
const LONGEST: usize = 60_000;

/// The run as Markdown of at most 60 kB.
pub(crate) fn markdown(run: &Run) -> String {
    let partial = if run.left_out.is_empty() { "" } else { "PARTIAL: " };
    let mut out = format!("## {partial}{}: {}\n\n", cell(&run.subject.name), run.headline());
    if !run.left_out.is_empty() {
        let _ = writeln!(out, "Left out: {}.\n", run.left_out);
    }
    let counts = Status::ALL.into_iter().map(|status| (status.word(), run.with(status).count()));
    let counts: Vec<String> = counts.filter(|(_, n)| *n > 0).map(|(word, n)| format!("{n} {word}")).collect();
    let _ = writeln!(out, "{} of {} rules.\n", counts.join(", "), run.verdicts.len());
    for fault in &run.faults {
        let _ = writeln!(out, "- **harness:** {}", cell(fault));
    }
    let roots = run.roots();
    if !roots.is_empty() {
        out.push_str("| rule | what must hold | where | to fix |\n|---|---|---|---|\n");
    }
    for (shown, record) in roots.iter().enumerate() {
        let first = record.evidence.first();
        let place =
            first.map(|exhibit| format!("`{}`", cell(&exhibit.place.to_string()))).unwrap_or_default();
        let row = format!(
            "| {} | {} | {place} | {} |\n",
            record.rule,
            cell(&record.obligation),
            cell(&record.remedy)
        );
        if out.len() + row.len() + 100 > LONGEST {
            let _ = writeln!(out, "\n… and {} more; see report.html", roots.len() - shown);
            break;
        }
        out.push_str(&row);
    }
    out
}

/// Text that cannot leave its table cell or become mark-up.
fn cell(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain
        .replace('\\', "\\\\")
        .replace('|', "\\|")
        .replace('`', "'")
        .replace('<', "&lt;")
        .replace('@', "@\u{200b}")
}
