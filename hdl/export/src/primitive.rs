//! What a block may be made of beside rust-hdl's own signals: the pieces that this exporter knows how to
//! write as a hardware engineer would.

mod bus;
mod cast;
mod flop;
mod leaf;
mod marker;
mod module;
mod registers;

pub use bus::{Bus, Resize};
pub use cast::bit_cast_signed;
pub use flop::Flop;
pub use leaf::Parameter;
pub use module::{Module, PREFIX};
pub use registers::{Clocked, RegisterPins, Registered, Registers};

pub(crate) use flop::FLOP_MARKER;
pub(crate) use leaf::leaf;
pub(crate) use module::MODULE_MARKER;
pub(crate) use registers::REGISTERS_MARKER;
