//! Verilog text to tokens with their places in it.

use super::SyntaxError;
use std::ops::Range;

/// Bytes of the text.
pub type Span = Range<usize>;

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A name or keyword; `$` begins the name of a system function.
    Word(String),
    /// A number as it is written, `4'd3` or `12`.
    Number(String),
    /// A string with its quotes.
    Text,
    /// An operator or punctuation.
    Symbol(&'static str),
    /// The end of the text.
    End,
}

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub span: Span,
}

/// Operators and punctuation; of two that begin alike the longer stands first.
const SYMBOLS: &[&str] = &[
    "<<<", ">>>", "===", "!==", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "**", "~&", "~|", "~^", "^~", "+:",
    "-:", "(*", "*)", "(", ")", "[", "]", "{", "}", ";", ",", ":", "?", "#", "@", ".", "=", "+", "-", "*", "/", "%",
    "&", "|", "^", "~", "!", "<", ">",
];

/// The tokens of a text, the last of them [`Kind::End`]. Comments and compiler directives are left out.
pub fn tokens(text: &str) -> Result<Vec<Token>, SyntaxError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        let rest = &text[at..];
        let line = |rest: &str| rest.find('\n').unwrap_or(rest.len());
        let (kind, length) = if letter.is_whitespace() {
            (None, letter.len_utf8())
        } else if rest.starts_with("//") || letter == '`' {
            (None, line(rest))
        } else if rest.starts_with("/*") {
            (None, rest.find("*/").map_or(rest.len(), |end| end + 2))
        } else if letter == '"' {
            let end = rest[1..].find('"').ok_or_else(|| SyntaxError::at(text, at, "a string without an end"))?;
            (Some(Kind::Text), end + 2)
        } else if letter.is_ascii_digit() || letter == '\'' {
            let number = number(rest);
            (Some(Kind::Number(number.to_owned())), number.len())
        } else if letter.is_ascii_alphabetic() || letter == '_' || letter == '$' {
            let word = run(rest, 1, |letter| letter.is_ascii_alphanumeric() || letter == '_' || letter == '$');
            (Some(Kind::Word(word.to_owned())), word.len())
        } else {
            let symbol = symbol(rest).ok_or_else(|| SyntaxError::at(text, at, format!("a `{letter}`")))?;
            (Some(Kind::Symbol(symbol)), symbol.len())
        };
        tokens.extend(kind.map(|kind| Token { kind, span: at..at + length }));
        at += length;
    }
    tokens.push(Token { kind: Kind::End, span: text.len()..text.len() });
    Ok(tokens)
}

fn symbol(rest: &str) -> Option<&'static str> {
    // The star of `always @(*)` begins no attribute.
    if rest.starts_with("(*)") {
        return Some("(");
    }
    SYMBOLS.iter().copied().find(|symbol| rest.starts_with(symbol))
}

/// The letters from the start on that `belong`, the first `least` of them in any case.
fn run(text: &str, least: usize, belong: impl Fn(char) -> bool) -> &str {
    let end = text.char_indices().skip(least).find(|(_, letter)| !belong(*letter)).map_or(text.len(), |(end, _)| end);
    &text[..end]
}

/// A number: digits, and the base with its own digits.
fn number(rest: &str) -> &str {
    let digits = run(rest, 0, |letter| letter.is_ascii_digit() || letter == '_').len();
    if !rest[digits..].starts_with('\'') {
        return &rest[..digits];
    }
    let base = run(&rest[digits..], 1, |letter| letter.is_ascii_alphanumeric() || letter == '_').len();
    &rest[..digits + base]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_have_their_places_and_comments_are_left_out() {
        let text = "a_q <= 4'd3 >>> b; // c\n(* x = \"y\" *) @(*) `default_nettype none\n$signed";
        let tokens = tokens(text).expect("it is Verilog");
        let written: Vec<&str> = tokens.iter().map(|token| &text[token.span.clone()]).collect();
        let expected =
            ["a_q", "<=", "4'd3", ">>>", "b", ";", "(*", "x", "=", "\"y\"", "*)", "@", "(", "*)", "$signed", ""];
        assert_eq!(written, expected);
        assert_eq!(tokens[2].kind, Kind::Number("4'd3".into()));
    }

    #[test]
    fn what_is_no_verilog_is_refused() {
        assert_eq!(tokens("a\nb §").expect_err("it is none").to_string(), "line 2: a `§`");
    }
}
