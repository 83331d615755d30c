//! `seedchip vector`: operations of networks on the Verilated vector unit.

mod numbers;
pub mod outcome;
mod plot;
mod reference;
mod task;

use crate::arguments::{On, Operation, Vector};
use crate::ending::Ending;
use crate::trace_files;
use crate::vector_unit::Interruptible;
use anyhow::{Context, bail};
use outcome::Outcome;
use plot::Plot;
use seedchip_golden::passes::contract::contract;
use seedchip_golden::passes::unit::VectorUnit;
use seedchip_host::vector::{Program, ProgramError};
use seedchip_spec::device::DeviceError;
use seedchip_spec::{Pass, VectorSizes};
use std::fs;
use std::io::Write;
use std::path::Path;
use task::Task;

/// Carries out an operation, compares it with the golden model, and says what it took.
pub fn vector(arguments: &Vector, output: &mut dyn Write) -> anyhow::Result<Ending> {
    match carry_out(arguments, output) {
        Err(error) if is_interruption(&error) => Ok(Ending::Interrupted),
        ending => ending,
    }
}

fn is_interruption(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(ProgramError::Device(DeviceError::Interrupted)))
}

fn carry_out(arguments: &Vector, output: &mut dyn Write) -> anyhow::Result<Ending> {
    let name = arguments.operation.name();
    if let Some(option) = arguments.stray_option() {
        bail!("{name} has no --{option}: `seedchip vector --help` lists the options of each operation");
    }
    let configuration = arguments.sizes.configuration("default")?;
    let sizes = VectorSizes::of(&configuration);
    let VectorSizes { lanes, words, rows } = sizes;
    let unit =
        format!("the vector unit of {}: {lanes} lanes, banks of {words} words, {rows} rows", configuration.name());
    if let Some(path) = &arguments.plot {
        return plot(arguments, sizes, path, output);
    }
    let task = Task::read(arguments, sizes)?;
    for path in [&arguments.out, &arguments.out_scale].into_iter().flatten() {
        trace_files::make_folder_of(path)?;
    }
    let outcome = run(&task.program, sizes, arguments.device)?;
    let (m, n) = task.shape;
    writeln!(output, "{name}: {m} × {n} on {unit}")?;
    outcome.tell(output)?;
    if let Some(exact) = &task.exact {
        writeln!(output, "{}", reference::errors(exact, &outcome.found))?;
    }
    if let Some(path) = &arguments.out {
        let write = if arguments.operation == Operation::Argmax { numbers::write_indices } else { numbers::write };
        write(path, &outcome.found)?;
        writeln!(output, "results written to {}", path.display())?;
    }
    if let Some(path) = &arguments.out_scale {
        numbers::write_scales(path, &outcome.found)?;
        writeln!(output, "scales written to {}", path.display())?;
    }
    Ok(if outcome.is_fine() { Ending::Fine } else { Ending::Difference })
}

/// Draws the error of a function.
fn plot(arguments: &Vector, sizes: VectorSizes, path: &Path, output: &mut dyn Write) -> anyhow::Result<Ending> {
    let plot = Plot::new(arguments.operation, sizes)?;
    trace_files::make_folder_of(path)?;
    let outcome = run(&plot.program, sizes, arguments.device)?;
    let (picture, sentence) = plot.draw(&outcome);
    fs::write(path, picture).with_context(|| format!("cannot write {}", path.display()))?;
    outcome.tell(output)?;
    writeln!(output, "{sentence}\nplot written to {}", path.display())?;
    Ok(if outcome.is_fine() { Ending::Fine } else { Ending::Difference })
}

/// Runs a program on what was asked for.
fn run(program: &Program, sizes: VectorSizes, on: On) -> anyhow::Result<Outcome> {
    let golden = || program.run(&mut VectorUnit::new(sizes));
    if on == On::Golden {
        return Ok(Outcome { found: golden()?, expected: None, times: None });
    }
    let found = program.run(&mut Interruptible::new(sizes)?)?;
    let expected = if on == On::Both { Some(golden()?) } else { None };
    let passes: Vec<Pass> = program.jobs().iter().map(|job| job.pass).collect();
    Ok(Outcome { found, expected, times: contract(sizes, &passes).map(|contract| contract.passes) })
}
