//! Models of the cells that netlists are made of.

use super::simulation::yosys;
use super::synthesis::{Target, liberty};
use crate::project::root;

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
