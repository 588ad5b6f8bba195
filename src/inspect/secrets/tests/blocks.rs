//! What is found does not depend on how the bytes arrive, and hostile input ends.

use std::io::Write as _;

use proptest::prelude::*;

use super::*;
use crate::inspect::secrets::engine::{Hit, Pass};
use crate::inspect::secrets::plant::{ALNUM, Dice, kinds, plant};
use crate::inspect::secrets::value::Setting;

/// Ordinary text with credentials here and there, plain and encoded.
fn text(seed: u64) -> Vec<u8> {
    let mut dice = Dice::new(seed);
    let kinds = kinds();
    let mut text = String::new();
    while text.len() < 60_000 {
        let kind = *dice.pick(&kinds);
        match dice.below(9) {
            0 => text.push_str(&plant(kind, dice.roll())),
            1 => text.push_str(&plant(&format!("base64:{kind}"), dice.roll())),
            2 => text += &["DB_PASSWORD = \"", &plant("password", dice.roll()), "\""].concat(),
            3 => text.push_str(&dice.text(ALNUM, 9_000)),
            _ => text.push_str(&dice.text("abcdefgh _-=:\"\n", 1 + dice.clone().below(3_000))),
        }
        text.push(if dice.below(3) == 0 { '\n' } else { ' ' });
    }
    text.into_bytes()
}

fn essence(hits: &[Hit]) -> Vec<String> {
    let one =
        |hit: &Hit| format!("{:?} {} {} {:?} {:?}", hit.span, hit.line, hit.kind, hit.severity, hit.masked);
    hits.iter().map(one).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn no_split_changes_the_findings(seed in any::<u64>(), cuts in any::<u64>()) {
        let (text, key) = (text(seed), Key::fixed());
        let whole = Pass::new(&key, Setting::default(), 0).whole(&text).0;
        let mut dice = Dice::new(cuts);
        let mut pass = Pass::new(&key, Setting::default(), 0);
        let mut rest = text.as_slice();
        while !rest.is_empty() {
            let limit = *dice.pick(&[1, 7, 100, 5_000, 40_000]);
            let (block, after) = rest.split_at((1 + dice.below(limit)).min(rest.len()));
            pass.push(block);
            rest = after;
        }
        prop_assert_eq!(essence(&pass.finish().0), essence(&whole));
    }

    #[test]
    fn no_bytes_make_the_scanner_fail(bytes in proptest::collection::vec(any::<u8>(), 0..4_000)) {
        let _ = scan("x.bin", &bytes);
    }

    #[test]
    fn no_near_miss_makes_the_scanner_fail(text in "(password|secret_key|token|://|eyJ|-----BEGIN |bearer |[\"'`=:|@{}\n a-z0-9é]){0,80}") {
        let _ = scan("x.md", text.as_bytes());
    }
}

#[test]
fn a_long_line_is_scanned_in_bounded_memory_to_its_end() {
    let secret = plant("neon-url", 1);
    let filler = std::io::repeat(b'a').take(8 << 20);
    let tail = format!(" {secret}");
    let mut sink = Sink::default();
    Scanner::new(Key::fixed()).scan_reader(&mut sink, &source("x.json"), filler.chain(tail.as_bytes()));
    let found = sink.into_secrets();
    assert_eq!(found.findings.len(), 1);
    assert_eq!(found.account.bytes, (8 << 20) + tail.len() as u64);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn tar(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_ustar();
    header.set_size(bytes.len() as u64);
    header.set_mode(0o644);
    builder.append_data(&mut header, name, bytes).unwrap();
    builder.into_inner().unwrap()
}

fn zip(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap().into_inner()
}

#[test]
fn archives_in_archives_are_opened() {
    let text = format!("url = {}\n", plant("neon-url", 2));
    let nested = gzip(&tar("app/config.zip", &zip("inner/.env", text.as_bytes())));
    let found = scan("backup.tar.gz", &nested);
    assert_eq!(found.findings.len(), 1, "{found:#?}");
    assert_eq!(
        found.findings[0].spots[0].within,
        ["gzip:backup.tar", "tar:app/config.zip", "zip:inner/.env"]
    );
    assert!(found.account.is_whole(), "{:?}", found.account);
}

#[test]
fn xz_bzip2_and_zstd_are_opened() {
    let text = format!("url = {}\n", plant("neon-url", 2));
    let mut bz = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    bz.write_all(text.as_bytes()).unwrap();
    let zstd = zstd::stream::encode_all(text.as_bytes(), 1).unwrap();
    for packed in [bz.finish().unwrap(), zstd] {
        assert_eq!(scan("dump", &packed).findings.len(), 1);
    }
}

#[test]
fn a_truncated_archive_is_reported_and_never_clean() {
    let whole = gzip(&tar("a.txt", &vec![b'a'; 100_000]));
    assert!(!scan("a.tgz", &whole[..whole.len() / 2]).account.is_whole());
    let whole = zip("a.txt", b"hello");
    assert!(!scan("a.zip", &whole[..whole.len() - 30]).account.is_whole());
}

#[test]
fn a_nest_of_archives_ends() {
    let mut nested = b"x".to_vec();
    for _ in 0..12 {
        nested = gzip(&nested);
    }
    assert!(!scan("a.gz", &nested).account.is_whole());
}
