//! Runs the tree of a template.

use std::collections::BTreeMap;

use super::call;
use super::lex::Fault;
use super::parse::{Part, Pipe, Term, parse};
use super::value::Val;

/// Steps one chart may take.
const MOST_STEPS: u32 = 400_000;
/// Bytes one template may print.
const MOST_OUTPUT: usize = 2 * 1024 * 1024;
/// Templates in templates, brackets in brackets.
const DEEPEST: u32 = 100;

/// Stands where the chart demands a value at install or makes a random one.
pub(crate) const GIVEN: &str = "__given-at-install__";

/// Printed text, and from which line of the template each part of it comes.
#[derive(Debug, Default)]
pub(super) struct Output {
    /// The text.
    pub(super) text: String,
    /// Offsets in the text with their lines, ascending.
    pub(super) marks: Vec<(usize, u32)>,
}

impl Output {
    fn put(&mut self, text: &str, line: u32) {
        if !text.is_empty() {
            self.marks.push((self.text.len(), line));
            self.text.push_str(text);
        }
    }

    /// Text as it stands: each of its lines comes from its own line.
    fn put_lines(&mut self, text: &str, first: u32) {
        for (line, part) in (first..).zip(text.split_inclusive('\n')) {
            self.put(part, line);
        }
    }

    /// For each line of the text, the line of the template that printed its first visible character.
    pub(super) fn origins(&self) -> Vec<u32> {
        let mut origins = Vec::new();
        let mut at = 0;
        for line in self.text.split_inclusive('\n') {
            let visible = at + (line.len() - line.trim_start().len()).min(line.len().saturating_sub(1));
            let mark = self.marks.partition_point(|(offset, _)| *offset <= visible);
            origins.push(mark.checked_sub(1).map_or(1, |mark| self.marks[mark].1));
            at += line.len();
        }
        origins
    }
}

/// All templates of a chart by name, and what happened while they ran.
#[derive(Default)]
pub(super) struct Machine {
    /// Defined templates and files.
    pub(super) templates: BTreeMap<String, Vec<Part>>,
    /// Values that are demanded, with the line in the template that runs.
    pub(super) demands: Vec<(u32, String)>,
    /// Whether something random or time-bound was asked for.
    pub(super) random: bool,
    steps: u32,
    depth: u32,
    line: u32,
}

enum Flow {
    On,
    Break,
    Continue,
}

struct Scope {
    root: Val,
    names: Vec<(String, Val)>,
}

impl Scope {
    fn get(&self, name: &str) -> Option<Val> {
        if name.is_empty() {
            return Some(self.root.clone());
        }
        self.names.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }
}

impl Machine {
    /// Prints a file.
    pub(super) fn run(&mut self, parts: &[Part], context: &Val) -> Result<Output, Fault> {
        (self.line, self.depth) = (1, 0);
        let mut out = Output::default();
        let mut scope = Scope { root: context.clone(), names: Vec::new() };
        self.parts(parts, context, &mut scope, &mut out)?;
        Ok(out)
    }

    fn fault(&self, what: impl Into<String>) -> Fault {
        Fault::new(self.line, what)
    }

    fn enter(&mut self) -> Result<(), Fault> {
        self.steps += 1;
        self.depth += 1;
        if self.steps > MOST_STEPS {
            return Err(self.fault(format!("more than {MOST_STEPS} steps")));
        }
        if self.depth > DEEPEST {
            return Err(self.fault(format!("nested deeper than {DEEPEST}")));
        }
        Ok(())
    }

    fn parts(
        &mut self,
        parts: &[Part],
        dot: &Val,
        scope: &mut Scope,
        out: &mut Output,
    ) -> Result<Flow, Fault> {
        self.enter()?;
        let kept = scope.names.len();
        for part in parts {
            let flow = self.part(part, dot, scope, out)?;
            if out.text.len() > MOST_OUTPUT {
                return Err(self.fault(format!("more than {MOST_OUTPUT} bytes printed")));
            }
            if !matches!(flow, Flow::On) {
                scope.names.truncate(kept);
                self.depth -= 1;
                return Ok(flow);
            }
        }
        scope.names.truncate(kept);
        self.depth -= 1;
        Ok(Flow::On)
    }

