//! Performance counters and sticky flags.

use crate::stream::delay::Delay;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Flag, Flags, Instance, Pins};

const COUNTER_BITS: usize = 48;
/// Cycles from a launch to the rising edge that adds its products: operands, then product, twice, are registered.
const PRODUCT_STAGES: usize = 3;

const STALLS: [&str; 4] = ["stall_weights_i", "stall_activations_i", "stall_parameters_i", "stall_results_i"];
const FLAGS: [(&str, Flag); 5] = [
    ("saturation_i", Flag::Saturation),
    ("bias_range_i", Flag::BiasRange),
    ("weight_framing_i", Flag::WeightFraming),
    ("activation_framing_i", Flag::ActivationFraming),
    ("parameter_framing_i", Flag::ParameterFraming),
];

/// The counters in the order of the status (cycles, products, stalls of weights, activations, parameters,
/// results) and the flags.
#[derive(Clone, Debug)]
pub struct Counters {
    counts: [u64; 6],
    products: Delay<u64>,
    flags: Flags,
}

impl Counters {
    /// Counters at zero.
    pub fn new() -> Self {
        Self { counts: [0; 6], products: Delay::new(PRODUCT_STAGES, 0), flags: Flags::default() }
    }
}

impl Default for Counters {
    fn default() -> Self {
        Self::new()
    }
}

/// The block of the list at power-up.
pub(crate) fn model(_instance: &Instance) -> Counters {
    Counters::new()
}

impl Behaviour for Counters {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        outputs.pins.set("flags_o", self.flags.0.into());
        for (index, count) in self.counts.iter().enumerate() {
            outputs.pins.set_lane("counters_o", index, COUNTER_BITS, *count);
        }
        let launched =
            inputs.get("rst_ni") * inputs.get("launch_i") * inputs.get("rows_used_i") * inputs.get("columns_used_i");
        let products = self.products.cycle(launched);
        let [weights, activations, parameters, results] = STALLS.map(|port| inputs.get(port));
        let busy = inputs.get("busy_i");
        self.counts = if inputs.high("start_i") {
            [busy, 0, 0, 0, 0, 0]
        } else {
            let events = [busy, products, weights, activations, parameters, results];
            std::array::from_fn(|index| (self.counts[index] + events[index]) % (1 << COUNTER_BITS))
        };

        if inputs.high("clear_flags_i") {
            self.flags = Flags::default();
        }
        for (port, flag) in FLAGS {
            if inputs.high(port) {
                self.flags.raise(flag);
            }
        }
        // A product under way is no counter.
        if !inputs.high("rst_ni") {
            self.counts = [0; 6];
            self.flags = Flags::default();
        }
    }
}
