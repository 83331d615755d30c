//! Two sets of parameters: one in use, one arriving.

use crate::{Behaviour, Outputs};
use seedchip_spec::{Column, Configuration, Instance, Pins};
use std::collections::VecDeque;

/// Sets that there is room for.
const SETS: usize = 2;
/// Cycles with `enable_i` after the one in which a set was accepted, with the last of which its place is free.
const IN_USE: usize = 12;

/// What is wrong with a set. The status' code is 14 less it.
const OUT_OF_RANGE: u64 = 1;
const LONG: u64 = 2;
const SHORT: u64 = 3;

/// Whether a bias, multiplier or shift is outside of its range; `double` asks for more of the shift.
pub fn out_of_range(column: &Column, double: bool) -> bool {
    let bias = (-Column::BIAS_LIMIT..=Column::BIAS_LIMIT).contains(&column.bias);
    let multiplier = column.multiplier == 0 || column.multiplier >= 1 << 30;
    let least = if double { 31 } else { 1 };
    !(bias && multiplier && (least..=62).contains(&column.shift))
}

/// A set in its place.
#[derive(Clone, Copy, Debug, Default)]
struct Set {
    place: usize,
    /// Its columns that came. Behind them is what the place had before: anything.
    columns: usize,
    error: u64,
}

/// A field of the parameters on its way out.
struct Field {
    port: &'static str,
    /// Cycles with `enable_i` from the group to the value.
    delay: usize,
    /// Bits of a lane.
    bits: usize,
    value: fn(&Column) -> i64,
}

const FIELDS: [Field; 6] = [
    Field { port: "bias_o", delay: 1, bits: 32, value: |column| column.bias.into() },
    Field { port: "multiplier_o", delay: 2, bits: 32, value: |column| column.multiplier.into() },
    Field { port: "shift_o", delay: 7, bits: 6, value: |column| column.shift.into() },
    Field { port: "zero_point_o", delay: 11, bits: 8, value: |column| column.zero_point.into() },
    Field { port: "low_o", delay: 12, bits: 8, value: |column| column.low.into() },
    Field { port: "high_o", delay: 12, bits: 8, value: |column| column.high.into() },
];

/// The clocked block.
///
/// Assumptions on the inputs: a command stands until it is accepted, and `set_ready_i` comes only with `set_valid_o`. The
/// model answers anything.
#[derive(Clone, Debug)]
pub struct ParameterSets {
    width: usize,
    lanes: usize,
    /// The parameters of every column.
    places: [Vec<Column>; SETS],
    /// The sets that are whole, the oldest first.
    filled: VecDeque<Set>,
    /// For each of the oldest sets that were accepted and not released, the cycles with `enable_i` that its place stays.
    released_in: VecDeque<usize>,
    /// The set that arrives.
    arriving: Set,
    /// Sets of the command that are filled.
    of_command: usize,
    /// The packet ended early: zeros come in its place.
    ended: bool,
    /// The packet goes on behind its last beat.
    over: bool,
    /// The groups of the last cycles with `enable_i`, the latest first; none where it has no parameters.
    groups: VecDeque<Option<Vec<Column>>>,
}

impl ParameterSets {
    /// No sets.
    pub fn new(configuration: &Configuration) -> Self {
        Self {
            width: configuration.columns(),
            lanes: configuration.convert_lanes(),
            places: std::array::from_fn(|_| vec![Column::default(); configuration.columns()]),
            filled: VecDeque::new(),
            released_in: VecDeque::new(),
            arriving: Set::default(),
            of_command: 0,
            ended: false,
            over: false,
            groups: vec![None; IN_USE].into(),
        }
    }

    /// The set that is shown.
    fn shown(&self) -> Option<&Set> {
        self.filled.get(self.released_in.len())
    }

    /// The parameters of a group of the shown set, if any of them came.
    fn group(&self, group: usize) -> Option<Vec<Column>> {
        let set = self.shown()?;
        let first = group * self.lanes;
        (first < set.columns).then(|| self.places[set.place][first..][..self.lanes].to_vec())
    }

    fn show(&self, outputs: &mut Outputs) {
        outputs.pins.set("set_valid_o", self.shown().is_some().into());
        match self.shown() {
            Some(set) => outputs.pins.set("set_error_o", set.error),
            None => outputs.unspecified.push("set_error_o"),
        }
        for Field { port, delay, bits, value } in FIELDS {
            match &self.groups[delay - 1] {
                None => outputs.unspecified.push(port),
                Some(columns) => {
                    for (lane, column) in columns.iter().enumerate() {
                        outputs.pins.set_lane(port, lane, bits, value(column).cast_unsigned());
                    }
                }
            }
        }
    }

