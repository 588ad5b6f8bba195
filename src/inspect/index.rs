//! Which paths the git index lists.

use std::collections::BTreeSet;
use std::path::Path;

/// Paths in the index of the repository at exactly this root; `None` where there is none or it cannot be read.
pub(super) fn tracked(root: &Path) -> Option<BTreeSet<String>> {
    let repository = gix::open_opts(root, gix::open::Options::isolated()).ok()?;
    let index = repository.index_or_empty().ok()?;
    let paths: BTreeSet<String> =
        index.entries().iter().map(|entry| entry.path(&index).to_string()).collect();
    (!paths.is_empty()).then_some(paths)
}

/// Full id of the commit in HEAD.
pub(crate) fn head(root: &Path) -> Option<String> {
    let repository = gix::open_opts(root, gix::open::Options::isolated()).ok()?;
    Some(repository.head_id().ok()?.to_string())
}
