//! Beats of results, and the ends of commands.

use crate::{Behaviour, Outputs};
use bitvec::prelude::*;
use seedchip_spec::{Configuration, Instance, Pins, Value};

/// Bytes of a raw result, and rows of converted results in a beat.
const BYTES: usize = 4;

/// A group of converted results.
#[derive(Clone, Debug)]
struct Group {
    bytes: Value,
    /// A bit per byte: it is no null byte.
    keep: Value,
    end: bool,
}

/// The beat that is filled or shown, and what goes on around it.
///
/// Null bytes hold what was there before; the page leaves them open.
///
/// Assumptions on the inputs: `converter_idle_i` comes without `group_valid_i`, and raw rows and empty entries do not come
/// together. The model answers anything.
#[derive(Clone, Debug)]
pub struct Packer {
    lanes: usize,
    /// P, the groups of a beat.
    groups: usize,
    out_valid: bool,
    place: usize,
    skid: Option<Group>,
    open: bool,
    closing: bool,
    saturated: bool,
    data: Value,
    keep: Value,
    last: bool,
}

impl Packer {
    /// No beat.
    pub fn new(configuration: &Configuration) -> Self {
        let bytes = BYTES * configuration.columns();
        Self {
            lanes: configuration.convert_lanes(),
            groups: BYTES * configuration.groups(),
            out_valid: false,
            place: 0,
            skid: None,
            open: false,
            closing: false,
            saturated: false,
            data: BitVec::repeat(false, 8 * bytes),
            keep: BitVec::repeat(false, bytes),
            last: false,
        }
    }

    /// The beat is whole.
    fn complete(&mut self, last: bool) {
        (self.out_valid, self.last, self.open, self.place) = (true, last, !last, 0);
    }

    /// Puts a group into its place in the beat.
    fn write(&mut self, group: &Group) {
        if self.place == 0 {
            self.keep.fill(false);
        }
        let first = self.place * self.lanes;
        self.data[8 * first..][..8 * self.lanes].copy_from_bitslice(&group.bytes);
        self.keep[first..][..self.lanes].copy_from_bitslice(&group.keep);
        if group.end || self.place + 1 == self.groups {
            self.complete(group.end);
        } else {
            self.place += 1;
        }
    }

    /// Makes a raw row the beat; the columns up to `columns` are results.
    fn write_raw(&mut self, row: &BitSlice<u32, Lsb0>, last: bool, columns: usize) {
        self.data.copy_from_bitslice(row);
        for (byte, mut keep) in self.keep.iter_mut().enumerate() {
            *keep = !last || byte / BYTES <= columns;
        }
        self.complete(last);
    }

    /// Makes zeros the beat that ends a packet.
    fn write_zeros(&mut self) {
        self.data.fill(false);
        self.keep.fill(true);
        self.complete(true);
        self.closing = false;
    }

