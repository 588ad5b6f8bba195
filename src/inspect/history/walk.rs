//! The order of the commits and what each of them changed.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet};
use std::rc::Rc;

use super::objects::{Id, Objects, RawCommit};
use crate::facts::checkout::history::{Appearance, Change, Commit, Extent, History, Kind, Tag};
use crate::facts::date;
use crate::inspect::kind::kind_of;

/// Commits beyond this number are not read.
const MOST_COMMITS: usize = 20_000;
/// Entries of trees compared over the whole history; what comes later stays unlisted.
const MOST_ENTRIES: usize = 1_000_000;
/// Changes kept per commit.
const MOST_CHANGES: usize = 200;
/// Files whose content is looked at over the whole history.
const MOST_SNIFFS: usize = 4_000;
/// Tags beyond this number are not read.
const MOST_TAGS: usize = 1_000;
/// Folders nested deeper than this are not compared.
const DEEPEST: usize = 48;

/// Reads the history that HEAD reaches.
pub(super) fn history(objects: &Objects) -> Result<History, String> {
    let Some(head) = objects.head()? else { return Ok(History::of_extent(Extent::Empty)) };
    let mut cut = Vec::new();
    let (raw, missing) = collect(objects, head, &mut cut);
    if raw.is_empty() {
        return Err("the commit of HEAD cannot be loaded".into());
    }
    let order = oldest_first(&raw);
    let extent = if missing || objects.is_shallow() { Extent::Shallow } else { Extent::Whole };
    let mut history = History { branch: objects.branch(), ..History::of_extent(extent) };
    let mut differ = Differ { objects, entries: 0, sniffs: 0, known: HashMap::new(), trees: HashMap::new() };
    for &id in &order {
        let commit = &raw[&id];
        let mut stated = stated(id, commit, &mut history);
        // a merge brings what its branch already brought; only what it adds by itself would be news, and rarely is
        if commit.parents.len() < 2 {
            let parent = commit.parents.first().and_then(|parent| raw.get(parent)).map(|parent| parent.tree);
            differ.compare(parent, commit.tree, &mut stated);
        }
        note_first(&mut history, &stated);
        history.commits.push(stated);
    }
    if differ.entries >= MOST_ENTRIES {
        cut.push(format!("changes of files beyond the first {MOST_ENTRIES} compared entries"));
    }
    mark_mainline(&mut history, &head.to_string());
    history.tags = tags(objects);
    history.cut = cut;
    Ok(history)
}

fn collect(objects: &Objects, head: Id, cut: &mut Vec<String>) -> (HashMap<Id, RawCommit>, bool) {
    let (mut raw, mut queue, mut missing) = (HashMap::new(), vec![head], false);
    let mut seen = HashSet::from([head]);
    while let Some(id) = queue.pop() {
        if raw.len() >= MOST_COMMITS {
            cut.push(format!("commits beyond the first {MOST_COMMITS}"));
            return (raw, true);
        }
        let Some(commit) = objects.commit(id) else {
            missing = true;
            continue;
        };
        queue.extend(commit.parents.iter().copied().filter(|parent| seen.insert(*parent)));
        raw.insert(id, commit);
    }
    (raw, missing)
}

/// Parents before children; among those that are free, the one committed first.
fn oldest_first(raw: &HashMap<Id, RawCommit>) -> Vec<Id> {
    let mut waits: HashMap<Id, usize> = HashMap::new();
    let mut children: HashMap<Id, Vec<Id>> = HashMap::new();
    let mut free = BinaryHeap::new();
    for (&id, commit) in raw {
        let parents: HashSet<Id> = commit.parents.iter().copied().filter(|id| raw.contains_key(id)).collect();
        for &parent in &parents {
            children.entry(parent).or_default().push(id);
        }
        if parents.is_empty() {
            free.push(Reverse((commit.committer.seconds, id)));
        }
        waits.insert(id, parents.len());
    }
    let mut order = Vec::with_capacity(raw.len());
    while let Some(Reverse((_, id))) = free.pop() {
        order.push(id);
        for child in children.remove(&id).unwrap_or_default() {
            let Some(left) = waits.get_mut(&child) else { continue };
            *left -= 1;
            if *left == 0 {
                free.push(Reverse((raw[&child].committer.seconds, child)));
            }
        }
    }
    order
}

/// The commit as facts; people are listed one per name and address, and folded later.
fn stated(id: Id, raw: &RawCommit, history: &mut History) -> Commit {
    let author = super::people::index(history, &raw.author.name, &raw.author.email);
    let committer = super::people::index(history, &raw.committer.name, &raw.committer.email);
    history.people[author].commits += 1;
    let subject: String = raw.message.lines().next().unwrap_or_default().chars().take(200).collect();
    Commit {
        id: id.to_string(),
        parents: raw.parents.iter().map(ToString::to_string).collect(),
        author,
        committer,
        date: date::day_of(raw.author.seconds),
        time: raw.committer.seconds,
        pull_request: super::people::pull_request(&subject),
        trailers: super::people::trailers(&raw.message),
        subject,
        signed: raw.signed,
        ..Commit::default()
    }
}

/// Name, whether it is a folder, and its object.
type Entries = BTreeMap<String, (bool, Id)>;