    /// What an accepted beat, its parameters and whether it is its packet's last, makes of the set that arrives: it is filled,
    /// or not.
    fn accept(&mut self, command: Command, (column, last): (Column, bool)) -> Option<Filled> {
        if command.drain {
            return last.then(|| Filled { set: self.finish(0), ends: true });
        }
        if self.over {
            return last.then(|| Filled { set: self.finish(LONG), ends: true });
        }
        let short = self.ended;
        if out_of_range(&column, command.double) {
            self.arriving.error = OUT_OF_RANGE;
        }
        let Set { place, columns, .. } = self.arriving;
        self.places[place][columns] = column;
        self.arriving.columns += 1;
        let full = self.arriving.columns == self.width;
        let ends = self.of_command * self.width + self.arriving.columns >= command.beats;
        self.ended = short || last && !ends;
        self.over = ends && !last && !short;
        ((full || ends) && !self.over).then(|| Filled { set: self.finish(if short { SHORT } else { 0 }), ends })
    }

    /// The set that arrived, with at least this error; the next one goes to the other place.
    fn finish(&mut self, error: u64) -> Set {
        let set = self.arriving;
        self.arriving = Set { place: (set.place + 1) % SETS, ..Set::default() };
        Set { error: set.error.max(error), ..set }
    }
}

/// What the head of the queue asks for.
#[derive(Clone, Copy, Debug)]
struct Command {
    drain: bool,
    double: bool,
    beats: usize,
}

/// A set that takes its place.
#[derive(Clone, Copy, Debug)]
struct Filled {
    set: Set,
    /// It is the command's last.
    ends: bool,
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> ParameterSets {
    ParameterSets::new(instance.configuration())
}

impl Behaviour for ParameterSets {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        self.show(outputs);

        let has_room = self.filled.len() < SETS;
        let command = (inputs.high("command_valid_i") && has_room).then(|| Command {
            drain: inputs.high("command_drain_i"),
            double: inputs.high("command_double_i"),
            beats: inputs.get("command_n_i") as usize + 1,
        });
        outputs.pins.set("parameter_ready_o", (command.is_some() && !self.ended).into());
        let beat = if self.ended {
            Some((Column::default(), false))
        } else {
            inputs.high("parameter_valid_i").then(|| {
                let column = Column::decode(inputs.words("parameter_data_i")).expect("any bits are parameters");
                (column, inputs.high("parameter_last_i"))
            })
        };

        let enable = inputs.high("enable_i");
        if enable {
            self.groups.push_front(self.group(inputs.get("group_i") as usize));
            self.groups.truncate(IN_USE);
        }
        let accepted = inputs.high("set_ready_i") && self.shown().is_some();
        if enable {
            self.released_in.iter_mut().for_each(|cycles| *cycles -= 1);
            while self.released_in.front() == Some(&0) {
                self.released_in.pop_front();
                self.filled.pop_front();
            }
        }
        if accepted {
            self.released_in.push_back(IN_USE);
        }

        let filled = command.zip(beat).and_then(|(command, beat)| self.accept(command, beat));
        let ends = filled.is_some_and(|filled| filled.ends);
        outputs.pins.set("command_ready_o", ends.into());
        if let Some(Filled { set, .. }) = filled {
            self.filled.push_back(set);
            self.of_command += 1;
        }
        if ends {
            (self.of_command, self.ended, self.over) = (0, false, false);
        }

