//! The Verilog of blocks and datapaths, as the exporter writes it.

use crate::script::tiny;
use seedchip_export::{Design, Provenance};
use seedchip_spec::Configuration;
use std::path::{Path, PathBuf};

/// A block's Verilog for a configuration.
pub fn design(name: &str, configuration: &Configuration) -> Design {
    let block = seedchip_hdl::registry::block(name, configuration)
        .unwrap_or_else(|| panic!("`{name}` is not in the registry of hdl"));
    let provenance =
        Provenance { configuration: configuration.name().to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() };
    seedchip_export::export(block.as_ref(), &provenance)
        .unwrap_or_else(|error| panic!("`{name}` of {}: {error}", configuration.name()))
}

/// A block's Verilog at the size of its test.
pub fn at_test_size(name: &str) -> Design {
    design(name, &tiny())
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
