//! The Verilated vector unit as a host sees it: one source or sink on each of its streams.

use crate::harness::{Harness, HarnessError, Limits};
use crate::model::Model;
use crate::streams::Stalls;
use seedchip_spec::codec::Malformed;
use seedchip_spec::device::{DeviceError, Watch};
use seedchip_spec::passes::{PassJob, PassOutcome, VectorDevice, beats_to_rows};
use seedchip_spec::{Beats, Number, Pass, PassError, PassFlags, PassGeometry, PassOpcode, PassStatus, VectorSizes};
use std::ops::ControlFlow;
use thiserror::Error;

const COMMAND: &str = "s_axis_command";
const X: &str = "s_axis_x";
const Z: &str = "s_axis_z";
const RESULT: &str = "m_axis_result";
const SCALE: &str = "m_axis_scale";
const STATUS: &str = "m_axis_status";

/// Cycles of a reset.
const RESET: u64 = 2;

/// The most cycles that a list of passes takes: so many, so many for each pass, and so many for each of its vectors. Pauses
/// of the streams seldom stretch a vector beyond a fifth of that; one of angles takes 65 without any.
const CYCLES: u64 = 20_000;
const CYCLES_PER_PASS: u64 = 2_000;
const CYCLES_PER_VECTOR: u64 = 400;

/// How each stream stalls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct VectorStalls {
    /// Commands.
    pub commands: Stalls,
    /// First operands.
    pub x: Stalls,
    /// Second operands.
    pub z: Stalls,
    /// Results.
    pub results: Stalls,
    /// Scales of blocks.
    pub scales: Stalls,
    /// Statuses.
    pub statuses: Stalls,
}

impl VectorStalls {
    /// The same pattern on every stream, each with random numbers of its own.
    pub fn all(stalls: Stalls) -> Self {
        Self { commands: stalls, x: stalls, z: stalls, results: stalls, scales: stalls, statuses: stalls }
    }

