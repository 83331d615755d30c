//! Cases of `loader`.

use crate::catalogue::latency::Latency;
use crate::script::{self, Script};
use crate::three_way::four_kinds;

four_kinds! { block: "loader", cases: 800, cycles: 60 }

/// The count of beats begins with a reset.
fn reset() -> Script {
    Script::of("loader").cycle(&[("rst_ni", 0)])
}

pub fn latency() -> Latency {
    let tile = [("tile_valid_i", 1), ("tile_rows_i", 3), ("tile_columns_i", 3)];
    Latency::new("weight_valid_i", "load_o", reset().resting(&tile))
}

pub fn listed() -> Vec<Script> {
    vec![tile(), nibbles(), short(), long(), good_after_long(), drain(), block_end(), padding()]
}

const TILE: [(&str, i64); 4] = [("tile_valid_i", 1), ("tile_rows_i", 2), ("tile_columns_i", 1), ("weight_valid_i", 1)];

fn last_tile() -> Script {
    reset().resting(&[&TILE[..], &[("tile_last_i", 1), ("weight_i", 0x0403_0201)]].concat())
}

/// Four beats; what does not exist is zero; the tile waits to be taken.
fn tile() -> Script {
    let mut script = reset().resting(&[&TILE[..], &[("weight_i", 0x0403_0201)]].concat());
    for row in 0..4 {
        let kept = if row < 3 { 0x0201 } else { 0 };
        script = script.rest(1).sees(&[("load_o", 1 << row), ("weight_o", kept), ("complete_o", i64::from(row == 3))]);
    }
    script
        .rest(1)
        .sees(&[("weight_ready_o", 0), ("complete_o", 1), ("load_o", 0)])
        .cycle(&[&TILE[..], &[("take_i", 1)]].concat())
        .sees(&[("tile_ready_o", 1), ("complete_o", 1)])
        .rest(1)
        .sees(&[("load_o", 1), ("weight_ready_o", 1), ("complete_o", 0)])
}

/// Two rows in a beat.
fn nibbles() -> Script {
    reset()
        .resting(&[&TILE[..], &[("tile_nibbles_i", 1), ("weight_i", 0x0000_4321)]].concat())
        .rest(1)
        .sees(&[("load_o", 1), ("load_pair_o", 1), ("weight_o", 0x4321), ("nibbles_o", 1)])
        .rest(1)
        .sees(&[("load_o", 2), ("load_pair_o", 2), ("weight_o", 0x0301), ("complete_o", 1)])
}

/// Zeros for what is missing.
fn short() -> Script {
    last_tile()
        .cycle(&[&TILE[..], &[("tile_last_i", 1), ("weight_last_i", 1)]].concat())
        .rest(1)
        .sees(&[("weight_ready_o", 0), ("load_o", 2), ("weight_o", 0)])
        .rest(2)
        .sees(&[("complete_o", 1), ("error_o", 1)])
}

/// The rest is discarded behind the tile.
fn long() -> Script {
    last_tile()
        .rest(4)
        .sees(&[("complete_o", 1), ("error_o", 2)])
        .cycle(&[&TILE[..], &[("tile_last_i", 1), ("take_i", 1)]].concat())
        .sees(&[("weight_ready_o", 1), ("error_o", 2)])
        .cycle(&[&TILE[..], &[("weight_last_i", 1)]].concat())
        .sees(&[("weight_ready_o", 1), ("load_o", 0), ("loading_o", 1)])
        .rest(1)
        .sees(&[("load_o", 1)])
}

/// A command of nine rows behind one whose packet was too long has no error.
fn good_after_long() -> Script {
    let last_tile = [&TILE[..], &[("tile_last_i", 1)]].concat();
    let and = |pins: &[(&'static str, i64)]| [&last_tile[..], pins].concat();
    Script::at(script::in_unit("loader", "9x8x4_registered"))
        .cycle(&[("rst_ni", 0)])
        .resting(&last_tile)
        .rest(8)
        .cycle(&and(&[("take_i", 1)]))
        .sees(&[("complete_o", 1), ("error_o", 2)])
        .cycle(&and(&[("weight_last_i", 1)]))
        .sees(&[("over_o", 1), ("loading_o", 1)])
        .rest(8)
        .sees(&[("over_o", 0), ("loading_o", 1)])
        .cycle(&and(&[("weight_last_i", 1)]))
        .sees(&[("complete_o", 1), ("error_o", 0)])
}

/// A refused command's packet is discarded behind its tile.
fn drain() -> Script {
    let drain = [("tile_drain_i", 1), ("tile_last_i", 1)];
    reset()
        .resting(&TILE)
        .cycle(&[&TILE[..], &drain[..]].concat())
        .sees(&[("weight_ready_o", 0), ("complete_o", 0)])
        .cycle(&[&TILE[..], &drain[..], &[("take_i", 1)]].concat())
        .sees(&[("complete_o", 1), ("tile_ready_o", 1)])
        .cycle(&[&TILE[..], &[("weight_last_i", 1)]].concat())
        .sees(&[("weight_ready_o", 1), ("load_o", 0)])
        .rest(1)
        .sees(&[("load_o", 1)])
}

/// A block's last tile: behind its two beats of E2M1 weights one of scales, which waits for its queue. Four rows.
fn block_end() -> Script {
    let tile = [("tile_nibbles_i", 1), ("tile_codes_i", 1), ("tile_scales_i", 1), ("weight_i", 0x4321)];
    let with = |pins: &[(&'static str, i64)]| [&TILE[..], &tile[..], pins].concat();
    let rows = [("nibbles_o", 1), ("codes_o", 1), ("scale_o", 0), ("complete_o", 0)];
    Script::at(script::in_unit("loader", "4x6x8_mx"))
        .cycle(&[("rst_ni", 0)])
        .resting(&with(&[]))
        .rest(1)
        .sees(&rows)
        .rest(1)
        .sees(&rows)
        .rest(1)
        .sees(&[("weight_ready_o", 0), ("scale_o", 0), ("load_o", 0), ("complete_o", 0)])
        .cycle(&with(&[("weight_i", 0x7f_80ff), ("scale_ready_i", 1)]))
        .sees(&[("weight_ready_o", 1), ("scale_o", 1), ("weight_o", 0x80ff), ("complete_o", 1)])
        .sees(&[("load_o", 0), ("load_pair_o", 0), ("nibbles_o", 0), ("codes_o", 0)])
        .cycle(&with(&[("take_i", 1)]))
        .sees(&[("complete_o", 1), ("scale_o", 0)])
        .rest(1)
        .sees(&[("load_o", 1), ("codes_o", 1)])
}

/// No row of the tile exists.
fn padding() -> Script {
    let tile = [("tile_padding_i", 1), ("weight_i", -1)];
    Script::at(script::in_unit("loader", "4x6x8_mx"))
        .cycle(&[("rst_ni", 0)])
        .resting(&[&TILE[..], &tile[..]].concat())
        .rest(1)
        .sees(&[("load_o", 1), ("weight_o", 0), ("weight_ready_o", 1)])
}
