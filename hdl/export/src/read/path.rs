//! Names with indices: `row$2` from a walk, `pe[i][j-1]$a_o` from a kernel.

use std::collections::HashMap;
use std::fmt::Write;

/// A field and the index of one of its elements.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct Indexed {
    /// The field.
    pub base: String,
    /// One number per dimension.
    pub indices: Vec<usize>,
}

impl Indexed {
    /// `base[1][2]`
    pub fn text(&self) -> String {
        let mut text = self.base.clone();
        for index in &self.indices {
            // Writing to a string can't fail.
            let _ = write!(text, "[{index}]");
        }
        text
    }

    /// `base_1_2`
    pub fn identifier(&self) -> String {
        let mut text = identifier(&self.base);
        for index in &self.indices {
            let _ = write!(text, "_{index}");
        }
        text
    }
}

/// The Verilog name of a field, or of a member of a bundle: `up[1]$valid_i` is `up_1_valid_i`.
pub fn identifier(base: &str) -> String {
    base.replace(['$', '['], "_").replace(']', "")
}

/// Takes a walk's `base$1$2` apart.
pub fn split_lanes(name: &str) -> Indexed {
    let mut parts = name.split('$');
    let base = parts.next().unwrap_or_default().to_owned();
    Indexed { base, indices: parts.filter_map(|part| part.parse().ok()).collect() }
}

/// `State$RunLong` or `array_rows` as a constant of Verilog: `STATE_RUN_LONG`, `ARRAY_ROWS`.
pub fn constant_name(name: &str) -> String {
    let mut constant = String::new();
    let mut previous = '_';
    for character in name.replace('$', "_").chars() {
        if character.is_uppercase() && (previous.is_lowercase() || previous.is_ascii_digit()) {
            constant.push('_');
        }
        constant.push(character.to_ascii_uppercase());
        previous = character;
    }
    constant
}

/// The values of the loop variables in force.
pub type Variables = HashMap<String, i128>;

/// Replaces what stands between brackets by its value: `pe[i][j-1]$a_o` becomes `pe[2][0]$a_o`. None if an
/// index is not made of numbers, loop variables, `+`, `-`, `*` and parentheses.
pub fn evaluate_indices(name: &str, variables: &Variables) -> Option<String> {
    let mut text = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(start) = rest.find('[') {
        let length = matching_bracket(&rest[start..])?;
        text.push_str(&rest[..start]);
        let index = Evaluator { rest: &rest[start + 1..start + length], variables }.whole()?;
        let _ = write!(text, "[{}]", usize::try_from(index).ok()?);
        rest = &rest[start + length + 1..];
    }
    text.push_str(rest);
    Some(text)
}

fn matching_bracket(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (position, character) in text.char_indices() {
        match character {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(position);
        }
    }
    None
}

struct Evaluator<'a> {
    rest: &'a str,
    variables: &'a Variables,
}

impl Evaluator<'_> {
    fn whole(mut self) -> Option<i128> {
        let value = self.sum()?;
        self.rest.trim().is_empty().then_some(value)
    }

    fn take(&mut self, character: char) -> bool {
        match self.rest.trim_start().strip_prefix(character) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn sum(&mut self) -> Option<i128> {
        let mut value = self.product()?;
        loop {
            if self.take('+') {
                value = value.checked_add(self.product()?)?;
            } else if self.take('-') {
                value = value.checked_sub(self.product()?)?;
            } else {
                return Some(value);
            }
        }
    }

    fn product(&mut self) -> Option<i128> {
        let mut value = self.factor()?;
        while self.take('*') {
            value = value.checked_mul(self.factor()?)?;
        }
        Some(value)
    }

    fn factor(&mut self) -> Option<i128> {
        if self.take('(') {
            let value = self.sum()?;
            return self.take(')').then_some(value);
        }
        self.rest = self.rest.trim_start();
        let end = self.rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        let digits = word.strip_suffix("usize").unwrap_or(word).replace('_', "");
        digits.parse().ok().or_else(|| self.variables.get(word).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::{Variables, evaluate_indices, split_lanes};

    #[test]
    fn evaluates_what_stands_in_brackets() {
        let variables = Variables::from([("i".into(), 3), ("j".into(), 2)]);
        let value = |text| evaluate_indices(text, &variables);
        assert_eq!(value("pe[i][j-1]$a_o").as_deref(), Some("pe[3][1]$a_o"));
        assert_eq!(value("x[2*(i+1)-j]").as_deref(), Some("x[6]"));
        assert_eq!(value("plain$q").as_deref(), Some("plain$q"));
        assert_eq!(value("x[j-i]"), None);
        assert_eq!(value("x[rows-1]"), None);
    }

    #[test]
    fn splits_the_names_of_a_walk() {
        assert_eq!(split_lanes("row$2$11").text(), "row[2][11]");
        assert_eq!(split_lanes("row").identifier(), "row");
        assert_eq!(super::identifier("up[1]$valid_i"), "up_1_valid_i");
    }
}
