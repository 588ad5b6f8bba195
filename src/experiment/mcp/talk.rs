//! One conversation with a server.

use serde_json::{Value, json};

use super::channel::{Answer, Channel};
use super::schema::{Kind, MODERN, REVISIONS, faults};
use super::texts;
use crate::experiment::api::{Http as Client, Session, Target, properties, quote};
use crate::experiment::model::{Tool, pick};
use crate::facts::observed::{McpCall, McpMessage, McpServer, McpTool};

/// So many pages of tools are asked for.
const PAGES: usize = 20;

/// What was said.
pub(crate) struct Talk<'a> {
    channel: Channel,
    clock: &'a Client,
    number: u64,
    revision: String,
    seen: McpServer,
    tools: Vec<Tool>,
}

impl<'a> Talk<'a> {
    /// Agrees on a revision, lists the tools, calls the one that adds a task, and asks for what does not exist.
    ///
    /// # Errors
    /// Status and words of whatever answered, where it does not speak the protocol.
    pub(crate) async fn hold(
        channel: Channel,
        session: &Session,
        target: &Target,
        clock: &'a Client,
    ) -> Result<Self, (Option<u16>, String)> {
        let mut talk = Self {
            channel,
            clock,
            number: 0,
            revision: String::new(),
            seen: McpServer::default(),
            tools: Vec::new(),
        };
        if let Err(refused) = talk.shake_hands().await {
            talk.without_hands().await.map_err(|_| refused)?;
        } else {
            talk.list().await?;
        }
        let wanted = format!("sort the letters {}", target.nonce("mcp task"));
        if let Some((name, arguments)) = pick(&talk.tools, &wanted, session.user_id.as_deref()) {
            talk.call(&name, &arguments, &wanted).await;
        }
        talk.ask_for_nothing().await;
        Ok(talk)
    }

    /// The record, for a service.
    pub(crate) fn server(self, service: &str, transport: &str, address: &str) -> McpServer {
        McpServer {
            service: service.into(),
            transport: transport.into(),
            address: address.into(),
            revision: self.revision,
            ..self.seen
        }
    }

    async fn shake_hands(&mut self) -> Result<(), (Option<u16>, String)> {
        let offered = REVISIONS[REVISIONS.len() - 2];
        let params = json!({"protocolVersion": offered, "capabilities": {},
            "clientInfo": {"name": "conformance", "version": env!("CARGO_PKG_VERSION")}});
        let answer = self.request("initialize", params).await?;
        let Some(result) = answer.get("result") else { return Err((None, quote(&answer.to_string()))) };
        let text = |pointer: &str| result.pointer(pointer).and_then(Value::as_str).unwrap_or("").to_owned();
        self.revision = text("/protocolVersion");
        self.seen.name = format!("{} {}", text("/serverInfo/name"), text("/serverInfo/version"));
        self.channel.agree(&self.revision);
        self.note("initialize", Kind::Initialize, &answer);
        let ready = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
        let _ = self.channel.send(&ready).await;
        Ok(())
    }

    /// The newest revision needs no handshake: every request says all there is to know.
    async fn without_hands(&mut self) -> Result<(), (Option<u16>, String)> {
        MODERN.clone_into(&mut self.revision);
        self.channel.agree(MODERN);
        self.list().await?;
        Ok(())
    }

