//! The Verilog that the exporter writes: a plain subset of Verilog-2001, read into a tree that knows the place of
//! everything in the text.

mod constant;
mod expression;
mod parser;
mod statement;
pub mod token;
pub mod tree;

pub use constant::Constants;
pub use parser::parse;
use thiserror::Error;

/// Text that is not in the subset.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}: {what}")]
pub struct SyntaxError {
    /// The line, from 1.
    pub line: usize,
    /// What stands there, or what is missing.
    pub what: String,
}

impl SyntaxError {
    fn at(text: &str, position: usize, what: impl Into<String>) -> Self {
        Self { line: line_of(text, position), what: what.into() }
    }
}

/// The line of a place in the text, from 1.
pub fn line_of(text: &str, position: usize) -> usize {
    1 + text.as_bytes()[..position].iter().filter(|byte| **byte == b'\n').count()
}
