//! Networks from TFLite files: int8, a chain of `FULLY_CONNECTED` operators.
//!
//! Anything else in a file is refused by name, in one sentence. A file is not trusted: `flatbuffer.rs` says why reading
//! one can neither panic nor loop, and the length of the file bounds the memory that is allocated for it (see
//! `tensor.rs`).

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
