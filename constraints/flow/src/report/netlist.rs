//! Finds the register behind a cell of a netlist: yosys's JSON.

use super::names::{in_source, is_made};
use crate::error::FlowError;
use serde::Deserialize;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

#[derive(Deserialize)]
struct Document {
    modules: HashMap<String, Module>,
}

#[derive(Deserialize)]
struct Module {
    #[serde(default)]
    cells: HashMap<String, Cell>,
    #[serde(default)]
    netnames: HashMap<String, Net>,
}

#[derive(Deserialize)]
struct Cell {
    #[serde(default)]
    connections: HashMap<String, Vec<Bit>>,
}

#[derive(Deserialize)]
struct Net {
    bits: Vec<Bit>,
}

/// A net's number, or a constant.
#[derive(Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(untagged)]
enum Bit {
    Net(u64),
    Constant(String),
}

/// A flat netlist.
pub struct Netlist(Module);

impl Netlist {
    /// Reads the module `top`.
    pub fn read(path: &Path, top: &str) -> Result<Self, FlowError> {
        let wrong = |reason: String| FlowError::Result { path: path.to_owned(), reason };
        let file = File::open(path).map_err(FlowError::file("read", path))?;
        let mut document: Document =
            serde_json::from_reader(BufReader::new(file)).map_err(|reason| wrong(reason.to_string()))?;
        document.modules.remove(top).map(Self).ok_or_else(|| wrong(format!("it has no module `{top}`")))
    }

    /// The name in the source of the register that a cell is, by what it drives.
    pub fn register(&self, cell: &str) -> Option<String> {
        // nextpnr appends its own words to a cell's name, after a dollar or an underscore.
        let known = self.0.cells.get(cell).or_else(|| {
            let ends = cell.match_indices(['$', '_']).map(|(at, _)| at);
            ends.filter_map(|at| self.0.cells.get(&cell[..at])).next_back()
        })?;
        let bit = match known.first_bit(&["Q"]) {
            Some(bit) => bit,
            // A table that was packed with the flip-flop behind it bears the name of both.
            None => {
                let data = known.first_bit(&["O", "Z", "F"])?;
                let behind = |cell: &&Cell| cell.first_bit(&["D", "DI"]) == Some(data);
                self.0.cells.values().find(behind)?.first_bit(&["Q"])?
            }
        };
        let bearing = self.0.netnames.iter().filter_map(|(name, net)| {
            let index = net.bits.iter().position(|other| other == bit)?;
            Some((name.as_str(), if net.bits.len() > 1 { format!("{name}[{index}]") } else { name.clone() }))
        });
        // A register and the ports that show it are one net. Registers are called `…_q`; where yosys has kept none
        // of that name, the innermost output is nearest to it.
        let kind = |name: &str| {
            ["_q", "_o", "_i"].iter().position(|end| name.ends_with(end)).map_or(1, |position| [3, 2, 0][position])
        };
        let rank = |name: &str| {
            let tie = (Reverse(name.len()), Reverse(name.to_owned()));
            (!is_made(name), kind(name), name.matches('.').count(), cell.starts_with(name), tie)
        };
        let (_, best) = bearing.max_by_key(|(name, _)| rank(name))?;
        Some(in_source(&best))
    }
}

impl Cell {
    /// The first bit at the first of these pins that the cell has.
    fn first_bit(&self, pins: &[&str]) -> Option<&Bit> {
        pins.iter().find_map(|pin| self.connections.get(*pin))?.first()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The form of yosys 0.70's `write_json`, with what is read here.
    const TEXT: &str = r#"{"creator": "Yosys 0.70", "modules": {"harness": {
      "attributes": {"top": "1"},
      "ports": {"clk_i": {"direction": "input", "bits": [2]}},
      "cells": {
        "dut.row_1.cell_3.active_q_TRELLIS_FF_Q_1": {"type": "TRELLIS_FF", "parameters": {"GSR": "DISABLED"},
          "connections": {"CLK": [2], "DI": [8], "LSR": ["0"], "Q": [7]}},
        "dut.row_1.cell_3.weight_LUT4_Z": {"type": "LUT4", "connections": {"Z": [8]}},
        "dut.row_1.cell_3.other_LUT4_Z": {"type": "LUT4", "connections": {"Z": [9]}},
        "dut.row_1.cell_3_sum_o_TRELLIS_FF_Q": {"type": "TRELLIS_FF", "connections": {"DI": [10], "Q": [11]}}
      },
      "netnames": {
        "clk_i": {"hide_name": 0, "bits": [2]},
        "dut.weight_o": {"hide_name": 0, "bits": [6, 7]},
        "dut.row_1.cell_3_sum_o": {"hide_name": 0, "bits": [11]},
        "dut.row_1.cell_3.sum_o": {"hide_name": 0, "bits": [11]},
        "dut.row_2.cell_3.sum_i": {"hide_name": 0, "bits": [11]},
        "dut.row_1.cell_3.active_q": {"hide_name": 0, "bits": [5, 6, 7, "x"]},
        "dut.row_1.cell_3.active_q_TRELLIS_FF_Q_1_DI": {"hide_name": 0, "bits": [8]}
      }}}}"#;

    #[test]
    fn a_flip_flop_is_the_bit_of_its_register() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), TEXT).expect("written");
        let netlist = Netlist::read(file.path(), "harness").expect("well formed");
        let register = Some("row[1].cell[3].active_q[2]".to_owned());
        assert_eq!(netlist.register("dut.row_1.cell_3.active_q_TRELLIS_FF_Q_1"), register);
        assert_eq!(netlist.register("dut.row_1.cell_3.active_q_TRELLIS_FF_Q_1_DFFLC"), register);
        assert_eq!(netlist.register("dut.row_1.cell_3.weight_LUT4_Z_LC"), register, "packed with its flip-flop");
        assert_eq!(netlist.register("dut.row_1.cell_3.other_LUT4_Z"), None, "no flip-flop behind it");
        let output = Some("row[1].cell[3].sum_o".to_owned());
        assert_eq!(netlist.register("dut.row_1.cell_3_sum_o_TRELLIS_FF_Q"), output);
        assert_eq!(netlist.register("elsewhere"), None);
        assert!(Netlist::read(file.path(), "dut").is_err());
    }
}
