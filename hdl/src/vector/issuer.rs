use crate::stream::token_delay::TokenDelay;
use crate::vector::hazard::Hazard;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;
use seedchip_spec::{First, Number, PassError, Reduction, Second, Store, VectorSizes};

/// Places for vectors among the results: more than are under way.
pub(super) const PLACES: usize = 128;

/// The code of an error.
fn code(error: PassError) -> Bits<4> {
    (error as u128).to_bits()
}

block! {
    /// Sends vectors into the lanes, one per cycle.
    ///
    /// The lanes never stop: a vector is sent when its operands are there, when what its row reads has been written, and
    /// when there is a place for it among the results. So nothing behind this block can be too early or too full. (Lanes
    /// with an enable would need one wire to every register of 75 stages.)
    ///
    /// Rows that read what rows of the pass before wrote follow these at a distance, row by row: two counters, of rows
    /// sent and of rows done, and a hazard for each bank and register decide it. Scalars of one latency come in order; a
    /// pass whose scalars take another time waits until none is under way, so that they need no numbers.
    ///
    /// Timing: everything is decided in the cycle of the vector, from registers and from x_valid_i and z_valid_i.
    /// Widths: rows are counted modulo 2^12 (hazard); 128 vectors can be on their way to the results.
    pub struct Issuer;

    /// The issuer of a unit of `lanes` lanes and banks of `words` words.
    new(lanes, words) {
        let address_bits = words.ilog2() as usize;
        let registers = VectorSizes::REGISTERS;
    }
    module "issuer" sized "{lanes}x{words}"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low.
        in rst_ni: Bit,
        /// A pass is there.
        in pass_valid_i: Bit,
        /// Its last vector is sent.
        out pass_ready_o: Bit,
        /// It has one vector, of nothing.
        in pass_empty_i: Bit,
        /// Why it was refused, or 0.
        in pass_error_i: Bits<4>,
        /// It announces x.
        in pass_x_i: Bit,
        /// It announces z.
        in pass_z_i: Bit,
        /// Where the first operand comes from.
        in pass_first_i: Bits<2>,
        /// Where the second operand comes from.
        in pass_second_i: Bits<3>,
        /// Every row has the same words of bank z.
        in pass_broadcast_i: Bit,
        /// The reduction.
        in pass_reduction_i: Bits<3>,
        /// It is kept.
        in pass_keep_i: Bit,
        /// The register whose scalar is read.
        in pass_take_i: Bits<3>,
        /// The register that keeps the scalar.
        in pass_register_i: Bits<3>,
        /// Where results are stored.
        in pass_store_i: Bits<2>,
        /// The format of results.
        in pass_out_format_i: Bits<4>,
        /// Rows, less one.
        in pass_m_i: Bits<10>,
        /// Vectors of a row, less one.
        in pass_vectors_i: Bits<20>,
        /// The first word of bank x.
        in pass_x_base_i: Bits<16>{address_bits},
        /// The first word of bank z.
        in pass_z_base_i: Bits<16>{address_bits},
        /// The first word that is stored.
        in pass_store_base_i: Bits<16>{address_bits},
        /// The position of the first row.
        in pass_position_i: Bits<20>,
        /// Rows that share a position, less one.
        in pass_shared_i: Bits<8>,
        /// Levels of the tree of a row's vectors.
        in pass_levels_i: Bits<5>,
        /// The vector of x is there.
        in x_valid_i: Bit,
        /// With the pass's last: its packet was too short (2), too long (1), or neither (0).
        in x_error_i: Bits<2>,
        /// A vector of x is wanted.
        out x_want_o: Bit,
        /// It is taken.
        out x_take_o: Bit,
        /// The vector of z is there.
        in z_valid_i: Bit,
        /// With the pass's last: its packet was too short (2), too long (1), or neither (0).
        in z_error_i: Bits<2>,
        /// A vector of z is wanted.
        out z_want_o: Bit,
        /// It is taken.
        out z_take_o: Bit,
        /// A place among the results has become free.
        in credit_i: Bit,
        /// A scalar has been written.
        in scalar_done_i: Bit,
        /// A vector is sent.
        out issue_o: Bit,
        /// It is the pass's last.
        out last_o: Bit,
        /// It is its row's last.
        out row_last_o: Bit,
        /// Its number in its row.
        out index_o: Bits<20>,
        /// The row.
        out row_o: Bits<10>,
        /// The row's position.
        out position_o: Bits<21>,
        /// Its word of bank x.
        out x_address_o: Bits<16>{address_bits},
        /// Its word of bank z.
        out z_address_o: Bits<16>{address_bits},
        /// Where it is stored.
        out store_address_o: Bits<16>{address_bits},
        /// A pass that keeps a scalar begins.
        out keep_begin_o: Bit,
        /// The levels of the sums under way.
        out levels_o: Bits<5>,
        /// A pass's last vector is sent.
        out ends_o: Bit,
        /// What was wrong with the pass.
        out end_error_o: Bits<4>,
        /// The cycle waits for x.
        out stall_x_o: Bit,
        /// The cycle waits for z.
        out stall_z_o: Bit,
        /// The cycle waits for a place among the results.
        out stall_results_o: Bit,
        /// The cycle waits for what the row reads.
        out stall_wait_o: Bit,
    }
    inside {
        reg row: Bits<10>,
        reg vector: Bits<20>,
        reg row_words: Bits<16>{address_bits},
        reg position: Bits<21>,
        reg share: Bits<8>,
        // Rows sent and done; rows that keep a scalar, likewise.
        reg issued: Bits<12>,
        reg done: Bits<12>,
        reg begun: Bits<12>,
        reg kept: Bits<12>,
        reg class: Bits<5>,
        reg under_way: Bits<8>,
        // The pass that has stored into each bank last.
        reg base: Bits<16>{address_bits}[2],
        reg vectors: Bits<20>[2],

        block bank: Hazard[2] = |_| Hazard::new(),
        block register: Hazard[registers] = |_| Hazard::new(),
        block done_delay: TokenDelay = TokenDelay::new(1, 69),

        wire of_x: Bit,
        wire of_z: Bit,
        wire of_scalar: Bit,
        wire keeps: Bit,
        wire pass_class: Bits<5>,
        wire taken: Bit[registers],
        wire scalar_clear: Bit,
        wire waits: Bit,
        wire row_ends: Bit,
        wire pass_ends: Bit,
        wire needs_place: Bit,
        wire full: Bit,
        wire lacks_x: Bit,
        wire lacks_z: Bit,
        wire issues: Bit,
        wire commits: Bit,
        wire word: Bits<16>,
        wire z_word: Bits<16>,
        wire next_issued: Bits<12>,
        wire next_begun: Bits<12>,
        wire rows: Bits<12>,

        const first_bank: Bits<2> = (First::Bank as u128).to_bits(),
        const first_scalar: Bits<2> = (First::Scalar as u128).to_bits(),
        const second_bank: Bits<3> = (Second::Bank as u128).to_bits(),
        const second_scalar: Bits<3> = (Second::Scalar as u128).to_bits(),
        const store: Bits<2>[2] = |bank| ([Store::X, Store::Z][bank] as u128).to_bits(),
        const sum: Bits<3> = (Reduction::Sum as u128).to_bits(),
        const no_results: Bits<4> = (Number::None as u128).to_bits(),
        const number: Bits<3>[registers] = ToBits::to_bits,
        const places: Bits<8> = PLACES.to_bits(),
        const x_error: Bits<4> = code(PassError::XLong),
        const z_error: Bits<4> = code(PassError::ZLong),
        value _registers: usize = registers,
    }
}

