//! The texts of a module at several sizes as one text, or as one for each range of sizes.

use crate::general::formula::{Formula, Values};
use crate::general::token::{Kind, Token};

/// The text of a module's body at one size.
pub struct Sample {
    /// The parameters, and after them the numbers that have a name beside them.
    pub values: Values,
    /// The text.
    pub tokens: Vec<Token>,
}

/// The sizes of which a text is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// A parameter has this value.
    Equal(String, i64),
    /// It has at most this value.
    AtMost(String, i64),
}

/// A text with formulas, and the sizes that it holds for.
pub struct Variant {
    /// The sizes; none if it holds for all that no variant before it holds for.
    pub condition: Option<Condition>,
    text: Vec<(Token, Option<Formula>)>,
}

impl Condition {
    /// Is it so at these values?
    pub fn holds(&self, values: &Values) -> bool {
        let value = |name: &str| values.iter().find(|(known, _)| known == name).map(|(_, value)| *value);
        match self {
            Self::Equal(name, bound) => value(name) == Some(*bound),
            Self::AtMost(name, bound) => value(name).is_some_and(|value| value <= *bound),
        }
    }

    /// As Verilog has it.
    pub fn text(&self) -> String {
        match self {
            Self::Equal(name, bound) => format!("{name} == {bound}"),
            Self::AtMost(name, bound) => format!("{name} <= {bound}"),
        }
    }

    /// What a block of `generate` is called in which it is so. The names of all these begin with `for_`.
    pub fn label(&self) -> String {
        match self {
            Self::Equal(name, bound) => format!("for_{}_{bound}", name.to_lowercase()),
            Self::AtMost(name, bound) => format!("for_{}_to_{bound}", name.to_lowercase()),
        }
    }

    /// What `own` sizes have and `others` have not, by one of the `parameters`. A bound stands between two neighbours.
    fn between(own: &[&Sample], others: &[&Sample], parameters: &[String]) -> Option<Self> {
        let of = |samples: &[&Sample], parameter: usize| -> Vec<i64> {
            samples.iter().filter_map(|sample| sample.values.get(parameter)).map(|(_, value)| *value).collect()
        };
        parameters.iter().enumerate().find_map(|(parameter, name)| {
            let (own, others) = (of(own, parameter), of(others, parameter));
            let (last, next) = (*own.iter().max()?, *others.iter().min()?);
            if own.iter().all(|value| *value == last) && !others.contains(&last) {
                return Some(Self::Equal(name.clone(), last));
            }
            (last + 1 == next).then(|| Self::AtMost(name.clone(), last))
        })
    }
}

/// Texts that differ in numbers alone are one variant. An error says what can't be fitted.
pub fn variants(samples: &[Sample], parameters: &[String]) -> Result<Vec<Variant>, String> {
    let mut groups: Vec<Vec<&Sample>> = Vec::new();
    for sample in samples {
        match groups.iter_mut().find(|group| are_alike(&group[0].tokens, &sample.tokens)) {
            Some(group) => group.push(sample),
            None => groups.push(vec![sample]),
        }
    }
    let mut variants = Vec::with_capacity(groups.len());
    while groups.len() > 1 {
        let separate = |at: usize| {
            let others: Vec<&Sample> =
                groups.iter().enumerate().filter(|(other, _)| *other != at).flat_map(|(_, it)| it.clone()).collect();
            Some((at, Condition::between(&groups[at], &others, parameters)?))
        };
        // The first group has the default, which is an exception only if the others are none.
        let (at, condition) = (1..groups.len()).chain([0]).find_map(separate).ok_or_else(|| {
            format!("{} texts differ in more than numbers, and no parameter tells which sizes have which", groups.len())
        })?;
        variants.push(Variant::of(Some(condition), &groups.remove(at), parameters)?);
    }
    for group in groups {
        variants.push(Variant::of(None, &group, parameters)?);
    }
    Ok(variants)
}

fn are_alike(one: &[Token], other: &[Token]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.is_like(other))
}

/// The text of a group with a formula for each number.
fn fitted(group: &[&Sample]) -> Result<Vec<(Token, Option<Formula>)>, String> {
    let fit = |(position, token): (usize, &Token)| {
        if token.number().is_none() {
            return Ok((token.clone(), None));
        }
        let numbers = |sample: &&Sample| sample.tokens[position].number();
        let samples: Vec<(&Values, i64)> =
            group.iter().filter_map(|sample| Some((&sample.values, numbers(sample)?))).collect();
        let found: Vec<i64> = samples.iter().map(|(_, number)| *number).collect();
        let formula = Formula::fit(&samples).ok_or_else(|| {
            let before = group[0].tokens[position.saturating_sub(6)..position].iter().map(plain).collect::<String>();
            format!("no formula of {} gives the numbers {found:?} after `{}`", names(group[0]), before.trim())
        })?;
        Ok((token.clone(), Some(formula)))
    };
    group[0].tokens.iter().enumerate().map(fit).collect()
}

fn names(sample: &Sample) -> String {
    sample.values.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
}

fn plain(token: &Token) -> String {
    match &token.kind {
        Kind::Number(number) => format!("{}{number}", token.space),
        Kind::Literal(bits, value) => format!("{}{bits}{value}", token.space),
        Kind::Other(text) => format!("{}{text}", token.space),
    }
}

