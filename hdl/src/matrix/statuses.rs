use crate::stream::stream_fifo::StreamFifo;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;
use seedchip_spec::{Configuration, ErrorCode, Geometry, Status};

block! {
    /// Gives every command its status, in order.
    ///
    /// Commands overlap, so their tags wait in a queue until their ends come, and statuses wait in another one until
    /// they are accepted. One set of counters serves all commands: it starts again with each end. So the cycles of
    /// commands that follow each other add up to the time that they took together. (Counters from acceptance to end
    /// would need a set for each command under way.)
    ///
    /// After an abort every command that has not ended gets its status too, one per cycle, with nothing in it but the
    /// tag and the error.
    ///
    /// What ends is written down in one cycle and becomes a status in the next: much of the unit waits for the answer to
    /// an end, which so depends on little. Statuses that are on their way to their queue or in it are counted for that.
    ///
    /// Timing: a status shows three cycles after the end at the earliest. An end every cycle while end_ready_o. Reset: what
    /// waits and the counters.
    /// Widths: 17 tags fit in, outstanding counts them; 48 bits of cycles last 78 hours at 1 GHz, 40 bits of stalls
    /// 18 minutes, after which they begin at 0 again. waiting counts S.
    pub struct Statuses;

    /// The statuses of a unit of `configuration`.
    new(configuration: &Configuration) {
        let depth = configuration.command_queue_depth();
        let (waiting_bits, blocks) = (depth.ilog2() as usize + 1, configuration.blocks());
        let word_bits = 16 + 1 + 4 + 48 + 4 * 40 + 3 * blocks;
    }
    module "statuses" of configuration
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low: no command is under way, no status waits.
        in rst_ni: Bit,
        /// End all commands.
        in abort_i: Bit,
        /// A command is accepted by the unit, if this block is ready too.
        in command_valid_i: Bit,
        /// There is room for a command.
        out command_ready_o: Bit,
        /// The command's tag.
        in command_tag_i: Bits<16>,
        /// The oldest command ends.
        in end_i: Bit,
        /// A command can end.
        out end_ready_o: Bit,
        /// The command asks for the geometry.
        in end_asks_i: Bit,
        /// Why it failed, if it did.
        in end_error_i: Bits<4>,
        /// What was wrong with its parameters.
        in end_parameter_error_i: Bits<2>,
        /// One of its results saturated.
        in end_saturated_i: Bit,
        /// What waits inside of the unit.
        in diagnosis_i: Bits<8>,
        /// The cycle waits for weights.
        in stall_weights_i: Bit,
        /// The cycle waits for activations.
        in stall_activations_i: Bit,
        /// The cycle waits for parameters.
        in stall_parameters_i: Bit,
        /// The cycle waits for room for results.
        in stall_results_i: Bit,
        /// A status is offered.
        out m_axis_status_tvalid: Bit,
        /// The status is accepted.
        in m_axis_status_tready: Bit,
        /// The status.
        out m_axis_status_tdata: Bits<256>,
        /// The command is of a block format: what was wrong were its row scales.
        in end_joined_i: Bit[blocks],
        /// A sum of it has overflowed.
        in end_overflow_i: Bit[blocks],
        /// An accumulator of it has become NaN.
        in end_nan_i: Bit[blocks],
        /// What the stream of row scales has in flight.
        in scale_diagnosis_i: Bits<2>[blocks],
    }
    inside {
        block tags: StreamFifo<Bits<16>> = StreamFifo::new(1, 16, 16),
        block queue: StreamFifo<Bits<256>> = StreamFifo::new(1, word_bits, depth),
        reg outstanding: Bits<5>,
        reg aborting: Bit,
        reg waiting: Bits<16>{waiting_bits},
        reg room: Bit,
        // What ended in the cycle before.
        reg ended: Bit,
        reg tag: Bits<16>,
        reg asks: Bit,
        reg abandoned: Bit,
        reg error: Bits<4>,
        reg saturated: Bit,
        reg diagnosis: Bits<8>,
        // Of block formats: flags, and the error whose code has a fifth bit.
        reg overflow: Bit[blocks],
        reg nan: Bit[blocks],
        reg scales_long: Bit[blocks],
        reg scale_diagnosis: Bits<2>[blocks],
        // Counts up to the cycle before; stalls of the cycle before.
        reg cycles: Bits<48>,
        reg stalls: Bits<48>{40}[4],
        reg stalled: Bit[4],

        wire ready: Bit,
        wire accepted: Bit,
        wire ends: Bit,
        wire enters: Bit,
        wire taken: Bit,
        wire clears: Bit,
        wire more: Bits<48>{1}[4],
        wire told_cycles: Bits<48>,
        wire told_stalls: Bits<48>{40}[4],
        wire plain: Bits<256>{229},
        wire word: Bits<256>{word_bits},
        wire shown: Bits<256>{word_bits},
        wire told: Bits<256>,
        // Of block formats, without their lane.
        wire scales_wait: Bits<2>,
        wire overflowed: Bit,
        wire is_nan: Bit,
        wire are_long: Bit,
        const most_but_one: Bits<16> = (depth - 1).to_bits(),
        const aborted: Bits<4> = (ErrorCode::Aborted as usize).to_bits(),
        const geometry_cycles: Bits<48> = geometry(configuration)[0].to_bits(),
        const geometry_stalls: Bits<48>[4] = |part| geometry(configuration)[part + 1].to_bits(),
        const scales_short: Bits<4>[blocks] = |_| (ErrorCode::ScalesShort as usize).to_bits(),
        value _blocks: usize = blocks,
    }
}

