use crate::arith::requantise::Requantise;
use crate::array::accumulator::Accumulator;
use crate::array::array::Array;
use crate::array::deskew::Deskew;
use crate::array::skew::Skew;
use crate::array::unpack::Unpack;
use crate::counters::Counters;
use crate::parameters::Parameters;
use crate::sequencer::Sequencer;
use crate::stream::delay::Delay;
use crate::stream::stream_fifo::StreamFifo;
use crate::stream::stream_register::StreamRegister;
use crate::stream::token_delay::TokenDelay;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;
use seedchip_spec::{ACCUMULATOR_LATENCY, Configuration, REQUANTISE_LATENCY, Status};

block! {
    /// The integer datapath: an array of R × C cells with everything from command to status around it.
    ///
    /// One command is one matrix product. Operands come and results go as AXI4-Streams; any of them may stall at
    /// any time. The array never stops: what would stop it is known when a row is launched, and the row waits
    /// there. So the results' queue gives credits, and the launcher spends one per row of results.
    ///
    /// Timing: a row sent at t meets row r, lane l at t + 2 + r + l; its sums are together at t + R + C / G + L, when
    /// its tokens arrive; its result is pushed into the queue 15 cycles later. A command takes
    /// 2R + C / G + L + 15 + ceil(k/R) · ceil(n/C) · max(m, R) cycles and its stalls. L and G are those of the cell.
    /// Widths: the queue of results has lanes of 33 bits: bit 32 of lane 0 is the last row's mark, that of any other
    /// lane says whether its column exists (column 0 always does).
    pub struct Datapath;

    /// The datapath of `configuration`.
    new(configuration: &Configuration) {
        let (rows, columns) = (configuration.rows(), configuration.columns());
        let (address_bits, sum_bits) = (configuration.address_bits(), configuration.sum_bits());
        let group = configuration.cell().columns();
    }
    module "datapath" of configuration
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low.
        in rst_ni: Bit,
        /// A command is offered.
        in s_axis_command_tvalid: Bit,
        /// The command is accepted.
        out s_axis_command_tready: Bit,
        /// The command.
        in s_axis_command_tdata: Bits<128>,
        /// A beat of weights is offered.
        in s_axis_weight_tvalid: Bit,
        /// The beat of weights is accepted.
        out s_axis_weight_tready: Bit,
        /// The weights, a byte per column.
        in s_axis_weight_tdata: Signed<8>{8}[columns],
        /// The beat of weights is the command's last.
        in s_axis_weight_tlast: Bit,
        /// A beat of activations is offered.
        in s_axis_activation_tvalid: Bit,
        /// The beat of activations is accepted.
        out s_axis_activation_tready: Bit,
        /// The activations, a byte per row.
        in s_axis_activation_tdata: Bits<8>{8}[rows],
        /// The beat of activations is the command's last.
        in s_axis_activation_tlast: Bit,
        /// The parameters of a column are offered.
        in s_axis_parameter_tvalid: Bit,
        /// The parameters are accepted.
        out s_axis_parameter_tready: Bit,
        /// The parameters of a column.
        in s_axis_parameter_tdata: Bits<32>{32}[4],
        /// The column is the last of its set.
        in s_axis_parameter_tlast: Bit,
        /// A row of results is offered.
        out m_axis_result_tvalid: Bit,
        /// The row of results is accepted.
        in m_axis_result_tready: Bit,
        /// The results, four bytes per column.
        out m_axis_result_tdata: Bits<32>{32}[columns],
        /// Four bits per column, all ones where the column exists.
        out m_axis_result_tkeep: Bits<4>[columns],
        /// The row of results is the command's last.
        out m_axis_result_tlast: Bit,
        /// A status is offered.
        out m_axis_status_tvalid: Bit,
        /// The status is accepted.
        in m_axis_status_tready: Bit,
        /// The status: tag, flags, error and six counters.
        out m_axis_status_tdata: Bits<48>{each Status::LAYOUT.fields.iter().map(|row| row.field.width)},
    }
    inside {
        block sequencer: Sequencer = Sequencer::new(configuration),
        block counters: Counters = Counters::new(),
        wire shown_flags: Bits<8>,
        reg held_flags: Bits<8>,
        reg status_waits: Bit,
        block weight_register: StreamRegister<Signed<8>> = StreamRegister::new(columns, 8),
        block unpack: Unpack = Unpack::new(columns),
        block activation_register: StreamRegister<Bits<8>> = StreamRegister::new(rows, 8),
        reg activation: Bits<8>[rows],
        block weight_skew: Skew<Bits<8>> = Skew::new(columns, 8, group),
        block activation_skew: Skew<Bits<8>> = Skew::new(rows, 8, 1),
        reg load: Bit[rows],
        reg swap: Bit[rows],
        block array: Array = Array::new(configuration),
        block deskew: Deskew<Bits<32>> = Deskew::new(columns, sum_bits, group),
        block token_delay: TokenDelay = TokenDelay::new(7, configuration.array_latency() - 1),
        block read_address: Delay<Bits<16>> = Delay::new(address_bits, configuration.array_latency() - 1),
        block write_address: Delay<Bits<16>> = Delay::new(address_bits, ACCUMULATOR_LATENCY),
        reg first: Bit,
        reg store: Bit[ACCUMULATOR_LATENCY],
        block result_delay: TokenDelay = TokenDelay::new(4, ACCUMULATOR_LATENCY + REQUANTISE_LATENCY - 1),
        block result_token: TokenDelay = TokenDelay::new(4, 1),
        block parameters: Parameters = Parameters::new(configuration),
        block accumulator: Accumulator[columns] = |_| Accumulator::new(configuration.accumulators(), configuration.sum_bits()),
        block requantise: Requantise[columns] = |_| Requantise::new(),
        wire result_valid: Bit,
        reg raw: Bit[columns],
        reg double: Bit[columns],
        wire exists: Bit[columns],
        reg shown: Bit[columns],
        wire saturated: Bit,
        reg weight_framing: Bit,
        reg activation_framing: Bit,
        block results: StreamFifo<Bits<33>> = StreamFifo::new(columns, 33, configuration.result_queue_depth()),

        value _rows: usize = rows,
        value _columns: usize = columns,
    }
}

