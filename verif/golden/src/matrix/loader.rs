//! Beats of weights into the shadow registers of a tile.

use crate::{Behaviour, Outputs};
use bitvec::prelude::*;
use seedchip_spec::{Configuration, Instance, Pins};

/// Codes of an error.
const SHORT: u64 = 1;
const LONG: u64 = 2;

/// The coming tile, as far as it is loaded.
#[derive(Clone, Debug)]
pub struct Loader {
    rows: usize,
    columns: usize,
    /// The coming beat of the tile.
    beat: usize,
    /// The tile is complete.
    full: bool,
    /// The packet ended early.
    ended: bool,
    /// The beats up to the next last one belong to a packet that is over.
    over: bool,
    /// The present tile is the last of a packet that goes on.
    long: bool,
}

impl Loader {
    /// Before the first tile.
    pub fn new(configuration: &Configuration) -> Self {
        let (rows, columns) = (configuration.rows(), configuration.columns());
        Self { rows, columns, beat: 0, full: false, ended: false, over: false, long: false }
    }

    /// The weights of a beat with zeros where nothing exists: rows of the low and of the high nibbles, or the one row.
    fn masked(&self, inputs: &Pins, low: usize, high: usize, outputs: &mut Outputs) {
        if self.ended {
            return;
        }
        let (rows, columns) = (inputs.get("tile_rows_i"), inputs.get("tile_columns_i"));
        let weights = inputs.bits("weight_i");
        let to = outputs.pins.bits_mut("weight_o");
        for column in 0..self.columns {
            for (nibble, row) in [low, high].into_iter().enumerate() {
                if row as u64 <= rows && column as u64 <= columns {
                    let bits = 8 * column + 4 * nibble..8 * column + 4 * nibble + 4;
                    to[bits.clone()].store_le(weights[bits].load_le::<u8>());
                }
            }
        }
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> Loader {
    Loader::new(instance.configuration())
}

impl Behaviour for Loader {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let take = inputs.high("take_i");
        let tile = inputs.high("tile_valid_i");
        let (drain, last_tile) = (inputs.high("tile_drain_i"), inputs.high("tile_last_i"));
        outputs.pins.set("tile_ready_o", take.into());
        let discards = self.over;
        outputs.pins.set("over_o", discards.into());
        if discards {
            let valid = inputs.high("weight_valid_i");
            outputs.pins.set("weight_ready_o", 1);
            outputs.pins.set("loading_o", valid.into());
            self.over = !(valid && inputs.high("weight_last_i"));
        }
        let loaded = tile && !drain && !self.full && !discards && self.load(inputs, outputs);
        let complete = self.full || loaded;
        if self.full {
            outputs.pins.set("error_o", if self.ended { SHORT } else { u64::from(self.long) * LONG });
        }
        outputs.pins.set("complete_o", complete.into());
        self.full = (complete || tile && drain && !discards) && !take;
        if take {
            (self.beat, self.long) = (0, false);
            self.ended &= !last_tile;
            self.over |= drain;
        }
        if !inputs.high("rst_ni") {
            (self.beat, self.full, self.ended, self.over, self.long) = (0, false, false, false, false);
        }
        if !outputs.pins.bits("load_o").any() {
            outputs.unspecified.push("weight_o");
        }
        if !(complete && tile && last_tile && !drain) {
            outputs.unspecified.push("error_o");
        }
    }
}

impl Loader {
    /// A cycle in which a beat may be loaded. Whether the tile is complete with it.
    fn load(&mut self, inputs: &Pins, outputs: &mut Outputs) -> bool {
        let (valid, last) = (inputs.high("weight_valid_i"), inputs.high("weight_last_i"));
        let nibbles = inputs.high("tile_nibbles_i");
        let half = self.rows.div_ceil(2);
        outputs.pins.set("weight_ready_o", (!self.ended).into());
        let error = u64::from(self.ended) * SHORT;
        outputs.pins.set("error_o", error);
        if !self.ended && !valid {
            return false;
        }
        let high = if nibbles { self.beat + half } else { self.beat };
        outputs.pins.bits_mut("load_o").set(self.beat, true);
        if nibbles && high < self.rows {
            outputs.pins.bits_mut("load_pair_o").set(self.beat, true);
        }
        self.masked(inputs, self.beat, high, outputs);
        outputs.pins.set("nibbles_o", nibbles.into());
        outputs.pins.set("loading_o", 1);
        let complete = self.beat + 1 >= if nibbles { half } else { self.rows };
        let right = complete && inputs.high("tile_last_i");
        if !self.ended {
            self.ended = last && !right;
            if right && !last {
                (self.over, self.long) = (true, true);
                outputs.pins.set("error_o", LONG);
            }
        }
        if !complete {
            self.beat += 1;
        }
        complete
    }
}

#[cfg(test)]
mod tests {
    use crate::bench::Bench;

