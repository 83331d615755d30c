//! One cell of a weight-stationary array.
//!
//! Weights move down through `shadow`; `swap_i` makes the shadow weight the active one.

use rust_hdl::prelude::*;
use seedchip_export::{Bus, Flop, Module, bit_cast_signed, comment};

const SUM_BITS: usize = 20;

/// A cell.
#[derive(LogicBlock)]
pub struct Pe {
    module_name: Module,
    pub clk_i: Signal<In, Clock>,
    pub load_i: Signal<In, Bit>,
    pub weight_i: Signal<In, Signed<8>>,
    pub swap_i: Signal<In, Bit>,
    pub activation_i: Signal<In, Signed<8>>,
    pub sum_i: Bus<In, Signed<32>>,
    pub load_o: Signal<Out, Bit>,
    pub weight_o: Signal<Out, Signed<8>>,
    pub swap_o: Signal<Out, Bit>,
    pub activation_o: Signal<Out, Signed<8>>,
    pub sum_o: Bus<Out, Signed<32>>,
    load: Flop<Bits<1>>,
    swap: Flop<Bits<1>>,
    activation: Flop<Signed<8>>,
    shadow: Flop<Signed<8>>,
    active: Flop<Signed<8>>,
    product: Flop<Signed<16>>,
    sum: Flop<Signed<32>>,
}

impl Default for Pe {
    fn default() -> Self {
        Self {
            module_name: Module::new(
                "pe",
                " One cell of a weight-stationary array.\n\n Weights move down through `shadow`; `swap_i` makes the shadow \
                 weight the active one.\n",
            ),
            clk_i: Default::default(),
            load_i: Default::default(),
            weight_i: Default::default(),
            swap_i: Default::default(),
            activation_i: Default::default(),
            sum_i: Bus::new(SUM_BITS),
            load_o: Default::default(),
            weight_o: Default::default(),
            swap_o: Default::default(),
            activation_o: Default::default(),
            sum_o: Bus::new(SUM_BITS),
            load: Default::default(),
            swap: Default::default(),
            activation: Default::default(),
            shadow: Default::default(),
            active: Default::default(),
            product: Default::default(),
            sum: Flop::new(SUM_BITS),
        }
    }
}

impl Logic for Pe {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, load, swap, activation, shadow, active, product, sum);
        self.load.d.next = self.load_i.val().into();
        self.swap.d.next = self.swap_i.val().into();
        self.activation.d.next = self.activation_i.val();
        if self.load_i.val() {
            self.shadow.d.next = self.weight_i.val();
        }
        if self.swap_i.val() {
            self.active.d.next = self.shadow.q.val();
        }
        comment!("The product's register splits the path from activation to sum.");
        self.product.d.next = bit_cast_signed::<16, 32>(
            bit_cast_signed::<16, 8>(self.activation.q.val()) * bit_cast_signed::<16, 8>(self.active.q.val()),
        );
        self.sum.d.next = self.sum_i.val() + bit_cast_signed::<32, 16>(self.product.q.val());
        self.load_o.next = self.load.q.val().into();
        self.weight_o.next = self.shadow.q.val();
        self.swap_o.next = self.swap.q.val().into();
        self.activation_o.next = self.activation.q.val();
        self.sum_o.next = self.sum.q.val();
    }
}

/// A row of cells: activations move right, sums come from above and leave below.
#[derive(LogicBlock)]
pub struct Row {
    module_name: Module,
    pub clk_i: Signal<In, Clock>,
    pub load_i: Signal<In, Bit>,
    pub swap_i: Signal<In, Bit>,
    pub activation_i: Signal<In, Signed<8>>,
    pub weight_i: Vec<Signal<In, Signed<8>>>,
    pub sum_i: Vec<Bus<In, Signed<32>>>,
    pub weight_o: Vec<Signal<Out, Signed<8>>>,
    pub sum_o: Vec<Bus<Out, Signed<32>>>,
    pub load_o: Signal<Out, Bit>,
    pe: Vec<Pe>,
    _columns: usize,
}