impl Logic for Datapath {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);
        comment!("Commands and status.");
        self.sequencer.clk_i.next = self.clk_i.val();
        self.sequencer.rst_ni.next = self.rst_ni.val();
        self.sequencer.command_valid_i.next = self.s_axis_command_tvalid.val();
        self.s_axis_command_tready.next = self.sequencer.command_ready_o.val();
        self.sequencer.command_data_i.next = self.s_axis_command_tdata.val();
        self.m_axis_status_tvalid.next = self.sequencer.status_valid_o.val();
        self.sequencer.status_ready_i.next = self.m_axis_status_tready.val();
        comment!("Flags may rise while a status waits; it keeps those it was first shown with.");
        self.shown_flags.next = self.counters.flags_o.val();
        if self.status_waits.q.val() {
            self.shown_flags.next = self.held_flags.q.val();
        }
        self.held_flags.d.next = self.shown_flags.val();
        self.status_waits.d.next = self.sequencer.status_valid_o.val() && !self.m_axis_status_tready.val();
        self.m_axis_status_tdata[0].next = bit_cast::<48, 16>(self.sequencer.tag_o.val());
        self.m_axis_status_tdata[1].next = bit_cast::<48, 8>(self.shown_flags.val());
        self.m_axis_status_tdata[2].next = bit_cast::<48, 8>(self.sequencer.error_o.val());
        for i in 0..6 {
            self.m_axis_status_tdata[i + 3].next = self.counters.counters_o[i].val();
        }

        comment!("Weights: row by row into the shadow registers.");
        self.weight_register.clk_i.next = self.clk_i.val();
        self.weight_register.rst_ni.next = self.rst_ni.val();
        self.weight_register.up.valid_i.next = self.s_axis_weight_tvalid.val();
        self.s_axis_weight_tready.next = self.weight_register.up.ready_o.val();
        self.weight_register.up.last_i.next = self.s_axis_weight_tlast.val();
        self.weight_register.down.ready_i.next = self.unpack.weight_ready_o.val();
        self.unpack.clk_i.next = self.clk_i.val();
        self.unpack.rst_ni.next = self.rst_ni.val();
        self.unpack.int4_i.next = self.sequencer.int4_o.val();
        self.unpack.last_i.next = self.sequencer.row_last_o.val();
        self.unpack.weight_valid_i.next = self.weight_register.down.valid_o.val();
        self.unpack.row_ready_i.next = self.sequencer.row_ready_o.val();
        self.sequencer.row_valid_i.next = self.unpack.row_valid_o.val();
        self.weight_skew.clk_i.next = self.clk_i.val();
        for c in 0..self._columns {
            self.weight_register.up.data_i[c].next = self.s_axis_weight_tdata[c].val();
            self.unpack.weight_i[c].next = self.weight_register.down.data_o[c].val();
            self.weight_skew.data_i[c].next = unsigned_cast(self.unpack.row_o[c].val());
            self.array.weight_i[c].next = signed_cast(self.weight_skew.data_o[c].val());
        }
        for r in 0..self._rows {
            self.load[r].d.next = self.sequencer.load_o[r].val();
            self.array.load_i[r].next = self.load[r].q.val();
        }

        comment!("Activations: rows that do not exist become zero. The swap goes down beside them.");
        self.activation_register.clk_i.next = self.clk_i.val();
        self.activation_register.rst_ni.next = self.rst_ni.val();
        self.activation_register.up.valid_i.next = self.s_axis_activation_tvalid.val();
        self.s_axis_activation_tready.next = self.activation_register.up.ready_o.val();
        self.activation_register.up.last_i.next = self.s_axis_activation_tlast.val();
        self.activation_register.down.ready_i.next = self.sequencer.activation_ready_o.val();
        self.sequencer.activation_valid_i.next = self.activation_register.down.valid_o.val();
        self.activation_skew.clk_i.next = self.clk_i.val();
        for r in 0..self._rows {
            self.activation_register.up.data_i[r].next = self.s_axis_activation_tdata[r].val();
            self.array.activation_i[r].next = signed_cast(self.activation_skew.data_o[r].val());
            self.array.swap_i[r].next = self.swap[r].q.val();
        }
        for r in 0..self._rows {
            self.activation[r].d.next = 0.into();
            if self.sequencer.row_mask_o[r].val() {
                self.activation[r].d.next = self.activation_register.down.data_o[r].val();
            }
            self.activation_skew.data_i[r].next = self.activation[r].q.val();
        }
        self.swap[0].d.next = self.sequencer.swap_o.val();
        for r in 1..self._rows {
            self.swap[r].d.next = self.swap[r - 1].q.val();
        }

        comment!("Tokens: beside the row until its sums arrive, then on to where they act.");
        self.token_delay.clk_i.next = self.clk_i.val();
        self.token_delay.rst_ni.next = self.rst_ni.val();
        self.token_delay.token_i.next = bit_cast::<64, 1>(self.sequencer.result_o.val().into())
            | (bit_cast::<64, 1>(self.sequencer.partial_o.val().into()) << 1)
            | (bit_cast::<64, 1>(self.sequencer.final_o.val().into()) << 2)
            | (bit_cast::<64, 1>(self.sequencer.end_o.val().into()) << 3)
            | (bit_cast::<64, 1>(self.sequencer.set_o.val().into()) << 4)
            | (bit_cast::<64, 1>(self.sequencer.first_o.val().into()) << 5)
            | (bit_cast::<64, 1>(self.sequencer.store_o.val().into()) << 6);
        self.result_delay.clk_i.next = self.clk_i.val();
        self.result_delay.rst_ni.next = self.rst_ni.val();
        self.result_delay.token_i.next = bit_cast::<64, 4>(self.token_delay.token_o.val().get_bits::<4>(0));
        self.result_token.clk_i.next = self.clk_i.val();
        self.result_token.rst_ni.next = self.rst_ni.val();
        self.result_token.token_i.next = self.result_delay.token_o.val();
        self.first.d.next = self.token_delay.token_o.val().get_bit(5);
        self.store[0].d.next = self.token_delay.token_o.val().get_bit(6);
        for i in 1..3 {
            self.store[i].d.next = self.store[i - 1].q.val();
        }
        self.read_address.clk_i.next = self.clk_i.val();
        self.read_address.data_i.next = self.sequencer.address_o.val();
        self.write_address.clk_i.next = self.clk_i.val();
        self.write_address.data_i.next = self.read_address.data_o.val();

        comment!("Parameters.");
        self.parameters.clk_i.next = self.clk_i.val();
        self.parameters.rst_ni.next = self.rst_ni.val();
        self.parameters.parameter_valid_i.next = self.s_axis_parameter_tvalid.val();
        self.s_axis_parameter_tready.next = self.parameters.parameter_ready_o.val();
        self.parameters.parameter_last_i.next = self.s_axis_parameter_tlast.val();
        for i in 0..4 {
            self.parameters.parameter_data_i[i].next = self.s_axis_parameter_tdata[i].val();
        }
        self.parameters.raw_i.next = self.sequencer.raw_o.val();
        self.parameters.swap_i.next = self.token_delay.token_o.val().get_bit(4);
        self.sequencer.set_i.next = self.parameters.set_o.val();

        comment!(
            "Sums, accumulators and results, column by column; so go the options, which have time until sums come."
        );
        self.raw[0].d.next = self.sequencer.raw_o.val();
        self.double[0].d.next = self.sequencer.double_o.val();
        for c in 1..self._columns {
            self.raw[c].d.next = self.raw[c - 1].q.val();
            self.double[c].d.next = self.double[c - 1].q.val();
        }
        self.array.clk_i.next = self.clk_i.val();
        self.deskew.clk_i.next = self.clk_i.val();
        for c in 0..self._columns {
            self.deskew.data_i[c].next = unsigned_cast(self.array.sum_o[c].val());
            self.accumulator[c].clk_i.next = self.clk_i.val();
            self.accumulator[c].sum_i.next = signed_cast(self.deskew.data_o[c].val());
            self.accumulator[c].read_address_i.next = self.read_address.data_o.val();
            self.accumulator[c].first_i.next = self.first.q.val();
            self.accumulator[c].bias_i.next = self.parameters.bias_o[c].val();
            self.accumulator[c].write_i.next = self.store[2].q.val();
            self.accumulator[c].write_address_i.next = self.write_address.data_o.val();
            self.requantise[c].clk_i.next = self.clk_i.val();
            self.requantise[c].acc_i.next = self.accumulator[c].acc_o.val();
            self.requantise[c].multiplier_i.next = self.parameters.multiplier_o[c].val();
            self.requantise[c].shift_i.next = self.parameters.shift_o[c].val();
            self.requantise[c].zero_point_i.next = self.parameters.zero_point_o[c].val();
            self.requantise[c].low_i.next = self.parameters.low_o[c].val();
            self.requantise[c].high_i.next = self.parameters.high_o[c].val();
            self.requantise[c].raw_i.next = self.raw[c].q.val();
            self.requantise[c].double_i.next = self.double[c].q.val();
            self.exists[c].next = !self.result_delay.token_o.val().get_bit(1) || self.sequencer.column_mask_o[c].val();
            self.requantise[c].keep_i.next = self.exists[c].val();
            self.shown[c].d.next = self.exists[c].val();
        }
        self.result_valid.next = self.result_token.token_o.val().get_bit(0);
        self.saturated.next = false;
        for c in 0..self._columns {
            if self.result_valid.val() && self.requantise[c].saturated_o.val() {
                self.saturated.next = true;
            }
        }
        self.sequencer.end_i.next = self.result_token.token_o.val().get_bit(3);

        comment!("Results leave; each gives its credit back.");
        self.results.clk_i.next = self.clk_i.val();
        self.results.rst_ni.next = self.rst_ni.val();
        self.results.up.valid_i.next = self.result_valid.val();
        self.results.up.data_i[0].next = unsigned_cast(self.requantise[0].result_o.val())
            .get_bits::<33>(0)
            .replace_bit(32, self.result_token.token_o.val().get_bit(2));
        for c in 1..self._columns {
            self.results.up.data_i[c].next = unsigned_cast(self.requantise[c].result_o.val())
                .get_bits::<33>(0)
                .replace_bit(32, self.shown[c].q.val());
        }
        for c in 0..self._columns {
            self.m_axis_result_tdata[c].next = self.results.down.data_o[c].val().get_bits::<32>(0);
        }
        self.m_axis_result_tkeep[0].next = 15.into();
        for c in 1..self._columns {
            self.m_axis_result_tkeep[c].next = 0.into();
            if self.results.down.data_o[c].val().get_bit(32) {
                self.m_axis_result_tkeep[c].next = 15.into();
            }
        }
        self.m_axis_result_tlast.next = self.results.down.data_o[0].val().get_bit(32);
        self.m_axis_result_tvalid.next = self.results.down.valid_o.val();
        self.results.down.ready_i.next = self.m_axis_result_tready.val();
        self.sequencer.credit_i.next = self.results.down.valid_o.val() && self.m_axis_result_tready.val();

        comment!("Counters and flags.");
        self.counters.clk_i.next = self.clk_i.val();
        self.counters.rst_ni.next = self.rst_ni.val();
        self.counters.start_i.next = self.sequencer.start_o.val();
        self.counters.clear_flags_i.next = self.sequencer.clear_flags_o.val();
        self.counters.busy_i.next = self.sequencer.busy_o.val();
        self.counters.launch_i.next = self.sequencer.store_o.val() || self.sequencer.result_o.val();
        self.counters.rows_used_i.next = self.sequencer.rows_used_o.val();
        self.counters.columns_used_i.next = self.sequencer.columns_used_o.val();
        self.counters.stall_weights_i.next = self.sequencer.stall_weights_o.val();
        self.counters.stall_activations_i.next = self.sequencer.stall_activations_o.val();
        self.counters.stall_parameters_i.next = self.sequencer.stall_parameters_o.val();
        self.counters.stall_results_i.next = self.sequencer.stall_results_o.val();
        self.counters.saturation_i.next = self.saturated.val();
        self.counters.bias_range_i.next = self.parameters.bias_range_o.val();
        self.weight_framing.d.next = self.weight_register.down.valid_o.val()
            && self.unpack.weight_ready_o.val()
            && self.weight_register.down.last_o.val() != self.sequencer.row_last_o.val();
        self.activation_framing.d.next = self.sequencer.activation_ready_o.val()
            && self.activation_register.down.last_o.val() != self.sequencer.activation_last_o.val();
        self.counters.weight_framing_i.next = self.weight_framing.q.val();
        self.counters.activation_framing_i.next = self.activation_framing.q.val();
        self.counters.parameter_framing_i.next = self.parameters.framing_o.val();

        if !self.rst_ni.val() {
            self.status_waits.d.next = false;
            self.weight_framing.d.next = false;
            self.activation_framing.d.next = false;
            self.first.d.next = false;
            for i in 0..3 {
                self.store[i].d.next = false;
            }
        }
    }
}
