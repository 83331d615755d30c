//! Netlists under Verilator.

use super::cells::models;
use super::synthesis::Netlist;
use seedchip_sim::models::{self, Design, Loaded};
use seedchip_spec::Instance;
use std::path::Path;
use std::process::Command;

/// Verilator's opinions on netlists, and on models of cells, are of no use. UNOPTFLAT: a vector that is a port may feed
/// itself from one bit to another. Each file of C++ begins with all that the netlist has: few large ones compile
/// in two thirds of the time. Verilator 5.006 gets some trees of gates wrong when it folds their bits, which Icarus, with
/// the same netlist and the same models of cells, does not: const-bit-op-tree is that folding.
const FLAGS: [&str; 6] =
    ["-Wno-lint", "-Wno-style", "-Wno-UNOPTFLAT", "-fno-const-bit-op-tree", "--output-split", "120000"];

/// Verilates a netlist of a block, or takes the library that was made from the same before.
pub fn load(netlist: &Netlist, instance: &Instance) -> Loaded {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let verilog = [bit_by_bit(netlist, folder.path()), models(netlist.target), netlist.macros.clone()].concat();
    let design = Design {
        variant: netlist.target.name().to_owned(),
        flags: FLAGS.map(str::to_owned).to_vec(),
        // A netlist is a hundred times the C++ of its source, and simulated for some ten thousand cycles. Level 1 compiles it
        // in half the time of level 3. Its waveform would be one of cells.
        optimisation: 1,
        tracing: false,
        ..Design::new(instance, &netlist.top, verilog)
    };
    models::load(&design).unwrap_or_else(|error| panic!("{error}"))
}

/// The same netlist with a wire for each bit and with short names. Verilator takes the bits of a vector together, and
/// would see loops where one bit depends on another; and it compiles a netlist with short names in half the time.
fn bit_by_bit(netlist: &Netlist, folder: &Path) -> String {
    let file = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        path
    };
    let (from, to) = (file("netlist.v", &netlist.verilog), folder.join("bits.v"));
    yosys(&format!(
        "read_verilog {}; splitnets; rename -hide w:* c:*; write_verilog -noattr {}",
        from.display(),
        to.display()
    ));
    std::fs::read_to_string(&to).unwrap_or_else(|error| panic!("{}: {error}", to.display()))
}

/// Runs Yosys, which must succeed; what it said.
pub fn yosys(script: &str) -> String {
    let output = Command::new("yosys").args(["-Q", "-T", "-p", script]).output();
    let output = output.unwrap_or_else(|error| panic!("yosys: {error}; `make tools` installs it"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "yosys -p '{script}': {errors}\n{said}");
    said
}
