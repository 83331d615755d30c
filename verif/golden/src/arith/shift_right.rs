//! Arithmetic right shift, combinational.

use crate::beat::signed;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};

/// `data_o` is `data_i` shifted right by `amount_i`, the sign shifted in.
#[derive(Clone, Copy, Debug)]
pub struct ShiftRight {
    /// The bits of a number, at most 64.
    pub bits: usize,
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> ShiftRight {
    let [bits] = instance.own();
    ShiftRight { bits }
}

impl Behaviour for ShiftRight {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let data = signed(inputs.get("data_i"), self.bits) >> inputs.get("amount_i");
        outputs.pins.set("data_o", data.cast_unsigned());
    }
}

#[cfg(test)]
mod tests {
    use crate::block;
    use seedchip_spec::{Block, Direction, Pins};

    #[test]
    fn shifting_is_dividing_and_rounding_down() {
        let instance = Block::named("shift_right").expect("it is listed").first();
        let mut inputs = Pins::zero(&instance.ports(), Direction::Input);
        let mut model = block(&instance).expect("it has a model");
        let edges = [i64::MIN, i64::MIN + 1, -1 << 32, 1 << 32, i64::MAX - 1, i64::MAX];
        for data in (-130..=130).chain(edges) {
            for amount in 0..64 {
                inputs.set("data_i", data.cast_unsigned());
                inputs.set("amount_i", amount);
                let expected = i128::from(data).div_euclid(1 << amount) as i64;
                assert_eq!(model.cycle(&inputs).pins.get("data_o").cast_signed(), expected, "{data} >> {amount}");
            }
        }
    }
}
