//! A number that follows from a module's parameters.

use std::fmt;

/// Numbers by their names: parameters, and what has a name beside them.
pub type Values = Vec<(String, i64)>;

/// A part of a sum.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Term {
    Name(String),
    Product(String, String),
    Power(String),
}

/// A sum of terms, each with its factor, and a constant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Formula {
    terms: Vec<(i64, Term)>,
    constant: i64,
}

impl Term {
    fn value(&self, values: &Values) -> Option<i64> {
        let of = |name: &str| values.iter().find(|(known, _)| known == name).map(|(_, value)| *value);
        match self {
            Self::Name(name) => of(name),
            Self::Product(one, other) => of(one)?.checked_mul(of(other)?),
            Self::Power(name) => 1_i64.checked_shl(u32::try_from(of(name)?).ok()?).filter(|power| *power > 0),
        }
    }

    fn names(&self) -> Vec<&str> {
        match self {
            Self::Name(name) | Self::Power(name) => vec![name],
            Self::Product(one, other) => vec![one, other],
        }
    }
}

impl Formula {
    /// The simplest formula that gives each of these numbers at its values. A parameter that has fewer than three
    /// values in them proves nothing about others, so it is in no formula.
    pub fn fit(samples: &[(&Values, i64)]) -> Option<Self> {
        let (first, number) = samples.first()?;
        let fits = |formula: &Self| samples.iter().all(|(values, number)| formula.value(values) == Some(*number));
        let constant = Self { terms: Vec::new(), constant: *number };
        if fits(&constant) {
            return Some(constant);
        }
        let names: Vec<&String> = first.iter().map(|(name, _)| name).collect();
        let products = names
            .iter()
            .enumerate()
            .flat_map(|(at, one)| names[at..].iter().map(|other| Term::Product((*one).clone(), (*other).clone())));
        let powers = names.iter().map(|name| Term::Power((*name).clone()));
        let terms = names.iter().map(|name| Term::Name((*name).clone())).chain(products).chain(powers);
        let terms: Vec<Term> = terms.filter(|term| is_varied(term, samples)).collect();
        let of = |terms: Vec<(i64, Term)>| {
            let open = Self { terms, constant: 0 };
            let constant = number.checked_sub(open.value(first)?)?;
            Some(Self { constant, ..open }).filter(&fits)
        };
        let one = |term: &Term| {
            let changed = samples.iter().find(|(values, _)| term.value(values) != term.value(first))?;
            let step = term.value(changed.0)?.checked_sub(term.value(first)?)?;
            let factor = changed.1.checked_sub(*number)?.checked_div(step)?;
            of(vec![(factor, term.clone())])
        };
        let two = |(left, right): (&Term, &Term)| {
            [(1, 1), (1, -1), (-1, 1)]
                .into_iter()
                .find_map(|(one, other)| of(vec![(one, left.clone()), (other, right.clone())]))
        };
        let pairs =
            terms.iter().enumerate().flat_map(|(at, left)| terms[at + 1..].iter().map(move |right| (left, right)));
        terms.iter().find_map(one).or_else(|| pairs.into_iter().find_map(two))
    }

    /// Its value where the names have these.
    pub fn value(&self, values: &Values) -> Option<i64> {
        self.terms
            .iter()
            .try_fold(self.constant, |sum, (factor, term)| sum.checked_add(term.value(values)?.checked_mul(*factor)?))
    }

    /// The number, if it is the same at all sizes.
    pub fn constant(&self) -> Option<i64> {
        self.terms.is_empty().then_some(self.constant)
    }

    /// Is it a number or a name?
    pub fn is_plain(&self) -> bool {
        self.terms.is_empty() || matches!((&self.terms[..], self.constant), ([(1, Term::Name(_))], 0))
    }

    /// Does it mention this name?
    pub fn mentions(&self, name: &str) -> bool {
        self.terms.iter().any(|(_, term)| term.names().contains(&name))
    }
}

