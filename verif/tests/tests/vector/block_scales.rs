//! Cases of `block_scales`.

use crate::catalogue::latency::Latency;
use crate::fp32::{INFINITY, MINUS, NAN, ONE};
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "block_scales", cases: 200, cycles: 80 }

pub fn latency() -> Latency {
    let prepared = Script::of("block_scales").resting(&[("valid_i", 1), ("last_i", 1), ("format_i", 0)]);
    Latency::new("valid_i", "valid_o", prepared)
}

/// Four lanes: a scale shows four cycles after its block's last vector.
const LATENCY: usize = 4;

pub fn listed() -> Vec<Script> {
    vec![whole_blocks(), short_blocks(), formats()]
}

fn vector(script: Script, last: bool, numbers: [u32; 4]) -> Script {
    script.cycle(&[("valid_i", 1), ("last_i", last.into())]).lanes("number_i", 32, &numbers.map(i64::from))
}

/// Blocks of eight vectors: the greatest may be anywhere, and is forgotten by the next block.
fn whole_blocks() -> Script {
    let mut script = Script::of("block_scales");
    for place in 0..32 {
        for part in 0..8 {
            let numbers = std::array::from_fn(|lane| if part * 4 + lane == place { MINUS | 0x4000_0000 } else { ONE });
            script = vector(script, false, numbers);
            let shows = place > 0 && part == LATENCY - 1;
            script = script.sees(&[("valid_o", shows.into())]);
            if shows {
                script = script.sees(&[("scale_o", 128), ("nan_o", 0)]);
            }
        }
    }
    script.rest(LATENCY).sees(&[("valid_o", 1), ("scale_o", 128)]).rest(1).sees(&[("valid_o", 0)])
}

/// A row's last vector ends a block, and the next row begins one.
fn short_blocks() -> Script {
    let mut script = Script::of("block_scales");
    script = vector(script, false, [ONE, 0, 0, 0]);
    script = script.rest(1);
    script = vector(script, true, [0, MINUS, 1, 0]);
    script = vector(script, true, [0, 0, 0, MINUS]);
    script = vector(script, true, [0, NAN, INFINITY, 0]);
    script = script.rest(1).rest(1).sees(&[("valid_o", 1), ("scale_o", 127), ("nan_o", 0)]);
    script = script.rest(1).sees(&[("valid_o", 1), ("scale_o", 0), ("nan_o", 0)]);
    script.rest(1).sees(&[("valid_o", 1), ("scale_o", 255), ("nan_o", 1)])
}

/// Format and policy are those of the block's last vector.
fn formats() -> Script {
    let mut script = Script::of("block_scales");
    for (format, ceil) in [(0, 0), (2, 0), (4, 0), (0, 1), (2, 1), (4, 1)] {
        let inputs = [("valid_i", 1), ("last_i", 1), ("format_i", format), ("ceil_i", ceil)];
        script = script.cycle(&inputs).lanes("number_i", 32, &[0x3fff_ffff, 0, 0, 0]);
        if (format, ceil) == (2, 1) {
            script = script.sees(&[("scale_o", 127)]);
        }
        if (format, ceil) == (4, 1) {
            script = script.sees(&[("scale_o", 119)]);
        }
    }
    for scale in [125, 128, 120, 126] {
        script = script.rest(1).sees(&[("scale_o", scale)]);
    }
    script
}
