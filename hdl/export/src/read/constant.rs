//! The value of an expression that reads no signal.

use crate::number::Number;
use crate::read::expression::{Arithmetic, Comparison, Expression, Kind, Reduction};
use std::cmp::Ordering;

impl Expression {
    /// Its value, if it reads no signal.
    pub fn fixed_value(&self) -> Option<Number> {
        let mut reads = false;
        self.for_each_read(&mut |_| reads = true);
        (!reads).then(|| self.value_at_zero())
    }

    /// Its value where every signal is zero, in two's complement of the type's bits.
    pub fn value_at_zero(&self) -> Number {
        let bits = self.ty.bits;
        let value = match &self.kind {
            Kind::Signal(_) => Number::default(),
            Kind::Literal(number) | Kind::Value(number, _) => number.clone(),
            Kind::Not(a) => a.value_at_zero().inverted(bits),
            Kind::Negate(a) => a.value_at_zero().negated(bits),
            Kind::Reduce(reduction, a) => {
                let value = a.value_at_zero();
                let ones = (0..a.ty.bits).filter(|bit| value.bit(*bit)).count();
                Number::from(match reduction {
                    Reduction::All => ones == a.ty.bits,
                    Reduction::Any => ones > 0,
                    Reduction::Xor => ones % 2 == 1,
                })
            }
            Kind::Binary(Arithmetic::Mul, a, b) => a.in_bits(bits).times(&b.in_bits(bits)),
            Kind::Binary(operator, a, b) => {
                let (a, b) = (a.value_at_zero(), b.value_at_zero());
                match operator {
                    Arithmetic::Add => a.plus(&b),
                    Arithmetic::Sub => a.plus(&b.negated(bits)),
                    Arithmetic::And | Arithmetic::LogicalAnd => a.joined(&b, |a, b| a & b),
                    Arithmetic::Or | Arithmetic::LogicalOr => a.joined(&b, |a, b| a | b),
                    Arithmetic::Xor => a.joined(&b, |a, b| a ^ b),
                    Arithmetic::Mul => unreachable!("products have operands of other widths"),
                }
            }
            Kind::Compare(comparison, a, b) => Number::from(compare(*comparison, a, b)),
            Kind::ShiftLeft(a, amount) => match position(amount).filter(|amount| *amount < bits) {
                Some(amount) => Number::default().with_upper(&a.value_at_zero(), amount),
                None => Number::default(),
            },
            Kind::ShiftRight(a, amount) => match position(amount) {
                Some(amount) => a.value_at_zero().shifted_down(amount),
                None => Number::default(),
            },
            Kind::Resize(a) => a.in_bits(bits),
            Kind::Reinterpret(a) => a.value_at_zero(),
            Kind::Slice(a, lsb) => a.value_at_zero().shifted_down(*lsb),
            Kind::SliceAt(a, offset, _) => {
                position(offset).map_or_else(Number::default, |lsb| a.value_at_zero().shifted_down(lsb))
            }
            Kind::Choice(condition, yes, no) => {
                if condition.value_at_zero().bit(0) {
                    yes.in_bits(bits)
                } else {
                    no.in_bits(bits)
                }
            }
            Kind::ReplaceBit(a, index, bit) => a.value_at_zero().replaced(*index, bit.value_at_zero().bit(0)),
            Kind::ReplaceBitAt(a, index, bit) => match position(index).filter(|index| *index < bits) {
                Some(index) => a.value_at_zero().replaced(index, bit.value_at_zero().bit(0)),
                None => a.value_at_zero(),
            },
        };
        value.low(bits)
    }

    /// The value in another number of bits, extended by its sign.
    fn in_bits(&self, bits: usize) -> Number {
        let value = self.value_at_zero();
        if self.ty.signed { value.sign_extended(self.ty.bits, bits) } else { value.low(bits) }
    }
}

fn position(expression: &Expression) -> Option<usize> {
    expression.value_at_zero().to_u128().and_then(|value| usize::try_from(value).ok())
}

fn compare(comparison: Comparison, left: &Expression, right: &Expression) -> bool {
    let bits = left.ty.bits;
    let key = |operand: &Expression| {
        let value = operand.value_at_zero();
        // With the sign inverted, two's complement is in order.
        if operand.ty.signed { value.replaced(bits - 1, !value.bit(bits - 1)) } else { value }
    };
    let order = key(left).compared(&key(right));
    match comparison {
        Comparison::Equal => order == Ordering::Equal,
        Comparison::NotEqual => order != Ordering::Equal,
        Comparison::Less => order == Ordering::Less,
        Comparison::LessOrEqual => order != Ordering::Greater,
        Comparison::Greater => order == Ordering::Greater,
        Comparison::GreaterOrEqual => order != Ordering::Less,
    }
}
