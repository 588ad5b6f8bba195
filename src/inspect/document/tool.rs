//! Where AI tools are spoken of, and whether they were used, only mentioned, or left for later.

use super::feature::sets_aside;
use super::markdown::{Row, Text};
use crate::facts::checkout::document::{Documents, Sense, Tool, ToolMention};
use crate::facts::checkout::history::Kind;

/// Mentions kept in all.
const MOST: usize = 400;
/// Lines of assistance kept in all.
const MOST_ASSISTANCE: usize = 60;

/// Reads one text.
pub(super) fn read(kind: Kind, text: &Text<'_>, documents: &mut Documents) {
    let prompt = is_prompt(text.file);
    if kind == Kind::Constitution || is_instruction(text.file) {
        return;
    }
    if prompt && let Some(first) = text.rows.first() {
        documents.prompts.push(text.line(first));
    }
    let mut shown = false;
    for (row, section) in text.rows() {
        let lower = row.text.to_lowercase();
        for (tool, words) in tools(&lower) {
            if documents.tools.len() < MOST {
                let sense = sense(&row, section, &lower, prompt, words);
                documents.tools.push(ToolMention { tool, sense, at: text.line(&row) });
            }
        }
        if !shown && prompt && assists(&lower) && documents.assistance.len() < MOST_ASSISTANCE {
            shown = true;
            documents.assistance.push(text.line(&row));
        }
    }
}

/// Whether a text is an entry of the prompt history.
fn is_prompt(file: &str) -> bool {
    let lower = file.to_ascii_lowercase();
    let folder = lower.rsplit_once('/').map_or("", |(folder, _)| folder);
    let name = lower.rsplit('/').next().unwrap_or_default();
    folder.contains("history/prompts")
        || folder.split('/').any(|part| part == "prompt-history" || part == "phr" || part == "prompt_history")
        || name.ends_with(".prompt.md")
        || name.starts_with("prompt-history")
        || name.starts_with("prompt_history")
}

/// Notes that tell an assistant how to behave; they record nothing that was done.
fn is_instruction(file: &str) -> bool {
    let lower = file.to_ascii_lowercase();
    let name = lower.rsplit('/').next().unwrap_or_default();
    let tooling = lower.split('/').any(|part| {
        [".claude", ".codex", ".gemini", ".cursor", ".agents", "skills", "templates", "commands"]
            .contains(&part)
    });
    tooling || ["claude.md", "agents.md", "gemini.md"].contains(&name)
}

fn tools(lower: &str) -> Vec<(Tool, &'static str)> {
    let mut found = Vec::new();
    if lower.contains("gordon") || lower.contains("docker ai") {
        found.push((Tool::Gordon, "docker ai"));
    }
    if lower.contains("kubectl-ai") || lower.contains("kubectl ai") {
        found.push((Tool::KubectlAi, "kubectl-ai"));
    }
    if lower.contains("kagent") {
        found.push((Tool::Kagent, "kagent"));
    }
    found
}

fn sense(row: &Row<'_>, section: &str, lower: &str, prompt: bool, command: &str) -> Sense {
    if sets_aside(row, section) {
        return Sense::Reserved;
    }
    let quoted = |at: usize| {
        let rest = lower[at..].trim_start();
        rest.starts_with(['"', '\'', '“']) || rest.starts_with('-')
    };
    let typed = lower.find(command).is_some_and(|at| quoted(at + command.len()))
        || (row.fence.is_some() && lower.trim_start_matches(['$', '>', ' ']).starts_with(command));
    let did =
        ["used ", "asked ", "generated", "suggested", "reviewed by", "answered", "proposed", "recommended"]
            .iter()
            .any(|word| lower.contains(word));
    let dated = crate::facts::date::find(row.text).is_some();
    if typed || (did && (prompt || dated)) { Sense::Used } else { Sense::Mentioned }
}

/// Whether a line of a prompt is about deployment work.
fn assists(lower: &str) -> bool {
    ["dockerfile", "docker", "kubernetes", "minikube", "helm", "compose", "deploy"]
        .iter()
        .any(|word| lower.contains(word))
}
