use crate::arith::product::Product;
use rust_hdl::prelude::*;
use seedchip_export::{bit_cast_signed, dff_setup};

block! {
    /// Two cells of one row that share a multiplier: two products and two sums per cycle.
    ///
    /// Both weights are multiplied by the same activation a. They are packed into one factor of 18 bits, w1 · 2^9 + w0,
    /// so that one multiplier of 8 × 18 bits, a DSP block, forms P = a · w1 · 2^9 + a · w0. The products have 16 bits
    /// and overlap in seven, so gates form the lowest seven bits of a · w1 a second time, and they are subtracted. This
    /// takes half as many DSP blocks as pe_registered, and more LUTs and flip-flops. A factor of 24 bits would keep the
    /// products apart; 18 bits cannot: with 2^10, two weights of −128 would need 19.
    ///
    /// With L = (a · w1) mod 2^7, the top seven of the 16 bits of a · w0 are `P[15:9]` − L, mod 2^7. Let b be the
    /// borrow of that subtraction and n = 1 if a · w0 is negative. Then `P[24:16]` = ⌊a · w1 / 2^7⌋ + b − n, because
    /// the bits of a · w0 above its ninth were added to a · w1, and its sign extends over all of them. So
    /// ⌊a · w1 / 2^7⌋ = `P[24:16]` − b + n.
    ///
    /// Timing: activation_o follows activation_i by one cycle. The activation of cycle t is multiplied by the weights
    /// swapped in at t; the packed product is registered at t + 2 and t + 3 and separated by t + 5, each product is
    /// added to its sum_i in that cycle, and sum_o has the sums at t + 6. One product per column and cycle. No reset,
    /// as in pe.
    /// Special cases: weights loaded in the cycle of a swap wait for the next swap.
    /// Widths: |w1 · 2^9 + w0| ≤ 2^16 + 2^7 fits 18 bits; |P| ≤ 2^7 · (2^16 + 2^7) < 2^24 fits 25 bits; 16 bits hold
    /// every product, including −128 · −128.
    pub struct PePair;

    /// A pair of cells with sums of `sum_bits` bits.
    new(sum_bits)
    module "pe_pair" parameters {
        /// Bits of a sum, at least 16.
        SUM_BITS: sum_bits in [18, 20, 24] = sum_bits,
    } made by new(sum_bits)
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Load the weights into the shadow registers.
        in load_i: Bit,
        /// The weights, one per column.
        in weight_i: Signed<8>[2],
        /// Make the shadow weights the active ones.
        in swap_i: Bit,
        /// The activation.
        in activation_i: Signed<8>,
        /// The sums from above.
        in sum_i: Signed<32>{sum_bits}[2],
        /// The activation, one cycle later, to the pair on the right.
        out activation_o: Signed<8>,
        /// The sums including this pair's products, to the pair below.
        out sum_o: Signed<32>{sum_bits}[2],
    }
    inside {
        reg activation: Signed<8>,
        wire packed_low: Signed<18>,
        reg shadow: Signed<18>,
        reg shadow_low: Bits<7>,
        reg active_low: Bits<7>,
        block multiplier: Product = Product::new(8, 18),
        wire shifted: Bits<7>[7],
        wire partial: Bits<7>[7],
        reg low: Bits<7>,
        reg packed: Bits<25>,
        reg low_late: Bits<7>,
        wire difference: Bits<8>,
        reg first: Bits<16>,
        reg upper: Bits<9>,
        reg lower: Bits<7>,
        reg borrow: Bit,
        wire moved: Bits<9>,
        reg product: Signed<32>{16}[2],
        reg sum: Signed<32>{sum_bits}[2],
    }
}

impl Logic for PePair {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);
        self.activation.d.next = self.activation_i.val();
        self.activation_o.next = self.activation.q.val();

        comment!("The weights, packed on their way into the shadow.");
        self.packed_low.next = bit_cast_signed::<18, 8>(self.weight_i[0].val());
        if self.load_i.val() {
            self.shadow.d.next = signed_cast(
                (unsigned_cast(bit_cast_signed::<18, 8>(self.weight_i[1].val())) << 9)
                    + unsigned_cast(self.packed_low.val()),
            );
            self.shadow_low.d.next = unsigned_cast(self.weight_i[1].val()).get_bits::<7>(0);
        }
        if self.swap_i.val() {
            self.active_low.d.next = self.shadow_low.q.val();
        }
        self.multiplier.clk_i.next = self.clk_i.val();
        self.multiplier.a_i.next = bit_cast_signed::<32, 8>(self.activation_i.val());
        self.multiplier.b_i.next = bit_cast_signed::<32, 18>(self.shadow.q.val());
        self.multiplier.b_load_i.next = self.swap_i.val();

        comment!("# t + 1: the low seven bits of the second product, beside the multiplier");
        self.shifted[0].next = unsigned_cast(self.activation.q.val()).get_bits::<7>(0);
        for i in 1..7 {
            self.shifted[i].next = self.shifted[i - 1].val() << 1;
        }
        for i in 0..7 {
            self.partial[i].next = 0.into();
            if self.active_low.q.val().get_bit(i) {
                self.partial[i].next = self.shifted[i].val();
            }
        }
        self.low.d.next = (self.partial[0].val() + self.partial[1].val())
            + (self.partial[2].val() + self.partial[3].val())
            + (self.partial[4].val() + self.partial[5].val())
            + self.partial[6].val();

        comment!("# t + 2: on the way from DSP block to adders");
        self.packed.d.next = unsigned_cast(self.multiplier.product_o.val()).get_bits::<25>(0);
        self.low_late.d.next = self.low.q.val();

        comment!("# t + 3: the first product, and what it took from the second");
        self.difference.next =
            bit_cast::<8, 7>(self.packed.q.val().get_bits::<7>(9)) - bit_cast::<8, 7>(self.low_late.q.val());
        self.first.d.next = bit_cast::<16, 9>(self.packed.q.val().get_bits::<9>(0))
            | (bit_cast::<16, 7>(self.difference.val().get_bits::<7>(0)) << 9);
        self.borrow.d.next = self.difference.val().get_bit(7);
        self.upper.d.next = self.packed.q.val().get_bits::<9>(16);
        self.lower.d.next = self.low_late.q.val();

        comment!("# t + 4: the second product gets it back");
        if self.borrow.q.val() & !self.first.q.val().get_bit(15) {
            self.moved.next = self.upper.q.val() - 1;
        } else if !self.borrow.q.val() & self.first.q.val().get_bit(15) {
            self.moved.next = self.upper.q.val() + 1;
        } else {
            self.moved.next = self.upper.q.val();
        }
        self.product[0].d.next = bit_cast_signed::<32, 16>(signed_cast(self.first.q.val()));
        self.product[1].d.next = bit_cast_signed::<32, 16>(signed_cast(
            bit_cast::<16, 7>(self.lower.q.val()) | (bit_cast::<16, 9>(self.moved.val()) << 7),
        ));

        comment!("# t + 5: the sums");
        for i in 0..2 {
            self.sum[i].d.next = self.sum_i[i].val() + self.product[i].q.val();
            self.sum_o[i].next = self.sum[i].q.val();
        }
    }
}
