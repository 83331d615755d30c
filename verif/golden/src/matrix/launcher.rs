//! The rows of a tile on their way into the array, a slot per cycle.
//!
//! Page: Launcher.

use crate::matrix::tile_iterator::Kind;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Configuration, ErrorCode, Instance, Pins};

/// What the loader says of the packet of weights.
const WEIGHTS_SHORT: u64 = 1;
const WEIGHTS_LONG: u64 = 2;
/// Values of the number of a slot.
const SLOTS: u64 = 1 << 16;

/// The head of the queue of launch tiles.
#[derive(Clone, Copy, Debug)]
struct Tile {
    /// None if there is no tile, or one of a kind that none has: nothing becomes of it.
    kind: Option<Kind>,
    first: bool,
    result: bool,
    last: bool,
    /// Its last row.
    m: u64,
    /// Its last slot.
    slots: u64,
}

impl Tile {
    fn of(inputs: &Pins) -> Self {
        let mut kinds = [Kind::End, Kind::Product, Kind::Drain].into_iter();
        let valid = inputs.high("tile_valid_i");
        Self {
            kind: kinds.find(|kind| valid && *kind as u64 == inputs.get("tile_kind_i")),
            first: inputs.high("tile_first_i"),
            result: inputs.high("tile_result_i"),
            last: inputs.high("tile_last_i"),
            m: inputs.get("tile_m_i"),
            slots: inputs.get("tile_slots_i"),
        }
    }
}

/// What becomes of the head of the queue in a cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    /// It waits, and nobody is to blame.
    Wait,
    StallWeights,
    StallActivations,
    StallResults,
    /// The slot is sent.
    Send,
    /// A tile without slots ends.
    End,
}

/// What a cycle does with the head of the queue.
#[derive(Clone, Copy, Debug)]
struct Moves {
    act: Act,
    /// Slot 0 is sent.
    first: bool,
    /// A row is sent,
    row: bool,
    /// with a beat of the packet;
    beat: bool,
    /// it is the packet's last and was not to be;
    short: bool,
    /// or it was to be and is not.
    long: bool,
    /// A drain ends.
    drain: bool,
    /// The tile ends.
    ends: bool,
}

/// What a command's status will say, as far as it is known here.
#[derive(Clone, Copy, Debug)]
struct Verdict {
    asks: bool,
    error: u64,
}

/// What the array and the back half see of a slot, a cycle after it was sent; and the stalls.
#[derive(Clone, Copy, Debug, Default)]
struct Sent {
    swap: bool,
    row: bool,
    first: bool,
    result: bool,
    address: u64,
    wait_address: usize,
    stall_weights: bool,
    stall_activations: bool,
    stall_results: bool,
}

/// The slot of the present tile, its packet, and the verdict of the last one.
///
/// Assumptions on the inputs, those of the page: a tile stands until it ends; kinds 0 and 2 are last tiles; a tile has at
/// least four slots and no more rows than slots; a credit comes only for a row under way. The model answers anything.
#[derive(Clone, Debug)]
pub struct Launcher {
    rows: usize,
    /// E.
    places: usize,
    slot: u64,
    /// The packet of activations ended early.
    ended: bool,
    /// The beats up to the packet's last are discarded.
    over: bool,
    /// The present tile found that the packet goes on behind its last beat.
    long: bool,
    /// No tile has begun since there was none before: its weights are on their way.
    filling: bool,
    /// Rows that were sent to wait, and are not read yet.
    under_way: usize,
    /// A place has become free in the cycle before.
    credit: bool,
    wait_address: usize,
    load_error: u64,
    /// What is left of the command's packet is being discarded.
    weights_left: bool,
    activations_left: bool,
    verdict: Option<Verdict>,
    sent: Sent,
}

impl Launcher {
    /// No tile.
    pub fn new(configuration: &Configuration) -> Self {
        Self {
            rows: configuration.rows(),
            places: configuration.waiting_rows(),
            slot: 0,
            ended: false,
            over: false,
            long: false,
            filling: true,
            under_way: 0,
            credit: false,
            wait_address: 0,
            load_error: 0,
            weights_left: false,
            activations_left: false,
            verdict: None,
            sent: Sent::default(),
        }
    }

