//! Services: from the chosen compose file, from Dockerfiles that it does not build, and from sources that nothing
//! builds.

use super::builds::Written;
use super::context;
use super::names::{Names, folder};
use super::phase::Choice;
use super::role::{self, Evidence, Fit};
use crate::facts::checkout::compose::{ComposeFile, ComposeService};
use crate::facts::checkout::dockerfile::Dockerfile;
use crate::facts::checkout::layout::{Role, Service};
use crate::inspect::source::packages;
use crate::inspect::tree::Tree;

/// What discovery works with.
pub(super) struct Finder<'a> {
    pub(super) tree: &'a Tree,
    pub(super) names: &'a Names,
    pub(super) dockerfiles: &'a [Dockerfile],
    pub(super) phase: &'a Choice,
    pub(super) written: &'a [Written],
    /// Folders that declare packages.
    pub(super) sources: Vec<String>,
    pub(super) alternatives: Vec<String>,
}

/// A service before its part is settled.
pub(super) struct Draft {
    pub(super) service: Service,
    pub(super) fit: Fit,
}

impl Finder<'_> {
    fn dockerfile(&self, path: &str) -> Option<&Dockerfile> {
        self.dockerfiles.iter().find(|each| each.file == path)
    }

    /// Weighs a service by all that is known of it.
    pub(super) fn draft(&self, mut service: Service) -> Draft {
        let dockerfile = service.dockerfile.as_deref().and_then(|path| self.dockerfile(path));
        if service.source.is_none() {
            service.source = match (dockerfile, service.context.as_deref()) {
                (Some(file), Some(context)) => Some(context::source(file, context, &self.sources, self.tree)),
                (None, context) => context.map(ToString::to_string),
                (Some(_), None) => None,
            };
        }
        let source = service.source.clone();
        let files = source.as_deref().map(|source| self.listed(source)).unwrap_or_default();
        let packages = packages::declared(self.tree, &files);
        let fit = role::fit(&Evidence {
            name: &service.name,
            image: service.image.as_deref(),
            dockerfile,
            packages: &packages,
            source: source.as_deref(),
            page: source.as_deref().is_some_and(|source| context::has_page(self.tree, source)),
        });
        Draft { service, fit }
    }

    /// The package lists directly in a folder or its `requirements/`.
    fn listed(&self, source: &str) -> Vec<&str> {
        let source = if source == "." { "" } else { source };
        let inside = |path: &&String| {
            let own = folder(path);
            own == source || own == super::builds::join(source, "requirements").unwrap_or_default()
        };
        self.names.packages.iter().filter(inside).map(String::as_str).collect()
    }

    /// The services of a compose file.
    pub(super) fn of_compose(&mut self, compose: &ComposeFile) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for each in &compose.services {
            let mut because = vec![format!("{}:{} declares it", compose.file, each.line)];
            let service = self.compose_service(each, &mut because);
            let draft = self.draft(Service { because, ..service });
            drafts.push(draft);
        }
        drafts
    }

    fn compose_service(&self, each: &ComposeService, because: &mut Vec<String>) -> Service {
        let blank = Service { name: each.name.clone(), ..blank() };
        if let Some(build) = &each.build {
            return Service {
                dockerfile: build.dockerfile.clone(),
                context: build.context.clone(),
                target: build.target.clone(),
                ..blank
            };
        }
        let Some(image) = &each.image else { return blank };
        // An image that the submission builds elsewhere.
        let bare = |text: &str| {
            text.rsplit('/').next().unwrap_or(text).split([':', '@']).next().unwrap_or("").to_string()
        };
        let own = bare(&image.text);
        let elsewhere = self
            .written
            .iter()
            .find(|build| build.tag.as_deref().is_some_and(|tag| bare(tag) == own && !own.is_empty()));
        let Some(build) = elsewhere else { return Service { image: Some(image.text.clone()), ..blank } };
        because.push(format!("{}:{} builds {own}", build.file, build.line));
        Service {
            dockerfile: Some(build.dockerfile.clone()),
            context: Some(build.context.clone()),
            target: build.target.clone(),
            ..blank
        }
    }

    /// Services of Dockerfiles that no service builds yet; `open` tells whether a part is still wanted.
    pub(super) fn of_dockerfiles(&mut self, drafts: &mut Vec<Draft>) {
        let mut groups: Vec<(String, Vec<&Dockerfile>)> = Vec::new();
        for file in self.dockerfiles.iter().filter(|file| self.phase.holds(&file.file)) {
            if drafts.iter().any(|draft| draft.service.dockerfile.as_deref() == Some(&file.file)) {
                continue;
            }
            let name = service_name(&file.file);
            match groups.iter_mut().find(|(other, _)| *other == name) {
                Some((_, files)) => files.push(file),
                None => groups.push((name, vec![file])),
            }
        }
        let composed = !drafts.is_empty();
        for (name, mut files) in groups {
            files.sort_by_key(|file| self.rank(&file.file));
            let Some((first, rest)) = files.split_first() else { continue };
            let (context, target, why) = self.context_of(first, &name);
            let because = vec![format!("{} stands in the checkout", first.file), why];
            let service = Service {
                name: name.clone(),
                dockerfile: Some(first.file.clone()),
                context: Some(context),
                target,
                because,
                ..blank()
            };
            let draft = self.draft(service);
            let refused = self.refuse(&draft, drafts, composed, &first.file);
            let kept = refused.is_none();
            if let Some(why) = refused {
                self.alternatives.push(format!("{}: {why}", first.file));
            }
            for file in rest {
                let why = if kept {
                    format!("{} was chosen for {name}", first.file)
                } else {
                    format!("as {}", first.file)
                };
                self.alternatives.push(format!("{}: {why}", file.file));
            }
            if kept {
                drafts.push(draft);
            }
        }
    }

    /// Why a Dockerfile's service is not one of the submission's, where it is not.
    fn refuse(&self, draft: &Draft, drafts: &[Draft], composed: bool, file: &str) -> Option<String> {
        let service = &draft.service;
        if let Some(other) =
            drafts.iter().find(|other| other.service.name.eq_ignore_ascii_case(&service.name))
        {
            return Some(format!(
                "{} is built from {}",
                other.service.name,
                other.service.dockerfile.as_deref().unwrap_or("an image")
            ));
        }
        let written = self.written.iter().any(|build| build.dockerfile == file && build.weight >= 2);
        let variant = is_variant(file);
        let same = |other: &&Draft| {
            other.service.source.is_some()
                && other.service.source == service.source
                && other.service.dockerfile.is_some()
        };
        if let Some(other) = drafts.iter().find(same)
            && (composed || variant)
        {
            let chosen = other.service.dockerfile.as_deref().unwrap_or_default();
            return Some(format!(
                "{chosen} builds the same sources and was chosen for {}",
                other.service.name
            ));
        }
        let role = draft.fit.role();
        let covered = drafts.iter().any(|other| other.fit.role() == role);
        (composed && covered && !written).then(|| "the chosen compose file does not build it".to_string())
    }

    /// Sorts the Dockerfiles of one service: written down in a pipeline, in the chosen phase, plain name, shallow.
    fn rank(&self, file: &str) -> (u8, bool, u8, usize, String) {
        let written =
            self.written.iter().filter(|build| build.dockerfile == file).map(|build| build.weight).max();
        let inside = self.phase.folder.as_deref().is_some_and(|phase| super::names::below(file, phase));
        (3 - written.unwrap_or(0), !inside, variant_rank(file), file.matches('/').count(), file.into())
    }

    fn context_of(&self, file: &Dockerfile, name: &str) -> (String, Option<String>, String) {
        if let Some(build) = self.written.iter().find(|build| build.dockerfile == file.file) {
            let why = format!("{}:{} builds it in {}", build.file, build.line, build.context);
            return (build.context.clone(), build.target.clone(), why);
        }
        let (context, why) = context::guess(file, name, &self.sources, self.tree);
        (context, None, why)
    }

    /// A service for a part that has sources but nothing that builds them.
    pub(super) fn of_sources(&self, role: Role, drafts: &[Draft]) -> Option<Draft> {
        let taken = |folder: &String| {
            drafts.iter().any(|draft| {
                draft
                    .service
                    .source
                    .as_deref()
                    .is_some_and(|own| own == folder || context::overlap(own, folder))
            })
        };
        let free = self.sources.iter().filter(|folder| !taken(folder));
        let drafts = free.map(|folder| {
            let name = folder.rsplit('/').next().unwrap_or(folder);
            let name = if name == "." { "app" } else { name };
            let because = vec![format!("{folder} declares packages"), "no Dockerfile builds it".into()];
            self.draft(Service { name: name.into(), source: Some(folder.clone()), because, ..blank() })
        });
        let score = |draft: &Draft| match role {
            Role::Backend => draft.fit.backend,
            Role::Frontend => draft.fit.frontend,
            Role::Database | Role::Other => 0,
        };
        drafts.filter(|draft| draft.fit.role() == role && score(draft) >= 3).max_by_key(|draft| {
            let phase = super::phase::of(&format!("{}/-", draft.service.source.as_deref().unwrap_or("")))
                .map_or(0, |(_, number)| number);
            (score(draft), phase.min(4))
        })
    }
}

