//! Streams at the ports of the unit.

use super::super::Unit;
use crate::bench::Bench;
use seedchip_spec::passes::{PassJob, PassOutcome, beats_to_rows};
use seedchip_spec::{Beats, Number, PassOpcode, PassStatus, VectorSizes};
use std::collections::VecDeque;

/// Cycles after which something hangs.
const LIMIT: usize = 50_000;

/// When streams offer and accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// In every cycle.
    Always,
    /// At random, about every other cycle.
    Seldom(u64),
}

/// A beat of operands with its last flag.
type Beat = (Vec<u32>, bool);

/// The unit, what waits before it, and what came.
pub struct Host {
    bench: Bench,
    sizes: VectorSizes,
    cycle: u64,
    random: u64,
    commands: VecDeque<[u32; 8]>,
    operands: [VecDeque<Beat>; 2],
    /// Whether a packet has begun whose last beat was not accepted yet.
    begun: [bool; 2],
    /// The streams whose beat stands until it is accepted.
    stands: [bool; 3],
    results: VecDeque<(Vec<u32>, u64, bool)>,
    scales: VecDeque<(u8, bool)>,
    pub statuses: Vec<[u32; 8]>,
    /// Cycles in which commands were accepted, and statuses first shown.
    pub accepted: Vec<u64>,
    pub shown: Vec<u64>,
}

const STREAMS: [&str; 3] = ["command", "x", "z"];

impl Host {
    pub fn new(sizes: VectorSizes) -> Self {
        let bits = sizes.lanes * 32;
        let inputs = [
            ("rst_ni", 1),
            ("abort_i", 1),
            ("s_axis_command_tvalid", 1),
            ("s_axis_command_tdata", 256),
            ("s_axis_x_tvalid", 1),
            ("s_axis_x_tdata", bits),
            ("s_axis_x_tlast", 1),
            ("s_axis_z_tvalid", 1),
            ("s_axis_z_tdata", bits),
            ("s_axis_z_tlast", 1),
            ("m_axis_result_tready", 1),
            ("m_axis_scale_tready", 1),
            ("m_axis_status_tready", 1),
        ];
        let outputs = [
            ("s_axis_command_tready", 1),
            ("s_axis_x_tready", 1),
            ("s_axis_z_tready", 1),
            ("m_axis_result_tvalid", 1),
            ("m_axis_result_tdata", bits),
            ("m_axis_result_tkeep", sizes.lanes * 4),
            ("m_axis_result_tlast", 1),
            ("m_axis_scale_tvalid", 1),
            ("m_axis_scale_tdata", 8),
            ("m_axis_scale_tlast", 1),
            ("m_axis_status_tvalid", 1),
            ("m_axis_status_tdata", 256),
        ];
        Self {
            bench: Bench::unlisted(Unit::new(sizes.lanes, sizes.words, sizes.rows), &inputs, &outputs),
            sizes,
            cycle: 0,
            random: 1,
            commands: VecDeque::new(),
            operands: [VecDeque::new(), VecDeque::new()],
            begun: [false; 2],
            stands: [false; 3],
            results: VecDeque::new(),
            scales: VecDeque::new(),
            statuses: Vec::new(),
            accepted: Vec::new(),
            shown: Vec::new(),
        }
    }

    /// Puts commands and packets before the unit.
    pub fn send(&mut self, jobs: &[PassJob]) {
        let beats = |packet: &Beats| packet.iter().map(|beat| (beat.data.to_vec(), beat.last)).collect::<Vec<Beat>>();
        for job in jobs {
            self.commands.push_back(job.pass.encode());
            self.operands[0].extend(beats(&job.x));
            self.operands[1].extend(beats(&job.z));
        }
    }

