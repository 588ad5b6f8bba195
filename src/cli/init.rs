//! `conformance init`.

use std::path::PathBuf;

use clap::Args;

use super::{CONFORMANT, Trouble, print};
use crate::inspect::tree::Tree;
use crate::inspect::{self, store};

/// The file that a submission may describe itself in.
const FILE: &str = "conformance.toml";

/// What `init` takes.
#[derive(Debug, Args)]
pub(super) struct Init {
    /// Folder of the submission
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,
    /// Print the file, and write nothing
    #[arg(long)]
    stdout: bool,
}

impl Init {
    /// Writes what was discovered, with comments, for a person to correct.
    pub(super) fn run(&self) -> Result<u8, Trouble> {
        let path = self.path.display();
        let tree = Tree::open(&self.path).map_err(|error| Trouble::usage(format!("{path}: {error}")))?;
        let checkout = inspect::read(&tree);
        let unknown = |_| Trouble::harness("the layout could not be found out");
        let layout = checkout.layout.get().map_err(unknown)?;
        let text = crate::discover::init(layout, checkout.sources.get().map_err(unknown)?);
        if self.stdout {
            print(&text);
            return Ok(CONFORMANT);
        }
        let file = self.path.join(FILE);
        if tree.entries().any(|(name, _)| name == FILE) {
            let message =
                format!("{} is there already; see what would be written with --stdout", file.display());
            return Err(Trouble::usage(message));
        }
        store::write(&file, text.as_bytes()).map_err(|error| Trouble::usage(error.to_string()))?;
        print(&format!("wrote {}; correct it, then: conformance judge {path}\n", file.display()));
        Ok(CONFORMANT)
    }
}
