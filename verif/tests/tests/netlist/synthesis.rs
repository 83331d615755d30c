//! Netlists: what the flow's scripts make of a block.

use crate::exported::{design, write};
use crate::project::root;
use seedchip_flow::{Structure, Tools};
use seedchip_spec::Configuration;
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

/// The names of modules that are memories begin so. As standard cells the memories of `small` are 75 000 flip-flops,
/// which nobody would build.
const MEMORIES: &str = "memory_";

impl Target {
    /// The modules that no cells are made of in a whole datapath.
    pub fn macros(self) -> &'static [&'static str] {
        match self {
            Self::Ecp5 => &[],
            Self::Sg13g2 => &[MEMORIES],
        }
    }

    /// Its name, which is that of its folder.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ecp5 => "ecp5",
            Self::Sg13g2 => "sg13g2",
        }
    }

    /// The folder of its files.
    pub fn folder(self) -> PathBuf {
        root().join("constraints").join(self.name())
    }

    /// The flow's script for these files, from the Verilog to the flat netlist. The part between, which keeps modules to
    /// measure their area, is left out.
    fn script(self, sources: &str, top: &str) -> String {
        let file = self.folder().join("synth.ys");
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let parts = text.split_once("design -save rtl\n").zip(text.split_once("design -load rtl\n"));
        let ((begin, _), (_, end)) = parts.unwrap_or_else(|| panic!("{} has other parts now", file.display()));
        let structure = Structure::default();
        let liberty = match self {
            Self::Ecp5 => String::new(),
            Self::Sg13g2 => format!(" -liberty {}", liberty().display()),
        };
        [begin, end]
            .concat()
            .replace("@SOURCES@", sources)
            .replace("@TOP@", top)
            .replace("@TARGET_FOLDER@", &self.folder().display().to_string())
            .replace("@BOOTH@", structure.multiplier.option())
            .replace("@ADDER@", structure.adder.option())
            .replace("@LIBERTY@", &liberty)
            .replace("abc.constr", &root().join("constraints/abc.constr").display().to_string())
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
    let names: Vec<String> = design.modules.iter().map(|module| format!("{}.v", module.name)).collect();
    let script = target.script(&names.join(" "), &design.top);
    let mut hasher = DefaultHasher::new();
    (design.verilog(), &script).hash(&mut hasher);
    for file in fs::read_dir(target.folder()).expect("the target has a folder") {
        fs::read(file.expect("it can be read").path()).unwrap_or_default().hash(&mut hasher);
    }
    let name = format!("{block}_{}_{}-{:016x}", configuration.name(), target.name(), hasher.finish());
    let folder = cache().join(name);
    done(&folder, fs::create_dir_all(&folder));
    // Tests of the same netlist run at the same time.
    let lock = done(&folder, fs::File::create(folder.join("lock")));
    done(&folder, lock.lock());
    let finished = folder.join("finished.v");
    if !finished.exists() {
        write(&design, &folder);
        yosys(&folder, "synth.ys", &script).unwrap_or_else(|log| panic!("{log}"));
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
    let tool = Tools::find().yosys().unwrap_or_else(|error| panic!("{error}"));
    done(folder, fs::write(folder.join(name), script));
    let output = Command::new(&tool.program).args(&tool.arguments).arg(name).current_dir(folder).output();
    let output = output.unwrap_or_else(|error| panic!("{}: {error}", tool.program.display()));
    let log = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    if output.status.success() { Ok(log) } else { Err(log) }
}
