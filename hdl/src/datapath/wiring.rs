//! How the blocks of the matrix unit are wired.

use super::Datapath;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;

impl Logic for Datapath {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);
        comment!("An abort clears what is inside as a reset does; only the ends of streams go on.");
        self.clear_n.next = self.rst_ni.val() & !self.abort_i.val();

        comment!("Commands enter the queue, and their tags the statuses.");
        self.commands.clk_i.next = self.clk_i.val();
        self.commands.rst_ni.next = self.clear_n.val();
        self.statuses.clk_i.next = self.clk_i.val();
        self.statuses.rst_ni.next = self.rst_ni.val();
        self.statuses.abort_i.next = self.abort_i.val();
        self.command_ready.next =
            self.rst_ni.val() & self.commands.up.ready_o.val() & self.statuses.command_ready_o.val();
        self.s_axis_command_tready.next = self.command_ready.val();
        self.commands.up.valid_i.next = self.s_axis_command_tvalid.val() & self.command_ready.val();
        self.commands.up.data_i[0].next = self.s_axis_command_tdata.val();
        self.statuses.command_valid_i.next = self.s_axis_command_tvalid.val() & self.command_ready.val();
        self.statuses.command_tag_i.next = self.s_axis_command_tdata.val().get_bits::<16>(96);
        self.m_axis_status_tvalid.next = self.statuses.m_axis_status_tvalid.val();
        self.statuses.m_axis_status_tready.next = self.m_axis_status_tready.val();
        self.m_axis_status_tdata.next = self.statuses.m_axis_status_tdata.val();

        comment!("The tile iterator takes them apart.");
        self.tile_iterator.clk_i.next = self.clk_i.val();
        self.tile_iterator.rst_ni.next = self.clear_n.val();
        self.tile_iterator.command_valid_i.next = self.commands.down.valid_o.val();
        self.commands.down.ready_i.next = self.tile_iterator.command_ready_o.val();
        self.tile_iterator.command_data_i.next = self.commands.down.data_o[0].val();
        self.parameter_commands.clk_i.next = self.clk_i.val();
        self.parameter_commands.rst_ni.next = self.clear_n.val();
        self.parameter_commands.up.valid_i.next = self.tile_iterator.parameter_valid_o.val();
        self.tile_iterator.parameter_ready_i.next = self.parameter_commands.up.ready_o.val();
        self.parameter_commands.up.last_i.next = false;
        self.parameter_commands.up.data_i[0].next =
            bit_cast::<64, 1>(self.tile_iterator.parameter_drain_o.val().into())
                | (bit_cast::<64, 1>(self.tile_iterator.parameter_double_o.val().into()) << 1)
                | (bit_cast::<64, 16>(self.tile_iterator.parameter_n_o.val()) << 2);
        self.load_tiles.clk_i.next = self.clk_i.val();
        self.load_tiles.rst_ni.next = self.clear_n.val();
        self.load_tiles.up.valid_i.next = self.tile_iterator.load_valid_o.val();
        self.tile_iterator.load_ready_i.next = self.load_tiles.up.ready_o.val();
        self.load_tiles.up.last_i.next = false;
        self.load_tiles.up.data_i[0].next = bit_cast::<64, 1>(self.tile_iterator.load_drain_o.val().into())
            | (bit_cast::<64, 1>(self.tile_iterator.load_nibbles_o.val().into()) << 1)
            | (bit_cast::<64, 1>(self.tile_iterator.load_last_o.val().into()) << 2)
            | (bit_cast::<64, 8>(self.tile_iterator.load_rows_o.val()) << 3)
            | (bit_cast::<64, 8>(self.tile_iterator.load_columns_o.val()) << 11);
        self.launch_tiles.clk_i.next = self.clk_i.val();
        self.launch_tiles.rst_ni.next = self.clear_n.val();
        self.launch_tiles.up.valid_i.next = self.tile_iterator.launch_valid_o.val();
        self.tile_iterator.launch_ready_i.next = self.launch_tiles.up.ready_o.val();
        self.launch_tiles.up.last_i.next = false;
        self.launch_tiles.up.data_i[0].next = bit_cast::<64, 2>(self.tile_iterator.launch_kind_o.val())
            | (bit_cast::<64, 1>(self.tile_iterator.launch_asks_o.val().into()) << 2)
            | (bit_cast::<64, 4>(self.tile_iterator.launch_error_o.val()) << 3)
            | (bit_cast::<64, 1>(self.tile_iterator.launch_raw_o.val().into()) << 7)
            | (bit_cast::<64, 2>(self.tile_iterator.launch_rounding_o.val()) << 8)
            | (bit_cast::<64, 1>(self.tile_iterator.launch_first_o.val().into()) << 10)
            | (bit_cast::<64, 1>(self.tile_iterator.launch_result_o.val().into()) << 11)
            | (bit_cast::<64, 1>(self.tile_iterator.launch_last_o.val().into()) << 12)
            | (bit_cast::<64, 8>(self.tile_iterator.launch_rows_o.val()) << 13)
            | (bit_cast::<64, 8>(self.tile_iterator.launch_columns_o.val()) << 21)
            | (bit_cast::<64, 16>(self.tile_iterator.launch_slots_o.val()) << 29)
            | (bit_cast::<64, 16>(self.tile_iterator.launch_m_o.val()) << 45);

        for b in 0..self._blocks {
            comment!("What tiles of block formats need beside.");
            self.load_blocks[b].clk_i.next = self.clk_i.val();
            self.load_blocks[b].rst_ni.next = self.clear_n.val();
            self.load_blocks[b].up.valid_i.next = self.tile_iterator.load_valid_o.val();
            self.load_blocks[b].up.last_i.next = false;
            self.load_blocks[b].down.ready_i.next = self.loader.tile_ready_o.val();
            self.launch_blocks[b].clk_i.next = self.clk_i.val();
            self.launch_blocks[b].rst_ni.next = self.clear_n.val();
            self.launch_blocks[b].up.valid_i.next = self.tile_iterator.launch_valid_o.val();
            self.launch_blocks[b].up.last_i.next = false;
            self.launch_blocks[b].down.ready_i.next = self.launcher.tile_ready_o.val();
        }
        for b in 0..self._blocks {
            self.load_padding.next = self.tile_iterator.load_padding_o[b].val();
            self.load_codes.next = self.tile_iterator.load_codes_o[b].val();
            self.load_scales.next = self.tile_iterator.load_scales_o[b].val();
            self.load_blocks[b].up.data_i[0].next = bit_cast::<64, 1>(self.load_padding.val().into())
                | (bit_cast::<64, 1>(self.load_codes.val().into()) << 1)
                | (bit_cast::<64, 1>(self.load_scales.val().into()) << 2);
            self.launch_joined.next = self.tile_iterator.launch_joined_o[b].val();
            self.launch_begin.next = self.tile_iterator.launch_begin_o[b].val();
            self.launch_final.next = self.tile_iterator.launch_final_o[b].val();
            self.launch_unit.next = unsigned_cast(self.tile_iterator.launch_unit_o[b].val());
            self.launch_padding.next = self.tile_iterator.launch_padding_o[b].val();
            self.launch_codes.next = self.tile_iterator.launch_codes_o[b].val();
            self.launch_blocks[b].up.data_i[0].next = bit_cast::<64, 1>(self.launch_joined.val().into())
                | (bit_cast::<64, 1>(self.launch_begin.val().into()) << 1)
                | (bit_cast::<64, 1>(self.launch_final.val().into()) << 2)
                | (bit_cast::<64, 6>(self.launch_unit.val()) << 3)
                | (bit_cast::<64, 1>(self.launch_padding.val().into()) << 9)
                | (bit_cast::<64, 1>(self.launch_codes.val().into()) << 10);
        }

        comment!("Weights: beat by beat through the loader into the shadow registers.");
        self.weights.clk_i.next = self.clk_i.val();
        self.weights.rst_ni.next = self.rst_ni.val();
        self.weights.abort_i.next = self.abort_i.val();
        self.weights.up.valid_i.next = self.s_axis_weight_tvalid.val();
        self.s_axis_weight_tready.next = self.weights.up.ready_o.val();
        self.weights.up.last_i.next = self.s_axis_weight_tlast.val();
        self.loader.clk_i.next = self.clk_i.val();
        self.loader.rst_ni.next = self.clear_n.val();
        self.loader.tile_valid_i.next = self.load_tiles.down.valid_o.val();
        self.load_tiles.down.ready_i.next = self.loader.tile_ready_o.val();
        self.loader.tile_drain_i.next = self.load_tiles.down.data_o[0].val().get_bit(0);
        self.loader.tile_nibbles_i.next = self.load_tiles.down.data_o[0].val().get_bit(1);
        self.loader.tile_last_i.next = self.load_tiles.down.data_o[0].val().get_bit(2);
        self.loader.tile_rows_i.next = self.load_tiles.down.data_o[0].val().get_bits::<8>(3);
        self.loader.tile_columns_i.next = self.load_tiles.down.data_o[0].val().get_bits::<8>(11);
        self.loader.weight_valid_i.next = self.weights.down.valid_o.val();
        self.weights.down.ready_i.next = self.loader.weight_ready_o.val();
        self.loader.weight_last_i.next = self.weights.down.last_o.val();
        self.loader.take_i.next = self.launcher.take_o.val();
        self.weight_lanes.clk_i.next = self.clk_i.val();
        self.weight_lanes.rst_ni.next = self.clear_n.val();
        self.weight_lanes.nibbles_i.next = self.loader.nibbles_o.val();
        for c in 0..self._columns {
            self.weights.up.data_i[c].next = self.s_axis_weight_tdata[c].val();
            self.loader.weight_i[c].next = self.weights.down.data_o[c].val();
            self.weight_lanes.weight_i[c].next = signed_cast(self.loader.weight_o[c].val());
            self.array.lower_i[c].next = self.weight_lanes.lower_o[c].val();
            self.array.upper_i[c].next = self.weight_lanes.upper_o[c].val();
        }
        for b in 0..self._blocks {
            self.loader.tile_padding_i[b].next = self.load_blocks[b].down.data_o[0].val().get_bit(0);
            self.loader.tile_codes_i[b].next = self.load_blocks[b].down.data_o[0].val().get_bit(1);
            self.loader.tile_scales_i[b].next = self.load_blocks[b].down.data_o[0].val().get_bit(2);
            self.weight_lanes.codes_i[b].next = self.loader.codes_o[b].val();
            self.column_scales[b].clk_i.next = self.clk_i.val();
            self.column_scales[b].rst_ni.next = self.clear_n.val();
            self.column_scales[b].up.valid_i.next = self.loader.scale_o[b].val();
            self.loader.scale_ready_i[b].next = self.column_scales[b].up.ready_o.val();
            self.column_scales[b].down.ready_i.next = self.collector.scales_ready_o[b].val();
            for c in 0..self._columns {
                self.column_scales[b].up.data_i[c].next = self.loader.weight_o[c].val();
                self.joiner[b].column_scale_i[c].next = self.column_scales[b].down.data_o[c].val();
            }
        }
        comment!("The second row of a pair is loaded when its nibbles have passed their delay.");
        for j in 0..self._pairs {
            self.pair_load[j].d.next = self.loader.load_pair_o[j].val();
        }
        for pairs in self._pairs..self._pairs_end {
            for j in self._pairs..self._pair_loads {
                self.pair_load[j].d.next = self.pair_load[j - pairs].q.val();
            }
        }
        if !self.clear_n.val() {
            for j in 0..self._pair_loads {
                self.pair_load[j].d.next = false;
            }
        }
        for r in 0..self._rows {
            self.load[r].d.next = self.loader.load_o[r].val();
        }
        for r in 0..self._half {
            self.array.load_i[r].next = self.load[r].q.val();
        }
        for half in self._half..self._half_end {
            for pairs in self._pairs..self._pairs_end {
                for j in 0..self._pairs {
                    self.array.load_i[j + half].next =
                        self.load[j + half].q.val() | self.pair_load[j + half * pairs].q.val();
                }
            }
        }

        comment!("Activations: rows that do not exist become zero. The swap goes down beside them.");
        self.activations.clk_i.next = self.clk_i.val();
        self.activations.rst_ni.next = self.rst_ni.val();
        self.activations.abort_i.next = self.abort_i.val();
        self.activations.up.valid_i.next = self.s_axis_activation_tvalid.val();
        self.s_axis_activation_tready.next = self.activations.up.ready_o.val();
        self.activations.up.last_i.next = self.s_axis_activation_tlast.val();
        self.launcher.clk_i.next = self.clk_i.val();
        self.launcher.rst_ni.next = self.clear_n.val();
        self.launcher.tile_valid_i.next = self.launch_tiles.down.valid_o.val();
        self.launch_tiles.down.ready_i.next = self.launcher.tile_ready_o.val();
        self.launcher.tile_kind_i.next = self.launch_tiles.down.data_o[0].val().get_bits::<2>(0);
        self.launcher.tile_asks_i.next = self.launch_tiles.down.data_o[0].val().get_bit(2);
        self.launcher.tile_error_i.next = self.launch_tiles.down.data_o[0].val().get_bits::<4>(3);
        self.launcher.tile_raw_i.next = self.launch_tiles.down.data_o[0].val().get_bit(7);
        self.launcher.tile_rounding_i.next = self.launch_tiles.down.data_o[0].val().get_bits::<2>(8);
        self.launcher.tile_first_i.next = self.launch_tiles.down.data_o[0].val().get_bit(10);
        self.launcher.tile_result_i.next = self.launch_tiles.down.data_o[0].val().get_bit(11);
        self.launcher.tile_last_i.next = self.launch_tiles.down.data_o[0].val().get_bit(12);
        self.launcher.tile_rows_i.next = self.launch_tiles.down.data_o[0].val().get_bits::<8>(13);
        self.launcher.tile_columns_i.next = self.launch_tiles.down.data_o[0].val().get_bits::<8>(21);
        self.launcher.tile_slots_i.next = self.launch_tiles.down.data_o[0].val().get_bits::<16>(29);
        self.launcher.tile_m_i.next = self.launch_tiles.down.data_o[0].val().get_bits::<16>(45);
        self.launcher.complete_i.next = self.loader.complete_o.val();
        self.launcher.load_error_i.next = self.loader.error_o.val();
        self.launcher.loading_i.next = self.loader.loading_o.val();
        self.launcher.weight_over_i.next = self.loader.over_o.val();
        self.launcher.activation_valid_i.next = self.activations.down.valid_o.val();
        self.activations.down.ready_i.next = self.launcher.activation_ready_o.val();
        self.launcher.activation_last_i.next = self.activations.down.last_o.val();
        self.launcher.credit_i.next = self.collector.credit_o.val();
        self.activation_skew.clk_i.next = self.clk_i.val();
        for r in 0..self._rows {
            self.activations.up.data_i[r].next = self.s_axis_activation_tdata[r].val();
            self.activation[r].d.next = 0.into();
            if self.launcher.row_mask_o[r].val() {
                self.activation[r].d.next = self.activations.down.data_o[r].val();
            }
            for b in 0..self._blocks {
                self.activation_e2m1[r].code_i.next = self.activations.down.data_o[r].val().get_bits::<4>(0);
                if self.launcher.row_mask_o[r].val() & self.codes[b].val() {
                    self.activation[r].d.next = unsigned_cast(self.activation_e2m1[r].number_o.val());
                }
                if self.padding[b].val() {
                    self.activation[r].d.next = 0.into();
                }
            }
            self.activation_skew.data_i[r].next = self.activation[r].q.val();
            self.array.activation_i[r].next = signed_cast(self.activation_skew.data_o[r].val());
            self.array.swap_i[r].next = self.swap[r].q.val();
        }
        for b in 0..self._blocks {
            self.padding[b].next = self.launch_blocks[b].down.data_o[0].val().get_bit(9);
            self.codes[b].next = self.launch_blocks[b].down.data_o[0].val().get_bit(10);
        }
        self.swap[0].d.next = self.launcher.swap_o.val();
        for r in 1..self._rows {
            self.swap[r].d.next = self.swap[r - 1].q.val();
        }

        comment!("Tokens: beside the row until the first column's sum arrives.");
        self.tokens.clk_i.next = self.clk_i.val();
        self.tokens.rst_ni.next = self.clear_n.val();
        self.tokens.token_i.next = bit_cast::<64, 1>(self.launcher.row_o.val().into())
            | (bit_cast::<64, 1>(self.launcher.first_o.val().into()) << 1)
            | (bit_cast::<64, 1>(self.launcher.result_o.val().into()) << 2);
        self.address.clk_i.next = self.clk_i.val();
        self.address.data_i.next = self.launcher.address_o.val();
        self.wait_address.clk_i.next = self.clk_i.val();
        self.wait_address.data_i.next = self.launcher.wait_address_o.val();

        comment!("Sums, column after column, into the accumulators and on to the rows that wait.");
        self.array.clk_i.next = self.clk_i.val();
        self.back_half.clk_i.next = self.clk_i.val();
        self.back_half.rst_ni.next = self.clear_n.val();
        self.back_half.row_i.next = self.tokens.token_o.val().get_bit(0);
        self.back_half.first_i.next = self.tokens.token_o.val().get_bit(1);
        self.back_half.result_i.next = self.tokens.token_o.val().get_bit(2);
        self.back_half.address_i.next = self.address.data_o.val();
        self.back_half.wait_address_i.next = self.wait_address.data_o.val();
        self.back_half.read_i.next = self.collector.read_o.val();
        self.back_half.row_address_i.next = self.collector.row_address_o.val();
        self.back_half.show_i.next = self.collector.show_o.val();

        comment!("What is to become of them waits in the order of their launch.");
        self.entries.clk_i.next = self.clk_i.val();
        self.entries.rst_ni.next = self.clear_n.val();
        self.entries.up.valid_i.next = self.launcher.entry_valid_o.val();
        self.launcher.entry_ready_i.next = self.entries.up.ready_o.val();
        self.entries.up.data_i[0].next = bit_cast::<64, 1>(self.launcher.entry_empty_o.val().into())
            | (bit_cast::<64, 1>(self.launcher.entry_raw_o.val().into()) << 1)
            | (bit_cast::<64, 1>(self.launcher.entry_last_o.val().into()) << 2)
            | (bit_cast::<64, 2>(self.launcher.entry_rounding_o.val()) << 3)
            | (bit_cast::<64, 8>(self.launcher.entry_columns_o.val()) << 5)
            | (bit_cast::<64, 16>(self.launcher.entry_rows_o.val()) << 13);
        for b in 0..self._blocks {
            self.entry_blocks[b].clk_i.next = self.clk_i.val();
            self.entry_blocks[b].rst_ni.next = self.clear_n.val();
            self.entry_blocks[b].up.valid_i.next = self.launcher.entry_valid_o.val();
            self.entry_blocks[b].up.data_i[0].next = self.launch_blocks[b].down.data_o[0].val();
            self.entry_blocks[b].down.ready_i.next = self.collector.entry_ready_o.val();
        }
        self.verdicts.clk_i.next = self.clk_i.val();
        self.verdicts.rst_ni.next = self.clear_n.val();
        self.verdicts.up.valid_i.next = self.launcher.verdict_valid_o.val();
        self.verdicts.up.data_i[0].next = bit_cast::<64, 1>(self.launcher.verdict_asks_o.val().into())
            | (bit_cast::<64, 4>(self.launcher.verdict_error_o.val()) << 1);
        self.verdicts.down.ready_i.next = self.packer.end_o.val();

        comment!("Collector: rows leave as they are, or group by group into the convert lanes.");
        self.collector.clk_i.next = self.clk_i.val();
        self.collector.rst_ni.next = self.clear_n.val();
        self.collector.entry_valid_i.next = self.entries.down.valid_o.val();
        self.entries.down.ready_i.next = self.collector.entry_ready_o.val();
        self.collector.entry_empty_i.next = self.entries.down.data_o[0].val().get_bit(0);
        self.collector.entry_raw_i.next = self.entries.down.data_o[0].val().get_bit(1);
        self.collector.entry_last_i.next = self.entries.down.data_o[0].val().get_bit(2);
        self.collector.entry_columns_i.next = self.entries.down.data_o[0].val().get_bits::<8>(5);
        self.collector.entry_rows_i.next = self.entries.down.data_o[0].val().get_bits::<16>(13);
        self.collector.arrived_i.next = self.back_half.arrived_o.val();
        self.collector.set_valid_i.next = self.parameter_sets.set_valid_o.val();
        self.collector.set_error_i.next = self.parameter_sets.set_error_o.val();
        self.collector.advance_i.next = self.packer.advance_o.val();
        self.collector.raw_ready_i.next = self.packer.raw_ready_o.val();
        self.collector.empty_ready_i.next = self.packer.empty_ready_o.val();

        for b in 0..self._blocks {
            comment!("Row scales, and the joiner.");
            self.row_scale_input[b].clk_i.next = self.clk_i.val();
            self.row_scale_input[b].rst_ni.next = self.rst_ni.val();
            self.row_scale_input[b].abort_i.next = self.abort_i.val();
            self.row_scale_input[b].up.valid_i.next = self.s_axis_scale_tvalid[b].val();
            self.s_axis_scale_tready[b].next = self.row_scale_input[b].up.ready_o.val();
            self.row_scale_input[b].up.data_i[0].next = self.s_axis_scale_tdata[b].val();
            self.row_scale_input[b].up.last_i.next = self.s_axis_scale_tlast[b].val();
            self.row_scales[b].clk_i.next = self.clk_i.val();
            self.row_scales[b].rst_ni.next = self.clear_n.val();
            self.row_scales[b].want_i.next = self.collector.scale_want_o[b].val();
            self.row_scales[b].last_i.next = self.collector.scale_last_o[b].val();
            self.row_scales[b].drain_i.next = self.entries.down.data_o[0].val().get_bit(0);
            self.row_scales[b].take_i.next = self.collector.scale_take_o[b].val();
            self.row_scales[b].up_valid_i.next = self.row_scale_input[b].down.valid_o.val();
            self.row_scale_input[b].down.ready_i.next = self.row_scales[b].up_ready_o.val();
            self.row_scales[b].up_data_i.next = self.row_scale_input[b].down.data_o[0].val();
            self.row_scales[b].up_last_i.next = self.row_scale_input[b].down.last_o.val();
            self.collector.entry_joined_i[b].next = self.entry_blocks[b].down.data_o[0].val().get_bit(0);
            self.collector.entry_begin_i[b].next = self.entry_blocks[b].down.data_o[0].val().get_bit(1);
            self.collector.entry_final_i[b].next = self.entry_blocks[b].down.data_o[0].val().get_bit(2);
            self.collector.scale_valid_i[b].next = self.row_scales[b].scale_valid_o.val();
            self.collector.joined_left_i[b].next = self.packer.joined_left_o[b].val();
            self.joiner[b].clk_i.next = self.clk_i.val();
            self.joiner[b].rst_ni.next = self.clear_n.val();
            self.joiner[b].feed_i.next = self.collector.join_o[b].val();
            self.joiner[b].group_i.next = self.collector.join_group_o[b].val();
            self.joiner[b].row_scale_i.next = self.row_scales[b].scale_o.val();
            self.joiner[b].unit_i.next = signed_cast(self.entry_blocks[b].down.data_o[0].val().get_bits::<6>(3));
            self.joiner[b].begin_i.next = self.entry_blocks[b].down.data_o[0].val().get_bit(1);
            self.joiner[b].final_i.next = self.entry_blocks[b].down.data_o[0].val().get_bit(2);
            self.joiner[b].address_i.next = self.collector.join_row_o[b].val();
            self.joiner[b].last_row_i.next = self.collector.join_last_row_o[b].val();
            self.joiner[b].end_i.next = self.collector.join_end_o[b].val();
            self.joiner[b].error_i.next = self.row_scales[b].error_o.val();
            for c in 0..self._columns {
                self.joiner[b].row_i[c].next = self.back_half.row_o[c].val();
            }
            self.joined_results[b].clk_i.next = self.clk_i.val();
            self.joined_results[b].rst_ni.next = self.clear_n.val();
            self.joined_results[b].up.valid_i.next = self.joiner[b].valid_o.val();
            self.joined_results[b].down.ready_i.next = self.packer.joined_ready_o[b].val();
            self.joined_keeps[b].clk_i.next = self.clk_i.val();
            self.joined_keeps[b].rst_ni.next = self.clear_n.val();
            self.joined_keeps[b].up.valid_i.next = self.joiner[b].valid_o.val();
            self.joined_keeps[b].down.ready_i.next = self.packer.joined_ready_o[b].val();
            self.joined_marks[b].clk_i.next = self.clk_i.val();
            self.joined_marks[b].rst_ni.next = self.clear_n.val();
            self.joined_marks[b].up.valid_i.next = self.joiner[b].valid_o.val();
            self.joined_marks[b].down.ready_i.next = self.packer.joined_ready_o[b].val();
            for q in 0..self._joiners {
                self.joiner[b].keep_i[q].next = self.collector.join_keep_o[q].val();
                self.joined_results[b].up.data_i[q].next = self.joiner[b].result_o[q].val();
                self.packer.joined_i[q].next = self.joined_results[b].down.data_o[q].val();
                self.joined_keeps[b].up.data_i[q].next = self.joiner[b].keep_o[q].val().into();
                self.packer.joined_keep_i[q].next = self.joined_keeps[b].down.data_o[q].val().any();
            }
            self.packer.joined_valid_i[b].next = self.joined_results[b].down.valid_o.val();
            self.packer.joined_last_row_i[b].next = self.joined_marks[b].down.data_o[0].val().get_bit(0);
            self.packer.joined_end_i[b].next = self.joined_marks[b].down.data_o[0].val().get_bit(1);
            self.packer.joined_error_i[b].next = self.joined_marks[b].down.data_o[0].val().get_bits::<2>(2);
            self.packer.joined_overflow_i[b].next = self.joined_marks[b].down.data_o[0].val().get_bit(4);
            self.packer.joined_nan_i[b].next = self.joined_marks[b].down.data_o[0].val().get_bit(5);
            self.statuses.end_joined_i[b].next = self.packer.end_joined_o[b].val();
            self.statuses.end_overflow_i[b].next = self.packer.end_overflow_o[b].val();
            self.statuses.end_nan_i[b].next = self.packer.end_nan_o[b].val();
        }
        for b in 0..self._blocks {
            self.joined_last_row.next = self.joiner[b].last_row_o.val();
            self.joined_end.next = self.joiner[b].end_o.val();
            self.joined_error.next = self.joiner[b].error_o.val();
            self.joined_overflow.next = self.joiner[b].overflow_o.val();
            self.joined_nan.next = self.joiner[b].nan_o.val();
            self.joined_marks[b].up.data_i[0].next = bit_cast::<8, 1>(self.joined_last_row.val().into())
                | (bit_cast::<8, 1>(self.joined_end.val().into()) << 1)
                | (bit_cast::<8, 2>(self.joined_error.val()) << 2)
                | (bit_cast::<8, 1>(self.joined_overflow.val().into()) << 4)
                | (bit_cast::<8, 1>(self.joined_nan.val().into()) << 5);
            self.scale_waits.next = self.row_scale_input[b].down.valid_o.val();
            self.scale_mid.next = self.row_scale_input[b].mid_o.val();
            self.statuses.scale_diagnosis_i[b].next =
                bit_cast::<2, 1>(self.scale_waits.val().into()) | (bit_cast::<2, 1>(self.scale_mid.val().into()) << 1);
        }

        comment!("Parameters.");
        self.parameters.clk_i.next = self.clk_i.val();
        self.parameters.rst_ni.next = self.rst_ni.val();
        self.parameters.abort_i.next = self.abort_i.val();
        self.parameters.up.valid_i.next = self.s_axis_parameter_tvalid.val();
        self.s_axis_parameter_tready.next = self.parameters.up.ready_o.val();
        self.parameters.up.last_i.next = self.s_axis_parameter_tlast.val();
        self.parameter_sets.clk_i.next = self.clk_i.val();
        self.parameter_sets.rst_ni.next = self.clear_n.val();
        self.parameter_sets.command_valid_i.next = self.parameter_commands.down.valid_o.val();
        self.parameter_commands.down.ready_i.next = self.parameter_sets.command_ready_o.val();
        self.parameter_sets.command_drain_i.next = self.parameter_commands.down.data_o[0].val().get_bit(0);
        self.parameter_sets.command_double_i.next = self.parameter_commands.down.data_o[0].val().get_bit(1);
        self.parameter_sets.command_n_i.next = self.parameter_commands.down.data_o[0].val().get_bits::<16>(2);
        self.parameter_sets.parameter_valid_i.next = self.parameters.down.valid_o.val();
        self.parameters.down.ready_i.next = self.parameter_sets.parameter_ready_o.val();
        self.parameter_sets.parameter_last_i.next = self.parameters.down.last_o.val();
        for i in 0..4 {
            self.parameters.up.data_i[i].next = self.s_axis_parameter_tdata[i].val();
            self.parameter_sets.parameter_data_i[i].next = self.parameters.down.data_o[i].val();
        }
        self.parameter_sets.set_ready_i.next = self.collector.set_ready_o.val();
        self.parameter_sets.enable_i.next = self.packer.advance_o.val();
        self.parameter_sets.group_i.next = self.collector.group_o.val();

        comment!("Convert lanes.");
        self.converter.clk_i.next = self.clk_i.val();
        self.converter.rst_ni.next = self.clear_n.val();
        self.converter.enable_i.next = self.packer.advance_o.val();
        self.converter.feed_i.next = self.collector.feed_o.val();
        self.converter.group_i.next = self.collector.group_o.val();
        self.converter.end_i.next = self.collector.feed_end_o.val();
        self.converter.last_row_i.next = self.collector.last_row_o.val();
        self.converter.error_i.next = self.collector.error_o.val();
        self.converter.rounding_i.next = self.entries.down.data_o[0].val().get_bits::<2>(3);
        for q in 0..self._lanes {
            self.converter.keep_i[q].next = self.collector.keep_o[q].val();
            self.converter.bias_i[q].next = self.parameter_sets.bias_o[q].val();
            self.converter.multiplier_i[q].next = self.parameter_sets.multiplier_o[q].val();
            self.converter.shift_i[q].next = self.parameter_sets.shift_o[q].val();
            self.converter.zero_point_i[q].next = self.parameter_sets.zero_point_o[q].val();
            self.converter.low_i[q].next = self.parameter_sets.low_o[q].val();
            self.converter.high_i[q].next = self.parameter_sets.high_o[q].val();
            self.packer.group_i[q].next = self.converter.result_o[q].val();
            self.packer.group_keep_i[q].next = self.converter.keep_o[q].val();
        }

        comment!("Packer: beats of results, and the ends of commands.");
        self.packer.clk_i.next = self.clk_i.val();
        self.packer.rst_ni.next = self.rst_ni.val();
        self.packer.abort_i.next = self.abort_i.val();
        self.packer.converter_idle_i.next = self.converter.idle_o.val();
        self.packer.group_valid_i.next = self.converter.valid_o.val();
        self.packer.group_end_i.next = self.converter.end_o.val();
        self.packer.group_last_row_i.next = self.converter.last_row_o.val();
        self.packer.group_error_i.next = self.converter.error_o.val();
        self.packer.group_saturated_i.next = self.converter.saturated_o.val();
        self.packer.raw_valid_i.next = self.collector.raw_valid_o.val();
        self.packer.raw_last_i.next = self.collector.last_row_o.val();
        self.packer.raw_columns_i.next = self.entries.down.data_o[0].val().get_bits::<8>(5);
        self.packer.empty_valid_i.next = self.collector.empty_valid_o.val();
        self.packer.empty_error_i.next = self.collector.error_o.val();
        self.packer.end_ready_i.next = self.statuses.end_ready_o.val() & self.verdicts.down.valid_o.val();
        self.m_axis_result_tvalid.next = self.packer.m_axis_result_tvalid.val();
        self.packer.m_axis_result_tready.next = self.m_axis_result_tready.val();
        self.m_axis_result_tlast.next = self.packer.m_axis_result_tlast.val();
        for c in 0..self._columns {
            self.back_half.sum_i[c].next = self.array.sum_o[c].val();
            self.converter.row_i[c].next = self.back_half.row_o[c].val();
            self.packer.raw_i[4 * c].next = self.back_half.row_o[c].val().get_bits::<8>(0);
            self.packer.raw_i[4 * c + 1].next = self.back_half.row_o[c].val().get_bits::<8>(8);
            self.packer.raw_i[4 * c + 2].next = self.back_half.row_o[c].val().get_bits::<8>(16);
            self.packer.raw_i[4 * c + 3].next = self.back_half.row_o[c].val().get_bits::<8>(24);
        }
        for b in 0..self._bytes {
            self.m_axis_result_tdata[b].next = self.packer.m_axis_result_tdata[b].val();
            self.m_axis_result_tkeep[b].next = self.packer.m_axis_result_tkeep[b].val();
        }

        comment!("A status for every command that ends.");
        self.statuses.end_i.next = self.packer.end_o.val();
        self.statuses.end_asks_i.next = self.verdicts.down.data_o[0].val().get_bit(0);
        self.statuses.end_error_i.next = self.verdicts.down.data_o[0].val().get_bits::<4>(1);
        self.statuses.end_parameter_error_i.next = self.packer.end_error_o.val();
        self.statuses.end_saturated_i.next = self.packer.end_saturated_o.val();
        self.stall_parameters.d.next = self.collector.stall_parameters_o.val() & self.clear_n.val();
        self.statuses.stall_weights_i.next = self.launcher.stall_weights_o.val();
        self.statuses.stall_activations_i.next = self.launcher.stall_activations_o.val();
        self.statuses.stall_parameters_i.next = self.stall_parameters.q.val();
        self.statuses.stall_results_i.next = self.launcher.stall_results_o.val();
        self.diagnosis.next = bit_cast::<8, 1>(self.weights.down.valid_o.val().into())
            | (bit_cast::<8, 1>(self.activations.down.valid_o.val().into()) << 1)
            | (bit_cast::<8, 1>(self.parameters.down.valid_o.val().into()) << 2)
            | (bit_cast::<8, 1>(self.packer.m_axis_result_tvalid.val().into()) << 3)
            | (bit_cast::<8, 1>(self.weights.mid_o.val().into()) << 4)
            | (bit_cast::<8, 1>(self.activations.mid_o.val().into()) << 5)
            | (bit_cast::<8, 1>(self.parameters.mid_o.val().into()) << 6)
            | (bit_cast::<8, 1>(self.packer.open_o.val().into()) << 7);
        self.statuses.diagnosis_i.next = self.diagnosis.val();
    }
}
