use crate::float::leading::Leading;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;

block! {
    /// Shifts the leading zeros of a number out, as far as a limit.
    ///
    /// Three steps, by sixteens, by fours and by ones. Each looks at the top of what the step before leaves, in the cycle
    /// before it shifts itself: no count of the zeros stands before the shifter, and no path has more than a shift of
    /// four cases and a look at a digit. Where a one ends a step before its limit, the rest of the limit is out of reach
    /// of those behind it.
    ///
    /// Timing: value_o and shift_o belong to the inputs of three cycles before; the last shift is behind the last
    /// register. One number per cycle. No reset.
    /// Special cases: a value of 0 counts as having one leading zero less than the next multiple of 16.
    /// Widths: nothing is lost, because only zeros leave at the top; a shift is at most 3 · 16 + 3 · 4 + 3.
    pub struct Normalise;

    /// A normaliser of numbers of `bits` bits, 16 to 64.
    new(bits)
    module "normalise" sized "{bits}"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// The number.
        in value_i: Bits<64>{bits},
        /// How far it may be shifted.
        in limit_i: Bits<6>,
        /// The number of three cycles before, shifted.
        out value_o: Bits<64>{bits},
        /// How far it was shifted.
        out shift_o: Bits<6>,
    }
    inside {
        block by_sixteens: Leading = Leading::new(bits, 16),
        reg value: Bits<64>{bits},
        reg sixteens: Bits<2>,
        reg limit: Bits<6>,

        wire half_coarse: Bits<64>{bits},
        wire coarse: Bits<64>{bits},
        wire free_fours: Bits<4>,
        wire limit_fours: Bits<4>,
        block by_fours: Leading = Leading::new(bits, 4),
        reg coarse_late: Bits<64>{bits},
        reg fours: Bits<4>,
        reg limit_late: Bits<4>,

        wire half_fine: Bits<64>{bits},
        wire fine: Bits<64>{bits},
        wire free_ones: Bits<2>,
        wire limit_ones: Bits<2>,
        block by_ones: Leading = Leading::new(bits, 1),
        reg fine_late: Bits<64>{bits},
        reg ones: Bits<6>,

        wire half_last: Bits<64>{bits},
    }
}

impl Logic for Normalise {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("# t: how far by sixteens");
        self.by_sixteens.value_i.next = self.value_i.val();
        self.by_sixteens.limit_i.next = self.limit_i.val().get_bits::<2>(4);
        self.value.d.next = self.value_i.val();
        self.sixteens.d.next = self.by_sixteens.steps_o.val();
        self.limit.d.next = self.limit_i.val();

        comment!("# t + 1: by sixteens, and how far by fours");
        self.half_coarse.next = self.value.q.val();
        if self.sixteens.q.val().get_bit(1) {
            self.half_coarse.next = self.value.q.val() << 32;
        }
        self.coarse.next = self.half_coarse.val();
        if self.sixteens.q.val().get_bit(0) {
            self.coarse.next = self.half_coarse.val() << 16;
        }
        self.free_fours.next = 0.into();
        if self.sixteens.q.val() != self.limit.q.val().get_bits::<2>(4) {
            self.free_fours.next = 15.into();
        }
        self.limit_fours.next = self.limit.q.val().get_bits::<4>(0) | self.free_fours.val();
        self.by_fours.value_i.next = self.coarse.val();
        self.by_fours.limit_i.next = self.limit_fours.val().get_bits::<2>(2);
        self.coarse_late.d.next = self.coarse.val();
        self.fours.d.next =
            bit_cast::<4, 2>(self.by_fours.steps_o.val()) | (bit_cast::<4, 2>(self.sixteens.q.val()) << 2);
        self.limit_late.d.next = self.limit_fours.val();

        comment!("# t + 2: by fours, and how far by ones");
        self.half_fine.next = self.coarse_late.q.val();
        if self.fours.q.val().get_bit(1) {
            self.half_fine.next = self.coarse_late.q.val() << 8;
        }
        self.fine.next = self.half_fine.val();
        if self.fours.q.val().get_bit(0) {
            self.fine.next = self.half_fine.val() << 4;
        }
        self.free_ones.next = 0.into();
        if self.fours.q.val().get_bits::<2>(0) != self.limit_late.q.val().get_bits::<2>(2) {
            self.free_ones.next = 3.into();
        }
        self.limit_ones.next = self.limit_late.q.val().get_bits::<2>(0) | self.free_ones.val();
        self.by_ones.value_i.next = self.fine.val();
        self.by_ones.limit_i.next = self.limit_ones.val();
        self.fine_late.d.next = self.fine.val();
        self.ones.d.next = bit_cast::<6, 2>(self.by_ones.steps_o.val()) | (bit_cast::<6, 4>(self.fours.q.val()) << 2);

        comment!("# t + 3: by ones");
        self.half_last.next = self.fine_late.q.val();
        if self.ones.q.val().get_bit(1) {
            self.half_last.next = self.fine_late.q.val() << 2;
        }
        self.value_o.next = self.half_last.val();
        if self.ones.q.val().get_bit(0) {
            self.value_o.next = self.half_last.val() << 1;
        }
        self.shift_o.next = self.ones.q.val();
    }
}
