//! What a cell of the array is made of.

use thiserror::Error;

/// No cell has this name.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("no cell is called `{0}`: choose one of {cells}", cells = Cell::names())]
pub struct UnknownCell(String);

/// What a cell of the array is made of: how its multiplier is pipelined, and how many columns share it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cell {
    /// One register between multiplier and adder: the fewest flip-flops, for ASICs.
    Single,
    /// Registers on both sides of the multiplier, as the DSP blocks of FPGAs have them.
    Registered,
    /// As registered, and two columns share a multiplier of 8 × 18 bits: two products per DSP block.
    Paired,
}

impl Cell {
    /// Every kind of cell.
    pub const ALL: &[Cell] = &[Cell::Single, Cell::Registered, Cell::Paired];

    /// Its name for the user; its latency, L; its columns, G.
    const fn row(self) -> (&'static str, usize, usize) {
        match self {
            Cell::Single => ("single", 3, 1),
            Cell::Registered => ("registered", 4, 1),
            Cell::Paired => ("paired", 6, 2),
        }
    }

    /// Its name for the user.
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// The names of all cells.
    fn names() -> String {
        Self::ALL.iter().map(|cell| cell.name()).collect::<Vec<_>>().join(", ")
    }

    /// The cell of this name.
    pub fn named(name: &str) -> Result<Self, UnknownCell> {
        let cell = Self::ALL.iter().find(|cell| cell.name() == name);
        cell.copied().ok_or_else(|| UnknownCell(name.to_owned()))
    }

    /// Cycles from a cell's activation to its sum, L.
    pub fn latency(self) -> usize {
        self.row().1
    }

    /// Columns that share a multiplier, G.
    pub fn columns(self) -> usize {
        self.row().2
    }
}
