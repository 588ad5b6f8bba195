//! The evidence bundle: facts, the frame of the run, and a digest of each file. Verdicts can be made again from it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::{Frame, Outcome, assemble, places};
use crate::facts::Facts;
use crate::inspect::store;
use crate::record::Run;

const FACTS: &str = "facts.json";
const FRAME: &str = "frame.json";
const SUMS: &str = "SHA256SUMS";

/// Writes the bundle and the result beside it.
///
/// # Errors
/// The file that could not be written.
pub(crate) fn write(folder: &Path, outcome: &Outcome) -> Result<(), String> {
    let bundle = folder.join("bundle");
    let facts = serde_json::to_vec(&outcome.facts).map_err(|error| error.to_string())?;
    let frame = serde_json::to_vec_pretty(&outcome.frame).map_err(|error| error.to_string())?;
    let sums = format!("{}  {FACTS}\n{}  {FRAME}\n", hex(&facts), hex(&frame));
    let put =
        |name: &str, bytes: &[u8]| store::write(&bundle.join(name), bytes).map_err(|error| error.to_string());
    put(FACTS, &facts)?;
    put(FRAME, &frame)?;
    put(SUMS, sums.as_bytes())
}

/// Reads a bundle (its folder, or the run's folder) and judges again.
///
/// # Errors
/// What is missing, altered, or from another version.
pub(crate) fn judge_again(path: &Path) -> Result<Run, String> {
    let bundle = if path.join(FACTS).exists() { path.to_path_buf() } else { path.join("bundle") };
    let files = checked(&bundle)?;
    let facts: Facts = parse(&files, FACTS)?;
    let frame: Frame = parse(&files, FRAME)?;
    let planned = frame.selection.rules()?;
    let asked = places().map_err(|refusal| format!("{refusal:?}"))?;
    Ok(assemble(&frame, &facts, &planned, &asked))
}

/// The files whose digests agree with the list; any difference is an error.
fn checked(bundle: &Path) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let get = |path: PathBuf| store::read(&path).map_err(|error| format!("this is no whole bundle: {error}"));
    let sums = String::from_utf8_lossy(&get(bundle.join(SUMS))?).into_owned();
    let mut files = BTreeMap::new();
    for line in sums.lines() {
        let (sum, name) = line.split_once("  ").ok_or_else(|| format!("{SUMS} has a line {line:?}"))?;
        if name.contains('/') || name.contains("..") {
            return Err(format!("{SUMS} names {name:?}, which lies outside the bundle"));
        }
        let bytes = get(bundle.join(name))?;
        if hex(&bytes) != sum {
            return Err(format!("{name} was altered: its digest is not the one in {SUMS}"));
        }
        files.insert(name.to_string(), bytes);
    }
    Ok(files)
}

fn parse<T: serde::de::DeserializeOwned>(files: &BTreeMap<String, Vec<u8>>, name: &str) -> Result<T, String> {
    let bytes = files.get(name).ok_or_else(|| format!("{name} is missing from {SUMS}"))?;
    serde_json::from_slice(bytes)
        .map_err(|error| format!("{name}: {error}; was it written by another version?"))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
