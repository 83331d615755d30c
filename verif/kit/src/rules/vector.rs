//! Rules of the blocks of the vector unit.

use super::draw::{fp32, fractions, lengths, near_one, numbers};
use proptest::prelude::*;
use seedchip_spec::{Instance, Number, Pins, Port, Reduction};
use std::collections::VecDeque;

/// Cycles of a vector of angles besides one for each lane.
const ANGLES: u64 = 33;

/// What must be remembered of a run.
#[derive(Default)]
pub(super) struct State {
    /// Of angles: cycles in which a vector was wanted, and the inputs that stand.
    wanted: u64,
    standing: Option<Pins>,
    /// Of reductions.
    rows: Rows,
    /// Of scalars: cycles, and of each pass that has begun when that was, and its rows that are to come.
    cycle: usize,
    begun: VecDeque<(usize, u64)>,
}

/// The rows that a reduction is given.
#[derive(Default)]
struct Rows {
    /// Vectors of the row so far.
    vectors: u64,
    /// What is the same for all vectors of a row: kind or reduction.
    kind: u64,
    /// Levels of the tree of the rows under way.
    levels: u64,
    /// Cycles until no row is under way.
    busy: u64,
}

impl Rows {
    /// Rows of as many vectors as the levels of their sums say, one kind in a row, and one latency at a time.
    fn before(&self, instance: &Instance, pins: &mut Pins) {
        if instance.name() == "row_maximum" {
            if self.vectors > 0 {
                pins.set("kind_i", self.kind);
            }
            return;
        }
        let [lanes, most] = instance.own();
        let is_under_way = self.busy > 0 || self.vectors > 0;
        let mut is_sum = true;
        if instance.name() == "reductions" {
            let sum = Reduction::Sum as u64;
            is_sum = pins.get("reduction_i") == sum;
            if self.vectors > 0 || (is_under_way && is_sum != (self.kind == sum)) {
                pins.set("reduction_i", self.kind);
                is_sum = self.kind == sum;
            }
            for port in ["existing_i", "from_i", "to_i"] {
                pins.set(port, pins.get(port) % (lanes as u64 + 1));
            }
        }
        let levels = if is_under_way { self.levels } else { pins.get("levels_i") % (most as u64 + 1) };
        pins.set("levels_i", levels);
        if is_sum {
            let length = self.vectors + 1;
            if length == 1 << levels {
                pins.set("last_i", 1);
            } else if length <= (1 << levels) / 2 {
                pins.set("last_i", 0);
            }
        }
    }

    fn after(&mut self, instance: &Instance, inputs: &Pins) {
        self.busy = self.busy.saturating_sub(1);
        let port = |name: &str| if inputs.iter().any(|(port, _)| port == name) { inputs.get(name) } else { 0 };
        if inputs.high("valid_i") {
            self.kind = port("kind_i") | port("reduction_i");
            self.levels = port("levels_i");
            self.vectors = if inputs.high("last_i") { 0 } else { self.vectors + 1 };
            let lanes = instance.size("lanes") as u64;
            self.busy = 13 * (u64::from(lanes.ilog2()) + self.levels) + 16;
        }
        if !inputs.high("rst_ni") {
            *self = Self::default();
        }
    }
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
        ("pair_sum" | "row_sum" | "fixed_sum" | "row_maximum" | "reductions" | "scalars", "valid_i") => bit(0.85),
        ("pair_sum" | "row_sum" | "fixed_sum" | "row_maximum" | "reductions", "last_i") => bit(0.3),
        ("pair_sum", "overflow_i") => bit(0.1),
        ("pair_sum" | "row_sum" | "row_maximum", "number_i") => of_lanes(near_one),
        ("fixed_sum", "number_i") => of_lanes(fractions),
        ("reductions", "number_i") => of_lanes(|| prop_oneof![near_one(), fractions()].boxed()),
        ("row_maximum" | "reductions", "index_i") => Some(numbers(0..=(1 << 20) - 1, 0..=3)),
        ("scalars", "begin_i") => bit(0.4),
        ("scalars", "begin_m_i") => Some((0..4_u32).prop_map(|rows| vec![rows]).boxed()),
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
        match instance.name() {
            "row_sum" | "row_maximum" | "reductions" => self.rows.before(instance, pins),
            // Scalars of passes that began four cycles before, and no more passes than the queue has words.
            "scalars" => {
                let comes = self.begun.front().is_some_and(|(begin, _)| begin + 4 <= self.cycle);
                pins.set("valid_i", u64::from(comes && pins.high("valid_i")));
                pins.set("begin_i", u64::from(self.begun.len() < 32 && pins.high("begin_i")));
            }
            _ => {}
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
        match instance.name() {
            "row_sum" | "row_maximum" | "reductions" => self.rows.after(instance, inputs),
            "scalars" => {
                if let (Some((_, left)), true) = (self.begun.front_mut(), inputs.high("valid_i")) {
                    *left -= 1;
                    if *left == 0 {
                        self.begun.pop_front();
                        // The queue's next word shows a cycle later.
                        if let Some((begin, _)) = self.begun.front_mut() {
                            *begin = (*begin).max(self.cycle.saturating_sub(3));
                        }
                    }
                }
                if inputs.high("begin_i") {
                    self.begun.push_back((self.cycle, inputs.get("begin_m_i") + 1));
                }
                if !inputs.high("rst_ni") {
                    self.begun.clear();
                }
                self.cycle += 1;
            }
            _ => {}
        }
    }
}