    fn part(&mut self, part: &Part, dot: &Val, scope: &mut Scope, out: &mut Output) -> Result<Flow, Fault> {
        match part {
            Part::Text { line, text } => out.put_lines(text, *line),
            Part::Print { line, pipe } => {
                self.line = *line;
                let value = self.pipe(pipe, dot, scope)?;
                if pipe.names.is_empty() {
                    out.put(&value.print(), *line);
                }
            }
            Part::If { line, pipe, then, otherwise } => {
                self.line = *line;
                let kept = scope.names.len();
                let branch = if self.pipe(pipe, dot, scope)?.is_true() { then } else { otherwise };
                let flow = self.parts(branch, dot, scope, out);
                scope.names.truncate(kept);
                return flow;
            }
            Part::With { line, pipe, then, otherwise } => {
                self.line = *line;
                let kept = scope.names.len();
                let value = self.pipe(pipe, dot, scope)?;
                let (branch, dot) = if value.is_true() { (then, &value) } else { (otherwise, dot) };
                let flow = self.parts(branch, dot, scope, out);
                scope.names.truncate(kept);
                return flow;
            }
            Part::Range { line, pipe, then, otherwise } => {
                self.line = *line;
                return self.range((pipe, then, otherwise), dot, scope, out);
            }
            Part::Template { line, name, pipe } => {
                self.line = *line;
                let value = pipe.as_ref().map_or(Ok(Val::Nil), |pipe| self.pipe(pipe, dot, scope))?;
                let text = self.include(name, &value)?;
                out.put(&text, *line);
            }
            Part::Break => return Ok(Flow::Break),
            Part::Continue => return Ok(Flow::Continue),
        }
        Ok(Flow::On)
    }

    fn range(
        &mut self,
        (pipe, then, otherwise): (&Pipe, &[Part], &[Part]),
        dot: &Val,
        scope: &mut Scope,
        out: &mut Output,
    ) -> Result<Flow, Fault> {
        let bare = Pipe { names: Vec::new(), declares: false, commands: pipe.commands.clone() };
        let over = self.pipe(&bare, dot, scope)?;
        let pairs: Vec<(Val, Val)> = match over {
            Val::List(items) => (0..).map(Val::Int).zip(items).collect(),
            Val::Map(map) => {
                map.borrow().iter().map(|(key, value)| (Val::text(key), value.clone())).collect()
            }
            Val::Int(count) => (0..count.min(10_000)).map(|at| (Val::Int(at), Val::Int(at))).collect(),
            Val::Nil => Vec::new(),
            Val::Bool(_) | Val::Float(_) | Val::Text(_) | Val::Files(_) | Val::Apis => {
                return Err(self.fault(format!("range can't iterate over {}", over.print())));
            }
        };
        if pairs.is_empty() {
            return self.parts(otherwise, dot, scope, out);
        }
        let kept = scope.names.len();
        for (key, value) in pairs {
            match pipe.names.as_slice() {
                [one] => scope.names.push((one.clone(), value.clone())),
                [first, second, ..] => {
                    scope.names.push((first.clone(), key));
                    scope.names.push((second.clone(), value.clone()));
                }
                [] => {}
            }
            let flow = self.parts(then, &value, scope, out)?;
            scope.names.truncate(kept);
            if matches!(flow, Flow::Break) {
                break;
            }
        }
        Ok(Flow::On)
    }

    fn pipe(&mut self, pipe: &Pipe, dot: &Val, scope: &mut Scope) -> Result<Val, Fault> {
        self.enter()?;
        let mut value = None;
        for command in &pipe.commands {
            value = Some(self.command(command, value, dot, scope)?);
        }
        let value = value.unwrap_or(Val::Nil);
        for name in &pipe.names {
            let known = scope.names.iter_mut().rev().find(|(known, _)| known == name);
            match known {
                Some((_, held)) if !pipe.declares => *held = value.clone(),
                Some(_) | None => scope.names.push((name.clone(), value.clone())),
            }
        }
        self.depth -= 1;
        Ok(value)
    }

    fn command(
        &mut self,
        terms: &[Term],
        piped: Option<Val>,
        dot: &Val,
        scope: &mut Scope,
    ) -> Result<Val, Fault> {
        let Some((head, rest)) = terms.split_first() else { return Err(self.fault("an empty command")) };
        if let Term::Call(name) = head {
            if matches!(name.as_str(), "and" | "or") {
                return self.lazy(name == "and", rest, piped, dot, scope);
            }
            let mut args =
                rest.iter().map(|term| self.term(term, dot, scope)).collect::<Result<Vec<_>, _>>()?;
            args.extend(piped);
            return self.call(name, &args);
        }
        let mut args = rest.iter().map(|term| self.term(term, dot, scope)).collect::<Result<Vec<_>, _>>()?;
        args.extend(piped);
        let (mut value, path) = match head {
            Term::Dot(path) => (dot.clone(), path.as_slice()),
            Term::Variable(name, path) => {
                let value =
                    scope.get(name).ok_or_else(|| self.fault(format!("undefined variable ${name}")))?;
                (value, path.as_slice())
            }
            Term::Group(pipe, path) => (self.pipe(pipe, dot, scope)?, path.as_slice()),
            Term::Call(_) | Term::Text(_) | Term::Int(_) | Term::Float(_) | Term::Bool(_) | Term::Nil => {
                (self.term(head, dot, scope)?, &[][..])
            }
        };
        for (at, name) in path.iter().enumerate() {
            value = match &value {
                Val::Files(_) | Val::Apis => {
                    let given = if at + 1 == path.len() { std::mem::take(&mut args) } else { Vec::new() };
                    call::method(&value, name, &given).map_err(|why| self.fault(why))?
                }
                Val::Map(_)
                | Val::Nil
                | Val::Bool(_)
                | Val::Int(_)
                | Val::Float(_)
                | Val::Text(_)
                | Val::List(_) => value.field(name).map_err(|why| self.fault(why))?,
            };
        }
        if args.is_empty() { Ok(value) } else { Err(self.fault("can't give argument to non-function")) }
    }

