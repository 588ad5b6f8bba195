//! What was made in the world, and its removal.
//!
//! A run's lease is a file that lists each container, network, volume and image *before* it is made. The run holds
//! a lock on the file for as long as it lives, so whoever can take the lock knows that the run is gone, however it
//! ended: no process ids are compared, none can be reused under us. A small reaper process waits for that lock and
//! cleans up within moments of the run's death; the next start and `conformance clean` do the same for leases that
//! have no reaper left. Only what carries the run's own label, or was listed by it as an image step, is removed.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use bollard::Docker;
use bollard::query_parameters::{
    ListContainersOptionsBuilder, ListImagesOptionsBuilder, ListNetworksOptionsBuilder,
    ListVolumesOptionsBuilder, RemoveContainerOptionsBuilder, RemoveImageOptionsBuilder, RemoveVolumeOptions,
};
use futures::FutureExt;
use futures::future::BoxFuture;

/// The label that everything made by a run carries; its value is the run's id.
pub(crate) const LABEL: &str = "conformance.run";
/// A lease longer than this is cut off when read.
const LONGEST: u64 = 4 * 1024 * 1024;

/// The list of what a run makes, locked while the run lives.
#[derive(Debug)]
pub(crate) struct Lease {
    path: PathBuf,
    run: String,
    file: Mutex<File>,
}

/// What a clean-up removed and what it could not.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Swept {
    /// Names of what is gone now.
    pub(crate) removed: Vec<String>,
    /// What is still there, with the reason.
    pub(crate) left: Vec<String>,
}

impl Lease {
    /// Opens a lease for a run and locks it.
    ///
    /// # Errors
    /// When the folder of leases cannot be written.
    pub(crate) fn open(run: &str) -> io::Result<Self> {
        Self::open_in(&folder()?, run)
    }

    fn open_in(folder: &Path, run: &str) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let path = folder.join(format!("{run}.lease"));
        let mut file = OpenOptions::new().create_new(true).append(true).open(&path)?;
        file.lock()?;
        writeln!(file, "run {run}")?;
        Ok(Self { path, run: run.into(), file: Mutex::new(file) })
    }

    /// The run's id, the value of its label.
    pub(crate) fn run(&self) -> &str {
        &self.run
    }

    /// Where the lease lies.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Lists something that is about to be made.
    ///
    /// # Errors
    /// When the line could not be written: then the thing must not be made.
    pub(crate) fn note(&self, kind: &str, name: &str) -> io::Result<()> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(file, "{kind} {}", name.replace(char::is_whitespace, "_"))?;
        file.flush()
    }

    /// Everything listed so far, `(kind, name)`.
    pub(crate) fn listed(&self) -> Vec<(String, String)> {
        read(&self.path).unwrap_or_default()
    }

    /// Removes the lease once everything it lists is gone.
    pub(crate) fn end(&self) -> io::Result<()> {
        fs::remove_file(&self.path)
    }
}

/// Where the leases lie: `$XDG_STATE_HOME/conformance`, else `~/.local/state/conformance`.
fn folder() -> io::Result<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("XDG_STATE_HOME")
        .or_else(|| set("HOME").map(|home| home.join(".local/state")))
        .map(|state| state.join("conformance"))
        .ok_or_else(|| io::Error::other("neither XDG_STATE_HOME nor HOME is set"))
}

fn read(path: &Path) -> io::Result<Vec<(String, String)>> {
    let mut text = String::new();
    File::open(path)?.take(LONGEST).read_to_string(&mut text)?;
    Ok(parse(&text))
}

fn parse(text: &str) -> Vec<(String, String)> {
    text.lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(kind, name)| (kind.to_owned(), name.trim().to_owned()))
        .filter(|(_, name)| !name.is_empty())
        .collect()
}

