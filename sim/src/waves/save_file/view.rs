//! The part of a waveform that a save file shows first.

use super::top_depth;
use crate::waves::error::WaveError;
use crate::waves::reader::Reader;
use crate::waves::samples::CYCLE;
use vcd::Value;

/// Width and height of the window.
pub const WINDOW: (u32, u32) = (1600, 900);
/// Width of the tree of modules.
pub const TREE: u32 = 250;
/// Width of the names of the signals.
pub const NAMES: u32 = 300;

/// Cycles that fit into the window.
const SHOWN: u128 = 40;
/// Cycles before the first transaction.
const BEFORE: u128 = 4;
/// Pixels of what GTKWave calls a frame: its zoom is the negative binary logarithm of the steps in one.
const FRAME: f64 = 200.0;

/// The part of a waveform that is shown first, in time steps of its file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// The step at the left.
    pub start: u128,
    /// GTKWave's zoom.
    pub zoom: f64,
}

impl View {
    /// The first transaction on a stream of the top module, with a few cycles before it, or else the start.
    pub fn new(reader: &mut Reader) -> Result<Self, WaveError> {
        let step = reader.step;
        let [start, transaction] = start_and_transaction(reader)?;
        let left = transaction.saturating_sub(BEFORE * CYCLE).max(start);
        let pixels = f64::from(WINDOW.0 - TREE - NAMES);
        let steps_in_a_frame = (SHOWN * CYCLE) as f64 / step as f64 * FRAME / pixels;
        Ok(Self { start: left / step, zoom: -steps_in_a_frame.log2() })
    }
}

/// The first time of a waveform, and the first in which a stream of the top module has data that are accepted, in
/// femtoseconds. Reads no further than that.
fn start_and_transaction(reader: &mut Reader) -> Result<[u128; 2], WaveError> {
    let depth = top_depth(&reader.declarations);
    let port = |name: String| {
        let found = reader.declarations.iter().find(|signal| signal.scopes.len() == depth && signal.name == name);
        found.map(|signal| signal.slot)
    };
    let streams = reader.declarations.iter().filter_map(|signal| signal.name.strip_suffix("_tvalid"));
    let handshakes: Vec<(usize, usize)> =
        streams.filter_map(|stream| port(format!("{stream}_tvalid")).zip(port(format!("{stream}_tready")))).collect();
    let (mut start, mut touched) = (None, Vec::new());
    while let Some(time) = reader.time {
        reader.advance(&mut touched)?;
        let begin = *start.get_or_insert(time);
        let high = |slot: usize| reader.values[slot].bit(0) == Value::V1;
        if touched.is_empty() && begin == time {
            // Nothing happens at time 0 where a window begins later.
            start = None;
        } else if handshakes.is_empty() {
            return Ok([begin; 2]);
        } else if handshakes.iter().any(|(valid, ready)| high(*valid) && high(*ready)) {
            return Ok([begin, time]);
        }
    }
    Ok([start.unwrap_or(0); 2])
}
