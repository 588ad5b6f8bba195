//! The features travel inside the binary, so that a scenario means the same for `judge` and for `cargo test`.

use std::path::PathBuf;

use cucumber::gherkin::{Feature, GherkinEnv};
use include_dir::{Dir, include_dir};

static FEATURES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/features");

/// The ending of a feature file; anything else in the folder is a gap, not a file to pass over.
const ENDING: &str = "feature";

/// All features in the constitution's order (of the given chapters' file names).
///
/// # Errors
/// The files that are no features or do not parse, each with the reason.
pub(crate) fn parse() -> Result<Vec<Feature>, Vec<String>> {
    parse_files(FEATURES.files().map(|file| (file.path().display().to_string(), file.contents_utf8())))
}

fn parse_files<'a>(
    files: impl Iterator<Item = (String, Option<&'a str>)>,
) -> Result<Vec<Feature>, Vec<String>> {
    let mut features = Vec::new();
    let mut faults = Vec::new();
    for (name, text) in files {
        if !name.ends_with(&format!(".{ENDING}")) {
            faults.push(format!("features/{name} does not end in .{ENDING}, so it would not be read"));
            continue;
        }
        match text.map(|text| Feature::parse(text, GherkinEnv::default())) {
            None => faults.push(format!("features/{name} is not UTF-8")),
            Some(Err(error)) => faults.push(format!("features/{name} does not parse: {error}")),
            Some(Ok(mut feature)) => {
                feature.path = Some(PathBuf::from(format!("features/{name}")));
                features.push(feature);
            }
        }
    }
    if features.is_empty() && faults.is_empty() {
        faults.push("features/ is empty".into());
    }
    if faults.is_empty() { Ok(features) } else { Err(faults) }
}

/// Name and text of every feature file.
#[cfg(test)]
pub(crate) fn texts() -> impl Iterator<Item = (String, &'static str)> {
    FEATURES
        .files()
        .map(|file| (format!("features/{}", file.path().display()), file.contents_utf8().unwrap()))
}

/// Hands features that are parsed already to cucumber.
pub(crate) struct Embedded(pub(crate) Vec<Feature>);

impl cucumber::Parser<()> for Embedded {
    type Cli = cucumber::cli::Empty;
    type Output = futures::stream::Iter<std::vec::IntoIter<cucumber::parser::Result<Feature>>>;

    fn parse(self, (): (), _: Self::Cli) -> Self::Output {
        futures::stream::iter(self.0.into_iter().map(Ok).collect::<Vec<_>>())
    }
}

#[cfg(test)]
mod tests {
    use super::parse_files;

    #[test]
    fn a_feature_file_with_another_ending_is_a_fault() {
        let faults = parse_files([("g.featur".to_string(), Some("Feature: x\n"))].into_iter()).unwrap_err();
        assert!(faults[0].contains("g.featur"), "{faults:?}");
    }

    #[test]
    fn an_empty_folder_is_a_fault() {
        assert_eq!(parse_files(std::iter::empty()).unwrap_err(), ["features/ is empty"]);
    }

    #[test]
    fn a_file_that_does_not_parse_is_a_fault() {
        assert!(parse_files([("g.feature".to_string(), Some("Scenario: x\n"))].into_iter()).is_err());
    }
}
