//! Source text as logical lines: comments and docstrings out, what brackets hold together kept together.

/// The two kinds of syntax that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    Python,
    Script,
}

/// One logical line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// One-based number of its first physical line.
    pub(super) first: u32,
    /// Blanks before it.
    pub(super) indent: usize,
    /// The text without comments; physical lines apart by line feeds.
    pub(super) text: String,
}

impl Line {
    /// The number of the physical line at an offset.
    pub(super) fn number(&self, offset: usize) -> u32 {
        let before = self.text.as_bytes().get(..offset).unwrap_or_default();
        self.first + u32::try_from(memchr::memchr_iter(b'\n', before).count()).unwrap_or(0)
    }

    /// The physical line at an offset.
    pub(super) fn around(&self, offset: usize) -> &str {
        let start = self.text[..offset.min(self.text.len())].rfind('\n').map_or(0, |at| at + 1);
        let end = self.text[start..].find('\n').map_or(self.text.len(), |at| start + at);
        self.text[start..end].trim()
    }
}

/// Lines that brackets hold together are cut after this many.
const LONGEST: u32 = 40;

/// Cuts a text into logical lines.
pub(super) fn read(text: &str, syntax: Syntax) -> Vec<Line> {
    let clean = without_comments(text, syntax);
    let mut lines = Vec::new();
    let mut open = 0_i32;
    let mut current: Option<Line> = None;
    for (line, number) in clean.lines().zip(1..) {
        let line = line.trim_end();
        let joined =
            current.as_ref().is_some_and(|current: &Line| number - current.first < LONGEST) && open > 0;
        if !joined {
            open = 0;
            lines.extend(current.take());
        }
        if line.trim().is_empty() && current.is_none() {
            continue;
        }
        open += balance(line, syntax);
        if let Some(current) = &mut current {
            current.text.push('\n');
            current.text.push_str(line);
        } else {
            let indent = line.len() - line.trim_start().len();
            current = Some(Line { first: number, indent, text: line.trim_start().to_string() });
        }
    }
    lines.extend(current);
    lines
}

/// Opened minus closed brackets outside strings; a script's braces hold whole functions and do not count.
fn balance(line: &str, syntax: Syntax) -> i32 {
    let mut open = 0;
    let mut quote = None;
    let mut escaped = false;
    for letter in line.chars() {
        match quote {
            _ if escaped => escaped = false,
            Some(_) if letter == '\\' => escaped = true,
            Some(mark) if letter == mark => quote = None,
            Some(_) => {}
            None if letter == '"' || letter == '\'' || letter == '`' && syntax == Syntax::Script => {
                quote = Some(letter);
            }
            None => match letter {
                '(' | '[' => open += 1,
                ')' | ']' => open -= 1,
                '{' if syntax == Syntax::Python => open += 1,
                '}' if syntax == Syntax::Python => open -= 1,
                _ => {}
            },
        }
    }
    open
}

/// Comments and docstrings as blanks; line feeds stay where they were.
fn without_comments(text: &str, syntax: Syntax) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut fresh = true;
    while let Some(letter) = rest.chars().next() {
        let length = match syntax {
            Syntax::Python => python_token(rest, fresh),
            Syntax::Script => script_token(rest),
        };
        match length {
            Token::Comment(length) => {
                out.extend(rest[..length].chars().filter(|each| *each == '\n'));
                rest = &rest[length..];
            }
            Token::Text(length) => {
                out.push_str(&rest[..length]);
                rest = &rest[length..];
                fresh = false;
            }
            Token::Letter => {
                out.push(letter);
                rest = &rest[letter.len_utf8()..];
                fresh = match letter {
                    '\n' => true,
                    letter if letter.is_whitespace() => fresh,
                    _ => false,
                };
            }
        }
    }
    out
}

enum Token {
    Comment(usize),
    Text(usize),
    Letter,
}

fn python_token(rest: &str, fresh: bool) -> Token {
    if rest.starts_with('#') {
        return Token::Comment(rest.find('\n').unwrap_or(rest.len()));
    }
    for mark in ["\"\"\"", "'''"] {
        if let Some(inner) = rest.strip_prefix(mark) {
            let length = inner.find(mark).map_or(rest.len(), |at| at + 6);
            // A text that stands alone is documentation; one that is used is a value.
            return if fresh { Token::Comment(length) } else { Token::Text(length) };
        }
    }
    quoted(rest, &['"', '\''])
}

fn script_token(rest: &str) -> Token {
    if rest.starts_with("//") {
        return Token::Comment(rest.find('\n').unwrap_or(rest.len()));
    }
    if let Some(inner) = rest.strip_prefix("/*") {
        return Token::Comment(inner.find("*/").map_or(rest.len(), |at| at + 4));
    }
    quoted(rest, &['"', '\'', '`'])
}

/// A quoted text up to its end, or to the end of the line where it has none.
fn quoted(rest: &str, marks: &[char]) -> Token {
    let Some(mark) = rest.chars().next().filter(|first| marks.contains(first)) else { return Token::Letter };
    let mut escaped = false;
    for (at, letter) in rest.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            letter if letter == mark => return Token::Text(at + letter.len_utf8()),
            '\n' if mark != '`' => return Token::Text(at),
            _ => {}
        }
    }
    Token::Text(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_line_numbers_stay() {
        let text = "\"\"\"doc\nsqlite:///x\n\"\"\"\na = f(\n    1,  # why\n    'x # y',\n)\nb = 2\n";
        let lines = read(text, Syntax::Python);
        assert_eq!(lines.len(), 2);
        assert_eq!((lines[0].first, lines[1].first), (4, 8));
        assert!(lines[0].text.contains("'x # y'") && !lines[0].text.contains("why"));
        assert_eq!(lines[0].number(lines[0].text.find("'x").unwrap()), 6);
    }

    #[test]
    fn scripts_lose_their_comments_and_keep_addresses() {
        let lines = read("/* a\n b */ const u = 'http://x'; // no\nf(\n 1)\n", Syntax::Script);
        assert_eq!(lines[0].text.trim(), "const u = 'http://x';");
        assert_eq!((lines[0].first, lines[1].first), (2, 3));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_cut(text in "[a#/*'\"`(){}\\\\\n é]{0,80}") {
            for syntax in [Syntax::Python, Syntax::Script] {
                for line in read(&text, syntax) {
                    let _ = (line.number(3), line.around(line.text.len()));
                }
            }
        }
    }
}
