use crate::arith::multiplier::Multiplier;
use crate::float::sine::Sine;
use crate::stream::delay::Delay;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;

/// Cycles from an element's turn to its sine: multiplier 5, sine 23.
const LATENCY: usize = 28;

block! {
    /// Makes a vector of sines or cosines of a position times frequencies.
    ///
    /// The lanes take turns at one multiplier and one sine: a row of angles serves every head of a token, and comes once in
    /// a pass over many layers, so a unit in every lane would hardly ever be used. The angle is a phase of 40 bits in turns:
    /// as an FP32 number it would be wrong by 0.015 rad at position 524 287.
    ///
    /// Timing: a vector shows L + 33 cycles after it is wanted, and stands until it is taken. Reset: the count alone.
    /// Widths: of the product of a frequency (40 bits) and a position (20 bits) the lower 40 bits count. The multiplier is
    /// signed: where the frequency's bit 31 is set, it sees a number that is 2^32 too small, which the upper part makes good.
    pub struct Angles;

    /// The angles of `lanes` lanes.
    new(lanes) {
        let end = lanes + 33;
    }
    module "angles" sized "{lanes}"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low.
        in rst_ni: Bit,
        /// A vector is wanted.
        in want_i: Bit,
        /// It is taken.
        in take_i: Bit,
        /// Cosines; otherwise sines.
        in cosine_i: Bit,
        /// The position.
        in position_i: Bits<21>,
        /// The lower 32 bits of the frequencies.
        in low_i: Bits<32>{32}[lanes],
        /// Their upper 8 bits.
        in high_i: Bits<8>{8}[lanes],
        /// The vector is there.
        out valid_o: Bit,
        /// The vector.
        out number_o: Bits<32>{32}[lanes],
    }
    inside {
        reg count: Bits<7>,
        wire valid: Bit,
        wire low: Bits<32>,
        wire high: Bits<8>,
        wire position: Bits<32>,
        block multiplier: Multiplier = Multiplier::new(),
        wire upper_factor: Bits<16>,
        wire upper_position: Bits<16>,
        reg upper: Bits<8>,
        block upper_delay: Delay<Bits<8>> = Delay::new(8, 4),
        block sine: Sine = Sine::new(),
        reg number: Bits<32>[lanes],

        const end: Bits<7> = end.to_bits(),
        const turn: Bits<7>[lanes] = ToBits::to_bits,
        const arrival: Bits<7>[lanes] = |lane| (lane + LATENCY).to_bits(),
        value _lanes: usize = lanes,
    }
}

impl Logic for Angles {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("The lanes' turns are counted.");
        self.valid.next = self.count.q.val() == self.end.val();
        if self.take_i.val() {
            self.count.d.next = 0.into();
        } else if self.want_i.val() && !self.valid.val() {
            self.count.d.next = self.count.q.val() + 1;
        }
        self.valid_o.next = self.valid.val();

        comment!("Five cycles: the phase. Its upper 8 bits have a product of their own.");
        self.low.next = 0.into();
        self.high.next = 0.into();
        for i in 0..self._lanes {
            if self.count.q.val() == self.turn[i].val() {
                self.low.next = self.low_i[i].val();
                self.high.next = self.high_i[i].val();
            }
        }
        self.position.next = bit_cast::<32, 20>(self.position_i.val().get_bits::<20>(0));
        self.multiplier.clk_i.next = self.clk_i.val();
        self.multiplier.enable_i.next = true;
        self.multiplier.a_i.next = signed_cast(self.low.val());
        self.multiplier.b_i.next = signed_cast(self.position.val());
        self.upper_factor.next =
            bit_cast::<16, 8>(self.high.val()) + bit_cast::<16, 1>(self.low.val().get_bits::<1>(31));
        self.upper_position.next = bit_cast::<16, 8>(self.position_i.val().get_bits::<8>(0));
        self.upper.d.next =
            unsigned_cast(signed_cast(self.upper_factor.val()) * signed_cast(self.upper_position.val()))
                .get_bits::<8>(0);
        self.upper_delay.clk_i.next = self.clk_i.val();
        self.upper_delay.data_i.next = self.upper.q.val();

        comment!("Another 23: its sine.");
        self.sine.clk_i.next = self.clk_i.val();
        self.sine.phase_i.next = unsigned_cast(self.multiplier.product_o.val()).get_bits::<40>(0)
            + (bit_cast::<40, 8>(self.upper_delay.data_o.val()) << 32);
        self.sine.cosine_i.next = self.cosine_i.val();
        for i in 0..self._lanes {
            if self.count.q.val() == self.arrival[i].val() {
                self.number[i].d.next = self.sine.result_o.val();
            }
            self.number_o[i].next = self.number[i].q.val();
        }

        if !self.rst_ni.val() {
            self.count.d.next = 0.into();
        }
    }
}
