//! Rows of activations into the array, a slot per cycle.

use crate::{Behaviour, Outputs};
use seedchip_spec::{Configuration, ErrorCode, Instance, Pins};

/// What happens in a cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    /// It waits, for this reason if it is one that counts.
    Waits(Option<&'static str>),
    Sent,
}

/// Tokens that show one cycle later.
#[derive(Clone, Copy, Debug, Default)]
struct Tokens {
    swap: bool,
    row: Option<Row>,
    stall: Option<&'static str>,
}

/// A row that was sent.
#[derive(Clone, Copy, Debug)]
struct Row {
    first: bool,
    result: bool,
    address: u64,
    wait_address: u64,
}

/// What becomes of a command.
#[derive(Clone, Copy, Debug)]
struct Verdict {
    asks: bool,
    error: u64,
}

/// What a verdict waits for.
#[derive(Clone, Copy, Debug)]
struct Waits {
    weights: bool,
    activations: bool,
}

/// The present tile, and the rows that are under way.
#[derive(Clone, Debug)]
pub struct Launcher {
    rows: usize,
    /// E.
    places: usize,
    slot: u64,
    /// The packet of activations ended early.
    ended: bool,
    /// The beats up to the next last one belong to a packet that is over.
    over: bool,
    /// The present tile is the last of a packet that goes on.
    long: bool,
    filling: bool,
    under_way: usize,
    /// A place has become free in the cycle before.
    credit: bool,
    wait_address: u64,
    /// The loader's verdict on the packet of the tile that was taken.
    load_error: u64,
    /// What is left of the command's packet of weights is being discarded.
    weights_left: bool,
    /// What is left of its packet of activations.
    activations_left: bool,
    /// The verdict on a command whose last tile has ended.
    verdict: Option<Verdict>,
    tokens: Tokens,
}

impl Launcher {
    /// Before the first tile.
    pub fn new(configuration: &Configuration) -> Self {
        Self {
            rows: configuration.rows(),
            places: configuration.waiting_rows(),
            slot: 0,
            ended: false,
            over: false,
            long: false,
            filling: false,
            under_way: 0,
            credit: false,
            wait_address: 0,
            load_error: 0,
            weights_left: false,
            activations_left: false,
            verdict: None,
            tokens: Tokens::default(),
        }
    }

    fn reset(&mut self) {
        (self.slot, self.ended, self.over, self.long) = (0, false, false, false);
        (self.filling, self.under_way, self.wait_address, self.load_error) = (true, 0, 0, 0);
        self.credit = false;
        (self.weights_left, self.activations_left, self.verdict) = (false, false, None);
        self.tokens = Tokens::default();
    }

    /// What the verdict that is held waits for.
    fn waits(&self, inputs: &Pins) -> Waits {
        let held = self.verdict.is_some();
        Waits {
            weights: held && self.weights_left && inputs.high("weight_over_i"),
            activations: held && self.activations_left && self.over,
        }
    }

    /// What becomes of the coming slot of a product: the first that holds. `over`: beats are discarded in this cycle.
    fn coming(&self, inputs: &Pins, over: bool, waits: Waits) -> Slot {
        let row = self.slot <= inputs.get("tile_m_i");
        let result = inputs.high("tile_result_i");
        let no_place = row && self.under_way == self.places;
        let no_entry = self.slot == 0 && !inputs.high("entry_ready_i");
        if result && (no_place || no_entry) {
            Slot::Waits(Some("stall_results_o"))
        } else if self.slot == 0 && (!inputs.high("complete_i") || waits.weights) {
            let fills = self.filling && inputs.high("loading_i");
            Slot::Waits((!fills).then_some("stall_weights_o"))
        } else if row && !self.ended && (over || !inputs.high("activation_valid_i")) {
            Slot::Waits(Some("stall_activations_o"))
        } else {
            Slot::Sent
        }
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> Launcher {
    Launcher::new(instance.configuration())
}

impl Behaviour for Launcher {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        self.show(outputs);
        self.tokens = Tokens::default();
        let (mut launched, mut entry) = (false, false);
        let over = self.over;
        let waits = self.waits(inputs);
        self.tell(outputs, waits);
        self.weights_left &= inputs.high("weight_over_i");
        self.activations_left &= over;
        if over {
            outputs.pins.set("activation_ready_o", 1);
            self.over = !(inputs.high("activation_valid_i") && inputs.high("activation_last_i"));
        }
        let ends = if inputs.high("tile_valid_i") {
            match inputs.get("tile_kind_i") {
                1 => self.product(inputs, outputs, over, waits, &mut launched, &mut entry),
                2 => self.drain(inputs, outputs, over, waits, &mut entry),
                _ => {
                    outputs.unspecified.push("row_mask_o");
                    entry = inputs.high("entry_ready_i") && !waits.any();
                    entry
                }
            }
        } else {
            outputs.unspecified.push("row_mask_o");
            self.filling = true;
            false
        };
        Self::entry(inputs, outputs, entry);
        outputs.pins.set("tile_ready_o", ends.into());
        if ends && inputs.high("tile_last_i") {
            self.verdict = Some(Verdict { asks: inputs.high("tile_asks_i"), error: self.error(inputs) });
            if inputs.get("tile_kind_i") == 1 {
                self.activations_left = self.long;
            }
        }
        if ends {
            (self.slot, self.long) = (0, false);
            self.ended &= !(inputs.high("tile_last_i") && inputs.get("tile_kind_i") == 1);
        }
        self.under_way = self.under_way.wrapping_add(launched.into());
        self.under_way = self.under_way.wrapping_sub(self.credit.into()) % (2 * self.places);
        self.credit = inputs.high("credit_i");
        if launched {
            self.wait_address = (self.wait_address + 1) % self.places as u64;
        }
        if !inputs.high("rst_ni") {
            self.reset();
        }
    }
}

impl Waits {
    fn any(self) -> bool {
        self.weights || self.activations
    }
}

impl Launcher {
    /// Lets the verdict go that waits for nothing.
    fn tell(&mut self, outputs: &mut Outputs, waits: Waits) {
        match self.verdict.take_if(|_| !waits.any()) {
            Some(Verdict { asks, error }) => {
                outputs.pins.set("verdict_valid_o", 1);
                outputs.pins.set("verdict_asks_o", asks.into());
                outputs.pins.set("verdict_error_o", error);
            }
            None => outputs.unspecified.extend(["verdict_asks_o", "verdict_error_o"]),
        }
    }

