use crate::array::row::Row;
use rust_hdl::prelude::*;
use seedchip_spec::{Configuration, sum_bits};

block! {
    /// The systolic array: R rows of C cells, R · C products per cycle.
    ///
    /// Weight-stationary, with a shadow weight in every cell: the next tile is loaded while the current one is
    /// multiplied. The weights go to every row of a half, and load_i selects the row that loads them: one row per cycle
    /// and half, in any order. A chain from row to row would save these wires, and take R cycles before the first weight
    /// is in place. With 4-bit weights both halves are loaded at once. No reset, as in its cells.
    ///
    /// Timing: an input of row r in cycle t reaches cell (r, c) at t + c. The activation of row r has to arrive one
    /// cycle after that of row r − 1; the sum of column c then follows the activation of row 0 by
    /// R + L − 1 + floor(c / G) cycles. The sums above row 0 are zero.
    /// Widths: |a · w| is at most 2^14, so the magnitude of a sum of r products takes 14 + ceil(log2(r + 1)) bits, and
    /// the sign one more. Row r adds the (r + 1)th product, so its sums are no wider than that.
    pub struct Array;

    /// The array of `configuration`.
    new(configuration: &Configuration) {
        let (rows, columns, cell) = (configuration.rows(), configuration.columns(), configuration.cell());
        let kind = cell.name();
    }
    module "array" sized "{rows}x{columns}_{kind}"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// For each row: load the weights into the shadow registers.
        in load_i: Bit[rows],
        /// One weight per column, to the rows of the first half.
        in lower_i: Signed<8>[columns],
        /// One weight per column, to the other rows.
        in upper_i: Signed<8>[columns],
        /// For each row: make the shadow weights the active ones.
        in swap_i: Bit[rows],
        /// One activation per row.
        in activation_i: Signed<8>[rows],
        /// The sum of each column, from the last row.
        out sum_o: Signed<32>{configuration.sum_bits()}[columns],
    }
    inside {
        block row: Row[rows] = |row| Row::new(columns, sum_bits(row + 1), cell),
        value _rows: usize = rows,
        value _half: usize = configuration.half_rows(),
        value _last_row: usize = rows - 1,
        value _columns: usize = columns,
    }
}

impl Logic for Array {
    #[hdl_gen]
    fn update(&mut self) {
        for r in 0..self._rows {
            self.row[r].clk_i.next = self.clk_i.val();
            self.row[r].load_i.next = self.load_i[r].val();
            self.row[r].swap_i.next = self.swap_i[r].val();
            self.row[r].activation_i.next = self.activation_i[r].val();
        }
        for c in 0..self._columns {
            for r in 0..self._half {
                self.row[r].weight_i[c].next = self.lower_i[c].val();
            }
            for r in self._half..self._rows {
                self.row[r].weight_i[c].next = self.upper_i[c].val();
            }
        }
        for c in 0..self._columns {
            self.row[0].sum_i[c].next = 0.into();
        }
        for r in 1..self._rows {
            for c in 0..self._columns {
                self.row[r].sum_i[c].next = self.row[r - 1].sum_o[c].val();
            }
        }
        for r in self._last_row..self._rows {
            for c in 0..self._columns {
                self.sum_o[c].next = self.row[r].sum_o[c].val();
            }
        }
    }
}
