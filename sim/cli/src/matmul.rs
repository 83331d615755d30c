//! `seedchip matmul`: one matrix product on the Verilated datapath.

use crate::arguments::Matmul;
use crate::ending::Ending;
use crate::{interrupt, quantity, trace_files};
use anyhow::{Context, bail, ensure};
use seedchip_golden::contract;
use seedchip_golden::datapath::Datapath;
use seedchip_host::job::{Answer, Job};
use seedchip_host::npy::{Array, NpyError, Raw, Type};
use seedchip_sim::PowerUp;
use seedchip_sim::device::VerilatedDevice;
use seedchip_sim::models;
use seedchip_spec::{Command, Configuration, DATAPATH, Format};
use std::fs;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

/// The operands of a product, one element per byte.
struct Operands {
    m: usize,
    n: usize,
    k: usize,
    a: Vec<i8>,
    b: Vec<i8>,
}

/// Computes the product, compares it with the golden model's, and says what it took.
pub fn matmul(arguments: &Matmul, output: &mut dyn Write) -> anyhow::Result<Ending> {
    let configuration = arguments.sizes.configuration("default")?;
    let operands = Operands::read(arguments)?;
    if let Some(path) = &arguments.out {
        trace_files::make_folder_of(path)?;
    }
    let shape = (operands.m, operands.n, operands.k);
    let job = Job::of_matrices(configuration.sizes(), arguments.format, shape, &operands.a, &operands.b)?;
    let mut unit = VerilatedDevice::new(models::block(&DATAPATH.of(&configuration), PowerUp::Zero)?, &configuration)?;
    interrupt::listen();
    let mut watch = |_| if interrupt::asked() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let (start, before) = (Instant::now(), unit.harness().cycles());
    let found = job.run(&mut unit, &mut watch)?;
    let (time, simulated) = (start.elapsed(), unit.harness().cycles() - before);
    let expected = job.run(&mut Datapath::new(&configuration), &mut watch)?;

    let rate = quantity::rate(simulated as f64, time.as_secs_f64());
    let (m, n, k) = shape;
    writeln!(output, "{}: {m} × {k} × {n} on {configuration}, {rate} cycles/s", arguments.format.name())?;
    let fine = tell(&configuration, &operands, &job, &expected, &found, output)?;
    if let Some(path) = &arguments.out {
        let array = Array { shape: vec![m, n], values: found.results };
        fs::write(path, array.write()).with_context(|| format!("cannot write {}", path.display()))?;
        writeln!(output, "results written to {}", path.display())?;
    }
    Ok(if fine { Ending::Fine } else { Ending::Difference })
}

/// Says what the product took and whether it is right.
fn tell(
    configuration: &Configuration,
    operands: &Operands,
    job: &Job,
    expected: &Answer,
    found: &Answer,
    output: &mut dyn Write,
) -> anyhow::Result<bool> {
    let beats: Vec<[u32; 4]> = job.commands.iter().map(|(_, command)| command.encode()).collect();
    let formula = contract::ends(configuration, &beats).and_then(|ends| ends.last().copied()).unwrap_or(0);
    let cycles: u64 = found.statuses.iter().map(|status| status.cycles).sum();
    let products = operands.m as f64 * operands.n as f64 * operands.k as f64;
    let cells = (configuration.rows() * configuration.columns()) as f64;
    writeln!(
        output,
        "{} commands, {cycles} cycles, {formula} by the cycle contract, utilisation {:.2} %",
        job.commands.len(),
        100.0 * products / (cells * cycles.max(1) as f64)
    )?;
    let failed = found.statuses.iter().find(|status| status.error.is_failure());
    if let Some(status) = failed {
        writeln!(output, "command {} failed: {}", status.tag, status.error)?;
    }
    let mut pairs = expected.results.iter().zip(&found.results);
    let equal = pairs.clone().filter(|(expected, found)| expected == found).count();
    let all = expected.results.len();
    if let Some(index) = pairs.position(|(expected, found)| expected != found) {
        writeln!(
            output,
            "row {}, column {}: the golden model says {}, found {}",
            index / operands.n,
            index % operands.n,
            expected.results[index],
            found.results[index]
        )?;
    }
    writeln!(output, "golden model: {equal} of {all} results equal")?;
    Ok(equal == all && failed.is_none() && cycles == formula)
}

impl Operands {
    fn read(arguments: &Matmul) -> anyhow::Result<Self> {
        let (a_shape, a) = matrix(&arguments.a, Format::Int8)?;
        let (b_shape, b) = matrix(&arguments.b, arguments.format)?;
        let ([m, k], [rows, n]) = (a_shape, b_shape);
        ensure!(
            k == rows,
            "{} has {k} columns and {} {rows} rows: these must be equal",
            arguments.a.display(),
            arguments.b.display()
        );
        ensure!(
            m > 0 && n > 0 && k > 0,
            "{} · {}: a product of no elements",
            arguments.a.display(),
            arguments.b.display()
        );
        let greatest = Command::greatest_k(arguments.format, true) as usize;
        ensure!(k <= greatest, "k is {k}: a longer sum than {greatest} products could overflow int32");
        Ok(Self { m, n, k, a, b })
    }
}

/// Two-dimensional bit patterns of int8 or uint8, one element per byte; of a format of 4 bits the low ones count, and the
/// others must extend their sign or be zero.
fn matrix(path: &Path, format: Format) -> anyhow::Result<([usize; 2], Vec<i8>)> {
    let file = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let of_file = || format!("cannot use {}", path.display());
    let raw = Raw::read(&file).with_context(of_file)?;
    let found = raw.header.element;
    if !matches!(found, Type::Int8 | Type::Uint8) {
        return Err(NpyError::Type { found: found.name(), wanted: "int8 or uint8" }).with_context(of_file);
    }
    let [rows, columns] = raw.header.shape[..] else {
        bail!("{} has {} dimensions: a matrix has two", path.display(), raw.header.shape.len());
    };
    let unused = 8 - format.weight_bits();
    let element = |byte: &u8| -> anyhow::Result<i8> {
        let value = (byte << unused).cast_signed() >> unused;
        let pattern = byte & (u8::MAX >> unused);
        ensure!(
            *byte == pattern || byte.cast_signed() == value,
            "{} has the element {byte:#04x}: {} has {} bits",
            path.display(),
            format.name(),
            format.weight_bits()
        );
        Ok(value)
    };
    Ok(([rows, columns], raw.bytes.iter().map(element).collect::<anyhow::Result<_>>()?))
}
