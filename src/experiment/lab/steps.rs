//! What a build was doing when it failed, and whose fault that is: pure reading of Dockerfile and build log.

use regex::Regex;

/// One instruction of a Dockerfile, continuation lines joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Instruction {
    /// One-based line on which it begins.
    pub(crate) line: u32,
    /// Its text, white space folded.
    pub(crate) text: String,
}

/// The instructions of a Dockerfile in order; comments and here-document bodies are skipped.
pub(crate) fn instructions(text: &str) -> Vec<Instruction> {
    let mut found = Vec::new();
    let mut lines = (1u32..).zip(text.lines());
    while let Some((line, first)) = lines.next() {
        let first = first.trim();
        if first.is_empty() || first.starts_with('#') {
            continue;
        }
        let mut whole = first.to_owned();
        while let Some(open) = whole.strip_suffix('\\').map(str::to_owned) {
            whole = open;
            match lines.find(|(_, next)| !next.trim_start().starts_with('#')) {
                Some((_, next)) => {
                    whole.push(' ');
                    whole.push_str(next.trim());
                }
                None => break,
            }
        }
        for word in here_documents(&whole) {
            let _ = lines.find(|(_, next)| next.trim() == word);
        }
        found.push(Instruction { line, text: fold(&whole) });
    }
    found
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The end words of the here-documents that an instruction opens.
fn here_documents(text: &str) -> Vec<String> {
    let opens = ["RUN", "COPY", "ADD"]
        .iter()
        .any(|keyword| text.get(..keyword.len()).is_some_and(|start| start.eq_ignore_ascii_case(keyword)));
    match Regex::new(r#"<<-?\s*['"]?([A-Za-z_]\w*)['"]?"#) {
        Ok(regex) if opens => regex.captures_iter(text).map(|found| found[1].to_owned()).collect(),
        Ok(_) | Err(_) => Vec::new(),
    }
}

/// What a Dockerfile uses that the classic builder cannot do, in its own words.
pub(crate) fn needs_buildkit(text: &str) -> Vec<String> {
    let flags = Regex::new(
        r"(?i)^(RUN|COPY|ADD) (--\S+ )*--(mount|chmod|link|exclude|parents|security|network|checksum)\b",
    );
    let mut used = Vec::new();
    for instruction in instructions(text) {
        if let Ok(flags) = &flags
            && let Some(found) = flags.captures(&instruction.text)
        {
            used.push(format!("{} --{} in line {}", &found[1], &found[3], instruction.line));
        }
        if !here_documents(&instruction.text).is_empty() {
            used.push(format!("a here-document in line {}", instruction.line));
        }
    }
    used
}

/// The step that a classic builder announces: `Step 3/9 : RUN make`.
pub(crate) fn announced(line: &str) -> Option<(usize, &str)> {
    let (number, text) = line.strip_prefix("Step ")?.split_once(" : ")?;
    Some((number.split('/').next()?.parse().ok()?, text.trim()))
}

/// The instruction that a step stands for: by number where the keyword agrees, else by text.
pub(crate) fn find<'a>(
    instructions: &'a [Instruction],
    step: Option<(usize, &str)>,
) -> Option<&'a Instruction> {
    let (number, text) = step?;
    let keyword = |text: &str| text.split(' ').next().unwrap_or_default().to_ascii_uppercase();
    let wanted = fold(text);
    number
        .checked_sub(1)
        .and_then(|index| instructions.get(index))
        .filter(|one| keyword(&one.text) == keyword(&wanted))
        .or_else(|| instructions.iter().find(|one| fold(&one.text) == wanted))
}

