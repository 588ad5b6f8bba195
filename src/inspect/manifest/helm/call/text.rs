//! Functions on texts.

use std::fmt::Write as _;

use super::super::value::Val;

type Answer = Option<Result<Val, String>>;

/// Texts longer than this are not made, in bytes.
const LONGEST: usize = 1024 * 1024;

/// Calls a function of this group, if it is one.
pub(super) fn call(name: &str, args: &[Val]) -> Answer {
    let texts: Vec<String> = args.iter().map(Val::print).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    printing(name, args)
        .or_else(|| one(name, &texts).map(|text| Ok(Val::Text(text))))
        .or_else(|| two(name, &texts).map(|text| Ok(Val::Text(text))))
        .or_else(|| test(name, &texts).map(|answer| Ok(Val::Bool(answer))))
        .or_else(|| shape(name, &texts))
        .or_else(|| pattern(name, &texts))
}

fn printing(name: &str, args: &[Val]) -> Answer {
    let joined = |values: &[Val], with: fn(&str) -> String| {
        values
            .iter()
            .filter(|value| !matches!(value, Val::Nil))
            .map(|value| with(&value.print()))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let text = match (name, args) {
        ("quote", values) => joined(values, go_quoted),
        ("squote", values) => joined(values, |text| format!("'{text}'")),
        ("cat", values) => joined(values, str::to_string),
        ("print", values) => print(values),
        ("println", values) => {
            format!("{}\n", values.iter().map(Val::print).collect::<Vec<_>>().join(" "))
        }
        ("printf", [Val::Text(format), rest @ ..]) => return Some(printf(format, rest).map(Val::Text)),
        _ => return None,
    };
    Some(Ok(Val::Text(text)))
}

/// A blank stands between operands when neither is a text.
fn print(values: &[Val]) -> String {
    let mut out = String::new();
    let mut was_text = true;
    for (at, value) in values.iter().enumerate() {
        let is_text = matches!(value, Val::Text(_));
        if at > 0 && !is_text && !was_text {
            out.push(' ');
        }
        out.push_str(&value.print());
        was_text = is_text;
    }
    out
}

fn go_quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn printf(format: &str, args: &[Val]) -> Result<String, String> {
    let mut out = String::new();
    let mut args = args.iter();
    let mut rest = format.chars();
    while let Some(c) = rest.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let mut spec = String::new();
        let verb = loop {
            match rest.next() {
                Some(c) if c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | '#' | ' ') => spec.push(c),
                Some(c) => break c,
                None => return Err("a format that does not end".into()),
            }
        };
        if verb == '%' {
            out.push('%');
            continue;
        }
        let value = args.next().ok_or_else(|| format!("no argument for %{verb}"))?;
        let text = match verb {
            's' | 'v' => value.print(),
            'd' => value.to_int().to_string(),
            'q' => go_quoted(&value.print()),
            't' => value.is_true().to_string(),
            'f' => {
                let places = spec.split_once('.').and_then(|(_, places)| places.parse().ok()).unwrap_or(6);
                format!("{:.1$}", value.to_float(), usize::min(places, 20))
            }
            'x' if matches!(value, Val::Int(_)) => format!("{:x}", value.to_int()),
            other => return Err(format!("the format %{other} is not known to this reader")),
        };
        out.push_str(&padded(&text, &spec, verb));
    }
    Ok(out)
}

fn padded(text: &str, spec: &str, verb: char) -> String {
    let (width, places) = spec.split_once('.').unwrap_or((spec, ""));
    let cut: String = match places.parse::<usize>() {
        Ok(places) if matches!(verb, 's' | 'v') => text.chars().take(places).collect(),
        _ => text.into(),
    };
    let left = width.contains('-');
    let zero = width.trim_start_matches(['-', '+', '#', ' ']).starts_with('0') && verb == 'd';
    let width = width.trim_start_matches(['-', '+', '#', ' ', '0']).parse().unwrap_or(0).min(1000);
    match (left, zero) {
        (true, _) => format!("{cut:<width$}"),
        (false, true) => format!("{cut:0>width$}"),
        (false, false) => format!("{cut:>width$}"),
    }
}

fn one(name: &str, args: &[&str]) -> Option<String> {
    let [text] = args else { return None };
    Some(match name {
        "upper" => text.to_uppercase(),
        "lower" => text.to_lowercase(),
        "title" => words(text, |first| first.to_uppercase().collect()),
        "untitle" => words(text, |first| first.to_lowercase().collect()),
        "trim" => text.trim().into(),
        "nospace" => text.split_whitespace().collect(),
        "snakecase" => cased(text, '_'),
        "kebabcase" => cased(text, '-'),
        "camelcase" => {
            text.split(['_', '-', ' ']).map(|part| words(part, |c| c.to_uppercase().collect())).collect()
        }
        "urlquery" => {
            percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
        }
        "html" => text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&#34;"),
        _ => return None,
    })
}

fn words(text: &str, first: fn(char) -> String) -> String {
    let mut out = String::new();
    let mut start = true;
    for c in text.chars() {
        if start {
            out.push_str(&first(c));
        } else {
            out.push(c);
        }
        start = c.is_whitespace();
    }
    out
}

