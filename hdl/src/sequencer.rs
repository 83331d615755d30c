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

use rust_hdl::prelude::*;
use seedchip_export::{Bus, Flop, Module, Resize};
use seedchip_params::Configuration;

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
    // The launcher's next slot, the two after it, and what is true of it.
    filled: Flop<Bit>,
    slot: Flop<Bits<16>>,
    second_slot: Flop<Bits<16>>,
    third_slot: Flop<Bits<16>>,
    starts_tile: Flop<Bit>,
    has_row: Flop<Bit>,
    last_row: Flop<Bit>,
    last_slot: Flop<Bit>,
    turns: Flop<Bit>,
    // The launcher's tile: what is left from it on, and what is true of it.
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
    no_set: Flop<Bit>,
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
            filled: Flop::default(),
            slot: Flop::new(slot_bits),
            second_slot: Flop::new(slot_bits),
            third_slot: Flop::new(slot_bits),
            starts_tile: Flop::default(),
            has_row: Flop::default(),
            last_row: Flop::default(),
            last_slot: Flop::default(),
            turns: Flop::default(),
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
            no_set: Flop::default(),
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

impl Logic for Sequencer {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, state, error, nothing, unknown_opcode, unknown_format, reserved);
        dff_setup!(self, clk_i, int4, clear_flags, raw, double, m, m_large, k, k_large, zero, tag);
        dff_setup!(self, clk_i, loading, rows, rows_full, rows_all_but_one, load_k, load_n);
        dff_setup!(self, clk_i, load_less_k, load_less_n, load_last_k, load_last_n);
        dff_setup!(self, clk_i, filled, slot, second_slot, third_slot, starts_tile, has_row, last_row);
        dff_setup!(self, clk_i, last_slot, turns);
        dff_setup!(self, clk_i, primed, left_k, left_n, first_k, last_k, last_n, tile_rows, tile_columns);
        dff_setup!(self, clk_i, less_k, less_n, next_k, next_n, next_last_k, next_last_n, next_rows, next_columns);
        dff_setup!(self, clk_i, sets, no_set, under_way, no_credit);
        dff_setup!(self, clk_i, swap, store, result, first, partial, set, final_row, end);
        dff_setup!(self, clk_i, address, rows_used, columns_used);
        dff_setup!(self, clk_i, stall_weights, stall_activations, stall_parameters, stall_results);
        for r in 0..self._rows {
            self.row_mask[r].clock.next = self.clk_i.val();
            self.next_row_mask[r].clock.next = self.clk_i.val();
            self.row_mask[r].d.next = self.row_mask[r].q.val();
        }
        for c in 0..self._columns {
            self.column_mask[c].clock.next = self.clk_i.val();
            self.next_column_mask[c].clock.next = self.clk_i.val();
            self.column_mask[c].d.next = self.column_mask[c].q.val();
        }
        self.running.next = self.state.q.val() == State::Run;

        comment!("A row of weights: a swap makes room for the first row of the tile after.");
        self.row.next = self.rows.q.val();
        if self.swap.q.val() {
            self.row.next = 0.into();
        }
        self.row_ready_o.next =
            self.running.val() && self.loading.q.val() && (self.swap.q.val() || !self.rows_full.q.val());
        self.row_taken.next = self.row_ready_o.val() && self.row_valid_i.val();
        self.row_completes.next = !self.swap.q.val() && self.rows_all_but_one.q.val();
        comment!("Where this is looked at, no swap shows, and a row that comes is taken.");
        self.complete.next = self.rows_full.q.val() || (self.rows_all_but_one.q.val() && self.row_valid_i.val());
        for r in 0..self._rows {
            self.load_o[r].next = self.row_taken.val() && self.row.val() == self.row_index[r].val();
        }
        self.row_last_o.next = self.row_completes.val() && self.load_last_k.q.val() && self.load_last_n.q.val();
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
        self.wait_results.next = self.has_row.q.val() && self.last_k.q.val() && self.no_credit.q.val();
        self.wait_parameters.next = self.starts_tile.q.val() && self.first_k.q.val() && self.no_set.q.val();
        self.wait_weights.next = self.starts_tile.q.val() && !self.complete.val();
        self.wait_activations.next = self.has_row.q.val() && !self.activation_valid_i.val();
        self.sent.next = self.running.val()
            && !self.wait_results.val()
            && !self.wait_parameters.val()
            && !self.wait_weights.val()
            && !self.wait_activations.val();
        self.sent_result.next = self.sent.val() && self.has_row.q.val() && self.last_k.q.val();
        self.sent_set.next = self.sent.val() && self.starts_tile.q.val() && self.first_k.q.val();
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
                self.last_slot.d.next =
                    self.third_slot.q.val() >= self.m.q.val() && self.third_slot.q.val() >= self.array_rows.val();
                self.turns.d.next = self.third_slot.q.val() >= self.m.q.val()
                    && self.third_slot.q.val() >= self.array_rows.val()
                    && !(self.last_k.q.val() && self.last_n.q.val());
            }
            self.starts_tile.d.next = self.last_slot.q.val();
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
        self.advance.next = (self.running.val() && !self.primed.q.val()) || (self.sent.val() && self.turns.q.val());
        if self.advance.val() {
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
            self.no_set.d.next = false;
        } else if self.sent_set.val() && !self.set_i.val() {
            self.sets.d.next = self.sets.q.val() - 1;
            self.no_set.d.next = self.sets.q.val() == 1;
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
                    self.loading.d.next = true;
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
                self.state.d.next = State::Run;
                if self.nothing.q.val() || self.refusal.val().any() {
                    self.state.d.next = State::Status;
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
            self.sets.d.next = 0.into();
            self.no_set.d.next = true;
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