impl Logic for Issuer {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("# The pass and its vector.");
        self.of_x.next = self.pass_first_i.val() == self.first_bank.val();
        self.of_z.next = self.pass_second_i.val() == self.second_bank.val();
        self.of_scalar.next =
            self.pass_first_i.val() == self.first_scalar.val() || self.pass_second_i.val() == self.second_scalar.val();
        self.keeps.next = self.pass_keep_i.val() && !self.pass_empty_i.val();
        self.pass_class.next = 0.into();
        if self.pass_reduction_i.val() == self.sum.val() {
            self.pass_class.next = self.pass_levels_i.val() + 1;
        }
        self.row_ends.next = self.pass_empty_i.val() || self.vector.q.val() == self.pass_vectors_i.val();
        self.pass_ends.next =
            self.pass_empty_i.val() || (self.row_ends.val() && self.row.q.val() == self.pass_m_i.val());
        self.row_last_o.next = self.row_ends.val();
        self.last_o.next = self.pass_ends.val();
        self.word.next = self.row_words.q.val() + bit_cast::<16, 20>(self.vector.q.val());
        self.z_word.next = self.word.val();
        if self.pass_broadcast_i.val() {
            self.z_word.next = bit_cast::<16, 20>(self.vector.q.val());
        }
        self.x_address_o.next = self.pass_x_base_i.val() + self.word.val();
        self.z_address_o.next = self.pass_z_base_i.val() + self.z_word.val();
        self.store_address_o.next = self.pass_store_base_i.val() + self.word.val();
        self.index_o.next = self.vector.q.val();
        self.row_o.next = self.row.q.val();
        self.position_o.next = bit_cast::<21, 20>(self.pass_position_i.val()) + self.position.q.val();

