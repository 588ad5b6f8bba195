//! Cuts a Go template into text and tokens, with the trimming that `{{-` and `-}}` ask for.

/// A piece of a template.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece {
    /// Text as it stands, with the line where it begins.
    Text { line: u32, text: String },
    /// What stands between `{{` and `}}`, with the line of each token.
    Action { line: u32, tokens: Vec<Token> },
}

/// A token of an action.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A name: keyword or function.
    Word(String),
    /// `.a.b`, split; empty for the dot alone. `spaced` when a blank stands before it.
    Field { path: Vec<String>, spaced: bool },
    /// `$name`; the root is the empty name.
    Variable(String),
    /// A text.
    Text(String),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// `|`
    Pipe,
    /// `(`
    Open,
    /// `)`, and whether a field follows without a blank.
    Close,
    /// `:=`
    Declare,
    /// `=`
    Assign,
    /// `,`
    Comma,
}

/// Why a template could not be read, and at which line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// One-based line.
    pub(super) line: u32,
    /// The reason.
    pub(super) what: String,
}

impl Fault {
    pub(super) fn new(line: u32, what: impl Into<String>) -> Self {
        Self { line, what: what.into() }
    }
}

/// Cuts a template into pieces.
pub(super) fn pieces(template: &str) -> Result<Vec<Piece>, Fault> {
    let mut found = Vec::new();
    let (mut rest, mut line, mut trim) = (template, 1, false);
    while let Some(open) = rest.find("{{") {
        let trims_left = rest[open + 2..].starts_with('-') && blank_at(rest, open + 3);
        push_text(&mut found, &rest[..open], line, trim, trims_left);
        line += newlines(&rest[..open]);
        let body_at = open + 2 + usize::from(trims_left);
        let body = &rest[body_at..];
        let comment = is_comment(body).then(|| comment(body));
        let (tokens, used, lines) = if let Some(length) = comment {
            let length = length.ok_or_else(|| Fault::new(line, "a comment that does not end"))?;
            (None, length, newlines(&body[..length]))
        } else {
            let mut lexer = Lexer { rest: body, line, before: body.len() };
            let tokens = lexer.tokens()?;
            (Some(tokens), body.len() - lexer.rest.len(), lexer.line - line)
        };
        let end = &body[used..];
        let after = end.strip_prefix('-').unwrap_or(end);
        trim = end.len() != after.len();
        if let Some(tokens) = tokens {
            found.push(Piece::Action { line, tokens });
        }
        line += lines;
        rest = after.strip_prefix("}}").ok_or_else(|| Fault::new(line, "an action that does not end"))?;
    }
    push_text(&mut found, rest, line, trim, false);
    Ok(found)
}

fn is_comment(body: &str) -> bool {
    body.trim_start().starts_with("/*")
}

/// The length of a comment up to its `-}}` or `}}`.
fn comment(body: &str) -> Option<usize> {
    let end = body.find("*/")? + 2;
    Some(end + body[end..].len() - body[end..].trim_start().len())
}

fn blank_at(text: &str, at: usize) -> bool {
    text.as_bytes().get(at).is_some_and(u8::is_ascii_whitespace)
}

fn newlines(text: &str) -> u32 {
    u32::try_from(text.bytes().filter(|&byte| byte == b'\n').count()).unwrap_or(u32::MAX)
}

fn push_text(found: &mut Vec<Piece>, text: &str, line: u32, left: bool, right: bool) {
    let blanks: &[char] = &[' ', '\t', '\r', '\n'];
    let kept = if left { text.trim_start_matches(blanks) } else { text };
    let line = line + newlines(&text[..text.len() - kept.len()]);
    let kept = if right { kept.trim_end_matches(blanks) } else { kept };
    if !kept.is_empty() {
        found.push(Piece::Text { line, text: kept.into() });
    }
}

struct Lexer<'a> {
    rest: &'a str,
    line: u32,
    /// Length of the rest after the last token: what differs from it now was blank.
    before: usize,
}

