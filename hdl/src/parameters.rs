//! Queues the parameters of columns and brings each field to its consumer in the cycle that needs it.
//!
//! Every column has a shadow and an active register per field, so a set is loaded, one column per cycle, while
//! the one before is in use. The pipeline behind takes the bias first and the clamp last, so a set changes
//! hands field by field: the later fields are delayed on their way in, and the swap with them. (One delay of
//! everything at the end would take a register per stage, column and field.)
//!
//! Ports: rst_ni (synchronous, low); parameter_*: beats of 128 bits, one per column; swap_i: take the shadow
//! set into use; raw_i: with multipliers 1, shifts 0 and zero points 0 in place of its own, which lets sums through
//! as they are (here it costs a set and a reset of registers; in front of the multipliers, a multiplexer); set_o: a
//! set has arrived; framing_o: its last beat was not marked as such, or another was;
//! bias_range_o: a bias is beyond ±2^30; bias_o, multiplier_o (C × 32 bits), shift_o (C × 6), zero_point_o,
//! low_o, high_o (C × 8): the active set.
//! Timing: set_o, framing_o, bias_range_o a cycle after the beat. From swap_i at t: biases change at t + 1,
//! multipliers at t + 3, shifts at t + 8, zero points at t + 12, lows and highs at t + 13; the shadow of column c is
//! loaded at the earliest c cycles after swap_i.
//! Widths: index and arrived count C columns. Of a beat, the three words that hold fields are queued.

use crate::stream::{Delay, StreamFifo};
use rust_hdl::prelude::*;
use seedchip_export::{Bus, Flop, Module};
use seedchip_spec::Configuration;

/// The parameters of all columns.
#[derive(Clone, Debug, LogicBlock)]
pub struct Parameters {
    /// Clock.
    pub clk_i: Signal<In, Clock>,
    /// Synchronous reset, active low.
    pub rst_ni: Signal<In, Bit>,
    /// A beat comes.
    pub parameter_valid_i: Signal<In, Bit>,
    /// It is taken.
    pub parameter_ready_o: Signal<Out, Bit>,
    /// The parameters of a column.
    pub parameter_data_i: Vec<Bus<In, Bits<32>>>,
    /// It is the last of a set.
    pub parameter_last_i: Signal<In, Bit>,
    /// Take the shadow set into use.
    pub swap_i: Signal<In, Bit>,
    /// Its sums are wanted as they are.
    pub raw_i: Signal<In, Bit>,
    /// A set has arrived.
    pub set_o: Signal<Out, Bit>,
    /// A set did not end where it should.
    pub framing_o: Signal<Out, Bit>,
    /// A bias is out of range.
    pub bias_range_o: Signal<Out, Bit>,
    /// The active biases.
    pub bias_o: Vec<Signal<Out, Signed<32>>>,
    /// The active multipliers.
    pub multiplier_o: Vec<Signal<Out, Signed<32>>>,
    /// The active shifts.
    pub shift_o: Vec<Signal<Out, Bits<6>>>,
    /// The active zero points.
    pub zero_point_o: Vec<Signal<Out, Signed<8>>>,
    /// The smallest results.
    pub low_o: Vec<Signal<Out, Signed<8>>>,
    /// The greatest results.
    pub high_o: Vec<Signal<Out, Signed<8>>>,
    // Entry.
    arrived: Flop<Bits<16>>,
    set: Flop<Bit>,
    framing: Flop<Bit>,
    bias_range: Flop<Bit>,
    accepted: Signal<Local, Bit>,
    completes: Signal<Local, Bit>,
    queue: StreamFifo<Bits<32>>,
    // Loader.
    index: Flop<Bits<16>>,
    all_loaded: Flop<Bit>,
    column: Bus<Local, Bits<16>>,
    popped: Signal<Local, Bit>,
    // What comes later: lane i of these is i + 1 cycles old.
    popped_late: Vec<Flop<Bit>>,
    column_late: Vec<Flop<Bits<16>>>,
    swap_late: Vec<Flop<Bit>>,
    raw_late: Vec<Flop<Bit>>,
    multiplier_late: Delay<Bits<32>>,
    shift_late: Delay<Bits<6>>,
    zero_point_late: Delay<Bits<8>>,
    low_late: Delay<Bits<8>>,
    high_late: Delay<Bits<8>>,
    shadow_bias: Vec<Flop<Signed<32>>>,
    shadow_multiplier: Vec<Flop<Signed<32>>>,
    shadow_shift: Vec<Flop<Bits<6>>>,
    shadow_zero_point: Vec<Flop<Signed<8>>>,
    shadow_low: Vec<Flop<Signed<8>>>,
    shadow_high: Vec<Flop<Signed<8>>>,
    bias: Vec<Flop<Signed<32>>>,
    multiplier: Vec<Flop<Signed<32>>>,
    shift: Vec<Flop<Bits<6>>>,
    zero_point: Vec<Flop<Signed<8>>>,
    low: Vec<Flop<Signed<8>>>,
    high: Vec<Flop<Signed<8>>>,
    last_column: Constant<Bits<16>>,
    column_index: Vec<Constant<Bits<16>>>,
    module_name: Module,
    _columns: usize,
}

