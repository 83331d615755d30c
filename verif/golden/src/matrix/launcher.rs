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
mod tests {
    use super::*;
    use crate::bench::Bench;

    /// A launcher of 4 × 4 at whose queue a product of one tile of two rows stands, its last; nothing holds it up.
    fn bench() -> Bench {
        let mut bench = Bench::new("launcher", "tiny");
        for (port, value) in [
            ("tile_valid_i", 1),
            ("tile_kind_i", 1),
            ("tile_first_i", 1),
            ("tile_result_i", 1),
            ("tile_last_i", 1),
            ("tile_m_i", 1),
            ("tile_slots_i", 3),
            ("tile_rows_i", 2),
            ("tile_columns_i", 1),
            ("complete_i", 1),
            ("activation_valid_i", 1),
            ("entry_ready_i", 1),
        ] {
            bench.inputs.set(port, value);
        }
        bench
    }

    fn set(bench: &mut Bench, inputs: &[(&str, u64)]) {
        inputs.iter().for_each(|(port, value)| bench.inputs.set(port, *value));
    }

    fn get<const N: usize>(outputs: &Outputs, ports: [&str; N]) -> [u64; N] {
        ports.map(|port| outputs.specified(port))
    }

    const HANDSHAKES: [&str; 5] = ["tile_ready_o", "take_o", "activation_ready_o", "entry_valid_o", "verdict_valid_o"];
    const STALLS: [&str; 3] = ["stall_weights_o", "stall_activations_o", "stall_results_o"];

    /// The stall that the cycle after shows, with nothing to do in it: none, weights, activations, results.
    fn stalls(bench: &mut Bench) -> [u64; 3] {
        get(&bench.cycle(&[("tile_valid_i", 0)]), STALLS)
    }

    /// Sends the present tile of two rows and four slots, the second row with this `last`; the verdict's cycle is the next.
    fn send(bench: &mut Bench, last: u64) {
        for slot in 0..4 {
            let outputs = bench.cycle(&[("activation_last_i", u64::from(slot == 1) & last)]);
            assert_eq!(outputs.specified("tile_ready_o"), u64::from(slot == 3), "slot {slot}");
        }
    }

    /// The verdict of this cycle, without a tile.
    fn verdict(bench: &mut Bench, more: &[(&str, u64)]) -> Option<[u64; 2]> {
        let outputs = bench.cycle(&[&[("tile_valid_i", 0)][..], more].concat());
        if outputs.pins.high("verdict_valid_o") {
            return Some(get(&outputs, ["verdict_asks_o", "verdict_error_o"]));
        }
        assert!(outputs.unspecified.contains(&"verdict_error_o"));
        None
    }

    #[test]
    fn a_tile_sends_its_rows_and_then_empty_slots() {
        let mut bench = bench();
        let mut seen = Vec::new();
        let mut tokens = Vec::new();
        for slot in 0..6 {
            let last = u64::from(slot == 1);
            let outputs = bench.cycle(&[("activation_last_i", last), ("tile_valid_i", u64::from(slot < 4))]);
            seen.push(get(&outputs, HANDSHAKES));
            if slot < 2 {
                // Rows 0 to 2 exist.
                assert_eq!(outputs.specified("row_mask_o"), 7);
            } else {
                assert!(outputs.unspecified.contains(&"row_mask_o"));
            }
            if slot == 0 {
                let entry = ["entry_empty_o", "entry_raw_o", "entry_last_o", "entry_rows_o", "entry_columns_o"];
                assert_eq!(get(&outputs, entry), [0, 0, 1, 1, 1]);
            } else {
                assert!(outputs.unspecified.contains(&"entry_last_o"));
            }
            tokens.push(get(&outputs, ["swap_o", "row_o"]));
            if outputs.pins.high("row_o") {
                let of = get(&outputs, ["first_o", "result_o", "address_o", "wait_address_o"]);
                assert_eq!(of, [1, 1, slot - 1, slot - 1]);
            } else {
                assert!(["first_o", "result_o", "address_o"].iter().all(|port| outputs.unspecified.contains(port)));
            }
            assert_eq!(get(&outputs, STALLS), [0; 3]);
        }
        assert_eq!(seen, [[0, 1, 1, 1, 0], [0, 0, 1, 0, 0], [0; 5], [1, 0, 0, 0, 0], [0, 0, 0, 0, 1], [0; 5]]);
        assert_eq!(tokens, [[0, 0], [1, 1], [0, 1], [0, 0], [0, 0], [0, 0]]);
    }