impl Lexer<'_> {
    fn tokens(&mut self) -> Result<Vec<Token>, Fault> {
        let mut found = Vec::new();
        loop {
            let trimmed = self.rest.trim_start();
            self.line += newlines(&self.rest[..self.rest.len() - trimmed.len()]);
            let spaced = trimmed.len() != self.before;
            self.rest = trimmed;
            if trimmed.starts_with("}}") || (spaced && trimmed.starts_with("-}}")) {
                return Ok(found);
            }
            let token = self.token(spaced)?;
            found.push(token);
            self.before = self.rest.len();
            if found.len() > 2_000 {
                return Err(Fault::new(self.line, "an action of more than 2000 tokens"));
            }
        }
    }

    fn token(&mut self, spaced: bool) -> Result<Token, Fault> {
        let Some(first) = self.rest.chars().next() else {
            return Err(Fault::new(self.line, "an action that does not end"));
        };
        if let Some(rest) = self.rest.strip_prefix(":=") {
            self.rest = rest;
            return Ok(Token::Declare);
        }
        let simple = match first {
            '|' => Some(Token::Pipe),
            '(' => Some(Token::Open),
            ')' => Some(Token::Close),
            '=' => Some(Token::Assign),
            ',' => Some(Token::Comma),
            _ => None,
        };
        if let Some(token) = simple {
            self.rest = &self.rest[1..];
            return Ok(token);
        }
        match first {
            '"' => self.quoted(),
            '`' => self.raw(),
            '\'' => self.character(),
            '$' => {
                self.rest = &self.rest[1..];
                Ok(Token::Variable(self.take(is_name).into()))
            }
            '.' if !self.rest[1..].starts_with(|c: char| c.is_ascii_digit()) => Ok(self.field(spaced)),
            '0'..='9' | '+' | '-' | '.' => self.number(),
            _ if is_name(first) => Ok(Token::Word(self.take(is_name).into())),
            other => Err(Fault::new(self.line, format!("an unexpected {other:?} in an action"))),
        }
    }

    fn take(&mut self, keep: fn(char) -> bool) -> &str {
        let end = self.rest.find(|c| !keep(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    fn field(&mut self, spaced: bool) -> Token {
        let mut path = Vec::new();
        while let Some(rest) = self.rest.strip_prefix('.') {
            self.rest = rest;
            let name = self.take(is_name);
            if name.is_empty() {
                break;
            }
            path.push(name.into());
        }
        Token::Field { path, spaced }
    }

    fn number(&mut self) -> Result<Token, Fault> {
        let line = self.line;
        let text = self.take(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '+' | '-' | '_')).to_string();
        let bare = text.replace('_', "");
        if let Ok(value) = bare.parse() {
            return Ok(Token::Int(value));
        }
        if let Some(hex) = bare.strip_prefix("0x").and_then(|hex| i64::from_str_radix(hex, 16).ok()) {
            return Ok(Token::Int(hex));
        }
        bare.parse().map(Token::Float).map_err(|_| Fault::new(line, format!("{text:?} is no number")))
    }

    fn raw(&mut self) -> Result<Token, Fault> {
        let inner = &self.rest[1..];
        let end = inner.find('`').ok_or_else(|| Fault::new(self.line, "a text that does not end"))?;
        let text = &inner[..end];
        self.line += newlines(text);
        self.rest = &inner[end + 1..];
        Ok(Token::Text(text.into()))
    }

    fn character(&mut self) -> Result<Token, Fault> {
        let mut inner = self.rest[1..].chars();
        match (inner.next(), inner.next()) {
            (Some(c), Some('\'')) => {
                self.rest = inner.as_str();
                Ok(Token::Int(i64::from(u32::from(c))))
            }
            _ => Err(Fault::new(self.line, "a character that is none")),
        }
    }

    fn quoted(&mut self) -> Result<Token, Fault> {
        let unended = Fault::new(self.line, "a text that does not end");
        let mut text = String::new();
        let mut inner = self.rest[1..].chars();
        loop {
            match inner.next().ok_or_else(|| unended.clone())? {
                '"' => break,
                '\n' => return Err(unended),
                '\\' => match inner.next().ok_or_else(|| unended.clone())? {
                    'n' => text.push('\n'),
                    't' => text.push('\t'),
                    'r' => text.push('\r'),
                    'u' => {
                        let code: String = inner.by_ref().take(4).collect();
                        let code = u32::from_str_radix(&code, 16).ok().and_then(char::from_u32);
                        text.push(code.ok_or_else(|| unended.clone())?);
                    }
                    other => text.push(other),
                },
                other => text.push(other),
            }
        }
        self.rest = inner.as_str();
        Ok(Token::Text(text))
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trimming_removes_blanks_and_keeps_lines() {
        let pieces = pieces("a: \n  {{- if .x }}\n  b\n{{ end -}}\n  c").unwrap();
        let Piece::Text { line: 1, text } = &pieces[0] else { panic!("{pieces:?}") };
        assert_eq!(text, "a:");
        assert!(matches!(&pieces[1], Piece::Action { line: 2, .. }));
        assert!(matches!(&pieces[2], Piece::Text { line: 2, text } if text == "\n  b\n"));
        assert!(matches!(&pieces[4], Piece::Text { line: 5, text } if text == "c"));
    }

    #[test]
    fn comments_and_raw_texts_are_read() {
        let pieces = pieces("{{- /* a }} b */ -}}\n{{ printf `%s \"}}` \"a\\\"b\" }}").unwrap();
        let [Piece::Action { line: 2, tokens }] = &pieces[..] else { panic!("{pieces:?}") };
        let expected =
            [Token::Word("printf".into()), Token::Text("%s \"}}".into()), Token::Text("a\"b".into())];
        assert_eq!(tokens, &expected);
    }

    #[test]
    fn a_blank_separates_fields() {
        let pieces = pieces("{{ (index .a 0).b .c -1 }}").unwrap();
        let [Piece::Action { tokens, .. }] = &pieces[..] else { panic!("{pieces:?}") };
        assert!(matches!(&tokens[5], Token::Field { path, spaced: false } if path == &["b"]));
        assert!(matches!(&tokens[6], Token::Field { path, spaced: true } if path == &["c"]));
        assert_eq!(tokens[7], Token::Int(-1));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_cut_or_refused(text in "[-a-z0-9{}.|()\"`'$:=,*/ \n\\\\é]{0,80}") {
            let _ = pieces(&text);
        }
    }
}
