//! How the blocks of the vector unit are wired.

use super::Vector;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;

impl Logic for Vector {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);
        comment!("An abort clears what is inside as a reset does; only the ends of streams go on.");
        self.clear_n.next = self.rst_ni.val() && !self.abort_i.val();

        comment!("# Commands enter the queue, and their tags the statuses.");
        self.commands.clk_i.next = self.clk_i.val();
        self.commands.rst_ni.next = self.clear_n.val();
        self.statuses.clk_i.next = self.clk_i.val();
        self.statuses.rst_ni.next = self.rst_ni.val();
        self.statuses.abort_i.next = self.abort_i.val();
        self.command_ready.next =
            self.rst_ni.val() && self.commands.up.ready_o.val() && self.statuses.command_ready_o.val();
        self.s_axis_command_tready.next = self.command_ready.val();
        self.commands.up.valid_i.next = self.s_axis_command_tvalid.val() && self.command_ready.val();
        self.commands.up.data_i[0].next = self.s_axis_command_tdata.val();
        self.statuses.command_valid_i.next = self.s_axis_command_tvalid.val() && self.command_ready.val();
        self.statuses.command_tag_i.next = self.s_axis_command_tdata.val().get_bits::<16>(self.tag_at.val().index());
        self.m_axis_status_tvalid.next = self.statuses.m_axis_status_tvalid.val();
        self.statuses.m_axis_status_tready.next = self.m_axis_status_tready.val();
        self.m_axis_status_tdata.next = self.statuses.m_axis_status_tdata.val();

        comment!("# The checker makes passes of them.");
        self.pass_checker.clk_i.next = self.clk_i.val();
        self.pass_checker.rst_ni.next = self.clear_n.val();
        self.pass_checker.command_valid_i.next = self.commands.down.valid_o.val();
        self.commands.down.ready_i.next = self.pass_checker.command_ready_o.val();
        self.pass_checker.command_data_i.next = self.commands.down.data_o[0].val();
        self.passes.clk_i.next = self.clk_i.val();
        self.passes.rst_ni.next = self.clear_n.val();
        self.passes.up.valid_i.next = self.pass_checker.pass_valid_o.val();
        self.pass_checker.pass_ready_i.next = self.passes.up.ready_o.val();
        self.passes.up.last_i.next = false;
        self.passes.up.data_i[0].next = bit_cast::<256, 1>(self.pass_checker.pass_empty_o.val().into())
            | (bit_cast::<256, 1>(self.pass_checker.pass_asks_o.val().into()) << 1)
            | (bit_cast::<256, 4>(self.pass_checker.pass_error_o.val()) << 2)
            | (bit_cast::<256, 1>(self.pass_checker.pass_x_o.val().into()) << 6)
            | (bit_cast::<256, 1>(self.pass_checker.pass_z_o.val().into()) << 7)
            | (bit_cast::<256, 1>(self.pass_checker.pass_angles_o.val().into()) << 8)
            | (bit_cast::<256, 2>(self.pass_checker.pass_first_o.val()) << 9)
            | (bit_cast::<256, 3>(self.pass_checker.pass_second_o.val()) << 11)
            | (bit_cast::<256, 1>(self.pass_checker.pass_broadcast_o.val().into()) << 14)
            | (bit_cast::<256, 2>(self.pass_checker.pass_operation_o.val()) << 15)
            | (bit_cast::<256, 3>(self.pass_checker.pass_function_o.val()) << 17)
            | (bit_cast::<256, 1>(self.pass_checker.pass_guard_o.val().into()) << 20)
            | (bit_cast::<256, 3>(self.pass_checker.pass_reduction_o.val()) << 21)
            | (bit_cast::<256, 1>(self.pass_checker.pass_keep_o.val().into()) << 24)
            | (bit_cast::<256, 3>(self.pass_checker.pass_take_o.val()) << 25)
            | (bit_cast::<256, 3>(self.pass_checker.pass_register_o.val()) << 28)
            | (bit_cast::<256, 2>(self.pass_checker.pass_store_o.val()) << 31)
            | (bit_cast::<256, 4>(self.pass_checker.pass_x_format_o.val()) << 33)
            | (bit_cast::<256, 4>(self.pass_checker.pass_z_format_o.val()) << 37)
            | (bit_cast::<256, 4>(self.pass_checker.pass_out_format_o.val()) << 41)
            | (bit_cast::<256, 1>(self.pass_checker.pass_ceil_o.val().into()) << 45)
            | (bit_cast::<256, 10>(self.pass_checker.pass_m_o.val()) << 46)
            | (bit_cast::<256, 20>(self.pass_checker.pass_vectors_o.val()) << 56)
            | (bit_cast::<256, 21>(self.pass_checker.pass_n_o.val()) << 76)
            | (bit_cast::<256, 16>(self.pass_checker.pass_x_base_o.val()) << 97)
            | (bit_cast::<256, 16>(self.pass_checker.pass_z_base_o.val()) << 113)
            | (bit_cast::<256, 16>(self.pass_checker.pass_store_base_o.val()) << 129)
            | (bit_cast::<256, 32>(self.pass_checker.pass_immediate_o.val()) << 145)
            | (bit_cast::<256, 20>(self.pass_checker.pass_position_o.val()) << 177)
            | (bit_cast::<256, 8>(self.pass_checker.pass_shared_o.val()) << 197)
            | (bit_cast::<256, 1>(self.pass_checker.pass_causal_o.val().into()) << 205)
            | (bit_cast::<256, 1>(self.pass_checker.pass_windowed_o.val().into()) << 206)
            | (bit_cast::<256, 1>(self.pass_checker.pass_limited_o.val().into()) << 207)
            | (bit_cast::<256, 20>(self.pass_checker.pass_window_o.val()) << 208)
            | (bit_cast::<256, 21>(self.pass_checker.pass_length_o.val()) << 228)
            | (bit_cast::<256, 5>(self.pass_checker.pass_levels_o.val()) << 249)
            | (bit_cast::<256, 1>(self.pass_checker.pass_plus_o.val().into()) << 254);
        self.passes.down.ready_i.next = self.issuer.pass_ready_o.val();
        self.pass.next = self.passes.down.data_o[0].val();
        self.empty.next = self.pass.val().get_bit(0);
        self.angled.next = self.pass.val().get_bit(8) && !self.empty.val();

        comment!("# Operands: the packets of x and z, and the angles that are made of them.");
        self.x_input.clk_i.next = self.clk_i.val();
        self.x_input.rst_ni.next = self.rst_ni.val();
        self.x_input.abort_i.next = self.abort_i.val();
        self.x_input.up.valid_i.next = self.s_axis_x_tvalid.val();
        self.s_axis_x_tready.next = self.x_input.up.ready_o.val();
        self.x_input.up.last_i.next = self.s_axis_x_tlast.val();
        self.x_packet.clk_i.next = self.clk_i.val();
        self.x_packet.rst_ni.next = self.clear_n.val();
        self.x_packet.want_i.next = self.issuer.x_want_o.val();
        self.x_packet.last_i.next = self.issuer.last_o.val();
        self.x_packet.drain_i.next = self.empty.val();
        self.x_packet.take_i.next = self.issuer.x_take_o.val();
        self.x_packet.up_valid_i.next = self.x_input.down.valid_o.val();
        self.x_packet.up_last_i.next = self.x_input.down.last_o.val();
        self.x_input.down.ready_i.next = self.x_packet.up_ready_o.val();
        self.z_input.clk_i.next = self.clk_i.val();
        self.z_input.rst_ni.next = self.rst_ni.val();
        self.z_input.abort_i.next = self.abort_i.val();
        self.z_input.up.valid_i.next = self.s_axis_z_tvalid.val();
        self.s_axis_z_tready.next = self.z_input.up.ready_o.val();
        self.z_input.up.last_i.next = self.s_axis_z_tlast.val();
        self.z_packet.clk_i.next = self.clk_i.val();
        self.z_packet.rst_ni.next = self.clear_n.val();
        self.z_packet.want_i.next = self.issuer.z_want_o.val();
        self.z_packet.last_i.next = self.issuer.last_o.val();
        self.z_packet.drain_i.next = self.empty.val();
        self.z_packet.take_i.next = self.issuer.z_take_o.val();
        self.z_packet.up_valid_i.next = self.z_input.down.valid_o.val();
        self.z_packet.up_last_i.next = self.z_input.down.last_o.val();
        self.z_input.down.ready_i.next = self.z_packet.up_ready_o.val();
        self.angles.clk_i.next = self.clk_i.val();
        self.angles.rst_ni.next = self.clear_n.val();
        self.angles.want_i.next = self.issuer.x_want_o.val()
            && self.angled.val()
            && self.x_packet.valid_o.val()
            && self.z_packet.valid_o.val();
        self.angles.take_i.next = self.issuer.x_take_o.val() && self.angled.val();
        self.angles.cosine_i.next = self.pass.val().get_bits::<4>(33) == self.cosine.val();
        self.angles.position_i.next = self.issuer.position_o.val();
        self.issuer.x_valid_i.next = self.x_packet.valid_o.val();
        if self.angled.val() {
            self.issuer.x_valid_i.next = self.angles.valid_o.val();
        }
        self.issuer.x_error_i.next = self.x_packet.error_o.val();
        self.issuer.z_valid_i.next = self.z_packet.valid_o.val();
        self.issuer.z_error_i.next = self.z_packet.error_o.val();

        comment!("# t: the issuer sends a vector.");
        self.issuer.clk_i.next = self.clk_i.val();
        self.issuer.rst_ni.next = self.clear_n.val();
        self.issuer.pass_valid_i.next = self.passes.down.valid_o.val();
        self.issuer.pass_empty_i.next = self.empty.val();
        self.issuer.pass_error_i.next = self.pass.val().get_bits::<4>(2);
        self.issuer.pass_x_i.next = self.pass.val().get_bit(6);
        self.issuer.pass_z_i.next = self.pass.val().get_bit(7);
        self.issuer.pass_first_i.next = self.pass.val().get_bits::<2>(9);
        self.issuer.pass_second_i.next = self.pass.val().get_bits::<3>(11);
        self.issuer.pass_broadcast_i.next = self.pass.val().get_bit(14);
        self.issuer.pass_reduction_i.next = self.pass.val().get_bits::<3>(21);
        self.issuer.pass_keep_i.next = self.pass.val().get_bit(24);
        self.issuer.pass_take_i.next = self.pass.val().get_bits::<3>(25);
        self.issuer.pass_register_i.next = self.pass.val().get_bits::<3>(28);
        self.issuer.pass_store_i.next = self.pass.val().get_bits::<2>(31);
        self.issuer.pass_out_format_i.next = self.pass.val().get_bits::<4>(41);
        self.issuer.pass_m_i.next = self.pass.val().get_bits::<10>(46);
        self.issuer.pass_vectors_i.next = self.pass.val().get_bits::<20>(56);
        self.issuer.pass_x_base_i.next = self.pass.val().get_bits::<16>(97);
        self.issuer.pass_z_base_i.next = self.pass.val().get_bits::<16>(113);
        self.issuer.pass_store_base_i.next = self.pass.val().get_bits::<16>(129);
        self.issuer.pass_position_i.next = self.pass.val().get_bits::<20>(177);
        self.issuer.pass_shared_i.next = self.pass.val().get_bits::<8>(197);
        self.issuer.pass_levels_i.next = self.pass.val().get_bits::<5>(249);
        self.issuer.credit_i.next = self.results.credit_o.val();
        self.issuer.scalar_done_i.next = self.scalars.done_o.val();
        self.vector.next = self.issuer.issue_o.val() && !self.empty.val();
        self.statuses.issued_i.next = self.issuer.ends_o.val();
        self.statuses.issued_asks_i.next = self.pass.val().get_bit(1);
        self.statuses.issued_error_i.next = self.issuer.end_error_o.val();
        self.statuses.issued_keeps_i.next = self.pass.val().get_bit(24) && !self.empty.val();
        self.statuses.stall_x_i.next = self.issuer.stall_x_o.val();
        self.statuses.stall_z_i.next = self.issuer.stall_z_o.val();
        self.statuses.stall_results_i.next = self.issuer.stall_results_o.val();
        self.statuses.stall_wait_i.next = self.issuer.stall_wait_o.val();

        comment!("# t to t + 7: operands are converted, or read from banks and scalars.");
        for i in 0..self._lanes {
            self.x_input.up.data_i[i].next = self.s_axis_x_tdata[i].val();
            self.x_packet.up_data_i[i].next = self.x_input.down.data_o[i].val();
            self.z_input.up.data_i[i].next = self.s_axis_z_tdata[i].val();
            self.z_packet.up_data_i[i].next = self.z_input.down.data_o[i].val();
            self.angles.low_i[i].next = self.x_packet.data_o[i].val();
            self.angles.high_i[i].next = self.z_packet.data_o[i].val().get_bits::<8>(0);
            self.x_convert[i].clk_i.next = self.clk_i.val();
            self.x_convert[i].number_i.next = self.x_packet.data_o[i].val();
            if self.angled.val() {
                self.x_convert[i].number_i.next = self.angles.number_o[i].val();
            }
            self.x_convert[i].format_i.next = self.pass.val().get_bits::<4>(33);
            self.z_convert[i].clk_i.next = self.clk_i.val();
            self.z_convert[i].number_i.next = self.z_packet.data_o[i].val();
            self.z_convert[i].format_i.next = self.pass.val().get_bits::<4>(37);
        }
        self.x_address.clk_i.next = self.clk_i.val();
        self.x_address.data_i.next = self.issuer.x_address_o.val();
        self.z_address.clk_i.next = self.clk_i.val();
        self.z_address.data_i.next = self.issuer.z_address_o.val();
        self.scalar_address.clk_i.next = self.clk_i.val();
        self.scalar_address.data_i.next = (bit_cast::<16, 3>(self.pass.val().get_bits::<3>(25)) << self.row_bits.val())
            | bit_cast::<16, 10>(self.issuer.row_o.val());
        self.x_bank.clk_i.next = self.clk_i.val();
        self.x_bank.read_address_i.next = self.x_address.data_o.val();
        self.z_bank.clk_i.next = self.clk_i.val();
        self.z_bank.read_address_i.next = self.z_address.data_o.val();
        self.scalars.clk_i.next = self.clk_i.val();
        self.scalars.rst_ni.next = self.clear_n.val();
        self.scalars.read_address_i.next = self.scalar_address.data_o.val();
        self.scalars.begin_i.next = self.issuer.keep_begin_o.val();
        self.scalars.begin_register_i.next = self.pass.val().get_bits::<3>(28);
        self.scalars.begin_m_i.next = self.pass.val().get_bits::<10>(46);
        self.sources.clk_i.next = self.clk_i.val();
        self.sources.data_i.next = bit_cast::<64, 5>(self.pass.val().get_bits::<5>(9))
            | (bit_cast::<64, 32>(self.pass.val().get_bits::<32>(145)) << 5);

        comment!("# t + 7: they are chosen; t + 8 to t + 73: the lanes.");
        self.arithmetic.clk_i.next = self.clk_i.val();
        self.arithmetic.data_i.next = bit_cast::<64, 6>(self.pass.val().get_bits::<6>(15));
        for i in 0..self._lanes {
            self.first[i].next = self.x_convert[i].number_o.val();
            if self.sources.data_o.val().get_bits::<2>(0) == self.from_bank.val() {
                self.first[i].next = self.x_bank.read_data_o[i].val();
            } else if self.sources.data_o.val().get_bits::<2>(0) == self.from_scalar.val() {
                self.first[i].next = self.scalars.read_data_o.val();
            }
            self.a[i].d.next = self.first[i].val();
            if self.sources.data_o.val().get_bits::<3>(2) == self.second_stream.val() {
                self.b[i].d.next = self.z_convert[i].number_o.val();
            } else if self.sources.data_o.val().get_bits::<3>(2) == self.second_bank.val() {
                self.b[i].d.next = self.z_bank.read_data_o[i].val();
            } else if self.sources.data_o.val().get_bits::<3>(2) == self.second_scalar.val() {
                self.b[i].d.next = self.scalars.read_data_o.val();
            } else if self.sources.data_o.val().get_bits::<3>(2) == self.second_immediate.val() {
                self.b[i].d.next = self.sources.data_o.val().get_bits::<32>(5);
            } else {
                self.b[i].d.next = self.first[i].val();
            }
            self.lane[i].clk_i.next = self.clk_i.val();
            self.lane[i].a_i.next = self.a[i].q.val();
            self.lane[i].b_i.next = self.b[i].q.val();
            self.lane[i].operation_i.next = self.arithmetic.data_o.val().get_bits::<2>(0);
            self.lane[i].function_i.next = self.arithmetic.data_o.val().get_bits::<3>(2);
            self.lane[i].guard_i.next = self.arithmetic.data_o.val().get_bit(5);
        }

        comment!("# t + 73: the element; what is masked is 0.");
        self.row_window.clk_i.next = self.clk_i.val();
        self.row_window.index_i.next = self.issuer.index_o.val();
        self.row_window.position_i.next = self.issuer.position_o.val();
        self.row_window.n_i.next = self.pass.val().get_bits::<21>(76);
        self.row_window.causal_i.next = self.pass.val().get_bit(205);
        self.row_window.windowed_i.next = self.pass.val().get_bit(206);
        self.row_window.limited_i.next = self.pass.val().get_bit(207);
        self.row_window.window_i.next = self.pass.val().get_bits::<20>(208);
        self.row_window.length_i.next = self.pass.val().get_bits::<21>(228);
        self.window.clk_i.next = self.clk_i.val();
        self.window.data_i.next = bit_cast::<64, 6>(self.row_window.existing_o.val())
            | (bit_cast::<64, 6>(self.row_window.from_o.val()) << 6)
            | (bit_cast::<64, 6>(self.row_window.to_o.val()) << 12);
        self.existing.next = self.window.data_o.val().get_bits::<6>(0);
        self.from.next = self.window.data_o.val().get_bits::<6>(6);
        self.to.next = self.window.data_o.val().get_bits::<6>(12);
        self.tokens.clk_i.next = self.clk_i.val();
        self.tokens.rst_ni.next = self.clear_n.val();
        self.tokens.token_i.next = bit_cast::<64, 1>(self.issuer.issue_o.val().into())
            | (bit_cast::<64, 1>((self.vector.val() && self.pass.val().get_bits::<2>(31) == self.into_x.val()).into())
                << 1)
            | (bit_cast::<64, 1>((self.vector.val() && self.pass.val().get_bits::<2>(31) == self.into_z.val()).into())
                << 2)
            | (bit_cast::<64, 1>((self.vector.val() && self.pass.val().get_bit(24)).into()) << 3)
            | (bit_cast::<64, 1>(self.vector.val().into()) << 4);
        self.overflows.next = false;
        self.is_nan.next = false;
        for i in 0..self._lanes {
            self.visible[i].next = self.number[i].val() >= self.from.val() && self.number[i].val() < self.to.val();
            self.element[i].d.next = 0.into();
            if self.visible[i].val() {
                self.element[i].d.next = self.lane[i].number_o.val();
            }
            if self.visible[i].val() && self.lane[i].overflow_o.val() {
                self.overflows.next = true;
            }
            if self.visible[i].val() && self.lane[i].nan_o.val() {
                self.is_nan.next = true;
            }
        }
        self.token.d.next = self.tokens.token_o.val().get_bits::<4>(0);
        if self.abort_i.val() {
            self.token.d.next = 0.into();
        }
        self.flags.d.next = 0.into();
        if self.tokens.token_o.val().get_bit(4) {
            self.flags.d.next =
                bit_cast::<2, 1>(self.overflows.val().into()) | (bit_cast::<2, 1>(self.is_nan.val().into()) << 1);
        }
        self.element_existing.d.next = self.existing.val();
        self.element_from.d.next = self.from.val();
        self.element_to.d.next = self.to.val();

        comment!("# t + 74: it is stored, reduced and converted.");
        self.marks.clk_i.next = self.clk_i.val();
        self.marks.data_i.next = bit_cast::<64, 1>(self.issuer.row_last_o.val().into())
            | (bit_cast::<64, 1>(self.issuer.last_o.val().into()) << 1)
            | (bit_cast::<64, 1>(
                (!self.empty.val() && self.pass.val().get_bits::<4>(41) != self.no_results.val()).into(),
            ) << 2)
            | (bit_cast::<64, 5>(self.pass.val().get_bits::<5>(41)) << 3)
            | (bit_cast::<64, 3>(self.pass.val().get_bits::<3>(21)) << 8)
            | (bit_cast::<64, 1>(self.pass.val().get_bits::<1>(254)) << 11);
        self.mark.next = self.marks.data_o.val();
        self.index.clk_i.next = self.clk_i.val();
        self.index.data_i.next = bit_cast::<64, 20>(self.issuer.index_o.val());
        self.store_address.clk_i.next = self.clk_i.val();
        self.store_address.data_i.next = self.issuer.store_address_o.val();
        self.x_bank.write_i.next = self.token.q.val().get_bit(1);
        self.x_bank.write_address_i.next = self.store_address.data_o.val();
        self.z_bank.write_i.next = self.token.q.val().get_bit(2);
        self.z_bank.write_address_i.next = self.store_address.data_o.val();
        self.reductions.clk_i.next = self.clk_i.val();
        self.reductions.rst_ni.next = self.clear_n.val();
        self.reductions.valid_i.next = self.token.q.val().get_bit(3);
        self.reductions.last_i.next = self.mark.val().get_bit(0);
        self.reductions.reduction_i.next = self.mark.val().get_bits::<3>(8);
        self.reductions.levels_i.next = self.issuer.levels_o.val();
        self.reductions.plus_i.next = self.mark.val().get_bit(11);
        self.reductions.index_i.next = self.index.data_o.val().get_bits::<20>(0);
        self.reductions.existing_i.next = self.element_existing.q.val();
        self.reductions.from_i.next = self.element_from.q.val();
        self.reductions.to_i.next = self.element_to.q.val();
        self.scalars.valid_i.next = self.reductions.valid_o.val();
        self.scalars.scalar_i.next = self.reductions.scalar_o.val();
        self.scalars.overflow_i.next = self.reductions.overflow_o.val();
        self.scalars.nan_i.next = self.reductions.nan_o.val();
        self.scalars.empty_i.next = self.reductions.empty_o.val();
        self.statuses.scalar_end_i.next = self.scalars.end_o.val();
        self.statuses.scalar_flags_i.next = self.scalars.end_flags_o.val();
        self.results.clk_i.next = self.clk_i.val();
        self.results.rst_ni.next = self.rst_ni.val();
        self.results.abort_i.next = self.abort_i.val();
        self.results.valid_i.next = self.token.q.val().get_bit(0);
        self.results.row_last_i.next = self.mark.val().get_bit(0);
        self.results.last_i.next = self.mark.val().get_bit(1);
        self.results.real_i.next = self.mark.val().get_bit(2);
        self.results.format_i.next = self.mark.val().get_bits::<4>(3);
        self.results.ceil_i.next = self.mark.val().get_bit(7);
        self.results.existing_i.next = self.element_existing.q.val();
        self.results.flags_i.next = self.flags.q.val();
        self.results.end_ready_i.next = self.statuses.end_ready_o.val();
        self.statuses.end_i.next = self.results.end_o.val();
        self.statuses.end_flags_i.next = self.results.end_flags_o.val();
        self.m_axis_result_tvalid.next = self.results.m_axis_result_tvalid.val();
        self.results.m_axis_result_tready.next = self.m_axis_result_tready.val();
        self.m_axis_result_tlast.next = self.results.m_axis_result_tlast.val();
        self.m_axis_scale_tvalid.next = self.results.m_axis_scale_tvalid.val();
        self.results.m_axis_scale_tready.next = self.m_axis_scale_tready.val();
        self.m_axis_scale_tdata.next = self.results.m_axis_scale_tdata.val();
        self.m_axis_scale_tlast.next = self.results.m_axis_scale_tlast.val();
        for i in 0..self._lanes {
            self.x_bank.write_data_i[i].next = self.element[i].q.val();
            self.z_bank.write_data_i[i].next = self.element[i].q.val();
            self.reductions.number_i[i].next = self.element[i].q.val();
            self.results.number_i[i].next = self.element[i].q.val();
            self.m_axis_result_tdata[i].next = self.results.m_axis_result_tdata[i].val();
            self.m_axis_result_tkeep[i].next = self.results.m_axis_result_tkeep[i].val();
        }
        self.statuses.diagnosis_i.next = bit_cast::<8, 1>(self.x_input.down.valid_o.val().into())
            | (bit_cast::<8, 1>(self.z_input.down.valid_o.val().into()) << 1)
            | (bit_cast::<8, 2>(self.results.waits_o.val()) << 2)
            | (bit_cast::<8, 1>(self.x_input.mid_o.val().into()) << 4)
            | (bit_cast::<8, 1>(self.z_input.mid_o.val().into()) << 5)
            | (bit_cast::<8, 2>(self.results.open_o.val()) << 6);

        if !self.rst_ni.val() {
            self.token.d.next = 0.into();
        }
    }
}
