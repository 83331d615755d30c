//! The harness: a run ends whatever the block does, and its error says what is wrong.

use seedchip_sim::harness::{Harness, HarnessError, Limits};
use seedchip_sim::streams::{Rule, Stalls};
use seedchip_sim::{Model, TraceError};
use seedchip_spec::{Beats, Direction, Port};
use std::ops::RangeInclusive;
use std::path::Path;

/// What a [`Slot`] does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    /// Gives up a beat that waits.
    Drops,
    /// Counts while a beat waits.
    Counts,
    /// Turns last over while a beat waits.
    TurnsLast,
    /// Is valid in reset.
    IgnoresReset,
    /// Never takes a beat.
    NeverReady,
    /// Takes beats and gives none.
    Swallows,
}

/// A register for one beat, written in Rust so that it can have faults.
struct Slot {
    fault: Fault,
    pins: [u32; 9],
    /// Valid, data, last.
    held: (bool, u32, u32),
    cycles: u64,
}

const fn port(name: &'static str, direction: Direction, width: usize) -> Port {
    Port { name, direction, width }
}

const PORTS: &[Port] = &[
    port("rst_ni", Direction::Input, 1),
    port("up_valid_i", Direction::Input, 1),
    port("up_ready_o", Direction::Output, 1),
    port("up_data_i", Direction::Input, 32),
    port("up_last_i", Direction::Input, 1),
    port("down_valid_o", Direction::Output, 1),
    port("down_ready_i", Direction::Input, 1),
    port("down_data_o", Direction::Output, 32),
    port("down_last_o", Direction::Output, 1),
];

impl Slot {
    fn new(fault: Fault) -> Self {
        Self { fault, pins: [0; 9], held: (false, 0, 0), cycles: 0 }
    }
}

impl Model for Slot {
    fn block(&self) -> &'static str {
        "slot"
    }
    fn sizes(&self) -> &'static str {
        "test"
    }
    fn ports(&self) -> &'static [Port] {
        PORTS
    }
    fn ports_by_name(&self) -> &'static [usize] {
        &[7, 8, 6, 5, 0, 3, 4, 2, 1]
    }
    fn value(&self, port: usize) -> u64 {
        self.pins[port].into()
    }
    fn set_value(&mut self, port: usize, value: u64) {
        self.pins[port] = value as u32;
    }
    fn read(&self, port: usize, words: &mut [u32]) {
        words[0] = self.pins[port];
    }
    fn write(&mut self, port: usize, words: &[u32]) {
        self.pins[port] = words[0];
    }
    fn settle(&mut self) {
        let (valid, data, last) = self.held;
        let ready = (!valid || self.pins[6] == 1) && self.fault != Fault::NeverReady;
        self.pins[2] = ready.into();
        [self.pins[5], self.pins[7], self.pins[8]] = [valid.into(), data, last];
    }
    fn rise(&mut self) {
        let waits = self.held.0 && self.pins[6] == 0;
        match self.fault {
            Fault::Drops if waits => self.held.0 = false,
            Fault::Counts if waits => self.held.1 += 1,
            Fault::TurnsLast if waits => self.held.2 ^= 1,
            _ => {}
        }
        if self.pins[1] == 1 && self.pins[2] == 1 {
            self.held = (self.fault != Fault::Swallows, self.pins[3], self.pins[4]);
        } else if !waits {
            self.held.0 = false;
        }
        if self.pins[0] == 0 {
            self.held.0 = self.fault == Fault::IgnoresReset;
        }
        self.cycles += 1;
    }
    fn cycles(&self) -> u64 {
        self.cycles
    }
    fn trace(&mut self, _: &Path, _: RangeInclusive<u64>) -> Result<(), TraceError> {
        Ok(())
    }
    fn end_trace(&mut self) {}
}

fn beats(count: u32) -> Beats {
    let mut beats = Beats::new(1);
    for beat in 0..count {
        beats.push(&[beat.wrapping_mul(0x9e37_79b9)], beat % 3 == 2);
    }
    beats
}

fn run(fault: Fault, source: Stalls, sink: Stalls, seed: u64) -> Result<(Beats, u64), HarnessError> {
    let mut harness = Harness::new(Slot::new(fault), seed)?;
    harness.feed("up", &beats(100))?;
    harness.stall("up", source, seed)?;
    harness.stall("down", sink, seed)?;
    let cycles = harness.run(&[("down", 100)], Limits { cycles: 5000, idle_cycles: 300 })?;
    Ok((harness.take("down")?, cycles))
}