    #[test]
    fn only_the_last_k_tile_makes_an_entry_and_rows_that_wait() {
        let mut bench = bench();
        set(&mut bench, &[("tile_result_i", 0), ("tile_last_i", 0), ("tile_raw_i", 1), ("tile_rounding_i", 3)]);
        for slot in 0..4 {
            // The queue of entries may be full meanwhile.
            let outputs = bench.cycle(&[("entry_ready_i", 0)]);
            assert_eq!(get(&outputs, ["entry_valid_o", "take_o"]), [0, u64::from(slot == 0)]);
            if slot == 1 {
                assert_eq!(get(&outputs, ["row_o", "first_o", "result_o"]), [1, 1, 0]);
            }
        }
        set(&mut bench, &[("tile_first_i", 0), ("tile_result_i", 1)]);
        let outputs = bench.cycle(&[]);
        assert_eq!(get(&outputs, ["entry_valid_o", "entry_last_o", "entry_raw_o", "entry_rounding_o"]), [1, 0, 1, 3]);
        assert_eq!(outputs.specified("verdict_valid_o"), 0, "the command goes on");
        let outputs = bench.cycle(&[]);
        assert_eq!(get(&outputs, ["first_o", "result_o", "address_o", "wait_address_o"]), [0, 1, 0, 0]);
    }

    #[test]
    fn a_tile_of_as_many_rows_as_slots_is_followed_without_a_gap() {
        let mut bench = bench();
        set(&mut bench, &[("tile_m_i", 3), ("tile_last_i", 0)]);
        for slot in 0..12 {
            let outputs = bench.cycle(&[]);
            assert_eq!(outputs.specified("activation_ready_o"), 1);
            assert_eq!(outputs.specified("tile_ready_o"), u64::from(slot % 4 == 3));
            assert_eq!(outputs.specified("take_o"), u64::from(slot % 4 == 0));
            if slot > 0 {
                let of = get(&outputs, ["swap_o", "address_o", "wait_address_o"]);
                assert_eq!(of, [u64::from(slot % 4 == 1), (slot - 1) % 4, slot - 1]);
            }
        }
    }

    #[test]
    fn slot_0_waits_for_its_weights_which_is_no_stall_while_they_fill() {
        let mut bench = bench();
        set(&mut bench, &[("complete_i", 0), ("tile_last_i", 0)]);
        let waits = |bench: &mut Bench, loading| {
            let outputs = bench.cycle(&[("loading_i", loading)]);
            assert_eq!(get(&outputs, ["take_o", "activation_ready_o", "entry_valid_o", "tile_ready_o"]), [0; 4]);
            outputs.specified("stall_weights_o")
        };
        // Each shows the stall of the cycle before.
        assert_eq!(
            [waits(&mut bench, 1), waits(&mut bench, 0), waits(&mut bench, 1), waits(&mut bench, 1)],
            [0, 0, 1, 0]
        );
        bench.inputs.set("complete_i", 1);
        assert_eq!(get(&bench.cycle(&[]), ["take_o", "stall_weights_o"]), [1, 0]);
        // Later slots do not ask for weights.
        bench.inputs.set("complete_i", 0);
        for slot in 1..4 {
            assert_eq!(get(&bench.cycle(&[]), ["tile_ready_o", "stall_weights_o"]), [u64::from(slot == 3), 0]);
        }
        // The next tile does not fill any more.
        assert_eq!(
            [waits(&mut bench, 1), waits(&mut bench, 1), waits(&mut bench, 0), waits(&mut bench, 0)],
            [0, 1, 1, 1]
        );
        // Behind a cycle without a tile it does again.
        assert_eq!(stalls(&mut bench), [1, 0, 0]);
        assert_eq!([waits(&mut bench, 1), waits(&mut bench, 1)], [0, 0]);
    }