    fn reset(&mut self) {
        (self.slot, self.under_way, self.wait_address, self.load_error) = (0, 0, 0, 0);
        (self.ended, self.over, self.long, self.filling) = (false, false, false, true);
        self.credit = false;
        (self.weights_left, self.activations_left, self.verdict) = (false, false, None);
        self.sent = Sent::default();
    }

    fn waits_for_weights(&self, inputs: &Pins) -> bool {
        self.verdict.is_some() && self.weights_left && inputs.high("weight_over_i")
    }

    fn waits_for_activations(&self) -> bool {
        self.verdict.is_some() && self.activations_left && self.over
    }

    /// A verdict is held and cannot leave.
    fn waits(&self, inputs: &Pins) -> bool {
        self.waits_for_weights(inputs) || self.waits_for_activations()
    }

    fn act(&self, tile: &Tile, inputs: &Pins) -> Act {
        let (complete, entry_ready) = (inputs.high("complete_i"), inputs.high("entry_ready_i"));
        match tile.kind {
            Some(Kind::Product) => self.act_of_product(tile, inputs),
            Some(Kind::Drain) if complete && entry_ready && !self.over && !self.waits(inputs) => Act::End,
            Some(Kind::End) if entry_ready && !self.waits(inputs) => Act::End,
            _ => Act::Wait,
        }
    }

    fn act_of_product(&self, tile: &Tile, inputs: &Pins) -> Act {
        let (first, row) = (self.slot == 0, self.slot <= tile.m);
        let no_room = row && self.under_way == self.places || first && !inputs.high("entry_ready_i");
        if tile.result && no_room {
            Act::StallResults
        } else if first && (!inputs.high("complete_i") || self.waits_for_weights(inputs)) {
            if self.filling && inputs.high("loading_i") { Act::Wait } else { Act::StallWeights }
        } else if row && !self.ended && (self.over || !inputs.high("activation_valid_i")) {
            Act::StallActivations
        } else {
            Act::Send
        }
    }

    fn moves(&self, tile: &Tile, inputs: &Pins) -> Moves {
        let act = self.act(tile, inputs);
        let sent = act == Act::Send;
        let row = sent && self.slot <= tile.m;
        let beat = row && !self.ended;
        // The packet is to end with the last row of the command's last tile.
        let due = tile.last && self.slot == tile.m;
        let last = inputs.high("activation_last_i");
        Moves {
            act,
            first: sent && self.slot == 0,
            row,
            beat,
            short: beat && last && !due,
            long: beat && !last && due,
            drain: act == Act::End && tile.kind == Some(Kind::Drain),
            ends: act == Act::End || sent && self.slot == tile.slots,
        }
    }

    /// The error of a command whose last tile ends.
    fn error(&self, tile: &Tile, long: bool, inputs: &Pins) -> u64 {
        let error = match self.load_error {
            _ if tile.kind != Some(Kind::Product) => return inputs.get("tile_error_i"),
            WEIGHTS_SHORT => ErrorCode::WeightsShort,
            WEIGHTS_LONG => ErrorCode::WeightsLong,
            _ if self.ended => ErrorCode::ActivationsShort,
            _ if long => ErrorCode::ActivationsLong,
            _ => ErrorCode::None,
        };
        error as u64
    }

    fn show_registers(&self, outputs: &mut Outputs) {
        let sent = &self.sent;
        for (port, value) in [
            ("swap_o", sent.swap),
            ("row_o", sent.row),
            ("first_o", sent.first),
            ("result_o", sent.result),
            ("stall_weights_o", sent.stall_weights),
            ("stall_activations_o", sent.stall_activations),
            ("stall_results_o", sent.stall_results),
        ] {
            outputs.pins.set(port, value.into());
        }
        outputs.pins.set("address_o", sent.address);
        outputs.pins.set("wait_address_o", sent.wait_address as u64);
        if !sent.row {
            outputs.unspecified.extend(["first_o", "result_o", "address_o", "wait_address_o"]);
        }
    }

