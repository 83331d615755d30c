//! Cases of `counters`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "counters", cases: 400, cycles: 60 }

pub fn latency() -> Latency {
    let one = Script::of("counters").resting(&[("rows_used_i", 1), ("columns_used_i", 1)]);
    Latency::new("launch_i", "counters_o", one)
}

const WIDTH: usize = 48;

// The lanes of `counters_o`.
const CYCLES: usize = 0;
const PRODUCTS: usize = 1;
const STALLS: [usize; 4] = [2, 3, 4, 5];

const STALL_PORTS: [&str; 4] = ["stall_weights_i", "stall_activations_i", "stall_parameters_i", "stall_results_i"];

pub fn listed() -> Vec<Script> {
    vec![each_counter(), products(), start_wins(), flags()]
}

fn each_counter() -> Script {
    let mut script = Script::of("counters");
    for port in STALL_PORTS {
        script = script.cycle(&[("busy_i", 1), (port, 1)]);
    }
    script = script.cycle(&[("stall_results_i", 1)]).sees_lane("counters_o", CYCLES, WIDTH, 4);
    for lane in STALLS {
        script = script.sees_lane("counters_o", lane, WIDTH, 1);
    }
    script.cycle(&[("rst_ni", 0), ("busy_i", 1)]).sees_lane("counters_o", STALLS[3], WIDTH, 2).rest(1).sees_lane(
        "counters_o",
        CYCLES,
        WIDTH,
        0,
    )
}

/// Products show four cycles after their launch; without a launch nothing counts.
fn products() -> Script {
    Script::of("counters")
        .cycle(&[("launch_i", 1), ("rows_used_i", 3), ("columns_used_i", 4)])
        .cycle(&[("rows_used_i", 5), ("columns_used_i", 5)])
        .cycle(&[("launch_i", 1), ("rows_used_i", 256), ("columns_used_i", 256)])
        .rest(1)
        .sees_lane("counters_o", PRODUCTS, WIDTH, 0)
        .rest(1)
        .sees_lane("counters_o", PRODUCTS, WIDTH, 12)
        .rest(1)
        .sees_lane("counters_o", PRODUCTS, WIDTH, 12)
        .rest(1)
        .sees_lane("counters_o", PRODUCTS, WIDTH, 12 + (1 << 16))
        // Nothing of a launch in a cycle of reset comes after it.
        .cycle(&[("rst_ni", 0), ("launch_i", 1), ("rows_used_i", 3), ("columns_used_i", 3)])
        .rest(5)
        .sees_lane("counters_o", PRODUCTS, WIDTH, 0)
}

/// `start_i` clears what would count in its cycle, but for a busy cycle and for products still under way.
fn start_wins() -> Script {
    Script::of("counters")
        .resting(&[("busy_i", 1), ("stall_weights_i", 1)])
        .cycle(&[])
        .cycle(&[("launch_i", 1), ("rows_used_i", 2), ("columns_used_i", 2)])
        .cycle(&[("launch_i", 1), ("rows_used_i", 3), ("columns_used_i", 3)])
        .cycle(&[("start_i", 1)])
        .sees_lane("counters_o", CYCLES, WIDTH, 3)
        .sees_lane("counters_o", STALLS[0], WIDTH, 3)
        .cycle(&[("start_i", 1), ("busy_i", 0)])
        .sees_lane("counters_o", CYCLES, WIDTH, 1)
        .sees_lane("counters_o", STALLS[0], WIDTH, 0)
        .sees_lane("counters_o", PRODUCTS, WIDTH, 0)
        .rest(1)
        .sees_lane("counters_o", CYCLES, WIDTH, 0)
        .sees_lane("counters_o", PRODUCTS, WIDTH, 0)
        .cycle(&[("launch_i", 1), ("rows_used_i", 1), ("columns_used_i", 7)])
        .cycle(&[("start_i", 1)])
        .rest(3)
        .sees_lane("counters_o", PRODUCTS, WIDTH, 7)
}

/// Flags stick; an input in the cycle of the clearing wins.
fn flags() -> Script {
    let inputs = ["saturation_i", "bias_range_i", "weight_framing_i", "activation_framing_i", "parameter_framing_i"];
    let mut script = Script::of("counters");
    for (bit, port) in inputs.into_iter().enumerate() {
        script = script.cycle(&[(port, 1)]).sees(&[("flags_o", (1 << bit) - 1)]);
    }
    script = script.cycle(&[("clear_flags_i", 1), ("weight_framing_i", 1)]).sees(&[("flags_o", 31)]);
    script = script.cycle(&[("start_i", 1)]).sees(&[("flags_o", 4)]);
    script = script.cycle(&[("clear_flags_i", 1)]).sees(&[("flags_o", 4)]);
    script = script.cycle(&[("saturation_i", 1)]).sees(&[("flags_o", 0)]);
    script.cycle(&[("rst_ni", 0)]).sees(&[("flags_o", 1)]).rest(1).sees(&[("flags_o", 0)])
}
