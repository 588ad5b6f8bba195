//! Whether constitution, rules, features and experiments tell the same story. Any gap ends a run before it judges.

use std::collections::{BTreeMap, BTreeSet};

use cucumber::gherkin::{Feature, Rule as Block, Scenario, StepType};

use crate::experiment::EXPERIMENTS;
use crate::rules::{self, Rule, STATEMENTS, Tier};

/// The `Then` that asks for every rule of other chapters which proves this statement too.
pub(crate) const ELSEWHERE: &str = "whatever proves it elsewhere holds";

/// What a `Given` brings, and the tier of the rules that may follow it.
pub(crate) static STAGES: &[(&str, Tier)] = &[
    ("the submission's checkout", Tier::Static),
    ("the submission's images", Tier::Docker),
    ("the submission at work", Tier::Docker),
    ("the submission on a cluster", Tier::Cluster),
];

/// Where a rule is asked for: file, line and name of the scenario at its home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    /// `features/g2_stateless.feature`.
    pub(crate) file: String,
    /// Line of the `Then`.
    pub(crate) line: usize,
    /// Name of the scenario: what is at stake.
    pub(crate) stake: String,
    /// The act before it, where there is one.
    pub(crate) act: Option<String>,
}

/// The place in the features of every rule, by its id.
pub(crate) fn places(features: &[Feature]) -> BTreeMap<&'static str, Asked> {
    let mut places = BTreeMap::new();
    for (feature, block) in blocks(features) {
        for scenario in &block.scenarios {
            let act =
                scenario.steps.iter().find(|step| step.ty == StepType::When).map(|step| step.value.clone());
            for step in scenario.steps.iter().filter(|step| step.ty == StepType::Then) {
                if let Some(rule) = rules::all().find(|rule| rule.obligation == step.value) {
                    places.entry(rule.id).or_insert_with(|| Asked {
                        file: feature
                            .path
                            .as_ref()
                            .map(|path| path.display().to_string())
                            .unwrap_or_default(),
                        line: step.position.line,
                        stake: scenario.name.clone(),
                        act: act.clone(),
                    });
                }
            }
        }
    }
    places
}

fn blocks(features: &[Feature]) -> impl Iterator<Item = (&Feature, &Block)> {
    features.iter().flat_map(|feature| feature.rules.iter().map(move |block| (feature, block)))
}

/// Every difference between the lists that must agree, as sentences. Empty means whole.
pub(crate) fn gaps(features: &[Feature]) -> Vec<String> {
    let mut gaps = Vec::new();
    order_of_statements(features, &mut gaps);
    for feature in features {
        let name = feature.path.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
        if !feature.scenarios.is_empty() {
            gaps.push(format!("{name}: a scenario stands outside a `Rule:` block"));
        }
        if feature.background.is_some() || !feature.tags.is_empty() {
            gaps.push(format!("{name}: the feature has a background or tags"));
        }
        // A mistyped keyword is read as description.
        if let Some(text) = feature.description.as_ref().filter(|text| !text.trim().is_empty()) {
            gaps.push(format!("{name}: {:?} is read as description; is a keyword mistyped?", text.trim()));
        }
    }
    for (_, block) in blocks(features) {
        block_gaps(block, &mut gaps);
    }
    let acts: BTreeSet<&str> = blocks(features)
        .flat_map(|(_, block)| &block.scenarios)
        .flat_map(|scenario| &scenario.steps)
        .filter(|step| step.ty == StepType::When)
        .map(|step| step.value.as_str())
        .collect();
    for experiment in EXPERIMENTS.iter().filter(|experiment| !acts.contains(experiment.act)) {
        gaps.push(format!("{:?} stands in src/experiment, not in features", experiment.act));
    }
    gaps
}

