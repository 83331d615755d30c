//! Reads yosys's statistics of a netlist, `stat -json`.

use super::size::Size;
use crate::error::FlowError;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

#[derive(Deserialize)]
struct Statistics {
    modules: BTreeMap<String, ModuleStatistics>,
    design: Option<ModuleStatistics>,
}

#[derive(Clone, Deserialize)]
struct ModuleStatistics {
    num_cells_by_type: BTreeMap<String, u64>,
    #[serde(default)]
    area: f64,
}

fn read(path: &Path) -> Result<Statistics, FlowError> {
    let text = fs::read(path).map_err(FlowError::file("read", path))?;
    let wrong = |reason: serde_json::Error| FlowError::Result { path: path.to_owned(), reason: reason.to_string() };
    serde_json::from_slice(&text).map_err(wrong)
}

/// The size of a flat netlist, and how many cells of each kind it has.
pub fn flat(path: &Path) -> Result<(Size, BTreeMap<String, u64>), FlowError> {
    let statistics = read(path)?;
    let nothing = || FlowError::Result { path: path.to_owned(), reason: "it has no module".to_owned() };
    let only = || (statistics.modules.len() == 1).then(|| statistics.modules.values().next().cloned()).flatten();
    let total = statistics.design.clone().or_else(only).ok_or_else(nothing)?;
    let kinds: BTreeMap<String, u64> =
        total.num_cells_by_type.into_iter().filter(|(kind, _)| !kind.starts_with('$')).collect();
    Ok((Size { area: total.area, ..Size::sum(&kinds) }, kinds))
}

/// The size of all instances of a module, without their children.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BlockSize {
    /// The module.
    pub block: String,
    /// How often it stands in the design.
    pub instances: u64,
    /// The size of all of them.
    pub size: Size,
}

/// The sizes of all modules below and with `top`, the greatest first. Modules that take nothing of their own are
/// left out.
pub fn by_block(path: &Path, top: &str) -> Result<Vec<BlockSize>, FlowError> {
    let statistics = read(path)?;
    let modules: HashMap<&str, &ModuleStatistics> =
        statistics.modules.iter().map(|(name, module)| (name.trim_start_matches('\\'), module)).collect();
    if !modules.contains_key(top) {
        return Err(FlowError::Result { path: path.to_owned(), reason: format!("it has no module `{top}`") });
    }
    let mut instances: BTreeMap<&str, u64> = BTreeMap::new();
    count(top, 1, &modules, &mut instances);
    let mut blocks: BTreeMap<String, BlockSize> = BTreeMap::new();
    for (name, count) in instances {
        let own = own_size(modules[name], &modules);
        let block = plain_name(name);
        let entry = blocks.entry(block.clone()).or_insert(BlockSize { block, instances: 0, size: Size::default() });
        entry.instances += count;
        for _ in 0..count {
            entry.size += own;
        }
    }
    let mut blocks: Vec<BlockSize> = blocks.into_values().filter(|block| block.size.cells > 0).collect();
    let key = |block: &BlockSize| (block.size.area, block.size.luts + block.size.flip_flops, block.size.cells);
    blocks.sort_by(|one, other| key(other).partial_cmp(&key(one)).unwrap_or(std::cmp::Ordering::Equal));
    Ok(blocks)
}

/// Counts the instances of a module and of all below it.
fn count<'a>(
    name: &'a str,
    times: u64,
    modules: &HashMap<&'a str, &'a ModuleStatistics>,
    instances: &mut BTreeMap<&'a str, u64>,
) {
    *instances.entry(name).or_default() += times;
    for (kind, number) in &modules[name].num_cells_by_type {
        if let Some((child, _)) = modules.get_key_value(kind.trim_start_matches('\\')) {
            count(child, times * number, modules, instances);
        }
    }
}

/// A module's size without its children's, which yosys counts into the area.
fn own_size(module: &ModuleStatistics, modules: &HashMap<&str, &ModuleStatistics>) -> Size {
    let mut size = Size { area: module.area, ..Size::default() };
    for (kind, number) in &module.num_cells_by_type {
        match modules.get(kind.trim_start_matches('\\')) {
            Some(child) => size.area -= child.area * *number as f64,
            None => size += Size::of(kind, *number),
        }
    }
    // What is left of subtracting equal numbers.
    if size.area < 1e-6 {
        size.area = 0.0;
    }
    size
}

/// A module with parameters is called `$paramod$…\name` by yosys.
fn plain_name(module: &str) -> String {
    let name = module.strip_prefix("$paramod").map_or(module, |rest| {
        let mut parts = rest.split('\\').filter(|part| !part.is_empty() && !part.contains('='));
        let first = parts.next().unwrap_or(rest);
        if first.starts_with('$') { parts.next().unwrap_or(first) } else { first }
    });
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As yosys 0.70 wrote it for a tiny array, shortened.
    const KEPT: &str = r#"{
      "creator": "Yosys 0.70",
      "modules": {
        "\\array_2": {"num_cells": 0, "area": 20.5, "num_cells_by_type": {"row_2": 2}},
        "\\row_2": {"num_cells": 1, "area": 10.25, "num_cells_by_type": {"sg13g2_dfrbpq_1": 1, "pe": 2}},
        "\\pe": {"num_cells": 3, "area": 4.5, "num_cells_by_type": {"sg13g2_nand2_1": 2, "sg13g2_dfrbpq_1": 1}}
      },
      "design": {"num_cells": 14, "area": 20.5, "num_cells_by_type": {"sg13g2_nand2_1": 8, "sg13g2_dfrbpq_1": 6}}
    }"#;

    fn file(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().expect("a file");
        fs::write(file.path(), text).expect("written");
        file
    }

    #[test]
    fn a_flat_netlist_is_the_whole_design() {
        let (size, kinds) = flat(file(KEPT).path()).expect("well formed");
        assert_eq!((size.cells, size.flip_flops, size.area), (14, 6, 20.5));
        assert_eq!(kinds["sg13g2_nand2_1"], 8);
    }

    #[test]
    fn blocks_add_up_to_the_design() {
        let blocks = by_block(file(KEPT).path(), "array_2").expect("well formed");
        let names: Vec<(&str, u64)> = blocks.iter().map(|block| (block.block.as_str(), block.instances)).collect();
        assert_eq!(names, [("pe", 4), ("row_2", 2)]);
        assert_eq!((blocks[0].size.cells, blocks[0].size.area), (12, 18.0));
        assert_eq!((blocks[1].size.flip_flops, blocks[1].size.area), (2, 2.5));
    }

    #[test]
    fn parameters_are_no_part_of_a_name() {
        assert_eq!(plain_name(r"$paramod$86f25d\sa_ws"), "sa_ws");
        assert_eq!(plain_name(r"$paramod\pe_ws\PW=s32'00000000000000000000000000010011"), "pe_ws");
        assert_eq!(plain_name("pe"), "pe");
    }

    #[test]
    fn nonsense_is_refused_with_the_file() {
        for text in ["", "{}", r#"{"modules": {}}"#] {
            let file = file(text);
            let error = flat(file.path()).expect_err("nothing to read");
            assert!(error.to_string().contains("is not a result of this version"), "{error}");
        }
        let error = by_block(file(KEPT).path(), "row").expect_err("no such module");
        assert!(error.to_string().contains("no module `row`"), "{error}");
    }
}
