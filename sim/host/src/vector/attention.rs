//! Attention between its two products and behind them: sums to the weights of values, and weighted values to results.

use super::cuts::{most_rows, parts, parts_of_groups};
use super::mask::Mask;
use super::matrix::{Matrix, VectorError, check, check_like};
use super::program::{Place, Program};
use super::softmax::{SUM, peak, summed, terms};
use super::template::{immediate, inside, kept, of, sent, times_scalar, to_x, told_scalars, with};
use seedchip_spec::{Number, Operation, Pass, PassFunction, Reduction, Second, VectorSizes};

/// The register of one over a sum.
const INVERSE: u8 = 1;

/// RN(p · s) of visible elements, with p = exp(RN(score − max)) and score = RN(x · factor), in MXINT8; the others are +0. RN(Σ p)
/// for a scalar of each row.
///
/// `scales` has s, that of the token's values, for each element. A row must fit into bank x: [`fits`] says whether it does.
pub fn weights(
    sizes: VectorSizes,
    x: &Matrix,
    factor: f32,
    mask: &Mask,
    scales: &Matrix,
) -> Result<Program, VectorError> {
    let n = x.columns;
    check_like("a row of the scales", scales, x)?;
    mask.check(x.rows)?;
    let most = most_rows(sizes, sizes.words, n);
    if most == 0 {
        return Err(VectorError::RowTooLong { most: sizes.words * sizes.lanes, found: n });
    }
    let mut program = Program::new(sizes, x.rows, n);
    for rows in parts_of_groups(x.rows, most, mask.shared) {
        let (m, first) = (rows.len(), rows.start);
        let masked = |pass| mask.on(first, pass);
        let scores = immediate(Operation::Multiply, factor, sent(m, n));
        program.add(masked(to_x(peak(scores))), x.part(rows.clone()), &[]);
        program.add(masked(to_x(summed(terms(inside(m, n))))), &[], &[]);
        let folded = with(Operation::Multiply, Second::Stream, inside(m, n));
        let pass = Pass { out_format: Number::MxInt8, ..masked(folded) };
        program.tell(pass, &[], scales.part(rows), Place::rows(first * n, m, n));
        program.tell(told_scalars(m, SUM), &[], &[], Place::Scalars { first });
    }
    Ok(program)
}

/// Whether rows of n elements fit into bank x.
pub fn fits(sizes: VectorSizes, n: usize) -> bool {
    most_rows(sizes, sizes.words, n) > 0
}

/// RN(x · reciprocal(sum)) of rows, each of which has a sum; 0 where the sum is 0, as that of an empty row is.
pub fn normalised(sizes: VectorSizes, x: &Matrix, sums: &[u32]) -> Result<Program, VectorError> {
    let n = x.columns;
    check("the sums", sums.len(), x.rows)?;
    let mut program = Program::new(sizes, x.rows, n);
    for rows in parts(x.rows, sizes.rows) {
        let m = rows.len();
        let inverse = Pass { guard: true, ..of(PassFunction::Reciprocal, sent(m, 1)) };
        program.add(kept(Reduction::None, INVERSE, inverse), &sums[rows.clone()], &[]);
        let place = Place::rows(rows.start * n, m, n);
        program.tell(times_scalar(INVERSE, sent(m, n)), x.part(rows), &[], place);
    }
    Ok(program)
}

/// RN(x · z) of every element in MXINT8: for terms of rows that do not fit into bank x.
pub fn folded(sizes: VectorSizes, terms: &Matrix, scales: &Matrix) -> Result<Program, VectorError> {
    check_like("a row of the scales", scales, terms)?;
    let n = terms.columns;
    let mut program = Program::new(sizes, terms.rows, n);
    for rows in parts(terms.rows, sizes.rows) {
        let pass = with(Operation::Multiply, Second::Stream, sent(rows.len(), n));
        let place = Place::rows(rows.start * n, rows.len(), n);
        let pass = Pass { out_format: Number::MxInt8, ..pass };
        program.tell(pass, terms.part(rows.clone()), scales.part(rows), place);
    }
    Ok(program)
}
