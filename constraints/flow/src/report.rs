//! The results of a flow, as they are in `report.json`.

mod names;
pub(crate) mod netlist;
pub(crate) mod nextpnr;
pub(crate) mod opensta;
pub(crate) mod plot;
mod quantity;
mod size;
pub(crate) mod statistics;
mod timing;

pub use nextpnr::Use;
pub use quantity::grouped;
pub use size::Size;
pub use statistics::BlockSize;
pub use timing::Timing;

use crate::folder;
use crate::structure::Structure;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The versions of the tools, by their names.
pub type Versions = BTreeMap<String, String>;

/// The result of synthesis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The target.
    pub target: String,
    /// The configuration.
    pub configuration: String,
    /// The block, or `yardstick`.
    pub block: String,
    /// Its top module.
    pub top: String,
    /// How multipliers and adders were built; none where the target has its own.
    pub structure: Option<Structure>,
    /// The clock that the configuration is meant to reach.
    pub goal_megahertz: u32,
    /// Its size.
    pub size: Size,
    /// Its area in gate equivalents: NAND2 cells.
    pub nand2: Option<f64>,
    /// How many cells there are of each kind.
    pub kinds: BTreeMap<String, u64>,
    /// The size of each module, all its instances together, in a run that keeps modules.
    pub by_block: Vec<BlockSize>,
    /// The clock by OpenSTA, wires ideal; none for FPGAs and where no path is between registers.
    pub timing: Option<Timing>,
    /// The tools' versions.
    pub versions: Versions,
    /// The project's version.
    pub version: String,
    /// A hash of everything that the result depends on.
    pub key: String,
    /// The folder of the run; what follows is in it.
    #[serde(skip)]
    pub folder: PathBuf,
    /// Whether the result was there already, from the same inputs, scripts and tools.
    #[serde(skip)]
    pub reused: bool,
}

impl Report {
    /// The netlist in Verilog.
    pub fn netlist_verilog(&self) -> PathBuf {
        self.folder.join(folder::NETLIST_VERILOG)
    }

    /// The netlist in yosys's JSON; FPGAs only.
    pub fn netlist_json(&self) -> PathBuf {
        self.folder.join(folder::NETLIST_JSON)
    }

    /// The Verilog that was synthesised, children first.
    pub fn sources(&self) -> PathBuf {
        self.folder.join(folder::SOURCES)
    }
}

/// The result of place and route with one seed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Placement {
    /// The seed.
    pub seed: u32,
    /// The clock and its path.
    pub timing: Timing,
    /// The resources in use, including the harness, in nextpnr's names.
    pub used: BTreeMap<String, Use>,
    /// Flip-flops of the harness among those.
    pub harness_flip_flops: usize,
    /// The tools' versions.
    pub versions: Versions,
    /// A hash of everything that the result depends on.
    pub key: String,
    /// Whether the result was there already.
    #[serde(skip)]
    pub reused: bool,
}

#[cfg(test)]
impl Report {
    /// The report of a block that takes nothing.
    pub(crate) fn empty(target: &str, configuration: &str, block: &str) -> Self {
        Self {
            target: target.to_owned(),
            configuration: configuration.to_owned(),
            block: block.to_owned(),
            top: String::new(),
            structure: None,
            goal_megahertz: 100,
            size: Size::default(),
            nand2: None,
            kinds: BTreeMap::new(),
            by_block: Vec::new(),
            timing: None,
            versions: Versions::new(),
            version: String::new(),
            key: String::new(),
            folder: PathBuf::new(),
            reused: false,
        }
    }
}

#[cfg(test)]
impl Placement {
    /// A placement that reached this clock.
    pub(crate) fn at(timing: Timing) -> Self {
        let (used, versions) = (BTreeMap::new(), Versions::new());
        Self { seed: 1, timing, used, harness_flip_flops: 0, versions, key: String::new(), reused: false }
    }
}
