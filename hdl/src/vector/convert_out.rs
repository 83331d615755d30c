use crate::float::fp32_to_int::Fp32ToInt;
use crate::float::fp32_to_narrow::Fp32ToNarrow;
use crate::stream::delay::Delay;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;
use seedchip_spec::Number;

block! {
    /// An FP32 number in the format of the results.
    ///
    /// Each format has its converter, and one is chosen behind them. (One converter for all formats would shift and round
    /// at a place that is told; the four of them are small beside a lane's function.)
    ///
    /// Timing: the outputs belong to the inputs of four cycles before: converters 3, choice 1. One number per cycle. No
    /// reset.
    /// Special cases: an element of a block whose scale is 255 is 0.
    /// Widths: 133 − scale and 127 − scale lie between −128 and 133: nine bits with a sign.
    pub struct ConvertOut;

    /// A converter.
    new()
    module "convert_out"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// The number.
        in number_i: Bits<32>,
        /// The format.
        in format_i: Bits<4>,
        /// The scale of its block, E8M0.
        in scale_i: Bits<8>,
        /// The number in the format, in the lowest bits.
        out code_o: Bits<32>,
        /// It was finite and has become infinite.
        out overflow_o: Bit,
        /// It was NaN, which the format has not.
        out nan_dropped_o: Bit,
    }
    inside {
        block whole: Fp32ToInt = Fp32ToInt::new(8),
        block bf16: Fp32ToNarrow = Fp32ToNarrow::new(8, 7),
        block e4m3: Fp32ToNarrow = Fp32ToNarrow::new(4, 3),
        block e2m1: Fp32ToNarrow = Fp32ToNarrow::new(2, 1),
        wire is_mx_int8: Bit,
        wire of_integer: Bits<9>,
        wire of_narrow: Bits<9>,
        block number_delay: Delay<Bits<32>> = Delay::new(32, 3),
        block format_delay: Delay<Bits<8>> = Delay::new(5, 3),
        wire format: Bits<4>,
        reg code: Bits<32>,
        reg overflow: Bit,
        reg nan_dropped: Bit,

        const of_fp32: Bits<4> = (Number::Fp32 as u128).to_bits(),
        const of_bf16: Bits<4> = (Number::Bf16 as u128).to_bits(),
        const of_int8: Bits<4> = (Number::Int8 as u128).to_bits(),
        const of_mx_int8: Bits<4> = (Number::MxInt8 as u128).to_bits(),
        const of_e4m3: Bits<4> = (Number::E4m3 as u128).to_bits(),
        const of_e2m1: Bits<4> = (Number::E2m1 as u128).to_bits(),
        const of_row_int8: Bits<4> = (Number::RowInt8 as u128).to_bits(),
        const one: Bits<9> = 127.into(),
        const sixty_four: Bits<9> = 133.into(),
        const nothing: Signed<9> = 0.into(),
    }
}

impl Logic for ConvertOut {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("# t to t + 3: in every format.");
        self.is_mx_int8.next = self.format_i.val() == self.of_mx_int8.val();
        self.of_integer.next = 0.into();
        if self.is_mx_int8.val() {
            self.of_integer.next = self.sixty_four.val() - bit_cast::<9, 8>(self.scale_i.val());
        }
        self.of_narrow.next = self.one.val() - bit_cast::<9, 8>(self.scale_i.val());
        self.whole.clk_i.next = self.clk_i.val();
        self.whole.number_i.next = self.number_i.val();
        self.whole.shift_i.next = signed_cast(self.of_integer.val());
        self.whole.symmetric_i.next = self.format_i.val() != self.of_int8.val();
        self.bf16.clk_i.next = self.clk_i.val();
        self.bf16.number_i.next = self.number_i.val();
        self.bf16.shift_i.next = self.nothing.val();
        self.e4m3.clk_i.next = self.clk_i.val();
        self.e4m3.number_i.next = self.number_i.val();
        self.e4m3.shift_i.next = signed_cast(self.of_narrow.val());
        self.e2m1.clk_i.next = self.clk_i.val();
        self.e2m1.number_i.next = self.number_i.val();
        self.e2m1.shift_i.next = signed_cast(self.of_narrow.val());
        self.number_delay.clk_i.next = self.clk_i.val();
        self.number_delay.data_i.next = self.number_i.val();
        self.format_delay.clk_i.next = self.clk_i.val();
        self.format_delay.data_i.next =
            bit_cast::<8, 4>(self.format_i.val()) | (bit_cast::<8, 1>(self.scale_i.val().all().into()) << 4);
        self.format.next = self.format_delay.data_o.val().get_bits::<4>(0);

        comment!("# t + 3: in the one that is wanted.");
        self.code.d.next = 0.into();
        self.overflow.d.next = false;
        self.nan_dropped.d.next = false;
        if self.format.val() == self.of_fp32.val() {
            self.code.d.next = self.number_delay.data_o.val();
        } else if self.format.val() == self.of_bf16.val() {
            self.code.d.next = self.bf16.code_o.val();
            self.overflow.d.next = self.bf16.overflow_o.val();
        } else if self.format.val() == self.of_int8.val() {
            self.code.d.next = bit_cast::<32, 8>(unsigned_cast(self.whole.integer_o.val()).get_bits::<8>(0));
            self.nan_dropped.d.next = self.whole.nan_dropped_o.val();
        } else if self.format.val() == self.of_row_int8.val() {
            self.code.d.next = bit_cast::<32, 8>(unsigned_cast(self.whole.integer_o.val()).get_bits::<8>(0));
        } else if !self.format_delay.data_o.val().get_bit(4) {
            if self.format.val() == self.of_mx_int8.val() {
                self.code.d.next = bit_cast::<32, 8>(unsigned_cast(self.whole.integer_o.val()).get_bits::<8>(0));
            } else if self.format.val() == self.of_e4m3.val() {
                self.code.d.next = self.e4m3.code_o.val();
            } else if self.format.val() == self.of_e2m1.val() {
                self.code.d.next = self.e2m1.code_o.val();
            }
        }
        self.code_o.next = self.code.q.val();
        self.overflow_o.next = self.overflow.q.val();
        self.nan_dropped_o.next = self.nan_dropped.q.val();
    }
}
