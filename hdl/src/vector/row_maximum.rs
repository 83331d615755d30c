use crate::stream::delay::Delay;
use crate::stream::token_delay::TokenDelay;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;

block! {
    /// The greatest number of a row, its magnitude, or where it is.
    ///
    /// Numbers become keys that order as integers of 32 bits: 0 for a lane that takes no part, all ones for NaN. So one
    /// comparison per node serves every kind, and a tie keeps the lower index. (fp32_compare would do for the maximum,
    /// and leave NaNs, zeros and absent lanes to be told beside it.)
    ///
    /// Timing: 3 + log2 L cycles from a row's last vector to its greatest: keys, a register per level of the tree, the
    /// greatest so far, the number. A vector every cycle. Reset: rows under way.
    /// Special cases: NaN if one takes part; nothing takes part: negative infinity as maximum, +0 as magnitude and peak, index 0. For
    /// argmax −0 and +0 are equal.
    /// Widths: an index is less than 2^20 · L.
    pub struct RowMaximum;

    /// The greatest of vectors of `lanes` lanes.
    new(lanes) {
        let levels = lanes.ilog2() as usize;
    }
    module "row_maximum" sized "{lanes}"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low.
        in rst_ni: Bit,
        /// A vector comes.
        in valid_i: Bit,
        /// It is its row's last.
        in last_i: Bit,
        /// What is wanted: maximum (0), magnitude (1), peak (2), argmax (3).
        in kind_i: Bits<2>,
        /// The vector's number in its row.
        in index_i: Bits<20>,
        /// Lanes that take part.
        in takes_i: Bit[lanes],
        /// The elements.
        in number_i: Bits<32>{32}[lanes],
        /// A row's greatest is there.
        out valid_o: Bit,
        /// The greatest, or its index.
        out number_o: Bits<32>,
        /// A NaN took part.
        out nan_o: Bit,
        /// There is no peak above negative infinity.
        out empty_o: Bit,
    }
    inside {
        reg lane_key: Bits<32>[lanes],
        // The lanes, then a register for each pair of what stands before.
        wire key: Bits<32>[2 * lanes - 1],
        wire place: Bits<5>[2 * lanes - 1],
        reg greater: Bits<32>[lanes - 1],
        reg greater_place: Bits<5>[lanes - 1],
        block tokens: TokenDelay = TokenDelay::new(2, 1 + levels),
        block marks: Delay = Delay::new(22, 1 + levels),
        wire of_vector: Bits<32>,
        wire of_vector_place: Bits<5>,
        wire index: Bits<32>,
        reg begun: Bit,
        reg greatest: Bits<32>,
        reg greatest_index: Bits<32>,
        reg kind: Bits<2>,
        reg complete: Bit,
        reg valid: Bit,
        reg number: Bits<32>,
        reg nan: Bit,
        reg empty: Bit,

        const number_of: Bits<5>[lanes] = ToBits::to_bits,
        const lane_bits: Bits<3> = levels.to_bits(),
        const sign: Bits<32> = 0x8000_0000.into(),
        const minus_zero: Bits<32> = 0x8000_0000.into(),
        const minus_infinity: Bits<32> = 0xff80_0000.into(),
        const minus_infinity_key: Bits<32> = 0x007f_ffff.into(),
        const not_a_number: Bits<32> = 0x7fc0_0000.into(),
        const nan_key: Bits<32> = 0xffff_ffff.into(),
        const magnitude: Bits<2> = 1.into(),
        const peak: Bits<2> = 2.into(),
        const argmax: Bits<2> = 3.into(),
        value _lanes: usize = lanes,
        value _lanes_end: usize = lanes + 1,
        value _nodes: usize = lanes - 1,
        value _root: usize = lanes - 2,
    }
}

impl Logic for RowMaximum {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("# t: keys in the order of the numbers.");
        for i in 0..self._lanes {
            if !self.takes_i[i].val() {
                self.lane_key[i].d.next = 0.into();
            } else if self.number_i[i].val().get_bits::<8>(23).all() && self.number_i[i].val().get_bits::<23>(0).any() {
                self.lane_key[i].d.next = self.nan_key.val();
            } else if !self.number_i[i].val().get_bit(31)
                || self.kind_i.val() == self.magnitude.val()
                || (self.kind_i.val() == self.argmax.val() && self.number_i[i].val() == self.minus_zero.val())
            {
                self.lane_key[i].d.next = self.number_i[i].val() | self.sign.val();
            } else {
                self.lane_key[i].d.next = !self.number_i[i].val();
            }
            self.key[i].next = self.lane_key[i].q.val();
            self.place[i].next = self.number_of[i].val();
        }

