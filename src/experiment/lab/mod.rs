//! Where experiments happen: the engine, the built images, networks without a way out, databases of our own, the
//! running application, and what was seen so far.
//!
//! Everything here is made at most once, when the first experiment asks for it, and belongs to the run: it carries
//! the run's label and was listed in the lease before it was made. What fails answers [`Undecided`]: `Prevented`
//! with the cause where the submission is at fault, `Ours` with the next step where the machine is.

pub(crate) mod application;
pub(crate) mod build;
pub(crate) mod compose;
pub(crate) mod context;
pub(crate) mod docker;
pub(crate) mod environment;
pub(crate) mod ignore;
pub(crate) mod limits;
mod look;
mod make;
pub(crate) mod network;
pub(crate) mod patience;
pub(crate) mod postgres;
pub(crate) mod registry;
pub(crate) mod run;
pub(crate) mod sockets;
pub(crate) mod steps;

#[cfg(test)]
pub(crate) mod live;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures::FutureExt;
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;

use crate::facts::checkout::layout::Layout;
use crate::facts::{Checkout, Observed, Seen};
use crate::lease::{Lease, Swept};
use crate::verdict::Undecided;

pub(crate) use application::Application;
pub(crate) use build::Built;
pub(crate) use docker::Engine;
pub(crate) use network::Bridge;
pub(crate) use patience::Patience;
pub(crate) use postgres::{Database, Kind};
pub(crate) use run::{Running, Variation};

/// What the caller decides about a run.
pub(crate) struct Options {
    /// The run's id: lower-case letters, digits and dashes; part of every name that is made.
    pub(crate) run: String,
    /// Chooses names and values that vary from run to run; stands in the report.
    pub(crate) seed: u64,
    /// When the whole run must be over.
    pub(crate) deadline: Instant,
    /// Leaves containers and images for a person to look at.
    pub(crate) keep: bool,
    /// Advisories in OSV format, a folder or a zip.
    pub(crate) advisories: Option<PathBuf>,
    /// Told what is happening now.
    pub(crate) progress: Box<dyn Fn(&str) + Send + Sync>,
    /// Program and first arguments of the reaper; the lease's path is added. Without it, nobody cleans up after
    /// a run that is killed until the next start.
    pub(crate) reaper: Option<Vec<OsString>>,
}

/// The laboratory of one run.
pub(crate) struct Lab {
    root: PathBuf,
    checkout: Arc<Checkout>,
    options: Options,
    engine: Engine,
    lease: Lease,
    salt: [u8; 32],
    observed: Mutex<Observed>,
    counter: std::sync::atomic::AtomicU64,
    turns: tokio::sync::Semaphore,
    entries: BTreeMap<String, compose::Entry>,
    images: OnceCell<BTreeMap<String, Seen<Built>>>,
    networks: tokio::sync::Mutex<BTreeMap<String, Arc<Bridge>>>,
    application: OnceCell<Result<Arc<Application>, Undecided>>,
}

impl fmt::Debug for Lab {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Lab({})", self.options.run)
    }
}

