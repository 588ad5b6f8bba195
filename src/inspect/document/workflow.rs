//! Workflows of CI services: which jobs wait for which, and what their steps do.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::facts::checkout::document::{Deed, Job, Line, Step, Workflow};

/// Jobs and steps kept per workflow.
const MOST: usize = 200;

/// Reads one workflow.
pub(super) fn read(file: &str, text: &str) -> Workflow {
    let mut workflow = Workflow { file: file.into(), ..Workflow::default() };
    let value: Value = match serde_saphyr::from_str(text) {
        Ok(value) => value,
        Err(error) => {
            let why = error.to_string();
            workflow.unreadable = Some(why.lines().next().unwrap_or_default().chars().take(200).collect());
            return workflow;
        }
    };
    let finder = Finder { file, lines: text.lines().collect() };
    if file.contains("gitlab") {
        gitlab(&value, &finder, &mut workflow);
    } else {
        github(&value, &finder, &mut workflow);
    }
    close(&mut workflow.jobs);
    workflow
}

struct Finder<'a> {
    file: &'a str,
    lines: Vec<&'a str>,
}

impl Finder<'_> {
    /// The line from `from` on that holds a text; the text itself is what is shown.
    fn line(&self, wanted: &str, from: u32) -> Line {
        let first = wanted.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        let found = (1..).zip(&self.lines).skip(from as usize).find(|(_, line)| line.contains(first));
        let number = found.map_or(from, |(number, _)| number);
        let shown = wanted.split_whitespace().collect::<Vec<_>>().join(" ");
        super::line(self.file, number, &shown)
    }
}

fn github(value: &Value, finder: &Finder<'_>, workflow: &mut Workflow) {
    // an unquoted `on` is a boolean for YAML 1.1
    let on = value.get("on").or_else(|| value.get("true"));
    workflow.on = names(on);
    let Some(jobs) = value.get("jobs").and_then(Value::as_object) else { return };
    for (name, job) in jobs.iter().take(MOST) {
        let at = finder.line(&format!("{name}:"), 0);
        let mut after = at.line;
        let environment = job.get("environment").and_then(|e| e.as_str().or_else(|| e.get("name")?.as_str()));
        let mut steps = Vec::new();
        for step in job.get("steps").and_then(Value::as_array).into_iter().flatten().take(MOST) {
            let read = github_step(step, finder, after);
            after = read.at.line;
            steps.push(read);
        }
        workflow.jobs.push(Job {
            name: name.clone(),
            at,
            after: names(job.get("needs")),
            environment: environment.map(Into::into),
            steps,
        });
    }
}

fn github_step(step: &Value, finder: &Finder<'_>, from: u32) -> Step {
    let text = |key: &str| step.get(key).and_then(Value::as_str).unwrap_or_default();
    let (run, uses) = (text("run"), text("uses"));
    let at = finder.line(if run.is_empty() { uses } else { run }, from);
    let mut read = script(run, at);
    if uses.contains("docker/build-push-action") {
        let with = |key: &str| step.get("with").and_then(|with| with.get(key));
        read.does.push(Deed::Builds);
        if with("push").is_some_and(|push| push.as_bool() != Some(false) && push.as_str() != Some("false")) {
            read.does.push(Deed::Pushes);
        }
        read.tags =
            with("tags").and_then(Value::as_str).unwrap_or_default().lines().flat_map(tags_of).collect();
    }
    if uses.contains("docker/metadata-action") {
        let with = step.get("with").map(ToString::to_string).unwrap_or_default();
        let versioned = ["semver", "type=sha", "type=ref,event=tag"].iter().any(|word| with.contains(word));
        read.tags = versioned.then(|| "${{ steps.meta.outputs.tags }}".to_string()).into_iter().collect();
    }
    if ["trivy", "grype", "snyk", "codeql", "scout", "dependency-review"]
        .iter()
        .any(|tool| uses.contains(tool))
    {
        read.does.push(Deed::Scans);
    }
    read.forgiven |= step.get("continue-on-error").and_then(Value::as_bool) == Some(true);
    read
}

fn gitlab(value: &Value, finder: &Finder<'_>, workflow: &mut Workflow) {
    let stages = names(value.get("stages"));
    let Some(jobs) = value.as_object() else { return };
    for (name, job) in jobs.iter().filter(|(_, job)| job.get("script").is_some()).take(MOST) {
        let stage = job.get("stage").and_then(Value::as_str).unwrap_or("test");
        let earlier: Vec<&String> = stages.iter().take_while(|other| *other != stage).collect();
        let mut after = names(job.get("needs"));
        after.extend(jobs.iter().filter_map(|(other, job)| {
            let stage = job.get("stage").and_then(Value::as_str)?.to_string();
            earlier.contains(&&stage).then(|| other.clone())
        }));
        let at = finder.line(&format!("{name}:"), 0);
        let from = at.line;
        let steps = names(job.get("script")).iter().map(|run| script(run, finder.line(run, from))).collect();
        workflow.jobs.push(Job { name: name.clone(), at, after, environment: None, steps });
    }
}

