//! Claims about reading images, on archives made here.

use std::io::{Cursor, Write};
use std::sync::Mutex;

use proptest::prelude::*;

use super::archive::Archive;
use super::feed::{Consumer, Spot};
use super::layer::Form;
use super::view::{Fate, View};
use super::{assemble, decode};
use crate::facts::observed::image::Base;
use sha2::Digest as _;
use std::io::Read;

/// What a consumer was given, for tests to look into.
#[derive(Default)]
pub(super) struct Everything {
    pub(super) seen: Mutex<Vec<(String, String, Vec<u8>)>>,
}

impl Consumer for Everything {
    fn whole(&self, spot: &Spot, content: &[u8]) {
        self.text(spot, content);
    }
    fn stream(&self, spot: &Spot, content: &mut dyn Read) {
        let mut bytes = Vec::new();
        content.read_to_end(&mut bytes).unwrap();
        self.text(spot, &bytes);
    }
    fn text(&self, spot: &Spot, text: &[u8]) {
        self.seen.lock().unwrap().push((spot.blob.to_string(), spot.path.clone(), text.to_vec()));
    }
}

impl Everything {
    pub(super) fn holds(&self, needle: &str) -> bool {
        self.seen
            .lock()
            .unwrap()
            .iter()
            .any(|(_, _, bytes)| bytes.windows(needle.len()).any(|window| window == needle.as_bytes()))
    }
}

pub(super) fn digest(bytes: &[u8]) -> String {
    decode::hex(&sha2::Sha256::digest(bytes))
}

/// A layer of plain files (mode 0755).
pub(super) fn layer(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (path, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o755);
        if let Some((path, target)) = path.split_once(" -> ") {
            header.set_entry_type(tar::EntryType::Symlink);
            tar.append_link(&mut header, path, target).unwrap();
        } else {
            tar.append_data(&mut header, path, *content).unwrap();
        }
    }
    tar.into_inner().unwrap()
}

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// An archive as `docker save` writes it, of plain layers.
pub(super) fn docker_archive(config: &serde_json::Value, layers: &[Vec<u8>]) -> Vec<u8> {
    let mut config = config.clone();
    config["rootfs"]["diff_ids"] = layers.iter().map(|it| format!("sha256:{}", digest(it))).collect();
    let config = serde_json::to_vec(&config).unwrap();
    let names: Vec<String> = (0..layers.len()).map(|at| format!("{at:064}/layer.tar")).collect();
    let name = format!("{}.json", digest(&config));
    let manifest = serde_json::json!([{"Config": name, "RepoTags": ["todo:1"], "Layers": names}]);
    let mut files: Vec<(&str, Vec<u8>)> =
        names.iter().map(String::as_str).zip(layers.iter().cloned()).collect();
    files.push((&name, config));
    files.push(("manifest.json", serde_json::to_vec(&manifest).unwrap()));
    layer(&files.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect::<Vec<_>>())
}

