//! `seedchip generate`: the datapath as Verilog, with a file list, a FuseSoC core and a testbench.

mod core_file;
mod folder;
mod template;
mod testbench;
mod wrapper;

use crate::arguments::Generate;
use crate::ending::Ending;
use anyhow::Context;
use folder::{Folder, LIST};
use seedchip_export::Design;
use seedchip_hdl::registry;
use seedchip_spec::{Configuration, DATAPATH};
use std::io::Write;

/// The version that modules, file list and core carry.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Writes the files and says what was written.
pub fn generate(arguments: &Generate, output: &mut dyn Write) -> anyhow::Result<Ending> {
    let configuration = arguments.sizes.configuration("default")?;
    let design = export(&configuration)?;
    let title = format!("SeedChip {VERSION}, {configuration}");
    // The folder is looked through before anything is written: a refusal leaves it as it was.
    let folder = Folder::open(&arguments.out)?;
    let lines: usize = design.modules.iter().map(|module| module.text.lines().count()).sum();
    let file = |module: &str| format!("{module}.v");
    let modules: Vec<String> = design.modules.iter().map(|module| file(&module.name)).collect();
    let wrapper = file(&wrapper::module(&configuration));
    let core = core_file::file(&configuration);
    let mut beside = vec![
        (core.clone(), core_file::text(&configuration, &design, &title)),
        (wrapper.clone(), wrapper::verilog(&configuration)?),
    ];
    beside.extend(testbench::files(&configuration, &modules)?);
    let names: Vec<String> = beside.iter().map(|(name, _)| name.clone()).collect();
    // The list first: if the rest is interrupted, the next run knows which files are its own.
    let mut files = vec![(LIST.to_owned(), folder::list(&modules, &names, &title))];
    files.extend(modules.iter().cloned().zip(design.modules.iter().map(|module| module.text.clone())));
    files.extend(beside);
    let removed = folder.replace(&files)?;

    let path = arguments.out.display();
    writeln!(output, "{title}")?;
    writeln!(output, "{} modules, {lines} lines of Verilog, top `{}`, in {path}", modules.len(), design.top)?;
    writeln!(output, "file list {path}/{LIST}, wrapper for block designs {path}/{wrapper}")?;
    writeln!(output, "FuseSoC core {path}/{core}, `{}`", core_file::vlnv(&configuration))?;
    writeln!(output, "testbench {path}/{}, top `{}`", testbench::LIST, testbench::top(&configuration))?;
    if removed > 0 {
        writeln!(output, "removed {removed} files of an earlier design")?;
    }
    Ok(Ending::Fine)
}

/// The datapath of a configuration in Verilog.
pub fn export(configuration: &Configuration) -> anyhow::Result<Design> {
    seedchip_export::export(&*registry::block(&DATAPATH.of(configuration)))
        .with_context(|| format!("cannot export the datapath of {configuration}"))
}
