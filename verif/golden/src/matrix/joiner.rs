//! J lanes of FP32 accumulators, which block sums join.
//!
//! Page: Collector, `joiner`.

use crate::beat::signed;
use crate::exact::Rounded;
use crate::float::join::join;
use crate::float::scale::Scale;
use crate::stream::delay::Delay;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Configuration, Instance, Pins, Value};

/// Cycles from a feed to its results.
const LATENCY: usize = 19;
/// Cycles from a feed to the first one that can read its accumulators.
const TO_STORING: usize = 16;

/// What comes out of a feed.
#[derive(Clone, Debug)]
struct Joined {
    is_final: bool,
    results: Vec<u32>,
    keep: Value,
    last_row: bool,
    end: bool,
    error: u64,
    overflow: bool,
    nan: bool,
}

/// The accumulators of the lanes for a group of columns and a row.
#[derive(Clone, Debug)]
struct Store {
    place: usize,
    accumulators: Vec<u32>,
}

/// The accumulators, and the feeds of the last cycles.
///
/// Assumptions on the inputs: a feed that reads accumulators comes 16 cycles at least after the one that stored them, in the
/// same lanes, and none has been cleared by a reset since; a group exists. The model answers anything.
#[derive(Clone, Debug)]
pub struct Joiner {
    lanes: usize,
    /// V.
    sum_bits: usize,
    rows: usize,
    /// By group, row and lane.
    accumulators: Vec<u32>,
    stores: Delay<Option<Store>>,
    feeds: Delay<Option<Joined>>,
    /// Flags of the command's steps so far.
    overflow: bool,
    nan: bool,
}

impl Joiner {
    /// Accumulators of zeros.
    pub fn new(configuration: &Configuration) -> Self {
        let (lanes, rows) = (configuration.joiners(), configuration.accumulators());
        let groups = 1 << configuration.join_group_bits();
        Self {
            lanes,
            sum_bits: configuration.block_sum_bits(),
            rows,
            accumulators: vec![0; groups * rows * lanes],
            stores: Delay::new(TO_STORING - 1, None),
            feeds: Delay::new(LATENCY, None),
            overflow: false,
            nan: false,
        }
    }

    /// The step of each lane, in its order.
    fn steps(&self, place: usize, inputs: &Pins) -> Vec<Rounded> {
        let group = inputs.get("group_i") as usize;
        let row_scale = inputs.get("row_scale_i") as u8;
        let unit = signed(inputs.get("unit_i"), 6) as i32;
        let begin = inputs.high("begin_i");
        let step = |lane: usize| {
            let column = group * self.lanes + lane;
            if !inputs.bits("keep_i")[lane] || 32 * column >= inputs.bits("row_i").len() {
                return Rounded::default();
            }
            let sum = signed(inputs.lane("row_i", column, 32), self.sum_bits);
            let scale = Scale::new(row_scale, inputs.lane("column_scale_i", column, 8) as u8, unit);
            let accumulator = if begin { 0 } else { self.accumulators[place * self.lanes + lane] };
            join(accumulator, sum, scale.exponent, scale.nan)
        };
        (0..self.lanes).map(step).collect()
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> Joiner {
    Joiner::new(instance.configuration())
}

impl Behaviour for Joiner {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let feed = inputs.high("feed_i").then(|| {
            let place = inputs.get("group_i") as usize * self.rows + inputs.get("address_i") as usize;
            let steps = self.steps(place, inputs);
            let accumulators: Vec<u32> = steps.iter().map(|step| step.result).collect();
            let joined = Joined {
                is_final: inputs.high("final_i"),
                results: accumulators.clone(),
                keep: inputs.bits("keep_i").to_bitvec(),
                last_row: inputs.high("last_row_i"),
                end: inputs.high("end_i"),
                error: inputs.get("error_i"),
                overflow: steps.iter().any(|step| step.overflow),
                nan: steps.iter().any(|step| step.nan),
            };
            (joined, Store { place, accumulators })
        });
        let (joined, store) = feed.unzip();
        if let Some(Store { place, accumulators }) = self.stores.cycle(store) {
            self.accumulators[place * self.lanes..][..self.lanes].copy_from_slice(&accumulators);
        }

        let joined = self.feeds.cycle(joined);
        if let Some(joined) = &joined {
            self.overflow |= joined.overflow;
            self.nan |= joined.nan;
        }
        match joined.as_ref().filter(|joined| joined.is_final) {
            Some(joined) => {
                for (port, value) in [
                    ("valid_o", 1),
                    ("last_row_o", joined.last_row.into()),
                    ("end_o", joined.end.into()),
                    ("error_o", joined.error),
                    ("overflow_o", self.overflow.into()),
                    ("nan_o", self.nan.into()),
                ] {
                    outputs.pins.set(port, value);
                }
                for (lane, result) in joined.results.iter().enumerate() {
                    outputs.pins.set_lane("result_o", lane, 32, u64::from(*result));
                }
                outputs.pins.bits_mut("keep_o").copy_from_bitslice(&joined.keep);
            }
            None => {
                let of_feed = ["result_o", "keep_o", "last_row_o", "end_o", "error_o", "overflow_o", "nan_o"];
                outputs.unspecified.extend(of_feed);
            }
        }
        if joined.is_some_and(|joined| joined.end) {
            (self.overflow, self.nan) = (false, false);
        }
        if !inputs.high("rst_ni") {
            self.stores.fill(&None);
            self.feeds.fill(&None);
            (self.overflow, self.nan) = (false, false);
        }
    }
}

#[cfg(test)]
mod tests;
