//! Cases of `pe`, and all its products.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::{check, four_kinds};

four_kinds! { block: "pe", cases: 800, cycles: 40 }

pub fn latency() -> Latency {
    let loaded = Script::of("pe").cycle(&[("load_i", 1), ("weight_i", 1)]).cycle(&[("swap_i", 1)]);
    Latency::new("activation_i", "sum_o", loaded)
}

pub fn listed() -> Vec<Script> {
    vec![greatest_product(), load_and_swap_together(), loading_leaves_the_active_weight(), passes_on(), sum_wraps()]
}

/// −128 · −128 = 2^14, added to the sum of a cycle before it shows.
fn greatest_product() -> Script {
    Script::of("pe")
        .cycle(&[("load_i", 1), ("weight_i", -128)])
        .cycle(&[("swap_i", 1), ("activation_i", -128)])
        .cycle(&[("sum_i", 1000)])
        .cycle(&[("sum_i", -3)])
        .sees(&[("sum_o", 1000)])
        .cycle(&[("sum_i", 1000)])
        .sees(&[("sum_o", (1 << 14) - 3)])
        .rest(1)
        .sees(&[("sum_o", 1000)])
}

/// A weight loaded in the cycle of a swap waits for the next swap.
fn load_and_swap_together() -> Script {
    Script::of("pe")
        .cycle(&[("load_i", 1), ("weight_i", 5)])
        .cycle(&[("load_i", 1), ("weight_i", -7), ("swap_i", 1), ("activation_i", 10)])
        .cycle(&[("swap_i", 1), ("activation_i", 10)])
        .cycle(&[("activation_i", 10)])
        .rest(1)
        .sees(&[("sum_o", 50)])
        .rest(1)
        .sees(&[("sum_o", -70)])
        .rest(1)
        .sees(&[("sum_o", -70)])
        .rest(1)
        .sees(&[("sum_o", 0)])
}

fn loading_leaves_the_active_weight() -> Script {
    Script::of("pe")
        .resting(&[("activation_i", 127)])
        .cycle(&[("load_i", 1), ("weight_i", -128)])
        .cycle(&[("swap_i", 1)])
        .cycle(&[("load_i", 1), ("weight_i", 127)])
        .cycle(&[("weight_i", 1)])
        .rest(3)
        .sees(&[("sum_o", 127 * -128)])
        .cycle(&[("swap_i", 1)])
        .rest(2)
        .sees(&[("sum_o", 127 * -128)])
        .rest(1)
        .sees(&[("sum_o", 127 * 127)])
}

fn passes_on() -> Script {
    Script::of("pe")
        .cycle(&[("activation_i", -128)])
        .sees(&[("activation_o", 0)])
        .cycle(&[("activation_i", 127)])
        .sees(&[("activation_o", -128)])
        .rest(1)
        .sees(&[("activation_o", 127)])
        .rest(1)
        .sees(&[("activation_o", 0)])
}

/// The sum wraps in its 18 bits.
fn sum_wraps() -> Script {
    Script::of("pe")
        .resting(&[("sum_i", (1 << 17) - 1)])
        .cycle(&[("load_i", 1), ("weight_i", 1)])
        .cycle(&[("swap_i", 1), ("activation_i", 1)])
        .rest(3)
        .sees(&[("sum_o", -(1 << 17))])
}

/// Every product of two bytes on the cell `block`, whose sum is `latency` cycles late: a case for each weight.
pub fn multiplies_all(block: &'static str, latency: i64) {
    let mut products = 0;
    for weight in -128..128 {
        let mut script = Script::of(block).cycle(&[("load_i", 1), ("weight_i", weight)]);
        for cycle in 0..256 + latency {
            let swap = i64::from(cycle == 0);
            // Past the last activation the byte wraps: these products are not looked at.
            script = script.cycle(&[("swap_i", swap), ("activation_i", cycle - 128)]);
            if cycle >= latency {
                script = script.sees(&[("sum_o", weight * (cycle - latency - 128))]);
                products += 1;
            }
        }
        check(&script);
    }
    assert_eq!(products, 1 << 16);
}

#[test]
fn all_products() {
    multiplies_all("pe", 3);
}
