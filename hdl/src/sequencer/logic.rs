//! What the sequencer does in each cycle.

use super::{Sequencer, State};
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;

impl Logic for Sequencer {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);
        self.running.next = self.state.q.val() == State::Run;

        comment!("A row of weights: a swap makes room for the first row of the tile after.");
        self.row.next = self.rows.q.val();
        if self.swap.q.val() {
            self.row.next = 0.into();
        }
        self.row_ready_o.next = self.loading.q.val() && (self.swap.q.val() || !self.rows_full.q.val());
        self.row_taken.next = self.row_ready_o.val() && self.row_valid_i.val();
        self.row_completes.next = !self.swap.q.val() && self.rows_all_but_one.q.val();
        comment!("Where this is looked at, no swap shows, and a row that comes is taken.");
        self.complete.next = self.rows_full.q.val() || (self.rows_all_but_one.q.val() && self.row_valid_i.val());
        for r in 0..self._rows {
            self.load_o[r].next = self.row_taken.val() && self.row.val() == self.row_index[r].val();
        }
        self.row_last_o.next = self.row_completes.val() && self.load_last.q.val();
        if self.row_taken.val() {
            self.rows.d.next = self.row.val() + 1;
            self.rows_full.d.next = self.row_completes.val();
            self.rows_all_but_one.d.next = self.row.val() == self.all_but_two_rows.val();
        } else if self.swap.q.val() {
            self.rows.d.next = 0.into();
            self.rows_full.d.next = false;
            self.rows_all_but_one.d.next = false;
        }

        comment!("The loader's tile, and the one after it.");
        self.load_less_k.d.next = self.load_k.q.val() - self.array_rows.val();
        self.load_less_n.d.next = self.load_n.q.val() - self.array_columns.val();
        self.load_last_k.d.next = self.load_k.q.val() <= self.array_rows.val();
        self.load_last_n.d.next = self.load_n.q.val() <= self.array_columns.val();
        self.load_last.d.next =
            self.load_k.q.val() <= self.array_rows.val() && self.load_n.q.val() <= self.array_columns.val();
        if self.row_taken.val() && self.row_completes.val() {
            if self.load_last_k.q.val() {
                self.load_k.d.next = self.k.q.val();
                self.load_n.d.next = self.load_less_n.q.val();
                self.loading.d.next = !self.load_last_n.q.val();
            } else {
                self.load_k.d.next = self.load_less_k.q.val();
            }
        }

        comment!("A slot is sent, or waits for something.");
        self.wait_results.next = self.gives_result.q.val() && self.no_credit.q.val();
        self.wait_parameters.next = self.takes_set.q.val() && !self.set_waits.q.val();
        self.wait_weights.next = self.starts_tile.q.val() && !self.complete.val();
        self.wait_activations.next = self.has_row.q.val() && !self.activation_valid_i.val();
        self.sent.next = self.running.val()
            && !self.wait_results.val()
            && !self.wait_parameters.val()
            && !self.wait_weights.val()
            && !self.wait_activations.val();
        self.sent_result.next = self.sent.val() && self.gives_result.q.val();
        self.sent_set.next = self.sent.val() && self.takes_set.q.val();
        self.sent_end.next = self.sent.val() && self.last_slot.q.val() && self.last_k.q.val() && self.last_n.q.val();
        self.activation_ready_o.next = self.sent.val() && self.has_row.q.val();
        self.activation_last_o.next = self.last_row.q.val() && self.last_k.q.val() && self.last_n.q.val();

        comment!("Until the first tile's weights are complete, only a row that does not come is a stall.");
        self.filling.next = !self.filled.q.val() && !self.complete.val();
        if self.running.val() && self.complete.val() {
            self.filled.d.next = true;
        }
        if self.filling.val() {
            self.stall_weights.d.next = self.running.val() && !self.row_taken.val();
        } else {
            self.stall_weights.d.next = self.running.val()
                && self.wait_weights.val()
                && !self.wait_results.val()
                && !self.wait_parameters.val();
        }
        self.stall_results.d.next = self.running.val() && !self.filling.val() && self.wait_results.val();
        self.stall_parameters.d.next =
            self.running.val() && !self.filling.val() && self.wait_parameters.val() && !self.wait_results.val();
        self.stall_activations.d.next = self.running.val()
            && !self.filling.val()
            && self.wait_activations.val()
            && !self.wait_results.val()
            && !self.wait_parameters.val()
            && !self.wait_weights.val();

        comment!("What goes with a slot.");
        self.swap.d.next = self.sent.val() && self.starts_tile.q.val();
        self.store.d.next = self.sent.val() && self.has_row.q.val() && !self.last_k.q.val();
        self.result.d.next = self.sent_result.val();
        self.first.d.next = self.sent.val() && self.has_row.q.val() && self.first_k.q.val();
        self.partial.d.next = self.sent.val() && self.last_n.q.val();
        self.set.d.next = self.sent_set.val();
        self.final_row.d.next = self.sent.val() && self.last_row.q.val() && self.last_k.q.val() && self.last_n.q.val();
        self.end.d.next = self.sent_end.val();
        self.address.d.next = self.slot.q.val();
        self.rows_used.d.next = self.tile_rows.q.val();
        self.columns_used.d.next = self.tile_columns.q.val();
        self.swap_o.next = self.swap.q.val();
        self.store_o.next = self.store.q.val();
        self.result_o.next = self.result.q.val();
        self.first_o.next = self.first.q.val();
        self.partial_o.next = self.partial.q.val();
        self.set_o.next = self.set.q.val();
        self.final_o.next = self.final_row.q.val();
        self.end_o.next = self.end.q.val();
        self.address_o.next = self.address.q.val();
        self.rows_used_o.next = self.rows_used.q.val();
        self.columns_used_o.next = self.columns_used.q.val();
        self.stall_weights_o.next = self.stall_weights.q.val();
        self.stall_activations_o.next = self.stall_activations.q.val();
        self.stall_parameters_o.next = self.stall_parameters.q.val();
        self.stall_results_o.next = self.stall_results.q.val();
        for r in 0..self._rows {
            self.row_mask_o[r].next = self.row_mask[r].q.val();
        }
        for c in 0..self._columns {
            self.column_mask_o[c].next = self.column_mask[c].q.val();
        }

        comment!("The slot after.");
        self.ends_tile.next =
            self.third_slot.q.val() >= self.m.q.val() && self.third_slot.q.val() >= self.array_rows.val();
        if self.sent.val() {
            if self.last_slot.q.val() {
                self.slot.d.next = 0.into();
                self.second_slot.d.next = 1.into();
                self.third_slot.d.next = 2.into();
                self.has_row.d.next = true;
                self.last_row.d.next = self.m.q.val() == 1;
                self.last_slot.d.next = false;
                self.turns.d.next = false;
            } else {
                self.slot.d.next = self.second_slot.q.val();
                self.second_slot.d.next = self.third_slot.q.val();
                self.third_slot.d.next = self.third_slot.q.val() + 1;
                self.has_row.d.next = self.second_slot.q.val() < self.m.q.val();
                self.last_row.d.next = self.third_slot.q.val() == self.m.q.val();
                self.last_slot.d.next = self.ends_tile.val();
                self.turns.d.next = self.ends_tile.val() && !(self.last_k.q.val() && self.last_n.q.val());
            }
            self.starts_tile.d.next = self.last_slot.q.val();
            self.gives_result.d.next = self.second_slot.q.val() < self.m.q.val() && self.last_k.q.val();
            self.takes_set.d.next = false;
        }

        comment!("The tile after, in three steps; a command's first tile comes from the command.");
        self.less_k.d.next = self.left_k.q.val() - self.array_rows.val();
        self.less_n.d.next = self.left_n.q.val() - self.array_columns.val();
        if self.primed.q.val() {
            if self.last_k.q.val() {
                self.next_k.d.next = self.k.q.val();
                self.next_n.d.next = self.less_n.q.val();
            } else {
                self.next_k.d.next = self.less_k.q.val();
                self.next_n.d.next = self.left_n.q.val();
            }
        }
        self.next_last_k.d.next = self.next_k.q.val() <= self.array_rows.val();
        self.next_last_n.d.next = self.next_n.q.val() <= self.array_columns.val();
        self.next_rows.d.next = bit_cast::<9, 16>(self.array_rows.val());
        if self.next_k.q.val() < self.array_rows.val() {
            self.next_rows.d.next = bit_cast::<9, 16>(self.next_k.q.val());
        }
        self.next_columns.d.next = bit_cast::<9, 16>(self.array_columns.val());
        if self.next_n.q.val() < self.array_columns.val() {
            self.next_columns.d.next = bit_cast::<9, 16>(self.next_n.q.val());
        }
        for r in 0..self._rows {
            self.next_row_mask[r].d.next = self.row_index[r].val() < self.next_k.q.val();
        }
        for c in 0..self._columns {
            self.next_column_mask[c].d.next = self.column_index[c].val() < self.next_n.q.val();
        }

        comment!("The launcher goes to it; after the last tile it stays, for the results that are on their way.");
        self.priming.d.next = false;
        self.advance.next = self.priming.q.val() || (self.sent.val() && self.turns.q.val());
        if self.advance.val() {
            self.gives_result.d.next = self.next_last_k.q.val();
            self.takes_set.d.next = !self.primed.q.val() || self.last_k.q.val();
            self.primed.d.next = true;
            self.left_k.d.next = self.next_k.q.val();
            self.left_n.d.next = self.next_n.q.val();
            self.first_k.d.next = !self.primed.q.val() || self.last_k.q.val();
            self.last_k.d.next = self.next_last_k.q.val();
            self.last_n.d.next = self.next_last_n.q.val();
            self.tile_rows.d.next = self.next_rows.q.val();
            self.tile_columns.d.next = self.next_columns.q.val();
            for r in 0..self._rows {
                self.row_mask[r].d.next = self.next_row_mask[r].q.val();
            }
            for c in 0..self._columns {
                self.column_mask[c].d.next = self.next_column_mask[c].q.val();
            }
        }

        comment!("Sets of parameters that wait, results that are under way.");
        if self.set_i.val() && !self.sent_set.val() {
            self.sets.d.next = self.sets.q.val() + 1;
            self.set_waits.d.next = true;
        } else if self.sent_set.val() && !self.set_i.val() {
            self.sets.d.next = self.sets.q.val() - 1;
            self.set_waits.d.next = self.sets.q.val() != 1;
        }
        if self.sent_result.val() && !self.credit_i.val() {
            self.under_way.d.next = self.under_way.q.val() + 1;
            self.no_credit.d.next = self.under_way.q.val() == self.all_but_one_credit.val();
        } else if self.credit_i.val() && !self.sent_result.val() {
            self.under_way.d.next = self.under_way.q.val() - 1;
            self.no_credit.d.next = false;
        }

        comment!("Why the command can't be done.");
        self.refusal.next = 0.into();
        if !self.nothing.q.val() {
            if self.unknown_opcode.q.val() {
                self.refusal.next = 5.into();
            } else if self.reserved.q.val() {
                self.refusal.next = 6.into();
            } else if self.unknown_format.q.val() {
                self.refusal.next = 4.into();
            } else if self.zero.q.val() {
                self.refusal.next = 1.into();
            } else if self.k_large.q.val() {
                self.refusal.next = 2.into();
            } else if self.m_large.q.val() {
                self.refusal.next = 3.into();
            }
        }

        comment!("From command to status.");
        self.command_ready_o.next = self.state.q.val() == State::Idle;
        self.start_o.next = self.state.q.val() == State::Check;
        self.clear_flags_o.next = self.state.q.val() == State::Check && self.clear_flags.q.val();
        self.busy_o.next = self.state.q.val() == State::Check
            || self.state.q.val() == State::Run
            || self.state.q.val() == State::Drain;
        self.status_valid_o.next = self.state.q.val() == State::Status;
        self.error_o.next = self.error.q.val();
        self.tag_o.next = self.tag.q.val();
        self.int4_o.next = self.int4.q.val();
        self.raw_o.next = self.raw.q.val();
        self.double_o.next = self.double.q.val();
        match self.state.q.val() {
            State::Idle => {
                if self.command_valid_i.val() {
                    self.state.d.next = State::Check;
                    self.nothing.d.next = self.command_data_i.val().get_bits::<8>(0) == 0;
                    self.unknown_opcode.d.next = self.command_data_i.val().get_bits::<8>(0) > 1;
                    self.unknown_format.d.next = self.command_data_i.val().get_bits::<8>(8) > 1;
                    self.int4.d.next = self.command_data_i.val().get_bit(8);
                    self.clear_flags.d.next = self.command_data_i.val().get_bit(16);
                    self.raw.d.next = self.command_data_i.val().get_bit(17);
                    self.double.d.next = self.command_data_i.val().get_bit(18);
                    self.reserved.d.next = self.command_data_i.val().get_bits::<13>(19).any()
                        || self.command_data_i.val().get_bits::<16>(112).any();
                    self.m.d.next = self.command_data_i.val().get_bits::<16>(32);
                    self.m_large.d.next = self.command_data_i.val().get_bits::<16>(32) > self.accumulators.val();
                    self.k.d.next = self.command_data_i.val().get_bits::<16>(64);
                    self.k_large.d.next = self.command_data_i.val().get_bits::<16>(80).any();
                    self.zero.d.next = !self.command_data_i.val().get_bits::<16>(32).any()
                        || !self.command_data_i.val().get_bits::<16>(48).any()
                        || !self.command_data_i.val().get_bits::<32>(64).any();
                    self.tag.d.next = self.command_data_i.val().get_bits::<16>(96);
                    self.rows.d.next = 0.into();
                    self.rows_full.d.next = false;
                    self.rows_all_but_one.d.next = false;
                    self.load_k.d.next = self.command_data_i.val().get_bits::<16>(64);
                    self.load_n.d.next = self.command_data_i.val().get_bits::<16>(48);
                    self.filled.d.next = false;
                    self.slot.d.next = 0.into();
                    self.second_slot.d.next = 1.into();
                    self.third_slot.d.next = 2.into();
                    self.starts_tile.d.next = true;
                    self.has_row.d.next = true;
                    self.last_row.d.next = self.command_data_i.val().get_bits::<16>(32) == 1;
                    self.last_slot.d.next = false;
                    self.turns.d.next = false;
                    self.primed.d.next = false;
                    self.next_k.d.next = self.command_data_i.val().get_bits::<16>(64);
                    self.next_n.d.next = self.command_data_i.val().get_bits::<16>(48);
                }
            }
            State::Check => {
                self.error.d.next = self.refusal.val();
                if self.nothing.q.val() || self.refusal.val().any() {
                    self.state.d.next = State::Status;
                } else {
                    self.state.d.next = State::Run;
                    self.loading.d.next = true;
                    self.priming.d.next = true;
                }
            }
            State::Run => {
                if self.sent_end.val() {
                    self.state.d.next = State::Drain;
                }
            }
            State::Drain => {
                if self.end_i.val() {
                    self.state.d.next = State::Status;
                }
            }
            State::Status => {
                if self.status_ready_i.val() {
                    self.state.d.next = State::Idle;
                }
            }
        }

        if !self.rst_ni.val() {
            self.state.d.next = State::Idle;
            self.loading.d.next = false;
            self.priming.d.next = false;
            self.sets.d.next = 0.into();
            self.set_waits.d.next = false;
            self.under_way.d.next = 0.into();
            self.no_credit.d.next = false;
            self.swap.d.next = false;
            self.store.d.next = false;
            self.result.d.next = false;
            self.first.d.next = false;
            self.partial.d.next = false;
            self.set.d.next = false;
            self.final_row.d.next = false;
            self.end.d.next = false;
            self.address.d.next = 0.into();
            self.rows_used.d.next = 0.into();
            self.columns_used.d.next = 0.into();
            self.stall_weights.d.next = false;
            self.stall_activations.d.next = false;
            self.stall_parameters.d.next = false;
            self.stall_results.d.next = false;
        }
    }
}
