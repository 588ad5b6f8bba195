//! A chart's files, its values, and its rendering.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::eval::Machine;
use super::parse::parse;
use super::value::Val;
use crate::inspect::tree::Tree;
use crate::inspect::yaml::{self, Node};

/// Files of one chart beyond this number are not read.
const MOST_FILES: usize = 2_000;
/// Charts in charts beyond this depth are not read.
const DEEPEST: usize = 6;

/// A chart with the charts in it.
#[derive(Debug, Clone)]
pub(crate) struct Chart {
    /// Its folder with `/` at the end, or empty for the root.
    folder: String,
    name: String,
    about: Val,
    values: Val,
    /// Templates by path relative to the chart.
    templates: BTreeMap<String, String>,
    /// Everything else by path relative to the chart.
    files: Rc<BTreeMap<String, String>>,
    /// Charts in it, under the name by which values reach them, with the condition that turns them on.
    inner: Vec<(String, Vec<String>, Chart)>,
    /// Dependencies that are not in the checkout, with the condition that turns them on.
    absent: Vec<(String, Vec<String>)>,
    /// Properties that its schema demands.
    schema: Option<serde_json::Value>,
}

/// What one template printed.
#[derive(Debug, Clone)]
pub(crate) struct Printed {
    /// The template, relative to the subject.
    pub(crate) file: String,
    /// What it printed.
    pub(crate) text: String,
    /// For each line, the line of the template that it comes from.
    pub(crate) origins: Vec<u32>,
}

/// A rendered chart.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rendering {
    /// What each template printed.
    pub(crate) texts: Vec<Printed>,
    /// Templates that could not be run: file, line, reason.
    pub(crate) faults: Vec<(String, u32, String)>,
    /// Values that the chart demands at install: file, line, message.
    pub(crate) demands: Vec<(String, u32, String)>,
    /// Dependencies that are turned on and not in the checkout.
    pub(crate) missing: Vec<String>,
}

/// Values files of a chart beside `values.yaml`, with the environment that the name tells.
pub(crate) fn values_files(tree: &Tree, folder: &str) -> Vec<(String, String)> {
    let prefix = prefix(folder);
    let parent = folder.rsplit_once('/').map_or("", |(parent, _)| parent);
    let near = |path: &str| {
        let Some(rest) = path.strip_prefix(&prefix) else { return false };
        !rest.contains('/')
            || (rest.matches('/').count() == 1
                && !rest.starts_with("templates/")
                && !rest.starts_with("charts/"))
    };
    let mut found: Vec<(String, String)> = tree
        .files()
        .filter(|path| {
            near(path)
                || (path.starts_with(&self::prefix(parent))
                    && path[self::prefix(parent).len()..].matches('/').count() <= 1)
        })
        .filter_map(|path| Some((path.to_string(), environment(path)?)))
        .collect();
    found.retain(|(path, _)| near(path) || !found_chart_near(tree, path, folder));
    found.sort();
    found
}

/// Whether a values file outside the chart lies in another chart.
fn found_chart_near(tree: &Tree, path: &str, folder: &str) -> bool {
    let own = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    own != folder && tree.has(&format!("{}Chart.yaml", prefix(own)))
}

/// The environment in a name such as `values-dev.yaml`, `values.prod.yaml`, `staging-values.yml`, `values/dev.yaml`.
fn environment(path: &str) -> Option<String> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml"))?;
    let of_name = stem
        .strip_prefix("values")
        .map(|rest| rest.trim_start_matches(['-', '_', '.']))
        .or_else(|| stem.strip_suffix("values").map(|rest| rest.trim_end_matches(['-', '_', '.'])));
    let in_folder = matches!(folder.rsplit('/').next(), Some("values" | "environments" | "envs"));
    match of_name {
        Some("") => None,
        Some(name) => Some(name.to_string()),
        None if in_folder => Some(stem.to_string()),
        None => None,
    }
}

fn prefix(folder: &str) -> String {
    if folder.is_empty() || folder == "." { String::new() } else { format!("{folder}/") }
}

fn document(text: &str) -> Option<Node> {
    yaml::parse(text).into_iter().next().and_then(|document| document.root.ok())
}

impl Chart {
    /// Reads the chart in a folder; `None` where its `Chart.yaml` cannot be read.
    pub(crate) fn read(tree: &Tree, folder: &str) -> Option<Self> {
        Self::read_at(tree, &prefix(folder), 0)
    }

