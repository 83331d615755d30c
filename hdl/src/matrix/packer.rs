use rust_hdl::prelude::*;
use seedchip_export::dff_setup;
use seedchip_spec::Configuration;

block! {
    /// Makes beats of results, and ends commands.
    ///
    /// A raw row is a beat; groups of converted results are written into the beat one after the other. The beat is the
    /// output register itself, and one group has a place beside it, for the cycle in which the beat turns out to wait:
    /// so m_axis_result_tready stops the converter a cycle late, from a register. (A second beat would take four times
    /// the columns' bytes, and hide stalls that nobody has to hide.)
    ///
    /// FP32 results come group by group from a queue, which waits for the beat: they need no place beside it.
    ///
    /// A command ends with its last group, its last raw row, or as an entry without rows; end_o waits for end_ready_i.
    /// After an abort the packet that was under way ends with a beat of zeros, so that whoever receives it is not left
    /// in the middle of one.
    ///
    /// Timing: a beat shows one cycle after its last group or its row was accepted. Rows and groups every cycle. advance_o
    /// and end_o depend on what arrives, raw_ready_o on m_axis_result_tready. Reset: all but the beat and the skid.
    /// Special cases: group_valid_i comes only without converter_idle_i, and raw and empty never come together. A raw
    /// row waits until the converter is empty and its last beat full. A group in the skid that has ended its command
    /// is written even if the unit is told to abort.
    /// Widths: place counts the 4C / Q groups of a beat.
    pub struct Packer;

    /// The packer of `configuration`.
    new(configuration: &Configuration) {
        let (columns, lanes) = (configuration.columns(), configuration.convert_lanes());
        let (bytes, places) = (4 * columns, 4 * configuration.groups());
        let place_bits = places.next_power_of_two().ilog2() as usize;
        let (blocks, joiners, join_groups) =
            (configuration.blocks(), configuration.joiners(), configuration.join_groups());
    }
    module "packer" of configuration
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low: no beat waits.
        in rst_ni: Bit,
        /// Forget what is not a full beat, and end the packet.
        in abort_i: Bit,
        /// The converter moves on.
        out advance_o: Bit,
        /// No group is in the converter.
        in converter_idle_i: Bit,
        /// A group comes out of the converter.
        in group_valid_i: Bit,
        /// It is the command's last.
        in group_end_i: Bit,
        /// It is of the command's last row.
        in group_last_row_i: Bit,
        /// Which of its columns exist.
        in group_keep_i: Bit[lanes],
        /// What was wrong with the command's parameters.
        in group_error_i: Bits<2>,
        /// One of its results saturated.
        in group_saturated_i: Bit,
        /// Its results.
        in group_i: Bits<8>{8}[lanes],
        /// A raw row is offered.
        in raw_valid_i: Bit,
        /// The raw row is accepted.
        out raw_ready_o: Bit,
        /// The raw row is the command's last.
        in raw_last_i: Bit,
        /// Its columns, less one.
        in raw_columns_i: Bits<8>,
        /// The raw row, four bytes per column.
        in raw_i: Bits<8>{8}[bytes],
        /// A command without results is to end.
        in empty_valid_i: Bit,
        /// It ends.
        out empty_ready_o: Bit,
        /// What was wrong with its parameters.
        in empty_error_i: Bits<2>,
        /// There is room for a status.
        in end_ready_i: Bit,
        /// A command ends.
        out end_o: Bit,
        /// What was wrong with its parameters.
        out end_error_o: Bits<2>,
        /// One of its results saturated.
        out end_saturated_o: Bit,
        /// A packet of results is under way.
        out open_o: Bit,
        /// A beat of results is offered.
        out m_axis_result_tvalid: Bit,
        /// The beat of results is accepted.
        in m_axis_result_tready: Bit,
        /// The results.
        out m_axis_result_tdata: Bits<8>{8}[bytes],
        /// Which bytes are results.
        out m_axis_result_tkeep: Bit[bytes],
        /// The beat is the last of its packet.
        out m_axis_result_tlast: Bit,
        /// A group of FP32 results is offered.
        in joined_valid_i: Bit[blocks],
        /// It is accepted.
        out joined_ready_o: Bit[blocks],
        /// Its results.
        in joined_i: Bits<32>[blocks * joiners],
        /// Which of its columns exist.
        in joined_keep_i: Bit[blocks * joiners],
        /// It is of the command's last row.
        in joined_last_row_i: Bit[blocks],
        /// It is the command's last.
        in joined_end_i: Bit[blocks],
        /// What was wrong with the command's row scales.
        in joined_error_i: Bits<2>[blocks],
        /// A sum of the command has overflowed.
        in joined_overflow_i: Bit[blocks],
        /// An accumulator of the command has become NaN.
        in joined_nan_i: Bit[blocks],
        /// The last group of a row is accepted.
        out joined_left_o: Bit[blocks],
        /// The command that ends is of a block format.
        out end_joined_o: Bit[blocks],
        /// A sum of it has overflowed.
        out end_overflow_o: Bit[blocks],
        /// An accumulator of it has become NaN.
        out end_nan_o: Bit[blocks],
    }
    inside {
        // The beat.
        reg out_valid: Bit,
        reg place: Bits<16>{place_bits},
        // The place is not 0, known early: much waits for the packer to be calm.
        reg begun: Bit,
        reg beat: Bits<8>{8}[bytes],
        reg keep: Bit[bytes],
        reg last: Bit,
        // A group that waits for it.
        reg skid_full: Bit,
        reg skid: Bits<8>{8}[lanes],
        reg skid_keep: Bit[lanes],
        reg skid_last_row: Bit,
        reg skid_end: Bit,
        // The command and its packet.
        reg saturated: Bit,
        reg open: Bit,
        reg closing: Bit,

        wire free: Bit,
        wire first: Bit,
        wire calm: Bit,
        wire arrives: Bit,
        wire unskids: Bit,
        wire writes: Bit,
        wire takes_raw: Bit,
        wire closes: Bit,
        wire completes: Bit,
        wire narrow: Bits<8>{8}[lanes],
        wire narrow_keep: Bit[lanes],
        wire narrow_end: Bit,
        wire raw_keep: Bit[bytes],
        wire kept: Bit[bytes],
        wire load: Bit[places],
        wire takes_joined: Bit[blocks],
        wire completes_joined: Bit[blocks],
        wire ends_joined: Bit[blocks],
        wire joined_keep: Bit[blocks * joiners],
        wire joined_load: Bit[blocks * join_groups],
        const last_joined_place: Bits<16>[blocks] = |_| (join_groups - 1).to_bits(),
        const last_place: Bits<16> = (places - 1).to_bits(),
        const place_index: Bits<16>[places] = ToBits::to_bits,
        const column_index: Bits<8>[columns] = ToBits::to_bits,
        value _columns: usize = columns,
        value _lanes: usize = lanes,
        value _places: usize = places,
        value _bytes: usize = bytes,
        value _blocks: usize = blocks,
        value _joiners: usize = blocks * joiners,
        value _stride: usize = joiners,
        value _join_groups: usize = blocks * join_groups,
    }
}

