//! What moves words: delays and the two buffers of a valid/ready stream.

mod delay;
mod stream_fifo;
mod stream_register;
mod token_delay;

pub use delay::Delay;
pub use stream_fifo::StreamFifo;
pub use stream_register::StreamRegister;
pub use token_delay::TokenDelay;
