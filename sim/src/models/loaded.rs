//! A model that is made while the program runs: Verilog, such as a netlist, is Verilated into a library that is
//! then loaded.

use super::verilated::{Description, Interface, PowerUp, Typed, Verilated};
use crate::model::Model;
use libloading::Library;
use seedchip_spec::{Block, Configuration, Port};
use seedchip_verilate::{Design, Toolchain, VerilateError, shared};
use std::path::Path;
use thiserror::Error;

/// Why there is no model.
#[derive(Debug, Error)]
pub enum LoadError {
    /// There is no library.
    #[error(transparent)]
    Verilate(#[from] VerilateError),
    /// The library can't be loaded.
    #[error("cannot load the model: {0}; remove it to have it built anew")]
    Library(#[from] libloading::Error),
}

/// Verilog that implements a block.
#[derive(Clone, Debug)]
pub struct Source {
    /// What tells the model from others of the block and configuration: letters, digits and `_`.
    pub name: String,
    /// The top module, with the block's ports.
    pub top: String,
    /// All modules.
    pub verilog: String,
    /// Flags for Verilator.
    pub flags: Vec<String>,
}

/// A library in this program, and the models that can be made of it.
#[derive(Clone, Copy)]
pub struct Loaded {
    interface: &'static Interface,
    description: &'static Description,
}

impl Loaded {
    /// Verilates `source`, which must have the ports of `block` at `configuration`, and loads it. The library is
    /// kept in the folder `cache` by what it is made from, and stays loaded until the program's end.
    pub fn new(
        source: &Source,
        block: &'static Block,
        configuration: &Configuration,
        cache: &Path,
    ) -> Result<Self, LoadError> {
        let ports = (block.ports)(configuration);
        let name = format!("{}_{}_{}", block.name, configuration.name(), source.name);
        let design = Design {
            name: name.clone(),
            block: block.name.to_owned(),
            configuration: configuration.name().to_owned(),
            top: source.top.clone(),
            size: source.verilog.len(),
            verilog: source.verilog.clone(),
            flags: source.flags.clone(),
            clock: block.clocked.then(|| "clk_i".to_owned()),
            ports: ports.iter().map(listed).collect(),
        };
        let file = shared(&Toolchain::new(cache)?, &design)?;
        // SAFETY: the library was made by `shared` from C++ that Verilator wrote: loading it runs the constructors
        // of Verilator's runtime, which ask nothing of the program. All but its one table is hidden.
        let library = unsafe { Library::new(file)? };
        // SAFETY: the symbol is a constant of this type (`SeedchipInterface` in include/seedchip_model.h, which is
        // part of what the cache tells libraries apart by).
        let interface = unsafe { *library.get::<*const Interface>(format!("seedchip_{name}\0").as_bytes())? };
        // Never unloaded: models may live until the program ends.
        std::mem::forget(library);
        let mut by_name: Vec<usize> = (0..ports.len()).collect();
        by_name.sort_by_key(|index| ports[*index].name);
        let description = Description {
            block: block.name,
            configuration: configuration.name().to_owned().leak(),
            clocked: block.clocked,
            ports: ports.leak(),
            by_name: by_name.leak(),
        };
        // SAFETY: the table is a constant of the library, which stays loaded.
        Ok(Self { interface: unsafe { &*interface }, description: Box::leak(Box::new(description)) })
    }

    /// A new model.
    pub fn model(&self, power_up: PowerUp) -> Box<dyn Model> {
        Box::new(LoadedModel(Verilated::new(self.interface, self.description, power_up)))
    }
}

fn listed(port: &Port) -> seedchip_verilate::Port {
    let Port { name, direction, width } = *port;
    seedchip_verilate::Port { name: name.to_owned(), direction, width }
}

struct LoadedModel(Verilated);

impl Typed for LoadedModel {
    fn verilated(&self) -> &Verilated {
        &self.0
    }
    fn verilated_mut(&mut self) -> &mut Verilated {
        &mut self.0
    }
}
