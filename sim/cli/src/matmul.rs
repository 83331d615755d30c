//! `seedchip matmul`: matrix products on the Verilated datapath, in one format or several.

mod files;
mod outcome;

use crate::arguments::Matmul;
use crate::ending::Ending;
use crate::{interrupt, matrix_files, quantity, trace_files};
use anyhow::{Context, ensure};
use files::{Matrices, Operands};
use outcome::Outcome;
use seedchip_golden::contract;
use seedchip_golden::datapath::Datapath;
use seedchip_host::job::Job;
use seedchip_sim::PowerUp;
use seedchip_sim::device::VerilatedDevice;
use seedchip_sim::models;
use seedchip_spec::{Command, Configuration, DATAPATH, Format, Formats, Sizes};
use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

/// Computes the products, compares each with the golden model's, and says what it took.
pub fn matmul(arguments: &Matmul, output: &mut dyn Write) -> anyhow::Result<Ending> {
    let formats = &arguments.format.0;
    ensure!(
        formats.len() == 1 || arguments.quantise,
        "bit patterns are of one format: give --quantise and float32 matrices to compare several"
    );
    ensure!(formats.len() == 1 || arguments.out.is_none(), "--out is for the product of one format");
    let configuration = configuration(arguments, formats, output)?;
    let matrices = if arguments.quantise { Some(Matrices::read(arguments)?) } else { None };
    let operands: Vec<Operands> = match &matrices {
        Some(matrices) => formats.iter().map(|format| matrices.quantised(*format)).collect(),
        None => formats.iter().map(|format| Operands::read(arguments, *format)).collect::<anyhow::Result<_>>()?,
    };
    operands.iter().try_for_each(Operands::check)?;
    if let Some(path) = &arguments.out {
        trace_files::make_folder_of(path)?;
    }
    let mut unit = VerilatedDevice::new(models::block(&DATAPATH.of(&configuration), PowerUp::Zero)?, &configuration)?;
    interrupt::listen();
    let mut outcomes = Vec::new();
    for operands in &operands {
        let (m, n, k) = operands.shape;
        let outcome = run(&mut unit, &configuration, operands)?;
        let rate = quantity::rate(outcome.simulated as f64, outcome.time.as_secs_f64());
        writeln!(output, "{}: {m} × {k} × {n} on {configuration}, {rate} cycles/s", operands.format.name())?;
        outcome.tell(output)?;
        if let Some(path) = &arguments.out {
            write(path, &outcome)?;
            writeln!(output, "results written to {}", path.display())?;
        }
        outcomes.push(outcome);
    }
    if let Some(matrices) = &matrices {
        write!(output, "\n{}", outcome::errors(&outcomes, &matrices.product()))?;
    }
    Ok(if outcomes.iter().all(Outcome::is_fine) { Ending::Fine } else { Ending::Difference })
}

/// The configuration that was asked for, with the formats that it lacks.
fn configuration(arguments: &Matmul, formats: &[Format], output: &mut dyn Write) -> anyhow::Result<Configuration> {
    let asked = arguments.sizes.configuration("default")?;
    let lacking: Vec<Format> = formats.iter().copied().filter(|format| !asked.formats().contains(*format)).collect();
    if lacking.is_empty() {
        return Ok(asked);
    }
    let lacking = Formats::of(&lacking);
    let configuration = Configuration::new(Sizes { formats: asked.formats().union(lacking), ..asked.sizes() })
        .with_context(|| format!("{} lacks {lacking}: give --config lm, or --rows 4, 8, 16 or 32", asked.name()))?;
    writeln!(output, "{} lacks {lacking}: this is a unit of the same sizes that has them too", asked.name())?;
    Ok(configuration)
}

/// Runs one product on the unit and on the golden model.
fn run<M: seedchip_sim::model::Model>(
    unit: &mut VerilatedDevice<M>,
    configuration: &Configuration,
    operands: &Operands,
) -> anyhow::Result<Outcome> {
    let job = Job::of_matrices(
        configuration.sizes(),
        operands.format,
        operands.shape,
        &operands.a,
        &operands.b,
        operands.scales(),
    )?;
    let mut watch = |_| if interrupt::asked() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let (start, before) = (Instant::now(), unit.harness().cycles());
    let found = job.run(unit, &mut watch)?;
    let (time, simulated) = (start.elapsed(), unit.harness().cycles() - before);
    let expected = job.run(&mut Datapath::new(configuration), &mut watch)?;
    let beats: Vec<[u32; 4]> = job.commands.iter().map(|(_, command)| command.encode()).collect();
    let formula = contract::ends(configuration, &beats).and_then(|ends| ends.last().copied()).unwrap_or(0);
    Ok(Outcome {
        format: operands.format,
        shape: operands.shape,
        cells: configuration.rows() * configuration.columns(),
        commands: job.commands.len(),
        formula,
        scales: operands.integer_scales.clone(),
        expected,
        found,
        time,
        simulated,
    })
}

/// Writes the product: int32, or float32 of a block format.
fn write(path: &Path, outcome: &Outcome) -> anyhow::Result<()> {
    let (m, n, _) = outcome.shape;
    let (shape, results) = (vec![m, n], &outcome.found.results);
    if outcome.format.has_blocks() {
        let values = results.iter().map(|bits| f32::from_bits(bits.cast_unsigned())).collect();
        matrix_files::write::<f32>(path, shape, values)
    } else {
        matrix_files::write(path, shape, results.clone())
    }
}

impl Operands {
    /// Whether a command can have them.
    fn check(&self) -> anyhow::Result<()> {
        let (_, _, k) = self.shape;
        let greatest = Command::greatest_k(self.format, true) as usize;
        ensure!(k <= greatest, "k is {k}: {} takes at most {greatest}", self.format.name());
        Ok(())
    }
}