    async fn list(&mut self) -> Result<(), (Option<u16>, String)> {
        let mut cursor: Option<String> = None;
        for _ in 0..PAGES {
            let params = cursor.as_ref().map_or_else(|| json!({}), |cursor| json!({"cursor": cursor}));
            let answer = self.request("tools/list", params).await?;
            self.note("tools/list", Kind::List, &answer);
            let listed =
                answer.pointer("/result/tools").and_then(Value::as_array).cloned().unwrap_or_default();
            if answer.get("result").is_none() && self.revision == MODERN {
                return Err((None, quote(&answer.to_string())));
            }
            self.tools.extend(listed.iter().map(tool));
            let name = answer
                .pointer("/result/_meta/io.modelcontextprotocol~1serverInfo/name")
                .and_then(Value::as_str);
            if let Some(name) = name.filter(|_| self.seen.name.is_empty()) {
                name.clone_into(&mut self.seen.name);
            }
            cursor = answer.pointer("/result/nextCursor").and_then(Value::as_str).map(Into::into);
            if cursor.is_none() {
                break;
            }
        }
        self.seen.tools = self
            .tools
            .iter()
            .map(|tool| McpTool {
                name: tool.name.clone(),
                described: !tool.description.trim().is_empty(),
                parameters: properties(&tool.parameters, &tool.parameters)
                    .into_iter()
                    .map(|(name, ..)| name)
                    .collect(),
            })
            .collect();
        Ok(())
    }

    async fn call(&mut self, name: &str, arguments: &str, task: &str) {
        let given: Value = serde_json::from_str(arguments).unwrap_or_else(|_| json!({}));
        let mut called = McpCall {
            tool: name.into(),
            arguments: arguments.into(),
            task: task.into(),
            ..McpCall::default()
        };
        match self.request("tools/call", json!({"name": name, "arguments": given})).await {
            Ok(answer) => {
                self.note("tools/call", Kind::Call, &answer);
                let result = answer.get("result").cloned().unwrap_or(Value::Null);
                called.failed =
                    result.is_null() || result.get("isError").and_then(Value::as_bool).unwrap_or(false);
                called.returned = if result.is_null() { quote(&answer.to_string()) } else { texts(&result) };
            }
            Err((_, why)) => {
                called.failed = true;
                called.returned = quote(&why);
            }
        }
        self.seen.called = Some(called);
    }

    /// A tool that does not exist has to be refused in the protocol's own words.
    async fn ask_for_nothing(&mut self) {
        let params = json!({"name": "no_such_tool_of_this_server", "arguments": {}});
        if let Ok(answer) = self.request("tools/call", params).await {
            self.note("tools/call of a tool that does not exist", Kind::Refusal, &answer);
            if answer.get("error").is_none()
                && answer.pointer("/result/isError").and_then(Value::as_bool) != Some(true)
            {
                let fault = "a tool that does not exist was called with success".to_owned();
                if let Some(last) = self.seen.messages.last_mut() {
                    last.faults.push(fault);
                }
            }
        }
    }

    async fn request(&mut self, method: &str, mut params: Value) -> Answer {
        self.number += 1;
        if self.revision == MODERN {
            params["_meta"] = json!({
                "io.modelcontextprotocol/protocolVersion": MODERN,
                "io.modelcontextprotocol/clientInfo": {"name": "conformance", "version": env!("CARGO_PKG_VERSION")},
                "io.modelcontextprotocol/clientCapabilities": {},
            });
        }
        let message = json!({"jsonrpc": "2.0", "id": self.number, "method": method, "params": params});
        let answer = self.channel.send(&message).await?;
        if answer.get("jsonrpc").is_none() {
            return Err((None, quote(&answer.to_string())));
        }
        Ok(answer)
    }

    fn note(&mut self, answers: &str, kind: Kind, message: &Value) {
        let mut faults = faults(&self.revision, kind, message);
        if kind != Kind::Refusal && message.get("id") != Some(&json!(self.number)) {
            faults.push("the answer carries another id than the request".into());
        }
        let seen = quote(&message.to_string());
        self.seen.messages.push(McpMessage { at: self.clock.at(), answers: answers.into(), seen, faults });
    }
}

fn tool(listed: &Value) -> Tool {
    let text = |name: &str| listed.get(name).and_then(Value::as_str).unwrap_or("").to_owned();
    Tool {
        name: text("name"),
        description: text("description"),
        parameters: listed.get("inputSchema").cloned().unwrap_or(Value::Null),
    }
}
