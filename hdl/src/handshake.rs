//! The two ends of a stream with a handshake: valid never waits for ready, and data stands while valid and not ready.

use rust_hdl::prelude::*;
use seedchip_export::Resize;

bundle! {
    /// Words, one by one.
    pub struct WordSink / WordSource<T: Resize = Bits<64>>;

    /// Words of `lanes` lanes of `lane_bits` bits.
    new(lanes, lane_bits)
    members {
        /// A word is offered.
        forth valid_i valid_o: Bit,
        /// The receiver is ready for a word.
        back ready_o ready_i: Bit,
        /// The word, lane 0 lowest.
        forth data_i data_o: T{lane_bits}[lanes],
    }
}

bundle! {
    /// Beats of packets.
    pub struct BeatSink / BeatSource<T: Resize = Bits<64>>;

    /// Beats of `lanes` lanes of `lane_bits` bits.
    new(lanes, lane_bits)
    members {
        /// A beat is offered.
        forth valid_i valid_o: Bit,
        /// The receiver is ready for a beat.
        back ready_o ready_i: Bit,
        /// The beat's data, lane 0 lowest.
        forth data_i data_o: T{lane_bits}[lanes],
        /// The beat is the last of its packet.
        forth last_i last_o: Bit,
    }
}
