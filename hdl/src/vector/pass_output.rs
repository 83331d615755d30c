use crate::stream::delay::Delay;
use crate::stream::stream_fifo::StreamFifo;
use crate::stream::stream_register::StreamRegister;
use crate::stream::token_delay::TokenDelay;
use crate::vector::block_scales::BlockScales;
use crate::vector::convert_out::ConvertOut;
use crate::vector::issuer::PLACES;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;
use seedchip_spec::{Number, VectorSizes};

/// Beats that can be in the converters and in the queue behind them.
const BEATS: usize = 8;

block! {
    /// Makes beats of results and scales, and ends passes.
    ///
    /// Vectors wait as FP32 numbers in a queue that holds all that is under way, so the lanes never stop, and a block's
    /// first vector waits there for the scale that its last one decides. They are converted behind that queue; a second,
    /// short one takes up what is in the converters when the sink stalls. (Converted at the lanes' end they would be four
    /// times as narrow in the queue, but elements of blocks would have to wait in another place.)
    ///
    /// A pass ends when its last beat has been accepted and its scales have been, or, without results, when its place in the
    /// queue comes up: so passes end in order.
    ///
    /// Timing: a vector shows at the result nine cycles after it came at the earliest; a beat per cycle.
    /// Special cases: an abort empties everything but the two registers at the streams, and closes an open packet with a
    /// beat of zeros.
    /// Widths: busy counts 8, scales those of 8 queued ones and one shown.
    pub struct PassOutput;

    /// The output of a unit of `lanes` lanes.
    new(lanes) {
        let count_bits = lanes.ilog2() as usize + 1;
        let blocks = VectorSizes::BLOCK / lanes;
    }
    module "pass_output" sized "{lanes}"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low.
        in rst_ni: Bit,
        /// Forget what is inside.
        in abort_i: Bit,
        /// A vector comes.
        in valid_i: Bit,
        /// It is of a pass with results.
        in real_i: Bit,
        /// It is its row's last.
        in row_last_i: Bit,
        /// It is its pass's last.
        in last_i: Bit,
        /// The format of the results.
        in format_i: Bits<4>,
        /// Scales are such that nothing saturates.
        in ceil_i: Bit,
        /// Lanes that exist.
        in existing_i: Bits<6>{count_bits},
        /// Flags of the vector: overflow, nan.
        in flags_i: Bits<2>,
        /// The elements.
        in number_i: Bits<32>{32}[lanes],
        /// A place has become free.
        out credit_o: Bit,
        /// A pass can end.
        in end_ready_i: Bit,
        /// The oldest pass ends.
        out end_o: Bit,
        /// Its flags: overflow, nan, nan_dropped.
        out end_flags_o: Bits<3>,
        /// A packet is under way: of results, of scales.
        out open_o: Bits<2>,
        /// A beat waits for its acceptance: of results, of scales.
        out waits_o: Bits<2>,
        /// A beat of results is offered.
        out m_axis_result_tvalid: Bit,
        /// The beat of results is accepted.
        in m_axis_result_tready: Bit,
        /// The results, a slot per lane.
        out m_axis_result_tdata: Bits<32>{32}[lanes],
        /// All ones, but for null bytes at the end of a pass's last beat.
        out m_axis_result_tkeep: Bits<4>{4}[lanes],
        /// The beat of results is the pass's last.
        out m_axis_result_tlast: Bit,
        /// A scale is offered.
        out m_axis_scale_tvalid: Bit,
        /// The scale is accepted.
        in m_axis_scale_tready: Bit,
        /// The scale, E8M0.
        out m_axis_scale_tdata: Bits<8>,
        /// The scale is the pass's last.
        out m_axis_scale_tlast: Bit,
    }
    inside {
        wire clear_n: Bit,
        // What comes.
        wire enters: Bit,
        wire of_blocks: Bit,
        reg flags: Bits<2>,
        wire all_flags: Bits<2>,
        block numbers: StreamFifo<Bits<32>> = StreamFifo::new(lanes, 32, PLACES),
        block marks: StreamFifo = StreamFifo::new(1, 15, PLACES),
        block block_scales: BlockScales = BlockScales::new(lanes),
        block scales: StreamFifo<Bits<16>> = StreamFifo::new(1, 9, PLACES),
        // What is converted.
        wire mark: Bits<64>,
        wire blocked: Bit,
        reg place: Bits<3>,
        wire block_ends: Bit,
        reg busy: Bits<4>,
        wire leaves: Bit,
        wire scale: Bits<8>,
        block convert: ConvertOut[lanes] = |_| ConvertOut::new(),
        block converting: TokenDelay = TokenDelay::new(1, 4),
        block converting_marks: Delay = Delay::new(11, 4),
        wire converted: Bits<64>,
        wire is_real: Bit,
        wire overflowed: Bit,
        wire dropped: Bit,
        reg told: Bits<3>,
        wire all_told: Bits<3>,
        block beats: StreamFifo<Bits<32>> = StreamFifo::new(lanes, 32, BEATS),
        block beat_marks: StreamFifo = StreamFifo::new(1, 11, BEATS),
        // What is shown.
        wire beat: Bits<64>,
        wire beat_real: Bit,
        wire beat_last: Bit,
        wire may_end: Bit,
        wire beat_enters: Bit,
        wire beat_leaves: Bit,
        reg open: Bit,
        reg closing: Bit,
        wire closes: Bit,
        reg ending: Bit,
        reg ending_flags: Bits<3>,
        wire accepted: Bit,
        block result: StreamRegister<Bits<32>> = StreamRegister::new(lanes, 32),
        block result_count: StreamRegister = StreamRegister::new(1, 6),
        block told_scales: StreamFifo<Bits<16>> = StreamFifo::new(1, 9, BEATS),
        reg scale_count: Bits<5>,
        wire scale_pushed: Bit,
        wire scale_enters: Bit,
        reg scale_open: Bit,
        reg scale_closing: Bit,
        wire scale_closes: Bit,
        block scale_register: StreamRegister<Bits<8>> = StreamRegister::new(1, 8),

        const of_mx_int8: Bits<4> = (Number::MxInt8 as u128).to_bits(),
        const of_e4m3: Bits<4> = (Number::E4m3 as u128).to_bits(),
        const of_e2m1: Bits<4> = (Number::E2m1 as u128).to_bits(),
        // Formats as mx_scale has them.
        const scale_of_int8: Bits<3> = 0.into(),
        const scale_of_e4m3: Bits<3> = 2.into(),
        const scale_of_e2m1: Bits<3> = 4.into(),
        const last_place: Bits<3> = (blocks - 1).to_bits(),
        const most: Bits<4> = BEATS.to_bits(),
        const one: Bits<8> = 127.into(),
        const all: Bits<6> = lanes.to_bits(),
        const number: Bits<6>[lanes] = ToBits::to_bits,
        const every_byte: Bits<4> = 15.into(),
        value _lanes: usize = lanes,
    }
}