/// What stands in place of the counters of a status, each as wide as it, when the geometry of `configuration` is asked
/// for.
fn geometry(configuration: &Configuration) -> [u64; 5] {
    let beat = Geometry::of(configuration).encode();
    let stalls =
        [Status::STALLS_WEIGHTS, Status::STALLS_ACTIVATIONS, Status::STALLS_PARAMETERS, Status::STALLS_RESULTS];
    let [weights, activations, parameters, results] = stalls.map(|field| field.get(&beat));
    assert_eq!(activations, 0, "the diagnosis stands there alone");
    [Status::CYCLES.get(&beat), weights, activations, parameters, results]
}

impl Logic for Statuses {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("Tags wait for the ends of their commands; after an abort they end one by one.");
        self.ready.next = self.room.q.val() && self.tags.down.valid_o.val();
        self.end_ready_o.next = self.ready.val() && !self.aborting.q.val() && !self.abort_i.val();
        self.ends.next = self.end_i.val() && self.end_ready_o.val();
        self.enters.next = self.ends.val() || (self.aborting.q.val() && !self.abort_i.val() && self.ready.val());
        self.command_ready_o.next = self.tags.up.ready_o.val() && !self.aborting.q.val() && !self.abort_i.val();
        self.tags.clk_i.next = self.clk_i.val();
        self.tags.rst_ni.next = self.rst_ni.val();
        self.accepted.next = self.command_valid_i.val() && self.command_ready_o.val();
        self.tags.up.valid_i.next = self.accepted.val();
        self.tags.up.data_i[0].next = self.command_tag_i.val();
        self.tags.down.ready_i.next = self.enters.val();
        if self.accepted.val() != self.enters.val() {
            if self.accepted.val() {
                self.outstanding.d.next = self.outstanding.q.val() + 1;
            } else {
                self.outstanding.d.next = self.outstanding.q.val() - 1;
            }
        }
        if self.abort_i.val() {
            self.aborting.d.next = self.outstanding.q.val().any();
        } else if self.enters.val() && self.outstanding.q.val() == 1 {
            self.aborting.d.next = false;
        }

        comment!("Statuses that nobody has accepted.");
        self.taken.next = self.queue.down.valid_o.val() && self.m_axis_status_tready.val();
        if self.enters.val() && !self.taken.val() {
            self.waiting.d.next = self.waiting.q.val() + 1;
            self.room.d.next = self.waiting.q.val() != self.most_but_one.val();
        } else if self.taken.val() && !self.enters.val() {
            self.waiting.d.next = self.waiting.q.val() - 1;
            self.room.d.next = true;
        }

        comment!("What ends.");
        self.ended.d.next = self.enters.val();
        self.tag.d.next = self.tags.down.data_o[0].val();
        self.abandoned.d.next = self.aborting.q.val();
        self.asks.d.next = self.end_asks_i.val() && !self.aborting.q.val();
        self.saturated.d.next = self.end_saturated_i.val() && !self.aborting.q.val();
        self.diagnosis.d.next = self.diagnosis_i.val();
        self.error.d.next = self.end_error_i.val();
        if self.aborting.q.val() {
            self.error.d.next = self.aborted.val();
        } else if !self.end_error_i.val().any() && self.end_parameter_error_i.val().any() {
            self.error.d.next = self.aborted.val() - bit_cast::<4, 2>(self.end_parameter_error_i.val());
        }

        for b in 0..self._blocks {
            self.overflow[b].d.next = self.end_overflow_i[b].val() && !self.aborting.q.val();
            self.nan[b].d.next = self.end_nan_i[b].val() && !self.aborting.q.val();
            self.scale_diagnosis[b].d.next = self.scale_diagnosis_i[b].val();
            self.scales_long[b].d.next = false;
            if self.end_joined_i[b].val() && !self.aborting.q.val() && !self.end_error_i.val().any() {
                self.error.d.next = 0.into();
                if self.end_parameter_error_i.val().get_bit(1) {
                    self.error.d.next = self.scales_short[b].val();
                }
                self.scales_long[b].d.next = self.end_parameter_error_i.val().get_bit(0);
            }
        }

