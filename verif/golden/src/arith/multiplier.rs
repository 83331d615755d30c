//! Signed 32 × 32 → 64 multiplier of five cycles, counting those in which it is enabled.

use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};
use std::collections::VecDeque;

/// `product_o` is `a_i · b_i` of five enabled cycles ago.
#[derive(Clone, Debug)]
pub struct Multiplier {
    /// The oldest first.
    products: VecDeque<i64>,
}

impl Multiplier {
    /// Cycles from the operands to the product.
    pub const LATENCY: usize = 5;

    /// A multiplier of zeros.
    pub fn new() -> Self {
        Self { products: vec![0; Self::LATENCY].into() }
    }
}

impl Default for Multiplier {
    fn default() -> Self {
        Self::new()
    }
}

/// The exact product: at most 2^62 in magnitude.
pub fn multiply(a: i32, b: i32) -> i64 {
    i64::from(a) * i64::from(b)
}

/// The block of the list at power-up.
pub(crate) fn model(_instance: &Instance) -> Multiplier {
    Multiplier::new()
}

impl Behaviour for Multiplier {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let operand = |port| (inputs.get(port) as u32).cast_signed();
        outputs.pins.set("product_o", self.products[0].cast_unsigned());
        if inputs.high("enable_i") {
            self.products.pop_front();
            self.products.push_back(multiply(operand("a_i"), operand("b_i")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_equal_the_product_in_128_bits() {
        let edges = [i32::MIN, i32::MIN + 1, -65_536, -2, -1, 0, 1, 2, 65_535, i32::MAX - 1, i32::MAX];
        for a in edges {
            for b in edges {
                assert_eq!(i128::from(multiply(a, b)), i128::from(a) * i128::from(b));
            }
        }
    }
}
