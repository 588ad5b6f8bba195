//! Which layers make which image: manifests, indexes and configs of an archive, followed with limits.

use std::collections::BTreeMap;

use oci_spec::image::{ImageIndex, ImageManifest};
use serde::Deserialize;

use super::archive::Archive;
use super::config::Config;
use super::layer::{Blob, Form};

/// Indexes nested deeper than this are not followed.
const DEEPEST: usize = 4;
/// Images of one archive beyond which none is listed.
const MOST: usize = 64;

/// One image of an archive.
#[derive(Debug)]
pub(crate) struct Image<'a> {
    /// Its names, such as `todo-backend:1.0.0`.
    pub(crate) names: Vec<String>,
    /// SHA-256 of its config in hexadecimal: the engine's image id.
    pub(crate) id: String,
    /// Its config.
    pub(crate) config: Config,
    /// Name of the config's blob.
    pub(crate) config_blob: String,
    /// Its layers from the base up.
    pub(crate) layers: Vec<&'a Blob>,
    /// Annotations of its manifest.
    pub(crate) annotations: BTreeMap<String, String>,
    /// What does not agree.
    pub(crate) problems: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Saved {
    config: String,
    #[serde(default)]
    repo_tags: Option<Vec<String>>,
    #[serde(default)]
    layers: Vec<String>,
}

/// All images of an archive, and what kept others from being assembled.
pub(crate) fn images(archive: &Archive) -> (Vec<Image<'_>>, Vec<String>) {
    let mut problems = Vec::new();
    let mut found = Vec::new();
    if let Some(bytes) = archive.json("manifest.json") {
        match serde_json::from_slice::<Vec<Saved>>(bytes) {
            Ok(all) => {
                let all = all.into_iter().take(MOST);
                found.extend(all.filter_map(|it| saved(archive, it, &mut problems)));
            }
            Err(error) => problems.push(format!("manifest.json could not be read: {error}")),
        }
    }
    if found.is_empty() {
        match archive.json("index.json") {
            Some(bytes) => index(archive, bytes, &[], 0, &mut found, &mut problems),
            None => problems.push("neither a manifest.json nor an index.json is there".into()),
        }
    }
    if found.is_empty() && problems.is_empty() {
        problems.push("no image is named by the manifests".into());
    }
    (found, problems)
}

fn saved<'a>(archive: &'a Archive, saved: Saved, problems: &mut Vec<String>) -> Option<Image<'a>> {
    assemble(archive, &saved.config, &saved.layers, saved.repo_tags.unwrap_or_default(), problems)
}

fn index<'a>(
    archive: &'a Archive,
    bytes: &[u8],
    names: &[String],
    depth: usize,
    found: &mut Vec<Image<'a>>,
    problems: &mut Vec<String>,
) {
    let index = match serde_json::from_slice::<ImageIndex>(bytes) {
        Ok(index) => index,
        Err(error) => return problems.push(format!("an index could not be read: {error}")),
    };
    for descriptor in index.manifests() {
        let annotations = descriptor.annotations().clone().unwrap_or_default();
        let is_attestation = annotations.contains_key("vnd.docker.reference.type")
            || descriptor.platform().as_ref().is_some_and(|it| it.architecture().to_string() == "unknown");
        if is_attestation || found.len() >= MOST {
            continue;
        }
        let own = ["io.containerd.image.name", "org.opencontainers.image.ref.name"];
        let mut names = names.to_vec();
        names.extend(own.iter().find_map(|key| annotations.get(*key).cloned()));
        let blob = blob_name(descriptor.digest().as_ref());
        let Some(bytes) = archive.json(&blob) else {
            problems.push(format!("{blob} is named by an index and not there"));
            continue;
        };
        if let Ok(manifest) = serde_json::from_slice::<ImageManifest>(bytes) {
            let layers: Vec<String> =
                manifest.layers().iter().map(|it| blob_name(it.digest().as_ref())).collect();
            let config = blob_name(manifest.config().digest().as_ref());
            if let Some(mut image) = assemble(archive, &config, &layers, names, problems) {
                image.annotations.extend(manifest.annotations().clone().unwrap_or_default());
                found.push(image);
            }
        } else if depth < DEEPEST {
            self::index(archive, bytes, &names, depth + 1, found, problems);
        }
    }
}

fn blob_name(digest: &str) -> String {
    format!("blobs/{}", digest.replace(':', "/"))
}

fn assemble<'a>(
    archive: &'a Archive,
    config_blob: &str,
    layers: &[String],
    names: Vec<String>,
    problems: &mut Vec<String>,
) -> Option<Image<'a>> {
    let Some(bytes) = archive.json(config_blob) else {
        problems.push(format!("the config {config_blob} is not there or no JSON document"));
        return None;
    };
    let config = match serde_json::from_slice::<Config>(bytes) {
        Ok(config) => config,
        Err(error) => {
            problems.push(format!("the config {config_blob} could not be read: {error}"));
            return None;
        }
    };
    let mut image = Image {
        names,
        id: archive.get(config_blob).map(|blob| blob.digest.clone()).unwrap_or_default(),
        config,
        config_blob: config_blob.into(),
        layers: Vec::new(),
        annotations: BTreeMap::new(),
        problems: Vec::new(),
    };
    for name in layers {
        match archive.get(name) {
            Some(blob) => image.layers.push(blob),
            None => image.problems.push(format!("the layer {name} is not there")),
        }
    }
    image.check_digests();
    Some(image)
}

impl Image<'_> {
    /// The config promises what each layer holds; what was read must be that.
    fn check_digests(&mut self) {
        let stated = &self.config.rootfs.diff_ids;
        if stated.len() != self.layers.len() {
            let text =
                format!("the config names {} layers, the manifest {}", stated.len(), self.layers.len());
            self.problems.push(text);
        }
        for (stated, blob) in stated.iter().zip(&self.layers) {
            match &blob.form {
                Form::Layer { diff_id, .. } if stated.strip_prefix("sha256:") == Some(diff_id) => {}
                Form::Layer { diff_id, .. } => {
                    self.problems
                        .push(format!("the layer {} unpacks to {diff_id}, not to {stated}", blob.name));
                }
                Form::Json(_) | Form::Other => self.problems.push(format!("{} is no layer", blob.name)),
            }
        }
    }
}
