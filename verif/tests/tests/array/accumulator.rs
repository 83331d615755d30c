//! Cases of `accumulator`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "accumulator", cases: 600, cycles: 60 }

pub fn latency() -> Latency {
    Latency::new("sum_i", "acc_o", Script::of("accumulator"))
}

/// A sum for an address in a cycle: the first of a dot product with its bias, or a later one; stored or not.
#[derive(Clone, Copy)]
struct Sum {
    sum: i64,
    address: i64,
    bias: Option<i64>,
    store: bool,
    acc: i64,
}

pub fn listed() -> Vec<Script> {
    let first = |sum, address, bias, acc| Sum { sum, address, bias: Some(bias), store: true, acc };
    let later = |sum, address, acc| Sum { sum, address, bias: None, store: true, acc };
    vec![
        // Four dot products side by side over three tiles.
        sums(&[
            first(10, 0, 1 << 30, (1 << 30) + 10),
            first(-20, 1, -(1 << 30), -(1 << 30) - 20),
            first(-(1 << 17), 2, 0, -(1 << 17)),
            first((1 << 17) - 1, 15, 5, (1 << 17) + 4),
            later(-10, 0, 1 << 30),
            later(-20, 1, -(1 << 30) - 40),
            later(-(1 << 17), 2, -(1 << 18)),
            later(1, 15, (1 << 17) + 5),
            Sum { store: false, ..later(1, 0, (1 << 30) + 1) },
            later(0, 1, -(1 << 30) - 40),
            later(7, 2, 7 - (1 << 18)),
            later(-5, 15, 1 << 17),
            // What was not stored was not kept.
            later(2, 0, (1 << 30) + 2),
        ]),
        // Sums wrap in 32 bits, and a first sum forgets the word.
        sums(&[
            first(1, 3, i64::from(i32::MAX), i64::from(i32::MIN)),
            first(-1, 4, i64::from(i32::MIN), i64::from(i32::MAX)),
            first(0, 5, 1, 1),
            first(0, 6, 2, 2),
            first(3, 3, 4, 7),
            later(1, 4, i64::from(i32::MIN)),
        ]),
    ]
}

/// One sum a cycle, each field in its own cycle: sum and address, first and bias a cycle later, the word stored
/// two more.
fn sums(sums: &[Sum]) -> Script {
    let mut script = Script::of("accumulator");
    for cycle in 0..sums.len() + 3 {
        let mut inputs = Vec::new();
        if let Some(entering) = sums.get(cycle) {
            inputs.extend([("sum_i", entering.sum), ("read_address_i", entering.address)]);
        }
        if let Some(adding) = cycle.checked_sub(1).and_then(|index| sums.get(index)) {
            inputs.extend([("first_i", i64::from(adding.bias.is_some())), ("bias_i", adding.bias.unwrap_or(-1))]);
        }
        let shown = cycle.checked_sub(3).map(|index| sums[index]);
        if let Some(shown) = shown {
            inputs.extend([("write_i", i64::from(shown.store)), ("write_address_i", shown.address)]);
        }
        script = script.cycle(&inputs);
        if let Some(shown) = shown {
            script = script.sees(&[("acc_o", shown.acc)]);
        }
    }
    script
}
