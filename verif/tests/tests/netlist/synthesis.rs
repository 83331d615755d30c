//! Netlists: what the flow's scripts make of a block.

use crate::project::root;
use crate::script::tiny;
use seedchip_export::PREFIX;
use seedchip_flow::{Job, Key, Source, Tools, run_files};
use seedchip_spec::Instance;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a netlist is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// Lattice ECP5.
    Ecp5,
    /// IHP SG13G2 standard cells.
    Sg13g2,
}

/// A block as cells.
#[derive(Clone)]
pub struct Netlist {
    /// What it was made for.
    pub target: Target,
    /// The block's top module.
    pub top: String,
    /// The netlist.
    pub verilog: String,
    /// The modules that no cells were made of: memories, where they are macros.
    pub macros: String,
}

/// The flow's script for yosys.
const SCRIPT: &str = "synth.ys";

/// The blocks that are memories. As standard cells the memories of `small` are 75 000 flip-flops, which nobody would
/// build.
const MEMORIES: &[&str] = &["memory", "memory_registered"];

impl Target {
    /// The blocks that no cells are made of in a whole datapath.
    pub fn macros(self) -> &'static [&'static str] {
        match self {
            Self::Ecp5 => &[],
            Self::Sg13g2 => MEMORIES,
        }
    }

    /// Its name, which is that of its folder.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ecp5 => "ecp5",
            Self::Sg13g2 => "sg13g2",
        }
    }
}

/// The flow's script from the Verilog to the flat netlist. The part between, which keeps modules to measure their area,
/// is left out.
fn to_flat_netlist(script: &str) -> String {
    let parts = script.split_once("design -save rtl\n").zip(script.split_once("design -load rtl\n"));
    let ((begin, _), (_, end)) = parts.expect("synth.ys saves and loads the design under the name `rtl`");
    [begin, end].concat()
}

/// The standard cells of SG13G2.
pub fn liberty() -> PathBuf {
    let named = std::env::var_os("SEEDCHIP_SG13G2_LIBERTY").map(PathBuf::from);
    named.unwrap_or_else(|| root().join("../shared/liberty/sg13g2_typ_1p20V_25C.lib"))
}

/// Where netlists and their libraries are kept by what they are made from.
pub fn cache() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("netlists")
}

/// Synthesises a block at the first of its sizes or in a unit, or takes what was synthesised from the same before. The
/// blocks `macros` are left out: the netlist has instances of them.
pub fn synthesise(target: Target, instance: &Instance, macros: &[&str]) -> Netlist {
    let source = Source::Block(instance.name().to_owned());
    let configuration = instance.unit().cloned().unwrap_or_else(tiny);
    let mut design = source.design(&configuration).unwrap_or_else(|error| panic!("{error}"));
    let mut left_out = String::new();
    for (name, text) in &mut design.files {
        if macros.iter().any(|block| name.starts_with(&format!("{PREFIX}{block}"))) {
            left_out.push_str(text);
            *text = text.replacen("\nmodule ", "\n(* blackbox *)\nmodule ", 1);
        }
    }
    let job = Job::new(
        seedchip_flow::target(target.name()).unwrap_or_else(|error| panic!("{error}")),
        configuration,
        source,
        &cache(),
    );
    let liberty = if job.is_asic() { vec![liberty().display().to_string()] } else { Vec::new() };
    let mut files = run_files(&job, &design, false, &liberty);
    for (_, text) in files.iter_mut().filter(|(name, _)| name == SCRIPT) {
        *text = to_flat_netlist(text);
    }
    let mut key = Key::new();
    key.files(&files);
    let name = format!("{instance}_{}-{}", target.name(), &key.finish()[..16]);
    let folder = cache().join(name);
    done(&folder, fs::create_dir_all(&folder));
    // Tests of the same netlist run at the same time.
    let lock = done(&folder, fs::File::create(folder.join("lock")));
    done(&folder, lock.lock());
    let finished = folder.join("finished.v");
    if !finished.exists() {
        for (name, text) in &files {
            let path = folder.join(name);
            done(&folder, path.parent().map_or(Ok(()), fs::create_dir_all));
            done(&folder, fs::write(path, text));
        }
        run_yosys(&folder, SCRIPT).unwrap_or_else(|log| panic!("{log}"));
        done(&folder, fs::rename(folder.join("netlist.v"), &finished));
    }
    let verilog = done(&folder, fs::read_to_string(&finished));
    Netlist { target, top: design.top, verilog, macros: left_out }
}

/// What came of working with files in a folder.
fn done<T>(folder: &Path, result: std::io::Result<T>) -> T {
    result.unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
}

/// Runs a script with the flow's Yosys in a folder, in which it is kept under `name`; its log, also where it fails.
pub fn yosys(folder: &Path, name: &str, script: &str) -> Result<String, String> {
    done(folder, fs::write(folder.join(name), script));
    run_yosys(folder, name)
}

/// Runs the script of this name in a folder.
fn run_yosys(folder: &Path, name: &str) -> Result<String, String> {
    let tool = Tools::find().yosys().unwrap_or_else(|error| panic!("{error}"));
    let output = Command::new(&tool.program).args(&tool.arguments).arg(name).current_dir(folder).output();
    let output = output.unwrap_or_else(|error| panic!("{}: {error}", tool.program.display()));
    let log = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    if output.status.success() { Ok(log) } else { Err(log) }
}
