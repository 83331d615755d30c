//! The weights of a tile, a beat per cycle, into the shadow registers of the array.
//!
//! Page: Loader, `loader`.

use crate::{Behaviour, Outputs};
use seedchip_spec::{Configuration, Instance, Pins};

/// What is wrong with the packet of weights.
const SHORT: u64 = 1;
const LONG: u64 = 2;

/// How far the present tile and its packet are.
///
/// Assumptions on the inputs: a tile stands until it is taken, and is taken only when it is complete; a drain comes only
/// behind a command's last tile, and is the last of its own. The model answers anything.
#[derive(Clone, Debug)]
pub struct Loader {
    rows: usize,
    columns: usize,
    /// H.
    half: usize,
    /// Tiles of blocks come, too.
    has_blocks: bool,
    /// The coming beat of the tile: of rows, and behind them of column scales.
    beat: usize,
    /// The tile is complete and waits to be taken.
    full: bool,
    /// The packet ended early: zeros come in its place.
    ended: bool,
    /// The beats up to the packet's last are discarded.
    over: bool,
    /// The present tile found that the packet goes on behind its last beat.
    long: bool,
}

impl Loader {
    /// No tile.
    pub fn new(configuration: &Configuration) -> Self {
        Self {
            rows: configuration.rows(),
            columns: configuration.columns(),
            half: configuration.half_rows(),
            has_blocks: configuration.blocks() == 1,
            beat: 0,
            full: false,
            ended: false,
            over: false,
            long: false,
        }
    }

    /// An input that only block formats need, and that is 0 without them.
    fn of_blocks(&self, port: &str, inputs: &Pins) -> bool {
        self.has_blocks && inputs.high(port)
    }

    /// Shows a beat on its way to the rows that it is for.
    fn show_rows(&self, nibbles: bool, inputs: &Pins, outputs: &mut Outputs) {
        outputs.pins.bits_mut("load_o").set(self.beat, true);
        let second = self.beat + self.half;
        if nibbles && second < self.rows {
            outputs.pins.bits_mut("load_pair_o").set(self.beat, true);
        }
        if self.ended || self.of_blocks("tile_padding_i", inputs) {
            return;
        }
        let rows = inputs.get("tile_rows_i") as usize;
        for column in self.existing(inputs) {
            for (half, row) in [self.beat, if nibbles { second } else { self.beat }].into_iter().enumerate() {
                if row <= rows {
                    let nibble = 2 * column + half;
                    outputs.pins.set_lane("weight_o", nibble, 4, inputs.lane("weight_i", nibble, 4));
                }
            }
        }
    }

    /// Shows the scales of the columns that exist.
    fn show_scales(&self, inputs: &Pins, outputs: &mut Outputs) {
        outputs.pins.set("scale_o", 1);
        if !self.ended {
            for column in self.existing(inputs) {
                outputs.pins.set_lane("weight_o", column, 8, inputs.lane("weight_i", column, 8));
            }
        }
    }

    /// The columns that exist.
    fn existing(&self, inputs: &Pins) -> std::ops::Range<usize> {
        0..self.columns.min(inputs.get("tile_columns_i") as usize + 1)
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> Loader {
    Loader::new(instance.configuration())
}

impl Behaviour for Loader {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let tile = inputs.high("tile_valid_i");
        let drain = tile && inputs.high("tile_drain_i");
        let last_tile = inputs.high("tile_last_i");
        let nibbles = inputs.high("tile_nibbles_i");
        let take = inputs.high("take_i");
        let (valid, last) = (inputs.high("weight_valid_i"), inputs.high("weight_last_i"));

        let beats = if nibbles { self.half } else { self.rows };
        let with_scales = self.of_blocks("tile_scales_i", inputs);
        let scales = with_scales && self.beat == beats;
        let room = !scales || inputs.high("scale_ready_i");

        let discarded = self.over && valid;
        let loading = tile && !drain && !self.full && !self.over && room;
        let loaded = loading && (self.ended || valid);
        let final_beat = loaded && self.beat + 1 == beats + usize::from(with_scales);
        let complete = tile && (self.full || final_beat);
        // The packet is to end with the final beat of the command's last tile.
        let due = final_beat && last_tile;
        let short = loaded && !self.ended && last && !due;
        let long = due && !self.ended && !last;

        for (port, value) in [
            ("tile_ready_o", take),
            ("weight_ready_o", self.over || loading && !self.ended),
            ("nibbles_o", loaded && nibbles && !scales),
            ("complete_o", complete),
            ("loading_o", loaded || discarded),
            ("over_o", self.over),
        ] {
            outputs.pins.set(port, value.into());
        }
        if self.has_blocks {
            let codes = loaded && nibbles && !scales && inputs.high("tile_codes_i");
            outputs.pins.set("codes_o", codes.into());
        }
        match (loaded, scales) {
            (true, true) => self.show_scales(inputs, outputs),
            (true, false) => self.show_rows(nibbles, inputs, outputs),
            (false, _) => outputs.unspecified.push("weight_o"),
        }
        if complete && last_tile && !drain {
            let error = match (self.ended, self.long || long) {
                (true, _) => SHORT,
                (false, true) => LONG,
                (false, false) => 0,
            };
            outputs.pins.set("error_o", error);
        } else {
            outputs.unspecified.push("error_o");
        }

        self.full = (complete || drain && !self.over) && !take;
        self.over = self.over && !(discarded && last) || long || drain && take;
        self.long = (self.long || long) && !take;
        self.ended = (self.ended || short) && !(take && last_tile);
        if take {
            self.beat = 0;
        } else if loaded && !final_beat {
            self.beat = (self.beat + 1) % (self.rows + usize::from(self.has_blocks));
        }
        if !inputs.high("rst_ni") {
            (self.beat, self.full, self.ended, self.over, self.long) = (0, false, false, false, false);
        }
    }
}

#[cfg(test)]
mod tests;
