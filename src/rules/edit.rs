//! Mutants and twins: what is done to the reference to show that a rule can fail, and that it does not fail on
//! what only looks like a breach.

/// One change to the reference submission or to the facts recorded from it.
///
/// Texts may hold `{{plant:KIND}}`; the self-test puts a synthetic credential of that kind there when it runs, so
/// that none stands in this repository.
#[derive(Debug, Clone, Copy)]
pub enum Edit {
    /// Replaces a text that stands exactly once in the file.
    Replace {
        /// Path in the reference.
        file: &'static str,
        /// Text that must be found exactly once.
        find: &'static str,
        /// What stands there afterwards.
        with: &'static str,
    },
    /// Writes a whole file, new or not.
    Write {
        /// Path in the reference.
        file: &'static str,
        /// Its content.
        content: &'static str,
    },
    /// Removes a file, or every file below a folder (`specs/`).
    Remove {
        /// Path in the reference.
        file: &'static str,
    },
    /// Sets a value in the recorded facts of the experiments.
    Fact {
        /// JSON pointer (RFC 6901) into the facts; the place must exist.
        pointer: &'static str,
        /// The new value, as JSON.
        json: &'static str,
    },
    /// Removes a value from the recorded facts of the experiments.
    Forget {
        /// JSON pointer (RFC 6901) into the facts; the place must exist.
        pointer: &'static str,
    },
}

/// A breach: after its edits exactly the rule that carries it (and those it names in `with`) is broken.
#[derive(Debug, Clone, Copy)]
pub struct Mutant {
    /// What was done wrong, as a noun phrase.
    pub name: &'static str,
    /// The edits, in order.
    pub edits: &'static [Edit],
}

/// Looks like a breach and is none: after its edits nothing is broken.
#[derive(Debug, Clone, Copy)]
pub struct Twin {
    /// What it looks like, as a noun phrase.
    pub name: &'static str,
    /// The edits, in order.
    pub edits: &'static [Edit],
}