/// The files of an OCI layout; each layer is packed by `pack`, and annotations stand in manifest and index.
pub(super) fn oci_layout(
    config: &serde_json::Value,
    layers: &[Vec<u8>],
    pack: impl Fn(usize, &[u8]) -> Vec<u8>,
    annotation: &str,
) -> Vec<(String, Vec<u8>)> {
    let mut config = config.clone();
    config["rootfs"]["type"] = "layers".into();
    config["rootfs"]["diff_ids"] = layers.iter().map(|it| format!("sha256:{}", digest(it))).collect();
    let packed: Vec<Vec<u8>> = layers.iter().enumerate().map(|(at, it)| pack(at, it)).collect();
    let describe = |media: &str, bytes: &[u8]| serde_json::json!({"mediaType": media, "digest": format!("sha256:{}", digest(bytes)), "size": bytes.len()});
    let config = serde_json::to_vec(&config).unwrap();
    let media = "application/vnd.oci.image";
    let manifest = serde_json::json!({
        "schemaVersion": 2, "config": describe(&format!("{media}.config.v1+json"), &config),
        "annotations": {"note": annotation},
        "layers": packed.iter().map(|it| describe(&format!("{media}.layer.v1.tar"), it)).collect::<Vec<_>>(),
    });
    let manifest = serde_json::to_vec(&manifest).unwrap();
    let mut entry = describe(&format!("{media}.manifest.v1+json"), &manifest);
    entry["annotations"] =
        serde_json::json!({"org.opencontainers.image.ref.name": "todo:1", "note": annotation});
    let index = serde_json::json!({"schemaVersion": 2, "manifests": [entry]});
    let mut files = vec![
        ("oci-layout".to_string(), br#"{"imageLayoutVersion":"1.0.0"}"#.to_vec()),
        ("index.json".to_string(), serde_json::to_vec(&index).unwrap()),
    ];
    files.extend(
        [config, manifest].into_iter().chain(packed).map(|it| (format!("blobs/sha256/{}", digest(&it)), it)),
    );
    files
}

fn plain_config() -> serde_json::Value {
    serde_json::json!({"architecture": "amd64", "os": "linux", "config": {"User": "65532", "Env": ["A=b"]}})
}

fn two_layers() -> Vec<Vec<u8>> {
    vec![
        layer(&[
            ("etc/os-release", b"ID=alpine\nPRETTY_NAME=\"Alpine Linux v3.22\"\n"),
            ("lib/ld-musl-x86_64.so.1", b"x"),
            ("bin/busybox", b"elf"),
            ("bin/sh -> /bin/busybox", b""),
            ("app/gone", b"deleted"),
            ("app/old", b"first"),
            ("tmp/d/a", b"1"),
        ]),
        layer(&[
            ("app/.wh.gone", b""),
            ("app/old", b"second"),
            ("tmp/d/.wh..wh..opq", b""),
            ("tmp/d/b", b"2"),
        ]),
    ]
}

fn balanced(archive: &Archive) {
    for blob in archive.blobs.values() {
        assert!(blob.account.balances(), "{}: {:?}", blob.name, blob.account);
    }
}

#[test]
fn a_docker_archive_is_read_to_its_last_byte() {
    let bytes = docker_archive(&plain_config(), &two_layers());
    let seen = Everything::default();
    let archive = Archive::stream(Cursor::new(&bytes), &seen);
    balanced(&archive);
    let packed: u64 = archive.blobs.values().map(|it| it.account.packed).sum();
    assert_eq!(packed + archive.framing, bytes.len() as u64, "every byte of the archive");
    assert!(archive.problems.is_empty(), "{:?}", archive.problems);
    let (images, problems) = assemble::images(&archive);
    assert!(problems.is_empty() && images[0].problems.is_empty(), "{problems:?} {:?}", images[0].problems);
    assert!(seen.holds("deleted") && seen.holds("first") && seen.holds("second"));
}

#[test]
fn whiteouts_and_opaque_folders_decide_what_a_container_sees() {
    let bytes = docker_archive(&plain_config(), &two_layers());
    let archive = Archive::stream(Cursor::new(bytes), &Everything::default());
    let (images, _) = assemble::images(&archive);
    let view = View::of(&images[0].layers);
    assert_eq!(view.fate(0, "app/gone"), Some(Fate::Deleted(1)));
    assert_eq!(view.fate(0, "app/old"), Some(Fate::Overwritten(1)));
    assert_eq!(view.fate(1, "app/old"), Some(Fate::Live));
    assert_eq!(view.fate(0, "tmp/d/a"), Some(Fate::Deleted(1)));
    assert!(view.get("tmp/d/b").is_some() && view.get("tmp/d/a").is_none());
    let facts = super::observe::image(&images[0]);
    assert_eq!((facts.base, facts.user.as_str()), (Base::Alpine, "65532"));
    assert_eq!(facts.shells.len(), 2, "busybox and the link to it");
    assert_eq!(facts.env, ["A"]);
}

#[test]
fn a_layout_is_read_from_a_folder_and_from_an_archive_whatever_packs_its_layers() {
    let pack =
        |at: usize, bytes: &[u8]| if at == 0 { gzip(bytes) } else { zstd::encode_all(bytes, 1).unwrap() };
    let files = oci_layout(&plain_config(), &two_layers(), pack, "a note");
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in &files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let as_tar =
        layer(&files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect::<Vec<_>>());
    for archive in [
        Archive::open(folder.path(), &Everything::default()).unwrap(),
        Archive::stream(Cursor::new(&as_tar), &Everything::default()),
        Archive::stream(Cursor::new(gzip(&as_tar)), &Everything::default()),
    ] {
        balanced(&archive);
        let (images, problems) = assemble::images(&archive);
        assert!(
            problems.is_empty() && images[0].problems.is_empty(),
            "{problems:?} {:?}",
            images[0].problems
        );
        assert_eq!(images[0].names, ["todo:1"]);
        assert_eq!(images[0].annotations["note"], "a note");
        assert_eq!(super::observe::image(&images[0]).base, Base::Alpine);
    }
}

#[test]
fn an_image_archive_is_told_from_any_other() {
    let image = docker_archive(&plain_config(), &two_layers());
    assert!(super::archive::names_images(Cursor::new(&image)));
    assert!(super::archive::names_images(Cursor::new(gzip(&image))));
    assert!(!super::archive::names_images(Cursor::new(layer(&[("a", b"1"), ("b/manifest.json", b"[]")]))));
    assert!(!super::archive::names_images(Cursor::new(b"no archive".as_slice())));
}

#[test]
fn a_blob_that_is_not_what_its_name_promises_is_reported() {
    let mut files = oci_layout(&plain_config(), &two_layers(), |_, bytes| bytes.to_vec(), "");
    files.last_mut().unwrap().1 = layer(&[("other", b"content")]);
    let tar = layer(&files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect::<Vec<_>>());
    let facts = super::of_stream(Cursor::new(tar), crate::inspect::secrets::Key::fixed()).images;
    let problems = &facts[0].problems;
    assert!(problems.iter().any(|it| it.contains("not the one of its name")), "{problems:?}");
    assert!(problems.iter().any(|it| it.contains("unpacks to")), "{problems:?}");
    assert!(!facts[0].complete);
}

#[test]
fn a_bomb_is_stopped_and_said_to_be_one() {
    struct Zeros(u64);
    impl Read for Zeros {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let most = usize::try_from(self.0).unwrap().min(buffer.len());
            buffer[..most].fill(0);
            self.0 -= most as u64;
            Ok(most)
        }
    }
    let mut header = tar::Header::new_gnu();
    header.set_path("bomb").unwrap();
    header.set_size(3 << 30);
    header.set_cksum();
    let mut source = Cursor::new(header.as_bytes().to_vec()).chain(Zeros(3 << 30));
    let bomb = zstd::encode_all(&mut source, 1).unwrap();
    let tar = layer(&[("blob", &bomb)]);
    let archive = Archive::stream(Cursor::new(tar), &Everything::default());
    balanced(&archive);
    let blob = &archive.blobs["blob"];
    assert!(blob.account.unpacked < 1 << 30, "{}", blob.account.unpacked);
    assert!(blob.problems.iter().any(|it| it.contains("the rest was not read")), "{:?}", blob.problems);
}

