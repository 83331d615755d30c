//! Random kernels as Rust source: written by the test `compiled_kernels_are_current`, not by hand.

use crate::{Compiled, Kernel, agrees};
use rust_hdl::prelude::*;
use seedchip_export::{Bus, Flop, bit_cast_signed};

/// How many there are.
pub const COUNT: usize = 6;

/// Checks each of them.
pub fn check(kernels: &[Kernel]) {
    agrees::<Kernel0>(&kernels[0]);
    agrees::<Kernel1>(&kernels[1]);
    agrees::<Kernel2>(&kernels[2]);
    agrees::<Kernel3>(&kernels[3]);
    agrees::<Kernel4>(&kernels[4]);
    agrees::<Kernel5>(&kernels[5]);
}

#[derive(LogicBlock)]
pub struct Kernel0 {
    in0_i: Bus<In, Signed<8>>,
    in1_i: Bus<In, Signed<16>>,
    in2_i: Bus<In, Signed<5>>,
    in3_i: Bus<In, Signed<10>>,
    in4_i: Bus<In, Bits<16>>,
    in5_i: Signal<In, Bit>,
    in6_i: Bus<In, Signed<59>>,
    in7_i: Bus<In, Signed<34>>,
    in8_i: Bus<In, Bits<8>>,
    in9_i: Bus<In, Bits<13>>,
    in10_i: Bus<In, Signed<51>>,
    in11_i: Bus<In, Bits<56>>,
    in12_i: Bus<In, Signed<55>>,
    in13_i: Bus<In, Bits<2>>,
    in14_i: Bus<In, Bits<1>>,
    in15_i: Bus<In, Signed<11>>,
    out0_o: Signal<Out, Bit>,
    out1_o: Bus<Out, Signed<10>>,
    local0: Bus<Local, Signed<59>>,
    out2_o: Bus<Out, Bits<13>>,
    out3_o: Bus<Out, Bits<56>>,
    out4_o: Bus<Out, Bits<22>>,
    out5_o: Bus<Out, Signed<24>>,
}

impl Compiled for Kernel0 {
    fn new() -> Self {
        Self {
            in0_i: Bus::new(3),
            in1_i: Bus::new(16),
            in2_i: Bus::new(5),
            in3_i: Bus::new(10),
            in4_i: Bus::new(15),
            in5_i: Signal::default(),
            in6_i: Bus::new(59),
            in7_i: Bus::new(34),
            in8_i: Bus::new(8),
            in9_i: Bus::new(13),
            in10_i: Bus::new(51),
            in11_i: Bus::new(56),
            in12_i: Bus::new(55),
            in13_i: Bus::new(2),
            in14_i: Bus::new(1),
            in15_i: Bus::new(11),
            out0_o: Signal::default(),
            out1_o: Bus::new(9),
            local0: Bus::new(48),
            out2_o: Bus::new(13),
            out3_o: Bus::new(56),
            out4_o: Bus::new(21),
            out5_o: Bus::new(24),
        }
    }

    fn drive(&mut self, values: &[u128]) {
        self.in0_i.next = signed_cast(values[0].to_bits());
        self.in1_i.next = signed_cast(values[1].to_bits());
        self.in2_i.next = signed_cast(values[2].to_bits());
        self.in3_i.next = signed_cast(values[3].to_bits());
        self.in4_i.next = values[4].to_bits();
        self.in5_i.next = values[5] != 0;
        self.in6_i.next = signed_cast(values[6].to_bits());
        self.in7_i.next = signed_cast(values[7].to_bits());
        self.in8_i.next = values[8].to_bits();
        self.in9_i.next = values[9].to_bits();
        self.in10_i.next = signed_cast(values[10].to_bits());
        self.in11_i.next = values[11].to_bits();
        self.in12_i.next = signed_cast(values[12].to_bits());
        self.in13_i.next = values[13].to_bits();
        self.in14_i.next = values[14].to_bits();
        self.in15_i.next = signed_cast(values[15].to_bits());
    }
}

