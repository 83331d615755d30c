//! Signed product with registers on both sides that hold while it is not enabled.

use crate::beat::signed;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};

/// The factors and their product.
#[derive(Clone, Copy, Debug)]
pub struct ProductHeld {
    a_bits: usize,
    b_bits: usize,
    a: i64,
    b: i64,
    product: i64,
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> ProductHeld {
    let [a_bits, b_bits] = instance.own();
    ProductHeld { a_bits, b_bits, a: 0, b: 0, product: 0 }
}

impl Behaviour for ProductHeld {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        outputs.pins.set("product_o", self.product.cast_unsigned());
        if inputs.high("enable_i") {
            self.product = self.a * self.b;
            self.a = signed(inputs.get("a_i"), self.a_bits);
            self.b = signed(inputs.get("b_i"), self.b_bits);
        }
    }
}