impl Row {
    pub fn new(columns: usize) -> Self {
        Self {
            module_name: Module::new("row", "A row of cells."),
            clk_i: Default::default(),
            load_i: Default::default(),
            swap_i: Default::default(),
            activation_i: Default::default(),
            weight_i: (0..columns).map(|_| Signal::default()).collect(),
            sum_i: Bus::lanes(columns, SUM_BITS),
            weight_o: (0..columns).map(|_| Signal::default()).collect(),
            sum_o: Bus::lanes(columns, SUM_BITS),
            load_o: Default::default(),
            pe: (0..columns).map(|_| Pe::default()).collect(),
            _columns: columns,
        }
    }
}

impl Logic for Row {
    #[hdl_gen]
    fn update(&mut self) {
        for i in 0..self._columns {
            self.pe[i].clk_i.next = self.clk_i.val();
            self.pe[i].weight_i.next = self.weight_i[i].val();
            self.pe[i].sum_i.next = self.sum_i[i].val();
            self.weight_o[i].next = self.pe[i].weight_o.val();
            self.sum_o[i].next = self.pe[i].sum_o.val();
            if i == 0 {
                self.pe[i].load_i.next = self.load_i.val();
                self.pe[i].swap_i.next = self.swap_i.val();
                self.pe[i].activation_i.next = self.activation_i.val();
            } else {
                self.pe[i].load_i.next = self.pe[i - 1].load_o.val();
                self.pe[i].swap_i.next = self.pe[i - 1].swap_o.val();
                self.pe[i].activation_i.next = self.pe[i - 1].activation_o.val();
            }
        }
        for i in (self._columns - 1)..self._columns {
            self.load_o.next = self.pe[i].load_o.val();
        }
    }
}

/// Rows below each other.
#[derive(LogicBlock)]
pub struct Array {
    module_name: Module,
    pub clk_i: Signal<In, Clock>,
    pub load_i: Vec<Signal<In, Bit>>,
    pub swap_i: Vec<Signal<In, Bit>>,
    pub activation_i: Vec<Signal<In, Signed<8>>>,
    pub weight_i: Vec<Signal<In, Signed<8>>>,
    pub sum_o: Vec<Bus<Out, Signed<32>>>,
    row: Vec<Row>,
    _rows: usize,
    _columns: usize,
}

impl Array {
    pub fn new(rows: usize, columns: usize) -> Self {
        Self {
            module_name: Module::new("array", "Rows below each other."),
            clk_i: Default::default(),
            load_i: (0..rows).map(|_| Signal::default()).collect(),
            swap_i: (0..rows).map(|_| Signal::default()).collect(),
            activation_i: (0..rows).map(|_| Signal::default()).collect(),
            weight_i: (0..columns).map(|_| Signal::default()).collect(),
            sum_o: Bus::lanes(columns, SUM_BITS),
            row: (0..rows).map(|_| Row::new(columns)).collect(),
            _rows: rows,
            _columns: columns,
        }
    }
}

impl Logic for Array {
    #[hdl_gen]
    fn update(&mut self) {
        for i in 0..self._rows {
            self.row[i].clk_i.next = self.clk_i.val();
            self.row[i].load_i.next = self.load_i[i].val();
            self.row[i].swap_i.next = self.swap_i[i].val();
            self.row[i].activation_i.next = self.activation_i[i].val();
            for j in 0..self._columns {
                if i == 0 {
                    self.row[i].weight_i[j].next = self.weight_i[j].val();
                    self.row[i].sum_i[j].next = 0.into();
                } else {
                    self.row[i].weight_i[j].next = self.row[i - 1].weight_o[j].val();
                    self.row[i].sum_i[j].next = self.row[i - 1].sum_o[j].val();
                }
            }
        }
        for i in (self._rows - 1)..self._rows {
            for j in 0..self._columns {
                self.sum_o[j].next = self.row[i].sum_o[j].val();
            }
        }
    }
}
