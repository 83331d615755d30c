//! Rules of the blocks of block formats.

use super::draw::lengths;
use proptest::prelude::*;
use seedchip_spec::{Configuration, Pins};
use std::collections::{BTreeMap, BTreeSet};

/// Cycles from the feed that stores an accumulator to the first one that may read it, and to the storing itself.
const LOOP: usize = 16;
const LATENCY: usize = 19;

/// The FP32 accumulators of a joiner: when each was stored last, and in which lanes.
#[derive(Default)]
pub(super) struct Accumulators {
    cycle: usize,
    stored: BTreeMap<(u64, u64), (usize, u64)>,
    /// A reset came before they were stored.
    lost: BTreeSet<(u64, u64)>,
}

impl Accumulators {
    /// An accumulator is read no earlier than it can be, in lanes that it was stored in; a lane without its bit has no sum.
    pub(super) fn before(&self, configuration: &Configuration, pins: &mut Pins) {
        let (groups, lanes) = (configuration.join_groups() as u64, configuration.joiners());
        pins.set("group_i", pins.get("group_i") % groups);
        if self.lost.contains(&Self::place(pins)) {
            pins.set("begin_i", 1);
        }
        if !pins.high("begin_i") {
            let (stored, keep) = self.stored.get(&Self::place(pins)).copied().unwrap_or((usize::MAX, u64::MAX));
            if stored != usize::MAX && stored + LOOP > self.cycle {
                pins.set("feed_i", 0);
            }
            pins.set("keep_i", keep);
        }
        let first = pins.get("group_i") as usize * lanes;
        for lane in (0..lanes).filter(|lane| !pins.bits("keep_i")[*lane]).collect::<Vec<_>>() {
            pins.set_lane("row_i", first + lane, 32, 0);
        }
    }

    /// A feed stores its accumulators, if no reset comes before it is through.
    pub(super) fn after(&mut self, inputs: &Pins) {
        if inputs.high("feed_i") {
            self.stored.insert(Self::place(inputs), (self.cycle, inputs.get("keep_i")));
            self.lost.remove(&Self::place(inputs));
        }
        if !inputs.high("rst_ni") {
            let under_way = self.stored.iter().filter(|(_, (fed, _))| fed + LATENCY >= self.cycle);
            self.lost.extend(under_way.map(|(place, _)| *place));
        }
        self.cycle += 1;
    }

    fn place(pins: &Pins) -> (u64, u64) {
        (pins.get("address_i"), pins.get("group_i"))
    }
}

/// What the packer is in the middle of, by where its groups come from.
#[derive(Default)]
pub(super) struct Places {
    /// A command of converted results has begun and not ended.
    converting: bool,
    /// Places of a beat that are filled with joined results.
    joined: usize,
}

impl Places {
    /// A command is of one kind; one of a block format ends with the last group of a row.
    pub(super) fn before(&self, configuration: &Configuration, pins: &mut Pins) {
        if self.joined > 0 {
            ["group_valid_i", "raw_valid_i", "empty_valid_i"].iter().for_each(|port| pins.set(port, 0));
        }
        if self.converting || ["group_valid_i", "raw_valid_i", "empty_valid_i"].iter().any(|port| pins.high(port)) {
            pins.set("joined_valid_i", 0);
        }
        if self.joined + 1 < configuration.join_groups() {
            pins.set("joined_end_i", 0);
        }
        if pins.high("joined_end_i") {
            pins.set("joined_last_row_i", 1);
        }
    }

    pub(super) fn after(&mut self, configuration: &Configuration, inputs: &Pins, outputs: &Pins) {
        if inputs.high("group_valid_i") && outputs.high("advance_o") {
            self.converting = !inputs.high("group_end_i");
        }
        if inputs.high("joined_valid_i") && outputs.high("joined_ready_o") {
            self.joined = (self.joined + 1) % configuration.join_groups();
        }
        if inputs.high("abort_i") || !inputs.high("rst_ni") {
            *self = Self::default();
        }
    }
}

/// Sums of `bits` bits in lanes of 32; what is above them means nothing.
pub(super) fn sums(width: usize, bits: usize) -> BoxedStrategy<Vec<u32>> {
    let lane = (lengths(bits), any::<u32>()).prop_map(move |(sum, above)| sum[0] & ((1 << bits) - 1) | above << bits);
    prop::collection::vec(lane, width / 32).boxed()
}

/// Scales near 2^0, at the ends, and any.
pub(super) fn scales(width: usize) -> BoxedStrategy<Vec<u32>> {
    let scale = prop_oneof![6 => 110..=145_u8, 2 => prop::sample::select(vec![0, 1, 254, 255]), 1 => any::<u8>()];
    let words = |bytes: Vec<u8>| {
        bytes.chunks(4).map(|word| word.iter().rev().fold(0, |all, byte| all << 8 | u32::from(*byte))).collect()
    };
    prop::collection::vec(scale, width / 8).prop_map(words).boxed()
}
