//! From the names of netlists back to those of the source.
//!
//! Flattening joins instances with dots, yosys's `autoname` calls a nameless cell after the net that it drives,
//! the cell's type and its pin (`row_1.cell_3.sum_q_TRELLIS_FF_Q_2`), nextpnr and the ASIC scripts append words of
//! their own. The rest is the register or port in the source.

use crate::design::harness::INSTANCE;

/// Kinds of cells that `autoname` puts into names.
const KINDS: &[&str] = &[
    "_TRELLIS_",
    "_LUT",
    "_CCU2C",
    "_PFUMX",
    "_L6MUX21",
    "_MULT",
    "_DP16KD",
    "_SB_",
    "_DFF",
    "_ALU",
    "_MUX",
    "_FDRE",
    "_FDSE",
    "_DSP48",
    "_RAMB",
    "_sg13g2_",
];

/// Words that tools append to the name of a cell or net.
const SUFFIXES: &[&str] = &["_register", "_LC", "_DFFLC"];

/// The name in the source of a net, cell or pin of a flat netlist: `dut.row_1.cell_3.active_q[2]` is
/// `row[1].cell[3].active_q[2]`.
pub fn in_source(name: &str) -> String {
    let mut name = name.trim().trim_start_matches('\\');
    // nextpnr appends what became of a pad or cell after a dollar.
    if let Some(at) = name.find('$').filter(|at| *at > 0) {
        name = &name[..at];
    }
    name = name.trim_end();
    if let Some(at) = KINDS.iter().filter_map(|kind| name.find(kind)).min().filter(|at| *at > 0) {
        name = &name[..at];
    }
    for suffix in SUFFIXES {
        name = name.strip_suffix(suffix).unwrap_or(name);
    }
    let name = name.replace(['\\', ' '], "");
    let mut parts: Vec<&str> = name.split('.').collect();
    if parts.len() > 1 && parts[0] == INSTANCE {
        parts.remove(0);
    }
    let last = parts.pop().unwrap_or_default();
    // Modules with parameters have blocks of `generate` around what differs between sizes.
    let instances =
        parts.into_iter().filter(|part| !part.starts_with("for_") && !part.starts_with("genblk")).map(instance);
    instances.chain([last.to_owned()]).collect::<Vec<_>>().join(".")
}

/// An instance of a vector has its index after an underscore in Verilog: `cell_3` is `cell[3]`.
fn instance(name: &str) -> String {
    match name.rsplit_once('_') {
        Some((vector, index)) if !vector.is_empty() && is_number(index) => format!("{vector}[{index}]"),
        _ => name.to_owned(),
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|letter| letter.is_ascii_digit())
}

/// Whether a net's name was made by a tool rather than written.
pub fn is_made(name: &str) -> bool {
    name.contains('$') || KINDS.iter().any(|kind| name.contains(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_netlists_lead_back_to_the_source() {
        for (net, source) in [
            ("dut.array.row_3.cell_2.active_q[1]", "array.row[3].cell[2].active_q[1]"),
            ("dut.row_1.cell_3.active_q_TRELLIS_FF_Q_1", "row[1].cell[3].active_q"),
            ("dut.sequencer.left_k_q_TRELLIS_FF_Q_11_DI_LUT4_Z_D_PFUMX_Z_ALUT_LUT4_Z", "sequencer.left_k_q"),
            ("dut.sum_q_SB_DFF_Q_3_DFFLC", "sum_q"),
            ("\\row_0.cell_0.activation_q[7]_register ", "row[0].cell[0].activation_q[7]"),
            ("row_6.cell_6.active_q_sg13g2_dfrbpq_1_Q_4", "row[6].cell[6].active_q"),
            ("take_i$tr_io", "take_i"),
            ("output_q[12]", "output_q[12]"),
            ("dut.skew.lane_2.stage_1_q[3]", "skew.lane[2].stage_1_q[3]"),
            ("dut.skew.lane_2.genblk1.for_others.stages_q[3]", "skew.lane[2].stages_q[3]"),
            ("dut", "dut"),
        ] {
            assert_eq!(in_source(net), source, "{net}");
        }
    }

    #[test]
    fn names_of_tools_are_told_from_written_ones() {
        assert!(is_made("dut.a_q_TRELLIS_FF_Q_1") && is_made("$abc$123$n4"));
        assert!(!is_made("dut.row_1.cell_3.active_q"));
    }
}