    fn reset(&mut self) {
        (self.out_valid, self.open, self.closing, self.saturated) = (false, false, false, false);
        (self.place, self.skid) = (0, None);
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> Packer {
    Packer::new(instance.configuration())
}

impl Behaviour for Packer {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let abort = inputs.high("abort_i");
        let end_ready = inputs.high("end_ready_i");
        let free = !self.out_valid || inputs.high("m_axis_result_tready");
        let blocked = self.skid.is_some() || self.closing;
        let calm = inputs.high("converter_idle_i") && self.place == 0 && !blocked;

        let group_end = inputs.high("group_valid_i") && inputs.high("group_end_i");
        let advance = !blocked && (!group_end || end_ready);
        let arrives = inputs.high("group_valid_i") && advance && !abort;
        let raw_last = inputs.high("raw_last_i");
        let raw_ready = calm && free && (!raw_last || end_ready) && !abort;
        let raw = inputs.high("raw_valid_i") && raw_ready;
        let empty = inputs.high("empty_valid_i") && calm && end_ready && !raw && !abort;

        let ends_group = arrives && group_end;
        let end = ends_group || raw && raw_last || empty;
        let end_error = match (ends_group, raw) {
            (true, _) => inputs.get("group_error_i"),
            (false, true) => 0,
            (false, false) => inputs.get("empty_error_i"),
        };
        let saturated = self.saturated || arrives && inputs.high("group_saturated_i");

        for (port, value) in [
            ("advance_o", advance),
            ("raw_ready_o", raw_ready),
            ("empty_ready_o", empty),
            ("end_o", end),
            ("end_saturated_o", saturated),
            ("open_o", self.open),
            ("m_axis_result_tvalid", self.out_valid),
            ("m_axis_result_tlast", self.last),
        ] {
            outputs.pins.set(port, value.into());
        }
        outputs.pins.set("end_error_o", end_error);
        outputs.pins.bits_mut("m_axis_result_tdata").copy_from_bitslice(&self.data);
        outputs.pins.bits_mut("m_axis_result_tkeep").copy_from_bitslice(&self.keep);
        if !end {
            outputs.unspecified.extend(["end_error_o", "end_saturated_o"]);
        }
        if !self.out_valid {
            outputs.unspecified.extend(["m_axis_result_tdata", "m_axis_result_tkeep", "m_axis_result_tlast"]);
        }

        if free {
            self.out_valid = false;
        }
        if abort {
            // The command of an end in the skid has ended: its packet does, too.
            let ending = self.skid.take().filter(|group| group.end);
            self.closing = self.open && ending.is_none();
            (self.place, self.saturated) = (0, false);
            match ending {
                Some(group) if free => self.write(&group),
                other => self.skid = other,
            }
        } else {
            self.saturated = saturated && !end;
            let group = arrives.then(|| Group {
                bytes: inputs.bits("group_i").to_bitvec(),
                keep: if inputs.high("group_last_row_i") {
                    inputs.bits("group_keep_i").to_bitvec()
                } else {
                    BitVec::repeat(true, self.lanes)
                },
                end: group_end,
            });
            match self.skid.take().or(group) {
                // Only group 0 can meet a beat that still waits.
                Some(group) if self.place == 0 && !free => self.skid = Some(group),
                Some(group) => self.write(&group),
                None if raw => {
                    let columns = inputs.get("raw_columns_i") as usize;
                    self.write_raw(inputs.bits("raw_i"), raw_last, columns);
                }
                None if self.closing && free => self.write_zeros(),
                None => {}
            }
        }
        if !inputs.high("rst_ni") {
            self.reset();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;

    /// A unit of 4 columns: 1 lane, 16 groups to a beat of 16 bytes. Results are taken and ends are possible.
    fn bench() -> Bench {
        let mut bench = Bench::new("packer", "tiny");
        bench.inputs.set("m_axis_result_tready", 1);
        bench.inputs.set("end_ready_i", 1);
        bench
    }

    /// A group with this byte, accepted at once.
    fn group(bench: &mut Bench, byte: u64, more: &[(&str, u64)]) -> Outputs {
        let inputs = [&[("group_valid_i", 1), ("group_i", byte)][..], more].concat();
        bench.cycle(&inputs)
    }

    /// The beat that is shown: its bytes, with null bytes as 0; its keep; its last.
    fn beat(outputs: &Outputs) -> (Vec<u64>, u64, u64) {
        assert!(outputs.pins.high("m_axis_result_tvalid"));
        let keep = outputs.specified("m_axis_result_tkeep");
        let byte = |byte| outputs.pins.lane("m_axis_result_tdata", byte, 8) * (keep >> byte & 1);
        ((0..16).map(byte).collect(), keep, outputs.specified("m_axis_result_tlast"))
    }

    /// Groups with the bytes of `from` on, one per cycle, that make a whole beat.
    fn fill(bench: &mut Bench, from: u64) {
        for byte in from..from + 16 {
            assert!(group(bench, byte, &[]).pins.high("advance_o"), "{byte}");
        }
    }

    #[test]
    fn sixteen_groups_make_a_beat_and_the_next_follow_without_a_gap() {
        let mut bench = bench();
        fill(&mut bench, 1);
        let outputs = group(&mut bench, 17, &[]);
        assert_eq!(beat(&outputs), ((1..17).collect(), 0xffff, 0));
        assert_eq!(outputs.specified("open_o"), 1);
        assert!(!bench.cycle(&[]).pins.high("m_axis_result_tvalid"));
        // The second beat ends with its third group; of the last row only what is kept counts.
        group(&mut bench, 18, &[("group_keep_i", 0)]);
        let last_row = [("group_last_row_i", 1), ("group_keep_i", 0), ("group_end_i", 1), ("group_error_i", 3)];
        let outputs = group(&mut bench, 19, &last_row);
        assert_eq!((outputs.specified("end_o"), outputs.specified("end_error_o")), (1, 3));
        assert_eq!((outputs.specified("end_saturated_o"), outputs.specified("open_o")), (0, 1));
        let outputs = bench.cycle(&[]);
        let mut bytes = vec![0; 16];
        (bytes[0], bytes[1]) = (17, 18);
        assert_eq!(beat(&outputs), (bytes, 3, 1));
        assert_eq!(outputs.specified("open_o"), 0);
        // The next packet begins with group 0.
        fill(&mut bench, 50);
        assert_eq!(beat(&bench.cycle(&[])).0, (50..66).collect::<Vec<_>>());
    }

    #[test]
    fn one_group_finds_room_behind_a_beat_that_waits_and_then_nothing_arrives() {
        let mut bench = bench();
        bench.inputs.set("m_axis_result_tready", 0);
        fill(&mut bench, 1);
        assert!(group(&mut bench, 100, &[]).pins.high("advance_o"));
        for _ in 0..5 {
            let outputs = group(&mut bench, 101, &[]);
            assert!(!outputs.pins.high("advance_o"));
            assert_eq!(beat(&outputs), ((1..17).collect(), 0xffff, 0));
        }
        // The beat leaves; in the same cycle the group of the skid becomes group 0.
        assert!(!group(&mut bench, 101, &[("m_axis_result_tready", 1)]).pins.high("advance_o"));
        for byte in 101..116 {
            let outputs = group(&mut bench, byte, &[]);
            assert!(outputs.pins.high("advance_o") && !outputs.pins.high("m_axis_result_tvalid"));
        }
        assert_eq!(beat(&bench.cycle(&[])), ((100..116).collect(), 0xffff, 0));
    }

    #[test]
    fn an_end_in_the_skid_was_told_when_it_arrived() {
        let mut bench = bench();
        bench.inputs.set("m_axis_result_tready", 0);
        fill(&mut bench, 1);
        let outputs = group(&mut bench, 7, &[("group_end_i", 1), ("group_saturated_i", 1)]);
        assert_eq!((outputs.specified("end_o"), outputs.specified("end_saturated_o")), (1, 1));
        assert!(!bench.cycle(&[]).pins.high("end_o"));
        bench.cycle(&[("m_axis_result_tready", 1)]);
        let outputs = bench.cycle(&[]);
        assert_eq!((beat(&outputs).0[0], beat(&outputs).1, beat(&outputs).2), (7, 1, 1));
    }

    #[test]
    fn an_end_waits_until_it_is_possible() {
        let mut bench = bench();
        bench.inputs.set("end_ready_i", 0);
        let end = [("group_end_i", 1), ("group_error_i", 1)];
        for _ in 0..3 {
            let pins = group(&mut bench, 5, &end).pins;
            assert_eq!((pins.get("advance_o"), pins.get("end_o")), (0, 0));
        }
        assert!(bench.cycle(&[("group_end_i", 1)]).pins.high("advance_o"), "no group, no end");
        assert!(group(&mut bench, 4, &[]).pins.high("advance_o"));
        let outputs = group(&mut bench, 5, &[&end[..], &[("end_ready_i", 1)][..]].concat());
        assert_eq!((outputs.specified("advance_o"), outputs.specified("end_o")), (1, 1));
        assert_eq!(beat(&bench.cycle(&[])).1, 3);
    }

    #[test]
    fn saturation_is_told_once_with_the_command_that_it_belongs_to() {
        let mut bench = bench();
        group(&mut bench, 1, &[("group_saturated_i", 1)]);
        bench.cycle(&[("group_saturated_i", 1)]);
        assert_eq!(group(&mut bench, 1, &[("group_end_i", 1)]).specified("end_saturated_o"), 1);
        // A group that does not arrive saturates nothing.
        bench.cycle(&[("group_saturated_i", 1)]);
        assert_eq!(group(&mut bench, 1, &[("group_end_i", 1)]).specified("end_saturated_o"), 0);
        assert_eq!(group(&mut bench, 1, &[("group_end_i", 1), ("group_saturated_i", 1)]).specified("end_o"), 1);
        assert_eq!(group(&mut bench, 1, &[("group_end_i", 1)]).specified("end_saturated_o"), 0);
    }

    /// A raw row of these words.
    fn raw(bench: &mut Bench, words: [u32; 4], more: &[(&str, u64)]) -> Outputs {
        bench.inputs.set_words("raw_i", &words);
        let inputs = [&[("raw_valid_i", 1), ("converter_idle_i", 1)][..], more].concat();
        bench.cycle(&inputs)
    }

    #[test]
    fn a_raw_row_is_a_beat_and_the_last_keeps_the_columns_that_exist() {
        let mut bench = bench();
        let outputs = raw(&mut bench, [1, 2, 3, 4], &[("raw_columns_i", 0)]);
        assert_eq!((outputs.specified("raw_ready_o"), outputs.specified("end_o")), (1, 0));
        let outputs = raw(&mut bench, [5, 6, 7, 8], &[("raw_last_i", 1), ("raw_columns_i", 1), ("empty_error_i", 3)]);
        assert_eq!((outputs.specified("end_o"), outputs.specified("end_error_o")), (1, 0));
        let words = |values: [u64; 4]| values.into_iter().flat_map(|value| [value, 0, 0, 0]).collect::<Vec<_>>();
        assert_eq!(beat(&outputs), (words([1, 2, 3, 4]), 0xffff, 0));
        assert_eq!(outputs.specified("open_o"), 1);
        let outputs = bench.cycle(&[]);
        assert_eq!(beat(&outputs), (words([5, 6, 0, 0]), 0x00ff, 1));
        assert_eq!(outputs.specified("open_o"), 0);
    }

    #[test]
    fn a_raw_row_waits_for_the_converter_the_beat_and_its_end() {
        let mut bench = bench();
        let ready = |bench: &mut Bench, more: &[(&str, u64)]| raw(bench, [0; 4], more).pins.high("raw_ready_o");
        assert!(!ready(&mut bench, &[("converter_idle_i", 0)]));
        assert!(!ready(&mut bench, &[("raw_last_i", 1), ("end_ready_i", 0)]));
        assert!(ready(&mut bench, &[("end_ready_i", 0)]));
        assert!(!ready(&mut bench, &[("m_axis_result_tready", 0)]));
        assert!(ready(&mut bench, &[]));
        bench.cycle(&[]);
        // A beat under way: group 0 is there.
        group(&mut bench, 1, &[]);
        assert!(!ready(&mut bench, &[]));
        group(&mut bench, 1, &[("group_end_i", 1)]);
        assert!(ready(&mut bench, &[]), "the beat leaves in this cycle");
    }

    #[test]
    fn an_empty_entry_ends_a_command_without_a_beat() {
        let mut bench = bench();
        let empty = [("empty_valid_i", 1), ("converter_idle_i", 1), ("empty_error_i", 2)];
        for hindrance in [("end_ready_i", 0), ("converter_idle_i", 0), ("empty_valid_i", 0), ("abort_i", 1)] {
            let pins = bench.cycle(&[&empty[..], &[hindrance][..]].concat()).pins;
            assert_eq!((pins.get("empty_ready_o"), pins.get("end_o")), (0, 0), "{hindrance:?}");
        }
        let outputs = bench.cycle(&empty);
        let of = |port| outputs.specified(port);
        assert_eq!((of("empty_ready_o"), of("end_o"), of("end_error_o"), of("end_saturated_o")), (1, 1, 2, 0));
        let pins = bench.cycle(&[]).pins;
        assert_eq!((pins.get("m_axis_result_tvalid"), pins.get("open_o")), (0, 0));
        // A beat that waits for its acceptance does not hinder it.
        raw(&mut bench, [0; 4], &[]);
        bench.inputs.set("m_axis_result_tready", 0);
        assert!(bench.cycle(&empty).pins.high("empty_ready_o"));
    }

    #[test]
    fn an_abort_before_the_first_beat_leaves_nothing() {
        let mut bench = bench();
        (0..5).for_each(|byte| drop(group(&mut bench, byte, &[("group_saturated_i", 1)])));
        let outputs = group(&mut bench, 9, &[("abort_i", 1), ("group_end_i", 1)]);
        assert_eq!(outputs.specified("end_o"), 0);
        assert!(!bench.cycle(&[]).pins.high("m_axis_result_tvalid"));
        fill(&mut bench, 1);
        assert_eq!(beat(&bench.cycle(&[])), ((1..17).collect(), 0xffff, 0));
        assert_eq!(group(&mut bench, 1, &[("group_end_i", 1)]).specified("end_saturated_o"), 0);
    }

    #[test]
    fn an_abort_within_a_packet_ends_it_with_a_beat_of_zeros_behind_the_one_that_waits() {
        let mut bench = bench();
        bench.inputs.set("m_axis_result_tready", 0);
        fill(&mut bench, 1);
        group(&mut bench, 17, &[]);
        // Three cycles of abort; nothing is accepted, the beat and `open` stay.
        for _ in 0..3 {
            let inputs = [("abort_i", 1), ("raw_valid_i", 1), ("converter_idle_i", 1), ("empty_valid_i", 1)];
            let pins = bench.cycle(&inputs).pins;
            let of = |port| pins.get(port);
            assert_eq!((of("raw_ready_o"), of("empty_ready_o"), of("end_o"), of("open_o")), (0, 0, 0, 1));
            assert!(pins.high("m_axis_result_tvalid"));
        }
        let outputs = group(&mut bench, 18, &[]);
        assert_eq!(outputs.specified("advance_o"), 0);
        assert_eq!(beat(&outputs), ((1..17).collect(), 0xffff, 0));
        assert!(!raw(&mut bench, [1; 4], &[("m_axis_result_tready", 1)]).pins.high("raw_ready_o"));
        let outputs = bench.cycle(&[]);
        assert_eq!(beat(&outputs), (vec![0; 16], 0xffff, 1));
        assert_eq!((outputs.specified("open_o"), outputs.specified("advance_o")), (0, 1));
        // The next packet starts afresh.
        assert!(raw(&mut bench, [1; 4], &[("m_axis_result_tready", 1)]).pins.high("raw_ready_o"));
        assert_eq!(beat(&bench.cycle(&[])).2, 0);
    }

    #[test]
    fn an_end_in_the_skid_survives_an_abort() {
        // The beat before it leaves before, during or after the abort of two cycles.
        for leaves in 0..5 {
            let mut bench = bench();
            bench.inputs.set("m_axis_result_tready", 0);
            fill(&mut bench, 1);
            assert!(group(&mut bench, 77, &[("group_end_i", 1)]).pins.high("end_o"));
            for cycle in 0..5 {
                let abort = u64::from(cycle == 1 || cycle == 2);
                let outputs = bench.cycle(&[("abort_i", abort), ("m_axis_result_tready", u64::from(cycle == leaves))]);
                if cycle <= leaves {
                    assert_eq!((beat(&outputs).2, outputs.specified("open_o")), (0, 1));
                }
            }
            let outputs = bench.cycle(&[("m_axis_result_tready", 1)]);
            let mut bytes = vec![0; 16];
            bytes[0] = 77;
            assert_eq!((beat(&outputs), outputs.specified("open_o")), ((bytes, 1, 1), 0));
            let pins = bench.cycle(&[]).pins;
            assert_eq!((pins.get("m_axis_result_tvalid"), pins.get("advance_o")), (0, 1), "no beat of zeros follows");
        }
    }

    #[test]
    fn the_beat_of_zeros_comes_in_a_cycle_without_abort() {
        let mut bench = bench();
        raw(&mut bench, [1; 4], &[]);
        // The beat leaves in a cycle of abort; none follows while the abort lasts.
        for cycle in 0..4 {
            let pins = bench.cycle(&[("abort_i", 1)]).pins;
            assert_eq!((pins.high("m_axis_result_tvalid"), pins.get("open_o")), (cycle == 0, 1));
        }
        assert!(!bench.cycle(&[]).pins.high("m_axis_result_tvalid"));
        assert_eq!(beat(&bench.cycle(&[])), (vec![0; 16], 0xffff, 1));
        assert!(!bench.cycle(&[]).pins.high("m_axis_result_tvalid"), "there is one of them");
    }

    #[test]
    fn an_abort_behind_the_last_beat_adds_nothing() {
        let mut bench = bench();
        bench.inputs.set("m_axis_result_tready", 0);
        raw(&mut bench, [1; 4], &[("raw_last_i", 1), ("raw_columns_i", 3)]);
        bench.cycle(&[("abort_i", 1)]);
        let outputs = bench.cycle(&[("m_axis_result_tready", 1)]);
        assert_eq!((beat(&outputs).2, outputs.specified("open_o")), (1, 0));
        assert!(!bench.cycle(&[]).pins.high("m_axis_result_tvalid"));
    }

    #[test]
    fn reset_forgets_the_beat_and_the_packet() {
        let mut bench = bench();
        bench.inputs.set("m_axis_result_tready", 0);
        fill(&mut bench, 1);
        group(&mut bench, 9, &[("group_saturated_i", 1)]);
        bench.cycle(&[("rst_ni", 0)]);
        let pins = bench.cycle(&[("abort_i", 1)]).pins;
        assert_eq!((pins.get("m_axis_result_tvalid"), pins.get("open_o"), pins.get("advance_o")), (0, 0, 1));
        fill(&mut bench, 3);
        assert_eq!(beat(&bench.cycle(&[])).0[0], 3);
    }
}