/// Cleans up after every run that is gone: everything that its lease lists or that carries its label.
///
/// # Errors
/// When the folder of leases cannot be read.
pub(crate) async fn sweep(docker: &Docker) -> io::Result<Swept> {
    let mut swept = Swept::default();
    let folder = folder()?;
    if !folder.is_dir() {
        return Ok(swept);
    }
    for child in fs::read_dir(folder)?.flatten() {
        let path = child.path();
        if path.extension().is_some_and(|ending| ending == "lease") {
            abandoned(docker, &path, &mut swept).await;
        }
    }
    Ok(swept)
}

/// Cleans up after the run of one lease, if that run is gone.
async fn abandoned(docker: &Docker, path: &Path, swept: &mut Swept) {
    let Ok(file) = OpenOptions::new().read(true).append(true).open(path) else { return };
    match file.try_lock() {
        Ok(()) => finish(docker, path, swept).await,
        Err(TryLockError::WouldBlock) => {}
        Err(TryLockError::Error(error)) => swept.left.push(format!("{}: {error}", path.display())),
    }
}

/// Removes what a lease lists, then the lease itself where nothing is left. The caller holds the lock.
async fn finish(docker: &Docker, path: &Path, swept: &mut Swept) {
    let listed = match read(path) {
        Ok(listed) => listed,
        Err(error) => return swept.left.push(format!("{}: {error}", path.display())),
    };
    let before = swept.left.len();
    if let Some((_, run)) = listed.iter().find(|(kind, _)| kind == "run") {
        remove(docker, run, &listed, swept).await;
    }
    if swept.left.len() == before {
        let _ = fs::remove_file(path);
    }
}

/// Waits until the run that holds the lease is gone, then cleans up after it. This is all that the reaper does.
pub(crate) async fn reap(path: &Path) {
    let waiting = path.to_path_buf();
    let held = tokio::task::spawn_blocking(move || {
        let file = OpenOptions::new().read(true).append(true).open(waiting).ok()?;
        file.lock().ok()?;
        Some(file)
    });
    let Ok(Some(_lock)) = held.await else { return };
    if !path.exists() {
        return;
    }
    if let Ok(docker) = Docker::connect_with_defaults() {
        finish(&docker, path, &mut Swept::default()).await;
    }
}

/// Removes everything that carries the run's label, and the images that its builds made on the way.
pub(crate) async fn remove(docker: &Docker, run: &str, listed: &[(String, String)], swept: &mut Swept) {
    let filter = HashMap::from([("label".to_owned(), vec![format!("{LABEL}={run}")])]);
    containers(docker, &filter, swept).await;
    networks(docker, &filter, swept).await;
    volumes(docker, &filter, swept).await;
    images(docker, &filter, listed, swept).await;
    files(run, listed, swept);
}

type Filter = HashMap<String, Vec<String>>;

impl Swept {
    fn count(&mut self, name: String, result: Result<(), bollard::errors::Error>) {
        match result {
            Ok(()) => self.removed.push(name),
            Err(bollard::errors::Error::DockerResponseServerError { status_code: 404, .. }) => {}
            Err(error) => self.left.push(format!("{name}: {error}")),
        }
    }
}

async fn containers(docker: &Docker, filter: &Filter, swept: &mut Swept) {
    let options = ListContainersOptionsBuilder::default().all(true).filters(filter).build();
    let found = match docker.list_containers(Some(options)).await {
        Ok(found) => found,
        Err(error) => return swept.left.push(format!("containers: {error}")),
    };
    let force = RemoveContainerOptionsBuilder::default().force(true).v(true).build();
    let ids: Vec<String> = found.into_iter().filter_map(|one| one.id).collect();
    let gone: Vec<BoxFuture<'_, _>> =
        ids.iter().map(|id| docker.remove_container(id, Some(force.clone())).boxed()).collect();
    for (id, result) in ids.iter().zip(futures::future::join_all(gone).await) {
        swept.count(format!("container {id:.12}"), result);
    }
}

