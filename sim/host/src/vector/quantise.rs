//! Numbers to formats with scales, and back.

use super::cuts::{most_rows, parts};
use super::matrix::{Matrix, VectorError, check, check_row};
use super::program::{Place, Program};
use super::template::{immediate, inside, kept, of, scalars, sent, times_scalar, to_x, told_scalars, with};
use seedchip_spec::{Number, Operation, Pass, PassFunction, Reduction, Second, VectorSizes};

/// Registers: the greatest magnitude of a row, one over it, what its elements are multiplied with.
const GREATEST: u8 = 0;
const RECIPROCAL: u8 = 1;
const INVERSE: u8 = 2;

/// The greatest element of a row in INT8.
const MOST: f32 = 127.0;

/// INT8 of each row, with a scale in FP32 for a scalar: RNE(RN(x · inverse)), inverse = RN(127 · reciprocal(max|x|)),
/// scale = RN(max|x| · RN(1/127)).
pub fn int8_rows(sizes: VectorSizes, x: &Matrix) -> Result<Program, VectorError> {
    let n = x.columns;
    check_row(n, usize::MAX)?;
    let mut program = Program::new(sizes, x.rows, n);
    let fitting = most_rows(sizes, sizes.words, n);
    // A row that is longer than the bank is sent again.
    let fits = fitting > 0;
    for rows in parts(x.rows, if fits { fitting } else { sizes.rows }) {
        let (m, of_rows) = (rows.len(), x.part(rows.clone()));
        let greatest = kept(Reduction::Magnitude, GREATEST, sent(m, n));
        program.add(if fits { to_x(greatest) } else { greatest }, of_rows, &[]);
        // The guard makes the scale and the inverse of a row below 2^-120 zero, and that of an infinite one NaN.
        let guarded = |pass| Pass { guard: true, ..pass };
        let scale = immediate(Operation::Multiply, 1.0 / MOST, told_scalars(m, GREATEST));
        program.tell(guarded(scale), &[], &[], Place::Scalars { first: rows.start });
        program.add(guarded(of(PassFunction::Reciprocal, scalars(m, GREATEST, RECIPROCAL))), &[], &[]);
        program.add(immediate(Operation::Multiply, MOST, scalars(m, RECIPROCAL, INVERSE)), &[], &[]);
        let (pass, again) = if fits { (inside(m, n), &[][..]) } else { (sent(m, n), of_rows) };
        let elements = Pass { out_format: Number::RowInt8, ..times_scalar(INVERSE, pass) };
        program.tell(elements, again, &[], Place::rows(rows.start * n, m, n));
    }
    Ok(program)
}

/// A format with a scale for each block of 32: MXINT8, E4M3 or E2M1. With `ceil` no element saturates.
pub fn to_blocks(sizes: VectorSizes, format: Number, ceil: bool, x: &Matrix) -> Result<Program, VectorError> {
    let n = x.columns;
    check_row(n, usize::MAX)?;
    let mut program = Program::new(sizes, x.rows, n);
    for rows in parts(x.rows, sizes.rows) {
        let pass = Pass { out_format: format, ceil, ..sent(rows.len(), n) };
        program.tell(pass, x.part(rows.clone()), &[], Place::rows(rows.start * n, rows.len(), n));
    }
    Ok(program)
}

/// RN(element · 2^(scale − 127)) of codes of a format with blocks; `scales` has a byte for each block of each row.
pub fn from_blocks(sizes: VectorSizes, format: Number, codes: &Matrix, scales: &[u8]) -> Result<Program, VectorError> {
    let n = codes.columns;
    check_row(n, usize::MAX)?;
    let blocks = n.div_ceil(VectorSizes::BLOCK);
    check("the scales", scales.len(), codes.rows * blocks)?;
    let mut program = Program::new(sizes, codes.rows, n);
    for rows in parts(codes.rows, sizes.rows) {
        let of_row = |row| (0..n).map(move |t| u32::from(scales[row * blocks + t / VectorSizes::BLOCK]));
        let z: Vec<u32> = rows.clone().flat_map(of_row).collect();
        let formats = Pass { x_format: format, z_format: Number::E8m0, ..sent(rows.len(), n) };
        let pass = with(Operation::Multiply, Second::Stream, formats);
        program.tell(pass, codes.part(rows.clone()), &z, Place::rows(rows.start * n, rows.len(), n));
    }
    Ok(program)
}
