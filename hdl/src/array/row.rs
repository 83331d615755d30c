//! A row of cells: the products of one activation with C weights.
//!
//! Tokens and activation pass from cell to cell, a cycle each, so no wire is longer than a cell;
//! weights and sums go straight down. The tokens' flip-flops stand in the row rather than in its
//! cells: as two vectors they simulate a third faster. No reset, as in its cells.
//!
//! Ports: load_i, swap_i and activation_i (signed 8 bits) enter cell 0; lane c of weight_i (signed
//! 8 bits), of sum_i and of sum_o is column c's.
//! Timing: what enters at t reaches cell c at t + c; a cell's sum is L cycles behind its
//! activation. A pair of cells holds two columns.

use crate::array::{Pe, PePair, PeRegistered};
use rust_hdl::prelude::*;
use seedchip_export::{Bus, Flop, Module};
use seedchip_spec::Cell;

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
    single: Vec<Pe>,
    registered: Vec<PeRegistered>,
    pair: Vec<PePair>,
    load: Vec<Flop<Bit>>,
    swap: Vec<Flop<Bit>>,
    module_name: Module,
    _lanes: usize,
    _singles: usize,
    _first_single: usize,
    _registered: usize,
    _first_registered: usize,
    _pairs: usize,
    _first_pair: usize,
}

impl Row {
    /// A row of `columns` columns of the kind `cell`, with sums of `sum_bits` bits.
    pub fn new(columns: usize, sum_bits: usize, cell: Cell) -> Self {
        let lanes = columns / cell.columns();
        let [singles, registered, pairs] =
            [Cell::Single, Cell::Registered, Cell::Paired].map(|kind| if cell == kind { lanes } else { 0 });
        Self {
            clk_i: Signal::default(),
            load_i: Signal::default(),
            weight_i: vec![Signal::default(); columns],
            swap_i: Signal::default(),
            activation_i: Signal::default(),
            sum_i: Bus::lanes(columns, sum_bits),
            sum_o: Bus::lanes(columns, sum_bits),
            single: (0..singles).map(|_| Pe::new(sum_bits)).collect(),
            registered: (0..registered).map(|_| PeRegistered::new(sum_bits)).collect(),
            pair: (0..pairs).map(|_| PePair::new(sum_bits)).collect(),
            load: Flop::lanes(lanes - 1, 1),
            swap: Flop::lanes(lanes - 1, 1),
            module_name: Module::new(format!("row_{columns}x{sum_bits}"), include_str!("row.rs")),
            _lanes: lanes,
            _singles: singles,
            _first_single: singles.min(1),
            _registered: registered,
            _first_registered: registered.min(1),
            _pairs: pairs,
            _first_pair: pairs.min(1),
        }
    }
}

impl Logic for Row {
    #[hdl_gen]
    fn update(&mut self) {
        for c in 1..self._lanes {
            self.load[c - 1].clock.next = self.clk_i.val();
            self.swap[c - 1].clock.next = self.clk_i.val();
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
