//! `seedchip generate`: the datapath as Verilog, with a file list, a FuseSoC core and a testbench.

mod core_file;
mod folder;
mod testbench;

use crate::arguments::Generate;
use crate::ending::Ending;
use crate::sizes::describe;
use anyhow::Context;
use folder::{Folder, LIST};
use seedchip_export::{Design, Provenance};
use seedchip_hdl::registry;
use seedchip_spec::{Configuration, DATAPATH};
use std::io::Write;

/// The version that modules, file list and core carry.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Writes the files and says what was written.
pub fn generate(arguments: &Generate, output: &mut dyn Write) -> anyhow::Result<Ending> {
    let configuration = arguments.sizes.configuration("default")?;
    let design = export(&configuration)?;
    let title = format!("SeedChip {VERSION}, {}", describe(&configuration));
    // The folder is looked through before anything is written: a refusal leaves it as it was.
    let folder = Folder::open(&arguments.out)?;
    let modules: Vec<(String, &str)> =
        design.modules.iter().map(|module| (format!("{}.v", module.name), module.text.as_str())).collect();
    let lines: usize = modules.iter().map(|(_, text)| text.lines().count()).sum();
    let list = folder::list(&modules, &title);
    let core = core_file::text(&design, &title, VERSION);
    let names: Vec<String> = modules.iter().map(|(name, _)| name.clone()).collect();
    let testbench = testbench::files(&configuration, &names)?;
    // The list first: if the rest is interrupted, the next run knows which files are its own.
    let mut files = vec![(LIST.to_owned(), list.as_str()), (core_file::NAME.to_owned(), core.as_str())];
    files.extend(modules.iter().cloned());
    files.extend(testbench.iter().map(|(name, text)| ((*name).to_owned(), text.as_str())));
    let removed = folder.replace(&files)?;

    let path = arguments.out.display();
    writeln!(output, "{title}")?;
    writeln!(output, "{} modules, {lines} lines of Verilog, top `{}`, in {path}", modules.len(), design.top)?;
    writeln!(output, "file list {path}/{LIST}, FuseSoC core {path}/{}", core_file::NAME)?;
    writeln!(output, "testbench {path}/{}, top `{}`", testbench::LIST, testbench::TOP)?;
    if removed > 0 {
        writeln!(output, "removed {removed} modules of an earlier design")?;
    }
    Ok(Ending::Fine)
}

/// The datapath of a configuration in Verilog.
pub fn export(configuration: &Configuration) -> anyhow::Result<Design> {
    let provenance = Provenance { configuration: configuration.name().to_owned(), version: VERSION.to_owned() };
    seedchip_export::export(&*registry::block(&DATAPATH.of(configuration)), &provenance)
        .with_context(|| format!("cannot export the datapath of {}", describe(configuration)))
}
