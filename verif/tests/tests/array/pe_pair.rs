//! Cases of `pe_pair`, and all its products.

use crate::catalogue::latency::Latency;
use crate::script::{Script, block};
use crate::three_way::four_kinds;
use seedchip_sim::models;
use seedchip_sim::{Model, PowerUp};
use std::collections::VecDeque;

four_kinds! { block: "pe_pair", cases: 1500, cycles: 40 }

pub fn latency() -> Latency {
    let loaded = Script::of("pe_pair").cycle(&[("load_i", 1), ("weight_i", 1)]).cycle(&[("swap_i", 1)]);
    Latency::new("activation_i", "sum_o", loaded)
}

/// Cycles from an activation to its sums.
const LATENCY: usize = 6;
const SUM_BITS: usize = 18;

pub fn listed() -> Vec<Script> {
    let mut scripts = vec![
        sums_of_their_cycles(),
        load_and_swap_together(),
        loading_leaves_the_active_weights(),
        passes_on(),
        sums_wrap_alone(),
    ];
    let ends = [-128, -127, -64, -1, 0, 1, 63, 127];
    scripts.extend(ends.iter().flat_map(|first| ends.iter().map(|second| products([*first, *second], &ends))));
    scripts
}

/// What both columns show in the last cycle.
fn sees(script: Script, sums: [i64; 2]) -> Script {
    script.sees_lane("sum_o", 0, SUM_BITS, sums[0]).sees_lane("sum_o", 1, SUM_BITS, sums[1])
}

/// A cycle that loads these weights.
fn loads(script: Script, weights: [i64; 2]) -> Script {
    script.cycle(&[("load_i", 1)]).lanes("weight_i", 8, &weights)
}

/// The products of activations, one a cycle, with one pair of weights.
fn products(weights: [i64; 2], activations: &[i64]) -> Script {
    let mut script = loads(Script::of("pe_pair"), weights);
    for cycle in 0..activations.len() + LATENCY {
        let activation = activations.get(cycle).copied().unwrap_or(0);
        script = script.cycle(&[("swap_i", i64::from(cycle == 0)), ("activation_i", activation)]);
        let sent = cycle.checked_sub(LATENCY).map_or(0, |sent| activations[sent]);
        script = sees(script, weights.map(|weight| weight * sent));
    }
    script
}

/// Both products are added to the sums of the cycle before they show, the fifth after the activation.
fn sums_of_their_cycles() -> Script {
    let mut script = loads(Script::of("pe_pair"), [-128, 127]);
    for cycle in 0..9 {
        let start = i64::from(cycle == 0);
        script = script.cycle(&[("swap_i", start), ("activation_i", -128 * start)]).lanes(
            "sum_i",
            SUM_BITS,
            &[100 * cycle, -1000 * cycle],
        );
        let products = if cycle == LATENCY as i64 { [1 << 14, -128 * 127] } else { [0, 0] };
        if cycle > 0 {
            script = sees(script, [100 * (cycle - 1) + products[0], -1000 * (cycle - 1) + products[1]]);
        }
    }
    script
}

/// Weights loaded in the cycle of a swap wait for the next swap.
fn load_and_swap_together() -> Script {
    let mut script = loads(Script::of("pe_pair"), [5, -6])
        .cycle(&[("load_i", 1), ("swap_i", 1), ("activation_i", 10)])
        .lanes("weight_i", 8, &[-7, 8])
        .cycle(&[("swap_i", 1), ("activation_i", 10)])
        .cycle(&[("activation_i", 10)])
        .rest(3);
    script = sees(script, [0, 0]);
    for sums in [[50, -60], [-70, 80], [-70, 80], [0, 0]] {
        script = sees(script.rest(1), sums);
    }
    script
}

fn loading_leaves_the_active_weights() -> Script {
    let script = loads(Script::of("pe_pair").resting(&[("activation_i", 127)]), [-128, 1]);
    let script = loads(script.cycle(&[("swap_i", 1)]), [127, -2]).rest(8);
    let script = sees(script, [127 * -128, 127]).cycle(&[("swap_i", 1)]).rest(5);
    let script = sees(script, [127 * -128, 127]).rest(1);
    sees(script, [127 * 127, -254])
}

fn passes_on() -> Script {
    Script::of("pe_pair")
        .cycle(&[("activation_i", -128)])
        .sees(&[("activation_o", 0)])
        .cycle(&[("activation_i", 127)])
        .sees(&[("activation_o", -128)])
        .rest(1)
        .sees(&[("activation_o", 127)])
        .rest(1)
        .sees(&[("activation_o", 0)])
}

/// Each sum wraps in its 18 bits, and the other knows nothing of it.
fn sums_wrap_alone() -> Script {
    let (least, most) = (-(1 << 17), (1 << 17) - 1);
    let mut script = Script::of("pe_pair");
    for sums in [[most, -1], [-1, most], [least, 1], [1, least], [most, most], [least, least]] {
        let signs = sums.map(|sum: i64| sum.signum());
        script = loads(script, signs).lanes("sum_i", SUM_BITS, &sums);
        for cycle in 0..=LATENCY {
            let start = i64::from(cycle == 0);
            script = script.cycle(&[("swap_i", start), ("activation_i", start)]).lanes("sum_i", SUM_BITS, &sums);
        }
        script = sees(script, [sums[0] + signs[0], sums[1] + signs[1]]);
    }
    script
}

/// All 2^24 products of an activation with two weights, on the Verilated export: one pair of weights after another,
/// the next loaded while the last is multiplied.
#[test]
fn all_products_of_all_pairs() {
    let byte = |value: u32| i64::from((value as u8).cast_signed());
    let lane = |value: i64| value.cast_unsigned() & ((1 << SUM_BITS) - 1);
    let model = models::block(&block("pe_pair").first(), PowerUp::Zero);
    let mut model = model.unwrap_or_else(|error| panic!("{error}"));
    let [load, weight, swap, activation_port, sum] = ["load_i", "weight_i", "swap_i", "activation_i", "sum_o"]
        .map(|name| model.port(name).expect("the block has the port"));
    model.set_value(load, 1);
    model.set_value(weight, 0);
    model.clock();

    // What the sums will be, the next first.
    let mut coming = VecDeque::from([0; LATENCY]);
    let mut products = 0;
    for pair in 0..1_u32 << 16 {
        let weights = [byte(pair), byte(pair >> 8)];
        for activation in 0..1_u32 << 8 {
            model.set_value(swap, u64::from(activation == 0));
            model.set_value(load, u64::from(activation == 255));
            model.set_value(weight, u64::from(pair) + 1);
            model.set_value(activation_port, u64::from(activation));
            model.settle();
            let expected = coming.pop_front().expect("six cycles are on their way");
            assert_eq!(model.value(sum), expected, "{LATENCY} cycles after {weights:?} · {activation:#x}");
            let [first, second] = weights.map(|weight| lane(weight * byte(activation)));
            coming.push_back(first | second << SUM_BITS);
            model.rise();
            products += 1;
        }
    }
    for expected in coming {
        model.settle();
        assert_eq!(model.value(sum), expected);
        model.rise();
    }
    assert_eq!(products, 1 << 24);
}
