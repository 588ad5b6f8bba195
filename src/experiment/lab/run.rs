//! Containers of the submission: limited, without a way out, without the host's anything.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use bollard::models::ContainerState;
use bollard::query_parameters::{
    KillContainerOptionsBuilder, RemoveContainerOptionsBuilder, StartContainerOptions,
    StopContainerOptionsBuilder,
};

use futures::FutureExt;

use super::docker::{Engine, Ran};
use super::environment::{Address, Class, Given, classify, compute};
use super::make::{body, create};
use super::network::Bridge;
use super::{Lab, Patience, limits, sockets};
use crate::verdict::Undecided;

/// How one container differs from what the submission declares.
#[derive(Debug, Clone, Default)]
pub(crate) struct Variation {
    /// What this container is for; part of its name.
    pub(crate) purpose: String,
    /// The network; without one, the network of the same purpose.
    pub(crate) network: Option<std::sync::Arc<Bridge>>,
    /// Names under which others on the network find it.
    pub(crate) aliases: Vec<String>,
    /// The database it is told of.
    pub(crate) database: Option<Address>,
    /// Base URL of the model endpoint.
    pub(crate) model: Option<String>,
    /// Base URL of the backend, for services that need one.
    pub(crate) backend: Option<String>,
    /// Values set on top of the computed environment.
    pub(crate) set: BTreeMap<String, String>,
    /// Variables taken out of the computed environment.
    pub(crate) unset: Vec<String>,
    /// Leaves the environment to the image alone.
    pub(crate) bare: bool,
    /// A root file system that cannot be written, with an empty `/tmp` in memory.
    pub(crate) read_only: bool,
    /// No capability at all.
    pub(crate) no_capabilities: bool,
    /// Memory limit in bytes, where not the usual one.
    pub(crate) memory: Option<i64>,
    /// Arguments in place of the image's own.
    pub(crate) command: Option<Vec<String>>,
}

/// A container that was started.
#[derive(Debug, Clone)]
pub(crate) struct Running {
    /// The service, or the helper's name.
    pub(crate) service: String,
    /// Its id at the engine.
    pub(crate) id: String,
    /// Its name at the engine, which resolves on its network.
    pub(crate) name: String,
    /// Its network.
    pub(crate) network: String,
    /// Its address when it started; it may get another one when it is stopped and started again.
    pub(crate) address: IpAddr,
    /// The environment it was given, without the image's own.
    pub(crate) environment: BTreeMap<String, String>,
    pub(super) engine: Engine,
}

/// Starts one container of a service.
///
/// # Errors
/// Where its image does not build, or the engine does not start it.
pub(crate) async fn start(lab: &Lab, service: &str, variation: Variation) -> Result<Running, Undecided> {
    let image = lab.image(service).await?.image.clone();
    let bridge = match &variation.network {
        Some(bridge) => std::sync::Arc::clone(bridge),
        None => lab.network(&variation.purpose).await?,
    };
    let environment = environment(lab, service, &image, &variation).await?;
    let name = lab.name(&format!("{service}-{}", variation.purpose));
    let mut body = body(lab, &image, &environment, &bridge, &variation.aliases);
    if let Some(entry) = lab.entry(service) {
        body.cmd.clone_from(&entry.command);
        body.entrypoint.clone_from(&entry.entrypoint);
    }
    if variation.command.is_some() {
        body.cmd.clone_from(&variation.command);
    }
    if let Some(host) = &mut body.host_config {
        if variation.read_only {
            host.readonly_rootfs = Some(true);
            let declared = lab.entry(service).map(|entry| entry.tmpfs.clone()).unwrap_or_default();
            let paths = declared.into_iter().chain(["/tmp".to_owned()]);
            host.tmpfs = Some(paths.map(|path| (path, "size=64m,mode=1777".to_owned())).collect());
        }
        if variation.no_capabilities {
            host.cap_drop = Some(vec!["ALL".into()]);
        }
        if let Some(memory) = variation.memory {
            (host.memory, host.memory_swap) = (Some(memory), Some(memory));
        }
    }
    create(lab, service, &name, body, &bridge, environment).await
}

/// Starts a container of the harness's own.
///
/// # Errors
/// When the engine does not start it.
pub(crate) async fn helper(
    lab: &Lab,
    name: &str,
    image: &str,
    environment: BTreeMap<String, String>,
    bridge: &Bridge,
    aliases: Vec<String>,
) -> Result<Running, Undecided> {
    let body = body(lab, image, &environment, bridge, &aliases);
    create(lab, name, name, body, bridge, environment).await
}

async fn environment(
    lab: &Lab,
    service: &str,
    image: &str,
    variation: &Variation,
) -> Result<BTreeMap<String, String>, Undecided> {
    let mut environment = if variation.bare {
        BTreeMap::new()
    } else {
        let declared = super::application::declared(lab, service, image).await?;
        let secret = |name: &str| lab.random(&format!("variable {name}"));
        compute(
            &declared,
            &Given {
                database: variation.database.as_ref(),
                model: variation.model.as_deref(),
                backend: variation.backend.as_deref(),
                secret: &secret,
            },
        )
    };
    environment.extend(variation.set.clone());
    environment.retain(|name, _| !variation.unset.contains(name));
    Ok(environment)
}

