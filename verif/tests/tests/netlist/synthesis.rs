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

/// The name of modules that are memories: the block and its size.
const MEMORY: &str = "memory_";

impl Target {
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

/// Synthesises a block, or takes what was synthesised from the same before.
pub fn synthesise(target: Target, block: &str, configuration: &Configuration) -> Netlist {
    let mut design = design(block, configuration);
    let mut macros = String::new();
    if target == Target::Sg13g2 {
        // As standard cells the memories of `small` are 75 000 flip-flops that nobody would build.
        for module in design.modules.iter_mut().filter(|module| module.name.starts_with(MEMORY)) {
            macros.push_str(&module.text);
            module.text = module.text.replace(&format!("module {MEMORY}"), &format!("(* blackbox *)\nmodule {MEMORY}"));
        }
    }
    let script = target.script().replace("TOP", &design.top);
    let mut hasher = DefaultHasher::new();
    (design.verilog(), &script).hash(&mut hasher);
    let name = format!("{block}_{}_{target:?}-{:016x}", configuration.name(), hasher.finish()).to_lowercase();
    let folder = cache().join(name);
    fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let lock = fs::File::create(folder.join("lock")).expect("a file");
    lock.lock().expect("a lock");
    let netlist = folder.join("netlist.v");
    if !netlist.exists() {
        let files = write(&design, &folder);
        let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        let text = format!("read_verilog {}\nhierarchy -top {}\n{script}write_verilog -noattr netlist.tmp\n", names.join(" "), design.top);
        fs::write(folder.join("synth.ys"), text).expect("a script");
        let mut python = Command::new(root().join(".venv/bin/python"));
        python.current_dir(&folder).args(["-c", "from pyosys import libyosys as y; y.run_pass('script synth.ys', y.Design())"]);
        let output = python.output().expect("python");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        fs::rename(folder.join("netlist.tmp"), &netlist).expect("renamed");
    }
    let verilog = fs::read_to_string(&netlist).expect("a netlist");
    Netlist { target, top: design.top, verilog, macros }
}