    /// Each stream with its pattern.
    fn streams(&self) -> [(&'static str, Stalls); 6] {
        [
            (COMMAND, self.commands),
            (X, self.x),
            (Z, self.z),
            (RESULT, self.results),
            (SCALE, self.scales),
            (STATUS, self.statuses),
        ]
    }
}

/// Why packets are not those of the passes.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
enum WrongPacket {
    /// There are more or fewer beats.
    #[error("the packet of {what} of pass {pass} has {found} beats in place of {wanted}")]
    Length { what: &'static str, pass: usize, wanted: usize, found: usize },
    /// `tlast` or `tkeep` of a beat, or what stands behind the row's end.
    #[error("beat {beat} of the {what} of pass {pass} has a wrong {part}")]
    Beat { what: &'static str, pass: usize, beat: usize, part: &'static str },
    /// Beats that no pass has given.
    #[error("{found} beats of {what} are of no pass")]
    Uncalled { what: &'static str, found: usize },
    /// A status that is none.
    #[error("the status of pass {pass} is malformed: {error}")]
    Status { pass: usize, error: Malformed },
}

/// A Verilated vector unit with its driver: sources, sinks, and the check of the handshake law and of its packets.
pub struct VerilatedVector<M> {
    sizes: VectorSizes,
    harness: Harness<M>,
    /// The most cycles in a row in which no beat passes.
    pub idle_cycles: u64,
}

impl<M: Model> VerilatedVector<M> {
    /// Puts a driver on a vector unit of these sizes, and resets it. Any other block is refused.
    pub fn new(model: M, sizes: VectorSizes) -> Result<Self, HarnessError> {
        let mut device = Self::running(model, sizes)?;
        device.harness.reset(RESET)?;
        Ok(device)
    }

    /// The same on a unit that goes on from the state that it is in.
    pub fn running(model: M, sizes: VectorSizes) -> Result<Self, HarnessError> {
        let mut harness = Harness::running(model, 0);
        for stream in [COMMAND, X, Z] {
            harness.source(stream)?;
        }
        for stream in [RESULT, SCALE, STATUS] {
            harness.sink(stream)?;
        }
        if let Some(port) = harness.model().ports().iter().position(|port| port.name == "abort_i") {
            harness.model_mut().set_value(port, 0);
        }
        Ok(Self { sizes, harness, idle_cycles: Limits::default().idle_cycles })
    }

    /// Lets the streams stall from now on; `seed` is that of all random patterns.
    pub fn stall(&mut self, stalls: &VectorStalls, seed: u64) -> Result<(), HarnessError> {
        stalls.streams().into_iter().try_for_each(|(stream, stalls)| self.harness.stall(stream, stalls, seed))
    }

    /// The harness of all streams: to trace, to record, to step.
    pub fn harness(&mut self) -> &mut Harness<M> {
        &mut self.harness
    }

    /// The unit in the state that it is in.
    pub fn into_model(self) -> M {
        self.harness.into_model()
    }

    /// Carries out passes in their order, all offered at once; `watch` is called with the cycles as they pass.
    pub fn passes_watched(&mut self, jobs: &[PassJob], watch: Watch) -> Result<Vec<PassOutcome>, DeviceError> {
        let mut vectors = 0;
        for PassJob { pass, x, z } in jobs {
            let mut command = Beats::new(pass.encode().len());
            command.push(&pass.encode(), false);
            for (stream, beats) in [(COMMAND, &command), (X, x), (Z, z)] {
                if !beats.is_empty() {
                    self.harness.feed(stream, beats)?;
                }
            }
            vectors += usize::from(pass.m) * self.sizes.vectors(pass.n as usize);
        }
        let cycles = CYCLES + CYCLES_PER_PASS * jobs.len() as u64 + CYCLES_PER_VECTOR * vectors as u64;
        let limits = Limits { cycles, idle_cycles: self.idle_cycles };
        self.harness.run_watched(&[(STATUS, jobs.len())], limits, watch)?;
        let (statuses, results, scales) =
            (self.harness.take(STATUS)?, self.harness.take(RESULT)?, self.harness.take(SCALE)?);
        outcomes(self.sizes, jobs, &statuses, &results, &scales).map_err(|error| DeviceError::Driver(Box::new(error)))
    }
}

impl<M: Model> VectorDevice for VerilatedVector<M> {
    fn sizes(&self) -> VectorSizes {
        self.sizes
    }

    fn passes(&mut self, jobs: &[PassJob]) -> Result<Vec<PassOutcome>, DeviceError> {
        self.passes_watched(jobs, &mut |_| ControlFlow::Continue(()))
    }
}

/// The outcome of each pass, from all beats: a pass's packets have ended when its status shows.
fn outcomes(
    sizes: VectorSizes,
    jobs: &[PassJob],
    statuses: &Beats,
    results: &Beats,
    scales: &Beats,
) -> Result<Vec<PassOutcome>, WrongPacket> {
    let (mut results, mut scales) = (Packets::new("results", results), Packets::new("scales", scales));
    let mut outcomes = Vec::with_capacity(jobs.len());
    for (number, PassJob { pass, .. }) in jobs.iter().enumerate() {
        let status =
            status(pass, statuses.data(number)).map_err(|error| WrongPacket::Status { pass: number, error })?;
        let (m, n) = (usize::from(pass.m), pass.n as usize);
        let mut outcome = PassOutcome { status, results: Vec::new(), scales: Vec::new() };
        if was_carried_out(pass, status.error) && pass.out_format != Number::None {
            let packet = results.take(number, m * sizes.vectors(n))?;
            check_results(sizes, n, number, &packet)?;
            outcome.results = beats_to_rows(sizes, n, &packet);
            if pass.out_format.has_blocks() {
                let packet = scales.take(number, m * n.div_ceil(VectorSizes::BLOCK))?;
                outcome.scales = packet.iter().map(|beat| beat.data[0] as u8).collect();
            }
        }
        outcomes.push(outcome);
    }
    results.end()?;
    scales.end()?;
    Ok(outcomes)
}

/// The status of a pass; that of one that asks for the geometry has only a tag here.
fn status(pass: &Pass, beat: &[u32]) -> Result<PassStatus, Malformed> {
    if pass.opcode == PassOpcode::Pass {
        return PassStatus::decode(beat);
    }
    let PassGeometry { tag, error, .. } = PassGeometry::decode(beat)?;
    let flags = PassFlags::default();
    Ok(PassStatus { tag, flags, error, cycles: 0, stalls_x: 0, stalls_z: 0, stalls_results: 0, stalls_wait: 0 })
}

/// Whether a pass gives results: it was not refused; a wrong length of its operands does not keep it from that.
fn was_carried_out(pass: &Pass, error: PassError) -> bool {
    let lengths = [PassError::XShort, PassError::XLong, PassError::ZShort, PassError::ZLong];
    pass.opcode == PassOpcode::Pass && (error == PassError::None || lengths.contains(&error))
}

/// The packets of a stream, one after the other.
struct Packets<'a> {
    what: &'static str,
    beats: &'a Beats,
    next: usize,
}

impl<'a> Packets<'a> {
    fn new(what: &'static str, beats: &'a Beats) -> Self {
        Self { what, beats, next: 0 }
    }

