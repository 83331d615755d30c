//! The passes that programs are made of.

use seedchip_spec::{First, Number, Operation, Pass, PassFunction, Reduction, Second, Store};

/// A pass over m rows of n elements of bank x that gives no results.
pub fn inside(m: usize, n: usize) -> Pass {
    Pass { first: First::Bank, out_format: Number::None, ..Pass::copy(m as u16, n as u32) }
}

/// The same of rows that are sent.
pub fn sent(m: usize, n: usize) -> Pass {
    Pass { first: First::Stream, ..inside(m, n) }
}

/// A pass that makes scalars of scalars of m rows.
pub fn scalars(m: usize, take: u8, register: u8) -> Pass {
    kept(Reduction::None, register, Pass { first: First::Scalar, take, ..inside(m, 1) })
}

/// A pass that gives scalars of m rows as results.
pub fn told_scalars(m: usize, take: u8) -> Pass {
    Pass { first: First::Scalar, take, ..inside(m, 1) }
}

/// With a reduction of each row, which is kept.
pub fn kept(reduction: Reduction, keep_register: u8, pass: Pass) -> Pass {
    Pass { reduction, keep: true, keep_register, ..pass }
}

/// With a second operand.
pub fn with(operation: Operation, second: Second, pass: Pass) -> Pass {
    Pass { operation, second, ..pass }
}

/// Times, plus or less the same number.
pub fn immediate(operation: Operation, number: f32, pass: Pass) -> Pass {
    Pass { immediate: number.to_bits(), ..with(operation, Second::Immediate, pass) }
}

/// Times the row's scalar.
pub fn times_scalar(take: u8, pass: Pass) -> Pass {
    Pass { take, ..with(Operation::Multiply, Second::Scalar, pass) }
}

/// With a function.
pub fn of(function: PassFunction, pass: Pass) -> Pass {
    Pass { function, ..pass }
}

/// Into bank x.
pub fn to_x(pass: Pass) -> Pass {
    Pass { store: Store::X, ..pass }
}

/// Into bank z.
pub fn to_z(pass: Pass) -> Pass {
    Pass { store: Store::Z, ..pass }
}
