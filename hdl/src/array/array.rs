//! The systolic array: R rows of C cells, R · C products a cycle.
//!
//! Weight-stationary with a shadow weight in every cell: while a tile is multiplied, the next one
//! is loaded. Weights reach every row at once and load_i says which row takes them, so a row is
//! loaded per cycle in any order; a chain from row to row would save the wires and take R cycles
//! before the first weight is in place. No reset, as in its cells.
//!
//! Ports: weight_i (C signed bytes) goes to every row; bit r of load_i and of swap_i and lane r of
//! activation_i (R signed bytes) enter row r; sum_o (C signed sums) is the last row's. Row 0 adds
//! to zero.
//! Timing: what enters row r at t reaches cell (r, c) at t + c. The activation of row r has to come
//! a cycle after that of row r − 1: then the sum of lane c shows R + L − 1 + c cycles after row 0's
//! activation.
//! Widths: |a · w| is at most 2^14, so 14 + ceil(log2(r + 1)) bits hold the magnitude of a sum of r products, one
//! more its sign. Row r adds the (r + 1)th product, so its sums are no wider than that.

use crate::array::Row;
use rust_hdl::prelude::*;
use seedchip_export::{Bus, Module};
use seedchip_spec::{Configuration, sum_bits};

/// The systolic array.
#[derive(Clone, Debug, LogicBlock)]
pub struct Array {
    /// Clock.
    pub clk_i: Signal<In, Clock>,
    /// For each row: take the weights into the shadow registers.
    pub load_i: Vec<Signal<In, Bit>>,
    /// A weight for each column.
    pub weight_i: Vec<Signal<In, Signed<8>>>,
    /// For each row: take the shadow weights into use.
    pub swap_i: Vec<Signal<In, Bit>>,
    /// An activation for each row.
    pub activation_i: Vec<Signal<In, Signed<8>>>,
    /// The sum of each column.
    pub sum_o: Vec<Bus<Out, Signed<32>>>,
    row: Vec<Row>,
    module_name: Module,
    _rows: usize,
    _last_row: usize,
    _columns: usize,
}

impl Array {
    /// The array of `configuration`.
    pub fn new(configuration: &Configuration) -> Self {
        let (rows, columns, cell) = (configuration.rows(), configuration.columns(), configuration.cell());
        Self {
            clk_i: Signal::default(),
            load_i: vec![Signal::default(); rows],
            weight_i: vec![Signal::default(); columns],
            swap_i: vec![Signal::default(); rows],
            activation_i: vec![Signal::default(); rows],
            sum_o: Bus::lanes(columns, configuration.sum_bits()),
            row: (0..rows).map(|row| Row::new(columns, sum_bits(row + 1), cell)).collect(),
            module_name: Module::new(format!("array_{rows}x{columns}"), include_str!("array.rs")),
            _rows: rows,
            _last_row: rows - 1,
            _columns: columns,
        }
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
            for c in 0..self._columns {
                self.row[r].weight_i[c].next = self.weight_i[c].val();
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
