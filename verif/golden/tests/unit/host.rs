//! A host that offers beats, takes beats, pauses, and looks whether the streams keep their laws.

use crate::wiring::Unit;
use bitvec::prelude::*;
use seedchip_spec::device::Events;
use seedchip_spec::{Beats, Configuration, DATAPATH, Direction, Pins, Stream};
use std::collections::BTreeMap;

/// A generator of numbers.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(2_862_933_555_777_941_757).wrapping_add(3_037_000_493))
    }

    pub fn word(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 32) as u32
    }

    /// From 0 to one less than `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        ((u64::from(self.word()) * limit as u64) >> 32) as usize
    }

    pub fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// A unit with a host.
pub struct Host {
    unit: Unit,
    sizes: seedchip_spec::Sizes,
    pins: Pins,
    /// What is sent, and how many beats of it were accepted.
    sent: BTreeMap<Stream, (Beats, usize)>,
    given: Events,
    /// What an output offered in the cycle before and nobody took.
    offered: BTreeMap<Stream, (Value, Value, bool)>,
    /// The cycle, and how often each stream pauses, in percent.
    pub cycle: u64,
    pub pauses: BTreeMap<Stream, usize>,
    random: Random,
}

type Value = BitVec<u32, Lsb0>;

impl Host {
    /// A unit after a reset.
    pub fn new(configuration: &Configuration, seed: u64) -> Self {
        let sizes = configuration.sizes();
        let inputs = Stream::of(sizes).filter(|stream| stream.direction() == Direction::Input);
        let mut host = Self {
            unit: Unit::new(configuration, seed),
            sizes,
            pins: Pins::zero(&DATAPATH.of(configuration).ports(), Direction::Input),
            sent: inputs.map(|stream| (stream, (stream.beats(sizes), 0))).collect(),
            given: Events::none(sizes),
            offered: BTreeMap::new(),
            cycle: 0,
            pauses: BTreeMap::new(),
            random: Random::new(seed),
        };
        host.unit.cycle(&host.pins);
        host.pins.set("rst_ni", 1);
        host
    }

    /// Adds beats to what is offered.
    pub fn send(&mut self, stream: Stream, beats: &Beats) {
        self.sent.get_mut(&stream).expect("an input").0.append(beats);
    }

    /// The streams of operands.
    pub fn operands(&self) -> Vec<Stream> {
        self.sent.keys().copied().filter(|stream| stream.is_operand()).collect()
    }

    /// Beats that were sent and not accepted.
    pub fn left(&self, stream: Stream) -> usize {
        let (beats, accepted) = &self.sent[&stream];
        beats.len() - accepted
    }

    /// Aborts, until every operand that was sent is accepted.
    pub fn abort(&mut self) {
        self.step(true, true);
        while self.operands().iter().any(|stream| self.left(*stream) > 0) {
            self.step(true, true);
        }
    }

    /// Resets the unit: what was sent and not accepted is not offered any more, what came is forgotten.
    pub fn reset(&mut self) {
        for (stream, (beats, accepted)) in &mut self.sent {
            *accepted = beats.len();
            self.pins.set(&port(*stream, "tvalid"), 0);
        }
        self.step(false, false);
        self.offered.clear();
        self.take();
    }

    /// What came since this was asked last.
    pub fn take(&mut self) -> Events {
        std::mem::replace(&mut self.given, Events::none(self.sizes))
    }

    /// A cycle with these levels of reset and abort.
    pub fn step(&mut self, rst_ni: bool, abort: bool) {
        self.pins.set("rst_ni", rst_ni.into());
        self.pins.set("abort_i", abort.into());
        let pause = |host: &mut Self, stream: Stream| {
            let percent = host.pauses.get(&stream).copied().unwrap_or(0);
            host.random.percent(percent)
        };
        let inputs: Vec<Stream> = self.sent.keys().copied().collect();
        for stream in inputs {
            // What is offered stays.
            if !self.pins.high(&port(stream, "tvalid")) && self.left(stream) > 0 && !pause(self, stream) {
                let (beats, accepted) = &self.sent[&stream];
                let beat = beats.get(*accepted);
                self.pins.set(&port(stream, "tvalid"), 1);
                let width = stream.widths(self.sizes).0;
                let data = self.pins.bits_mut(&port(stream, "tdata"));
                data.copy_from_bitslice(&beat.data.view_bits()[..width]);
                if stream != Stream::Command {
                    self.pins.set(&port(stream, "tlast"), beat.last.into());
                }
            }
        }
        for stream in [Stream::Result, Stream::Status] {
            let ready = !pause(self, stream);
            self.pins.set(&port(stream, "tready"), ready.into());
        }

        let outputs = self.unit.cycle(&self.pins);
        for (stream, (_, accepted)) in &mut self.sent {
            if self.pins.high(&port(*stream, "tvalid")) && outputs.high(&port(*stream, "tready")) {
                *accepted += 1;
                self.pins.set(&port(*stream, "tvalid"), 0);
            }
        }
        for stream in [Stream::Result, Stream::Status] {
            self.observe(stream, &outputs, rst_ni);
        }
        self.cycle += 1;
    }

    fn observe(&mut self, stream: Stream, outputs: &Pins, rst_ni: bool) {
        let valid = outputs.high(&port(stream, "tvalid"));
        let data = outputs.bits(&port(stream, "tdata")).to_bitvec();
        let (keep, last) = if stream == Stream::Result {
            (outputs.bits(&port(stream, "tkeep")).to_bitvec(), outputs.high(&port(stream, "tlast")))
        } else {
            (Value::new(), false)
        };
        let before = self.offered.remove(&stream);
        if let Some((data_before, keep_before, last_before)) = before {
            assert!(valid, "cycle {}: {stream:?} was offered and is not any more", self.cycle);
            let kept = |byte: usize| keep.is_empty() || keep[byte];
            let same =
                data.chunks(8).zip(data_before.chunks(8)).enumerate().all(|(byte, (a, b))| a == b || !kept(byte));
            assert!(same && keep == keep_before && last == last_before, "cycle {}: {stream:?} changed", self.cycle);
        }
        if valid && self.pins.high(&port(stream, "tready")) {
            self.given.beats_mut(stream).push_kept(data.as_raw_slice(), keep.as_raw_slice(), last);
        } else if valid && rst_ni {
            self.offered.insert(stream, (data, keep, last));
        }
    }

    /// Goes on until so many statuses have come and everything else has been quiet for a while.
    pub fn finish(&mut self, statuses: usize, limit: u64) {
        let start = self.cycle;
        let mut quiet = 0;
        let come = |host: &Self| [Stream::Result, Stream::Status].map(|stream| host.given.beats(stream).len());
        // Longer than a stream pauses.
        while quiet < 300 {
            let before = come(self);
            self.step(true, false);
            let now = come(self);
            let found = now[1];
            quiet = if found >= statuses && now == before { quiet + 1 } else { 0 };
            let left: Vec<_> = self.sent.keys().map(|stream| (*stream, self.left(*stream))).collect();
            assert!(
                self.cycle - start < limit,
                "{limit} cycles, {found} of {statuses} statuses, {} beats of results, left {left:?}",
                self.given.results().len()
            );
        }
    }
}

fn port(stream: Stream, part: &str) -> String {
    format!("{}_{part}", stream.port())
}
