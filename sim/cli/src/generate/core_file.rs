//! The descriptions of the design for FuseSoC (CAPI2): a core of the modules that all configurations share, and one of
//! the configuration, which depends on it. So two configurations in one design bring each module once.

use super::{VERSION, testbench, wrapper};
use seedchip_export::ModuleText;
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

/// The name in the folder of the core of the shared modules.
pub const LEAVES: &str = "seedchip_leaves.core";

/// The vendor, library, name and version of the core of the shared modules.
pub fn leaves_vlnv() -> String {
    format!("seedchip::leaves:{VERSION}")
}

/// The core file of the shared modules. FuseSoC wants `CAPI=2:` as the first line.
pub fn leaves(modules: &[ModuleText]) -> String {
    format!(
        r#"CAPI=2:
# Written by seedchip generate.
name: {}
description: "SeedChip {VERSION}, the modules that all configurations share"
filesets:
  rtl:
    files:
{}    file_type: verilogSource-2001
targets:
  default:
    filesets: [rtl]
"#,
        leaves_vlnv(),
        listed(modules)
    )
}

/// The lines of a fileset with the files of modules.
fn listed<'a>(modules: impl IntoIterator<Item = &'a ModuleText>) -> String {
    modules.into_iter().map(|module| format!("      - {}.v\n", module.name)).collect()
}

/// The core file of a configuration: `own` are its modules but for the shared ones, the top last.
pub fn text(configuration: &Configuration, own: &[&ModuleText], title: &str) -> String {
    let (modules, leaves) = (listed(own.iter().copied()), leaves_vlnv());
    let top = own.last().map_or("", |top| &top.name);
    let mut verilog = String::new();
    for name in testbench::verilog(configuration) {
        // Writing to a string cannot fail.
        let _ = writeln!(verilog, "      - {name}");
    }
    // The testbench reads the beats in the folder that the simulator is started in.
    let mut beats = String::new();
    for (path, name) in testbench::beats(configuration) {
        let _ = writeln!(beats, "      - {path}: {{copyto: {name}}}");
    }
    let vlnv = vlnv(configuration);
    let (wrapper, testbench) = (wrapper::module(configuration), testbench::top(configuration));
    format!(
        r#"CAPI=2:
# Written by seedchip generate.
name: {vlnv}
description: "{title}"
filesets:
  rtl:
    depend:
      - {leaves}
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
