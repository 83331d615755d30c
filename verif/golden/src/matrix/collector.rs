//! Waiting rows in their order, and what becomes of each.
//!
//! Page: Collector.

use crate::{Behaviour, Outputs};
use seedchip_spec::{Configuration, Instance, Pins};
use std::collections::VecDeque;

/// A row of a block waits so many cycles behind the same row of the block before.
const ROW_DISTANCE: usize = 16;

/// What the entry at the head of the queue says of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entry {
    /// There is none.
    None,
    /// It has no rows, and ends a command without parameters and row scales,
    EmptyRaw,
    /// one with parameters,
    EmptyConverted,
    /// or one with row scales.
    EmptyJoined,
    /// Its rows leave as they are.
    Raw,
    /// Its rows are converted.
    Converted,
    /// Its rows are sums of a block.
    Joined,
}

impl Entry {
    fn of(inputs: &Pins, has_blocks: bool) -> Self {
        let joined = has_blocks && inputs.high("entry_joined_i");
        if !inputs.high("entry_valid_i") {
            return Self::None;
        }
        match (inputs.high("entry_empty_i"), joined, inputs.high("entry_raw_i")) {
            (true, true, _) => Self::EmptyJoined,
            (true, false, true) => Self::EmptyRaw,
            (true, false, false) => Self::EmptyConverted,
            (false, true, _) => Self::Joined,
            (false, false, true) => Self::Raw,
            (false, false, false) => Self::Converted,
        }
    }

    /// The row scales are of its command.
    fn takes_scales(self) -> bool {
        matches!(self, Self::Joined | Self::EmptyJoined)
    }

    /// The parameters are of its command.
    fn takes_sets(self) -> bool {
        matches!(self, Self::Converted | Self::EmptyConverted)
    }
}

/// What goes on with rows of blocks.
#[derive(Clone, Debug)]
struct Joins {
    /// J.
    joiners: usize,
    /// C / J.
    groups: usize,
    /// Z.
    rows: usize,
    /// The coming group of the present row.
    group: usize,
    /// Rows of results on their way to the packer.
    joining: usize,
    /// Whether a row began in each of the last cycles.
    began: VecDeque<bool>,
}

impl Joins {
    fn new(configuration: &Configuration) -> Self {
        Self {
            joiners: configuration.joiners(),
            groups: configuration.join_groups(),
            rows: configuration.joined_rows(),
            group: 0,
            joining: 0,
            began: vec![false; ROW_DISTANCE - 1].into(),
        }
    }

    /// Whether a row that is shown and has its scale can begin.
    fn may_begin(&self, inputs: &Pins) -> bool {
        let recent = self.began.iter().filter(|began| **began).count() as u64;
        let due = inputs.high("entry_begin_i") || recent <= inputs.get("entry_rows_i");
        due && (self.joining < self.rows || !inputs.high("entry_final_i"))
    }

    fn reset(&mut self) {
        (self.group, self.joining) = (0, 0);
        self.began.iter_mut().for_each(|began| *began = false);
    }
}

/// What a cycle does with a row of a block.
#[derive(Clone, Copy, Debug, Default)]
struct Join {
    /// A group is fed,
    fed: bool,
    /// the first of its row,
    begins: bool,
    /// the last one.
    leaves: bool,
}

/// The rows that wait, and how far the present entry is.
///
/// Assumptions on the inputs: an entry stands until it is accepted; at most E rows wait; the scale of a row stands until it
/// is taken. The model answers anything.
#[derive(Clone, Debug)]
pub struct Collector {
    lanes: usize,
    groups: usize,
    /// D, the rows of the greatest entry.
    rows: usize,
    /// E.
    places: usize,
    waiting: usize,
    pointer: usize,
    /// A row has been read and is not shown yet.
    fetched: bool,
    shown: bool,
    row: usize,
    group: usize,
    /// The greatest error of the entries before, of the same command.
    error: u64,
    /// With block formats.
    joins: Option<Joins>,
}

impl Collector {
    /// No rows.
    pub fn new(configuration: &Configuration) -> Self {
        Self {
            lanes: configuration.convert_lanes(),
            groups: configuration.groups(),
            rows: configuration.accumulators(),
            places: configuration.waiting_rows(),
            waiting: 0,
            pointer: 0,
            fetched: false,
            shown: false,
            row: 0,
            group: 0,
            error: 0,
            joins: (configuration.blocks() == 1).then(|| Joins::new(configuration)),
        }
    }

    fn reset(&mut self) {
        (self.waiting, self.pointer, self.row, self.group) = (0, 0, 0, 0);
        (self.fetched, self.shown, self.error) = (false, false, 0);
        self.joins.iter_mut().for_each(Joins::reset);
    }

    /// What becomes of a row of a block.
    fn join(&self, inputs: &Pins) -> Join {
        let Some(joins) = &self.joins else { return Join::default() };
        let begins = joins.group == 0 && self.shown && inputs.high("scale_valid_i") && joins.may_begin(inputs);
        let fed = begins || joins.group != 0;
        Join { fed, begins, leaves: fed && joins.group + 1 == joins.groups }
    }

