use crate::stream::stream_fifo::StreamFifo;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;
use seedchip_spec::{PassError, PassGeometry, PassStatus, VectorSizes};

/// Words of the queues of tags, of passes that have been issued, and of the flags of scalars.
const UNDER_WAY: usize = 32;

block! {
    /// Gives every pass its status, in order.
    ///
    /// As the statuses of the matrix unit: tags wait in a queue until their passes end, statuses in another one until they
    /// are accepted, and one set of counters serves all passes. What a pass ends with comes from three places at three
    /// times: its error when its last vector is sent, its flags when its results are out, those of its scalars when the
    /// last one is written. Each waits in a queue of its own.
    ///
    /// Timing: a status shows three cycles after the end at the earliest. An end every cycle while end_ready_o. Reset: what
    /// waits and the counters.
    /// Widths: 33 tags fit in, outstanding counts them; no more passes than that can be in the other queues. 48 bits of
    /// cycles last 78 hours at 1 GHz, 40 bits of stalls 18 minutes, after which they begin at 0 again.
    pub struct PassStatuses;

    /// The statuses of a unit of `lanes` lanes, banks of `words` words, and scalars for `rows` rows.
    new(lanes, words, rows) {
        let depth = PassGeometry::QUEUE_DEPTH;
        let waiting_bits = depth.ilog2() as usize + 1;
        let sizes = VectorSizes { lanes, words, rows };
    }
    module "pass_statuses" sized "{lanes}x{words}x{rows}"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low: no pass is under way, no status waits.
        in rst_ni: Bit,
        /// End all passes.
        in abort_i: Bit,
        /// A command is accepted by the unit, if this block is ready too.
        in command_valid_i: Bit,
        /// There is room for a command.
        out command_ready_o: Bit,
        /// The command's tag.
        in command_tag_i: Bits<16>,
        /// The last vector of a pass is sent.
        in issued_i: Bit,
        /// The command asks for the geometry.
        in issued_asks_i: Bit,
        /// Why the pass failed, if it did.
        in issued_error_i: Bits<4>,
        /// It keeps a scalar.
        in issued_keeps_i: Bit,
        /// The last scalar of a pass is written.
        in scalar_end_i: Bit,
        /// The flags of its scalars: overflow, nan, empty.
        in scalar_flags_i: Bits<3>,
        /// The oldest pass ends.
        in end_i: Bit,
        /// A pass can end.
        out end_ready_o: Bit,
        /// The flags of its results: overflow, nan, nan_dropped.
        in end_flags_i: Bits<3>,
        /// What waits inside of the unit.
        in diagnosis_i: Bits<8>,
        /// The cycle waits for x.
        in stall_x_i: Bit,
        /// The cycle waits for z.
        in stall_z_i: Bit,
        /// The cycle waits for room for results.
        in stall_results_i: Bit,
        /// The cycle waits for what passes before write.
        in stall_wait_i: Bit,
        /// A status is offered.
        out m_axis_status_tvalid: Bit,
        /// The status is accepted.
        in m_axis_status_tready: Bit,
        /// The status.
        out m_axis_status_tdata: Bits<256>,
    }
    inside {
        block tags: StreamFifo<Bits<16>> = StreamFifo::new(1, 16, UNDER_WAY),
        block issued: StreamFifo = StreamFifo::new(1, 6, UNDER_WAY),
        block scalars: StreamFifo = StreamFifo::new(1, 3, UNDER_WAY),
        block queue: StreamFifo<Bits<256>> = StreamFifo::new(1, 256, depth),
        reg outstanding: Bits<6>,
        reg aborting: Bit,
        reg waiting: Bits<16>{waiting_bits},
        reg room: Bit,
        // What ended in the cycle before.
        reg ended: Bit,
        reg tag: Bits<16>,
        reg asks: Bit,
        reg error: Bits<4>,
        reg flags: Bits<4>,
        reg diagnosis: Bits<8>,
        // Counts up to the cycle before; stalls of the cycle before.
        reg cycles: Bits<48>,
        reg stalls: Bits<48>{40}[4],
        reg stalled: Bit[4],

        wire clear_n: Bit,
        wire head: Bits<64>,
        wire keeps: Bit,
        wire ready: Bit,
        wire accepted: Bit,
        wire ends: Bit,
        wire enters: Bit,
        wire taken: Bit,
        wire clears: Bit,
        wire of_scalars: Bits<3>,
        wire more: Bits<48>{1}[4],
        wire counters: Bits<256>,
        const most_but_one: Bits<16> = (depth - 1).to_bits(),
        const aborted: Bits<4> = (PassError::Aborted as usize).to_bits(),
        const geometry: Bits<48>[5] = |part| geometry(sizes)[part].to_bits(),
    }
}

/// What stands in place of the counters of a status, each as wide as it, when the geometry is asked for.
fn geometry(sizes: VectorSizes) -> [u64; 5] {
    let beat = PassGeometry::of(sizes).encode();
    let stalls = [PassStatus::STALLS_X, PassStatus::STALLS_Z, PassStatus::STALLS_RESULTS, PassStatus::STALLS_WAIT];
    let [x, z, results, wait] = stalls.map(|field| field.get(&beat));
    [PassStatus::CYCLES.get(&beat), x, z, results, wait]
}

