//! `seedchip generate`: the datapath as Verilog, with a file list, a FuseSoC core, a C header and a testbench.

mod core_file;
mod folder;
mod header;
mod template;
mod testbench;
mod wrapper;

use crate::arguments::Generate;
use crate::ending::Ending;
use anyhow::Context;
use folder::{Folder, LIST};
use seedchip_export::{Design, ModuleText, PREFIX};
use seedchip_hdl::registry;
use seedchip_spec::{Cell, Configuration, DATAPATH, Formats, Sizes};
use std::io::Write;

/// The version that modules, file list and core carry.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Writes the files and says what was written.
pub fn generate(arguments: &Generate, output: &mut dyn Write) -> anyhow::Result<Ending> {
    let configuration = arguments.sizes.configuration("default")?;
    let design = export(&configuration)?;
    let leaves = leaves()?;
    let (shared, own): (Vec<&ModuleText>, Vec<&ModuleText>) = design.modules.iter().partition(|it| is_shared(it));
    let title = format!("SeedChip {VERSION}, {configuration}");
    // The folder is looked through before anything is written: a refusal leaves it as it was.
    let folder = Folder::open(&arguments.out)?;
    let lines: usize = design.modules.iter().map(|module| module.text.lines().count()).sum();
    let file = |module: &str| format!("{module}.v");
    let modules: Vec<String> = design.modules.iter().map(|module| file(&module.name)).collect();
    let wrapper = file(&wrapper::module(&configuration));
    let core = core_file::file(&configuration);
    let mut beside = vec![
        (core.clone(), core_file::text(&configuration, &own, &title)),
        (core_file::LEAVES.to_owned(), core_file::leaves(&leaves)),
        (wrapper.clone(), wrapper::verilog(&configuration)?),
        (header::FILE.to_owned(), header::text()),
    ];
    // The core of the shared modules is the same for all configurations, with cells that this one has not.
    let others = leaves.into_iter().filter(|leaf| !shared.iter().any(|module| module.name == leaf.name));
    beside.extend(others.map(|leaf| (file(&leaf.name), leaf.text)));
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
    let (vlnv, leaves) = (core_file::vlnv(&configuration), core_file::leaves_vlnv());
    writeln!(output, "FuseSoC core {path}/{core}, `{vlnv}`, and `{leaves}`, on which it depends")?;
    writeln!(output, "C header {path}/{}", header::FILE)?;
    writeln!(output, "testbench {path}/{}, top `{}`", testbench::LIST, testbench::top(&configuration))?;
    if removed > 0 {
        writeln!(output, "removed {removed} files of an earlier design")?;
    }
    Ok(Ending::Fine)
}

/// Whether a module has no size or configuration in its name: all configurations share it.
fn is_shared(module: &ModuleText) -> bool {
    module.name.strip_prefix(PREFIX) == Some(&module.block)
}

/// The modules that configurations share, those of all kinds of cells and of block formats, children first.
fn leaves() -> anyhow::Result<Vec<ModuleText>> {
    let mut leaves: Vec<ModuleText> = Vec::new();
    let integer = Cell::ALL.iter().map(|cell| (*cell, Formats::INTEGER));
    for (cell, formats) in integer.chain([(Cell::Single, Formats::ALL)]) {
        let sizes = Sizes { rows: 4, columns: 4, accumulators: 16, cell, formats };
        let design = export(&Configuration::new(sizes)?)?;
        for module in design.modules.into_iter().filter(is_shared) {
            if !leaves.iter().any(|known| known.name == module.name) {
                leaves.push(module);
            }
        }
    }
    Ok(leaves)
}

/// The datapath of a configuration in Verilog.
pub fn export(configuration: &Configuration) -> anyhow::Result<Design> {
    seedchip_export::export(&*registry::block(&DATAPATH.of(configuration)))
        .with_context(|| format!("cannot export the datapath of {configuration}"))
}
