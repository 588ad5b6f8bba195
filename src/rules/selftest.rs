//! One loop over the registry: every rule can fail, fails alone, and does not fail on its twins.

use std::collections::BTreeSet;

use super::all;

#[test]
fn rule_ids_and_obligations_are_unique() {
    let mut seen = BTreeSet::new();
    for rule in all() {
        assert!(seen.insert(rule.id), "{} stands twice in the registry", rule.id);
        assert!(seen.insert(rule.obligation), "{}: another rule has the same obligation", rule.id);
    }
}
