//! The state RUN: a loader and a launcher that go over the tiles.

use super::tokens::{Stall, Tokens};
use crate::Outputs;
use crate::tiling::{Tile, Tiling};
use seedchip_spec::Pins;

/// What the launcher does in one cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Launch {
    Filling,
    Stalled(Stall),
    Sent,
}

/// What the loader does in one cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Load {
    /// A row passes.
    passes: bool,
    /// Every row of the coming tile is loaded, the one that passes among them.
    complete: bool,
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
    /// The first tile's weights were complete in some cycle.
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

    /// One cycle, and the tokens to show in the next. `swap` shows in this one; `set_waits`: a parameter set has
    /// arrived, `credit`: the result queue has room.
    pub(super) fn cycle(
        &mut self,
        swap: bool,
        set_waits: bool,
        credit: bool,
        inputs: &Pins,
        outputs: &mut Outputs,
    ) -> Tokens {
        let load = self.load(swap, inputs.high("row_valid_i"), outputs);
        self.filled |= load.complete;
        let tile = self.tiling.tile(self.launching);
        match self.launch(tile, load, set_waits, credit, inputs.high("activation_valid_i")) {
            Launch::Sent => self.send(tile, outputs),
            Launch::Filling if load.passes => {
                Self::wait(outputs);
                Tokens::default()
            }
            Launch::Filling => {
                Self::wait(outputs);
                Tokens::stalled(Stall::Weights)
            }
            Launch::Stalled(stall) => {
                Self::wait(outputs);
                Tokens::stalled(stall)
            }
        }
    }

    /// The columns that exist of the tile whose slot is sent or waited for; after the last tile, of the last.
    pub(super) fn columns(&self) -> usize {
        self.tiling.tile(self.launching.min(self.tiling.count() - 1)).columns
    }

    /// What happens in this cycle: the first that applies.
    fn launch(&self, tile: Tile, load: Load, set_waits: bool, credit: bool, activation_valid: bool) -> Launch {
        let (starts, activation) = (self.slot == 0, self.activation_slot());
        if !self.filled {
            Launch::Filling
        } else if activation && tile.last && !credit {
            Launch::Stalled(Stall::Results)
        } else if starts && tile.first && !set_waits {
            Launch::Stalled(Stall::Parameters)
        } else if starts && !load.complete {
            Launch::Stalled(Stall::Weights)
        } else if activation && !activation_valid {
            Launch::Stalled(Stall::Activations)
        } else {
            Launch::Sent
        }
    }

    /// The loader's cycle.
    fn load(&mut self, swap: bool, row_valid: bool, outputs: &mut Outputs) -> Load {
        let row = if swap { 0 } else { self.rows };
        let ready = self.loading < self.tiling.count() && row != self.height;
        let passes = ready && row_valid;
        let ends = row + 1 == self.height;
        outputs.pins.set("row_ready_o", ready.into());
        if passes {
            outputs.pins.set("row_last_o", (ends && self.loading + 1 == self.tiling.count()).into());
            outputs.pins.bits_mut("load_o").set(row, true);
        } else {
            outputs.unspecified.push("row_last_o");
        }
        self.rows = row + usize::from(passes);
        self.loading += usize::from(passes && ends);
        Load { passes, complete: self.rows == self.height }
    }

    /// Whether the slot is a row of the activations.
    fn activation_slot(&self) -> bool {
        self.slot < self.tiling.shape().m
    }

    /// No slot is sent.
    fn wait(outputs: &mut Outputs) {
        outputs.unspecified.extend(super::OF_ACTIVATION);
    }

    /// A slot is sent: what shows at once, its tokens, then the next slot.
    fn send(&mut self, tile: Tile, outputs: &mut Outputs) -> Tokens {
        let activation = self.activation_slot();
        let last_tile = self.launching + 1 == self.tiling.count();
        let last_row = last_tile && self.slot + 1 == self.tiling.shape().m;
        let last_slot = self.slot + 1 == self.tiling.slots();
        if activation {
            outputs.pins.set("activation_ready_o", 1);
            outputs.pins.set("activation_last_o", last_row.into());
            outputs.pins.bits_mut("row_mask_o")[..tile.rows].fill(true);
        } else {
            Self::wait(outputs);
        }
        let tokens = Tokens {
            swap: self.slot == 0,
            store: activation && !tile.last,
            result: activation && tile.last,
            first: activation && tile.first,
            partial: tile.last_columns,
            set: self.slot == 0 && tile.first,
            last_row,
            end: last_slot && last_tile,
            address: self.slot,
            rows_used: tile.rows,
            columns_used: tile.columns,
            stall: None,
        };
        self.slot = if last_slot { 0 } else { self.slot + 1 };
        self.launching += usize::from(last_slot);
        tokens
    }
}
