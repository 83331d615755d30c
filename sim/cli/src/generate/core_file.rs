//! The description of the design for FuseSoC (CAPI2).

use super::{VERSION, testbench, wrapper};
use seedchip_export::Design;
use seedchip_spec::Configuration;
use std::fmt::Write;

/// Its name in the folder.
pub fn file(configuration: &Configuration) -> String {
    format!("seedchip_datapath_{}.core", configuration.name())
}

/// Its vendor, library, name and version. Each configuration has its own, so that a library can hold several.
pub fn vlnv(configuration: &Configuration) -> String {
    format!("seedchip::datapath_{}:{VERSION}", configuration.name())
}

/// The text of the core file. FuseSoC wants `CAPI=2:` as the first line.
pub fn text(configuration: &Configuration, design: &Design, title: &str) -> String {
    let mut modules = String::new();
    for module in &design.modules {
        // Writing to a string cannot fail.
        let _ = writeln!(modules, "      - {}.v", module.name);
    }
    let mut verilog = String::new();
    for name in testbench::verilog(configuration) {
        let _ = writeln!(verilog, "      - {name}");
    }
    // The testbench reads the beats in the folder that the simulator is started in.
    let mut beats = String::new();
    for (path, name) in testbench::beats() {
        let _ = writeln!(beats, "      - {path}: {{copyto: {name}}}");
    }
    let (vlnv, top) = (vlnv(configuration), &design.top);
    let (wrapper, testbench) = (wrapper::module(configuration), testbench::top(configuration));
    format!(
        r#"CAPI=2:
# Written by seedchip generate.
name: {vlnv}
description: "{title}"
filesets:
  rtl:
    files:
{modules}    file_type: verilogSource-2001
  wrapper:
    files:
      - {wrapper}.v
    file_type: verilogSource-2001
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
  wrapper:
    description: The datapath in its wrapper for block designs
    filesets: [rtl, wrapper]
    toplevel: {wrapper}
  lint:
    description: Verilator's lint, all warnings
    filesets: [rtl, wrapper]
    toplevel: {wrapper}
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
