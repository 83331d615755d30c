//! Verilog tools as judges of the exported text.

use seedchip_export::Design;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Writes every module to `<name>.v`, as users have them.
pub fn write_files(design: &Design, folder: &Path) -> Vec<String> {
    let write = |module: &seedchip_export::ModuleText| {
        let name = format!("{}.v", module.name);
        fs::write(folder.join(&name), &module.text).expect("the temporary folder can be written");
        name
    };
    design.modules.iter().map(write).collect()
}

/// Runs a tool in `folder`; its output if it fails or says anything.
pub fn run(folder: &Path, tool: &str, arguments: &[&str]) -> Result<String, String> {
    let program = if tool.contains('/') { folder.join(tool).into_os_string() } else { tool.into() };
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap_or_else(|_| panic!("`{tool}` is missing: `make tools` installs it"));
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    if output.status.success() { Ok(text) } else { Err(text) }
}

/// Asserts that Verilator, Icarus and Yosys have nothing to say about a design.
pub fn assert_clean(design: &Design) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let files = write_files(design, folder.path());
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let top = design.top.as_str();
    let quiet = |tool: &str, arguments: &[&str]| {
        let arguments = [arguments, &files].concat();
        let text = run(folder.path(), tool, &arguments).unwrap_or_else(|error| error);
        assert!(text.is_empty(), "{tool} on {top}:\n{text}\n{}", design.verilog());
    };
    quiet("verilator", &["--lint-only", "-Wall", "--top-module", top]);
    quiet("iverilog", &["-g2001", "-Wall", "-s", top, "-o", "design.vvp"]);
    let script = format!("read_verilog {}; hierarchy -check -top {top}; proc; check -assert", files.join(" "));
    if let Err(text) = run(folder.path(), "yosys", &["-q", "-p", &script]) {
        panic!("yosys on {top}:\n{text}\n{}", design.verilog());
    }
}
