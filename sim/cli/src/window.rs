//! The part of a run that a waveform shows.

use std::ops::RangeInclusive;
use std::str::FromStr;

/// Which part of a run a waveform holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Window {
    /// The start of a layer, from 1.
    Layer(usize),
    /// These cycles of the whole run, from 0.
    Cycles(RangeInclusive<u64>),
}

impl FromStr for Window {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let advice = || "a window is `layer`, `layer=3` (from 1) or `cycles=1000..2000`".to_owned();
        if text == "layer" {
            return Ok(Self::Layer(1));
        }
        if let Some(number) = text.strip_prefix("layer=") {
            let layer: usize = number.parse().map_err(|_| advice())?;
            return if layer == 0 { Err(advice()) } else { Ok(Self::Layer(layer)) };
        }
        let range = text.strip_prefix("cycles=").and_then(|range| range.split_once("..")).ok_or_else(advice)?;
        let first: u64 = range.0.parse().map_err(|_| advice())?;
        let end: u64 = range.1.parse().map_err(|_| advice())?;
        if first >= end {
            return Err(format!("no cycle is in {first}..{end}: the first number must be the smaller one"));
        }
        Ok(Self::Cycles(first..=end - 1))
    }
}

/// How many cycles of a datapath of so many cells go into a waveform of about 20 MB, when the array is busy.
pub fn cycles_that_fit(cells: usize) -> u64 {
    // The frame around the array weighs about as much as 40 cells.
    20_000_000 / (BYTES_PER_CELL * (cells as u64 + 40))
}

/// Bytes of VCD that a busy cell takes per cycle: measured, 107 to 132 from 4 × 4 to 32 × 32.
const BYTES_PER_CELL: u64 = 130;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_layers_or_cycles() {
        assert_eq!("layer".parse(), Ok(Window::Layer(1)));
        assert_eq!("layer=3".parse(), Ok(Window::Layer(3)));
        assert_eq!("cycles=10..20".parse(), Ok(Window::Cycles(10..=19)));
        for wrong in ["", "layer=0", "layer=x", "cycles=", "cycles=5", "cycles=5..5", "cycles=9..3", "cycles=..4"] {
            assert!(wrong.parse::<Window>().is_err(), "{wrong}");
        }
    }
}
