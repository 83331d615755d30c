use crate::arith::product_held::ProductHeld;
use rust_hdl::prelude::*;
use seedchip_export::{bit_cast_signed, dff_setup};

block! {
    /// A signed product of 32 × 32 bits whose registers hold while it is told so.
    ///
    /// Four products of 17-bit parts and three additions, each with a register behind it, so that no path holds more than
    /// an adder or a multiplier of 18 × 18 bits, a DSP block of an FPGA. One `*` of 32 × 32 bits would need two registers
    /// less, and a clock period twice as long.
    ///
    /// Timing: product_o is the product of the factors of five cycles before, counting cycles with enable_i: two in
    /// the products, one between DSP blocks and adders, two for the additions. One product per cycle. No reset.
    /// Widths: a = a1 · 2^17 + a0 with 0 ≤ a0 < 2^17 and |a1| ≤ 2^14, and b likewise. a0 · b0 < 2^34 lies below
    /// a1 · b1 · 2^34, so they are concatenated without an adder; |a0 · b1 + a1 · b0| < 2^32 fits 34 bits. 64 bits hold
    /// every product, including (−2^31)² = 2^62.
    pub struct Multiplier;

    /// A multiplier of 32 × 32 bits.
    new() {
        let part = || ProductHeld::new(18, 18);
    }
    module "multiplier"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Go on; otherwise all registers hold.
        in enable_i: Bit,
        /// The first factor.
        in a_i: Signed<32>,
        /// The second factor.
        in b_i: Signed<32>,
        /// The product of the factors of five cycles before.
        out product_o: Signed<64>,
    }
    inside {
        wire a_low: Signed<32>{18},
        wire a_high: Signed<32>{18},
        wire b_low: Signed<32>{18},
        wire b_high: Signed<32>{18},
        block low_low: ProductHeld = part(),
        block low_high: ProductHeld = part(),
        block high_low: ProductHeld = part(),
        block high_high: ProductHeld = part(),
        reg low_low_late: Signed<36>{34},
        reg low_high_late: Signed<36>{34},
        reg high_low_late: Signed<36>{34},
        reg high_high_late: Signed<36>{30},
        reg outer: Bits<64>,
        reg inner: Signed<36>{34},
        wire upper: Bits<47>,
        reg product: Signed<64>,
    }
}

impl Logic for Multiplier {
    #[hdl_gen]
    fn update(&mut self) {
        comment!("# t: the parts; the low ones are positive");
        self.a_low.next = signed_cast(bit_cast::<32, 17>(unsigned_cast(self.a_i.val()).get_bits::<17>(0)));
        self.a_high.next = bit_cast_signed::<32, 15>(signed_cast(unsigned_cast(self.a_i.val()).get_bits::<15>(17)));
        self.b_low.next = signed_cast(bit_cast::<32, 17>(unsigned_cast(self.b_i.val()).get_bits::<17>(0)));
        self.b_high.next = bit_cast_signed::<32, 15>(signed_cast(unsigned_cast(self.b_i.val()).get_bits::<15>(17)));
        self.low_low.clk_i.next = self.clk_i.val();
        self.low_low.enable_i.next = self.enable_i.val();
        self.low_low.a_i.next = self.a_low.val();
        self.low_low.b_i.next = self.b_low.val();
        self.low_high.clk_i.next = self.clk_i.val();
        self.low_high.enable_i.next = self.enable_i.val();
        self.low_high.a_i.next = self.a_low.val();
        self.low_high.b_i.next = self.b_high.val();
        self.high_low.clk_i.next = self.clk_i.val();
        self.high_low.enable_i.next = self.enable_i.val();
        self.high_low.a_i.next = self.a_high.val();
        self.high_low.b_i.next = self.b_low.val();
        self.high_high.clk_i.next = self.clk_i.val();
        self.high_high.enable_i.next = self.enable_i.val();
        self.high_high.a_i.next = self.a_high.val();
        self.high_high.b_i.next = self.b_high.val();

        dff_setup!(self, clk_i, registers);
        comment!("# t + 4: the inner ones at 2^17");
        self.upper.next =
            self.outer.q.val().get_bits::<47>(17) + unsigned_cast(bit_cast_signed::<47, 36>(self.inner.q.val()));
        if self.enable_i.val() {
            self.low_low_late.d.next = bit_cast_signed::<36, 64>(self.low_low.product_o.val());
            self.low_high_late.d.next = bit_cast_signed::<36, 64>(self.low_high.product_o.val());
            self.high_low_late.d.next = bit_cast_signed::<36, 64>(self.high_low.product_o.val());
            self.high_high_late.d.next = bit_cast_signed::<36, 64>(self.high_high.product_o.val());
            comment!("t + 3: the inner products added, the outer ones side by side");
            self.inner.d.next = self.low_high_late.q.val() + self.high_low_late.q.val();
            self.outer.d.next = bit_cast::<64, 34>(unsigned_cast(self.low_low_late.q.val()).get_bits::<34>(0))
                | (bit_cast::<64, 30>(unsigned_cast(self.high_high_late.q.val()).get_bits::<30>(0)) << 34);
            self.product.d.next = signed_cast(
                bit_cast::<64, 17>(self.outer.q.val().get_bits::<17>(0)) | (bit_cast::<64, 47>(self.upper.val()) << 17),
            );
        }
        self.product_o.next = self.product.q.val();
    }
}
