//! Beats of results, and the ends of commands.
//!
//! Page: Packer.

use crate::{Behaviour, Outputs};
use bitvec::prelude::*;
use seedchip_spec::{Configuration, Instance, Pins, Value};

/// Bytes of a raw result, and rows of converted results in a beat.
const BYTES: usize = 4;

/// A group of converted or of joined results.
#[derive(Clone, Debug)]
struct Group {
    bytes: Value,
    /// A bit per byte: it is no null byte.
    keep: Value,
    end: bool,
    /// How many such groups fill a beat.
    of: usize,
}

/// The beat that is filled or shown, and what goes on around it.
///
/// Null bytes hold what was there before; the page leaves them open.
///
/// Assumptions on the inputs: `converter_idle_i` comes without `group_valid_i`; raw rows, empty entries and joined groups do
/// not come together; no converted group comes within a row of joined ones, whose last group alone ends a command. The
/// model answers anything.
#[derive(Clone, Debug)]
pub struct Packer {
    lanes: usize,
    /// P, the groups of a beat.
    groups: usize,
    /// C / J, those of joined results, if there are any.
    join_groups: Option<usize>,
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
            join_groups: (configuration.blocks() == 1).then(|| configuration.join_groups()),
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
        // A place that no group of this kind has is written nowhere.
        let bytes = group.keep.len();
        let first = self.place * bytes;
        if self.place < group.of {
            self.data[8 * first..][..8 * bytes].copy_from_bitslice(&group.bytes);
            self.keep[first..][..bytes].copy_from_bitslice(&group.keep);
        }
        if group.end || self.place + 1 >= group.of {
            self.complete(group.end);
        } else {
            self.place += 1;
        }
    }

    /// The converted group that is offered.
    fn converted(&self, inputs: &Pins) -> Group {
        let keep = if inputs.high("group_last_row_i") {
            inputs.bits("group_keep_i").to_bitvec()
        } else {
            BitVec::repeat(true, self.lanes)
        };
        Group { bytes: inputs.bits("group_i").to_bitvec(), keep, end: inputs.high("group_end_i"), of: self.groups }
    }

    /// The joined group that is offered, one of so many in a beat.
    fn joined(inputs: &Pins, of: usize) -> Group {
        let whole = !inputs.high("joined_last_row_i");
        let columns = inputs.bits("joined_keep_i").iter().by_vals();
        let keep = columns.flat_map(|keep| [keep || whole; BYTES]).collect();
        Group { bytes: inputs.bits("joined_i").to_bitvec(), keep, end: inputs.high("joined_end_i"), of }
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

        // A joined group that is accepted.
        let joined_end = self.join_groups.is_some() && inputs.high("joined_end_i");
        let joined_ready = inputs.high("converter_idle_i")
            && !blocked
            && !abort
            && (self.place != 0 || free)
            && (!joined_end || end_ready);
        let joined = self
            .join_groups
            .filter(|_| joined_ready && inputs.high("joined_valid_i"))
            .map(|groups| Self::joined(inputs, groups));

        let ends_group = arrives && group_end;
        let ends_joined = joined.is_some() && joined_end;
        let end = ends_group || raw && raw_last || empty || ends_joined;
        let end_error = match (ends_group, raw, ends_joined) {
            (true, ..) => inputs.get("group_error_i"),
            (_, true, _) => 0,
            (_, _, true) => inputs.get("joined_error_i"),
            _ => inputs.get("empty_error_i"),
        };
        let saturated = (self.saturated || arrives && inputs.high("group_saturated_i")) && !ends_joined;

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
        if let Some(groups) = self.join_groups {
            for (port, value) in [
                ("joined_ready_o", joined_ready),
                ("joined_left_o", joined.is_some() && self.place + 1 >= groups),
                ("end_joined_o", ends_joined),
                ("end_overflow_o", ends_joined && inputs.high("joined_overflow_i")),
                ("end_nan_o", ends_joined && inputs.high("joined_nan_i")),
            ] {
                outputs.pins.set(port, value.into());
            }
            if !end {
                outputs.unspecified.extend(["end_joined_o", "end_overflow_o", "end_nan_o"]);
            }
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
            let group = arrives.then(|| self.converted(inputs)).or(joined);
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
mod tests;
