//! The datapath of a command: a named configuration, sizes and a cell, or both.

use clap::Args;
use seedchip_spec::{Cell, Configuration, ConfigurationError};

/// A named configuration as a preset, and sizes and a cell that override it.
#[derive(Args, Debug)]
pub struct Sizes {
    /// The named configuration to start from: tiny, small, dense, default, large or lm
    #[arg(long = "config", value_name = "NAME")]
    pub preset: Option<String>,
    /// Rows of the array: products summed per column and cycle
    #[arg(long, value_name = "R")]
    pub rows: Option<usize>,
    /// Columns of the array: results per cycle
    #[arg(long, value_name = "C")]
    pub columns: Option<usize>,
    /// Accumulators per column: the maximum m of a command
    #[arg(long, value_name = "D")]
    pub accumulators: Option<usize>,
    /// The kind of cell: single (fewest flip-flops, for ASICs), registered (uses the registers of a DSP block) or paired
    /// (two columns share a DSP block)
    #[arg(long, value_name = "CELL")]
    pub cell: Option<String>,
    /// Formats of operands beside int8 and int8-int4, with commas between: mxint8, mxint8-int4, mxint8-mxfp4, mxfp4; or all
    #[arg(long, value_name = "FORMATS")]
    pub formats: Option<String>,
}

impl Sizes {
    /// The configuration; `preset` is the named one to start from if none is given.
    pub fn configuration(&self, preset: &str) -> Result<Configuration, ConfigurationError> {
        let preset = Configuration::named(self.preset.as_deref().unwrap_or(preset))?.sizes();
        let cell = self.cell.as_deref().map(Cell::named).transpose()?;
        let formats = self.formats.as_deref().map(str::parse).transpose()?;
        Configuration::new(seedchip_spec::Sizes {
            rows: self.rows.unwrap_or(preset.rows),
            columns: self.columns.unwrap_or(preset.columns),
            accumulators: self.accumulators.unwrap_or(preset.accumulators),
            cell: cell.unwrap_or(preset.cell),
            formats: formats.unwrap_or(preset.formats),
        })
    }
}
