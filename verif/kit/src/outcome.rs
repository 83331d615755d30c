//! Runs lists of acts on the golden model and on another device, and compares all outputs.

use crate::product::Case;
use seedchip_golden::datapath::Datapath;
use seedchip_sim::device::VerilatedDevice;
use seedchip_sim::harness::{HarnessError, Recording};
use seedchip_sim::model::Model;
use seedchip_sim::streams::Stalls;
use seedchip_spec::codec::Malformed;
use seedchip_spec::device::{Act, Device, DeviceError, Events};
use seedchip_spec::{Beats, Configuration, Status};
use std::ops::RangeInclusive;
use std::path::PathBuf;
use thiserror::Error;

/// Cycles that a device goes on after the last beat that is awaited: long enough for a beat too many to show.
const EXTRA_CYCLES: u64 = 4;

/// What a run is to leave behind.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// A waveform of these cycles from power-up on, which [`run`] writes.
    pub waveform: Option<(PathBuf, RangeInclusive<u64>)>,
    /// The value of every port in every cycle.
    pub record: bool,
}

/// The numbers of things that a run compared.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Commands, refused ones among them.
    pub commands: usize,
    /// Results.
    pub results: usize,
    /// Simulated cycles.
    pub cycles: u64,
    /// The recording, if asked for.
    pub recording: Option<Recording>,
}

