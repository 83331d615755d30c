//! Formats, named configurations and the list of blocks: names and widths, no arithmetic.
//!
//! Everything that RTL, golden model, simulation and tests share, and nothing else: the one crate on which both the
//! golden model and the RTL depend.

mod beats;
mod block;
mod blocks;
mod cell;
pub mod codec;
mod command;
mod configuration;
pub mod device;
mod format;
pub mod functions;
mod lookup;
mod parameter;
pub mod passes;
mod pins;
mod status;
mod stream;
mod vector;

pub use beats::{Beat, Beats};
pub use block::{Block, Direction, Instance, Port};
pub use blocks::{BLOCKS, DATAPATH, TOPS};
pub use cell::{Cell, UnknownCell};
pub use command::{Command, Opcode, Rounding};
pub use configuration::{Configuration, ConfigurationError, NAMED, Preset, Sizes, sum_bits};
pub use format::{Element, Format, Formats, UnknownFormat};
pub use lookup::InstanceError;
pub use parameter::Column;
pub use pins::{Pins, Value};
pub use status::{ErrorCode, Flag, Flags, Geometry, Status};
pub use stream::Stream;
pub use vector::{
    First, Number, Operation, Pass, PassError, PassFlag, PassFlags, PassFunction, PassGeometry, PassOpcode, PassStatus,
    Reduction, Second, Store, VectorSizes,
};