impl Logic for Kernel0 {
    #[hdl_gen]
    fn update(&mut self) {
        if (self.in0_i.val()) <= ((bit_cast_signed::<8, 32>((self.in1_i.val()) * (self.in1_i.val()))) + (bit_cast_signed::<8, 5>(self.in2_i.val()))) {
            self.out0_o.next = false;
        } else if (self.in0_i.val()) < (self.in0_i.val()) {
            self.out0_o.next = false;
        } else {
            self.out0_o.next = false;
        }
        self.out1_o.next = self.in3_i.val();
        if (bit_cast::<5, 16>((self.in4_i.val()).replace_bit(12, true))) == (bit_cast::<5, 32>(((self.in4_i.val()) + 0u64) * (self.in4_i.val()))) {
            self.local0.next = self.in6_i.val();
        } else if self.in5_i.val() {
            self.local0.next = self.in6_i.val();
        } else {
            self.local0.next = self.in6_i.val();
        }
        if (!((signed_cast(bits::<34>(8589934591u64))) != (self.in7_i.val()))) ^ ((self.in8_i.val()) < (self.in8_i.val())) {
            self.out2_o.next = self.in9_i.val();
        } else if self.in5_i.val() {
            self.out2_o.next = self.in9_i.val();
        } else {
            self.out2_o.next = self.in9_i.val();
        }
        self.out3_o.next = self.in11_i.val();
        if ((!(unsigned_cast(self.in10_i.val()))).all()) == ((self.in5_i.val()) || (self.in5_i.val())) {
            self.out3_o.next = self.in11_i.val();
        }
        self.out4_o.next = (((unsigned_cast(bit_cast_signed::<22, 55>(self.in12_i.val()))) & 0u64) >> (self.in13_i.val())) >> (self.in14_i.val());
        self.out5_o.next = -(bit_cast_signed::<24, 11>((self.in15_i.val()) + (self.in15_i.val())));
    }
}

#[derive(LogicBlock)]
pub struct Kernel1 {
    clk_i: Signal<In, Clock>,
    rst_ni: Signal<In, Bit>,
    in0_i: Signal<In, Bit>,
    in1_i: Bus<In, Signed<17>>,
    in2_i: Bus<In, Bits<1>>,
    in3_i: Bus<In, Signed<30>>,
    in4_i: Bus<In, Bits<16>>,
    in5_i: Bus<In, Bits<4>>,
    in6_i: Bus<In, Bits<23>>,
    in7_i: Bus<In, Signed<16>>,
    register0: Flop<Signed<1>>,
    register1: Flop<Signed<57>>,
    out0_o: Bus<Out, Signed<66>>,
    out1_o: Bus<Out, Signed<30>>,
    out2_o: Signal<Out, Bit>,
    out3_o: Bus<Out, Signed<19>>,
    out4_o: Bus<Out, Bits<23>>,
    out5_o: Bus<Out, Signed<30>>,
}

impl Compiled for Kernel1 {
    fn new() -> Self {
        Self {
            clk_i: Signal::default(),
            rst_ni: Signal::default(),
            in0_i: Signal::default(),
            in1_i: Bus::new(17),
            in2_i: Bus::new(1),
            in3_i: Bus::new(30),
            in4_i: Bus::new(15),
            in5_i: Bus::new(4),
            in6_i: Bus::new(23),
            in7_i: Bus::new(15),
            register0: Flop::new(1),
            register1: Flop::new(27),
            out0_o: Bus::new(66),
            out1_o: Bus::new(30),
            out2_o: Signal::default(),
            out3_o: Bus::new(19),
            out4_o: Bus::new(23),
            out5_o: Bus::new(30),
        }
    }

    fn drive(&mut self, values: &[u128]) {
        self.in0_i.next = values[0] != 0;
        self.in1_i.next = signed_cast(values[1].to_bits());
        self.in2_i.next = values[2].to_bits();
        self.in3_i.next = signed_cast(values[3].to_bits());
        self.in4_i.next = values[4].to_bits();
        self.in5_i.next = values[5].to_bits();
        self.in6_i.next = values[6].to_bits();
        self.in7_i.next = signed_cast(values[7].to_bits());
    }

    fn clock(&mut self, clock: bool, running: bool) {
        self.clk_i.next = clock.into();
        self.rst_ni.next = running;
    }
}