    #[test]
    fn a_row_waits_for_its_beat_and_an_empty_slot_for_nothing() {
        let mut bench = bench();
        for row in 0..2 {
            for before in [0, 1] {
                let outputs = bench.cycle(&[("activation_valid_i", 0)]);
                assert_eq!(get(&outputs, ["take_o", "activation_ready_o", "stall_activations_o"]), [0, 0, before]);
            }
            let outputs = bench.cycle(&[("activation_last_i", row)]);
            assert_eq!(get(&outputs, ["take_o", "activation_ready_o", "stall_activations_o"]), [1 - row, 1, 1]);
        }
        for slot in 2..4 {
            let outputs = bench.cycle(&[("activation_valid_i", 0)]);
            assert_eq!(get(&outputs, ["tile_ready_o", "stall_activations_o"]), [u64::from(slot == 3), 0]);
        }
        assert_eq!(verdict(&mut bench, &[]), Some([0, 0]));
    }

    #[test]
    fn of_several_stalls_one_is_told_results_before_weights_before_activations() {
        let mut bench = bench();
        for (inputs, expected) in [
            (vec![("entry_ready_i", 0), ("complete_i", 0), ("activation_valid_i", 0)], [0, 0, 1]),
            (vec![("complete_i", 0), ("activation_valid_i", 0)], [1, 0, 0]),
            (vec![("activation_valid_i", 0)], [0, 1, 0]),
            // While weights fill no other stall is told.
            (vec![("complete_i", 0), ("loading_i", 1), ("activation_valid_i", 0)], [0, 0, 0]),
            (vec![("entry_ready_i", 0), ("complete_i", 0), ("loading_i", 1)], [0, 0, 1]),
        ] {
            let outputs = bench.cycle(&inputs);
            assert_eq!(get(&outputs, ["take_o", "activation_ready_o", "entry_valid_o"]), [0; 3]);
            assert_eq!(stalls(&mut bench), expected);
        }
    }

    #[test]
    fn results_stall_while_as_many_rows_are_under_way_as_can_wait() {
        // E = 32.
        let mut bench = bench();
        set(&mut bench, &[("tile_m_i", 15), ("tile_slots_i", 15), ("tile_last_i", 0)]);
        (0..32).for_each(|_| assert_eq!(bench.cycle(&[]).specified("activation_ready_o"), 1));
        assert_eq!(get(&bench.cycle(&[]), ["take_o", "activation_ready_o", "entry_valid_o"]), [0; 3]);
        // The room of a credit is there in the cycle after the next one.
        for _ in 0..2 {
            let outputs = bench.cycle(&[("credit_i", 1)]);
            assert_eq!(get(&outputs, ["activation_ready_o", "stall_results_o"]), [0, 1]);
        }
        let outputs = bench.cycle(&[]);
        assert_eq!(get(&outputs, ["take_o", "activation_ready_o", "stall_results_o"]), [1, 1, 1]);
        // One went and one came: still one has room.
        let outputs = bench.cycle(&[]);
        assert_eq!(get(&outputs, ["activation_ready_o", "stall_results_o", "wait_address_o"]), [1, 0, 0]);
        for before in [0, 1] {
            let outputs = bench.cycle(&[]);
            assert_eq!(get(&outputs, ["activation_ready_o", "stall_results_o"]), [0, before]);
        }
    }

    #[test]
    fn rows_that_are_no_results_and_empty_slots_need_no_room() {
        let mut bench = bench();
        set(&mut bench, &[("tile_m_i", 15), ("tile_slots_i", 20), ("tile_last_i", 0)]);
        (0..42).for_each(|_| drop(bench.cycle(&[])));
        let outputs = bench.cycle(&[]);
        assert_eq!(get(&outputs, ["take_o", "entry_valid_o"]), [0, 0]);
        bench.inputs.set("tile_result_i", 0);
        assert_eq!(get(&bench.cycle(&[]), ["take_o", "activation_ready_o", "entry_valid_o"]), [1, 1, 0]);
    }