/// Constitution and `Rule:` lines agree in id, words and order.
fn order_of_statements(features: &[Feature], gaps: &mut Vec<String>) {
    let mut stated: BTreeMap<&str, &str> = STATEMENTS.iter().map(|s| (s.id, s.obligation)).collect();
    let place = |id: &str| STATEMENTS.iter().position(|statement| statement.id == id);
    for feature in features {
        let order: Vec<_> =
            feature.rules.iter().map(|block| block.tags.first().and_then(|id| place(id))).collect();
        if !order.is_sorted() {
            gaps.push(format!("{}: the statements stand out of order", feature.name));
        }
    }
    for (_, block) in blocks(features) {
        let [id] = block.tags.as_slice() else {
            gaps.push(format!("rule {:?} has {} tags, not one", block.name, block.tags.len()));
            continue;
        };
        match stated.remove(id.as_str()) {
            None => gaps.push(format!("{id} stands in features, not (or twice) in the constitution")),
            Some(words) if words != block.name => {
                gaps.push(format!(
                    "{id} says {words:?} in the constitution and {:?} in features",
                    block.name
                ));
            }
            Some(_) => {}
        }
    }
    gaps.extend(stated.keys().map(|id| format!("{id} stands in the constitution, not in features")));
}

/// One block asks for exactly the rules that serve its statement.
fn block_gaps(block: &Block, gaps: &mut Vec<String>) {
    let id = block.tags.first().map_or("", String::as_str);
    if block.description.as_ref().is_some_and(|text| !text.trim().is_empty()) || block.background.is_some() {
        gaps.push(format!("{id}: text or a background below the `Rule:` line; is a keyword mistyped?"));
    }
    let mut asked: BTreeSet<&str> = BTreeSet::new();
    for scenario in &block.scenarios {
        scenario_gaps(id, scenario, &mut asked, gaps);
    }
    let due: BTreeSet<&str> =
        rules::all().filter(|rule| rule.statements.contains(&id)).map(|rule| rule.id).collect();
    if due.is_empty() {
        gaps.push(format!("{id} stands in the constitution, not in src/rules"));
    }
    gaps.extend(
        due.difference(&asked).map(|rule| format!("{rule} serves {id}, but no scenario there asks for it")),
    );
    gaps.extend(
        asked.difference(&due).map(|rule| format!("{rule} is asked for under {id}, which it does not serve")),
    );
}

fn scenario_gaps(id: &str, scenario: &Scenario, asked: &mut BTreeSet<&'static str>, gaps: &mut Vec<String>) {
    let name = &scenario.name;
    if !scenario.tags.is_empty() || !scenario.examples.is_empty() {
        gaps.push(format!("{id}: scenario {name:?} has tags or examples"));
    }
    if scenario.description.as_ref().is_some_and(|text| !text.trim().is_empty()) {
        gaps.push(format!("{id}: text below scenario {name:?}; is a keyword mistyped?"));
    }
    if scenario.steps.last().is_none_or(|step| step.ty != StepType::Then) {
        gaps.push(format!("{id}: scenario {name:?} does not end in a Then"));
    }
    let mut stage = None;
    for step in &scenario.steps {
        match step.ty {
            StepType::Given => {
                stage = STAGES.iter().find(|(words, _)| *words == step.value).map(|(_, tier)| *tier);
            }
            StepType::When => {
                if !EXPERIMENTS.iter().any(|experiment| experiment.act == step.value) {
                    gaps.push(format!("{id}: no experiment does {:?}", step.value));
                }
            }
            StepType::Then if step.value == ELSEWHERE => {
                asked.extend(served_elsewhere(id).map(|rule| rule.id));
            }
            StepType::Then => match rules::all().find(|rule| rule.obligation == step.value) {
                None => gaps.push(format!("{id}: no rule says {:?}", step.value)),
                Some(rule) => {
                    asked.insert(rule.id);
                    if stage != Some(rule.tier) {
                        gaps.push(format!("{id}: {} does not fit the Given of scenario {name:?}", rule.id));
                    }
                }
            },
        }
    }
}

/// The rules that serve a statement and have their home elsewhere.
pub(crate) fn served_elsewhere(id: &str) -> impl Iterator<Item = &'static Rule> {
    rules::all().filter(move |rule| rule.statements.first() != Some(&id) && rule.statements.contains(&id))
}
