//! Verilog to libraries: one run of Verilator, one of the C++ compiler.
//!
//! [`archive`] makes a static library, which the build script of `seedchip-sim` links; [`shared`] makes a library
//! that is loaded while the program runs, with a runtime of its own in it: for Verilog that exists only then, such
//! as the netlist that synthesis leaves. Both have the same table of functions (`sim/include/seedchip_model.h`).
//! A library is built again only when something that it is made from has changed.

mod compiler;
mod design;
mod library;
mod ports;
mod shim;
mod verilator;

pub use design::{Design, Port};
pub use library::{Toolchain, archive, runtime, shared};
use thiserror::Error;

/// Why there is no library.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct VerilateError(pub(crate) String);

impl VerilateError {
    /// A file of a model can't be read or written.
    fn file(name: &str) -> impl Fn(std::io::Error) -> Self {
        move |error| Self(format!("cannot write the model `{name}`: {error}"))
    }
}
