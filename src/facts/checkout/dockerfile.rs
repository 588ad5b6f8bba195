//! What the Dockerfiles say.

use serde::{Deserialize, Serialize};

pub use super::quote::{Quote, Variable};

/// One Dockerfile, whether it builds a service or is only an alternative.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dockerfile {
    /// Path relative to the subject.
    pub file: String,
    /// Names of the services it builds; none where it is an alternative that nothing chose.
    pub services: Vec<String>,
    /// The build context, relative to the subject, where it builds a service.
    pub context: Option<String>,
    /// The stage that is built: the deploy entry's target, else the last.
    pub target: Option<String>,
    /// `ARG`s before the first `FROM`.
    pub global_args: Vec<Variable>,
    /// The stages in their order.
    pub stages: Vec<Stage>,
    /// The rules that keep files out of the build.
    pub ignore: Option<Ignore>,
    /// `COPY` and `ADD` sources that the context does not hold.
    pub missing: Vec<Quote>,
    /// Files with credentials that a `COPY` takes into an image.
    pub taken: Vec<Taken>,
    /// Why it could not be read as a Dockerfile, and where.
    pub problem: Option<Quote>,
}

/// One stage.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Stage {
    /// Line of the `FROM`.
    pub line: u32,
    /// The name after `AS`.
    pub name: Option<String>,
    /// The base as written.
    pub written: String,
    /// The base with its build arguments put in.
    pub base: String,
    /// The earlier stage that the base names, by index.
    pub parent: Option<usize>,
    /// What it does, in order.
    pub instructions: Vec<Instruction>,
}

/// One instruction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instruction {
    /// First line.
    pub line: u32,
    /// The instruction as written, on one line, sensitive values masked.
    pub text: String,
    /// What it does.
    pub act: Act,
}

/// What an instruction does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// `COPY` or `ADD`.
    Copy(Copy),
    /// `RUN`, with heredoc bodies.
    Run {
        /// The command or script.
        command: String,
        /// `--mount` values.
        mounts: Vec<String>,
        /// Build arguments and variables with a sensitive name that the command uses.
        uses: Vec<String>,
        /// Kind of a credential that stands in the command itself.
        secret: Option<String>,
    },
    /// `ENV`.
    Env(Vec<Variable>),
    /// `ARG`.
    Arg(Vec<Variable>),
    /// `LABEL`.
    Label(Vec<Variable>),
    /// `EXPOSE`: port numbers; what could not be resolved is left out.
    Expose(Vec<u16>),
    /// `USER`, with variables put in.
    User(String),
    /// `HEALTHCHECK CMD`.
    Healthcheck(Command),
    /// `HEALTHCHECK NONE`.
    NoHealthcheck,
    /// `CMD`.
    Cmd(Command),
    /// `ENTRYPOINT`.
    Entrypoint(Command),
    /// `VOLUME`.
    Volume(Vec<String>),
    /// `WORKDIR`.
    Workdir(String),
    /// `ONBUILD`, `SHELL`, `STOPSIGNAL`, `MAINTAINER`.
    Other,
}

impl Act {
    /// The `COPY` or `ADD`, where it is one.
    #[must_use]
    pub fn copy(&self) -> Option<&Copy> {
        if let Self::Copy(copy) = self { Some(copy) } else { None }
    }

    /// The folder of a `WORKDIR`.
    #[must_use]
    pub fn workdir(&self) -> Option<&str> {
        if let Self::Workdir(path) = self { Some(path) } else { None }
    }

    /// The user of a `USER`.
    #[must_use]
    pub fn user(&self) -> Option<&str> {
        if let Self::User(user) = self { Some(user) } else { None }
    }

    /// The command of a `CMD`.
    #[must_use]
    pub fn cmd(&self) -> Option<&Command> {
        if let Self::Cmd(command) = self { Some(command) } else { None }
    }

    /// The command of an `ENTRYPOINT`.
    #[must_use]
    pub fn entrypoint(&self) -> Option<&Command> {
        if let Self::Entrypoint(command) = self { Some(command) } else { None }
    }

    /// The command of a `RUN`.
    #[must_use]
    pub fn run(&self) -> Option<&str> {
        if let Self::Run { command, .. } = self { Some(command) } else { None }
    }

    /// The check of a `HEALTHCHECK`; `Some(None)` where it is switched off.
    #[must_use]
    pub fn healthcheck(&self) -> Option<Option<&Command>> {
        if let Self::Healthcheck(command) = self {
            return Some(Some(command));
        }
        matches!(self, Self::NoHealthcheck).then_some(None)
    }
}

