//! The table of functions of a model's library, and the description of its block.

use seedchip_runtime::{RawContext, VcdC};
use seedchip_spec::Port;
use std::ffi::c_void;

/// The functions of one model: `SeedchipInterface` in `include/seedchip_model.h`.
#[repr(C)]
pub struct Interface {
    /// Makes a model in a context.
    pub create: unsafe extern "C" fn(*mut RawContext) -> *mut c_void,
    /// Deletes a model.
    pub destroy: unsafe extern "C" fn(*mut c_void),
    /// Lets the outputs answer the inputs.
    pub evaluate: unsafe extern "C" fn(*mut c_void),
    /// Adds a model to a waveform; none in a library that was built without.
    pub trace: Option<unsafe extern "C" fn(*mut c_void, *mut VcdC)>,
    /// Writes the address of each port's storage.
    pub ports: unsafe extern "C" fn(*mut c_void, *mut *mut u8),
    /// Clocks a model with random inputs and folds its outputs into a number.
    pub exercise: unsafe extern "C" fn(*mut c_void, u64, u64) -> u64,
}

/// The block of a library.
pub struct Description {
    /// The block.
    pub block: &'static str,
    /// Its sizes: the configuration's name, or its own.
    pub sizes: &'static str,
    /// Whether it has a clock, which is then the last in the table of addresses.
    pub clocked: bool,
    /// The ports but the clock.
    pub ports: &'static [Port],
    /// Their indices in the order of their names.
    pub by_name: &'static [usize],
}
