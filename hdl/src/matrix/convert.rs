use crate::arith::multiplier::Multiplier;
use rust_hdl::prelude::*;
use seedchip_export::{bit_cast_signed, dff_setup};

block! {
    /// One convert lane: an int32 sum with its bias to an int8 result.
    ///
    /// result = min(max(round((acc + bias) · M / 2^s) + zero point, low), high). Nothing is added before the shift: the
    /// product is shifted by s as it is, in four steps, and beside it goes what rounding asks of the bits that are lost:
    /// the last of them, whether any of the others is 1, and whether all of them are. One bit, added with the zero
    /// point, then is the rounding, whatever becomes of ties. (Half a unit added in front of the shift takes an adder
    /// of 64 bits and a shifter for the half.)
    ///
    /// The double rounding too shifts once, by max(s, 31): of the bits lost by its second shift, those from the 31st on,
    /// the first rounding would change only the lowest, by a 1 in the 30th. So a 1 there breaks a tie upwards, and makes
    /// one of a last bit 0 with nothing but ones behind it. Saturation of the first rounding is seen nowhere but
    /// with s = 63, where 2^31 would be a tie and 2^31 − 1 is none.
    ///
    /// Only the ten bits that a result of eight can come from go through all steps. Whether those above them say more
    /// than the sign is found beside them, and joins where the limits are compared.
    ///
    /// Timing: every register holds while enable_i is low; cycles with it count. A sum every cycle, its result thirteen
    /// cycles later. For an acc_i of t, bias_i is taken at t, multiplier_i and rounding_i at t + 1, shift_i at t + 6,
    /// zero_point_i at t + 10, low_i and high_i at t + 11, keep_i at t + 12. No reset.
    /// Special cases: s = 0 does not round; with low > high the result is high. keep_i = 0 gives 0, not saturated.
    /// Widths: 64 bits hold the product. A value beyond 10 bits is out of range with any zero point, on the side of its
    /// sign; one within them stays within 11 bits with its rounding and any zero point, −640 to 639, and so does its
    /// distance from low, −767 to 767. Of a maximum with low only whether it is above 127 counts beside its low eight
    /// bits.
    pub struct Convert;

    /// A convert lane.
    new()
    module "convert"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Go on; otherwise all registers hold.
        in enable_i: Bit,
        /// The sum.
        in acc_i: Signed<32>,
        /// The bias.
        in bias_i: Signed<32>,
        /// The multiplier M.
        in multiplier_i: Signed<32>,
        /// The rounding: ties up (0), away from zero (1), to even (2), or double (3).
        in rounding_i: Bits<2>,
        /// The shift s.
        in shift_i: Bits<6>,
        /// The zero point, added after scaling.
        in zero_point_i: Signed<8>,
        /// The smallest result.
        in low_i: Signed<8>,
        /// The greatest result.
        in high_i: Signed<8>,
        /// Keep the result; otherwise it is zero.
        in keep_i: Bit,
        /// The result.
        out result_o: Signed<8>,
        /// The value with its zero point was outside −128 to 127.
        out saturated_o: Bit,
    }
    inside {
        reg sum: Signed<32>,
        block multiplier: Multiplier = Multiplier::new(),
        reg rounding: Bits<2>[5],

        wire product: Bits<64>,
        wire away: Bit,
        wire double: Bit,
        reg amount: Bits<5>,
        reg tie_up: Bit[4],
        reg to_even: Bit[4],
        reg negative: Bit[5],
        // Behind each of the four steps: what is left of the value, whether there is more of it above, and of the
        // bits lost the last one, whether any other is 1, whether all others are.
        reg by_32: Bits<41>,
        reg by_16: Bits<25>,
        reg by_4: Bits<13>,
        reg by_1: Bits<10>,
        reg beyond: Bit[5],
        reg last: Bit[4],
        reg any: Bit[4],
        reg all: Bit[4],
        reg fine_amount: Bits<4>,
        reg finest_amount: Bits<2>,
        wire above_16: Bits<16>,
        wire above_4: Bits<12>,
        wire above_1: Bits<4>,

        wire round: Bit,
        reg moved: Signed<11>,

        wire from_low: Signed<11>,
        reg raised: Signed<8>,
        reg above: Bit,
        reg high: Signed<8>,
        reg outside: Bit,

        reg result: Signed<8>,
        reg saturated: Bit,
    }
}