    const TILE: [(&str, u64); 3] = [("tile_valid_i", 1), ("tile_rows_i", 3), ("tile_columns_i", 3)];

    fn beat(loader: &mut Bench, more: &[(&'static str, u64)]) -> seedchip_spec::Pins {
        let pins: Vec<_> = TILE.iter().copied().chain([("weight_valid_i", 1)]).chain(more.iter().copied()).collect();
        loader.cycle(&pins).pins
    }

    #[test]
    fn four_beats_make_a_tile_that_is_complete_with_the_last() {
        let mut loader = Bench::new("loader", "tiny");
        for row in 0..4 {
            let outputs = beat(&mut loader, &[("weight_i", 0x0403_0201), ("tile_columns_i", 1), ("tile_rows_i", 2)]);
            assert_eq!(outputs.get("load_o"), 1 << row);
            assert_eq!(outputs.get("weight_o"), if row < 3 { 0x0201 } else { 0 });
            assert_eq!(outputs.high("complete_o"), row == 3);
        }
        assert!(!beat(&mut loader, &[]).high("weight_ready_o"), "the tile is full");
        let taken = loader.cycle(&[("tile_valid_i", 1), ("take_i", 1)]).pins;
        assert!(taken.high("complete_o") && taken.high("tile_ready_o"));
        assert_eq!(beat(&mut loader, &[]).get("load_o"), 1);
    }

    #[test]
    fn nibbles_load_two_rows_a_beat() {
        let mut loader = Bench::new("loader", "tiny");
        let int4 = [("tile_nibbles_i", 1), ("weight_i", 0x8765_4321), ("tile_rows_i", 2)];
        let first = beat(&mut loader, &int4);
        assert_eq!((first.get("load_o"), first.get("load_pair_o"), first.get("weight_o")), (1, 1, 0x8765_4321));
        let second = beat(&mut loader, &int4);
        assert_eq!((second.get("load_o"), second.get("load_pair_o")), (2, 2));
        assert_eq!(second.get("weight_o"), 0x0705_0301, "row 3 does not exist");
        assert!(second.high("complete_o") && second.high("nibbles_o"));
    }

    #[test]
    fn a_short_packet_goes_on_with_zeros() {
        let mut loader = Bench::new("loader", "tiny");
        beat(&mut loader, &[("tile_last_i", 1), ("weight_last_i", 1), ("weight_i", 9)]);
        for row in 1..4 {
            let outputs = beat(&mut loader, &[("tile_last_i", 1), ("weight_i", 9)]);
            assert!(!outputs.high("weight_ready_o"));
            assert_eq!((outputs.get("load_o"), outputs.get("weight_o")), (1 << row, 0));
            if row == 3 {
                assert!(outputs.high("complete_o"));
                assert_eq!(outputs.get("error_o"), 1);
            }
        }
    }

    #[test]
    fn a_long_packet_is_discarded_to_its_end() {
        let mut loader = Bench::new("loader", "tiny");
        for row in 0..4 {
            let outputs = beat(&mut loader, &[("tile_last_i", 1)]);
            assert_eq!(outputs.high("complete_o"), row == 3);
        }
        let waits = beat(&mut loader, &[("tile_last_i", 1), ("take_i", 1)]);
        assert!(waits.high("complete_o") && waits.high("weight_ready_o"));
        assert_eq!((waits.get("error_o"), waits.get("load_o")), (2, 0));
        let end = beat(&mut loader, &[("weight_last_i", 1)]);
        assert_eq!((end.high("weight_ready_o"), end.get("load_o")), (true, 0), "the next tile waits");
        assert_eq!(beat(&mut loader, &[]).get("load_o"), 1);
    }

    #[test]
    fn a_drain_discards_a_packet() {
        let mut loader = Bench::new("loader", "tiny");
        let drain = [("tile_drain_i", 1), ("tile_last_i", 1)];
        let first = beat(&mut loader, &drain);
        assert!(!first.high("complete_o") && !first.high("weight_ready_o"));
        assert!(beat(&mut loader, &[&drain[..], &[("take_i", 1)]].concat()).high("complete_o"));
        assert!(beat(&mut loader, &[]).high("weight_ready_o"));
        let end = beat(&mut loader, &[("weight_last_i", 1)]);
        assert_eq!((end.high("weight_ready_o"), end.get("load_o")), (true, 0));
        assert_eq!(beat(&mut loader, &[]).get("load_o"), 1);
    }
}
