use crate::float::int_to_fp32::IntToFp32;
use crate::float::narrow_to_fp32::NarrowToFp32;
use crate::stream::delay::Delay;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;
use seedchip_spec::Number;

block! {
    /// A number of a stream's format as FP32.
    ///
    /// Integers of all widths share one converter: INT8 is sign-extended. Everything else is wiring and small, and waits as
    /// long as integers take, so that elements of one format after the other stay in order.
    ///
    /// Timing: number_o belongs to the inputs of seven cycles before, int_to_fp32's. One number per cycle. No reset.
    /// Special cases: an MXINT8 of 0 stays 0, its exponent does not move; E8M0's code 0 is the subnormal number 2^-127,
    /// 255 NaN. FP32 passes as it is.
    /// Widths: the exponent of an integer of 8 bits is 127 at least, so 6 less is that of a normal number.
    pub struct ConvertIn;

    /// A converter.
    new()
    module "convert_in"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// The number, in the lowest bits.
        in number_i: Bits<32>,
        /// Its format.
        in format_i: Bits<4>,
        /// The number in FP32.
        out number_o: Bits<32>,
    }
    inside {
        block whole: IntToFp32 = IntToFp32::new(32),
        block bf16: NarrowToFp32 = NarrowToFp32::new(8, 7),
        block e4m3: NarrowToFp32 = NarrowToFp32::new(4, 3),
        block e2m1: NarrowToFp32 = NarrowToFp32::new(2, 1),
        wire is_integer: Bit,
        wire is_scaled: Bit,
        wire extended: Bits<32>,
        wire other: Bits<32>,
        block other_delay: Delay = Delay::new(34, 7),
        wire chosen: Bits<64>,

        const of_bf16: Bits<4> = (Number::Bf16 as u128).to_bits(),
        const of_int32: Bits<4> = (Number::Int32 as u128).to_bits(),
        const of_int8: Bits<4> = (Number::Int8 as u128).to_bits(),
        const of_mx_int8: Bits<4> = (Number::MxInt8 as u128).to_bits(),
        const of_e4m3: Bits<4> = (Number::E4m3 as u128).to_bits(),
        const of_e2m1: Bits<4> = (Number::E2m1 as u128).to_bits(),
        const of_e8m0: Bits<4> = (Number::E8m0 as u128).to_bits(),
        const not_a_number: Bits<32> = 0x7fc0_0000.into(),
        const least_scale: Bits<32> = 0x0040_0000.into(),
        // Six in the exponent field.
        const six: Bits<32> = (6 << 23).into(),
        const sign: Bits<32> = 0xffff_ff00.into(),
    }
}

impl Logic for ConvertIn {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("# t: integers.");
        self.is_scaled.next = self.format_i.val() == self.of_mx_int8.val();
        self.is_integer.next = self.format_i.val() == self.of_int32.val()
            || self.format_i.val() == self.of_int8.val()
            || self.is_scaled.val();
        self.extended.next = self.number_i.val();
        if self.format_i.val() != self.of_int32.val() {
            self.extended.next = bit_cast::<32, 8>(self.number_i.val().get_bits::<8>(0));
            if self.number_i.val().get_bit(7) {
                self.extended.next = bit_cast::<32, 8>(self.number_i.val().get_bits::<8>(0)) | self.sign.val();
            }
        }
        self.whole.clk_i.next = self.clk_i.val();
        self.whole.integer_i.next = signed_cast(bit_cast::<64, 32>(self.extended.val()));

        comment!("# t: everything else.");
        self.bf16.code_i.next = bit_cast::<32, 16>(self.number_i.val().get_bits::<16>(0));
        self.e4m3.code_i.next = bit_cast::<32, 8>(self.number_i.val().get_bits::<8>(0));
        self.e2m1.code_i.next = bit_cast::<32, 4>(self.number_i.val().get_bits::<4>(0));
        self.other.next = self.number_i.val();
        if self.format_i.val() == self.of_bf16.val() {
            self.other.next = self.bf16.number_o.val();
        } else if self.format_i.val() == self.of_e4m3.val() {
            self.other.next = self.e4m3.number_o.val();
        } else if self.format_i.val() == self.of_e2m1.val() {
            self.other.next = self.e2m1.number_o.val();
        } else if self.format_i.val() == self.of_e8m0.val() {
            self.other.next = bit_cast::<32, 8>(self.number_i.val().get_bits::<8>(0)) << 23;
            if !self.number_i.val().get_bits::<8>(0).any() {
                self.other.next = self.least_scale.val();
            } else if self.number_i.val().get_bits::<8>(0).all() {
                self.other.next = self.not_a_number.val();
            }
        }
        self.other_delay.clk_i.next = self.clk_i.val();
        self.other_delay.data_i.next = bit_cast::<64, 32>(self.other.val())
            | (bit_cast::<64, 1>(self.is_integer.val().into()) << 32)
            | (bit_cast::<64, 1>(self.is_scaled.val().into()) << 33);
        self.chosen.next = self.other_delay.data_o.val();

        comment!("# t + 7: the number.");
        self.number_o.next = self.chosen.val().get_bits::<32>(0);
        if self.chosen.val().get_bit(32) {
            self.number_o.next = self.whole.number_o.val();
            if self.chosen.val().get_bit(33) && self.whole.number_o.val().any() {
                self.number_o.next = self.whole.number_o.val() - self.six.val();
            }
        }
    }
}
