//! Compose files: services with the line of each setting, variables put in with their defaults.

use super::sensitive;
use super::tree::Tree;
use super::yaml::{self, Node, Value};
use crate::facts::checkout::compose::{
    Build, Command, ComposeFile, ComposeService, Dependency, EnvFile, Health, Mount, Network, Port, Quote,
    Reference, Variable,
};

/// Services of one file beyond this number are not read.
const MOST_SERVICES: usize = 200;

/// Reads a compose file's text; `tree` says which of the files it names are there.
pub(crate) fn parse(file: &str, text: &str, tree: &Tree) -> ComposeFile {
    let mut out = ComposeFile { file: file.into(), ..ComposeFile::default() };
    let root = match yaml::parse(text).into_iter().next().map(|document| document.root) {
        Some(Ok(root)) => root,
        Some(Err((line, why))) => {
            out.problem = Some(Quote::new(file, line, why));
            return out;
        }
        None => {
            out.problem = Some(Quote::new(file, 0, "an empty file"));
            return out;
        }
    };
    let reader = Reader { file, tree };
    for (name, node) in root.get("services").map_or(&[][..], Node::pairs).iter().take(MOST_SERVICES) {
        out.services.push(reader.service(&name.text, name.line, node));
    }
    out.networks = root
        .get("networks")
        .map_or(&[][..], Node::pairs)
        .iter()
        .map(|(name, node)| Network {
            name: name.text.clone(),
            internal: node.bool_at(&["internal"]).unwrap_or(false),
            external: node.bool_at(&["external"]).unwrap_or(false),
        })
        .collect();
    out.volumes =
        root.get("volumes").map_or(&[][..], Node::pairs).iter().map(|(name, _)| name.text.clone()).collect();
    for include in root.get("include").map_or(&[][..], Node::items) {
        let path = include.text().map(ToString::to_string).or_else(|| include.scalar_at(&["path"]));
        out.includes
            .extend(path.map(|path| Quote::new(file, include.line, reader.resolve(&path).unwrap_or(path))));
    }
    out
}

/// Whether a text is a compose file and not something else with `services`.
pub(crate) fn is_compose(text: &str) -> bool {
    let mut inside = false;
    for line in text.lines().take(5_000) {
        if line.starts_with("services:") {
            inside = true;
        } else if inside && !line.trim().is_empty() && !line.starts_with([' ', '#', '\t']) {
            inside = false;
        }
        let line = line.trim_start();
        if inside && ["image:", "build:", "extends:"].iter().any(|key| line.starts_with(key)) {
            return true;
        }
    }
    false
}

struct Reader<'a> {
    file: &'a str,
    tree: &'a Tree,
}

