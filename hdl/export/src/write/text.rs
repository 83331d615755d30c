//! Pieces of Verilog with the width and the sign that Verilog sees in them.
//!
//! Verilog evaluates the operands of `+ - * & | ^ ~ << >> ?:` at the width of whatever the expression stands in, and
//! as unsigned as soon as one operand is. Every piece therefore knows the width and the sign that it has by itself,
//! and whether its value depends on its surroundings; every operator checks its operands. A piece whose width is not
//! proven carries a doubt, which [`Text::settled`] turns into an error where the piece ends up.

/// What stands outermost in a piece of text: whether it needs parentheses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outermost {
    Primary,
    Concatenation,
    Unary,
    Binary(&'static str),
}

/// How the surroundings act on a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inside {
    /// The value is computed by itself; wider surroundings extend it by its sign.
    Fixed,
    /// Wider surroundings would reach the operands.
    Open,
    /// A product of fixed operands, right in surroundings of its own width or, if it is signed, wider.
    Product,
}

/// A piece of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    text: String,
    width: usize,
    signed: bool,
    outermost: Outermost,
    inside: Inside,
    doubt: Option<String>,
}

impl Text {
    /// A name, a literal, a select.
    pub fn primary(text: impl Into<String>, width: usize, signed: bool) -> Self {
        let text = text.into();
        Self { text, width, signed, outermost: Outermost::Primary, inside: Inside::Fixed, doubt: None }
    }

    /// `~` or `-` before `operand`.
    pub fn unary(operator: &str, operand: &Text) -> Self {
        let text = format!("{operator}{}", operand.tight());
        let doubt = operand.refused_product(operator).or_else(|| operand.doubt.clone());
        Self { text, outermost: Outermost::Unary, inside: Inside::Open, doubt, ..*operand }
    }

    /// The opposite of a single bit.
    pub fn not(operand: &Text) -> Self {
        let doubt = operand.refused_unless(1, "!").or_else(|| operand.doubt.clone());
        let text = format!("!{}", operand.tight());
        Self { text, width: 1, signed: false, outermost: Outermost::Unary, inside: Inside::Fixed, doubt }
    }

    /// All bits of `operand` to one, by `&`, `|` or `^`.
    pub fn reduction(operator: &str, operand: &Text) -> Self {
        let doubt = operand.refused_product(operator).or_else(|| operand.doubt.clone());
        let text = format!("{operator}{}", operand.tight());
        Self { text, width: 1, signed: false, outermost: Outermost::Unary, inside: Inside::Fixed, doubt }
    }

    /// A sum, a difference, or bits joined bit by bit: operands of one width, which is the result's too.
    pub fn bitwise(left: &Text, operator: &'static str, right: &Text) -> Self {
        Self { inside: Inside::Open, ..Self::of_equal_widths(left, operator, right) }
    }

    /// `left && right` or `left || right` of single bits.
    pub fn logical(left: &Text, operator: &'static str, right: &Text) -> Self {
        let doubt = left.refused_unless(1, operator);
        Self { signed: false, ..Self::of_equal_widths(left, operator, right) }.doubted(doubt)
    }

    /// `left == right` or `left != right`.
    pub fn equality(left: &Text, operator: &'static str, right: &Text) -> Self {
        Self { width: 1, signed: false, ..Self::of_equal_widths(left, operator, right) }
    }

    /// `left < right` and its like, of two signed or two unsigned operands.
    pub fn order(left: &Text, operator: &'static str, right: &Text, signed: bool) -> Self {
        let fits = if signed { left.signed && right.signed } else { !(left.signed && right.signed) };
        let doubt = (!fits).then(|| format!("`{operator}` compares with the wrong sign"));
        Self { width: 1, signed: false, ..Self::of_equal_widths(left, operator, right) }.doubted(doubt)
    }

    /// `left * right`, as many bits as both together.
    pub fn product(left: &Text, right: &Text) -> Self {
        let fixed = |operand: &Text| operand.inside == Inside::Fixed;
        let doubt = if !fixed(left) || !fixed(right) {
            Some("an operand of `*` would be evaluated at the product's width".to_owned())
        } else if left.signed != right.signed {
            Some("a signed and an unsigned operand meet in `*`".to_owned())
        } else {
            None
        };
        let width = left.width + right.width;
        Self { width, inside: Inside::Product, ..Self::joined(left, "*", right) }.doubted(doubt)
    }

    /// `left << amount` or `left >> amount`.
    pub fn shift(left: &Text, operator: &'static str, amount: &Text) -> Self {
        let doubt = left.refused_product(operator).or_else(|| amount.refused_product(operator));
        let shifted = Self::joined(left, operator, amount).doubted(doubt);
        Self { width: left.width, signed: left.signed, inside: Inside::Open, ..shifted }
    }

