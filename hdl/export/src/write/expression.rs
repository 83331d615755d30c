//! Expressions to text of an exact width.
//!
//! Everything rests on one function: [`Writer::at`] writes the low `width` bits of an expression's value,
//! extended by the sign of its type beyond the type, as text whose own width in Verilog is exactly `width`.
//! So no operator ever sees operands of two widths, and Verilog's rules of extension never come into play. Sums,
//! differences and bitwise operators need the low bits of their operands only; comparisons, right shifts and
//! reductions take as many bits as hold the operands' whole values.

use crate::number::Number;
use crate::read::expression::{Arithmetic, Comparison, Expression, Kind, Reduction};
use crate::read::net::{Nets, Span};
use crate::write::text::Text;
use std::collections::{BTreeSet, HashMap, HashSet};

/// A wire for a part of an expression that Verilog wants a name for.
struct Temporary {
    name: String,
    read: Vec<bool>,
}

/// Writes expressions and remembers what they read.
pub struct Writer<'a> {
    /// The nets of the module.
    pub nets: &'a Nets,
    /// Nets that are a part of another under its name: a child's output on the parent's own wire.
    pub aliases: HashMap<usize, Span>,
    /// What the temporary wires of the current statement are called after.
    pub target: String,
    read: Vec<Vec<bool>>,
    names: HashSet<String>,
    temporaries: Vec<Temporary>,
    known: HashMap<String, usize>,
    declarations: Vec<String>,
    values: BTreeSet<(u128, String)>,
}

impl<'a> Writer<'a> {
    /// A writer for a module with these nets.
    pub fn new(nets: &'a Nets) -> Self {
        let names = nets.list.iter().map(|net| net.name.clone());
        let instances = nets.instances.iter().map(|instance| instance.name.clone());
        Self {
            nets,
            aliases: HashMap::new(),
            target: String::new(),
            read: nets.list.iter().map(|net| vec![false; net.width]).collect(),
            names: names.chain(instances).collect(),
            temporaries: Vec::new(),
            known: HashMap::new(),
            declarations: Vec::new(),
            values: BTreeSet::new(),
        }
    }

    /// The declarations of temporary wires since the last call.
    pub fn take_declarations(&mut self) -> Vec<String> {
        std::mem::take(&mut self.declarations)
    }

    /// The name of an enumeration's value, which is declared at the head of the module.
    pub fn value(&mut self, name: &str, number: &Number, width: usize) -> String {
        let range = range_text(width);
        let space = if range.is_empty() { "" } else { " " };
        let declaration = format!("localparam {range}{space}{name} = {};", number.verilog(width));
        self.values.insert((number.to_u128().unwrap_or_default(), declaration));
        name.to_owned()
    }

    /// The declarations of the values of enumerations.
    pub fn values(&self) -> impl Iterator<Item = &String> {
        self.values.iter().map(|(_, declaration)| declaration)
    }

    /// A name that nothing has yet.
    pub fn fresh(&mut self, base: &str) -> String {
        let mut name = base.to_owned();
        let mut number = 1;
        while !self.names.insert(name.clone()) {
            number += 1;
            name = format!("{base}_{number}");
        }
        name
    }

    /// Marks bits as read by someone else.
    pub fn mark_read(&mut self, span: &Span) {
        let span = self.resolve(span);
        for bit in span.lsb..span.lsb + span.width {
            self.read[span.net][bit] = true;
        }
    }

    /// Text of the bits of net `net` that nothing has read, from the lowest up.
    pub fn unread(&self, net: usize) -> Vec<String> {
        ranges(&self.read[net])
            .into_iter()
            .map(|(lsb, width)| select(&self.nets.list[net].name, self.read[net].len(), lsb, width))
            .collect()
    }

    /// The same for all temporary wires.
    pub fn unread_temporaries(&self) -> Vec<String> {
        let unread = |wire: &Temporary| -> Vec<String> {
            let parts = ranges(&wire.read).into_iter();
            parts.map(|(lsb, width)| select(&wire.name, wire.read.len(), lsb, width)).collect()
        };
        self.temporaries.iter().flat_map(unread).collect()
    }

    /// The bits of a span under the name they have in this module.
    pub fn resolve(&self, span: &Span) -> Span {
        match self.aliases.get(&span.net) {
            Some(alias) => Span { net: alias.net, lsb: alias.lsb + span.lsb, width: span.width },
            None => *span,
        }
    }

    /// The name of a span, to write it.
    pub fn name(&self, span: &Span) -> String {
        let span = self.resolve(span);
        let net = self.nets.net(&span);
        select(&net.name, net.width, span.lsb, span.width)
    }