    fn chance(&mut self, offer: Offer) -> bool {
        self.random = self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        match offer {
            Offer::Always => true,
            Offer::Seldom(seed) => (self.random ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)) >> 40 & 1 == 1,
        }
    }

    fn cycle(&mut self, offer: Offer) {
        let waiting = [!self.commands.is_empty(), !self.operands[0].is_empty(), !self.operands[1].is_empty()];
        for stream in 0..3 {
            self.stands[stream] = waiting[stream] && (self.stands[stream] || self.chance(offer));
            self.bench.inputs.set(&format!("s_axis_{}_tvalid", STREAMS[stream]), self.stands[stream].into());
        }
        if let Some(command) = self.commands.front() {
            self.bench.inputs.set_words("s_axis_command_tdata", command);
        }
        for (operand, stream) in self.operands.iter().zip(["x", "z"]) {
            let Some((data, last)) = operand.front() else { continue };
            self.bench.inputs.set_words(&format!("s_axis_{stream}_tdata"), data);
            self.bench.inputs.set(&format!("s_axis_{stream}_tlast"), (*last).into());
        }
        let ready = ["result", "scale", "status"].map(|stream| (stream, self.chance(offer)));
        ready
            .iter()
            .for_each(|(stream, ready)| self.bench.inputs.set(&format!("m_axis_{stream}_tready"), (*ready).into()));

        let outputs = self.bench.cycle(&[]).pins;
        let accepted = [0, 1, 2].map(|it| self.stands[it] && outputs.high(&format!("s_axis_{}_tready", STREAMS[it])));
        if accepted[0] {
            self.commands.pop_front();
            self.accepted.push(self.cycle);
        }
        (0..2).filter(|operand| accepted[operand + 1]).for_each(|operand| {
            self.begun[operand] = self.operands[operand].pop_front().is_some_and(|(_, last)| !last);
        });
        (0..3).filter(|stream| accepted[*stream]).for_each(|stream| self.stands[stream] = false);
        let shows = |stream: &str| outputs.high(&format!("m_axis_{stream}_tvalid"));
        if shows("result") && ready[0].1 {
            let keep = outputs.get("m_axis_result_tkeep");
            self.results.push_back((
                outputs.words("m_axis_result_tdata").to_vec(),
                keep,
                outputs.high("m_axis_result_tlast"),
            ));
        }
        if shows("scale") && ready[1].1 {
            self.scales.push_back((outputs.get("m_axis_scale_tdata") as u8, outputs.high("m_axis_scale_tlast")));
        }
        if shows("status") {
            if self.shown.len() == self.statuses.len() {
                self.shown.push(self.cycle);
            }
            if ready[2].1 {
                let mut status = [0; 8];
                status.copy_from_slice(outputs.words("m_axis_status_tdata"));
                self.statuses.push(status);
            }
        }
        self.cycle += 1;
    }

    /// So many cycles.
    pub fn wait(&mut self, cycles: usize, offer: Offer) {
        (0..cycles).for_each(|_| self.cycle(offer));
    }

    /// Until so many statuses have come.
    pub fn run_to(&mut self, statuses: usize, offer: Offer) {
        for _ in 0..LIMIT {
            if self.statuses.len() >= statuses {
                return;
            }
            self.cycle(offer);
        }
        panic!("of {statuses} statuses {} have come", self.statuses.len());
    }

    /// So many cycles of an abort. Commands are not offered any more.
    pub fn abort(&mut self, cycles: usize) {
        self.bench.inputs.set("abort_i", 1);
        self.commands.clear();
        self.wait(cycles, Offer::Always);
        self.bench.inputs.set("abort_i", 0);
    }

    /// Lets the packets end that are under way, and takes back those that have not begun.
    pub fn drain(&mut self) {
        for operand in 0..2 {
            let end = self.operands[operand].iter().position(|(_, last)| *last).map_or(0, |place| place + 1);
            self.operands[operand].truncate(if self.begun[operand] { end } else { 0 });
        }
        while self.operands.iter().any(|operand| !operand.is_empty()) {
            self.cycle(Offer::Always);
        }
    }

    /// Forgets all that came.
    pub fn forget(&mut self) {
        self.results.clear();
        self.scales.clear();
        self.statuses.clear();
        self.accepted.clear();
        self.shown.clear();
    }

    /// Carries out passes: what came of each.
    pub fn run(&mut self, jobs: &[PassJob], offer: Offer) -> Vec<PassOutcome> {
        let before = self.statuses.len();
        self.send(jobs);
        self.run_to(before + jobs.len(), offer);
        let statuses = self.statuses[before..].to_vec();
        jobs.iter().zip(statuses).map(|(job, status)| self.outcome(job, &status)).collect()
    }

    /// What came of a pass, its packets being the next ones.
    fn outcome(&mut self, job: &PassJob, status: &[u32; 8]) -> PassOutcome {
        let status = PassStatus::decode(status).expect("it is a status");
        let (pass, lanes) = (job.pass, self.sizes.lanes);
        let n = pass.n as usize;
        let is_refused = (1..=6).contains(&(status.error as u8)) || (11..=12).contains(&(status.error as u8));
        let runs = pass.opcode == PassOpcode::Pass && !is_refused;
        let beats = if runs { usize::from(pass.m) * self.sizes.vectors(n) } else { 0 };
        let mut packet = Beats::new(lanes);
        if pass.out_format != Number::None {
            for beat in 1..=beats {
                let (data, keep, last) = self.results.pop_front().expect("a beat of results");
                let is_last = beat == beats;
                let kept = if is_last && !n.is_multiple_of(lanes) { n % lanes } else { lanes };
                assert_eq!((keep, last), ((1 << (4 * kept)) - 1, is_last), "beat {beat} of {beats}");
                let behind =
                    if beat.is_multiple_of(self.sizes.vectors(n)) { n - (n - 1) / lanes * lanes } else { lanes };
                assert!(data[behind..].iter().all(|slot| *slot == 0), "zeros behind a row's end");
                packet.push(&data, last);
            }
        }
        let blocks = if runs && pass.out_format.has_blocks() { usize::from(pass.m) * n.div_ceil(32) } else { 0 };
        let scales = (1..=blocks).map(|block| {
            let (scale, last) = self.scales.pop_front().expect("a scale");
            assert_eq!(last, block == blocks);
            scale
        });
        PassOutcome { status, scales: scales.collect(), results: beats_to_rows(self.sizes, n, &packet) }
    }
}
