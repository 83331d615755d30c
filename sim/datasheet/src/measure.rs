//! Measurements on the Verilated datapath: cycles of commands, and waveforms for the diagrams.

use anyhow::{Context, ensure};
use seedchip_golden::contract;
use seedchip_golden::datapath::Datapath;
use seedchip_golden::tiling::Shape;
use seedchip_kit::outcome::run_both;
use seedchip_kit::product::{Step, Values};
use seedchip_sim::device::{StreamStalls, VerilatedDevice};
use seedchip_sim::harness::Recording;
use seedchip_sim::models::{self, Verilated};
use seedchip_sim::streams::Stalls;
use seedchip_sim::waves::{Samples, samples};
use seedchip_sim::{Model, PowerUp};
use seedchip_spec::device::{Device, Events};
use seedchip_spec::{Configuration, DATAPATH};
use std::path::Path;

/// A command without stalls, as it was run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// Its sizes.
    pub shape: Shape,
    /// Cycles by the cycle contract.
    pub formula: u64,
    /// Cycles in its status.
    pub cycles: u64,
    /// Stalls in its status.
    pub stalls: u64,
    /// Cycles from the one in which the command was accepted to the one in which the first result was offered.
    pub first_result: u64,
    /// The same for the status.
    pub status: u64,
    /// Result beats, all equal to the golden model's.
    pub results: usize,
}

impl Command {
    /// Whether it took the cycles of the cycle contract.
    pub fn is_as_contracted(&self) -> bool {
        self.cycles == self.formula && self.stalls == 0
    }
}

/// The datapath of a configuration, fresh from reset, and its golden model.
struct Bench<'a> {
    configuration: &'a Configuration,
    device: VerilatedDevice<Verilated>,
    golden: Datapath,
}

impl<'a> Bench<'a> {
    fn new(configuration: &'a Configuration) -> anyhow::Result<Self> {
        let model = models::block(&DATAPATH.of(configuration), PowerUp::Zero)?;
        let device = VerilatedDevice::new(model, configuration)?;
        Ok(Self { configuration, device, golden: Datapath::new(configuration) })
    }

    /// Runs a product of INT8 weights and compares its results with the golden model's.
    fn run(&mut self, shape: Shape, values: Values) -> anyhow::Result<Events> {
        let acts = product(shape, values).acts(self.configuration);
        Ok(run_both(&mut self.golden, &mut self.device, [acts])?)
    }
}

/// A product with tag 1.
fn product(shape: Shape, values: Values) -> Step {
    let command = seedchip_spec::Command::product(shape.m as u16, shape.n as u16, shape.k as u32);
    Step::new(&seedchip_spec::Command { tag: 1, ..command }, values)
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
    bench.device.harness().record();
    let events = bench.run(shape, Values::Random(1))?;
    let recording = bench.device.harness().take_recording().context("nothing was recorded")?;
    let accepted = first(&recording, &["s_axis_command_tvalid", "s_axis_command_tready"])?;
    let status = events.statuses()?[0];
    Ok(Command {
        shape,
        formula: formula(bench.configuration, shape),
        cycles: status.cycles,
        stalls: status.stalls(),
        first_result: first(&recording, &["m_axis_result_tvalid"])? - accepted,
        status: first(&recording, &["m_axis_status_tvalid"])? - accepted,
        results: events.results().len(),
    })
}

/// Cycles by the cycle contract of a command that is alone.
fn formula(configuration: &Configuration, shape: Shape) -> u64 {
    let ends = contract::ends(configuration, &[product(shape, Values::Ones).command]);
    ends.and_then(|ends| ends.last().copied()).unwrap_or(0)
}

/// The first cycle in which all of these ports are high.
fn first(recording: &Recording, ports: &[&str]) -> anyhow::Result<u64> {
    let high = |cycle: usize, name: &str| {
        recording.cycle(cycle).any(|(port, words)| port.name == name && words.iter().any(|word| *word != 0))
    };
    let found = (0..recording.cycles()).find(|cycle| ports.iter().all(|port| high(*cycle, port)));
    found.map(|cycle| cycle as u64).with_context(|| format!("{} is never high", ports.join(" and ")))
}

/// Operands whose results in column 0 all differ from one row to the next, so that a diagram shows them apart.
fn telling(configuration: &Configuration, shape: Shape) -> anyhow::Result<Values> {
    for values in (1..1000).map(Values::Random) {
        let events = Datapath::new(configuration).run(&product(shape, values).acts(configuration))?;
        let column: Vec<u32> = events.results().iter().map(|beat| beat.data[0]).collect();
        if column.windows(2).all(|pair| pair[0] != pair[1]) {
            return Ok(values);
        }
    }
    Ok(Values::Random(1))
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
    bench.device.stall(&StreamStalls { results, ..StreamStalls::default() }, 3)?;
    bench.device.harness().model_mut().trace(&path, 0..=u64::MAX)?;
    bench.run(shape, telling(configuration, shape)?)?;
    bench.device.harness().model_mut().end_trace();
    let sampled = samples(&path, signals)?;
    ensure!(sampled.iter().all(|samples| !samples.values.is_empty()), "the waveform shows no cycle");
    Ok(sampled)
}
