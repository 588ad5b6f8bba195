//! The whole submission at work: our database, our model endpoint, and every service under its own name.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use futures::FutureExt;
use tokio::sync::OnceCell;

use super::build::BUILD_RULE;
use super::environment::{Declared, example};
use super::network::Bridge;
use super::run::{Running, Silent, Variation};
use super::{Database, Kind, Lab, limits};
use crate::experiment::api::{Target, Todo};
use crate::experiment::model::Model;
use crate::facts::checkout::layout::{Role, Service};
use crate::facts::{Cause, Place};
use crate::inspect::tree::Tree;
use crate::verdict::Undecided;

/// The rule that reports a service that does not start.
pub(crate) const START_RULE: &str = "C8b";

/// One service at work.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    /// Its part.
    pub(crate) role: Role,
    /// Its container.
    pub(crate) container: Running,
    /// Sockets that others can reach, as seen by the kernel.
    pub(crate) listens: Vec<SocketAddr>,
    /// `http://address:port` of its main socket, reachable from the harness.
    pub(crate) base: String,
    /// `http://name:port`, reachable from other containers.
    pub(crate) inner: String,
}

/// The submission at work.
#[derive(Debug)]
pub(crate) struct Application {
    /// Its network.
    pub(crate) bridge: Arc<Bridge>,
    /// Its database.
    pub(crate) database: Database,
    /// Its services, backend first.
    pub(crate) members: Vec<Member>,
    /// The scripted model that the services were given.
    pub(crate) model: Model,
    seed: String,
    todo: OnceCell<Result<Todo, Undecided>>,
}

impl Application {
    /// Starts everything and waits until each service listens.
    ///
    /// # Errors
    /// `Prevented` by the service that does not build, does not start or never listens.
    pub(crate) async fn start(lab: &Lab) -> Result<Arc<Self>, Undecided> {
        let layout = lab.layout()?;
        let bridge = lab.network("application").await?;
        let seed = format!("{}-{}", lab.id(), lab.seed());
        let model = Model::open((bridge.gateway, 0).into(), &seed).await.map_err(elsewhere)?;
        let model_url = format!("http://{}/v1", model.address());
        lab.images().await;
        lab.say("starting the application");
        let names = layout.of(Role::Database).map(|service| service.name.clone()).collect();
        let database = Database::start(lab, Kind::Any, &bridge, Database::planned(lab), names).await?;
        let mut members: Vec<Member> = Vec::new();
        let built = layout
            .services
            .iter()
            .filter(|service| service.dockerfile.is_some() && service.role != Role::Database);
        let mut order: Vec<&Service> = built.collect();
        order.sort_by_key(|service| match service.role {
            Role::Backend => 0,
            Role::Other | Role::Database => 1,
            Role::Frontend => 2,
        });
        for service in order {
            let backend = members.iter().find(|member| member.role == Role::Backend);
            let variation = Variation {
                purpose: "application".into(),
                network: Some(Arc::clone(&bridge)),
                aliases: vec![service.name.clone()],
                database: Some(database.address.clone()).filter(|_| service.role != Role::Frontend),
                model: Some(model_url.clone()),
                backend: backend.map(|backend| backend.inner.clone()),
                ..Variation::default()
            };
            match member(lab, service, variation).await {
                Ok(member) => members.push(member),
                // A helper service that does not run is judged by its own rule; the heart can be used without.
                Err(Undecided::Prevented(_)) if service.role == Role::Other => {}
                Err(why) => return Err(why),
            }
        }
        if members.is_empty() {
            return Err(nothing_to_run());
        }
        Ok(Arc::new(Self { bridge, database, members, model, seed, todo: OnceCell::new() }))
    }

    /// The backend.
    ///
    /// # Errors
    /// `Prevented` where the submission has none.
    pub(crate) fn backend(&self) -> Result<&Member, Undecided> {
        self.of(Role::Backend)
    }

    /// The frontend.
    ///
    /// # Errors
    /// `Prevented` where the submission has none.
    pub(crate) fn frontend(&self) -> Result<&Member, Undecided> {
        self.of(Role::Frontend)
    }

