//! Dockerfiles: every stage and instruction with its line, build arguments put in, credentials masked.

mod context;
mod heredoc;
mod words;

use parse_dockerfile as syntax;
use syntax::{HealthcheckArguments, JsonOrStringArray, Source};

use super::sensitive;
use crate::facts::checkout::dockerfile::{
    Act, Command, Copy, Dockerfile, Instruction, Quote, Stage, Variable,
};
use heredoc::Body;
use words::Scope;

pub(crate) use context::attach;

/// Text of an instruction beyond this many characters is cut off.
const LONGEST_TEXT: usize = 600;

/// Reads a Dockerfile's text.
pub(crate) fn parse(file: &str, text: &str) -> Dockerfile {
    let (plain, bodies) = heredoc::set_aside(text);
    let parsed = match syntax::parse(&plain) {
        Ok(parsed) => parsed,
        Err(error) => {
            let line = u32::try_from(error.line()).unwrap_or(0);
            let stood = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default().trim();
            let why = format!("{error}: {}", sensitive::text(stood));
            return Dockerfile {
                file: file.into(),
                problem: Some(Quote::new(file, line, why)),
                ..Dockerfile::default()
            };
        }
    };
    let mut reader = Reader::new(&plain, &bodies);
    let mut out = Dockerfile { file: file.into(), ..Dockerfile::default() };
    let ends = starts(&parsed.instructions, plain.len());
    for (instruction, end) in parsed.instructions.iter().zip(ends) {
        reader.read(instruction, end, &mut out);
    }
    out
}