impl Logic for Kernel1 {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, register0, register1);
        self.register0.d.next = self.register0.q.val();
        if self.in0_i.val() {
            self.register0.d.next = self.register0.q.val();
        }
        self.register1.d.next = signed_cast(bits::<57>(0u64));
        self.out0_o.next = bit_cast_signed::<66, 17>(-(-(self.in1_i.val())));
        match ((self.in2_i.val()) << 0).index() {
            0 => self.out1_o.next = self.in3_i.val(),
            _ => self.out1_o.next = self.in3_i.val(),
        }
        self.out2_o.next = (self.in4_i.val()).xor();
        self.out3_o.next = signed_cast(bits::<19>(524287u64));
        self.out4_o.next = (self.in6_i.val()).replace_bit((((10u64 | (self.in5_i.val())).replace_bit(3, self.in0_i.val())) & 15u64).index(), self.in0_i.val());
        self.out5_o.next = bit_cast_signed::<30, 32>((bit_cast_signed::<16, 32>((bit_cast_signed::<16, 32>((bit_cast_signed::<16, 32>((bit_cast_signed::<16, 32>((signed_cast(bits::<16>(36810u64))) * (self.in7_i.val()))) * (bit_cast_signed::<16, 32>((signed_cast(bits::<16>(0u64))) * (signed_cast(bits::<16>(0u64))))))) * (self.in7_i.val()))) * (self.in7_i.val()))) * (self.in7_i.val()));
        if !self.rst_ni.val() {
            self.register0.d.next = signed_cast(bits::<1>(1u64));
            self.register1.d.next = signed_cast(bits::<57>(0u64));
        }
    }
}

#[derive(LogicBlock)]
pub struct Kernel2 {
    in0_i: Bus<In, Bits<19>>,
    in1_i: Signal<In, Bit>,
    in2_i: Bus<In, Signed<2>>,
    in3_i: Bus<In, Signed<16>>,
    in4_i: Bus<In, Signed<62>>,
    in5_i: Bus<In, Bits<8>>,
    in6_i: Bus<In, Bits<7>>,
    in7_i: Bus<In, Signed<28>>,
    in8_i: Bus<In, Bits<32>>,
    in9_i: Bus<In, Bits<1>>,
    out0_o: Bus<Out, Signed<2>>,
    out1_o: Signal<Out, Bit>,
    out2_o: Signal<Out, Bit>,
    out3_o: Bus<Out, Bits<8>>,
    out4_o: Bus<Out, Signed<28>>,
    out5_o: Bus<Out, Bits<32>>,
    out6_o: Bus<Out, Bits<1>>,
}

impl Compiled for Kernel2 {
    fn new() -> Self {
        Self {
            in0_i: Bus::new(19),
            in1_i: Signal::default(),
            in2_i: Bus::new(2),
            in3_i: Bus::new(16),
            in4_i: Bus::new(62),
            in5_i: Bus::new(8),
            in6_i: Bus::new(7),
            in7_i: Bus::new(28),
            in8_i: Bus::new(1),
            in9_i: Bus::new(1),
            out0_o: Bus::new(2),
            out1_o: Signal::default(),
            out2_o: Signal::default(),
            out3_o: Bus::new(8),
            out4_o: Bus::new(28),
            out5_o: Bus::new(24),
            out6_o: Bus::new(1),
        }
    }

    fn drive(&mut self, values: &[u128]) {
        self.in0_i.next = values[0].to_bits();
        self.in1_i.next = values[1] != 0;
        self.in2_i.next = signed_cast(values[2].to_bits());
        self.in3_i.next = signed_cast(values[3].to_bits());
        self.in4_i.next = signed_cast(values[4].to_bits());
        self.in5_i.next = values[5].to_bits();
        self.in6_i.next = values[6].to_bits();
        self.in7_i.next = signed_cast(values[7].to_bits());
        self.in8_i.next = values[8].to_bits();
        self.in9_i.next = values[9].to_bits();
    }
}

