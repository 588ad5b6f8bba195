//! The engine's interface, with limits and with errors that say what to do next.

use std::time::Duration;

use bollard::Docker;
use bollard::container::LogOutput;
use bollard::errors::Error;
use bollard::exec::StartExecResults;
use bollard::models::{ContainerInspectResponse, ExecConfig, ImageInspect};
use bollard::query_parameters::{
    CreateImageOptionsBuilder, InspectContainerOptions, ListImagesOptions, LogsOptionsBuilder,
};
use futures::StreamExt;

use super::limits;
use crate::verdict::Undecided;

/// A connection to the Docker engine.
#[derive(Debug, Clone)]
pub(crate) struct Engine {
    /// The client; cheap to clone.
    pub(crate) docker: Docker,
}

/// What a command inside a container did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ran {
    /// Its exit code; `None` where it did not end in time.
    pub(crate) code: Option<i64>,
    /// What it printed, both streams, cut off at 64 KiB.
    pub(crate) output: String,
}

impl Engine {
    /// Finds the engine that the environment names (`DOCKER_HOST`), else the machine's.
    ///
    /// # Errors
    /// With what to do where none answers.
    pub(crate) async fn connect() -> Result<Self, Undecided> {
        let missing = |why: String| Undecided::Ours {
            why: format!("no Docker engine answers: {why}"),
            next: Some("docker/setup.sh (or start Docker, or set DOCKER_HOST), then run again".into()),
        };
        let docker = Docker::connect_with_defaults().map_err(|error| missing(error.to_string()))?;
        match tokio::time::timeout(Duration::from_secs(10), docker.negotiate_version()).await {
            Ok(Ok(docker)) => Ok(Self { docker }),
            Ok(Err(error)) => Err(missing(error.to_string())),
            Err(_) => Err(missing("nothing within 10 s".into())),
        }
    }

    /// Asks that the engine's folder has room for a run.
    ///
    /// # Errors
    /// With how much there is and how to make room. A size that cannot be found out is no error.
    pub(crate) async fn require_disk(&self) -> Result<(), Undecided> {
        let Ok(info) = self.docker.info().await else { return Ok(()) };
        let Some(folder) = info.docker_root_dir else { return Ok(()) };
        let output = tokio::process::Command::new("df").arg("-Pk").arg(&folder).output().await;
        let free = output.ok().and_then(|output| free_bytes(&String::from_utf8_lossy(&output.stdout)));
        match free {
            Some(free) if free < limits::FREE_DISK => Err(Undecided::Ours {
                why: format!("{folder} has {} MiB free, a run needs {}", free >> 20, limits::FREE_DISK >> 20),
                next: Some("conformance clean, then docker image prune".into()),
            }),
            Some(_) | None => Ok(()),
        }
    }

    /// One call, bounded in time, with its name in the error.
    pub(crate) async fn call<T>(
        &self,
        what: &str,
        call: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Undecided> {
        match tokio::time::timeout(limits::ENGINE_CALL, call).await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => Err(Undecided::ours(format!("the engine could not {what}: {error}"))),
            Err(_) => {
                Err(Undecided::ours(format!("the engine did not {what} within {:?}", limits::ENGINE_CALL)))
            }
        }
    }

    /// A container's present state.
    pub(crate) async fn inspect(&self, id: &str) -> Result<ContainerInspectResponse, Undecided> {
        self.call("inspect a container", self.docker.inspect_container(id, None::<InspectContainerOptions>))
            .await
    }

    /// An image, or `None` where the engine has none of that name.
    pub(crate) async fn image(&self, name: &str) -> Result<Option<ImageInspect>, Undecided> {
        match self.docker.inspect_image(name).await {
            Ok(image) => Ok(Some(image)),
            Err(Error::DockerResponseServerError { status_code: 404, .. }) => Ok(None),
            Err(error) => Err(Undecided::ours(format!("the engine could not inspect {name}: {error}"))),
        }
    }

