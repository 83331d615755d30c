//! The accumulators of one column.

use crate::beat::signed;
use crate::{Behaviour, Outputs};
use seedchip_params::{Configuration, Pins};

/// D words, and the sum on its way to one of them.
///
/// Assumption on the inputs, for the sums to mean something: an address comes again after 4 cycles at the
/// earliest. The model is exact without it.
#[derive(Clone, Debug)]
pub struct Accumulator {
    sum_bits: usize,
    words: Vec<i32>,
    sum: i32,
    read: i32,
    acc: i32,
}

impl Accumulator {
    /// Accumulators of zeros.
    pub fn new(configuration: &Configuration) -> Self {
        let sum_bits = configuration.sum_bits();
        Self { sum_bits, words: vec![0; configuration.accumulators()], sum: 0, read: 0, acc: 0 }
    }
}

impl Behaviour for Accumulator {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        outputs.pins.set("acc_o", u64::from(self.acc.cast_unsigned()));

        let start = if inputs.high("first_i") { (inputs.get("bias_i") as u32).cast_signed() } else { self.read };
        let acc = start.wrapping_add(self.sum);
        self.sum = signed(inputs.get("sum_i"), self.sum_bits) as i32;
        self.read = self.words[inputs.get("read_address_i") as usize];
        if inputs.high("write_i") {
            self.words[inputs.get("write_address_i") as usize] = self.acc;
        }
        self.acc = acc;
    }
}