    /// Writes the tokens of the cycle before.
    fn show(&self, outputs: &mut Outputs) {
        outputs.pins.set("swap_o", self.tokens.swap.into());
        outputs.pins.set("row_o", self.tokens.row.is_some().into());
        if let Some(row) = self.tokens.row {
            outputs.pins.set("first_o", row.first.into());
            outputs.pins.set("result_o", row.result.into());
            outputs.pins.set("address_o", row.address);
            outputs.pins.set("wait_address_o", row.wait_address);
        } else {
            outputs.unspecified.extend(["first_o", "result_o", "address_o", "wait_address_o"]);
        }
        if let Some(stall) = self.tokens.stall {
            outputs.pins.set(stall, 1);
        }
    }

    /// A cycle of a tile of a product. Whether it ends; whether a row of results was launched, and an entry made.
    fn product(
        &mut self,
        inputs: &Pins,
        outputs: &mut Outputs,
        over: bool,
        waits: Waits,
        launched: &mut bool,
        entry: &mut bool,
    ) -> bool {
        let coming = self.coming(inputs, over, waits);
        let sent = coming == Slot::Sent;
        let row = sent && self.slot <= inputs.get("tile_m_i");
        let result = inputs.high("tile_result_i");
        let starts = sent && self.slot == 0;
        outputs.pins.set("take_o", starts.into());
        *entry = starts && result;
        *launched = row && result;
        if starts {
            self.filling = false;
            self.load_error = inputs.get("load_error_i");
            self.weights_left = self.load_error == 2;
        }
        self.tokens.swap = starts;
        if let Slot::Waits(reason) = coming {
            self.tokens.stall = reason;
        }
        if row {
            self.row(inputs, outputs, over);
        } else {
            outputs.unspecified.push("row_mask_o");
        }
        let through = sent && self.slot == inputs.get("tile_slots_i");
        if sent && !through {
            self.slot += 1;
        }
        through
    }

    /// Sends a row. `over`: beats are discarded in this cycle, and the row is one that is missing.
    fn row(&mut self, inputs: &Pins, outputs: &mut Outputs, over: bool) {
        let last = inputs.high("activation_last_i");
        outputs.pins.set("activation_ready_o", (over || !self.ended).into());
        for index in 0..self.rows {
            let exists = !self.ended && index as u64 <= inputs.get("tile_rows_i");
            outputs.pins.bits_mut("row_mask_o").set(index, exists);
        }
        let (first, result) = (inputs.high("tile_first_i"), inputs.high("tile_result_i"));
        self.tokens.row = Some(Row { first, result, address: self.slot, wait_address: self.wait_address });
        let final_row = inputs.high("tile_last_i") && self.slot == inputs.get("tile_m_i");
        if !self.ended {
            self.ended = last && !final_row;
            if final_row && !last {
                (self.over, self.long) = (true, true);
            }
        }
    }

