use rust_hdl::prelude::*;
use seedchip_export::dff_setup;
use seedchip_spec::Configuration;

block! {
    /// Takes waiting rows in order and says what becomes of them.
    ///
    /// It is the one place that knows both the rows and the queue of entries, one per n-tile, which say how many rows
    /// belong together and where they go: raw rows to the packer as they are, others to the converter group by group,
    /// once their parameters are there. A row waits in two steps behind the memories, so that reading the next one costs
    /// no cycle.
    ///
    /// Timing: a row that has arrived at t is read at t + 1 and shown at t + 3, if nothing before it is in its way. A
    /// raw row leaves in the cycle in which it is accepted, another one takes C / Q feeds, one of a block C / J. Beside its
    /// registers all is combinational: advance_i and raw_ready_i reach read_o and show_o.
    /// Special cases: an entry without rows passes when the packer takes it, and if it is not raw takes the set of
    /// parameters that stands for its error.
    /// Widths: waiting counts E rows. keep_o compares columns less one, which 8 bits hold.
    pub struct Collector;

    /// The collector of `configuration`.
    new(configuration: &Configuration) {
        let (groups, lanes, waiting) =
            (configuration.groups(), configuration.convert_lanes(), configuration.waiting_bits());
        let (blocks, joiners, join_groups) =
            (configuration.blocks(), configuration.joiners(), configuration.join_groups());
    }
    module "collector" of configuration
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low: no row waits.
        in rst_ni: Bit,
        /// An entry is offered.
        in entry_valid_i: Bit,
        /// The entry has had all that it says.
        out entry_ready_o: Bit,
        /// The entry has no rows: it ends a command that has no results.
        in entry_empty_i: Bit,
        /// Its rows are results as they are.
        in entry_raw_i: Bit,
        /// It is the command's last.
        in entry_last_i: Bit,
        /// Its rows, less one.
        in entry_rows_i: Bits<16>{configuration.address_bits()},
        /// Its columns, less one.
        in entry_columns_i: Bits<8>,
        /// A row has arrived among those that wait.
        in arrived_i: Bit,
        /// Read a row.
        out read_o: Bit,
        /// Its place.
        out row_address_o: Bits<16>{waiting},
        /// Show the row that was read last.
        out show_o: Bit,
        /// The place of a row is free again.
        out credit_o: Bit,
        /// A set of parameters is shown.
        in set_valid_i: Bit,
        /// What is wrong with it, the worst greatest.
        in set_error_i: Bits<2>,
        /// The set has served.
        out set_ready_o: Bit,
        /// A group of the shown row goes into the converter.
        out feed_o: Bit,
        /// The converter moves on.
        in advance_i: Bit,
        /// Which group.
        out group_o: Bits<16>{configuration.group_bits()},
        /// Which of its columns exist.
        out keep_o: Bit[lanes],
        /// The group is the command's last.
        out feed_end_o: Bit,
        /// The row is the command's last.
        out last_row_o: Bit,
        /// What was wrong with the command's parameters so far.
        out error_o: Bits<2>,
        /// A raw row is offered.
        out raw_valid_o: Bit,
        /// The raw row is accepted.
        in raw_ready_i: Bit,
        /// A command without results is to end.
        out empty_valid_o: Bit,
        /// It ends.
        in empty_ready_i: Bit,
        /// A row waits for its parameters, or for its scale.
        out stall_parameters_o: Bit,
        /// Its rows are block sums.
        in entry_joined_i: Bit[blocks],
        /// They are of the first block.
        in entry_begin_i: Bit[blocks],
        /// They are of the last block.
        in entry_final_i: Bit[blocks],
        /// A row scale is wanted.
        out scale_want_o: Bit[blocks],
        /// It is the command's last.
        out scale_last_o: Bit[blocks],
        /// It is there.
        in scale_valid_i: Bit[blocks],
        /// It has served.
        out scale_take_o: Bit[blocks],
        /// The block's column scales have served.
        out scales_ready_o: Bit[blocks],
        /// A group of the shown row goes into the joiner.
        out join_o: Bit[blocks],
        /// Which group.
        out join_group_o: Bits<16>{configuration.join_group_bits()}[blocks],
        /// Which row.
        out join_row_o: Bits<16>{configuration.address_bits()}[blocks],
        /// Which of its columns exist.
        out join_keep_o: Bit[blocks * joiners],
        /// The row is the command's last.
        out join_last_row_o: Bit[blocks],
        /// The group is the command's last.
        out join_end_o: Bit[blocks],
        /// The packer has taken a row of joined results.
        in joined_left_i: Bit[blocks],
    }
    inside {
        reg waiting: Bits<17>{waiting + 1},
        reg pointer: Bits<16>{waiting},
        reg fetched: Bit,
        reg shown: Bit,
        reg row: Bits<16>{configuration.address_bits()},
        reg group: Bits<16>{configuration.group_bits()},
        reg worst: Bits<2>,
        // Of block formats: the coming group, rows of results on their way, rows that began in the last 15 cycles.
        reg join_group: Bits<16>{configuration.join_group_bits()}[blocks],
        reg joining: Bits<8>{6}[blocks],
        reg begun: Bit[15 * blocks],
        reg recent: Bits<16>{4}[blocks],

        wire joined: Bit[blocks],
        wire returned: Bit[blocks],
        wire room: Bit[blocks],
        wire begins: Bit[blocks],
        wire joins: Bit[blocks],
        wire last_join_group: Bit[blocks],
        wire raw: Bit,
        wire converted: Bit,
        wire empty: Bit,
        wire last_group: Bit,
        wire final_row: Bit,
        wire leaves: Bit,
        wire ends: Bit,

        const last: Bits<16> = (groups - 1).to_bits(),
        const group_index: Bits<16>[groups] = ToBits::to_bits,
        const column_index: Bits<8>[groups * lanes] = ToBits::to_bits,
        value _groups: usize = groups,
        const last_joined: Bits<16>[blocks] = |_| (join_groups - 1).to_bits(),
        const most_joined: Bits<8>[blocks] = |_| configuration.joined_rows().to_bits(),
        const join_group_index: Bits<16>[blocks * join_groups] = ToBits::to_bits,
        const join_column_index: Bits<8>[blocks * join_groups * joiners] = ToBits::to_bits,
        value _lanes: usize = lanes,
        value _blocks: usize = blocks,
        value _joiners: usize = blocks * joiners,
        value _stride: usize = joiners,
        value _join_groups: usize = join_groups,
    }
}

