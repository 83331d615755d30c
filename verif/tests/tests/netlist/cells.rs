//! Models of the cells that netlists are made of.

use super::simulation::yosys;
use super::synthesis::{Target, liberty};
use crate::project::root;
use std::process::Command;

/// The models of a target's cells.
pub fn models(target: Target) -> String {
    match target {
        Target::Ecp5 => {
            let file = root().join("constraints/ecp5/cells.v");
            std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
        }
        Target::Sg13g2 => standard_cells(),
    }
}

/// Standard cells as their Liberty file describes them: functions of their pins, and registers without initial value.
fn standard_cells() -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("cells.v");
    yosys(&format!(
        "read_liberty -ignore_miss_func {}; proc; write_verilog -noattr {}",
        liberty().display(),
        file.display()
    ));
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// A cell with these parameters is equal to Yosys's own model for all inputs and in all states. That one's initial
/// value, and a pin of `TRELLIS_FF` for a mode that no netlist has, are left away.
fn equals(cell: &str, parameters: &[String]) {
    let models = root().join("constraints/ecp5/cells.v");
    for parameters in parameters {
        let top = format!("chparam {parameters} {cell}; prep -flatten -top {cell}; opt -full; splitnets");
        let said = yosys(&format!(
            "read_verilog -defer {models}; {top}; design -stash ours; \
             read_verilog -defer -D NO_INCLUDES +/ecp5/cells_sim.v; {top}; \
             delete -port w:M; setattr -unset init w:*; design -stash theirs; \
             design -copy-from ours -as ours {cell}; design -copy-from theirs -as theirs {cell}; \
             equiv_make ours theirs equal; hierarchy -top equal; equiv_struct; equiv_simple -undef; equiv_induct; \
             equiv_status -assert",
            models = models.display()
        ));
        assert!(said.contains("Equivalence successfully proven!"), "{cell} {parameters}: {said}");
    }
}

#[test]
fn tables_and_multiplexers_are_yosys_own() {
    // A table can be wrong in one bit.
    let tables: Vec<String> = (0..16).map(|bit| format!("-set INIT 16'd{}", 1_u32 << bit)).collect();
    equals("LUT4", &tables);
    equals("PFUMX", &[String::new()]);
    equals("L6MUX21", &[String::new()]);
}

#[test]
fn carry_chains_are_yosys_own() {
    let no = "-set INJECT1_0 \"NO\" -set INJECT1_1 \"NO\"";
    let one_bit = (0..16).map(|bit| format!("{no} -set INIT0 16'd{0} -set INIT1 16'd{0}", 1_u32 << bit));
    let adder = format!("{no} -set INIT0 16'h96AA -set INIT1 16'h96AA");
    equals("CCU2C", &one_bit.chain([adder]).collect::<Vec<_>>());
}

#[test]
fn registers_are_yosys_own() {
    let mut parameters = Vec::new();
    for enable in ["1", "CE", "INV"] {
        for reset in ["LSR", "INV"] {
            for value in ["RESET", "SET"] {
                parameters.push(format!("-set CEMUX \"{enable}\" -set LSRMUX \"{reset}\" -set REGSET \"{value}\""));
            }
        }
    }
    equals("TRELLIS_FF", &parameters);
}

/// A value of a parameter that isn't modelled is refused by a name that says so.
#[test]
fn what_is_not_modelled_is_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (cell, parameter, value) in [
        ("TRELLIS_FF", "SRMODE", "\"ASYNC\""),
        ("CCU2C", "INJECT1_0", "\"YES\""),
        ("MULT18X18D", "REG_OUTPUT_CLK", "\"CLK1\""),
        ("DP16KD", "DATA_WIDTH_B", "36"),
        ("DP16KD", "INITVAL_3F", "320'h1"),
    ] {
        let file = folder.path().join("top.v");
        let text =
            format!("{}\nmodule top; {cell} #(.{parameter}({value})) cell_0 (); endmodule\n", models(Target::Ecp5));
        std::fs::write(&file, text).expect("the folder takes a file");
        let output = Command::new("verilator")
            .args(["--lint-only", "-Wno-lint", "-Wno-style", "--top-module", "top"])
            .arg(&file)
            .output()
            .unwrap_or_else(|error| panic!("verilator: {error}; `make tools` installs it"));
        let said = String::from_utf8_lossy(&output.stderr);
        let name = format!("{cell}_models_no_other_{}", parameter.trim_end_matches("_3F"));
        assert!(!output.status.success() && said.contains(&name), "{cell}: {said}");
    }
}
