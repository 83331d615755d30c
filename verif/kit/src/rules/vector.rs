//! Rules of the blocks of the vector unit.

use super::draw::{fp32, lengths, near_one, numbers};
use proptest::prelude::*;
use seedchip_spec::{Instance, Number, Pins, Port};

/// Cycles of a vector of angles besides one for each lane.
const ANGLES: u64 = 33;

/// What must be remembered of a run.
#[derive(Default)]
pub(super) struct State {
    /// Of angles: cycles in which a vector was wanted, and the inputs that stand.
    wanted: u64,
    standing: Option<Pins>,
}

/// Values that random bits would hardly ever bring.
pub(super) fn values(instance: &Instance, port: &Port) -> Option<BoxedStrategy<Vec<u32>>> {
    let bit = |probability| Some(prop::bool::weighted(probability).prop_map(|bit| vec![u32::from(bit)]).boxed());
    let of_lanes = |number: fn() -> BoxedStrategy<Vec<u32>>| {
        Some(prop::collection::vec(number(), port.width / 32).prop_map(|lanes| lanes.concat()).boxed())
    };
    match (instance.name(), port.name) {
        ("lane", "a_i" | "b_i") => Some(near_one()),
        ("lane", "guard_i") => bit(0.2),
        ("convert_in", "number_i") => Some(prop_oneof![fp32(), lengths(32)].boxed()),
        ("convert_out", "number_i") => Some(fp32()),
        ("convert_out", "scale_i") => Some(prop_oneof![numbers(0..=255, 110..=140), Just(vec![255])].boxed()),
        ("convert_in" | "convert_out", "format_i") => {
            let known = prop::sample::select(Number::ALL).prop_map(|format| vec![format as u32]);
            Some(prop_oneof![8 => known, 1 => (0..16_u32).prop_map(|code| vec![code])].boxed())
        }
        ("row_window", "index_i") => Some(numbers(0..=(1 << 20) - 1, 0..=9)),
        ("row_window", "window_i") => Some(numbers(0..=(1 << 20) - 1, 0..=70)),
        ("row_window", "position_i" | "n_i" | "length_i") => Some(numbers(0..=(1 << 21) - 1, 0..=70)),
        ("angles", "want_i") => bit(0.9),
        ("angles", "take_i") => bit(0.5),
        ("block_scales", "valid_i") => bit(0.85),
        ("block_scales", "last_i") => bit(0.1),
        ("block_scales", "number_i") => of_lanes(fp32),
        _ => None,
    }
}

impl State {
    /// Brings the inputs of a cycle in line.
    pub(super) fn before(&self, instance: &Instance, pins: &mut Pins) {
        if instance.name() == "angles" {
            if let Some(standing) = &self.standing {
                let (reset, take) = (pins.get("rst_ni"), pins.get("take_i"));
                *pins = standing.clone();
                pins.set("rst_ni", reset);
                pins.set("take_i", take);
            }
            let [lanes] = instance.own();
            pins.set("take_i", u64::from(pins.high("take_i") && self.wanted == lanes as u64 + ANGLES));
        }
    }

    /// Remembers what has been.
    pub(super) fn after(&mut self, instance: &Instance, inputs: &Pins) {
        if instance.name() == "angles" {
            let [lanes] = instance.own();
            self.standing = (inputs.high("want_i") && !inputs.high("take_i")).then(|| inputs.clone());
            self.wanted = (self.wanted + u64::from(inputs.high("want_i"))).min(lanes as u64 + ANGLES);
            if inputs.high("take_i") || !inputs.high("rst_ni") {
                (self.wanted, self.standing) = (0, None);
            }
        }
    }
}
