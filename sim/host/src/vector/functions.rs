//! One pass for each element: functions, sums of two, BF16.

use super::cuts::pieces_of_streams;
use super::matrix::{Matrix, VectorError, check_like};
use super::program::Program;
use super::template::{of, sent, with};
use seedchip_spec::{Number, Operation, Pass, PassFunction, Second, VectorSizes};

/// A function of every element.
pub fn function(sizes: VectorSizes, function: PassFunction, x: &Matrix) -> Program {
    elements(sizes, x, None, |pass| of(function, pass))
}

/// Every element in BF16.
pub fn to_bf16(sizes: VectorSizes, x: &Matrix) -> Program {
    elements(sizes, x, None, |pass| Pass { out_format: Number::Bf16, ..pass })
}

/// RN(x + y) of every element.
pub fn add(sizes: VectorSizes, x: &Matrix, y: &Matrix) -> Result<Program, VectorError> {
    check_like("a row of the second operand", y, x)?;
    Ok(elements(sizes, x, Some(y), |pass| with(Operation::Add, Second::Stream, pass)))
}

fn elements(sizes: VectorSizes, x: &Matrix, z: Option<&Matrix>, pass: impl Fn(Pass) -> Pass) -> Program {
    let mut program = Program::new(sizes, x.rows, x.columns);
    for piece in pieces_of_streams(sizes, x.words.len()) {
        let z = z.map_or(&[][..], |z| piece.of(&z.words));
        program.tell(pass(sent(piece.m, piece.n)), piece.of(&x.words), z, piece.place());
    }
    program
}
