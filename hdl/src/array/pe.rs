use rust_hdl::prelude::*;
use seedchip_export::{bit_cast_signed, dff_setup};

block! {
    /// A cell of the array: one product and one sum a cycle.
    ///
    /// The weight stands still in `active`; the next one waits in `shadow`, so loading never stops the
    /// array. Activations go right, sums go down. The product has a register of its own: 16 flip-flops
    /// more than adding at once, for a path of a multiplier or an adder instead of both. It is declared
    /// in the bits of a sum, which spares the simulator an extension; the copies of its sign bit are one
    /// flip-flop after synthesis. No reset: a stale token reaches a cell before any token of a later
    /// command.
    ///
    /// Timing: activation_o one cycle after its input. The activation of t meets
    /// the weight swapped in at t; its product is registered at t + 2, added to the sum_i of that cycle,
    /// and in sum_o at t + 3. A product every cycle.
    /// Special cases: a weight loaded in the cycle of a swap waits for the next swap.
    /// Widths: 16 bits hold every product, −128 · −128 = 2^14 too; a sum has the bits of its row's.
    pub struct Pe;

    /// A cell with sums of `sum_bits` bits.
    new(sum_bits)
    module "pe" sized "{sum_bits}"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Take the weight into the shadow register.
        in load_i: Bit,
        /// The weight.
        in weight_i: Signed<8>,
        /// Take the shadow weight into use.
        in swap_i: Bit,
        /// The activation.
        in activation_i: Signed<8>,
        /// The sum from above.
        in sum_i: Signed<32>{sum_bits},
        /// The activation, a cycle later, to the cell on the right.
        out activation_o: Signed<8>,
        /// The sum with this cell's product, to the cell below.
        out sum_o: Signed<32>{sum_bits},
    }
    inside {
        reg activation: Signed<8>,
        reg shadow: Signed<8>,
        reg active: Signed<8>,
        reg product: Signed<32>{sum_bits},
        reg sum: Signed<32>{sum_bits},
    }
}

impl Logic for Pe {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);
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