    /// Shows what becomes of a row of a block, if there are any.
    fn show_join(&self, entry: Entry, join: Join, empty_taken: bool, inputs: &Pins, outputs: &mut Outputs) {
        let Some(joins) = &self.joins else { return };
        let last_of_entry = self.row as u64 == inputs.get("entry_rows_i");
        let last_of_final = last_of_entry && inputs.high("entry_final_i") && inputs.high("entry_last_i");
        for (port, value) in [
            ("scale_want_o", entry.takes_scales()),
            ("scale_last_o", entry == Entry::EmptyJoined || last_of_final),
            ("scale_take_o", join.leaves || entry == Entry::EmptyJoined && empty_taken),
            ("scales_ready_o", join.leaves && last_of_entry),
            ("join_o", join.fed),
            ("join_last_row_o", last_of_final),
            ("join_end_o", last_of_final && joins.group + 1 == joins.groups),
        ] {
            outputs.pins.set(port, value.into());
        }
        outputs.pins.set("join_group_o", joins.group as u64);
        outputs.pins.set("join_row_o", self.row as u64);
        for joiner in 0..joins.joiners {
            let column = (joins.group * joins.joiners + joiner) as u64;
            outputs.pins.set_lane("join_keep_o", joiner, 1, (column <= inputs.get("entry_columns_i")).into());
        }
        if !join.fed {
            let of_join = ["join_group_o", "join_row_o", "join_keep_o", "join_last_row_o", "join_end_o"];
            outputs.unspecified.extend(of_join);
        }
        if !entry.takes_scales() {
            outputs.unspecified.push("scale_last_o");
        }
    }

    /// The rising edge of a cycle that does this with a row of a block.
    fn step_join(&mut self, join: Join, inputs: &Pins) {
        let Some(joins) = &mut self.joins else { return };
        if join.fed {
            joins.group = if join.leaves { 0 } else { joins.group + 1 };
        }
        let came = join.begins && inputs.high("entry_final_i");
        // The counter has room for Z, and never counts below 0.
        joins.joining = (joins.joining + usize::from(came)).saturating_sub(inputs.high("joined_left_i").into());
        joins.began.push_back(join.begins);
        joins.began.pop_front();
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> Collector {
    Collector::new(instance.configuration())
}

impl Behaviour for Collector {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let entry = Entry::of(inputs, self.joins.is_some());
        let set = inputs.high("set_valid_i");
        let last_entry = inputs.high("entry_last_i");
        // Everything but rows of blocks waits for the joined results before it.
        let calm = self.joins.as_ref().is_none_or(|joins| joins.joining == 0);

        let raw = entry == Entry::Raw && self.shown && calm;
        let due = entry == Entry::Converted && self.shown && inputs.high("advance_i") && calm;
        let feed = due && set;
        let join = if entry == Entry::Joined { self.join(inputs) } else { Join::default() };
        let unscaled = entry == Entry::Joined
            && self.shown
            && !inputs.high("scale_valid_i")
            && self.joins.as_ref().is_some_and(|joins| joins.group == 0);
        let empty = calm
            && match entry {
                Entry::EmptyRaw => true,
                Entry::EmptyConverted => set,
                Entry::EmptyJoined => inputs.high("scale_valid_i"),
                Entry::None | Entry::Raw | Entry::Converted | Entry::Joined => false,
            };

        let last_group = self.group + 1 == self.groups;
        let last_of_entry = self.row as u64 == inputs.get("entry_rows_i");
        let last_row = last_of_entry && last_entry;
        let leaves = raw && inputs.high("raw_ready_i") || feed && last_group || join.leaves;
        let empty_taken = empty && inputs.high("empty_ready_i");
        let accepted = leaves && last_of_entry || empty_taken;
        let error = if entry.takes_sets() { self.error.max(inputs.get("set_error_i")) } else { 0 };

        let show = self.fetched && (!self.shown || leaves);
        let read = self.waiting != 0 && (!self.fetched || show);

        for (port, value) in [
            ("entry_ready_o", accepted),
            ("set_ready_o", accepted && entry.takes_sets()),
            ("read_o", read),
            ("credit_o", read),
            ("show_o", show),
            ("feed_o", feed),
            ("feed_end_o", last_row && last_group),
            ("last_row_o", last_row),
            ("raw_valid_o", raw),
            ("empty_valid_o", empty),
            ("stall_parameters_o", due && !set || unscaled),
        ] {
            outputs.pins.set(port, value.into());
        }
        outputs.pins.set("row_address_o", self.pointer as u64);
        outputs.pins.set("group_o", self.group as u64);
        outputs.pins.set("error_o", error);
        for lane in 0..self.lanes {
            let column = (self.group * self.lanes + lane) as u64;
            outputs.pins.set_lane("keep_o", lane, 1, (column <= inputs.get("entry_columns_i")).into());
        }
        if !feed {
            outputs.unspecified.extend(["group_o", "keep_o", "feed_end_o"]);
        }
        if !(feed || raw) {
            outputs.unspecified.push("last_row_o");
        }
        if !(feed || empty) {
            outputs.unspecified.push("error_o");
        }

        self.show_join(entry, join, empty_taken, inputs, outputs);

        self.step_join(join, inputs);
        self.shown = show || self.shown && !leaves;
        self.fetched = read || self.fetched && !show;
        self.pointer = (self.pointer + usize::from(read)) % self.places;
        // The counter has room for E and wraps at twice as many, which never are there.
        self.waiting = (self.waiting + usize::from(inputs.high("arrived_i")) - usize::from(read)) % (2 * self.places);
        if feed {
            self.group = if last_group { 0 } else { self.group + 1 };
        }
        if leaves {
            self.row = if last_of_entry { 0 } else { (self.row + 1) % self.rows };
        }
        if accepted {
            self.error = if last_entry { 0 } else { self.error.max(error) };
        }
        if !inputs.high("rst_ni") {
            self.reset();
        }
    }
}

#[cfg(test)]
mod tests;