        comment!("# t + 1 to t + 1 + log2 L: the greatest of the vector; of equal ones the first.");
        for lanes in self._lanes..self._lanes_end {
            for i in 0..self._nodes {
                self.key[lanes + i].next = self.greater[i].q.val();
                self.place[lanes + i].next = self.greater_place[i].q.val();
            }
        }
        for i in 0..self._nodes {
            self.greater[i].d.next = self.key[2 * i].val();
            self.greater_place[i].d.next = self.place[2 * i].val();
            if self.key[2 * i + 1].val() > self.key[2 * i].val() {
                self.greater[i].d.next = self.key[2 * i + 1].val();
                self.greater_place[i].d.next = self.place[2 * i + 1].val();
            }
        }
        self.tokens.clk_i.next = self.clk_i.val();
        self.tokens.rst_ni.next = self.rst_ni.val();
        self.tokens.token_i.next =
            bit_cast::<64, 1>(self.valid_i.val().into()) | (bit_cast::<64, 1>(self.last_i.val().into()) << 1);
        self.marks.clk_i.next = self.clk_i.val();
        self.marks.data_i.next = bit_cast::<64, 20>(self.index_i.val()) | (bit_cast::<64, 2>(self.kind_i.val()) << 20);

        comment!("# t + 1 + log2 L: the greatest so far.");
        self.of_vector.next = 0.into();
        self.of_vector_place.next = 0.into();
        for i in self._root..self._nodes {
            self.of_vector.next = self.greater[i].q.val();
            self.of_vector_place.next = self.greater_place[i].q.val();
        }
        self.index.next = (bit_cast::<32, 20>(self.marks.data_o.val().get_bits::<20>(0)) << self.lane_bits.val())
            | bit_cast::<32, 5>(self.of_vector_place.val());
        self.complete.d.next = self.tokens.token_o.val().get_bit(0) && self.tokens.token_o.val().get_bit(1);
        self.kind.d.next = self.marks.data_o.val().get_bits::<2>(20);
        if self.tokens.token_o.val().get_bit(0) {
            self.begun.d.next = !self.tokens.token_o.val().get_bit(1);
            if !self.begun.q.val() || self.of_vector.val() > self.greatest.q.val() {
                self.greatest.d.next = self.of_vector.val();
                self.greatest_index.d.next = self.index.val();
            }
        }

        comment!("# t + 2 + log2 L: what is wanted of it.");
        self.valid.d.next = self.complete.q.val();
        self.nan.d.next = self.greatest.q.val() == self.nan_key.val();
        self.empty.d.next = false;
        if self.kind.q.val() == self.argmax.val() {
            self.number.d.next = 0.into();
            if self.greatest.q.val().any() {
                self.number.d.next = self.greatest_index.q.val();
            }
        } else if self.greatest.q.val() == self.nan_key.val() {
            self.number.d.next = self.not_a_number.val();
        } else if self.kind.q.val() == self.peak.val() && self.greatest.q.val() <= self.minus_infinity_key.val() {
            self.number.d.next = 0.into();
            self.empty.d.next = true;
        } else if !self.greatest.q.val().any() {
            self.number.d.next = self.minus_infinity.val();
            if self.kind.q.val() == self.magnitude.val() {
                self.number.d.next = 0.into();
            }
        } else if self.greatest.q.val().get_bit(31) {
            self.number.d.next = self.greatest.q.val() ^ self.sign.val();
        } else {
            self.number.d.next = !self.greatest.q.val();
        }
        self.valid_o.next = self.valid.q.val();
        self.number_o.next = self.number.q.val();
        self.nan_o.next = self.nan.q.val();
        self.empty_o.next = self.empty.q.val();

        if !self.rst_ni.val() {
            self.begun.d.next = false;
            self.complete.d.next = false;
            self.valid.d.next = false;
        }
    }
}
