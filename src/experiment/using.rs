//! The acts in which the application is used: through its API, its chat, its MCP server, and across replicas.

use std::net::SocketAddr;
use std::time::Duration;

use super::api::{self, Rows, Session, Target, Todo};
use super::chat::{self, Conversation};
use super::lab::{Application, Lab, Patience, Variation, application, limits};
use super::{Experiment, mcp};
use crate::facts::checkout::layout::Role;
use crate::facts::observed::{Api, BuiltIn, Call, Chat, Mcp, Replicas};
use crate::inspect::tree::Tree;
use crate::verdict::Undecided;

/// Sources longer than this are not looked through for paths.
const SOURCE: usize = 512 * 1024;
/// A replica that listens must answer within this time.
const ANSWER: Duration = Duration::from_secs(30);

/// Two users and a stranger.
pub(super) static API: Experiment = Experiment {
    id: "api",
    act: "two users and a stranger work through the API",
    disturbs: false,
    run: |lab| {
        Box::pin(async move {
            let seen = use_api(lab).await;
            lab.observe(|observed| observed.api = seen.into());
        })
    },
};

/// A conversation.
pub(super) static CHAT: Experiment = Experiment {
    id: "chat",
    act: "a user chats while the harness plays the model",
    disturbs: false,
    run: |lab| {
        Box::pin(async move {
            let seen = use_chat(lab).await;
            lab.observe(|observed| observed.chat = seen.into());
        })
    },
};

/// A conversation across replicas.
pub(super) static REPLICAS: Experiment = Experiment {
    id: "replicas",
    act: "a conversation moves between two replicas and one of them is killed",
    disturbs: false,
    run: |lab| {
        Box::pin(async move {
            let seen = use_replicas(lab).await;
            lab.observe(|observed| observed.replicas = seen.into());
        })
    },
};

/// The protocol on the wire.
pub(super) static MCP: Experiment = Experiment {
    id: "mcp",
    act: "an MCP client asks every container for its tools",
    disturbs: false,
    run: |lab| {
        Box::pin(async move {
            let seen = use_mcp(lab).await;
            lab.observe(|observed| observed.mcp = seen.into());
        })
    },
};

async fn use_api(lab: &Lab) -> Result<Api, Undecided> {
    let application = lab.application().await?;
    lab.say("using the API as two users");
    api::act(&application.target()?).await.map_err(Undecided::ours)
}

async fn use_chat(lab: &Lab) -> Result<Chat, Undecided> {
    let application = lab.application().await?;
    lab.say("chatting");
    let mut seen = chat::act(&application.target()?, &application.model).await.map_err(Undecided::ours)?;
    seen.backend = application.backend()?.container.address.to_string();
    seen.built_in = built_in(lab);
    let asked = application.model.since(0);
    for member in application.members.iter().filter(|member| member.role != Role::Backend) {
        let address = member.container.address.to_string();
        if asked.iter().any(|request| request.from == address) {
            seen.others.push(format!("{} at {address}", member.container.service));
        }
    }
    Ok(seen)
}

async fn use_mcp(lab: &Lab) -> Result<Mcp, Undecided> {
    let application = lab.application().await?;
    lab.say("asking for MCP");
    let (target, todo) = (application.target()?, application.todo().await?);
    let rows = Rows::connect(&target.database).await.map_err(Undecided::ours)?;
    let session = todo.user("user A", &target.nonce("mcp account")).await.unwrap_or_else(Session::nobody);
    let asked: Vec<mcp::Asked> = application
        .members
        .iter()
        .map(|member| {
            let ip = member.container.address;
            let base = |socket: &SocketAddr| format!("http://{}", SocketAddr::new(ip, socket.port()));
            let mut bases: Vec<String> = member.listens.iter().map(base).collect();
            bases.sort();
            bases.dedup();
            mcp::Asked {
                service: member.container.service.clone(),
                bases,
                backend: member.role == Role::Backend,
            }
        })
        .collect();
    let paths = paths_in_sources(lab);
    mcp::act(&asked, &paths, &session, &rows, &target).await.map_err(Undecided::ours)
}

/// The sources that programs are made of: path and text.
fn sources(lab: &Lab) -> Vec<(String, String)> {
    let Ok(tree) = Tree::open(lab.root()) else { return Vec::new() };
    let source = |path: &&str| [".py", ".ts", ".js", ".mjs"].iter().any(|ending| path.ends_with(ending));
    let read = |path: &str| {
        let bytes = tree.bytes(path).ok().filter(|bytes| bytes.len() <= SOURCE)?;
        Some((path.to_owned(), String::from_utf8_lossy(&bytes).into_owned()))
    };
    tree.files().filter(source).filter_map(read).collect()
}

/// Addresses of models that the sources hand to a client as they are.
fn built_in(lab: &Lab) -> Vec<BuiltIn> {
    let pattern = r#"(?i)base_?url["']?\s*[=:]\s*f?["']https://[^"'\s]+["']"#;
    let Ok(pattern) = regex::Regex::new(pattern) else { return Vec::new() };
    let mut found = Vec::new();
    for (file, text) in sources(lab).into_iter().filter(|(file, _)| !file.contains("test")) {
        for (at, line) in text.lines().enumerate().filter(|(_, line)| pattern.is_match(line)) {
            let line_number = u32::try_from(at + 1).unwrap_or(u32::MAX);
            found.push(BuiltIn { file: file.clone(), line: line_number, seen: api::quote(line) });
        }
    }
    found.truncate(20);
    found
}

