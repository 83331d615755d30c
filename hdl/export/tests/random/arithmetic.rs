//! What expressions compute, by rust-hdl's own operators.
//!
//! Widths are types in rust-hdl, so [`with_width`] picks the instance for a width. Whatever has two widths (casts,
//! slices) goes through the widest type, which is the same by what rust-hdl says of a cast; compiled.rs checks it.

use crate::kernel::{Kernel, Name, Value, Written};
use crate::tree::{Direction, Node, Operator, Reduction, Tree, Ty};
use rust_hdl::prelude::*;
use seedchip_export::{Resize, bit_cast_signed};
use std::collections::HashMap;

/// The widest type there is.
const WIDEST: usize = 128;

/// Does something with a width as a constant.
pub trait Width {
    type Output;
    fn with<const N: usize>(self) -> Self::Output;
}

/// Does something with `bits` as a constant.
pub fn with_width<W: Width>(bits: usize, what: W) -> W::Output {
    macro_rules! widths {
        ($($width:literal)*) => {
            match bits {
                $($width => what.with::<$width>(),)*
                _ => panic!("{bits} bits are not among the widths"),
            }
        };
    }
    widths!(
        1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40
        41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 72 96 127 128
    )
}

/// An operation with operands as the low bits of numbers.
#[derive(Clone, Copy)]
enum Operation {
    Not,
    Negate,
    Binary(Operator),
    Signed(Operator),
    Literal,
    Carry,
    Shift(Direction),
    Bit,
    Replace,
    Reduce(Reduction),
    /// To the widest type, by zeros or by the sign.
    Widen,
    WidenSigned,
    /// From the widest type.
    Narrow,
    NarrowSigned,
    /// What so many wires hold.
    Wires,
    SignedWires,
    /// A negative literal of a signed type.
    Integer,
}

struct Operate(Operation, [u128; 3]);

impl Width for Operate {
    type Output = u128;

    fn with<const N: usize>(self) -> u128 {
        let Operate(operation, [a, b, c]) = self;
        let bits = |value: u128| -> Bits<N> { value.to_bits::<N>() };
        let signed = |value: u128| -> Signed<N> { signed_cast(bits(value)) };
        let word = |value: Bits<N>| value.to_u128();
        let signed_word = |value: Signed<N>| unsigned_cast(value).to_u128();
        match operation {
            Operation::Not => word(!bits(a)),
            Operation::Negate => signed_word(-signed(a)),
            Operation::Binary(operator) => match operator {
                Operator::Add => word(bits(a) + bits(b)),
                Operator::Sub => word(bits(a) - bits(b)),
                Operator::And => word(bits(a) & bits(b)),
                Operator::Or => word(bits(a) | bits(b)),
                Operator::Xor => word(bits(a) ^ bits(b)),
                Operator::Equal => (bits(a) == bits(b)).into(),
                Operator::NotEqual => (bits(a) != bits(b)).into(),
                Operator::Less => (bits(a) < bits(b)).into(),
                Operator::LessOrEqual => (bits(a) <= bits(b)).into(),
                Operator::Greater => (bits(a) > bits(b)).into(),
                Operator::GreaterOrEqual => (bits(a) >= bits(b)).into(),
                Operator::LogicalAnd | Operator::LogicalOr => unreachable!("these are for single bits"),
            },
            Operation::Signed(operator) => match operator {
                Operator::Add => signed_word(signed(a) + signed(b)),
                Operator::Sub => signed_word(signed(a) - signed(b)),
                Operator::Equal => (signed(a) == signed(b)).into(),
                Operator::NotEqual => (signed(a) != signed(b)).into(),
                Operator::Less => (signed(a) < signed(b)).into(),
                Operator::LessOrEqual => (signed(a) <= signed(b)).into(),
                Operator::Greater => (signed(a) > signed(b)).into(),
                Operator::GreaterOrEqual => (signed(a) >= signed(b)).into(),
                _ => unreachable!("rust-hdl has no such operator of signed numbers"),
            },
            Operation::Literal => word(rust_hdl::prelude::bits::<N>(a as LiteralType)),
            Operation::Carry => word(bits(a) + (b != 0)),
            Operation::Shift(Direction::Left) => word(bits(a) << b as LiteralType),
            Operation::Shift(Direction::Right) => word(bits(a) >> b as LiteralType),
            Operation::Bit => bits(a).get_bit(b as usize).into(),
            Operation::Replace => word(bits(a).replace_bit(b as usize, c != 0)),
            Operation::Reduce(Reduction::Any) => bits(a).any().into(),
            Operation::Reduce(Reduction::All) => bits(a).all().into(),
            Operation::Reduce(Reduction::Xor) => bits(a).xor().into(),
            Operation::Widen => bit_cast::<WIDEST, N>(bits(a)).to_u128(),
            Operation::WidenSigned => unsigned_cast(bit_cast_signed::<WIDEST, N>(signed(a))).to_u128(),
            Operation::Narrow => word(bit_cast::<N, WIDEST>(a.to_bits())),
            Operation::NarrowSigned => signed_word(bit_cast_signed::<N, WIDEST>(signed_cast(a.to_bits()))),
            Operation::Wires => word(bits(a).resize(b as usize)),
            Operation::SignedWires => signed_word(signed(a).resize(b as usize)),
            Operation::Integer => signed_word(Signed::<N>::from(a as i64)),
        }
    }
}

