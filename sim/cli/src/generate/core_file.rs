//! The description of the design for FuseSoC (CAPI2).

use seedchip_export::Design;
use std::fmt::Write;

/// Its name in the folder.
pub const NAME: &str = "seedchip_datapath.core";

/// The text of the core file. FuseSoC wants `CAPI=2:` as the first line.
pub fn text(design: &Design, title: &str, version: &str) -> String {
    let mut files = String::new();
    for module in &design.modules {
        // Writing to a string cannot fail.
        let _ = writeln!(files, "      - {}.v", module.name);
    }
    let top = &design.top;
    format!(
        r#"CAPI=2:
# Written by seedchip generate.
name: seedchip::datapath:{version}
description: "{title}"
filesets:
  rtl:
    files:
{files}    file_type: verilogSource-2001
targets:
  default:
    filesets: [rtl]
    toplevel: {top}
  lint:
    filesets: [rtl]
    toplevel: {top}
    default_tool: verilator
    tools:
      verilator:
        mode: lint-only
        verilator_options: [-Wall]
"#
    )
}
