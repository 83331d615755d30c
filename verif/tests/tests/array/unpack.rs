//! Cases of `unpack`, and all its nibbles.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::{check, four_kinds};

four_kinds! { block: "unpack", cases: 800, cycles: 40 }

pub fn latency() -> Latency {
    Latency::new("weight_i", "row_o", Script::of("unpack"))
}

/// Columns at the size of the test.
const COLUMNS: usize = 4;

pub fn listed() -> Vec<Script> {
    vec![bytes(), nibbles(), last_row_takes_its_beat(), reset_returns_to_the_low_half()]
}

fn bytes() -> Script {
    Script::of("unpack")
        .cycle(&[("weight_valid_i", 1), ("row_ready_i", 1)])
        .lanes("weight_i", 8, &[1, -1, 127, -128])
        .sees(&[("row_valid_o", 1), ("weight_ready_o", 1), ("row_o", 0x807f_ff01)])
        .cycle(&[("weight_valid_i", 1)])
        .sees(&[("row_valid_o", 1), ("weight_ready_o", 0)])
        .cycle(&[("row_ready_i", 1), ("last_i", 1)])
        .sees(&[("row_valid_o", 0), ("weight_ready_o", 1)])
}

/// Two rows from one beat; it stays until the second is taken, and a row that isn't taken stays too.
fn nibbles() -> Script {
    let beat = ("weight_i", 0x8f07_1e2d);
    Script::of("unpack")
        .resting(&[("int4_i", 1)])
        .rest(1)
        .cycle(&[beat, ("weight_valid_i", 1), ("row_ready_i", 1)])
        .sees(&[("row_valid_o", 1), ("weight_ready_o", 0), ("row_o", 0x01fe_02fd)])
        .cycle(&[beat, ("weight_valid_i", 1)])
        .sees(&[("row_valid_o", 1), ("weight_ready_o", 0), ("row_o", 0xf8ff_0007)])
        .cycle(&[beat, ("weight_valid_i", 1), ("row_ready_i", 1)])
        .sees(&[("row_valid_o", 1), ("weight_ready_o", 1), ("row_o", 0xf8ff_0007)])
        .cycle(&[beat, ("weight_valid_i", 1), ("row_ready_i", 1)])
        .sees(&[("weight_ready_o", 0), ("row_o", 0x01fe_02fd)])
}

/// The last row of a command is the low half of its beat, and the next row starts with the low half again.
fn last_row_takes_its_beat() -> Script {
    Script::of("unpack")
        .resting(&[("int4_i", 1), ("weight_valid_i", 1), ("row_ready_i", 1)])
        .cycle(&[("weight_valid_i", 0)])
        .cycle(&[("weight_i", 0x1111_2222), ("last_i", 1)])
        .sees(&[("weight_ready_o", 1), ("row_o", 0x0202_0202)])
        .cycle(&[("weight_i", 0x3333_4444)])
        .sees(&[("weight_ready_o", 0), ("row_o", 0x0404_0404)])
        .cycle(&[("weight_i", 0x3333_4444), ("last_i", 1)])
        .sees(&[("weight_ready_o", 1), ("row_o", 0x0303_0303)])
        .cycle(&[("weight_i", 0x5555_6666)])
        .sees(&[("weight_ready_o", 0), ("row_o", 0x0606_0606)])
}

fn reset_returns_to_the_low_half() -> Script {
    Script::of("unpack")
        .resting(&[("int4_i", 1), ("weight_valid_i", 1), ("row_ready_i", 1), ("weight_i", 0x1111_2222)])
        .cycle(&[("rst_ni", 0)])
        .cycle(&[])
        .sees(&[("row_o", 0x0202_0202)])
        .cycle(&[("rst_ni", 0)])
        .sees(&[("row_o", 0x0101_0101)])
        .cycle(&[])
        .sees(&[("row_o", 0x0202_0202)])
}

/// Every nibble in every place of a beat.
#[test]
fn all_nibbles() {
    let mut nibbles = 0;
    let mut script = Script::of("unpack")
        .resting(&[("int4_i", 1), ("weight_valid_i", 1), ("row_ready_i", 1)])
        .cycle(&[("weight_valid_i", 0)]);
    for place in 0..2 * COLUMNS {
        for nibble in 0..16_i64 {
            let signed = if nibble < 8 { nibble } else { nibble - 16 };
            for half in 0..2 {
                // The other nibbles are the opposite bits, so that none can be mistaken for it.
                let mut beat = [!nibble; 2 * COLUMNS];
                beat[place] = nibble;
                script = script.cycle(&[]).lanes("weight_i", 4, &beat);
                if place / COLUMNS == half {
                    script = script.sees_lane("row_o", place % COLUMNS, 8, signed);
                    nibbles += 1;
                }
            }
        }
    }
    check(&script);
    assert_eq!(nibbles, 2 * COLUMNS * 16);
}
