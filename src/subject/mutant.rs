//! Variants of the reference whose code is really wrong: built, run and convicted by the experiments.
//!
//! Each is a folder in `fixtures/mutants` with a `mutant.toml`: what is wrong, which statements it breaks, and the
//! edits. A text that is replaced must stand in its file exactly once, so a stale mutant is found out.

use std::io;
use std::path::Path;

use serde::Deserialize;

use super::{FIXTURES, File, Files, files_below, materialise, parse};

/// What is wrong with a variant, and what must be found broken in it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mutant {
    /// What was done wrong, as a noun phrase.
    pub name: String,
    /// The statements that it breaks when it runs; the first one is what it was made for.
    pub breaks: Vec<String>,
    /// Texts that are replaced.
    #[serde(default)]
    replace: Vec<Replace>,
    /// Files that are written, new or not.
    #[serde(default)]
    write: Vec<Write>,
    /// Files that are removed.
    #[serde(default)]
    remove: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Replace {
    file: String,
    find: String,
    with: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Write {
    file: String,
    content: String,
}

/// The folders in `fixtures/mutants`, in the order of the alphabet.
///
/// # Errors
/// When they cannot be read.
pub fn all() -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(Path::new(FIXTURES).join("mutants"))? {
        let entry = entry?;
        if entry.path().join("mutant.toml").is_file() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// Turns the reference with the edits of `fixtures/mutants/<folder>` into a git repository in `target`.
///
/// # Errors
/// When the mutant does not exist or no longer fits the reference, or the folder cannot be written.
pub fn materialise_mutant(folder: &str, target: &Path) -> io::Result<Mutant> {
    let fixtures = Path::new(FIXTURES);
    let mutant = read(folder)?;
    let mut files = files_below(&fixtures.join("reference"))?;
    let mut history = parse(&std::fs::read_to_string(fixtures.join("history.toml"))?)?;
    let removed = apply(&mutant, &mut files)?;
    for change in &mut history.change {
        for commit in &mut change.commit {
            commit.paths.retain(|path| !removed.contains(path));
        }
    }
    // What is new came with the last commit.
    if let Some(last) = history.change.last_mut().and_then(|change| change.commit.last_mut()) {
        last.paths.extend(mutant.write.iter().map(|write| write.file.clone()));
    }
    materialise(&files, &history, target)?;
    Ok(mutant)
}

fn read(folder: &str) -> io::Result<Mutant> {
    let path = Path::new(FIXTURES).join("mutants").join(folder).join("mutant.toml");
    let text = std::fs::read_to_string(&path)
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
    toml::from_str(&text).map_err(|error| io::Error::other(format!("{folder}: {error}")))
}

/// Applies the edits and returns the paths that are gone.
fn apply(mutant: &Mutant, files: &mut Files) -> io::Result<Vec<String>> {
    let stale = |what: String| io::Error::other(format!("stale mutant ({}): {what}", mutant.name));
    for Replace { file, find, with } in &mutant.replace {
        let Some(found) = files.get_mut(file) else { return Err(stale(format!("no file {file}"))) };
        let text = String::from_utf8_lossy(&found.content).into_owned();
        let times = text.matches(find.as_str()).count();
        if times != 1 {
            return Err(stale(format!("in {file}, {times} times instead of once: {find}")));
        }
        found.content = text.replacen(find.as_str(), with, 1).into_bytes();
    }
    for Write { file, content } in &mutant.write {
        let content = content.clone().into_bytes();
        files.insert(file.clone(), File { content, executable: false });
    }
    for file in &mutant.remove {
        files.remove(file).ok_or_else(|| stale(format!("no file {file}")))?;
    }
    Ok(mutant.remove.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mutant_fits_the_reference_and_names_what_it_breaks() {
        let names = all().unwrap();
        assert!(names.len() >= 8, "{names:?}");
        for name in names {
            let mutant = read(&name).unwrap();
            assert!(!mutant.breaks.is_empty(), "{name} breaks nothing");
            let mut files = files_below(&Path::new(FIXTURES).join("reference")).unwrap();
            let before = files.len();
            apply(&mutant, &mut files).unwrap();
            assert!(files.len() + mutant.remove.len() >= before, "{name}");
        }
    }

    #[test]
    fn a_mutant_becomes_a_repository_with_its_new_files_tracked() {
        let name = all().unwrap().into_iter().find(|name| !read(name).unwrap().write.is_empty());
        let name = name.expect("a mutant that writes a file");
        let folder = tempfile::tempdir().unwrap();
        let mutant = materialise_mutant(&name, folder.path()).unwrap();
        let repository = gix::open_opts(folder.path(), gix::open::Options::isolated()).unwrap();
        let index = repository.index().unwrap();
        for write in &mutant.write {
            assert!(index.entry_by_path(write.file.as_str().into()).is_some(), "{}", write.file);
        }
    }

    #[test]
    fn a_text_that_is_not_there_any_more_is_reported() {
        let mutant: Mutant = toml::from_str(
            "name = 'x'\nbreaks = ['H1']\n[[replace]]\nfile = 'a'\nfind = 'gone'\nwith = ''\n",
        )
        .unwrap();
        let file = File { content: b"text".to_vec(), executable: false };
        let error = apply(&mutant, &mut Files::from([("a".into(), file)])).unwrap_err();
        assert!(error.to_string().contains("0 times"), "{error}");
    }
}
