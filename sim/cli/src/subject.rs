//! The block that a command simulates, at its sizes.

use anyhow::bail;
use seedchip_spec::{BLOCKS, Block, Configuration, Instance};

/// The block of this name in a unit of this configuration (`array`), or at the sizes that stand behind the name
/// (`delay_8x1`, `array_6x4x16`).
pub fn instance(name: &str, configuration: &Configuration) -> anyhow::Result<Instance> {
    if let Some(block) = Block::named(name) {
        return Ok(block.of(configuration));
    }
    let begins = |block: &Block| name.strip_prefix(block.name).is_some_and(|rest| rest.starts_with('_'));
    if BLOCKS.iter().any(begins) {
        return Ok(name.parse()?);
    }
    let names: Vec<&str> = BLOCKS.iter().map(|block| block.name).collect();
    bail!("no block is called `{name}`: choose one of {}", names.join(", "));
}