    #[test]
    fn what_a_short_packet_lacks_is_zero_until_the_command_ends() {
        let mut bench = bench();
        bench.inputs.set("tile_last_i", 0);
        bench.cycle(&[]);
        // The last row of a tile that is not the last must not end the packet either.
        assert_eq!(bench.cycle(&[("activation_last_i", 1)]).specified("row_mask_o"), 7);
        bench.wait(2);
        bench.inputs.set("tile_last_i", 1);
        for slot in 0..4 {
            // The next packet waits, whole or not.
            let outputs = bench.cycle(&[("activation_valid_i", slot % 2), ("activation_last_i", 1)]);
            assert_eq!(get(&outputs, ["activation_ready_o", "tile_ready_o"]), [0, u64::from(slot == 3)]);
            if slot < 2 {
                assert_eq!(outputs.specified("row_mask_o"), 0);
            }
        }
        // The next command has its own packet, and an error of its own.
        let outputs = bench.cycle(&[]);
        assert_eq!(get(&outputs, ["verdict_valid_o", "verdict_error_o"]), [1, 9]);
        assert_eq!(get(&outputs, ["activation_ready_o", "row_mask_o"]), [1, 7]);
        bench.cycle(&[("activation_last_i", 1)]);
        bench.wait(2);
        assert_eq!(verdict(&mut bench, &[]), Some([0, 0]));
    }

    #[test]
    fn a_packet_that_ends_before_the_last_row_of_the_last_tile_is_short() {
        let mut bench = bench();
        assert_eq!(bench.cycle(&[("activation_last_i", 1)]).specified("row_mask_o"), 7);
        assert_eq!(get(&bench.cycle(&[]), ["row_mask_o", "activation_ready_o"]), [0, 0]);
        bench.wait(2);
        assert_eq!(verdict(&mut bench, &[]), Some([0, 9]));
    }

    #[test]
    fn the_rest_of_a_long_packet_is_discarded_and_the_verdict_waits_for_its_end() {
        let mut bench = bench();
        send(&mut bench, 0);
        // Discarded since slot 2; the next tile stalls.
        for (valid, last) in [(1, 0), (0, 1), (1, 1)] {
            let outputs = bench.cycle(&[("activation_valid_i", valid), ("activation_last_i", last)]);
            assert_eq!(get(&outputs, ["take_o", "activation_ready_o", "verdict_valid_o"]), [0, 1, 0]);
        }
        let outputs = bench.cycle(&[]);
        assert_eq!(get(&outputs, ["take_o", "stall_activations_o"]), [1, 1]);
        assert_eq!(get(&outputs, ["verdict_valid_o", "verdict_error_o"]), [1, 10]);
        assert_eq!(bench.cycle(&[("activation_last_i", 1)]).specified("activation_ready_o"), 1);
        bench.wait(2);
        assert_eq!(verdict(&mut bench, &[]), Some([0, 0]));
    }

    #[test]
    fn a_long_packet_that_ends_within_its_tile_makes_nobody_wait() {
        let mut bench = bench();
        bench.wait(2);
        let outputs = bench.cycle(&[("activation_last_i", 1)]);
        assert_eq!(outputs.specified("activation_ready_o"), 1, "discarded");
        let outputs = bench.cycle(&[]);
        assert_eq!(get(&outputs, ["activation_ready_o", "tile_ready_o"]), [0, 1]);
        assert_eq!(verdict(&mut bench, &[]), Some([0, 10]));
    }

    #[test]
    fn a_packet_may_be_found_too_long_in_the_last_slot() {
        let mut bench = bench();
        bench.inputs.set("tile_m_i", 3);
        (0..4).for_each(|slot| assert_eq!(bench.cycle(&[]).specified("tile_ready_o"), u64::from(slot == 3)));
        for last in [0, 1] {
            assert_eq!(verdict(&mut bench, &[("activation_last_i", last)]), None);
        }
        assert_eq!(verdict(&mut bench, &[]), Some([0, 10]));
    }

    #[test]
    fn the_rest_is_discarded_without_a_tile_too() {
        let mut bench = bench();
        send(&mut bench, 0);
        set(&mut bench, &[("tile_valid_i", 0), ("complete_i", 0), ("entry_ready_i", 0)]);
        for last in [0, 1] {
            assert_eq!(get(&bench.cycle(&[("activation_last_i", last)]), HANDSHAKES), [0, 0, 1, 0, 0]);
        }
        assert_eq!(get(&bench.cycle(&[]), HANDSHAKES), [0, 0, 0, 0, 1]);
        assert_eq!(get(&bench.cycle(&[]), HANDSHAKES), [0; 5]);
    }