impl Reader<'_> {
    fn quote(&self, line: u32, text: impl Into<String>) -> Quote {
        Quote::new(self.file, line, text)
    }

    /// A path beside the compose file as a path of the subject; `None` where it leaves it or is a URL.
    fn resolve(&self, path: &str) -> Option<String> {
        if path.starts_with(['/', '~'])
            || path.contains("://")
            || path.starts_with("git@")
            || path.contains('$')
        {
            return None;
        }
        let folder = self.file.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
        for part in path.split(['/', '\\']) {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop()?),
                part => parts.push(part),
            }
        }
        Some(if parts.is_empty() { ".".into() } else { parts.join("/") })
    }

    fn service(&self, name: &str, line: u32, node: &Node) -> ComposeService {
        let scalar = |key: &str| {
            let found = node.get(key)?;
            Some(self.quote(node.line_of(key), fill(&found.scalar()?)))
        };
        let limit = |path: &[&str], short: &str| {
            let deep = node.at(path).and_then(|found| Some(self.quote(found.line, fill(&found.scalar()?))));
            deep.or_else(|| scalar(short))
        };
        ComposeService {
            name: name.into(),
            line,
            image: scalar("image"),
            build: node.get("build").map(|build| self.build(build, node.line_of("build"))),
            command: node.get("command").and_then(command),
            entrypoint: node.get("entrypoint").and_then(command),
            ports: list(node, "ports").filter_map(port).collect(),
            expose: list(node, "expose").filter_map(|each| first_port(&fill(&each.scalar()?))).collect(),
            environment: node.get("environment").map(variables).unwrap_or_default(),
            env_file: self.env_files(node),
            volumes: list(node, "volumes").filter_map(mount).collect(),
            tmpfs: strings(node, "tmpfs"),
            health: node.get("healthcheck").map(|health| self.health(health, node.line_of("healthcheck"))),
            depends_on: dependencies(node),
            memory: limit(&["deploy", "resources", "limits", "memory"], "mem_limit"),
            cpus: limit(&["deploy", "resources", "limits", "cpus"], "cpus"),
            networks: strings(node, "networks"),
            user: scalar("user"),
            read_only: node.bool_at(&["read_only"]).unwrap_or(false),
            privileged: scalar("privileged").filter(|quote| quote.text == "true"),
            host: ["network_mode", "pid", "ipc"]
                .iter()
                .find_map(|key| scalar(key).filter(|quote| quote.text == "host")),
            profiles: strings(node, "profiles"),
            restart: scalar("restart").map(|quote| quote.text),
            replicas: node
                .int_at(&["deploy", "replicas"])
                .or_else(|| node.int_at(&["scale"]))
                .and_then(|n| u32::try_from(n).ok()),
        }
    }

    fn build(&self, node: &Node, line: u32) -> Build {
        let path = |key: &str| node.scalar_at(&[key]).map(|text| fill(&text));
        let written =
            node.scalar().map(|text| fill(&text)).or_else(|| path("context")).unwrap_or_else(|| ".".into());
        let context = self.resolve(&written);
        let name = path("dockerfile").unwrap_or_else(|| "Dockerfile".into());
        let dockerfile = context.as_deref().and_then(|context| {
            let base = Reader { file: &format!("{context}/-"), tree: self.tree };
            let base = if context == "." { Reader { file: "", tree: self.tree } } else { base };
            base.resolve(&name)
        });
        Build {
            line,
            dockerfile,
            context,
            target: path("target"),
            args: node.get("args").map(variables).unwrap_or_default(),
            inline: node.get("dockerfile_inline").is_some(),
        }
    }

    fn env_files(&self, node: &Node) -> Vec<EnvFile> {
        let Some(found) = node.get("env_file") else { return Vec::new() };
        let single = found.scalar().map(|_| found);
        single
            .into_iter()
            .chain(found.items())
            .filter_map(|each| {
                let path = fill(&each.scalar().or_else(|| each.scalar_at(&["path"]))?);
                let file = self.resolve(&path).unwrap_or(path);
                let required = each.bool_at(&["required"]).unwrap_or(true);
                Some(EnvFile {
                    line: each.line,
                    present: self.tree.is_own(&file) && self.tree.has(&file),
                    file,
                    required,
                })
            })
            .collect()
    }

    fn health(&self, node: &Node, line: u32) -> Health {
        let _ = self;
        let test = node.get("test").and_then(command).map(|mut test| {
            match test.words.first().map(String::as_str) {
                Some("CMD") => drop(test.words.remove(0)),
                Some("CMD-SHELL") => {
                    test.words.remove(0);
                    test.exec = false;
                }
                Some(_) | None => {}
            }
            test
        });
        let off = test.as_ref().is_some_and(|test| test.words == ["NONE"]);
        Health {
            line,
            disabled: off || node.bool_at(&["disable"]).unwrap_or(false),
            test: test.filter(|_| !off),
        }
    }
}

fn list<'a>(node: &'a Node, key: &str) -> impl Iterator<Item = &'a Node> {
    node.get(key).map_or(&[][..], Node::items).iter()
}

/// A list of texts, a single text, or the keys of a mapping.
fn strings(node: &Node, key: &str) -> Vec<String> {
    let Some(found) = node.get(key) else { return Vec::new() };
    match &found.value {
        Value::Map(pairs) => pairs.iter().map(|(key, _)| key.text.clone()).collect(),
        Value::List(items) => items.iter().filter_map(Node::scalar).collect(),
        Value::Null => Vec::new(),
        Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Text(_) => {
            found.scalar().into_iter().collect()
        }
    }
}