        comment!("The counters are a cycle behind, and start again with each end.");
        self.clears.next = self.abort_i.val() || self.aborting.q.val();
        if self.clears.val() {
            self.cycles.d.next = 0.into();
        } else if self.ended.q.val() {
            self.cycles.d.next = bit_cast::<48, 1>(self.outstanding.q.val().any().into());
        } else if self.outstanding.q.val().any() {
            self.cycles.d.next = self.cycles.q.val() + 1;
        }
        self.stalled[0].d.next = self.stall_weights_i.val() && !self.clears.val();
        self.stalled[1].d.next = self.stall_activations_i.val() && !self.clears.val();
        self.stalled[2].d.next = self.stall_parameters_i.val() && !self.clears.val();
        self.stalled[3].d.next = self.stall_results_i.val() && !self.clears.val();
        self.more[0].next = bit_cast::<48, 1>(self.stalled[0].q.val().into());
        self.more[1].next = bit_cast::<48, 1>(self.stalled[1].q.val().into());
        self.more[2].next = bit_cast::<48, 1>(self.stalled[2].q.val().into());
        self.more[3].next = bit_cast::<48, 1>(self.stalled[3].q.val().into());
        for i in 0..4 {
            if self.clears.val() {
                self.stalls[i].d.next = 0.into();
            } else if self.ended.q.val() {
                self.stalls[i].d.next = self.more[i].val();
            } else if self.stalled[i].q.val() {
                self.stalls[i].d.next = self.stalls[i].q.val() + 1;
            }
        }

        comment!("The status: its counters, or the geometry; of an aborted command they are zero.");
        self.told_cycles.next = self.cycles.q.val();
        for i in 0..4 {
            self.told_stalls[i].next = self.stalls[i].q.val();
        }
        if self.abandoned.q.val() {
            self.told_cycles.next = 0.into();
            for i in 0..4 {
                self.told_stalls[i].next = 0.into();
            }
        } else if self.asks.q.val() {
            self.told_cycles.next = self.geometry_cycles.val();
            for i in 0..4 {
                if i == 1 {
                    self.told_stalls[i].next = bit_cast::<48, 8>(self.diagnosis.q.val()) << 8;
                } else {
                    self.told_stalls[i].next = self.geometry_stalls[i].val();
                }
            }
        }
        for b in 0..self._blocks {
            self.scales_wait.next = self.scale_diagnosis[b].q.val();
            self.overflowed.next = self.overflow[b].q.val();
            self.is_nan.next = self.nan[b].q.val();
            self.are_long.next = self.scales_long[b].q.val();
            if self.asks.q.val() && !self.abandoned.q.val() {
                self.told_stalls[1].next = (bit_cast::<48, 8>(self.diagnosis.q.val()) << 8)
                    | (bit_cast::<48, 2>(self.scales_wait.val()) << 16);
            }
        }
        self.plain.next = bit_cast::<256, 16>(self.tag.q.val())
            | (bit_cast::<256, 1>(self.saturated.q.val().into()) << 16)
            | (bit_cast::<256, 4>(self.error.q.val()) << 17)
            | (bit_cast::<256, 48>(self.told_cycles.val()) << 21)
            | (bit_cast::<256, 40>(self.told_stalls[0].val().get_bits::<40>(0)) << 69)
            | (bit_cast::<256, 40>(self.told_stalls[1].val().get_bits::<40>(0)) << 109)
            | (bit_cast::<256, 40>(self.told_stalls[2].val().get_bits::<40>(0)) << 149)
            | (bit_cast::<256, 40>(self.told_stalls[3].val().get_bits::<40>(0)) << 189);
        self.word.next = self.plain.val();
        for _block in 0..self._blocks {
            self.word.next = self.plain.val()
                | (bit_cast::<256, 1>(self.overflowed.val().into()) << 229)
                | (bit_cast::<256, 1>(self.is_nan.val().into()) << 230)
                | (bit_cast::<256, 1>(self.are_long.val().into()) << 231);
        }
        self.queue.clk_i.next = self.clk_i.val();
        self.queue.rst_ni.next = self.rst_ni.val();
        self.queue.up.valid_i.next = self.ended.q.val();
        self.queue.up.data_i[0].next = self.word.val();
        self.queue.down.ready_i.next = self.m_axis_status_tready.val();

        comment!("Statuses wait for their acceptance.");
        self.m_axis_status_tvalid.next = self.queue.down.valid_o.val();
        self.shown.next = self.queue.down.data_o[0].val();
        self.told.next = bit_cast::<256, 17>(self.shown.val().get_bits::<17>(0))
            | (bit_cast::<256, 4>(self.shown.val().get_bits::<4>(17)) << 24)
            | (bit_cast::<256, 208>(self.shown.val().get_bits::<208>(21)) << 32);
        self.m_axis_status_tdata.next = self.told.val();
        for _block in 0..self._blocks {
            self.m_axis_status_tdata.next = self.told.val()
                | (bit_cast::<256, 2>(self.shown.val().get_bits::<2>(229)) << 17)
                | (bit_cast::<256, 1>(self.shown.val().get_bits::<1>(231)) << 28);
        }

        if !self.rst_ni.val() {
            self.outstanding.d.next = 0.into();
            self.aborting.d.next = false;
            self.waiting.d.next = 0.into();
            self.room.d.next = true;
            self.ended.d.next = false;
            self.cycles.d.next = 0.into();
            for i in 0..4 {
                self.stalls[i].d.next = 0.into();
                self.stalled[i].d.next = false;
            }
        }
    }
}