/// Why a build failed for reasons that lie with the machine; `None` where it is the submission's own fault.
pub(crate) fn machine_fault(words: &str) -> Option<&'static str> {
    const SIGNS: &[(&str, &str)] = &[
        ("pull access denied", "a base image is not to be had here"),
        ("error pulling image", "a base image is not to be had here"),
        ("failed to resolve source metadata", "a base image is not to be had here"),
        ("failed to resolve reference", "a base image is not to be had here"),
        ("failed to do request", "a registry could not be reached"),
        ("unauthorized: authentication required", "a registry refused to serve a base image"),
        ("toomanyrequests", "a registry's rate limit was reached"),
        ("dial tcp", "the network could not be reached"),
        ("no such host", "the network could not be reached"),
        ("net/http: tls handshake timeout", "a registry could not be reached"),
        ("temporary failure in name resolution", "the network could not be reached"),
        ("temporary failure resolving", "the network could not be reached"),
        ("could not resolve host", "the network could not be reached"),
        ("network is unreachable", "the network could not be reached"),
        ("failed to establish a new connection", "a package index could not be reached"),
        ("enotfound", "a package registry could not be reached"),
        ("eai_again", "a package registry could not be reached"),
        ("econnrefused", "a package registry could not be reached"),
        ("econnreset", "a package registry could not be reached"),
        ("etimedout", "a package registry could not be reached"),
        ("temporary error (try again later)", "a package index could not be reached"),
        ("certificate verify failed", "a certificate on the way to a package index is not trusted here"),
        ("self-signed certificate in certificate chain", "a certificate on the way is not trusted here"),
        ("self signed certificate in certificate chain", "a certificate on the way is not trusted here"),
        ("unable to get local issuer certificate", "a certificate on the way is not trusted here"),
        ("no space left on device", "the engine's disk is full"),
        ("failed to fetch", "a package index could not be reached"),
        ("unknown flag: link", "this engine's builder is too old for the Dockerfile"),
        ("unknown flag: exclude", "this engine's builder is too old for the Dockerfile"),
        ("unknown flag: parents", "this engine's builder is too old for the Dockerfile"),
        ("requires buildkit", "this engine's builder is too old for the Dockerfile"),
    ];
    let words = words.to_ascii_lowercase();
    // A tag that the registry says does not exist is the submission's, however it is wrapped.
    if words.contains("manifest unknown") || words.contains("manifest for") && words.contains("not found") {
        return None;
    }
    SIGNS.iter().find(|(sign, _)| words.contains(sign)).map(|(_, why)| *why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FILE: &str =
        "# base\nFROM a AS b\n\nRUN one \\\n  # why\n  && two\nCOPY <<EOF /f\nRUN not this\nEOF\nCOPY x ./\n";

    #[test]
    fn instructions_are_joined_and_placed() {
        let found: Vec<_> = instructions(FILE).into_iter().map(|one| (one.line, one.text)).collect();
        let expected = [(2, "FROM a AS b"), (4, "RUN one && two"), (7, "COPY <<EOF /f"), (10, "COPY x ./")];
        assert_eq!(found, expected.map(|(line, text)| (line, text.to_owned())));
    }

    #[test]
    fn a_step_is_found_by_number_and_by_text() {
        let all = instructions(FILE);
        let line = |step| find(&all, Some(step)).map(|one| one.line);
        assert_eq!(line((2, "RUN one   && two")), Some(4));
        assert_eq!(line((9, "COPY x ./")), Some(10));
        assert_eq!(line((9, "COPY y ./")), None);
        assert_eq!(announced("Step 3/9 : RUN make\n"), Some((3, "RUN make")));
    }

    #[test]
    fn what_the_classic_builder_cannot_do_is_named() {
        assert!(needs_buildkit("FROM a\nRUN apt-get install x\nCOPY --from=b --chown=1:1 x y\n").is_empty());
        assert_eq!(
            needs_buildkit("FROM a\nRUN --mount=type=cache,target=/x pip install"),
            ["RUN --mount in line 2"]
        );
        assert_eq!(needs_buildkit("FROM a\nCOPY --from=b --chmod=755 x y"), ["COPY --chmod in line 2"]);
        assert_eq!(needs_buildkit("FROM a\nRUN <<EOF\nls\nEOF"), ["a here-document in line 2"]);
    }

    #[test]
    fn a_missing_file_is_theirs_and_a_missing_network_is_ours() {
        assert_eq!(machine_fault("COPY failed: file not found in build context: stat app: not found"), None);
        assert_eq!(
            machine_fault("npm error The `npm ci` command can only install with an existing lock"),
            None
        );
        assert_eq!(machine_fault("manifest for python:3.99 not found: manifest unknown"), None);
        assert!(machine_fault("Get https://r/v2/: dial tcp: lookup r: no such host").is_some());
        assert!(machine_fault("npm error code EAI_AGAIN").is_some());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[\\PC\n\\\\<#]{0,200}") {
            let _ = instructions(&text);
            let _ = needs_buildkit(&text);
        }
    }
}
