//! Tests: where they are, what they exercise, whether they assert anything.

use super::lines::{self, Syntax};
use super::patterns::{ASSERT, PY_TEST, SCRIPT_TEST};
use crate::facts::checkout::source::{Quote, TestFile, TestKind};

/// Reads a file as tests, where its name says so or its content is one of a load tester.
pub(super) fn read(file: &str, text: &str, syntax: Syntax) -> Option<TestFile> {
    let lower = file.to_ascii_lowercase();
    let name = lower.rsplit('/').next().unwrap_or(&lower);
    let load = is_load_script(text);
    if !is_test_name(&lower, name, syntax) && !load {
        return None;
    }
    let lines = lines::read(text, syntax);
    let mut tests = 0;
    let mut asserts = 0;
    let mut first = None;
    for line in &lines {
        let found = match syntax {
            Syntax::Python => PY_TEST.find(&line.text),
            Syntax::Script => SCRIPT_TEST.find(&line.text),
        };
        if let Some(found) = found {
            tests += 1;
            first.get_or_insert_with(|| {
                Quote::new(file, line.number(found.start()), line.around(found.start()))
            });
        }
        asserts += u32::try_from(ASSERT.all(&line.text).count()).unwrap_or(0);
    }
    if load && tests == 0 {
        tests = 1;
        first = lines.first().map(|line| Quote::new(file, line.first, line.around(0)));
    }
    let (kind, because) = kind(&lower, text, load);
    (tests > 0).then(|| TestFile {
        file: file.into(),
        service: None,
        kind,
        because,
        tests,
        asserts,
        first: first.unwrap_or_default(),
    })
}

fn is_test_name(lower: &str, name: &str, syntax: Syntax) -> bool {
    match syntax {
        Syntax::Python => name.starts_with("test_") || name.ends_with("_test.py") || name == "tests.py",
        Syntax::Script => {
            [".test.", ".spec.", ".cy.", ".e2e."].iter().any(|mark| name.contains(mark))
                || lower.contains("__tests__/")
        }
    }
}

/// k6, locust and artillery scripts are tests whatever their name.
fn is_load_script(text: &str) -> bool {
    text.contains("from 'k6/http'")
        || text.contains("from \"k6/http\"")
        || text.contains("from locust import")
}

fn kind(lower: &str, text: &str, load: bool) -> (TestKind, String) {
    let path = |words: &[&'static str]| words.iter().copied().find(|word| lower.contains(word));
    let uses = |words: &[&'static str]| words.iter().copied().find(|word| text.contains(word));
    if load {
        return (TestKind::Performance, "a load tester's script".into());
    }
    let by_path = [
        (TestKind::Performance, &["perf", "load", "stress", "benchmark", "latency"][..]),
        (
            TestKind::EndToEnd,
            &["e2e", "end_to_end", "end-to-end", "endtoend", "playwright", "cypress", "journey", "smoke"],
        ),
        (TestKind::Integration, &["integration", "contract"]),
        (TestKind::Unit, &["/unit/", "unit_"]),
    ];
    for (kind, words) in by_path {
        if let Some(word) = path(words) {
            return (kind, format!("its path says {}", word.trim_matches('/')));
        }
    }
    let by_use = [
        (
            TestKind::EndToEnd,
            &["@playwright/test", "playwright.sync_api", "playwright.async_api", "selenium", "puppeteer"][..],
        ),
        (TestKind::Performance, &["pytest_benchmark", "benchmark(", "perf_counter"]),
        (
            TestKind::Integration,
            &[
                "TestClient(",
                "AsyncClient(",
                "httpx.",
                "requests.",
                "supertest",
                "testcontainers",
                "create_engine",
                "create_async_engine",
                "asyncpg",
            ],
        ),
    ];
    for (kind, words) in by_use {
        if let Some(word) = uses(words) {
            return (kind, format!("it uses {}", word.trim_end_matches(['(', '.'])));
        }
    }
    (TestKind::Unit, "nothing in it reaches another part".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_by_path_and_by_use() {
        let test = "def test_x():\n    assert 1\n";
        let kind =
            |file: &str, text: &str| read(file, text, Syntax::Python).map(|test| (test.kind, test.asserts));
        assert_eq!(kind("tests/integration/test_a.py", test), Some((TestKind::Integration, 1)));
        assert_eq!(kind("tests/test_a.py", test), Some((TestKind::Unit, 1)));
        let client = "def test_x():\n    client = TestClient(app)\n    client.get('/')\n";
        assert_eq!(kind("tests/test_a.py", client), Some((TestKind::Integration, 0)));
        assert_eq!(kind("tests/conftest.py", test), None);
        assert_eq!(
            kind("load.py", "from locust import HttpUser\nclass A(HttpUser): pass\n"),
            Some((TestKind::Performance, 0))
        );
    }
}
