//! The rules, one file each, in the constitution's order.
//!
//! A rule's file holds all there is to it: metadata, check, mutants and twins. Adding one touches its file, its
//! line in its chapter's `RULES`, and its scenario under the statement's `Rule:` block in `features/`.

mod api;
mod build;
mod chat;
mod cluster;
mod container;
mod durable;
mod edit;
mod image;
mod k8s;
mod mcp;
mod page;
mod record;
mod selection;
#[cfg(test)]
mod selftest;
mod statements;

mod a_signoff;
mod c_checklist;
mod g1_specs;
mod g2_stateless;
mod g3_security;
mod g4_containers;
mod g5_isolation;
mod g6_ai_devops;
mod g7_phases;
mod g8_hackathon;
mod h_status;
mod i_infrastructure;
mod o_operations;
mod p_pipeline;
mod q_quality;
mod s_success;
mod v_governance;

pub use edit::{Edit, Mutant, Twin};
pub use selection::{Selection, chapter, level};
pub use statements::{Level, STATEMENTS, Statement};

use serde::{Deserialize, Serialize};

use crate::facts::Facts;
use crate::verdict::{Undecided, Verdict};

/// How much must run before a rule can answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// The checkout alone.
    Static,
    /// Containers on a Docker engine.
    Docker,
    /// A cluster, with Helm where the submission brings a chart.
    Cluster,
}

impl Tier {
    /// What to type so that a rule of this tier is judged.
    #[must_use]
    pub fn next(self) -> &'static str {
        match self {
            Self::Static => "run again without --rule, --level or --tier",
            Self::Docker => "run again with --tier docker",
            Self::Cluster => "run again with --tier cluster",
        }
    }
}

/// How a rule comes to its verdict, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Proof {
    /// Run it, break it, measure it.
    Experiment,
    /// Read the artefact.
    Inspection,
    /// Read the repository's history and documents.
    Record,
    /// Trust a signed, dated statement; always reported as attested.
    Attestation,
}

/// One obligation and the function that judges it.
#[derive(Debug)]
pub struct Rule {
    /// Statement id, with a letter where a statement needs several rules: `G2.3`, `G2.3a`.
    pub id: &'static str,
    /// The statements it serves; the first is its home.
    pub statements: &'static [&'static str],
    /// What must run before it can answer.
    pub tier: Tier,
    /// How it comes to its verdict.
    pub proof: Proof,
    /// The obligation, positive, in the present tense, lower case, without full stop; unique among the rules.
    pub obligation: &'static str,
    /// What goes wrong in the world when it is broken: one sentence.
    pub danger: &'static str,
    /// How to mend it: one imperative sentence, lower case, without full stop.
    pub remedy: &'static str,
    /// The check: a pure function of the facts.
    pub check: fn(&Facts) -> Result<Verdict, Undecided>,
    /// Edits to the reference (or its recorded facts) that must break exactly this rule. At least two.
    pub breaks: &'static [Mutant],
    /// Edits that look like a breach and are none. At least one.
    pub keeps: &'static [Twin],
    /// Rules that must break together with this one under its mutants, each with the reason.
    pub with: &'static [(&'static str, &'static str)],
}

/// All rules, in the constitution's order.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    CHAPTERS.iter().flat_map(|chapter| chapter.iter().copied())
}

/// The rule of that id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.id.eq_ignore_ascii_case(id))
}

/// The chapters in the constitution's order.
const CHAPTERS: &[&[&Rule]] = &[
    h_status::RULES,
    g1_specs::RULES,
    g2_stateless::RULES,
    g3_security::RULES,
    g4_containers::RULES,
    g5_isolation::RULES,
    g6_ai_devops::RULES,
    g7_phases::RULES,
    g8_hackathon::RULES,
    i_infrastructure::RULES,
    p_pipeline::RULES,
    c_checklist::RULES,
    v_governance::RULES,
    q_quality::RULES,
    o_operations::RULES,
    s_success::RULES,
    a_signoff::RULES,
];

/// The chapters' names, by the letter (and number) of their statements.
pub static TITLES: &[(&str, &str)] = &[
    ("H", "Project status"),
    ("G1", "Spec-driven workflow"),
    ("G2", "Stateless services"),
    ("G3", "Security"),
    ("G4", "Container standards"),
    ("G5", "Architecture isolation"),
    ("G6", "AI DevOps"),
    ("G7", "Phase isolation"),
    ("G8", "Hackathon constraints"),
    ("I", "Infrastructure components"),
    ("P", "Deployment pipeline"),
    ("C", "Compliance checklist"),
    ("V", "Deployment governance"),
    ("Q", "Quality assurance"),
    ("O", "Operational excellence"),
    ("S", "Success criteria"),
    ("A", "Compliance sign-off"),
];
