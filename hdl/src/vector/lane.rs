use crate::float::fp32_fma::Fp32Fma;
use crate::float::fp32_function::Fp32Function;
use crate::stream::delay::Delay;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;
use seedchip_spec::Operation;

block! {
    /// A lane: an operation of two FP32 numbers, and a function of its result.
    ///
    /// One fused multiply-add does all operations: a · b − 0, a · 1 ± b, a · 1 − 0. (A separate adder and multiplier would
    /// be no smaller, and a second operation behind the function would save a pass here and there for half a lane more.) A
    /// pass without a function takes as long as one with: so results keep their order, and no pass waits for another's end.
    ///
    /// Timing: an element every cycle. The outputs belong to the inputs of 65 cycles before: fp32_fma 22, fp32_function 42,
    /// a register. No reset.
    /// Special cases: with guard_i the result is 0 where a is less than 2^-120 in magnitude, and NaN where a is infinite
    /// or NaN, without an overflow.
    pub struct Lane;

    /// A lane.
    new()
    module "lane"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// The first operand.
        in a_i: Bits<32>,
        /// The second operand.
        in b_i: Bits<32>,
        /// The operation: copy (0), multiply (1), add (2), subtract (3).
        in operation_i: Bits<2>,
        /// The function: none (0), exp2 (1), exp (2), sigmoid (3), reciprocal (4), rsqrt (5 and above).
        in function_i: Bits<3>,
        /// Small first operands give 0, infinite ones NaN.
        in guard_i: Bit,
        /// The result.
        out number_o: Bits<32>,
        /// A finite operand has become infinite.
        out overflow_o: Bit,
        /// The result is NaN.
        out nan_o: Bit,
    }
    inside {
        wire factor: Bits<32>,
        wire term: Bits<32>,
        block term_delay: Delay<Bits<32>> = Delay::new(32, 9),
        block fma: Fp32Fma = Fp32Fma::new(),
        block select_delay: Delay<Bits<3>> = Delay::new(3, 22),
        block curve: Fp32Function = Fp32Function::new(),
        // The operation's result and its flags, and what becomes of it: a function, 0, NaN.
        block result_delay: Delay = Delay::new(34, 42),
        block choice_delay: Delay<Bits<3>> = Delay::new(3, 64),
        wire tiny: Bit,
        wire boundless: Bit,
        wire operated: Bits<64>,
        wire choice: Bits<3>,
        reg number: Bits<32>,
        reg overflow: Bit,
        reg nan: Bit,

        const multiply: Bits<2> = (Operation::Multiply as u128).to_bits(),
        const add: Bits<2> = (Operation::Add as u128).to_bits(),
        const subtract: Bits<2> = (Operation::Subtract as u128).to_bits(),
        const one: Bits<32> = 0x3f80_0000.into(),
        const minus_zero: Bits<32> = 0x8000_0000.into(),
        const not_a_number: Bits<32> = 0x7fc0_0000.into(),
        // The exponent field of 2^-120.
        const guarded: Bits<8> = 7.into(),
    }
}

impl Logic for Lane {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("# t to t + 22: the operation.");
        self.factor.next = self.one.val();
        self.term.next = self.minus_zero.val();
        if self.operation_i.val() == self.multiply.val() {
            self.factor.next = self.b_i.val();
        } else if self.operation_i.val() == self.add.val() {
            self.term.next = self.b_i.val();
        } else if self.operation_i.val() == self.subtract.val() {
            self.term.next = self.b_i.val() ^ self.minus_zero.val();
        }
        self.term_delay.clk_i.next = self.clk_i.val();
        self.term_delay.data_i.next = self.term.val();
        self.fma.clk_i.next = self.clk_i.val();
        self.fma.a_i.next = self.a_i.val();
        self.fma.b_i.next = self.factor.val();
        self.fma.c_i.next = self.term_delay.data_o.val();

        comment!("# t + 22 to t + 64: the function, and the way past it.");
        self.select_delay.clk_i.next = self.clk_i.val();
        self.select_delay.data_i.next = self.function_i.val() - 1;
        self.curve.clk_i.next = self.clk_i.val();
        self.curve.number_i.next = self.fma.result_o.val();
        self.curve.select_i.next = self.select_delay.data_o.val();
        self.result_delay.clk_i.next = self.clk_i.val();
        self.result_delay.data_i.next = bit_cast::<64, 32>(self.fma.result_o.val())
            | (bit_cast::<64, 1>(self.fma.overflow_o.val().into()) << 32)
            | (bit_cast::<64, 1>(self.fma.nan_o.val().into()) << 33);
        self.operated.next = self.result_delay.data_o.val();

        comment!("# t + 64: the result.");
        self.tiny.next = self.guard_i.val() && self.a_i.val().get_bits::<8>(23) < self.guarded.val();
        self.boundless.next = self.guard_i.val() && self.a_i.val().get_bits::<8>(23).all();
        self.choice_delay.clk_i.next = self.clk_i.val();
        self.choice_delay.data_i.next = bit_cast::<3, 1>(self.function_i.val().any().into())
            | (bit_cast::<3, 1>(self.tiny.val().into()) << 1)
            | (bit_cast::<3, 1>(self.boundless.val().into()) << 2);
        self.choice.next = self.choice_delay.data_o.val();
        self.number.d.next = self.operated.val().get_bits::<32>(0);
        self.overflow.d.next = self.operated.val().get_bit(32);
        self.nan.d.next = self.operated.val().get_bit(33);
        if self.choice.val().get_bit(1) {
            self.number.d.next = 0.into();
            self.overflow.d.next = false;
            self.nan.d.next = false;
        } else if self.choice.val().get_bit(2) {
            self.number.d.next = self.not_a_number.val();
            self.overflow.d.next = false;
            self.nan.d.next = true;
        } else if self.choice.val().get_bit(0) {
            self.number.d.next = self.curve.result_o.val();
            self.overflow.d.next = self.operated.val().get_bit(32) || self.curve.overflow_o.val();
            self.nan.d.next = self.curve.nan_o.val();
        }
        self.number_o.next = self.number.q.val();
        self.overflow_o.next = self.overflow.q.val();
        self.nan_o.next = self.nan.q.val();
    }
}
