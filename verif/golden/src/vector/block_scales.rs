//! The scale of each block of 32 elements of a row.
//!
//! Page: Reductions, `block_scales`.

use crate::answers::Answers;
use crate::exact::SIGN;
use crate::float::mx_scale::{BlockScale, mx_scale};
use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins, VectorSizes};

/// The scale of a block, by the greatest of its magnitudes as integers; the format is one of mx_scale.
pub fn block_scale(block: &[u32], format: u64, ceil: bool) -> BlockScale {
    let magnitude = block.iter().map(|number| number & !SIGN).max();
    mx_scale(magnitude.unwrap_or(0), format, ceil)
}

/// The numbers of a block under way, and the scales that are made.
#[derive(Clone, Debug)]
pub struct BlockScales {
    lanes: usize,
    block: Vec<u32>,
    scales: Answers<BlockScale>,
}

/// A vector of a row that is cut into blocks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Vector<'a> {
    pub numbers: &'a [u32],
    /// It is its row's last.
    pub last: bool,
    /// One of mx_scale.
    pub format: u64,
    pub ceil: bool,
}

impl BlockScales {
    /// No blocks.
    pub fn new(lanes: usize) -> Self {
        Self { lanes, block: Vec::new(), scales: Answers::default() }
    }

    /// A cycle in which this vector comes: the scale that shows.
    pub(crate) fn cycle(&mut self, vector: Option<Vector>) -> Option<BlockScale> {
        let shown = self.scales.cycle();
        if let Some(Vector { numbers, last, format, ceil }) = vector {
            self.block.extend(numbers);
            if last || self.block.len() >= VectorSizes::BLOCK {
                self.scales.send(2 + self.lanes.ilog2() as usize, block_scale(&self.block, format, ceil));
                self.block.clear();
            }
        }
        shown
    }

    /// A reset at the end of this cycle.
    pub(crate) fn reset(&mut self) {
        self.block.clear();
        self.scales.clear();
    }
}

/// The block of the list at power-up.
pub fn model(instance: &Instance) -> BlockScales {
    let [lanes] = instance.own();
    BlockScales::new(lanes)
}

impl Behaviour for BlockScales {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let vector = inputs.high("valid_i").then(|| Vector {
            numbers: inputs.words("number_i"),
            last: inputs.high("last_i"),
            format: inputs.get("format_i"),
            ceil: inputs.high("ceil_i"),
        });
        let shown = BlockScales::cycle(self, vector);
        outputs.pins.set("valid_o", shown.is_some().into());
        match shown {
            None => outputs.unspecified.extend(["scale_o", "nan_o"]),
            Some(scale) => {
                outputs.pins.set("scale_o", scale.code.into());
                outputs.pins.set("nan_o", scale.nan.into());
            }
        }
        if !inputs.high("rst_ni") {
            self.reset();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;

    fn bench(lanes: usize) -> Bench {
        let inputs =
            [("rst_ni", 1), ("valid_i", 1), ("last_i", 1), ("format_i", 3), ("ceil_i", 1), ("number_i", 32 * lanes)];
        Bench::unlisted(BlockScales::new(lanes), &inputs, &[("valid_o", 1), ("scale_o", 8), ("nan_o", 1)])
    }

    #[test]
    fn blocks_by_hand() {
        let code = |block: &[f32], format, ceil| {
            let bits: Vec<u32> = block.iter().map(|number| number.to_bits()).collect();
            block_scale(&bits, format, ceil).code
        };
        assert_eq!(code(&[1.0, -3.0, 2.0], 0, false), 128);
        assert_eq!([false, true].map(|ceil| code(&[1.0, -3.99, 2.0], 0, ceil)), [128, 129]);
        assert_eq!(code(&[-448.0, 447.0], 2, true), 127);
        assert_eq!([code(&[0.0, -0.0], 0, false), code(&[6.0, f32::NEG_INFINITY], 4, false)], [0, 255]);
        assert_eq!(block_scale(&[0x3f80_0000, 0xff80_0001], 0, true), BlockScale { code: 255, nan: true });
    }

    #[test]
    fn a_block_is_32_elements_from_the_rows_first_or_what_is_left() {
        for lanes in [4, 16, 32] {
            let mut bench = bench(lanes);
            let per_block = 32 / lanes;
            // Rows of one and a half blocks, or of one and of a vector; element t of a row is 2^t / 2^64.
            let row = (per_block + per_block.div_ceil(2)).max(2);
            let latency = 2 + lanes.ilog2() as usize;
            for cycle in 0..5 * row + latency {
                let place = cycle % row;
                let vector: Vec<u32> = (0..lanes).map(|lane| ((63 + place * lanes + lane) as u32) << 23).collect();
                let tokens = [("valid_i", u64::from(cycle < 5 * row)), ("last_i", u64::from(place + 1 == row))];
                let outputs = bench.cycle_with("number_i", &vector, &tokens);
                let end = cycle.checked_sub(latency).map(|end| end % row);
                let ends = end.filter(|end| end + 1 == row || (end + 1).is_multiple_of(per_block));
                assert_eq!(outputs.specified("valid_o"), u64::from(ends.is_some()), "{lanes}: {cycle}");
                if let Some(end) = ends {
                    assert_eq!(outputs.specified("scale_o"), (63 + (end + 1) * lanes - 1) as u64, "{lanes}: {cycle}");
                }
            }
        }
    }

    #[test]
    fn format_and_ceil_are_those_of_the_last_vector_and_reset_forgets_the_block() {
        let mut bench = bench(16);
        let last = |bench: &mut Bench, tokens: &[(&str, u64)]| {
            bench.cycle_with("number_i", &[0x407f_ffff; 16], &[tokens, &[("valid_i", 1), ("last_i", 1)]].concat());
            bench.wait(5);
            bench.cycle(&[]).specified("scale_o")
        };
        bench.cycle_with("number_i", &[0x4180_0000; 16], &[("valid_i", 1), ("format_i", 4), ("ceil_i", 1)]);
        assert_eq!(last(&mut bench, &[]), 131);
        bench.cycle_with("number_i", &[0x4180_0000; 16], &[("valid_i", 1)]);
        bench.cycle(&[("rst_ni", 0)]);
        assert_eq!(last(&mut bench, &[("ceil_i", 1)]), 129);
        assert_eq!(last(&mut bench, &[("format_i", 2)]), 120);
    }
}
