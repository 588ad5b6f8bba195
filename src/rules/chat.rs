//! What the rules about conversations have in common.

use crate::facts::observed::{Chat, ChatTurn, ModelRequest, Row};
use crate::facts::{Cause, Facts, Place};
use crate::verdict::{Evidence, Exhibit, Undecided, Verdict};

/// Id of the experiment.
pub(super) const CHAT: &str = "chat";
/// The rule that says that the model is asked at all.
const ASKED: &str = "H2a";

/// The chat in use, and its first turn, which asks for a task.
///
/// # Errors
/// When it was not looked at, nobody could sign in, or no route for it was found.
pub(super) fn first(facts: &Facts) -> Result<(&Chat, &ChatTurn), Undecided> {
    let chat = facts.observed.chat.get()?;
    let ours = |why: String| Undecided::Ours {
        why,
        next: Some("name the routes for signing up and in, and for the chat, in conformance.toml".into()),
    };
    if !chat.signed_in {
        return Err(ours(format!("no way to sign in was found in {} requests", chat.attempts.len())));
    }
    let documented = chat.routes.iter().any(|route| !route.ends_with("(a guess)"));
    match chat.turns.first() {
        Some(turn) if turn.call.ok() || documented || !turn.requests.is_empty() => Ok((chat, turn)),
        Some(_) | None if chat.routes.is_empty() => Err(Undecided::Prevented(Cause {
            rule: ASKED.into(),
            what: "the application's OpenAPI document lists no operation that takes a chat message".into(),
            place: Place::moment(CHAT, 0),
        })),
        Some(_) | None => Err(ours(format!("no chat route was found in {} requests", chat.attempts.len()))),
    }
}

/// The first turn, where the model was asked.
///
/// # Errors
/// As [`first`], and when the model was not asked: what it would have been asked is then nowhere to be seen.
pub(super) fn asked(facts: &Facts) -> Result<(&Chat, &ChatTurn), Undecided> {
    let (chat, turn) = first(facts)?;
    if turn.requests.is_empty() {
        if let Some(cause) = built_in(chat) {
            return Err(Undecided::Prevented(cause));
        }
        return Err(Undecided::Prevented(Cause {
            rule: ASKED.into(),
            what: format!("no request reached the model during the chat turn: {}", turn.call),
            place: turn.call.place(CHAT),
        }));
    }
    Ok((chat, turn))
}

/// The address that is built in, and keeps the requests from being seen.
pub(super) fn built_in(chat: &Chat) -> Option<Cause> {
    let first = chat.built_in.first()?;
    Some(Cause {
        rule: "I3.3a".into(),
        what: format!(
            "the model's address is built in, and no request came to the one that is configured: {}",
            first.seen
        ),
        place: Place::line(&first.file, first.line),
    })
}

/// The exchange of a turn as evidence.
pub(super) fn call(turn: &ChatTurn) -> Exhibit {
    Exhibit::new(turn.call.place(CHAT), format!("{}, at {}", turn.call, turn.at))
}

/// A request to the model as evidence; its time counts from the opening of the endpoint.
pub(super) fn request(turn: &ChatTurn, request: &ModelRequest) -> Exhibit {
    let did = match (&request.call, &request.text) {
        (Some(call), _) => format!("the model called {call}"),
        (None, Some(text)) => format!("the model said {:?}", text.chars().take(120).collect::<String>()),
        (None, None) => "the model said nothing".into(),
    };
    let agent = if request.user_agent.is_empty() { "no user agent" } else { &request.user_agent };
    let tools = if request.tools.is_empty() { "none".into() } else { request.tools.join(", ") };
    let seen = format!("{} asked {} on {}, tools offered: {tools}; {did}", agent, request.path, request.host);
    Exhibit::new(turn.call.place(CHAT), seen)
}

/// A row as evidence.
pub(super) fn row(turn: &ChatTurn, row: &Row) -> Exhibit {
    let columns =
        row.columns.iter().map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join(", ");
    let short: String = columns.chars().take(240).collect();
    Exhibit::new(turn.call.place(CHAT), format!("{}: {short}", row.table))
}

/// Met with the evidence where nothing speaks against it, else broken with the reasons first.
pub(super) fn judge(at: &Place, against: Vec<String>, shown: Vec<Exhibit>) -> Result<Verdict, Undecided> {
    let broken = !against.is_empty();
    let mut exhibits: Vec<Exhibit> =
        against.into_iter().map(|reason| Exhibit::new(at.clone(), reason)).collect();
    exhibits.extend(shown);
    match Evidence::from_exhibits(exhibits) {
        Some(evidence) if broken => Ok(Verdict::Broken(evidence)),
        Some(evidence) => Ok(Verdict::Met(evidence)),
        None => Err(Undecided::ours("nothing was seen of the chat")),
    }
}