    /// A cycle of a tile whose packets are discarded. Whether it ends.
    fn drain(&mut self, inputs: &Pins, outputs: &mut Outputs, over: bool, waits: Waits, entry: &mut bool) -> bool {
        outputs.unspecified.push("row_mask_o");
        let ends = !over && !waits.any() && inputs.high("complete_i") && inputs.high("entry_ready_i");
        *entry = ends;
        outputs.pins.set("take_o", ends.into());
        self.over |= ends;
        self.weights_left |= ends;
        self.activations_left |= ends;
        ends
    }

    /// Writes the entry of the cycle, if there is one.
    fn entry(inputs: &Pins, outputs: &mut Outputs, valid: bool) {
        outputs.pins.set("entry_valid_o", valid.into());
        if !valid {
            outputs.unspecified.extend(["entry_empty_o", "entry_raw_o", "entry_last_o"]);
            outputs.unspecified.extend(["entry_rounding_o", "entry_rows_o", "entry_columns_o"]);
            return;
        }
        let empty = inputs.get("tile_kind_i") != 1;
        outputs.pins.set("entry_empty_o", empty.into());
        outputs.pins.set("entry_raw_o", inputs.high("tile_raw_i").into());
        outputs.pins.set("entry_last_o", inputs.high("tile_last_i").into());
        if empty {
            outputs.unspecified.extend(["entry_rounding_o", "entry_rows_o", "entry_columns_o"]);
        } else {
            outputs.pins.set("entry_rounding_o", inputs.get("tile_rounding_i"));
            outputs.pins.set("entry_rows_o", inputs.get("tile_m_i"));
            outputs.pins.set("entry_columns_o", inputs.get("tile_columns_i"));
        }
    }

