//! The result as JSON: the source that every other report is a view of.

use crate::record::Run;

/// The run as indented JSON with a newline at the end; its schema is `schema/result.schema.json`.
pub(crate) fn json(run: &Run) -> String {
    let mut text = serde_json::to_string_pretty(run).unwrap_or_default();
    text.push('\n');
    text
}
