//! Numbers of any number of bits, as far as literals need them.

use std::cmp::Ordering;

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

    /// Bit by bit with another number.
    pub fn joined(&self, other: &Self, bit: impl Fn(bool, bool) -> bool) -> Self {
        let width = self.length().max(other.length());
        Self::from_bits((0..width).map(|index| bit(self.bit(index), other.bit(index))).collect())
    }

    /// The sum.
    pub fn plus(&self, other: &Self) -> Self {
        let width = self.length().max(other.length()) + 1;
        let mut carry = false;
        let sum = (0..width).map(|index| {
            let (a, b) = (self.bit(index), other.bit(index));
            let bit = a ^ b ^ carry;
            carry = a & b | carry & (a | b);
            bit
        });
        Self::from_bits(sum.collect())
    }

    /// The product.
    pub fn times(&self, other: &Self) -> Self {
        let shifted = |bit| Self::default().with_upper(self, bit);
        (0..other.length()).filter(|bit| other.bit(*bit)).fold(Self::default(), |sum, bit| sum.plus(&shifted(bit)))
    }

    /// Its order to another number.
    pub fn compared(&self, other: &Self) -> Ordering {
        self.length().cmp(&other.length()).then_with(|| self.bits.iter().rev().cmp(other.bits.iter().rev()))
    }

    /// The low `width` bits, each inverted.
    pub fn inverted(&self, width: usize) -> Self {
        Self::from_bits((0..width).map(|index| !self.bit(index)).collect())
    }

    /// With another bit `index`.
    pub fn replaced(&self, index: usize, bit: bool) -> Self {
        let width = self.length().max(index + 1);
        Self::from_bits((0..width).map(|other| if other == index { bit } else { self.bit(other) }).collect())
    }

    /// Two's complement of `width` bits of its negative.
    pub fn negated(&self, width: usize) -> Self {
        self.inverted(width).plus(&Self::new(1)).low(width)
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

impl From<bool> for Number {
    fn from(bit: bool) -> Self {
        Self::from_bits(vec![bit])
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
    fn computes() {
        for a in [0_u128, 1, 5, 12, 255, 256] {
            for b in [0_u128, 1, 3, 12, 254, 1 << 40] {
                let (left, right) = (Number::new(a), Number::new(b));
                assert_eq!(left.plus(&right), Number::new(a + b));
                assert_eq!(left.times(&right), Number::new(a * b));
                assert_eq!(left.compared(&right), a.cmp(&b));
                assert_eq!(left.joined(&right, |a, b| a ^ b), Number::new(a ^ b));
            }
        }
        assert_eq!(Number::new(5).inverted(4), Number::new(10));
        assert_eq!(Number::new(5).replaced(1, true), Number::new(7));
        assert_eq!(Number::new(5).replaced(2, false), Number::new(1));
    }

    #[test]
    fn writes_sized_literals() {
        assert_eq!(Number::new(1).verilog(1), "1'b1");
        assert_eq!(Number::new(9).verilog(4), "4'd9");
        assert_eq!(Number::new(0xffff).verilog(16), "16'hffff");
        assert_eq!(Number::new(1 << 100).verilog(128), "128'h10000000000000000000000000");
    }
}
