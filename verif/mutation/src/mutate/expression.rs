//! Mistakes in expressions.

use super::{Edit, Mutator};
use crate::verilog::tree::{Action, Expression, Form, Item, Number, Select};
use std::collections::BTreeSet;

/// Where an expression stands.
#[derive(Clone, Copy)]
struct Around<'a> {
    /// Signals that follow it within the cycle; none if a register does.
    targets: Option<&'a BTreeSet<String>>,
    /// Its bits are extended to more.
    extended: bool,
    /// Nothing around it binds tighter than what may replace it.
    bare: bool,
    /// It is negated.
    negated: bool,
}

/// Operators and what each is mistaken for.
const OPERATORS: &[(&str, &[&str])] = &[
    ("+", &["-", "|"]),
    ("-", &["+"]),
    ("*", &["+"]),
    ("&", &["|", "^"]),
    ("|", &["&", "^"]),
    ("^", &["&", "|"]),
    ("&&", &["||"]),
    ("||", &["&&"]),
    ("==", &["!="]),
    ("!=", &["=="]),
    ("<", &["<=", ">="]),
    ("<=", &["<", ">"]),
    (">", &[">=", "<="]),
    (">=", &[">", "<"]),
    ("<<", &[">>"]),
    (">>", &["<<"]),
    ("<<<", &[">>>"]),
    (">>>", &[">>", "<<"]),
];

/// Whether an expression is a signal, a part of one or a number, negated or not.
pub(super) fn is_plain(expression: &Expression) -> bool {
    match &expression.inner().kind {
        Form::Name { .. } | Form::Number(_) => true,
        Form::Unary("!" | "~", operand) => is_plain(operand),
        _ => false,
    }
}

