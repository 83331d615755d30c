//! What the Verilated datapath does, measured: cycles of commands, and the waveforms that the diagrams are drawn from.

use crate::verilated;
use anyhow::{Context, ensure};
use seedchip_golden::datapath::Datapath;
use seedchip_golden::tiling::{Shape, cycles};
use seedchip_host::status::Status;
use seedchip_kit::outcome::{compare_results, feed};
use seedchip_kit::product::{Step, Values, operands, product};
use seedchip_sim::Model;
use seedchip_sim::harness::{DatapathHarness, Outcome, Recording, RunOptions, StreamStalls};
use seedchip_sim::streams::Stalls;
use seedchip_sim::waves::{Samples, samples};
use seedchip_spec::Configuration;
use seedchip_spec::layout::{Format, status};
use std::path::Path;

/// A command without stalls, as it was run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// Its sizes.
    pub shape: Shape,
    /// Cycles by the cycle contract.
    pub formula: u64,
    /// Cycles that the status told.
    pub cycles: u64,
    /// Stalls that the status told.
    pub stalls: u64,
    /// Cycles from the one in which the command was taken to the one in which the first result was offered.
    pub first_result: u64,
    /// The same for the status.
    pub status: u64,
    /// Result beats, all equal to the golden model's.
    pub results: usize,
}

/// The datapath of a configuration, fresh from reset.
struct Bench<'a> {
    configuration: &'a Configuration,
    harness: DatapathHarness<Box<dyn Model>>,
    golden: Datapath,
}

impl<'a> Bench<'a> {
    fn new(configuration: &'a Configuration) -> anyhow::Result<Self> {
        let model = verilated::model("datapath", configuration)?;
        Ok(Self { configuration, harness: DatapathHarness::new(model)?, golden: Datapath::new(configuration) })
    }

    /// Runs a product of INT8 weights and compares its results with the golden model's.
    fn run(&mut self, shape: Shape, values: Values, options: &RunOptions) -> anyhow::Result<Outcome> {
        let command = product(shape, Format::Int8, 0, 1);
        let step = Step { command, values, fault: None };
        let mut operands = operands(self.configuration, &step);
        let mut job = self.harness.job()?;
        feed(&mut job, command, &operands);
        let expected = self.golden.command(command, &mut operands);
        job.results = expected.results.len();
        job.statuses = 1;
        let outcome = self.harness.run(&job, options)?;
        compare_results(0, &[expected], &outcome.results)?;
        Ok(outcome)
    }
}

/// Runs commands of several shapes: a single product, one tile, tiles with an edge, many tiles, all accumulators.
pub fn commands(configuration: &Configuration) -> anyhow::Result<Vec<Command>> {
    let (rows, columns, most) = (configuration.rows(), configuration.columns(), configuration.accumulators());
    let mut shapes = vec![
        Shape { m: 1, n: 1, k: 1 },
        Shape { m: rows.min(most), n: columns, k: rows },
        Shape { m: (rows + 1).min(most), n: columns + 1, k: rows + 1 },
        Shape { m: (2 * rows).min(most), n: 2 * columns, k: 4 * rows },
        Shape { m: most, n: 2 * columns, k: 4 * rows },
    ];
    shapes.dedup();
    let mut bench = Bench::new(configuration)?;
    shapes.into_iter().map(|shape| command(&mut bench, shape)).collect()
}

fn command(bench: &mut Bench, shape: Shape) -> anyhow::Result<Command> {
    let outcome = bench.run(shape, Values::Random(1), &RunOptions { record: true, ..RunOptions::default() })?;
    let recording = outcome.recording.as_ref().context("nothing was recorded")?;
    let taken = first(recording, &["s_axis_command_tvalid", "s_axis_command_tready"])?;
    let status = Status::decode(quads(outcome.statuses.data(0)));
    Ok(Command {
        shape,
        formula: cycles(bench.configuration, shape),
        cycles: status.cycles,
        stalls: status.stalls(),
        first_result: first(recording, &["m_axis_result_tvalid"])? - taken,
        status: first(recording, &["m_axis_status_tvalid"])? - taken,
        results: outcome.results.len(),
    })
}

/// The first cycle in which all of these ports are high.
fn first(recording: &Recording, ports: &[&str]) -> anyhow::Result<u64> {
    let high = |cycle: usize, name: &str| {
        recording.cycle(cycle).any(|(port, words)| port.name == name && words.iter().any(|word| *word != 0))
    };
    let found = (0..recording.cycles()).find(|cycle| ports.iter().all(|port| high(*cycle, port)));
    found.map(|cycle| cycle as u64).with_context(|| format!("{} is never high", ports.join(" and ")))
}

/// The words of a status beat in pairs.
fn quads(words: &[u32]) -> [u64; status::WIDTH / 64] {
    std::array::from_fn(|pair| u64::from(words[2 * pair + 1]) << 32 | u64::from(words[2 * pair]))
}

/// Operands whose results in column 0 all differ from one row to the next, so that a diagram shows them apart.
fn telling(configuration: &Configuration, shape: Shape) -> Values {
    let tells = |values: &Values| {
        let command = product(shape, Format::Int8, 0, 1);
        let step = Step { command, values: *values, fault: None };
        let mut golden = Datapath::new(configuration);
        let outcome = golden.command(command, &mut operands(configuration, &step));
        outcome.results.windows(2).all(|beats| beats[0].lanes[0] != beats[1].lanes[0])
    };
    (1..1000).map(Values::Random).find(tells).unwrap_or(Values::Random(1))
}

/// How the sink of the results behaves while a waveform is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sink {
    /// Always ready.
    Ready,
    /// Ready and not ready by turns.
    Stalls,
}

/// Runs one tile with a few rows and samples these signals in every cycle since power-up.
pub fn waveform(
    configuration: &Configuration,
    sink: Sink,
    signals: &[&str],
    folder: &Path,
) -> anyhow::Result<Vec<Samples>> {
    let path = folder.join("datapath.vcd");
    let mut bench = Bench::new(configuration)?;
    let shape = Shape { m: configuration.accumulators().min(6), n: configuration.columns(), k: configuration.rows() };
    let results = if sink == Sink::Stalls { Stalls::Bursts { run: 2, pause: 4 } } else { Stalls::Never };
    let options = RunOptions {
        stalls: StreamStalls { results, ..StreamStalls::default() },
        seed: 3,
        extra_cycles: 4,
        waveform: Some((path.clone(), 0..=u64::MAX)),
        ..RunOptions::default()
    };
    bench.run(shape, telling(configuration, shape), &options)?;
    let sampled = samples(&path, signals)?;
    ensure!(sampled.iter().all(|samples| !samples.values.is_empty()), "the waveform shows no cycle");
    Ok(sampled)
}
