//! Expressions with everything resolved: what they compute and in which type.

use crate::number::Number;
use crate::read::collect::Type;
use crate::read::net::Span;

/// An expression and the Rust type it computes in.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    /// The type; arithmetic wraps at its bits.
    pub ty: Type,
    /// What it computes.
    pub kind: Kind,
}

/// Operators of two operands of the result's own type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    /// Sum.
    Add,
    /// Difference.
    Sub,
    /// Product; its operands may be narrower than it.
    Mul,
    /// Bitwise and.
    And,
    /// Bitwise or.
    Or,
    /// Bitwise exclusive or.
    Xor,
    /// `&&` of two single bits.
    LogicalAnd,
    /// `||` of two single bits.
    LogicalOr,
}

/// Comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// All bits of an operand to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reduction {
    /// And.
    All,
    /// Or.
    Any,
    /// Parity.
    Xor,
}

/// What an expression computes.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Bits of a net, extended to the type by its sign.
    Signal(Span),
    /// A constant, in two's complement of the type's bits.
    Literal(Number),
    /// A value of an enumeration or a constant of the block, with its name.
    Value(Number, String),
    /// Every bit inverted.
    Not(Box<Expression>),
    /// The negative.
    Negate(Box<Expression>),
    /// All bits to one.
    Reduce(Reduction, Box<Expression>),
    /// Two operands.
    Binary(Arithmetic, Box<Expression>, Box<Expression>),
    /// A comparison of two operands of one type.
    Compare(Comparison, Box<Expression>, Box<Expression>),
    /// Left shift.
    ShiftLeft(Box<Expression>, Box<Expression>),
    /// Right shift, by zeros.
    ShiftRight(Box<Expression>, Box<Expression>),
    /// The operand's value in another number of bits, extended by the operand's sign.
    Resize(Box<Expression>),
    /// The operand's bits with the other signedness.
    Reinterpret(Box<Expression>),
    /// Bits from `lsb` up, zeros beyond the operand's type.
    Slice(Box<Expression>, usize),
    /// The same from a computed position up, which is a number at most.
    SliceAt(Box<Expression>, Box<Expression>, usize),
    /// The second operand where the first, a single bit, is 1; the third where not.
    Choice(Box<Expression>, Box<Expression>, Box<Expression>),
    /// The operand with one bit replaced.
    ReplaceBit(Box<Expression>, usize, Box<Expression>),
    /// The same at a computed position.
    ReplaceBitAt(Box<Expression>, Box<Expression>, Box<Expression>),
}

impl Expression {
    /// A constant of type `ty`.
    pub fn literal(ty: Type, number: &Number) -> Self {
        Self { ty, kind: Kind::Literal(number.low(ty.bits)) }
    }

    /// Its value, if it is a constant.
    pub fn constant(&self) -> Option<&Number> {
        match &self.kind {
            Kind::Literal(number) | Kind::Value(number, _) => Some(number),
            _ => None,
        }
    }

    /// Is it a name, a part of one, or a constant?
    pub fn is_wiring(&self) -> bool {
        match &self.kind {
            Kind::Signal(_) | Kind::Literal(_) | Kind::Value(..) => true,
            Kind::Resize(inner) | Kind::Reinterpret(inner) | Kind::Slice(inner, _) => inner.is_wiring(),
            _ => false,
        }
    }

    /// Its operands.
    pub fn operands(&self) -> Vec<&Expression> {
        match &self.kind {
            Kind::Signal(_) | Kind::Literal(_) | Kind::Value(..) => Vec::new(),
            Kind::Not(a)
            | Kind::Negate(a)
            | Kind::Reduce(_, a)
            | Kind::Resize(a)
            | Kind::Reinterpret(a)
            | Kind::Slice(a, _) => vec![a],
            Kind::Binary(_, a, b)
            | Kind::Compare(_, a, b)
            | Kind::ShiftLeft(a, b)
            | Kind::ShiftRight(a, b)
            | Kind::SliceAt(a, b, _)
            | Kind::ReplaceBit(a, _, b) => vec![a, b],
            Kind::ReplaceBitAt(a, b, c) | Kind::Choice(a, b, c) => vec![a, b, c],
        }
    }