impl Lab {
    /// Opens the laboratory: finds the engine, cleans up after dead runs, starts the reaper.
    ///
    /// # Errors
    /// Without an engine, without room on its disk, or where the lease cannot be written: with the next step.
    pub(crate) async fn open(
        root: &Path,
        checkout: Arc<Checkout>,
        options: Options,
    ) -> Result<Self, Undecided> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let engine = Engine::connect().await?;
        engine.require_disk().await?;
        let swept = crate::lease::sweep(&engine.docker).await.unwrap_or_default();
        if !swept.removed.is_empty() {
            (options.progress)(&format!("removed {} things that a dead run had left", swept.removed.len()));
        }
        let lease = Lease::open(&options.run).map_err(|error| Undecided::Ours {
            why: format!("the list of what the run makes cannot be written: {error}"),
            next: Some("set XDG_STATE_HOME to a folder that can be written".into()),
        })?;
        if let Some(command) = &options.reaper {
            start_reaper(command, &lease);
        }
        let entries = match checkout.layout.known() {
            Some(layout) => compose::read(root, layout),
            None => BTreeMap::new(),
        };
        Ok(Self {
            root: root.to_path_buf(),
            checkout,
            engine,
            lease,
            salt: salt(options.seed),
            options,
            observed: Mutex::default(),
            counter: std::sync::atomic::AtomicU64::default(),
            turns: tokio::sync::Semaphore::new(limits::TURNS),
            entries,
            images: OnceCell::new(),
            networks: tokio::sync::Mutex::default(),
            application: OnceCell::new(),
        })
    }

    /// Removes everything that the run made.
    pub(crate) async fn close(&self) -> Swept {
        let mut swept = Swept::default();
        if self.options.keep {
            return swept;
        }
        let listed = self.lease.listed();
        let removal = crate::lease::remove(&self.engine.docker, self.lease.run(), &listed, &mut swept);
        if tokio::time::timeout(limits::CLOSE, removal).await.is_err() {
            swept.left.push(format!("the engine did not remove everything within {:?}", limits::CLOSE));
        }
        if swept.left.is_empty() {
            let _ = self.lease.end();
        }
        swept
    }

    /// Adds to the record.
    pub(crate) fn observe(&self, add: impl FnOnce(&mut Observed)) {
        add(&mut self.observed.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// All that was seen so far.
    pub(crate) fn observed(&self) -> Observed {
        self.observed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Tells the person at the terminal what is happening now.
    pub(crate) fn say(&self, what: &str) {
        (self.options.progress)(what);
    }

    /// The submission's folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// What the files say.
    pub(crate) fn checkout(&self) -> &Checkout {
        &self.checkout
    }

    /// The services that were found.
    ///
    /// # Errors
    /// Where the layout is not known.
    pub(crate) fn layout(&self) -> Result<&Layout, Undecided> {
        self.checkout.layout.get()
    }

    /// The snapshot of advisories that the caller gave.
    pub(crate) fn advisories(&self) -> Option<PathBuf> {
        self.options.advisories.clone()
    }

    /// What the deploy entry says about running a service.
    pub(crate) fn entry(&self, service: &str) -> Option<&compose::Entry> {
        self.entries.get(service)
    }

    /// The run's id.
    pub(crate) fn id(&self) -> &str {
        &self.options.run
    }

    /// The run's seed.
    pub(crate) fn seed(&self) -> u64 {
        self.options.seed
    }

    /// Time that is left for the whole run.
    pub(crate) fn left(&self) -> Duration {
        self.options.deadline.saturating_duration_since(Instant::now())
    }

    /// 64 random hexadecimal digits; the same for the same purpose within the run, never the same in another run.
    pub(crate) fn random(&self, purpose: &str) -> String {
        use fmt::Write as _;
        let mut hash = Sha256::new();
        hash.update(self.salt);
        hash.update(purpose.as_bytes());
        hash.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// A name that no other thing of this or another run has.
    pub(crate) fn name(&self, purpose: &str) -> String {
        let number = self.counter.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let plain: String = purpose
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
            .collect();
        format!("conformance-{}-{plain}-{number}", self.options.run)
    }

    /// The label that everything made here carries.
    pub(crate) fn labels(&self) -> std::collections::HashMap<String, String> {
        [(crate::lease::LABEL.to_owned(), self.options.run.clone())].into()
    }

    /// A turn at starting containers. Too many experiments at once would starve each other and make slow starts
    /// look like failures of the submission.
    ///
    /// # Errors
    /// Never, as turns are not taken away.
    pub(crate) async fn turn(&self) -> Result<tokio::sync::SemaphorePermit<'_>, Undecided> {
        self.turns.acquire().await.map_err(|error| Undecided::ours(error.to_string()))
    }

    /// Lists something in the lease before it is made.
    pub(crate) fn note(&self, kind: &str, name: &str) -> Result<(), Undecided> {
        self.lease
            .note(kind, name)
            .map_err(|error| Undecided::ours(format!("the lease cannot be written: {error}")))
    }

    /// The engine.
    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Each service's image by the service's name, built from a clean copy of the checkout.
    pub(crate) async fn images(&self) -> &BTreeMap<String, Seen<Built>> {
        self.images.get_or_init(|| build::all(self).boxed()).await
    }

    /// The image of one service.
    ///
    /// # Errors
    /// `Prevented` where it does not build, `Ours` where it could not be tried.
    pub(crate) async fn image(&self, service: &str) -> Result<&Built, Undecided> {
        match self.images().await.get(service) {
            Some(seen) => seen.get(),
            None => Err(Undecided::ours(format!("no image is built for {service}"))),
        }
    }

    /// The network for a purpose: a bridge without a way out, made at the first call.
    ///
    /// # Errors
    /// When the engine makes none.
    pub(crate) async fn network(&self, purpose: &str) -> Result<Arc<Bridge>, Undecided> {
        let mut networks = self.networks.lock().await;
        if let Some(bridge) = networks.get(purpose) {
            return Ok(Arc::clone(bridge));
        }
        let bridge = Arc::new(Bridge::make(self, purpose).await?);
        networks.insert(purpose.into(), Arc::clone(&bridge));
        Ok(bridge)
    }

    /// A new PostgreSQL server of our own on that network, with an empty database in it.
    ///
    /// # Errors
    /// Where no PostgreSQL image can be had, or it does not start: always ours.
    pub(crate) async fn database(&self, kind: Kind, bridge: &Bridge) -> Result<Database, Undecided> {
        Database::start(self, kind, bridge, Database::planned(self), Vec::new()).await
    }

    /// Starts one container of a service. It is not waited for: see [`Running::listening`].
    ///
    /// # Errors
    /// Where its image does not build, or the engine does not start it.
    pub(crate) async fn start(&self, service: &str, variation: Variation) -> Result<Running, Undecided> {
        run::start(self, service, variation).await
    }

    /// The whole submission at work: database, model endpoint, every service; started at the first call.
    ///
    /// # Errors
    /// `Prevented` with the service that does not build or start.
    pub(crate) async fn application(&self) -> Result<Arc<Application>, Undecided> {
        self.application.get_or_init(|| Application::start(self).boxed()).await.clone()
    }
}

/// An HTTP client for containers: no proxy, no retry, no redirects, no pooled connection.
pub(crate) fn http(limit: Duration) -> Result<reqwest::Client, Undecided> {
    reqwest::Client::builder()
        .no_proxy()
        .retry(reqwest::retry::never())
        .redirect(reqwest::redirect::Policy::none())
        .pool_max_idle_per_host(0)
        .connect_timeout(limit.min(Duration::from_secs(5)))
        .timeout(limit)
        .build()
        .map_err(|error| Undecided::ours(format!("no HTTP client: {error}")))
}

/// Starts the process that cleans up after a run that dies; in a process group of its own, so that Ctrl-C at the
/// terminal does not reach it.
fn start_reaper(command: &[OsString], lease: &Lease) {
    use std::os::unix::process::CommandExt;
    use std::process::{Command, Stdio};
    let Some((program, arguments)) = command.split_first() else { return };
    let _ = Command::new(program)
        .args(arguments)
        .arg(lease.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn();
}

/// Unpredictable bytes that also depend on the seed.
fn salt(seed: u64) -> [u8; 32] {
    use std::io::Read;
    let mut random = [0; 32];
    let read = std::fs::File::open("/dev/urandom").and_then(|mut file| file.read_exact(&mut random));
    let mut hash = Sha256::new();
    hash.update(seed.to_le_bytes());
    hash.update(random);
    if read.is_err() {
        hash.update(format!("{:?} {}", std::time::SystemTime::now(), std::process::id()));
    }
    hash.finalize().into()
}
