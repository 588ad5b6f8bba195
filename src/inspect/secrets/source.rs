//! What is scanned: where it is, and what its name tells about its content.

use super::value::Setting;
use super::words::Words;
use crate::facts::Place;
use crate::facts::checkout::secret::Standing;

/// One source of bytes.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// Where it is; lines are filled in by the scanner.
    pub(super) place: Place,
    /// How it belongs to the submission.
    pub(super) standing: Standing,
    /// Archives around it, from the outside in.
    pub(super) within: Vec<String>,
}

impl Source {
    /// A source at a place.
    pub(crate) fn new(place: Place, standing: Standing) -> Self {
        Self { place, standing, within: Vec::new() }
    }

    /// A file inside this source, which is an archive.
    pub(super) fn inner(&self, format: &str, path: &str) -> Self {
        let mut inner = self.clone();
        inner.within.push(if path.is_empty() { format.to_owned() } else { format!("{format}:{path}") });
        inner
    }

    /// The name for messages.
    pub(crate) fn name(&self) -> String {
        let mut name = self.place.to_string();
        for part in &self.within {
            name.push_str(" › ");
            name.push_str(part);
        }
        name
    }

    /// The innermost path, by which the kind of file is known.
    pub(super) fn path(&self) -> &str {
        let inner = self.within.iter().rev().find_map(|part| part.split_once(':').map(|(_, path)| path));
        inner.unwrap_or(match &self.place {
            Place::File { file, .. } | Place::Commit { file: Some(file), .. } => file,
            Place::Layer { path, .. } => path,
            Place::Commit { file: None, .. } | Place::Object { .. } | Place::Experiment { .. } => "",
        })
    }

    /// What the path tells about its content.
    pub(super) fn setting(&self) -> Setting {
        let path = self.path().to_ascii_lowercase();
        let name = path.rsplit('/').next().unwrap_or(&path);
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        Setting { delimited: false, code: CODE.has(extension), test: is_test(&path, name, extension) }
    }
}

/// Extensions of files in which a value without quotes is an expression.
static CODE: Words = Words::new(
    "py pyi js jsx mjs cjs ts tsx mts cts vue svelte astro go rs java kt kts scala swift c h cc cpp \
     hpp cs rb php dart lua ex exs erl clj hs pl pm r jl m mm groovy zig nim css scss less",
);

/// Whether a path is one of a test, where passwords are made up.
fn is_test(path: &str, name: &str, extension: &str) -> bool {
    const FOLDERS: &[&str] =
        &["test", "tests", "__tests__", "e2e", "spec", "testing", "fixtures", "testdata", "mocks"];
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    let code = !matches!(extension, "md" | "env");
    code && (folders.split('/').any(|folder| FOLDERS.contains(&folder))
        || name.starts_with("test_")
        || name.starts_with("conftest")
        || name.contains("_test.")
        || name.contains(".test.")
        || name.contains(".spec.")
        || name.starts_with("test-")
        || name.starts_with("verify_")
        || name.contains("-test.")
        || name.contains("_spec."))
}
