//! Signed product with registers on both sides.

use crate::beat::signed;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};

/// The operands and their product. `b` stays until another is loaded.
#[derive(Clone, Copy, Debug)]
pub struct Product {
    a_bits: usize,
    b_bits: usize,
    a: i64,
    b: i64,
    product: i64,
}

impl Product {
    /// A product of zeros of operands of so many bits, together at most 64.
    pub fn new(a_bits: usize, b_bits: usize) -> Self {
        Self { a_bits, b_bits, a: 0, b: 0, product: 0 }
    }

    /// The product of the operands of two cycles ago.
    pub fn product(&self) -> i64 {
        self.product
    }

    /// The rising edge: `b` if it is loaded in this cycle.
    pub fn step(&mut self, a: i64, b: Option<i64>) {
        self.product = self.a * self.b;
        self.a = a;
        self.b = b.unwrap_or(self.b);
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> Product {
    let [a_bits, b_bits] = instance.own();
    Product::new(a_bits, b_bits)
}

impl Behaviour for Product {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        outputs.pins.set("product_o", self.product.cast_unsigned());

        let b = inputs.high("b_load_i").then(|| signed(inputs.get("b_i"), self.b_bits));
        self.step(signed(inputs.get("a_i"), self.a_bits), b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_shows_two_cycles_after_its_first_operand_and_the_second_stays() {
        let mut product = Product::new(8, 18);
        let shown: Vec<i64> = [(3, Some(-5)), (4, None), (-128, Some(-(1 << 17))), (7, None), (0, None)]
            .map(|(a, b)| {
                product.step(a, b);
                product.product()
            })
            .into();
        assert_eq!(shown, [0, -15, -20, 1 << 24, -7 << 17]);
    }
}
