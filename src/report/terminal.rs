//! The result for a person at a terminal: chapters in the constitution's order, root causes first.

use std::fmt::Write;

use crate::record::{Record, Run, Status};
use crate::rules::chapter;

/// Exhibits shown per rule; the rest are counted.
const SHOWN: usize = 5;
/// Characters shown of what stood in a place.
const WIDEST: usize = 160;

/// The report; `colour` only where a terminal reads it.
pub(crate) fn terminal(run: &Run, colour: bool) -> String {
    let mut out = String::new();
    let partial = if run.left_out.is_empty() { "" } else { "PARTIAL: " };
    let _ = writeln!(
        out,
        "\n{partial}{} · {}",
        shown(&run.subject.name),
        run.subject.commit.as_deref().unwrap_or("no commit")
    );
    if !run.left_out.is_empty() {
        let _ = writeln!(out, "left out: {}", run.left_out);
    }
    let paint = Paint(colour);
    roots(&mut out, run, &paint);
    let mut current = "";
    for record in &run.verdicts {
        let here = record.statements.first().map_or("", |id| chapter(id));
        if here != current {
            current = here;
            let _ = writeln!(out, "\n{}", paint.bold(&heading(here)));
        }
        line(&mut out, record, &paint);
    }
    footer(&mut out, run, &paint);
    out
}

fn heading(chapter: &str) -> String {
    let title = crate::rules::TITLES.iter().find(|(id, _)| *id == chapter).map_or("", |(_, title)| title);
    format!("{chapter} · {title}")
}

/// What to mend first: breaches that others follow from, then the rest by how binding they are.
fn roots(out: &mut String, run: &Run, paint: &Paint) {
    let roots = run.roots();
    if roots.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", paint.bold("To mend, the most telling first"));
    for record in roots {
        let follows = match run.consequences(&record.rule) {
            0 => String::new(),
            n => format!(" ({n} more follow from it)"),
        };
        let _ =
            writeln!(out, "\n{} {} is broken: {}{follows}", paint.red("✘"), record.rule, record.obligation);
        exhibits(out, record);
        let _ = writeln!(out, "    to fix: {}", record.remedy);
    }
}

fn line(out: &mut String, record: &Record, paint: &Paint) {
    let mark = match record.status {
        Status::Met => paint.green("✔"),
        Status::Broken => paint.red("✘"),
        Status::Warned => paint.yellow("!"),
        Status::Attested => paint.green("✍"),
        Status::Waived => paint.yellow("~"),
        Status::NotApplicable => "-".into(),
        Status::Undecided | Status::NotRun => paint.yellow("?"),
    };
    let _ = write!(out, "  {mark} {:6} {}", record.rule, record.obligation);
    match record.status {
        Status::Met => {}
        Status::Broken => match &record.cause {
            Some(cause) => {
                let _ = write!(out, " [follows from {cause}]");
            }
            None => {
                let _ = write!(out, " [broken, see above]");
            }
        },
        Status::Warned
        | Status::Attested
        | Status::Waived
        | Status::NotApplicable
        | Status::Undecided
        | Status::NotRun => {
            let _ = write!(out, " [{}]", record.status.word());
        }
    }
    let _ = writeln!(out);
    match record.status {
        Status::Warned | Status::Attested | Status::NotApplicable => {
            exhibits(out, record);
            if record.status == Status::Warned {
                let _ = writeln!(out, "    to fix: {}", record.remedy);
            }
        }
        Status::Undecided | Status::NotRun => {
            let _ = writeln!(
                out,
                "    {}; next: {}",
                record.why.as_deref().unwrap_or("not known"),
                record.remedy
            );
        }
        Status::Waived => {
            let _ = writeln!(out, "    {}", record.why.as_deref().unwrap_or_default());
        }
        Status::Met | Status::Broken => {}
    }
}

fn exhibits(out: &mut String, record: &Record) {
    for exhibit in record.evidence.iter().take(SHOWN) {
        let _ = writeln!(out, "    {}: {}", shown(&exhibit.place.to_string()), shown(&exhibit.seen));
    }
    if record.evidence.len() > SHOWN {
        let _ = writeln!(out, "    and {} more places", record.evidence.len() - SHOWN);
    }
    if let (Some(why), Status::Broken) = (&record.why, record.status) {
        let _ = writeln!(out, "    {why}");
    }
}

/// One line without control characters, so that a submission's output cannot drive the reader's terminal.
fn shown(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if plain.chars().count() <= WIDEST {
        return plain;
    }
    plain.chars().take(WIDEST).chain(['…']).collect()
}

fn footer(out: &mut String, run: &Run, paint: &Paint) {
    let _ = writeln!(out);
    for fault in &run.faults {
        let _ = writeln!(out, "{} {fault}", paint.red("harness:"));
    }
    let counts: Vec<String> = Status::ALL
        .iter()
        .filter_map(|status| {
            let n = run.with(*status).count();
            (n > 0).then(|| format!("{n} {}", status.word()))
        })
        .collect();
    let planned = run.counts.get("planned").copied().unwrap_or_default();
    let seconds = run.duration_ms / 1000;
    let _ = writeln!(
        out,
        "judged {planned} rules in {seconds}.{:01} s: {}",
        run.duration_ms % 1000 / 100,
        counts.join(", ")
    );
    let _ = writeln!(out, "{} (exit {})", paint.bold(run.headline()), run.exit_code);
    if let Some(first) = run.with(Status::Broken).find(|record| record.cause.is_none()) {
        let _ = writeln!(out, "next: conformance explain {}", first.rule);
    }
}

struct Paint(bool);

impl Paint {
    fn code(&self, code: &str, text: &str) -> String {
        if self.0 { format!("\x1b[{code}m{text}\x1b[0m") } else { text.into() }
    }

    fn red(&self, text: &str) -> String {
        self.code("31", text)
    }

    fn green(&self, text: &str) -> String {
        self.code("32", text)
    }

    fn yellow(&self, text: &str) -> String {
        self.code("33", text)
    }

    fn bold(&self, text: &str) -> String {
        self.code("1", text)
    }
}
