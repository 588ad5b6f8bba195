//! A repository with a credential in every kind of place.

use gix::objs::tree::{Entry, EntryKind};
use gix::objs::{Blob, Commit, Tag, Tree};
use gix::{ObjectId, Repository};

use super::*;
use crate::facts::checkout::secret::{Secrets, Severity};
use crate::inspect::secrets::Key;
use crate::inspect::secrets::plant::plant;

struct Bench {
    folder: tempfile::TempDir,
    repository: Repository,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let repository = gix::init(folder.path()).unwrap();
        Self { folder, repository }
    }

    fn tree(&self, name: &str, text: &str) -> ObjectId {
        let oid = self.repository.write_object(Blob { data: text.into() }).unwrap().detach();
        let entry = Entry { mode: EntryKind::Blob.into(), filename: name.into(), oid };
        self.repository.write_object(Tree { entries: vec![entry] }).unwrap().detach()
    }

    fn commit(&self, tree: ObjectId, parents: &[ObjectId], message: &str, seconds: i64) -> ObjectId {
        let who = gix::actor::Signature {
            name: "A".into(),
            email: "a@example.com".into(),
            time: gix::date::Time { seconds, offset: 0 },
        };
        let commit = Commit {
            tree,
            parents: parents.iter().copied().collect(),
            author: who.clone(),
            committer: who,
            encoding: None,
            message: message.into(),
            extra_headers: vec![],
        };
        self.repository.write_object(commit).unwrap().detach()
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.folder.path().join(".git").join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn scan(&self) -> Secrets {
        history(&Scanner::new(Key::fixed()), self.folder.path()).into_secrets()
    }
}

fn line(seed: u64) -> String {
    format!("url = {}\n", plant("neon-url", seed))
}

fn places(found: &Secrets) -> Vec<(String, Standing)> {
    let live = found.findings.iter().filter(|secret| secret.severity == Severity::LiveLooking);
    live.flat_map(|secret| &secret.spots).map(|spot| (spot.place.to_string(), spot.standing)).collect()
}

#[test]
fn a_credential_is_found_in_every_place_of_the_database() {
    let bench = Bench::new();
    let first = bench.commit(bench.tree("a.env", &line(1)), &[], "one", 1_700_000_000);
    let second = bench.commit(bench.tree("b.txt", "clean"), &[first], &line(2), 1_700_000_100);
    let side = bench.commit(bench.tree("c.md", &line(3)), &[first], "side", 1_700_000_150);
    let merge = bench.commit(bench.tree("d.md", &line(4)), &[second, side], "merge", 1_700_000_200);
    let tag = Tag {
        target: merge,
        target_kind: Kind::Commit,
        name: "v1".into(),
        tagger: None,
        message: line(5).into(),
        signature: None,
    };
    let tag = bench.repository.write_object(tag).unwrap().detach();
    let note = bench.commit(bench.tree(&merge.to_string(), &line(6)), &[], "note", 1_700_000_300);
    let stash = bench.commit(bench.tree("e.py", &line(7)), &[merge], "stash", 1_700_000_400);
    bench.commit(bench.tree("f.txt", &line(8)), &[merge], "amended away", 1_700_000_500);
    bench.repository.write_object(Blob { data: line(9).into() }).unwrap();
    bench.write("refs/heads/main", &merge.to_string());
    bench.write("refs/tags/v1", &tag.to_string());
    bench.write("refs/notes/commits", &note.to_string());
    bench.write("refs/stash", &stash.to_string());
    bench.write("logs/HEAD", &format!("0 1 A <a@example.com> 1 +0000\tcommit: {}", line(10)));
    bench.write("modules/lib/config", &format!("[remote \"origin\"]\n\t{}", line(11)));

    let found = bench.scan();
    let places = places(&found);
    assert_eq!(places.len(), 11, "{places:#?}");
    let has = |what: &str, standing| places.iter().any(|(place, is)| place.contains(what) && *is == standing);
    assert!(has("d.md", Standing::InHead), "{places:#?}");
    for file in ["a.env:1", "c.md", "e.py", "f.txt", ".git/objects/"] {
        assert!(has(file, Standing::OnlyInHistory), "{file}: {places:#?}");
    }
    assert!(
        has(".git/logs/HEAD", Standing::Untracked) && has(".git/modules/lib/config", Standing::Untracked)
    );
    assert!(found.account.is_whole(), "{:?}", found.account);
}

#[test]
fn a_broken_object_is_reported_and_never_clean() {
    let bench = Bench::new();
    bench.write("objects/ab/cdefabcdefabcdefabcdefabcdefabcdefabcd", "this is no zlib stream");
    assert!(!bench.scan().account.is_whole());
}

#[test]
fn a_broken_pack_is_reported_and_never_clean() {
    let bench = Bench::new();
    bench.write("objects/pack/pack-0123456789012345678901234567890123456789.idx", "no index");
    bench.write("objects/pack/pack-0123456789012345678901234567890123456789.pack", "PACK");
    assert!(!bench.scan().account.is_whole());
}

#[test]
fn objects_of_others_are_not_read() {
    let bench = Bench::new();
    bench.write("objects/info/alternates", "/\n");
    let found = bench.scan();
    assert_eq!(found.account.objects, 0);
    assert!(!found.account.is_whole());
}

#[test]
fn a_folder_without_a_repository_has_no_history() {
    let folder = tempfile::tempdir().unwrap();
    let found = history(&Scanner::new(Key::fixed()), folder.path()).into_secrets();
    assert_eq!(found, Secrets::default());
}