impl Logic for Packer {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("What can be accepted.");
        self.free.next = !self.out_valid.q.val() || self.m_axis_result_tready.val();
        self.first.next = !self.begun.q.val();
        self.calm.next =
            self.converter_idle_i.val() && self.first.val() && !self.skid_full.q.val() && !self.closing.q.val();
        self.advance_o.next = !(self.skid_full.q.val()
            || self.closing.q.val()
            || (self.group_valid_i.val() && self.group_end_i.val() && !self.end_ready_i.val()));
        self.raw_ready_o.next = self.calm.val()
            && self.free.val()
            && !self.abort_i.val()
            && (!self.raw_last_i.val() || self.end_ready_i.val());
        self.empty_ready_o.next =
            self.empty_valid_i.val() && self.calm.val() && !self.abort_i.val() && self.end_ready_i.val();
        for b in 0..self._blocks {
            self.joined_ready_o[b].next = self.converter_idle_i.val()
                && !self.skid_full.q.val()
                && !self.closing.q.val()
                && !self.abort_i.val()
                && (self.begun.q.val() || self.free.val())
                && (!self.joined_end_i[b].val() || self.end_ready_i.val());
            self.takes_joined[b].next = self.joined_valid_i[b].val() && self.joined_ready_o[b].val();
            self.completes_joined[b].next =
                self.takes_joined[b].val() && self.place.q.val() == self.last_joined_place[b].val();
            self.joined_left_o[b].next = self.completes_joined[b].val();
        }
        self.arrives.next = self.group_valid_i.val() && self.advance_o.val() && !self.abort_i.val();
        self.takes_raw.next = self.raw_valid_i.val() && self.raw_ready_o.val();

