//! Counters of the performance of a command, and the sticky flags.
//!
//! Products are counted by a multiplier of the rows and columns in use per launched row, one adder for the
//! whole array, instead of a counter in every cell.
//!
//! Ports: rst_ni (synchronous, low clears counters and flags, but not a product under way); start_i: a command starts, its counters with it;
//! clear_flags_i: clear the flags; busy_i: count this cycle; launch_i, rows_used_i, columns_used_i (9 bits): a
//! row of activations meets so many rows and columns; stall_*_i: a cycle that waited; saturation_i,
//! bias_range_i, *_framing_i: raise a flag; flags_o (8 bits): the flags, three bits unused;
//! counters_o (6 × 48 bits): cycles, products, stalls of weights, activations, parameters, results.
//! Timing: a count shows a cycle later, products four cycles after their launch (the product has a register of its own on
//! the way from a DSP block to the counter). start_i wins over counting
//! but for cycles, which begin with that of start_i; a flag raised wins over its clearing.
//! Widths: 9 bits hold 256 rows or columns, 17 bits their product; 48 bits of cycles last 78 hours at 1 GHz,
//! and 2^16 · 2^16 · 2^15 products of the largest command need 47.

use crate::arith::Product;
use rust_hdl::prelude::*;
use seedchip_export::{Flop, Module};

/// Performance counters and sticky flags.
#[derive(Clone, Debug, LogicBlock)]
pub struct Counters {
    /// Clock.
    pub clk_i: Signal<In, Clock>,
    /// Synchronous reset, active low.
    pub rst_ni: Signal<In, Bit>,
    /// A command starts.
    pub start_i: Signal<In, Bit>,
    /// Clear the flags.
    pub clear_flags_i: Signal<In, Bit>,
    /// A command is under way.
    pub busy_i: Signal<In, Bit>,
    /// A row of activations is launched.
    pub launch_i: Signal<In, Bit>,
    /// The rows of the array that it uses.
    pub rows_used_i: Signal<In, Bits<9>>,
    /// The columns of the array that it uses.
    pub columns_used_i: Signal<In, Bits<9>>,
    /// A cycle waits for weights.
    pub stall_weights_i: Signal<In, Bit>,
    /// A cycle waits for activations.
    pub stall_activations_i: Signal<In, Bit>,
    /// A cycle waits for parameters.
    pub stall_parameters_i: Signal<In, Bit>,
    /// A cycle waits for room for results.
    pub stall_results_i: Signal<In, Bit>,
    /// A result saturated.
    pub saturation_i: Signal<In, Bit>,
    /// A bias is out of range.
    pub bias_range_i: Signal<In, Bit>,
    /// The weights' last beat is not where the command ends.
    pub weight_framing_i: Signal<In, Bit>,
    /// The same of the activations.
    pub activation_framing_i: Signal<In, Bit>,
    /// A set of parameters does not end with its last column.
    pub parameter_framing_i: Signal<In, Bit>,
    /// The sticky flags.
    pub flags_o: Signal<Out, Bits<8>>,
    /// The counters.
    pub counters_o: Vec<Signal<Out, Bits<48>>>,
    raised: Signal<Local, Bits<8>>,
    flags: Flop<Bits<8>>,
    rows: Signal<Local, Bits<32>>,
    columns: Signal<Local, Bits<32>>,
    product: Product,
    product_late: Flop<Bits<32>>,
    cycles: Flop<Bits<48>>,
    products: Flop<Bits<48>>,
    stalls_weights: Flop<Bits<48>>,
    stalls_activations: Flop<Bits<48>>,
    stalls_parameters: Flop<Bits<48>>,
    stalls_results: Flop<Bits<48>>,
    module_name: Module,
}

