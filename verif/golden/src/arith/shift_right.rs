//! Arithmetic right shift of 64 bits, combinational.

use crate::{Behaviour, Outputs};
use seedchip_spec::Pins;

/// `data_o` is `data_i` shifted right by `amount_i`, the sign shifted in.
#[derive(Clone, Copy, Debug, Default)]
pub struct ShiftRight;

impl Behaviour for ShiftRight {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let data = inputs.get("data_i").cast_signed() >> inputs.get("amount_i");
        outputs.pins.set("data_o", data.cast_unsigned());
    }
}

#[cfg(test)]
mod tests {
    use crate::block;
    use seedchip_spec::{Configuration, Direction, Pins};

    #[test]
    fn shifting_is_dividing_and_rounding_down() {
        let configuration = &Configuration::all()[0];
        let listed = seedchip_spec::block("shift_right").expect("listed");
        let mut inputs = Pins::zero(&(listed.ports)(configuration), Direction::Input);
        let mut model = block("shift_right", configuration).expect("modelled");
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
