//! Cases of `unpack_fp32`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "unpack_fp32", cases: 400, cycles: 40 }

pub fn latency() -> Latency {
    Latency::new("number_i", "significand_o", Script::of("unpack_fp32"))
}

pub fn listed() -> Vec<Script> {
    // A number, its exponent and its significand.
    let finite = [
        (0x0000_0001, 1, 1),
        (0x007f_ffff, 1, 0x7f_ffff),
        (0x0040_0000, 1, 0x40_0000),
        (0x0080_0000, 1, 0x80_0000),
        (0x0100_0000, 2, 0x80_0000),
        (0x3f80_0000, 127, 0x80_0000),
        (0x4000_0001, 128, 0x80_0001),
        (0x7f7f_ffff, 254, 0xff_ffff),
        (0x7f00_0000, 254, 0x80_0000),
    ];
    let special = [
        (0x0000_0000, 1, 0, "zero_o"),
        (0x7f80_0000, 255, 0x80_0000, "infinite_o"),
        (0x7f80_0001, 255, 0x80_0001, "nan_o"),
        (0x7fc0_0000, 255, 0xc0_0000, "nan_o"),
        (0x7fff_ffff, 255, 0xff_ffff, "nan_o"),
    ];
    let all = finite.map(|(number, exponent, significand)| (number, exponent, significand, ""));
    let mut script = Script::of("unpack_fp32");
    for (number, exponent, significand, kind) in all.into_iter().chain(special) {
        for sign in [0, 1] {
            script = script.cycle(&[("number_i", number | sign << 31)]).sees(&[
                ("sign_o", sign),
                ("exponent_o", exponent),
                ("significand_o", significand),
            ]);
            for port in ["zero_o", "infinite_o", "nan_o"] {
                script = script.sees(&[(port, i64::from(port == kind))]);
            }
        }
    }
    vec![script]
}
