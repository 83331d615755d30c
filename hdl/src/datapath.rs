mod wiring;

use crate::array::array::Array;
use crate::array::skew::Skew;
use crate::float::e2m1::E2m1;
use crate::matrix::back_half::BackHalf;
use crate::matrix::collector::Collector;
use crate::matrix::converter::Converter;
use crate::matrix::joiner::Joiner;
use crate::matrix::launcher::Launcher;
use crate::matrix::loader::Loader;
use crate::matrix::packer::Packer;
use crate::matrix::packet_input::PacketInput;
use crate::matrix::parameter_sets::ParameterSets;
use crate::matrix::row_scales::RowScales;
use crate::matrix::statuses::Statuses;
use crate::matrix::tile_iterator::TileIterator;
use crate::matrix::weight_lanes::WeightLanes;
use crate::stream::delay::Delay;
use crate::stream::stream_fifo::StreamFifo;
use crate::stream::stream_register::StreamRegister;
use crate::stream::token_delay::TokenDelay;
use rust_hdl::prelude::*;
use seedchip_spec::{Command, Configuration};

block! {
    /// The matrix unit: an array of R × C cells with everything from command to status around it.
    ///
    /// One command is one matrix product. Operands come and results go as packets on AXI4-Streams; any of them may stall
    /// at any time, and a packet that is too short or too long ends in its command's status. Commands overlap: the tile
    /// iterator runs ahead, a queue of tiles keeps loader and launcher busy, and tokens carry all that the back half
    /// needs to know. The array never stops: a row is launched only when there is room for its sums behind it.
    ///
    /// Few convert lanes serve all columns, as sums wait in a memory per column; one requantiser per column instead would
    /// idle whenever k is greater than R.
    ///
    /// Timing: a row sent at t meets row r, lane l of the array at t + 2 + r + l; lane l's sums reach the back half at
    /// t + R + L + 1 + l, and the row is shown to the collector at t + R + C / G + L + 7. A tile takes max(m, W, 4) cycles, W
    /// = R, or ceil(R / 2) with 4-bit weights. The cycle contract is in the page of the matrix unit.
    /// Special cases: abort_i resets what is inside, and leaves the streams' obligations to their ends.
    /// Widths: a launch tile has 45 bits and the accumulator's address of its last row; R, C and their likes less one have 8.
    pub struct Datapath;

    /// The datapath of `configuration`.
    new(configuration: &Configuration) {
        let (rows, columns) = (configuration.rows(), configuration.columns());
        let (address_bits, waiting_bits) = (configuration.address_bits(), configuration.waiting_bits());
        let (half, pairs) = (configuration.half_rows(), rows / 2);
        let lanes = configuration.convert_lanes();
        let token_stages = rows + configuration.cell().latency();
        let entries = configuration.entry_queue_depth();
        let (blocks, joiners, joined) =
            (configuration.blocks(), configuration.joiners(), configuration.joined_queue_depth());
    }
    module "datapath" of configuration
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low.
        in rst_ni: Bit,
        /// Ends every command that was accepted, each with a status; what is left of packets is discarded.
        in abort_i: Bit,
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
        in s_axis_weight_tdata: Bits<8>{8}[columns],
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
        /// The column is the command's last.
        in s_axis_parameter_tlast: Bit,
        /// A row scale is offered.
        in s_axis_scale_tvalid: Bit[blocks],
        /// The row scale is accepted.
        out s_axis_scale_tready: Bit[blocks],
        /// The row scale, E8M0.
        in s_axis_scale_tdata: Bits<8>[blocks],
        /// The row scale is the command's last.
        in s_axis_scale_tlast: Bit[blocks],
        /// A beat of results is offered.
        out m_axis_result_tvalid: Bit,
        /// The beat of results is accepted.
        in m_axis_result_tready: Bit,
        /// The results: the sums of a row, or four rows of bytes.
        out m_axis_result_tdata: Bits<8>{8}[4 * columns],
        /// All ones, but for null bytes at the end of a command's last beat.
        out m_axis_result_tkeep: Bit[4 * columns],
        /// The beat of results is the command's last.
        out m_axis_result_tlast: Bit,
        /// A status is offered.
        out m_axis_status_tvalid: Bit,
        /// The status is accepted.
        in m_axis_status_tready: Bit,
        /// The status.
        out m_axis_status_tdata: Bits<256>,
    }
    inside {
        wire clear_n: Bit,

        block statuses: Statuses = Statuses::new(configuration),
        block commands: StreamFifo<Bits<128>> = StreamFifo::new(1, Command::WIDTH, configuration.command_queue_depth()),
        wire command_ready: Bit,
        block tile_iterator: TileIterator = TileIterator::new(configuration),
        block parameter_commands: StreamRegister = StreamRegister::new(1, 18),
        block load_tiles: StreamRegister = StreamRegister::new(1, 19),
        block launch_tiles: StreamRegister = StreamRegister::new(1, 45 + address_bits),

        block weights: PacketInput<Bits<8>> = PacketInput::new(columns, 8),
        block loader: Loader = Loader::new(configuration),
        block weight_lanes: WeightLanes = WeightLanes::new(configuration),
        reg load: Bit[rows],
        reg pair_load: Bit[(half + 1) * pairs],

        block activations: PacketInput<Bits<8>> = PacketInput::new(rows, 8),
        block launcher: Launcher = Launcher::new(configuration),
        reg activation: Bits<8>[rows],
        block activation_skew: Skew<Bits<8>> = Skew::new(rows, 8, 1),
        reg swap: Bit[rows],
        block tokens: TokenDelay = TokenDelay::new(3, token_stages),
        block address: Delay<Bits<16>> = Delay::new(address_bits, token_stages),
        block wait_address: Delay<Bits<16>> = Delay::new(waiting_bits, token_stages),

        block array: Array = Array::new(configuration),
        block back_half: BackHalf = BackHalf::new(configuration),
        block entries: StreamFifo = StreamFifo::new(1, 13 + address_bits, entries),
        block verdicts: StreamFifo = StreamFifo::new(1, 5, entries),
        block collector: Collector = Collector::new(configuration),
        reg stall_parameters: Bit,

        block parameters: PacketInput<Bits<32>> = PacketInput::new(4, 32),
        block parameter_sets: ParameterSets = ParameterSets::new(configuration),
        block converter: Converter = Converter::new(configuration),
        block packer: Packer = Packer::new(configuration),
        wire diagnosis: Bits<8>,

        // Of block formats: what else goes with tiles and entries, scales, and the way of block sums to the packer.
        block load_blocks: StreamRegister[blocks] = |_| StreamRegister::new(1, 3),
        block launch_blocks: StreamRegister[blocks] = |_| StreamRegister::new(1, 11),
        block entry_blocks: StreamFifo[blocks] = |_| StreamFifo::new(1, 9, entries),
        block activation_e2m1: E2m1[blocks * rows] = |_| E2m1::new(),
        block row_scale_input: PacketInput<Bits<8>>[blocks] = |_| PacketInput::new(1, 8),
        block row_scales: RowScales[blocks] = |_| RowScales::new(),
        block column_scales: StreamFifo<Bits<8>>[blocks] = |_| StreamFifo::new(columns, 8, entries),
        block joiner: Joiner[blocks] = |_| Joiner::new(configuration),
        block joined_results: StreamFifo<Bits<32>>[blocks] = |_| StreamFifo::new(joiners, 32, joined),
        block joined_keeps: StreamFifo<Bits<1>>[blocks] = |_| StreamFifo::new(joiners, 1, joined),
        block joined_marks: StreamFifo<Bits<8>>[blocks] = |_| StreamFifo::new(1, 6, joined),
        wire padding: Bit[blocks],
        wire codes: Bit[blocks],
        // Outputs without their lane.
        wire load_padding: Bit,
        wire load_codes: Bit,
        wire load_scales: Bit,
        wire launch_joined: Bit,
        wire launch_begin: Bit,
        wire launch_final: Bit,
        wire launch_unit: Bits<6>,
        wire launch_padding: Bit,
        wire launch_codes: Bit,
        wire joined_last_row: Bit,
        wire joined_end: Bit,
        wire joined_error: Bits<2>,
        wire joined_overflow: Bit,
        wire joined_nan: Bit,
        wire scale_waits: Bit,
        wire scale_mid: Bit,

        value _rows: usize = rows,
        value _columns: usize = columns,
        value _bytes: usize = 4 * columns,
        value _lanes: usize = lanes,
        value _half: usize = half,
        value _half_end: usize = half + 1,
        value _pairs: usize = pairs,
        value _pairs_end: usize = pairs + 1,
        value _pair_loads: usize = (half + 1) * pairs,
        value _blocks: usize = blocks,
        value _joiners: usize = blocks * joiners,
    }
}
