//! A cell of the array: one product and one sum a cycle.
//!
//! The weight stands still in `active`; the next one waits in `shadow`, so loading never stops the
//! array. Activations go right, sums go down. The product has a register of its own: 16 flip-flops
//! more than adding at once, for a path of a multiplier or an adder instead of both. It is declared
//! in the bits of a sum, which spares the simulator an extension; the copies of its sign bit are one
//! flip-flop after synthesis. No reset: a stale token reaches a cell before any token of a later
//! command.
//!
//! Ports: load_i with weight_i (signed 8 bits): shadow takes the weight; swap_i: active takes the
//! shadow, the old one if loaded in the same cycle; activation_i (signed 8 bits); sum_i: the sum
//! from above; activation_o: to the cell on the right; sum_o: to the cell below.
//! Timing: activation_o one cycle after its input. The activation of t meets
//! the weight swapped in at t; its product is registered at t + 2, added to the sum_i of that cycle,
//! and in sum_o at t + 3. A product every cycle.
//! Widths: 16 bits hold every product, −128 · −128 = 2^14 too; a sum has the bits of its row's.

use rust_hdl::prelude::*;
use seedchip_export::{Bus, Flop, Module, bit_cast_signed};

/// A cell of the array.
#[derive(Clone, Debug, LogicBlock)]
pub struct Pe {
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
    active: Flop<Signed<8>>,
    product: Flop<Signed<32>>,
    sum: Flop<Signed<32>>,
    module_name: Module,
}

impl Pe {
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
            active: Flop::default(),
            product: Flop::new(sum_bits),
            sum: Flop::new(sum_bits),
            module_name: Module::new(format!("pe_{sum_bits}"), include_str!("pe.rs")),
        }
    }
}

impl Logic for Pe {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, activation, shadow, active, product, sum);
        self.activation.d.next = self.activation_i.val();
        if self.load_i.val() {
            self.shadow.d.next = self.weight_i.val();
        }
        if self.swap_i.val() {
            self.active.d.next = self.shadow.q.val();
        }
        self.product.d.next =
            bit_cast_signed::<16, 8>(self.activation.q.val()) * bit_cast_signed::<16, 8>(self.active.q.val());
        self.sum.d.next = self.sum_i.val() + self.product.q.val();

        self.activation_o.next = self.activation.q.val();
        self.sum_o.next = self.sum.q.val();
    }
}
