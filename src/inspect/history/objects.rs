//! Objects of a repository, each measured before it is loaded. The only file that knows the library's types.

use std::collections::BTreeMap;
use std::path::Path;

use gix::objs::TreeRefIter;
use gix::{ObjectId, Repository};

/// A commit or tag larger than this is not loaded, in bytes.
const LARGEST_TEXT: u64 = 1024 * 1024;
/// A tree larger than this is not loaded, in bytes.
const LARGEST_TREE: u64 = 8 * 1024 * 1024;
/// A file larger than this is not sniffed, in bytes.
const LARGEST_SNIFF: u64 = 256 * 1024;

/// An object's id.
pub(super) type Id = ObjectId;

/// Who and when, as a commit states it.
#[derive(Debug, Clone, Default)]
pub(super) struct Who {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) seconds: i64,
}

/// A commit as it stands in the repository.
#[derive(Debug, Clone)]
pub(super) struct RawCommit {
    pub(super) tree: Id,
    pub(super) parents: Vec<Id>,
    pub(super) author: Who,
    pub(super) committer: Who,
    pub(super) message: String,
    pub(super) signed: bool,
}

/// A tag as it stands in the repository.
pub(super) struct RawTag {
    pub(super) name: String,
    pub(super) annotated: bool,
    pub(super) target: Id,
}

/// An opened repository.
pub(super) struct Objects {
    repository: Repository,
}

impl Objects {
    /// Opens the repository at exactly this root with its own configuration alone.
    pub(super) fn open(root: &Path) -> Result<Self, String> {
        let options = gix::open::Options::isolated().open_path_as_is(false);
        let mut repository = gix::open_opts(root, options).map_err(|error| error.to_string())?;
        repository.object_cache_size(16 * 1024 * 1024);
        Ok(Self { repository })
    }

    /// The commit that HEAD names, or `None` before the first commit.
    pub(super) fn head(&self) -> Result<Option<Id>, String> {
        let head = self.repository.head().map_err(|error| error.to_string())?;
        if head.is_unborn() {
            return Ok(None);
        }
        head.try_into_peeled_id().map(|id| id.map(gix::Id::detach)).map_err(|error| error.to_string())
    }

    /// The branch that is checked out.
    pub(super) fn branch(&self) -> Option<String> {
        self.repository.head_name().ok().flatten().map(|name| name.shorten().to_string())
    }

    /// Whether the clone was cut off.
    pub(super) fn is_shallow(&self) -> bool {
        self.repository.is_shallow().unwrap_or(true)
    }

    fn load(&self, id: Id, largest: u64) -> Option<Vec<u8>> {
        let header = self.repository.find_header(id).ok()?;
        if header.size() > largest {
            return None;
        }
        self.repository.find_object(id).ok().map(|object| object.detach().data)
    }

    /// A commit, or `None` where it is missing, too large or no commit.
    pub(super) fn commit(&self, id: Id) -> Option<RawCommit> {
        let data = self.load(id, LARGEST_TEXT)?;
        let commit = gix::objs::CommitRef::from_bytes(&data, id.kind()).ok()?;
        let who = |signature: Option<gix::actor::SignatureRef<'_>>| {
            signature.map_or_else(Who::default, |signature| Who {
                name: signature.name.to_string(),
                email: signature.email.to_string().to_lowercase(),
                seconds: signature.time().map_or(0, |time| time.seconds),
            })
        };
        let signed = commit.extra_headers().pgp_signature().is_some();
        Some(RawCommit {
            tree: commit.tree(),
            parents: commit.parents().collect(),
            author: who(commit.author().ok()),
            committer: who(commit.committer().ok()),
            message: commit.message.to_string(),
            signed,
        })
    }

    /// The entries of a tree by name: whether it is a folder, and its object; links and submodules are left out.
    pub(super) fn tree(&self, id: Id) -> BTreeMap<String, (bool, Id)> {
        let Some(data) = self.load(id, LARGEST_TREE) else { return BTreeMap::new() };
        TreeRefIter::from_bytes(&data, id.kind())
            .filter_map(Result::ok)
            .filter(|entry| entry.mode.is_tree() || entry.mode.is_blob())
            .map(|entry| (entry.filename.to_string(), (entry.mode.is_tree(), entry.oid.to_owned())))
            .collect()
    }

    /// The content of a small file.
    pub(super) fn blob(&self, id: Id) -> Option<Vec<u8>> {
        self.load(id, LARGEST_SNIFF)
    }

    /// At most `most` tags.
    pub(super) fn tags(&self, most: usize) -> Vec<RawTag> {
        let Ok(platform) = self.repository.references() else { return Vec::new() };
        let Ok(references) = platform.tags() else { return Vec::new() };
        references
            .filter_map(Result::ok)
            .take(most)
            .filter_map(|reference| {
                let name = reference.name().shorten().to_string();
                let id = reference.try_id()?.detach();
                let annotated = self.repository.find_header(id).ok()?.kind() == gix::objs::Kind::Tag;
                let target = if annotated { self.tag_target(id)? } else { id };
                Some(RawTag { name, annotated, target })
            })
            .collect()
    }

    fn tag_target(&self, id: Id) -> Option<Id> {
        let data = self.load(id, LARGEST_TEXT)?;
        gix::objs::TagRef::from_bytes(&data, id.kind()).ok().map(|tag| tag.target())
    }
}
