use crate::array::pe::Pe;
use crate::array::pe_pair::PePair;
use crate::array::pe_registered::PeRegistered;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;
use seedchip_spec::Cell;

block! {
    /// A row of cells: the products of one activation with C weights.
    ///
    /// Tokens and activation pass from cell to cell, one cycle each, so no wire is longer than a cell; weights and sums
    /// go straight down. The flip-flops of the tokens are in the row, not in its cells: as two vectors they simulate a
    /// third faster. No reset, as in its cells.
    ///
    /// Timing: an input of cycle t reaches cell c at t + c; the sum of a cell follows its activation by L cycles. A
    /// pair of cells has two columns.
    pub struct Row;

    /// A row of `columns` columns of the kind `cell`, with sums of `sum_bits` bits.
    new(columns, sum_bits, cell: Cell) {
        let (lanes, kind) = (columns / cell.columns(), cell.name());
        let [singles, registered, pairs] =
            [Cell::Single, Cell::Registered, Cell::Paired].map(|kind| if cell == kind { lanes } else { 0 });
    }
    module "row" sized "{columns}_{kind}" parameters {
        /// Bits of a sum, at least 16.
        SUM_BITS: sum_bits in [18, 20, 24] = sum_bits,
    } made by new(columns, sum_bits, cell)
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Load the weights into the shadow registers, cell after cell.
        in load_i: Bit,
        /// One weight per column.
        in weight_i: Signed<8>[columns],
        /// Make the shadow weights the active ones, cell after cell.
        in swap_i: Bit,
        /// The activation, for cell 0.
        in activation_i: Signed<8>,
        /// The sums from above.
        in sum_i: Signed<32>{sum_bits}[columns],
        /// The sums including this row's products.
        out sum_o: Signed<32>{sum_bits}[columns],
    }
    inside {
        block single: Pe[singles] = |_| Pe::new(sum_bits),
        block registered: PeRegistered[registered] = |_| PeRegistered::new(sum_bits),
        block pair: PePair[pairs] = |_| PePair::new(sum_bits),
        reg load: Bit[lanes - 1],
        reg swap: Bit[lanes - 1],
        value _lanes: usize = lanes,
        value _singles: usize = singles,
        value _first_single: usize = singles.min(1),
        value _registered: usize = registered,
        value _first_registered: usize = registered.min(1),
        value _pairs: usize = pairs,
        value _first_pair: usize = pairs.min(1),
    }
}

impl Logic for Row {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);
        for c in 1..self._lanes {
            if c < 2 {
                self.load[c - 1].d.next = self.load_i.val();
                self.swap[c - 1].d.next = self.swap_i.val();
            } else {
                self.load[c - 1].d.next = self.load[c - 2].q.val();
                self.swap[c - 1].d.next = self.swap[c - 2].q.val();
            }
        }
        for c in 0..self._singles {
            self.single[c].clk_i.next = self.clk_i.val();
            self.single[c].weight_i.next = self.weight_i[c].val();
            self.single[c].sum_i.next = self.sum_i[c].val();
            self.sum_o[c].next = self.single[c].sum_o.val();
        }
        for c in 0..self._first_single {
            self.single[c].load_i.next = self.load_i.val();
            self.single[c].swap_i.next = self.swap_i.val();
            self.single[c].activation_i.next = self.activation_i.val();
        }
        for c in 1..self._singles {
            self.single[c].load_i.next = self.load[c - 1].q.val();
            self.single[c].swap_i.next = self.swap[c - 1].q.val();
            self.single[c].activation_i.next = self.single[c - 1].activation_o.val();
        }
        for c in 0..self._registered {
            self.registered[c].clk_i.next = self.clk_i.val();
            self.registered[c].weight_i.next = self.weight_i[c].val();
            self.registered[c].sum_i.next = self.sum_i[c].val();
            self.sum_o[c].next = self.registered[c].sum_o.val();
        }
        for c in 0..self._first_registered {
            self.registered[c].load_i.next = self.load_i.val();
            self.registered[c].swap_i.next = self.swap_i.val();
            self.registered[c].activation_i.next = self.activation_i.val();
        }
        for c in 1..self._registered {
            self.registered[c].load_i.next = self.load[c - 1].q.val();
            self.registered[c].swap_i.next = self.swap[c - 1].q.val();
            self.registered[c].activation_i.next = self.registered[c - 1].activation_o.val();
        }
        for c in 0..self._pairs {
            self.pair[c].clk_i.next = self.clk_i.val();
            for i in 0..2 {
                self.pair[c].weight_i[i].next = self.weight_i[2 * c + i].val();
                self.pair[c].sum_i[i].next = self.sum_i[2 * c + i].val();
                self.sum_o[2 * c + i].next = self.pair[c].sum_o[i].val();
            }
        }
        for c in 0..self._first_pair {
            self.pair[c].load_i.next = self.load_i.val();
            self.pair[c].swap_i.next = self.swap_i.val();
            self.pair[c].activation_i.next = self.activation_i.val();
        }
        for c in 1..self._pairs {
            self.pair[c].load_i.next = self.load[c - 1].q.val();
            self.pair[c].swap_i.next = self.swap[c - 1].q.val();
            self.pair[c].activation_i.next = self.pair[c - 1].activation_o.val();
        }
    }
}
