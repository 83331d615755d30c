use rust_hdl::prelude::*;
use seedchip_export::{bit_cast_signed, dff_setup};

block! {
    /// A cell of the array: one product and one sum per cycle.
    ///
    /// The active weight is used while the next one is loaded into the shadow register, so loading never stops the
    /// array. Activations move right, sums move down. The product has a register of its own: 16 flip-flops more, for a
    /// critical path of a multiplier or an adder instead of both in series. The register is declared at the width of a
    /// sum, which spares the simulator a sign extension; synthesis merges the copies of the sign bit. No reset: a token
    /// from before a reset passes every cell before any token of a later command.
    ///
    /// Timing: activation_o follows activation_i by one cycle. The activation of cycle t is multiplied by the weight
    /// swapped in at t; the product is registered at t + 2, added to sum_i in that cycle, and sum_o has the sum at
    /// t + 3. One product per cycle.
    /// Special cases: a weight loaded in the cycle of a swap waits for the next swap.
    /// Widths: 16 bits hold every product, including −128 · −128 = 2^14; a sum has the width of its row's sums.
    pub struct Pe;

    /// A cell with sums of `sum_bits` bits.
    new(sum_bits)
    module "pe" parameters {
        /// Bits of a sum, at least 16.
        SUM_BITS: sum_bits in [18, 20, 24] = sum_bits,
    } made by new(sum_bits)
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Load the weight into the shadow register.
        in load_i: Bit,
        /// The weight.
        in weight_i: Signed<8>,
        /// Make the shadow weight the active one.
        in swap_i: Bit,
        /// The activation.
        in activation_i: Signed<8>,
        /// The sum from above.
        in sum_i: Signed<32>{sum_bits},
        /// The activation, one cycle later, to the cell on the right.
        out activation_o: Signed<8>,
        /// The sum including this cell's product, to the cell below.
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
