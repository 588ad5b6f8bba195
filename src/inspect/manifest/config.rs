//! Config maps and Secrets.

use super::files::Files;
use super::shown;
use crate::facts::checkout::manifest::{ConfigMap, Entry, Object, Provider, Secret, Shown};
use crate::inspect::yaml::Node;

pub(super) fn config_map(files: &Files, node: &Node, object: &Object) -> ConfigMap {
    let mut keys = entries(files, node.get("data"), shown::shown);
    keys.extend(entries(files, node.get("binaryData"), |_, _| Shown::Plain("binary".into())));
    let data_at = node.get("data").map_or_else(|| object.at.clone(), |data| files.at(data.line));
    ConfigMap { name: object.name.clone(), at: object.at.clone(), keys, data_at, complete: true }
}

fn entries(files: &Files, node: Option<&Node>, show: impl Fn(&str, &str) -> Shown) -> Vec<Entry> {
    node.map(Node::pairs)
        .unwrap_or_default()
        .iter()
        .map(|(key, value)| {
            let text = value.scalar().unwrap_or_default();
            Entry { key: key.text.clone(), at: files.at(key.line), value: show(&key.text, &text) }
        })
        .collect()
}

pub(super) fn secret(files: &Files, node: &Node, object: &Object) -> Secret {
    let base =
        Secret { name: object.name.clone(), at: object.at.clone(), complete: true, ..Secret::default() };
    let hidden = || Shown::Given("from a vault".into());
    match object.kind.as_str() {
        "Secret" => {
            let mut keys = entries(files, node.get("data"), |name, value| shown::secret(name, value, true));
            keys.extend(entries(files, node.get("stringData"), |name, value| {
                shown::secret(name, value, false)
            }));
            Secret { kind: node.scalar_at(&["type"]), keys, ..base }
        }
        "SealedSecret" => {
            let keys =
                entries(files, node.at(&["spec", "encryptedData"]), |_, _| Shown::Given("encrypted".into()));
            let name = node.scalar_at(&["spec", "template", "metadata", "name"]);
            Secret { provider: Provider::Sealed, keys, name: name.unwrap_or(base.name.clone()), ..base }
        }
        "ExternalSecret" => {
            let data = node.at(&["spec", "data"]).map(Node::items).unwrap_or_default();
            let keys: Vec<Entry> = data
                .iter()
                .filter_map(|entry| {
                    let key = entry.scalar_at(&["secretKey"])?;
                    Some(Entry { key, at: files.at(entry.line), value: hidden() })
                })
                .collect();
            let name = node.scalar_at(&["spec", "target", "name"]).unwrap_or_else(|| base.name.clone());
            let complete = node.at(&["spec", "dataFrom"]).is_none()
                && node.at(&["spec", "target", "template"]).is_none();
            Secret { provider: Provider::External, keys, complete, name, ..base }
        }
        // What other controllers make is known by name only.
        _ => {
            let named =
                [&["spec", "destination", "name"][..], &["spec", "managedSecretReference", "secretName"]]
                    .iter()
                    .find_map(|path| node.scalar_at(path));
            let listed = node.at(&["spec", "secretObjects"]).map(Node::items).unwrap_or_default();
            let listed = listed.first().and_then(|object| object.scalar_at(&["secretName"]));
            let name = named.or(listed).unwrap_or_else(|| base.name.clone());
            Secret { provider: Provider::External, complete: false, name, ..base }
        }
    }
}
