//! Streams of beats: their sources, their sinks, and the handshake rules for both.
//!
//! A beat passes in a cycle in which valid and ready are high. Valid never waits for ready; valid and what goes
//! with it stay until the beat has passed.

mod checker;
mod ports;
mod random;
mod sink;
mod source;
mod stalls;

pub use checker::{HandshakeChecker, Observed, Rule, Violation};
pub use ports::{Role, StreamPorts};
pub use random::Random;
pub use sink::Sink;
pub use source::Source;
pub use stalls::{StallGenerator, Stalls};
