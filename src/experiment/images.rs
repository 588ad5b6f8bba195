//! Reads what the built images hold: each is exported by the engine as a stream and taken apart as it comes.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::PathBuf;
use std::time::Duration;

use bollard::Docker;
use futures::StreamExt;
use tokio::sync::mpsc::{Receiver, channel};

use super::{Experiment, Lab};
use crate::facts::Seen;
use crate::facts::checkout::layout::{Role, Service};
use crate::facts::observed::image::{Advisories, Image, Images, Missing};
use crate::inspect::image::{self, Reading};
use crate::inspect::secrets::Key;
use crate::verdict::Undecided;

/// The experiment.
pub(crate) static IMAGES: Experiment = Experiment {
    id: "images",
    act: "the layers of its images are read",
    disturbs: false,
    run: |lab| Box::pin(run(lab)),
};

/// Pieces of an export that may wait for the reader.
const PIECES: usize = 32;
/// An export that takes longer is given up.
const EXPORT: Duration = Duration::from_mins(5);

async fn run(lab: &Lab) {
    let images = match lab.layout() {
        Ok(layout) => {
            let mut services: Vec<&Service> = layout.services.iter().collect();
            services.sort_by_key(|service| service.role);
            Seen::Known(read(lab, &services).await)
        }
        Err(why) => why.into(),
    };
    let advisories = match (&images, lab.advisories()) {
        (Seen::Known(images), Some(snapshot)) => matched(snapshot, images.built.clone()).await,
        (Seen::Known(_), None) => Seen::unknown(
            "no snapshot of advisories was given",
            Some("run again with --advisories FOLDER, a folder or zip of advisories in OSV format"),
        ),
        (other, _) => other.get().map(|_| ()).err().map_or(Seen::NotRun, Seen::from),
    };
    lab.observe(|observed| {
        observed.images = images;
        observed.advisories = advisories;
    });
}

async fn read(lab: &Lab, services: &[&Service]) -> Images {
    let built = lab.images().await;
    let mut images = Images::default();
    let mut known: BTreeMap<String, Image> = BTreeMap::new();
    for service in services {
        let missing =
            |why: Undecided| Missing { service: service.name.clone(), role: service.role, why: why.into() };
        let made = match built.get(&service.name).map(Seen::get) {
            None => continue,
            Some(Err(why)) => {
                images.missing.push(missing(why));
                continue;
            }
            Some(Ok(made)) => made,
        };
        if !known.contains_key(&made.id) {
            lab.say(&format!("reading the layers of {}", service.name));
            match export(&lab.engine().docker, &made.image).await.and_then(one) {
                Ok(image) => drop(known.insert(made.id.clone(), image)),
                Err(why) => {
                    images.missing.push(missing(why));
                    continue;
                }
            }
        }
        if let Some(image) = known.get(&made.id) {
            images.built.push(named(image.clone(), &service.name, service.role));
        }
    }
    images
}

fn one(reading: Reading) -> Result<Image, Undecided> {
    let problems = reading.problems.join("; ");
    reading
        .images
        .into_iter()
        .next()
        .ok_or_else(|| Undecided::ours(format!("the export holds no image: {problems}")))
}

/// An image under its service's name, in its places too.
fn named(mut image: Image, service: &str, role: Role) -> Image {
    image.service = service.into();
    image.role = Some(role);
    for leak in image.leaks.iter_mut().flatten() {
        for spot in &mut leak.spots {
            if let crate::facts::Place::Layer { image, .. } = &mut spot.place {
                *image = service.into();
            }
        }
    }
    image
}

/// Reads an image of the engine, by name or id, as it is exported.
///
/// # Errors
/// Where the engine has no such image or stops in the middle.
pub(crate) async fn export(docker: &Docker, name: &str) -> Result<Reading, Undecided> {
    let (send, receive) = channel(PIECES);
    let reader = tokio::task::spawn_blocking(move || {
        image::of_stream(Pieces { receive, piece: Vec::new(), at: 0 }, Key::random())
    });
    let mut stream = Box::pin(docker.export_image(name));
    let pump = async {
        while let Some(piece) = stream.next().await {
            let piece = piece.map_err(|error| Undecided::ours(format!("{name} is not exported: {error}")))?;
            // A reader that has seen enough hangs up; what it made of the rest stands in its problems.
            if send.send(piece.to_vec()).await.is_err() {
                break;
            }
        }
        Ok(())
    };
    let pumped = tokio::time::timeout(EXPORT, pump).await;
    drop(send);
    let reading =
        reader.await.map_err(|error| Undecided::ours(format!("{name} could not be read: {error}")))?;
    match pumped {
        Ok(result) => result.map(|()| reading),
        Err(_) => Err(Undecided::ours(format!("{name} was not exported within {EXPORT:?}"))),
    }
}

async fn matched(snapshot: PathBuf, images: Vec<Image>) -> Seen<Advisories> {
    let shown = snapshot.display().to_string();
    match tokio::task::spawn_blocking(move || image::advisory::matched(&snapshot, &images)).await {
        Ok(Ok(found)) => Seen::Known(found),
        Ok(Err(error)) => {
            Seen::unknown(format!("the advisories in {shown} could not be read: {error}"), None)
        }
        Err(error) => Seen::unknown(format!("the advisories in {shown} could not be matched: {error}"), None),
    }
}

/// The pieces of an export as one reader.
struct Pieces {
    receive: Receiver<Vec<u8>>,
    piece: Vec<u8>,
    at: usize,
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.piece.len() {
            let Some(piece) = self.receive.blocking_recv() else { return Ok(0) };
            (self.piece, self.at) = (piece, 0);
        }
        let read = (&self.piece[self.at..]).read(buffer)?;
        self.at += read;
        Ok(read)
    }
}
