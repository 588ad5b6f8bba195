use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::facts::checkout::document::{Sense, Subject, Technique, Tool};

fn documents(files: &[(&str, &str)]) -> Documents {
    let folder = tempfile::tempdir().unwrap();
    let mut tree = Tree::open(folder.path()).unwrap();
    for (file, text) in files {
        tree.write(file, text.as_bytes().to_vec());
    }
    read(&tree).get().unwrap().clone()
}

#[test]
fn features_are_grouped_and_ordered_as_people_number_them() {
    let found = documents(&[
        ("specs/010-helm/spec.md", "# Helm chart\n- FR-1: MUST use helm install\n"),
        (
            "specs/002-docker/spec.md",
            "# Docker\nStatus: Approved\nDate: 2026-02-01\nDockerfile for the backend\n",
        ),
        ("specs/002-docker/plan.md", "# Plan\n"),
        ("specs/002-docker/tasks.md", "# Tasks\n- [x] T1 write backend/Dockerfile\n"),
        ("specs/002-docker/research.md", "# Research\n"),
        ("specs/k8s-plan.md", "# Plan\n"),
        ("specs/k8s-spec.md", "# K8s\n"),
        ("backend/Dockerfile", "FROM scratch\n"),
    ]);
    let names: Vec<&str> = found.features.iter().map(|feature| feature.name.as_str()).collect();
    assert_eq!(names, ["specs/002-docker", "specs/010-helm", "specs/k8s"]);
    assert_eq!(found.features[0].others, ["specs/002-docker/research.md"]);
    assert!(found.features[0].status.is_some() && found.features[0].dated.is_some());
    assert_eq!(found.features[0].brings.keys().collect::<Vec<_>>(), [&Technique::Docker]);
    assert_eq!(found.infrastructure[0].named[0].file, "specs/002-docker/spec.md");
}

#[test]
fn what_is_out_of_scope_is_not_brought() {
    let found = documents(&[(
        "specs/001-docker/spec.md",
        "# Docker images\nDockerfile\n## Out of Scope\n- Kubernetes manifests\n- kubectl apply\n## Rules\n- kubectl-ai is reserved for Spec 2\n- MUST NOT use Minikube\n",
    )]);
    assert_eq!(found.features[0].brings.keys().collect::<Vec<_>>(), [&Technique::Docker]);
    assert_eq!(found.tools.len(), 1);
    assert_eq!((found.tools[0].tool, found.tools[0].sense), (Tool::KubectlAi, Sense::Reserved));
}

#[test]
fn constitutions_state_version_date_and_cycle() {
    let found = documents(&[
        (
            "constitution.md",
            "**Document Version:** 1.0  \n**Effective Date:** February 2026  \n**Review Cycle:** Bi-weekly during Phase IV\n",
        ),
        (
            ".specify/memory/constitution.md",
            "**Version**: 2.1.0 | **Ratified**: 2026-01-02 | **Last Amended**: 2026-03-04\n",
        ),
    ]);
    let [first, second] = &found.constitutions[..] else { panic!() };
    assert_eq!(
        (first.number.as_deref(), first.effective_date.as_deref()),
        (Some("2.1.0"), Some("2026-01-02"))
    );
    assert_eq!(
        (second.number.as_deref(), second.effective_date.as_deref(), second.cycle_days),
        (Some("1.0"), Some("2026-02-01"), Some(14))
    );
}

#[test]
fn signatures_are_read_from_tables_lists_and_lines() {
    let found = documents(&[
        (
            "docs/acknowledgements.md",
            "# Acknowledgements\n| Name | Date |\n|---|---|\n| Ada Lovelace | 2026-02-01 |\n",
        ),
        ("docs/handover.md", "# Handover to operations\nSigned: Bob Byte, 2026-02-03\n"),
        ("specs/a/spec.md", "# A\n**Reviewed by**: Cid Core on 2026-02-02\n"),
    ]);
    let name = |subject| found.signed(subject)[0].name.clone().unwrap();
    assert_eq!(name(Subject::Acknowledgement), "Ada Lovelace");
    assert_eq!(name(Subject::Handover), "Bob Byte");
    assert_eq!(name(Subject::SpecReview), "Cid Core");
    assert_eq!(found.signed(Subject::Acknowledgement).len(), 1);
}

#[test]
fn commands_are_meant_as_they_stand() {
    let found = documents(&[(
        "README.md",
        "# Deploy\nRun:\n```bash\nkubectl edit deployment backend\n./missing.sh\n```\n## Troubleshooting\n```bash\nkubectl scale deployment/x --replicas=0\n```\n## Rules\nNever do this:\n```bash\nkubectl run x\n```\n",
    )]);
    let senses: Vec<Sense> = found.commands.iter().map(|command| command.sense).collect();
    assert_eq!(senses, [Sense::Used, Sense::Used, Sense::Diagnosis, Sense::Reserved]);
    assert_eq!(found.commands[1].missing, ["./missing.sh"]);
}

#[test]
fn no_credential_of_a_text_becomes_a_fact() {
    let secret = "hunter2hunter2X9";
    let found = documents(&[("README.md", &format!("# Run\n```bash\nexport SECRET_KEY={secret}\n```\n"))]);
    assert!(!serde_json::to_string(&found).unwrap().contains(secret));
}

#[test]
fn the_reference_is_read() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/reference");
    let tree = Tree::open(&root).unwrap();
    assert!(matches!(read(&tree), Seen::Known(documents) if !documents.infrastructure.is_empty()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_text_upsets_a_reader(text in "(?s).{0,400}", lines in proptest::collection::vec("[#|`*$ a-z0-9:.-]{0,40}", 0..30)) {
        for text in [text, lines.join("\n")] {
            for file in ["README.md", "specs/1/spec.md", "constitution.md", ".github/workflows/a.yml", "CODEOWNERS", "docs/handover.md"] {
                let _ = documents(&[(file, &text)]);
            }
        }
    }
}
