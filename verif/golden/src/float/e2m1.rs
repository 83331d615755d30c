//! E2M1 numbers as integers, combinational.

use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};

/// Twice an E2M1 number.
pub fn twice(code: u8) -> i8 {
    let magnitude = [0, 1, 2, 3, 4, 6, 8, 12][usize::from(code % 8)];
    if code & 8 == 0 { magnitude } else { -magnitude }
}

/// `number_o` is twice the number of `code_i`.
#[derive(Clone, Copy, Debug)]
pub struct E2m1;

/// The block of the list.
pub(crate) fn model(_instance: &Instance) -> E2m1 {
    E2m1
}

impl Behaviour for E2m1 {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        outputs.pins.set("number_o", i64::from(twice(inputs.get("code_i") as u8)).cast_unsigned());
    }
}

#[cfg(test)]
mod tests {
    use crate::beat::signed;
    use crate::bench::Bench;
    use seedchip_spec::Block;

    /// The numbers that the OCP specification lists.
    const NUMBERS: [f32; 16] = [0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, -0.0, -0.5, -1.0, -1.5, -2.0, -3.0, -4.0, -6.0];

    #[test]
    fn every_code_is_twice_its_number() {
        let mut bench = Bench::of(&Block::named("e2m1").expect("it is listed").first());
        for (code, number) in NUMBERS.into_iter().enumerate() {
            let twice = signed(bench.cycle(&[("code_i", code as u64)]).specified("number_o"), 5);
            assert_eq!(twice as f32, 2.0 * number, "{code}");
        }
    }
}
