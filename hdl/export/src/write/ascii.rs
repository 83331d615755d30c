//! Comments in ASCII: many tools read Verilog as nothing else.
//!
//! The sources are Rust documentation, with the signs of mathematics and with Markdown's escapes. Each sign has one
//! spelling here; a sign without one is refused.

use crate::error::ExportError;

/// The signs that comments may hold, and how Verilog has them.
const SPELLINGS: &[(&str, &str)] = &[
    ("−", "-"),
    ("–", "-"),
    ("·", "*"),
    ("×", "x"),
    ("±", "+-"),
    ("²", "^2"),
    ("≤", "<="),
    ("≥", ">="),
    ("≠", "!="),
    ("→", "->"),
    ("…", "..."),
    ("⌊", "floor("),
    ("⌋", ")"),
    ("⌈", "ceil("),
    ("⌉", ")"),
    ("\\[", "["),
    ("\\]", "]"),
];

/// The text of a module in ASCII; `path` is the block, for the error.
pub fn ascii(text: &str, path: &str) -> Result<String, ExportError> {
    let text = SPELLINGS.iter().fold(text.to_owned(), |text, (sign, spelling)| text.replace(sign, spelling));
    match text.chars().find(|character| !character.is_ascii()) {
        None => Ok(text),
        Some(character) => Err(ExportError::UnsupportedConstruct {
            path: path.to_owned(),
            what: format!("`{character}` in a comment, which has no spelling in ASCII: write it in words"),
        }),
    }
}
