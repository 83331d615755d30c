//! A row that is an operand of all rows: gains, biases, scales of columns.

use super::program::Program;
use super::template::{sent, to_z, with};
use seedchip_spec::{Operation, Pass, Second};

/// A row of numbers that all rows have for a second operand.
pub enum RowOperand {
    /// It is in bank z from this word on.
    Bank(u16),
    /// It is sent with every row.
    Sent(Vec<u32>),
}

impl RowOperand {
    /// Puts a row into bank z from a word on, as `load` says, which is a copy or adds something. It is sent with every row
    /// instead if the bank has no room, in which case it is what it is.
    pub fn new(program: &mut Program, base: usize, row: &[u32], load: impl FnOnce(Pass) -> Pass) -> Self {
        let sizes = program.sizes();
        if base + sizes.vectors(row.len()) > sizes.words {
            return Self::Sent(row.to_vec());
        }
        let pass = Pass { store_base: base as u16, ..to_z(sent(1, row.len())) };
        program.add(load(pass), row, &[]);
        Self::Bank(base as u16)
    }

    /// A pass with it for its second operand, and what is sent on z.
    pub fn with(&self, operation: Operation, pass: Pass) -> (Pass, Vec<u32>) {
        match self {
            Self::Bank(base) => {
                (Pass { broadcast: true, z_base: *base, ..with(operation, Second::Bank, pass) }, Vec::new())
            }
            Self::Sent(row) => (with(operation, Second::Stream, pass), row.repeat(usize::from(pass.m))),
        }
    }
}
