//! A cell of the array whose multiplier has registers on both sides: one product and one sum a cycle.
//!
//! As in pe, the weight stands still and the next one waits in `shadow`. The active weight is the product's own
//! register, so on an FPGA it lies in the DSP block, with the activation beside it and the product behind; the
//! activation has a second register for the cell on the right. Between DSP block and adder, which lie far apart, is a
//! register more. Where a multiplier is made of gates, pe does the same with 24 flip-flops less.
//!
//! Ports: as pe. load_i with weight_i (signed 8 bits): shadow takes the weight; swap_i: the product takes the shadow,
//! the old one if loaded in the same cycle; activation_i (signed 8 bits); sum_i: the sum from above; activation_o: to
//! the cell on the right; sum_o: to the cell below.
//! Timing: activation_o one cycle after its input. The activation of t meets the weight swapped in at t; its product
//! is registered at t + 2, again at t + 3, added to the sum_i of that cycle, and in sum_o at t + 4. A product every
//! cycle. No reset, as in pe.
//! Widths: 16 bits hold every product, −128 · −128 = 2^14 too; a sum has the bits of its row's.

use crate::arith::Product;
use rust_hdl::prelude::*;
use seedchip_export::{Bus, Flop, Module, bit_cast_signed};

/// A cell of the array, for DSP blocks.
#[derive(Clone, Debug, LogicBlock)]
pub struct PeRegistered {
    /// Clock.
    pub clk_i: Signal<In, Clock>,
    /// Take the weight into the shadow register.
    pub load_i: Signal<In, Bit>,
    /// The weight.
    pub weight_i: Signal<In, Signed<8>>,
    /// Take the shadow weight into use.
    pub swap_i: Signal<In, Bit>,
    /// The activation.
    pub activation_i: Signal<In, Signed<8>>,
    /// The sum from above.
    pub sum_i: Bus<In, Signed<32>>,
    /// `activation_i`, a cycle later.
    pub activation_o: Signal<Out, Signed<8>>,
    /// The sum with this cell's product.
    pub sum_o: Bus<Out, Signed<32>>,
    activation: Flop<Signed<8>>,
    shadow: Flop<Signed<8>>,
    multiplier: Product,
    product: Flop<Signed<32>>,
    sum: Flop<Signed<32>>,
    module_name: Module,
}

impl PeRegistered {
    /// A cell with sums of `sum_bits` bits.
    pub fn new(sum_bits: usize) -> Self {
        Self {
            clk_i: Signal::default(),
            load_i: Signal::default(),
            weight_i: Signal::default(),
            swap_i: Signal::default(),
            activation_i: Signal::default(),
            sum_i: Bus::new(sum_bits),
            activation_o: Signal::default(),
            sum_o: Bus::new(sum_bits),
            activation: Flop::default(),
            shadow: Flop::default(),
            multiplier: Product::new(8, 8),
            product: Flop::new(16),
            sum: Flop::new(sum_bits),
            module_name: Module::new(format!("pe_registered_{sum_bits}"), include_str!("pe_registered.rs")),
        }
    }
}

impl Logic for PeRegistered {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, activation, shadow, product, sum);
        self.activation.d.next = self.activation_i.val();
        if self.load_i.val() {
            self.shadow.d.next = self.weight_i.val();
        }
        self.multiplier.clk_i.next = self.clk_i.val();
        self.multiplier.a_i.next = bit_cast_signed::<32, 8>(self.activation_i.val());
        self.multiplier.b_i.next = bit_cast_signed::<32, 8>(self.shadow.q.val());
        self.multiplier.b_load_i.next = self.swap_i.val();
        self.product.d.next = bit_cast_signed::<32, 64>(self.multiplier.product_o.val());
        self.sum.d.next = self.sum_i.val() + self.product.q.val();

        self.activation_o.next = self.activation.q.val();
        self.sum_o.next = self.sum.q.val();
    }
}