impl Counters {
    /// The counters; they are the same for every configuration.
    pub fn new() -> Self {
        Self {
            clk_i: Signal::default(),
            rst_ni: Signal::default(),
            start_i: Signal::default(),
            clear_flags_i: Signal::default(),
            busy_i: Signal::default(),
            launch_i: Signal::default(),
            rows_used_i: Signal::default(),
            columns_used_i: Signal::default(),
            stall_weights_i: Signal::default(),
            stall_activations_i: Signal::default(),
            stall_parameters_i: Signal::default(),
            stall_results_i: Signal::default(),
            saturation_i: Signal::default(),
            bias_range_i: Signal::default(),
            weight_framing_i: Signal::default(),
            activation_framing_i: Signal::default(),
            parameter_framing_i: Signal::default(),
            flags_o: Signal::default(),
            counters_o: vec![Signal::default(); 6],
            raised: Signal::default(),
            flags: Flop::new(5),
            rows: Signal::default(),
            columns: Signal::default(),
            product: Product::new(10, 10),
            product_late: Flop::new(17),
            cycles: Flop::default(),
            products: Flop::default(),
            stalls_weights: Flop::default(),
            stalls_activations: Flop::default(),
            stalls_parameters: Flop::default(),
            stalls_results: Flop::default(),
            module_name: Module::new("counters", include_str!("counters.rs")),
        }
    }
}

impl Default for Counters {
    fn default() -> Self {
        Self::new()
    }
}

impl Logic for Counters {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, flags, cycles, products, product_late);
        dff_setup!(self, clk_i, stalls_weights, stalls_activations, stalls_parameters, stalls_results);
        self.raised.next = bit_cast::<8, 1>(self.saturation_i.val().into())
            | (bit_cast::<8, 1>(self.bias_range_i.val().into()) << 1)
            | (bit_cast::<8, 1>(self.weight_framing_i.val().into()) << 2)
            | (bit_cast::<8, 1>(self.activation_framing_i.val().into()) << 3)
            | (bit_cast::<8, 1>(self.parameter_framing_i.val().into()) << 4);
        if self.clear_flags_i.val() {
            self.flags.d.next = self.raised.val();
        } else {
            self.flags.d.next = self.flags.q.val() | self.raised.val();
        }
        self.flags_o.next = self.flags.q.val();

        comment!("A cycle without a launch multiplies zero, so nothing else has to go along.");
        comment!("So does one of reset, as its product would come after the start of a next command.");
        self.rows.next = 0.into();
        self.columns.next = 0.into();
        if self.launch_i.val() && self.rst_ni.val() {
            self.rows.next = bit_cast::<32, 9>(self.rows_used_i.val());
            self.columns.next = bit_cast::<32, 9>(self.columns_used_i.val());
        }
        self.product.clk_i.next = self.clk_i.val();
        self.product.a_i.next = signed_cast(self.rows.val());
        self.product.b_i.next = signed_cast(self.columns.val());
        self.product.b_load_i.next = true;
        self.product_late.d.next = unsigned_cast(self.product.product_o.val()).get_bits::<32>(0);
        self.products.d.next = self.products.q.val() + bit_cast::<48, 32>(self.product_late.q.val());
        if self.busy_i.val() {
            self.cycles.d.next = self.cycles.q.val() + 1;
        }
        if self.stall_weights_i.val() {
            self.stalls_weights.d.next = self.stalls_weights.q.val() + 1;
        }
        if self.stall_activations_i.val() {
            self.stalls_activations.d.next = self.stalls_activations.q.val() + 1;
        }
        if self.stall_parameters_i.val() {
            self.stalls_parameters.d.next = self.stalls_parameters.q.val() + 1;
        }
        if self.stall_results_i.val() {
            self.stalls_results.d.next = self.stalls_results.q.val() + 1;
        }
        if self.start_i.val() {
            self.cycles.d.next = 0.into();
            if self.busy_i.val() {
                self.cycles.d.next = 1.into();
            }
            self.products.d.next = 0.into();
            self.stalls_weights.d.next = 0.into();
            self.stalls_activations.d.next = 0.into();
            self.stalls_parameters.d.next = 0.into();
            self.stalls_results.d.next = 0.into();
        }

        self.counters_o[0].next = self.cycles.q.val();
        self.counters_o[1].next = self.products.q.val();
        self.counters_o[2].next = self.stalls_weights.q.val();
        self.counters_o[3].next = self.stalls_activations.q.val();
        self.counters_o[4].next = self.stalls_parameters.q.val();
        self.counters_o[5].next = self.stalls_results.q.val();

        if !self.rst_ni.val() {
            self.flags.d.next = 0.into();
            self.cycles.d.next = 0.into();
            self.products.d.next = 0.into();
            self.stalls_weights.d.next = 0.into();
            self.stalls_activations.d.next = 0.into();
            self.stalls_parameters.d.next = 0.into();
            self.stalls_results.d.next = 0.into();
        }
    }
}
