//! Whoever clones the repository, or forks it, or reads it years later, holds every credential it ever held.

use crate::facts::Facts;
use crate::facts::checkout::secret::{Secret, Severity, Spot, Standing};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Evidence, Exhibit, Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "G3.3",
    statements: &["G3.3", "C2", "S4"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "no file and no commit of the repository holds a credential in the clear",
    danger: "Whoever clones the repository, or reads it years later, holds every credential it ever held.",
    remedy: "revoke the credential where it was issued, take it out of the file and out of the history, and read it from the environment",
    check,
    breaks: &[
        Mutant {
            name: "a database URL in a document",
            edits: &[Edit::Write {
                file: "docs/setup.md",
                content: "# Set-up\n\nStart with `DATABASE_URL={{plant:neon-url}}`.\n",
            }],
        },
        Mutant {
            name: "a model key in the settings of an agent",
            edits: &[Edit::Write {
                file: ".claude/settings.local.json",
                content: "{\"permissions\": {\"allow\": [\"Bash(OPENAI_API_KEY={{plant:openai-key}} python -m todo)\"]}}\n",
            }],
        },
        Mutant {
            name: "a credential behind base64",
            edits: &[Edit::Write {
                file: "notes/restore.txt",
                content: "to restore, decode {{plant:base64:postgres-url}} and connect\n",
            }],
        },
    ],
    keeps: &[
        Twin {
            name: "a local address with a made-up password",
            edits: &[Edit::Write {
                file: "docs/local.md",
                content: "Use `postgresql://user:password@localhost:5432/todo` and `OPENAI_API_KEY=your-key-here`.\n",
            }],
        },
        Twin {
            name: "a placeholder behind base64",
            edits: &[Edit::Write {
                file: "notes/example.txt",
                content: "key: WU9VUl9BUElfS0VZX0hFUkU=\nurl: cG9zdGdyZXM6Ly91c2VyOnBhc3N3b3JkQGxvY2FsaG9zdC9kYg==\n",
            }],
        },
        Twin {
            name: "digests, identifiers and a token that documentation prints",
            edits: &[Edit::Write {
                file: "docs/digests.md",
                content: "secret_digest: sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\n\
                          client token: 123e4567-e89b-12d3-a456-426614174000\npassword_hash = $2b$12$abcdefghijklmnopqrstuv\n",
            }],
        },
    ],
    with: &[],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let secrets = facts.checkout.secrets.get()?;
    let account = &secrets.account;
    let kept = |standing: Standing| match standing {
        Standing::Tracked | Standing::InHead | Standing::OnlyInHistory => true,
        Standing::Untracked | Standing::Ignored | Standing::Image | Standing::Given => false,
    };
    let grave: Vec<&Secret> =
        secrets.findings.iter().filter(|secret| secret.severity == Severity::LiveLooking).collect();
    let leaked = exhibits(&grave, kept);
    if let Some(evidence) = Evidence::from_exhibits(leaked) {
        return Ok(Verdict::Broken(evidence));
    }
    if account.sources == 0 {
        return Err(Undecided::ours("no file was scanned"));
    }
    if let Some(first) = account.skipped.first() {
        let others = account.skipped.len() as u64 - 1 + account.more_skipped;
        let why = format!("{} was not scanned to its end: it {} (and {others} more)", first.what, first.why);
        return Err(Undecided::Ours { why, next: Some("conformance secrets . --format json".into()) });
    }
    // Git does not know these files yet, and nothing keeps it from taking them.
    let waiting = exhibits(&grave, |standing| standing == Standing::Untracked);
    if let Some(evidence) = Evidence::from_exhibits(waiting) {
        return Ok(Verdict::Warned(evidence));
    }
    let seen = format!(
        "no live-looking credential among {} files and objects ({} bytes, {} git objects)",
        account.sources, account.bytes, account.objects
    );
    Ok(Verdict::Met(Evidence::of(crate::facts::Place::file("."), seen)))
}

fn exhibits(secrets: &[&Secret], wanted: impl Fn(Standing) -> bool) -> Vec<Exhibit> {
    let mut exhibits = Vec::new();
    for secret in secrets {
        let spots: Vec<&Spot> = secret.spots.iter().filter(|spot| wanted(spot.standing)).collect();
        let Some(first) = spots.first() else { continue };
        exhibits.push(Exhibit::new(first.place.clone(), describe(secret, first, spots.len())));
    }
    exhibits
}

fn describe(secret: &Secret, spot: &Spot, places: usize) -> String {
    let within =
        if spot.within.is_empty() { String::new() } else { format!(" within {}", spot.within.join(" › ")) };
    let past = match spot.standing {
        Standing::OnlyInHistory => ", gone from the last commit and still in the history",
        Standing::Tracked
        | Standing::Untracked
        | Standing::Ignored
        | Standing::InHead
        | Standing::Image
        | Standing::Given => "",
    };
    let more = if places > 1 { format!(", in {places} places") } else { String::new() };
    format!("{} {}{within}{past}{more}", secret.kind, secret.masked)
}