impl Logic for Convert {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("# t to t + 6: the sum and the product");
        self.multiplier.clk_i.next = self.clk_i.val();
        self.multiplier.enable_i.next = self.enable_i.val();
        self.multiplier.a_i.next = self.sum.q.val();
        self.multiplier.b_i.next = self.multiplier_i.val();
        if self.enable_i.val() {
            self.sum.d.next = self.acc_i.val() + self.bias_i.val();
            self.rounding[0].d.next = self.rounding_i.val();
            for i in 1..5 {
                self.rounding[i].d.next = self.rounding[i - 1].q.val();
            }
        }

        comment!("# t + 6: what becomes of ties, and the shift by 32; a double rounding shifts by 31 at least");
        self.product.next = unsigned_cast(self.multiplier.product_o.val());
        self.away.next = self.rounding[4].q.val() == 1;
        self.double.next = self.rounding[4].q.val() == 3;
        if self.enable_i.val() {
            self.negative[0].d.next = self.product.val().get_bit(63);
            self.to_even[0].d.next = self.rounding[4].q.val() == 2;
            self.tie_up[0].d.next = self.rounding[4].q.val() == 0
                || (self.away.val() && !self.product.val().get_bit(63))
                || (self.double.val()
                    && (!self.shift_i.val().get_bit(5)
                        || (!self.product.val().get_bit(63) && !self.shift_i.val().all())));
            self.amount.d.next = self.shift_i.val().get_bits::<5>(0);
            self.all[0].d.next = self.double.val() && self.shift_i.val().get_bit(5) && self.product.val().get_bit(30);
            if self.shift_i.val().get_bit(5) {
                self.by_32.d.next =
                    unsigned_cast(bit_cast_signed::<41, 32>(signed_cast(self.product.val().get_bits::<32>(32))));
                self.beyond[0].d.next = false;
                self.last[0].d.next = self.product.val().get_bit(31);
                if self.double.val() {
                    self.any[0].d.next = self.product.val().get_bit(30);
                } else {
                    self.any[0].d.next = self.product.val().get_bits::<31>(0).any();
                }
            } else {
                if self.double.val() {
                    self.amount.d.next = 31.into();
                }
                self.by_32.d.next = self.product.val().get_bits::<41>(0);
                self.beyond[0].d.next =
                    self.product.val().get_bits::<23>(41).any() && !self.product.val().get_bits::<23>(41).all();
                self.last[0].d.next = false;
                self.any[0].d.next = false;
            }
        }

        comment!("# What goes along with the steps.");
        if self.enable_i.val() {
            for i in 1..4 {
                self.tie_up[i].d.next = self.tie_up[i - 1].q.val();
                self.to_even[i].d.next = self.to_even[i - 1].q.val();
            }
            for i in 1..5 {
                self.negative[i].d.next = self.negative[i - 1].q.val();
            }
            self.fine_amount.d.next = self.amount.q.val().get_bits::<4>(0);
            self.finest_amount.d.next = self.fine_amount.q.val().get_bits::<2>(0);
        }

