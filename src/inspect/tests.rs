//! Files with tests: what they test, how many cases and assertions they hold, and whose they are.

use std::sync::LazyLock;

use regex::Regex;

use super::tree::{Tree, is_generated};
use crate::facts::Seen;
use crate::facts::checkout::document::{Line, TestFile, TestKind, Tests};
use crate::facts::checkout::layout::{Layout, Role};

/// Files beyond this number are not read.
const MOST: usize = 2_000;

static CASE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^\s*(?:async\s+)?def\s+test_|^\s*(?:it|test)(?:\.\w+)?\s*\(|^func\s+Test|@Test\b|#\[(?:tokio::)?test\]|@task\b|^export\s+default\s+(?:async\s+)?function",
    )
    .ok()
});
static ASSERTION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\bassert\b|\bassert\w*[.!(]|\.assert\w+\(|\bexpect\w*\(|\.should\b|pytest\.raises|\bcheck\(|t\.(?:Error|Fatal)|\bfail\(",
    )
    .ok()
});

/// Reads the tests of a tree.
pub(super) fn read(tree: &Tree, layout: &Layout) -> Seen<Tests> {
    let services = services(layout);
    let files = tree
        .files()
        .filter(|file| is_test(file))
        .take(MOST)
        .filter_map(|file| test_file(file, &tree.text(file).ok()?, &services))
        .collect();
    Seen::Known(Tests { services, files })
}

/// Folders with the sources of the services that are built.
fn services(layout: &Layout) -> Vec<String> {
    let built = layout
        .services
        .iter()
        .filter(|service| service.dockerfile.is_some() && service.role != Role::Database);
    let mut found: Vec<String> = built
        .filter_map(|service| service.source.clone().or_else(|| service.context.clone()))
        .map(|folder| folder.trim_end_matches('/').to_string())
        .collect();
    found.sort();
    found.dedup();
    found
}

/// Whether a file's name or folder says that it holds tests.
fn is_test(file: &str) -> bool {
    const ENDINGS: &[&str] =
        &["py", "ts", "tsx", "js", "jsx", "mjs", "go", "rs", "java", "kt", "sh", "yml", "yaml"];
    let lower = file.to_lowercase();
    let (folder, name) = lower.rsplit_once('/').unwrap_or(("", &lower));
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let folders = folder.split('/').any(|part| {
        [
            "tests",
            "test",
            "__tests__",
            "e2e",
            "spec",
            "cypress",
            "loadtest",
            "load-tests",
            "performance",
            "k6",
        ]
        .contains(&part)
    });
    let named_part = stem.rsplit_once('.').map_or("", |(_, part)| part);
    let named = stem.starts_with("test_")
        || stem.ends_with("_test")
        || named_part == "test"
        || named_part == "spec"
        || stem.contains("locustfile")
        || stem.contains("k6");
    let scripted = matches!(ending, "sh" | "yml" | "yaml");
    ENDINGS.contains(&ending)
        && !is_generated(file)
        && (named || (folders && !scripted))
        && stem != "conftest"
        && stem != "__init__"
}

fn test_file(file: &str, text: &str, services: &[String]) -> Option<TestFile> {
    let (mut cases, mut assertions, mut first) = (0, 0, None);
    let (case, assertion) = (CASE.as_ref()?, ASSERTION.as_ref()?);
    for (number, line) in (1..).zip(text.lines().take(50_000)) {
        let bare = line.trim_start();
        if bare.starts_with('#') && !bare.starts_with("#[") || bare.starts_with("//") {
            continue;
        }
        if case.is_match(line) {
            cases += 1;
            first.get_or_insert_with(|| Line {
                file: file.into(),
                line: number,
                text: super::redact::secret_free(bare).chars().take(160).collect(),
            });
        }
        // what holds for anything holds for nothing
        let empty = [
            "assert true",
            "assert 1",
            "expect(true).tobe(true);",
            "expect(true).tobe(true)",
            "asserttrue(true)",
        ]
        .contains(&bare.to_lowercase().trim_end());
        assertions += u32::from(assertion.is_match(line) && !empty);
    }
    let first = first?;
    Some(TestFile {
        file: file.into(),
        kind: kind(file, text),
        service: services
            .iter()
            .filter(|home| home.is_empty() || *home == "." || file.starts_with(&format!("{home}/")))
            .max_by_key(|h| h.len())
            .cloned(),
        cases,
        assertions,
        first,
    })
}

/// What a file tests: by its path first, by what it uses where the path does not tell.
fn kind(file: &str, text: &str) -> TestKind {
    let path = file.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| path.contains(word));
    let uses = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if says(&["perf", "load", "benchmark", "stress", "k6", "locust"]) || uses(&["from locust", "k6/http"]) {
        TestKind::Performance
    } else if says(&[
        "e2e",
        "end_to_end",
        "end-to-end",
        "endtoend",
        "cypress",
        "playwright",
        "journey",
        "acceptance",
    ]) || uses(&["@playwright/test", "from playwright", "selenium", "cy.visit"])
    {
        TestKind::EndToEnd
    } else if says(&["integration", "contract", "/api/"])
        || (!says(&["unit"])
            && uses(&["TestClient(", "AsyncClient(", "supertest", "httpx.Client", "requests.get"]))
    {
        TestKind::Integration
    } else {
        TestKind::Unit
    }
}

#[cfg(test)]
mod claims {
    use super::*;

    #[test]
    fn cases_and_assertions_are_counted() {
        let text = "def test_a():\n    assert 1 + 1 == 2\n\ndef test_b():\n    assert True\n    # assert x\n";
        let file = test_file("backend/tests/test_x.py", text, &["backend".into()]).unwrap();
        assert_eq!((file.cases, file.assertions), (2, 1));
        assert_eq!(file.service.as_deref(), Some("backend"));
        let text = "import { test, expect } from '@playwright/test'\ntest('signs in', () => {\n expect(x).toBe(1)\n})\n";
        let file = test_file("frontend/tests/a.spec.ts", text, &[]).unwrap();
        assert_eq!((file.kind, file.cases, file.assertions), (TestKind::EndToEnd, 1, 1));
    }

    #[test]
    fn helpers_are_no_tests() {
        assert!(is_test("frontend/src/__tests__/a.test.tsx") && is_test("backend/test_api.py"));
        assert!(!is_test("backend/tests/conftest.py") && !is_test("backend/app/testing.py"));
        assert!(test_file("tests/helper.py", "x = 1\n", &[]).is_none());
    }
}
