//! Looks into a container without changing it.

use std::time::Duration;

use bollard::query_parameters::ContainerArchiveInfoOptionsBuilder;

use super::limits;
use super::run::Running;
use crate::verdict::Undecided;

impl Running {
    /// The size of a regular file in it; `None` for anything else.
    pub(crate) async fn file_size(&self, path: &str) -> Option<u64> {
        let options = ContainerArchiveInfoOptionsBuilder::default().path(path).build();
        let info = self.engine.docker.get_container_archive_info(&self.id, Some(options)).await.ok()?;
        // The bits of Go that say folder, link, device, pipe, socket or irregular.
        let regular = info.file_mode & 0x8f28_0000 == 0;
        regular.then(|| u64::try_from(info.size).ok()).flatten()
    }

    /// The image's own health check as the engine would run it: the command, and the time it has.
    ///
    /// # Errors
    /// When the engine does not answer.
    pub(crate) async fn health_check(&self) -> Result<Option<(Vec<String>, Duration)>, Undecided> {
        let config = self.engine.inspect(&self.id).await?.config;
        let Some(check) = config.and_then(|config| config.healthcheck) else { return Ok(None) };
        let limit =
            check.timeout.and_then(|nanoseconds| u64::try_from(nanoseconds).ok()).filter(|time| *time > 0);
        let limit = limit.map_or(limits::EXEC, Duration::from_nanos).min(limits::EXEC);
        let test = check.test.unwrap_or_default();
        let command = match test.split_first().map(|(form, rest)| (form.as_str(), rest)) {
            Some(("CMD", words)) => words.to_vec(),
            Some(("CMD-SHELL", words)) => {
                ["/bin/sh".to_owned(), "-c".into()].into_iter().chain(words.iter().cloned()).collect()
            }
            Some(_) | None => return Ok(None),
        };
        Ok(Some((command, limit)))
    }
}