        if !inputs.high("rst_ni") {
            self.filled.clear();
            self.released_in.clear();
            self.arriving = Set::default();
            (self.of_command, self.ended, self.over) = (0, false, false);
            self.groups.iter_mut().for_each(|group| *group = None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;

    /// Parameters in their ranges that tell the column.
    fn column(number: i32) -> Column {
        Column {
            bias: number,
            multiplier: (1 << 30) + number,
            shift: 31 + number as u8,
            zero_point: number as i8,
            low: -number as i8,
            high: 100 + number as i8,
        }
    }

    /// A unit of 4 columns and 1 lane with a command of `n` columns at the head of the queue.
    fn bench(n: u64) -> Bench {
        let mut bench = Bench::new("parameter_sets", "tiny");
        bench.inputs.set("enable_i", 1);
        bench.inputs.set("command_valid_i", 1);
        bench.inputs.set("command_n_i", n - 1);
        bench
    }

    /// A beat that is offered for one cycle.
    fn offer(bench: &mut Bench, column: &Column, last: bool) -> Outputs {
        bench.inputs.set_words("parameter_data_i", &column.encode());
        bench.cycle(&[("parameter_valid_i", 1), ("parameter_last_i", last.into())])
    }

    /// The beats of `numbers`, each accepted, with `last` on the last one; the cycles in which the command was accepted.
    fn send(bench: &mut Bench, numbers: std::ops::Range<i32>, last: bool) -> Vec<i32> {
        let end = numbers.end - 1;
        let accepts = numbers.filter(|number| {
            let pins = offer(bench, &column(*number), last && *number == end).pins;
            assert!(pins.high("parameter_ready_o"), "beat {number}");
            pins.high("command_ready_o")
        });
        accepts.collect()
    }

    #[test]
    fn a_command_of_six_columns_has_two_sets_and_ends_with_its_sixth_beat() {
        let mut bench = bench(6);
        assert!(!bench.cycle(&[]).pins.high("set_valid_o"));
        assert!(send(&mut bench, 0..4, false).is_empty());
        let outputs = offer(&mut bench, &column(4), false);
        assert_eq!((outputs.specified("set_valid_o"), outputs.specified("set_error_o")), (1, 0));
        assert_eq!(send(&mut bench, 5..6, true), [5]);
        // Both places are filled: the next command waits.
        let pins = offer(&mut bench, &column(0), true).pins;
        assert_eq!((pins.get("parameter_ready_o"), pins.get("command_ready_o")), (0, 0));
        bench.cycle(&[("set_ready_i", 1)]);
        for _ in 0..12 {
            let pins = offer(&mut bench, &column(0), true).pins;
            assert_eq!((pins.get("parameter_ready_o"), pins.get("set_valid_o")), (0, 1));
        }
        assert!(offer(&mut bench, &column(0), true).pins.high("parameter_ready_o"));
    }

    #[test]
    fn a_place_is_released_after_twelve_cycles_with_enable_and_no_others_count() {
        let mut bench = bench(4);
        send(&mut bench, 0..4, true);
        send(&mut bench, 0..4, true);
        assert_eq!(bench.cycle(&[("set_ready_i", 1)]).specified("set_valid_o"), 1);
        assert_eq!(bench.cycle(&[("enable_i", 0), ("set_ready_i", 1)]).specified("set_valid_o"), 1);
        for cycle in 0..24 {
            let pins = bench.cycle(&[("enable_i", u64::from(cycle % 2 == 1))]).pins;
            assert_eq!((pins.get("parameter_ready_o"), pins.get("set_valid_o")), (0, 0), "cycle {cycle}");
        }
        assert!(bench.cycle(&[]).pins.high("parameter_ready_o"));
    }

    #[test]
    fn the_parameters_of_a_group_show_when_a_value_takes_them() {
        let mut bench = bench(4);
        send(&mut bench, 0..4, true);
        // Group 2 is fed once, group 1 before and after it.
        let expected = [
            ("bias_o", 1, 2, 1),
            ("multiplier_o", 2, (1 << 30) + 2, (1 << 30) + 1),
            ("shift_o", 7, 33, 32),
            ("zero_point_o", 11, 2, 1),
            ("low_o", 12, 254, 255),
            ("high_o", 12, 102, 101),
        ];
        for paused in [false, true] {
            bench.inputs.set("group_i", 1);
            bench.wait(12);
            bench.cycle(&[("group_i", 2)]);
            for cycle in 1..14 {
                if paused {
                    // A cycle without enable shows the same as the one after it, and counts for nothing.
                    let outputs = bench.cycle(&[("enable_i", 0), ("group_i", 3)]);
                    assert_eq!(outputs.specified("shift_o"), if cycle == 7 { 33 } else { 32 });
                }
                let outputs = bench.cycle(&[]);
                for (port, delay, once, else_) in expected {
                    let value = if cycle == delay { once } else { else_ };
                    assert_eq!(outputs.specified(port), value, "{port} {cycle}");
                }
            }
        }
    }

    #[test]
    fn the_next_set_shows_in_the_cycle_after_the_acceptance_and_the_old_one_stays_for_its_values() {
        let mut bench = bench(4);
        send(&mut bench, 0..4, true);
        send(&mut bench, 10..14, true);
        bench.inputs.set("group_i", 3);
        bench.cycle(&[("set_ready_i", 1)]);
        assert_eq!(bench.cycle(&[]).specified("bias_o"), 3);
        for cycle in 2..13 {
            let outputs = bench.cycle(&[]);
            assert_eq!(outputs.specified("bias_o"), 13);
            if cycle == 12 {
                assert_eq!(outputs.specified("high_o"), 103);
            }
        }
        assert_eq!(bench.cycle(&[]).specified("high_o"), 113);
    }

    #[test]
    fn columns_that_never_came_are_anything() {
        let mut bench = bench(3);
        send(&mut bench, 0..3, true);
        bench.cycle(&[("group_i", 2)]);
        assert_eq!(bench.cycle(&[("group_i", 3)]).specified("bias_o"), 2);
        assert!(bench.cycle(&[]).unspecified.contains(&"bias_o"));
        // With two lanes a group may be there by half.
        let mut bench = Bench::new("parameter_sets", "small");
        for (port, value) in [("enable_i", 1), ("command_valid_i", 1), ("command_n_i", 2)] {
            bench.inputs.set(port, value);
        }
        send(&mut bench, 5..8, true);
        bench.cycle(&[("group_i", 1)]);
        assert_eq!(bench.cycle(&[("group_i", 2)]).pins.lane("bias_o", 0, 32), 7);
        assert!(bench.cycle(&[]).unspecified.contains(&"bias_o"));
    }

    #[test]
    fn zeros_come_in_place_of_what_a_short_packet_lacks() {
        let mut bench = bench(9);
        send(&mut bench, 0..2, true);
        // From the next cycle on zeros: columns 2 and 3, then 4 to 7; then there is no room.
        let mut offered = |set_ready: u64| {
            let inputs =
                [("parameter_valid_i", 1), ("parameter_last_i", 1), ("set_ready_i", set_ready), ("group_i", 1)];
            let outputs = bench.cycle(&inputs);
            ["parameter_ready_o", "command_ready_o", "set_valid_o"].map(|port| outputs.pins.get(port))
        };
        assert_eq!([0; 2].map(&mut offered), [[0, 0, 0]; 2]);
        assert_eq!([0; 5].map(&mut offered), [[0, 0, 1]; 5]);
        assert_eq!([1].map(&mut offered), [[0, 0, 1]]);
        assert_eq!([0; 12].map(&mut offered), [[0, 0, 1]; 12]);
        assert_eq!(offered(0), [0, 1, 1], "the third set, of one column, is the command's last");
        for _ in 0..2 {
            let outputs = bench.cycle(&[("set_ready_i", 1)]);
            assert_eq!(outputs.specified("set_error_o"), 3);
            assert_eq!(outputs.specified("multiplier_o"), 0);
        }
        // The next command's packet is taken again, when there is room.
        bench.wait(12);
        assert!(bench.cycle(&[]).pins.high("parameter_ready_o"));
    }

    #[test]
    fn the_columns_that_came_before_the_early_end_are_there_and_the_others_zero() {
        let mut bench = bench(4);
        send(&mut bench, 1..3, true);
        assert!(!bench.cycle(&[]).pins.high("command_ready_o"));
        assert!(bench.cycle(&[]).pins.high("command_ready_o"));
        let mut biases = Vec::new();
        for group in 0..5 {
            let outputs = bench.cycle(&[("command_valid_i", 0), ("group_i", group % 4)]);
            if group > 0 {
                biases.push(outputs.specified("bias_o"));
            }
        }
        assert_eq!(biases, [1, 2, 0, 0]);
    }

    #[test]
    fn zeros_wait_for_room_and_for_their_command() {
        let mut bench = bench(8);
        send(&mut bench, 0..5, true);
        for _ in 0..5 {
            assert!(!bench.cycle(&[("command_valid_i", 0)]).pins.high("command_ready_o"));
        }
        // Columns 5, 6 and 7.
        assert_eq!([(); 3].map(|()| bench.cycle(&[]).pins.get("command_ready_o")), [0, 0, 1]);
    }

    #[test]
    fn a_set_that_came_whole_with_the_early_end_is_good_and_the_next_is_short() {
        let mut bench = bench(5);
        send(&mut bench, 0..4, true);
        let outputs = bench.cycle(&[]);
        assert_eq!(outputs.specified("set_error_o"), 0);
        assert_eq!(outputs.specified("command_ready_o"), 1);
        bench.cycle(&[("set_ready_i", 1)]);
        assert_eq!(bench.cycle(&[]).specified("set_error_o"), 3);
    }

    #[test]
    fn a_long_packet_is_discarded_up_to_its_end_and_then_the_set_is_filled() {
        let mut bench = bench(2);
        assert!(send(&mut bench, 0..2, false).is_empty());
        for _ in 0..3 {
            let pins = offer(&mut bench, &column(9), false).pins;
            assert_eq!(["parameter_ready_o", "command_ready_o", "set_valid_o"].map(|port| pins.get(port)), [1, 0, 0]);
        }
        let pins = offer(&mut bench, &column(9), true).pins;
        assert_eq!((pins.get("parameter_ready_o"), pins.get("command_ready_o")), (1, 1));
        let outputs = bench.cycle(&[("group_i", 1)]);
        assert_eq!((outputs.specified("set_valid_o"), outputs.specified("set_error_o")), (1, 2));
        assert_eq!(bench.cycle(&[]).specified("bias_o"), 1, "the discarded beats are no parameters");
        // The command after it starts afresh.
        assert_eq!(send(&mut bench, 0..2, true), [1]);
    }

    #[test]
    fn a_refused_command_discards_its_packet_and_fills_one_set_without_error() {
        let mut bench = bench(9);
        bench.inputs.set("command_drain_i", 1);
        let bad = Column { shift: 63, ..column(0) };
        for _ in 0..7 {
            let pins = offer(&mut bench, &bad, false).pins;
            assert_eq!((pins.get("parameter_ready_o"), pins.get("command_ready_o")), (1, 0));
        }
        assert!(offer(&mut bench, &bad, true).pins.high("command_ready_o"));
        let outputs = bench.cycle(&[("command_valid_i", 0)]);
        assert_eq!((outputs.specified("set_valid_o"), outputs.specified("set_error_o")), (1, 0));
        assert!(offer(&mut bench, &bad, true).pins.high("command_ready_o"), "a packet may have one beat");
        assert!(!offer(&mut bench, &bad, true).pins.high("parameter_ready_o"), "there is no room");
    }

    #[test]
    fn ranges_include_their_ends() {
        let good = column(0);
        let bias = |bias| Column { bias, ..good };
        let multiplier = |multiplier| Column { multiplier, ..good };
        let shift = |shift| Column { shift, ..good };
        for column in [bias(1 << 30), bias(-(1 << 30)), multiplier(0), multiplier(1 << 30), multiplier(i32::MAX)] {
            assert!(!out_of_range(&column, false) && !out_of_range(&column, true), "{column:?}");
        }
        for column in [
            bias((1 << 30) + 1),
            bias(-(1 << 30) - 1),
            bias(i32::MIN),
            multiplier(1),
            multiplier((1 << 30) - 1),
            multiplier(-1),
            multiplier(i32::MIN),
            shift(0),
            shift(63),
        ] {
            assert!(out_of_range(&column, false) && out_of_range(&column, true), "{column:?}");
        }
        assert_eq!([1, 30, 31, 62].map(|it| out_of_range(&shift(it), false)), [false; 4]);
        assert_eq!([1, 30, 31, 62].map(|it| out_of_range(&shift(it), true)), [true, true, false, false]);
    }

    #[test]
    fn a_bad_column_is_told_of_its_own_set_alone() {
        let mut bench = bench(8);
        bench.inputs.set("command_double_i", 1);
        for number in 0..8 {
            let bad = Column { shift: if number == 1 { 30 } else { 31 }, ..column(number) };
            offer(&mut bench, &bad, number == 7);
        }
        assert_eq!(bench.cycle(&[("set_ready_i", 1)]).specified("set_error_o"), 1);
        assert_eq!(bench.cycle(&[]).specified("set_error_o"), 0);
    }

    #[test]
    fn reset_forgets_everything() {
        let mut bench = bench(6);
        send(&mut bench, 0..6, true);
        bench.cycle(&[("rst_ni", 0), ("set_ready_i", 1)]);
        let outputs = bench.cycle(&[]);
        assert_eq!(outputs.specified("set_valid_o"), 0);
        assert!(FIELDS.iter().all(|field| outputs.unspecified.contains(&field.port)));
        assert_eq!(send(&mut bench, 0..6, true), [5]);
    }
}
