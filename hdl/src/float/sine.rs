use crate::arith::multiplier::Multiplier;
use crate::float::coefficients::Coefficients;
use crate::float::normalise::Normalise;
use crate::float::quadratic::Quadratic;
use crate::float::round_fp32::RoundFp32;
use crate::stream::delay::Delay;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;

block! {
    /// The sine or the cosine of a phase, as an FP32 number.
    ///
    /// The phase is folded into a quarter of a turn. A table holds the ratio of sine and angle, which is smooth down to
    /// an angle of zero, and the angle itself is normalised and multiplied: so small sines have as many bits as great
    /// ones. (A table of the sine alone would need a reduction of its own for each binade.)
    ///
    /// Timing: result_o follows the phase by 23 cycles: fold 1, coefficients 2, quadratic 9, multiplier 5, round_fp32 6. A
    /// phase every cycle. No reset.
    /// Special cases: zeros are +0. A sine of 1 takes the argument beside it, which is near enough.
    /// Widths: a folded phase is at most 2^38: 39 bits. The 31 leading bits of it times a ratio of 29 bits fit 60.
    pub struct Sine;

    /// A sine.
    new()
    module "sine"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// The phase, in 2^-40 of a turn.
        in phase_i: Bits<40>,
        /// Its cosine is asked for.
        in cosine_i: Bit,
        /// The sine or cosine.
        out result_o: Bits<32>,
    }
    inside {
        wire quadrant: Bits<2>,
        wire rest: Bits<39>,
        reg angle: Bits<39>,
        reg negative: Bit,

        wire argument: Bits<26>,
        wire place: Bits<18>,
        block coefficients: Coefficients = Coefficients::new(2),
        block place_delay: Delay<Bits<18>> = Delay::new(18, 2),
        block quadratic: Quadratic = Quadratic::new(),

        block normalise: Normalise = Normalise::new(39),
        wire leading: Bits<64>{31},
        block angle_delay: Delay<Bits<64>> = Delay::new(31, 8),
        block multiplier: Multiplier = Multiplier::new(),
        wire product: Bits<64>,

        block shift_delay: Delay<Bits<8>> = Delay::new(6, 13),
        block negative_delay: Delay<Bits<1>> = Delay::new(1, 16),
        block round: RoundFp32 = RoundFp32::new(32),

        const quarter: Bits<39> = (1_u64 << 38).to_bits(),
        const greatest: Bits<26> = ((1_u64 << 26) - 1).to_bits(),
        const middle: Bits<18> = (1_u64 << 17).to_bits(),
        const farthest: Bits<6> = 63.into(),
        const bias: Bits<10> = 127.into(),
    }
}

impl Logic for Sine {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("# t: the angle in its quadrant, from the nearer zero of the sine");
        self.quadrant.next = self.phase_i.val().get_bits::<2>(38);
        if self.cosine_i.val() {
            self.quadrant.next = self.phase_i.val().get_bits::<2>(38) + 1;
        }
        self.rest.next = bit_cast::<39, 38>(self.phase_i.val().get_bits::<38>(0));
        self.angle.d.next = self.rest.val();
        if self.quadrant.val().get_bit(0) {
            self.angle.d.next = self.quarter.val() - self.rest.val();
        }
        self.negative.d.next = self.quadrant.val().get_bit(1);

        comment!("# t + 1 to t + 12: the ratio of sine and angle");
        self.argument.next = self.angle.q.val().get_bits::<26>(12);
        if self.angle.q.val().get_bit(38) {
            self.argument.next = self.greatest.val();
        }
        self.place.next = self.argument.val().get_bits::<18>(0) ^ self.middle.val();
        self.coefficients.clk_i.next = self.clk_i.val();
        self.coefficients.segment_i.next = bit_cast::<16, 8>(self.argument.val().get_bits::<8>(18));
        self.place_delay.clk_i.next = self.clk_i.val();
        self.place_delay.data_i.next = self.place.val();
        self.quadratic.clk_i.next = self.clk_i.val();
        self.quadratic.c0_i.next = self.coefficients.c0_o.val();
        self.quadratic.c1_i.next = self.coefficients.c1_o.val();
        self.quadratic.c2_i.next = self.coefficients.c2_o.val();
        self.quadratic.offset_i.next = signed_cast(self.place_delay.data_o.val());

        comment!("# t + 1 to t + 4: the leading bits of the angle, which wait for the ratio");
        self.normalise.clk_i.next = self.clk_i.val();
        self.normalise.value_i.next = bit_cast::<64, 39>(self.angle.q.val());
        self.normalise.limit_i.next = self.farthest.val();
        self.leading.next = self.normalise.value_o.val() >> 8;
        self.angle_delay.clk_i.next = self.clk_i.val();
        self.angle_delay.data_i.next = self.leading.val();

        comment!("# t + 12 to t + 17: their product");
        self.multiplier.clk_i.next = self.clk_i.val();
        self.multiplier.enable_i.next = true;
        self.multiplier.a_i.next = signed_cast(bit_cast::<32, 64>(self.angle_delay.data_o.val()));
        self.multiplier.b_i.next = signed_cast(bit_cast::<32, 29>(self.quadratic.value_o.val()));
        self.product.next = unsigned_cast(self.multiplier.product_o.val());

        comment!("# t + 17: rounded");
        self.shift_delay.clk_i.next = self.clk_i.val();
        self.shift_delay.data_i.next = bit_cast::<8, 6>(self.normalise.shift_o.val());
        self.negative_delay.clk_i.next = self.clk_i.val();
        self.negative_delay.data_i.next = self.negative.q.val().into();
        self.round.clk_i.next = self.clk_i.val();
        self.round.sign_i.next = self.negative_delay.data_o.val().any();
        self.round.exponent_i.next = self.bias.val() - bit_cast::<10, 8>(self.shift_delay.data_o.val());
        self.round.significand_i.next = self.product.val() >> 28;
        self.round.cancelled_i.next = false;
        self.round.plus_zero_i.next = true;
        self.round.infinite_i.next = false;
        self.round.nan_i.next = false;
        self.result_o.next = self.round.result_o.val();
    }
}
