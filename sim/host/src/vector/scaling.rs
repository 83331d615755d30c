//! Scales of rows and columns: sums of integers to numbers, and scales of tokens folded into what is multiplied with them.

use super::cuts::{most_rows, parts};
use super::matrix::{Matrix, VectorError, check, words};
use super::program::{Place, Program};
use super::row_operand::RowOperand;
use super::template::{immediate, inside, kept, sent, times_scalar, to_x};
use seedchip_spec::{Number, Operation, Pass, Reduction, VectorSizes};

/// The register of the rows' scales.
const SCALE: u8 = 0;

/// RN(RN(RN(RN(x) · row) · column) + bias) · factor, each by RN and only where there is one.
///
/// Sums of int8 products have a scale of the row and one of the column, and maybe a bias; scores the constant of attention
/// for their factor. Probabilities times the scales of the tokens' values have columns alone.
#[derive(Clone, Copy, Debug)]
pub struct Scaling<'a> {
    /// The format of the elements: INT32 or FP32.
    pub from: Number,
    /// A scale for each row.
    pub rows: Option<&'a [f32]>,
    /// A scale for each column.
    pub columns: Option<&'a [f32]>,
    /// A bias for each column.
    pub bias: Option<&'a [f32]>,
    /// A factor of all.
    pub factor: Option<f32>,
    /// The format of the results: FP32, BF16 or one with blocks.
    pub to: Number,
}

impl Default for Scaling<'_> {
    /// FP32 to FP32 without scales.
    fn default() -> Self {
        let (from, to) = (Number::Fp32, Number::Fp32);
        Self { from, rows: None, columns: None, bias: None, factor: None, to }
    }
}

impl Scaling<'_> {
    /// The program for elements.
    ///
    /// Columns are cut to what lies in bank z, rows to what lies in bank x.
    pub fn program(&self, sizes: VectorSizes, x: &Matrix) -> Result<Program, VectorError> {
        for (what, numbers, wanted) in [
            ("the scales of rows", self.rows, x.rows),
            ("the scales of columns", self.columns, x.columns),
            ("the bias", self.bias, x.columns),
        ] {
            numbers.map_or(Ok(()), |numbers| check(what, numbers.len(), wanted))?;
        }
        // Half of bank z for the scales, half for the biases.
        let words_of_row = sizes.words / 2;
        let elements = words_of_row * sizes.lanes;
        if words_of_row == 0 || (self.to.has_blocks() && !elements.is_multiple_of(VectorSizes::BLOCK)) {
            return Err(VectorError::Bank { wanted: 2 * VectorSizes::BLOCK / sizes.lanes, found: sizes.words });
        }
        let mut program = Program::new(sizes, x.rows, x.columns);
        for columns in parts(x.columns, elements) {
            let mut load = |base, numbers: Option<&[f32]>| {
                numbers
                    .map(|numbers| RowOperand::new(&mut program, base, &words(&numbers[columns.clone()]), |pass| pass))
            };
            let (of_columns, bias) = (load(0, self.columns), load(words_of_row, self.bias));
            for rows in parts(x.rows, most_rows(sizes, sizes.words, columns.len())) {
                if let Some(scales) = self.rows {
                    let keep = kept(Reduction::None, SCALE, sent(rows.len(), 1));
                    program.add(keep, &words(&scales[rows.clone()]), &[]);
                }
                let of_rows = x.gather(rows.clone(), columns.start, 1, columns.len());
                let place = Place::rows(rows.start * x.columns + columns.start, rows.len(), x.columns);
                self.steps(&mut program, (rows.len(), columns.len()), &of_rows, [&of_columns, &bias], place);
            }
        }
        Ok(program)
    }

    /// The passes over some elements.
    fn steps(
        &self,
        program: &mut Program,
        (m, n): (usize, usize),
        x: &[u32],
        [columns, bias]: [&Option<RowOperand>; 2],
        place: Place,
    ) {
        let first = Pass { x_format: self.from, ..sent(m, n) };
        let (mut passes, mut next) = (Vec::new(), first);
        if self.rows.is_some() {
            passes.push((times_scalar(SCALE, next), Vec::new()));
            next = inside(m, n);
        }
        for (operation, operand) in [(Operation::Multiply, columns), (Operation::Add, bias)] {
            if let Some(operand) = operand {
                passes.push(operand.with(operation, next));
                next = inside(m, n);
            }
        }
        if let Some(factor) = self.factor {
            passes.push((immediate(Operation::Multiply, factor, next), Vec::new()));
        }
        // Of no scales at all, a copy.
        let (last, z) = passes.pop().unwrap_or((first, Vec::new()));
        let operand = |pass: &Pass| if pass.announces_x() { x } else { &[] };
        passes.iter().for_each(|(pass, z)| program.add(to_x(*pass), operand(pass), z));
        program.tell(Pass { out_format: self.to, ..last }, operand(&last), &z, place);
    }
}
