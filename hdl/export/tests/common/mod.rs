//! Blocks and tools that the tests share.

#![allow(dead_code)]

pub mod array;
pub mod fifo;
pub mod simulate;
pub mod tools;

use seedchip_export::{Design, export};

/// Exports a block that is known to be good.
pub fn exported(block: &dyn rust_hdl::prelude::Block) -> Design {
    match export(block) {
        Ok(design) => design,
        Err(error) => panic!("{error}"),
    }
}
