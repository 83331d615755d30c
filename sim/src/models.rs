//! Verilated models: any block at any configuration, and any other Verilog with the ports of one.
//!
//! A model is a library that is built on first use, kept (see [`Cache`]) and loaded. [`block`] makes a model of a block as
//! it is exported; [`load`] takes a [`Design`], such as a netlist.

mod exercise;
mod interface;
mod library;
mod verilated;

pub use crate::model::PowerUp;
pub use exercise::Exercise;
pub use library::{LoadError, Loaded, load, load_from};
pub use seedchip_verilate::{Cache, Design};
pub use verilated::Verilated;

use seedchip_hdl::registry;
use seedchip_spec::Instance;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// A block at its sizes, with registers and memories in the state of `power_up`.
///
/// The first model of an instance may be built for it: seconds, or a minute for a large datapath.
pub fn block(instance: &Instance, power_up: PowerUp) -> Result<Verilated, LoadError> {
    Ok(loaded(instance)?.model(power_up))
}

/// The library of a block, which the program loads once.
fn loaded(instance: &Instance) -> Result<Loaded, LoadError> {
    type Libraries = HashMap<Instance, Loaded>;
    static LIBRARIES: Mutex<Option<Libraries>> = Mutex::new(None);
    // A panic while it was held leaves libraries that are whole.
    let find =
        || LIBRARIES.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_default().get(instance).copied();
    if let Some(loaded) = find() {
        return Ok(loaded);
    }
    // Without the lock: threads may build different models at a time. Two that want the same wait in the cache, and the
    // library that both load is one.
    let loaded = load(&exported(instance)?)?;
    LIBRARIES.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_default().insert(instance.clone(), loaded);
    Ok(loaded)
}

/// A block as the exporter writes it. Its ports must be those of the list of blocks.
pub fn exported(instance: &Instance) -> Result<Design, LoadError> {
    let export = seedchip_export::export(&*registry::block(instance))
        .map_err(|error| LoadError::Export { block: instance.to_string(), reason: error.to_string() })?;
    Ok(Design::new(instance, &export.top, export.verilog()))
}
