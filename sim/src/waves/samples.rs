//! The values of a few signals in every cycle of a waveform.

use super::declaration::{Declaration, Kind};
use super::error::WaveError;
use super::reader::Reader;
use super::value::Content;
use seedchip_spec::Value;
use std::path::Path;

/// Femtoseconds of a cycle in the waveforms of [`crate::Model::trace`].
pub const CYCLE: u128 = 10_000_000;

/// A signal's values, cycle by cycle, as they were just before the rising edge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Samples {
    /// The signal.
    pub name: String,
    /// The first cycle of the waveform.
    pub first: u64,
    /// The value in that cycle, and in each that follows.
    pub values: Vec<Value>,
}

/// Reads the signals of these names, wires of the top module, from a waveform that [`crate::Model::trace`] wrote.
pub fn samples(waveform: &Path, names: &[&str]) -> Result<Vec<Samples>, WaveError> {
    let mut reader = Reader::open(waveform)?;
    let variables: Vec<(usize, u32)> =
        names.iter().map(|name| find(&reader.declarations, name, waveform)).collect::<Result<_, _>>()?;
    let mut samples: Vec<Samples> =
        names.iter().map(|name| Samples { name: (*name).to_owned(), first: 0, values: Vec::new() }).collect();
    let mut touched = Vec::new();
    while let Some(time) = reader.time {
        touched.clear();
        reader.advance(&mut touched)?;
        // In the middle of a cycle the clock has risen.
        if !time.is_multiple_of(CYCLE) || touched.is_empty() {
            continue;
        }
        for (samples, (slot, width)) in samples.iter_mut().zip(&variables) {
            if samples.values.is_empty() {
                samples.first = u64::try_from(time / CYCLE).unwrap_or(u64::MAX);
            }
            samples.values.push(value(&reader.values[*slot], *width));
        }
    }
    Ok(samples)
}

/// The slot and the width of a signal of the top module: Verilator has a scope around it.
fn find(declarations: &[Declaration], name: &str, waveform: &Path) -> Result<(usize, u32), WaveError> {
    let found = declarations.iter().find(|variable| variable.scopes.len() == 2 && variable.name == name);
    match found.map(|variable| (variable.slot, variable.kind)) {
        Some((slot, Kind::Bits(width))) => Ok((slot, width)),
        _ => Err(WaveError::NoSignal { path: waveform.to_owned(), signal: name.to_owned() }),
    }
}

/// The bits of a value, bit 0 first; unknown ones are 0.
fn value(content: &Content, width: u32) -> Value {
    (0..width).map(|index| content.bit(index) == vcd::Value::V1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_those_before_the_edge() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("wave.vcd");
        let header = "$timescale 1ns $end\n$scope module TOP $end\n$scope module top $end\n\
                      $var wire 1 c clk_i $end\n$var wire 4 a a_i [3:0] $end\n$upscope $end\n$upscope $end\n\
                      $enddefinitions $end\n";
        let changes = "#30\n0c\nb11 a\n#35\n1c\nb1111 a\n#40\n0c\nb101 a\n#45\n1c\n";
        std::fs::write(&path, [header, changes].concat()).expect("written");
        let read = samples(&path, &["a_i"]).expect("read");
        assert_eq!((read[0].first, read[0].values.len()), (3, 2));
        let bits: Vec<String> = read[0].values.iter().map(|value| format!("{value:b}")).collect();
        assert_eq!(bits, ["[1100]", "[1010]"], "bit 0 first");
        let missing = samples(&path, &["b_i"]).expect_err("no such signal");
        assert!(missing.to_string().contains("`b_i`"), "{missing}");
    }
}
