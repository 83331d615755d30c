//! A text in pieces, its numbers apart from the rest.

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number.
    Number(i64),
    /// A literal: its bits, and what follows them, `'d0`.
    Literal(i64, String),
    /// Anything else: a word, a sign, a comment, a string.
    Other(String),
}

/// A token and the space before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The space.
    pub space: String,
    /// What it is.
    pub kind: Kind,
}

impl Token {
    /// The number in it that may differ between sizes.
    pub fn number(&self) -> Option<i64> {
        match &self.kind {
            Kind::Number(number) | Kind::Literal(number, _) => Some(*number),
            Kind::Other(_) => None,
        }
    }

    /// Is it the same but for its number?
    pub fn is_like(&self, other: &Token) -> bool {
        match (&self.kind, &other.kind) {
            (Kind::Number(_), Kind::Number(_)) => true,
            (Kind::Literal(_, value), Kind::Literal(_, other)) => value == other,
            (kind, other) => kind == other,
        }
    }
}

/// The tokens of a text.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        let start = rest.trim_start();
        let (space, length) = (&rest[..rest.len() - start.len()], length(start));
        if length == 0 && space.is_empty() {
            return tokens;
        }
        let (token, after) = start.split_at(length);
        tokens.push(Token { space: space.to_owned(), kind: kind(token) });
        rest = after;
    }
}

/// How long the token is that a text begins with.
fn length(text: &str) -> usize {
    let run = |of: &dyn Fn(char) -> bool| text.find(|character| !of(character)).unwrap_or(text.len());
    let word = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '$');
    match text.chars().next() {
        Some('/') if text.starts_with("//") => text.find('\n').unwrap_or(text.len()),
        Some('"') => text[1..].find('"').map_or(text.len(), |end| end + 2),
        Some(first) if first.is_ascii_digit() => run(&|character| word(character) || character == '\''),
        Some(first) if word(first) => run(&word),
        Some(first) => first.len_utf8(),
        None => 0,
    }
}

fn kind(token: &str) -> Kind {
    let other = || Kind::Other(token.to_owned());
    match token.split_once('\'') {
        None => token.parse().map_or_else(|_| other(), Kind::Number),
        Some((bits, value)) => bits.parse().map_or_else(|_| other(), |bits| Kind::Literal(bits, format!("'{value}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Token, tokens};

    #[test]
    fn numbers_stand_apart() {
        let kinds = |text| tokens(text).into_iter().map(|token| token.kind).collect::<Vec<_>>();
        let other = |text: &str| Kind::Other(text.to_owned());
        assert_eq!(kinds("a_1[7]"), [other("a_1"), other("["), Kind::Number(7), other("]")]);
        assert_eq!(kinds("24'd0;"), [Kind::Literal(24, "'d0".to_owned()), other(";")]);
        assert_eq!(kinds("\"a 1\" // 2 of 3\n4"), [other("\"a 1\""), other("// 2 of 3"), Kind::Number(4)]);
    }

    #[test]
    fn nothing_is_lost() {
        let text = "  assign a = {2{b[3:0]}} + 8'hff; // x\n\n\talways @(*) c = \"d\";\n";
        let again: String = tokens(text)
            .into_iter()
            .map(|Token { space, kind }| match kind {
                Kind::Number(number) => format!("{space}{number}"),
                Kind::Literal(bits, value) => format!("{space}{bits}{value}"),
                Kind::Other(text) => format!("{space}{text}"),
            })
            .collect();
        assert_eq!(again, text);
    }
}