impl Variant {
    /// The variant of samples that are alike. It is for all sizes if it is for three values of each parameter that its
    /// condition leaves open.
    fn of(condition: Option<Condition>, group: &[&Sample], parameters: &[String]) -> Result<Self, String> {
        for (parameter, name) in parameters.iter().enumerate() {
            let mut values: Vec<i64> = group.iter().map(|sample| sample.values[parameter].1).collect();
            values.sort_unstable();
            values.dedup();
            let fixed = matches!(&condition, Some(Condition::Equal(fixed, _)) if fixed == name);
            if values.len() < 3 && !fixed {
                return Err(format!("the values {values:?} of {name} alone share a text, and three are needed"));
            }
        }
        Ok(Self { condition, text: fitted(group)? })
    }

    /// Its text; an error says which literal has no form for all sizes.
    pub fn text(&self) -> Result<String, String> {
        let mut text = String::new();
        let mut before = "";
        for (position, (token, formula)) in self.text.iter().enumerate() {
            let next = self.text.get(position + 1).map(|(token, _)| &token.kind);
            text.push_str(&token.space);
            match (&token.kind, formula.as_ref().filter(|formula| formula.constant().is_none())) {
                (Kind::Number(_), Some(formula)) => {
                    let copies = next == Some(&Kind::Other("{".into())) && !formula.is_plain();
                    text.push_str(&if copies { format!("({formula})") } else { formula.to_string() });
                }
                (Kind::Literal(_, value), Some(formula)) => text.push_str(&literal(formula, value, before)?),
                _ => text.push_str(plain(token).trim_start()),
            }
            before = match &token.kind {
                Kind::Other(text) => text,
                _ => "",
            };
        }
        Ok(text)
    }

    /// Which of these names its formulas mention.
    pub fn mentions(&self, name: &str) -> bool {
        self.text.iter().any(|(_, formula)| formula.as_ref().is_some_and(|formula| formula.mentions(name)))
    }

    /// Checks that a text of this size, if it differs in numbers alone, has the numbers of the formulas.
    pub fn agrees(&self, sample: &Sample) -> Result<(), String> {
        let alike = self.text.len() == sample.tokens.len()
            && self.text.iter().zip(&sample.tokens).all(|((one, _), other)| one.is_like(other));
        for ((_, formula), token) in self.text.iter().zip(&sample.tokens).filter(|_| alike) {
            let Some(formula) = formula else { continue };
            if formula.value(&sample.values) != token.number() {
                let sizes: Vec<String> =
                    sample.values.iter().map(|(name, value)| format!("{name} = {value}")).collect();
                return Err(format!("`{formula}` is not {:?} where {}", token.number(), sizes.join(", ")));
            }
        }
        Ok(())
    }
}

/// A literal of so many bits, behind the sign `before`.
fn literal(bits: &Formula, value: &str, before: &str) -> Result<String, String> {
    match value {
        "'d0" if bits.is_plain() => Ok(format!("{{{bits}{{1'b0}}}}")),
        "'d0" => Ok(format!("{{({bits}){{1'b0}}}}")),
        // Verilog extends the operand of a sum.
        "'d1" if matches!(before, "+" | "-") => Ok("1'b1".to_owned()),
        _ => Err(format!("the literal {value} has `{bits}` bits: only 0, and 1 in a sum, have a form for all sizes")),
    }
}

#[cfg(test)]
mod tests {
    use super::{Sample, variants};
    use crate::general::token::tokens;

    fn samples(values: &[i64], text: impl Fn(i64) -> String) -> Vec<Sample> {
        let of = |n: &i64| Sample { values: vec![("N".into(), *n)], tokens: tokens(&text(*n)) };
        values.iter().map(of).collect()
    }

    fn texts(values: &[i64], text: impl Fn(i64) -> String) -> Result<Vec<String>, String> {
        let variants = variants(&samples(values, text), &["N".into()])?;
        variants
            .iter()
            .map(|it| Ok(format!("{:?}{}", it.condition.as_ref().map(super::Condition::text), it.text()?)))
            .collect()
    }

    #[test]
    fn numbers_become_formulas() {
        let found = texts(&[4, 2, 7], |n| format!("a[{}:0] <= {{{n}{{b}}}} + {n}'d1 - {}'d0", n - 1, n + 1));
        assert_eq!(found, Ok(vec!["Nonea[N - 1:0] <= {N{b}} + 1'b1 - {(N + 1){1'b0}}".to_owned()]));
    }

    #[test]
    fn other_texts_become_variants() {
        let text = |n| match n {
            0 => "a".to_owned(),
            1..=3 => "b".to_owned(),
            n => format!("c[{n}]"),
        };
        let found = texts(&[5, 0, 1, 2, 3, 4, 7], text);
        let expected = ["Some(\"N == 0\")a", "Some(\"N <= 3\")b", "Nonec[N]"];
        assert_eq!(found, Ok(expected.map(str::to_owned).to_vec()));
        let refusal = |values: &[i64]| texts(values, text).expect_err("nothing tells them apart");
        assert!(refusal(&[5, 1, 2, 3, 7, 9]).contains("no parameter tells"));
        assert!(refusal(&[5, 0, 2, 3, 4, 7]).contains("the values [2, 3] of N alone"));
    }

    #[test]
    fn a_number_that_is_another_is_found() {
        let fitted = variants(&samples(&[4, 2, 7], |n| format!("a[{n}]")), &["N".into()]).expect("it fits");
        let agrees = |text: &str| fitted[0].agrees(&samples(&[9], |_| text.to_owned())[0]);
        assert_eq!(agrees("a[9]"), Ok(()));
        assert_eq!(agrees("a"), Ok(()));
        assert!(agrees("a[8]").is_err_and(|error| error.contains("where N = 9")));
    }

    #[test]
    fn a_literal_without_a_form_is_refused() {
        let found = texts(&[4, 2, 7], |n| format!("a <= {n}'d5"));
        assert!(found.is_err_and(|error| error.contains("only 0")));
    }
}