impl Parameters {
    /// The parameters of `configuration`.
    pub fn new(configuration: &Configuration) -> Self {
        let columns = configuration.columns();
        let count_bits = columns.ilog2() as usize + 1;
        Self {
            clk_i: Signal::default(),
            rst_ni: Signal::default(),
            parameter_valid_i: Signal::default(),
            parameter_ready_o: Signal::default(),
            parameter_data_i: Bus::lanes(4, 32),
            parameter_last_i: Signal::default(),
            swap_i: Signal::default(),
            raw_i: Signal::default(),
            set_o: Signal::default(),
            framing_o: Signal::default(),
            bias_range_o: Signal::default(),
            bias_o: vec![Signal::default(); columns],
            multiplier_o: vec![Signal::default(); columns],
            shift_o: vec![Signal::default(); columns],
            zero_point_o: vec![Signal::default(); columns],
            low_o: vec![Signal::default(); columns],
            high_o: vec![Signal::default(); columns],
            arrived: Flop::new(count_bits),
            set: Flop::default(),
            framing: Flop::default(),
            bias_range: Flop::default(),
            accepted: Signal::default(),
            completes: Signal::default(),
            queue: StreamFifo::new(3, 32, configuration.parameter_queue_depth()),
            index: Flop::new(count_bits),
            all_loaded: Flop::default(),
            column: Bus::new(count_bits),
            popped: Signal::default(),
            popped_late: Flop::lanes(12, 1),
            column_late: Flop::lanes(12, count_bits),
            swap_late: Flop::lanes(12, 1),
            raw_late: Flop::lanes(11, 1),
            multiplier_late: Delay::new(32, 2),
            shift_late: Delay::new(6, 7),
            zero_point_late: Delay::new(8, 11),
            low_late: Delay::new(8, 12),
            high_late: Delay::new(8, 12),
            shadow_bias: Flop::lanes(columns, 32),
            shadow_multiplier: Flop::lanes(columns, 32),
            shadow_shift: Flop::lanes(columns, 6),
            shadow_zero_point: Flop::lanes(columns, 8),
            shadow_low: Flop::lanes(columns, 8),
            shadow_high: Flop::lanes(columns, 8),
            bias: Flop::lanes(columns, 32),
            multiplier: Flop::lanes(columns, 32),
            shift: Flop::lanes(columns, 6),
            zero_point: Flop::lanes(columns, 8),
            low: Flop::lanes(columns, 8),
            high: Flop::lanes(columns, 8),
            last_column: Constant::new((columns - 1).to_bits()),
            column_index: (0..columns).map(|column| Constant::new(column.to_bits())).collect(),
            module_name: Module::new("parameters", include_str!("parameters.rs")),
            _columns: columns,
        }
    }
}

