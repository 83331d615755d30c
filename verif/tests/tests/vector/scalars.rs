//! Cases of `scalars`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "scalars", cases: 400, cycles: 80 }

pub fn latency() -> Latency {
    let begin = Script::of("scalars").cycle(&[("begin_i", 1)]).rest(4);
    let written = begin.cycle(&[("valid_i", 1), ("scalar_i", 5)]).resting(&[("read_address_i", 1)]);
    Latency::new("read_address_i", "read_data_o", written)
}

pub fn listed() -> Vec<Script> {
    vec![in_order(), reset()]
}

/// A pass of two rows into register 5 and one of a row into register 2: four rows have scalars.
fn in_order() -> Script {
    Script::of("scalars")
        .cycle(&[("begin_i", 1), ("begin_register_i", 5), ("begin_m_i", 1)])
        .cycle(&[("begin_i", 1), ("begin_register_i", 2), ("begin_m_i", 0)])
        .rest(3)
        .cycle(&[("valid_i", 1), ("scalar_i", 0x1111), ("overflow_i", 1)])
        .sees(&[("done_o", 1), ("end_o", 0)])
        .cycle(&[("scalar_i", 0x9999), ("nan_i", 1)])
        .sees(&[("done_o", 0), ("end_o", 0)])
        .cycle(&[("valid_i", 1), ("scalar_i", 0x2222), ("empty_i", 1), ("read_address_i", 20)])
        .sees(&[("done_o", 1), ("end_o", 1), ("end_flags_o", 0b101)])
        .cycle(&[("valid_i", 1), ("scalar_i", 0x3333), ("nan_i", 1), ("read_address_i", 21)])
        .sees(&[("done_o", 1), ("end_o", 1), ("end_flags_o", 0b010)])
        .cycle(&[("read_address_i", 8)])
        .sees(&[("read_data_o", 0x1111)])
        .cycle(&[("read_address_i", 22)])
        .sees(&[("read_data_o", 0x2222)])
        .rest(1)
        .sees(&[("read_data_o", 0x3333)])
        .rest(1)
        .sees(&[("read_data_o", 0)])
}

/// A reset forgets passes, their row and their flags.
fn reset() -> Script {
    Script::of("scalars")
        .cycle(&[("begin_i", 1), ("begin_register_i", 1), ("begin_m_i", 3)])
        .rest(4)
        .cycle(&[("valid_i", 1), ("scalar_i", 7), ("nan_i", 1)])
        .cycle(&[("rst_ni", 0)])
        .cycle(&[("begin_i", 1), ("begin_register_i", 3)])
        .rest(4)
        .cycle(&[("valid_i", 1), ("scalar_i", 8)])
        .sees(&[("end_o", 1), ("end_flags_o", 0)])
        .cycle(&[("read_address_i", 12)])
        .cycle(&[("read_address_i", 4)])
        .rest(1)
        .sees(&[("read_data_o", 8)])
        .rest(1)
        .sees(&[("read_data_o", 7)])
}