fn command(node: &Node) -> Option<Command> {
    match &node.value {
        Value::List(items) => {
            let words = items.iter().filter_map(Node::scalar).map(|word| sensitive::text(&word)).collect();
            Some(Command { exec: true, words })
        }
        Value::Text(text) => Some(Command { exec: false, words: vec![sensitive::text(text.trim())] }),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Map(_) => None,
    }
}

/// `environment` and `args`: a mapping, or a list of `NAME=value`.
fn variables(node: &Node) -> Vec<Variable> {
    let mapped = node.pairs().iter().map(|(key, value)| {
        let text = if value.value == Value::Null { None } else { value.scalar() };
        (key.line, key.text.clone(), text)
    });
    let listed = node.items().iter().filter_map(|item| {
        let text = item.scalar()?;
        Some(match text.split_once('=') {
            Some((name, value)) => (item.line, name.to_string(), Some(value.to_string())),
            None => (item.line, text, None),
        })
    });
    mapped.chain(listed).map(|(line, name, value)| variable(line, name, value)).collect()
}

fn variable(line: u32, name: String, value: Option<String>) -> Variable {
    let Some(value) = value else { return Variable { line, name, ..Variable::default() } };
    let from = references(&value);
    let defaults = from.iter().find_map(|each| sensitive::kind(&name, each.default.as_deref()?));
    let (shown, secret) = sensitive::shown(&name, &value);
    let shown = if defaults.is_some() { sensitive::text(&hide_defaults(&shown, &from)) } else { shown };
    let from = from
        .into_iter()
        .map(|each| Reference { default: each.default.map(|text| sensitive::shown(&name, &text).0), ..each })
        .collect();
    Variable { line, name, value: Some(shown), secret: secret.or(defaults), from }
}

fn hide_defaults(text: &str, from: &[Reference]) -> String {
    from.iter()
        .filter_map(|each| each.default.as_deref())
        .filter(|text| !text.is_empty())
        .fold(text.to_string(), |text, default| text.replace(default, &sensitive::mask(default)))
}

/// The variables that a value is made of.
fn references(text: &str) -> Vec<Reference> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        rest = &rest[at + 1..];
        if let Some(escaped) = rest.strip_prefix('$') {
            rest = escaped;
            continue;
        }
        let inner = rest.strip_prefix('{').and_then(|inner| Some(&inner[..inner.find('}')?])).unwrap_or(rest);
        let end =
            inner.find(|each: char| !each.is_ascii_alphanumeric() && each != '_').unwrap_or(inner.len());
        if end == 0 {
            continue;
        }
        let operator = if rest.starts_with('{') { inner[end..].trim_start_matches(':') } else { "" };
        found.push(Reference {
            name: inner[..end].into(),
            default: operator.strip_prefix('-').map(ToString::to_string),
            required: operator.starts_with('?'),
        });
    }
    found
}

/// Puts the defaults of `${X:-y}` in; a variable without one stays as written.
fn fill(text: &str) -> String {
    let mut out = text.to_string();
    for _ in 0..16 {
        let Some(start) = out.find("${") else { break };
        let Some(length) = out[start..].find('}') else { break };
        let inner = &out[start + 2..start + length];
        let default = inner.find('-').map(|at| inner[at + 1..].to_string()).filter(|_| !inner.contains('?'));
        let Some(default) = default else { break };
        out.replace_range(start..=start + length, &default);
    }
    out
}

fn first_port(text: &str) -> Option<u16> {
    text.split(['/', '-']).next()?.trim().parse().ok()
}

/// `8080:80`, `127.0.0.1:8080:80/tcp`, `80`, or the long form.
fn port(node: &Node) -> Option<Port> {
    if let Some(target) = node.int_at(&["target"]) {
        let published = node.scalar_at(&["published"]).and_then(|text| first_port(&fill(&text)));
        let target = u16::try_from(target).ok();
        let written = format!("{}:{}", published.unwrap_or_default(), target.unwrap_or_default());
        return Some(Port {
            line: node.line,
            written,
            address: node.scalar_at(&["host_ip"]),
            published,
            target,
        });
    }
    let written = node.scalar()?;
    let filled = fill(&written);
    let mut parts = filled.rsplitn(3, ':');
    let target = parts.next().and_then(first_port);
    let published = parts.next().and_then(first_port);
    let address = parts.next().map(|text| text.trim_matches(['[', ']']).to_string());
    Some(Port { line: node.line, written, address, published, target })
}