    /// Names of all local images.
    pub(crate) async fn image_names(&self) -> Result<Vec<String>, Undecided> {
        let images = self.call("list images", self.docker.list_images(None::<ListImagesOptions>)).await?;
        Ok(images.into_iter().flat_map(|image| image.repo_tags).collect())
    }

    /// Pulls an image that is not here.
    ///
    /// # Errors
    /// The engine's own words.
    pub(crate) async fn pull(&self, name: &str) -> Result<(), String> {
        let options = CreateImageOptionsBuilder::default().from_image(name).build();
        let mut stream = self.docker.create_image(Some(options), None, None);
        let whole = async {
            while let Some(step) = stream.next().await {
                step.map_err(|error| error.to_string())?;
            }
            Ok(())
        };
        tokio::time::timeout(Duration::from_mins(5), whole)
            .await
            .unwrap_or_else(|_| Err("not pulled within 5 minutes".into()))
    }

    /// What a container printed so far, both streams in order, cut off at a limit.
    pub(crate) async fn logs(&self, id: &str, most: usize) -> String {
        let options = LogsOptionsBuilder::default().stdout(true).stderr(true).build();
        let stream = self.docker.logs(id, Some(options));
        let mut bytes = Vec::new();
        let _ = tokio::time::timeout(limits::EXEC, gather(stream, &mut bytes, most)).await;
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Runs a command inside a container.
    ///
    /// # Errors
    /// Where the engine cannot start it; a command that the image lacks is exit code 126 or 127.
    pub(crate) async fn exec(
        &self,
        id: &str,
        command: &[String],
        user: Option<&str>,
        limit: Duration,
    ) -> Result<Ran, Undecided> {
        let config = ExecConfig {
            attach_stdout: Some(true),
            attach_stderr: Some(true),
            cmd: Some(command.to_vec()),
            user: user.map(Into::into),
            ..ExecConfig::default()
        };
        let exec = self.call("prepare a command", self.docker.create_exec(id, config)).await?.id;
        let started = match self.docker.start_exec(&exec, None).await {
            Ok(started) => started,
            // runc answers 400 or 500 for a program that is not there, in words.
            Err(Error::DockerResponseServerError { message, .. }) => {
                return Ok(Ran { code: Some(127), output: message });
            }
            Err(error) => return Err(Undecided::ours(format!("a command could not be run: {error}"))),
        };
        let mut bytes = Vec::new();
        let ended = match started {
            StartExecResults::Attached { output, .. } => {
                tokio::time::timeout(limit, gather(output, &mut bytes, 64 * 1024)).await.is_ok()
            }
            StartExecResults::Detached => false,
        };
        let output = String::from_utf8_lossy(&bytes).into_owned();
        if !ended {
            return Ok(Ran { code: None, output });
        }
        let code = self.call("read an exit code", self.docker.inspect_exec(&exec)).await?.exit_code;
        Ok(Ran { code, output })
    }
}

/// Reads a stream of output to its end, or to the limit.
async fn gather(
    stream: impl futures::Stream<Item = Result<LogOutput, Error>>,
    bytes: &mut Vec<u8>,
    most: usize,
) {
    let mut stream = std::pin::pin!(stream);
    while let Some(Ok(part)) = stream.next().await {
        let room = most.saturating_sub(bytes.len());
        let part = part.as_ref();
        bytes.extend_from_slice(&part[..part.len().min(room)]);
        if bytes.len() >= most {
            return;
        }
    }
}

/// The free bytes in the answer of `df -Pk`.
fn free_bytes(text: &str) -> Option<u64> {
    let kib: u64 = text.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()?;
    kib.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_space_is_the_fourth_column() {
        let text = "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/a 100 40 60 40% /\n";
        assert_eq!(free_bytes(text), Some(60 * 1024));
        assert_eq!(free_bytes("df: no such folder"), None);
    }
}
