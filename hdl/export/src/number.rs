//! Numbers of any number of bits, as far as literals need them.

/// A number that is not negative, its bits from the lowest up, without leading zeros.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Number {
    bits: Vec<bool>,
}

impl Number {
    /// The number whose bits these are, lowest first.
    pub fn from_bits(mut bits: Vec<bool>) -> Self {
        while bits.last() == Some(&false) {
            bits.pop();
        }
        Self { bits }
    }

    /// The number `value`.
    pub fn new(value: u128) -> Self {
        Self::from_bits((0..128).map(|bit| value >> bit & 1 == 1).collect())
    }

    /// Reads rust-hdl's form of a literal: `8'hff`, `3'b101`, `8'h-1`. The second value says whether it is
    /// negative; the first is its magnitude.
    pub fn parse(text: &str) -> Option<(Self, bool)> {
        let (_, digits) = text.split_once('\'')?;
        let base = digits.chars().next()?;
        let digits = digits.get(1..)?;
        let (digits, negative) = digits.strip_prefix('-').map_or((digits, false), |rest| (rest, true));
        let digit_bits = match base {
            'b' => 1,
            'h' => 4,
            _ => return None,
        };
        let mut bits = Vec::new();
        for character in digits.chars().rev() {
            let digit = character.to_digit(16)?;
            bits.extend((0..digit_bits).map(|bit| digit >> bit & 1 == 1));
        }
        Some((Self::from_bits(bits), negative))
    }

    /// How many bits it takes, 0 for zero.
    pub fn length(&self) -> usize {
        self.bits.len()
    }

    /// Bit `index`.
    pub fn bit(&self, index: usize) -> bool {
        self.bits.get(index).copied().unwrap_or(false)
    }

    /// The low `width` bits.
    pub fn low(&self, width: usize) -> Self {
        Self::from_bits(self.bits.iter().take(width).copied().collect())
    }

    /// Bits `lsb` and up.
    pub fn shifted_down(&self, lsb: usize) -> Self {
        Self::from_bits(self.bits.iter().skip(lsb).copied().collect())
    }

    /// This number with `upper` placed from bit `lsb` up.
    pub fn with_upper(&self, upper: &Self, lsb: usize) -> Self {
        let width = lsb + upper.length();
        Self::from_bits((0..width).map(|bit| if bit < lsb { self.bit(bit) } else { upper.bit(bit - lsb) }).collect())
    }

    /// Two's complement of `width` bits of its negative.
    pub fn negated(&self, width: usize) -> Self {
        let mut carry = true;
        let mut bits = Vec::with_capacity(width);
        for index in 0..width {
            let inverted = !self.bit(index);
            bits.push(inverted ^ carry);
            carry &= inverted;
        }
        Self::from_bits(bits)
    }

    /// The low `from` bits, read as two's complement, in `to` bits.
    pub fn sign_extended(&self, from: usize, to: usize) -> Self {
        let sign = from > 0 && self.bit(from - 1);
        Self::from_bits((0..to).map(|bit| if bit < from { self.bit(bit) } else { sign }).collect())
    }

    /// The value, where it fits.
    pub fn to_u128(&self) -> Option<u128> {
        if self.bits.len() > 128 {
            return None;
        }
        Some(self.bits.iter().enumerate().fold(0, |sum, (index, bit)| sum | u128::from(*bit) << index))
    }

    /// A sized Verilog literal of `width` bits: decimal where it is short, hexadecimal where not.
    pub fn verilog(&self, width: usize) -> String {
        if width == 1 {
            return format!("1'b{}", u8::from(self.bit(0)));
        }
        match self.low(width).to_u128() {
            Some(value) if value < 1000 => format!("{width}'d{value}"),
            _ => format!("{width}'h{}", self.low(width).hexadecimal()),
        }
    }

    fn hexadecimal(&self) -> String {
        let digits = self.bits.chunks(4).map(|chunk| {
            let digit = chunk.iter().enumerate().fold(0u32, |sum, (index, bit)| sum | u32::from(*bit) << index);
            char::from_digit(digit, 16).unwrap_or('0')
        });
        let text: String = digits.rev().collect();
        if text.is_empty() { "0".to_owned() } else { text }
    }
}

#[cfg(test)]
mod tests {
    use super::Number;

    #[test]
    fn reads_the_literals_of_rust_hdl() {
        assert_eq!(Number::parse("8'hff"), Some((Number::new(255), false)));
        assert_eq!(Number::parse("3'b101"), Some((Number::new(5), false)));
        assert_eq!(Number::parse("32'h-5"), Some((Number::new(5), true)));
        assert_eq!(Number::parse("5"), None);
    }

    #[test]
    fn negates_and_extends_in_twos_complement() {
        assert_eq!(Number::new(5).negated(8), Number::new(251));
        assert_eq!(Number::new(0).negated(8), Number::new(0));
        assert_eq!(Number::new(0b1000).sign_extended(4, 6), Number::new(0b111000));
    }

    #[test]
    fn writes_sized_literals() {
        assert_eq!(Number::new(1).verilog(1), "1'b1");
        assert_eq!(Number::new(9).verilog(4), "4'd9");
        assert_eq!(Number::new(0xffff).verilog(16), "16'hffff");
        assert_eq!(Number::new(1 << 100).verilog(128), "128'h10000000000000000000000000");
    }
}
