//! Weight beats to rows of signed bytes.

use super::pe::bytes;
use crate::beat::signed;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};

/// The two signed nibbles of a byte, the low one first.
pub fn nibbles(byte: u8) -> [i8; 2] {
    [byte & 15, byte >> 4].map(|nibble| signed(nibble.into(), 4) as i8)
}

/// The two rows of a beat of INT4 weights: the first row in the low half of its bits.
pub fn rows_of_nibbles(beat: &[u8]) -> [Vec<i8>; 2] {
    let mut first: Vec<i8> = beat.iter().flat_map(|byte| nibbles(*byte)).collect();
    let second = first.split_off(beat.len());
    [first, second]
}

/// The phase: which row of an INT4 beat comes next.
#[derive(Clone, Debug)]
pub struct Unpack {
    columns: usize,
    second: bool,
    /// The `int4_i` of the cycle before.
    int4: bool,
}

impl Unpack {
    /// Before the first row of a beat.
    pub fn new(columns: usize) -> Self {
        Self { columns, second: false, int4: false }
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> Unpack {
    let [columns] = instance.own();
    Unpack::new(columns)
}

impl Behaviour for Unpack {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let (int4, last) = (inputs.high("int4_i"), inputs.high("last_i"));
        let (valid, ready) = (inputs.high("weight_valid_i"), inputs.high("row_ready_i"));
        let weights = bytes(inputs, "weight_i");
        let row = if self.int4 {
            let beat: Vec<u8> = weights.iter().map(|weight| weight.cast_unsigned()).collect();
            let [first, second] = rows_of_nibbles(&beat);
            if self.second { second } else { first }
        } else {
            weights
        };
        for (column, weight) in row.iter().enumerate().take(self.columns) {
            outputs.pins.set_lane("row_o", column, 8, u64::from(weight.cast_unsigned()));
        }
        outputs.pins.set("row_valid_o", valid.into());
        outputs.pins.set("weight_ready_o", (ready && (!int4 || self.second || last)).into());

        self.int4 = int4;
        if valid && ready {
            self.second = int4 && !self.second && !last;
        }
        if !inputs.high("rst_ni") {
            self.second = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_two_signed_nibbles() {
        for low in -8..8_i8 {
            for high in -8..8_i8 {
                let byte = (low.cast_unsigned() & 15) | (high.cast_unsigned() << 4);
                assert_eq!(nibbles(byte), [low, high]);
            }
        }
    }

    #[test]
    fn a_beat_of_an_odd_number_of_columns_splits_inside_a_byte() {
        let [first, second] = rows_of_nibbles(&[0x21, 0x43, 0x65]);
        assert_eq!(first, [1, 2, 3]);
        assert_eq!(second, [4, 5, 6]);
    }
}