/// A service of which nothing is known.
pub(super) fn blank() -> Service {
    Service {
        name: String::new(),
        role: Role::Other,
        dockerfile: None,
        context: None,
        target: None,
        image: None,
        source: None,
        because: Vec::new(),
    }
}

/// Words that tell the variants of one service's Dockerfile apart, and how far each is from what is deployed.
const VARIANTS: &[(&str, u8)] = &[
    ("prod", 1),
    ("production", 1),
    ("release", 1),
    ("k8s", 1),
    ("kubernetes", 1),
    ("minikube", 1),
    ("multi", 1),
    ("multistage", 1),
    ("optimized", 1),
    ("secure", 1),
    ("alpine", 1),
    ("distroless", 1),
    ("slim", 2),
    ("simple", 3),
    ("hf", 3),
    ("huggingface", 3),
    ("railway", 3),
    ("render", 3),
    ("vercel", 3),
    ("fly", 3),
    ("cloudrun", 2),
    ("local", 4),
    ("dev", 5),
    ("development", 5),
    ("debug", 5),
    ("staging", 3),
    ("test", 6),
    ("tests", 6),
    ("ci", 6),
    ("backup", 7),
    ("bak", 7),
    ("old", 7),
    ("orig", 7),
    ("copy", 7),
    ("example", 7),
    ("new", 3),
    ("v2", 2),
    ("final", 2),
];