    #[test]
    fn the_loaders_error_of_the_last_tile_goes_before_that_of_the_activations() {
        for (load_error, error) in [(0, 9), (1, 7), (2, 8)] {
            let mut bench = bench();
            bench.cycle(&[("load_error_i", load_error), ("activation_last_i", 1)]);
            // What the loader says later is of another tile.
            bench.inputs.set("load_error_i", 3 - load_error);
            bench.wait(3);
            assert_eq!(verdict(&mut bench, &[]), Some([0, error]));
        }
    }

    #[test]
    fn a_verdict_waits_for_the_rest_of_its_weights_and_no_tile_begins_meanwhile() {
        let mut bench = bench();
        bench.inputs.set("weight_over_i", 1);
        bench.cycle(&[("load_error_i", 2), ("weight_over_i", 0)]);
        bench.cycle(&[("activation_last_i", 1)]);
        bench.wait(2);
        for before in [0, 1] {
            let outputs = bench.cycle(&[]);
            assert_eq!(get(&outputs, ["take_o", "verdict_valid_o", "stall_weights_o"]), [0, 0, before]);
        }
        // A command without a product waits, too.
        for kind in [0, 2] {
            let outputs = bench.cycle(&[("tile_kind_i", kind)]);
            assert_eq!(get(&outputs, HANDSHAKES), [0; 5]);
        }
        // It leaves in the first cycle in which they are done, and the next tile begins in it.
        let outputs = bench.cycle(&[("weight_over_i", 0)]);
        assert_eq!(get(&outputs, ["take_o", "verdict_valid_o", "verdict_error_o"]), [1, 1, 8]);
    }

    #[test]
    fn a_verdict_does_not_wait_for_what_is_left_of_another_packet() {
        // The weights were done within the tile; then those of another command are over.
        let mut bench = bench();
        bench.cycle(&[("load_error_i", 2)]);
        bench.cycle(&[("weight_over_i", 1), ("activation_last_i", 1)]);
        bench.cycle(&[("weight_over_i", 0)]);
        bench.cycle(&[("weight_over_i", 1)]);
        assert_eq!(verdict(&mut bench, &[("weight_over_i", 1)]), Some([0, 8]));
        // Of a packet that was not too long nothing is left.
        let mut bench = self::bench();
        bench.inputs.set("weight_over_i", 1);
        send(&mut bench, 1);
        assert_eq!(verdict(&mut bench, &[]), Some([0, 0]));
    }

    #[test]
    fn a_command_without_packets_passes_with_an_entry_and_its_verdict() {
        for (asks, error) in [(1, 0), (0, 5)] {
            let mut bench = bench();
            let tile = [("tile_kind_i", 0), ("tile_asks_i", asks), ("tile_error_i", error), ("tile_raw_i", 1)];
            set(&mut bench, &tile);
            // Neither weights nor activations matter.
            set(&mut bench, &[("complete_i", 0), ("activation_valid_i", 0), ("weight_over_i", 1)]);
            assert_eq!(get(&bench.cycle(&[("entry_ready_i", 0)]), HANDSHAKES), [0; 5]);
            let outputs = bench.cycle(&[]);
            assert_eq!(get(&outputs, HANDSHAKES), [1, 0, 0, 1, 0]);
            assert_eq!(get(&outputs, ["entry_empty_o", "entry_raw_o", "entry_last_o"]), [1, 1, 1]);
            assert!(
                ["entry_rows_o", "entry_columns_o", "entry_rounding_o"]
                    .iter()
                    .all(|port| outputs.unspecified.contains(port))
            );
            // Another one in the next cycle.
            let outputs = bench.cycle(&[]);
            assert_eq!(get(&outputs, HANDSHAKES), [1, 0, 0, 1, 1]);
            assert_eq!(get(&outputs, ["verdict_asks_o", "verdict_error_o", "swap_o", "row_o"]), [asks, error, 0, 0]);
            assert_eq!(stalls(&mut bench), [0; 3]);
        }
    }

