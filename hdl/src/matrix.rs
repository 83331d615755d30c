//! The matrix unit: from commands and operands to results and statuses.

pub mod back_half;
pub mod collector;
pub mod column;
pub mod convert;
pub mod converter;
pub mod joiner;
pub mod launcher;
pub mod loader;
pub mod packer;
pub mod packet_input;
pub mod parameter_sets;
pub mod row_scales;
pub mod statuses;
pub mod tile_iterator;
pub mod weight_lanes;

use rust_hdl::prelude::*;
use seedchip_spec::ErrorCode;

/// What a launch tile is: the end of a command without a product, a tile of a product, or the discarding of the packets
/// of a refused one.
#[derive(Clone, Copy)]
enum TileKind {
    End,
    Product,
    Drain,
}

impl TileKind {
    /// As the ports have it.
    fn bits(self) -> Bits<2> {
        (self as u128).to_bits()
    }
}

/// The code of an error as ports inside the unit have it.
fn code(error: ErrorCode) -> Bits<4> {
    (error as u128).to_bits()
}

/// Bits of the numbers of so many things, at least one.
fn index_bits(count: usize) -> usize {
    count.next_power_of_two().ilog2().max(1) as usize
}