/// `COPY` or `ADD`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Copy {
    /// It is an `ADD`.
    pub add: bool,
    /// The stage or image of `--from`, variables put in.
    pub from: Option<String>,
    /// The earlier stage that `--from` names, by index.
    pub stage: Option<usize>,
    /// Sources as written, variables put in.
    pub sources: Vec<String>,
    /// Content written in the Dockerfile itself.
    pub inline: bool,
    /// Kind of a credential in that content.
    pub secret: Option<String>,
    /// Where they go.
    pub destination: String,
}

/// A command in exec or shell form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Command {
    /// Exec form, which needs no shell.
    pub exec: bool,
    /// The words; one word, the whole line, in shell form.
    pub words: Vec<String>,
}

impl Command {
    /// The command on one line.
    #[must_use]
    pub fn line(&self) -> String {
        self.words.join(" ")
    }
}

/// A `.dockerignore`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Ignore {
    /// Path relative to the subject.
    pub file: String,
    /// Its rules in order, with their lines.
    pub rules: Vec<Quote>,
}

/// A file with credentials that a `COPY` takes along.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Taken {
    /// The instruction.
    pub by: Quote,
    /// The file, relative to the subject.
    pub file: String,
    /// The line of the credential in that file, and its kind.
    pub secret: Option<Quote>,
    /// Whether it ends in the image that is shipped, not only in a build stage.
    pub shipped: bool,
}

impl Dockerfile {
    /// The stage that is built: the target's, else the last.
    #[must_use]
    pub fn final_stage(&self) -> Option<&Stage> {
        self.target
            .as_deref()
            .and_then(|target| self.stages.iter().rev().find(|stage| stage.is_called(target)))
            .or_else(|| self.stages.last())
    }

    /// A stage and the stages it is built on, the stage itself first.
    pub fn lineage<'a>(&'a self, stage: &'a Stage) -> impl Iterator<Item = &'a Stage> {
        let mut next = Some(stage);
        let mut left = self.stages.len();
        std::iter::from_fn(move || {
            let stage = next.take()?;
            left = left.checked_sub(1)?;
            next = stage.parent.and_then(|parent| self.stages.get(parent));
            Some(stage)
        })
    }

    /// The image that the shipped stage stands on in the end.
    #[must_use]
    pub fn bottom(&self) -> Option<&Stage> {
        self.final_stage().and_then(|stage| self.lineage(stage).last())
    }

    /// The instructions that shape the shipped image, the earliest first.
    #[must_use]
    pub fn shipped(&self) -> Vec<&Instruction> {
        let Some(stage) = self.final_stage() else { return Vec::new() };
        let mut chain: Vec<&Stage> = self.lineage(stage).collect();
        chain.reverse();
        chain.into_iter().flat_map(|stage| &stage.instructions).collect()
    }

    /// The last of the shipped instructions for which `pick` has an answer, and that answer.
    pub fn last<'a, T>(&'a self, pick: impl Fn(&'a Act) -> Option<T>) -> Option<(&'a Instruction, T)> {
        self.shipped().into_iter().rev().find_map(|each| pick(&each.act).map(|found| (each, found)))
    }

    /// An instruction as a quotation.
    #[must_use]
    pub fn quote(&self, instruction: &Instruction) -> Quote {
        Quote::new(&self.file, instruction.line, &instruction.text)
    }

    /// Ports that the shipped image exposes, with the instruction.
    pub fn exposed(&self) -> impl Iterator<Item = (&Instruction, u16)> {
        self.shipped().into_iter().flat_map(|each| {
            let ports: &[u16] = if let Act::Expose(ports) = &each.act { ports } else { &[] };
            ports.iter().map(move |&port| (each, port))
        })
    }

    /// The variables that the shipped image sets, the later ones overriding.
    #[must_use]
    pub fn environment(&self) -> Vec<(&Instruction, &Variable)> {
        self.shipped()
            .into_iter()
            .flat_map(|each| {
                let pairs: &[Variable] = if let Act::Env(pairs) = &each.act { pairs } else { &[] };
                pairs.iter().map(move |pair| (each, pair))
            })
            .collect()
    }
}

impl Stage {
    /// Whether the stage has this name; Docker does not look at the case.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        self.name.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(name))
    }
}
