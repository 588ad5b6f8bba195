//! Networks without a way out. The harness sits on the bridge's own address: it reaches containers by theirs, and
//! its servers listen on it, so that nothing is published and no container needs the host's network.

use std::net::IpAddr;

use bollard::models::NetworkCreateRequest;
use bollard::query_parameters::InspectNetworkOptions;

use super::Lab;
use crate::verdict::Undecided;

/// One internal bridge network.
#[derive(Debug, Clone)]
pub(crate) struct Bridge {
    /// Its name at the engine.
    pub(crate) name: String,
    /// The host's address on it.
    pub(crate) gateway: IpAddr,
}

impl Bridge {
    /// Makes one.
    ///
    /// # Errors
    /// When the engine makes none, or gives it no address.
    pub(crate) async fn make(lab: &Lab, purpose: &str) -> Result<Self, Undecided> {
        let name = lab.name(purpose);
        lab.note("network", &name)?;
        let request = NetworkCreateRequest {
            name: name.clone(),
            driver: Some("bridge".into()),
            internal: Some(true),
            labels: Some(lab.labels()),
            ..NetworkCreateRequest::default()
        };
        let engine = lab.engine();
        engine.call("make a network", engine.docker.create_network(request)).await?;
        let made = engine.docker.inspect_network(&name, None::<InspectNetworkOptions>);
        let made = engine.call("inspect a network", made).await?;
        let gateway = made
            .ipam
            .and_then(|ipam| ipam.config)
            .into_iter()
            .flatten()
            .filter_map(|config| config.gateway)
            .find_map(|text| text.split('/').next().and_then(|address| address.parse().ok()))
            .ok_or_else(|| Undecided::ours(format!("the network {name} has no gateway address")))?;
        Ok(Self { name, gateway })
    }
}
