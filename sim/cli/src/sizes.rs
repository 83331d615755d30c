//! Which datapath a command is about: a named configuration, sizes, or both.

use clap::Args;
use seedchip_params::{Configuration, ConfigurationError};

/// A named configuration as a preset, and sizes that replace its own.
#[derive(Args, Debug)]
pub struct Sizes {
    /// The named configuration to start from: tiny, small, default or large
    #[arg(long = "config", value_name = "NAME")]
    pub preset: Option<String>,
    /// Rows of the array: products summed per column and cycle
    #[arg(long, value_name = "R")]
    pub rows: Option<usize>,
    /// Columns of the array: results per cycle
    #[arg(long, value_name = "C")]
    pub columns: Option<usize>,
    /// Accumulators per column: the most rows of activations that one command takes
    #[arg(long, value_name = "D")]
    pub accumulators: Option<usize>,
}

impl Sizes {
    /// The configuration asked for; `preset` is the one to start from if none is named.
    pub fn configuration(&self, preset: &str) -> Result<Configuration, ConfigurationError> {
        let preset = Configuration::named(self.preset.as_deref().unwrap_or(preset))?;
        Configuration::new(
            self.rows.unwrap_or(preset.rows()),
            self.columns.unwrap_or(preset.columns()),
            self.accumulators.unwrap_or(preset.accumulators()),
        )
    }
}

/// `default: 16 rows, 16 columns, 512 accumulators`.
pub fn describe(configuration: &Configuration) -> String {
    format!(
        "{}: {} rows, {} columns, {} accumulators",
        configuration.name(),
        configuration.rows(),
        configuration.columns(),
        configuration.accumulators()
    )
}