        comment!("# What a row reads has been written, and scalars come in order.");
        for b in 0..2 {
            self.bank[b].clk_i.next = self.clk_i.val();
            self.bank[b].rst_ni.next = self.rst_ni.val();
            self.bank[b].done_i.next = self.done.q.val();
            self.bank[b].row_i.next = self.row.q.val();
            if b == 0 {
                self.bank[b].aligned_i.next = self.pass_x_base_i.val() == self.base[b].q.val()
                    && self.pass_vectors_i.val() == self.vectors[b].q.val();
            } else {
                self.bank[b].aligned_i.next = self.pass_z_base_i.val() == self.base[b].q.val()
                    && self.pass_vectors_i.val() == self.vectors[b].q.val();
                if self.pass_broadcast_i.val() {
                    self.bank[b].row_i.next = 0.into();
                }
            }
        }
        self.scalar_clear.next = true;
        for r in 0..self._registers {
            self.register[r].clk_i.next = self.clk_i.val();
            self.register[r].rst_ni.next = self.rst_ni.val();
            self.register[r].done_i.next = self.kept.q.val();
            self.register[r].row_i.next = self.row.q.val();
            self.register[r].aligned_i.next = true;
            self.taken[r].next = self.of_scalar.val() && self.pass_take_i.val() == self.number[r].val();
            if self.taken[r].val() && !self.register[r].clear_o.val() {
                self.scalar_clear.next = false;
            }
        }
        self.waits.next = !self.pass_empty_i.val()
            && !self.vector.q.val().any()
            && ((self.of_x.val() && !self.bank[0].clear_o.val())
                || (self.of_z.val() && !self.bank[1].clear_o.val())
                || !self.scalar_clear.val()
                || (self.keeps.val()
                    && !self.row.q.val().any()
                    && self.begun.q.val() != self.kept.q.val()
                    && self.class.q.val() != self.pass_class.val()));

        comment!("# A vector is sent, or the first of these keeps it.");
        self.needs_place.next = self.pass_ends.val() || self.pass_out_format_i.val() != self.no_results.val();
        self.full.next = self.needs_place.val() && self.under_way.q.val() == self.places.val();
        self.lacks_x.next = self.pass_x_i.val() && !self.x_valid_i.val();
        self.lacks_z.next = self.pass_z_i.val() && !self.z_valid_i.val();
        self.issues.next = self.pass_valid_i.val()
            && !self.waits.val()
            && !self.lacks_x.val()
            && !self.lacks_z.val()
            && !self.full.val();
        self.issue_o.next = self.issues.val();
        self.pass_ready_o.next = self.issues.val() && self.pass_ends.val();
        self.x_want_o.next = self.pass_valid_i.val() && self.pass_x_i.val() && !self.waits.val();
        self.z_want_o.next = self.pass_valid_i.val() && self.pass_z_i.val() && !self.waits.val();
        self.x_take_o.next = self.issues.val() && self.pass_x_i.val();
        self.z_take_o.next = self.issues.val() && self.pass_z_i.val();
        self.stall_wait_o.next = self.pass_valid_i.val() && self.waits.val();
        self.stall_x_o.next = self.pass_valid_i.val() && !self.waits.val() && self.lacks_x.val();
        self.stall_z_o.next = self.pass_valid_i.val() && !self.waits.val() && !self.lacks_x.val() && self.lacks_z.val();
        self.stall_results_o.next = self.pass_valid_i.val()
            && !self.waits.val()
            && !self.lacks_x.val()
            && !self.lacks_z.val()
            && self.full.val();