/// `data:/var/lib`, `./x:/y:ro`, `/anonymous`, or the long form.
fn mount(node: &Node) -> Option<Mount> {
    if let Some(target) = node.scalar_at(&["target"]) {
        let kind = node.scalar_at(&["type"]).unwrap_or_default();
        let source = node.scalar_at(&["source"]).map(|text| fill(&text));
        let written = format!("{}:{target}", source.as_deref().unwrap_or(&kind));
        let read_only = node.bool_at(&["read_only"]).unwrap_or(false);
        return (kind != "tmpfs").then(|| Mount {
            line: node.line,
            written,
            source,
            target,
            bind: kind == "bind",
            read_only,
        });
    }
    let written = node.scalar()?;
    let filled = fill(&written);
    let parts: Vec<&str> = filled.split(':').collect();
    let (source, target, options) = match parts[..] {
        [target] => (None, target, ""),
        [source, target] => (Some(source), target, ""),
        [source, target, options, ..] => (Some(source), target, options),
        [] => return None,
    };
    let bind = source.is_some_and(|source| source.starts_with(['.', '/', '~', '$']));
    let read_only = options.split(',').any(|option| option == "ro");
    let (source, target) = (source.map(Into::into), target.into());
    Some(Mount { line: node.line, written, source, target, bind, read_only })
}

fn dependencies(node: &Node) -> Vec<Dependency> {
    let Some(found) = node.get("depends_on") else { return Vec::new() };
    let mapped = found.pairs().iter().map(|(name, node)| Dependency {
        line: name.line,
        service: name.text.clone(),
        condition: node.scalar_at(&["condition"]),
    });
    let listed = found
        .items()
        .iter()
        .filter_map(|item| Some(Dependency { line: item.line, service: item.scalar()?, condition: None }));
    mapped.chain(listed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "x: &x\n  restart: always\nservices:\n  api:\n    <<: *x\n    build:\n      context: ../\n\
        \x20     dockerfile: docker/api/Dockerfile\n    environment:\n      - JWT_SECRET=${JWT_SECRET:-hunter22}\n\
        \x20     - PLAIN\n    ports:\n      - \"127.0.0.1:${P:-8080}:80\"\n    volumes: ['.:/src:ro', 'data:/d']\n\
        \x20   healthcheck: {test: [CMD, curl, -f, 'http://localhost/health']}\n    depends_on:\n      db: {condition: service_healthy}\n\
        \x20 db:\n    image: postgres:${V:-15}\n";

    fn read() -> ComposeFile {
        let folder = tempfile::tempdir().unwrap();
        parse("deploy/compose.yaml", TEXT, &Tree::open(folder.path()).unwrap())
    }

    #[test]
    fn each_setting_is_read_with_its_line() {
        let file = read();
        let api = file.service("api").unwrap();
        assert_eq!(api.restart.as_deref(), Some("always"));
        let build = api.build.as_ref().unwrap();
        assert_eq!(build.context.as_deref(), Some("."));
        assert_eq!(build.dockerfile.as_deref(), Some("docker/api/Dockerfile"));
        assert_eq!((api.ports[0].published, api.ports[0].target), (Some(8080), Some(80)));
        assert_eq!((api.volumes[0].bind, api.volumes[0].read_only, api.volumes[1].bind), (true, true, false));
        assert_eq!(api.health.as_ref().unwrap().test.as_ref().unwrap().words[0], "curl");
        assert_eq!(api.depends_on[0].condition.as_deref(), Some("service_healthy"));
        assert_eq!(file.service("db").unwrap().image.as_ref().unwrap().text, "postgres:15");
    }

    #[test]
    fn a_default_that_is_a_credential_is_told_and_masked() {
        let file = read();
        let variable = &file.service("api").unwrap().environment[0];
        assert_eq!(variable.line, 10);
        assert!(variable.secret.is_some());
        assert!(!format!("{file:?}").contains("hunter22"));
    }
}