    /// The right side of an assignment to `width` bits. A product that fills them is written as such, one of
    /// signed operands that is narrower too: an assignment extends its operands.
    pub fn assigned(&mut self, expression: &Expression, width: usize) -> Text {
        match &expression.kind {
            Kind::Resize(inner) | Kind::Reinterpret(inner) if width <= inner.ty.bits.min(expression.ty.bits) => {
                self.assigned(inner, width)
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
    pub fn at(&mut self, expression: &Expression, width: usize) -> Text {
        if width > expression.ty.bits {
            return self.extended(expression, width);
        }
        match &expression.kind {
            Kind::Signal(_) | Kind::Literal(_) | Kind::Value(..) | Kind::Slice(..) => self.part(expression, 0, width),
            Kind::Not(a) => {
                let operator = if expression.ty.bits == 1 { "!" } else { "~" };
                Text::unary(operator, &self.at(a, width))
            }
            Kind::Negate(a) => Text::unary("-", &self.at(a, width)),
            Kind::Reduce(reduction, a) => self.reduced(*reduction, a),
            Kind::Binary(Arithmetic::Mul, left, right) => {
                let full = left.range() + right.range();
                let product = self.product(left, right);
                let wire = self.temporary(product, full, expression.ty.signed);
                self.extend_wire(wire, full, width, expression.ty.signed)
            }
            Kind::Binary(operator, left, right) => match self.packed(expression, width) {
                Some(text) => text,
                None => {
                    let (left, right) = (self.at(left, width), self.at(right, width));
                    Text::binary(&left, symbol(*operator), &right)
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
                    Text::binary(&a, "<<", &amount)
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
                    let shifted = Text::binary(&a, ">>", &amount);
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
            Kind::SliceAt(a, offset) => self.sliced(a, offset, width),
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
                let mask = Text::binary(&Text::primary(Number::new(1).verilog(width)), "<<", &index);
                let kept = Text::binary(&self.at(a, width), "&", &Text::unary("~", &mask));
                let bit = zero_extended(self.at(bit, 1), 1, width);
                Text::binary(&kept, "|", &Text::binary(&bit, "<<", &index))
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
                return Text::binary(&left, symbol(*operator), &right);
            }
            _ if expression.is_wiring() => {
                let sign = self.part(expression, range - 1, 1).replicated(width - range);
                return Text::concatenation(vec![sign, self.part(expression, 0, range)]);
            }
            _ => {}
        }
        let text = self.at(expression, range);
        let wire = self.temporary(text, range, signed);
        self.extend_wire(wire, range, width, signed)
    }

    /// Bits `lsb` to `lsb + width` of the value, zeros beyond its type.
    fn part(&mut self, expression: &Expression, lsb: usize, width: usize) -> Text {
        let bits = expression.ty.bits;
        let signed = expression.ty.signed;
        match &expression.kind {
            Kind::Value(number, name) if lsb == 0 && width == bits => Text::primary(self.value(name, number, width)),
            Kind::Literal(number) | Kind::Value(number, _) => {
                let number = if signed { number.sign_extended(bits, lsb + width) } else { number.clone() };
                Text::primary(number.shifted_down(lsb).verilog(width))
            }
            Kind::Signal(span) => {
                let available = span.width.saturating_sub(lsb).min(width);
                let present = (available > 0).then(|| {
                    let part = Span { net: span.net, lsb: span.lsb + lsb, width: available };
                    self.mark_read(&part);
                    Text::primary(self.name(&part))
                });
                let missing = width - available;
                let mut parts = Vec::new();
                if missing > 0 && signed {
                    let sign = Span { net: span.net, lsb: span.lsb + span.width - 1, width: 1 };
                    self.mark_read(&sign);
                    parts.push(Text::primary(self.name(&sign)).replicated(missing));
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
                Text::binary(&left, symbol(*operator), &right)
            }
            _ if lsb == 0 => self.at(expression, width),
            _ => {
                let text = self.at(expression, lsb + width);
                let wire = self.temporary(text, lsb + width, signed);
                self.wire(wire, lsb, width)
            }
        }
    }

    fn product(&mut self, left: &Expression, right: &Expression) -> Text {
        let (left, right) = (self.operand(left, left.range()), self.operand(right, right.range()));
        Text::binary(&left, "*", &right)
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
        Text::unary(operator, &text)
    }

    fn compared(&mut self, comparison: Comparison, left: &Expression, right: &Expression) -> Text {
        let width = left.range().max(right.range());
        let (operator, ordered) = match comparison {
            Comparison::Equal => ("==", false),
            Comparison::NotEqual => ("!=", false),
            Comparison::Less => ("<", true),
            Comparison::LessOrEqual => ("<=", true),
            Comparison::Greater => (">", true),
            Comparison::GreaterOrEqual => (">=", true),
        };
        let (left, right) = if ordered {
            (self.operand(left, width), self.operand(right, width))
        } else {
            (self.at(left, width), self.at(right, width))
        };
        Text::binary(&left, operator, &right)
    }

    /// An operand that Verilog sees with the signedness of its type.
    fn operand(&mut self, expression: &Expression, width: usize) -> Text {
        if !expression.ty.signed {
            return self.at(expression, width);
        }
        if let Kind::Resize(inner) = &expression.kind
            && inner.ty.signed
            && inner.ty.bits <= expression.ty.bits
        {
            return self.operand(inner, width);
        }
        if let Kind::Signal(span) = &expression.kind {
            let resolved = self.resolve(span);
            let net = self.nets.net(&resolved);
            if net.signed() && net.width == width && span.width == width {
                return self.at(expression, width);
            }
        }
        if let Some(number) = expression.constant() {
            let number = number.sign_extended(expression.ty.bits, width);
            let negative = number.bit(width - 1);
            let magnitude = if negative { number.negated(width) } else { number };
            let literal = Text::primary(magnitude.verilog(width).replace('\'', "'s"));
            return if negative { Text::unary("-", &literal) } else { literal };
        }
        let text = self.at(expression, width).finish();
        Text::primary(format!("$signed({text})"))
    }

    /// `width` bits from a computed position up.
    fn sliced(&mut self, operand: &Expression, offset: &Expression, width: usize) -> Text {
        let bits = operand.ty.bits;
        let index_bits = offset.range().min(bits_for(bits));
        if index_bits == 0 {
            let text = self.at(operand, width.min(bits));
            return zero_extended(text, width.min(bits), width);
        }
        // Everything that the index can reach.
        let reach = (1usize << index_bits) - 1 + width;
        if let Kind::Signal(span) = &operand.kind {
            let resolved = self.resolve(span);
            let net = self.nets.net(&resolved);
            if net.width == span.width && span.width >= reach {
                let (name, width_of_net) = (net.name.clone(), net.width);
                self.mark_read(span);
                let index = self.at(offset, bits_for(width_of_net)).finish();
                return indexed(&name, &index, width);
            }
        }
        let inside = reach.min(bits);
        let text = self.at(operand, inside);
        let text = zero_extended(text, inside, reach);
        let wire = self.temporary(text, reach, false);
        self.temporaries[wire].read.fill(true);
        let name = self.temporaries[wire].name.clone();
        let index = self.at(offset, bits_for(reach)).finish();
        indexed(&name, &index, width)
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

    fn temporary(&mut self, text: Text, width: usize, signed: bool) -> usize {
        let text = text.finish();
        let declaration = format!("wire {}{}", if signed { "signed " } else { "" }, range_text(width));
        let key = format!("{declaration}{text}");
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let name = self.fresh(&format!("{}_part", self.target));
        let space = if width == 1 { "" } else { " " };
        self.declarations.push(format!("{declaration}{space}{name} = {text};"));
        self.temporaries.push(Temporary { name, read: vec![false; width] });
        self.known.insert(key, self.temporaries.len() - 1);
        self.temporaries.len() - 1
    }

    /// Bits of a temporary wire.
    fn wire(&mut self, wire: usize, lsb: usize, width: usize) -> Text {
        let wire = &mut self.temporaries[wire];
        wire.read[lsb..lsb + width].fill(true);
        Text::primary(select(&wire.name, wire.read.len(), lsb, width))
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

fn zeros(width: usize) -> Text {
    Text::primary(Number::default().verilog(width))
}

fn zero_extended(text: Text, from: usize, to: usize) -> Text {
    if to > from { Text::concatenation(vec![zeros(to - from), text]) } else { text }
}

/// How many bits an index into `count` elements has.
fn bits_for(count: usize) -> usize {
    count.next_power_of_two().trailing_zeros() as usize
}

fn indexed(name: &str, index: &str, width: usize) -> Text {
    Text::primary(if width == 1 { format!("{name}[{index}]") } else { format!("{name}[{index} +: {width}]") })
}

/// `[7:0]`, nothing for a single bit.
pub fn range_text(width: usize) -> String {
    if width == 1 { String::new() } else { format!("[{}:0]", width - 1) }
}

/// Some bits of a net.
pub fn select(name: &str, net_width: usize, lsb: usize, width: usize) -> String {
    match width {
        _ if width == net_width => name.to_owned(),
        1 => format!("{name}[{lsb}]"),
        _ => format!("{name}[{}:{lsb}]", lsb + width - 1),
    }
}

/// The runs of bits that are not set.
fn ranges(read: &[bool]) -> Vec<(usize, usize)> {
    let mut ranges = Vec::new();
    let mut start = None;
    for (bit, read) in read.iter().chain(std::iter::once(&true)).enumerate() {
        match (read, start) {
            (false, None) => start = Some(bit),
            (true, Some(lsb)) => {
                ranges.push((lsb, bit - lsb));
                start = None;
            }
            _ => {}
        }
    }
    ranges
}
