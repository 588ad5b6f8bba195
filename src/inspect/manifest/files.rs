//! Lines that know their file.

use crate::facts::checkout::manifest::At;
use crate::inspect::yaml::Node;

/// Bits of a line that count within its file: a million lines.
const BITS: u32 = 20;

/// The files whose lines meet in one tree.
#[derive(Debug, Default)]
pub(crate) struct Files(Vec<String>);

impl Files {
    /// Gives every line of a tree the number of its file.
    pub(crate) fn mark(&mut self, file: &str, node: &mut Node) {
        let number = self.number(file);
        node.relocate(&|line| (number << BITS) | (line & ((1 << BITS) - 1)));
    }

    fn number(&mut self, file: &str) -> u32 {
        let at = self.0.iter().position(|known| known == file).unwrap_or_else(|| {
            self.0.push(file.into());
            self.0.len() - 1
        });
        // More files than there are numbers share the last one, whose lines are then not to be trusted.
        u32::try_from(at).unwrap_or(u32::MAX).min((1 << (32 - BITS)) - 1)
    }

    /// File and line of a marked line.
    pub(crate) fn at(&self, line: u32) -> At {
        let file = self.0.get((line >> BITS) as usize).cloned().unwrap_or_default();
        At { file, line: line & ((1 << BITS) - 1) }
    }
}