fn cased(text: &str, join: char) -> String {
    let mut out = String::new();
    let mut before = join;
    for c in text.chars() {
        let blank = matches!(c, ' ' | '_' | '-');
        if (c.is_uppercase() && before != join && !before.is_uppercase()) || (blank && before != join) {
            out.push(join);
        }
        if !blank {
            out.extend(c.to_lowercase());
        }
        before = if blank { join } else { c };
    }
    out
}

fn two(name: &str, args: &[&str]) -> Option<String> {
    Some(match (name, args) {
        ("trunc", [length, text]) => trunc(length.parse().unwrap_or(0), text),
        ("trimSuffix", [suffix, text]) => text.strip_suffix(suffix).unwrap_or(text).into(),
        ("trimPrefix", [prefix, text]) => text.strip_prefix(prefix).unwrap_or(text).into(),
        ("trimAll", [set, text]) => text.trim_matches(|c| set.contains(c)).into(),
        ("indent", [width, text]) => indent(width, text),
        ("nindent", [width, text]) => format!("\n{}", indent(width, text)),
        ("repeat", [count, text]) => {
            let count = count.parse().unwrap_or(0).min(LONGEST / text.len().max(1));
            text.repeat(count)
        }
        ("replace", [old, new, text]) if !old.is_empty() => text.replace(old, new),
        ("substr", [from, to, text]) => {
            let from: usize = from.parse().unwrap_or(0);
            let to: usize = to.parse().unwrap_or(usize::MAX);
            text.chars().skip(from).take(to.saturating_sub(from)).collect()
        }
        ("abbrev", [width, text]) => {
            let width: usize = width.parse().unwrap_or(0);
            if text.chars().count() <= width || width < 4 {
                (*text).into()
            } else {
                format!("{}...", text.chars().take(width - 3).collect::<String>())
            }
        }
        ("plural", [one, many, count]) => if *count == "1" { *one } else { *many }.into(),
        _ => return None,
    })
}

/// A negative length keeps the end.
fn trunc(length: i64, text: &str) -> String {
    let count = usize::try_from(length.unsigned_abs()).unwrap_or(usize::MAX);
    let bytes = text.as_bytes();
    let kept = match length {
        0.. => &bytes[..bytes.len().min(count)],
        _ => &bytes[bytes.len().saturating_sub(count)..],
    };
    String::from_utf8_lossy(kept).into_owned()
}

fn indent(width: &str, text: &str) -> String {
    let pad = " ".repeat(width.parse::<usize>().unwrap_or(0).min(200));
    format!("{pad}{}", text.replace('\n', &format!("\n{pad}")))
}

fn test(name: &str, args: &[&str]) -> Option<bool> {
    Some(match (name, args) {
        ("contains", [part, text]) => text.contains(part),
        ("hasPrefix", [prefix, text]) => text.starts_with(prefix),
        ("hasSuffix", [suffix, text]) => text.ends_with(suffix),
        _ => return None,
    })
}

fn shape(name: &str, args: &[&str]) -> Answer {
    Some(Ok(match (name, args) {
        ("splitList", [by, text]) => Val::List(text.split(by).map(Val::text).collect()),
        ("split", [by, text]) => {
            Val::map(text.split(by).enumerate().map(|(at, part)| (format!("_{at}"), Val::text(part))))
        }
        ("splitn", [by, count, text]) => {
            let count = count.parse().unwrap_or(1);
            Val::map(text.splitn(count, by).enumerate().map(|(at, part)| (format!("_{at}"), Val::text(part))))
        }
        _ => return None,
    }))
}

fn pattern(name: &str, args: &[&str]) -> Answer {
    let [expression, text, rest @ ..] = args else { return None };
    if !name.starts_with("regex") && name != "mustRegexMatch" {
        return None;
    }
    let compiled = regex::RegexBuilder::new(expression).size_limit(1 << 20).build();
    let Ok(compiled) = compiled else {
        return Some(Err(format!("{expression:?} is no expression this reader knows")));
    };
    // Go writes `$1x` for group 1 followed by x as `${1}x`; both read the braces.
    Some(Ok(match (name, rest) {
        ("regexMatch" | "mustRegexMatch", []) => Val::Bool(compiled.is_match(text)),
        ("regexFind", []) => Val::text(compiled.find(text).map_or("", |found| found.as_str())),
        ("regexReplaceAll", [with]) => Val::text(compiled.replace_all(text, *with)),
        ("regexReplaceAllLiteral", [with]) => Val::text(compiled.replace_all(text, regex::NoExpand(with))),
        ("regexFindAll", [count]) => {
            let count = usize::try_from(count.parse::<i64>().unwrap_or(-1)).unwrap_or(usize::MAX);
            Val::List(compiled.find_iter(text).take(count).map(|found| Val::text(found.as_str())).collect())
        }
        ("regexSplit", [_]) => Val::List(compiled.split(text).map(Val::text).collect()),
        _ => return None,
    }))
}
