//! What synthesis said of this configuration, if it was run.

use anyhow::Context;
use seedchip_spec::DATAPATH;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// `report.json` of a run of synthesis: what the datasheet shows of it.
#[derive(Clone, Debug, Deserialize)]
pub struct Report {
    /// The target.
    pub target: String,
    /// What the whole takes.
    pub size: Size,
    /// NAND2 equivalents, of standard cells only.
    #[serde(default)]
    pub nand2: Option<f64>,
    /// What each module takes, all its instances together.
    #[serde(default)]
    pub by_block: Vec<BlockSize>,
    /// The clock before placement.
    #[serde(default)]
    pub timing: Option<Timing>,
    /// The tools.
    #[serde(default)]
    pub versions: BTreeMap<String, String>,
    /// Every placement of the result.
    #[serde(skip)]
    pub placements: Vec<Timing>,
}

/// What a design or a part of it takes.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default)]
#[derive(Default)]
pub struct Size {
    /// Lookup tables.
    pub luts: u64,
    /// Flip-flops.
    pub flip_flops: u64,
    /// Multipliers.
    pub dsps: u64,
    /// Memories.
    pub block_rams: u64,
    /// µm² of standard cells.
    pub area: f64,
}

/// What a module takes.
#[derive(Clone, Debug, Deserialize)]
pub struct BlockSize {
    /// The module.
    pub block: String,
    /// All its instances.
    pub size: Size,
}

/// A clock and what sets it.
#[derive(Clone, Debug, Deserialize)]
pub struct Timing {
    /// The greatest clock.
    pub megahertz: f64,
    /// The register that the slowest path starts at.
    pub from: String,
    /// The register that it ends at.
    pub to: String,
}

#[derive(Deserialize)]
struct Placement {
    timing: Timing,
}

impl Report {
    /// The clock to quote: that of the median placement, or the one before placement.
    pub fn clock(&self) -> Option<(&Timing, String)> {
        let mut placed: Vec<&Timing> = self.placements.iter().collect();
        placed.sort_by(|one, other| one.megahertz.total_cmp(&other.megahertz));
        match placed.get(placed.len() / 2) {
            Some(timing) => Some((timing, format!("placed and routed, median of {}", placed.len()))),
            None => self.timing.as_ref().map(|timing| (timing, "not placed, ideal wires".to_owned())),
        }
    }
}

/// The reports of a configuration's datapath in the folder of synthesis, by target; none if there are none.
pub fn reports(folder: &Path, configuration: &str) -> anyhow::Result<Vec<Report>> {
    let mut reports = Vec::new();
    for target in entries(folder)? {
        let run = target.join(configuration).join(DATAPATH.name);
        let Some(mut report) = read::<Report>(&run.join("report.json"))? else { continue };
        for file in entries(&run)? {
            let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if name.starts_with("placement_") && name.ends_with(".json") {
                report.placements.extend(read::<Placement>(&file)?.map(|placement| placement.timing));
            }
        }
        reports.push(report);
    }
    Ok(reports)
}

/// What is in a folder, sorted by name; nothing if there is no folder.
fn entries(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if [ErrorKind::NotFound, ErrorKind::NotADirectory].contains(&error.kind()) => return Ok(Vec::new()),
        Err(error) => return Err(error).with_context(|| format!("cannot read the folder {}", folder.display())),
    };
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .with_context(|| format!("cannot read the folder {}", folder.display()))?;
    paths.sort();
    Ok(paths)
}

/// A file of JSON; none if there is no file.
fn read<T: for<'a> Deserialize<'a>>(path: &Path) -> anyhow::Result<Option<T>> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
    };
    let value = serde_json::from_str(&text)
        .with_context(|| format!("{} is no result of synthesis: run `make synth` anew", path.display()))?;
    Ok(Some(value))
}
