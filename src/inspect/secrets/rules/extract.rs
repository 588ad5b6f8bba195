//! What is assigned to a name, in the ways of configuration, programs, documents and command lines.

/// A value and how it stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Value {
    /// Where it starts in the text.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// In quotes.
    pub(super) quoted: bool,
    /// The rest of a line of configuration, or an argument.
    pub(super) delimited: bool,
}

/// The value assigned to the name at `name` (start, end).
pub(super) fn value(text: &[u8], name: (usize, usize)) -> Option<Value> {
    let after = Cursor { text, at: name.1 };
    let quoted_name = matches!(text.get(name.1), Some(b'"' | b'\'' | b'`' | b'\\'));
    let after = after.skip(b"\"'`\\]*?!");
    let gap = after.skip(b" \t");
    match gap.rest() {
        [b':', b':', ..] => None,
        [b':', b'-' | b'=', ..] | [b'=', b'>', ..] | [b'?', b'?', ..] | [b'|', b'|', ..] => {
            gap.forward(2).literal(text, name)
        }
        [b':', ..] => colon(gap.forward(1), text, name),
        [b'=', ..] => gap.skip(b"=").literal(text, name),
        [b'|', ..] => gap.forward(1).skip(b" \t*").table_cell(),
        [b',', ..] if quoted_name => second_of_pair(gap.forward(1), text, name),
        [b'>', ..] if is_tag(text, name) => gap.forward(1).until(b"<\n"),
        [b'{' | b'\r' | b'\n', ..] => distant(text, name, gap),
        _ if gap.at > after.at || quoted_name => spaced(text, name, gap),
        _ => None,
    }
}

/// After a colon: a value, or a type and then a value.
fn colon(after: Cursor<'_>, text: &[u8], name: (usize, usize)) -> Option<Value> {
    let word = after.skip(b" \t*");
    if matches!(word.rest().first(), Some(b'\r' | b'\n') | None) {
        return None;
    }
    let type_end = word.at + word.rest().iter().take(60).take_while(|byte| is_type(**byte)).count();
    let then = Cursor { text, at: type_end }.skip(b" \t");
    if type_end > word.at
        && then.rest().first() == Some(&b'=')
        && then.rest().get(1) != Some(&b'=')
        && then.at > type_end
    {
        return then.forward(1).literal(text, name);
    }
    word.literal(text, name)
}

fn is_type(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_[]|&'<>.".contains(&byte)
}

/// `getenv("NAME", "value")`, `("NAME", "value")`, `"name": "NAME", "value": "…"`.
fn second_of_pair(after: Cursor<'_>, text: &[u8], name: (usize, usize)) -> Option<Value> {
    let next = after.skip(b" \t\r\n\"'");
    if next.rest().get(..5).is_some_and(|word| word.eq_ignore_ascii_case(b"value")) {
        let sign = next.forward(5).skip(b"\"' \t");
        return matches!(sign.rest().first(), Some(b':' | b'='))
            .then(|| sign.forward(1).literal(text, name))?;
    }
    let value = after.skip(b" \t\r\n").literal(text, name)?;
    value.quoted.then_some(value)
}

/// `- name: NAME` and `value: …` on the next line; a Terraform variable and its default.
fn distant(text: &[u8], name: (usize, usize), gap: Cursor<'_>) -> Option<Value> {
    if gap.rest().first() == Some(&b'{') {
        let block = &gap.rest()[..gap.rest().iter().position(|byte| *byte == b'}')?];
        let default = memchr::memmem::find(block, b"default")?;
        let sign = gap.forward(default + 7).skip(b" \t");
        return (sign.rest().first() == Some(&b'=')).then(|| sign.forward(1).literal(text, name))?;
    }
    let is_name = line_start(text, name.0).trim_ascii_start().trim_ascii_end();
    let is_name = is_name.trim_ascii_start().strip_prefix(b"-").unwrap_or(is_name).trim_ascii();
    let key =
        is_name.strip_suffix(b"\"").or_else(|| is_name.strip_suffix(b"'")).unwrap_or(is_name).trim_ascii();
    if !matches!(key, b"name:" | b"key:" | b"- name:" | b"secretKey:") {
        return None;
    }
    let next = gap.skip(b"\r\n").skip(b" \t");
    let rest = next.rest();
    rest.starts_with(b"value:").then(|| next.forward(6).literal(text, name))?
}