/// The first thing in which a device differs from the golden model.
#[derive(Debug, Error)]
pub enum Mismatch {
    /// The run itself went wrong.
    #[error(transparent)]
    Device(#[from] DeviceError),
    /// A status is malformed.
    #[error("a status is malformed: {0}")]
    Malformed(#[from] Malformed),
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
    /// Other operands were left over.
    #[error("{found} beats of {stream} were not accepted, the golden model says {expected}")]
    Left {
        /// The stream.
        stream: &'static str,
        /// By the golden model.
        expected: usize,
        /// What was left.
        found: usize,
    },
}

impl From<HarnessError> for Mismatch {
    fn from(error: HarnessError) -> Self {
        Self::Device(error.into())
    }
}

/// Runs a case on a datapath just made and compares every bit of every result and status.
pub fn run<M: Model>(
    mut model: M,
    configuration: &Configuration,
    case: &Case,
    options: &Options,
) -> Result<Report, Mismatch> {
    // From the first cycle on: the reset is in the waveform.
    if let Some((path, window)) = &options.waveform {
        model.trace(path, window.clone()).map_err(HarnessError::from)?;
    }
    run_on(&mut VerilatedDevice::new(model, configuration)?, case, options)
}

/// Runs a case on a datapath that was just reset, and compares every bit of every result and status.
pub fn run_on<M: Model>(device: &mut VerilatedDevice<M>, case: &Case, options: &Options) -> Result<Report, Mismatch> {
    device.stall(&case.stalls, case.seed)?;
    let configuration = device.configuration().clone();
    let harness = device.harness();
    if options.record {
        harness.record();
    }
    let start = harness.cycles();
    let steps = case.steps.iter().map(|step| step.acts(&configuration));
    let parts: Vec<Vec<Act>> = if case.at_once { vec![steps.flatten().collect()] } else { steps.collect() };
    let free = [case.stalls.weights, case.stalls.activations, case.stalls.parameters, case.stalls.results]
        .iter()
        .all(|stalls| *stalls == Stalls::Never);
    let compared = run_both(&mut Datapath::new(&configuration), device, parts, free);
    let harness = device.harness();
    // A run that failed leaves its waveform whole.
    if options.waveform.is_some() {
        harness.model_mut().end_trace();
    }
    let (cycles, recording) = (harness.cycles() - start, harness.take_recording());
    let results = compared?.results().len() * configuration.columns();
    Ok(Report { commands: case.steps.len(), results, cycles, recording })
}

/// Carries out acts on the golden model and on a device, which awaits after each part as many beats as the golden model
/// has given, and compares their outputs. With `free` no stream of operands or results stalls, and no command may.
/// Returns the outputs of the device.
pub fn run_both(
    golden: &mut dyn Device,
    device: &mut dyn Device,
    parts: impl IntoIterator<Item = Vec<Act>>,
    free: bool,
) -> Result<Events, Mismatch> {
    let (mut acts, mut expected) = (Vec::new(), Events::none(golden.configuration().sizes()));
    for part in parts {
        expected.append(golden.run(&part)?);
        acts.extend(part);
        acts.extend(expected.awaited());
    }
    acts.push(Act::Pass(EXTRA_CYCLES));
    let found = device.run(&acts)?;
    compare(&expected, &found, free)?;
    Ok(found)
}

/// Compares what a device gave with what the golden model says.
pub fn compare(expected: &Events, found: &Events, free: bool) -> Result<(), Mismatch> {
    let (statuses, found_statuses) = (expected.statuses()?, found.statuses()?);
    let producing = statuses.iter().enumerate().filter(|(_, status)| status.products > 0);
    compare_results(producing.map(|(command, _)| command), expected.results(), found.results())?;
    count("statuses", statuses.len(), found_statuses.len())?;
    for (command, (expected, found)) in statuses.iter().zip(&found_statuses).enumerate() {
        if let Some((what, expected, found)) = status_differences(expected, found, free).next() {
            return Err(Mismatch::Status { command, what, expected, found });
        }
    }
    for (stream, expected) in &expected.left {
        let found = found.left.get(stream).copied().unwrap_or(0);
        if found != *expected {
            return Err(Mismatch::Left { stream: stream.name(), expected: *expected, found });
        }
    }
    Ok(())
}

fn count(stream: &'static str, expected: usize, found: usize) -> Result<(), Mismatch> {
    if found == expected { Ok(()) } else { Err(Mismatch::Count { stream, expected, found }) }
}

/// Compares result beats; `commands` are the numbers of those that have some.
fn compare_results(mut commands: impl Iterator<Item = usize>, expected: &Beats, found: &Beats) -> Result<(), Mismatch> {
    let (mut command, mut beat) = (commands.next().unwrap_or(0), 0);
    for (expected, found) in expected.iter().zip(found.iter()) {
        let differs =
            |what: String, expected: u64, found: u64| Mismatch::Result { command, beat, what, expected, found };
        let keep = |keep: &[u32], lane: usize| u64::from(keep[lane / 8] >> (4 * (lane % 8)) & 15);
        if expected != found {
            for (lane, (value, other)) in expected.data.iter().zip(found.data).enumerate() {
                if value != other {
                    return Err(differs(format!("lane {lane}"), (*value).into(), (*other).into()));
                }
                let (value, other) = (keep(expected.keep, lane), keep(found.keep, lane));
                if value != other {
                    return Err(differs(format!("tkeep of lane {lane}"), value, other));
                }
            }
            return Err(differs("tlast".into(), expected.last.into(), found.last.into()));
        }
        beat += 1;
        if expected.last {
            (command, beat) = (commands.next().unwrap_or(0), 0);
        }
    }
    count("results", expected.len(), found.len())
}

/// The fields of a status that differ: the name, by the golden model, what was found. The cycles must be those of a
/// run without stalls plus the stalls in the status; `free` says that there must be none.
pub fn status_differences(
    expected: &Status,
    found: &Status,
    free: bool,
) -> impl Iterator<Item = (&'static str, u64, u64)> + use<> {
    let stalls = found.stalls();
    let fields = [
        ("tag", expected.tag.into(), found.tag.into()),
        ("error", expected.error as u64, found.error as u64),
        ("flags", expected.flags.0.into(), found.flags.0.into()),
        ("products", expected.products, found.products),
        ("cycles", expected.cycles + stalls, found.cycles),
        ("stalls though no stream stalled", 0, if free { stalls } else { 0 }),
    ];
    fields.into_iter().filter(|(_, expected, found)| expected != found)
}
