//! The description of the design for FuseSoC (CAPI2).

use super::testbench;
use seedchip_export::Design;
use std::fmt::Write;

/// Its name in the folder.
pub const NAME: &str = "seedchip_datapath.core";

/// The text of the core file. FuseSoC wants `CAPI=2:` as the first line.
pub fn text(design: &Design, title: &str, version: &str) -> String {
    let mut modules = String::new();
    for module in &design.modules {
        // Writing to a string cannot fail.
        let _ = writeln!(modules, "      - {}.v", module.name);
    }
    let mut verilog = String::new();
    for name in testbench::verilog() {
        let _ = writeln!(verilog, "      - {name}");
    }
    // The testbench reads the beats in the folder that the simulator is started in.
    let mut beats = String::new();
    for (path, name) in testbench::beats() {
        let _ = writeln!(beats, "      - {path}: {{copyto: {name}}}");
    }
    let (top, testbench) = (&design.top, testbench::TOP);
    format!(
        r#"CAPI=2:
# Written by seedchip generate.
name: seedchip::datapath:{version}
description: "{title}"
filesets:
  rtl:
    files:
{modules}    file_type: verilogSource-2001
  testbench:
    files:
{verilog}    file_type: verilogSource-2001
  beats:
    files:
{beats}    file_type: user
targets:
  default:
    filesets: [rtl]
    toplevel: {top}
  lint:
    description: Verilator's lint, all warnings
    filesets: [rtl]
    toplevel: {top}
    flow: lint
    flow_options:
      tool: verilator
      verilator_options: [-Wall]
  sim:
    description: Commands against the golden model's results; add --tool=icarus at the end for Icarus
    filesets: [rtl, testbench, beats]
    toplevel: {testbench}
    flow: sim
    flow_options:
      tool: verilator
      mode: binary
      vvp_options: [-N]
"#
    )
}