impl Mutator<'_> {
    /// Edits of a value that is assigned or connected to `width` bits.
    pub(super) fn value_edits(
        &self,
        value: &Expression,
        width: Option<usize>,
        targets: Option<&BTreeSet<String>>,
    ) -> Vec<Edit> {
        let own = self.constants.width(value);
        let extended = width.zip(own).is_some_and(|(width, own)| width > own);
        let mut edits = Vec::new();
        self.edits(value, Around { targets, extended, bare: true, negated: false }, &mut edits);
        if own == Some(1) && !is_plain(value) {
            edits.push(Edit::of(&value.span, format!("!({})", self.written(&value.span))));
        }
        edits
    }

    /// Edits of a condition, of what `case` looks at, or of an index.
    pub(super) fn condition_edits(&self, condition: &Expression, targets: Option<&BTreeSet<String>>) -> Vec<Edit> {
        let mut edits = self.value_edits(condition, None, targets);
        if self.constants.width(condition) == Some(1) && !is_plain(condition) {
            edits.extend(["1'b0", "1'b1"].map(|stuck| Edit::of(&condition.span, stuck)));
        }
        edits
    }

    fn edits(&self, expression: &Expression, around: Around, edits: &mut Vec<Edit>) {
        let span = &expression.span;
        let text = |part: &Expression| self.written(&part.span);
        let wrap = |text: String| if around.bare { text } else { format!("({text})") };
        let inner = Around { bare: true, negated: false, extended: false, ..around };
        match &expression.kind {
            Form::Number(number) => Self::number(number, expression, edits),
            Form::Text => {}
            Form::Name { name, selects } => self.signal(expression, name, selects, around, edits),
            Form::Group(grouped) => self.edits(grouped, Around { bare: true, ..around }, edits),
            Form::Unary(operator, operand) => {
                match *operator {
                    "!" | "~" | "-" => edits.push(Edit::of(span, text(operand))),
                    "&" | "|" | "^" => {
                        let others = ["&", "|", "^"].into_iter().filter(|other| other != operator);
                        edits.extend(others.map(|other| Edit::of(span, format!("{other}{}", text(operand)))));
                    }
                    _ => {}
                }
                let negated = matches!(*operator, "!" | "~");
                self.edits(operand, Around { bare: false, negated, extended: false, ..around }, edits);
            }
            Form::Binary(operator, operands) => self.binary(expression, operator, operands, around, edits),
            Form::Choice(parts) => {
                let [condition, first, second] = &**parts;
                if text(first) != text(second) {
                    edits.push(Edit::of(
                        span,
                        wrap(format!("{} ? {} : {}", text(condition), text(second), text(first))),
                    ));
                }
                if !is_plain(condition) {
                    edits.extend([first, second].map(|only| Edit::of(span, wrap(text(only).to_owned()))));
                }
                self.edits(condition, Around { bare: false, ..inner }, edits);
                for arm in [first, second] {
                    self.edits(arm, Around { bare: false, extended: around.extended, ..inner }, edits);
                }
            }
            Form::Concat(parts) => self.concat(parts, inner, edits),
            Form::Repeat(_, parts) => parts.iter().for_each(|part| self.edits(part, inner, edits)),
            Form::Call(name, arguments) => {
                if name == "$signed" || name == "$unsigned" {
                    edits.push(Edit::of(span, wrap(text(&arguments[0]).to_owned())));
                }
                arguments.iter().for_each(|argument| self.edits(argument, inner, edits));
            }
        }
    }

    fn binary(
        &self,
        expression: &Expression,
        operator: &str,
        operands: &[Expression; 2],
        around: Around,
        edits: &mut Vec<Edit>,
    ) {
        let [left, right] = operands;
        let (first, second) = (self.written(&left.span), self.written(&right.span));
        let mut replace = |text: String| {
            let text = if around.bare { text } else { format!("({text})") };
            edits.push(Edit::of(&expression.span, text));
        };
        let others = OPERATORS.iter().find(|(known, _)| *known == operator).map_or(&[][..], |(_, others)| others);
        others.iter().for_each(|other| replace(format!("{first} {other} {second}")));
        if matches!(operator, "-" | "<<" | ">>" | ">>>") && operator != ">>>" {
            replace(format!("{second} {operator} {first}"));
        }
        if matches!(operator, "+" | "-" | "*" | "&" | "|" | "^" | "&&" | "||" | "<<" | ">>" | ">>>") {
            // A single bit that is stuck does the same to a sum of bits.
            let stuck = |operand: &Expression| self.constants.width(operand) == Some(1) && is_plain(operand);
            let bits = matches!(operator, "&" | "|" | "^" | "&&" | "||");
            if !(bits && stuck(right)) {
                replace(first.to_owned());
            }
            if !(operator.starts_with(['<', '>']) || bits && stuck(left)) {
                replace(second.to_owned());
            }
        }
        let shift = matches!(operator, "<<" | ">>" | "<<<" | ">>>");
        let wider = matches!(operator, "*" | "<" | "<=" | ">" | ">=");
        let extended = |own: bool| match operator {
            ">>>" => own,
            _ => wider || around.extended,
        };
        let below = Around { bare: false, negated: false, ..around };
        self.edits(left, Around { extended: extended(true), ..below }, edits);
        self.edits(right, Around { extended: !shift && extended(false), ..below }, edits);
    }

    fn concat(&self, parts: &[Expression], inner: Around, edits: &mut Vec<Edit>) {
        for (index, part) in parts.iter().enumerate() {
            let Form::Number(Number { width: Some(width), value: Some(value), .. }) = part.kind else {
                self.edits(part, inner, edits);
                continue;
            };
            // Bits that fill up: the lowest and the highest of them, and the sign of what follows.
            if width > 1 && value == 0 {
                let sign = parts.get(index + 1).and_then(|next| self.highest_bit(next)).filter(|_| index == 0);
                edits.extend(sign.map(|sign| Edit::of(&part.span, format!("{{{width}{{{sign}}}}}"))));
                edits.push(Edit::of(&part.span, format!("{width}'d1")));
                if width <= 128 {
                    edits.push(Edit::of(&part.span, format!("{width}'d{}", 1_u128 << (width - 1))));
                }
            } else {
                self.edits(part, inner, edits);
            }
        }
        for pair in parts.windows(2) {
            let [first, second] = [&pair[0], &pair[1]];
            let (one, other) = (self.written(&first.span), self.written(&second.span));
            let widths = [first, second].map(|part| self.constants.width(part));
            if one != other && widths[0].is_some() && widths[0] == widths[1] {
                edits.push(Edit::of(&(first.span.start..second.span.end), format!("{other}, {one}")));
            }
        }
    }

    /// The text of the highest bit of a signal or a part of one.
    fn highest_bit(&self, expression: &Expression) -> Option<String> {
        let Form::Name { name, selects } = &expression.inner().kind else { return None };
        let declared = self.constants.declaration(name)?;
        let high = match &selects[..] {
            [] => &declared.range.as_ref()?[0],
            [Select::Part(high, _)] => high,
            _ => return None,
        };
        Some(format!("{name}[{}]", self.written(&high.span)))
    }

    fn number(number: &Number, expression: &Expression, edits: &mut Vec<Edit>) {
        let Some(value) = number.value else { return };
        let mut values = vec![value.saturating_add(1), value.wrapping_sub(1), 0];
        let Some(width) = number.width else {
            values.retain(|other| *other != value && *other != u128::MAX);
            values.dedup();
            edits.extend(values.iter().map(|other| Edit::of(&expression.span, other.to_string())));
            return;
        };
        if width == 0 || width > 128 {
            return;
        }
        let most = u128::MAX >> (128 - width);
        let bits = if width <= 4 { 0..width } else { width - 1..width };
        values.extend(bits.map(|bit| value ^ 1 << bit));
        let mut seen = BTreeSet::from([value]);
        for other in values.into_iter().map(|other| other & most) {
            if seen.insert(other) {
                let digits = match number.base {
                    'b' => format!("{other:b}"),
                    'h' => format!("{other:x}"),
                    'o' => format!("{other:o}"),
                    _ => other.to_string(),
                };
                edits.push(Edit::of(&expression.span, format!("{width}'{}{digits}", number.base)));
            }
        }
    }

    fn signal(&self, expression: &Expression, name: &str, selects: &[Select], around: Around, edits: &mut Vec<Edit>) {
        let span = &expression.span;
        let text = self.written(span);
        if self.constants.is_parameter(name) {
            edits.extend(["+", "-"].map(|sign| Edit::of(span, format!("({name} {sign} 1)"))));
            return;
        }
        let Some(declared) = self.constants.declaration(name) else { return };
        match self.constants.width(expression) {
            Some(1) => {
                edits.extend(["1'b0", "1'b1"].map(|stuck| Edit::of(span, stuck)));
                if !around.negated {
                    edits.push(Edit::of(span, format!("!{text}")));
                }
            }
            Some(width) => edits.push(Edit::of(span, format!("{width}'d0"))),
            None => {}
        }
        if declared.signed && selects.is_empty() && around.extended {
            edits.push(Edit::of(span, format!("$signed({{1'b0, {text}}})")));
        }
        for other in self.mistaken_for(name, span.start, around.targets) {
            edits.push(Edit::of(&(span.start..span.start + name.len()), other));
        }
        if declared.words.is_some() {
            edits.extend(self.written_now(name, expression, around));
        }
        self.select_edits(name, selects, around.targets, edits);
    }

    /// Another bit, other lanes, another word than those that are selected.
    pub(super) fn select_edits(
        &self,
        name: &str,
        selects: &[Select],
        targets: Option<&BTreeSet<String>>,
        edits: &mut Vec<Edit>,
    ) {
        let Some(declared) = self.constants.declaration(name) else { return };
        // Other lanes of a signal that follows itself would close a loop.
        let loops = targets.is_some_and(|targets| targets.iter().any(|target| !self.order.before(name, target)));
        for (position, select) in selects.iter().enumerate() {
            let of_words = position == 0 && declared.words.is_some();
            let range = if of_words { &declared.words } else { &declared.range };
            let Some(bounds) = range.as_ref().and_then(|range| self.constants.bounds(range)) else { continue };
            let (least, most) = (bounds.0.min(bounds.1), bounds.0.max(bounds.1));
            let within = |bit: i128| (least..=most).contains(&bit);
            match select {
                Select::Index(index) => match self.constants.value(index) {
                    Some(bit) if !loops => {
                        let others = [bit + 1, bit - 1].into_iter().filter(|other| within(*other));
                        edits.extend(others.map(|other| Edit::of(&index.span, other.to_string())));
                    }
                    None if self.constants.is_static(index) => {
                        if !loops {
                            let text = self.written(&index.span);
                            edits.push(Edit::of(&index.span, format!("({text} > 0 ? {text} - 1 : {text})")));
                        }
                    }
                    None => self.address(index, targets, edits),
                    Some(_) => {}
                },
                Select::Part(high, low) => {
                    let known = self.constants.value(high).zip(self.constants.value(low));
                    let Some((high_bit, low_bit)) = known.filter(|_| !loops) else { continue };
                    let width = high_bit - low_bit + 1;
                    let steps = if width == 1 { &[1, -1][..] } else { &[1, -1, width, -width] };
                    for step in steps {
                        if within(high_bit + step) && within(low_bit + step) {
                            let text = format!("{}:{}", high_bit + step, low_bit + step);
                            edits.push(Edit::of(&(high.span.start..low.span.end), text));
                        }
                    }
                }
                // The lane before, but for the first.
                Select::Lanes(low, width) if !loops && self.constants.is_static(low) => {
                    let (text, width) = (self.written(&low.span), self.written(&width.span));
                    let before = format!("({text} >= {width} ? {text} - {width} : {text})");
                    edits.push(Edit::of(&low.span, before));
                }
                Select::Lanes(..) => {}
            }
        }
    }

    /// Another address.
    fn address(&self, index: &Expression, targets: Option<&BTreeSet<String>>, edits: &mut Vec<Edit>) {
        let Some(width) = self.constants.width(index) else { return };
        let text = self.written(&index.span);
        edits.push(Edit::of(&index.span, format!("{text} + {width}'d1")));
        edits.push(Edit::of(&index.span, format!("{text} ^ {width}'d{}", 1_u128 << (width - 1))));
        edits.push(Edit::of(&index.span, format!("{text} & ~{width}'d1")));
        let around = Around { targets, extended: false, bare: true, negated: false };
        self.edits(index, around, edits);
    }

    /// A read that shows the word that is written in the same cycle.
    fn written_now(&self, memory: &str, read: &Expression, around: Around) -> Option<Edit> {
        let Form::Name { selects, .. } = &read.kind else { return None };
        let [Select::Index(address)] = &selects[..] else { return None };
        if around.targets.is_some() {
            return None;
        }
        let mut found = None;
        self.module.visit(&mut |item| {
            let Item::Always { clocked: true, body } = item else { return };
            body.visit(&mut |statement| {
                let Action::If(condition, then, None) = &statement.kind else { return };
                let Action::Assign { target, value } = &then.kind else { return };
                let Form::Name { name, selects } = &target.kind else { return };
                if let ([Select::Index(written)], true) = (&selects[..], name == memory) {
                    let [condition, value, written, address] =
                        [condition, value, written, address].map(|part| self.written(&part.span));
                    let text = self.written(&read.span);
                    found = Some(format!("(({condition}) && {written} == {address} ? {value} : {text})"));
                }
            });
        });
        found.map(|text| Edit::of(&read.span, text))
    }
}
