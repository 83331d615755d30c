//! The state RUN: a loader and a launcher that go over the tiles.

use crate::Outputs;
use crate::tiling::{Tile, Tiling};
use seedchip_params::Pins;

/// What the launcher did in one cycle, as far as the sequencer counts it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Slot {
    /// A result was launched.
    pub(super) result: bool,
    /// A parameter set was used up.
    pub(super) set: bool,
    /// The command's last slot was sent.
    pub(super) end: bool,
}

/// What the launcher does in one cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Launch {
    Filling,
    StallResults,
    StallParameters,
    StallWeights,
    StallActivations,
    Sent,
}

/// Both processes.
#[derive(Clone, Debug)]
pub(super) struct Run {
    tiling: Tiling,
    /// Rows of the array.
    height: usize,
    /// Tile that the loader fills; the count of tiles when all are loaded.
    loading: usize,
    /// Rows of the coming tile that are loaded.
    rows: usize,
    /// The first tile's weights are complete, or were.
    filled: bool,
    /// Tile that the launcher sends.
    launching: usize,
    /// Slot of it.
    slot: usize,
}

impl Run {
    pub(super) fn new(tiling: Tiling, height: usize) -> Self {
        Self { tiling, height, loading: 0, rows: 0, filled: false, launching: 0, slot: 0 }
    }

    /// One cycle; `set_waits`: a parameter set has arrived, `credit`: the result queue has room.
    pub(super) fn cycle(&mut self, set_waits: bool, credit: bool, inputs: &Pins, outputs: &mut Outputs) -> Slot {
        self.filled |= self.rows == self.height;
        let tile = self.tiling.tile(self.launching);
        let launch = self.launch(tile, set_waits, credit, inputs.high("activation_valid_i"));
        let sent = launch == Launch::Sent;
        let loads = self.load(sent && self.slot == 0, inputs.high("row_valid_i"), outputs);

        let stalls = [
            ("stall_weights_o", launch == Launch::StallWeights || (launch == Launch::Filling && !loads)),
            ("stall_activations_o", launch == Launch::StallActivations),
            ("stall_parameters_o", launch == Launch::StallParameters),
            ("stall_results_o", launch == Launch::StallResults),
        ];
        for (port, stall) in stalls {
            outputs.pins.set(port, stall.into());
        }
        self.show_tile(tile, outputs);
        if sent { self.send(tile, outputs) } else { Slot::default() }
    }

    fn activation_slot(&self) -> bool {
        self.slot < self.tiling.shape().m
    }

    /// What happens in this cycle: the first that applies.
    fn launch(&self, tile: Tile, set_waits: bool, credit: bool, activation_valid: bool) -> Launch {
        let starts = self.slot == 0;
        if !self.filled {
            Launch::Filling
        } else if self.activation_slot() && tile.last && !credit {
            Launch::StallResults
        } else if starts && tile.first && !set_waits {
            Launch::StallParameters
        } else if starts && self.rows != self.height {
            Launch::StallWeights
        } else if self.activation_slot() && !activation_valid {
            Launch::StallActivations
        } else {
            Launch::Sent
        }
    }

    /// The loader's cycle: whether a row passes.
    fn load(&mut self, swap: bool, row_valid: bool, outputs: &mut Outputs) -> bool {
        let row = if swap { 0 } else { self.rows };
        let ready = self.loading < self.tiling.count() && row < self.height;
        let passes = ready && row_valid;
        let ends = row + 1 == self.height;
        outputs.pins.set("row_ready_o", ready.into());
        outputs.pins.set("row_last_o", (ends && self.loading + 1 == self.tiling.count()).into());
        if passes {
            outputs.pins.bits_mut("load_o").set(row, true);
        }
        self.rows = row + usize::from(passes);
        self.loading += usize::from(passes && ends);
        passes
    }

    /// What stands in every cycle of RUN.
    fn show_tile(&self, tile: Tile, outputs: &mut Outputs) {
        outputs.pins.bits_mut("row_mask_o")[..tile.rows].fill(true);
        outputs.pins.bits_mut("column_mask_o")[..tile.columns].fill(true);
        outputs.pins.set("rows_used_o", tile.rows as u64);
        outputs.pins.set("columns_used_o", tile.columns as u64);
        // The port takes the low bits.
        outputs.pins.set("address_o", self.slot as u64);
        let last_row = self.slot + 1 == self.tiling.shape().m && self.last_tile();
        outputs.pins.set("activation_last_o", last_row.into());
    }

    fn last_tile(&self) -> bool {
        self.launching + 1 == self.tiling.count()
    }

    /// A slot is sent: its tokens, then the next slot.
    fn send(&mut self, tile: Tile, outputs: &mut Outputs) -> Slot {
        let activation = self.activation_slot();
        let last_slot = self.slot + 1 == self.tiling.slots();
        let slot = Slot {
            result: activation && tile.last,
            set: self.slot == 0 && tile.first,
            end: last_slot && self.last_tile(),
        };
        let tokens = [
            ("activation_ready_o", activation),
            ("swap_o", self.slot == 0),
            ("store_o", activation && !tile.last),
            ("result_o", slot.result),
            ("first_o", activation && tile.first),
            ("partial_o", tile.last_columns),
            ("set_o", slot.set),
            ("final_o", self.slot + 1 == self.tiling.shape().m && self.last_tile()),
            ("end_o", slot.end),
        ];
        for (port, token) in tokens {
            outputs.pins.set(port, token.into());
        }
        self.slot = if last_slot { 0 } else { self.slot + 1 };
        self.launching += usize::from(last_slot);
        slot
    }
}
