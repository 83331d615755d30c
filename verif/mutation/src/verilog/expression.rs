//! Expressions, by the precedence of their operators.

use super::parser::{Parser, Result};
use super::token::Kind;
use super::tree::{Expression, Form, Number, Select};

/// Operators between two operands, the loosest first.
const LEVELS: &[&[&str]] = &[
    &["||"],
    &["&&"],
    &["|"],
    &["^", "~^", "^~"],
    &["&"],
    &["==", "!=", "===", "!=="],
    &["<", "<=", ">", ">="],
    &["<<", ">>", "<<<", ">>>"],
    &["+", "-"],
    &["*", "/", "%"],
    &["**"],
];

/// Operators before an operand.
const UNARY: &[&str] = &["!", "~", "&", "|", "^", "~&", "~|", "~^", "+", "-"];

impl Parser<'_> {
    pub(super) fn expression(&mut self) -> Result<Expression> {
        let condition = self.binary(0)?;
        if !self.takes("?") {
            return Ok(condition);
        }
        let first = self.expression()?;
        self.expect(":")?;
        let second = self.expression()?;
        let span = condition.span.start..second.span.end;
        Ok(Expression { span, kind: Form::Choice(Box::new([condition, first, second])) })
    }

    fn binary(&mut self, level: usize) -> Result<Expression> {
        let Some(operators) = LEVELS.get(level) else { return self.unary() };
        let mut left = self.binary(level + 1)?;
        while let Some(operator) = self.one_of(operators) {
            let right = self.binary(level + 1)?;
            let span = left.span.start..right.span.end;
            left = Expression { span, kind: Form::Binary(operator, Box::new([left, right])) };
        }
        Ok(left)
    }

    fn one_of(&mut self, operators: &[&'static str]) -> Option<&'static str> {
        let found = operators.iter().copied().find(|operator| self.sees(operator))?;
        self.next();
        Some(found)
    }

    fn unary(&mut self) -> Result<Expression> {
        let start = self.start();
        let Some(operator) = self.one_of(UNARY) else { return self.primary() };
        let operand = self.unary()?;
        Ok(Expression { span: start..operand.span.end, kind: Form::Unary(operator, Box::new(operand)) })
    }

    pub(super) fn primary(&mut self) -> Result<Expression> {
        let start = self.start();
        let kind = match self.kind().clone() {
            Kind::Number(text) => {
                let Some(number) = number(&text) else { return self.refuse("a number") };
                self.next();
                Form::Number(number)
            }
            Kind::Text => {
                self.next();
                Form::Text
            }
            Kind::Word(name) => {
                self.next();
                if self.takes("(") { Form::Call(name, self.list(")")?) } else { self.selected(name)? }
            }
            Kind::Symbol("(") => {
                self.next();
                let inner = self.expression()?;
                self.expect(")")?;
                Form::Group(Box::new(inner))
            }
            Kind::Symbol("{") => {
                self.next();
                self.braces()?
            }
            _ => return self.refuse("an expression"),
        };
        Ok(Expression { span: start..self.end(), kind })
    }

    /// Expressions up to a closing symbol.
    fn list(&mut self, end: &str) -> Result<Vec<Expression>> {
        let mut list = vec![self.expression()?];
        while self.takes(",") {
            list.push(self.expression()?);
        }
        self.expect(end)?;
        Ok(list)
    }

    /// What stands between braces.
    fn braces(&mut self) -> Result<Form> {
        let first = self.expression()?;
        if self.takes("{") {
            let repeated = self.list("}")?;
            self.expect("}")?;
            return Ok(Form::Repeat(Box::new(first), repeated));
        }
        let mut parts = vec![first];
        if self.takes(",") {
            parts.extend(self.list("}")?);
        } else {
            self.expect("}")?;
        }
        Ok(Form::Concat(parts))
    }

    fn selected(&mut self, name: String) -> Result<Form> {
        let mut selects = Vec::new();
        while self.takes("[") {
            let first = self.expression()?;
            selects.push(if self.takes(":") {
                Select::Part(first, self.expression()?)
            } else if self.takes("+:") {
                Select::Lanes(first, self.expression()?)
            } else {
                Select::Index(first)
            });
            self.expect("]")?;
        }
        Ok(Form::Name { name, selects })
    }
}

/// A number as it is written; none if it is not one.
fn number(text: &str) -> Option<Number> {
    let plain = text.replace('_', "");
    let Some((width, rest)) = plain.split_once('\'') else {
        return Some(Number { width: None, base: 'd', value: Some(plain.parse().ok()?) });
    };
    let width = if width.is_empty() { None } else { Some(width.parse().ok()?) };
    let rest = rest.trim_start_matches(['s', 'S']);
    let base = rest.chars().next()?.to_ascii_lowercase();
    let radix = match base {
        'b' => 2,
        'o' => 8,
        'd' => 10,
        'h' => 16,
        _ => return None,
    };
    Some(Number { width, base, value: u128::from_str_radix(rest.get(1..)?, radix).ok() })
}

/// Reads one expression.
#[cfg(test)]
pub(super) fn expression(text: &str) -> Result<Expression> {
    let mut parser = Parser::of(text)?;
    let expression = parser.expression()?;
    if parser.kind() == &Kind::End { Ok(expression) } else { parser.refuse("the end of the expression") }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An expression with each operation in brackets.
    fn shown(expression: &Expression) -> String {
        let all = |parts: &[Expression]| parts.iter().map(shown).collect::<Vec<_>>().join(" ");
        match &expression.kind {
            Form::Number(number) => format!("{}", number.value.expect("a known value")),
            Form::Text => "\"\"".into(),
            Form::Name { name, selects } => {
                let selects = selects.iter().map(|select| match select {
                    Select::Index(index) => format!("[{}]", shown(index)),
                    Select::Part(high, low) => format!("[{}:{}]", shown(high), shown(low)),
                    Select::Lanes(low, width) => format!("[{}+:{}]", shown(low), shown(width)),
                });
                format!("{name}{}", selects.collect::<String>())
            }
            Form::Unary(operator, operand) => format!("<{operator} {}>", shown(operand)),
            Form::Binary(operator, operands) => {
                format!("<{} {operator} {}>", shown(&operands[0]), shown(&operands[1]))
            }
            Form::Choice(parts) => format!("<? {}>", all(&parts[..])),
            Form::Concat(parts) => format!("<, {}>", all(parts)),
            Form::Repeat(count, parts) => format!("<x {} {}>", shown(count), all(parts)),
            Form::Call(name, parts) => format!("<{name} {}>", all(parts)),
            Form::Group(inner) => shown(inner),
        }
    }

    #[test]
    fn operators_bind_as_verilog_says() {
        for (text, wanted) in [
            ("a + b * c - d", "<<a + <b * c>> - d>"),
            ("a | b & c ^ d", "<a | <<b & c> ^ d>>"),
            ("!a && b == c || d < 4'd3", "<<<! a> && <b == c>> || <d < 3>>"),
            ("(a | b) & ~c", "<<a | b> & <~ c>>"),
            ("s ? a : t ? b : c", "<? s a <? t b c>>"),
            ("{{4{x[3]}}, y[7:0], z[i*8 +: 8]}", "<, <x 4 x[3]> y[7:0] z[<i * 8>+:8]>"),
            ("words[a][3:0] >>> 2", "<words[a][3:0] >>> 2>"),
            ("$signed({1'b0, a}) * 16'hff", "<<$signed <, 0 a>> * 255>"),
            ("|a & &b", "<<| a> & <& b>>"),
        ] {
            let found = expression(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(shown(&found), wanted, "{text}");
            assert_eq!(found.span, 0..text.len(), "{text}");
        }
    }

    #[test]
    fn what_is_no_expression_is_refused() {
        for text in ["", "a +", "{a", "a b", "4'q3", "x[3:"] {
            assert!(expression(text).is_err(), "{text}");
        }
    }
}
