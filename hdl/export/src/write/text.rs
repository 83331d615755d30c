//! Pieces of an expression's text, and when they need parentheses.

/// What stands outermost in a piece of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outermost {
    Primary,
    Concatenation,
    Unary,
    Binary(&'static str),
}

/// A piece of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    text: String,
    outermost: Outermost,
}

impl Text {
    /// A name, a literal, a select.
    pub fn primary(text: impl Into<String>) -> Self {
        Self { text: text.into(), outermost: Outermost::Primary }
    }

    /// `operator` before `operand`.
    pub fn unary(operator: &str, operand: &Text) -> Self {
        Self { text: format!("{operator}{}", operand.tight()), outermost: Outermost::Unary }
    }

    /// `left operator right`.
    pub fn binary(left: &Text, operator: &'static str, right: &Text) -> Self {
        let chain = |left: &Text| match left.outermost {
            Outermost::Binary(inner) if inner == operator => "+&|^&&||".contains(operator) || operator == "-",
            Outermost::Binary("+") => operator == "-",
            _ => false,
        };
        let associative = matches!(operator, "+" | "&" | "|" | "^" | "&&" | "||");
        let left = if chain(left) { left.text.clone() } else { left.operand() };
        let right = match right.outermost {
            Outermost::Binary(inner) if inner == operator && associative => right.text.clone(),
            _ => right.operand(),
        };
        Self { text: format!("{left} {operator} {right}"), outermost: Outermost::Binary(operator) }
    }

    /// `condition ? yes : no`.
    pub fn choice(condition: &Text, yes: &Text, no: &Text) -> Self {
        let text = format!("{} ? {} : {}", condition.operand(), yes.operand(), no.operand());
        Self { text, outermost: Outermost::Binary("?") }
    }

    /// `{first, second, …}`, highest bits first.
    pub fn concatenation(parts: Vec<Text>) -> Self {
        let mut parts = parts;
        if parts.len() == 1 {
            return parts.remove(0);
        }
        let inner: Vec<String> = parts
            .into_iter()
            .map(|part| if part.outermost == Outermost::Concatenation { part.text } else { part.finish() })
            .collect();
        Self { text: inner.join(", "), outermost: Outermost::Concatenation }
    }

    /// `count` copies.
    pub fn replicated(&self, count: usize) -> Self {
        if count == 1 {
            return self.clone();
        }
        Self::primary(format!("{{{count}{{{}}}}}", self.clone().finish()))
    }

    /// As an operand of a binary operator.
    fn operand(&self) -> String {
        match self.outermost {
            // `a & |b` is right, but easily misread.
            Outermost::Unary if self.text.starts_with(['&', '|', '^', '-']) => format!("({})", self.text),
            Outermost::Primary | Outermost::Unary => self.text.clone(),
            Outermost::Concatenation => format!("{{{}}}", self.text),
            Outermost::Binary(_) => format!("({})", self.text),
        }
    }

    /// As the operand of a unary operator: `~|x` would be another operator.
    fn tight(&self) -> String {
        match self.outermost {
            Outermost::Unary => format!("({})", self.text),
            _ => self.operand(),
        }
    }

    /// The whole text.
    pub fn finish(self) -> String {
        match self.outermost {
            Outermost::Concatenation => format!("{{{}}}", self.text),
            _ => self.text,
        }
    }
}