impl Running {
    /// Starts it again after it stopped.
    ///
    /// # Errors
    /// When the engine does not start it; a program that the image lacks is said in its words.
    pub(crate) async fn start(&self) -> Result<(), Undecided> {
        let start = self.engine.docker.start_container(&self.id, None::<StartContainerOptions>);
        self.engine.call(&format!("start {}", self.service), start).await
    }

    /// Stops it as an orchestrator does: a signal, then after `grace` the kill.
    ///
    /// # Errors
    /// When the engine does not answer.
    pub(crate) async fn stop(&self, grace: i32) -> Result<(), Undecided> {
        let options = StopContainerOptionsBuilder::default().t(grace).build();
        self.engine.call("stop a container", self.engine.docker.stop_container(&self.id, Some(options))).await
    }

    /// Sends a signal, such as `SIGKILL`.
    ///
    /// # Errors
    /// When it does not run.
    pub(crate) async fn kill(&self, signal: &str) -> Result<(), Undecided> {
        let options = KillContainerOptionsBuilder::default().signal(signal).build();
        self.engine
            .call("signal a container", self.engine.docker.kill_container(&self.id, Some(options)))
            .await
    }

    /// Freezes it: it neither answers nor closes a connection.
    ///
    /// # Errors
    /// When it does not run.
    pub(crate) async fn pause(&self) -> Result<(), Undecided> {
        self.engine.call("pause a container", self.engine.docker.pause_container(&self.id)).await
    }

    /// Lets it go on.
    ///
    /// # Errors
    /// When it is not paused.
    pub(crate) async fn unpause(&self) -> Result<(), Undecided> {
        self.engine.call("unpause a container", self.engine.docker.unpause_container(&self.id)).await
    }

    /// Removes it with its anonymous volumes.
    ///
    /// # Errors
    /// When the engine does not answer.
    pub(crate) async fn remove(&self) -> Result<(), Undecided> {
        let options = RemoveContainerOptionsBuilder::default().force(true).v(true).build();
        let removal = self.engine.docker.remove_container(&self.id, Some(options));
        self.engine.call("remove a container", removal).await
    }

    /// Its present state.
    ///
    /// # Errors
    /// When it is gone.
    pub(crate) async fn state(&self) -> Result<ContainerState, Undecided> {
        self.engine.inspect(&self.id).await?.state.ok_or_else(|| Undecided::ours("the engine tells no state"))
    }

    /// Whether it runs.
    pub(crate) async fn is_up(&self) -> bool {
        self.state().await.is_ok_and(|state| state.running == Some(true))
    }

    /// The exit code, once it has ended within `limit`; `None` where it still runs then.
    pub(crate) async fn ended(&self, limit: Duration) -> Option<i64> {
        let patience = Patience::new(format!("{} to end", self.service), limit);
        patience.until(|| self.look_for_end().boxed()).await.ok()
    }

    async fn look_for_end(&self) -> Result<i64, String> {
        let state = self.state().await.map_err(|why| format!("{why:?}"))?;
        match state.running {
            Some(false) => Ok(state.exit_code.unwrap_or_default()),
            Some(true) | None => Err("it still runs".to_owned()),
        }
    }

    /// The sockets that others can reach, or the exit code of a container that ended.
    async fn look_for_sockets(&self) -> Result<Result<Vec<SocketAddr>, i64>, String> {
        let state = self.state().await.map_err(|why| format!("{why:?}"))?;
        if state.running != Some(true) {
            return Ok(Err(state.exit_code.unwrap_or_default()));
        }
        let sockets = self.sockets().await.map_err(|why| format!("{why:?}"))?;
        let open: Vec<_> = sockets.iter().copied().filter(|socket| !socket.ip().is_loopback()).collect();
        if open.is_empty() { Err(format!("only {sockets:?} listen")) } else { Ok(Ok(open)) }
    }

    /// Its address on its network now.
    ///
    /// # Errors
    /// When it has none: it does not run.
    pub(crate) async fn current_address(&self) -> Result<IpAddr, Undecided> {
        let inspected = self.engine.inspect(&self.id).await?;
        inspected
            .network_settings
            .and_then(|settings| settings.networks)
            .and_then(|mut networks| networks.remove(&self.network))
            .and_then(|endpoint| endpoint.ip_address)
            .and_then(|address| address.parse().ok())
            .ok_or_else(|| Undecided::ours(format!("{} has no address: it does not run", self.service)))
    }

    /// What it printed so far, cut off at a limit.
    pub(crate) async fn logs(&self) -> String {
        self.engine.logs(&self.id, limits::LOG_READ).await
    }

