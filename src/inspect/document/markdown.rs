//! Lines of a text with what surrounds them: headings, code fences, list items.

/// One line and its surroundings.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    /// One-based number.
    pub(super) number: u32,
    /// The line without the white space around it.
    pub(super) text: &'a str,
    /// The language of the code block it stands in, empty where none is named.
    pub(super) fence: Option<&'a str>,
    /// Whether it is a heading.
    pub(super) heading: bool,
}

/// A text with its headings resolved.
pub(super) struct Text<'a> {
    /// Path relative to the subject.
    pub(super) file: &'a str,
    /// All lines that are not empty.
    pub(super) rows: Vec<Row<'a>>,
    /// For each row, the headings above it, outermost first, joined with ` > `, lower case.
    pub(super) sections: Vec<usize>,
    /// The distinct section paths.
    pub(super) paths: Vec<String>,
}

impl<'a> Text<'a> {
    /// Splits a text into rows.
    pub(super) fn new(file: &'a str, text: &'a str) -> Self {
        const MOST: usize = 20_000;
        let mut this = Self { file, rows: Vec::new(), sections: Vec::new(), paths: vec![String::new()] };
        let mut open: Vec<(usize, String)> = Vec::new();
        let mut fence: Option<&str> = None;
        for (number, raw) in (1..).zip(text.lines().take(MOST)) {
            let line = raw.trim();
            if let Some(language) = line.strip_prefix("```").or_else(|| line.strip_prefix("~~~")) {
                fence = if fence.is_some() { None } else { Some(language.trim_matches('`').trim()) };
                continue;
            }
            if line.is_empty() {
                continue;
            }
            let heading =
                fence.is_none() && line.starts_with('#') && line.trim_start_matches('#').starts_with(' ');
            if heading {
                let level = line.bytes().take_while(|byte| *byte == b'#').count();
                open.retain(|(other, _)| *other < level);
                open.push((level, line.trim_start_matches('#').trim().to_lowercase()));
                this.paths.push(open.iter().map(|(_, title)| title.as_str()).collect::<Vec<_>>().join(" > "));
            }
            this.rows.push(Row { number, text: line, fence, heading });
            this.sections.push(this.paths.len() - 1);
        }
        this
    }

    /// The rows with the path of their section.
    pub(super) fn rows(&self) -> impl Iterator<Item = (Row<'a>, &str)> {
        self.rows.iter().zip(&self.sections).map(|(row, &at)| (*row, self.paths[at].as_str()))
    }

    /// A row as a fact.
    pub(super) fn line(&self, row: &Row<'_>) -> crate::facts::checkout::document::Line {
        super::line(self.file, row.number, row.text)
    }

    /// The first heading.
    pub(super) fn title(&self) -> Option<&'a str> {
        self.rows.iter().find(|row| row.heading).map(|row| row.text.trim_start_matches('#').trim())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_and_fences_are_kept_apart() {
        let text = Text::new("x.md", "# A\n## B\n```bash\n# not a heading\n```\n## C\nword\n");
        let rows: Vec<_> = text.rows().map(|(row, path)| (row.number, row.fence, path.to_string())).collect();
        assert_eq!(rows[2], (4, Some("bash"), "a > b".to_string()));
        assert_eq!(rows[4], (7, None, "a > c".to_string()));
        assert_eq!(text.title(), Some("A"));
    }
}
