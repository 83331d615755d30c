//! Kernel expressions to typed ones.
//!
//! The syntax tree has no types, so they are found as Rust found them: signals know theirs, an operator's
//! literal takes the type of its other operand, and what is still open takes the type of its target.

use crate::error::ExportError;
use crate::number::Number;
use crate::read::collect::Type;
use crate::read::expression::{Arithmetic, Comparison, Expression, Kind, Reduction};
use crate::read::net::{Meaning, Nets};
use crate::read::path::{Variables, constant_name, evaluate_indices};
use rust_hdl::core::ast::{VerilogExpression, VerilogOp, VerilogOpUnary};

/// What names mean at one place of a kernel.
pub struct Scope<'a> {
    /// The block's nets.
    pub nets: &'a Nets,
    /// The loop variables in force.
    pub variables: Variables,
    /// Makes a full instance path of a name of the block.
    pub place: &'a dyn Fn(&str) -> String,
    /// The signal that is being written, for messages.
    pub target: String,
    /// The comment that heads what is being read.
    pub section: String,
}

type Result<T> = std::result::Result<T, ExportError>;

impl Scope<'_> {
    /// The value of an expression that reads no signal.
    pub fn constant(&self, expression: &VerilogExpression) -> Option<i128> {
        self.untyped(expression).or_else(|| self.typed_constant(expression))
    }

    /// The value of a condition or position of a type, where `Constant`s wrap as Rust's do.
    fn typed_constant(&self, expression: &VerilogExpression) -> Option<i128> {
        let typed = self.typed(expression, None).ok()?;
        i128::try_from(typed.fixed_value().filter(|_| !typed.ty.signed)?.to_u128()?).ok()
    }

    /// The value of an expression of literals and loop variables, which are Rust's own numbers.
    fn untyped(&self, expression: &VerilogExpression) -> Option<i128> {
        match expression {
            VerilogExpression::Paren(inner) => self.untyped(inner),
            VerilogExpression::Literal(literal) => {
                let (number, negative) = Number::parse(&literal.to_string())?;
                let value = i128::try_from(number.to_u128()?).ok()?;
                Some(if negative { -value } else { value })
            }
            VerilogExpression::Signal(name) => self.variables.get(name.as_str()).copied(),
            VerilogExpression::Unary(VerilogOpUnary::Neg, inner) => self.untyped(inner).map(|value| -value),
            VerilogExpression::Binary(left, operator, right) => {
                let (left, right) = (self.untyped(left)?, self.untyped(right)?);
                match operator {
                    VerilogOp::Add => left.checked_add(right),
                    VerilogOp::Sub => left.checked_sub(right),
                    VerilogOp::Mul => left.checked_mul(right),
                    VerilogOp::Eq => Some((left == right).into()),
                    VerilogOp::Ne => Some((left != right).into()),
                    VerilogOp::Lt => Some((left < right).into()),
                    VerilogOp::Le => Some((left <= right).into()),
                    VerilogOp::Gt => Some((left > right).into()),
                    VerilogOp::Ge => Some((left >= right).into()),
                    VerilogOp::LogicalAnd => Some((left != 0 && right != 0).into()),
                    VerilogOp::LogicalOr => Some((left != 0 || right != 0).into()),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// What `name` means here.
    pub fn meaning(&self, name: &str) -> Result<Meaning> {
        let unknown = || ExportError::UnknownSignal { path: (self.place)(&name.replace('$', ".")) };
        let resolved = evaluate_indices(name, &self.variables).ok_or_else(unknown)?;
        self.nets.meaning(&resolved).cloned().ok_or_else(unknown)
    }

    /// The expression in its own type, or in `expected` if it has none.
    pub fn typed(&self, expression: &VerilogExpression, expected: Option<Type>) -> Result<Expression> {
        use VerilogExpression as Tree;
        let ty = self.natural(expression)?.or(expected);
        let open = || self.mismatch("the width of this can't be told from its parts: write it to a local first");
        Ok(match expression {
            Tree::Paren(inner) => self.typed(inner, expected)?,
            Tree::Literal(_) => self.literal(expression, ty.ok_or_else(open)?)?,
            Tree::Signal(name) if self.variables.contains_key(name.as_str()) => {
                self.literal(expression, ty.ok_or_else(open)?)?
            }
            Tree::Signal(name) => self.signal(name)?,
            Tree::Cast(inner, bits) => {
                // Only a literal takes the type of the cast: `bits::<8>(5)`.
                let own = self.untyped(inner).map(|_| Type { signed: false, bits: *bits });
                resize(self.typed(inner, own)?, *bits)
            }
            Tree::Unsigned(inner) => reinterpret(self.typed(inner, expected.map(|ty| flip(ty, true)))?, false),
            Tree::Signed(inner) => match self.natural(inner)? {
                Some(operand) if operand.signed => {
                    let bits = ty.ok_or_else(open)?.bits;
                    resize(self.typed(inner, None)?, bits)
                }
                Some(_) => reinterpret(self.typed(inner, None)?, true),
                None => self.typed(inner, ty.map(|ty| flip(ty, true)))?,
            },
            Tree::Unary(VerilogOpUnary::Neg, _) if self.untyped(expression).is_some() => {
                self.literal(expression, ty.ok_or_else(open)?)?
            }
            Tree::Unary(operator, inner) => self.unary(operator, inner, expected)?,
            Tree::Binary(left, operator, right) => self.binary(left, operator, right, expected)?,
            Tree::Index(inner, offset) => self.slice(inner, 1, offset, true)?,
            Tree::Slice(inner, width, offset) => self.slice(inner, *width, offset, false)?,
            Tree::IndexReplace(inner, offset, value) => {
                let operand = Box::new(self.typed(inner, ty)?);
                let value = Box::new(self.typed(value, Some(Type::BIT))?);
                let ty = operand.ty;
                let kind = match self.constant(offset) {
                    Some(offset) => Kind::ReplaceBit(operand, self.position(offset, ty.bits - 1)?, value),
                    None => Kind::ReplaceBitAt(operand, Box::new(self.typed(offset, None)?), value),
                };
                Expression { ty, kind }
            }
        })
    }

    /// A single bit that decides something.
    pub fn condition(&self, expression: &VerilogExpression) -> Result<Expression> {
        let condition = self.typed(expression, Some(Type::BIT))?;
        if condition.ty == Type::BIT { Ok(condition) } else { Err(self.mismatch("a condition of more than one bit")) }
    }

    /// The type that an expression has by itself.
    fn natural(&self, expression: &VerilogExpression) -> Result<Option<Type>> {
        use VerilogExpression as Tree;
        Ok(match expression {
            Tree::Paren(inner) => self.natural(inner)?,
            Tree::Literal(literal) => literal.to_string().starts_with("1'").then_some(Type::BIT),
            Tree::Signal(name) if self.variables.contains_key(name.as_str()) => None,
            Tree::Signal(name) => match self.nets.values.get(name) {
                Some((ty, _)) => Some(*ty),
                None => Some(match self.meaning(name)? {
                    Meaning::Signal(span) => self.nets.net(&span).ty,
                    Meaning::Constant(ty, ..) => ty,
                }),
            },
            Tree::Cast(inner, bits) => {
                let signed = self.natural(inner)?.is_some_and(|ty| ty.signed);
                Some(Type { signed, bits: *bits })
            }
            Tree::Unsigned(inner) => self.natural(inner)?.map(|ty| flip(ty, false)),
            Tree::Signed(inner) => self.natural(inner)?.filter(|ty| !ty.signed).map(|ty| flip(ty, true)),
            Tree::Unary(VerilogOpUnary::Not | VerilogOpUnary::Neg, inner) => self.natural(inner)?,
            Tree::Unary(..) | Tree::Index(..) => Some(Type::BIT),
            Tree::Binary(left, operator, right) => match operator {
                VerilogOp::Shl | VerilogOp::Shr => self.natural(left)?,
                VerilogOp::Mul => match (self.natural(left)?, self.natural(right)?) {
                    (Some(left), Some(right)) => Some(Type { signed: left.signed, bits: left.bits + right.bits }),
                    _ => None,
                },
                VerilogOp::Add | VerilogOp::Sub | VerilogOp::BitAnd | VerilogOp::BitOr | VerilogOp::BitXor => {
                    match self.natural(left)? {
                        Some(ty) => Some(ty),
                        None => self.natural(right)?,
                    }
                }
                _ => Some(Type::BIT),
            },
            Tree::Slice(inner, width, _) => {
                let signed = self.natural(inner)?.is_some_and(|ty| ty.signed);
                Some(Type { signed, bits: *width })
            }
            Tree::IndexReplace(inner, ..) => self.natural(inner)?,
        })
    }

    fn signal(&self, name: &str) -> Result<Expression> {
        if let Some((ty, value)) = self.nets.values.get(name) {
            return Ok(Expression { ty: *ty, kind: Kind::Value(Number::new(*value as u128), constant_name(name)) });
        }
        Ok(match self.meaning(name)? {
            Meaning::Constant(ty, number, Some(name)) => Expression { ty, kind: Kind::Value(number, name) },
            Meaning::Constant(ty, number, None) => Expression::literal(ty, &number),
            Meaning::Signal(span) => Expression { ty: self.nets.net(&span).ty, kind: Kind::Signal(span) },
        })
    }

    fn literal(&self, expression: &VerilogExpression, ty: Type) -> Result<Expression> {
        let (number, negative) = match expression {
            VerilogExpression::Literal(literal) => Number::parse(&literal.to_string()),
            _ => self.untyped(expression).map(|value| (Number::new(value.unsigned_abs()), value < 0)),
        }
        .ok_or_else(|| self.mismatch("a literal that can't be read"))?;
        if number.length() > ty.bits {
            return Err(self.mismatch(&format!("a literal doesn't fit {} bits: make it smaller", ty.bits)));
        }
        Ok(Expression::literal(ty, &if negative { number.negated(ty.bits) } else { number }))
    }

    fn unary(
        &self,
        operator: &VerilogOpUnary,
        inner: &VerilogExpression,
        expected: Option<Type>,
    ) -> Result<Expression> {
        let reduce = |reduction| -> Result<Expression> {
            let operand = self.typed(inner, None)?;
            if reduction == Reduction::All && operand.range() < operand.ty.bits {
                return Err(self.mismatch("all() of a bus that is narrower than its type is never true: compare it"));
            }
            Ok(Expression { ty: Type::BIT, kind: Kind::Reduce(reduction, Box::new(operand)) })
        };
        match operator {
            VerilogOpUnary::Not => {
                let operand = Box::new(self.typed(inner, expected)?);
                Ok(Expression { ty: operand.ty, kind: Kind::Not(operand) })
            }
            VerilogOpUnary::Neg => {
                let operand = Box::new(self.typed(inner, expected)?);
                if !operand.ty.signed {
                    return Err(self.mismatch("the negative of an unsigned value: subtract it from 0"));
                }
                Ok(Expression { ty: operand.ty, kind: Kind::Negate(operand) })
            }
            VerilogOpUnary::All => reduce(Reduction::All),
            VerilogOpUnary::Any => reduce(Reduction::Any),
            VerilogOpUnary::Xor => reduce(Reduction::Xor),
        }
    }

    fn binary(
        &self,
        left: &VerilogExpression,
        operator: &VerilogOp,
        right: &VerilogExpression,
        expected: Option<Type>,
    ) -> Result<Expression> {
        let arithmetic = |operator| self.arithmetic(operator, left, right, expected);
        let compare = |comparison| self.compare(comparison, left, right);
        match operator {
            VerilogOp::Add => arithmetic(Arithmetic::Add),
            VerilogOp::Sub => arithmetic(Arithmetic::Sub),
            VerilogOp::BitAnd => arithmetic(Arithmetic::And),
            VerilogOp::BitOr => arithmetic(Arithmetic::Or),
            VerilogOp::BitXor => arithmetic(Arithmetic::Xor),
            VerilogOp::LogicalAnd => self.logical(Arithmetic::LogicalAnd, left, right),
            VerilogOp::LogicalOr => self.logical(Arithmetic::LogicalOr, left, right),
            VerilogOp::Mul => {
                let (left, right) = (Box::new(self.typed(left, None)?), Box::new(self.typed(right, None)?));
                let ty = Type { signed: left.ty.signed, bits: left.ty.bits + right.ty.bits };
                Ok(Expression { ty, kind: Kind::Binary(Arithmetic::Mul, left, right) })
            }
            VerilogOp::Shl | VerilogOp::Shr => {
                let operand = Box::new(self.typed(left, expected)?);
                if operand.ty.signed {
                    return Err(self.mismatch("a shift of a signed value: cast it, or use a leaf that shifts"));
                }
                let amount = Box::new(match self.constant(right) {
                    Some(amount) => {
                        let amount = u128::try_from(amount).map_err(|_| self.mismatch("a shift by less than 0"))?;
                        Expression::literal(Type { signed: false, bits: 64 }, &Number::new(amount))
                    }
                    None => self.typed(right, None)?,
                });
                let ty = operand.ty;
                let left = matches!(operator, VerilogOp::Shl);
                let kind = if left { Kind::ShiftLeft(operand, amount) } else { Kind::ShiftRight(operand, amount) };
                Ok(Expression { ty, kind })
            }
            VerilogOp::Eq => compare(Comparison::Equal),
            VerilogOp::Ne => compare(Comparison::NotEqual),
            VerilogOp::Lt => compare(Comparison::Less),
            VerilogOp::Le => compare(Comparison::LessOrEqual),
            VerilogOp::Gt => compare(Comparison::Greater),
            VerilogOp::Ge => compare(Comparison::GreaterOrEqual),
        }
    }

    fn arithmetic(
        &self,
        operator: Arithmetic,
        left: &VerilogExpression,
        right: &VerilogExpression,
        expected: Option<Type>,
    ) -> Result<Expression> {
        let left_type = self.natural(left)?;
        let right_type = self.natural(right)?;
        let ty = left_type.or(right_type).or(expected);
        let left = self.typed(left, ty)?;
        let mut right = self.typed(right, ty)?;
        // `Bits<N> + bool` exists in rust-hdl: a carry.
        if operator == Arithmetic::Add && right.ty == Type::BIT && !left.ty.signed {
            right = resize(right, left.ty.bits);
        }
        self.same_type(&left, &right)?;
        let ty = left.ty;
        Ok(Expression { ty, kind: Kind::Binary(operator, Box::new(left), Box::new(right)) })
    }

    fn logical(&self, operator: Arithmetic, left: &VerilogExpression, right: &VerilogExpression) -> Result<Expression> {
        let (left, right) = (self.condition(left)?, self.condition(right)?);
        Ok(Expression { ty: Type::BIT, kind: Kind::Binary(operator, Box::new(left), Box::new(right)) })
    }

    fn compare(
        &self,
        comparison: Comparison,
        left: &VerilogExpression,
        right: &VerilogExpression,
    ) -> Result<Expression> {
        let ty = match self.natural(left)? {
            Some(ty) => Some(ty),
            None => self.natural(right)?,
        };
        let (left, right) = (self.typed(left, ty)?, self.typed(right, ty)?);
        self.same_type(&left, &right)?;
        Ok(Expression { ty: Type::BIT, kind: Kind::Compare(comparison, Box::new(left), Box::new(right)) })
    }

    fn slice(
        &self,
        inner: &VerilogExpression,
        width: usize,
        offset: &VerilogExpression,
        single: bool,
    ) -> Result<Expression> {
        let operand = Box::new(self.typed(inner, None)?);
        let ty = Type { signed: operand.ty.signed && !single, bits: width };
        // rust-hdl panics beyond; `get_bits` may begin where the operand ends.
        let last = if single { operand.ty.bits - 1 } else { operand.ty.bits };
        let kind = match self.constant(offset) {
            Some(offset) => Kind::Slice(operand, self.position(offset, last)?),
            None => Kind::SliceAt(operand, Box::new(self.typed(offset, None)?), last),
        };
        Ok(Expression { ty, kind })
    }

    fn position(&self, offset: i128, last: usize) -> Result<usize> {
        usize::try_from(offset)
            .ok()
            .filter(|offset| *offset <= last)
            .ok_or_else(|| self.mismatch(&format!("a position of {offset} is beyond {last}, the last of the operand")))
    }

    fn same_type(&self, left: &Expression, right: &Expression) -> Result<()> {
        if left.ty == right.ty {
            return Ok(());
        }
        let name = |ty: Type| format!("{}<{}>", if ty.signed { "Signed" } else { "Bits" }, ty.bits);
        Err(self.mismatch(&format!("{} and {} meet in one operator: cast one", name(left.ty), name(right.ty))))
    }

    fn mismatch(&self, what: &str) -> ExportError {
        ExportError::WidthMismatch { path: (self.place)(&self.target), what: what.to_owned() }
    }
}

fn flip(ty: Type, signed: bool) -> Type {
    Type { signed, ..ty }
}

fn resize(operand: Expression, bits: usize) -> Expression {
    let ty = Type { bits, ..operand.ty };
    if ty == operand.ty {
        return operand;
    }
    if let Kind::Value(number, name) = &operand.kind
        && !ty.signed
        && number.length() <= bits
    {
        return Expression { ty, kind: Kind::Value(number.clone(), name.clone()) };
    }
    if let Some(number) = operand.constant() {
        let number = if ty.signed { number.sign_extended(operand.ty.bits, bits) } else { number.clone() };
        return Expression::literal(ty, &number);
    }
    Expression { ty, kind: Kind::Resize(Box::new(operand)) }
}

fn reinterpret(operand: Expression, signed: bool) -> Expression {
    let ty = Type { signed, ..operand.ty };
    if ty == operand.ty {
        return operand;
    }
    if let Some(number) = operand.constant() {
        return Expression::literal(ty, number);
    }
    Expression { ty, kind: Kind::Reinterpret(Box::new(operand)) }
}
