//! Libraries of models in this program.

use super::interface::{Description, Interface};
use super::verilated::Verilated;
use crate::model::PowerUp;
use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};
use seedchip_verilate::{Cache, Design, VerilateError};
use std::path::PathBuf;
use thiserror::Error;

/// Why there is no model.
#[derive(Debug, Error)]
pub enum LoadError {
    /// The block can't be exported.
    #[error("cannot export `{block}`: {reason}")]
    Export {
        /// The block.
        block: String,
        /// What the exporter says.
        reason: String,
    },
    /// The library can't be built.
    #[error(transparent)]
    Verilate(#[from] VerilateError),
    /// The library can't be loaded.
    #[error("cannot load the model {path}: {reason}", path = path.display())]
    Library {
        /// Its file.
        path: PathBuf,
        /// What the system's loader says.
        reason: String,
    },
}

/// A library in this program, of which models can be made. It stays loaded until the program ends.
#[derive(Clone, Copy)]
pub struct Loaded {
    interface: &'static Interface,
    description: &'static Description,
}

// SAFETY: the interface is a constant of functions and of a text, which nobody writes.
unsafe impl Send for Loaded {}
// SAFETY: as above.
unsafe impl Sync for Loaded {}

/// Loads the library of a design, which is built if the cache of [`Cache::find`] has none.
pub fn load(design: &Design) -> Result<Loaded, LoadError> {
    load_from(&Cache::find()?, design)
}

/// The same with another cache.
pub fn load_from(cache: &Cache, design: &Design) -> Result<Loaded, LoadError> {
    let path = cache.library(design)?;
    let failed = |reason: String| LoadError::Library { path: path.clone(), reason };
    // SAFETY: the library was made by `Cache::library` from C++ that Verilator wrote, and has no constructors but those of
    // constants. `RTLD_NOW`: a symbol of Verilator's runtime that is missing is an error here, not later.
    let library = unsafe { Library::open(Some(&path), RTLD_NOW | RTLD_LOCAL) };
    let library = library.map_err(|error| failed(error.to_string()))?;
    // SAFETY: a library of the cache is whole and has the right key, and then a constant of this type: the C++ header that
    // declares it is part of the key.
    let interface = unsafe {
        let table = library.get::<*const Interface>(b"seedchip_model\0").map_err(|error| failed(error.to_string()))?;
        &**table
    };
    // Never unloaded: models may live until the program ends.
    std::mem::forget(library);
    let ports = design.ports.clone();
    let mut by_name: Vec<usize> = (0..ports.len()).collect();
    by_name.sort_by_key(|index| ports[*index].name);
    let description = Description {
        block: design.block,
        sizes: design.sizes.clone().leak(),
        clocked: design.clock.is_some(),
        ports: ports.leak(),
        by_name: by_name.leak(),
    };
    Ok(Loaded { interface, description: Box::leak(Box::new(description)) })
}

impl Loaded {
    /// A new model.
    pub fn model(&self, power_up: PowerUp) -> Verilated {
        Verilated::new(self.interface, self.description, power_up)
    }
}
