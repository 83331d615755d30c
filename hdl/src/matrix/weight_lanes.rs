use crate::array::skew::Skew;
use crate::float::e2m1::E2m1;
use crate::stream::delay::Delay;
use crate::stream::token_delay::TokenDelay;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;
use seedchip_spec::{Cell, Configuration};

block! {
    /// Brings weights to the columns in time.
    ///
    /// Column c gets a beat floor(c / G) cycles after column 0, as the array's tokens do. Of 4-bit weights a beat has two
    /// rows, j and j + H. The rows below H have lower_o, the others upper_o, which has the high nibbles H cycles later:
    /// so one beat per cycle loads both halves, and in every cycle each half of the array has at most one row to load,
    /// with 8-bit weights as with 4-bit ones. (Unpacking a beat into two rows of one bus would take two cycles a beat, and
    /// half the speed of small products.) E2M1 weights become the integers 2v on the way.
    ///
    /// Timing: lower_o lane c is weight_i of 1 + floor(c / G) cycles before, its high nibbles reach upper_o H cycles after
    /// that. A beat per cycle. The H stages of 4 C bits that the high nibbles wait in would be smaller as a memory where
    /// there are many rows.
    pub struct WeightLanes;

    /// The weight lanes of `configuration`.
    new(configuration: &Configuration) {
        let (columns, half) = (configuration.columns(), configuration.half_rows());
        let (lanes, cell, blocks) = (configuration.lanes(), configuration.cell(), configuration.blocks());
        let (singles, pairs) = if cell == Cell::Paired { (0, lanes) } else { (lanes, 0) };
    }
    module "weight_lanes" of configuration
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low.
        in rst_ni: Bit,
        /// The beat has two weights per byte.
        in nibbles_i: Bit,
        /// The beat: a byte per column.
        in weight_i: Signed<8>[columns],
        /// One weight per column, for the rows below H.
        out lower_o: Signed<8>[columns],
        /// One weight per column, for the rows from H on.
        out upper_o: Signed<8>[columns],
        /// The weights are E2M1.
        in codes_i: Bit[blocks],
    }
    inside {
        block bytes: Skew<Bits<8>> = Skew::new(columns, 8, cell.columns()),
        block late: Delay<Bits<8>>[columns] = |_| Delay::new(4, half),
        block high: Skew<Bits<8>> = Skew::new(columns, 4, cell.columns()),
        block late_nibbles: TokenDelay = TokenDelay::new(1, half),
        reg nibbles: Bit[lanes],
        reg high_nibbles: Bit[lanes],
        wire weight: Bits<8>[columns],
        wire low: Signed<8>{4}[columns],
        wire high_weight: Signed<8>{4}[columns],
        wire lower_nibbles: Bit[columns],
        wire upper_nibbles: Bit[columns],
        // Of block formats: which nibbles are E2M1, and what they are.
        block late_codes: Delay<Bits<1>>[blocks] = |_| Delay::new(1, half),
        reg codes: Bit[blocks * lanes],
        reg high_codes: Bit[blocks * lanes],
        wire lower_codes: Bit[blocks * columns],
        wire upper_codes: Bit[blocks * columns],
        block lower_e2m1: E2m1[blocks * columns] = |_| E2m1::new(),
        block upper_e2m1: E2m1[blocks * columns] = |_| E2m1::new(),
        value _columns: usize = columns,
        value _lanes: usize = lanes,
        value _singles: usize = singles,
        value _pairs: usize = pairs,
        value _blocks: usize = blocks,
    }
}

impl Logic for WeightLanes {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);
        self.bytes.clk_i.next = self.clk_i.val();
        self.high.clk_i.next = self.clk_i.val();
        for c in 0..self._columns {
            self.weight[c].next = unsigned_cast(self.weight_i[c].val());
            self.bytes.data_i[c].next = self.weight[c].val();
            self.late[c].clk_i.next = self.clk_i.val();
            self.late[c].data_i.next = self.weight[c].val().get_bits::<8>(4);
            self.high.data_i[c].next = self.late[c].data_o.val();
        }

        comment!("Whether a lane has nibbles.");
        self.late_nibbles.clk_i.next = self.clk_i.val();
        self.late_nibbles.rst_ni.next = self.rst_ni.val();
        self.late_nibbles.token_i.next = 0.into();
        if self.nibbles_i.val() {
            self.late_nibbles.token_i.next = 1.into();
        }
        self.nibbles[0].d.next = self.nibbles_i.val();
        self.high_nibbles[0].d.next = self.late_nibbles.token_o.val().get_bit(0);
        for l in 1..self._lanes {
            self.nibbles[l].d.next = self.nibbles[l - 1].q.val();
            self.high_nibbles[l].d.next = self.high_nibbles[l - 1].q.val();
        }
        for l in 0..self._singles {
            self.lower_nibbles[l].next = self.nibbles[l].q.val();
            self.upper_nibbles[l].next = self.high_nibbles[l].q.val();
        }
        for l in 0..self._pairs {
            for i in 0..2 {
                self.lower_nibbles[2 * l + i].next = self.nibbles[l].q.val();
                self.upper_nibbles[2 * l + i].next = self.high_nibbles[l].q.val();
            }
        }

        for b in 0..self._blocks {
            comment!("Whether they are E2M1.");
            self.late_codes[b].clk_i.next = self.clk_i.val();
            self.late_codes[b].data_i.next = self.codes_i[b].val().into();
            self.codes[b].d.next = self.codes_i[b].val();
            self.high_codes[b].d.next = self.late_codes[b].data_o.val().any();
            for l in 1..self._lanes {
                self.codes[l].d.next = self.codes[l - 1].q.val();
                self.high_codes[l].d.next = self.high_codes[l - 1].q.val();
            }
            for l in 0..self._singles {
                self.lower_codes[l].next = self.codes[l].q.val();
                self.upper_codes[l].next = self.high_codes[l].q.val();
            }
            for l in 0..self._pairs {
                for i in 0..2 {
                    self.lower_codes[2 * l + i].next = self.codes[l].q.val();
                    self.upper_codes[2 * l + i].next = self.high_codes[l].q.val();
                }
            }
        }

        comment!("The weights. What has four bits takes eight by its sign.");
        for c in 0..self._columns {
            self.low[c].next = signed_cast(self.bytes.data_o[c].val());
            self.high_weight[c].next = signed_cast(self.high.data_o[c].val());
            if self.lower_nibbles[c].val() {
                self.lower_o[c].next = self.low[c].val();
            } else {
                self.lower_o[c].next = signed_cast(self.bytes.data_o[c].val());
            }
            if self.upper_nibbles[c].val() {
                self.upper_o[c].next = self.high_weight[c].val();
            } else {
                self.upper_o[c].next = signed_cast(self.bytes.data_o[c].val());
            }
        }
        for _block in 0..self._blocks {
            for c in 0..self._columns {
                self.lower_e2m1[c].code_i.next = self.bytes.data_o[c].val().get_bits::<4>(0);
                self.upper_e2m1[c].code_i.next = self.high.data_o[c].val().get_bits::<4>(0);
                if self.lower_nibbles[c].val() && self.lower_codes[c].val() {
                    self.lower_o[c].next = self.lower_e2m1[c].number_o.val();
                }
                if self.upper_nibbles[c].val() && self.upper_codes[c].val() {
                    self.upper_o[c].next = self.upper_e2m1[c].number_o.val();
                }
            }
        }

        if !self.rst_ni.val() {
            for l in 0..self._lanes {
                self.nibbles[l].d.next = false;
                self.high_nibbles[l].d.next = false;
            }
        }
    }
}
