//! Every block has all its parts, and no part belongs to no block.

use crate::expected;
use crate::exported::{at_test_size, design};
use crate::project::root;
use seedchip_export::PortDirection;
use seedchip_spec::{BLOCKS, Block, Cell, Configuration, Direction, Sizes, TOPS};
use std::collections::BTreeSet;

/// The trees that hold a Rust file for each block.
const TREES: &[&str] = &["hdl/src", "verif/golden/src", "verif/tests/tests"];

/// The folders of blocks, the same in every tree.
fn folders() -> BTreeSet<&'static str> {
    BLOCKS.iter().map(|block| block.folder).filter(|folder| !folder.is_empty()).collect()
}

/// Blocks that are part of one other block and are tested with it: the part and what it is part of.
const PARTS: &[(&str, &str)] =
    &[("float/leading", "normalise"), ("float/trailing", "align_add"), ("vector/fixed_term", "fixed_sum")];

#[test]
fn every_block_has_its_files() {
    assert!(!BLOCKS.is_empty());
    let mut missing = Vec::new();
    for block in BLOCKS {
        let sources = TREES.iter().map(|tree| root().join(tree).join(format!("{}.rs", block.path())));
        for file in sources.chain([expected::file(&at_test_size(block.name).top)]) {
            if !file.is_file() {
                missing.push(file.display().to_string());
            }
        }
    }
    assert!(missing.is_empty(), "blocks of the list lack\n{}", missing.join("\n"));
}

#[test]
fn every_file_in_the_folders_of_blocks_is_a_block() {
    let parts: BTreeSet<&str> = PARTS
        .iter()
        .map(|(part, whole)| {
            assert!(BLOCKS.iter().any(|block| block.name == *whole), "`{whole}` is no block");
            *part
        })
        .collect();
    let blocks: BTreeSet<String> = BLOCKS.iter().map(seedchip_spec::Block::path).collect();
    let mut looked_at = 0;
    for tree in TREES {
        for folder in folders() {
            let folder = root().join(tree).join(folder);
            for entry in std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
                let path = entry.expect("the folder is readable").path();
                // A folder holds what belongs to the block of its name.
                let name = path.with_extension("");
                let name = name.strip_prefix(root().join(tree)).expect("it lies there").display().to_string();
                assert!(
                    blocks.contains(&name) || parts.contains(name.as_str()),
                    "{} is no block of seedchip_spec::BLOCKS",
                    path.display()
                );
                looked_at += 1;
            }
        }
    }
    assert!(looked_at >= BLOCKS.len(), "only {looked_at} files were found");
}

/// A block without a folder has its file beside the module files, where other things lie too: what is a block
/// there is what the Verilog has a module of.
#[test]
fn every_module_of_a_top_is_a_block() {
    let names: BTreeSet<&str> = BLOCKS
        .iter()
        .map(|block| block.name)
        .chain(PARTS.iter().map(|(part, _)| part.rsplit('/').next().expect("a name")))
        .collect();
    for module in TOPS.iter().flat_map(|top| at_test_size(top).modules) {
        let block = module.block.as_str();
        assert!(names.contains(block), "the module `{}` is no block of seedchip_spec::BLOCKS", module.name);
    }
}

#[test]
fn ports_are_exported_as_listed() {
    let mut compared = 0;
    let cells = Cell::ALL.iter().map(|cell| {
        let sizes = Sizes { rows: 24, columns: 12, accumulators: 256, cell: *cell, ..Sizes::default() };
        Configuration::new(sizes).expect("it can be")
    });
    let of_units = cells.flat_map(|configuration| BLOCKS.iter().map(move |block| block.of(&configuration)));
    for instance in of_units.chain(BLOCKS.iter().flat_map(Block::instances)) {
        let mut listed: Vec<(String, PortDirection, usize)> = instance
            .ports()
            .into_iter()
            .map(|port| {
                let direction = match port.direction {
                    Direction::Input => PortDirection::Input,
                    Direction::Output => PortDirection::Output,
                };
                (port.name.to_owned(), direction, port.width)
            })
            .collect();
        if instance.block().clocked {
            listed.insert(0, ("clk_i".to_owned(), PortDirection::Input, 1));
        }
        let exported: Vec<(String, PortDirection, usize)> =
            design(&instance).ports().iter().map(|port| (port.name.clone(), port.direction, port.width)).collect();
        assert_eq!(exported, listed, "ports of {instance}");
        compared += exported.len();
    }
    assert!(compared > BLOCKS.len());
}