    /// `and` and `or` stop at the first value that decides.
    fn lazy(
        &mut self,
        all: bool,
        terms: &[Term],
        piped: Option<Val>,
        dot: &Val,
        scope: &mut Scope,
    ) -> Result<Val, Fault> {
        let mut last = Val::Nil;
        for term in terms {
            last = self.term(term, dot, scope)?;
            if last.is_true() != all {
                return Ok(last);
            }
        }
        Ok(piped.unwrap_or(last))
    }

    fn term(&mut self, term: &Term, dot: &Val, scope: &mut Scope) -> Result<Val, Fault> {
        Ok(match term {
            Term::Text(text) => Val::Text(text.clone()),
            Term::Int(value) => Val::Int(*value),
            Term::Float(value) => Val::Float(*value),
            Term::Bool(value) => Val::Bool(*value),
            Term::Nil => Val::Nil,
            Term::Call(_) | Term::Dot(_) | Term::Variable(..) | Term::Group(..) => {
                self.enter()?;
                let value = self.command(std::slice::from_ref(term), None, dot, scope)?;
                self.depth -= 1;
                value
            }
        })
    }

    fn call(&mut self, name: &str, args: &[Val]) -> Result<Val, Fault> {
        match (name, args) {
            ("include", [Val::Text(template), context]) => self.include(template, context).map(Val::Text),
            ("tpl", [Val::Text(text), context]) => self.tpl(text, context).map(Val::Text),
            ("required", [Val::Text(message), value]) => {
                if !matches!(value, Val::Nil) && !matches!(value, Val::Text(text) if text.is_empty()) {
                    return Ok(value.clone());
                }
                self.demands.push((self.line, message.clone()));
                Ok(Val::text(GIVEN))
            }
            ("fail", [message]) => {
                self.demands.push((self.line, message.print()));
                Ok(Val::Nil)
            }
            ("lookup", _) => Ok(Val::map([])),
            (
                "randAlphaNum" | "randAlpha" | "randNumeric" | "randAscii" | "randBytes" | "uuidv4"
                | "derivePassword" | "genPrivateKey" | "htpasswd" | "bcrypt",
                _,
            ) => {
                self.random = true;
                Ok(Val::text(GIVEN))
            }
            ("now" | "date" | "dateInZone" | "unixEpoch" | "htmlDate", _) => {
                self.random = true;
                Ok(Val::text("2026-01-01"))
            }
            ("genCA" | "genSelfSignedCert" | "genSignedCert", _) => {
                self.random = true;
                Ok(Val::map(["Cert", "Key"].map(|key| (key.into(), Val::text(GIVEN)))))
            }
            _ => call::function(name, args).map_err(|why| self.fault(why)),
        }
    }

    fn include(&mut self, name: &str, context: &Val) -> Result<String, Fault> {
        let line = self.line;
        let parts =
            self.templates.get(name).cloned().ok_or_else(|| self.fault(format!("no template {name:?}")))?;
        self.nested(&parts, context, line)
    }

    fn tpl(&mut self, text: &str, context: &Val) -> Result<String, Fault> {
        let line = self.line;
        let parsed = parse(text).map_err(|fault| self.fault(fault.what))?;
        self.templates.extend(parsed.defined);
        self.nested(&parsed.parts, context, line)
    }

    /// Prints other parts in place; what goes wrong there is reported at the line that asked for it.
    fn nested(&mut self, parts: &[Part], context: &Val, line: u32) -> Result<String, Fault> {
        let mut out = Output::default();
        let mut scope = Scope { root: context.clone(), names: Vec::new() };
        let before = self.demands.len();
        let result = self.parts(parts, context, &mut scope, &mut out);
        self.line = line;
        for demand in self.demands.iter_mut().skip(before) {
            demand.0 = line;
        }
        result.map_err(|fault| Fault::new(line, fault.what))?;
        Ok(out.text)
    }
}
