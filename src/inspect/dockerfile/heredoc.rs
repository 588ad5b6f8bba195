//! Heredocs of `RUN`, which the parser knows only where they open the command and stand alone.
//!
//! Each `<<WORD` is overwritten by `:` and blanks, its body by comment lines, all of equal length, so that every
//! position still holds; the bodies are kept aside.

/// A body and the line of the instruction that opens it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Body {
    /// One-based line of the `RUN`.
    pub(super) line: u32,
    /// The script, without its end mark.
    pub(super) text: String,
}

/// The text without heredocs in `RUN`, and their bodies.
pub(super) fn set_aside(text: &str) -> (String, Vec<Body>) {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut out: Vec<String> = lines.iter().map(|line| (*line).to_string()).collect();
    let mut bodies = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let end = end_of_instruction(&lines, at);
        if is_run(lines[at]) {
            at = blank(&lines, &mut out, &mut bodies, at, end);
        } else {
            at = end + 1;
        }
    }
    (out.concat(), bodies)
}

/// Blanks the heredocs of one `RUN` and returns the line after it.
fn blank(lines: &[&str], out: &mut [String], bodies: &mut Vec<Body>, start: usize, end: usize) -> usize {
    let mut next = end + 1;
    for index in start..=end {
        for mark in marks(lines[index]) {
            let Some(close) = (next..lines.len()).find(|&line| closes(lines[line], &mark)) else { continue };
            out[index]
                .replace_range(mark.from..mark.to, &format!(":{}", " ".repeat(mark.to - mark.from - 1)));
            let line = u32::try_from(start + 1).unwrap_or(u32::MAX);
            bodies.push(Body { line, text: lines[next..close].concat() });
            for index in next..=close {
                out[index] = comment(lines[index]);
            }
            next = close + 1;
        }
    }
    next
}

fn is_run(line: &str) -> bool {
    let line = line.trim_start();
    let line = match line.get(..8) {
        Some(head) if head.eq_ignore_ascii_case("ONBUILD ") => line[8..].trim_start(),
        Some(_) | None => line,
    };
    line.get(..3).is_some_and(|word| word.eq_ignore_ascii_case("RUN"))
        && line[3..].starts_with(char::is_whitespace)
}

/// Index of the last line of the instruction that begins here, following continuations.
fn end_of_instruction(lines: &[&str], start: usize) -> usize {
    let mut at = start;
    while at + 1 < lines.len() {
        let line = lines[at].trim_end();
        let skipped = at > start && (line.trim_start().starts_with('#') || line.is_empty());
        if !(line.ends_with('\\') && !line.trim_start().starts_with('#') || skipped) {
            break;
        }
        at += 1;
    }
    at
}

struct Mark {
    from: usize,
    to: usize,
    word: String,
    tabs: bool,
}

/// The unquoted `<<WORD`s of a line.
fn marks(line: &str) -> Vec<Mark> {
    let bytes = line.as_bytes();
    let mut found = Vec::new();
    let mut quote = None;
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        match quote {
            Some(open) if byte == open => quote = None,
            None if byte == b'\'' || byte == b'"' => quote = Some(byte),
            None if byte == b'\\' => at += 1,
            None if bytes[at..].starts_with(b"<<<") => at += 2,
            None if bytes[at..].starts_with(b"<<") => {
                if let Some(mark) = mark(line, at) {
                    at = mark.to - 1;
                    found.push(mark);
                }
            }
            Some(_) | None => {}
        }
        at += 1;
    }
    found
}

fn mark(line: &str, from: usize) -> Option<Mark> {
    let rest = &line[from + 2..];
    let tabs = rest.starts_with('-');
    let rest = rest.strip_prefix('-').unwrap_or(rest);
    let quote = rest.chars().next().filter(|first| matches!(first, '"' | '\''));
    let rest = quote.map_or(rest, |quote| rest.strip_prefix(quote).unwrap_or(rest));
    let length = rest.find(|each: char| !each.is_ascii_alphanumeric() && each != '_').unwrap_or(rest.len());
    let word = rest[..length].to_string();
    let begins = word.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let closed = quote.is_none_or(|quote| rest[length..].starts_with(quote));
    let to = from + 2 + usize::from(tabs) + length + quote.map_or(0, |_| 2);
    (begins && closed).then_some(Mark { from, to, word, tabs })
}

fn closes(line: &str, mark: &Mark) -> bool {
    let line = line.trim_end_matches(['\n', '\r']);
    (if mark.tabs { line.trim_start_matches('\t') } else { line }) == mark.word
}

fn comment(line: &str) -> String {
    let body = line.trim_end_matches('\n');
    let end = &line[body.len()..];
    if body.is_empty() { line.to_string() } else { format!("#{}{end}", " ".repeat(body.len() - 1)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_set_aside_and_positions_hold() {
        for text in [
            "FROM a\nRUN cat <<EOF > /f\nFROM b\nEOF\nUSER 1\n",
            "FROM a\nRUN <<A cat && <<-'B' cat\none\nA\ntwo\n\tB\nUSER 1\n",
            "FROM a\nRUN true \\\n  && python3 <<\"EOF\"\nprint(1)\nEOF\nUSER 1\n",
        ] {
            let (out, bodies) = set_aside(text);
            assert_eq!(out.len(), text.len());
            assert!(!bodies.is_empty() && !out.contains("<<"), "{out}");
            assert!(parse_dockerfile::parse(&out).is_ok(), "{out}");
        }
    }

    #[test]
    fn shifts_here_strings_and_quotes_are_left_alone() {
        for text in ["RUN echo $((1<<2))\n", "RUN cat <<< word\nword\n", "RUN echo \"<<EOF\"\nEOF\n"] {
            assert_eq!(set_aside(text), (text.to_string(), vec![]));
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_keeps_its_length(text in "(RUN |<<|EOF|\n|'|\"|-|\\\\| |x|é){0,30}") {
            proptest::prop_assert_eq!(set_aside(&text).0.len(), text.len());
        }
    }
}
