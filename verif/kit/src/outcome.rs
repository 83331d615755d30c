//! Runs lists of acts on the golden model and on another device, and compares all outputs.

use crate::product::Case;
use seedchip_golden::command::{Verdict, verdict};
use seedchip_golden::datapath::Datapath;
use seedchip_sim::device::VerilatedDevice;
use seedchip_sim::harness::{HarnessError, Recording};
use seedchip_sim::model::Model;
use seedchip_spec::codec::Malformed;
use seedchip_spec::device::{Act, Device, DeviceError, Events};
use seedchip_spec::{Beats, Configuration, ErrorCode, Geometry, Status, Stream};
use std::ops::RangeInclusive;
use std::path::PathBuf;
use thiserror::Error;

/// Cycles that a device goes on after the last beat that is awaited: long enough for a beat too many to show.
const EXTRA_CYCLES: u64 = 4;

/// So many times as long it goes on while beats are left that are to be discarded: no stream pauses for longer.
const DISCARDING: usize = 500;

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
    let compared = run_both(&mut Datapath::new(&configuration), device, parts);
    let harness = device.harness();
    // A run that failed leaves its waveform whole.
    if options.waveform.is_some() {
        harness.model_mut().end_trace();
    }
    let (cycles, recording) = (harness.cycles() - start, harness.take_recording());
    let results = compared?.results().len() * configuration.columns();
    Ok(Report { commands: case.steps.len(), results, cycles, recording })
}

/// Carries out acts on the golden model and on a device, which waits after each part for all that the golden model
/// has given, and compares what they gave. What the device gave.
pub fn run_both(
    golden: &mut dyn Device,
    device: &mut dyn Device,
    parts: impl IntoIterator<Item = Vec<Act>>,
) -> Result<Events, Mismatch> {
    let (mut acts, mut expected) = (Vec::new(), Events::none(golden.configuration().sizes()));
    for part in parts {
        expected.append(golden.run(&part)?);
        acts.extend(part);
        acts.extend(expected.awaited());
    }
    acts.push(Act::Pass(EXTRA_CYCLES));
    let mut found = device.run(&acts)?;
    // What is discarded behind a last tile may come after its status.
    for _ in 0..DISCARDING {
        if found.left == expected.left {
            break;
        }
        found.append(device.run(&[Act::Pass(EXTRA_CYCLES)])?);
    }
    compare(golden.configuration(), &acts, &expected, &found)?;
    Ok(found)
}

/// What is to be compared of a command.
struct Told {
    /// The command, from 0.
    command: usize,
    /// Only ask for the geometry.
    asks: bool,
    /// There are results.
    results: bool,
    /// Their values are specified.
    values: bool,
}

/// What the statuses of commands say that were sent by these acts.
fn told(configuration: &Configuration, acts: &[Act], statuses: &[Status]) -> Vec<Told> {
    let beats = acts.iter().filter_map(|act| match act {
        Act::Send(Stream::Command, beats) => Some(beats.iter().map(|beat| beat.data)),
        _ => None,
    });
    let verdicts = beats.flatten().map(|beat| verdict(configuration, beat));
    let of_command = |(command, (verdict, status)): (usize, (Verdict, &Status))| Told {
        command,
        asks: verdict == Verdict::Nothing,
        results: matches!(verdict, Verdict::Product(_)) && status.error != ErrorCode::Aborted,
        values: status.error != ErrorCode::ParametersShort,
    };
    verdicts.zip(statuses).enumerate().map(of_command).collect()
}

/// Compares what a device gave for acts with what the golden model says.
pub fn compare(configuration: &Configuration, acts: &[Act], expected: &Events, found: &Events) -> Result<(), Mismatch> {
    let (statuses, found_statuses) = (expected.beats(Stream::Status), found.beats(Stream::Status));
    let told = told(configuration, acts, &expected.statuses()?);
    compare_results(told.iter().filter(|told| told.results), expected.results(), found.results())?;
    count("statuses", statuses.len(), found_statuses.len())?;
    for (told, (expected, found)) in told.iter().zip(statuses.iter().zip(found_statuses.iter())) {
        let difference = if told.asks {
            geometry_differences(&Geometry::decode(expected.data)?, &Geometry::decode(found.data)?).next()
        } else {
            status_differences(&Status::decode(expected.data)?, &Status::decode(found.data)?).next()
        };
        if let Some((what, expected, found)) = difference {
            return Err(Mismatch::Status { command: told.command, what, expected, found });
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

/// Compares result beats of the commands that have some: kept bytes, `tkeep` and `tlast`.
fn compare_results<'a>(
    mut commands: impl Iterator<Item = &'a Told>,
    expected: &Beats,
    found: &Beats,
) -> Result<(), Mismatch> {
    let (mut told, mut beat) = (commands.next(), 0);
    for (expected, found) in expected.iter().zip(found.iter()) {
        let (command, values) = told.map_or((0, true), |told| (told.command, told.values));
        let differs =
            |what: String, expected: u64, found: u64| Mismatch::Result { command, beat, what, expected, found };
        for (lane, (value, other)) in expected.data.iter().zip(found.data).enumerate() {
            let keep = |keep: &[u32]| keep[lane / 8] >> (4 * (lane % 8)) & 15;
            let (kept, other_kept) = (keep(expected.keep), keep(found.keep));
            if kept != other_kept {
                return Err(differs(format!("tkeep of lane {lane}"), kept.into(), other_kept.into()));
            }
            let mask = (0..4).filter(|byte| kept >> byte & 1 != 0).fold(0_u32, |mask, byte| mask | 0xff << (8 * byte));
            if values && (value ^ other) & mask != 0 {
                return Err(differs(format!("lane {lane}"), (value & mask).into(), (other & mask).into()));
            }
        }
        if expected.last != found.last {
            return Err(differs("tlast".into(), expected.last.into(), found.last.into()));
        }
        beat += 1;
        if expected.last {
            (told, beat) = (commands.next(), 0);
        }
    }
    count("results", expected.len(), found.len())
}

/// The fields of a status that differ: the name, by the golden model, what was found. Cycles and stalls depend on when
/// beats came, and are left to the cycle contract.
pub fn status_differences(expected: &Status, found: &Status) -> impl Iterator<Item = (&'static str, u64, u64)> + use<> {
    let fields = [
        ("tag", expected.tag.into(), found.tag.into()),
        ("error", expected.error as u64, found.error as u64),
        ("flags", expected.flags.0.into(), found.flags.0.into()),
    ];
    fields.into_iter().filter(|(_, expected, found)| expected != found)
}

/// The fields of a geometry that differ, but for the diagnosis, which depends on when beats came.
fn geometry_differences(
    expected: &Geometry,
    found: &Geometry,
) -> impl Iterator<Item = (&'static str, u64, u64)> + use<> {
    let (expected, found) = (expected.encode(), found.encode());
    let rows = Geometry::LAYOUT.fields.iter().filter(|row| row.field != Geometry::DIAGNOSIS);
    rows.map(move |row| (row.name, row.field.get(&expected), row.field.get(&found)))
        .filter(|(_, expected, found)| expected != found)
}