    /// The error of the command whose last tile ends.
    fn error(&self, inputs: &Pins) -> u64 {
        if inputs.get("tile_kind_i") != 1 {
            inputs.get("tile_error_i")
        } else if self.load_error == 1 {
            ErrorCode::WeightsShort as u64
        } else if self.load_error == 2 {
            ErrorCode::WeightsLong as u64
        } else if self.ended {
            ErrorCode::ActivationsShort as u64
        } else if self.long {
            ErrorCode::ActivationsLong as u64
        } else {
            ErrorCode::None as u64
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::bench::Bench;
    use seedchip_spec::Pins;

    /// A tile of two rows in four slots, first and last of its command.
    const TILE: [(&str, u64); 10] = [
        ("tile_valid_i", 1),
        ("tile_kind_i", 1),
        ("tile_raw_i", 1),
        ("tile_first_i", 1),
        ("tile_result_i", 1),
        ("tile_last_i", 1),
        ("tile_m_i", 1),
        ("tile_slots_i", 3),
        ("tile_rows_i", 2),
        ("entry_ready_i", 1),
    ];

    /// The verdict that leaves in a cycle without a tile.
    fn verdict(launcher: &mut Bench, more: &[(&'static str, u64)]) -> Option<u64> {
        let pins = launcher.cycle(more).pins;
        pins.high("verdict_valid_o").then(|| pins.get("verdict_error_o"))
    }

    fn cycle(launcher: &mut Bench, more: &[(&'static str, u64)]) -> Pins {
        let pins: Vec<_> = TILE.iter().copied().chain(more.iter().copied()).collect();
        launcher.cycle(&pins).pins
    }

    #[test]
    fn rows_are_sent_slot_by_slot() {
        let mut launcher = Bench::new("launcher", "tiny");
        let first = cycle(&mut launcher, &[("complete_i", 1), ("activation_valid_i", 1)]);
        assert!(first.high("take_o") && first.high("activation_ready_o") && first.high("entry_valid_o"));
        assert_eq!(first.get("row_mask_o"), 0b111);
        let second = cycle(&mut launcher, &[("activation_valid_i", 1), ("activation_last_i", 1)]);
        assert!(second.high("swap_o") && second.high("row_o") && second.high("first_o") && second.high("result_o"));
        assert_eq!((second.get("address_o"), second.get("wait_address_o")), (0, 0));
        let third = cycle(&mut launcher, &[]);
        assert_eq!((third.high("swap_o"), third.get("address_o"), third.get("wait_address_o")), (false, 1, 1));
        assert!(!third.high("tile_ready_o"));
        let fourth = cycle(&mut launcher, &[]);
        assert!(fourth.high("tile_ready_o") && !fourth.high("verdict_valid_o") && !fourth.high("row_o"));
        assert_eq!(verdict(&mut launcher, &[]), Some(0));
        assert_eq!(verdict(&mut launcher, &[]), None);
    }

    #[test]
    fn a_slot_that_waits_is_a_stall_of_the_first_reason() {
        let mut launcher = Bench::new("launcher", "tiny");
        launcher.cycle(&[]);
        cycle(&mut launcher, &[("loading_i", 1)]);
        assert!(!cycle(&mut launcher, &[("entry_ready_i", 0)]).high("stall_weights_o"), "the first tile fills");
        assert!(cycle(&mut launcher, &[]).high("stall_results_o"));
        assert!(cycle(&mut launcher, &[("complete_i", 1)]).high("stall_weights_o"));
        assert!(cycle(&mut launcher, &[]).high("stall_activations_o"));
    }

    #[test]
    fn a_short_packet_sends_rows_of_zeros() {
        let mut launcher = Bench::new("launcher", "tiny");
        cycle(&mut launcher, &[("complete_i", 1), ("activation_valid_i", 1), ("activation_last_i", 1)]);
        let second = cycle(&mut launcher, &[("activation_valid_i", 1)]);
        assert!(!second.high("activation_ready_o"));
        assert_eq!(second.get("row_mask_o"), 0);
        assert!(cycle(&mut launcher, &[]).high("row_o"));
        cycle(&mut launcher, &[]);
        assert_eq!(verdict(&mut launcher, &[]), Some(9));
    }

    #[test]
    fn a_long_packet_is_discarded_behind_the_tile() {
        let mut launcher = Bench::new("launcher", "tiny");
        cycle(&mut launcher, &[("complete_i", 1), ("activation_valid_i", 1)]);
        for slot in 1..4 {
            let outputs = cycle(&mut launcher, &[("activation_valid_i", 1)]);
            assert!(outputs.high("activation_ready_o"));
            assert_eq!(outputs.high("tile_ready_o"), slot == 3);
        }
        let waits = cycle(&mut launcher, &[("complete_i", 1), ("activation_valid_i", 1), ("activation_last_i", 1)]);
        assert!(waits.high("activation_ready_o") && !waits.high("take_o"), "the next tile waits");
        assert!(!waits.high("verdict_valid_o"), "and so does the verdict");
        let next = cycle(&mut launcher, &[("complete_i", 1), ("activation_valid_i", 1)]);
        assert!(next.high("take_o") && next.high("verdict_valid_o"));
        assert_eq!(next.get("verdict_error_o"), 10);
    }

    #[test]
    fn the_error_of_the_weights_is_kept_from_the_take_of_the_last_tile() {
        let mut launcher = Bench::new("launcher", "tiny");
        cycle(&mut launcher, &[("complete_i", 1), ("load_error_i", 2), ("activation_valid_i", 1)]);
        cycle(&mut launcher, &[("activation_valid_i", 1), ("activation_last_i", 1)]);
        cycle(&mut launcher, &[]);
        cycle(&mut launcher, &[("load_error_i", 1)]);
        assert_eq!(verdict(&mut launcher, &[]), Some(8));
    }

    #[test]
    fn a_verdict_waits_until_the_rest_of_the_weights_is_discarded() {
        let mut launcher = Bench::new("launcher", "tiny");
        cycle(&mut launcher, &[("complete_i", 1), ("load_error_i", 2), ("activation_valid_i", 1)]);
        cycle(&mut launcher, &[("weight_over_i", 1), ("activation_valid_i", 1), ("activation_last_i", 1)]);
        cycle(&mut launcher, &[("weight_over_i", 1)]);
        cycle(&mut launcher, &[("weight_over_i", 1)]);
        let next = cycle(&mut launcher, &[("complete_i", 1), ("weight_over_i", 1), ("activation_valid_i", 1)]);
        assert!(!next.high("take_o") && !next.high("verdict_valid_o"), "nor does the next tile begin");
        assert_eq!(verdict(&mut launcher, &[]), Some(8));
    }

    #[test]
    fn a_refused_command_discards_its_activations() {
        let mut launcher = Bench::new("launcher", "tiny");
        let drain = [("tile_kind_i", 2), ("tile_error_i", 3)];
        let more = |pins: &[(&'static str, u64)]| [&drain[..], pins].concat();
        let first = cycle(&mut launcher, &more(&[("activation_valid_i", 1), ("activation_last_i", 1)]));
        assert!(!first.high("activation_ready_o") && !first.high("tile_ready_o"));
        let end = cycle(&mut launcher, &more(&[("complete_i", 1)]));
        assert!(end.high("tile_ready_o") && end.high("take_o") && end.high("entry_empty_o"));
        let after = cycle(&mut launcher, &[("weight_over_i", 1), ("activation_valid_i", 1)]);
        assert!(after.high("activation_ready_o") && !after.high("swap_o") && !after.high("row_o"));
        let last = [("activation_valid_i", 1), ("activation_last_i", 1)];
        assert_eq!(verdict(&mut launcher, &last), None, "the activations have not ended");
        assert_eq!(verdict(&mut launcher, &[]), Some(3));
    }
}