impl Logic for Collector {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);
        comment!("What the entry at the head of the queue asks for.");
        self.empty.next = self.entry_valid_i.val() & self.entry_empty_i.val();
        self.raw.next =
            self.entry_valid_i.val() & !self.entry_empty_i.val() & self.entry_raw_i.val() & self.shown.q.val();
        self.converted.next =
            self.entry_valid_i.val() & !self.entry_empty_i.val() & !self.entry_raw_i.val() & self.shown.q.val();
        for b in 0..self._blocks {
            comment!("Rows of blocks go to the joiner; all others wait until the last joined row has left.");
            self.joined[b].next = self.entry_valid_i.val()
                & !self.entry_empty_i.val()
                & self.entry_joined_i[b].val()
                & self.shown.q.val();
            if self.joining[b].q.val().any() {
                self.empty.next = false;
                self.converted.next = false;
            }
            if self.joining[b].q.val().any() | self.entry_joined_i[b].val() {
                self.raw.next = false;
            }
            self.returned[b].next = self.entry_begin_i[b].val() | (self.recent[b].q.val() <= self.entry_rows_i.val());
            self.room[b].next = !self.entry_final_i[b].val() | (self.joining[b].q.val() < self.most_joined[b].val());
            self.begins[b].next = self.joined[b].val()
                & self.scale_valid_i[b].val()
                & self.returned[b].val()
                & self.room[b].val()
                & !self.join_group[b].q.val().any();
            self.joins[b].next = self.begins[b].val() | (self.joined[b].val() & self.join_group[b].q.val().any());
            self.last_join_group[b].next = self.join_group[b].q.val() == self.last_joined[b].val();
        }
        self.raw_valid_o.next = self.raw.val();
        self.feed_o.next = self.converted.val() & self.set_valid_i.val() & self.advance_i.val();
        self.stall_parameters_o.next = self.converted.val() & !self.set_valid_i.val() & self.advance_i.val();
        self.empty_valid_o.next = self.empty.val() & (self.entry_raw_i.val() | self.set_valid_i.val());
        for b in 0..self._blocks {
            if self.joined[b].val() & !self.join_group[b].q.val().any() & !self.scale_valid_i[b].val() {
                self.stall_parameters_o.next = true;
            }
            if self.entry_joined_i[b].val() {
                self.empty_valid_o.next = self.empty.val() & self.scale_valid_i[b].val();
            }
        }

        comment!("The shown row leaves; the entry passes with its last one.");
        self.last_group.next = self.group.q.val() == self.last.val();
        self.final_row.next = self.row.q.val() == self.entry_rows_i.val();
        self.leaves.next = (self.raw.val() & self.raw_ready_i.val()) | (self.feed_o.val() & self.last_group.val());
        for b in 0..self._blocks {
            if self.joins[b].val() & self.last_join_group[b].val() {
                self.leaves.next = true;
            }
        }
        self.ends.next =
            (self.leaves.val() & self.final_row.val()) | (self.empty_valid_o.val() & self.empty_ready_i.val());
        self.entry_ready_o.next = self.ends.val();
        self.set_ready_o.next = self.ends.val() & !self.entry_raw_i.val();
        if self.leaves.val() {
            self.row.d.next = self.row.q.val() + 1;
            if self.final_row.val() {
                self.row.d.next = 0.into();
            }
        }
        if self.feed_o.val() {
            self.group.d.next = self.group.q.val() + 1;
            if self.last_group.val() {
                self.group.d.next = 0.into();
            }
        }

        for b in 0..self._blocks {
            comment!("What goes to the joiner, and what it waits for.");
            self.join_o[b].next = self.joins[b].val();
            self.join_group_o[b].next = self.join_group[b].q.val();
            self.join_row_o[b].next = self.row.q.val();
            self.join_last_row_o[b].next = self.final_row.val() & self.entry_final_i[b].val() & self.entry_last_i.val();
            self.join_end_o[b].next = self.join_last_row_o[b].val() & self.last_join_group[b].val();
            self.scale_want_o[b].next = self.entry_valid_i.val() & self.entry_joined_i[b].val();
            self.scale_last_o[b].next = self.entry_empty_i.val() | self.join_last_row_o[b].val();
            self.scale_take_o[b].next = (self.joins[b].val() & self.last_join_group[b].val())
                | (self.empty_valid_o.val() & self.empty_ready_i.val() & self.entry_joined_i[b].val());
            self.scales_ready_o[b].next = self.joins[b].val() & self.last_join_group[b].val() & self.final_row.val();
            if self.joins[b].val() {
                self.join_group[b].d.next = self.join_group[b].q.val() + 1;
                if self.last_join_group[b].val() {
                    self.join_group[b].d.next = 0.into();
                }
            }
            if self.begins[b].val() & self.entry_final_i[b].val() & !self.joined_left_i[b].val() {
                self.joining[b].d.next = self.joining[b].q.val() + 1;
            } else if self.joined_left_i[b].val() & !(self.begins[b].val() & self.entry_final_i[b].val()) {
                self.joining[b].d.next = self.joining[b].q.val() - 1;
            }
            self.begun[b].d.next = self.begins[b].val();
            for s in 1..15 {
                self.begun[s].d.next = self.begun[s - 1].q.val();
            }
            if self.begins[b].val() & !self.begun[14].q.val() {
                self.recent[b].d.next = self.recent[b].q.val() + 1;
            } else if self.begun[14].q.val() & !self.begins[b].val() {
                self.recent[b].d.next = self.recent[b].q.val() - 1;
            }
        }
        for stride in self._stride..(self._stride + 1) {
            for i in 0..self._joiners {
                self.join_keep_o[i].next = false;
                for g in 0..self._join_groups {
                    if self.join_group[0].q.val() == self.join_group_index[g].val() {
                        if g + i < 1 {
                            self.join_keep_o[i].next = true;
                        } else {
                            self.join_keep_o[i].next =
                                self.join_column_index[g * stride + i].val() <= self.entry_columns_i.val();
                        }
                    }
                }
            }
        }

        comment!("Rows come from the memories in two steps.");
        self.show_o.next = self.fetched.q.val() & (!self.shown.q.val() | self.leaves.val());
        self.read_o.next = self.waiting.q.val().any() & (!self.fetched.q.val() | self.show_o.val());
        self.credit_o.next = self.read_o.val();
        self.row_address_o.next = self.pointer.q.val();
        self.fetched.d.next = self.read_o.val() | (self.fetched.q.val() & !self.show_o.val());
        self.shown.d.next = self.show_o.val() | (self.shown.q.val() & !self.leaves.val());
        if self.read_o.val() {
            self.pointer.d.next = self.pointer.q.val() + 1;
        }
        if self.arrived_i.val() & !self.read_o.val() {
            self.waiting.d.next = self.waiting.q.val() + 1;
        } else if self.read_o.val() & !self.arrived_i.val() {
            self.waiting.d.next = self.waiting.q.val() - 1;
        }

        comment!("What goes with a group. There is a first column always.");
        self.group_o.next = self.group.q.val();
        self.last_row_o.next = self.final_row.val() & self.entry_last_i.val();
        self.feed_end_o.next = self.last_row_o.val() & self.last_group.val();
        for lanes in self._lanes..(self._lanes + 1) {
            for i in 0..self._lanes {
                self.keep_o[i].next = false;
                for g in 0..self._groups {
                    if self.group.q.val() == self.group_index[g].val() {
                        if g + i < 1 {
                            self.keep_o[i].next = true;
                        } else {
                            self.keep_o[i].next = self.column_index[g * lanes + i].val() <= self.entry_columns_i.val();
                        }
                    }
                }
            }
        }

        comment!("The worst that was wrong with the command's parameters.");
        self.error_o.next = self.worst.q.val();
        if self.entry_raw_i.val() {
            self.error_o.next = 0.into();
        } else if self.set_error_i.val() > self.worst.q.val() {
            self.error_o.next = self.set_error_i.val();
        }
        if self.ends.val() {
            if self.entry_last_i.val() {
                self.worst.d.next = 0.into();
            } else if !self.entry_raw_i.val() {
                self.worst.d.next = self.error_o.val();
            }
        }

        if !self.rst_ni.val() {
            self.waiting.d.next = 0.into();
            self.pointer.d.next = 0.into();
            self.fetched.d.next = false;
            self.shown.d.next = false;
            self.row.d.next = 0.into();
            self.group.d.next = 0.into();
            self.worst.d.next = 0.into();
            for b in 0..self._blocks {
                self.join_group[b].d.next = 0.into();
                self.joining[b].d.next = 0.into();
                self.recent[b].d.next = 0.into();
                for s in 0..15 {
                    self.begun[s].d.next = false;
                }
            }
        }
    }
}