fn words(name: &str) -> Vec<String> {
    let lower = name.to_ascii_lowercase();
    lower
        .split(['.', '-', '_'])
        .filter(|word| !word.is_empty() && !["dockerfile", "containerfile"].contains(word))
        .map(ToString::to_string)
        .collect()
}

fn variant_rank(file: &str) -> u8 {
    let name = file.rsplit('/').next().unwrap_or(file);
    words(name)
        .iter()
        .filter_map(|word| VARIANTS.iter().find(|(known, _)| known == word))
        .map(|(_, rank)| *rank)
        .max()
        .unwrap_or(0)
}

fn is_variant(file: &str) -> bool {
    variant_rank(file) > 0
}

/// The service that a Dockerfile's path names.
fn service_name(path: &str) -> String {
    const GENERAL: &[&str] = &[
        "docker",
        "dockerfiles",
        "build",
        "deploy",
        "deployment",
        "deployments",
        "infra",
        "infrastructure",
        "containers",
        "images",
        "src",
        "apps",
        "app",
        "services",
        "packages",
        "k8s",
        "kubernetes",
        "ops",
        "devops",
        "source",
        "code",
    ];
    let name = path.rsplit('/').next().unwrap_or(path);
    let named: Vec<String> =
        words(name).into_iter().filter(|word| !VARIANTS.iter().any(|(known, _)| known == word)).collect();
    if !named.is_empty() {
        return named.join("-");
    }
    folder(path)
        .rsplit('/')
        .find(|part| {
            let lower = part.to_ascii_lowercase();
            !part.is_empty()
                && !GENERAL.contains(&lower.as_str())
                && super::phase::of(&format!("{part}/-")).is_none()
        })
        .unwrap_or("app")
        .to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_service_is_read_from_the_path() {
        for (path, name) in [
            ("Dockerfile.backend", "backend"),
            ("frontend.Dockerfile", "frontend"),
            ("docker/backend/Dockerfile", "backend"),
            ("backend/Dockerfile.dev", "backend"),
            ("phase-4/Dockerfile", "app"),
            ("phase-4/apps/server/Dockerfile.hf", "server"),
            ("Dockerfile.todo-api.prod", "todo-api"),
        ] {
            assert_eq!(service_name(path), name, "{path}");
        }
    }

    #[test]
    fn what_is_deployed_comes_before_what_is_not() {
        assert!(variant_rank("Dockerfile") < variant_rank("Dockerfile.prod"));
        assert!(variant_rank("Dockerfile.prod") < variant_rank("Dockerfile.dev"));
        assert!(variant_rank("Dockerfile.dev") < variant_rank("Dockerfile.backup"));
    }
}
