//! `seedchip datasheet`: the files that it writes, and its refusals.

mod common;

use common::{Folder, seedchip};
use std::fs;

#[test]
fn pages_and_pictures_are_written() {
    let folder = Folder::new();
    let out = folder.argument("sheet");
    seedchip(&["datasheet", "--config", "tiny", "--out", &out, "--synthesis", &folder.argument("synth")])
        .ends_with(0)
        .says("5 commands measured, 0 of them broke the cycle contract")
        .says("not synthesised yet: make synth TARGET=ecp5 CONFIG=tiny");
    for file in ["seedchip_tiny.md", "seedchip_tiny.html", "seedchip_tiny/datapath.svg", "seedchip_tiny/tile.svg"] {
        assert!(folder.path("sheet").join(file).is_file(), "{file}");
    }
}

#[test]
fn a_broken_report_is_refused_before_anything_is_written() {
    let folder = Folder::new();
    let run = folder.path("synth/ecp5/tiny/datapath");
    fs::create_dir_all(&run).expect("made");
    fs::write(run.join("report.json"), "{").expect("written");
    let (out, synthesis) = (folder.argument("broken"), folder.argument("synth"));
    seedchip(&["datasheet", "--config", "tiny", "--out", &out, "--synthesis", &synthesis])
        .refuses("report.json is not a result of this version");
    assert!(!folder.path("broken").exists());
}

#[test]
fn unknown_configurations_and_sizes_are_refused() {
    let out = Folder::new();
    let out = out.argument("sheet");
    seedchip(&["datasheet", "--config", "huge", "--out", &out]).refuses("choose one of tiny, small");
    seedchip(&["datasheet", "--config", "tiny", "--rows", "3", "--out", &out]).refuses("rows must be 4 to 256, got 3");
}
