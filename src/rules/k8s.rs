//! What the rules about Kubernetes objects have in common.

use crate::facts::checkout::layout::Role;
use crate::facts::checkout::manifest::{At, Container, Manifests, Problem, Set, SetKind, Workload};
use crate::facts::{Cause, Facts, Place};
use crate::verdict::{Evidence, Exhibit, Undecided, Verdict};

/// The rule that reports that nothing is deployed on Kubernetes; what follows from it is folded under it.
pub(super) const NOTHING_DEPLOYED: &str = "I2.1p";

/// What is deployed, as far as the files tell.
pub(super) struct Deployed<'a> {
    pub(super) all: &'a Manifests,
    sets: Vec<&'a Set>,
}

impl<'a> Deployed<'a> {
    /// The sets that are judged.
    pub(super) fn sets(&self) -> impl Iterator<Item = &'a Set> + '_ {
        self.sets.iter().copied()
    }

    /// Everything that runs pods, jobs too.
    pub(super) fn workloads(&self) -> impl Iterator<Item = &'a Workload> + '_ {
        self.sets().flat_map(|set| &set.workloads)
    }

    /// What keeps running.
    pub(super) fn servers(&self) -> impl Iterator<Item = &'a Workload> + '_ {
        self.sets().flat_map(Set::servers)
    }

    /// What keeps running and is the submission's own: neither the database nor ready software.
    pub(super) fn apps(&self) -> impl Iterator<Item = &'a Workload> + '_ {
        self.servers().filter(|workload| is_app(workload))
    }

    /// What keeps running and plays a part.
    pub(super) fn of(&self, role: Role) -> impl Iterator<Item = &'a Workload> + '_ {
        self.servers().filter(move |workload| workload.role == Some(role))
    }

    /// The chosen charts and overlays with the values of their environments.
    pub(super) fn environments(&self) -> impl Iterator<Item = &'a Set> + '_ {
        self.all.sets.iter().filter(|set| set.environment.is_some()).filter(|set| {
            set.chosen
                || self.sets.iter().any(|chosen| chosen.kind == SetKind::Chart && chosen.folder == set.folder)
        })
    }

    /// What could not be rendered, with what would help.
    fn unrendered(&self) -> Option<Undecided> {
        let (set, problem) = self.sets().find_map(|set| Some((set, set.unrendered.first()?)))?;
        let (why, next) = match set.kind {
            SetKind::Chart => ("could not be rendered without helm", "install helm and run again"),
            SetKind::Kustomize | SetKind::Plain => {
                ("could not be read", "write it so that kubectl apply takes it")
            }
        };
        let why = format!("{}:{} {why}: {}", problem.at.file, problem.at.line, problem.what);
        Some(Undecided::Ours { why, next: Some(next.into()) })
    }

    fn missing(&self) -> Option<Undecided> {
        let (set, name) = self.sets().find_map(|set| Some((set, set.missing.first()?)))?;
        let next = match set.kind {
            SetKind::Chart => format!("helm dependency build {}, then run again", set.folder),
            SetKind::Kustomize | SetKind::Plain => {
                format!("kubectl kustomize {} > rendered.yaml, and name it", set.folder)
            }
        };
        let why = format!("{} needs {name}, which is not in the checkout", set.folder);
        Some(Undecided::Ours { why, next: Some(next) })
    }
}

/// Whether a workload is the submission's own.
pub(super) fn is_app(workload: &Workload) -> bool {
    match workload.role {
        Some(Role::Database) => false,
        Some(Role::Backend | Role::Frontend) | None => true,
        Some(Role::Other) => workload.service.is_some(),
    }
}

/// What a check found.
#[derive(Default)]
pub(super) struct Findings {
    /// Breaches that were seen.
    pub(super) bad: Vec<Exhibit>,
    /// What is not there; perhaps in what could not be rendered.
    pub(super) lacking: Vec<Exhibit>,
    /// What a person should look at.
    pub(super) doubtful: Vec<Exhibit>,
    /// What is as it should be.
    pub(super) good: Vec<Exhibit>,
}

impl Findings {
    /// One more that is as it should be, or not.
    pub(super) fn add(&mut self, holds: bool, at: &At, seen: impl Into<String>) {
        let exhibit = Exhibit::new(at.place(), seen);
        if holds { self.good.push(exhibit) } else { self.bad.push(exhibit) }
    }
}

/// Judges what is deployed: nothing deployed at all is folded under the rule that says so, and what hangs on
/// something that could not be rendered stays undecided.
pub(super) fn judge(
    facts: &Facts,
    nothing: &str,
    check: impl FnOnce(&Deployed<'_>) -> Result<Findings, Undecided>,
) -> Result<Verdict, Undecided> {
    let deployed = deployed(facts)?;
    let found = check(&deployed)?;
    if let Some(evidence) = Evidence::from_exhibits(found.bad) {
        return Ok(Verdict::Broken(evidence));
    }
    if let Some(undecided) = deployed.unrendered() {
        return Err(undecided);
    }
    if let Some(evidence) = Evidence::from_exhibits(found.lacking) {
        return deployed.missing().map_or(Ok(Verdict::Broken(evidence)), Err);
    }
    if let Some(evidence) = Evidence::from_exhibits(found.doubtful) {
        return Ok(Verdict::Warned(evidence));
    }
    Evidence::from_exhibits(found.good).map(Verdict::Met).ok_or_else(|| Undecided::ours(nothing))
}

/// What is deployed.
///
/// # Errors
/// When the manifests were not read, or there are none.
pub(super) fn deployed(facts: &Facts) -> Result<Deployed<'_>, Undecided> {
    let all = facts.checkout.manifests.get()?;
    let sets: Vec<&Set> = all.chosen().collect();
    let deployed = Deployed { all, sets };
    if deployed.apps().next().is_none() {
        if let Some(undecided) = deployed.unrendered() {
            return Err(undecided);
        }
        let (place, what) = nothing(all);
        return Err(Undecided::Prevented(Cause { rule: NOTHING_DEPLOYED.into(), what, place }));
    }
    Ok(deployed)
}

/// Where nothing was found, and what was searched.
fn nothing(all: &Manifests) -> (Place, String) {
    if let Some(Problem { at, what }) = all.problems.first() {
        return (at.place(), format!("no workload of the application; this could not be read: {what}"));
    }
    let kinds: Vec<String> = all
        .chosen()
        .flat_map(|set| &set.objects)
        .map(|object| format!("{} {}", object.kind, object.name))
        .take(5)
        .collect();
    let found = if kinds.is_empty() { "no object".to_string() } else { format!("only {}", kinds.join(", ")) };
    let folder = all.chosen().next().map_or(".", |set| set.folder.as_str());
    (Place::file(folder), format!("{found} among {} YAML files that could hold what is deployed", all.looked))
}

/// `backend in Deployment todo-backend`.
pub(super) fn title(workload: &Workload, container: &Container) -> String {
    format!("container {} of {}", container.name, workload.title())
}

/// All containers of some workloads.
pub(super) fn containers<'a>(
    workloads: impl Iterator<Item = &'a Workload> + 'a,
) -> impl Iterator<Item = (&'a Workload, &'a Container)> + 'a {
    workloads.flat_map(|workload| workload.containers.iter().map(move |container| (workload, container)))
}

/// Containers that keep running.
pub(super) fn mains<'a>(
    workloads: impl Iterator<Item = &'a Workload> + 'a,
) -> impl Iterator<Item = (&'a Workload, &'a Container)> + 'a {
    containers(workloads).filter(|(_, container)| !container.init)
}
