//! Expressions to text of an exact width.
//!
//! Everything rests on one function: [`Writer::at`] writes the low `width` bits of an expression's value,
//! extended by the sign of its type beyond the type, as text whose own width in Verilog is exactly `width`.
//! So no operator ever sees operands of two widths, and Verilog's rules of extension never come into play. Sums,
//! differences and bitwise operators need the low bits of their operands only; comparisons, right shifts and
//! reductions take as many bits as hold the operands' whole values.

use crate::number::Number;
use crate::read::expression::{Arithmetic, Comparison, Expression, Kind, Reduction};
use crate::read::net::Span;
use crate::write::text::Text;
use crate::write::writer::Writer;

impl Writer<'_> {
    /// A single bit that decides something.
    pub fn condition(&mut self, expression: &Expression) -> String {
        let text = self.at(expression, 1);
        self.settled(text, 1)
    }

    /// What a `case` looks at: as many bits as hold the value.
    pub fn subject(&mut self, expression: &Expression) -> String {
        let text = self.at(expression, expression.range());
        self.settled(text, expression.range())
    }

    /// The right side of an assignment to `width` bits.
    pub fn assigned(&mut self, expression: &Expression, width: usize) -> String {
        let text = self.right_side(expression, width);
        self.settled(text, width)
    }

    /// What is connected to a pin, by its parts and their bits from the lowest up.
    pub fn connected(&mut self, parts: &[(Span, Expression)]) -> String {
        let width = parts.iter().map(|part| part.0.width).sum();
        let texts = parts.iter().rev().map(|(span, value)| self.at(value, span.width)).collect();
        self.settled(Text::concatenation(texts), width)
    }

    /// A product that fills the target is written as such, one of signed operands that is narrower too: an
    /// assignment extends its operands.
    fn right_side(&mut self, expression: &Expression, width: usize) -> Text {
        match &expression.kind {
            Kind::Resize(inner) | Kind::Reinterpret(inner) if width <= inner.ty.bits.min(expression.ty.bits) => {
                self.right_side(inner, width)
            }
            Kind::Binary(Arithmetic::Mul, left, right)
                if width == left.range() + right.range()
                    || width > left.range() + right.range() && left.ty.signed && right.ty.signed =>
            {
                self.product(left, right)
            }
            _ => self.at(expression, width),
        }
    }

    /// The low `width` bits of the value.
    fn at(&mut self, expression: &Expression, width: usize) -> Text {
        if width > expression.ty.bits {
            return self.extended(expression, width);
        }
        match &expression.kind {
            Kind::Signal(_) | Kind::Literal(_) | Kind::Value(..) | Kind::Slice(..) => self.part(expression, 0, width),
            Kind::Not(a) if expression.ty.bits == 1 => Text::not(&self.at(a, 1)),
            Kind::Not(a) => Text::unary("~", &self.at(a, width)),
            Kind::Negate(a) => Text::unary("-", &self.at(a, width)),
            Kind::Reduce(reduction, a) => self.reduced(*reduction, a),
            Kind::Binary(Arithmetic::Mul, left, right) => {
                let full = left.range() + right.range();
                let wire = self.wired(expression, full);
                self.extend_wire(wire, full, width, expression.ty.signed)
            }
            Kind::Binary(operator, left, right) => match self.packed(expression, width) {
                Some(text) => text,
                None => {
                    let (left, right) = (self.at(left, width), self.at(right, width));
                    match operator {
                        Arithmetic::LogicalAnd | Arithmetic::LogicalOr => {
                            Text::logical(&left, symbol(*operator), &right)
                        }
                        _ => Text::bitwise(&left, symbol(*operator), &right),
                    }
                }
            },
            Kind::Compare(comparison, left, right) => self.compared(*comparison, left, right),
            Kind::ShiftLeft(a, amount) => match constant(amount) {
                Some(0) => self.at(a, width),
                Some(amount) if amount >= width => zeros(width),
                Some(amount) => {
                    let upper = self.at(a, width - amount);
                    Text::concatenation(vec![upper, zeros(amount)])
                }
                None => {
                    let (a, amount) = (self.at(a, width), self.at(amount, amount.range()));
                    Text::shift(&a, "<<", &amount)
                }
            },
            Kind::ShiftRight(a, amount) => match constant(amount) {
                Some(amount) if amount >= a.range() => zeros(width),
                Some(amount) => {
                    let available = width.min(a.range() - amount);
                    let text = self.part(a, amount, available);
                    zero_extended(text, available, width)
                }
                None => {
                    let full = a.range();
                    let (a, amount) = (self.at(a, full), self.at(amount, amount.range()));
                    let shifted = Text::shift(&a, ">>", &amount);
                    if width < full {
                        let wire = self.temporary(shifted, full, false);
                        self.wire(wire, 0, width)
                    } else {
                        zero_extended(shifted, full, width)
                    }
                }
            },
            Kind::Resize(a) | Kind::Reinterpret(a) => self.at(a, width),
            Kind::Choice(condition, yes, no) => {
                let condition = self.at(condition, 1);
                let (yes, no) = (self.at(yes, width), self.at(no, width));
                Text::choice(&condition, &yes, &no)
            }
            Kind::SliceAt(a, offset, last) => self.sliced(a, offset, *last, width),
            Kind::ReplaceBit(a, index, bit) => {
                if *index >= width {
                    return self.at(a, width);
                }
                let mut parts = Vec::new();
                if index + 1 < width {
                    parts.push(self.part(a, index + 1, width - index - 1));
                }
                parts.push(self.at(bit, 1));
                if *index > 0 {
                    parts.push(self.part(a, 0, *index));
                }
                Text::concatenation(parts)
            }
            Kind::ReplaceBitAt(a, index, bit) => {
                let index = self.at(index, index.range());
                let mask = Text::shift(&literal(&Number::new(1), width), "<<", &index);
                let kept = Text::bitwise(&self.at(a, width), "&", &Text::unary("~", &mask));
                let bit = zero_extended(self.at(bit, 1), 1, width);
                Text::bitwise(&kept, "|", &Text::shift(&bit, "<<", &index))
            }
        }
    }

    /// More bits than the type has.
    fn extended(&mut self, expression: &Expression, width: usize) -> Text {
        let signed = expression.ty.signed;
        let range = expression.range();
        if !signed {
            let text = self.at(expression, range);
            return zero_extended(text, range, width);
        }
        // Without a wrap the sum of extended operands is the extended sum.
        match &expression.kind {
            Kind::Signal(_) | Kind::Literal(_) => return self.part(expression, 0, width),
            Kind::Resize(a) if a.range() <= expression.ty.bits => return self.at(a, width),
            Kind::Not(a) => return Text::unary("~", &self.at(a, width)),
            Kind::Negate(a) if a.range() < expression.ty.bits => return Text::unary("-", &self.at(a, width)),
            Kind::Binary(operator @ (Arithmetic::Add | Arithmetic::Sub), left, right)
                if left.range().max(right.range()) < expression.ty.bits =>
            {
                let (left, right) = (self.at(left, width), self.at(right, width));
                return Text::bitwise(&left, symbol(*operator), &right);
            }
            _ if expression.is_wiring() => {
                let sign = self.part(expression, range - 1, 1).replicated(width - range);
                return Text::concatenation(vec![sign, self.part(expression, 0, range)]);
            }
            _ => {}
        }
        let wire = self.wired(expression, range);
        self.extend_wire(wire, range, width, signed)
    }

    /// Bits `lsb` to `lsb + width` of the value, zeros beyond its type.
    fn part(&mut self, expression: &Expression, lsb: usize, width: usize) -> Text {
        let bits = expression.ty.bits;
        let signed = expression.ty.signed;
        match &expression.kind {
            Kind::Value(number, name) if lsb == 0 && !signed && number.length() <= width => {
                self.constant(name, number, width)
            }
            Kind::Literal(number) | Kind::Value(number, _) => {
                let number = if signed { number.sign_extended(bits, lsb + width) } else { number.clone() };
                literal(&number.shifted_down(lsb), width)
            }
            Kind::Signal(span) => {
                let available = span.width.saturating_sub(lsb).min(width);
                let missing = width - available;
                // Where another size may lack no bit, the sign itself is one of its copies: no copy at all is no Verilog.
                let own = usize::from(self.nets.general && signed && missing > 0 && available > 1);
                let present = (available > 0)
                    .then(|| self.reading(&Span { net: span.net, lsb: span.lsb + lsb, width: available - own }));
                let mut parts = Vec::new();
                if missing > 0 && signed {
                    let sign = Span { net: span.net, lsb: span.lsb + span.width - 1, width: 1 };
                    parts.push(self.reading(&sign).replicated(missing + own));
                } else if missing > 0 {
                    parts.push(zeros(missing));
                }
                parts.extend(present);
                Text::concatenation(parts)
            }
            Kind::Slice(a, inner) => {
                let available = a.ty.bits.saturating_sub(inner + lsb).min(bits.saturating_sub(lsb)).min(width);
                if available == 0 {
                    return zeros(width);
                }
                let text = self.part(a, inner + lsb, available);
                zero_extended(text, available, width)
            }
            Kind::Resize(a) if lsb + width <= a.ty.bits => self.part(a, lsb, width),
            Kind::Reinterpret(a) if lsb + width <= bits => self.part(a, lsb, width),
            Kind::Not(a) if lsb + width <= bits && bits > 1 => Text::unary("~", &self.part(a, lsb, width)),
            Kind::Binary(operator @ (Arithmetic::And | Arithmetic::Or | Arithmetic::Xor), left, right)
                if lsb + width <= bits && lsb > 0 =>
            {
                let (left, right) = (self.part(left, lsb, width), self.part(right, lsb, width));
                Text::bitwise(&left, symbol(*operator), &right)
            }
            _ if lsb == 0 => self.at(expression, width),
            _ => {
                let wire = self.wired(expression, lsb + width);
                self.wire(wire, lsb, width)
            }
        }
    }

    /// A wire of `width` low bits of the value, or more.
    fn wired(&mut self, expression: &Expression, width: usize) -> usize {
        let signed = expression.ty.signed;
        match &expression.kind {
            Kind::Binary(Arithmetic::Mul, left, right) if width <= left.range() + right.range() => {
                let product = self.product(left, right);
                self.temporary(product, left.range() + right.range(), signed)
            }
            _ => {
                let text = self.at(expression, width);
                self.temporary(text, width, signed)
            }
        }
    }

    fn product(&mut self, left: &Expression, right: &Expression) -> Text {
        let signed = left.ty.signed;
        let (left, right) = (self.operand(left, left.range()), self.operand(right, right.range()));
        Text::product(&left.fixed(signed), &right.fixed(signed))
    }

    fn reduced(&mut self, reduction: Reduction, operand: &Expression) -> Text {
        if let (Reduction::Any, Kind::Reinterpret(inner)) = (reduction, &operand.kind) {
            return self.reduced(reduction, inner);
        }
        let range = operand.range();
        let text = self.at(operand, range);
        if range == 1 {
            return text;
        }
        let operator = match reduction {
            Reduction::All => "&",
            Reduction::Any => "|",
            Reduction::Xor => "^",
        };
        Text::reduction(operator, &text)
    }

    fn compared(&mut self, comparison: Comparison, left: &Expression, right: &Expression) -> Text {
        let width = left.range().max(right.range());
        let signed = left.ty.signed;
        let (operator, ordered) = match comparison {
            Comparison::Equal => ("==", false),
            Comparison::NotEqual => ("!=", false),
            Comparison::Less => ("<", true),
            Comparison::LessOrEqual => ("<=", true),
            Comparison::Greater => (">", true),
            Comparison::GreaterOrEqual => (">=", true),
        };
        if ordered {
            let (left, right) = (self.operand(left, width), self.operand(right, width));
            Text::order(&left, operator, &right, signed)
        } else {
            Text::equality(&self.at(left, width), operator, &self.at(right, width))
        }
    }

    /// An operand that Verilog sees with the sign of its type.
    fn operand(&mut self, expression: &Expression, width: usize) -> Text {
        if !expression.ty.signed {
            let text = self.at(expression, width);
            return if text.is_signed() { text.fixed(false) } else { text };
        }
        if let Kind::Resize(inner) = &expression.kind
            && inner.ty.signed
            && inner.ty.bits <= expression.ty.bits
        {
            return self.operand(inner, width);
        }
        if let Some(number) = expression.constant() {
            let number = number.sign_extended(expression.ty.bits, width);
            let negative = number.bit(width - 1);
            let magnitude = if negative { number.negated(width) } else { number };
            let literal = Text::primary(magnitude.verilog(width).replace('\'', "'s"), width, true);
            return if negative { Text::unary("-", &literal) } else { literal };
        }
        self.at(expression, width).fixed(true)
    }

    /// `width` bits from a computed position up, which is `last` at most.
    fn sliced(&mut self, operand: &Expression, offset: &Expression, last: usize, width: usize) -> Text {
        let bits = operand.ty.bits;
        let greatest = 1usize.checked_shl(offset.range() as u32).map_or(last, |count| last.min(count - 1));
        if greatest == 0 {
            return self.at(operand, width);
        }
        // Everything that the index can reach.
        let reach = greatest + width;
        if let Kind::Signal(span) = &operand.kind {
            let resolved = self.resolve(span);
            let net = self.nets.net(&resolved);
            if net.width == span.width && span.width >= reach {
                let name = net.name.clone();
                self.mark_read(span);
                return self.indexed(&name, offset, span.width, width);
            }
        }
        let inside = reach.min(bits);
        let text = self.at(operand, inside);
        let text = zero_extended(text, inside, reach);
        let wire = self.temporary(text, reach, false);
        let name = self.whole_wire(wire);
        self.indexed(&name, offset, reach, width)
    }

    /// `width` bits of the `count` bits called `name`, from a computed position up.
    fn indexed(&mut self, name: &str, offset: &Expression, count: usize, width: usize) -> Text {
        let bits = bits_for(count);
        let index = self.at(offset, bits).enclosed();
        let index = self.settled(index, bits);
        let text = if width == 1 { format!("{name}[{index}]") } else { format!("{name}[{index} +: {width}]") };
        Text::primary(text, width, false)
    }

    /// A sum or disjunction of shifted pieces that don't overlap is a concatenation.
    fn packed(&mut self, expression: &Expression, width: usize) -> Option<Text> {
        let mut pieces = Vec::new();
        collect_pieces(expression, 0, &mut pieces)?;
        pieces.sort_by_key(|piece| piece.0);
        let overlap = pieces.windows(2).any(|pair| pair[0].0 + pair[0].1.range() > pair[1].0);
        if pieces.len() < 2 || overlap {
            return None;
        }
        let mut parts = Vec::new();
        let mut top = 0;
        for (lsb, piece) in pieces {
            if lsb >= width {
                break;
            }
            if lsb > top {
                parts.push(zeros(lsb - top));
            }
            let bits = piece.range().min(width - lsb);
            parts.push(self.at(piece, bits));
            top = lsb + bits;
        }
        if top < width {
            parts.push(zeros(width - top));
        }
        parts.reverse();
        Some(Text::concatenation(parts))
    }

    /// A temporary wire of `from` bits in `to` bits.
    fn extend_wire(&mut self, wire: usize, from: usize, to: usize, signed: bool) -> Text {
        if to <= from {
            return self.wire(wire, 0, to);
        }
        let upper = if signed { self.wire(wire, from - 1, 1).replicated(to - from) } else { zeros(to - from) };
        let lower = self.wire(wire, 0, from);
        Text::concatenation(vec![upper, lower])
    }
}