    /// The same, to change them.
    pub fn operands_mut(&mut self) -> Vec<&mut Expression> {
        match &mut self.kind {
            Kind::Signal(_) | Kind::Literal(_) | Kind::Value(..) => Vec::new(),
            Kind::Not(a)
            | Kind::Negate(a)
            | Kind::Reduce(_, a)
            | Kind::Resize(a)
            | Kind::Reinterpret(a)
            | Kind::Slice(a, _) => vec![a],
            Kind::Binary(_, a, b)
            | Kind::Compare(_, a, b)
            | Kind::ShiftLeft(a, b)
            | Kind::ShiftRight(a, b)
            | Kind::SliceAt(a, b, _)
            | Kind::ReplaceBit(a, _, b) => vec![a, b],
            Kind::ReplaceBitAt(a, b, c) | Kind::Choice(a, b, c) => vec![a, b, c],
        }
    }

    /// Calls `visit` with every span it reads.
    pub fn for_each_read(&self, visit: &mut dyn FnMut(Span)) {
        if let Kind::Signal(span) = self.kind {
            visit(span);
        }
        for operand in self.operands() {
            operand.for_each_read(visit);
        }
    }

    /// How many low bits hold the whole value, the rest being zeros or, in a signed type, copies of the
    /// highest of them.
    pub fn range(&self) -> usize {
        let bits = self.ty.bits;
        let signed = self.ty.signed;
        let range = match &self.kind {
            Kind::Signal(span) => span.width,
            Kind::Literal(number) | Kind::Value(number, _) if !signed => number.length(),
            Kind::Literal(number) | Kind::Value(number, _) if number.bit(bits.saturating_sub(1)) => {
                (1..=bits).rev().take_while(|top| number.bit(top - 1)).last().unwrap_or(bits)
            }
            Kind::Literal(number) | Kind::Value(number, _) => number.length() + 1,
            Kind::Not(a) if signed => a.range(),
            Kind::Not(_) => bits,
            Kind::Negate(a) => a.range() + 1,
            Kind::Reduce(..) | Kind::Compare(..) => 1,
            Kind::Binary(operator, a, b) => match operator {
                Arithmetic::Add => a.range().max(b.range()) + 1,
                Arithmetic::Sub if signed => a.range().max(b.range()) + 1,
                Arithmetic::Sub => bits,
                Arithmetic::Mul => a.range() + b.range(),
                Arithmetic::And if !signed => a.range().min(b.range()),
                _ => a.range().max(b.range()),
            },
            Kind::ShiftLeft(a, amount) => match amount.constant().and_then(Number::to_u128) {
                Some(amount) => a.range().saturating_add(usize::try_from(amount).unwrap_or(bits)),
                None => bits,
            },
            Kind::ShiftRight(a, amount) => match amount.constant().and_then(Number::to_u128) {
                Some(amount) => a.range().saturating_sub(usize::try_from(amount).unwrap_or(bits)),
                None => a.range(),
            },
            Kind::Resize(a) => a.range(),
            Kind::Choice(_, a, b) => a.range().max(b.range()),
            Kind::Reinterpret(a) if signed => a.range() + 1,
            Kind::Reinterpret(a) if a.range() < a.ty.bits => bits,
            Kind::Reinterpret(a) => a.range(),
            Kind::Slice(a, lsb) if lsb + bits <= a.ty.bits || !signed => {
                if *lsb < a.range() || !signed {
                    a.range().saturating_sub(*lsb)
                } else {
                    1
                }
            }
            Kind::Slice(..) | Kind::SliceAt(..) | Kind::ReplaceBit(..) | Kind::ReplaceBitAt(..) => bits,
        };
        range.clamp(1, bits.max(1))
    }
}
