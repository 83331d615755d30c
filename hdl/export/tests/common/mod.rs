//! Blocks and tools that the tests share.

#![allow(dead_code)]

pub mod array;
pub mod fifo;
pub mod simulate;
pub mod tools;

use seedchip_export::{Design, Provenance, export};

/// A provenance that no test depends on.
pub fn provenance() -> Provenance {
    Provenance { configuration: "default (16 rows, 16 columns)".into(), version: "0.1.0".into() }
}

/// Exports a block that is known to be good.
pub fn exported(block: &dyn rust_hdl::prelude::Block) -> Design {
    match export(block, &provenance()) {
        Ok(design) => design,
        Err(error) => panic!("{error}"),
    }
}
