//! Rows of elements, a word each, and why they are no operands.

use thiserror::Error;

/// The greatest elements of a row and positions of a sequence that a pass can name.
const GREATEST: usize = 1 << 20;

/// Why an operation cannot be carried out on its operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum VectorError {
    /// There are no rows, or rows of no elements.
    #[error("there must be rows of one element at least, got {rows} rows of {columns}")]
    Empty {
        /// The rows.
        rows: usize,
        /// Their elements.
        columns: usize,
    },
    /// An operand is not as long as the others say.
    #[error("{what} must have {wanted} elements, got {found}")]
    Length {
        /// Which operand.
        what: &'static str,
        /// The length that goes with the others.
        wanted: usize,
        /// Its length.
        found: usize,
    },
    /// A row is longer than the unit takes.
    #[error("a row of this operation on this unit has at most {most} elements, got {found}")]
    RowTooLong {
        /// The most elements.
        most: usize,
        /// Its elements.
        found: usize,
    },
    /// A pair lacks its second element.
    #[error("rows of pairs have an even number of elements, got {0}")]
    Odd(usize),
    /// A position is greater than a pass can say.
    #[error("positions must be less than 2^20, got {0}")]
    Position(usize),
    /// Rows that share a position are more than a pass can say, or none.
    #[error("1 to 256 rows can share a position, got {0}")]
    Shared(usize),
    /// A bank is smaller than what must be in it at once.
    #[error("a bank of this unit has {found} words: this operation needs {wanted}")]
    Bank {
        /// The words that it needs.
        wanted: usize,
        /// The words that there are.
        found: usize,
    },
}

/// Rows of elements, a word each: FP32 numbers, integers or codes of a format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    /// Rows, m.
    pub rows: usize,
    /// Elements of a row, n.
    pub columns: usize,
    /// The elements, row after row.
    pub words: Vec<u32>,
}

impl Matrix {
    /// Rows of `columns` elements; there must be one at least, in at least one row, and the words must be as many.
    pub fn new(rows: usize, columns: usize, words: Vec<u32>) -> Result<Self, VectorError> {
        if rows == 0 || columns == 0 {
            return Err(VectorError::Empty { rows, columns });
        }
        check("the rows together", words.len(), rows * columns)?;
        Ok(Self { rows, columns, words })
    }

    /// Rows of FP32 numbers.
    pub fn of_numbers(rows: usize, columns: usize, numbers: &[f32]) -> Result<Self, VectorError> {
        Self::new(rows, columns, words(numbers))
    }

    /// Some rows.
    pub(super) fn part(&self, rows: std::ops::Range<usize>) -> &[u32] {
        &self.words[rows.start * self.columns..rows.end * self.columns]
    }

    /// Some elements of some rows: every `step`-th from `first` on, `count` of them.
    pub(super) fn gather(
        &self,
        rows: impl IntoIterator<Item = usize>,
        first: usize,
        step: usize,
        count: usize,
    ) -> Vec<u32> {
        let of_row = |row| self.words[row * self.columns + first..].iter().step_by(step).take(count).copied();
        rows.into_iter().flat_map(of_row).collect()
    }
}

/// The bits of numbers.
pub(super) fn words(numbers: &[f32]) -> Vec<u32> {
    numbers.iter().map(|number| number.to_bits()).collect()
}

/// Refuses an operand of another length.
pub(super) fn check(what: &'static str, found: usize, wanted: usize) -> Result<(), VectorError> {
    if found == wanted { Ok(()) } else { Err(VectorError::Length { what, wanted, found }) }
}

/// Refuses a matrix of another shape than the first operand's.
pub(super) fn check_like(what: &'static str, found: &Matrix, first: &Matrix) -> Result<(), VectorError> {
    check("the rows of the second operand", found.rows, first.rows)?;
    check(what, found.columns, first.columns)
}

/// Refuses rows that are longer than a pass or `most` allows.
pub(super) fn check_row(found: usize, most: usize) -> Result<(), VectorError> {
    let most = most.min(GREATEST);
    if found <= most { Ok(()) } else { Err(VectorError::RowTooLong { most, found }) }
}

/// A position as a pass has it.
pub(super) fn position(position: usize) -> Result<u32, VectorError> {
    if position < GREATEST { Ok(position as u32) } else { Err(VectorError::Position(position)) }
}