    fn of(&self, role: Role) -> Result<&Member, Undecided> {
        self.members.iter().find(|member| member.role == role).ok_or_else(|| {
            Undecided::Prevented(Cause {
                rule: START_RULE.into(),
                what: format!("no service was found that is the {role:?}").to_lowercase(),
                place: Place::file("."),
            })
        })
    }

    /// What the API client needs to know.
    ///
    /// # Errors
    /// `Prevented` where the submission has no backend.
    pub(crate) fn target(&self) -> Result<Target, Undecided> {
        let backend = self.backend()?;
        Ok(Target {
            backend: backend.base.clone(),
            frontend: self.frontend().ok().map(|frontend| frontend.base.clone()),
            database: self.database.url(),
            environment: backend.container.environment.clone().into_iter().collect(),
            seed: self.seed.clone(),
        })
    }

    async fn open_todo(&self) -> Result<Todo, Undecided> {
        Todo::open(&self.target()?).await.map_err(Undecided::ours)
    }

    /// The Todo API, its routes found at the first call.
    ///
    /// # Errors
    /// `Prevented` where the submission has no backend.
    pub(crate) async fn todo(&self) -> Result<&Todo, Undecided> {
        self.todo.get_or_init(|| self.open_todo().boxed()).await.as_ref().map_err(Clone::clone)
    }
}

fn elsewhere(why: String) -> Undecided {
    Undecided::Ours { why, next: Some("run on the machine where the Docker engine runs".into()) }
}

fn nothing_to_run() -> Undecided {
    Undecided::Prevented(Cause {
        rule: BUILD_RULE.into(),
        what: "no service with a Dockerfile was found, so there is nothing to run".into(),
        place: Place::file("."),
    })
}

/// Starts one service and waits until it listens.
///
/// # Errors
/// `Prevented` where it ends or never listens, with its last words.
pub(crate) async fn member(lab: &Lab, service: &Service, variation: Variation) -> Result<Member, Undecided> {
    let container = lab.start(&service.name, variation).await?;
    let listens = match container.listening(limits::START).await {
        Ok(listens) => listens,
        Err(silent) => return Err(prevented(service, &silent)),
    };
    let port = main_port(lab, &service.name, &listens).await;
    let base = format!("http://{}", SocketAddr::new(container.address, port));
    let inner = format!("http://{}:{port}", container.name);
    Ok(Member { role: service.role, container, listens, base, inner })
}

fn prevented(service: &Service, silent: &Silent) -> Undecided {
    let end = silent.exit.map_or_else(|| "never listens".to_owned(), |code| format!("ends with code {code}"));
    Undecided::Prevented(Cause {
        rule: START_RULE.into(),
        what: format!("{} {end}: {}", service.name, silent.last),
        place: Place::file(service.dockerfile.clone().unwrap_or_else(|| ".".into())),
    })
}

/// The port that a client would use: one that the image declares and that really listens, else the lowest.
pub(crate) async fn main_port(lab: &Lab, service: &str, listens: &[SocketAddr]) -> u16 {
    let mut declared = Vec::new();
    if let Ok(built) = lab.image(service).await
        && let Ok(Some(image)) = lab.engine().image(&built.image).await
    {
        let exposed = image.config.and_then(|config| config.exposed_ports).unwrap_or_default();
        declared =
            exposed.iter().filter_map(|port| port.split('/').next()?.parse().ok()).collect::<Vec<u16>>();
    }
    let mut open: Vec<u16> = listens.iter().map(SocketAddr::port).collect();
    open.sort_unstable();
    open.iter().copied().find(|port| declared.contains(port)).or_else(|| open.first().copied()).unwrap_or(80)
}

