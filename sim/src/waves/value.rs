//! The value of a variable at a time.

use std::fmt;
use vcd::Value;

/// What a variable holds at a time.
#[derive(Clone, Debug)]
pub enum Content {
    /// Bits, the highest first; none while nothing is known. Bits that are not written continue the highest: x and z
    /// repeat, 0 and 1 are followed by zeros.
    Bits(Vec<Value>),
    /// A real number.
    Real(f64),
    /// A text.
    Text(String),
}

impl Content {
    /// What is known at the start: nothing.
    pub const UNKNOWN: Self = Self::Bits(Vec::new());

    /// Bit `index` from the lowest; x if this is no bits.
    pub fn bit(&self, index: u32) -> Value {
        let Self::Bits(bits) = self else { return Value::X };
        let place = usize::try_from(index).ok().and_then(|index| bits.len().checked_sub(index + 1));
        place.map_or_else(|| extension(bits), |place| bits[place])
    }
}

/// What continues the bits that are written.
fn extension(bits: &[Value]) -> Value {
    match bits.first() {
        None | Some(Value::X) => Value::X,
        Some(Value::Z) => Value::Z,
        Some(_) => Value::V0,
    }
}

impl PartialEq for Content {
    /// Whether it is the same value. A NaN equals itself: a file has no difference to itself.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Real(first), Self::Real(second)) => first == second || (first.is_nan() && second.is_nan()),
            (Self::Text(first), Self::Text(second)) => first == second,
            (Self::Bits(first), Self::Bits(second)) => {
                let length = first.len().max(second.len()) as u32;
                first == second || (0..=length).all(|index| self.bit(index) == other.bit(index))
            }
            _ => false,
        }
    }
}

impl fmt::Display for Content {
    /// Binary digits without leading zeros (one x or z where all bits are), a number, or a quoted text.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Real(number) => write!(formatter, "{number}"),
            Self::Text(text) => write!(formatter, "{text:?}"),
            Self::Bits(bits) => match bits.first() {
                None => formatter.write_str("x"),
                Some(first) if bits.iter().all(|bit| bit == first) && *first != Value::V1 => {
                    write!(formatter, "{first}")
                }
                Some(_) => {
                    let significant = bits.iter().skip_while(|bit| **bit == Value::V0);
                    significant.into_iter().try_for_each(|bit| write!(formatter, "{bit}"))
                }
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bits(digits: &str) -> Content {
        Content::Bits(digits.parse::<vcd::Vector>().expect("digits").into())
    }

    #[test]
    fn short_values_are_extended() {
        for (first, second) in [("0", "0000"), ("11", "0011"), ("x", "xxxx"), ("z0", "zzz0"), ("", "xx")] {
            assert_eq!(bits(first), bits(second));
        }
        for (first, second) in [("1", "1111"), ("x", "0"), ("z", "x"), ("", "0")] {
            assert_ne!(bits(first), bits(second));
        }
        assert_eq!(Content::Real(f64::NAN), Content::Real(f64::NAN));
        assert_ne!(Content::Real(0.0), bits("0"));
    }

    #[test]
    fn values_are_shown_short() {
        for (digits, shown) in
            [("0010", "10"), ("0000", "0"), ("xx01", "xx01"), ("xxx", "x"), ("zz", "z"), ("11", "11"), ("", "x")]
        {
            assert_eq!(bits(digits).to_string(), shown);
        }
        assert_eq!(Content::Text("ID\"LE".to_owned()).to_string(), "\"ID\\\"LE\"");
        assert_eq!(Content::Real(1.5).to_string(), "1.5");
    }
}
