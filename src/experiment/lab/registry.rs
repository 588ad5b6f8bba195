//! A registry of our own on this machine's loopback address.

use std::time::Duration;

use bollard::models::{ContainerCreateBody, HostConfig, PortBinding};
use bollard::query_parameters::{
    CreateContainerOptionsBuilder, PushImageOptionsBuilder, RemoveImageOptions, StartContainerOptions,
    TagImageOptionsBuilder,
};
use futures::{FutureExt, StreamExt};

use super::{Lab, Patience, limits};
use crate::facts::observed::Pushed;
use crate::verdict::Undecided;

/// A running registry.
#[derive(Debug)]
pub(crate) struct Registry {
    /// `127.0.0.1:port`, where the engine trusts plain HTTP.
    address: String,
}

impl Registry {
    /// Starts one and waits until it answers. It alone publishes a port, on loopback, as the engine must reach it.
    ///
    /// # Errors
    /// Always ours: no image, no start.
    pub(crate) async fn start(lab: &Lab) -> Result<Self, Undecided> {
        const IMAGE: &str = "registry:2";
        let engine = lab.engine();
        if engine.image(IMAGE).await?.is_none() {
            lab.say(&format!("pulling {IMAGE}"));
            engine.pull(IMAGE).await.map_err(|why| Undecided::Ours {
                why: format!("there is no {IMAGE} here, and it could not be pulled: {why}"),
                next: Some("docker/setup.sh".into()),
            })?;
        }
        let name = lab.name("registry");
        lab.note("container", &name)?;
        let binding = PortBinding { host_ip: Some("127.0.0.1".into()), host_port: Some(String::new()) };
        let body = ContainerCreateBody {
            image: Some(IMAGE.into()),
            labels: Some(lab.labels()),
            exposed_ports: Some(vec!["5000/tcp".into()]),
            host_config: Some(HostConfig {
                port_bindings: Some([("5000/tcp".to_owned(), Some(vec![binding]))].into()),
                memory: Some(limits::MEMORY),
                pids_limit: Some(limits::PROCESSES),
                ..HostConfig::default()
            }),
            ..ContainerCreateBody::default()
        };
        let options = CreateContainerOptionsBuilder::default().name(&name).build();
        engine.call("make a registry", engine.docker.create_container(Some(options), body)).await?;
        let start = engine.docker.start_container(&name, None::<StartContainerOptions>);
        engine.call("start a registry", start).await?;
        let inspected = engine.inspect(&name).await?;
        let port = inspected
            .network_settings
            .and_then(|settings| settings.ports)
            .and_then(|mut ports| ports.remove("5000/tcp").flatten())
            .and_then(|bindings| bindings.into_iter().find_map(|binding| binding.host_port))
            .ok_or_else(|| Undecided::ours("the registry publishes no port"))?;
        let registry = Self { address: format!("127.0.0.1:{port}") };
        let client = super::http(Duration::from_secs(3))?;
        let patience = Patience::new("our registry to answer", Duration::from_secs(30));
        let url = format!("http://{}/v2/", registry.address);
        let ask =
            || client.get(&url).send().map(|answer| answer.map(drop).map_err(|error| error.to_string()));
        patience.until(|| ask().boxed()).await?;
        Ok(registry)
    }

    /// Pushes an image, removes the name, and pulls it back by its digest.
    ///
    /// # Errors
    /// Where the engine does not answer; a refused push is part of the answer.
    pub(crate) async fn round_trip(&self, lab: &Lab, image: &str) -> Result<Pushed, Undecided> {
        let engine = lab.engine();
        let repository = format!("{}/{}", self.address, image.split(':').next().unwrap_or(image));
        let tag = TagImageOptionsBuilder::default().repo(&repository).tag("run").build();
        lab.note("image", &format!("{repository}:run"))?;
        engine.call("tag an image", engine.docker.tag_image(image, Some(tag))).await?;
        let mut pushed = Pushed::default();
        match tokio::time::timeout(Duration::from_mins(3), push(lab, &repository)).await {
            Ok(Ok(digest)) => pushed.digest = digest,
            Ok(Err(words)) => pushed.words = words,
            Err(_) => return Err(Undecided::ours("our registry did not take an image within 3 minutes")),
        }
        forget(lab, &format!("{repository}:run")).await;
        if pushed.digest.is_empty() {
            return Ok(pushed);
        }
        let by_digest = format!("{repository}@{}", pushed.digest);
        match engine.pull(&by_digest).await {
            Ok(()) => {
                let back = engine.image(&by_digest).await?;
                pushed.pulled = back.and_then(|image| image.id).unwrap_or_default();
            }
            Err(words) => pushed.words = words,
        }
        forget(lab, &by_digest).await;
        Ok(pushed)
    }
}

/// The digest that the registry answers.
async fn push(lab: &Lab, repository: &str) -> Result<String, String> {
    let options = PushImageOptionsBuilder::default().tag("run").build();
    let nobody = bollard::auth::DockerCredentials::default();
    let mut stream = lab.engine().docker.push_image(repository, Some(options), Some(nobody));
    let mut digest = String::new();
    while let Some(step) = stream.next().await {
        let step = step.map_err(|error| error.to_string())?;
        if let Some(error) = step.error_detail.and_then(|detail| detail.message) {
            return Err(error);
        }
        // `run: digest: sha256:… size: 1234`
        let said = step.status.unwrap_or_default();
        if let Some(found) = said.split_whitespace().find(|word| word.starts_with("sha256:")) {
            found.clone_into(&mut digest);
        }
    }
    if digest.is_empty() { Err("the registry told no digest".into()) } else { Ok(digest) }
}

/// Takes a name away; the image itself stays under its other name.
async fn forget(lab: &Lab, name: &str) {
    let _ = lab.engine().docker.remove_image(name, None::<RemoveImageOptions>, None).await;
}
