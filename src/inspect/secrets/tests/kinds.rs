//! Every kind has examples, made by its own format, and counter-examples, made from them.

use base64::Engine as _;

use super::*;
use crate::inspect::secrets::plant::{kinds, plant};

fn live(found: &Secrets) -> Vec<&str> {
    let live = found.findings.iter().filter(|secret| secret.severity == Severity::LiveLooking);
    live.map(|secret| secret.kind.as_str()).collect()
}

#[test]
fn every_kind_is_found_wherever_it_stands() {
    let mut missed = Vec::new();
    for kind in kinds() {
        for seed in 0..6 {
            let secret = plant(kind, seed);
            let url = percent_encoding::utf8_percent_encode(&secret, percent_encoding::NON_ALPHANUMERIC)
                .to_string();
            let contexts = [
                ("bare", secret.clone()),
                ("prose", format!("Use {secret} for it.")),
                ("json", format!("{{\"value\": \"{}\"}}", secret.replace('\n', "\\n"))),
                ("code", format!("`{secret}`")),
                ("base64", base64::engine::general_purpose::STANDARD.encode(&secret)),
                ("hex", crate::inspect::secrets::mask::hex(secret.as_bytes())),
                ("escaped", format!("echo \"a\\n{}\"", secret.replace('\n', "\\n"))),
                ("query", format!("https://a.acme.io/?next={url}")),
            ];
            for (context, text) in contexts {
                // Only what has a sign that is always encoded can be told from a word in a query.
                let plain = context == "query" && !secret.contains("://");
                let found = scan("notes.md", text.as_bytes());
                if !plain && !live(&found).contains(&kind) {
                    missed.push(format!("{kind} {seed} in {context}: {:?}", found.findings));
                }
            }
        }
    }
    assert!(missed.is_empty(), "{} missed\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn no_kind_is_live_when_its_random_part_is_dull_or_cut() {
    let mut wrong = Vec::new();
    for token in crate::inspect::secrets::rules::tokens::all() {
        let secret = plant(token.kind, 3);
        let prefix = token.prefix();
        let Some(start) = secret.find(prefix).map(|at| at + prefix.len()) else { continue };
        let dull: String = secret
            .char_indices()
            .map(|(at, c)| if at >= start && c.is_ascii_alphanumeric() { 'x' } else { c })
            .collect();
        let cut = &secret[..start + (secret.len() - start) / 3];
        // What a name calls a key may be one even when it is cut.
        let cut = if prefix.ends_with('=') { "" } else { cut };
        for text in [dull.as_str(), cut] {
            if !live(&scan("notes.md", text.as_bytes())).is_empty() {
                wrong.push(format!("{}: {text}", token.kind));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_checksum_that_does_not_fit_is_no_token() {
    for kind in ["github-token", "npm-token", "grafana-token"] {
        for seed in 0..8 {
            let mut secret = plant(kind, seed);
            // the other tokens of these issuers have no checksum that is public
            if secret.contains("_pat_") || secret.starts_with("glc_") {
                continue;
            }
            let last = if secret.pop() == Some('0') { '1' } else { '0' };
            secret.push(last);
            assert!(live(&scan("notes.md", secret.as_bytes())).is_empty(), "{kind} {seed}");
        }
    }
}