/// For each instruction, where the next one begins.
fn starts(instructions: &[syntax::Instruction<'_>], length: usize) -> Vec<usize> {
    instructions.iter().skip(1).map(|next| keyword(next).start).chain([length]).collect()
}

fn keyword(instruction: &syntax::Instruction<'_>) -> syntax::Span {
    use syntax::Instruction as I;
    match instruction {
        I::Add(it) => it.add.span.clone(),
        I::Arg(it) => it.arg.span.clone(),
        I::Cmd(it) => it.cmd.span.clone(),
        I::Copy(it) => it.copy.span.clone(),
        I::Entrypoint(it) => it.entrypoint.span.clone(),
        I::Env(it) => it.env.span.clone(),
        I::Expose(it) => it.expose.span.clone(),
        I::From(it) => it.from.span.clone(),
        I::Healthcheck(it) => it.healthcheck.span.clone(),
        I::Label(it) => it.label.span.clone(),
        I::Maintainer(it) => it.maintainer.span.clone(),
        I::Onbuild(it) => it.onbuild.span.clone(),
        I::Run(it) => it.run.span.clone(),
        I::Shell(it) => it.shell.span.clone(),
        I::Stopsignal(it) => it.stopsignal.span.clone(),
        I::User(it) => it.user.span.clone(),
        I::Volume(it) => it.volume.span.clone(),
        I::Workdir(it) => it.workdir.span.clone(),
        _ => 0..0,
    }
}

/// Reads instruction by instruction, keeping the variables that are set at each point.
struct Reader<'a> {
    text: &'a str,
    bodies: &'a [Body],
    lines: Vec<usize>,
    global: Scope,
    scope: Scope,
    /// The variables at the end of each stage, for stages that are built on it.
    finished: Vec<Scope>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, bodies: &'a [Body]) -> Self {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let (global, scope) = (Scope::new(), Scope::new());
        Self { text, bodies, lines, global, scope, finished: Vec::new() }
    }

    fn line(&self, offset: usize) -> u32 {
        u32::try_from(self.lines.partition_point(|&start| start <= offset)).unwrap_or(u32::MAX)
    }

    fn read(&mut self, instruction: &syntax::Instruction<'_>, end: usize, out: &mut Dockerfile) {
        let start = keyword(instruction).start;
        let line = self.line(start);
        if let syntax::Instruction::From(from) = instruction {
            let stage = self.stage(from, line, &out.stages);
            if !out.stages.is_empty() {
                self.finished.push(std::mem::take(&mut self.scope));
            }
            self.scope = stage.parent.and_then(|index| self.finished.get(index)).cloned().unwrap_or_default();
            out.stages.push(stage);
            return;
        }
        let act = self.act(instruction, line, &out.stages);
        match (out.stages.last_mut(), act) {
            (Some(stage), act) => {
                let text = self.shown(start, end, line);
                stage.instructions.push(Instruction { line, text, act });
            }
            (None, Act::Arg(arguments)) => {
                self.global.extend(arguments.iter().map(|each| (each.name.clone(), each.value.clone())));
                out.global_args.extend(arguments);
            }
            (None, _) => {}
        }
    }

    fn stage(&self, from: &syntax::FromInstruction<'_>, line: u32, before: &[Stage]) -> Stage {
        let written = from.image.value.to_string();
        let base = words::fill(&written, &self.global);
        let parent = before.iter().rposition(|stage| stage.is_called(&base));
        let name = from.as_.as_ref().map(|(_, name)| name.value.to_string());
        Stage { line, name, written, base, parent, instructions: Vec::new() }
    }

    /// The instruction on one line, without comments, with heredoc bodies, masked.
    fn shown(&self, start: usize, end: usize, line: u32) -> String {
        let raw = self.text.get(start..end).unwrap_or_default();
        let mut text = one_line(raw);
        for body in self.bodies.iter().filter(|body| body.line == line) {
            text.push_str(" ⏎ ");
            text.push_str(&body.text.lines().map(str::trim).collect::<Vec<_>>().join(" ⏎ "));
        }
        let text: String = sensitive::text(&text);
        if text.chars().count() <= LONGEST_TEXT {
            return text;
        }
        text.chars().take(LONGEST_TEXT).chain(['…']).collect()
    }

    fn fill(&self, text: &str) -> String {
        words::fill(text, &self.scope)
    }

    fn act(&mut self, instruction: &syntax::Instruction<'_>, line: u32, stages: &[Stage]) -> Act {
        use syntax::Instruction as I;
        match instruction {
            I::Add(it) => Act::Copy(self.copy(true, &it.options, &it.src, &it.dest, stages)),
            I::Copy(it) => Act::Copy(self.copy(false, &it.options, &it.src, &it.dest, stages)),
            I::Arg(it) => self.arguments(it, stages.is_empty()),
            I::Env(it) => Act::Env(self.environment(&it.arguments)),
            I::Label(it) => {
                Act::Label(self.variables(&words::pairs(&it.arguments.value), &it.arguments.span))
            }
            I::Cmd(it) => Act::Cmd(command(&it.arguments)),
            I::Entrypoint(it) => Act::Entrypoint(command(&it.arguments)),
            I::Expose(it) => {
                Act::Expose(it.arguments.iter().flat_map(|word| ports(&self.fill(&word.value))).collect())
            }
            I::Healthcheck(it) => match &it.arguments {
                HealthcheckArguments::Cmd { arguments, .. } => Act::Healthcheck(command(arguments)),
                HealthcheckArguments::None { .. } | _ => Act::NoHealthcheck,
            },
            I::Run(it) => self.run(it, line),
            I::User(it) => Act::User(self.fill(&it.arguments.value)),
            I::Volume(it) => Act::Volume(match &it.arguments {
                JsonOrStringArray::Json(list) => {
                    list.value.iter().map(|path| path.value.to_string()).collect()
                }
                JsonOrStringArray::String(list) => list.iter().map(|path| path.value.to_string()).collect(),
            }),
            I::Workdir(it) => Act::Workdir(self.fill(&it.arguments.value)),
            I::From(_) | I::Maintainer(_) | I::Onbuild(_) | I::Shell(_) | I::Stopsignal(_) | _ => Act::Other,
        }
    }

    fn copy(
        &self,
        add: bool,
        options: &[syntax::Flag<'_>],
        sources: &[Source<'_>],
        destination: &syntax::UnescapedString<'_>,
        stages: &[Stage],
    ) -> Copy {
        let from = options
            .iter()
            .find(|flag| flag.name.value == "from")
            .and_then(|flag| flag.value.as_ref())
            .map(|value| self.fill(&value.value));
        let inline = sources.iter().find_map(|source| match source {
            Source::HereDoc(body) => Some(body.value.to_string()),
            Source::Path(_) | _ => None,
        });
        // The stage under way is the last of the list and cannot be copied from.
        let earlier = &stages[..stages.len().saturating_sub(1)];
        let stage = from.as_deref().and_then(|from| {
            let by_index = from.parse::<usize>().ok().filter(|&index| index < earlier.len());
            by_index.or_else(|| earlier.iter().rposition(|stage| stage.is_called(from)))
        });
        let paths = sources.iter().filter_map(|source| match source {
            Source::Path(path) => Some(self.fill(&path.value)),
            Source::HereDoc(_) | _ => None,
        });
        Copy {
            add,
            stage,
            from,
            sources: paths.collect(),
            secret: inline.as_deref().and_then(sensitive::kind_within),
            inline: inline.is_some(),
            destination: self.fill(&destination.value),
        }
    }

    fn arguments(&mut self, it: &syntax::ArgInstruction<'_>, global: bool) -> Act {
        let pairs = words::arguments(&it.arguments.value);
        for (name, value) in &pairs {
            let value = value.as_ref().map(|value| words::fill(value, &self.global));
            let value = value.or_else(|| self.global.get(name).cloned().flatten());
            let scope = if global { &mut self.global } else { &mut self.scope };
            scope.insert(name.clone(), value);
        }
        Act::Arg(self.variables(&pairs, &it.arguments.span))
    }

    fn environment(&mut self, it: &syntax::UnescapedString<'_>) -> Vec<Variable> {
        let pairs = words::pairs(&it.value);
        let variables = self.variables(&pairs, &it.span);
        for (name, value) in pairs {
            let value = value.map(|value| self.fill(&value));
            self.scope.insert(name, value);
        }
        variables
    }

    fn variables(&self, pairs: &[(String, Option<String>)], span: &syntax::Span) -> Vec<Variable> {
        let raw = self.text.get(span.clone()).unwrap_or_default();
        pairs
            .iter()
            .map(|(name, value)| {
                let at = raw.find(&format!("{name}=")).unwrap_or(0);
                let (value, secret) = match value {
                    Some(value) => {
                        let (shown, secret) = sensitive::shown(name, value);
                        (Some(shown), secret)
                    }
                    None => (None, None),
                };
                let line = self.line(span.start + at);
                Variable { line, name: name.clone(), value, secret, from: Vec::new() }
            })
            .collect()
    }

    fn run(&self, it: &syntax::RunInstruction<'_>, line: u32) -> Act {
        let mut script = command(&it.arguments).line();
        let here = it.here_docs.iter().map(|body| body.value.to_string());
        let aside = self.bodies.iter().filter(|body| body.line == line).map(|body| body.text.clone());
        for body in here.chain(aside) {
            script.push('\n');
            script.push_str(&body);
        }
        let mounts = it.options.iter().filter(|flag| flag.name.value == "mount");
        let uses = self.scope.keys().filter(|name| {
            sensitive::is_sensitive_name(name)
                && (script.contains(&format!("${name}")) || script.contains(&format!("${{{name}")))
        });
        Act::Run {
            uses: uses.cloned().collect(),
            mounts: mounts
                .filter_map(|flag| flag.value.as_ref())
                .map(|value| value.value.to_string())
                .collect(),
            secret: sensitive::kind_within(&script),
            command: sensitive::text(&script),
        }
    }
}

/// Joins continuations and drops comments.
fn one_line(raw: &str) -> String {
    raw.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.trim_end_matches('\\').trim_end())
        .collect::<Vec<_>>()
        .join(" ")
}

