use super::*;

fn history() -> History {
    parse(&std::fs::read_to_string(Path::new(FIXTURES).join("history.toml")).unwrap()).unwrap()
}

fn head(folder: &Path) -> String {
    let repository = gix::open_opts(folder, gix::open::Options::isolated()).unwrap();
    repository.head_id().unwrap().to_string()
}

#[test]
fn the_same_fixtures_make_the_same_commits_and_every_file_is_there() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    materialise_reference(one.path()).unwrap();
    materialise_reference(other.path()).unwrap();
    assert_eq!(head(one.path()), head(other.path()));

    let reference = files_below(&Path::new(FIXTURES).join("reference")).unwrap();
    let repository = gix::open_opts(one.path(), gix::open::Options::isolated()).unwrap();
    let index = repository.index().unwrap();
    let tracked: Vec<String> = index.entries().iter().map(|entry| entry.path(&index).to_string()).collect();
    assert_eq!(tracked, reference.keys().cloned().collect::<Vec<_>>());
    for (path, file) in &reference {
        assert_eq!(std::fs::read(one.path().join(path)).unwrap(), file.content, "{path}");
    }
}

#[test]
fn git_itself_finds_nothing_wrong_and_nothing_changed() {
    let folder = tempfile::tempdir().unwrap();
    materialise_reference(folder.path()).unwrap();
    let git = |arguments: &[&str]| {
        let output = std::process::Command::new("git")
            .args(["-c", "safe.directory=*", "-C"])
            .arg(folder.path())
            .args(arguments)
            .output();
        output.ok().map(|output| {
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            (output.status.success(), text + &String::from_utf8_lossy(&output.stderr))
        })
    };
    // Without git on the machine there is nobody to ask.
    let Some((sound, said)) = git(&["fsck", "--strict", "--no-dangling"]) else { return };
    assert!(sound, "{said}");
    assert_eq!(git(&["status", "--porcelain"]).unwrap().1, "");
    assert_eq!(git(&["tag", "--list"]).unwrap().1, "v0.1.0\nv0.2.0\nv1.0.0\n");
    assert_eq!(
        git(&["log", "--format=%s", "--max-parents=0"]).unwrap().1,
        "Add the constitution of phase IV and acknowledge it\n"
    );
}

#[test]
fn commits_are_in_the_order_of_their_dates_and_merged_by_somebody_else() {
    let mut last = time::OffsetDateTime::UNIX_EPOCH;
    for change in history().change {
        for commit in &change.commit {
            let at = time::OffsetDateTime::parse(&commit.at, &time::format_description::well_known::Rfc3339);
            let at = at.unwrap();
            assert!(at > last, "{} is not after the one before", commit.message);
            last = at;
            assert_ne!(Some(&commit.by), change.merged_by.as_ref(), "{} reviews itself", change.name);
        }
        if let Some(at) = &change.merged_at {
            let at = time::OffsetDateTime::parse(at, &time::format_description::well_known::Rfc3339).unwrap();
            assert!(at > last, "the merge of {} is not after its commits", change.name);
            last = at;
        }
    }
}

#[test]
fn a_file_in_no_commit_is_named() {
    let mut files = files_below(&Path::new(FIXTURES).join("reference")).unwrap();
    files.insert("stray.txt".into(), File { content: Vec::new(), executable: false });
    let folder = tempfile::tempdir().unwrap();
    let error = materialise(&files, &history(), folder.path()).unwrap_err().to_string();
    assert!(error.contains("stray.txt"), "{error}");
}
