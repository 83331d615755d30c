//! The scale of each row of a block, out of the packet of row scales.
//!
//! Page: Collector, `row_scales`.

use crate::stream::operand_packet::OperandPacket;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};

/// An operand_packet of beats of 8 bits. Of its errors the status has 17 less it.
#[derive(Clone, Copy, Debug, Default)]
pub struct RowScales {
    packet: OperandPacket,
}

/// The block of the list at power-up.
pub(crate) fn model(_instance: &Instance) -> RowScales {
    RowScales::default()
}

impl Behaviour for RowScales {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        self.packet.cycle_at(inputs, outputs, "scale_valid_o", "scale_o");
    }
}

#[cfg(test)]
mod tests {
    use crate::bench::Bench;
    use seedchip_spec::Block;

    #[test]
    fn a_row_shows_its_scale() {
        let mut bench = Bench::of(&Block::named("row_scales").expect("it is listed").first());
        let row = [("want_i", 1), ("up_valid_i", 1), ("up_data_i", 200)];
        let outputs = bench.cycle(&row);
        assert_eq!(["scale_valid_o", "scale_o", "up_ready_o"].map(|port| outputs.specified(port)), [1, 200, 0]);
        let last = [&row[..], &[("last_i", 1)]].concat();
        assert!(!bench.cycle(&last).pins.high("scale_valid_o"));
        let outputs = bench.cycle(&[&last[..], &[("take_i", 1), ("up_last_i", 1)]].concat());
        assert_eq!(["scale_valid_o", "scale_o", "error_o"].map(|port| outputs.specified(port)), [1, 200, 1]);
    }
}