    fn show_moves(&self, tile: &Tile, moves: &Moves, inputs: &Pins, outputs: &mut Outputs) {
        let empty = moves.act == Act::End;
        let entry = empty || moves.first && tile.result;
        for (port, value) in [
            ("tile_ready_o", moves.ends),
            ("take_o", moves.first || moves.drain),
            ("activation_ready_o", self.over || moves.beat),
            ("entry_valid_o", entry),
            ("entry_empty_o", empty),
        ] {
            outputs.pins.set(port, value.into());
        }
        for (port, of) in [
            ("entry_raw_o", "tile_raw_i"),
            ("entry_last_o", "tile_last_i"),
            ("entry_rounding_o", "tile_rounding_i"),
            ("entry_rows_o", "tile_m_i"),
            ("entry_columns_o", "tile_columns_i"),
        ] {
            outputs.pins.set(port, inputs.get(of));
        }
        if !entry {
            outputs.unspecified.extend(["entry_empty_o", "entry_raw_o", "entry_last_o"]);
        }
        if !entry || empty {
            outputs.unspecified.extend(["entry_rounding_o", "entry_rows_o", "entry_columns_o"]);
        }
        let existing = inputs.get("tile_rows_i") as usize;
        for row in 0..self.rows {
            outputs.pins.set_lane("row_mask_o", row, 1, (moves.beat && row <= existing).into());
        }
        if !moves.row {
            outputs.unspecified.push("row_mask_o");
        }
    }

    /// Shows the verdict that is held, if it waits for nothing any more; whether it does.
    fn show_verdict(&self, inputs: &Pins, outputs: &mut Outputs) -> bool {
        match self.verdict {
            Some(Verdict { asks, error }) if !self.waits(inputs) => {
                outputs.pins.set("verdict_valid_o", 1);
                outputs.pins.set("verdict_asks_o", asks.into());
                outputs.pins.set("verdict_error_o", error);
                true
            }
            _ => {
                outputs.unspecified.extend(["verdict_asks_o", "verdict_error_o"]);
                false
            }
        }
    }

    /// The rising edge.
    fn step(&mut self, tile: &Tile, moves: &Moves, inputs: &Pins) {
        let Moves { act, first, row, short, drain, ends, .. } = *moves;
        let result_row = row && tile.result;
        self.sent = Sent {
            swap: first,
            row,
            first: row && tile.first,
            result: result_row,
            address: self.slot,
            wait_address: self.wait_address,
            stall_weights: act == Act::StallWeights,
            stall_activations: act == Act::StallActivations,
            stall_results: act == Act::StallResults,
        };
        // The counter has room for E and wraps at twice as many, which never are there.
        let range = 2 * self.places;
        self.under_way = (self.under_way + usize::from(result_row) + range - usize::from(self.credit)) % range;
        self.credit = inputs.high("credit_i");
        self.wait_address = (self.wait_address + usize::from(result_row)) % self.places;
        self.filling = !inputs.high("tile_valid_i") || self.filling && !first;

        let command_ends = ends && tile.last;
        let product_ends = command_ends && act == Act::Send;
        let long = self.long || moves.long;
        if command_ends {
            let error = self.error(tile, long, inputs);
            self.verdict = Some(Verdict { asks: inputs.high("tile_asks_i"), error });
        }
        self.weights_left = match act {
            _ if drain => true,
            _ if first => inputs.get("load_error_i") == WEIGHTS_LONG,
            _ => self.weights_left && inputs.high("weight_over_i"),
        };
        self.activations_left = match act {
            _ if drain => true,
            _ if product_ends => long,
            _ => self.activations_left && self.over,
        };
        if first {
            self.load_error = inputs.get("load_error_i");
        }

        let passed = inputs.high("activation_valid_i") && inputs.high("activation_last_i");
        self.over = self.over && !passed || moves.long || drain;
        self.ended = (self.ended || short) && !product_ends;
        self.long = long && !ends;
        if ends {
            self.slot = 0;
        } else if act == Act::Send {
            self.slot = (self.slot + 1) % SLOTS;
        }
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> Launcher {
    Launcher::new(instance.configuration())
}

impl Behaviour for Launcher {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        self.show_registers(outputs);
        let tile = Tile::of(inputs);
        let moves = self.moves(&tile, inputs);
        self.show_moves(&tile, &moves, inputs, outputs);
        let left = self.show_verdict(inputs, outputs);

        if left {
            self.verdict = None;
        }
        self.step(&tile, &moves, inputs);
        if !inputs.high("rst_ni") {
            self.reset();
        }
    }
}

#[cfg(test)]
mod tests;
