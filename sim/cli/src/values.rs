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

/// One of several values, by its name.
fn named<T: Copy>(text: &str, choices: &[(&str, T)]) -> Result<T, String> {
    let found = choices.iter().find(|(name, _)| *name == text);
    found.map(|(_, value)| *value).ok_or_else(|| {
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        format!("choose one of {}", names.join(", "))
    })
}

/// Formats of operands, in the order in which they were asked for.
#[derive(Clone, Debug)]
pub struct FormatList(pub Vec<Format>);

/// Formats by their names with commas between, or `all`.
pub fn formats(text: &str) -> Result<FormatList, String> {
    if text == "all" {
        return Ok(FormatList(Format::ALL.to_vec()));
    }
    let names = text.split(',').map(|name| Format::named(name.trim()));
    names.collect::<Result<_, _>>().map(FormatList).map_err(|error| error.to_string())
}

/// A rounding of a command, by its name.
pub fn rounding(text: &str) -> Result<Rounding, String> {
    let choices =
        [("up", Rounding::Up), ("away", Rounding::Away), ("even", Rounding::Even), ("double", Rounding::Double)];
    named(text, &choices)
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
