//! Streams and delays.

pub mod delay;
pub mod stream_fifo;
pub mod stream_register;
pub mod token_delay;
