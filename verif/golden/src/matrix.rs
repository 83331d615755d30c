//! The blocks of the matrix unit.

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
