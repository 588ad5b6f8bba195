//! Words of a Dockerfile: `NAME=value` lists and variables put in.

use std::collections::BTreeMap;

/// Variables with their values where one is set; `None` for an `ARG` without a default.
pub(super) type Scope = BTreeMap<String, Option<String>>;

/// Splits `A=1 B="x y"`, or the older `A the rest`, into names and values.
pub(super) fn pairs(text: &str) -> Vec<(String, Option<String>)> {
    let words = split(text);
    match words.first() {
        Some(first) if !first.contains('=') && words.len() > 1 => {
            let rest = text.trim_start().get(first.len()..).unwrap_or("").trim();
            vec![(first.clone(), Some(unquote(rest)))]
        }
        Some(_) | None => names(words),
    }
}

/// Splits the arguments of `ARG`: names, each with or without a value.
pub(super) fn arguments(text: &str) -> Vec<(String, Option<String>)> {
    names(split(text))
}

fn names(words: Vec<String>) -> Vec<(String, Option<String>)> {
    words
        .into_iter()
        .map(|word| match word.split_once('=') {
            Some((name, value)) => (unquote(name), Some(unquote(value))),
            None => (unquote(&word), None),
        })
        .collect()
}

/// Words at blanks outside quotes; quotes and escapes are kept.
fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match quote {
            _ if letter == '\\' => {
                word.push(letter);
                word.extend(letters.next());
                continue;
            }
            Some(open) if letter == open => quote = None,
            None if letter == '"' || letter == '\'' => quote = Some(letter),
            None if letter.is_whitespace() => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                continue;
            }
            Some(_) | None => {}
        }
        word.push(letter);
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

fn unquote(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' | '\'' => {}
            // A dollar keeps its escape, so that it is not taken for a variable.
            '\\' => match letters.next() {
                Some('$') => out.push_str("\\$"),
                Some(other) => out.push(other),
                None => {}
            },
            other => out.push(other),
        }
    }
    out
}

/// Puts variables in: `$X`, `${X}`, `${X:-y}`, `${X-y}`, `${X:+y}`. What has no value stays as written.
pub(super) fn fill(text: &str, scope: &Scope) -> String {
    fill_to(text, scope, 8)
}

fn fill_to(text: &str, scope: &Scope, depth: u8) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (before, after) = rest.split_at(at);
        if let Some(escaped) = before.strip_suffix('\\') {
            out.push_str(escaped);
            out.push('$');
            rest = &after[1..];
            continue;
        }
        out.push_str(before);
        let (name, operator, length) = reference(after);
        let value = scope.get(name).and_then(Option::as_deref).filter(|value| !value.is_empty());
        match (value, operator) {
            _ if name.is_empty() || depth == 0 => out.push_str(&after[..length]),
            (Some(_), Some(('+', other))) | (None, Some(('-', other))) => {
                out.push_str(&fill_to(other, scope, depth - 1));
            }
            (None, Some(('+', _))) => {}
            (Some(value), _) => out.push_str(value),
            (None, _) => out.push_str(&after[..length]),
        }
        rest = &after[length..];
    }
    out.push_str(rest);
    out
}

/// The name, the operator with its word, and the length of the reference at the start of a text.
fn reference(text: &str) -> (&str, Option<(char, &str)>, usize) {
    let is_name = |each: char| each.is_ascii_alphanumeric() || each == '_';
    let Some(inner) = text.strip_prefix("${") else {
        let end = text[1..].find(|each| !is_name(each)).map_or(text.len(), |end| end + 1);
        return (&text[1..end], None, end.max(1));
    };
    let Some(close) = closing(inner) else { return ("", None, text.len()) };
    let body = &inner[..close];
    let end = body.find(|each| !is_name(each)).unwrap_or(body.len());
    let word = body[end..].strip_prefix(':').unwrap_or(&body[end..]);
    let operator = word.chars().next().map(|sign| (sign, &word[sign.len_utf8()..]));
    (&body[..end], operator, close + 3)
}

/// Where the brace closes, counting nested ones.
fn closing(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    for (at, letter) in text.char_indices() {
        match letter {
            '{' => open += 1,
            '}' if open == 0 => return Some(at),
            '}' => open -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_env_are_read() {
        assert_eq!(
            pairs("A=1 B=\"x y\""),
            [("A".into(), Some("1".into())), ("B".into(), Some("x y".into()))]
        );
        assert_eq!(pairs("A the rest"), [("A".into(), Some("the rest".into()))]);
        assert_eq!(arguments("A B=2"), [("A".into(), None), ("B".into(), Some("2".into()))]);
    }

    #[test]
    fn variables_are_put_in() {
        let scope = Scope::from([("V".into(), Some("3".into())), ("N".into(), None)]);
        for (text, filled) in [
            ("python:$V-slim", "python:3-slim"),
            ("a${V}b", "a3b"),
            ("${N:-x}", "x"),
            ("${M:-${V}}", "3"),
            ("${V:+y}", "y"),
            ("$N", "$N"),
            ("\\$V", "$V"),
            ("cost $", "cost $"),
            ("${V", "${V"),
        ] {
            assert_eq!(fill(text, &scope), filled, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_read(text in "[$A{}:+-=\\\\'\" é]{0,40}") {
            let scope = Scope::from([("A".into(), Some("$A".into()))]);
            let _ = (fill(&text, &scope), pairs(&text), arguments(&text));
        }
    }
}
