//! Takes commands apart into what the datapath does in each cycle.
//!
//! Two processes go over the tiles of a matrix product, n-tiles outside, k-tiles inside. The loader fills the
//! shadow weights of the coming tile, a row per cycle. The launcher sends the activations of the current tile,
//! T = max(m, R) slots, and the tokens that go along with them; its first slot swaps the loaded weights in. A
//! slot that can't be sent is a stall, told with its reason, and becomes a bubble: the array never stops (a
//! global enable instead would need a wire to each of its cells). Tiles are counted by subtracting R and C, so
//! nothing is divided.
//!
//! Whether a slot is sent looks at registers alone, but for the two valid inputs: what is true of the next slot is
//! compared while the slot before it is sent, and what is true of the next tile is worked out in three steps while
//! the current one lasts, which is four cycles at least. Tokens leave through registers.
//!
//! Ports: rst_ni (synchronous, low); command_*: a command (128 bits); start_o, clear_flags_o, busy_o: for the
//! counters; int4_o, raw_o, double_o: the command's format and options; column_mask_o (C bits): the columns of
//! the current tile that exist; row_*, load_o (one bit per row): a row of weights comes and is loaded;
//! activation_*, row_mask_o (R bits): a row of activations comes, and which of its lanes exist; swap_o to
//! end_o: the tokens of a slot; address_o: the slot; rows_used_o, columns_used_o (9 bits): the size of the
//! current tile; stall_*_o: why a cycle was lost; set_i: a set of parameters has arrived; credit_i: a result
//! has left the result queue; end_i: the last token is through; status_*, error_o, tag_o: the status.
//! Timing: CHECK takes a cycle, the first R rows of weights R, in the last of which the first slot may be sent, then a
//! slot per cycle; tokens and stalls show a cycle after. row_ready_o depends on no input, activation_ready_o on
//! row_valid_i and activation_valid_i in the same cycle.
//! Widths: m counts to D, slots to max(D, R), k to 65 535 (m_large and k_large tell of more, and the command is
//! refused); a set waits in the parameter queue, of at most max(16, 8 C) columns, or in the C shadow
//! registers: at most 18 sets, which 5 bits count.

mod logic;

use rust_hdl::prelude::*;
use seedchip_export::{Bus, Flop, Module, Resize};
use seedchip_spec::Configuration;

/// What the sequencer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, LogicState)]
pub enum State {
    /// Waits for a command.
    Idle,
    /// Looks whether it can be done.
    Check,
    /// Sends its slots.
    Run,
    /// Waits for its last result.
    Drain,
    /// Tells its status.
    Status,
}

impl Resize for State {
    fn resize(self, _width: usize) -> Self {
        self
    }
}