impl Logic for PassOutput {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);
        self.clear_n.next = self.rst_ni.val() && !self.abort_i.val();

        comment!("# What comes: vectors of results, and the last of every pass.");
        self.enters.next = self.valid_i.val() && (self.real_i.val() || self.last_i.val());
        self.all_flags.next = self.flags.q.val() | self.flags_i.val();
        if self.valid_i.val() {
            self.flags.d.next = self.all_flags.val();
            if self.last_i.val() {
                self.flags.d.next = 0.into();
            }
        }
        self.numbers.clk_i.next = self.clk_i.val();
        self.numbers.rst_ni.next = self.clear_n.val();
        self.numbers.up.valid_i.next = self.enters.val();
        self.marks.clk_i.next = self.clk_i.val();
        self.marks.rst_ni.next = self.clear_n.val();
        self.marks.up.valid_i.next = self.enters.val();
        self.marks.up.data_i[0].next = bit_cast::<64, 1>(self.real_i.val().into())
            | (bit_cast::<64, 1>(self.row_last_i.val().into()) << 1)
            | (bit_cast::<64, 1>(self.last_i.val().into()) << 2)
            | (bit_cast::<64, 4>(self.format_i.val()) << 3)
            | (bit_cast::<64, 6>(self.existing_i.val()) << 7)
            | (bit_cast::<64, 2>(self.all_flags.val()) << 13);
        self.of_blocks.next = self.format_i.val() == self.of_mx_int8.val()
            || self.format_i.val() == self.of_e4m3.val()
            || self.format_i.val() == self.of_e2m1.val();
        self.block_scales.clk_i.next = self.clk_i.val();
        self.block_scales.rst_ni.next = self.clear_n.val();
        self.block_scales.valid_i.next = self.valid_i.val() && self.real_i.val() && self.of_blocks.val();
        self.block_scales.last_i.next = self.row_last_i.val();
        self.block_scales.ceil_i.next = self.ceil_i.val();
        self.block_scales.format_i.next = self.scale_of_int8.val();
        if self.format_i.val() == self.of_e4m3.val() {
            self.block_scales.format_i.next = self.scale_of_e4m3.val();
        } else if self.format_i.val() == self.of_e2m1.val() {
            self.block_scales.format_i.next = self.scale_of_e2m1.val();
        }
        self.scales.clk_i.next = self.clk_i.val();
        self.scales.rst_ni.next = self.clear_n.val();
        self.scales.up.valid_i.next = self.block_scales.valid_o.val();
        self.scales.up.data_i[0].next = bit_cast::<16, 8>(self.block_scales.scale_o.val())
            | (bit_cast::<16, 1>(self.block_scales.nan_o.val().into()) << 8);

        comment!("# What is converted: a vector of blocks only when its scale is there.");
        self.mark.next = self.marks.down.data_o[0].val();
        self.blocked.next = self.mark.val().get_bit(0)
            && (self.mark.val().get_bits::<4>(3) == self.of_mx_int8.val()
                || self.mark.val().get_bits::<4>(3) == self.of_e4m3.val()
                || self.mark.val().get_bits::<4>(3) == self.of_e2m1.val());
        self.block_ends.next = self.place.q.val() == self.last_place.val() || self.mark.val().get_bit(1);
        self.leaves.next = self.marks.down.valid_o.val()
            && self.busy.q.val() != self.most.val()
            && (!self.blocked.val()
                || (self.scales.down.valid_o.val() && (!self.block_ends.val() || self.told_scales.up.ready_o.val())));
        self.numbers.down.ready_i.next = self.leaves.val();
        self.marks.down.ready_i.next = self.leaves.val();
        self.scale_pushed.next = self.leaves.val() && self.blocked.val() && self.block_ends.val();
        self.scales.down.ready_i.next = self.scale_pushed.val();
        self.credit_o.next = self.leaves.val();
        if self.leaves.val() && self.blocked.val() {
            self.place.d.next = self.place.q.val() + 1;
            if self.block_ends.val() {
                self.place.d.next = 0.into();
            }
        }
        self.scale.next = self.one.val();
        if self.blocked.val() {
            self.scale.next = self.scales.down.data_o[0].val().get_bits::<8>(0);
        }
        self.converting.clk_i.next = self.clk_i.val();
        self.converting.rst_ni.next = self.clear_n.val();
        self.converting.token_i.next = bit_cast::<64, 1>(self.leaves.val().into());
        self.converting_marks.clk_i.next = self.clk_i.val();
        self.converting_marks.data_i.next = bit_cast::<64, 1>(self.mark.val().get_bits::<1>(0))
            | (bit_cast::<64, 1>(self.mark.val().get_bits::<1>(2)) << 1)
            | (bit_cast::<64, 8>(self.mark.val().get_bits::<8>(7)) << 2)
            | (bit_cast::<64, 1>((self.blocked.val() && self.scales.down.data_o[0].val().get_bit(8)).into()) << 10);
        self.converted.next = self.converting_marks.data_o.val();
        self.is_real.next = self.converted.val().get_bit(0);

        comment!("# Four cycles later: the beat, and the flags of the conversions.");
        self.overflowed.next = false;
        self.dropped.next = false;
        for i in 0..self._lanes {
            self.numbers.up.data_i[i].next = self.number_i[i].val();
            self.block_scales.number_i[i].next = self.number_i[i].val();
            self.convert[i].clk_i.next = self.clk_i.val();
            self.convert[i].number_i.next = self.numbers.down.data_o[i].val();
            self.convert[i].format_i.next = self.mark.val().get_bits::<4>(3);
            self.convert[i].scale_i.next = self.scale.val();
            self.beats.up.data_i[i].next = 0.into();
            if self.number[i].val() < self.converted.val().get_bits::<6>(2) {
                self.beats.up.data_i[i].next = self.convert[i].code_o.val();
                if self.convert[i].overflow_o.val() {
                    self.overflowed.next = self.is_real.val();
                }
                if self.convert[i].nan_dropped_o.val() {
                    self.dropped.next = self.is_real.val();
                }
            }
        }
        self.all_told.next = self.told.q.val()
            | bit_cast::<3, 1>(self.overflowed.val().into())
            | (bit_cast::<3, 1>(self.converted.val().get_bits::<1>(10)) << 1)
            | (bit_cast::<3, 1>(self.dropped.val().into()) << 2);
        if self.converting.token_o.val().any() {
            self.told.d.next = self.all_told.val();
            if self.converted.val().get_bit(1) {
                self.told.d.next = 0.into();
            }
        }
        self.beats.clk_i.next = self.clk_i.val();
        self.beats.rst_ni.next = self.clear_n.val();
        self.beats.up.valid_i.next = self.converting.token_o.val().any();
        self.beat_marks.clk_i.next = self.clk_i.val();
        self.beat_marks.rst_ni.next = self.clear_n.val();
        self.beat_marks.up.valid_i.next = self.converting.token_o.val().any();
        self.beat_marks.up.data_i[0].next = bit_cast::<64, 8>(self.converted.val().get_bits::<8>(0))
            | (bit_cast::<64, 3>(self.all_told.val() | bit_cast::<3, 2>(self.converted.val().get_bits::<2>(8))) << 8);
        if self.leaves.val() != self.beat_leaves.val() {
            if self.leaves.val() {
                self.busy.d.next = self.busy.q.val() + 1;
            } else {
                self.busy.d.next = self.busy.q.val() - 1;
            }
        }

        comment!(
            "# What is shown. The last beat waits until its pass can end, and what follows waits for its acceptance."
        );
        self.beat.next = self.beat_marks.down.data_o[0].val();
        self.beat_real.next = self.beat.val().get_bit(0);
        self.beat_last.next = self.beat.val().get_bit(1);
        self.may_end.next =
            self.end_ready_i.val() && !self.scale_count.q.val().any() && !self.scale_register.down.valid_o.val();
        self.beat_leaves.next = self.beat_marks.down.valid_o.val()
            && !self.abort_i.val()
            && !self.closing.q.val()
            && !self.ending.q.val()
            && (!self.beat_real.val() || self.result.up.ready_o.val())
            && (!self.beat_last.val() || self.may_end.val());
        self.beat_enters.next = self.beat_leaves.val() && self.beat_real.val();
        self.beats.down.ready_i.next = self.beat_leaves.val();
        self.beat_marks.down.ready_i.next = self.beat_leaves.val();
        self.closes.next = self.closing.q.val() && !self.abort_i.val() && self.result.up.ready_o.val();
        self.result.clk_i.next = self.clk_i.val();
        self.result.rst_ni.next = self.rst_ni.val();
        self.result.up.valid_i.next = self.beat_enters.val() || self.closes.val();
        self.result.up.last_i.next = self.beat_last.val() || self.closing.q.val();
        self.result.down.ready_i.next = self.m_axis_result_tready.val();
        self.result_count.clk_i.next = self.clk_i.val();
        self.result_count.rst_ni.next = self.rst_ni.val();
        self.result_count.up.valid_i.next = self.beat_enters.val() || self.closes.val();
        self.result_count.up.last_i.next = false;
        self.result_count.up.data_i[0].next = bit_cast::<64, 6>(self.all.val());
        if self.beat_last.val() && !self.closing.q.val() {
            self.result_count.up.data_i[0].next = bit_cast::<64, 6>(self.beat.val().get_bits::<6>(2));
        }
        self.result_count.down.ready_i.next = self.m_axis_result_tready.val();
        self.m_axis_result_tvalid.next = self.result.down.valid_o.val();
        self.m_axis_result_tlast.next = self.result.down.last_o.val();
        for i in 0..self._lanes {
            self.result.up.data_i[i].next = self.beats.down.data_o[i].val();
            if self.closing.q.val() {
                self.result.up.data_i[i].next = 0.into();
            }
            self.m_axis_result_tdata[i].next = self.result.down.data_o[i].val();
            self.m_axis_result_tkeep[i].next = 0.into();
            if self.number[i].val() < self.result_count.down.data_o[0].val().get_bits::<6>(0) {
                self.m_axis_result_tkeep[i].next = self.every_byte.val();
            }
        }
        if self.beat_enters.val() {
            self.open.d.next = !self.beat_last.val();
            self.ending.d.next = self.beat_last.val();
            self.ending_flags.d.next = self.beat.val().get_bits::<3>(8);
        }
        self.accepted.next = self.ending.q.val()
            && self.result.down.valid_o.val()
            && self.result.down.last_o.val()
            && self.m_axis_result_tready.val();
        if self.accepted.val() {
            self.ending.d.next = false;
        }
        self.end_o.next = self.accepted.val() || (self.beat_leaves.val() && !self.beat_real.val());
        self.end_flags_o.next = self.beat.val().get_bits::<3>(8);
        if self.ending.q.val() {
            self.end_flags_o.next = self.ending_flags.q.val();
        }

        comment!("# Scales.");
        self.told_scales.clk_i.next = self.clk_i.val();
        self.told_scales.rst_ni.next = self.clear_n.val();
        self.told_scales.up.valid_i.next = self.scale_pushed.val();
        self.told_scales.up.data_i[0].next =
            bit_cast::<16, 8>(self.scale.val()) | (bit_cast::<16, 1>(self.mark.val().get_bits::<1>(2)) << 8);
        self.scale_enters.next = self.told_scales.down.valid_o.val()
            && self.scale_register.up.ready_o.val()
            && !self.scale_closing.q.val()
            && !self.abort_i.val();
        self.told_scales.down.ready_i.next = self.scale_enters.val();
        self.scale_closes.next =
            self.scale_closing.q.val() && !self.abort_i.val() && self.scale_register.up.ready_o.val();
        self.scale_register.clk_i.next = self.clk_i.val();
        self.scale_register.rst_ni.next = self.rst_ni.val();
        self.scale_register.up.valid_i.next = self.scale_enters.val() || self.scale_closes.val();
        self.scale_register.up.last_i.next =
            self.told_scales.down.data_o[0].val().get_bit(8) || self.scale_closing.q.val();
        self.scale_register.up.data_i[0].next = self.told_scales.down.data_o[0].val().get_bits::<8>(0);
        if self.scale_closing.q.val() {
            self.scale_register.up.data_i[0].next = 0.into();
        }
        self.scale_register.down.ready_i.next = self.m_axis_scale_tready.val();
        self.m_axis_scale_tvalid.next = self.scale_register.down.valid_o.val();
        self.m_axis_scale_tdata.next = self.scale_register.down.data_o[0].val();
        self.m_axis_scale_tlast.next = self.scale_register.down.last_o.val();
        if self.scale_pushed.val() != self.scale_enters.val() {
            if self.scale_pushed.val() {
                self.scale_count.d.next = self.scale_count.q.val() + 1;
            } else {
                self.scale_count.d.next = self.scale_count.q.val() - 1;
            }
        }
        if self.scale_enters.val() {
            self.scale_open.d.next = !self.told_scales.down.data_o[0].val().get_bit(8);
        }

        comment!("# An abort closes open packets.");
        if self.abort_i.val() {
            self.closing.d.next = self.open.q.val();
            self.scale_closing.d.next = self.scale_open.q.val();
            self.flags.d.next = 0.into();
            self.place.d.next = 0.into();
            self.busy.d.next = 0.into();
            self.told.d.next = 0.into();
            self.ending.d.next = false;
            self.scale_count.d.next = 0.into();
        }
        if self.closes.val() {
            self.closing.d.next = false;
            self.open.d.next = false;
        }
        if self.scale_closes.val() {
            self.scale_closing.d.next = false;
            self.scale_open.d.next = false;
        }
        self.open_o.next =
            bit_cast::<2, 1>(self.open.q.val().into()) | (bit_cast::<2, 1>(self.scale_open.q.val().into()) << 1);
        self.waits_o.next = bit_cast::<2, 1>(self.result.down.valid_o.val().into())
            | (bit_cast::<2, 1>(self.scale_register.down.valid_o.val().into()) << 1);

        if !self.rst_ni.val() {
            self.flags.d.next = 0.into();
            self.place.d.next = 0.into();
            self.busy.d.next = 0.into();
            self.told.d.next = 0.into();
            self.open.d.next = false;
            self.closing.d.next = false;
            self.ending.d.next = false;
            self.scale_count.d.next = 0.into();
            self.scale_open.d.next = false;
            self.scale_closing.d.next = false;
        }
    }
}
