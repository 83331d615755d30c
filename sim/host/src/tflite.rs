//! Networks from TFLite files: int8, a chain of `FULLY_CONNECTED` operators.
//!
//! Whatever else a file may hold is refused by name, in one sentence. A file is taken to be hostile: see
//! `flatbuffer.rs` for why reading one can neither panic nor loop; what is copied out of it is bounded by its
//! length (see `tensor.rs`).

mod error;
mod flatbuffer;
mod graph;
mod layer;
mod network;
mod operator;
mod schema;
mod tensor;

pub use error::NetworkError;
pub use network::{Activation, FullyConnected, Network, Quantisation};