#[test]
fn what_stands_behind_the_end_mark_is_scanned() {
    let mut bytes = layer(&[("a", b"1")]);
    bytes.extend_from_slice(b"hidden treasure");
    let seen = Everything::default();
    let archive = Archive::stream(Cursor::new(layer(&[("l", &bytes)])), &seen);
    balanced(&archive);
    assert!(seen.holds("hidden treasure"));
}

#[test]
fn hostile_paths_are_scanned_and_never_part_of_the_view() {
    let mut bytes = layer(&[("aa/aa/aa/passwd", b"root")]);
    bytes[..8].copy_from_slice(b"../../..");
    let mut header = tar::Header::new_gnu();
    header.as_mut_bytes().copy_from_slice(&bytes[..512]);
    header.set_cksum();
    bytes[..512].copy_from_slice(header.as_bytes());
    let seen = Everything::default();
    let archive = Archive::stream(Cursor::new(docker_archive(&plain_config(), &[bytes])), &seen);
    let (images, _) = assemble::images(&archive);
    assert_eq!(View::of(&images[0].layers).live().count(), 0);
    assert!(seen.holds("root"));
    assert!(images[0].layers[0].problems[0].contains("climbs out"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_damage_makes_it_panic_or_lose_count(cut in 0usize..12_000, at in 0usize..12_000, with in any::<u8>()) {
        let mut bytes = docker_archive(&plain_config(), &two_layers());
        let at = at % bytes.len();
        bytes[at] = with;
        bytes.truncate(cut.min(bytes.len()));
        let archive = Archive::stream(Cursor::new(bytes), &Everything::default());
        balanced(&archive);
        for blob in archive.blobs.values() {
            if let Form::Layer { entries, .. } = &blob.form { prop_assert!(entries.len() < 20); }
        }
        let _ = assemble::images(&archive);
    }

    #[test]
    fn no_damage_of_a_packed_layer_makes_it_panic_or_lose_count(at in 0usize..4_000, with in any::<u8>(), zst in any::<bool>()) {
        let layer_bytes = two_layers().remove(0);
        let mut packed = if zst { zstd::encode_all(layer_bytes.as_slice(), 1).unwrap() } else { gzip(&layer_bytes) };
        let at = at % packed.len();
        packed[at] = with;
        let archive = Archive::stream(Cursor::new(layer(&[("l", &packed)])), &Everything::default());
        balanced(&archive);
    }
}
