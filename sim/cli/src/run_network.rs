//! `seedchip run-network`: a network on the Verilated datapath, layer by layer.

mod layer;
mod outputs;
mod report;
mod tracing;

use crate::arguments::RunNetwork;
use crate::ending::Ending;
use crate::window::Window;
use crate::{interrupt, progress, trace_files};
use anyhow::{Context, ensure};
use indicatif::ProgressBar;
use layer::LayerError;
use outputs::Merit;
use report::Table;
use seedchip_golden::datapath::Datapath;
use seedchip_host::frames::Frames;
use seedchip_host::job::JobError;
use seedchip_host::quantise::{self, Layer};
use seedchip_host::tflite::Network;
use seedchip_sim::device::VerilatedDevice;
use seedchip_sim::models::{self, Verilated};
use seedchip_sim::{Model, PowerUp};
use seedchip_spec::device::DeviceError;
use seedchip_spec::{Configuration, DATAPATH, Rounding};
use std::fs;
use std::io::Write;
use tracing::Tracing;

/// The Verilated datapath.
type Unit = VerilatedDevice<Verilated>;

/// The most cycles in which no beat passes. A datapath whose streams never stall pauses for no longer than it takes to
/// drain, some two hundred cycles in the largest array.
const IDLE: u64 = 1_000;

/// Runs the network and says what came out.
pub fn run(arguments: &RunNetwork, output: &mut dyn Write) -> anyhow::Result<Ending> {
    let job = Job::read(arguments)?;
    let wave = arguments.wave.as_ref();
    let mut tracing = wave.map(|path| Tracing::new(path, &arguments.window, &job.configuration));
    let mut model = models::block(&DATAPATH.of(&job.configuration), PowerUp::Zero)?;
    if let Some(tracing) = &tracing {
        tracing.begin_at_power_up(&mut model)?;
    }
    let mut unit = Unit::new(model, &job.configuration)?;
    unit.idle_cycles = IDLE;
    interrupt::listen();
    writeln!(
        output,
        "{}: {} layers, {} frames, on {}",
        arguments.model.display(),
        job.layers.len(),
        job.frames.rows(),
        job.configuration
    )?;
    output.flush()?;

    let mut table = Table::new(&job.configuration);
    let bar = progress::layers(job.layers.iter().map(|layer| job.formula(layer)).sum());
    let outputs = job.simulate(&mut unit, &mut tracing, &mut table, &bar);
    bar.finish_and_clear();
    write!(output, "{table}")?;
    let mut ending = if table.all_equal() { Ending::Fine } else { Ending::Difference };
    match outputs {
        Ok(outputs) => {
            if !job.judge(arguments, &outputs, output)? {
                ending = Ending::Difference;
            }
        }
        Err(LayerError::Job(JobError::Device(DeviceError::Interrupted))) => {
            writeln!(output, "interrupted after {} of {} layers", table.layers(), job.layers.len())?;
            ending = if ending == Ending::Fine { Ending::Interrupted } else { ending };
        }
        Err(LayerError::Job(error)) => {
            writeln!(output, "layer {}: the datapath failed: {error}", table.layers() + 1)?;
            ending = Ending::Difference;
        }
        Err(LayerError::Operands(error)) => {
            return Err(error).with_context(|| format!("layer {} cannot run", table.layers() + 1));
        }
        Err(LayerError::Trace(error)) => return Err(error.into()),
    }
    if let Some(tracing) = &tracing {
        tracing.finish(unit.harness(), output)?;
    }
    Ok(ending)
}

/// All that is read before anything is simulated, so that a mistake costs no time.
struct Job {
    configuration: Configuration,
    network: Network,
    layers: Vec<Layer>,
    frames: Frames,
    rounding: Rounding,
    expected: Option<Frames>,
    merit: Option<Merit>,
}

impl Job {
    fn read(arguments: &RunNetwork) -> anyhow::Result<Self> {
        let configuration = arguments.sizes.configuration("default")?;
        let model = &arguments.model;
        let file = fs::read(model).with_context(|| format!("cannot read {}", model.display()))?;
        let network = Network::read(&file).with_context(|| format!("cannot use {}", model.display()))?;
        let layers = quantise::layers(&network).with_context(|| format!("cannot use {}", model.display()))?;
        let frames = Frames::read(&arguments.input, network.inputs())?;
        let expect = arguments.expect.as_ref();
        let expected = expect.map(|path| outputs::expected(path, &network, &frames)).transpose()?;
        let labels = arguments.labels.as_ref();
        let merit = labels.map(|path| Merit::read(path, &network, &frames)).transpose()?;
        if let Window::Layer(layer) = arguments.window {
            ensure!(layer <= layers.len(), "--window layer={layer}: the network has {} layers", layers.len());
        }
        if let Some(path) = &arguments.wave {
            trace_files::prepare(path)?;
        }
        if let Some(path) = &arguments.output {
            trace_files::make_folder_of(path)?;
        }
        let rounding = arguments.rounding.unwrap_or(layer::REFERENCE);
        Ok(Self { configuration, network, layers, frames, rounding, expected, merit })
    }

    fn formula(&self, layer: &Layer) -> u64 {
        layer::formula(&self.configuration, layer, self.frames.rows())
    }

    /// Runs all layers, adds each to the table, and returns the outputs of the last.
    fn simulate(
        &self,
        unit: &mut Unit,
        tracing: &mut Option<Tracing>,
        table: &mut Table,
        bar: &ProgressBar,
    ) -> Result<Vec<i8>, LayerError> {
        let mut golden = Datapath::new(&self.configuration);
        let mut values = self.frames.values().to_vec();
        for (index, layer) in self.layers.iter().enumerate() {
            let (number, start) = (index + 1, unit.harness().model().cycles());
            bar.set_message(format!("layer {number} of {}", self.layers.len()));
            if let Some(tracing) = tracing {
                tracing.before(number, unit.harness())?;
            }
            let ran = layer::run(unit, &mut golden, layer, self.rounding, &values, |cycles| bar.inc(cycles));
            let traced =
                tracing.as_mut().is_some_and(|tracing| tracing.after(number, start, ran.is_err(), unit.harness()));
            let (results, report) = ran?;
            table.add(layer, self.frames.rows(), &layer::Report { traced, ..report });
            values = results;
        }
        Ok(values)
    }

    /// Writes the outputs and says what they are worth. Returns whether they are those expected.
    fn judge(&self, arguments: &RunNetwork, outputs: &[i8], output: &mut dyn Write) -> anyhow::Result<bool> {
        let outputs = Frames::new(self.network.outputs(), outputs.to_vec())
            .context("the outputs are not whole rows: the last layer's shape contradicts the network's")?;
        let mut as_expected = true;
        if let Some(expected) = &self.expected {
            let (line, equal) = outputs::compare(expected, &outputs);
            writeln!(output, "{line}")?;
            as_expected = equal;
        }
        if let Some(merit) = &self.merit {
            let area = merit.area(&self.network, &self.frames, &outputs)?;
            write!(output, "AUC {area:.4} from the outputs of the Verilog")?;
            if let Some(expected) = &self.expected {
                write!(output, ", {:.4} from the expected ones", merit.area(&self.network, &self.frames, expected)?)?;
            }
            writeln!(output)?;
        }
        if let Some(path) = &arguments.output {
            outputs.write(path)?;
            writeln!(output, "outputs written to {}", path.display())?;
        }
        Ok(as_expected)
    }
}
