//! A row of cells: the products of one activation with C weights.
//!
//! Tokens and activation pass from cell to cell, a cycle each, so no wire is longer than a cell;
//! weights and sums go straight down. The tokens' flip-flops stand in the row rather than in its
//! cells: as two vectors they simulate a third faster. No reset, as in its cells.
//!
//! Ports: load_i, swap_i and activation_i (signed 8 bits) enter cell 0; lane c of weight_i (signed
//! 8 bits), of sum_i and of sum_o is cell c's.
//! Timing: what enters at t reaches cell c at t + c; a cell's sum is 3 cycles behind its
//! activation.

use crate::array::Pe;
use rust_hdl::prelude::*;
use seedchip_export::{Bus, Flop, Module};

/// A row of cells.
#[derive(Clone, Debug, LogicBlock)]
pub struct Row {
    /// Clock.
    pub clk_i: Signal<In, Clock>,
    /// Take the weights into the shadow registers, cell after cell.
    pub load_i: Signal<In, Bit>,
    /// A weight for each cell.
    pub weight_i: Vec<Signal<In, Signed<8>>>,
    /// Take the shadow weights into use, cell after cell.
    pub swap_i: Signal<In, Bit>,
    /// The activation.
    pub activation_i: Signal<In, Signed<8>>,
    /// The sums from above.
    pub sum_i: Vec<Bus<In, Signed<32>>>,
    /// The sums with this row's products.
    pub sum_o: Vec<Bus<Out, Signed<32>>>,
    cell: Vec<Pe>,
    load: Vec<Flop<Bit>>,
    swap: Vec<Flop<Bit>>,
    module_name: Module,
    _columns: usize,
}

impl Row {
    /// A row of `columns` cells with sums of `sum_bits` bits.
    pub fn new(columns: usize, sum_bits: usize) -> Self {
        Self {
            clk_i: Signal::default(),
            load_i: Signal::default(),
            weight_i: vec![Signal::default(); columns],
            swap_i: Signal::default(),
            activation_i: Signal::default(),
            sum_i: Bus::lanes(columns, sum_bits),
            sum_o: Bus::lanes(columns, sum_bits),
            cell: (0..columns).map(|_| Pe::new(sum_bits)).collect(),
            load: Flop::lanes(columns - 1, 1),
            swap: Flop::lanes(columns - 1, 1),
            module_name: Module::new(format!("row_{columns}"), include_str!("row.rs")),
            _columns: columns,
        }
    }
}

impl Logic for Row {
    #[hdl_gen]
    fn update(&mut self) {
        for c in 0..self._columns {
            self.cell[c].clk_i.next = self.clk_i.val();
            self.cell[c].weight_i.next = self.weight_i[c].val();
            self.cell[c].sum_i.next = self.sum_i[c].val();
            self.sum_o[c].next = self.cell[c].sum_o.val();
        }
        self.cell[0].load_i.next = self.load_i.val();
        self.cell[0].swap_i.next = self.swap_i.val();
        self.cell[0].activation_i.next = self.activation_i.val();
        for c in 1..self._columns {
            self.cell[c].load_i.next = self.load[c - 1].q.val();
            self.cell[c].swap_i.next = self.swap[c - 1].q.val();
            self.load[c - 1].clock.next = self.clk_i.val();
            self.swap[c - 1].clock.next = self.clk_i.val();
            if c < 2 {
                self.load[c - 1].d.next = self.load_i.val();
                self.swap[c - 1].d.next = self.swap_i.val();
            } else {
                self.load[c - 1].d.next = self.load[c - 2].q.val();
                self.swap[c - 1].d.next = self.swap[c - 2].q.val();
            }
            self.cell[c].activation_i.next = self.cell[c - 1].activation_o.val();
        }
    }
}
