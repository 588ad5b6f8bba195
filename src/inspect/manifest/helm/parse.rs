//! Makes a tree of the pieces of a template.

use super::lex::{Fault, Piece, Token, pieces};

/// Part of a template.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    /// Text as it stands.
    Text { line: u32, text: String },
    /// A pipeline whose value is printed.
    Print { line: u32, pipe: Pipe },
    /// `if`, with what follows and what follows otherwise.
    If { line: u32, pipe: Pipe, then: Vec<Part>, otherwise: Vec<Part> },
    /// `with`
    With { line: u32, pipe: Pipe, then: Vec<Part>, otherwise: Vec<Part> },
    /// `range`
    Range { line: u32, pipe: Pipe, then: Vec<Part>, otherwise: Vec<Part> },
    /// `template`
    Template { line: u32, name: String, pipe: Option<Pipe> },
    /// `break`
    Break,
    /// `continue`
    Continue,
}

/// `$a, $b := command | command`
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Pipe {
    /// Variables that take the value.
    pub(super) names: Vec<String>,
    /// Whether they are declared; else assigned.
    pub(super) declares: bool,
    /// The commands, each given the value of the one before as its last argument.
    pub(super) commands: Vec<Vec<Term>>,
}

/// An operand.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Term {
    /// A function by name.
    Call(String),
    /// A field of the dot.
    Dot(Vec<String>),
    /// A variable, and a field of it.
    Variable(String, Vec<String>),
    /// A pipeline in brackets, and a field of its value.
    Group(Pipe, Vec<String>),
    /// A text.
    Text(String),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// `true` or `false`
    Bool(bool),
    /// `nil`
    Nil,
}

/// A file's own parts, and the templates it defines.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Parsed {
    /// What the file itself prints.
    pub(super) parts: Vec<Part>,
    /// `define` and `block`, by name.
    pub(super) defined: Vec<(String, Vec<Part>)>,
}

/// Blocks in blocks beyond this depth are refused.
const DEEPEST: usize = 60;

/// Parses a template file.
pub(super) fn parse(template: &str) -> Result<Parsed, Fault> {
    let mut parser = Parser { pieces: pieces(template)?.into_iter(), defined: Vec::new(), depth: 0, line: 1 };
    let (parts, end) = parser.parts()?;
    match end {
        Stop::File => Ok(Parsed { parts, defined: parser.defined }),
        Stop::End | Stop::Else(_) => Err(Fault::new(parser.line, "an end or else without its beginning")),
    }
}

enum Stop {
    File,
    End,
    /// With the tokens that follow, as in `else if`.
    Else(Vec<Token>),
}

struct Parser {
    pieces: std::vec::IntoIter<Piece>,
    defined: Vec<(String, Vec<Part>)>,
    depth: usize,
    line: u32,
}

impl Parser {
    fn parts(&mut self) -> Result<(Vec<Part>, Stop), Fault> {
        let mut parts = Vec::new();
        while let Some(piece) = self.pieces.next() {
            let (line, mut tokens) = match piece {
                Piece::Text { line, text } => {
                    parts.push(Part::Text { line, text });
                    continue;
                }
                Piece::Action { line, tokens } => (line, tokens),
            };
            self.line = line;
            let word =
                if let Some(Token::Word(word)) = tokens.first() { word.clone() } else { String::new() };
            match word.as_str() {
                "end" => return Ok((parts, Stop::End)),
                "else" => return Ok((parts, Stop::Else(tokens.split_off(1)))),
                "if" | "with" | "range" => parts.push(self.block(&word, line, tokens.split_off(1))?),
                "define" => self.define(line, &tokens)?,
                "block" => parts.push(self.named_block(line, tokens)?),
                "template" => parts.push(template(line, tokens)?),
                "break" => parts.push(Part::Break),
                "continue" => parts.push(Part::Continue),
                _ => parts.push(Part::Print { line, pipe: pipe(line, tokens)? }),
            }
        }
        Ok((parts, Stop::File))
    }

    fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Fault::new(self.line, format!("blocks nested deeper than {DEEPEST}")));
        }
        let result = inner(self);
        self.depth -= 1;
        result
    }

    fn block(&mut self, word: &str, line: u32, tokens: Vec<Token>) -> Result<Part, Fault> {
        let pipe = pipe(line, tokens)?;
        let (then, end) = self.deeper(Self::parts)?;
        let otherwise = match end {
            Stop::File => return Err(Fault::new(line, format!("a {word} that does not end"))),
            Stop::End => Vec::new(),
            Stop::Else(rest) if rest.is_empty() => self.last_branch(word, line)?,
            Stop::Else(mut rest) => {
                let Token::Word(next) = rest.remove(0) else {
                    return Err(Fault::new(self.line, "an else that goes on with something strange"));
                };
                let at = self.line;
                vec![self.deeper(|parser| parser.block(&next, at, rest))?]
            }
        };
        match word {
            "if" => Ok(Part::If { line, pipe, then, otherwise }),
            "with" => Ok(Part::With { line, pipe, then, otherwise }),
            "range" => Ok(Part::Range { line, pipe, then, otherwise }),
            other => Err(Fault::new(line, format!("else {other}"))),
        }
    }

    fn last_branch(&mut self, word: &str, line: u32) -> Result<Vec<Part>, Fault> {
        let (parts, end) = self.deeper(Self::parts)?;
        match end {
            Stop::End => Ok(parts),
            Stop::File | Stop::Else(_) => Err(Fault::new(line, format!("a {word} that does not end"))),
        }
    }

    fn define(&mut self, line: u32, tokens: &[Token]) -> Result<(), Fault> {
        let Some(Token::Text(name)) = tokens.get(1) else {
            return Err(Fault::new(line, "a define without a name"));
        };
        let (parts, end) = self.deeper(Self::parts)?;
        match end {
            Stop::End => self.defined.push((name.clone(), parts)),
            Stop::File | Stop::Else(_) => return Err(Fault::new(line, "a define that does not end")),
        }
        Ok(())
    }

    fn named_block(&mut self, line: u32, mut tokens: Vec<Token>) -> Result<Part, Fault> {
        self.define(line, &tokens)?;
        tokens[0] = Token::Word("template".into());
        template(line, tokens)
    }
}