    /// The last lines that it printed, for messages.
    pub(crate) async fn last_words(&self) -> String {
        let logs = self.logs().await;
        let last: Vec<&str> = logs.lines().rev().filter(|line| !line.trim().is_empty()).take(5).collect();
        let words = last.into_iter().rev().collect::<Vec<_>>().join(" | ");
        self.mask(&words).chars().take(600).collect()
    }

    /// A text without the secrets that this container was given.
    pub(crate) fn mask(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (_, secret) in self.secrets() {
            if text.contains(&secret) {
                text = text.replace(&secret, &crate::experiment::api::mask(&secret));
            }
        }
        text
    }

    /// The secrets that this container was given, each with its variable: keys, passwords, the password in a URL.
    pub(crate) fn secrets(&self) -> Vec<(String, String)> {
        let inner = |value: &str| {
            let authority = value.split_once("://")?.1.split('/').next()?;
            let password = authority.rsplit_once('@')?.0.split_once(':')?.1;
            Some(password.to_owned())
        };
        let secret = |(name, value): (&String, &String)| {
            let value = match classify(name, value) {
                Class::Secret | Class::ModelKey | Class::DatabasePassword => value.clone(),
                Class::DatabaseUrl => inner(value)?,
                Class::DatabaseHost
                | Class::DatabasePort
                | Class::DatabaseUser
                | Class::DatabaseName
                | Class::ModelUrl
                | Class::BackendUrl
                | Class::Other => return None,
            };
            (value.len() >= 12).then(|| (name.clone(), value))
        };
        self.environment.iter().filter_map(secret).collect()
    }

    /// Runs a command in it.
    ///
    /// # Errors
    /// When it does not run.
    pub(crate) async fn exec(&self, command: &[&str], limit: Duration) -> Result<Ran, Undecided> {
        let command: Vec<String> = command.iter().map(|&word| word.into()).collect();
        self.engine.exec(&self.id, &command, None, limit).await
    }

    /// Files that differ from its image, each with `A`, `C` or `D`.
    ///
    /// # Errors
    /// When the engine does not answer.
    pub(crate) async fn changes(&self) -> Result<Vec<(char, String)>, Undecided> {
        let changes = self.engine.docker.container_changes(&self.id);
        let changes = self.engine.call("compare a container with its image", changes).await?;
        let kind = |number: i32| match number {
            0 => 'C',
            1 => 'A',
            _ => 'D',
        };
        Ok(changes.unwrap_or_default().into_iter().map(|one| (kind(one.kind as i32), one.path)).collect())
    }

    /// The sockets that listen inside it, loopback included; the engine's own resolver left out.
    ///
    /// # Errors
    /// Where the kernel's tables cannot be read: the engine runs elsewhere and the image has no `cat`.
    pub(crate) async fn sockets(&self) -> Result<Vec<SocketAddr>, Undecided> {
        let tables = self.tables().await?;
        let resolver: IpAddr = [127, 0, 0, 11].into();
        let mut found = sockets::listening(&tables);
        found.retain(|socket| socket.ip() != resolver);
        found.sort();
        found.dedup();
        Ok(found)
    }

    async fn tables(&self) -> Result<String, Undecided> {
        let pid = self.state().await?.pid.filter(|pid| *pid > 0);
        if let Some(pid) = pid {
            let read = |file: &str| std::fs::read_to_string(format!("/proc/{pid}/{file}"));
            // The engine's process ids are this host's only where the control group names the container.
            if read("cgroup").is_ok_and(|text| text.contains(&self.id)) {
                let tables = [read("net/tcp"), read("net/tcp6")];
                return Ok(tables.into_iter().flatten().collect::<Vec<_>>().join("\n"));
            }
        }
        let ran = self.exec(&["cat", "/proc/net/tcp", "/proc/net/tcp6"], limits::EXEC).await?;
        match ran.code {
            Some(0 | 1) => Ok(ran.output),
            Some(_) | None => Err(Undecided::Ours {
                why: format!("the sockets inside {} cannot be seen from here", self.service),
                next: Some("run on the machine where the Docker engine runs".into()),
            }),
        }
    }

    /// Waits until a socket listens on an address that others can reach, and gives those sockets.
    ///
    /// # Errors
    /// What it printed last, where it ended or never listened.
    pub(crate) async fn listening(&self, limit: Duration) -> Result<Vec<SocketAddr>, Silent> {
        let patience = Patience::new(format!("{} to listen", self.service), limit);
        let mut silent = Silent { exit: None, last: String::new() };
        match patience.until(|| self.look_for_sockets().boxed()).await {
            Ok(Ok(open)) => return Ok(open),
            Ok(Err(code)) => silent.exit = Some(code),
            Err(gave_up) => silent.last = gave_up.to_string(),
        }
        let last = format!("{} {}", silent.last, self.last_words().await);
        Err(Silent { last: last.trim().to_owned(), ..silent })
    }
}

/// A container that never listened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Silent {
    /// Its exit code, where it ended.
    pub(crate) exit: Option<i64>,
    /// What it printed last.
    pub(crate) last: String,
}
