//! A sum of 32 bits with a gated term, combinational.

use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};

/// `sum_o` is `addend_i`, and `term_i` more with the gate.
#[derive(Clone, Copy, Debug, Default)]
pub struct GatedSum;

/// The block of the list at power-up.
pub(crate) fn model(_instance: &Instance) -> GatedSum {
    GatedSum
}

impl Behaviour for GatedSum {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let sum = inputs.get("addend_i") + inputs.get("gate_i") * inputs.get("term_i");
        outputs.pins.set("sum_o", sum % (1 << 32));
    }
}
