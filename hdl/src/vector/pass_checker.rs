use crate::arith::product::Product;
use rust_hdl::prelude::*;
use seedchip_export::{Resize, dff_setup};
use seedchip_spec::{First, Number, Pass, PassError, PassOpcode, Reduction, Second, Store, VectorSizes};

/// What the checker does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, LogicState)]
pub enum Stage {
    /// Waits for a command.
    Idle,
    /// The words of a pass are being multiplied.
    Measure,
    /// The product settles.
    Settle,
    /// Checks whether the pass is possible.
    Check,
    /// Offers it.
    Offer,
}

impl Resize for Stage {
    fn resize(self, _width: usize) -> Self {
        self
    }
}

/// The bits of a command that belong to no field.
fn reserved() -> Bits<256> {
    let mut reserved = [u128::MAX; 2];
    for row in Pass::LAYOUT.fields {
        for bit in row.field.bits() {
            reserved[bit / 128] &= !(1 << (bit % 128));
        }
    }
    let [low, high] = reserved.map(|half| -> Bits<256> { half.to_bits() });
    low | (high << 128)
}

/// The code of an error.
fn code(error: PassError) -> Bits<4> {
    (error as u128).to_bits()
}

/// A set of codes, a bit for each.
fn set<const N: usize>(codes: impl Iterator<Item = u8>) -> Bits<N> {
    codes.fold(0_u128, |set, code| set | 1 << code).to_bits()
}