fn operate(bits: usize, operation: Operation, operands: [u128; 3]) -> u128 {
    with_width(bits, Operate(operation, operands))
}

/// The value of `wires` wires in a signal of type `ty`.
pub fn wires(ty: Ty, wires: usize, value: u128) -> u128 {
    match ty {
        Ty::Bool => value,
        Ty::Unsigned(bits) => operate(bits, Operation::Wires, [value, wires as u128, 0]),
        Ty::Signed(bits) => operate(bits, Operation::SignedWires, [value, wires as u128, 0]),
    }
}

/// The values of a kernel's signals.
#[derive(Clone, Debug, Default)]
pub struct Values(pub HashMap<Name, u128>);

impl Values {
    /// One pass through the kernel. `running` is what `rst_ni` is.
    pub fn settle(&mut self, kernel: &Kernel, running: bool) {
        for written in &kernel.written {
            let value = match written.reset {
                Some(reset) if !running => u128::from(reset),
                _ => self.value(written),
            };
            self.0.insert(written.name, wires(written.ty, written.wires, value));
        }
    }

    /// The clock's rising edge.
    pub fn clock(&mut self, kernel: &Kernel) {
        for written in &kernel.written {
            if let Name::Next(register) = written.name {
                self.0.insert(Name::Held(register), self.0[&written.name]);
            }
        }
    }

    fn value(&self, written: &Written) -> u128 {
        match &written.value {
            Value::Plain(tree) => self.of(tree),
            Value::Number(number) => match written.ty {
                Ty::Signed(bits) => operate(bits, Operation::Integer, [*number as u128, 0, 0]),
                ty => operate(ty.bits(), Operation::Literal, [*number as u128, 0, 0]),
            },
            Value::When(condition, value) => match (self.of(condition) != 0, written.name) {
                (false, Name::Next(register)) => self.0[&Name::Held(register)],
                _ => self.of(value),
            },
            Value::Default(default, condition, value) => self.of(if self.of(condition) != 0 { value } else { default }),
            Value::Chain([first, second], [a, b, c]) => self.of(if self.of(first) != 0 {
                a
            } else if self.of(second) != 0 {
                b
            } else {
                c
            }),
            Value::Match(subject, arms) => {
                let arm = (self.of(subject) as usize).min(arms.len() - 1);
                self.of(&arms[arm])
            }
        }
    }

