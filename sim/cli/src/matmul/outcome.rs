//! What became of a product.

use crate::table::Table;
use seedchip_host::job::Answer;
use seedchip_spec::Format;
use std::fmt::Write as _;
use std::io::Write;
use std::time::Duration;

/// The results of a product on the unit and on the golden model, and what it took.
pub struct Outcome {
    pub format: Format,
    /// m, n and k.
    pub shape: (usize, usize, usize),
    /// Cells of the array.
    pub cells: usize,
    /// Commands that the product took.
    pub commands: usize,
    /// Cycles by the cycle contract.
    pub formula: u64,
    /// What integers of a row of A and of a column of B were divided by, if they were quantised.
    pub scales: Option<(Vec<f64>, Vec<f64>)>,
    pub expected: Answer,
    pub found: Answer,
    pub time: Duration,
    pub simulated: u64,
}

impl Outcome {
    fn cycles(&self) -> u64 {
        self.found.statuses.iter().map(|status| status.cycles).sum()
    }

    /// Products formed per cell and cycle, in percent.
    fn utilisation(&self) -> f64 {
        let (m, n, k) = self.shape;
        100.0 * (m as f64 * n as f64 * k as f64) / (self.cells as f64 * self.cycles().max(1) as f64)
    }

    fn equal(&self) -> usize {
        self.expected.results.iter().zip(&self.found.results).filter(|(expected, found)| expected == found).count()
    }

    /// Whether every result is the golden model's, every command was carried out, and the cycle contract holds.
    pub fn is_fine(&self) -> bool {
        let failed = self.found.statuses.iter().any(|status| status.error.is_failure());
        self.equal() == self.expected.results.len() && !failed && self.cycles() == self.formula
    }

    /// Says what the product took and whether it is right.
    pub fn tell(&self, output: &mut dyn Write) -> anyhow::Result<()> {
        writeln!(
            output,
            "{} commands, {} cycles, {} by the cycle contract, utilisation {:.2} %",
            self.commands,
            self.cycles(),
            self.formula,
            self.utilisation()
        )?;
        for status in &self.found.statuses {
            if status.error.is_failure() {
                writeln!(output, "command {} failed: {}", status.tag, status.error)?;
            } else if !status.flags.is_empty() {
                writeln!(output, "command {}: {}", status.tag, status.flags)?;
            }
        }
        let mut pairs = self.expected.results.iter().zip(&self.found.results);
        if let Some(index) = pairs.position(|(expected, found)| expected != found) {
            let (_, n, _) = self.shape;
            let (expected, found) = (self.expected.results[index], self.found.results[index]);
            let (row, column) = (index / n, index % n);
            writeln!(
                output,
                "row {row}, column {column}: the golden model says {}, found {}",
                self.text(expected),
                self.text(found)
            )?;
        }
        writeln!(output, "golden model: {} of {} results equal", self.equal(), self.expected.results.len())?;
        Ok(())
    }

    fn text(&self, result: i32) -> String {
        if self.format.has_blocks() {
            format!("{:e} ({result:#010x})", f32::from_bits(result.cast_unsigned()))
        } else {
            result.to_string()
        }
    }

    /// The results as numbers: integers times their scales.
    fn numbers(&self) -> Vec<f64> {
        let (_, n, _) = self.shape;
        let number = |(index, result): (usize, &i32)| match &self.scales {
            Some((rows, columns)) => f64::from(*result) * rows[index / n] * columns[index % n],
            None => f32::from_bits(result.cast_unsigned()).into(),
        };
        self.found.results.iter().enumerate().map(number).collect()
    }
}

/// The errors of quantised products beside the product in float64, as a table and as bars.
pub fn errors(outcomes: &[Outcome], product: &[f64]) -> String {
    let norm = |values: &mut dyn Iterator<Item = f64>| values.map(|value| value * value).sum::<f64>().sqrt();
    let all = norm(&mut product.iter().copied());
    let mut table = Table::new(
        &["format", "cycles", "utilisation", "golden model", "greatest error", "relative error", "signal to error"],
        &[0],
    );
    let (mut bars, widest) = (String::new(), outcomes.iter().map(|outcome| outcome.format.name().len()).max());
    for outcome in outcomes {
        let errors: Vec<f64> = outcome.numbers().iter().zip(product).map(|(found, exact)| found - exact).collect();
        let greatest = errors.iter().fold(0_f64, |greatest, error| greatest.max(error.abs()));
        let relative = norm(&mut errors.iter().copied()) / all;
        let decibels = -20.0 * relative.log10();
        table.row([
            outcome.format.name().to_owned(),
            outcome.cycles().to_string(),
            format!("{:.2} %", outcome.utilisation()),
            format!("{} of {}", outcome.equal(), product.len()),
            format!("{greatest:.3e}"),
            format!("{relative:.3e}"),
            format!("{decibels:.1} dB"),
        ]);
        let bar =
            if decibels.is_finite() { "#".repeat(decibels.clamp(0.0, 160.0) as usize / 2) } else { String::new() };
        // Writing to a string cannot fail.
        let _ = writeln!(bars, "{:width$}  {bar} {decibels:.1}", outcome.format.name(), width = widest.unwrap_or(0));
    }
    let bars =
        if outcomes.len() > 1 { format!("\nsignal to error in dB, a mark for two:\n{bars}") } else { String::new() };
    format!("errors against the product in float64; relative: of all results together\n{table}{bars}")
}