block! {
    /// Takes commands, checks them, and offers passes.
    ///
    /// A pass that is offered without an error runs to its end: all that could go wrong inside is refused here. The words
    /// that it reads and stores are counted by one multiplier; so a command takes five cycles, which is less than all but
    /// the shortest passes. (Counting them while the pass runs would find a bank too small when half of it is overwritten.)
    ///
    /// Timing: a command that is taken at t is offered from t + 4 on; the next one is taken a cycle after the offer was
    /// accepted at the earliest.
    /// Widths: m is at most 1024 and V at most W where their product counts: 28 bits hold it.
    pub struct PassChecker;

    /// The checker of a unit of `lanes` lanes, banks of `words` words, and scalars for `rows` rows.
    new(lanes, words, rows) {
        let lane_bits = lanes.ilog2() as usize;
        let address_bits = words.ilog2() as usize;
        let vector_bits = 20 - lane_bits;
    }
    module "pass_checker" sized "{lanes}x{words}x{rows}"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low.
        in rst_ni: Bit,
        /// A command is there.
        in command_valid_i: Bit,
        /// The command is taken.
        out command_ready_o: Bit,
        /// The command.
        in command_data_i: Bits<256>,
        /// A pass is offered.
        out pass_valid_o: Bit,
        /// The pass is accepted.
        in pass_ready_i: Bit,
        /// It has one vector, of nothing.
        out pass_empty_o: Bit,
        /// The command asks for the geometry.
        out pass_asks_o: Bit,
        /// Why the command was refused, or 0.
        out pass_error_o: Bits<4>,
        /// It announces a packet of x.
        out pass_x_o: Bit,
        /// It announces a packet of z.
        out pass_z_o: Bit,
        /// Its x are phases.
        out pass_angles_o: Bit,
        /// Where the first operand comes from.
        out pass_first_o: Bits<2>,
        /// Where the second operand comes from.
        out pass_second_o: Bits<3>,
        /// Every row has the same words of bank z.
        out pass_broadcast_o: Bit,
        /// The operation.
        out pass_operation_o: Bits<2>,
        /// The function.
        out pass_function_o: Bits<3>,
        /// Small first operands give 0, infinite ones NaN.
        out pass_guard_o: Bit,
        /// The reduction.
        out pass_reduction_o: Bits<3>,
        /// It is kept.
        out pass_keep_o: Bit,
        /// The register whose scalar is read.
        out pass_take_o: Bits<3>,
        /// The register that keeps the scalar.
        out pass_register_o: Bits<3>,
        /// Where results are stored.
        out pass_store_o: Bits<2>,
        /// The format of x.
        out pass_x_format_o: Bits<4>,
        /// The format of z.
        out pass_z_format_o: Bits<4>,
        /// The format of results.
        out pass_out_format_o: Bits<4>,
        /// Scales are such that nothing saturates.
        out pass_ceil_o: Bit,
        /// Rows, less one.
        out pass_m_o: Bits<10>,
        /// Vectors of a row, less one.
        out pass_vectors_o: Bits<20>,
        /// Elements of a row.
        out pass_n_o: Bits<21>,
        /// The first word of bank x.
        out pass_x_base_o: Bits<16>{address_bits},
        /// The first word of bank z.
        out pass_z_base_o: Bits<16>{address_bits},
        /// The first word that is stored.
        out pass_store_base_o: Bits<16>{address_bits},
        /// The immediate number.
        out pass_immediate_o: Bits<32>,
        /// The position of the first row.
        out pass_position_o: Bits<20>,
        /// Rows that share a position, less one.
        out pass_shared_o: Bits<8>,
        /// Elements behind the row's position are masked.
        out pass_causal_o: Bit,
        /// Elements too far before the row's position are masked.
        out pass_windowed_o: Bit,
        /// Elements behind the length are masked.
        out pass_limited_o: Bit,
        /// Elements of the window.
        out pass_window_o: Bits<20>,
        /// Elements of the sequence.
        out pass_length_o: Bits<21>,
        /// Levels of the tree of a row's vectors.
        out pass_levels_o: Bits<5>,
        /// n is no power of two.
        out pass_plus_o: Bit,
    }
    inside {
        reg stage: Stage,
        reg command: Bits<256>,
        block product: Product = Product::new(12, 18),
        reg error: Bits<4>,
        // What is wrong with the command.
        reg unknown: Bit,
        reg zero: Bit,
        reg long: Bit,
        reg beyond: Bit,
        reg many: Bit,

        wire asks: Bit,
        wire is_pass: Bit,
        wire x: Bit,
        wire z: Bit,
        wire angles: Bit,
        wire n: Bits<21>,
        wire less: Bits<21>,
        wire vectors: Bits<20>,
        wire count: Bits<21>,
        wire levels: Bits<5>,
        wire words: Bits<28>,
        wire z_words: Bits<28>,
        wire x_base: Bits<28>,
        wire z_base: Bits<28>,
        wire store_base: Bits<28>,
        wire x_end: Bits<28>,
        wire z_end: Bits<28>,
        wire store_end: Bits<28>,
        wire of_x: Bit,
        wire of_z: Bit,
        wire to_x: Bit,
        wire to_z: Bit,
        wire outside: Bit,
        wire meets: Bit,

        const opcode_at: Bits<8> = Pass::OPCODE.offset.to_bits(),
        const operation_at: Bits<8> = Pass::OPERATION.offset.to_bits(),
        const first_at: Bits<8> = Pass::FIRST.offset.to_bits(),
        const second_at: Bits<8> = Pass::SECOND.offset.to_bits(),
        const broadcast_at: Bits<8> = Pass::BROADCAST.offset.to_bits(),
        const m_at: Bits<8> = Pass::M.offset.to_bits(),
        const function_at: Bits<8> = Pass::FUNCTION.offset.to_bits(),
        const guard_at: Bits<8> = Pass::GUARD.offset.to_bits(),
        const reduction_at: Bits<8> = Pass::REDUCTION.offset.to_bits(),
        const keep_at: Bits<8> = Pass::KEEP.offset.to_bits(),
        const take_at: Bits<8> = Pass::TAKE.offset.to_bits(),
        const register_at: Bits<8> = Pass::KEEP_REGISTER.offset.to_bits(),
        const store_at: Bits<8> = Pass::STORE.offset.to_bits(),
        const n_at: Bits<8> = Pass::N.offset.to_bits(),
        const causal_at: Bits<8> = Pass::CAUSAL.offset.to_bits(),
        const windowed_at: Bits<8> = Pass::WINDOWED.offset.to_bits(),
        const limited_at: Bits<8> = Pass::LIMITED.offset.to_bits(),
        const shared_at: Bits<8> = Pass::SHARED.offset.to_bits(),
        const x_format_at: Bits<8> = Pass::X_FORMAT.offset.to_bits(),
        const z_format_at: Bits<8> = Pass::Z_FORMAT.offset.to_bits(),
        const out_format_at: Bits<8> = Pass::OUT_FORMAT.offset.to_bits(),
        const ceil_at: Bits<8> = Pass::CEIL.offset.to_bits(),
        const x_base_at: Bits<8> = Pass::X_BASE.offset.to_bits(),
        const z_base_at: Bits<8> = Pass::Z_BASE.offset.to_bits(),
        const store_base_at: Bits<8> = Pass::STORE_BASE.offset.to_bits(),
        const immediate_at: Bits<8> = Pass::IMMEDIATE.offset.to_bits(),
        const position_at: Bits<8> = Pass::POSITION.offset.to_bits(),
        const window_at: Bits<8> = Pass::WINDOW.offset.to_bits(),
        const length_at: Bits<8> = Pass::LENGTH.offset.to_bits(),
        const lane_bits: Bits<3> = lane_bits.to_bits(),
        const reserved: Bits<256> = reserved(),
        const opcode_nothing: Bits<8> = (PassOpcode::Nothing as u128).to_bits(),
        const opcode_pass: Bits<8> = (PassOpcode::Pass as u128).to_bits(),
        // The codes that there are, a bit for each.
        const firsts: Bits<4> = set(First::ALL.iter().map(|code| *code as u8)),
        const seconds: Bits<8> = set(Second::ALL.iter().map(|code| *code as u8)),
        const functions: Bits<8> = set(seedchip_spec::PassFunction::ALL.iter().map(|code| *code as u8)),
        const reductions: Bits<8> = set(Reduction::ALL.iter().map(|code| *code as u8)),
        const stores: Bits<4> = set(Store::ALL.iter().map(|code| *code as u8)),
        const x_formats: Bits<16> = set(Number::ALL.iter().filter(|it| it.is_x()).map(|code| *code as u8)),
        const z_formats: Bits<16> = set(Number::ALL.iter().filter(|it| it.is_z()).map(|code| *code as u8)),
        const out_formats: Bits<16> = set(Number::ALL.iter().filter(|it| it.is_result()).map(|code| *code as u8)),
        const angle_formats: Bits<16> = set(Number::ALL.iter().filter(|it| it.is_angle()).map(|code| *code as u8)),
        const stream: Bits<3> = (Second::Stream as u128).to_bits(),
        const bank: Bits<3> = (Second::Bank as u128).to_bits(),
        const sum: Bits<3> = (Reduction::Sum as u128).to_bits(),
        const into_x: Bits<2> = (Store::X as u128).to_bits(),
        const into_z: Bits<2> = (Store::Z as u128).to_bits(),
        const greatest_n: Bits<21> = u64::from(VectorSizes::GREATEST_N).to_bits(),
        const bank_words: Bits<28> = words.to_bits(),
        const bank_vectors: Bits<21> = words.to_bits(),
        const most_rows: Bits<16> = rows.to_bits(),
        const level: Bits<5>[vector_bits] = |bit| (bit + 1).to_bits(),
        const unknown_opcode_error: Bits<4> = code(PassError::UnknownOpcode),
        const reserved_error: Bits<4> = code(PassError::ReservedBits),
        const unknown_error: Bits<4> = code(PassError::UnknownCode),
        const zero_error: Bits<4> = code(PassError::ZeroSize),
        const long_error: Bits<4> = code(PassError::RowTooLong),
        const many_error: Bits<4> = code(PassError::TooManyRows),
        const range_error: Bits<4> = code(PassError::MemoryRange),
        const conflict_error: Bits<4> = code(PassError::Conflict),
        value _vector_bits: usize = vector_bits,
    }
}