    /// `condition ? yes : no`.
    pub fn choice(condition: &Text, yes: &Text, no: &Text) -> Self {
        let arms = Self::of_equal_widths(yes, "?", no);
        let doubt = condition.refused_unless(1, "?").or_else(|| condition.doubt.clone());
        let text = format!("{} ? {} : {}", condition.operand(), yes.operand(), no.operand());
        Self { text, inside: Inside::Open, ..arms }.doubted(doubt)
    }

    /// `{first, second, …}`, highest bits first.
    pub fn concatenation(parts: Vec<Text>) -> Self {
        let mut parts = parts;
        if parts.len() == 1 {
            return parts.remove(0);
        }
        let width = parts.iter().map(|part| part.width).sum();
        let doubt = parts.iter().find_map(|part| part.refused_product("{}").or_else(|| part.doubt.clone()));
        let inner: Vec<String> = parts
            .into_iter()
            .map(|part| if part.outermost == Outermost::Concatenation { part.text } else { part.finish() })
            .collect();
        let text = inner.join(", ");
        Self { text, width, signed: false, outermost: Outermost::Concatenation, inside: Inside::Fixed, doubt }
    }

    /// `count` copies.
    pub fn replicated(&self, count: usize) -> Self {
        if count == 1 {
            return self.clone();
        }
        let doubt = self.refused_product("{}").or_else(|| self.doubt.clone());
        let text = format!("{{{count}{{{}}}}}", self.clone().finish());
        Self::primary(text, self.width * count, false).doubted(doubt)
    }

    /// The same value, computed by itself whatever it stands in, and with this sign.
    pub fn fixed(self, signed: bool) -> Self {
        let doubt = self.refused_product("an operand").or_else(|| self.doubt.clone());
        let width = self.width;
        match (signed, self.signed) {
            _ if self.inside == Inside::Fixed && self.signed == signed => self,
            (true, _) => Self::primary(format!("$signed({})", self.finish()), width, true).doubted(doubt),
            (false, true) => Self::primary(format!("$unsigned({})", self.finish()), width, false).doubted(doubt),
            (false, false) => Self {
                text: self.finish(),
                width,
                signed: false,
                outermost: Outermost::Concatenation,
                inside: Inside::Fixed,
                doubt,
            },
        }
    }

    /// In parentheses if an operator stands outermost.
    pub fn enclosed(self) -> Self {
        match self.outermost {
            Outermost::Binary(_) => Self { text: self.operand(), outermost: Outermost::Primary, ..self },
            _ => self,
        }
    }

    /// Does Verilog see a sign in it?
    pub fn is_signed(&self) -> bool {
        self.signed
    }

    /// The whole text, to stand where Verilog gives it `width` bits; why it may not, if that would change its value.
    pub fn settled(self, width: usize) -> Result<String, String> {
        if let Some(doubt) = self.doubt {
            return Err(doubt);
        }
        if self.width == width || self.inside == Inside::Product && self.signed && self.width < width {
            return Ok(self.finish());
        }
        Err(format!("an expression of {} bits stands where {width} are", self.width))
    }

    fn doubted(self, doubt: Option<String>) -> Self {
        Self { doubt: self.doubt.or(doubt), ..self }
    }

    fn refused_product(&self, operator: &str) -> Option<String> {
        (self.inside == Inside::Product).then(|| format!("a product is an operand of `{operator}`"))
    }

    fn refused_unless(&self, width: usize, operator: &str) -> Option<String> {
        (self.width != width).then(|| format!("`{operator}` wants {width} bit, not {}", self.width))
    }

    /// Two operands that must have one width.
    fn of_equal_widths(left: &Text, operator: &'static str, right: &Text) -> Self {
        let unequal = (left.width != right.width)
            .then(|| format!("operands of {} and {} bits meet in `{operator}`", left.width, right.width));
        let doubt = unequal.or_else(|| left.refused_product(operator)).or_else(|| right.refused_product(operator));
        Self::joined(left, operator, right).doubted(doubt)
    }