const BURSTS: Stalls = Stalls::Bursts { run: 5, pause: 9 };

#[test]
fn beats_arrive_whole_under_every_pattern() {
    for source in [Stalls::Never, Stalls::Percent(60), BURSTS] {
        for sink in [Stalls::Never, Stalls::Percent(60), BURSTS] {
            for seed in 0..20 {
                let (seen, cycles) = run(Fault::None, source, sink, seed).expect("a good block");
                assert_eq!(seen, beats(100), "{source:?} {sink:?} {seed}");
                let stalled = source != Stalls::Never || sink != Stalls::Never;
                assert_eq!(cycles > 110, stalled, "{source:?} {sink:?} {seed}: {cycles} cycles");
            }
        }
    }
}

#[test]
fn equal_seeds_give_equal_runs() {
    let cycles = |seed| run(Fault::None, Stalls::Percent(50), BURSTS, seed).expect("a good block").1;
    assert_eq!(cycles(3), cycles(3));
    assert!((4..10).any(|seed| cycles(seed) != cycles(3)));
}

#[test]
fn a_broken_block_is_found() {
    for (fault, rule) in [
        (Fault::Drops, Rule::ValidFell),
        (Fault::Counts, Rule::DataChanged),
        (Fault::TurnsLast, Rule::LastChanged),
        (Fault::IgnoresReset, Rule::ValidAfterReset),
    ] {
        match run(fault, Stalls::Never, Stalls::Percent(50), 1) {
            Err(HarnessError::Violation(violation)) => {
                assert_eq!((violation.rule, violation.stream.as_str()), (rule, "down"), "{fault:?}");
            }
            other => panic!("{fault:?}: {other:?}"),
        }
    }
}

#[test]
fn a_hung_run_names_the_streams_it_waited_for() {
    let text = |fault, source, sink| run(fault, source, sink, 1).expect_err("it hangs").to_string();
    assert_eq!(
        text(Fault::NeverReady, Stalls::Never, Stalls::Never),
        "cycle 302: no beat has passed for 300 cycles; waited for `down` (0 of 100 beats), `up` (100 beats not taken)"
    );
    let swallowed = text(Fault::Swallows, Stalls::Never, Stalls::Never);
    assert!(swallowed.ends_with("waited for `down` (0 of 100 beats)"), "{swallowed}");
    let dry = text(Fault::None, Stalls::After(50), Stalls::Never);
    assert!(dry.contains("of 100 beats), `up` (5"), "{dry}");
    let full = text(Fault::None, Stalls::Never, Stalls::Forever);
    assert!(full.contains("`down` (0 of 100 beats), `up` (99 beats not taken)"), "{full}");
}

#[test]
fn a_run_ends_at_its_limit() {
    let mut harness = Harness::new(Slot::new(Fault::None), 0).expect("a good block");
    harness.feed("up", &beats(1000)).expect("it has the stream");
    let error = harness.run(&[("down", 1000)], Limits { cycles: 40, idle_cycles: 300 }).expect_err("too few cycles");
    assert!(error.to_string().starts_with("cycle 42: 40 cycles were not enough; waited for `down` (3"), "{error}");
}

#[test]
fn an_unknown_stream_is_an_error() {
    let mut harness = Harness::new(Slot::new(Fault::None), 0).expect("a good block");
    let error = harness.feed("sideways", &beats(1)).expect_err("no such stream");
    assert_eq!(error.to_string(), "the block `slot` has no stream `sideways`");
}

#[test]
fn a_recording_replays() {
    let mut harness = Harness::new(Slot::new(Fault::None), 0).expect("a good block");
    harness.feed("up", &beats(20)).expect("it has the stream");
    harness.stall("down", Stalls::Percent(40), 9).expect("it has the stream");
    harness.record();
    harness.run(&[("down", 20)], Limits::default()).expect("a good block");
    let recording = harness.take_recording().expect("it was asked for");
    assert!(recording.cycles() > 20);
    let mut other = Slot::new(Fault::None);
    for cycle in 0..recording.cycles() {
        let outputs = other.cycle(&recording.pins(cycle, Direction::Input));
        assert_eq!(outputs, recording.pins(cycle, Direction::Output), "cycle {cycle}");
    }
}
