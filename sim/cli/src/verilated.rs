//! Verilated models by name, or an error that says which there are.

use anyhow::Context;
use seedchip_sim::{Model, PowerUp, models};
use seedchip_spec::Configuration;

/// A block at a configuration.
pub fn model(block: &str, configuration: &Configuration) -> anyhow::Result<Box<dyn Model>> {
    let at = configuration.name();
    models::model(block, at, PowerUp::Zero).with_context(|| {
        let others: Vec<&str> = models::all().filter(|(name, _)| *name == block).map(|(_, other)| other).collect();
        format!(
            "`{block}` is Verilated at {} and not at {at}: give one of those with --config, and no other sizes",
            others.join(", ")
        )
    })
}