    #[test]
    fn a_drain_waits_for_loader_entry_and_activations_and_its_verdict_for_both_packets() {
        let mut bench = bench();
        send(&mut bench, 0);
        // Its predecessor's activations are not done, and so its verdict waits.
        set(&mut bench, &[("tile_kind_i", 2), ("tile_error_i", 3)]);
        assert_eq!(get(&bench.cycle(&[("activation_last_i", 1)]), HANDSHAKES), [0, 0, 1, 0, 0]);
        assert_eq!(get(&bench.cycle(&[("complete_i", 0)]), HANDSHAKES), [0, 0, 0, 0, 1]);
        assert_eq!(get(&bench.cycle(&[("entry_ready_i", 0)]), HANDSHAKES), [0; 5]);
        let outputs = bench.cycle(&[]);
        assert_eq!(get(&outputs, HANDSHAKES), [1, 1, 0, 1, 0]);
        assert_eq!(get(&outputs, ["entry_empty_o", "entry_raw_o", "entry_last_o"]), [1, 0, 1]);
        // The weights end first, then the activations: or the other way round.
        for (weights, activations) in [(1, 3), (3, 1), (2, 2)] {
            for cycle in 0..weights.max(activations) {
                let last = u64::from(cycle == activations - 1);
                let over = u64::from(cycle < weights);
                let more = [("activation_last_i", last), ("weight_over_i", over), ("complete_i", 0)];
                assert_eq!(verdict(&mut bench, &more), None);
            }
            assert_eq!(verdict(&mut bench, &[("weight_over_i", 0)]), Some([0, 3]));
            assert_eq!(get(&bench.cycle(&[]), HANDSHAKES), [1, 1, 0, 1, 0]);
        }
    }

    #[test]
    fn a_drain_does_not_begin_before_the_packet_of_the_command_before_it_is_over() {
        // The verdict of the drain leaves with the last of its two packets, then the next drain begins.
        let mut bench = bench();
        bench.inputs.set("tile_kind_i", 2);
        bench.inputs.set("weight_over_i", 1);
        assert_eq!(bench.cycle(&[]).specified("tile_ready_o"), 1);
        assert_eq!(get(&bench.cycle(&[("activation_last_i", 1)]), HANDSHAKES), [0, 0, 1, 0, 0]);
        assert_eq!(get(&bench.cycle(&[]), HANDSHAKES), [0; 5]);
        assert_eq!(get(&bench.cycle(&[("weight_over_i", 0)]), HANDSHAKES), [1, 1, 0, 1, 1]);
    }

    #[test]
    fn without_a_tile_nothing_moves() {
        let mut bench = bench();
        bench.inputs.set("tile_valid_i", 0);
        for kind in 0..4 {
            let outputs = bench.cycle(&[("tile_kind_i", kind)]);
            assert_eq!((get(&outputs, HANDSHAKES), get(&outputs, STALLS)), ([0; 5], [0; 3]));
        }
    }

    #[test]
    fn reset_forgets_the_tile_the_packet_and_the_verdict() {
        // Within a tile, with a packet that ended, with one that is over, with a verdict that waits.
        for cycles in 1..6 {
            for last in 0..4 {
                let mut bench = bench();
                bench.inputs.set("weight_over_i", 1);
                for cycle in 0..cycles {
                    bench.cycle(&[("activation_last_i", u64::from(cycle == last)), ("load_error_i", 2)]);
                }
                bench.cycle(&[("rst_ni", 0)]);
                // The weights fill again.
                let outputs = bench.cycle(&[("complete_i", 0), ("loading_i", 1)]);
                assert_eq!(get(&outputs, HANDSHAKES), [0; 5]);
                assert_eq!((get(&outputs, STALLS), get(&outputs, ["swap_o", "row_o"])), ([0; 3], [0; 2]));
                assert_eq!(stalls(&mut bench), [0; 3]);
                for slot in 0..4 {
                    let outputs = bench.cycle(&[("activation_last_i", u64::from(slot == 1))]);
                    assert_eq!(outputs.specified("tile_ready_o"), u64::from(slot == 3));
                    if slot == 1 {
                        assert_eq!(outputs.specified("wait_address_o"), 0);
                    }
                }
                assert_eq!(verdict(&mut bench, &[]), Some([0, 0]));
            }
        }
    }
}
