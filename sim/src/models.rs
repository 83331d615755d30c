//! The Verilated models: one module per block and configuration, written by the build script.
//!
//! `models::datapath_default::Datapath` and the like have an accessor for each port; [`block`] and [`datapath`]
//! hand out models by name.

pub mod exercise;
mod loaded;
mod verilated;

use crate::model::Model;
pub use crate::model::PowerUp;
pub use loaded::{LoadError, Loaded, Source};
pub use verilated::{Typed, Verilated};

struct Entry {
    block: &'static str,
    configuration: &'static str,
    make: fn(PowerUp) -> Box<dyn Model>,
}

/// A block at the size that it is tested at, all registers zero.
pub fn block(name: &str) -> Option<Box<dyn Model>> {
    model(name, "tiny", PowerUp::Zero)
}

/// The datapath of a named configuration, all registers zero.
pub fn datapath(configuration: &str) -> Option<Box<dyn Model>> {
    model("datapath", configuration, PowerUp::Zero)
}

/// A block at a configuration, if it is Verilated.
pub fn model(block: &str, configuration: &str, power_up: PowerUp) -> Option<Box<dyn Model>> {
    let entry = ALL.iter().find(|entry| entry.block == block && entry.configuration == configuration)?;
    Some((entry.make)(power_up))
}

/// Every model that there is: block and configuration.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    ALL.iter().map(|entry| (entry.block, entry.configuration))
}

include!(concat!(env!("OUT_DIR"), "/models.rs"));
