//! Formats, named configurations and the list of blocks: names and widths, no arithmetic.
//!
//! Everything that RTL, golden model, simulation and tests must agree on, and nothing else: the one crate
//! that both the golden model and the RTL see.

mod blocks;
mod cell;
mod configuration;
pub mod layout;
mod pins;

pub use blocks::{BLOCKS, Block, Direction, Port, block, test_sizes};
pub use cell::Cell;
pub use configuration::{
    ACCUMULATOR_LATENCY, Configuration, ConfigurationError, NAMED, Preset, REQUANTISE_LATENCY, Sizes, sum_bits,
};
pub use pins::{Pins, Value};