impl Logic for Kernel2 {
    #[hdl_gen]
    fn update(&mut self) {
        match (bit_cast::<2, 12>((bit_cast::<12, 19>(self.in0_i.val())).replace_bit(((bits::<3>(4u64)) << 3).index(), (self.in1_i.val()) || (self.in1_i.val())))).index() {
            0 => self.out0_o.next = -(self.in2_i.val()),
            _ => self.out0_o.next = self.in2_i.val(),
        }
        self.out1_o.next = self.in1_i.val();
        self.out2_o.next = ((bit_cast_signed::<62, 32>((bit_cast_signed::<16, 32>((bit_cast_signed::<16, 32>((self.in3_i.val()) * (self.in3_i.val()))) * ((self.in3_i.val()) + (self.in3_i.val())))) * (self.in3_i.val()))) + (self.in4_i.val())) != (self.in4_i.val());
        self.out3_o.next = self.in5_i.val();
        if (self.in5_i.val()).any() {
            self.out3_o.next = self.in5_i.val();
        }
        self.out4_o.next = self.in7_i.val();
        if (bit_cast::<13, 7>((bits::<7>(0u64)) + (self.in6_i.val()))).xor() {
            self.out4_o.next = self.in7_i.val();
        }
        self.out5_o.next = self.in8_i.val();
        self.out6_o.next = self.in9_i.val();
    }
}

#[derive(LogicBlock)]
pub struct Kernel3 {
    clk_i: Signal<In, Clock>,
    rst_ni: Signal<In, Bit>,
    in0_i: Signal<In, Bit>,
    in1_i: Bus<In, Bits<4>>,
    in2_i: Bus<In, Bits<5>>,
    in3_i: Bus<In, Bits<16>>,
    in4_i: Bus<In, Bits<2>>,
    in5_i: Bus<In, Signed<61>>,
    in6_i: Bus<In, Signed<16>>,
    in7_i: Bus<In, Signed<16>>,
    in8_i: Bus<In, Signed<14>>,
    register0: Flop<Bits<6>>,
    out0_o: Signal<Out, Bit>,
    local0: Signal<Local, Bit>,
    out1_o: Signal<Out, Bit>,
    out2_o: Bus<Out, Signed<61>>,
    out3_o: Bus<Out, Signed<128>>,
    out4_o: Bus<Out, Signed<14>>,
}

impl Compiled for Kernel3 {
    fn new() -> Self {
        Self {
            clk_i: Signal::default(),
            rst_ni: Signal::default(),
            in0_i: Signal::default(),
            in1_i: Bus::new(4),
            in2_i: Bus::new(5),
            in3_i: Bus::new(16),
            in4_i: Bus::new(1),
            in5_i: Bus::new(61),
            in6_i: Bus::new(14),
            in7_i: Bus::new(4),
            in8_i: Bus::new(14),
            register0: Flop::new(6),
            out0_o: Signal::default(),
            local0: Signal::default(),
            out1_o: Signal::default(),
            out2_o: Bus::new(61),
            out3_o: Bus::new(128),
            out4_o: Bus::new(14),
        }
    }

    fn drive(&mut self, values: &[u128]) {
        self.in0_i.next = values[0] != 0;
        self.in1_i.next = values[1].to_bits();
        self.in2_i.next = values[2].to_bits();
        self.in3_i.next = values[3].to_bits();
        self.in4_i.next = values[4].to_bits();
        self.in5_i.next = signed_cast(values[5].to_bits());
        self.in6_i.next = signed_cast(values[6].to_bits());
        self.in7_i.next = signed_cast(values[7].to_bits());
        self.in8_i.next = signed_cast(values[8].to_bits());
    }

    fn clock(&mut self, clock: bool, running: bool) {
        self.clk_i.next = clock.into();
        self.rst_ni.next = running;
    }
}

