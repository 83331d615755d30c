use crate::arith::product::Product;
use rust_hdl::prelude::*;
use seedchip_export::{bit_cast_signed, dff_setup};

block! {
    /// A cell of the array whose multiplier has registers on both sides: one product and one sum per cycle.
    ///
    /// As in pe, the active weight is used while the next one is loaded into the shadow register. The active weight is
    /// the input register of product, so an FPGA packs it into the DSP block together with the activation and the
    /// product; the cell on the right gets the activation from a second register. Another register stands between the
    /// DSP block and the adder, which are placed far apart. Where a multiplier is built of gates, pe does the same with
    /// 24 flip-flops less.
    ///
    /// Timing: activation_o follows activation_i by one cycle. The activation of cycle t is multiplied by the weight
    /// swapped in at t; the product is registered at t + 2 and again at t + 3, added to sum_i in that cycle, and sum_o
    /// has the sum at t + 4. One product per cycle. No reset, as in pe.
    /// Special cases: a weight loaded in the cycle of a swap waits for the next swap.
    /// Widths: 16 bits hold every product, including −128 · −128 = 2^14; a sum has the width of its row's sums.
    pub struct PeRegistered;

    /// A cell with sums of `sum_bits` bits.
    new(sum_bits)
    module "pe_registered" parameters {
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
        block multiplier: Product = Product::new(8, 8),
        reg product: Signed<32>{16},
        reg sum: Signed<32>{sum_bits},
    }
}

impl Logic for PeRegistered {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);
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