/// Where the backend's own sources say that they serve MCP.
fn paths_in_sources(lab: &Lab) -> Vec<String> {
    let mut found = Vec::new();
    for (_, text) in sources(lab) {
        if text.contains("mcp") || text.contains("MCP") {
            found.extend(mcp::named_paths(&text));
        }
    }
    found.sort();
    found.dedup();
    found.truncate(24);
    found
}

async fn use_replicas(lab: &Lab) -> Result<Replicas, Undecided> {
    let application = lab.application().await?;
    lab.say("moving a conversation between replicas");
    let target = application.target()?;
    let service =
        lab.layout()?.of(Role::Backend).next().ok_or_else(|| Undecided::ours("there is no backend"))?;
    let variation = Variation {
        purpose: "replica".into(),
        network: Some(std::sync::Arc::clone(&application.bridge)),
        database: Some(application.database.address.clone()),
        model: Some(format!("http://{}/v1", application.model.address())),
        ..Variation::default()
    };
    // The one that is killed is a replica of its own; the application goes on for the other experiments.
    let first = application::member(lab, service, variation).await?;
    let here = application.todo().await?.at(&first.base).map_err(Undecided::ours)?;
    let seen = Moved { target: &target, application: &application, first: &first, here }.go().await;
    let _ = first.container.remove().await;
    seen
}

/// Two replicas on one database.
struct Moved<'a> {
    target: &'a Target,
    application: &'a Application,
    first: &'a application::Member,
    here: Todo,
}

impl Moved<'_> {
    async fn go(&self) -> Result<Replicas, Undecided> {
        let there = self.application.todo().await?;
        let rows = Rows::connect(&self.target.database).await.map_err(Undecided::ours)?;
        let Some(session) = self.here.user("user A", &self.target.nonce("replica account")).await else {
            return Err(Undecided::Ours {
                why: "no way to sign in was found".into(),
                next: Some("name the routes for signing up and in in conformance.toml".into()),
            });
        };
        let mut seen = Replicas::default();
        let mut talk = Conversation::new(&self.here, &rows, &self.application.model, &session, self.target);
        seen.first = talk.add_task("the first replica", "replica first").await.map_err(Undecided::ours)?;
        seen.token = shown(there, &session).await;
        let mut moved = talk.through(there);
        seen.second = moved.remark("the second replica", "replica second").await.map_err(Undecided::ours)?;
        self.first.container.kill("SIGKILL").await?;
        let _ = self.first.container.ended(Duration::from_secs(10)).await;
        seen.killed = Some(self.here.http().at());
        let again = self.restarted(&session).await;
        let (todo, at) = match &again {
            Some(todo) => (todo, "the first replica after its kill"),
            None => (there, "the second replica after the kill of the first"),
        };
        if let Some(todo) = &again {
            seen.token_again = shown(todo, &session).await;
        }
        let mut third = moved.through(todo);
        seen.third = third.remark(at, "replica third").await.map_err(Undecided::ours)?;
        Ok(seen)
    }

    /// The killed replica, started again and answering.
    async fn restarted(&self, session: &Session) -> Option<Todo> {
        let container = &self.first.container;
        container.start().await.ok()?;
        container.listening(limits::START).await.ok()?;
        let address = container.current_address().await.ok()?;
        let port = self.first.base.rsplit(':').next()?.parse().ok()?;
        let todo = self.here.at(&format!("http://{}", SocketAddr::new(address, port))).ok()?;
        let patience = Patience::new("the replica to answer", ANSWER);
        let look = || async {
            let done = todo.list(session).await;
            let status = done.calls.last().and_then(|call| call.status);
            // Whatever it answers about the user is an answer; what it says about itself is not yet.
            if status.is_some_and(|status| status < 500) { Ok(()) } else { Err(format!("{status:?}")) }
        };
        patience.until(look).await.ok()?;
        Some(todo)
    }
}

/// A user's list, as the exchange that shows whether the token is taken.
async fn shown(todo: &Todo, session: &Session) -> Call {
    todo.list(session).await.calls.pop().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::experiment::lab::live;
    use crate::experiment::visiting;

    /// Uses the reference in containers and writes what was seen to the file that `CONFORMANCE_RECORD` names.
    #[tokio::test(flavor = "multi_thread")]
    async fn the_reference_in_containers_is_used() {
        let Some(lab) = live::lab("using").await else { return };
        for experiment in
            [&super::API, &super::CHAT, &super::MCP, &super::REPLICAS, &visiting::BROWSER, &visiting::ASSETS]
        {
            (experiment.run)(&lab).await;
        }
        let seen = lab.observed();
        let swept = lab.close().await;
        if let Some(file) = std::env::var_os("CONFORMANCE_RECORD") {
            std::fs::write(file, serde_json::to_string_pretty(&seen).unwrap()).unwrap();
        }
        assert_eq!(swept.left, Vec::<String>::new());
        assert!(seen.api.known().is_some_and(|api| api.create.after.is_some()), "{:?}", seen.api);
        assert!(seen.chat.known().is_some_and(|chat| chat.turns[0].relayed), "{:?}", seen.chat);
        assert!(seen.mcp.known().is_some_and(|mcp| mcp.servers.len() == 1), "{:?}", seen.mcp);
        let moved = seen.replicas.known().unwrap();
        assert!(moved.third.remembers(&moved.first), "{moved:?}");
    }
}
