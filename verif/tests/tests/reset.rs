//! Reset is sufficient: whatever registers and memories hold, and whenever it comes, the outputs after it are the same.

mod midway;
mod power_up;
mod registers;

use seedchip_kit::product::Limits;
use seedchip_spec::Configuration;

/// Commands small enough to run many of them at any size.
fn limits(configuration: &Configuration) -> Limits {
    if configuration.rows() <= 16 { Limits::default() } else { Limits { commands: 2, tiles: 2, m: 70 } }
}

/// So many cases at `tiny`, fewer where a cycle takes longer.
fn cases_of(configuration: &Configuration, at_tiny: u64) -> u64 {
    (16 * at_tiny / (configuration.rows() * configuration.columns()) as u64).max(4)
}
