//! Cases of `convert_out`.

use crate::catalogue::latency::Latency;
use crate::fp32::{GREATEST, INFINITY, MINUS, NAN, ONE};
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "convert_out", cases: 300, cycles: 60 }

pub fn latency() -> Latency {
    Latency::new("number_i", "code_o", Script::of("convert_out"))
}

/// Format, number, scale; code, overflow, nan_dropped.
type Case = ([u32; 3], [u32; 3]);

pub fn listed() -> Vec<Script> {
    let cases = cases();
    let mut script = Script::of("convert_out");
    for (cycle, ([format, number, scale], _)) in cases.iter().enumerate() {
        let inputs = [("format_i", *format), ("number_i", *number), ("scale_i", *scale)];
        script = script.cycle(&inputs.map(|(port, value)| (port, value.into())));
        if let Some(earlier) = cycle.checked_sub(4) {
            script = sees(script, &cases[earlier]);
        }
    }
    for case in &cases[cases.len() - 4..] {
        script = sees(script.rest(1), case);
    }
    vec![script]
}

fn sees(script: Script, (_, [code, overflow, dropped]): &Case) -> Script {
    let outputs = [("code_o", *code), ("overflow_o", *overflow), ("nan_dropped_o", *dropped)];
    script.sees(&outputs.map(|(port, value)| (port, value.into())))
}

fn cases() -> Vec<Case> {
    let mut cases = vec![
        ([0, 0xffff_ffff, 9], [0xffff_ffff, 0, 0]),
        ([1, 0x3f80_8000, 9], [0x3f80, 0, 0]),
        ([1, 0x3f81_8000, 255], [0x3f82, 0, 0]),
        ([1, GREATEST, 0], [0x7f80, 1, 0]),
        ([1, INFINITY, 0], [0x7f80, 0, 0]),
        ([1, 0xffff_ffff, 0], [0x7fc0, 0, 0]),
        // INT8, and INT8 of a row.
        ([3, 0x4020_0000, 0], [2, 0, 0]),
        ([3, 0x4060_0000, 255], [4, 0, 0]),
        ([3, MINUS | GREATEST, 0], [0x80, 0, 0]),
        ([3, GREATEST, 0], [0x7f, 0, 0]),
        ([3, NAN, 0], [0, 0, 1]),
        ([10, MINUS | GREATEST, 255], [0x81, 0, 0]),
        ([10, 0xbf80_0000, 3], [0xff, 0, 0]),
        ([10, NAN, 0], [0, 0, 0]),
        // Blocks.
        ([4, ONE, 127], [64, 0, 0]),
        ([4, 0xc2fe_0000, 133], [0x81, 0, 0]),
        ([4, 0xc300_0000, 133], [0x81, 0, 0]),
        ([4, 0x0000_0001, 0], [0, 0, 0]),
        ([4, 0x7f00_0000, 254], [64, 0, 0]),
        ([4, ONE, 255], [0, 0, 0]),
        ([5, ONE, 127], [0x38, 0, 0]),
        ([5, ONE, 119], [0x78, 0, 0]),
        ([5, MINUS | ONE, 118], [0xfe, 0, 0]),
        ([5, INFINITY, 255], [0, 0, 0]),
        ([6, ONE, 127], [2, 0, 0]),
        ([6, MINUS | ONE, 125], [0xe, 0, 0]),
        ([6, MINUS | ONE, 124], [0xf, 0, 0]),
        ([6, NAN, 255], [0, 0, 0]),
        ([6, NAN, 254], [0, 0, 0]),
    ];
    cases.extend([2, 7, 8, 9, 11, 12, 13, 14, 15].map(|format| ([format, GREATEST, 127], [0, 0, 0])));
    cases
}