impl Logic for PassChecker {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("# The command.");
        self.asks.next = self.command.q.val().get_bits::<8>(self.opcode_at.val().index()) == self.opcode_nothing.val();
        self.is_pass.next = self.command.q.val().get_bits::<8>(self.opcode_at.val().index()) == self.opcode_pass.val();
        self.angles.next = self
            .angle_formats
            .val()
            .get_bit(self.command.q.val().get_bits::<4>(self.x_format_at.val().index()).index());
        self.x.next = self.is_pass.val() && !self.command.q.val().get_bits::<2>(self.first_at.val().index()).any();
        self.z.next = self.is_pass.val()
            && (self.command.q.val().get_bits::<3>(self.second_at.val().index()) == self.stream.val()
                || (self.x.val() && self.angles.val()));

        comment!("# Vectors of a row, V, and the levels of their tree: as many as V - 1 has bits.");
        self.n.next = self.command.q.val().get_bits::<21>(self.n_at.val().index());
        self.less.next = self.n.val() - 1;
        self.vectors.next = bit_cast::<64, 21>(self.less.val()).get_bits::<20>(self.lane_bits.val().index());
        self.count.next = bit_cast::<21, 20>(self.vectors.val()) + 1;
        self.levels.next = 0.into();
        for i in 0..self._vector_bits {
            if self.vectors.val().get_bit(i) {
                self.levels.next = self.level[i].val();
            }
        }