impl Logic for Kernel3 {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, register0);
        if !(!((self.in0_i.val()) && (self.in0_i.val()))) {
            self.register0.d.next = ((((self.register0.q.val()) & (self.register0.q.val())) >> (self.in1_i.val())) << (self.in2_i.val())) << (self.register0.q.val());
        }
        if (bit_cast::<2, 32>(((self.in3_i.val()) | (self.in3_i.val())) * (self.in3_i.val()))).any() {
            self.out0_o.next = self.in0_i.val();
        } else if self.in0_i.val() {
            self.out0_o.next = self.in0_i.val();
        } else {
            self.out0_o.next = self.in0_i.val();
        }
        self.local0.next = self.in0_i.val();
        self.out1_o.next = ((bit_cast::<65, 44>(bit_cast::<44, 2>(self.in4_i.val()))) + 0u64).get_bit(0);
        self.out2_o.next = self.in5_i.val();
        self.out3_o.next = -(bit_cast_signed::<128, 32>((bit_cast_signed::<16, 32>(((self.in6_i.val()) - (bit_cast_signed::<16, 32>((self.in6_i.val()) * (self.in6_i.val())))) * (self.in7_i.val()))) * (-(signed_cast(bits::<16>(15150u64))))));
        if ((0u64 + (self.in3_i.val())).get_bits::<65>(4)) > 41508u64 {
            self.out4_o.next = (self.in8_i.val()) + (self.in8_i.val());
        } else if self.in0_i.val() {
            self.out4_o.next = self.in8_i.val();
        } else {
            self.out4_o.next = self.in8_i.val();
        }
    }
}

#[derive(LogicBlock)]
pub struct Kernel4 {
    in0_i: Bus<In, Bits<32>>,
    in1_i: Bus<In, Bits<15>>,
    in2_i: Bus<In, Signed<54>>,
    in3_i: Signal<In, Bit>,
    in4_i: Bus<In, Signed<1>>,
    in5_i: Bus<In, Bits<16>>,
    in6_i: Bus<In, Bits<8>>,
    in7_i: Bus<In, Signed<16>>,
    in8_i: Bus<In, Bits<63>>,
    out0_o: Bus<Out, Bits<32>>,
    out1_o: Signal<Out, Bit>,
    local0: Signal<Local, Bit>,
    local1: Bus<Local, Signed<42>>,
    out2_o: Signal<Out, Bit>,
    out3_o: Signal<Out, Bit>,
}

impl Compiled for Kernel4 {
    fn new() -> Self {
        Self {
            in0_i: Bus::new(32),
            in1_i: Bus::new(15),
            in2_i: Bus::new(54),
            in3_i: Signal::default(),
            in4_i: Bus::new(1),
            in5_i: Bus::new(16),
            in6_i: Bus::new(8),
            in7_i: Bus::new(16),
            in8_i: Bus::new(63),
            out0_o: Bus::new(32),
            out1_o: Signal::default(),
            local0: Signal::default(),
            local1: Bus::new(42),
            out2_o: Signal::default(),
            out3_o: Signal::default(),
        }
    }

    fn drive(&mut self, values: &[u128]) {
        self.in0_i.next = values[0].to_bits();
        self.in1_i.next = values[1].to_bits();
        self.in2_i.next = signed_cast(values[2].to_bits());
        self.in3_i.next = values[3] != 0;
        self.in4_i.next = signed_cast(values[4].to_bits());
        self.in5_i.next = values[5].to_bits();
        self.in6_i.next = values[6].to_bits();
        self.in7_i.next = signed_cast(values[7].to_bits());
        self.in8_i.next = values[8].to_bits();
    }
}

impl Logic for Kernel4 {
    #[hdl_gen]
    fn update(&mut self) {
        self.out0_o.next = self.in0_i.val();
        self.out1_o.next = !(((self.in2_i.val()) + (self.in2_i.val())) > (self.in2_i.val()));
        if (((self.in1_i.val()) ^ 16384u64) << 9) > 32767u64 {
            self.out1_o.next = self.in3_i.val();
        }
        self.local0.next = (self.in4_i.val()).get_bit(0);
        self.local1.next = bit_cast_signed::<42, 32>((-(signed_cast(bit_cast::<16, 32>((bit_cast::<16, 32>((self.in5_i.val()) * (self.in5_i.val()))) * ((self.in5_i.val()).replace_bit(2, self.in3_i.val())))))) * ((signed_cast(bit_cast::<16, 62>(((bit_cast::<62, 8>(self.in6_i.val())) << 0) | (bit_cast::<62, 8>(self.in6_i.val()))))) - (self.in7_i.val())));
        if (!(bit_cast::<1, 32>((bit_cast::<16, 32>((self.in5_i.val()) * (self.in5_i.val()))) * (self.in5_i.val())))).all() {
            self.out2_o.next = self.in3_i.val();
        } else if self.in3_i.val() {
            self.out2_o.next = self.in3_i.val();
        } else {
            self.out2_o.next = self.in3_i.val();
        }
        self.out3_o.next = self.in3_i.val();
        if ((self.in8_i.val()).any()) && (self.in3_i.val()) {
            self.out3_o.next = self.in3_i.val();
        }
    }
}

