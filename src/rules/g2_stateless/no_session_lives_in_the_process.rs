//! What a process remembers, its replicas do not know and its successor has forgotten.

use crate::facts::Facts;
use crate::facts::checkout::layout::Role;
use crate::facts::checkout::source::Quote;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, build};
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G2.1s",
    statements: &["G2.1", "H5", "C1", "S3"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "no code keeps what a user would miss in a variable of the process",
    danger: "The next request may reach another replica, which knows nothing of it, and a restart forgets it.",
    remedy: "keep sessions, conversations and tasks in PostgreSQL",
    check,
    breaks: &[
        Mutant {
            name: "conversations in a dictionary of the module",
            edits: &[Edit::Replace {
                file: "backend/todo/conversations.py",
                find: "class ToolCall(BaseModel):",
                with: "SESSIONS: dict[str, list] = {}\n\n\ndef remember(who, what):\n    SESSIONS.setdefault(who, []).append(what)\n\n\nclass ToolCall(BaseModel):",
            }],
        },
        Mutant {
            name: "an object of the module that holds the histories",
            edits: &[Edit::Replace {
                file: "backend/todo/conversations.py",
                find: "class ToolCall(BaseModel):",
                with: "class Memory:\n    def __init__(self):\n        self.history = {}\n\n    def add(self, who, what):\n        self.history[who] = what\n\n\nmemory = Memory()\n\n\nclass ToolCall(BaseModel):",
            }],
        },
    ],
    keeps: &[
        Twin {
            name: "tasks of the event loop, kept until they are done",
            edits: &[Edit::Replace {
                file: "backend/todo/conversations.py",
                find: "class ToolCall(BaseModel):",
                with: "background_tasks = set()\n\n\ndef start(task):\n    background_tasks.add(task)\n\n\nclass ToolCall(BaseModel):",
            }],
        },
        Twin {
            name: "a dictionary that lives as long as one call",
            edits: &[Edit::Replace {
                file: "backend/todo/conversations.py",
                find: "class ToolCall(BaseModel):",
                with: "def count(messages):\n    sessions = {}\n    for each in messages:\n        sessions[each] = 1\n    return sessions\n\n\nclass ToolCall(BaseModel):",
            }],
        },
    ],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let sources = build::sources(facts, &[Role::Backend, Role::Other])?;
    let offenders = sources.iter().flat_map(|(_, source)| &source.sessions).map(Quote::exhibit).collect();
    let looked = sources.iter().map(|(_, source)| build::read(source)).collect();
    build::verdict(offenders, Vec::new(), looked)
}
