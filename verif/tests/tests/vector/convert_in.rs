//! Cases of `convert_in`.

use crate::catalogue::latency::Latency;
use crate::fp32::{INFINITY, MINUS, NAN, ONE};
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "convert_in", cases: 300, cycles: 60 }

pub fn latency() -> Latency {
    Latency::new("number_i", "number_o", Script::of("convert_in"))
}

pub fn listed() -> Vec<Script> {
    let cases = cases();
    let mut script = Script::of("convert_in");
    for (cycle, (format, number, _)) in cases.iter().enumerate() {
        script = script.cycle(&[("format_i", (*format).into()), ("number_i", (*number).into())]);
        if let Some((_, _, result)) = cycle.checked_sub(7).and_then(|earlier| cases.get(earlier)) {
            script = script.sees(&[("number_o", (*result).into())]);
        }
    }
    for (_, _, result) in &cases[cases.len() - 7..] {
        script = script.rest(1).sees(&[("number_o", (*result).into())]);
    }
    vec![script]
}

/// A format, a number of it, and the number in FP32.
fn cases() -> Vec<(u32, u32, u32)> {
    let mut cases = vec![
        (0, 0xffff_ffff, 0xffff_ffff),
        (0, 1, 1),
        (1, 0x1234_3f80, ONE),
        (1, 0x7f81, NAN),
        (1, 0xff80, MINUS | INFINITY),
        (1, 0x8001, 0x8001_0000),
        (2, 3, 0x4040_0000),
        (2, 0x8000_0000, 0xcf00_0000),
        (2, 0x7fff_ffff, 0x4f00_0000),
        (2, 0x0100_0001, 0x4b80_0000),
        (2, 0x0100_0003, 0x4b80_0002),
        (2, 0, 0),
        (3, 0xffff_ff80, 0xc300_0000),
        (3, 0x5a5a_5a7f, 0x42fe_0000),
        (3, 0xff00, 0),
        (4, 0x40, ONE),
        (4, 0xff, 0xbc80_0000),
        (4, 0x80, 0xc000_0000),
        (4, 0xff00, 0),
        (5, 0x38, ONE),
        (5, 0x7f, NAN),
        (5, 0x81, 0xbb00_0000),
        (6, 0xf7, 0x40c0_0000),
        (6, 0x9, 0xbf00_0000),
        (7, 0x17f, ONE),
        (7, 0, 0x0040_0000),
        (7, 1, 0x0080_0000),
        (7, 254, 0x7f00_0000),
        (7, 255, NAN),
    ];
    cases.extend((8..16).map(|format| (format, 0xdead_beef, 0xdead_beef)));
    cases
}
