//! The reference, its recorded facts, and edits to both.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::Value;

use crate::facts::{Facts, Observed};
use crate::inspect::secrets::plant::plant;
use crate::inspect::tree::Tree;
use crate::inspect::{self, store};
use crate::rules::Edit;
use crate::subject::materialise_reference;

/// The reference in memory.
pub(super) struct Bench {
    tree: Tree,
    facts: Facts,
}

/// The reference after some edits.
pub(super) struct Edited {
    pub(super) facts: Facts,
    /// Edited files with the lines that were written.
    pub(super) places: Vec<(String, RangeInclusive<usize>)>,
}

impl Bench {
    /// Read once for all tests.
    pub(super) fn shared() -> &'static Self {
        static BENCH: OnceLock<Bench> = OnceLock::new();
        BENCH.get_or_init(Self::open)
    }

    fn open() -> Self {
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = folder_of_this_process(&package.join("target"));
        materialise_reference(&folder).unwrap();
        let tree = Tree::open(&folder).unwrap();
        let recorded = store::read(&package.join("fixtures/recorded/observed.json"));
        let observed =
            recorded.map_or_else(|_| Observed::default(), |bytes| serde_json::from_slice(&bytes).unwrap());
        let facts = Facts { checkout: inspect::read(&tree), observed, ..Facts::default() };
        Self { tree, facts }
    }

    pub(super) fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Applies edits in order: files first, then facts.
    ///
    /// # Errors
    /// An edit that does not fit the reference any more.
    pub(super) fn edit(&self, edits: &[Edit]) -> Result<Edited, String> {
        let mut tree = self.tree.clone();
        let mut places = Vec::new();
        let mut touched = false;
        for edit in edits {
            touched |= edit_file(&mut tree, edit, &mut places)?;
        }
        let mut facts = self.facts.clone();
        if touched {
            facts.checkout = inspect::read_again(&tree, &self.facts.checkout);
        }
        if edits.iter().any(|edit| matches!(edit, Edit::Fact { .. } | Edit::Forget { .. })) {
            let mut value = serde_json::to_value(&facts).map_err(|error| error.to_string())?;
            edits.iter().try_for_each(|edit| edit_fact(&mut value, edit))?;
            facts = serde_json::from_value(value)
                .map_err(|error| format!("the edited facts do not fit: {error}"))?;
        }
        Ok(Edited { facts, places })
    }
}

/// A new folder for this process; those of processes that have ended are removed, for nobody can drop a static.
#[expect(clippy::disallowed_methods, reason = "removes what earlier tests left behind")]
fn folder_of_this_process(target: &Path) -> PathBuf {
    for old in std::fs::read_dir(target).unwrap().filter_map(Result::ok) {
        let name = old.file_name().to_string_lossy().into_owned();
        let ended = name.strip_prefix("reference-").is_some_and(|pid| !Path::new("/proc").join(pid).exists());
        if ended {
            std::fs::remove_dir_all(old.path()).unwrap_or_default();
        }
    }
    target.join(format!("reference-{}", std::process::id()))
}

fn edit_file(
    tree: &mut Tree,
    edit: &Edit,
    places: &mut Vec<(String, RangeInclusive<usize>)>,
) -> Result<bool, String> {
    match edit {
        Edit::Replace { file, find, with } => {
            let text = tree.text(file).map_err(|undecided| format!("{undecided:?}"))?;
            let found: Vec<_> = text.match_indices(find).collect();
            let [(at, _)] = found.as_slice() else {
                return Err(format!("{find:?} stands {} times in {file}, not once", found.len()));
            };
            let with = planted(with);
            let first = text[..*at].matches('\n').count() + 1;
            let last = first + with.matches('\n').count().max(find.matches('\n').count());
            places.push(((*file).to_string(), first..=last));
            tree.write(file, format!("{}{with}{}", &text[..*at], &text[at + find.len()..]).into_bytes());
            Ok(true)
        }
        Edit::Write { file, content } => {
            tree.write(file, planted(content).into_bytes());
            Ok(true)
        }
        Edit::Remove { file } => {
            if tree.remove(file) == 0 {
                return Err(format!("{file} is not in the reference, so it cannot be removed"));
            }
            Ok(true)
        }
        Edit::Fact { .. } | Edit::Forget { .. } => Ok(false),
    }
}

/// Puts synthetic credentials in place of `{{plant:KIND}}`.
fn planted(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{plant:") {
        let (kind, after) = after.split_once("}}").expect("a plant ends in }}");
        out.push_str(before);
        out.push_str(&plant(kind, 7));
        rest = after;
    }
    out + rest
}

fn edit_fact(value: &mut Value, edit: &Edit) -> Result<(), String> {
    match edit {
        Edit::Fact { pointer, json } => {
            let place = value.pointer_mut(pointer).ok_or_else(|| format!("nothing stands at {pointer}"))?;
            *place = serde_json::from_str(json).map_err(|error| format!("{json}: {error}"))?;
        }
        Edit::Forget { pointer } => {
            let (parent, key) = pointer.rsplit_once('/').ok_or_else(|| format!("{pointer} is no pointer"))?;
            let gone = match value.pointer_mut(parent) {
                Some(Value::Object(map)) => map.remove(key).is_some(),
                Some(Value::Array(list)) => {
                    let index = key.parse().ok().filter(|index: &usize| *index < list.len());
                    index.map(|index| list.remove(index)).is_some()
                }
                _ => false,
            };
            if !gone {
                return Err(format!("nothing stands at {pointer}"));
            }
        }
        Edit::Replace { .. } | Edit::Write { .. } | Edit::Remove { .. } => {}
    }
    Ok(())
}
