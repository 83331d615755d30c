//! Netlists: what the flow's scripts make of a block.

use crate::exported::{design, write};
use crate::project::root;
use seedchip_params::Configuration;
use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
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

/// The names of modules that are memories begin so. As standard cells the memories of `small` are 75 000 flip-flops,
/// which nobody would build.
pub const MEMORIES: &str = "memory_";

impl Target {
    /// The modules that no cells are made of in a whole datapath.
    pub fn macros(self) -> &'static [&'static str] {
        match self {
            Self::Ecp5 => &[],
            Self::Sg13g2 => &[MEMORIES],
        }
    }

    fn script(self) -> String {
        match self {
            Self::Ecp5 => "synth_ecp5 -top TOP -run :check\nblackbox =A:whitebox\ndelete t:$scopeinfo\nselect -assert-none t:$*\nautoname\n".to_owned(),
            Self::Sg13g2 => {
                let liberty = liberty();
                let liberty = liberty.display();
                format!(
                    "synth -top TOP -flatten -booth -run :fine\nsynth -top TOP -booth -run fine:\ndelete t:$scopeinfo\ndfflibmap -liberty {liberty}\n\
                     abc -liberty {liberty}\nopt_clean -purge\nselect -assert-none t:$*\n"
                )
            }
        }
    }
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

/// Synthesises a block, or takes what was synthesised from the same before. Modules whose names begin with one of
/// `macros` are left out: the netlist has instances of them.
pub fn synthesise(target: Target, block: &str, configuration: &Configuration, macros: &[&str]) -> Netlist {
    let mut design = design(block, configuration);
    let mut left_out = String::new();
    for module in &mut design.modules {
        if macros.iter().any(|name| module.name.starts_with(name)) {
            left_out.push_str(&module.text);
            module.text = module.text.replacen("\nmodule ", "\n(* blackbox *)\nmodule ", 1);
        }
    }
    let script = target.script().replace("TOP", &design.top);
    let mut hasher = DefaultHasher::new();
    (design.verilog(), &script).hash(&mut hasher);
    let name = format!("{block}_{}_{target:?}-{:016x}", configuration.name(), hasher.finish()).to_lowercase();
    let folder = cache().join(name);
    fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    // Tests of the same netlist run at the same time.
    let lock = fs::File::create(folder.join("lock")).expect("a file");
    lock.lock().expect("a lock");
    let netlist = folder.join("netlist.v");
    if !netlist.exists() {
        let files = write(&design, &folder);
        let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        let script = format!(
            "read_verilog {}\nhierarchy -top {}\n{script}write_verilog -noattr netlist.tmp\n",
            names.join(" "),
            design.top
        );
        yosys(&folder, "synth.ys", &script).unwrap_or_else(|log| panic!("{log}"));
        fs::rename(folder.join("netlist.tmp"), &netlist).expect("renamed");
    }
    let verilog = fs::read_to_string(&netlist).expect("a netlist");
    Netlist { target, top: design.top, verilog, macros: left_out }
}

/// Runs a script in a folder, in which it is kept under `name`; its log, also where it fails.
pub fn yosys(folder: &Path, name: &str, script: &str) -> Result<String, String> {
    fs::write(folder.join(name), script).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut python = Command::new(root().join(".venv/bin/python"));
    python.current_dir(folder).args([
        "-c",
        "import sys\nfrom pyosys import libyosys as y\ny.run_pass('script ' + sys.argv[1], y.Design())",
        name,
    ]);
    let output = python.output().unwrap_or_else(|error| panic!("{python:?}: {error}"));
    let log = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    if output.status.success() { Ok(log) } else { Err(log) }
}
