//! A package that is listed and never imported runs no conversation.

use crate::facts::checkout::layout::Role;
use crate::facts::checkout::source::ServiceSource;
use crate::facts::{Facts, Place};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, build};
use crate::verdict::{Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "H4s",
    statements: &["H4", "C12", "G5.2"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "the backend declares the OpenAI Agents SDK, imports it and runs an agent with it",
    danger: "The conversation is run by something else than what was promised.",
    remedy: "make an Agent and run it with the SDK's Runner in the backend",
    check,
    breaks: &[
        Mutant {
            name: "a local package that takes the SDK's name",
            edits: &[Edit::Write { file: "backend/agents/__init__.py", content: "class Agent:\n    pass\n" }],
        },
        Mutant {
            name: "listed, and a client of the model in its place",
            edits: &[Edit::Write {
                file: "backend/todo/agent.py",
                content: "from openai import AsyncOpenAI\n\n\nclass ChatAgent:\n    async def reply(self, history):\n        return await AsyncOpenAI().responses.create(input=history)\n",
            }],
        },
    ],
    keeps: &[Twin {
        name: "the SDK under another name",
        edits: &[Edit::Replace {
            file: "backend/todo/agent.py",
            find: "from agents.mcp import MCPServerStreamableHttp\n",
            with: "from agents.mcp import MCPServerStreamableHttp\nimport agents as sdk\n",
        }],
    }],
    with: &[],
};

const SDKS: &[&str] = &["openai-agents", "@openai/agents", "@openai/agents-core"];

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let sources = build::sources(facts, &[Role::Backend])?;
    let (mut offenders, mut doubtful, mut looked) = (Vec::new(), Vec::new(), Vec::new());
    for (_, source) in &sources {
        let whole = |seen: String| Exhibit::new(Place::file(source.folder.clone()), seen);
        let declared = source.dependencies.iter().find(|package| SDKS.contains(&package.name.as_str()));
        let at = declared.map(|package| package.at.exhibit());
        match (declared, source.agents.first()) {
            (Some(_), Some(used)) => looked.extend(at.into_iter().chain([used.exhibit()])),
            (None, Some(used)) => {
                doubtful.push(used.exhibit());
                doubtful.push(whole("no package list of the backend names the Agents SDK".into()));
            }
            (_, None) => {
                offenders.extend(at);
                offenders.push(whole(why(source)));
            }
        }
    }
    build::verdict(offenders, doubtful, looked)
}

fn why(source: &ServiceSource) -> String {
    if source.own_modules.iter().any(|name| name == "agents") {
        return "agents is a package of the submission's own, not the SDK".into();
    }
    let imported = source.import("agents").or_else(|| source.import("@openai/agents"));
    imported.map_or_else(
        || format!("none of {} files imports the Agents SDK", source.files),
        |import| format!("{} imports it, and no agent is made or run", import.at.place()),
    )
}