fn command(command: &syntax::Command<'_>) -> Command {
    match command {
        syntax::Command::Exec(list) => Command {
            exec: true,
            words: list.value.iter().map(|word| sensitive::text(&word.value)).collect(),
        },
        syntax::Command::Shell(line) => {
            Command { exec: false, words: vec![sensitive::text(&one_line(line.value))] }
        }
        _ => Command::default(),
    }
}

/// `8080`, `8080/tcp`, `8000-8002`; nothing for what is no number.
fn ports(word: &str) -> Vec<u16> {
    let word = word.split('/').next().unwrap_or_default();
    match word.split_once('-') {
        Some((first, last)) => match (first.parse::<u16>(), last.parse::<u16>()) {
            (Ok(first), Ok(last)) if first <= last => (first..=last).take(16).collect(),
            (Ok(_) | Err(_), _) => Vec::new(),
        },
        None => word.parse().into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "ARG V=3.11\nFROM python:${V}-slim AS build\nARG KEY\nRUN cat <<EOF > /x\n\
        hello\nEOF\nFROM build AS next\nENV PORT=8080 \\\n    JWT_SECRET=hunter22\nFROM next\n\
        COPY --from=0 /app /app\nEXPOSE $PORT 80/tcp\nUSER 1000\nHEALTHCHECK CMD curl -f localhost:8080/health\n\
        CMD [\"python\", \"-m\", \"x\"]\n";

    #[test]
    fn stages_aliases_and_variables_are_resolved() {
        let file = parse("Dockerfile", TEXT);
        assert_eq!(file.stages[0].base, "python:3.11-slim");
        assert_eq!(file.stages[1].parent, Some(0));
        assert_eq!(file.bottom().unwrap().base, "python:3.11-slim");
        assert_eq!(file.exposed().map(|(_, port)| port).collect::<Vec<_>>(), [8080, 80]);
        let (_, secret) = file.environment()[1];
        assert_eq!((secret.line, secret.secret.is_some()), (9, true));
        assert!(!format!("{file:?}").contains("hunter22"));
        let last = file.stages[2].instructions.last().unwrap();
        assert_eq!(last.text, "CMD [\"python\", \"-m\", \"x\"]");
        let Act::Copy(copy) = &file.stages[2].instructions[0].act else { panic!("no copy") };
        assert_eq!((copy.stage, copy.sources.clone()), (Some(0), vec!["/app".to_string()]));
    }

    #[test]
    fn what_is_no_dockerfile_says_where() {
        let file = parse("Dockerfile", "FROM a\nRUNN x\n");
        assert_eq!(file.problem.unwrap().line, 2);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(FROM |AS |RUN |COPY |ENV |ARG |a|=|\\$\\{|\\}|\n|\\\\\n|\"|<<E|é| ){0,40}") {
            let _ = parse("Dockerfile", &text);
        }
    }
}
