//! Builds the images, and sends each to a registry and back.

use futures::FutureExt;

use super::Experiment;
use super::lab::{Lab, registry::Registry};
use crate::facts::Seen;
use crate::facts::observed::{Build, BuiltImage, Pushed};
use crate::verdict::Undecided;

pub(super) static EXPERIMENT: Experiment = Experiment {
    id: "build",
    act: "every image is built from a clean copy of the checkout",
    disturbs: false,
    run: |lab| {
        async move {
            let builds = builds(lab).await;
            lab.observe(|observed| observed.builds = builds.into());
        }
        .boxed()
    },
};

async fn builds(lab: &Lab) -> Result<Vec<Build>, Undecided> {
    let services = super::replica::services(lab)?;
    let images = lab.images().await;
    let any = images.values().any(|image| image.known().is_some());
    let registry = if any { Registry::start(lab).await } else { Err(Undecided::ours("no image was built")) };
    let mut builds = Vec::new();
    for service in services {
        let built = images.get(&service.name).map_or_else(|| Err(Undecided::NotRun), |seen| seen.get());
        let image = match built {
            Err(why) => why.into(),
            Ok(built) => {
                let pushed: Seen<Pushed> = match &registry {
                    Ok(registry) => registry.round_trip(lab, &built.image).await.into(),
                    Err(why) => why.clone().into(),
                };
                Seen::Known(BuiltImage {
                    id: built.id.clone(),
                    size: built.size,
                    elapsed_ms: built.elapsed_ms,
                    used: built.used.clone(),
                    pushed,
                })
            }
        };
        let dockerfile = service.dockerfile.clone().unwrap_or_default();
        builds.push(Build { service: service.name.clone(), dockerfile, image });
    }
    Ok(builds)
}
