mod logic;

use rust_hdl::prelude::*;
use seedchip_export::Resize;
use seedchip_spec::Configuration;

/// What the sequencer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, LogicState)]
pub enum State {
    /// Waits for a command.
    Idle,
    /// Checks whether the command is possible.
    Check,
    /// Sends its slots.
    Run,
    /// Waits for its last result.
    Drain,
    /// Offers its status.
    Status,
}

impl Resize for State {
    fn resize(self, _width: usize) -> Self {
        self
    }
}

block! {
    /// Takes commands apart into what the datapath does in each cycle.
    ///
    /// Two processes go over the tiles of a matrix product, n-tiles outside, k-tiles inside. The loader fills the
    /// shadow weights of the coming tile, a row per cycle. The launcher sends the activations of the current tile,
    /// T = max(m, R) slots, and the tokens that go along with them; its first slot swaps the loaded weights in. A
    /// slot that can't be sent is a stall, told with its reason, and becomes a bubble: the array never stops (a
    /// global enable instead would need a wire to each of its cells). Tiles are counted by subtracting R and C, so
    /// nothing is divided.
    ///
    /// Whether a slot is sent looks at registers alone, but for the two valid inputs: what is true of the next slot is
    /// compared while the slot before it is sent, and what is true of the next tile is worked out in three steps while
    /// the current one lasts, which is four cycles at least. Tokens leave through registers.
    ///
    /// Timing: CHECK takes a cycle, the first R rows of weights R, in the last of which the first slot may be sent,
    /// then a slot per cycle; tokens and stalls show a cycle after. row_ready_o depends on no input, activation_ready_o
    /// on row_valid_i and activation_valid_i in the same cycle.
    /// Widths: m counts to D, slots to max(D, R), k to 65 535 (m_large and k_large tell of more, and the command is
    /// refused); a set waits in the parameter queue, of at most max(16, 8 C) columns, or in the C shadow
    /// registers: at most 18 sets, which 5 bits count.
    pub struct Sequencer;

    /// The sequencer of `configuration`.
    new(configuration: &Configuration) {
        let (rows, columns) = (configuration.rows(), configuration.columns());
        let credits = configuration.result_queue_depth();
        let row_bits = rows.ilog2() as usize + 1;
        let slot_bits = row_bits.max(configuration.address_bits() + 1);
    }
    module "sequencer" of configuration
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low.
        in rst_ni: Bit,
        /// A command is offered.
        in command_valid_i: Bit,
        /// The command is accepted.
        out command_ready_o: Bit,
        /// The command.
        in command_data_i: Bits<128>,
        /// A command starts.
        out start_o: Bit,
        /// The command clears the sticky flags.
        out clear_flags_o: Bit,
        /// A command is under way.
        out busy_o: Bit,
        /// Weights are INT4, two per byte.
        out int4_o: Bit,
        /// Results are raw sums.
        out raw_o: Bit,
        /// Results are rounded twice.
        out double_o: Bit,
        /// The columns of the array that exist in the current tile.
        out column_mask_o: Bit[columns],
        /// A row of weights is offered.
        in row_valid_i: Bit,
        /// The row of weights is accepted.
        out row_ready_o: Bit,
        /// The row of weights is the command's last.
        out row_last_o: Bit,
        /// The row of the array that loads it.
        out load_o: Bit[rows],
        /// A row of activations is offered.
        in activation_valid_i: Bit,
        /// The row of activations is accepted.
        out activation_ready_o: Bit,
        /// The row of activations is the command's last.
        out activation_last_o: Bit,
        /// The rows of the array that exist in the current tile.
        out row_mask_o: Bit[rows],
        /// Token: take the loaded weights into use.
        out swap_o: Bit,
        /// Token: store the sums.
        out store_o: Bit,
        /// Token: the sums are complete, a row of results.
        out result_o: Bit,
        /// Token: begin the sums with the bias.
        out first_o: Bit,
        /// Token: the tile is of the last columns.
        out partial_o: Bit,
        /// Token: take the next set of parameters into use.
        out set_o: Bit,
        /// Token: the last row of the last tile.
        out final_o: Bit,
        /// Token: the last slot of the last tile.
        out end_o: Bit,
        /// The accumulator of the slot.
        out address_o: Bits<16>{configuration.address_bits()},
        /// The rows of the array in use.
        out rows_used_o: Bits<9>,
        /// The columns of the array in use.
        out columns_used_o: Bits<9>,
        /// The cycle waits for weights.
        out stall_weights_o: Bit,
        /// The cycle waits for activations.
        out stall_activations_o: Bit,
        /// The cycle waits for parameters.
        out stall_parameters_o: Bit,
        /// The cycle waits for room for results.
        out stall_results_o: Bit,
        /// A set of parameters has arrived.
        in set_i: Bit,
        /// A result has left the result queue.
        in credit_i: Bit,
        /// The last slot has left the pipeline.
        in end_i: Bit,
        /// A status is offered.
        out status_valid_o: Bit,
        /// The status is accepted.
        in status_ready_i: Bit,
        /// Status: why the command was refused, or 0.
        out error_o: Bits<8>,
        /// Status: the command's tag.
        out tag_o: Bits<16>,
    }
    inside {
        reg state: State,
        reg error: Bits<8>{3},
        // The command.
        reg nothing: Bit,
        reg unknown_opcode: Bit,
        reg unknown_format: Bit,
        reg reserved: Bit,
        reg int4: Bit,
        reg clear_flags: Bit,
        reg raw: Bit,
        reg double: Bit,
        reg m: Bits<16>{configuration.address_bits() + 1},
        reg m_large: Bit,
        reg k: Bits<16>,
        reg k_large: Bit,
        reg zero: Bit,
        reg tag: Bits<16>,
        // The loader: rows loaded of the coming tile, and what is left from this tile on.
        reg loading: Bit,
        reg rows: Bits<16>{row_bits},
        reg rows_full: Bit,
        reg rows_all_but_one: Bit,
        reg load_k: Bits<16>,
        reg load_n: Bits<16>,
        reg load_less_k: Bits<16>,
        reg load_less_n: Bits<16>,
        reg load_last_k: Bit,
        reg load_last_n: Bit,
        reg load_last: Bit,
        // The launcher's next slot, the two after it, and what is true of it.
        reg filled: Bit,
        reg slot: Bits<16>{slot_bits},
        reg second_slot: Bits<16>{slot_bits},
        reg third_slot: Bits<16>{slot_bits},
        reg starts_tile: Bit,
        reg has_row: Bit,
        reg gives_result: Bit,
        reg takes_set: Bit,
        reg last_row: Bit,
        reg last_slot: Bit,
        reg turns: Bit,
        // The launcher's tile: what is left from it on, and what is true of it.
        reg priming: Bit,
        reg primed: Bit,
        reg left_k: Bits<16>,
        reg left_n: Bits<16>,
        reg first_k: Bit,
        reg last_k: Bit,
        reg last_n: Bit,
        reg row_mask: Bit[rows],
        reg column_mask: Bit[columns],
        reg tile_rows: Bits<9>,
        reg tile_columns: Bits<9>,
        // The tile after it, in three steps.
        reg less_k: Bits<16>,
        reg less_n: Bits<16>,
        reg next_k: Bits<16>,
        reg next_n: Bits<16>,
        reg next_last_k: Bit,
        reg next_last_n: Bit,
        reg next_row_mask: Bit[rows],
        reg next_column_mask: Bit[columns],
        reg next_rows: Bits<9>,
        reg next_columns: Bits<9>,
        // Sets of parameters that wait, results under way.
        reg sets: Bits<8>{5},
        reg set_waits: Bit,
        reg under_way: Bits<16>{credits.ilog2() as usize + 1},
        reg no_credit: Bit,
        // Tokens and stalls.
        reg swap: Bit,
        reg store: Bit,
        reg result: Bit,
        reg first: Bit,
        reg partial: Bit,
        reg set: Bit,
        reg final_row: Bit,
        reg end: Bit,
        reg address: Bits<16>{configuration.address_bits()},
        reg rows_used: Bits<9>,
        reg columns_used: Bits<9>,
        reg stall_weights: Bit,
        reg stall_activations: Bit,
        reg stall_parameters: Bit,
        reg stall_results: Bit,

        wire refusal: Bits<8>{3},
        wire running: Bit,
        wire row: Bits<16>{row_bits},
        wire row_taken: Bit,
        wire row_completes: Bit,
        wire complete: Bit,
        wire filling: Bit,
        wire wait_results: Bit,
        wire wait_parameters: Bit,
        wire wait_weights: Bit,
        wire wait_activations: Bit,
        wire sent: Bit,
        wire sent_result: Bit,
        wire sent_set: Bit,
        wire sent_end: Bit,
        wire advance: Bit,
        wire ends_tile: Bit,

        const array_rows: Bits<16> = rows.to_bits(),
        const all_but_two_rows: Bits<16> = (rows - 2).to_bits(),
        const array_columns: Bits<16> = columns.to_bits(),
        const accumulators: Bits<16> = configuration.accumulators().to_bits(),
        const all_but_one_credit: Bits<16> = (credits - 1).to_bits(),
        const row_index: Bits<16>[rows] = ToBits::to_bits,
        const column_index: Bits<16>[columns] = ToBits::to_bits,
        value _rows: usize = rows,
        value _columns: usize = columns,
    }
}