        comment!(
            "A group goes into the beat, or waits for it; it waits only as a beat's first. An abort empties the beat."
        );
        self.unskids.next = self.skid_full.q.val() && self.free.val();
        self.writes.next = (self.arrives.val() && self.free.val()) || self.unskids.val();
        self.closes.next = self.closing.q.val() && self.free.val() && !self.abort_i.val();
        if !self.skid_full.q.val() {
            for i in 0..self._lanes {
                self.skid[i].d.next = self.group_i[i].val();
                self.skid_keep[i].d.next = self.group_keep_i[i].val();
            }
            self.skid_last_row.d.next = self.group_last_row_i.val();
            self.skid_end.d.next = self.group_end_i.val();
        }
        if self.skid_full.q.val() {
            self.skid_full.d.next = !self.unskids.val() && (self.skid_end.q.val() || !self.abort_i.val());
        } else {
            self.skid_full.d.next = self.arrives.val() && !self.free.val();
        }

        comment!("The group that is written; zeros after an abort.");
        for i in 0..self._lanes {
            if self.closing.q.val() {
                self.narrow[i].next = 0.into();
                self.narrow_keep[i].next = true;
            } else if self.skid_full.q.val() {
                self.narrow[i].next = self.skid[i].q.val();
                self.narrow_keep[i].next = self.skid_keep[i].q.val() || !self.skid_last_row.q.val();
            } else {
                self.narrow[i].next = self.group_i[i].val();
                self.narrow_keep[i].next = self.group_keep_i[i].val() || !self.group_last_row_i.val();
            }
        }
        if self.skid_full.q.val() {
            self.narrow_end.next = self.skid_end.q.val();
        } else {
            self.narrow_end.next = self.group_end_i.val();
        }

        comment!("The beat. What is raw is known early: only then the packer is calm.");
        self.completes.next = self.takes_raw.val()
            || self.closes.val()
            || (self.writes.val() && (self.narrow_end.val() || self.place.q.val() == self.last_place.val()));
        for b in 0..self._blocks {
            if self.completes_joined[b].val() {
                self.completes.next = true;
            }
        }
        for p in 0..self._places {
            self.load[p].next = self.takes_raw.val()
                || self.closes.val()
                || (self.writes.val() && self.place.q.val() == self.place_index[p].val());
        }
        for lanes in self._lanes..(self._lanes + 1) {
            for p in 0..self._places {
                for i in 0..self._lanes {
                    if self.load[p].val() {
                        if self.calm.val() {
                            self.beat[p * lanes + i].d.next = self.raw_i[p * lanes + i].val();
                        } else {
                            self.beat[p * lanes + i].d.next = self.narrow[i].val();
                        }
                    }
                }
            }
        }
        for i in 0..4 {
            self.raw_keep[i].next = true;
        }
        for c in 1..self._columns {
            for i in 0..4 {
                self.raw_keep[4 * c + i].next =
                    !self.raw_last_i.val() || self.column_index[c].val() <= self.raw_columns_i.val();
            }
        }
        if self.writes.val() && self.first.val() {
            for b in 0..self._bytes {
                self.keep[b].d.next = false;
            }
        }
        for lanes in self._lanes..(self._lanes + 1) {
            for p in 0..self._places {
                for i in 0..self._lanes {
                    self.kept[p * lanes + i].next = self.narrow_keep[i].val();
                    if self.calm.val() {
                        self.kept[p * lanes + i].next = self.raw_keep[p * lanes + i].val();
                    }
                    if self.load[p].val() {
                        self.keep[p * lanes + i].d.next = self.kept[p * lanes + i].val();
                    }
                }
            }
        }
        comment!("Joined groups.");
        for g in 0..self._join_groups {
            self.joined_load[g].next = self.takes_joined[0].val() && self.place.q.val() == self.place_index[g].val();
        }
        for i in 0..self._joiners {
            self.joined_keep[i].next = self.joined_keep_i[i].val() || !self.joined_last_row_i[0].val();
        }
        for stride in self._stride..(self._stride + 1) {
            for g in 0..self._join_groups {
                if self.joined_load[g].val() {
                    if g < 1 {
                        for byte in 0..self._bytes {
                            self.keep[byte].d.next = false;
                        }
                    }
                    for i in 0..self._joiners {
                        self.beat[4 * (g * stride + i)].d.next = self.joined_i[i].val().get_bits::<8>(0);
                        self.beat[4 * (g * stride + i) + 1].d.next = self.joined_i[i].val().get_bits::<8>(8);
                        self.beat[4 * (g * stride + i) + 2].d.next = self.joined_i[i].val().get_bits::<8>(16);
                        self.beat[4 * (g * stride + i) + 3].d.next = self.joined_i[i].val().get_bits::<8>(24);
                        for byte in 0..4 {
                            self.keep[4 * (g * stride + i) + byte].d.next = self.joined_keep[i].val();
                        }
                    }
                }
            }
        }
        if self.completes.val() {
            if self.calm.val() {
                self.last.d.next = self.raw_last_i.val();
                self.open.d.next = !self.raw_last_i.val();
            } else {
                self.last.d.next = self.closing.q.val() || self.narrow_end.val();
                self.open.d.next = !self.closing.q.val() && !self.narrow_end.val();
            }
        }
        for b in 0..self._blocks {
            if self.completes_joined[b].val() {
                self.last.d.next = self.joined_end_i[b].val();
                self.open.d.next = !self.joined_end_i[b].val();
            }
        }
        if self.free.val() {
            self.out_valid.d.next = self.completes.val();
        }
        if self.abort_i.val() || self.completes.val() {
            self.place.d.next = 0.into();
            self.begun.d.next = false;
        } else if self.writes.val() {
            self.place.d.next = self.place.q.val() + 1;
            self.begun.d.next = true;
        }
        for b in 0..self._blocks {
            if self.takes_joined[b].val() && !self.completes_joined[b].val() {
                self.place.d.next = self.place.q.val() + 1;
                self.begun.d.next = true;
            }
        }
        if self.abort_i.val() {
            self.closing.d.next = self.open.q.val() && !(self.skid_full.q.val() && self.skid_end.q.val());
        } else if self.closes.val() {
            self.closing.d.next = false;
        }

