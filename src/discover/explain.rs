//! The layout in words, for `judge --explain-layout`.

use std::fmt::Write;

use crate::facts::checkout::layout::{Layout, Role};

/// Says what was found to be what, why, and what else could have been chosen.
pub(crate) fn explain_layout(layout: &Layout) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}", layout.searched.join(", "));
    if let Some(phase) = &layout.phase {
        let _ = writeln!(out, "judged is the phase in {phase}");
    }
    if layout.services.is_empty() {
        let _ = writeln!(out, "nothing to deploy here: no service was found");
    }
    for service in &layout.services {
        let _ = writeln!(out, "\n{} · {}", role(service.role), service.name);
        let facts = [
            ("dockerfile", &service.dockerfile),
            ("context", &service.context),
            ("target", &service.target),
            ("image", &service.image),
            ("sources", &service.source),
        ];
        for (name, value) in facts.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?))) {
            let _ = writeln!(out, "  {name}: {value}");
        }
        for reason in &service.because {
            let _ = writeln!(out, "  because {reason}");
        }
    }
    let single = layout.compose.iter().cloned().collect::<Vec<_>>();
    let lists = [
        ("compose", &single),
        ("charts", &layout.charts),
        ("manifests", &layout.manifests),
        ("constitutions", &layout.constitutions),
        ("specifications", &layout.specs),
        ("pipelines", &layout.ci),
        ("not chosen", &layout.alternatives),
    ];
    for (name, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
        let _ = writeln!(out, "\n{name}");
        for each in list {
            let _ = writeln!(out, "  {each}");
        }
    }
    out
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Backend => "backend",
        Role::Frontend => "frontend",
        Role::Database => "database",
        Role::Other => "other",
    }
}
