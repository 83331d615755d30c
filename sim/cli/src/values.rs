//! Parsers for values on the command line.

use seedchip_spec::{Format, Rounding};

/// A seed: decimal, or hexadecimal after `0x`.
pub fn seed(text: &str) -> Result<u64, String> {
    let number = match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16),
        None => text.parse(),
    };
    number.map_err(|_| "a seed is a number of at most 64 bits, like 7 or 0x2a".to_owned())
}

/// A format of operands, by its name.
pub fn format(text: &str) -> Result<Format, String> {
    Format::ALL.iter().copied().find(|format| format.name() == text).ok_or_else(|| {
        let names: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
        format!("choose one of {}", names.join(", "))
    })
}

/// The roundings of a command, by name.
const ROUNDINGS: [(&str, Rounding); 4] =
    [("up", Rounding::Up), ("away", Rounding::Away), ("even", Rounding::Even), ("double", Rounding::Double)];

/// A rounding, by its name.
pub fn rounding(text: &str) -> Result<Rounding, String> {
    let found = ROUNDINGS.iter().find(|(name, _)| *name == text);
    found.map(|(_, rounding)| *rounding).ok_or_else(|| {
        let names = ROUNDINGS.map(|(name, _)| name);
        format!("choose one of {}", names.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_are_decimal_or_hexadecimal() {
        assert_eq!(seed("12"), Ok(12));
        assert_eq!(seed("0xffffffffffffffff"), Ok(u64::MAX));
        for wrong in ["", "0x", "x", "-1", "0x10000000000000000"] {
            assert!(seed(wrong).is_err(), "{wrong}");
        }
    }
}
