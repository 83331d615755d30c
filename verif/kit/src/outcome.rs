//! Runs cases on a model of the datapath and compares everything that comes out with the golden model.

use crate::product::{Case, operands};
use seedchip_golden::datapath::{Beat, Datapath, Operands, Outcome};
use seedchip_sim::harness::{DatapathHarness, HarnessError, Job, Limits, Recording, RunOptions};
use seedchip_sim::model::Model;
use seedchip_sim::streams::{Beats, Stalls};
use seedchip_spec::Configuration;
use seedchip_spec::layout::{Field, status};
use std::ops::RangeInclusive;
use std::path::PathBuf;
use thiserror::Error;

/// What a run is to leave behind.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// A waveform of these cycles.
    pub waveform: Option<(PathBuf, RangeInclusive<u64>)>,
    /// The value of every port in every cycle.
    pub record: bool,
}

/// What a run compared.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Commands, refused ones among them.
    pub commands: usize,
    /// Results.
    pub results: usize,
    /// Simulated cycles.
    pub cycles: u64,
    /// The recording of each part that was run at once, if asked for.
    pub recordings: Vec<Recording>,
}

/// The first thing in which the datapath differs from the golden model.
#[derive(Debug, Error)]
pub enum Mismatch {
    /// The run itself went wrong.
    #[error(transparent)]
    Harness(#[from] HarnessError),
    /// Too many or too few beats.
    #[error("{found} beats of {stream}, the golden model says {expected}")]
    Count {
        /// The stream.
        stream: &'static str,
        /// By the golden model.
        expected: usize,
        /// What came.
        found: usize,
    },
    /// A result beat differs.
    #[error("command {command}, result beat {beat}: {what} is {found:#x}, the golden model says {expected:#x}")]
    Result {
        /// The command, from 0.
        command: usize,
        /// The beat of its results, from 0.
        beat: usize,
        /// Which part of the beat.
        what: String,
        /// By the golden model.
        expected: u64,
        /// What came.
        found: u64,
    },
    /// A status field differs.
    #[error("command {command}: the status says {what} {found:#x}, the golden model says {expected:#x}")]
    Status {
        /// The command, from 0.
        command: usize,
        /// Which field.
        what: &'static str,
        /// By the golden model.
        expected: u64,
        /// What came.
        found: u64,
    },
    /// Operands were left over, or taken though the command was refused.
    #[error("{count} beats of {stream} were not taken")]
    Left {
        /// The stream.
        stream: &'static str,
        /// How many.
        count: usize,
    },
}

/// Runs a case on a datapath just made and compares every bit of every result and status.
pub fn run<M: Model>(
    model: M,
    configuration: &Configuration,
    case: &Case,
    options: &Options,
) -> Result<Report, Mismatch> {
    run_on(&mut DatapathHarness::new(model)?, configuration, case, options)
}

/// Runs a case on a datapath that was just reset, and compares every bit of every result and status.
pub fn run_on<M: Model>(
    harness: &mut DatapathHarness<M>,
    configuration: &Configuration,
    case: &Case,
    options: &Options,
) -> Result<Report, Mismatch> {
    let mut golden = Datapath::new(configuration);
    let mut report = Report::default();
    let parts: Vec<_> = if case.at_once { vec![&case.steps[..]] } else { case.steps.chunks(1).collect() };
    if let Some((path, window)) = &options.waveform {
        harness.streams().model_mut().trace(path, window.clone()).map_err(HarnessError::from)?;
    }
    for steps in parts {
        let mut job = harness.job()?;
        let mut expected = Vec::new();
        for step in steps {
            let mut operands = operands(configuration, step);
            feed(&mut job, step.command, &operands);
            expected.push(golden.command(step.command, &mut operands));
        }
        job.results = expected.iter().map(|outcome| outcome.results.len()).sum();
        job.statuses = steps.len();
        let options = RunOptions {
            stalls: case.stalls,
            seed: case.seed.wrapping_add(report.commands as u64),
            limits: Limits::default(),
            // Long enough for a beat too many to show.
            extra_cycles: 4,
            waveform: None,
            record: options.record,
        };
        let outcome = harness.run(&job, &options)?;
        let free = case.stalls.weights == Stalls::Never
            && case.stalls.activations == Stalls::Never
            && case.stalls.parameters == Stalls::Never
            && case.stalls.results == Stalls::Never;
        compare_results(report.commands, &expected, &outcome.results)?;
        compare_statuses(report.commands, &expected, &outcome.statuses, free)?;
        for (stream, count) in ["commands", "weights", "activations", "parameters"].into_iter().zip(outcome.left) {
            if count > 0 {
                return Err(Mismatch::Left { stream, count });
            }
        }
        report.commands += steps.len();
        report.results += job.results * configuration.columns();
        report.cycles += outcome.cycles;
        report.recordings.extend(outcome.recording);
    }
    harness.streams().model_mut().end_trace();
    Ok(report)
}

/// Adds a command and its operands to what a harness is fed with.
pub fn feed(job: &mut Job, command: u128, operands: &Operands) {
    job.commands.push_bytes(&command.to_le_bytes(), true);
    push_all(&mut job.weights, &operands.weights);
    push_all(&mut job.activations, &operands.activations);
    for beat in &operands.parameters {
        job.parameters.push_bytes(&beat.data.to_le_bytes(), beat.last);
    }
}

fn push_all<'a>(beats: &mut Beats, from: impl IntoIterator<Item = &'a Beat<Vec<u8>>>) {
    for beat in from {
        beats.push_bytes(&beat.data, beat.last);
    }
}

