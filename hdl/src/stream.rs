//! What moves words: delays and the two buffers of a valid/ready stream.

#![allow(missing_docs, reason = "a block says what it is where it is declared")]

pub mod delay;
pub mod operand_packet;
pub mod stream_fifo;
pub mod stream_register;
pub mod token_delay;