#[derive(LogicBlock)]
pub struct Kernel5 {
    clk_i: Signal<In, Clock>,
    rst_ni: Signal<In, Bit>,
    in0_i: Signal<In, Bit>,
    in1_i: Bus<In, Bits<3>>,
    in2_i: Bus<In, Bits<11>>,
    in3_i: Bus<In, Signed<14>>,
    in4_i: Bus<In, Signed<16>>,
    in5_i: Bus<In, Bits<16>>,
    in6_i: Bus<In, Bits<8>>,
    in7_i: Bus<In, Signed<11>>,
    in8_i: Bus<In, Signed<2>>,
    register0: Flop<Signed<1>>,
    out0_o: Bus<Out, Signed<52>>,
    out1_o: Bus<Out, Signed<42>>,
    out2_o: Bus<Out, Bits<8>>,
    out3_o: Bus<Out, Bits<11>>,
    local0: Bus<Local, Signed<32>>,
}

impl Compiled for Kernel5 {
    fn new() -> Self {
        Self {
            clk_i: Signal::default(),
            rst_ni: Signal::default(),
            in0_i: Signal::default(),
            in1_i: Bus::new(3),
            in2_i: Bus::new(11),
            in3_i: Bus::new(1),
            in4_i: Bus::new(16),
            in5_i: Bus::new(16),
            in6_i: Bus::new(8),
            in7_i: Bus::new(11),
            in8_i: Bus::new(2),
            register0: Flop::new(1),
            out0_o: Bus::new(52),
            out1_o: Bus::new(30),
            out2_o: Bus::new(8),
            out3_o: Bus::new(5),
            local0: Bus::new(32),
        }
    }

    fn drive(&mut self, values: &[u128]) {
        self.in0_i.next = values[0] != 0;
        self.in1_i.next = values[1].to_bits();
        self.in2_i.next = values[2].to_bits();
        self.in3_i.next = signed_cast(values[3].to_bits());
        self.in4_i.next = signed_cast(values[4].to_bits());
        self.in5_i.next = values[5].to_bits();
        self.in6_i.next = values[6].to_bits();
        self.in7_i.next = signed_cast(values[7].to_bits());
        self.in8_i.next = signed_cast(values[8].to_bits());
    }

    fn clock(&mut self, clock: bool, running: bool) {
        self.clk_i.next = clock.into();
        self.rst_ni.next = running;
    }
}

impl Logic for Kernel5 {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, register0);
        if self.in0_i.val() {
            self.register0.d.next = self.register0.q.val();
        } else if (((self.in2_i.val()).replace_bit(((self.in1_i.val()) & 7u64).index(), self.in0_i.val())) << (bits::<7>(0u64))) < (self.in2_i.val()) {
            self.register0.d.next = self.register0.q.val();
        } else {
            self.register0.d.next = self.register0.q.val();
        }
        self.out0_o.next = bit_cast_signed::<52, 16>(-(bit_cast_signed::<16, 32>((bit_cast_signed::<16, 32>((bit_cast_signed::<16, 14>(self.in3_i.val())) * (self.in4_i.val()))) * (self.in4_i.val()))));
        self.out1_o.next = (signed_cast(((bit_cast::<25, 40>(((bit_cast::<40, 4>(bit_cast::<4, 32>((self.in5_i.val()) * (self.in5_i.val())))) << 18) | (bit_cast::<40, 8>(self.in6_i.val())))) << 9) | (bit_cast::<25, 8>(self.in6_i.val())))).get_bits::<42>(0);
        self.out2_o.next = self.in6_i.val();
        self.out3_o.next = (unsigned_cast(self.in7_i.val())) - 0u64;
        self.local0.next = (bit_cast_signed::<16, 2>(self.in8_i.val())) * (self.in4_i.val());
    }
}