impl Logic for Parameters {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, arrived, set, framing, bias_range, index, all_loaded);
        for c in 0..self._columns {
            self.shadow_bias[c].clock.next = self.clk_i.val();
            self.shadow_bias[c].d.next = self.shadow_bias[c].q.val();
            self.shadow_multiplier[c].clock.next = self.clk_i.val();
            self.shadow_multiplier[c].d.next = self.shadow_multiplier[c].q.val();
            self.shadow_shift[c].clock.next = self.clk_i.val();
            self.shadow_shift[c].d.next = self.shadow_shift[c].q.val();
            self.shadow_zero_point[c].clock.next = self.clk_i.val();
            self.shadow_zero_point[c].d.next = self.shadow_zero_point[c].q.val();
            self.shadow_low[c].clock.next = self.clk_i.val();
            self.shadow_low[c].d.next = self.shadow_low[c].q.val();
            self.shadow_high[c].clock.next = self.clk_i.val();
            self.shadow_high[c].d.next = self.shadow_high[c].q.val();
            self.bias[c].clock.next = self.clk_i.val();
            self.bias[c].d.next = self.bias[c].q.val();
            self.multiplier[c].clock.next = self.clk_i.val();
            self.multiplier[c].d.next = self.multiplier[c].q.val();
            self.shift[c].clock.next = self.clk_i.val();
            self.shift[c].d.next = self.shift[c].q.val();
            self.zero_point[c].clock.next = self.clk_i.val();
            self.zero_point[c].d.next = self.zero_point[c].q.val();
            self.low[c].clock.next = self.clk_i.val();
            self.low[c].d.next = self.low[c].q.val();
            self.high[c].clock.next = self.clk_i.val();
            self.high[c].d.next = self.high[c].q.val();
        }

        comment!("Entry: count the columns of a set as they come.");
        self.accepted.next = self.parameter_valid_i.val() && self.queue.up_ready_o.val();
        self.completes.next = self.accepted.val() && self.arrived.q.val() == self.last_column.val();
        if self.completes.val() {
            self.arrived.d.next = 0.into();
        } else if self.accepted.val() {
            self.arrived.d.next = self.arrived.q.val() + 1;
        }
        self.set.d.next = self.completes.val();
        self.framing.d.next = self.accepted.val() && self.parameter_last_i.val() != self.completes.val();
        comment!("In range, -2^30 to 2^30, are biases whose upper two bits agree, and 2^30.");
        self.bias_range.d.next = self.accepted.val()
            && self.parameter_data_i[0].val().get_bit(31) != self.parameter_data_i[0].val().get_bit(30)
            && (self.parameter_data_i[0].val().get_bit(31) || self.parameter_data_i[0].val().get_bits::<30>(0).any());
        self.parameter_ready_o.next = self.queue.up_ready_o.val();
        self.set_o.next = self.set.q.val();
        self.framing_o.next = self.framing.q.val();
        self.bias_range_o.next = self.bias_range.q.val();

        comment!("Loader: the next column of the shadow set.");
        self.popped.next = self.queue.down_valid_o.val() && (self.swap_i.val() || !self.all_loaded.q.val());
        self.column.next = self.index.q.val();
        if self.swap_i.val() {
            self.column.next = 0.into();
            self.all_loaded.d.next = false;
        }
        self.index.d.next = self.column.val();
        if self.popped.val() {
            self.index.d.next = self.column.val() + 1;
            self.all_loaded.d.next = self.column.val() == self.last_column.val();
        }
        self.queue.clk_i.next = self.clk_i.val();
        self.queue.rst_ni.next = self.rst_ni.val();
        self.queue.up_valid_i.next = self.parameter_valid_i.val();
        for i in 0..3 {
            self.queue.up_data_i[i].next = self.parameter_data_i[i].val();
        }
        self.queue.down_ready_i.next = self.popped.val();

        comment!("What comes later.");
        for i in 0..12 {
            self.popped_late[i].clock.next = self.clk_i.val();
            self.column_late[i].clock.next = self.clk_i.val();
            self.swap_late[i].clock.next = self.clk_i.val();
        }
        self.popped_late[0].d.next = self.popped.val();
        self.column_late[0].d.next = self.column.val();
        self.swap_late[0].d.next = self.swap_i.val();
        for i in 0..11 {
            self.raw_late[i].clock.next = self.clk_i.val();
        }
        self.raw_late[0].d.next = self.swap_i.val() && self.raw_i.val();
        for i in 1..11 {
            self.raw_late[i].d.next = self.raw_late[i - 1].q.val();
        }
        for i in 1..12 {
            self.popped_late[i].d.next = self.popped_late[i - 1].q.val();
            self.column_late[i].d.next = self.column_late[i - 1].q.val();
            self.swap_late[i].d.next = self.swap_late[i - 1].q.val();
        }
        self.multiplier_late.clk_i.next = self.clk_i.val();
        self.multiplier_late.data_i.next = self.queue.down_data_o[1].val();
        self.shift_late.clk_i.next = self.clk_i.val();
        self.shift_late.data_i.next = self.queue.down_data_o[2].val().get_bits::<6>(0);
        self.zero_point_late.clk_i.next = self.clk_i.val();
        self.zero_point_late.data_i.next = self.queue.down_data_o[2].val().get_bits::<8>(8);
        self.low_late.clk_i.next = self.clk_i.val();
        self.low_late.data_i.next = self.queue.down_data_o[2].val().get_bits::<8>(16);
        self.high_late.clk_i.next = self.clk_i.val();
        self.high_late.data_i.next = self.queue.down_data_o[2].val().get_bits::<8>(24);

        comment!("The shadow set, column by column.");
        for c in 0..self._columns {
            if self.popped.val() && self.column.val() == self.column_index[c].val() {
                self.shadow_bias[c].d.next = signed_cast(self.queue.down_data_o[0].val());
            }
            if self.popped_late[1].q.val() && self.column_late[1].q.val() == self.column_index[c].val() {
                self.shadow_multiplier[c].d.next = signed_cast(self.multiplier_late.data_o.val());
            }
            if self.popped_late[6].q.val() && self.column_late[6].q.val() == self.column_index[c].val() {
                self.shadow_shift[c].d.next = self.shift_late.data_o.val();
            }
            if self.popped_late[10].q.val() && self.column_late[10].q.val() == self.column_index[c].val() {
                self.shadow_zero_point[c].d.next = signed_cast(self.zero_point_late.data_o.val());
            }
            if self.popped_late[11].q.val() && self.column_late[11].q.val() == self.column_index[c].val() {
                self.shadow_low[c].d.next = signed_cast(self.low_late.data_o.val());
                self.shadow_high[c].d.next = signed_cast(self.high_late.data_o.val());
            }
        }

        comment!("The active set, all columns at once.");
        if self.swap_i.val() {
            for c in 0..self._columns {
                self.bias[c].d.next = self.shadow_bias[c].q.val();
            }
        }
        if self.raw_late[1].q.val() {
            for c in 0..self._columns {
                self.multiplier[c].d.next = 1.into();
            }
        } else if self.swap_late[1].q.val() {
            for c in 0..self._columns {
                self.multiplier[c].d.next = self.shadow_multiplier[c].q.val();
            }
        }
        if self.raw_late[6].q.val() {
            for c in 0..self._columns {
                self.shift[c].d.next = 0.into();
            }
        } else if self.swap_late[6].q.val() {
            for c in 0..self._columns {
                self.shift[c].d.next = self.shadow_shift[c].q.val();
            }
        }
        if self.raw_late[10].q.val() {
            for c in 0..self._columns {
                self.zero_point[c].d.next = 0.into();
            }
        } else if self.swap_late[10].q.val() {
            for c in 0..self._columns {
                self.zero_point[c].d.next = self.shadow_zero_point[c].q.val();
            }
        }
        if self.swap_late[11].q.val() {
            for c in 0..self._columns {
                self.low[c].d.next = self.shadow_low[c].q.val();
                self.high[c].d.next = self.shadow_high[c].q.val();
            }
        }
        for c in 0..self._columns {
            self.bias_o[c].next = self.bias[c].q.val();
            self.multiplier_o[c].next = self.multiplier[c].q.val();
            self.shift_o[c].next = self.shift[c].q.val();
            self.zero_point_o[c].next = self.zero_point[c].q.val();
            self.low_o[c].next = self.low[c].q.val();
            self.high_o[c].next = self.high[c].q.val();
        }

        if !self.rst_ni.val() {
            self.arrived.d.next = 0.into();
            self.set.d.next = false;
            self.framing.d.next = false;
            self.bias_range.d.next = false;
            self.index.d.next = 0.into();
            self.all_loaded.d.next = false;
            for i in 0..12 {
                self.popped_late[i].d.next = false;
                self.swap_late[i].d.next = false;
            }
            for i in 0..11 {
                self.raw_late[i].d.next = false;
            }
        }
    }
}
