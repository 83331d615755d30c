use crate::arith::product_held::ProductHeld;
use crate::stream::delay::Delay;
use rust_hdl::prelude::*;
use seedchip_export::{bit_cast_signed, dff_setup};

block! {
    /// A polynomial of degree 2 in a segment: c0 + offset · (c1 + offset · c2), truncated at each product.
    ///
    /// The offset has 18 bits, signed, so that every product is one of a DSP block, the slope's in two parts. (Degree 3
    /// needs fewer segments, one more product, and an offset that is wider.)
    ///
    /// Timing: value_o follows all inputs by nine cycles. An evaluation every cycle. No reset.
    /// Widths: |c2 · offset| ≤ 2^30 and |slope · offset| ≤ 2^38, of which the lowest 18 bits reach no value: those of the
    /// slope's low part below 2^17 carry nothing. The slope wraps in 22 bits and the value in 29: those of
    /// the tables do not.
    pub struct Quadratic;

    /// An evaluation.
    new()
    module "quadratic"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// The value in the segment's middle.
        in c0_i: Bits<29>,
        /// The slope there.
        in c1_i: Signed<22>,
        /// The curvature.
        in c2_i: Signed<14>,
        /// The place in the segment, from its middle.
        in offset_i: Signed<18>,
        /// The value.
        out value_o: Bits<29>,
    }
    inside {
        block bend: ProductHeld = ProductHeld::new(18, 18),
        reg bend_late: Bits<32>,
        block c1_delay: Delay<Bits<22>> = Delay::new(22, 3),
        reg slope: Signed<22>,

        block offset_delay: Delay<Bits<18>> = Delay::new(18, 4),
        wire offset: Signed<32>{18},
        wire slope_low: Signed<32>{18},
        wire slope_high: Signed<32>{18},
        block low: ProductHeld = ProductHeld::new(18, 18),
        block high: ProductHeld = ProductHeld::new(18, 18),
        reg low_late: Bits<18>,
        reg high_late: Bits<23>,
        reg rise: Bits<23>,

        block c0_delay: Delay<Bits<29>> = Delay::new(29, 8),
        reg value: Bits<29>,
    }
}

impl Logic for Quadratic {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("# t to t + 4: the slope at the place");
        self.bend.clk_i.next = self.clk_i.val();
        self.bend.enable_i.next = true;
        self.bend.a_i.next = bit_cast_signed::<32, 14>(self.c2_i.val());
        self.bend.b_i.next = bit_cast_signed::<32, 18>(self.offset_i.val());
        self.bend_late.d.next = bit_cast::<32, 64>(unsigned_cast(self.bend.product_o.val()));
        self.c1_delay.clk_i.next = self.clk_i.val();
        self.c1_delay.data_i.next = unsigned_cast(self.c1_i.val());
        self.slope.d.next = signed_cast(self.c1_delay.data_o.val())
            + bit_cast_signed::<22, 15>(signed_cast(self.bend_late.q.val().get_bits::<15>(17)));

        comment!(
            "# t + 4 to t + 8: times the place, in two parts; the low one is positive, and its last 17 bits are lost"
        );
        self.offset_delay.clk_i.next = self.clk_i.val();
        self.offset_delay.data_i.next = unsigned_cast(self.offset_i.val());
        self.offset.next = bit_cast_signed::<32, 18>(signed_cast(self.offset_delay.data_o.val()));
        self.slope_low.next = signed_cast(bit_cast::<32, 17>(unsigned_cast(self.slope.q.val()).get_bits::<17>(0)));
        self.slope_high.next =
            bit_cast_signed::<32, 5>(signed_cast(unsigned_cast(self.slope.q.val()).get_bits::<5>(17)));
        self.low.clk_i.next = self.clk_i.val();
        self.low.enable_i.next = true;
        self.low.a_i.next = self.slope_low.val();
        self.low.b_i.next = self.offset.val();
        self.high.clk_i.next = self.clk_i.val();
        self.high.enable_i.next = true;
        self.high.a_i.next = self.slope_high.val();
        self.high.b_i.next = self.offset.val();
        self.low_late.d.next = unsigned_cast(self.low.product_o.val()).get_bits::<18>(17);
        self.high_late.d.next = bit_cast::<23, 64>(unsigned_cast(self.high.product_o.val()));
        self.rise.d.next =
            self.high_late.q.val() + unsigned_cast(bit_cast_signed::<23, 18>(signed_cast(self.low_late.q.val())));

        comment!("# t + 9: the value");
        self.c0_delay.clk_i.next = self.clk_i.val();
        self.c0_delay.data_i.next = self.c0_i.val();
        self.value.d.next = self.c0_delay.data_o.val()
            + unsigned_cast(bit_cast_signed::<29, 22>(signed_cast(self.rise.q.val().get_bits::<22>(1))));
        self.value_o.next = self.value.q.val();
    }
}