impl Logic for PassStatuses {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);
        self.clear_n.next = self.rst_ni.val() && !self.abort_i.val();

        comment!("Tags wait for the ends of their passes; after an abort they end one by one.");
        self.head.next = self.issued.down.data_o[0].val();
        self.keeps.next = self.head.val().get_bit(5);
        self.ready.next = self.room.q.val() && self.tags.down.valid_o.val();
        self.end_ready_o.next = self.ready.val()
            && !self.aborting.q.val()
            && !self.abort_i.val()
            && self.issued.down.valid_o.val()
            && (!self.keeps.val() || self.scalars.down.valid_o.val());
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

        comment!("Passes that have been issued, and flags of scalars, wait for the end.");
        self.issued.clk_i.next = self.clk_i.val();
        self.issued.rst_ni.next = self.clear_n.val();
        self.issued.up.valid_i.next = self.issued_i.val();
        self.issued.up.data_i[0].next = bit_cast::<64, 4>(self.issued_error_i.val())
            | (bit_cast::<64, 1>(self.issued_asks_i.val().into()) << 4)
            | (bit_cast::<64, 1>(self.issued_keeps_i.val().into()) << 5);
        self.issued.down.ready_i.next = self.ends.val();
        self.scalars.clk_i.next = self.clk_i.val();
        self.scalars.rst_ni.next = self.clear_n.val();
        self.scalars.up.valid_i.next = self.scalar_end_i.val();
        self.scalars.up.data_i[0].next = bit_cast::<64, 3>(self.scalar_flags_i.val());
        self.scalars.down.ready_i.next = self.ends.val() && self.keeps.val();

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
        self.asks.d.next = self.head.val().get_bit(4) && !self.aborting.q.val();
        self.diagnosis.d.next = self.diagnosis_i.val();
        self.error.d.next = self.head.val().get_bits::<4>(0);
        self.of_scalars.next = 0.into();
        if self.keeps.val() {
            self.of_scalars.next = self.scalars.down.data_o[0].val().get_bits::<3>(0);
        }
        self.flags.d.next =
            (bit_cast::<4, 2>(self.end_flags_i.val().get_bits::<2>(0) | self.of_scalars.val().get_bits::<2>(0)))
                | (bit_cast::<4, 1>(self.end_flags_i.val().get_bits::<1>(2)) << 2)
                | (bit_cast::<4, 1>(self.of_scalars.val().get_bits::<1>(2)) << 3);
        if self.aborting.q.val() {
            self.error.d.next = self.aborted.val();
            self.flags.d.next = 0.into();
        } else if self.head.val().get_bits::<5>(0).any() {
            self.flags.d.next = 0.into();
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
        self.stalled[0].d.next = self.stall_x_i.val() && !self.clears.val();
        self.stalled[1].d.next = self.stall_z_i.val() && !self.clears.val();
        self.stalled[2].d.next = self.stall_results_i.val() && !self.clears.val();
        self.stalled[3].d.next = self.stall_wait_i.val() && !self.clears.val();
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

        comment!("The status: its counters, which an abort has cleared, or the geometry.");
        self.counters.next = bit_cast::<256, 48>(self.cycles.q.val())
            | (bit_cast::<256, 40>(self.stalls[0].q.val().get_bits::<40>(0)) << 48)
            | (bit_cast::<256, 40>(self.stalls[1].q.val().get_bits::<40>(0)) << 88)
            | (bit_cast::<256, 40>(self.stalls[2].q.val().get_bits::<40>(0)) << 128)
            | (bit_cast::<256, 40>(self.stalls[3].q.val().get_bits::<40>(0)) << 168);
        if self.asks.q.val() {
            self.counters.next = bit_cast::<256, 48>(self.geometry[0].val())
                | (bit_cast::<256, 40>(self.geometry[1].val().get_bits::<40>(0)) << 48)
                | (bit_cast::<256, 40>(self.geometry[2].val().get_bits::<40>(0)) << 88)
                | (bit_cast::<256, 40>(self.geometry[3].val().get_bits::<40>(0)) << 128)
                | (bit_cast::<256, 40>(self.geometry[4].val().get_bits::<40>(0)) << 168)
                | (bit_cast::<256, 8>(self.diagnosis.q.val()) << 80);
        }
        self.queue.clk_i.next = self.clk_i.val();
        self.queue.rst_ni.next = self.rst_ni.val();
        self.queue.up.valid_i.next = self.ended.q.val();
        self.queue.up.data_i[0].next = bit_cast::<256, 16>(self.tag.q.val())
            | (bit_cast::<256, 4>(self.flags.q.val()) << 16)
            | (bit_cast::<256, 4>(self.error.q.val()) << 24)
            | (self.counters.val() << 32);
        self.queue.down.ready_i.next = self.m_axis_status_tready.val();
        self.m_axis_status_tvalid.next = self.queue.down.valid_o.val();
        self.m_axis_status_tdata.next = self.queue.down.data_o[0].val();

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
