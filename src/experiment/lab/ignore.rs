//! `.dockerignore`, as the Docker command line applies it before it sends the context.

use regex::Regex;

/// The patterns of one `.dockerignore`; later ones win.
#[derive(Debug, Default)]
pub(crate) struct Ignore {
    patterns: Vec<(bool, Regex)>,
}

impl Ignore {
    /// Reads the file's text. Lines that are no pattern are skipped, as are patterns that do not compile.
    pub(crate) fn parse(text: &str) -> Self {
        let patterns = text.trim_start_matches('\u{feff}').lines().filter_map(pattern).collect();
        Self { patterns }
    }

    /// Whether a file is left out of the context. A pattern that names one of its folders covers it.
    pub(crate) fn covers(&self, path: &str) -> bool {
        self.patterns.iter().fold(false, |out, (re_includes, pattern)| {
            if out == *re_includes && ancestors(path).any(|part| pattern.is_match(part)) {
                !re_includes
            } else {
                out
            }
        })
    }
}

/// The path itself and each of its folders.
fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| path.rsplit_once('/').map(|(folder, _)| folder))
}

fn pattern(line: &str) -> Option<(bool, Regex)> {
    if line.starts_with('#') {
        return None;
    }
    let line = line.trim();
    let (re_includes, body) = match line.strip_prefix('!') {
        Some(body) => (true, body.trim()),
        None => (false, line),
    };
    let body = clean(body);
    if body.is_empty() {
        return None;
    }
    Regex::new(&translate(&body)).ok().map(|regex| (re_includes, regex))
}

/// Without `.`, without empty parts, `..` resolved, without a leading or trailing slash.
fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// A pattern as a regular expression: `*` and `?` within a part, `**` across parts, `[a-z]` classes, `\` escapes.
fn translate(pattern: &str) -> String {
    let mut regex = String::from("^");
    let mut rest = pattern.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '*' if rest.peek() == Some(&'*') => {
                rest.next();
                if rest.peek() == Some(&'/') {
                    rest.next();
                    regex.push_str("(.*/)?");
                } else {
                    regex.push_str(".*");
                }
            }
            '*' => regex.push_str("[^/]*"),
            '?' => regex.push_str("[^/]"),
            '[' => {
                regex.push('[');
                for c in rest.by_ref() {
                    if matches!(c, '[' | '&' | '~') {
                        regex.push('\\');
                    }
                    regex.push(c);
                    if c == ']' {
                        break;
                    }
                }
            }
            '\\' => regex.push_str(&regex::escape(&rest.next().map(String::from).unwrap_or_default())),
            c => regex.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
        }
    }
    regex.push('$');
    regex
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn left_out<'a>(text: &str, paths: &[&'a str]) -> Vec<&'a str> {
        let ignore = Ignore::parse(text);
        paths.iter().copied().filter(|path| ignore.covers(path)).collect()
    }

    #[test]
    fn patterns_start_at_the_root_unless_they_say_otherwise() {
        assert_eq!(left_out(".env\n", &[".env", "a/.env"]), [".env"]);
        assert_eq!(left_out("**/.env\n", &[".env", "a/.env", "a/b/.env"]), [".env", "a/.env", "a/b/.env"]);
        assert_eq!(left_out("/a/\n", &["a/x", "b/a/x"]), ["a/x"]);
        assert_eq!(left_out("*.md", &["README.md", "docs/a.md"]), ["README.md"]);
    }

    #[test]
    fn the_last_pattern_that_matches_wins() {
        let text = "*\n!src\n!package.json\nsrc/secret.txt\n";
        assert_eq!(
            left_out(text, &["a", "src/a", "package.json", "src/secret.txt"]),
            ["a", "src/secret.txt"]
        );
        assert_eq!(left_out(".env*\n!.env\n", &[".env", ".env.local"]), [".env.local"]);
    }

    #[test]
    fn comments_blank_lines_and_carriage_returns_are_no_patterns() {
        assert_eq!(left_out("# all\n\r\n  \n.git\r\n", &[".git/config", "# all"]), [".git/config"]);
    }

    #[test]
    fn one_star_stays_within_a_folder_and_two_do_not() {
        assert_eq!(left_out("a/*/c", &["a/b/c", "a/b/d/c"]), ["a/b/c"]);
        assert_eq!(left_out("a/**", &["a/b", "a/b/c", "b"]), ["a/b", "a/b/c"]);
        assert_eq!(left_out("**/*.pyc", &["x.pyc", "a/x.pyc", "x.py"]), ["x.pyc", "a/x.pyc"]);
        assert_eq!(
            left_out("file?.txt\nlog[0-9]", &["file1.txt", "file12.txt", "log3", "logs"]),
            ["file1.txt", "log3"]
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,80}", path in "[a-z./]{0,20}") {
            let _ = Ignore::parse(&text).covers(&path);
        }
    }
}
