//! Waiting rows in their order, and what becomes of each.

use crate::{Behaviour, Outputs};
use seedchip_spec::{Configuration, Instance, Pins};

/// What the entry at the head of the queue says of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entry {
    /// There is none.
    None,
    /// It has no rows, and ends a command; of one with parameters if not `raw`.
    Empty { raw: bool },
    /// Its rows leave as they are.
    Raw,
    /// Its rows are converted.
    Converted,
}

impl Entry {
    fn of(inputs: &Pins) -> Self {
        let raw = inputs.high("entry_raw_i");
        match (inputs.high("entry_valid_i"), inputs.high("entry_empty_i"), raw) {
            (false, ..) => Self::None,
            (true, true, raw) => Self::Empty { raw },
            (true, false, true) => Self::Raw,
            (true, false, false) => Self::Converted,
        }
    }
}

/// The rows that wait, and how far the present entry is.
///
/// Assumptions on the inputs: an entry stands until it is accepted; at most E rows wait. The model answers anything.
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
        }
    }

    fn reset(&mut self) {
        (self.waiting, self.pointer, self.row, self.group) = (0, 0, 0, 0);
        (self.fetched, self.shown, self.error) = (false, false, 0);
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> Collector {
    Collector::new(instance.configuration())
}

impl Behaviour for Collector {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let entry = Entry::of(inputs);
        let set = inputs.high("set_valid_i");
        let last_entry = inputs.high("entry_last_i");

        let raw = entry == Entry::Raw && self.shown;
        let due = entry == Entry::Converted && self.shown && inputs.high("advance_i");
        let feed = due && set;
        let empty = match entry {
            Entry::Empty { raw } => raw || set,
            _ => false,
        };

        let last_group = self.group + 1 == self.groups;
        let last_of_entry = self.row as u64 == inputs.get("entry_rows_i");
        let last_row = last_of_entry && last_entry;
        let leaves = raw && inputs.high("raw_ready_i") || feed && last_group;
        let accepted = leaves && last_of_entry || empty && inputs.high("empty_ready_i");
        let converted = matches!(entry, Entry::Converted | Entry::Empty { raw: false });
        let error = if converted { self.error.max(inputs.get("set_error_i")) } else { 0 };

        let show = self.fetched && (!self.shown || leaves);
        let read = self.waiting != 0 && (!self.fetched || show);

        for (port, value) in [
            ("entry_ready_o", accepted),
            ("set_ready_o", accepted && converted),
            ("read_o", read),
            ("credit_o", read),
            ("show_o", show),
            ("feed_o", feed),
            ("feed_end_o", last_row && last_group),
            ("last_row_o", last_row),
            ("raw_valid_o", raw),
            ("empty_valid_o", empty),
            ("stall_parameters_o", due && !set),
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
mod tests {
    use crate::bench::Bench;

    fn bench(entry: &[(&'static str, u64)]) -> Bench {
        let mut bench = Bench::new("collector", "tiny");
        bench.inputs.set("entry_valid_i", 1);
        entry.iter().for_each(|(port, value)| bench.inputs.set(port, *value));
        bench
    }

    #[test]
    fn raw_rows_leave_one_per_cycle_and_the_last_takes_the_entry_along() {
        let mut bench = bench(&[("entry_raw_i", 1), ("entry_rows_i", 2), ("entry_last_i", 1), ("raw_ready_i", 1)]);
        let mut seen = Vec::new();
        for cycle in 0..8 {
            let outputs = bench.cycle(&[("arrived_i", u64::from(cycle < 3))]);
            let pins = &outputs.pins;
            seen.push(["read_o", "show_o", "raw_valid_o", "entry_ready_o"].map(|port| pins.get(port)));
            assert_eq!(pins.get("credit_o"), pins.get("read_o"));
            if pins.high("read_o") {
                assert_eq!(pins.get("row_address_o"), cycle - 1);
            }
            if pins.high("raw_valid_o") {
                assert_eq!(outputs.specified("last_row_o"), u64::from(cycle == 5));
            }
            assert!(!pins.high("set_ready_o") && !pins.high("feed_o") && !pins.high("empty_valid_o"));
        }
        let expected = [
            [0, 0, 0, 0],
            [1, 0, 0, 0],
            [1, 1, 0, 0],
            [1, 1, 1, 0],
            [0, 1, 1, 0],
            [0, 0, 1, 1],
            [0, 0, 0, 0],
            [0, 0, 0, 0],
        ];
        assert_eq!(seen, expected);
    }

    #[test]
    fn a_raw_row_waits_for_its_acceptance_with_two_behind_it() {
        let mut bench = bench(&[("entry_raw_i", 1), ("entry_rows_i", 15)]);
        let mut reads = 0;
        for cycle in 0..12 {
            let pins = bench.cycle(&[("arrived_i", u64::from(cycle < 5))]).pins;
            reads += pins.get("read_o");
            assert_eq!(pins.high("raw_valid_o"), cycle >= 3);
        }
        // One is shown, one is fetched; three wait.
        assert_eq!(reads, 2);
        let pins = bench.cycle(&[("raw_ready_i", 1)]).pins;
        assert_eq!((pins.get("show_o"), pins.get("read_o"), pins.get("row_address_o")), (1, 1, 2));
        assert!(bench.cycle(&[]).pins.high("raw_valid_o"));
    }

    #[test]
    fn a_converted_row_is_fed_group_by_group_and_keeps_the_columns_that_exist() {
        let mut bench = bench(&[("entry_rows_i", 1), ("entry_columns_i", 2), ("entry_last_i", 1)]);
        bench.inputs.set("advance_i", 1);
        bench.cycle(&[("arrived_i", 1)]);
        bench.cycle(&[("arrived_i", 1)]);
        bench.cycle(&[]);
        // No parameters: a stall, but not while the packer does not advance.
        let pins = bench.cycle(&[]).pins;
        assert_eq!((pins.get("feed_o"), pins.get("stall_parameters_o")), (0, 1));
        let pins = bench.cycle(&[("advance_i", 0)]).pins;
        assert_eq!((pins.get("feed_o"), pins.get("stall_parameters_o")), (0, 0));
        bench.inputs.set("set_valid_i", 1);
        assert!(!bench.cycle(&[("advance_i", 0)]).pins.high("feed_o"));
        bench.inputs.set("set_error_i", 1);
        for row in 0..2 {
            for group in 0..4 {
                let outputs = bench.cycle(&[]);
                let of = |port| outputs.specified(port);
                assert_eq!((of("feed_o"), of("group_o"), of("stall_parameters_o")), (1, group, 0));
                assert_eq!(of("keep_o"), u64::from(group <= 2));
                assert_eq!((of("last_row_o"), of("error_o")), (row, 1));
                let ends = u64::from(row == 1 && group == 3);
                assert_eq!([of("feed_end_o"), of("entry_ready_o"), of("set_ready_o")], [ends; 3]);
                assert_eq!(of("show_o"), u64::from(row == 0 && group == 3));
            }
        }
        assert!(!bench.cycle(&[]).pins.high("feed_o"));
    }

    #[test]
    fn an_entry_that_is_not_last_ends_no_command() {
        let mut bench = bench(&[("advance_i", 1), ("set_valid_i", 1)]);
        bench.cycle(&[("arrived_i", 1)]);
        bench.wait(2);
        for group in 0..4 {
            let outputs = bench.cycle(&[]);
            assert_eq!((outputs.specified("last_row_o"), outputs.specified("feed_end_o")), (0, 0));
            assert_eq!(outputs.specified("set_ready_o"), u64::from(group == 3));
        }
    }

    #[test]
    fn an_empty_entry_waits_for_its_set_unless_it_is_raw() {
        let mut bench = bench(&[("entry_empty_i", 1), ("entry_last_i", 1)]);
        let pins = bench.cycle(&[]).pins;
        assert_eq!((pins.get("empty_valid_o"), pins.get("entry_ready_o")), (0, 0));
        let outputs = bench.cycle(&[("set_valid_i", 1), ("set_error_i", 2)]);
        let of = |port| outputs.specified(port);
        assert_eq!((of("empty_valid_o"), of("error_o"), of("entry_ready_o"), of("set_ready_o")), (1, 2, 0, 0));
        let pins = bench.cycle(&[("set_valid_i", 1), ("empty_ready_i", 1)]).pins;
        assert_eq!((pins.get("entry_ready_o"), pins.get("set_ready_o")), (1, 1));
        let outputs = bench.cycle(&[("entry_raw_i", 1), ("empty_ready_i", 1), ("set_error_i", 3)]);
        let of = |port| outputs.specified(port);
        assert_eq!((of("empty_valid_o"), of("error_o"), of("entry_ready_o"), of("set_ready_o")), (1, 0, 1, 0));
    }

    #[test]
    fn the_greatest_error_of_a_commands_entries_is_told_until_its_last_is_accepted() {
        let mut bench = bench(&[("entry_empty_i", 1), ("set_valid_i", 1), ("empty_ready_i", 1)]);
        let mut error = |set, last| bench.cycle(&[("set_error_i", set), ("entry_last_i", last)]).specified("error_o");
        assert_eq!([error(1, 0), error(0, 0), error(2, 0), error(1, 1)], [1, 1, 2, 2]);
        assert_eq!([error(0, 0), error(3, 1), error(0, 0)], [0, 3, 0]);
        // What is not accepted is not kept.
        bench.cycle(&[("set_error_i", 3), ("empty_ready_i", 0)]);
        assert_eq!(bench.cycle(&[]).specified("error_o"), 0);
    }

    #[test]
    fn without_an_entry_rows_come_up_to_be_shown_and_stay() {
        let mut bench = bench(&[("entry_valid_i", 0), ("advance_i", 1), ("set_valid_i", 1), ("raw_ready_i", 1)]);
        for cycle in 0..10 {
            let pins = bench.cycle(&[("arrived_i", 1)]).pins;
            assert_eq!(pins.high("read_o"), (1..=2).contains(&cycle));
            assert_eq!(pins.high("show_o"), cycle == 2);
            assert!(!pins.high("feed_o") && !pins.high("raw_valid_o") && !pins.high("stall_parameters_o"));
        }
        bench.cycle(&[("rst_ni", 0)]);
        bench.cycle(&[("entry_valid_i", 1), ("arrived_i", 1)]);
        let pins = bench.cycle(&[]).pins;
        assert_eq!((pins.get("read_o"), pins.get("row_address_o")), (1, 0), "reset forgets the rows and the pointer");
    }
}