        comment!("The end of a command.");
        self.end_o.next = (self.arrives.val() && self.group_end_i.val())
            || (self.takes_raw.val() && self.raw_last_i.val())
            || self.empty_ready_o.val();
        for b in 0..self._blocks {
            self.ends_joined[b].next = self.takes_joined[b].val() && self.joined_end_i[b].val();
            if self.ends_joined[b].val() {
                self.end_o.next = true;
            }
            self.end_joined_o[b].next = self.ends_joined[b].val();
            self.end_overflow_o[b].next = self.ends_joined[b].val() && self.joined_overflow_i[b].val();
            self.end_nan_o[b].next = self.ends_joined[b].val() && self.joined_nan_i[b].val();
        }
        self.end_error_o.next = self.empty_error_i.val();
        if self.group_valid_i.val() {
            self.end_error_o.next = self.group_error_i.val();
        } else if self.raw_valid_i.val() {
            self.end_error_o.next = 0.into();
        }
        for b in 0..self._blocks {
            if self.joined_valid_i[b].val() {
                self.end_error_o.next = self.joined_error_i[b].val();
            }
        }
        self.end_saturated_o.next =
            self.saturated.q.val() || (self.group_valid_i.val() && self.group_saturated_i.val());
        if self.abort_i.val() || self.end_o.val() {
            self.saturated.d.next = false;
        } else if self.arrives.val() && self.group_saturated_i.val() {
            self.saturated.d.next = true;
        }

        self.open_o.next = self.open.q.val();
        self.m_axis_result_tvalid.next = self.out_valid.q.val();
        self.m_axis_result_tlast.next = self.last.q.val();
        for b in 0..self._bytes {
            self.m_axis_result_tdata[b].next = self.beat[b].q.val();
            self.m_axis_result_tkeep[b].next = self.keep[b].q.val();
        }

        if !self.rst_ni.val() {
            self.out_valid.d.next = false;
            self.place.d.next = 0.into();
            self.begun.d.next = false;
            self.skid_full.d.next = false;
            self.saturated.d.next = false;
            self.open.d.next = false;
            self.closing.d.next = false;
        }
    }
}
