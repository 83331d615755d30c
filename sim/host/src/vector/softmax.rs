//! Softmax in two passes and a scaling.

use super::cuts::{most_rows, parts, parts_of_groups};
use super::mask::{Mask, only};
use super::matrix::{Matrix, VectorError, check_row};
use super::program::{Place, Program};
use super::template::{inside, kept, of, scalars, sent, times_scalar, to_x, told_scalars, with};
use seedchip_spec::{Operation, Pass, PassFunction, Reduction, Second, VectorSizes};
use std::ops::Range;

/// Registers: the greatest of a row, the sum of its terms, one over it.
const PEAK: u8 = 0;
pub(super) const SUM: u8 = 1;
const INVERSE: u8 = 2;

/// Softmax of the visible elements of each row; the others are +0.
///
/// A row that fits into bank x is sent once; a longer one three times.
pub fn softmax(sizes: VectorSizes, x: &Matrix, mask: &Mask) -> Result<Program, VectorError> {
    program(sizes, x, mask, true)
}

/// The terms p_i = exp(RN(x_i − max)) alone, and their sum RN(Σ p) for a scalar of each row.
pub fn softmax_terms(sizes: VectorSizes, x: &Matrix, mask: &Mask) -> Result<Program, VectorError> {
    program(sizes, x, mask, false)
}

fn program(sizes: VectorSizes, x: &Matrix, mask: &Mask, normalised: bool) -> Result<Program, VectorError> {
    check_row(x.columns, usize::MAX)?;
    mask.check(x.rows)?;
    let mut program = Program::new(sizes, x.rows, x.columns);
    let fitting = most_rows(sizes, sizes.words, x.columns);
    for rows in parts_of_groups(x.rows, fitting, mask.shared) {
        let place = Place::rows(rows.start * x.columns, rows.len(), x.columns);
        let (of_rows, first) = (x.part(rows.clone()), rows.start);
        let masked = |pass| mask.on(first, pass);
        if fitting == 0 {
            long_row(&mut program, x, mask, first, normalised);
            continue;
        }
        program.add(masked(to_x(peak(sent(rows.len(), x.columns)))), of_rows, &[]);
        let terms = masked(summed(terms(inside(rows.len(), x.columns))));
        if normalised {
            program.add(to_x(terms), &[], &[]);
            program.add(inverse(rows.len()), &[], &[]);
            program.tell(masked(times_scalar(INVERSE, inside(rows.len(), x.columns))), &[], &[], place);
        } else {
            program.tell(terms, &[], &[], place);
            program.tell(told_scalars(rows.len(), SUM), &[], &[], Place::Scalars { first });
        }
    }
    Ok(program)
}

/// A row that is longer than a bank.
fn long_row(program: &mut Program, x: &Matrix, mask: &Mask, row: usize, normalised: bool) {
    let (n, sizes) = (x.columns, program.sizes());
    let whole = x.part(row..row + 1);
    program.add(mask.on(row, peak(sent(1, n))), whole, &[]);
    let sums = mask.on(row, summed(terms(sent(1, n))));
    if !normalised {
        program.tell(sums, whole, &[], Place::rows(row * n, 1, n));
        program.tell(told_scalars(1, SUM), &[], &[], Place::Scalars { first: row });
        return;
    }
    program.add(sums, whole, &[]);
    program.add(inverse(1), &[], &[]);
    let visible = mask.visible(row, n);
    for part in parts(n, sizes.words * sizes.lanes) {
        let seen = |pass| only(within(&visible, &part), pass);
        program.add(seen(to_x(terms(sent(1, part.len())))), &whole[part.clone()], &[]);
        let place = Place::rows(row * n + part.start, 1, n);
        program.tell(seen(times_scalar(INVERSE, inside(1, part.len()))), &[], &[], place);
    }
}

/// A range as a part has it that counts from its own start.
fn within(range: &Range<usize>, part: &Range<usize>) -> Range<usize> {
    let clip = |place: usize| place.clamp(part.start, part.end) - part.start;
    clip(range.start)..clip(range.end)
}

pub(super) fn peak(pass: Pass) -> Pass {
    kept(Reduction::Peak, PEAK, pass)
}

pub(super) fn terms(pass: Pass) -> Pass {
    Pass { take: PEAK, ..of(PassFunction::Exp, with(Operation::Subtract, Second::Scalar, pass)) }
}

pub(super) fn summed(pass: Pass) -> Pass {
    kept(Reduction::FixedSum, SUM, pass)
}

/// One over the sum. An empty row's sum is 0, and so is what the guard gives for it; any other sum is 1 at least.
fn inverse(m: usize) -> Pass {
    Pass { guard: true, ..of(PassFunction::Reciprocal, scalars(m, SUM, INVERSE)) }
}