    fn read_at(tree: &Tree, folder: &str, depth: usize) -> Option<Self> {
        let about = document(&tree.text(&format!("{folder}Chart.yaml")).ok()?)?;
        let name = about.scalar_at(&["name"])?;
        let values = tree.text(&format!("{folder}values.yaml")).ok().and_then(|text| document(&text));
        let values = values
            .filter(|node| !node.pairs().is_empty())
            .map_or_else(|| Val::map([]), |node| Val::from_node(&node));
        let mut templates = BTreeMap::new();
        let mut files = BTreeMap::new();
        for path in tree.files().filter(|path| path.starts_with(folder)).take(MOST_FILES) {
            let inner = &path[folder.len()..];
            let Ok(text) = tree.text(path) else { continue };
            if inner.starts_with("templates/") {
                templates.insert(inner.to_string(), text);
            } else if !inner.starts_with("charts/") {
                files.insert(inner.to_string(), text);
            }
        }
        let schema = files.get("values.schema.json").and_then(|text| serde_json::from_str(text).ok());
        let mut chart = Self {
            folder: folder.into(),
            name,
            about: Val::from_node(&about),
            values,
            templates,
            files: Rc::new(files),
            inner: Vec::new(),
            absent: Vec::new(),
            schema,
        };
        if depth < DEEPEST {
            chart.read_inner(tree, &about, depth);
        }
        Some(chart)
    }

    fn read_inner(&mut self, tree: &Tree, about: &Node, depth: usize) {
        let charts = format!("{}charts/", self.folder);
        let mut folders: BTreeMap<String, Chart> = tree
            .files()
            .filter_map(|path| path.strip_prefix(&charts)?.strip_suffix("/Chart.yaml"))
            .filter(|inner| !inner.contains('/'))
            .filter_map(|inner| Self::read_at(tree, &format!("{charts}{inner}/"), depth + 1))
            .map(|chart| (chart.name.clone(), chart))
            .collect();
        let declared = about.at(&["dependencies"]).map(Node::items).unwrap_or_default();
        for dependency in declared {
            let Some(name) = dependency.scalar_at(&["name"]) else { continue };
            let alias = dependency.scalar_at(&["alias"]).unwrap_or_else(|| name.clone());
            let condition = dependency.scalar_at(&["condition"]).unwrap_or_default();
            let conditions: Vec<String> =
                condition.split(',').map(str::trim).filter(|c| !c.is_empty()).map(Into::into).collect();
            let local = dependency.scalar_at(&["repository"]).and_then(|at| local_folder(&self.folder, &at));
            let chart = folders.get(&name).cloned().or_else(|| Self::read_at(tree, &local?, depth + 1));
            if let Some(chart) = chart {
                self.inner.push((alias, conditions, chart));
            } else {
                let version = dependency.scalar_at(&["version"]).unwrap_or_default();
                self.absent.push((format!("{name} {version}").trim().into(), conditions));
            }
        }
        for dependency in declared {
            if let Some(name) = dependency.scalar_at(&["name"]) {
                folders.remove(&name);
            }
        }
        self.inner.extend(folders.into_iter().map(|(name, chart)| (name, Vec::new(), chart)));
    }

    /// What the default values lack that the chart's schema demands.
    fn schema_demands(&self, values: &Val) -> Vec<String> {
        let Some(validator) = self.schema.as_ref().and_then(|schema| jsonschema::validator_for(schema).ok())
        else {
            return Vec::new();
        };
        let values = values.to_json();
        validator
            .iter_errors(&values)
            .take(50)
            .map(|error| format!("values{}", error.instance_path().as_str().replace('/', ".")))
            .collect()
    }
}

/// The folder that a `file://` repository names.
fn local_folder(folder: &str, repository: &str) -> Option<String> {
    let path = repository.strip_prefix("file://")?;
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            other => parts.push(other),
        }
    }
    Some(if parts.is_empty() { String::new() } else { format!("{}/", parts.join("/")) })
}

/// Renders a chart with the values of files laid over its own, in their order.
pub(crate) fn render(chart: &Chart, over: &[Node]) -> Rendering {
    let values =
        over.iter().fold(chart.values.deep_copy(0), |values, node| values.overlaid(&Val::from_node(node)));
    let mut rendering = Rendering::default();
    for demand in chart.schema_demands(&values) {
        rendering.demands.push((format!("{}values.schema.json", chart.folder), 0, demand));
    }
    let mut machine = Machine::default();
    let mut runs = Vec::new();
    prepare(chart, &values, &chart.name, &mut machine, &mut runs, &mut rendering);
    for run in runs {
        let before = machine.demands.len();
        match machine.run(&run.parts, &run.context) {
            Ok(output) => rendering.texts.push(Printed {
                origins: output.origins(),
                text: output.text,
                file: run.file.clone(),
            }),
            Err(fault) => rendering.faults.push((run.file.clone(), fault.line, fault.what)),
        }
        let demands = machine.demands[before..].iter().cloned();
        rendering.demands.extend(demands.map(|(line, message)| (run.file.clone(), line, message)));
    }
    rendering
}