/// The pieces of a disjunction with their positions, if it is one of unsigned pieces.
fn collect_pieces<'e>(expression: &'e Expression, lsb: usize, pieces: &mut Vec<(usize, &'e Expression)>) -> Option<()> {
    if expression.ty.signed {
        return None;
    }
    match &expression.kind {
        Kind::Binary(Arithmetic::Or | Arithmetic::Xor | Arithmetic::Add, left, right) => {
            collect_pieces(left, lsb, pieces)?;
            collect_pieces(right, lsb, pieces)
        }
        Kind::ShiftLeft(a, amount) => {
            let amount = constant(amount)?;
            // What is shifted out of the type would have to be cut off.
            if a.range() + amount > expression.ty.bits {
                return None;
            }
            collect_pieces(a, lsb + amount, pieces)
        }
        Kind::Resize(a) if !a.ty.signed && a.range() <= expression.ty.bits => collect_pieces(a, lsb, pieces),
        Kind::Literal(number) if number.length() == 0 => Some(()),
        _ => {
            pieces.push((lsb, expression));
            Some(())
        }
    }
}

fn symbol(operator: Arithmetic) -> &'static str {
    match operator {
        Arithmetic::Add => "+",
        Arithmetic::Sub => "-",
        Arithmetic::Mul => "*",
        Arithmetic::And => "&",
        Arithmetic::Or => "|",
        Arithmetic::Xor => "^",
        Arithmetic::LogicalAnd => "&&",
        Arithmetic::LogicalOr => "||",
    }
}

fn constant(expression: &Expression) -> Option<usize> {
    expression.constant().and_then(Number::to_u128).and_then(|value| usize::try_from(value).ok())
}

fn literal(number: &Number, width: usize) -> Text {
    Text::primary(number.verilog(width), width, false)
}

fn zeros(width: usize) -> Text {
    literal(&Number::default(), width)
}

fn zero_extended(text: Text, from: usize, to: usize) -> Text {
    if to > from { Text::concatenation(vec![zeros(to - from), text]) } else { text }
}

/// How many bits an index into `count` elements has.
fn bits_for(count: usize) -> usize {
    count.next_power_of_two().trailing_zeros() as usize
}
