//! The checked-in history of the benchmarks: ratios and counts, no times.

use serde::Serialize;
use std::path::Path;

/// A comparison's figures.
#[derive(Serialize)]
pub struct Row {
    model: String,
    left: String,
    right: String,
    /// Cycles per second of the left side in those of the right one.
    speed: f64,
    /// Instructions per simulated cycle.
    left_instructions: u64,
    right_instructions: u64,
}

impl Row {
    /// The figures of a comparison: model and sides, the ratio of speed, the counts of both sides.
    pub fn new(names: [String; 3], speed: f64, counts: [u64; 2]) -> Self {
        let ([model, left, right], [left_instructions, right_instructions]) = (names, counts);
        Self { model, left, right, speed: (speed * 100.0).round() / 100.0, left_instructions, right_instructions }
    }
}

/// Writes the history anew.
pub fn write(rows: &[Row]) -> Result<(), String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/history.csv");
    let wrong = |error: csv::Error| format!("cannot write {}: {error}", path.display());
    let mut writer = csv::Writer::from_path(&path).map_err(wrong)?;
    rows.iter().try_for_each(|row| writer.serialize(row)).map_err(wrong)?;
    writer.flush().map_err(|error| wrong(error.into()))
}
