//! Takes commands apart into what the datapath does in each cycle.
//!
//! Two processes go over the tiles of a matrix product, n-tiles outside, k-tiles inside. The loader fills the
//! shadow weights of the coming tile, a row per cycle. The launcher sends the activations of the current tile,
//! T = max(m, R) slots, and the tokens that go along with them; its first slot swaps the loaded weights in. A
//! slot that can't be sent is a stall, told with its reason, and becomes a bubble: the array never stops (a
//! global enable instead would need a wire to each of its cells). Tiles are counted by subtracting R and C, so
//! nothing is divided.
//!
//! Ports: rst_ni (synchronous, low); command_*: a command (128 bits); start_o, clear_flags_o, busy_o: for the
//! counters; int4_o, raw_o, double_o: the command's format and options; column_mask_o (C bits): the columns of
//! the current tile that exist; row_*, load_o (one bit per row): a row of weights comes and is loaded;
//! activation_*, row_mask_o (R bits): a row of activations comes, and which of its lanes exist; swap_o to
//! end_o: the tokens of a slot; address_o: the slot; rows_used_o, columns_used_o (9 bits): the size of the
//! current tile; stall_*_o: why a cycle was lost; set_i: a set of parameters has arrived; credit_i: a result
//! has left the result queue; end_i: the last token is through; status_*, error_o, tag_o: the status.
//! Timing: CHECK takes a cycle, the first R rows of weights R, then a slot per cycle; tokens are
//! combinational. row_ready_o and activation_ready_o depend on activation_valid_i in the same cycle.
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
    tag: Flop<Bits<16>>,
    // The loader: rows loaded of the coming tile, and what is left from this tile on.
    loading: Flop<Bit>,
    rows: Flop<Bits<16>>,
    load_k: Flop<Bits<16>>,
    load_n: Flop<Bits<16>>,
    // The launcher: its next slot, and what is left from this tile on.
    filled: Flop<Bit>,
    slot: Flop<Bits<16>>,
    first_k: Flop<Bit>,
    left_k: Flop<Bits<16>>,
    left_n: Flop<Bits<16>>,
    // Sets of parameters that wait, results under way.
    sets: Flop<Bits<8>>,
    under_way: Flop<Bits<16>>,

    refusal: Bus<Local, Bits<8>>,
    running: Signal<Local, Bit>,
    load_last_k: Signal<Local, Bit>,
    load_last_n: Signal<Local, Bit>,
    row: Bus<Local, Bits<16>>,
    row_taken: Signal<Local, Bit>,
    row_completes: Signal<Local, Bit>,
    last_k: Signal<Local, Bit>,
    last_n: Signal<Local, Bit>,
    next_slot: Bus<Local, Bits<16>>,
    starts_tile: Signal<Local, Bit>,
    has_row: Signal<Local, Bit>,
    last_row: Signal<Local, Bit>,
    last_slot: Signal<Local, Bit>,
    sent: Signal<Local, Bit>,

    array_rows: Constant<Bits<16>>,
    last_array_row: Constant<Bits<16>>,
    array_columns: Constant<Bits<16>>,
    accumulators: Constant<Bits<16>>,
    credits: Constant<Bits<16>>,
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
            tag: Flop::default(),
            loading: Flop::default(),
            rows: Flop::new(row_bits),
            load_k: Flop::default(),
            load_n: Flop::default(),
            filled: Flop::default(),
            slot: Flop::new(slot_bits),
            first_k: Flop::default(),
            left_k: Flop::default(),
            left_n: Flop::default(),
            sets: Flop::new(5),
            under_way: Flop::new(credits.ilog2() as usize + 1),
            refusal: Bus::new(3),
            running: Signal::default(),
            load_last_k: Signal::default(),
            load_last_n: Signal::default(),
            row: Bus::new(row_bits),
            row_taken: Signal::default(),
            row_completes: Signal::default(),
            last_k: Signal::default(),
            last_n: Signal::default(),
            next_slot: Bus::new(slot_bits),
            starts_tile: Signal::default(),
            has_row: Signal::default(),
            last_row: Signal::default(),
            last_slot: Signal::default(),
            sent: Signal::default(),
            array_rows: constant(rows),
            last_array_row: constant(rows - 1),
            array_columns: constant(columns),
            accumulators: constant(configuration.accumulators()),
            credits: constant(credits),
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
        dff_setup!(self, clk_i, int4, clear_flags, raw, double, m, m_large, k, k_large, tag);
        dff_setup!(self, clk_i, loading, rows, load_k, load_n);
        dff_setup!(self, clk_i, filled, slot, first_k, left_k, left_n, sets, under_way);

        comment!("Where the launcher is in the current tile.");
        self.running.next = self.state.q.val() == State::Run;
        self.last_k.next = self.left_k.q.val() <= self.array_rows.val();
        self.last_n.next = self.left_n.q.val() <= self.array_columns.val();
        self.next_slot.next = self.slot.q.val() + 1;
        self.starts_tile.next = self.slot.q.val() == 0;
        self.has_row.next = self.slot.q.val() < self.m.q.val();
        self.last_row.next = self.next_slot.val() == self.m.q.val();
        self.last_slot.next = self.next_slot.val() >= self.m.q.val() && self.next_slot.val() >= self.array_rows.val();

        comment!("A slot is sent, or something is missing.");
        self.sent.next = false;
        self.stall_weights_o.next = false;
        self.stall_activations_o.next = false;
        self.stall_parameters_o.next = false;
        self.stall_results_o.next = false;
        if self.running.val() {
            if !self.filled.q.val() {
                self.stall_weights_o.next = !self.row_valid_i.val();
            } else if self.has_row.val() && self.last_k.val() && self.under_way.q.val() == self.credits.val() {
                self.stall_results_o.next = true;
            } else if self.starts_tile.val() && self.first_k.q.val() && self.sets.q.val() == 0 {
                self.stall_parameters_o.next = true;
            } else if self.starts_tile.val() && self.rows.q.val() != self.array_rows.val() {
                self.stall_weights_o.next = true;
            } else if self.has_row.val() && !self.activation_valid_i.val() {
                self.stall_activations_o.next = true;
            } else {
                self.sent.next = true;
            }
        }

        comment!("What goes with a slot.");
        self.activation_ready_o.next = self.sent.val() && self.has_row.val();
        self.activation_last_o.next = self.last_row.val() && self.last_k.val() && self.last_n.val();
        self.swap_o.next = self.sent.val() && self.starts_tile.val();
        self.set_o.next = self.sent.val() && self.starts_tile.val() && self.first_k.q.val();
        self.store_o.next = self.sent.val() && self.has_row.val() && !self.last_k.val();
        self.result_o.next = self.sent.val() && self.has_row.val() && self.last_k.val();
        self.first_o.next = self.sent.val() && self.has_row.val() && self.first_k.q.val();
        self.partial_o.next = self.sent.val() && self.last_n.val();
        self.final_o.next = self.sent.val() && self.last_row.val() && self.last_k.val() && self.last_n.val();
        self.end_o.next = self.sent.val() && self.last_slot.val() && self.last_k.val() && self.last_n.val();
        self.address_o.next = self.slot.q.val();
        if self.last_k.val() {
            self.rows_used_o.next = bit_cast::<9, 16>(self.left_k.q.val());
        } else {
            self.rows_used_o.next = bit_cast::<9, 16>(self.array_rows.val());
        }
        if self.last_n.val() {
            self.columns_used_o.next = bit_cast::<9, 16>(self.left_n.q.val());
        } else {
            self.columns_used_o.next = bit_cast::<9, 16>(self.array_columns.val());
        }
        for r in 0..self._rows {
            self.row_mask_o[r].next = self.row_index[r].val() < self.left_k.q.val();
        }
        for c in 0..self._columns {
            self.column_mask_o[c].next = self.column_index[c].val() < self.left_n.q.val();
        }

        comment!("A row of weights: a swap makes room for the first row of the tile after.");
        self.load_last_k.next = self.load_k.q.val() <= self.array_rows.val();
        self.load_last_n.next = self.load_n.q.val() <= self.array_columns.val();
        self.row.next = self.rows.q.val();
        if self.swap_o.val() {
            self.row.next = 0.into();
        }
        self.row_ready_o.next = self.running.val()
            && self.loading.q.val()
            && (self.swap_o.val() || self.rows.q.val() != self.array_rows.val());
        self.row_taken.next = self.row_ready_o.val() && self.row_valid_i.val();
        for r in 0..self._rows {
            self.load_o[r].next = self.row_taken.val() && self.row.val() == self.row_index[r].val();
        }
        self.row_completes.next = self.row.val() == self.last_array_row.val();
        self.row_last_o.next = self.row_completes.val() && self.load_last_k.val() && self.load_last_n.val();

        comment!("The loader moves on.");
        if self.row_taken.val() {
            self.rows.d.next = self.row.val() + 1;
            if self.row_completes.val() {
                self.filled.d.next = true;
                if self.load_last_k.val() {
                    self.load_k.d.next = self.k.q.val();
                    self.load_n.d.next = self.load_n.q.val() - self.array_columns.val();
                    self.loading.d.next = !self.load_last_n.val();
                } else {
                    self.load_k.d.next = self.load_k.q.val() - self.array_rows.val();
                }
            }
        } else if self.swap_o.val() {
            self.rows.d.next = 0.into();
        }

        comment!("The launcher moves on; after the last tile left_n stays, for the results that are on their way.");
        if self.sent.val() {
            self.slot.d.next = self.next_slot.val();
            if self.last_slot.val() {
                self.slot.d.next = 0.into();
                self.first_k.d.next = self.last_k.val();
                if self.last_k.val() {
                    self.left_k.d.next = self.k.q.val();
                    if !self.last_n.val() {
                        self.left_n.d.next = self.left_n.q.val() - self.array_columns.val();
                    }
                } else {
                    self.left_k.d.next = self.left_k.q.val() - self.array_rows.val();
                }
            }
        }

        if self.set_i.val() && !self.set_o.val() {
            self.sets.d.next = self.sets.q.val() + 1;
        } else if self.set_o.val() && !self.set_i.val() {
            self.sets.d.next = self.sets.q.val() - 1;
        }
        if self.result_o.val() && !self.credit_i.val() {
            self.under_way.d.next = self.under_way.q.val() + 1;
        } else if self.credit_i.val() && !self.result_o.val() {
            self.under_way.d.next = self.under_way.q.val() - 1;
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
            } else if (self.m.q.val() == 0 && !self.m_large.q.val())
                || self.left_n.q.val() == 0
                || (self.k.q.val() == 0 && !self.k_large.q.val())
            {
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
                    self.tag.d.next = self.command_data_i.val().get_bits::<16>(96);
                    self.loading.d.next = true;
                    self.rows.d.next = 0.into();
                    self.load_k.d.next = self.command_data_i.val().get_bits::<16>(64);
                    self.load_n.d.next = self.command_data_i.val().get_bits::<16>(48);
                    self.filled.d.next = false;
                    self.slot.d.next = 0.into();
                    self.first_k.d.next = true;
                    self.left_k.d.next = self.command_data_i.val().get_bits::<16>(64);
                    self.left_n.d.next = self.command_data_i.val().get_bits::<16>(48);
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
                if self.end_o.val() {
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
            self.under_way.d.next = 0.into();
        }
    }
}
