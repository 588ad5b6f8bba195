//! A careful own reading of Helm charts, for machines without `helm`.
//!
//! It runs the templates themselves: Go's template language with the functions charts use. What it does not know
//! is a fault of that one file, reported as such, and never a guess. Two things differ from Helm on purpose, so
//! that a chart can be read at all without the values of an install: a value that the chart demands is stood in
//! for by a marked text, and a `fail` is noted and passed over.

mod call;
mod chart;
mod emit;
mod eval;
mod lex;
mod parse;
mod value;

pub(crate) use chart::{Chart, render, values_files};
pub(crate) use eval::GIVEN;

#[cfg(test)]
mod tests;