struct Run {
    file: String,
    parts: Vec<super::parse::Part>,
    context: Val,
}

/// Parses every template of a chart and of the charts in it; inner ones first, so that outer definitions win.
fn prepare(
    chart: &Chart,
    values: &Val,
    path: &str,
    machine: &mut Machine,
    runs: &mut Vec<Run>,
    rendering: &mut Rendering,
) {
    let on = |conditions: &[String]| {
        let decided = conditions.iter().find_map(|condition| {
            let mut value = values.clone();
            for part in condition.split('.') {
                value = value.field(part).ok()?;
            }
            if let Val::Bool(value) = value { Some(value) } else { None }
        });
        decided.unwrap_or(true)
    };
    rendering
        .missing
        .extend(chart.absent.iter().filter(|(_, conditions)| on(conditions)).map(|(name, _)| name.clone()));
    for (alias, conditions, inner) in &chart.inner {
        if on(conditions) {
            let own = values.field(alias).ok().filter(|value| matches!(value, Val::Map(_)));
            let mut merged = inner.values.deep_copy(0).overlaid(&own.unwrap_or_else(|| Val::map([])));
            if let (Ok(global @ Val::Map(_)), Val::Map(_)) = (values.field("global"), &merged) {
                merged = merged.overlaid(&Val::map([("global".to_string(), global)]));
            }
            prepare(inner, &merged, &format!("{path}/charts/{alias}"), machine, runs, rendering);
        }
    }
    for (template, text) in &chart.templates {
        let file = format!("{}{template}", chart.folder);
        let base = template.rsplit('/').next().unwrap_or(template);
        match parse(text) {
            Ok(parsed) => {
                machine.templates.extend(parsed.defined);
                machine.templates.insert(format!("{path}/{template}"), parsed.parts.clone());
                if !base.starts_with('_') && has_objects(base) {
                    runs.push(Run {
                        file,
                        parts: parsed.parts,
                        context: context(chart, values, path, template),
                    });
                }
            }
            Err(fault) => rendering.faults.push((file, fault.line, fault.what)),
        }
    }
}

fn has_objects(name: &str) -> bool {
    [".yaml", ".yml", ".json", ".tpl"].iter().any(|end| name.ends_with(end))
}

fn context(chart: &Chart, values: &Val, path: &str, template: &str) -> Val {
    let text = |text: &str| Val::text(text);
    let map = |pairs: &[(&str, Val)]| {
        Val::map(pairs.iter().map(|(key, value)| ((*key).to_string(), value.clone())))
    };
    // `.Chart` has its fields capitalised.
    let about = |name: &str| chart.about.field(name).unwrap_or(Val::Nil);
    let or_empty = |value: Val| if matches!(value, Val::Nil) { text("") } else { value };
    let about = map(&[
        ("Name", text(&chart.name)),
        ("Version", text(&about("version").print())),
        ("AppVersion", text(&about("appVersion").print())),
        ("Description", or_empty(about("description"))),
        ("Type", or_empty(about("type"))),
        ("Home", or_empty(about("home"))),
        ("Annotations", about("annotations")),
        ("IsRoot", Val::Bool(!path.contains("/charts/"))),
    ]);
    let release = map(&[
        ("Name", text("release")),
        ("Namespace", text("default")),
        ("Service", text("Helm")),
        ("Revision", Val::Int(1)),
        ("IsInstall", Val::Bool(true)),
        ("IsUpgrade", Val::Bool(false)),
    ]);
    let version = map(&[
        ("Version", text("v1.33.0")),
        ("GitVersion", text("v1.33.0")),
        ("Major", text("1")),
        ("Minor", text("33")),
    ]);
    let helm = map(&[("Version", text("v3.18.0"))]);
    map(&[
        ("Values", values.clone()),
        ("Chart", about),
        ("Release", release),
        ("Capabilities", map(&[("KubeVersion", version), ("APIVersions", Val::Apis), ("HelmVersion", helm)])),
        (
            "Template",
            map(&[
                ("Name", text(&format!("{path}/{template}"))),
                ("BasePath", text(&format!("{path}/templates"))),
            ]),
        ),
        ("Files", Val::Files(Rc::clone(&chart.files))),
        ("Subcharts", Val::map([])),
    ])
}