async fn networks(docker: &Docker, filter: &Filter, swept: &mut Swept) {
    let options = ListNetworksOptionsBuilder::default().filters(filter).build();
    for network in docker.list_networks(Some(options)).await.unwrap_or_default() {
        let name = network.name.unwrap_or_default();
        let result = docker.remove_network(&network.id.unwrap_or_else(|| name.clone())).await;
        swept.count(format!("network {name}"), result);
    }
}

async fn volumes(docker: &Docker, filter: &Filter, swept: &mut Swept) {
    let options = ListVolumesOptionsBuilder::default().filters(filter).build();
    let found = docker.list_volumes(Some(options)).await.ok().and_then(|found| found.volumes);
    for volume in found.unwrap_or_default() {
        let result = docker.remove_volume(&volume.name, None::<RemoveVolumeOptions>).await;
        swept.count(format!("volume {}", volume.name), result);
    }
}

async fn images(docker: &Docker, filter: &Filter, listed: &[(String, String)], swept: &mut Swept) {
    let options = ListImagesOptionsBuilder::default().all(true).filters(filter).build();
    let labelled = docker.list_images(Some(options)).await.unwrap_or_default();
    let force = RemoveImageOptionsBuilder::default().force(true).build();
    for image in labelled {
        let result = docker.remove_image(&image.id, Some(force.clone()), None).await.map(drop);
        swept.count(format!("image {:.19}", image.id), result);
    }
    // Steps carry no label. They are never forced: one that another image stands on is not ours alone, and stays.
    let steps = listed.iter().rev().filter(|(kind, _)| kind == "step");
    for (_, id) in steps {
        if docker.remove_image(id, None::<bollard::query_parameters::RemoveImageOptions>, None).await.is_ok()
        {
            swept.removed.push(format!("step {id:.19}"));
        }
    }
}

/// Removes temporary folders of the run; only those that carry its id in their name.
fn files(run: &str, listed: &[(String, String)], swept: &mut Swept) {
    for (_, path) in listed.iter().filter(|(kind, path)| kind == "folder" && path.contains(run)) {
        match fs::remove_dir_all(path) {
            Ok(()) => swept.removed.push(path.clone()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => swept.left.push(format!("{path}: {error}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_noted_is_listed_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let lease = Lease::open_in(folder.path(), "r1").unwrap();
        lease.note("network", "n one").unwrap();
        lease.note("container", "c").unwrap();
        let pair = |kind: &str, name: &str| (kind.to_owned(), name.to_owned());
        assert_eq!(lease.listed(), [pair("run", "r1"), pair("network", "n_one"), pair("container", "c")]);
    }

    #[test]
    fn a_living_run_keeps_its_lease_locked_and_a_dead_one_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let lease = Lease::open_in(folder.path(), "r2").unwrap();
        let other = OpenOptions::new().append(true).open(lease.path()).unwrap();
        assert!(matches!(other.try_lock(), Err(TryLockError::WouldBlock)));
        let path = lease.path().to_path_buf();
        drop(lease);
        assert!(OpenOptions::new().append(true).open(path).unwrap().try_lock().is_ok());
    }

    #[test]
    fn the_same_run_cannot_be_leased_twice() {
        let folder = tempfile::tempdir().unwrap();
        let _first = Lease::open_in(folder.path(), "r3").unwrap();
        assert!(Lease::open_in(folder.path(), "r3").is_err());
    }

    #[test]
    fn half_written_and_foreign_lines_are_skipped() {
        assert_eq!(parse("run x\nnetw\n\nimage \n"), [("run".to_owned(), "x".to_owned())]);
    }

    #[test]
    fn a_folder_without_the_runs_id_is_not_removed() {
        let folder = tempfile::tempdir().unwrap();
        let listed = [("folder".to_owned(), folder.path().display().to_string())];
        files("not-in-the-name", &listed, &mut Swept::default());
        assert!(folder.path().exists());
    }
}