const SCANNERS: &[&str] =
    &["trivy", "grype", "snyk", "pip-audit", "npm audit", "osv-scanner", "docker scout", "safety check"];

/// What the commands of a step do.
fn script(run: &str, at: Line) -> Step {
    let lower = run.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let tests = has(&[
        "pytest",
        "npm test",
        "npm run test",
        "npm t ",
        "yarn test",
        "pnpm test",
        "vitest",
        "jest",
        "cargo test",
        "go test",
        "unittest",
        "playwright test",
        "mvn test",
        "gradle test",
        "make test",
        "test.sh",
        "tests.sh",
        "node --test",
        "tox",
        "bun test",
    ]);
    let builds =
        has(&["docker build", "docker buildx", "docker compose build", "docker-compose build", "build.sh"])
            || (has(&["docker compose"]) && has(&["--build"]));
    let deeds = [
        (Deed::Tests, tests),
        (Deed::Builds, builds),
        (Deed::Pushes, has(&["docker push", "--push", "docker compose push", "skopeo copy", "crane push"])),
        (
            Deed::Deploys,
            has(&["kubectl apply", "helm upgrade", "helm install", "kubectl set image", "deploy.sh"]),
        ),
        (Deed::Scans, has(SCANNERS)),
    ];
    Step {
        at,
        does: deeds.into_iter().filter(|(_, done)| *done).map(|(deed, _)| deed).collect(),
        tags: run.lines().flat_map(tags_of).collect(),
        forgiven: has(&["|| true"]),
    }
}

/// Image references with a tag in one line: what follows `-t`, or a whole line of an action's `tags`.
fn tags_of(line: &str) -> Vec<String> {
    let words: Vec<&str> = line.split_whitespace().map(|word| word.trim_matches(['"', '\'', ','])).collect();
    let flagged =
        words.windows(2).filter(|pair| ["-t", "--tag", "push"].contains(&pair[0])).map(|pair| pair[1]);
    let whole = line.trim();
    let alone = (!whole.contains(' ') || whole.starts_with("${{") || whole.ends_with("}}")).then_some(whole);
    flagged
        .chain(alone)
        .filter(|word| word.contains(':') || word.contains("${{"))
        .filter(|word| !word.contains("://") && word.len() < 200)
        .map(Into::into)
        .collect()
}

fn names(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(many)) => many
            .iter()
            .filter_map(|one| one.as_str().or_else(|| one.get("job")?.as_str()))
            .map(Into::into)
            .collect(),
        Some(Value::Object(many)) => many.keys().cloned().collect(),
        Some(Value::Null | Value::Bool(_) | Value::Number(_)) | None => Vec::new(),
    }
}

/// Adds the jobs that come before those that come before.
fn close(jobs: &mut [Job]) {
    let direct: BTreeMap<String, Vec<String>> =
        jobs.iter().map(|job| (job.name.clone(), job.after.clone())).collect();
    for job in jobs {
        let mut all: BTreeSet<String> = BTreeSet::new();
        let mut queue = job.after.clone();
        while let Some(name) = queue.pop() {
            if name != job.name && all.insert(name.clone()) {
                queue.extend(direct.get(&name).into_iter().flatten().cloned());
            }
        }
        job.after = all.into_iter().collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CI: &str = "on: [push]\njobs:\n  test:\n    steps:\n      - run: pytest\n  build:\n    needs: test\n    steps:\n      - run: docker build -t app:${{ github.ref_name }} .\n  ship:\n    needs: [build]\n    environment: production\n    steps:\n      - run: |\n          docker push app:1.2.3\n";

    #[test]
    fn jobs_wait_for_all_that_comes_before() {
        let workflow = read("ci.yml", CI);
        assert_eq!(workflow.jobs[2].after, ["build", "test"]);
        assert_eq!(workflow.jobs[2].environment.as_deref(), Some("production"));
        assert!(workflow.jobs[0].steps[0].does(Deed::Tests) && workflow.jobs[1].steps[0].does(Deed::Builds));
        assert_eq!(workflow.jobs[2].steps[0].tags, ["app:1.2.3"]);
        assert_eq!(workflow.jobs[0].steps[0].at.line, 5);
    }

    #[test]
    fn a_circle_of_jobs_and_a_broken_file_end() {
        read("ci.yml", "jobs:\n  a:\n    needs: b\n  b:\n    needs: a\n");
        assert!(read("ci.yml", "jobs: [").unreadable.is_some());
    }
}
