use crate::float::mx_scale::MxScale;
use crate::stream::delay::Delay;
use crate::stream::token_delay::TokenDelay;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;
use seedchip_spec::VectorSizes;

block! {
    /// The scales of blocks of 32 elements.
    ///
    /// Magnitudes of FP32 numbers order as integers, NaNs above all: so a tree of comparisons with a register per level
    /// finds a vector's greatest, and one more register the block's. (Only exponents would decide the scale, but for the
    /// rounding up of `ceil`, and for the NaNs.)
    ///
    /// Timing: a scale shows 2 + log2 L cycles after its block's last vector: the tree, the block's greatest, mx_scale. A
    /// vector every cycle. Reset: vectors under way, and the place in the block.
    /// Widths: a block has 32 / L vectors.
    pub struct BlockScales;

    /// The scales of vectors of `lanes` lanes.
    new(lanes) {
        let levels = lanes.ilog2() as usize;
        let vectors = VectorSizes::BLOCK / lanes;
    }
    module "block_scales" sized "{lanes}"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low.
        in rst_ni: Bit,
        /// A vector comes.
        in valid_i: Bit,
        /// It is its row's last.
        in last_i: Bit,
        /// The format of the elements, as mx_scale has it.
        in format_i: Bits<3>,
        /// Nothing must saturate.
        in ceil_i: Bit,
        /// The elements.
        in number_i: Bits<32>{32}[lanes],
        /// A scale is there.
        out valid_o: Bit,
        /// The scale, E8M0.
        out scale_o: Bits<8>,
        /// It is NaN.
        out nan_o: Bit,
    }
    inside {
        // Magnitudes: the lanes, then a register for each pair of what stands before.
        wire magnitude: Bits<31>[2 * lanes - 1],
        reg greater: Bits<31>[lanes - 1],
        block tokens: TokenDelay = TokenDelay::new(2, levels),
        block formats: Delay<Bits<4>> = Delay::new(4, levels),
        wire of_vector: Bits<31>,
        wire ends: Bit,
        wire so_far: Bits<31>,
        reg place: Bits<3>,
        reg greatest: Bits<31>,
        reg complete: Bit,
        reg format: Bits<4>,
        block mx_scale: MxScale = MxScale::new(),
        reg scale: Bits<8>,
        reg nan: Bit,
        reg valid: Bit,

        const last_place: Bits<3> = (vectors - 1).to_bits(),
        value _lanes: usize = lanes,
        value _lanes_end: usize = lanes + 1,
        value _nodes: usize = lanes - 1,
    }
}

impl Logic for BlockScales {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("# t: the greatest magnitude of the vector, a register per level.");
        for i in 0..self._lanes {
            self.magnitude[i].next = self.number_i[i].val().get_bits::<31>(0);
        }
        for lanes in self._lanes..self._lanes_end {
            for i in 0..self._nodes {
                self.magnitude[lanes + i].next = self.greater[i].q.val();
            }
        }
        for i in 0..self._nodes {
            self.greater[i].d.next = self.magnitude[2 * i].val();
            if self.magnitude[2 * i + 1].val() > self.magnitude[2 * i].val() {
                self.greater[i].d.next = self.magnitude[2 * i + 1].val();
            }
        }
        self.tokens.clk_i.next = self.clk_i.val();
        self.tokens.rst_ni.next = self.rst_ni.val();
        self.tokens.token_i.next =
            bit_cast::<64, 1>(self.valid_i.val().into()) | (bit_cast::<64, 1>(self.last_i.val().into()) << 1);
        self.formats.clk_i.next = self.clk_i.val();
        self.formats.data_i.next =
            bit_cast::<4, 3>(self.format_i.val()) | (bit_cast::<4, 1>(self.ceil_i.val().into()) << 3);

        comment!("# t + log2 L: the greatest of the block.");
        for i in (self._nodes - 1)..self._nodes {
            self.of_vector.next = self.greater[i].q.val();
        }
        self.so_far.next = self.of_vector.val();
        if self.place.q.val().any() && self.greatest.q.val() > self.of_vector.val() {
            self.so_far.next = self.greatest.q.val();
        }
        self.ends.next = self.place.q.val() == self.last_place.val() || self.tokens.token_o.val().get_bit(1);
        self.complete.d.next = self.tokens.token_o.val().get_bit(0) && self.ends.val();
        self.format.d.next = self.formats.data_o.val();
        if self.tokens.token_o.val().get_bit(0) {
            self.greatest.d.next = self.so_far.val();
            self.place.d.next = self.place.q.val() + 1;
            if self.ends.val() {
                self.place.d.next = 0.into();
            }
        }

        comment!("# t + log2 L + 1: its scale.");
        self.mx_scale.magnitude_i.next = self.greatest.q.val();
        self.mx_scale.format_i.next = self.format.q.val().get_bits::<3>(0);
        self.mx_scale.ceil_i.next = self.format.q.val().get_bit(3);
        self.scale.d.next = self.mx_scale.scale_o.val();
        self.nan.d.next = self.mx_scale.nan_o.val();
        self.valid.d.next = self.complete.q.val();
        self.valid_o.next = self.valid.q.val();
        self.scale_o.next = self.scale.q.val();
        self.nan_o.next = self.nan.q.val();

        if !self.rst_ni.val() {
            self.place.d.next = 0.into();
            self.complete.d.next = false;
            self.valid.d.next = false;
        }
    }
}
