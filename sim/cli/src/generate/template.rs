//! Verilog with places to fill in: `@NAME@`. A line that begins with `@NAME?@` is left out if NAME is 0.

use anyhow::ensure;
use std::fmt::Display;

/// A place and what is written there.
pub type Value = (&'static str, String);

/// A value by its name.
pub fn value(name: &'static str, value: impl Display) -> Value {
    (name, value.to_string())
}

/// The template with all places filled in.
pub fn fill_in(template: &str, values: &[Value]) -> anyhow::Result<String> {
    let filled = values.iter().fold(template.to_owned(), |text, (name, value)| {
        let condition = format!("@{name}?@");
        let kept = text.split_inclusive('\n').filter_map(|line| match line.strip_prefix(&condition) {
            Some(_) if value == "0" => None,
            Some(rest) => Some(rest),
            None => Some(line),
        });
        kept.collect::<String>().replace(&format!("@{name}@"), value)
    });
    let place = filled.split('@').skip(1).find(|part| !part.is_empty() && part.bytes().all(is_of_a_name));
    ensure!(place.is_none(), "`@{}@` of a template is not filled in", place.unwrap_or_default());
    Ok(filled)
}

fn is_of_a_name(letter: u8) -> bool {
    letter.is_ascii_uppercase() || letter == b'_'
}

#[cfg(test)]
mod tests {
    use super::{fill_in, value};

    #[test]
    fn every_place_is_filled_in() {
        let values = [value("WORDS", 4), value("NAME", "tiny")];
        let filled = fill_in("always @(*) @NAME@ [@WORDS@-1:0]", &values).expect("both places have a value");
        assert_eq!(filled, "always @(*) tiny [4-1:0]");
        let of = |some| fill_in("a\n@SOME?@b @SOME@\nc", &[value("SOME", some)]).expect("filled in");
        assert_eq!((of(2).as_str(), of(0).as_str()), ("a\nb 2\nc", "a\nc"));
        let error = fill_in("[@BITS@:0]", &values).expect_err("nothing is called BITS");
        assert_eq!(error.to_string(), "`@BITS@` of a template is not filled in");
    }
}
