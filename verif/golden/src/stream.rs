//! Delays and streams.

pub mod delay;
pub mod operand_packet;
pub mod stream_fifo;
pub mod stream_register;
pub mod token_delay;
