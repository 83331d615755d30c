//! A delay of some cycles, without a reset.

use crate::{Behaviour, Outputs};
use bitvec::prelude::*;
use seedchip_spec::{Instance, Pins, Value};
use std::collections::VecDeque;

/// The values of the last cycles, the oldest first.
#[derive(Clone, Debug)]
pub struct Delay<T> {
    values: VecDeque<T>,
}

impl<T: Clone> Delay<T> {
    /// A delay of `cycles` cycles that shows `initial` until the first value comes out. Of 0 cycles it is a wire.
    pub fn new(cycles: usize, initial: T) -> Self {
        Self { values: vec![initial; cycles].into() }
    }

    /// Takes the value of this cycle and gives the one of some cycles ago.
    pub fn cycle(&mut self, value: T) -> T {
        match self.values.pop_front() {
            None => value,
            Some(oldest) => {
                self.values.push_back(value);
                oldest
            }
        }
    }

    /// Makes every value on its way this one.
    pub fn fill(&mut self, value: &T) {
        self.values.iter_mut().for_each(|stage| *stage = value.clone());
    }
}

impl Delay<Value> {
    /// A delay of `cycles` cycles of `bits` bits.
    pub fn bits(cycles: usize, bits: usize) -> Self {
        Self::new(cycles, BitVec::repeat(false, bits))
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> Delay<Value> {
    let [bits, stages] = instance.own();
    Delay::bits(stages, bits)
}

impl Behaviour for Delay<Value> {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let oldest = Delay::cycle(self, inputs.bits("data_i").to_bitvec());
        outputs.pins.bits_mut("data_o").copy_from_bitslice(&oldest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_comes_out_after_its_cycles() {
        for cycles in 0..5 {
            let mut delay = Delay::new(cycles, 0);
            for time in 1..20_usize {
                assert_eq!(delay.cycle(time), time.saturating_sub(cycles));
            }
        }
    }
}