/// The sequencer.
#[derive(Clone, Debug, LogicBlock)]
pub struct Sequencer {
    /// Clock.
    pub clk_i: Signal<In, Clock>,
    /// Synchronous reset, active low.
    pub rst_ni: Signal<In, Bit>,
    /// A command comes.
    pub command_valid_i: Signal<In, Bit>,
    /// It is taken.
    pub command_ready_o: Signal<Out, Bit>,
    /// The command.
    pub command_data_i: Signal<In, Bits<128>>,
    /// A command starts.
    pub start_o: Signal<Out, Bit>,
    /// It clears the sticky flags.
    pub clear_flags_o: Signal<Out, Bit>,
    /// A command is under way.
    pub busy_o: Signal<Out, Bit>,
    /// Two weights per byte.
    pub int4_o: Signal<Out, Bit>,
    /// Results are the accumulators.
    pub raw_o: Signal<Out, Bit>,
    /// Results are rounded twice.
    pub double_o: Signal<Out, Bit>,
    /// The columns of the current tile.
    pub column_mask_o: Vec<Signal<Out, Bit>>,
    /// A row of weights comes.
    pub row_valid_i: Signal<In, Bit>,
    /// It is taken.
    pub row_ready_o: Signal<Out, Bit>,
    /// It is the command's last.
    pub row_last_o: Signal<Out, Bit>,
    /// The row of the array that takes it.
    pub load_o: Vec<Signal<Out, Bit>>,
    /// A row of activations comes.
    pub activation_valid_i: Signal<In, Bit>,
    /// It is taken.
    pub activation_ready_o: Signal<Out, Bit>,
    /// It is the command's last.
    pub activation_last_o: Signal<Out, Bit>,
    /// The rows of the current tile.
    pub row_mask_o: Vec<Signal<Out, Bit>>,
    /// Take the loaded weights into use.
    pub swap_o: Signal<Out, Bit>,
    /// Store the sums.
    pub store_o: Signal<Out, Bit>,
    /// The sums are complete: a row of results.
    pub result_o: Signal<Out, Bit>,
    /// Begin the sums with the bias.
    pub first_o: Signal<Out, Bit>,
    /// The tile is of the last columns.
    pub partial_o: Signal<Out, Bit>,
    /// Take the next set of parameters into use.
    pub set_o: Signal<Out, Bit>,
    /// The last row of the last tile.
    pub final_o: Signal<Out, Bit>,
    /// The last slot of the last tile.
    pub end_o: Signal<Out, Bit>,
    /// The accumulator of the slot.
    pub address_o: Bus<Out, Bits<16>>,
    /// Rows in use.
    pub rows_used_o: Signal<Out, Bits<9>>,
    /// Columns in use.
    pub columns_used_o: Signal<Out, Bits<9>>,
    /// No slot for want of weights.
    pub stall_weights_o: Signal<Out, Bit>,
    /// No slot for want of activations.
    pub stall_activations_o: Signal<Out, Bit>,
    /// No slot for want of parameters.
    pub stall_parameters_o: Signal<Out, Bit>,
    /// No slot for want of room for results.
    pub stall_results_o: Signal<Out, Bit>,
    /// A set of parameters has arrived.
    pub set_i: Signal<In, Bit>,
    /// A result has left.
    pub credit_i: Signal<In, Bit>,
    /// The last slot is through.
    pub end_i: Signal<In, Bit>,
    /// A status is there.
    pub status_valid_o: Signal<Out, Bit>,
    /// It is taken.
    pub status_ready_i: Signal<In, Bit>,
    /// Why the command was refused, or 0.
    pub error_o: Signal<Out, Bits<8>>,
    /// The command's tag.
    pub tag_o: Signal<Out, Bits<16>>,

    state: Flop<State>,
    error: Flop<Bits<8>>,
    // The command.
    nothing: Flop<Bit>,
    unknown_opcode: Flop<Bit>,
    unknown_format: Flop<Bit>,
    reserved: Flop<Bit>,
    int4: Flop<Bit>,
    clear_flags: Flop<Bit>,
    raw: Flop<Bit>,
    double: Flop<Bit>,
    m: Flop<Bits<16>>,
    m_large: Flop<Bit>,
    k: Flop<Bits<16>>,
    k_large: Flop<Bit>,
    zero: Flop<Bit>,
    tag: Flop<Bits<16>>,
    // The loader: rows loaded of the coming tile, and what is left from this tile on.
    loading: Flop<Bit>,
    rows: Flop<Bits<16>>,
    rows_full: Flop<Bit>,
    rows_all_but_one: Flop<Bit>,
    load_k: Flop<Bits<16>>,
    load_n: Flop<Bits<16>>,
    load_less_k: Flop<Bits<16>>,
    load_less_n: Flop<Bits<16>>,
    load_last_k: Flop<Bit>,
    load_last_n: Flop<Bit>,
    load_last: Flop<Bit>,
    // The launcher's next slot, the two after it, and what is true of it.
    filled: Flop<Bit>,
    slot: Flop<Bits<16>>,
    second_slot: Flop<Bits<16>>,
    third_slot: Flop<Bits<16>>,
    starts_tile: Flop<Bit>,
    has_row: Flop<Bit>,
    gives_result: Flop<Bit>,
    takes_set: Flop<Bit>,
    last_row: Flop<Bit>,
    last_slot: Flop<Bit>,
    turns: Flop<Bit>,
    // The launcher's tile: what is left from it on, and what is true of it.
    priming: Flop<Bit>,
    primed: Flop<Bit>,
    left_k: Flop<Bits<16>>,
    left_n: Flop<Bits<16>>,
    first_k: Flop<Bit>,
    last_k: Flop<Bit>,
    last_n: Flop<Bit>,
    row_mask: Vec<Flop<Bit>>,
    column_mask: Vec<Flop<Bit>>,
    tile_rows: Flop<Bits<9>>,
    tile_columns: Flop<Bits<9>>,
    // The tile after it, in three steps.
    less_k: Flop<Bits<16>>,
    less_n: Flop<Bits<16>>,
    next_k: Flop<Bits<16>>,
    next_n: Flop<Bits<16>>,
    next_last_k: Flop<Bit>,
    next_last_n: Flop<Bit>,
    next_row_mask: Vec<Flop<Bit>>,
    next_column_mask: Vec<Flop<Bit>>,
    next_rows: Flop<Bits<9>>,
    next_columns: Flop<Bits<9>>,
    // Sets of parameters that wait, results under way.
    sets: Flop<Bits<8>>,
    set_waits: Flop<Bit>,
    under_way: Flop<Bits<16>>,
    no_credit: Flop<Bit>,
    // Tokens and stalls.
    swap: Flop<Bit>,
    store: Flop<Bit>,
    result: Flop<Bit>,
    first: Flop<Bit>,
    partial: Flop<Bit>,
    set: Flop<Bit>,
    final_row: Flop<Bit>,
    end: Flop<Bit>,
    address: Flop<Bits<16>>,
    rows_used: Flop<Bits<9>>,
    columns_used: Flop<Bits<9>>,
    stall_weights: Flop<Bit>,
    stall_activations: Flop<Bit>,
    stall_parameters: Flop<Bit>,
    stall_results: Flop<Bit>,

