//! Cases of `packet_input`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "packet_input", cases: 800, cycles: 60 }

pub fn latency() -> Latency {
    Latency::new("up_valid_i", "down_valid_o", Script::of("packet_input").resting(&[("down_ready_i", 1)]))
}

pub fn listed() -> Vec<Script> {
    vec![abort_within_a_packet(), abort_between_packets(), ready_in_reset()]
}

/// What is left of a packet is discarded up to its last beat; the next packet passes.
fn abort_within_a_packet() -> Script {
    Script::of("packet_input")
        .cycle(&[("up_valid_i", 1), ("up_data_i", 1)])
        .sees(&[("up_ready_o", 1)])
        .cycle(&[("up_valid_i", 1), ("up_data_i", 2), ("abort_i", 1)])
        .sees(&[("down_valid_o", 1), ("mid_o", 1)])
        .cycle(&[("up_valid_i", 1), ("up_data_i", 3)])
        .sees(&[("up_ready_o", 1), ("down_valid_o", 0)])
        .cycle(&[("up_valid_i", 1), ("up_data_i", 4)])
        .cycle(&[("up_valid_i", 1), ("up_data_i", 5), ("up_last_i", 1)])
        .sees(&[("up_ready_o", 1), ("down_valid_o", 0)])
        .cycle(&[("up_valid_i", 1), ("up_data_i", 6), ("up_last_i", 1)])
        .sees(&[("down_valid_o", 0), ("mid_o", 0)])
        .rest(1)
        .sees(&[("down_valid_o", 1), ("down_data_o", 6), ("down_last_o", 1)])
}

/// Whole packets that wait are lost, and nothing that comes later.
fn abort_between_packets() -> Script {
    Script::of("packet_input")
        .cycle(&[("up_valid_i", 1), ("up_data_i", 1), ("up_last_i", 1)])
        .cycle(&[("up_valid_i", 1), ("up_data_i", 2), ("up_last_i", 1), ("abort_i", 1)])
        .sees(&[("down_valid_o", 1)])
        .cycle(&[("up_valid_i", 1), ("up_data_i", 7), ("up_last_i", 1)])
        .sees(&[("down_valid_o", 0)])
        .rest(1)
        .sees(&[("down_valid_o", 1), ("down_data_o", 7)])
}

/// A reset within a packet forgets it.
fn ready_in_reset() -> Script {
    Script::of("packet_input")
        .cycle(&[("up_valid_i", 1), ("up_data_i", 1)])
        .cycle(&[("rst_ni", 0), ("up_valid_i", 1), ("abort_i", 1)])
        .sees(&[("up_ready_o", 0)])
        .cycle(&[("up_valid_i", 1), ("up_data_i", 9)])
        .sees(&[("up_ready_o", 1), ("mid_o", 0), ("down_valid_o", 0)])
        .rest(1)
        .sees(&[("down_valid_o", 1), ("down_data_o", 9)])
}