/// Has each name of a term, and the term itself, at least three values?
fn is_varied(term: &Term, samples: &[(&Values, i64)]) -> bool {
    let varied = |term: &Term| {
        let mut values: Vec<_> = samples.iter().filter_map(|(values, _)| term.value(values)).collect();
        values.sort_unstable();
        values.dedup();
        values.len() >= 3
    };
    varied(term) && term.names().into_iter().all(|name| varied(&Term::Name(name.to_owned())))
}

impl fmt::Display for Formula {
    /// `WIDTH * STAGES - 1`, `33 - SUM_BITS`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let alone = self.terms.len() == 1 && self.constant == 0;
        let term = |factor: i64, term: &Term| {
            let term = match term {
                Term::Name(name) => name.clone(),
                Term::Product(one, other) => format!("{one} * {other}"),
                Term::Power(name) if alone => format!("1 << {name}"),
                Term::Power(name) => format!("(1 << {name})"),
            };
            if factor.abs() == 1 { term } else { format!("{} * {term}", factor.abs()) }
        };
        let mut parts: Vec<(bool, String)> =
            self.terms.iter().map(|(factor, it)| (*factor < 0, term(*factor, it))).collect();
        if self.constant != 0 || parts.is_empty() {
            parts.push((self.constant < 0, self.constant.abs().to_string()));
        }
        // What is added stands before what is subtracted.
        parts.sort_by_key(|(negative, _)| *negative);
        for (position, (negative, part)) in parts.iter().enumerate() {
            match (position, negative) {
                (0, false) => write!(formatter, "{part}")?,
                (0, true) => write!(formatter, "-{part}")?,
                (_, false) => write!(formatter, " + {part}")?,
                (_, true) => write!(formatter, " - {part}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Formula, Values};

    fn at(a: i64, b: i64) -> Values {
        vec![("A".into(), a), ("B".into(), b)]
    }

    /// What is fitted to a function of two parameters at nine sizes.
    fn fitted(number: impl Fn(i64, i64) -> i64) -> Option<String> {
        let sizes: Vec<(i64, i64)> = [8, 5, 3].into_iter().flat_map(|a| [4, 2, 7].map(|b| (a, b))).collect();
        let values: Vec<Values> = sizes.iter().map(|(a, b)| at(*a, *b)).collect();
        let samples: Vec<(&Values, i64)> = values.iter().zip(&sizes).map(|(it, (a, b))| (it, number(*a, *b))).collect();
        let formula = Formula::fit(&samples)?;
        assert_eq!(formula.value(&at(11, 12)), Some(number(11, 12)), "{formula}");
        Some(formula.to_string())
    }

    #[test]
    fn numbers_are_fitted() {
        assert_eq!(fitted(|_, _| 3).as_deref(), Some("3"));
        assert_eq!(fitted(|a, _| a).as_deref(), Some("A"));
        assert_eq!(fitted(|a, _| a - 1).as_deref(), Some("A - 1"));
        assert_eq!(fitted(|a, _| 33 - a).as_deref(), Some("33 - A"));
        assert_eq!(fitted(|_, b| 2 * b + 1).as_deref(), Some("2 * B + 1"));
        assert_eq!(fitted(|a, b| a + b - 1).as_deref(), Some("A + B - 1"));
        assert_eq!(fitted(|a, b| a * b - 1).as_deref(), Some("A * B - 1"));
        assert_eq!(fitted(|a, b| a * b - a - 1).as_deref(), Some("A * B - A - 1"));
        assert_eq!(fitted(|_, b| 1 << b).as_deref(), Some("1 << B"));
        assert_eq!(fitted(|_, b| (1 << b) - 1).as_deref(), Some("(1 << B) - 1"));
        assert_eq!(fitted(|a, b| a * a * b), None);
    }

    #[test]
    fn two_values_prove_nothing() {
        let values = [at(8, 4), at(5, 4)];
        let samples: Vec<(&Values, i64)> = values.iter().zip([7, 4]).collect();
        assert_eq!(Formula::fit(&samples), None);
    }
}
