//! Each way in which a cucumber suite goes green without having judged, opened on purpose: none stays open.

use std::sync::Arc;

use cucumber::gherkin::{Feature, GherkinEnv};

use super::{Progress, Session, features, suite, trace};
use crate::facts::Checkout;
use crate::rules::{self, Rule};

/// The texts of the real features, and the same with one edit.
fn sabotaged(edit: impl Fn(&str) -> String) -> Vec<String> {
    let whole = trace::gaps(&features::parse().unwrap());
    let edited: Vec<Feature> = features::texts()
        .map(|(name, text)| {
            let mut feature = Feature::parse(edit(text), GherkinEnv::default()).unwrap();
            feature.path = Some(name.into());
            feature
        })
        .collect();
    trace::gaps(&edited).into_iter().filter(|gap| !whole.contains(gap)).collect()
}

/// Replaces the first place in all texts; later files stay as they are.
fn first(text: &str, from: &str, to: &str) -> String {
    text.replacen(from, to, 1)
}

#[test]
fn constitution_rules_features_and_experiments_agree() {
    let gaps = trace::gaps(&features::parse().unwrap());
    assert!(gaps.is_empty(), "\n{}", gaps.join("\n"));
}

#[test]
fn a_statement_reworded_in_the_features_is_a_gap() {
    let gaps =
        sabotaged(|text| first(text, "Rule: Images are built in several stages", "Rule: Images are built"));
    assert!(gaps.iter().any(|gap| gap.contains("G4.1 says")), "{gaps:?}");
}

#[test]
fn a_block_that_is_gone_is_a_gap() {
    let gaps = sabotaged(|text| match text.find("\n  @G4.2") {
        Some(at) => {
            let end = text[at + 2..].find("\n  @").map_or(text.len(), |next| at + 2 + next);
            format!("{}{}", &text[..at], &text[end..])
        }
        None => text.into(),
    });
    assert!(gaps.iter().any(|gap| gap == "G4.2 stands in the constitution, not in features"), "{gaps:?}");
}

#[test]
fn two_tags_swapped_are_gaps() {
    let gaps = sabotaged(|text| {
        text.replace("@G4.1\n", "@tmp\n").replace("@G4.2\n", "@G4.1\n").replace("@tmp\n", "@G4.2\n")
    });
    assert!(gaps.iter().any(|gap| gap.contains("out of order")), "{gaps:?}");
}

#[test]
fn a_tag_that_lets_skipped_steps_pass_is_a_gap() {
    let gaps = sabotaged(|text| first(text, "    Scenario:", "    @allow.skipped\n    Scenario:"));
    assert!(gaps.iter().any(|gap| gap.contains("has tags")), "{gaps:?}");
}

#[test]
fn a_mistyped_keyword_is_a_gap() {
    let gaps = sabotaged(|text| first(text, "    Scenario:", "    Scenaro:"));
    assert!(gaps.iter().any(|gap| gap.contains("mistyped")), "{gaps:?}");
}

#[test]
fn a_scenario_without_then_is_a_gap() {
    let gaps = sabotaged(|text| first(text, "      Then ", "      Given "));
    assert!(gaps.iter().any(|gap| gap.contains("does not end in a Then")), "{gaps:?}");
}

#[test]
fn a_then_that_no_rule_says_is_a_gap() {
    let gaps = sabotaged(|text| first(text, "      Then ", "      Then surely "));
    assert!(gaps.iter().any(|gap| gap.contains("no rule says")), "{gaps:?}");
}

#[test]
fn a_scenario_outside_a_rule_is_a_gap() {
    let gaps = sabotaged(|text| first(text, "\n\n", "\n\n  Scenario: alone\n    Then it holds\n\n"));
    assert!(gaps.iter().any(|gap| gap.contains("outside a `Rule:`")), "{gaps:?}");
}

/// Runs one feature for one planned rule and returns what did not agree.
fn unreconciled(text: &str) -> Vec<String> {
    let rule: &'static Rule = rules::all().next().unwrap();
    let text = text.replace("RULE", rule.obligation).replace("ID", rule.statements[0]);
    let feature = Feature::parse(text, GherkinEnv::default()).unwrap();
    let checkout = Arc::new(Checkout::default());
    let session = Arc::new(Session::new(vec![rule], checkout, Err(Box::default()), Progress::new(1, true)));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(suite::run(vec![feature], &session));
    let home = format!("no scenario under {}", rule.statements[0]);
    let faults = session.unreconciled(None);
    // Only the rule's home is in this feature; the other statements it serves are not at stake here.
    faults
        .into_iter()
        .filter(|fault| !fault.starts_with("no scenario under") || fault.starts_with(&home))
        .collect()
}

const GIVEN: &str = "Given the submission's checkout";

#[test]
fn a_whole_scenario_leaves_no_fault() {
    let faults = unreconciled(&format!(
        "Feature: F\n  @ID\n  Rule: R\n    Scenario: S\n      {GIVEN}\n      Then RULE\n"
    ));
    assert!(faults.is_empty(), "{faults:?}");
}

#[test]
fn a_step_without_definition_is_a_fault_even_where_skipping_is_allowed() {
    for tag in ["", "    @allow.skipped\n"] {
        let faults = unreconciled(&format!(
            "Feature: F\n  @ID\n  Rule: R\n{tag}    Scenario: S\n      Given the moon\n      Then RULE\n"
        ));
        assert!(faults.iter().any(|fault| fault.contains("no step is defined")), "{faults:?}");
    }
}

#[test]
fn a_planned_rule_that_no_scenario_asks_for_is_a_fault() {
    let faults = unreconciled(&format!("Feature: F\n  @ID\n  Rule: R\n    Scenario: S\n      {GIVEN}\n"));
    assert!(faults.iter().any(|fault| fault.contains("no scenario that ran asked for")), "{faults:?}");
}

#[test]
fn a_run_of_no_scenario_is_a_fault() {
    let faults = unreconciled("Feature: F\n");
    assert!(faults.iter().any(|fault| fault.contains("0 scenarios were planned")), "{faults:?}");
}

#[test]
fn a_then_that_no_rule_says_is_a_fault_when_it_runs() {
    let faults = unreconciled("Feature: F\n  @ID\n  Rule: R\n    Scenario: S\n      Then all is well\n");
    assert!(faults.iter().any(|fault| fault.contains("no rule says")), "{faults:?}");
}