fn template(line: u32, mut tokens: Vec<Token>) -> Result<Part, Fault> {
    let Some(Token::Text(name)) = tokens.get(1).cloned() else {
        return Err(Fault::new(line, "a template without a name"));
    };
    let rest = tokens.split_off(2);
    let pipe = if rest.is_empty() { None } else { Some(pipe(line, rest)?) };
    Ok(Part::Template { line, name, pipe })
}

fn pipe(line: u32, tokens: Vec<Token>) -> Result<Pipe, Fault> {
    let mut tokens = tokens.into_iter().peekable();
    let pipe = pipe_until(line, &mut tokens, false, 0)?;
    if pipe.commands.iter().any(Vec::is_empty) || pipe.commands.is_empty() {
        return Err(Fault::new(line, "an empty pipeline"));
    }
    Ok(pipe)
}

type Tokens = std::iter::Peekable<std::vec::IntoIter<Token>>;

fn pipe_until(line: u32, tokens: &mut Tokens, bracket: bool, depth: usize) -> Result<Pipe, Fault> {
    if depth > DEEPEST {
        return Err(Fault::new(line, format!("brackets nested deeper than {DEEPEST}")));
    }
    let mut pipe = Pipe::default();
    let mut command: Vec<Term> = Vec::new();
    while let Some(token) = tokens.next() {
        match token {
            Token::Close if bracket => {
                pipe.commands.push(command);
                return Ok(pipe);
            }
            Token::Close => return Err(Fault::new(line, "a bracket that was not opened")),
            Token::Pipe => pipe.commands.push(std::mem::take(&mut command)),
            Token::Open => {
                let inner = pipe_until(line, tokens, true, depth + 1)?;
                command.push(Term::Group(inner, attached(tokens)));
            }
            Token::Declare | Token::Assign | Token::Comma => {
                for term in command.drain(..) {
                    let Term::Variable(name, path) = term else {
                        return Err(Fault::new(line, "something other than a variable takes a value"));
                    };
                    if !path.is_empty() {
                        return Err(Fault::new(line, "a field takes a value"));
                    }
                    pipe.names.push(name);
                }
                pipe.declares |= token == Token::Declare;
            }
            Token::Variable(name) => command.push(Term::Variable(name, attached(tokens))),
            Token::Field { path, .. } => command.push(Term::Dot(path)),
            Token::Text(text) => command.push(Term::Text(text)),
            Token::Int(value) => command.push(Term::Int(value)),
            Token::Float(value) => command.push(Term::Float(value)),
            Token::Word(word) => command.push(match word.as_str() {
                "true" => Term::Bool(true),
                "false" => Term::Bool(false),
                "nil" => Term::Nil,
                _ => Term::Call(word),
            }),
        }
    }
    if bracket {
        return Err(Fault::new(line, "a bracket that does not close"));
    }
    pipe.commands.push(command);
    Ok(pipe)
}

/// The fields that stand directly behind a variable or a bracket.
fn attached(tokens: &mut Tokens) -> Vec<String> {
    if let Some(Token::Field { path, spaced: false }) = tokens.peek() {
        let path = path.clone();
        tokens.next();
        return path;
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn else_if_is_an_if_in_the_other_branch() {
        let parsed = parse("{{ if .a }}1{{ else if .b }}2{{ else }}3{{ end }}4").unwrap();
        let [Part::If { otherwise, .. }, Part::Text { .. }] = &parsed.parts[..] else { panic!("{parsed:?}") };
        assert!(matches!(&otherwise[..], [Part::If { otherwise, .. }] if otherwise.len() == 1));
    }

    #[test]
    fn a_range_declares_its_variables() {
        let parsed = parse("{{- range $k, $v := .Values.env }}{{ $v.name | quote }}{{ end }}").unwrap();
        let [Part::Range { pipe, then, .. }] = &parsed.parts[..] else { panic!("{parsed:?}") };
        assert_eq!((pipe.names.len(), pipe.declares), (2, true));
        assert_eq!(then.len(), 1);
    }

    #[test]
    fn what_does_not_close_is_refused() {
        for text in ["{{ if }}", "{{ if .a }}", "{{ end }}", "{{ (a }}", "{{ a) }}", "{{ define }}{{ end }}"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse(&"{{ if .a }}".repeat(1000)).is_err());
        assert!(parse(&format!("{{{{ {} }}}}", "(".repeat(1000))).is_err());
    }
}