    refusal: Bus<Local, Bits<8>>,
    running: Signal<Local, Bit>,
    row: Bus<Local, Bits<16>>,
    row_taken: Signal<Local, Bit>,
    row_completes: Signal<Local, Bit>,
    complete: Signal<Local, Bit>,
    filling: Signal<Local, Bit>,
    wait_results: Signal<Local, Bit>,
    wait_parameters: Signal<Local, Bit>,
    wait_weights: Signal<Local, Bit>,
    wait_activations: Signal<Local, Bit>,
    sent: Signal<Local, Bit>,
    sent_result: Signal<Local, Bit>,
    sent_set: Signal<Local, Bit>,
    sent_end: Signal<Local, Bit>,
    advance: Signal<Local, Bit>,
    ends_tile: Signal<Local, Bit>,

    array_rows: Constant<Bits<16>>,
    all_but_two_rows: Constant<Bits<16>>,
    array_columns: Constant<Bits<16>>,
    accumulators: Constant<Bits<16>>,
    all_but_one_credit: Constant<Bits<16>>,
    row_index: Vec<Constant<Bits<16>>>,
    column_index: Vec<Constant<Bits<16>>>,
    module_name: Module,
    _rows: usize,
    _columns: usize,
}

impl Sequencer {
    /// The sequencer of `configuration`.
    pub fn new(configuration: &Configuration) -> Self {
        let (rows, columns) = (configuration.rows(), configuration.columns());
        let credits = configuration.result_queue_depth();
        let row_bits = rows.ilog2() as usize + 1;
        let slot_bits = row_bits.max(configuration.address_bits() + 1);
        let constant = |value: usize| Constant::new(value.to_bits());
        Self {
            clk_i: Signal::default(),
            rst_ni: Signal::default(),
            command_valid_i: Signal::default(),
            command_ready_o: Signal::default(),
            command_data_i: Signal::default(),
            start_o: Signal::default(),
            clear_flags_o: Signal::default(),
            busy_o: Signal::default(),
            int4_o: Signal::default(),
            raw_o: Signal::default(),
            double_o: Signal::default(),
            column_mask_o: vec![Signal::default(); columns],
            row_valid_i: Signal::default(),
            row_ready_o: Signal::default(),
            row_last_o: Signal::default(),
            load_o: vec![Signal::default(); rows],
            activation_valid_i: Signal::default(),
            activation_ready_o: Signal::default(),
            activation_last_o: Signal::default(),
            row_mask_o: vec![Signal::default(); rows],
            swap_o: Signal::default(),
            store_o: Signal::default(),
            result_o: Signal::default(),
            first_o: Signal::default(),
            partial_o: Signal::default(),
            set_o: Signal::default(),
            final_o: Signal::default(),
            end_o: Signal::default(),
            address_o: Bus::new(configuration.address_bits()),
            rows_used_o: Signal::default(),
            columns_used_o: Signal::default(),
            stall_weights_o: Signal::default(),
            stall_activations_o: Signal::default(),
            stall_parameters_o: Signal::default(),
            stall_results_o: Signal::default(),
            set_i: Signal::default(),
            credit_i: Signal::default(),
            end_i: Signal::default(),
            status_valid_o: Signal::default(),
            status_ready_i: Signal::default(),
            error_o: Signal::default(),
            tag_o: Signal::default(),
            state: Flop::default(),
            error: Flop::new(3),
            nothing: Flop::default(),
            unknown_opcode: Flop::default(),
            unknown_format: Flop::default(),
            reserved: Flop::default(),
            int4: Flop::default(),
            clear_flags: Flop::default(),
            raw: Flop::default(),
            double: Flop::default(),
            m: Flop::new(configuration.address_bits() + 1),
            m_large: Flop::default(),
            k: Flop::default(),
            k_large: Flop::default(),
            zero: Flop::default(),
            tag: Flop::default(),
            loading: Flop::default(),
            rows: Flop::new(row_bits),
            rows_full: Flop::default(),
            rows_all_but_one: Flop::default(),
            load_k: Flop::default(),
            load_n: Flop::default(),
            load_less_k: Flop::default(),
            load_less_n: Flop::default(),
            load_last_k: Flop::default(),
            load_last_n: Flop::default(),
            load_last: Flop::default(),
            filled: Flop::default(),
            slot: Flop::new(slot_bits),
            second_slot: Flop::new(slot_bits),
            third_slot: Flop::new(slot_bits),
            starts_tile: Flop::default(),
            has_row: Flop::default(),
            gives_result: Flop::default(),
            takes_set: Flop::default(),
            last_row: Flop::default(),
            last_slot: Flop::default(),
            turns: Flop::default(),
            priming: Flop::default(),
            primed: Flop::default(),
            left_k: Flop::default(),
            left_n: Flop::default(),
            first_k: Flop::default(),
            last_k: Flop::default(),
            last_n: Flop::default(),
            row_mask: Flop::lanes(rows, 1),
            column_mask: Flop::lanes(columns, 1),
            tile_rows: Flop::default(),
            tile_columns: Flop::default(),
            less_k: Flop::default(),
            less_n: Flop::default(),
            next_k: Flop::default(),
            next_n: Flop::default(),
            next_last_k: Flop::default(),
            next_last_n: Flop::default(),
            next_row_mask: Flop::lanes(rows, 1),
            next_column_mask: Flop::lanes(columns, 1),
            next_rows: Flop::default(),
            next_columns: Flop::default(),
            sets: Flop::new(5),
            set_waits: Flop::default(),
            under_way: Flop::new(credits.ilog2() as usize + 1),
            no_credit: Flop::default(),
            swap: Flop::default(),
            store: Flop::default(),
            result: Flop::default(),
            first: Flop::default(),
            partial: Flop::default(),
            set: Flop::default(),
            final_row: Flop::default(),
            end: Flop::default(),
            address: Flop::new(configuration.address_bits()),
            rows_used: Flop::default(),
            columns_used: Flop::default(),
            stall_weights: Flop::default(),
            stall_activations: Flop::default(),
            stall_parameters: Flop::default(),
            stall_results: Flop::default(),
            refusal: Bus::new(3),
            running: Signal::default(),
            row: Bus::new(row_bits),
            row_taken: Signal::default(),
            row_completes: Signal::default(),
            complete: Signal::default(),
            filling: Signal::default(),
            wait_results: Signal::default(),
            wait_parameters: Signal::default(),
            wait_weights: Signal::default(),
            wait_activations: Signal::default(),
            sent: Signal::default(),
            sent_result: Signal::default(),
            sent_set: Signal::default(),
            sent_end: Signal::default(),
            advance: Signal::default(),
            ends_tile: Signal::default(),
            array_rows: constant(rows),
            all_but_two_rows: constant(rows - 2),
            array_columns: constant(columns),
            accumulators: constant(configuration.accumulators()),
            all_but_one_credit: constant(credits - 1),
            row_index: (0..rows).map(constant).collect(),
            column_index: (0..columns).map(constant).collect(),
            module_name: Module::new("sequencer", include_str!("sequencer.rs")),
            _rows: rows,
            _columns: columns,
        }
    }
}
