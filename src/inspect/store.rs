//! Files that the judge itself wrote or was given: bundles, waivers.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// The longest of these files that is read, in bytes.
const LONGEST: u64 = 1024 * 1024 * 1024;

/// A file's bytes.
///
/// # Errors
/// The path with the system's reason, or that it is too long.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let name = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(LONGEST).read_to_end(&mut bytes)).map_err(name)?;
    if bytes.len() as u64 == LONGEST {
        return Err(name(io::Error::other(format!("longer than {LONGEST} bytes"))));
    }
    Ok(bytes)
}

/// Writes a file whole or not at all: beside it first, then renamed.
///
/// # Errors
/// The path with the system's reason.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(name)?;
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path)).map_err(name)
}