        comment!("# t + 7: the shift by 16");
        self.above_16.next = self.by_32.q.val().get_bits::<16>(25);
        if self.negative[0].q.val() {
            self.above_16.next = !self.by_32.q.val().get_bits::<16>(25);
        }
        if self.enable_i.val() {
            if self.amount.q.val().get_bit(4) {
                self.by_16.d.next = self.by_32.q.val().get_bits::<25>(16);
                self.beyond[1].d.next = self.beyond[0].q.val();
                self.last[1].d.next = self.by_32.q.val().get_bit(15);
                self.any[1].d.next =
                    self.any[0].q.val() || self.last[0].q.val() || self.by_32.q.val().get_bits::<15>(0).any();
                self.all[1].d.next =
                    self.all[0].q.val() && self.last[0].q.val() && self.by_32.q.val().get_bits::<15>(0).all();
            } else {
                self.by_16.d.next = self.by_32.q.val().get_bits::<25>(0);
                self.beyond[1].d.next = self.beyond[0].q.val() || self.above_16.val().any();
                self.last[1].d.next = self.last[0].q.val();
                self.any[1].d.next = self.any[0].q.val();
                self.all[1].d.next = self.all[0].q.val();
            }
        }

        comment!("# t + 8: the shift by 0, 4, 8 or 12");
        self.above_4.next = self.by_16.q.val().get_bits::<12>(13);
        if self.negative[1].q.val() {
            self.above_4.next = !self.by_16.q.val().get_bits::<12>(13);
        }
        if self.enable_i.val() {
            match self.fine_amount.q.val().get_bits::<2>(2).index() {
                0 => {
                    self.by_4.d.next = self.by_16.q.val().get_bits::<13>(0);
                    self.beyond[2].d.next = self.beyond[1].q.val() || self.above_4.val().any();
                    self.last[2].d.next = self.last[1].q.val();
                    self.any[2].d.next = self.any[1].q.val();
                    self.all[2].d.next = self.all[1].q.val();
                }
                1 => {
                    self.by_4.d.next = self.by_16.q.val().get_bits::<13>(4);
                    self.beyond[2].d.next = self.beyond[1].q.val() || self.above_4.val().get_bits::<8>(4).any();
                    self.last[2].d.next = self.by_16.q.val().get_bit(3);
                    self.any[2].d.next =
                        self.any[1].q.val() || self.last[1].q.val() || self.by_16.q.val().get_bits::<3>(0).any();
                    self.all[2].d.next =
                        self.all[1].q.val() && self.last[1].q.val() && self.by_16.q.val().get_bits::<3>(0).all();
                }
                2 => {
                    self.by_4.d.next = self.by_16.q.val().get_bits::<13>(8);
                    self.beyond[2].d.next = self.beyond[1].q.val() || self.above_4.val().get_bits::<4>(8).any();
                    self.last[2].d.next = self.by_16.q.val().get_bit(7);
                    self.any[2].d.next =
                        self.any[1].q.val() || self.last[1].q.val() || self.by_16.q.val().get_bits::<7>(0).any();
                    self.all[2].d.next =
                        self.all[1].q.val() && self.last[1].q.val() && self.by_16.q.val().get_bits::<7>(0).all();
                }
                _ => {
                    self.by_4.d.next = self.by_16.q.val().get_bits::<13>(12);
                    self.beyond[2].d.next = self.beyond[1].q.val();
                    self.last[2].d.next = self.by_16.q.val().get_bit(11);
                    self.any[2].d.next =
                        self.any[1].q.val() || self.last[1].q.val() || self.by_16.q.val().get_bits::<11>(0).any();
                    self.all[2].d.next =
                        self.all[1].q.val() && self.last[1].q.val() && self.by_16.q.val().get_bits::<11>(0).all();
                }
            }
        }

