use std::path::Path;

use gix::objs::tree::{Entry, EntryKind};

use super::*;
use crate::facts::Seen;

type Written<'a> = (i64, &'a str, &'a str, &'a [(&'a str, &'a str)]);

/// Writes commits one after another: date in seconds, author, subject, files (path of at most two parts, content).
fn repository(root: &Path, commits: &[Written<'_>]) -> gix::Repository {
    let repository = gix::init(root).or_else(|_| gix::open(root)).unwrap();
    let mut parent = None;
    for (seconds, author, message, files) in commits {
        let tree = tree_of(&repository, files);
        parent = Some(commit(&repository, *seconds, author, message, tree, parent.into_iter().collect()));
    }
    gix::open_opts(root, gix::open::Options::isolated()).unwrap()
}

fn tree_of(repository: &gix::Repository, files: &[(&str, &str)]) -> gix::ObjectId {
    let mut folders: std::collections::BTreeMap<&str, Vec<(&str, &str)>> = std::collections::BTreeMap::new();
    let mut entries = Vec::new();
    for (path, content) in files {
        if let Some((folder, rest)) = path.split_once('/') {
            folders.entry(folder).or_default().push((rest, content));
        } else {
            let oid = repository.write_blob(content).unwrap().detach();
            entries.push(Entry { mode: EntryKind::Blob.into(), filename: (*path).into(), oid });
        }
    }
    for (folder, files) in folders {
        let oid = tree_of(repository, &files);
        entries.push(Entry { mode: EntryKind::Tree.into(), filename: folder.into(), oid });
    }
    entries.sort();
    repository.write_object(&gix::objs::Tree { entries }).unwrap().detach()
}

fn commit(
    repository: &gix::Repository,
    seconds: i64,
    author: &str,
    message: &str,
    tree: gix::ObjectId,
    parents: Vec<gix::ObjectId>,
) -> gix::ObjectId {
    let who = gix::actor::Signature {
        name: author.into(),
        email: format!("{}@example.org", author.to_lowercase()).into(),
        time: gix::date::Time { seconds, offset: 0 },
    };
    let commit = gix::objs::Commit {
        tree,
        parents: parents.into(),
        author: who.clone(),
        committer: who,
        encoding: None,
        message: message.into(),
        extra_headers: Vec::new(),
    };
    let id = repository.write_object(&commit).unwrap().detach();
    let head = std::fs::read_to_string(repository.git_dir().join("HEAD")).unwrap();
    let name = head.trim().strip_prefix("ref: ").unwrap();
    let path = repository.git_dir().join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, format!("{id}\n")).unwrap();
    id
}

fn known(root: &Path) -> History {
    read(&Tree::open(root).unwrap()).get().unwrap().clone()
}

#[test]
fn no_repository_empty_repository_and_commits_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(known(folder.path()).extent, Extent::None);
    gix::init(folder.path()).unwrap();
    assert_eq!(known(folder.path()).extent, Extent::Empty);
    repository(folder.path(), &[(1_000_000_000, "Ada", "One", &[("README.md", "x")])]);
    let history = known(folder.path());
    assert_eq!(history.extent, Extent::Whole);
    assert_eq!(history.commits[0].date, "2001-09-09");
}

#[test]
fn the_first_appearance_of_each_kind_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let (spec, plan) = (("specs/001-docker/spec.md", "# Docker"), ("specs/001-docker/plan.md", "# Plan"));
    let pod = ("k8s/pod.yaml", "apiVersion: v1\nkind: Pod\n");
    let docker = ("backend/Dockerfile", "FROM scratch");
    repository(
        folder.path(),
        &[
            (1, "Ada", "Specify", &[spec]),
            (2, "Ada", "Plan", &[spec, plan]),
            (3, "Bob", "Build (#4)\n\nReviewed-by: Ada <ada@example.org>", &[spec, plan, docker]),
            (4, "Bob", "Deploy", &[spec, plan, docker, pod]),
        ],
    );
    let history = known(folder.path());
    let order = |kind| history.first[&kind].order;
    let kinds = [Kind::Spec, Kind::Plan, Kind::Dockerfile, Kind::Manifest];
    assert_eq!(kinds.map(order), [0, 1, 2, 3]);
    assert_eq!(history.commits[2].pull_request, Some(4));
    assert_eq!(history.commits[2].trailers[0].0, "reviewed-by");
    assert_eq!(history.authors().count(), 2);
    assert!(history.commits.iter().all(|commit| commit.mainline));
}

#[test]
fn a_merge_names_who_brought_what_to_the_mainline() {
    let folder = tempfile::tempdir().unwrap();
    let repository = repository(folder.path(), &[(1, "Ada", "One", &[("README.md", "x")])]);
    let one = repository.head_id().unwrap().detach();
    let tree = tree_of(&repository, &[("README.md", "x"), ("specs/a/spec.md", "# A")]);
    let side = commit(&repository, 2, "Bob", "Specify", tree, vec![one]);
    commit(&repository, 3, "Ada", "Merge pull request #1 from bob/a", tree, vec![one, side]);
    let history = known(folder.path());
    let side = history.commits.iter().find(|commit| commit.subject == "Specify").unwrap();
    assert!(!side.mainline);
    assert_eq!(history.people[side.merged_by.unwrap()].name, "Ada");
    assert_eq!(history.commits.iter().filter(|commit| commit.mainline).count(), 2);
}

#[test]
fn nothing_outside_of_the_checkout_is_read() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(".git"), "gitdir: /etc").unwrap();
    assert!(matches!(read(&Tree::open(folder.path()).unwrap()), Seen::Unknown { .. }));
    let folder = tempfile::tempdir().unwrap();
    repository(folder.path(), &[(1, "Ada", "One", &[("README.md", "x")])]);
    std::fs::write(folder.path().join(".git/objects/info/alternates"), "/elsewhere\n").unwrap();
    assert!(matches!(read(&Tree::open(folder.path()).unwrap()), Seen::Unknown { .. }));
}

#[test]
fn a_cut_off_clone_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let repository = gix::init(folder.path()).unwrap();
    let tree = tree_of(&repository, &[("README.md", "x")]);
    let missing = gix::ObjectId::from_hex(b"1111111111111111111111111111111111111111").unwrap();
    commit(&repository, 2, "Bob", "Later", tree, vec![missing]);
    assert_eq!(known(folder.path()).extent, Extent::Shallow);
}

#[test]
fn a_tree_that_repeats_itself_ends() {
    let folder = tempfile::tempdir().unwrap();
    let repository = gix::init(folder.path()).unwrap();
    let mut tree = tree_of(&repository, &[("README.md", "x")]);
    for _ in 0..40 {
        let entries = ["a", "b", "c", "d"].map(|name| Entry {
            mode: EntryKind::Tree.into(),
            filename: name.into(),
            oid: tree,
        });
        tree = repository.write_object(&gix::objs::Tree { entries: entries.to_vec() }).unwrap().detach();
    }
    commit(&repository, 2, "Eve", "Bomb", tree, Vec::new());
    assert!(known(folder.path()).cut[0].contains("compared entries"));
}

#[test]
fn a_damaged_head_is_ours_to_say_and_no_verdict() {
    let folder = tempfile::tempdir().unwrap();
    gix::init(folder.path()).unwrap();
    std::fs::write(folder.path().join(".git/HEAD"), "1111111111111111111111111111111111111111\n").unwrap();
    assert!(matches!(read(&Tree::open(folder.path()).unwrap()), Seen::Unknown { .. }));
}
