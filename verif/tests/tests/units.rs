//! The tops at every configuration that they are checked at.

use seedchip_spec::{Block, Instance, TOPS};

include!(concat!(env!("OUT_DIR"), "/units.rs"));

/// Makes a test of a check for each top at each configuration: `datapath_tiny` and so on.
pub(crate) use each_unit;

/// A top at a configuration, by their names.
pub fn unit(top: &str, configuration: &str) -> Instance {
    assert!(TOPS.contains(&top), "`{top}` is no top");
    let block = Block::named(top).expect("a top is a block");
    let unit = block.instances().into_iter().find(|unit| unit.configuration().name() == configuration);
    unit.unwrap_or_else(|| panic!("`{top}` is not checked at {configuration}"))
}
