//! One credential planted in each place of an image, and found in each.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use sha2::Digest as _;

use super::tests::{docker_archive, gzip, layer, oci_layout};
use crate::facts::Place;
use crate::facts::checkout::secret::{Secrets, Severity};
use crate::inspect::secrets::Key;

/// Letters and digits that look random and are the same each time.
fn random(mark: u8, length: usize) -> String {
    const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let digest = [sha2::Sha256::digest([mark, 1]), sha2::Sha256::digest([mark, 2])].concat();
    digest.iter().map(|byte| char::from(ALPHABET[usize::from(*byte) % 62])).take(length).collect()
}

/// A credential that nobody issued, put together when the test runs; `mark` makes it another one.
fn planted(mark: u8) -> String {
    ["npg", "_", &random(mark, 12)].concat()
}

fn url(mark: u8) -> String {
    let secret = planted(mark);
    ["postgresql://todo_owner:", &secret, "@ep-calm-sun-a1b2c3d4.eu-central-1.aws.", "neon.tech/todo"]
        .concat()
}

fn zipped(name: &str, text: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(text.as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

fn assignment(mark: u8) -> String {
    format!("DATABASE_URL={}\n", url(mark))
}

fn base64(mark: u8) -> Vec<u8> {
    let text = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, assignment(mark));
    format!("data:\n  env: {text}\n").into_bytes()
}

fn utf_16(mark: u8) -> Vec<u8> {
    let units = assignment(mark).encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    [&[0xFF, 0xFE][..], &units].concat()
}

/// A constant as Python 3.11 marshals it into a compiled module: a short ASCII text between other objects.
fn compiled(mark: u8) -> Vec<u8> {
    let text = url(mark);
    let length = u8::try_from(text.len()).unwrap();
    [
        b"\xa7\x0d\x0d\x0a\0\0\0\0\0\0\0\0\0\0\0\0\xe3\0\0\0\0".as_slice(),
        b"\xfa",
        &[length],
        text.as_bytes(),
        b"N)\x02",
    ]
    .concat()
}

/// What stands in each place: the file, its content, and the mark of what is planted in it.
fn base_files() -> Vec<(&'static str, &'static str, Vec<u8>, u8)> {
    let text = |mark: u8| assignment(mark).into_bytes();
    vec![
        ("plain file", "app/.env", text(1), 1),
        ("file deleted later", "app/gone.env", text(2), 2),
        ("file overwritten later", "app/settings.ini", text(3), 3),
        ("site-packages", "usr/lib/python3.11/site-packages/conf.py", text(4), 4),
        (
            "node_modules",
            "app/node_modules/config/index.js",
            format!("module.exports = {{ url: \"{}\" }};\n", url(5)).into_bytes(),
            5,
        ),
        ("tar.gz in a layer", "app/backup.tar.gz", gzip(&layer(&[("backup/.env", &text(6))])), 6),
        ("zip", "app/backup.zip", zipped("backup/.env", &assignment(7)), 7),
        ("jar", "app/service.jar", zipped("application.properties", &assignment(8)), 8),
        ("wheel", "app/todo-1-py3-none-any.whl", zipped("todo/settings.py", &assignment(9)), 9),
        ("base64", "app/secret.yaml", base64(10), 10),
        ("UTF-16", "app/notes.txt", utf_16(11), 11),
        ("compiled Python", "app/__pycache__/settings.cpython-311.pyc", compiled(12), 12),
        ("Markdown", "app/docs/README.md", format!("# Set-up\n\n    psql '{}'\n", url(13)).into_bytes(), 13),
        ("test folder", "app/tests/e2e/config.env", text(14), 14),
    ]
}

/// Marks of what stands elsewhere than in a file of the first layer.
const ENV: u8 = 15;
const LABEL: u8 = 16;
const HISTORY: u8 = 17;
const ENTRYPOINT: u8 = 18;
const LINK: u8 = 19;
const PAX: u8 = 20;
const NAME: u8 = 21;
const SECOND: u8 = 22;
const ANNOTATION: u8 = 23;

fn config() -> serde_json::Value {
    serde_json::json!({
        "architecture": "amd64", "os": "linux",
        "config": {
            "Env": [format!("DATABASE_URL={}", url(ENV))],
            "Labels": {"org.example.database": url(LABEL)},
            "Entrypoint": ["/app/run", format!("--database={}", url(ENTRYPOINT))],
        },
        "history": [{"created_by": format!("|1 DATABASE_URL={} /bin/sh -c make", url(HISTORY))}, {"created_by": "COPY"}],
    })
}

fn layers() -> Vec<Vec<u8>> {
    let files = base_files();
    let mut first: Vec<(&str, &[u8])> =
        files.iter().map(|(_, path, bytes, _)| (*path, bytes.as_slice())).collect();
    let name = format!("app/cache/{}", planted_name(NAME));
    first.push((&name, b"x"));
    let mut first = layer(&first);
    first.truncate(first.len() - 1024);
    let mut tar = tar::Builder::new(first);
    let mut header = tar::Header::new_ustar();
    header.set_entry_type(tar::EntryType::Symlink);
    header.set_size(0);
    tar.append_link(&mut header, "app/current", planted_name(LINK)).unwrap();
    tar.append_pax_extensions([("SCHILY.xattr.user.note", assignment(PAX).as_bytes())]).unwrap();
    let mut header = tar::Header::new_ustar();
    header.set_size(1);
    header.set_mode(0o644);
    tar.append_data(&mut header, "app/noted", &b"x"[..]).unwrap();
    let first = tar.into_inner().unwrap();
    let second = layer(&[
        ("app/.wh.gone.env", b""),
        ("app/settings.ini", b"[app]\n"),
        ("app/late.env", assignment(SECOND).as_bytes()),
    ]);
    vec![first, second]
}

/// A key that fits a file name: no slash in it.
fn planted_name(mark: u8) -> String {
    format!("{}.txt", token(mark))
}

fn token(mark: u8) -> String {
    ["gsk", "_", &random(mark, 20), "WGdyb3FY", &random(mark + 100, 24)].concat()
}

fn expect(secrets: &Secrets, what: &str, path: &str, problems: &mut Vec<String>) {
    let live = secrets.findings.iter().filter(|it| it.severity == Severity::LiveLooking);
    let found = live.flat_map(|it| &it.spots).any(|spot| match &spot.place {
        Place::Layer { path: own, .. } => own.starts_with(path),
        Place::File { .. } | Place::Commit { .. } | Place::Object { .. } | Place::Experiment { .. } => false,
    });
    if !found {
        problems.push(format!("{what} ({path})"));
    }
}

fn expect_common(secrets: &Secrets) -> Vec<String> {
    let mut missed = Vec::new();
    for (what, path, _, _) in base_files() {
        expect(secrets, what, path, &mut missed);
    }
    for (what, path) in [
        ("environment of the config", "config.Env[0]"),
        ("label", "config.Labels.org.example.database"),
        ("history", "history[0].created_by"),
        ("entrypoint", "config.Entrypoint[1]"),
        ("target of a link", "app/current"),
        ("extended header", "app/noted"),
        ("name of a file", "app/cache/gsk"),
        ("second layer", "app/late.env"),
    ] {
        expect(secrets, what, path, &mut missed);
    }
    missed
}

#[test]
fn every_place_of_a_docker_archive_is_looked_at() {
    let read = super::of_stream(Cursor::new(docker_archive(&config(), &layers())), Key::fixed());
    assert!(read.problems.is_empty() && read.images[0].problems.is_empty(), "{:?}", read.images[0].problems);
    let missed = expect_common(&read.secrets);
    assert!(missed.is_empty(), "not found: {missed:#?}\n{:#?}", places(&read.secrets));
    assert!(read.secrets.account.is_whole(), "{:?}", read.secrets.account);
}

#[test]
fn every_place_of_an_oci_layout_is_looked_at_whatever_packs_its_layers() {
    type Pack = fn(usize, &[u8]) -> Vec<u8>;
    let packed: [Pack; 3] =
        [|_, bytes| bytes.to_vec(), |_, bytes| gzip(bytes), |_, bytes| zstd::encode_all(bytes, 3).unwrap()];
    for pack in packed {
        let files = oci_layout(&config(), &layers(), pack, &url(ANNOTATION));
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in &files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        let read = super::of_path(folder.path(), Key::fixed()).unwrap();
        let mut missed = expect_common(&read.secrets);
        expect(
            &read.secrets,
            "annotation of the index",
            "index.json manifests[0].annotations.note",
            &mut missed,
        );
        expect(&read.secrets, "annotation of the manifest", "blobs/sha256/", &mut missed);
        assert!(missed.is_empty(), "not found: {missed:#?}\n{:#?}", places(&read.secrets));
    }
}

#[test]
fn what_became_of_a_file_is_said() {
    let read = super::of_stream(Cursor::new(docker_archive(&config(), &layers())), Key::fixed());
    let within: BTreeMap<String, Vec<String>> = places(&read.secrets);
    assert_eq!(within["todo:1 layer 0 app/gone.env"], ["deleted by layer 1"]);
    assert_eq!(within["todo:1 layer 0 app/settings.ini"], ["overwritten by layer 1"]);
}

fn places(secrets: &Secrets) -> BTreeMap<String, Vec<String>> {
    let spots = secrets.findings.iter().flat_map(|it| &it.spots);
    spots.map(|spot| (spot.place.to_string(), spot.within.clone())).collect()
}