/// Only a space between: flags, Dockerfile instructions, `.netrc`, SQL, and sentences of documents.
fn spaced(text: &[u8], name: (usize, usize), gap: Cursor<'_>) -> Option<Value> {
    let before = line_start(text, name.0);
    let rest = gap.rest();
    let quote = matches!(rest.first(), Some(b'"' | b'\'' | b'`'));
    let lower = before.to_ascii_lowercase();
    let mut words = lower.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default();
    let flag = text[..name.0].ends_with(b"--") || text[..name.0].ends_with(b" -");
    let instruction = matches!(first, b"env" | b"arg") && words.next().is_none();
    let netrc = window_says(text, name.0, b"login ") || window_says(text, name.0, b"machine ");
    let own_line = lower.trim_ascii().is_empty() && text[name.0..name.1].eq_ignore_ascii_case(b"requirepass");
    if flag || instruction || netrc && text[name.0..name.1].eq_ignore_ascii_case(b"password") || own_line {
        let value = gap.literal(text, name)?;
        return Some(Value { delimited: true, ..value });
    }
    for link in [b"is ".as_slice(), b"was ", b"to ", b"= ", b"- ", b"\xE2\x80\x94 ", b"\xE2\x86\x92 "] {
        if rest.len() > link.len() && rest[..link.len()].eq_ignore_ascii_case(link) {
            return gap.forward(link.len()).skip(b" *").literal(text, name);
        }
    }
    if quote { gap.literal(text, name) } else { None }
}

fn window_says(text: &[u8], until: usize, what: &[u8]) -> bool {
    memchr::memmem::find(&text[until.saturating_sub(160)..until], what).is_some()
}

fn is_tag(text: &[u8], name: (usize, usize)) -> bool {
    name.0 > 0 && text[name.0 - 1] == b'<'
}

/// What stands on the line before a place.
pub(super) fn line_start(text: &[u8], at: usize) -> &[u8] {
    let start = memchr::memrchr(b'\n', &text[..at]).map_or(0, |newline| newline + 1);
    &text[start.max(at.saturating_sub(200))..at]
}

#[derive(Debug, Clone, Copy)]
struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    fn rest(self) -> &'a [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip(self, set: &[u8]) -> Self {
        let count = self.rest().iter().take(64).take_while(|byte| set.contains(byte)).count();
        self.forward(count)
    }

    fn forward(self, count: usize) -> Self {
        Self { at: self.at + count, ..self }
    }

    fn until(self, set: &[u8]) -> Option<Value> {
        let length = self.rest().iter().take(512).position(|byte| set.contains(byte))?;
        (length > 0).then_some(Value {
            start: self.at,
            end: self.at + length,
            quoted: false,
            delimited: true,
        })
    }

    fn table_cell(self) -> Option<Value> {
        if matches!(self.rest().first(), Some(b'"' | b'\'' | b'`')) {
            return self.literal(self.text, (self.at, self.at));
        }
        let cell = self.until(b"|\n")?;
        let trimmed = self.text[cell.start..cell.end].trim_ascii_end().len();
        Some(Value { end: cell.start + trimmed, delimited: false, ..cell })
    }

    /// A quoted text, or what stands until the next character that ends a bare value.
    fn literal(self, text: &[u8], name: (usize, usize)) -> Option<Value> {
        let start = self.skip(b" \t(");
        let rest = start.rest();
        let prefix = usize::from(matches!(rest, [b'f' | b'r' | b'b' | b'u' | b'@', b'"' | b'\'', ..]));
        match rest.get(prefix..)? {
            [b'\\', quote @ (b'"' | b'\''), ..] => start.forward(prefix + 2).closed(&[b'\\', *quote]),
            [b'"', b'"', b'"', ..] => start.forward(prefix + 3).closed(b"\"\"\""),
            [quote @ (b'"' | b'\'' | b'`'), ..] => start.forward(prefix + 1).closed(&[*quote]),
            _ => start.bare(text, name),
        }
    }

    fn closed(self, quote: &[u8]) -> Option<Value> {
        let limit = &self.rest()[..self.rest().len().min(600)];
        let line = &limit[..memchr::memchr(b'\n', limit).unwrap_or(limit.len())];
        let length = memchr::memmem::find(line, quote)?;
        Some(Value { start: self.at, end: self.at + length, quoted: true, delimited: true })
    }

    fn bare(self, text: &[u8], name: (usize, usize)) -> Option<Value> {
        let config = is_config_line(line_start(text, name.0));
        let within_default = text[..name.0].ends_with(b"${");
        let stop = |byte: &u8| {
            byte.is_ascii_whitespace()
                || byte.is_ascii_control()
                || b"\"'`<>".contains(byte)
                || within_default && *byte == b'}'
                || !config && b",;){}]|&\\".contains(byte)
        };
        let rest = self.rest();
        let length = rest.iter().take(600).position(stop).unwrap_or(rest.len().min(600));
        let value = &rest[..length];
        let trimmed = value.len() - value.iter().rev().take_while(|byte| b",;.".contains(byte)).count();
        (trimmed > 0).then_some(Value {
            start: self.at,
            end: self.at + trimmed,
            quoted: false,
            delimited: config || within_default,
        })
    }
}

/// Whether what stands before the name is what stands before a setting: nothing, a dash, `export`, `ENV`.
fn is_config_line(before: &[u8]) -> bool {
    let before = before.trim_ascii();
    before.iter().all(|byte| b"#-*/\"'> |".contains(byte))
        || ["export", "env", "arg", "set", "- export", "run export", "$ export", "environment:"]
            .iter()
            .any(|word| before.eq_ignore_ascii_case(word.as_bytes()))
}