        comment!("# Words of all rows, m * V, two cycles after the command.");
        self.product.clk_i.next = self.clk_i.val();
        self.product.b_load_i.next = true;
        self.product.a_i.next =
            signed_cast(bit_cast::<32, 11>(self.command.q.val().get_bits::<11>(self.m_at.val().index())));
        self.product.b_i.next = signed_cast(bit_cast::<32, 17>(self.count.val().get_bits::<17>(0)));
        self.words.next = unsigned_cast(self.product.product_o.val()).get_bits::<28>(0);
        self.z_words.next = self.words.val();
        if self.command.q.val().get_bit(self.broadcast_at.val().index()) {
            self.z_words.next = bit_cast::<28, 21>(self.count.val());
        }

        comment!("# Words that are read and stored: inside of the banks, and not the same ones.");
        self.x_base.next = bit_cast::<28, 16>(self.command.q.val().get_bits::<16>(self.x_base_at.val().index()));
        self.z_base.next = bit_cast::<28, 16>(self.command.q.val().get_bits::<16>(self.z_base_at.val().index()));
        self.store_base.next =
            bit_cast::<28, 16>(self.command.q.val().get_bits::<16>(self.store_base_at.val().index()));
        self.x_end.next = self.x_base.val() + self.words.val();
        self.z_end.next = self.z_base.val() + self.z_words.val();
        self.store_end.next = self.store_base.val() + self.words.val();
        self.of_x.next =
            bit_cast::<3, 2>(self.command.q.val().get_bits::<2>(self.first_at.val().index())) == self.bank.val();
        self.of_z.next = self.command.q.val().get_bits::<3>(self.second_at.val().index()) == self.bank.val();
        self.to_x.next = self.command.q.val().get_bits::<2>(self.store_at.val().index()) == self.into_x.val();
        self.to_z.next = self.command.q.val().get_bits::<2>(self.store_at.val().index()) == self.into_z.val();
        self.outside.next = ((self.of_x.val() || self.of_z.val() || self.to_x.val() || self.to_z.val())
            && self.beyond.q.val())
            || (self.of_x.val() && self.x_end.val() > self.bank_words.val())
            || (self.of_z.val() && self.z_end.val() > self.bank_words.val())
            || ((self.to_x.val() || self.to_z.val()) && self.store_end.val() > self.bank_words.val());
        self.meets.next = (self.of_x.val()
            && self.to_x.val()
            && self.x_base.val() != self.store_base.val()
            && self.x_base.val() < self.store_end.val()
            && self.store_base.val() < self.x_end.val())
            || (self.of_z.val()
                && self.to_z.val()
                && (self.z_base.val() != self.store_base.val() || self.z_end.val() != self.store_end.val())
                && self.z_base.val() < self.store_end.val()
                && self.store_base.val() < self.z_end.val())
            || (self.x.val()
                && self.angles.val()
                && self.command.q.val().get_bits::<3>(self.second_at.val().index()) == self.stream.val());

