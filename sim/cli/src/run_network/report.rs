//! The table of a run: one row per layer, and their sum.

use super::layer::Report;
use crate::quantity;
use crate::table;
use seedchip_host::quantise::Layer;
use seedchip_spec::Configuration;
use std::fmt;

/// The table of a run.
pub struct Table {
    cells: u64,
    table: table::Table,
    total: Report,
    layers: usize,
    differences: Vec<String>,
}

impl Table {
    /// An empty table.
    pub fn new(configuration: &Configuration) -> Self {
        let headings = ["layer", "m × k × n", "cycles", "formula", "array", "simulated", "golden model"];
        Self {
            cells: configuration.rows() as u64 * configuration.columns() as u64,
            table: table::Table::new(&headings, &[0, 1, 5]),
            total: Report::default(),
            layers: 0,
            differences: Vec::new(),
        }
    }

    /// Adds the next layer.
    pub fn add(&mut self, layer: &Layer, frames: usize, report: &Report) {
        self.layers += 1;
        let shape = format!("{frames} × {} × {}", layer.inputs, layer.outputs);
        self.table.row(row(self.layers.to_string(), shape, report, self.cells));
        self.total.add(report);
        let number = self.layers;
        self.differences.extend(report.differences.iter().map(|difference| format!("layer {number}, {difference}")));
    }

    /// Layers so far.
    pub fn layers(&self) -> usize {
        self.layers
    }

    /// Whether nothing differs from the golden model.
    pub fn all_equal(&self) -> bool {
        self.differences.is_empty()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        if self.layers > 0 {
            let mut table = self.table.clone();
            table.row(row("all".to_owned(), String::new(), &self.total, self.cells));
            table.fmt(formatter)?;
        }
        for difference in &self.differences {
            writeln!(formatter, "{difference}")?;
        }
        Ok(())
    }
}

fn row(name: String, shape: String, report: &Report, cells: u64) -> [String; 7] {
    let share = 100.0 * report.products as f64 / (cells * report.cycles).max(1) as f64;
    let rate = quantity::rate(report.simulated as f64, report.time.as_secs_f64());
    let traced = if report.traced { ", traced" } else { "" };
    let equal = if report.equal == report.outputs {
        format!("{} equal", report.equal)
    } else {
        format!("{} of {} equal", report.equal, report.outputs)
    };
    [
        name,
        shape,
        report.cycles.to_string(),
        report.formula.to_string(),
        format!("{share:.2} %"),
        format!("{rate} cycles/s{traced}"),
        equal,
    ]
}
