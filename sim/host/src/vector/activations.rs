//! SiLU and GELU, alone and as gates.

use super::cuts::{Piece, pieces_of_banks};
use super::matrix::{Matrix, VectorError, check_like};
use super::program::Program;
use super::template::{immediate, inside, of, sent, to_x, to_z, with};
use seedchip_spec::{Operation, PassFunction, Second, VectorSizes};
use std::f64::consts::FRAC_2_PI;

/// A function x · σ(u), u made of x.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// u = x.
    Silu,
    /// The tanh form: t = RN(x · RN(x · x)), u = RN(RN(2√(2/π)) · RN(x + RN(RN(0.044715) · t))).
    Gelu,
}

impl Activation {
    /// Leaves σ(u) of a piece in bank z.
    fn factor(self, program: &mut Program, piece: Piece, x: &[u32]) {
        let (sent, inside) = (sent(piece.m, piece.n), inside(piece.m, piece.n));
        let times = |second, pass| with(Operation::Multiply, second, pass);
        match self {
            Self::Silu => program.add(to_z(of(PassFunction::Sigmoid, sent)), x, &[]),
            Self::Gelu => {
                program.add(to_z(times(Second::First, sent)), x, &[]);
                program.add(to_x(times(Second::Bank, sent)), x, &[]);
                program.add(to_z(immediate(Operation::Multiply, 0.044_715, inside)), &[], &[]);
                program.add(to_x(with(Operation::Add, Second::Bank, sent)), x, &[]);
                let u = immediate(Operation::Multiply, (2.0 * FRAC_2_PI.sqrt()) as f32, inside);
                program.add(to_z(of(PassFunction::Sigmoid, u)), &[], &[]);
            }
        }
    }
}

/// The activation of every element: 2 passes of SiLU, 6 of GELU.
pub fn activation(sizes: VectorSizes, activation: Activation, x: &Matrix) -> Program {
    let mut program = Program::new(sizes, x.rows, x.columns);
    for piece in pieces_of_banks(sizes, x.words.len()) {
        let of_piece = piece.of(&x.words);
        activation.factor(&mut program, piece, of_piece);
        let last = with(Operation::Multiply, Second::Bank, sent(piece.m, piece.n));
        program.tell(last, of_piece, &[], piece.place());
    }
    program
}

/// RN(activation(gate) · up) of every element, SwiGLU and GeGLU: one pass more.
pub fn gated(sizes: VectorSizes, activation: Activation, gate: &Matrix, up: &Matrix) -> Result<Program, VectorError> {
    check_like("a row of the second operand", up, gate)?;
    let mut program = Program::new(sizes, gate.rows, gate.columns);
    for piece in pieces_of_banks(sizes, gate.words.len()) {
        let of_piece = piece.of(&gate.words);
        activation.factor(&mut program, piece, of_piece);
        let activated = with(Operation::Multiply, Second::Bank, sent(piece.m, piece.n));
        program.add(to_x(activated), of_piece, &[]);
        let last = with(Operation::Multiply, Second::Stream, inside(piece.m, piece.n));
        program.tell(last, &[], piece.of(&up.words), piece.place());
    }
    Ok(program)
}