        comment!("# What is offered.");
        self.pass_valid_o.next = self.stage.q.val() == Stage::Offer;
        self.pass_empty_o.next = !self.is_pass.val() || self.error.q.val().any();
        self.pass_asks_o.next = self.asks.val();
        self.pass_error_o.next = self.error.q.val();
        self.pass_x_o.next = self.x.val();
        self.pass_z_o.next = self.z.val();
        self.pass_angles_o.next = self.x.val() && self.angles.val();
        self.pass_first_o.next = self.command.q.val().get_bits::<2>(self.first_at.val().index());
        self.pass_second_o.next = self.command.q.val().get_bits::<3>(self.second_at.val().index());
        self.pass_broadcast_o.next = self.command.q.val().get_bit(self.broadcast_at.val().index());
        self.pass_operation_o.next = self.command.q.val().get_bits::<2>(self.operation_at.val().index());
        self.pass_function_o.next = self.command.q.val().get_bits::<3>(self.function_at.val().index());
        self.pass_guard_o.next = self.command.q.val().get_bit(self.guard_at.val().index());
        self.pass_reduction_o.next = self.command.q.val().get_bits::<3>(self.reduction_at.val().index());
        self.pass_keep_o.next = self.command.q.val().get_bit(self.keep_at.val().index());
        self.pass_take_o.next = self.command.q.val().get_bits::<3>(self.take_at.val().index());
        self.pass_register_o.next = self.command.q.val().get_bits::<3>(self.register_at.val().index());
        self.pass_store_o.next = self.command.q.val().get_bits::<2>(self.store_at.val().index());
        self.pass_x_format_o.next = self.command.q.val().get_bits::<4>(self.x_format_at.val().index());
        self.pass_z_format_o.next = self.command.q.val().get_bits::<4>(self.z_format_at.val().index());
        self.pass_out_format_o.next = self.command.q.val().get_bits::<4>(self.out_format_at.val().index());
        self.pass_ceil_o.next = self.command.q.val().get_bit(self.ceil_at.val().index());
        self.pass_m_o.next = self.command.q.val().get_bits::<10>(self.m_at.val().index()) - 1;
        self.pass_vectors_o.next = self.vectors.val();
        self.pass_n_o.next = self.n.val();
        self.pass_x_base_o.next = self.command.q.val().get_bits::<16>(self.x_base_at.val().index());
        self.pass_z_base_o.next = self.command.q.val().get_bits::<16>(self.z_base_at.val().index());
        self.pass_store_base_o.next = self.command.q.val().get_bits::<16>(self.store_base_at.val().index());
        self.pass_immediate_o.next = self.command.q.val().get_bits::<32>(self.immediate_at.val().index());
        self.pass_position_o.next = self.command.q.val().get_bits::<20>(self.position_at.val().index());
        self.pass_shared_o.next = self.command.q.val().get_bits::<8>(self.shared_at.val().index());
        self.pass_causal_o.next = self.command.q.val().get_bit(self.causal_at.val().index());
        self.pass_windowed_o.next = self.command.q.val().get_bit(self.windowed_at.val().index());
        self.pass_limited_o.next = self.command.q.val().get_bit(self.limited_at.val().index());
        self.pass_window_o.next = self.command.q.val().get_bits::<20>(self.window_at.val().index());
        self.pass_length_o.next = self.command.q.val().get_bits::<21>(self.length_at.val().index());
        self.pass_levels_o.next = self.levels.val();
        self.pass_plus_o.next = (self.n.val() & self.less.val()).any();

