//! The lowest index of the greatest of a row.

use super::cuts::parts;
use super::matrix::{Matrix, VectorError, check_row};
use super::program::{Place, Program};
use super::template::{kept, sent, told_scalars};
use seedchip_spec::{Reduction, VectorSizes};

/// The index of the greatest of each row, an integer: −0 and +0 are equal, a NaN wins, the first one.
pub fn argmax(sizes: VectorSizes, x: &Matrix) -> Result<Program, VectorError> {
    check_row(x.columns, usize::MAX)?;
    let mut program = Program::new(sizes, x.rows, 1);
    for rows in parts(x.rows, sizes.rows) {
        program.add(kept(Reduction::Argmax, 0, sent(rows.len(), x.columns)), x.part(rows.clone()), &[]);
        // The copy of a small integer's bits, those of a subnormal number, is exact.
        program.tell(told_scalars(rows.len(), 0), &[], &[], Place::rows(rows.start, rows.len(), 1));
    }
    Ok(program)
}