        comment!("# t + 9: the shift by 0 to 3");
        self.above_1.next = self.by_4.q.val().get_bits::<4>(9);
        if self.negative[2].q.val() {
            self.above_1.next = !self.by_4.q.val().get_bits::<4>(9);
        }
        if self.enable_i.val() {
            match self.finest_amount.q.val().index() {
                0 => {
                    self.by_1.d.next = self.by_4.q.val().get_bits::<10>(0);
                    self.beyond[3].d.next = self.beyond[2].q.val() || self.above_1.val().any();
                    self.last[3].d.next = self.last[2].q.val();
                    self.any[3].d.next = self.any[2].q.val();
                    self.all[3].d.next = self.all[2].q.val();
                }
                1 => {
                    self.by_1.d.next = self.by_4.q.val().get_bits::<10>(1);
                    self.beyond[3].d.next = self.beyond[2].q.val() || self.above_1.val().get_bits::<3>(1).any();
                    self.last[3].d.next = self.by_4.q.val().get_bit(0);
                    self.any[3].d.next = self.any[2].q.val() || self.last[2].q.val();
                    self.all[3].d.next = self.all[2].q.val() && self.last[2].q.val();
                }
                2 => {
                    self.by_1.d.next = self.by_4.q.val().get_bits::<10>(2);
                    self.beyond[3].d.next = self.beyond[2].q.val() || self.above_1.val().get_bits::<2>(2).any();
                    self.last[3].d.next = self.by_4.q.val().get_bit(1);
                    self.any[3].d.next = self.any[2].q.val() || self.last[2].q.val() || self.by_4.q.val().get_bit(0);
                    self.all[3].d.next = self.all[2].q.val() && self.last[2].q.val() && self.by_4.q.val().get_bit(0);
                }
                _ => {
                    self.by_1.d.next = self.by_4.q.val().get_bits::<10>(3);
                    self.beyond[3].d.next = self.beyond[2].q.val() || self.above_1.val().get_bit(3);
                    self.last[3].d.next = self.by_4.q.val().get_bit(2);
                    self.any[3].d.next =
                        self.any[2].q.val() || self.last[2].q.val() || self.by_4.q.val().get_bits::<2>(0).any();
                    self.all[3].d.next =
                        self.all[2].q.val() && self.last[2].q.val() && self.by_4.q.val().get_bits::<2>(0).all();
                }
            }
        }

        comment!("# t + 10: the rounding and the zero point");
        if self.last[3].q.val() {
            self.round.next = self.any[3].q.val()
                || self.tie_up[3].q.val()
                || (self.to_even[3].q.val() && self.by_1.q.val().get_bit(0));
        } else {
            self.round.next = self.all[3].q.val() && self.tie_up[3].q.val();
        }
        if self.enable_i.val() {
            self.moved.d.next = bit_cast_signed::<11, 10>(signed_cast(self.by_1.q.val()))
                + bit_cast_signed::<11, 8>(self.zero_point_i.val())
                + signed_cast(bit_cast::<11, 1>(self.round.val().into()));
            self.beyond[4].d.next = self.beyond[3].q.val();
        }

        comment!("# t + 11: the maximum with low; whether the value is in range");
        self.from_low.next = self.moved.q.val() - bit_cast_signed::<11, 8>(self.low_i.val());
        if self.enable_i.val() {
            if self.beyond[4].q.val() {
                self.above.d.next = !self.negative[4].q.val();
                self.raised.d.next = self.low_i.val();
            } else if self.from_low.val().get_bit(10) {
                self.above.d.next = false;
                self.raised.d.next = self.low_i.val();
            } else {
                self.above.d.next =
                    !self.moved.q.val().get_bit(10) && unsigned_cast(self.moved.q.val()).get_bits::<3>(7).any();
                self.raised.d.next = bit_cast_signed::<8, 11>(self.moved.q.val());
            }
            self.outside.d.next = self.beyond[4].q.val()
                || (unsigned_cast(self.moved.q.val()).get_bits::<4>(7).any()
                    && !unsigned_cast(self.moved.q.val()).get_bits::<4>(7).all());
            self.high.d.next = self.high_i.val();
        }

        comment!("# t + 12: the minimum with high");
        if self.enable_i.val() {
            if !self.keep_i.val() {
                self.result.d.next = 0.into();
            } else if self.above.q.val() || self.raised.q.val() > self.high.q.val() {
                self.result.d.next = self.high.q.val();
            } else {
                self.result.d.next = self.raised.q.val();
            }
            self.saturated.d.next = self.outside.q.val() && self.keep_i.val();
        }
        self.result_o.next = self.result.q.val();
        self.saturated_o.next = self.saturated.q.val();
    }
}