/// Compares result beats with those of commands numbered from `first`.
pub fn compare_results(first: usize, expected: &[Outcome], found: &Beats) -> Result<(), Mismatch> {
    let mut index = 0;
    for (command, outcome) in expected.iter().enumerate() {
        for (beat, expected) in outcome.results.iter().enumerate() {
            if index >= found.len() {
                break;
            }
            let differs = |what: String, expected: u64, found: u64| {
                if expected == found {
                    return Ok(());
                }
                Err(Mismatch::Result { command: first + command, beat, what, expected, found })
            };
            for (lane, value) in expected.lanes.iter().enumerate() {
                differs(format!("lane {lane}"), value.cast_unsigned().into(), found.data(index)[lane].into())?;
                let keep = found.keep(index)[lane / 8] >> (4 * (lane % 8)) & 15;
                differs(format!("tkeep of lane {lane}"), if expected.keep[lane] { 15 } else { 0 }, keep.into())?;
            }
            differs("tlast".into(), expected.last.into(), found.last(index).into())?;
            index += 1;
        }
    }
    let expected = expected.iter().map(|outcome| outcome.results.len()).sum();
    if found.len() == expected {
        Ok(())
    } else {
        Err(Mismatch::Count { stream: "results", expected, found: found.len() })
    }
}

/// Compares status beats. The cycles must be those of a run without stalls plus the stalls that the status
/// tells; `free` says that no operand or result stream stalled, so that there must be none.
fn compare_statuses(first: usize, expected: &[Outcome], found: &Beats, free: bool) -> Result<(), Mismatch> {
    if found.len() != expected.len() {
        return Err(Mismatch::Count { stream: "status", expected: expected.len(), found: found.len() });
    }
    for (index, outcome) in expected.iter().enumerate() {
        let get = |at: Field| field(found.data(index), at);
        let stalls = get(status::STALLS_WEIGHTS)
            + get(status::STALLS_ACTIVATIONS)
            + get(status::STALLS_PARAMETERS)
            + get(status::STALLS_RESULTS);
        for (what, expected, found) in [
            ("tag", outcome.status.tag.into(), get(status::TAG)),
            ("error", outcome.status.error as u64, get(status::ERROR)),
            ("flags", outcome.status.flags.into(), get(status::FLAGS)),
            ("products", outcome.status.products, get(status::PRODUCTS)),
            ("cycles", outcome.status.cycles + stalls, get(status::CYCLES)),
            ("stalls though no stream stalled", 0, if free { stalls } else { 0 }),
        ] {
            if expected != found {
                return Err(Mismatch::Status { command: first + index, what, expected, found });
            }
        }
    }
    Ok(())
}

/// A field of a beat of 32-bit words.
fn field(words: &[u32], at: Field) -> u64 {
    (0..at.width)
        .map(|bit| (bit, at.offset + bit))
        .fold(0, |value, (bit, from)| value | u64::from(words[from / 32] >> (from % 32) & 1) << bit)
}