    fn joined(left: &Text, operator: &'static str, right: &Text) -> Self {
        let associative = matches!(operator, "+" | "&" | "|" | "^" | "&&" | "||");
        let chain = match left.outermost {
            Outermost::Binary(inner) if inner == operator => associative || operator == "-",
            Outermost::Binary("+") => operator == "-",
            _ => false,
        };
        let left_text = if chain { left.text.clone() } else { left.operand() };
        let right_text = match right.outermost {
            Outermost::Binary(inner) if inner == operator && associative => right.text.clone(),
            _ => right.operand(),
        };
        Self {
            text: format!("{left_text} {operator} {right_text}"),
            width: left.width,
            signed: left.signed && right.signed,
            outermost: Outermost::Binary(operator),
            inside: Inside::Fixed,
            doubt: left.doubt.clone().or_else(|| right.doubt.clone()),
        }
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

    fn finish(self) -> String {
        match self.outermost {
            Outermost::Concatenation => format!("{{{}}}", self.text),
            _ => self.text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Text;

    fn name(name: &str, width: usize) -> Text {
        Text::primary(name, width, false)
    }

    fn signed(name: &str, width: usize) -> Text {
        Text::primary(name, width, true)
    }

    /// The reason for which a piece of `width` bits is refused.
    fn refusal(text: Text, width: usize) -> String {
        text.settled(width).expect_err("the width is not proven")
    }

    #[test]
    fn an_operand_of_a_product_is_computed_by_itself() {
        let sum = Text::bitwise(&name("a", 8), "+", &name("b", 8));
        let bare = Text::product(&sum, &name("c", 8));
        assert_eq!(refusal(bare, 16), "an operand of `*` would be evaluated at the product's width");
        let product = Text::product(&sum.clone().fixed(false), &name("c", 8));
        assert_eq!(product.settled(16).as_deref(), Ok("{a + b} * c"));
        let inverted = Text::unary("~", &name("c", 8));
        assert_eq!(Text::product(&name("a", 8), &inverted.fixed(false)).settled(16).as_deref(), Ok("a * {~c}"));
        let signed_sum = Text::bitwise(&signed("a", 8), "+", &signed("b", 8));
        let product = Text::product(&signed_sum.fixed(true), &signed("c", 8));
        assert_eq!(product.settled(16).as_deref(), Ok("$signed(a + b) * c"));
        assert_eq!(sum.settled(9), Err("an expression of 8 bits stands where 9 are".into()));
    }

    #[test]
    fn a_product_stands_alone() {
        let product = || Text::product(&signed("a", 8), &signed("b", 8));
        assert_eq!(product().settled(20).as_deref(), Ok("a * b"));
        assert_eq!(refusal(product(), 12), "an expression of 16 bits stands where 12 are");
        let unsigned = Text::product(&name("a", 8), &name("b", 8));
        assert_eq!(refusal(unsigned, 20), "an expression of 16 bits stands where 20 are");
        let sum = Text::bitwise(&product(), "+", &signed("c", 16));
        assert_eq!(refusal(sum, 16), "a product is an operand of `+`");
        assert_eq!(refusal(Text::concatenation(vec![product(), name("c", 1)]), 17), "a product is an operand of `{}`");
        let mixed = Text::product(&signed("a", 8), &name("b", 8));
        assert_eq!(refusal(mixed, 16), "a signed and an unsigned operand meet in `*`");
    }

    #[test]
    fn operands_have_one_width() {
        let (narrow, wide) = (name("a", 4), name("b", 8));
        assert_eq!(refusal(Text::bitwise(&narrow, "&", &wide), 8), "operands of 4 and 8 bits meet in `&`");
        assert_eq!(refusal(Text::equality(&narrow, "==", &wide), 1), "operands of 4 and 8 bits meet in `==`");
        let choice = Text::choice(&name("c", 1), &narrow, &wide);
        assert_eq!(refusal(choice, 8), "operands of 4 and 8 bits meet in `?`");
        assert_eq!(refusal(Text::choice(&wide, &narrow, &narrow), 4), "`?` wants 1 bit, not 8");
        assert_eq!(refusal(Text::not(&narrow), 1), "`!` wants 1 bit, not 4");
        assert_eq!(refusal(Text::logical(&narrow, "&&", &narrow), 1), "`&&` wants 1 bit, not 4");
        // The doubt of a part is that of the whole.
        let whole = Text::concatenation(vec![Text::bitwise(&narrow, "+", &wide), narrow]);
        assert_eq!(refusal(whole, 8), "operands of 4 and 8 bits meet in `+`");
    }

    #[test]
    fn an_order_has_the_sign_of_its_operands() {
        let (a, b) = (signed("a", 8), signed("b", 8));
        assert_eq!(Text::order(&a, "<", &b, true).settled(1).as_deref(), Ok("a < b"));
        assert_eq!(refusal(Text::order(&a, "<", &b, false), 1), "`<` compares with the wrong sign");
        let unsigned = Text::order(&a.clone().fixed(false), "<", &b.clone().fixed(false), false);
        assert_eq!(unsigned.settled(1).as_deref(), Ok("$unsigned(a) < $unsigned(b)"));
        let joined = Text::concatenation(vec![name("c", 1), name("d", 7)]);
        assert_eq!(refusal(Text::order(&a, "<", &joined, true), 1), "`<` compares with the wrong sign");
    }
}
