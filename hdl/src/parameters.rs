use crate::stream::delay::Delay;
use crate::stream::stream_fifo::StreamFifo;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;
use seedchip_spec::Configuration;

block! {
    /// Queues the parameters of columns and brings each field to its consumer in the cycle that needs it.
    ///
    /// Every column has a shadow and an active register per field, so a set is loaded, one column per cycle, while
    /// the one before is in use. The pipeline behind takes the bias first and the clamp last, so a set changes
    /// hands field by field: the later fields are delayed on their way in, and the swap with them. (One delay of
    /// everything at the end would take a register per stage, column and field.)
    ///
    /// A set that comes with raw_i gets multipliers 1, shifts 0 and zero points 0 in place of its own, which lets sums
    /// through as they are: here that costs a set and a reset of registers, in front of the multipliers a multiplexer.
    ///
    /// Timing: set_o, framing_o, bias_range_o a cycle after the beat. From swap_i at t: biases change at t + 1,
    /// multipliers at t + 3, shifts at t + 8, zero points at t + 12, lows and highs at t + 13; the shadow of column c
    /// is loaded at the earliest c cycles after swap_i.
    /// Widths: index and arrived count C columns. Of a beat, the three words that hold fields are queued.
    pub struct Parameters;

    /// The parameters of `configuration`.
    new(configuration: &Configuration) {
        let columns = configuration.columns();
        let count_bits = columns.ilog2() as usize + 1;
    }
    module "parameters" of configuration
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low: empties the queue.
        in rst_ni: Bit,
        /// A beat is offered.
        in parameter_valid_i: Bit,
        /// There is room for a beat.
        out parameter_ready_o: Bit,
        /// The beat: the parameters of a column.
        in parameter_data_i: Bits<32>{32}[4],
        /// The beat is the last of its set.
        in parameter_last_i: Bit,
        /// Take the shadow set into use.
        in swap_i: Bit,
        /// The coming set is of a raw command.
        in raw_i: Bit,
        /// A set has arrived.
        out set_o: Bit,
        /// A set's last beat was not marked as such, or another beat was.
        out framing_o: Bit,
        /// A bias is beyond ±2^30.
        out bias_range_o: Bit,
        /// The active biases.
        out bias_o: Signed<32>[columns],
        /// The active multipliers.
        out multiplier_o: Signed<32>[columns],
        /// The active shifts.
        out shift_o: Bits<6>[columns],
        /// The active zero points.
        out zero_point_o: Signed<8>[columns],
        /// The active lower limits.
        out low_o: Signed<8>[columns],
        /// The active upper limits.
        out high_o: Signed<8>[columns],
    }
    inside {
        // Entry.
        reg arrived: Bits<16>{count_bits},
        reg set: Bit,
        reg framing: Bit,
        reg bias_range: Bit,
        wire accepted: Bit,
        wire completes: Bit,
        block queue: StreamFifo<Bits<32>> = StreamFifo::new(3, 32, configuration.parameter_queue_depth()),
        // Loader.
        reg index: Bits<16>{count_bits},
        reg all_loaded: Bit,
        wire column: Bits<16>{count_bits},
        wire popped: Bit,
        // What comes later: lane i of these is i + 1 cycles old.
        reg popped_late: Bit[12],
        reg column_late: Bits<16>{count_bits}[12],
        reg swap_late: Bit[12],
        reg raw_late: Bit[11],
        block multiplier_late: Delay<Bits<32>> = Delay::new(32, 2),
        block shift_late: Delay<Bits<6>> = Delay::new(6, 7),
        block zero_point_late: Delay<Bits<8>> = Delay::new(8, 11),
        block low_late: Delay<Bits<8>> = Delay::new(8, 12),
        block high_late: Delay<Bits<8>> = Delay::new(8, 12),
        reg shadow_bias: Signed<32>[columns],
        reg shadow_multiplier: Signed<32>[columns],
        reg shadow_shift: Bits<6>[columns],
        reg shadow_zero_point: Signed<8>[columns],
        reg shadow_low: Signed<8>[columns],
        reg shadow_high: Signed<8>[columns],
        reg bias: Signed<32>[columns],
        reg multiplier: Signed<32>[columns],
        reg shift: Bits<6>[columns],
        reg zero_point: Signed<8>[columns],
        reg low: Signed<8>[columns],
        reg high: Signed<8>[columns],
        const last_column: Bits<16> = (columns - 1).to_bits(),
        const column_index: Bits<16>[columns] = ToBits::to_bits,
        value _columns: usize = columns,
    }
}

impl Logic for Parameters {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("Entry: count the columns of a set as they come.");
        self.accepted.next = self.parameter_valid_i.val() && self.queue.up.ready_o.val();
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
        self.parameter_ready_o.next = self.queue.up.ready_o.val();
        self.set_o.next = self.set.q.val();
        self.framing_o.next = self.framing.q.val();
        self.bias_range_o.next = self.bias_range.q.val();

        comment!("Loader: the next column of the shadow set.");
        self.popped.next = self.queue.down.valid_o.val() && (self.swap_i.val() || !self.all_loaded.q.val());
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
        self.queue.up.valid_i.next = self.parameter_valid_i.val();
        for i in 0..3 {
            self.queue.up.data_i[i].next = self.parameter_data_i[i].val();
        }
        self.queue.down.ready_i.next = self.popped.val();

        comment!("What comes later.");
        self.popped_late[0].d.next = self.popped.val();
        self.column_late[0].d.next = self.column.val();
        self.swap_late[0].d.next = self.swap_i.val();
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
        self.multiplier_late.data_i.next = self.queue.down.data_o[1].val();
        self.shift_late.clk_i.next = self.clk_i.val();
        self.shift_late.data_i.next = self.queue.down.data_o[2].val().get_bits::<6>(0);
        self.zero_point_late.clk_i.next = self.clk_i.val();
        self.zero_point_late.data_i.next = self.queue.down.data_o[2].val().get_bits::<8>(8);
        self.low_late.clk_i.next = self.clk_i.val();
        self.low_late.data_i.next = self.queue.down.data_o[2].val().get_bits::<8>(16);
        self.high_late.clk_i.next = self.clk_i.val();
        self.high_late.data_i.next = self.queue.down.data_o[2].val().get_bits::<8>(24);

        comment!("The shadow set, column by column.");
        for c in 0..self._columns {
            if self.popped.val() && self.column.val() == self.column_index[c].val() {
                self.shadow_bias[c].d.next = signed_cast(self.queue.down.data_o[0].val());
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