    /// The packet of a pass, which must have so many beats.
    fn take(&mut self, pass: usize, wanted: usize) -> Result<Beats, WrongPacket> {
        let what = self.what;
        let first = self.next;
        let last = (first..self.beats.len()).find(|beat| self.beats.last(*beat));
        let found = last.map_or(self.beats.len(), |last| last + 1) - first;
        if last.is_none() || found != wanted {
            return Err(WrongPacket::Length { what, pass, wanted, found });
        }
        self.next += wanted;
        Ok(self.beats.part(first..self.next))
    }

    /// Nothing may be left.
    fn end(self) -> Result<(), WrongPacket> {
        match self.beats.len() - self.next {
            0 => Ok(()),
            found => Err(WrongPacket::Uncalled { what: self.what, found }),
        }
    }
}

/// Results are 0 behind a row's end; all bytes are kept but for those behind the end of the last row.
fn check_results(sizes: VectorSizes, n: usize, pass: usize, packet: &Beats) -> Result<(), WrongPacket> {
    let vectors = sizes.vectors(n);
    for (beat, found) in packet.iter().enumerate() {
        let existing = (n - beat % vectors * sizes.lanes).min(sizes.lanes);
        let kept = 4 * if found.last { existing } else { sizes.lanes };
        let is_kept = |byte: usize| found.keep[byte / 32] >> (byte % 32) & 1 == 1;
        let wrong = |part| Err(WrongPacket::Beat { what: "results", pass, beat, part });
        if (0..4 * sizes.lanes).any(|byte| is_kept(byte) != (byte < kept)) {
            return wrong("tkeep");
        }
        if found.data[existing..].iter().any(|word| *word != 0) {
            return wrong("number behind the end of its row");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZES: VectorSizes = VectorSizes { lanes: 4, words: 16, rows: 8 };

    fn job() -> PassJob {
        PassJob::new(SIZES, Pass { out_format: Number::MxInt8, ..Pass::copy(2, 5) }, &[1; 10], &[])
    }

    fn status_of(error: PassError) -> Beats {
        let flags = PassFlags::default();
        let status =
            PassStatus { tag: 0, flags, error, cycles: 9, stalls_x: 0, stalls_z: 0, stalls_results: 0, stalls_wait: 0 };
        let mut beats = Beats::new(8);
        beats.push(&status.encode(), false);
        beats
    }

    fn results(last_keep: u32, behind: u32) -> Beats {
        let mut beats = Beats::with_keep(4, 1);
        for row in 0..2 {
            beats.push_kept(&[1, 2, 3, 4], &[0xffff], false);
            beats.push_kept(&[5, behind, 0, 0], &[if row == 1 { last_keep } else { 0xffff }], row == 1);
        }
        beats
    }

    fn scales(count: usize) -> Beats {
        let mut beats = Beats::new(1);
        (1..=count).for_each(|beat| beats.push(&[126 + beat as u32], beat == count));
        beats
    }

    #[test]
    fn packets_belong_to_passes() {
        let none = status_of(PassError::None);
        let found = outcomes(SIZES, &[job()], &none, &results(0xf, 0), &scales(2)).expect("whole packets");
        assert_eq!(
            (&found[0].results[..], &found[0].scales[..]),
            (&[1, 2, 3, 4, 5, 1, 2, 3, 4, 5][..], &[127, 128][..])
        );
        let wrong = |results: &Beats, scales: &Beats| {
            outcomes(SIZES, &[job()], &none, results, scales).expect_err("a wrong packet").to_string()
        };
        assert_eq!(wrong(&results(0xff, 0), &scales(2)), "beat 3 of the results of pass 0 has a wrong tkeep");
        assert_eq!(
            wrong(&results(0xf, 7), &scales(2)),
            "beat 1 of the results of pass 0 has a wrong number behind the end of its row"
        );
        assert_eq!(wrong(&results(0xf, 0), &scales(1)), "the packet of scales of pass 0 has 1 beats in place of 2");
        let refused = outcomes(SIZES, &[job()], &status_of(PassError::TooManyRows), &results(0xf, 0), &scales(2));
        assert_eq!(refused, Err(WrongPacket::Uncalled { what: "results", found: 4 }));
    }
}