/// What the submission declares about a service's environment.
///
/// # Errors
/// Where the layout is not known or the engine does not answer.
pub(crate) async fn declared(lab: &Lab, service: &str, image: &str) -> Result<Declared, Undecided> {
    let layout = lab.layout()?;
    let found = layout.services.iter().find(|one| one.name == service);
    let folders: Vec<String> = found
        .iter()
        .flat_map(|service| [service.source.clone(), service.context.clone()])
        .flatten()
        .chain([String::new()])
        .collect();
    let root = lab.root().to_path_buf();
    let example = tokio::task::spawn_blocking(move || examples(&root, &folders))
        .await
        .map_err(|error| Undecided::ours(error.to_string()))?;
    let inspected = lab.engine().image(image).await?;
    let set = inspected.and_then(|image| image.config).and_then(|config| config.env).unwrap_or_default();
    let image =
        set.iter().filter_map(|pair| pair.split_once('=')).map(|(a, b)| (a.into(), b.into())).collect();
    let entry = lab.entry(service).map(|entry| entry.environment.clone()).unwrap_or_default();
    // What an env file would hold stands in the example; a service that is given one is given all of it.
    let whole = lab.entry(service).is_some_and(|entry| !entry.env_files.is_empty());
    let read = if whole { example.keys().cloned().collect() } else { std::collections::BTreeSet::new() };
    Ok(Declared { entry, example, image, read })
}

/// The example files of these folders; the first that names a variable wins.
fn examples(root: &std::path::Path, folders: &[String]) -> BTreeMap<String, String> {
    const NAMES: &[&str] = &[".env.example", ".env.sample", ".env.template", "env.example", ".env.dist"];
    let mut found = BTreeMap::new();
    let Ok(tree) = Tree::open(root) else { return found };
    for folder in folders {
        let prefix = match folder.trim_matches('/') {
            "" | "." => String::new(),
            folder => format!("{folder}/"),
        };
        for name in NAMES {
            if let Ok(text) = tree.text(&format!("{prefix}{name}")) {
                for (name, value) in example(&text) {
                    found.entry(name).or_insert(value);
                }
            }
        }
    }
    found
}

/// Whether a service's deployment declares that it is started again when it ends. A cluster always does.
pub(crate) fn restarts(lab: &Lab, service: &str) -> bool {
    let in_cluster =
        lab.layout().is_ok_and(|layout| !layout.charts.is_empty() || !layout.manifests.is_empty());
    in_cluster || lab.entry(service).is_some_and(|entry| entry.restarts)
}

/// Ends of names of files that a program is made of.
const CODE: &[&str] =
    &[".py", ".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".go", ".rs", ".sh", ".template", ".conf"];
/// Source files of one service that are looked through.
const MOST_SOURCES: usize = 3000;

/// Whether a service's sources name a variable; `None` where it has no sources.
pub(crate) fn reads(lab: &Lab, service: &str, name: &str) -> Option<bool> {
    let layout = lab.layout().ok()?;
    let found = layout.services.iter().find(|one| one.name == service)?;
    let folder = found.source.clone().or_else(|| found.context.clone())?;
    let prefix = match folder.trim_matches('/') {
        "" | "." => String::new(),
        folder => format!("{folder}/"),
    };
    let tree = Tree::open(lab.root()).ok()?;
    let files =
        tree.files().filter(|path| path.starts_with(&prefix) && CODE.iter().any(|end| path.ends_with(end)));
    // A settings class of Python names its fields in lower case.
    let lower = name.to_ascii_lowercase();
    let mut looked = false;
    for path in files.filter(|path| !path.contains("test")).take(MOST_SOURCES) {
        looked = true;
        let text = tree.text(path).unwrap_or_default();
        if text.contains(name) || (is_python(path) && text.contains(&lower)) {
            return Some(true);
        }
    }
    looked.then_some(false)
}

fn is_python(path: &str) -> bool {
    std::path::Path::new(path).extension().is_some_and(|ending| ending == "py")
}

/// Paths that the submission's own probes ask, wherever they stand.
pub(crate) fn probe_paths(lab: &Lab) -> Vec<String> {
    let Ok(tree) = Tree::open(lab.root()) else { return Vec::new() };
    let Ok(regex) = regex::Regex::new(r#"httpGet:\s*\n?\s*\{?\s*path:\s*["']?(/[A-Za-z0-9_./-]*)"#) else {
        return Vec::new();
    };
    let yaml = tree.files().filter(|path| [".yaml", ".yml", ".tpl"].iter().any(|end| path.ends_with(end)));
    let mut found = Vec::new();
    for path in yaml.take(MOST_SOURCES) {
        let text = tree.text(path).unwrap_or_default();
        found.extend(regex.captures_iter(&text).map(|found| found[1].to_owned()));
    }
    found
}