    fn of(&self, tree: &Tree) -> u128 {
        let bits = tree.ty.bits();
        let signed = matches!(tree.ty, Ty::Signed(_));
        match &tree.node {
            Node::Signal(name) => self.0[name],
            Node::Literal(number) | Node::Number(number) => {
                operate(bits, Operation::Literal, [u128::from(*number), 0, 0])
            }
            Node::Not(a) if tree.ty == Ty::Bool => u128::from(self.of(a) == 0),
            Node::Not(a) => operate(bits, Operation::Not, [self.of(a), 0, 0]),
            Node::Negate(a) => operate(bits, Operation::Negate, [self.of(a), 0, 0]),
            Node::Binary(operator, left, right) => self.binary(*operator, left, right),
            Node::Multiply(left, right) => {
                let (a, b) = (self.of(left), self.of(right));
                let (a, b) = (a.to_bits::<16>(), b.to_bits::<16>());
                if signed { unsigned_cast(signed_cast(a) * signed_cast(b)).to_u128() } else { (a * b).to_u128() }
            }
            Node::Carry(a, carry) => operate(bits, Operation::Carry, [self.of(a), self.of(carry), 0]),
            Node::Shift(direction, a, amount) => {
                operate(bits, Operation::Shift(*direction), [self.of(a), u128::from(*amount), 0])
            }
            Node::ShiftBy(direction, a, amount) => {
                operate(bits, Operation::Shift(*direction), [self.of(a), self.of(amount), 0])
            }
            Node::Cast(a) => Self::cast(a.ty, bits, self.of(a)),
            Node::OfBool(a) | Node::Reinterpret(a) => self.of(a),
            Node::Bit(a, bit) => operate(a.ty.bits(), Operation::Bit, [self.of(a), *bit as u128, 0]),
            Node::BitAt(a, bit) => operate(a.ty.bits(), Operation::Bit, [self.of(a), self.of(bit), 0]),
            Node::Slice(a, lsb) => self.slice(a, *lsb as u128, bits),
            Node::SliceAt(a, lsb) => self.slice(a, self.of(lsb), bits),
            Node::Replace(a, bit, value) => {
                operate(bits, Operation::Replace, [self.of(a), *bit as u128, self.of(value)])
            }
            Node::ReplaceAt(a, bit, value) => {
                operate(bits, Operation::Replace, [self.of(a), self.of(bit), self.of(value)])
            }
            Node::Reduce(reduction, a) => operate(a.ty.bits(), Operation::Reduce(*reduction), [self.of(a), 0, 0]),
        }
    }

    fn cast(from: Ty, bits: usize, value: u128) -> u128 {
        let (widen, narrow) = match from {
            Ty::Signed(_) => (Operation::WidenSigned, Operation::NarrowSigned),
            _ => (Operation::Widen, Operation::Narrow),
        };
        operate(bits, narrow, [operate(from.bits(), widen, [value, 0, 0]), 0, 0])
    }

    /// rust-hdl's `get_bits` shifts by zeros and casts without a sign.
    fn slice(&self, operand: &Tree, lsb: u128, bits: usize) -> u128 {
        let from = operand.ty.bits();
        assert!(lsb <= from as u128, "a slice beyond the operand, which rust-hdl refuses");
        let shifted = operate(from, Operation::Shift(Direction::Right), [self.of(operand), lsb, 0]);
        Self::cast(Ty::Unsigned(from), bits, shifted)
    }

    fn binary(&self, operator: Operator, left: &Tree, right: &Tree) -> u128 {
        let (a, b) = (self.of(left), self.of(right));
        match left.ty {
            Ty::Signed(bits) => operate(bits, Operation::Signed(operator), [a, b, 0]),
            Ty::Unsigned(bits) => operate(bits, Operation::Binary(operator), [a, b, 0]),
            Ty::Bool => {
                let (a, b) = (a != 0, b != 0);
                u128::from(match operator {
                    Operator::And => a & b,
                    Operator::Or => a | b,
                    Operator::Xor => a ^ b,
                    Operator::LogicalAnd => a && b,
                    Operator::LogicalOr => a || b,
                    Operator::Equal => a == b,
                    Operator::NotEqual => a != b,
                    _ => unreachable!("single bits have no other operator"),
                })
            }
        }
    }
}