        comment!("# What is wrong with the command, and from one command to the next.");
        self.command_ready_o.next = self.stage.q.val() == Stage::Idle;
        self.unknown.d.next = !self
            .firsts
            .val()
            .get_bit(self.command.q.val().get_bits::<2>(self.first_at.val().index()).index())
            || !self.seconds.val().get_bit(self.command.q.val().get_bits::<3>(self.second_at.val().index()).index())
            || !self
                .functions
                .val()
                .get_bit(self.command.q.val().get_bits::<3>(self.function_at.val().index()).index())
            || !self
                .reductions
                .val()
                .get_bit(self.command.q.val().get_bits::<3>(self.reduction_at.val().index()).index())
            || !self.stores.val().get_bit(self.command.q.val().get_bits::<2>(self.store_at.val().index()).index())
            || !self
                .x_formats
                .val()
                .get_bit(self.command.q.val().get_bits::<4>(self.x_format_at.val().index()).index())
            || !self
                .z_formats
                .val()
                .get_bit(self.command.q.val().get_bits::<4>(self.z_format_at.val().index()).index())
            || !self
                .out_formats
                .val()
                .get_bit(self.command.q.val().get_bits::<4>(self.out_format_at.val().index()).index());
        self.zero.d.next = !self.n.val().any() || !self.command.q.val().get_bits::<16>(self.m_at.val().index()).any();
        self.beyond.d.next = self.count.val() > self.bank_vectors.val();
        self.long.d.next = self.n.val() > self.greatest_n.val();
        self.many.d.next = self.command.q.val().get_bits::<16>(self.m_at.val().index()) > self.most_rows.val();
        match self.stage.q.val() {
            Stage::Idle => {
                self.command.d.next = self.command_data_i.val();
                if self.command_valid_i.val() {
                    self.stage.d.next = Stage::Measure;
                }
            }
            Stage::Measure => {
                self.stage.d.next = Stage::Settle;
            }
            Stage::Settle => {
                self.stage.d.next = Stage::Check;
            }
            Stage::Check => {
                self.error.d.next = 0.into();
                if !self.is_pass.val() {
                    if !self.asks.val() {
                        self.error.d.next = self.unknown_opcode_error.val();
                    }
                } else if (self.command.q.val() & self.reserved.val()).any() {
                    self.error.d.next = self.reserved_error.val();
                } else if self.unknown.q.val() {
                    self.error.d.next = self.unknown_error.val();
                } else if self.zero.q.val() {
                    self.error.d.next = self.zero_error.val();
                } else if self.long.q.val()
                    || (self.beyond.q.val()
                        && self.command.q.val().get_bit(self.keep_at.val().index())
                        && self.command.q.val().get_bits::<3>(self.reduction_at.val().index()) == self.sum.val())
                {
                    self.error.d.next = self.long_error.val();
                } else if self.many.q.val() {
                    self.error.d.next = self.many_error.val();
                } else if self.outside.val() {
                    self.error.d.next = self.range_error.val();
                } else if self.meets.val() {
                    self.error.d.next = self.conflict_error.val();
                }
                self.stage.d.next = Stage::Offer;
            }
            Stage::Offer => {
                if self.pass_ready_i.val() {
                    self.stage.d.next = Stage::Idle;
                }
            }
        }

        if !self.rst_ni.val() {
            self.stage.d.next = Stage::Idle;
        }
    }
}
