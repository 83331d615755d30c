//! One cell: a weight that stays, a product and a sum per cycle.

use crate::beat::signed;
use crate::{Behaviour, Outputs};
use seedchip_params::Pins;

/// What passes from cell to cell along a row, one cell per cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Token {
    /// Take the weight into the shadow register.
    pub load: bool,
    /// Make the shadow weight the active one, for this activation and those after it.
    pub swap: bool,
    /// The activation.
    pub activation: i8,
}

impl Token {
    /// The token on `load_i`, `swap_i`, `activation_i`.
    pub(crate) fn of(inputs: &Pins) -> Self {
        Self {
            load: inputs.high("load_i"),
            swap: inputs.high("swap_i"),
            activation: (inputs.get("activation_i") as u8).cast_signed(),
        }
    }
}

/// The registers of a cell.
#[derive(Clone, Copy, Debug)]
pub struct Pe {
    sum_bits: usize,
    token: Token,
    shadow: i8,
    active: i8,
    product: i16,
    sum: i64,
}

impl Pe {
    /// A cell of zeros with sums of `sum_bits` bits.
    pub fn new(sum_bits: usize) -> Self {
        Self { sum_bits, token: Token::default(), shadow: 0, active: 0, product: 0, sum: 0 }
    }

    /// The token for the next cell.
    pub fn token(&self) -> Token {
        self.token
    }

    /// The sum for the cell below.
    pub fn sum(&self) -> i64 {
        self.sum
    }

    /// The rising edge: every register takes its value from what the others held before.
    pub fn step(&mut self, token: Token, weight: i8, sum: i64) {
        self.sum = signed((sum + i64::from(self.product)).cast_unsigned(), self.sum_bits);
        self.product = i16::from(self.token.activation) * i16::from(self.active);
        if token.swap {
            self.active = self.shadow;
        }
        if token.load {
            self.shadow = weight;
        }
        self.token = token;
    }
}

impl Behaviour for Pe {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        outputs.pins.set("activation_o", u64::from(self.token.activation.cast_unsigned()));
        outputs.pins.set("sum_o", self.sum.cast_unsigned());

        let weight = (inputs.get("weight_i") as u8).cast_signed();
        self.step(Token::of(inputs), weight, signed(inputs.get("sum_i"), self.sum_bits));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_activation_meets_the_weight_swapped_in_with_it() {
        let mut pe = Pe::new(20);
        let load = Token { load: true, ..Token::default() };
        pe.step(load, 3, 0);
        // The new weight comes in the cycle of the swap: the swap still takes the old one.
        pe.step(Token { load: true, swap: true, activation: 5 }, 7, 0);
        pe.step(Token { activation: 6, ..Token::default() }, 0, 0);
        pe.step(Token { swap: true, activation: -1, ..Token::default() }, 0, 100);
        let sums = [100, 200, 300].map(|sum| {
            let shown = pe.sum();
            pe.step(Token::default(), 0, sum);
            shown
        });
        assert_eq!(sums, [100 + 5 * 3, 100 + 6 * 3, 200 - 7]);
    }

    #[test]
    fn sums_wrap_in_their_bits() {
        let mut pe = Pe::new(18);
        pe.step(Token { load: true, ..Token::default() }, -128, 0);
        pe.step(Token { swap: true, activation: -128, ..Token::default() }, 0, 0);
        pe.step(Token::default(), 0, 0);
        pe.step(Token::default(), 0, (1 << 17) - 1);
        assert_eq!(pe.sum(), -(1 << 17) + (1 << 14) - 1);
    }
}
