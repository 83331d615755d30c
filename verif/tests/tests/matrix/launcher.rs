//! Cases of `launcher`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "launcher", cases: 1000, cycles: 80 }

pub fn latency() -> Latency {
    let tile = [&TILE[..], &[("complete_i", 1)]].concat();
    Latency::new("activation_valid_i", "row_o", Script::of("launcher").cycle(&[("rst_ni", 0)]).resting(&tile))
        .interval("max(m, W, 4) per tile")
}

/// A tile of two rows in four slots, first and last of its command.
const TILE: [(&str, i64); 10] = [
    ("tile_valid_i", 1),
    ("tile_kind_i", 1),
    ("tile_raw_i", 1),
    ("tile_first_i", 1),
    ("tile_result_i", 1),
    ("tile_last_i", 1),
    ("tile_m_i", 1),
    ("tile_slots_i", 3),
    ("tile_rows_i", 2),
    ("entry_ready_i", 1),
];

pub fn listed() -> Vec<Script> {
    vec![tile(), stalls(), short(), long(), weights_long(), refused(), asks(), full(), credits(), slots_without_rows()]
}

fn with(more: &[(&'static str, i64)]) -> Vec<(&'static str, i64)> {
    [&TILE[..], more].concat()
}

fn tiles() -> Script {
    Script::of("launcher").cycle(&[("rst_ni", 0)]).resting(&TILE)
}

fn tile() -> Script {
    tiles()
        .cycle(&with(&[("complete_i", 1), ("activation_valid_i", 1)]))
        .sees(&[
            ("take_o", 1),
            ("activation_ready_o", 1),
            ("entry_valid_o", 1),
            ("entry_raw_o", 1),
            ("entry_last_o", 1),
        ])
        .sees(&[("entry_empty_o", 0), ("entry_rows_o", 1), ("row_mask_o", 0b111)])
        .cycle(&with(&[("activation_valid_i", 1), ("activation_last_i", 1)]))
        .sees(&[("swap_o", 1), ("row_o", 1), ("first_o", 1), ("result_o", 1), ("address_o", 0), ("wait_address_o", 0)])
        .rest(1)
        .sees(&[("swap_o", 0), ("row_o", 1), ("address_o", 1), ("wait_address_o", 1), ("tile_ready_o", 0)])
        .rest(1)
        .sees(&[("row_o", 0), ("tile_ready_o", 1), ("verdict_valid_o", 0)])
        .rest(1)
        .sees(&[("verdict_valid_o", 1), ("verdict_asks_o", 0), ("verdict_error_o", 0)])
        .rest(1)
        .sees(&[("verdict_valid_o", 0)])
}

/// The first reason counts. Weights that come while the first tile fills are no stall.
fn stalls() -> Script {
    tiles()
        .cycle(&with(&[("loading_i", 1)]))
        .cycle(&with(&[("entry_ready_i", 0)]))
        .sees(&[("stall_weights_o", 0)])
        .rest(1)
        .sees(&[("stall_results_o", 1)])
        .cycle(&with(&[("complete_i", 1)]))
        .sees(&[("stall_weights_o", 1), ("stall_results_o", 0)])
        .rest(1)
        .sees(&[("stall_activations_o", 1), ("stall_weights_o", 0)])
}

fn short() -> Script {
    tiles()
        .cycle(&with(&[("complete_i", 1), ("activation_valid_i", 1), ("activation_last_i", 1)]))
        .cycle(&with(&[("activation_valid_i", 1)]))
        .sees(&[("activation_ready_o", 0), ("row_mask_o", 0)])
        .rest(3)
        .sees(&[("verdict_valid_o", 1), ("verdict_error_o", 9)])
}

/// The rest is discarded behind the tile. The verdict waits for that, and the next tile.
fn long() -> Script {
    tiles()
        .cycle(&with(&[("complete_i", 1), ("activation_valid_i", 1)]))
        .cycle(&with(&[("activation_valid_i", 1)]))
        .rest(1)
        .sees(&[("activation_ready_o", 1)])
        .cycle(&with(&[("activation_valid_i", 1)]))
        .sees(&[("tile_ready_o", 1)])
        .cycle(&with(&[("complete_i", 1), ("activation_valid_i", 1), ("activation_last_i", 1)]))
        .sees(&[("activation_ready_o", 1), ("take_o", 0), ("verdict_valid_o", 0)])
        .cycle(&with(&[("complete_i", 1), ("activation_valid_i", 1), ("activation_last_i", 1)]))
        .sees(&[("take_o", 1), ("stall_activations_o", 1), ("verdict_valid_o", 1), ("verdict_error_o", 10)])
}

/// The verdict waits until the loader has discarded the rest, once; what it discards later is another command's.
fn weights_long() -> Script {
    let over = with(&[("weight_over_i", 1)]);
    tiles()
        .cycle(&with(&[("complete_i", 1), ("load_error_i", 2), ("activation_valid_i", 1)]))
        .cycle(&with(&[("activation_valid_i", 1), ("activation_last_i", 1), ("weight_over_i", 1)]))
        .cycle(&over)
        .cycle(&with(&[("load_error_i", 1), ("weight_over_i", 1)]))
        .sees(&[("tile_ready_o", 1)])
        .cycle(&with(&[("complete_i", 1), ("activation_valid_i", 1), ("weight_over_i", 1)]))
        .sees(&[("take_o", 0), ("verdict_valid_o", 0)])
        .cycle(&with(&[("complete_i", 1), ("load_error_i", 2), ("activation_valid_i", 1)]))
        .sees(&[("take_o", 1), ("stall_weights_o", 1), ("verdict_valid_o", 1), ("verdict_error_o", 8)])
        .cycle(&with(&[("activation_valid_i", 1), ("activation_last_i", 1)]))
        .cycle(&over)
        .cycle(&over)
        .cycle(&over)
        .sees(&[("verdict_valid_o", 1), ("verdict_error_o", 8)])
}

fn refused() -> Script {
    let drain = with(&[("tile_kind_i", 2), ("tile_error_i", 3), ("complete_i", 1)]);
    tiles()
        .cycle(&drain)
        .sees(&[("tile_ready_o", 1), ("take_o", 1), ("entry_empty_o", 1)])
        .cycle(&with(&[("tile_kind_i", 0), ("activation_valid_i", 1), ("activation_last_i", 1), ("weight_over_i", 1)]))
        .sees(&[("activation_ready_o", 1), ("swap_o", 0), ("row_o", 0), ("verdict_valid_o", 0), ("tile_ready_o", 0)])
        .cycle(&with(&[("tile_kind_i", 0), ("weight_over_i", 1)]))
        .sees(&[("activation_ready_o", 0), ("verdict_valid_o", 0), ("tile_ready_o", 0)])
        .cycle(&with(&[("tile_kind_i", 0)]))
        .sees(&[("verdict_valid_o", 1), ("verdict_error_o", 3), ("tile_ready_o", 1)])
}

fn asks() -> Script {
    tiles()
        .cycle(&with(&[("tile_kind_i", 0), ("tile_asks_i", 1)]))
        .sees(&[("tile_ready_o", 1), ("take_o", 0), ("entry_empty_o", 1), ("verdict_valid_o", 0)])
        .cycle(&with(&[("tile_kind_i", 0), ("tile_error_i", 5)]))
        .sees(&[("tile_ready_o", 1), ("verdict_valid_o", 1), ("verdict_asks_o", 1), ("verdict_error_o", 0)])
        .rest(1)
        .sees(&[("verdict_valid_o", 1), ("verdict_asks_o", 0), ("verdict_error_o", 5)])
}

/// Rows that leave while others are sent, of results or not, are not on their way: 32 more places than rows that have left.
fn credits() -> Script {
    let rows = with(&[
        ("tile_m_i", 15),
        ("tile_slots_i", 15),
        ("tile_last_i", 0),
        ("complete_i", 1),
        ("activation_valid_i", 1),
    ]);
    let more = |pins: &[(&'static str, i64)]| [&rows[..], pins].concat();
    let mut script = Script::of("launcher").cycle(&[("rst_ni", 0)]).resting(&rows);
    // The first n-tile of results, then a tile without.
    script = (0..16).fold(script, |script, _| script.rest(1));
    for row in 0..16 {
        script = script
            .cycle(&more(&[("tile_result_i", 0), ("credit_i", i64::from(row < 5))]))
            .sees(&[("activation_ready_o", 1)]);
    }
    // Sixteen rows less five are on their way; four more leave while four are sent.
    for row in 0..25 {
        script = script.cycle(&more(&[("credit_i", i64::from(row < 4))])).sees(&[("activation_ready_o", 1)]);
    }
    script.rest(1).sees(&[("activation_ready_o", 0)])
}

/// Slots behind the last row of a tile need no place: the fourth tile fills the last one with its eighth row.
fn slots_without_rows() -> Script {
    let rows = with(&[("tile_m_i", 7), ("tile_last_i", 0), ("complete_i", 1), ("activation_valid_i", 1)]);
    let tile = |slots: i64| [&rows[..], &[("tile_slots_i", slots)]].concat();
    let script = Script::of("launcher").cycle(&[("rst_ni", 0)]).resting(&tile(7)).rest(24).resting(&tile(15)).rest(8);
    script.rest(7).sees(&[("tile_ready_o", 0), ("activation_ready_o", 0)]).rest(1).sees(&[("tile_ready_o", 1)])
}

/// With E = 32 rows on their way none is sent before a credit has come.
fn full() -> Script {
    let rows = with(&[
        ("tile_m_i", 15),
        ("tile_slots_i", 15),
        ("tile_last_i", 0),
        ("complete_i", 1),
        ("activation_valid_i", 1),
    ]);
    let mut script = Script::of("launcher").cycle(&[("rst_ni", 0)]).resting(&rows);
    for row in 0..32 {
        script = script.rest(1).sees(&[("activation_ready_o", 1), ("take_o", i64::from(row % 16 == 0))]);
    }
    script
        .rest(1)
        .sees(&[("activation_ready_o", 0)])
        .cycle(&[&rows[..], &[("credit_i", 1)]].concat())
        .sees(&[("activation_ready_o", 0), ("stall_results_o", 1)])
        .rest(1)
        .sees(&[("activation_ready_o", 0)])
        .rest(1)
        .sees(&[("activation_ready_o", 1)])
        .rest(1)
        .sees(&[("activation_ready_o", 0), ("wait_address_o", 0)])
}
