//! Cases of `back_half`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "back_half", cases: 200, cycles: 80 }

pub fn latency() -> Latency {
    Latency::new("row_i", "arrived_o", Script::of("back_half").resting(&[("result_i", 1)])).formula("C / G + 3")
}

pub fn listed() -> Vec<Script> {
    vec![a_row()]
}

/// Sums come column after column, and are a row once the last has been written.
fn a_row() -> Script {
    let mut script = Script::of("back_half");
    for cycle in 0..8_usize {
        let token = i64::from(cycle == 0);
        script = script.cycle(&[("row_i", token), ("first_i", token), ("result_i", token), ("wait_address_i", 5)]);
        let sums: Vec<i64> = (0..4).map(|column| if column == cycle { 100 - column as i64 } else { -1 }).collect();
        script = script.lanes("sum_i", 18, &sums).sees(&[("arrived_o", i64::from(cycle == 7))]);
    }
    script = script.cycle(&[("read_i", 1), ("row_address_i", 5)]).cycle(&[("show_i", 1)]).rest(1);
    for column in 0..4 {
        script = script.sees_lane("row_o", column, 32, 100 - column as i64);
    }
    script
}