        comment!("# From vector to vector.");
        if self.issues.val() {
            self.vector.d.next = self.vector.q.val() + 1;
            if self.row_ends.val() {
                self.vector.d.next = 0.into();
                self.row.d.next = self.row.q.val() + 1;
                self.row_words.d.next = self.word.val() + 1;
                self.share.d.next = self.share.q.val() + 1;
                if self.share.q.val() == self.pass_shared_i.val() {
                    self.share.d.next = 0.into();
                    self.position.d.next = self.position.q.val() + 1;
                }
            }
            if self.pass_ends.val() {
                self.row.d.next = 0.into();
                self.row_words.d.next = 0.into();
                self.share.d.next = 0.into();
                self.position.d.next = 0.into();
            }
        }
        self.under_way.d.next = self.under_way.q.val();
        if self.issues.val() && self.needs_place.val() {
            if !self.credit_i.val() {
                self.under_way.d.next = self.under_way.q.val() + 1;
            }
        } else if self.credit_i.val() {
            self.under_way.d.next = self.under_way.q.val() - 1;
        }

        comment!("# Rows are counted, and what a pass has written is remembered.");
        self.rows.next = bit_cast::<12, 10>(self.pass_m_i.val()) + 1;
        self.next_issued.next = self.issued.q.val() + 1;
        self.next_begun.next = self.begun.q.val() + 1;
        self.commits.next = self.issues.val() && self.pass_ends.val() && !self.pass_empty_i.val();
        self.done_delay.clk_i.next = self.clk_i.val();
        self.done_delay.rst_ni.next = self.rst_ni.val();
        self.done_delay.token_i.next =
            bit_cast::<64, 1>((self.issues.val() && self.row_ends.val() && !self.pass_empty_i.val()).into());
        if self.issues.val() && self.row_ends.val() && !self.pass_empty_i.val() {
            self.issued.d.next = self.next_issued.val();
            if self.keeps.val() {
                self.begun.d.next = self.next_begun.val();
            }
        }
        if self.done_delay.token_o.val().any() {
            self.done.d.next = self.done.q.val() + 1;
        }
        if self.scalar_done_i.val() {
            self.kept.d.next = self.kept.q.val() + 1;
        }
        self.keep_begin_o.next =
            self.issues.val() && self.keeps.val() && !self.row.q.val().any() && !self.vector.q.val().any();
        if self.keep_begin_o.val() {
            self.class.d.next = self.pass_class.val();
        }
        self.levels_o.next = 0.into();
        if self.class.q.val().any() {
            self.levels_o.next = self.class.q.val() - 1;
        }
        for b in 0..2 {
            self.bank[b].commit_i.next = self.commits.val() && self.pass_store_i.val() == self.store[b].val();
            self.bank[b].begin_i.next = self.next_issued.val() - self.rows.val();
            self.bank[b].end_i.next = self.next_issued.val();
            if self.commits.val() && self.pass_store_i.val() == self.store[b].val() {
                self.base[b].d.next = self.pass_store_base_i.val();
                self.vectors[b].d.next = self.pass_vectors_i.val();
            }
        }
        for r in 0..self._registers {
            self.register[r].commit_i.next =
                self.commits.val() && self.keeps.val() && self.pass_register_i.val() == self.number[r].val();
            self.register[r].begin_i.next = self.next_begun.val() - self.rows.val();
            self.register[r].end_i.next = self.next_begun.val();
        }

        comment!("# What becomes of the pass.");
        self.ends_o.next = self.issues.val() && self.pass_ends.val();
        self.end_error_o.next = self.pass_error_i.val();
        if !self.pass_empty_i.val() && !self.pass_error_i.val().any() {
            if self.pass_x_i.val() && self.x_error_i.val().any() {
                self.end_error_o.next = self.x_error.val();
                if self.x_error_i.val().get_bit(1) {
                    self.end_error_o.next = self.x_error.val() - 1;
                }
            } else if self.pass_z_i.val() && self.z_error_i.val().any() {
                self.end_error_o.next = self.z_error.val();
                if self.z_error_i.val().get_bit(1) {
                    self.end_error_o.next = self.z_error.val() - 1;
                }
            }
        }

        if !self.rst_ni.val() {
            self.row.d.next = 0.into();
            self.vector.d.next = 0.into();
            self.row_words.d.next = 0.into();
            self.position.d.next = 0.into();
            self.share.d.next = 0.into();
            self.issued.d.next = 0.into();
            self.done.d.next = 0.into();
            self.begun.d.next = 0.into();
            self.kept.d.next = 0.into();
            self.class.d.next = 0.into();
            self.under_way.d.next = 0.into();
        }
    }
}