struct Differ<'a> {
    objects: &'a Objects,
    entries: usize,
    sniffs: usize,
    known: HashMap<Id, Kind>,
    /// Folders that were read lately: consecutive commits share most of theirs.
    trees: HashMap<Id, Rc<Entries>>,
}

impl Differ<'_> {
    fn compare(&mut self, old: Option<Id>, new: Id, commit: &mut Commit) {
        self.folder(old, Some(new), "", 0, commit);
    }

    fn folder(&mut self, old: Option<Id>, new: Option<Id>, prefix: &str, depth: usize, commit: &mut Commit) {
        if old == new || depth > DEEPEST || self.entries >= MOST_ENTRIES {
            return;
        }
        let before = old.map(|id| self.tree(id)).unwrap_or_default();
        let after = new.map(|id| self.tree(id)).unwrap_or_default();
        self.entries += before.len() + after.len() + 1;
        for (name, &(is_folder, id)) in after.iter() {
            let was = before.get(name).copied();
            if was == Some((is_folder, id)) || name == ".git" {
                continue;
            }
            let path = format!("{prefix}{name}");
            if is_folder {
                let was = was.filter(|(was_folder, _)| *was_folder).map(|(_, id)| id);
                self.folder(was, Some(id), &format!("{path}/"), depth + 1, commit);
            } else {
                self.file(path, id, was.is_none(), commit);
            }
        }
        // what is gone counts as changed files, but names no new path
        let gone = before.keys().filter(|name| !after.contains_key(*name)).count();
        commit.files = commit.files.saturating_add(u32::try_from(gone).unwrap_or(u32::MAX));
    }

    fn tree(&mut self, id: Id) -> Rc<Entries> {
        const MOST: usize = 4_096;
        if self.trees.len() >= MOST {
            self.trees.clear();
        }
        Rc::clone(self.trees.entry(id).or_insert_with(|| Rc::new(self.objects.tree(id))))
    }

    fn file(&mut self, file: String, id: Id, added: bool, commit: &mut Commit) {
        commit.files = commit.files.saturating_add(1);
        if commit.changes.len() >= MOST_CHANGES {
            return;
        }
        let (objects, sniffs) = (self.objects, &mut self.sniffs);
        let known = self.known.get(&id).copied();
        let kind = kind_of(&file, || {
            *sniffs += 1;
            (known.is_none() && *sniffs <= MOST_SNIFFS).then(|| objects.blob(id)).flatten()
        });
        let kind = if kind == Kind::Other { known.unwrap_or(kind) } else { kind };
        if matches!(kind, Kind::Manifest | Kind::AiOps) {
            self.known.insert(id, kind);
        }
        let kept = kind != Kind::Other && (kind != Kind::Source || !has_source(commit));
        if kept || is_text(&file) {
            commit.changes.push(Change { file, kind, added });
        }
    }
}

/// Sources are counted once per commit: the rules ask whether, not which.
fn has_source(commit: &Commit) -> bool {
    commit.changes.iter().any(|change| change.kind == Kind::Source)
}

fn is_text(file: &str) -> bool {
    let lower = file.to_ascii_lowercase();
    [".md", "codeowners", ".txt"].iter().any(|end| lower.ends_with(end))
        && !super::super::tree::is_generated(file)
}

fn note_first(history: &mut History, commit: &Commit) {
    let order = history.commits.len();
    for change in &commit.changes {
        history.first.entry(change.kind).or_insert_with(|| Appearance {
            order,
            commit: commit.id.clone(),
            file: change.file.clone(),
            date: commit.date.clone(),
        });
    }
    history.first.remove(&Kind::Other);
}

/// Marks the chain of first parents, and who merged what into it.
fn mark_mainline(history: &mut History, head: &str) {
    let at: BTreeMap<String, usize> =
        history.commits.iter().enumerate().map(|(index, commit)| (commit.id.clone(), index)).collect();
    let mut chain = Vec::new();
    let mut next = at.get(head).copied();
    while let Some(index) = next {
        history.commits[index].mainline = true;
        chain.push(index);
        next = history.commits[index].parents.first().and_then(|parent| at.get(parent)).copied();
    }
    let mut done: BTreeSet<usize> = BTreeSet::new();
    for &merge in chain.iter().rev() {
        let by = history.commits[merge].author;
        let mut queue: Vec<usize> =
            history.commits[merge].parents.iter().skip(1).filter_map(|id| at.get(id)).copied().collect();
        while let Some(index) = queue.pop() {
            if history.commits[index].mainline || !done.insert(index) {
                continue;
            }
            history.commits[index].merged_by = Some(by);
            queue.extend(history.commits[index].parents.iter().filter_map(|id| at.get(id)));
        }
    }
}

fn tags(objects: &Objects) -> Vec<Tag> {
    let mut tags: Vec<Tag> = objects
        .tags(MOST_TAGS)
        .into_iter()
        .map(|tag| Tag {
            version: crate::inspect::document::version_in(&tag.name),
            name: tag.name,
            annotated: tag.annotated,
            target: tag.target.to_string(),
        })
        .collect();
    tags.sort_by(|a, b| a.name.cmp(&b.name));
    tags
}
