//! The Verilog of blocks and datapaths, as the exporter writes it.

use crate::script::block;
use seedchip_export::Design;
use seedchip_spec::Instance;
use std::path::{Path, PathBuf};

/// The Verilog of a block.
pub fn design(instance: &Instance) -> Design {
    let block = seedchip_hdl::registry::block(instance);
    seedchip_export::export(block.as_ref()).unwrap_or_else(|error| panic!("{instance}: {error}"))
}

/// A block's Verilog at the first of its sizes.
pub fn at_test_size(name: &str) -> Design {
    design(&block(name).first())
}

/// Writes every module to a file of its own; the files, children first.
pub fn write(design: &Design, folder: &Path) -> Vec<PathBuf> {
    let file = |name: &str| folder.join(format!("{name}.v"));
    design
        .modules
        .iter()
        .map(|module| {
            let file = file(&module.name);
            std::fs::write(&file, &module.text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            file
        })
        .collect()
}
