//! Makes containers: what all of them have in common, listed before they are made.

use std::collections::BTreeMap;

use bollard::models::{
    ContainerCreateBody, EndpointSettings, HostConfig, HostConfigLogConfig, NetworkingConfig,
};
use bollard::query_parameters::CreateContainerOptionsBuilder;

use super::network::Bridge;
use super::run::Running;
use super::{Lab, limits};
use crate::verdict::Undecided;

/// What every container of a run has in common.
pub(super) fn body(
    lab: &Lab,
    image: &str,
    environment: &BTreeMap<String, String>,
    bridge: &Bridge,
    aliases: &[String],
) -> ContainerCreateBody {
    let log_options = [("max-size", limits::LOG_FILE), ("max-file", "1")];
    let host = HostConfig {
        network_mode: Some(bridge.name.clone()),
        memory: Some(limits::MEMORY),
        memory_swap: Some(limits::MEMORY),
        nano_cpus: Some(limits::NANO_CPUS),
        pids_limit: Some(limits::PROCESSES),
        security_opt: Some(vec!["no-new-privileges:true".into()]),
        log_config: Some(HostConfigLogConfig {
            typ: Some("json-file".into()),
            config: Some(log_options.map(|(name, value)| (name.into(), value.into())).into()),
        }),
        ..HostConfig::default()
    };
    let endpoint = EndpointSettings { aliases: Some(aliases.to_vec()), ..EndpointSettings::default() };
    ContainerCreateBody {
        image: Some(image.into()),
        env: Some(environment.iter().map(|(name, value)| format!("{name}={value}")).collect()),
        labels: Some(lab.labels()),
        host_config: Some(host),
        networking_config: Some(NetworkingConfig {
            endpoints_config: Some([(bridge.name.clone(), endpoint)].into()),
        }),
        ..ContainerCreateBody::default()
    }
}

/// Makes and starts a container.
///
/// # Errors
/// When the engine does not.
pub(super) async fn create(
    lab: &Lab,
    service: &str,
    name: &str,
    body: ContainerCreateBody,
    bridge: &Bridge,
    environment: BTreeMap<String, String>,
) -> Result<Running, Undecided> {
    lab.note("container", name)?;
    let engine = lab.engine().clone();
    let options = CreateContainerOptionsBuilder::default().name(name).build();
    let made = engine.docker.create_container(Some(options), body);
    let id = engine.call("make a container", made).await?.id;
    let mut running = Running {
        service: service.into(),
        id,
        name: name.into(),
        network: bridge.name.clone(),
        address: bridge.gateway,
        environment,
        engine,
    };
    running.start().await?;
    running.address = running.current_address().await.unwrap_or(running.address);
    Ok(running)
}
