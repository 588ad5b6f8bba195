//! A conversation that is written after its answer is lost with the process that answered.

use crate::facts::Facts;
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin, chat};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G2.4a",
    statements: &["G2.4"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "what the user says and what the model answers stand in PostgreSQL before the answer goes out",
    danger: "A conversation that is written after its answer is lost with the process that answered.",
    remedy: "write the user's message before the model is asked and the model's before the answer is sent, each in a committed transaction",
    check,
    breaks: &[
        Mutant {
            name: "a conversation in memory",
            edits: &[
                Edit::Fact { pointer: "/observed/chat/known/turns/0/kept_question", json: "[]" },
                Edit::Fact { pointer: "/observed/chat/known/turns/0/kept_answer", json: "[]" },
            ],
        },
        Mutant {
            name: "an answer that is written later",
            edits: &[Edit::Fact { pointer: "/observed/chat/known/turns/1/kept_answer", json: "[]" }],
        },
    ],
    keeps: &[Twin {
        name: "messages in a table of another name",
        edits: &[
            Edit::Fact { pointer: "/observed/chat/known/turns/0/kept_question", json: r#"["app.chat_log"]"# },
            Edit::Fact { pointer: "/observed/chat/known/turns/0/kept_answer", json: r#"["app.chat_log"]"# },
        ],
    }],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let (seen, _) = chat::asked(facts)?;
    Verdict::of_each(
        seen.turns.iter().filter(|turn| turn.call.ok()),
        |turn| {
            let at = |tables: &[String]| if tables.is_empty() { "nowhere".into() } else { tables.join(", ") };
            let (question, answer) = (at(&turn.kept_question), at(&turn.kept_answer));
            let what = format!(
                "when {} had answered, the question stood in {question}, the answer in {answer}",
                turn.call.path
            );
            Exhibit::new(turn.call.place(chat::CHAT), what)
        },
        |turn| {
            // Where the model never spoke there are no words of it to keep.
            let spoke = turn.requests.iter().any(|request| request.text.is_some());
            !turn.kept_question.is_empty() && (!spoke || !turn.kept_answer.is_empty())
        },
        "no chat turn was answered",
    )
}
