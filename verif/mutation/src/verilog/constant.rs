//! Constant expressions, and the widths of others.

use super::tree::{Declaration, Expression, Form, Module, Number, Select, Sort};
use std::collections::HashMap;

/// What a module's parameters and declarations say, at the parameters' own values.
pub struct Constants<'a> {
    values: HashMap<&'a str, i128>,
    declarations: HashMap<&'a str, &'a Declaration>,
}

impl<'a> Constants<'a> {
    /// Those of a module.
    pub fn of(module: &'a Module) -> Self {
        let declarations = module.declarations.iter().map(|declared| (declared.name.as_str(), declared)).collect();
        let mut constants = Self { values: HashMap::new(), declarations };
        for parameter in &module.parameters {
            if let Some(value) = constants.value(&parameter.value) {
                constants.values.insert(&parameter.name, value);
            }
        }
        constants
    }

    /// How a name is declared.
    pub fn declaration(&self, name: &str) -> Option<&'a Declaration> {
        self.declarations.get(name).copied()
    }

    /// Whether a name is that of a parameter.
    pub fn is_parameter(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// Whether an expression is fixed when the design is elaborated: numbers, parameters and loop variables.
    pub fn is_static(&self, expression: &Expression) -> bool {
        let mut fixed = true;
        expression.names(&mut |name| {
            let counter = self.declaration(name).is_some_and(|declared| declared.sort == Sort::Counter);
            fixed &= counter || self.is_parameter(name);
        });
        fixed
    }

    /// The value of a constant expression; none if it isn't one, or has an operator that no width or index has.
    pub fn value(&self, expression: &Expression) -> Option<i128> {
        match &expression.kind {
            Form::Number(Number { value, .. }) => value.and_then(|value| value.try_into().ok()),
            Form::Name { name, selects } if selects.is_empty() => self.values.get(name.as_str()).copied(),
            Form::Group(inner) => self.value(inner),
            Form::Unary("-", operand) => self.value(operand).map(|value| -value),
            Form::Unary("!", operand) => self.value(operand).map(|value| (value == 0).into()),
            Form::Binary(operator, operands) => {
                let (left, right) = (self.value(&operands[0])?, self.value(&operands[1])?);
                match *operator {
                    "+" => left.checked_add(right),
                    "-" => left.checked_sub(right),
                    "*" => left.checked_mul(right),
                    "/" => left.checked_div(right),
                    "%" => left.checked_rem(right),
                    "==" => Some((left == right).into()),
                    "!=" => Some((left != right).into()),
                    "<" => Some((left < right).into()),
                    "<=" => Some((left <= right).into()),
                    ">" => Some((left > right).into()),
                    ">=" => Some((left >= right).into()),
                    "&&" => Some((left != 0 && right != 0).into()),
                    "||" => Some((left != 0 || right != 0).into()),
                    "<<" => left.checked_mul(1_i128.checked_shl(right.try_into().ok()?)?),
                    _ => None,
                }
            }
            Form::Choice(parts) => {
                let chosen = if self.value(&parts[0])? != 0 { 1 } else { 2 };
                self.value(&parts[chosen])
            }
            _ => None,
        }
    }

    /// The bounds of a range, high and low.
    pub fn bounds(&self, range: &[Expression; 2]) -> Option<(i128, i128)> {
        Some((self.value(&range[0])?, self.value(&range[1])?))
    }

    /// The bits of a declared signal, or of a word of a memory.
    pub fn declared_width(&self, declaration: &Declaration) -> Option<usize> {
        match &declaration.range {
            None => Some(1),
            Some(range) => {
                let (high, low) = self.bounds(range)?;
                usize::try_from(high - low + 1).ok()
            }
        }
    }

    /// The bits of an expression by itself; none if that isn't known.
    pub fn width(&self, expression: &Expression) -> Option<usize> {
        match &expression.kind {
            Form::Number(number) => number.width,
            Form::Text => None,
            Form::Name { name, selects } => {
                let declared = self.declaration(name)?;
                let selects = if declared.words.is_some() { selects.get(1..)? } else { &selects[..] };
                match selects {
                    [] => self.declared_width(declared),
                    [Select::Index(_)] => Some(1),
                    [Select::Part(high, low)] => {
                        usize::try_from(self.value(high)?.checked_sub(self.value(low)?)? + 1).ok()
                    }
                    [Select::Lanes(_, width)] => self.value(width)?.try_into().ok(),
                    _ => None,
                }
            }
            Form::Unary("~" | "-" | "+", operand) => self.width(operand),
            Form::Unary(..) => Some(1),
            Form::Binary(operator, operands) => match *operator {
                "==" | "!=" | "===" | "!==" | "<" | "<=" | ">" | ">=" | "&&" | "||" => Some(1),
                "<<" | ">>" | "<<<" | ">>>" | "**" => self.width(&operands[0]),
                _ => Some(self.width(&operands[0])?.max(self.width(&operands[1])?)),
            },
            Form::Choice(parts) => Some(self.width(&parts[1])?.max(self.width(&parts[2])?)),
            Form::Concat(parts) => self.total(parts),
            Form::Repeat(count, parts) => usize::try_from(self.value(count)?).ok()?.checked_mul(self.total(parts)?),
            Form::Call(name, parts) if matches!(name.as_str(), "$signed" | "$unsigned") => self.width(&parts[0]),
            Form::Call(..) => None,
            Form::Group(inner) => self.width(inner),
        }
    }

    fn total(&self, parts: &[Expression]) -> Option<usize> {
        parts.iter().map(|part| self.width(part)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::super::expression::expression;
    use super::super::parse;
    use super::*;

    #[test]
    fn constants_and_widths_follow_the_declarations() {
        let text = "module m #(parameter N = 4) (input wire [N-1:0] a, input wire signed [7:0] b, output wire c);
            localparam M = 2 * N + 1;
            reg [M:0] words [0:15];
            endmodule";
        let module = parse(text).expect("it is Verilog");
        let constants = Constants::of(&module);
        for (text, width) in [
            ("a", Some(4)),
            ("b + a", Some(8)),
            ("a == b", Some(1)),
            ("{a, b, c}", Some(13)),
            ("{3{a[2:1]}}", Some(6)),
            ("words[a]", Some(10)),
            ("words[a][3:1]", Some(3)),
            ("c ? a : b", Some(8)),
            ("a << b", Some(4)),
            ("b[N*2 - 1 -: 2]", None),
            ("unknown", None),
        ] {
            let found = expression(text).ok().and_then(|expression| constants.width(&expression));
            assert_eq!(found, width, "{text}");
        }
        assert_eq!(constants.value(&expression("(M - 1) / 2").expect("an expression")), Some(4));
    }
}
