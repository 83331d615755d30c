//! `seedchip generate`: the files that it writes, the files that it does not touch, and its refusals.

mod common;

use common::{Folder, seedchip};
use seedchip_spec::{Format, Rounding};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

const CORE: &str = "seedchip_datapath_tiny.core";
const LEAVES: &str = "seedchip_leaves.core";

/// The files of a folder and of its folders.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        if path.is_dir() {
            files.extend(self::files(&path).into_iter().map(|(inner, text)| (format!("{name}/{inner}"), text)));
        } else {
            files.insert(name, fs::read_to_string(&path).expect("text"));
        }
    }
    files
}

/// The modules of a file list, in its order.
fn listed(files: &BTreeMap<String, String>) -> Vec<&str> {
    files["datapath.f"].lines().filter(|line| !line.starts_with("//")).collect()
}

#[test]
fn files_are_those_of_the_list_and_children_come_first() {
    let folder = Folder::new();
    seedchip(&["generate", "--config", "tiny", "--out", &folder.argument("rtl")]).ends_with(0).says("tiny: 4 rows");
    let files = files(&folder.path("rtl"));
    let list = listed(&files);
    let testbench = files.keys().filter(|name| name.starts_with("testbench/")).count();
    // Beside the unit's own modules, the list, the cores, the wrapper and the C header: what other units share.
    let others = ["seedchip_pe_registered.v", "seedchip_pe_pair.v", "seedchip_e2m1.v", "seedchip_row_scales.v"];
    assert!(others.iter().all(|other| files.contains_key(*other) && !list.contains(other)));
    assert_eq!(testbench, 4 + 6 + 1, "Verilog, beats, and the list of files");
    let beside = files["datapath.f"].lines().skip(1).filter_map(|line| line.strip_prefix("// "));
    let mut named: Vec<&str> = list.iter().copied().chain(beside).chain(["datapath.f"]).collect();
    named.sort_unstable();
    assert_eq!(named, files.keys().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(list.last(), Some(&"seedchip_datapath_tiny.v"));
    let mut before: Vec<&str> = Vec::new();
    for name in list {
        let (text, module) = (&files[name], name.strip_suffix(".v").expect("a module's file"));
        assert!(text.contains(&format!("module {module}")), "{name}");
        // An instance is a line that starts with a module's name; all of them have come before.
        let others = listed(&files).into_iter().filter_map(|file| file.strip_suffix(".v"));
        for other in others.filter(|other| *other != module) {
            let instance = text.lines().any(|line| line.split_whitespace().next() == Some(other));
            assert!(!instance || before.contains(&other), "{name} uses {other} before it is listed");
        }
        before.push(module);
    }
    assert!(before.len() > 10, "{before:?}");
}

/// A C program that fills in a command by the header says the words that the codec makes.
#[test]
fn the_c_header_means_the_codec() {
    let folder = Folder::new();
    seedchip(&["generate", "--config", "tiny", "--out", &folder.argument("rtl")]).ends_with(0);
    let program = folder.path("command.c");
    let source = r#"
#include "seedchip.h"
#include <stdio.h>
#define PUT(field, value) seedchip_put(beat, SEEDCHIP_COMMAND_##field, SEEDCHIP_COMMAND_##field##_BITS, value)
int main(void)
{
    uint32_t beat[SEEDCHIP_COMMAND_WORDS] = {0};
    PUT(OPCODE, SEEDCHIP_OPCODE_PRODUCT);
    PUT(FORMAT, SEEDCHIP_FORMAT_INT4);
    PUT(ROUNDING, SEEDCHIP_ROUNDING_EVEN);
    PUT(M, 0x1234); PUT(N, 0x5678); PUT(K, 0x9abcdef0); PUT(TAG, 0x4321);
    for (int word = 0; word < SEEDCHIP_COMMAND_WORDS; word++) printf("%08x ", (unsigned)beat[word]);
    printf("%x\n", (unsigned)seedchip_get(beat, SEEDCHIP_COMMAND_K, SEEDCHIP_COMMAND_K_BITS));
    return 0;
}
"#;
    fs::write(&program, source).expect("written");
    let run = |command: &mut Command| {
        let output = command.output().expect("it starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    };
    let binary = folder.path("command");
    run(Command::new("cc")
        .args(["-std=c99", "-Wall", "-Wextra", "-pedantic", "-Werror", "-I"])
        .arg(folder.path("rtl"))
        .arg(&program)
        .arg("-o")
        .arg(&binary));
    let command = seedchip_spec::Command {
        format: Format::Int4,
        rounding: Rounding::Even,
        tag: 0x4321,
        ..seedchip_spec::Command::product(0x1234, 0x5678, 0x9abc_def0)
    };
    let words: Vec<String> = command.encode().iter().map(|word| format!("{word:08x}")).collect();
    assert_eq!(run(&mut Command::new(&binary)), format!("{} 9abcdef0\n", words.join(" ")));
}

#[test]
fn the_core_file_names_what_fusesoc_needs() {
    let folder = Folder::new();
    seedchip(&["generate", "--config", "tiny", "--out", &folder.argument("rtl")]).ends_with(0);
    let files = files(&folder.path("rtl"));
    let (core, leaves) = (&files[CORE], &files[LEAVES]);
    assert!(core.starts_with("CAPI=2:\n") && leaves.starts_with("CAPI=2:\n"));
    assert!(leaves.contains("\nname: seedchip::leaves:") && core.contains("    depend:\n      - seedchip::leaves:"));
    let version = env!("CARGO_PKG_VERSION");
    for part in [
        &format!("\nname: seedchip::datapath_tiny:{version}\n"),
        "\nfilesets:\n  rtl:\n",
        "\ntargets:\n",
        "flow: lint",
        "flow: sim",
    ] {
        assert!(core.contains(part), "no `{part}` in:\n{core}");
    }
    // Indentation of YAML: two spaces per level, no tabs.
    assert!(core.lines().all(|line| !line.contains('\t') && (line.len() - line.trim_start().len()).is_multiple_of(2)));
    // A file may be followed by what is to be done with it.
    let named = |core: &'_ str, fileset: &str| -> Vec<String> {
        let tail = core.split_once(&format!("\n  {fileset}:\n")).expect("the fileset").1;
        let tail = tail.split_once("    files:\n").expect("files").1;
        let entries = tail.lines().map_while(|line| line.strip_prefix("      - "));
        entries.map(|entry| entry.split_once(':').map_or(entry, |(name, _)| name).to_owned()).collect()
    };
    let (own, shared) = (named(core, "rtl"), named(leaves, "rtl"));
    // Each module is in one of the two cores, and children come first in both.
    let listed: Vec<String> = listed(&files).into_iter().map(str::to_owned).collect();
    let of_core = |core: &[String]| listed.iter().filter(|name| core.contains(name)).cloned().collect::<Vec<_>>();
    assert_eq!(own, of_core(&own));
    assert_eq!(own.len() + of_core(&shared).len(), listed.len());
    assert!(own.iter().all(|name| !shared.contains(name)) && shared.iter().all(|name| files.contains_key(name)));
    for (fileset, count) in [("wrapper", 1), ("testbench", 4), ("beats", 6)] {
        assert!(named(core, fileset).iter().all(|name| files.contains_key(name)), "{core}");
        assert_eq!(named(core, fileset).len(), count);
    }
}

#[test]
fn the_same_sizes_give_the_same_bytes() {
    let folder = Folder::new();
    let sizes = ["generate", "--rows", "24", "--columns", "12", "--accumulators", "256", "--out"];
    for out in ["one", "two"] {
        let out = folder.argument(out);
        seedchip(&[&sizes[..], &[&out]].concat())
            .ends_with(0)
            .says("24x12x256: 24 rows, 12 columns, 256 accumulators, cell single\n");
    }
    assert_eq!(files(&folder.path("one")), files(&folder.path("two")));
}

#[test]
fn sizes_replace_those_of_a_preset() {
    let folder = Folder::new();
    let out = folder.argument("rtl");
    seedchip(&["generate", "--config", "small", "--columns", "5", "--out", &out])
        .ends_with(0)
        .says("8x5x256_registered: 8 rows, 5 columns, 256 accumulators, cell registered\n");
    seedchip(&[
        "generate",
        "--config",
        "small",
        "--accumulators",
        "16",
        "--rows",
        "4",
        "--columns",
        "4",
        "--cell",
        "single",
        "--out",
        &out,
    ])
    .ends_with(0)
    .says("tiny: ");
    seedchip(&["generate", "--config", "tiny", "--cell", "paired", "--out", &out])
        .ends_with(0)
        .says("4x4x16_paired: 4 rows, 4 columns, 16 accumulators, cell paired\n");
}

#[test]
fn modules_of_an_earlier_design_go_and_other_files_stay() {
    let folder = Folder::new();
    let out = folder.argument("rtl");
    seedchip(&["generate", "--config", "small", "--out", &out]).ends_with(0);
    fs::write(folder.path("rtl/notes.v"), "mine").expect("written");
    seedchip(&["generate", "--config", "tiny", "--out", &out]).ends_with(0).says("of an earlier design");
    let mut left = files(&folder.path("rtl"));
    assert_eq!(left.remove("notes.v").as_deref(), Some("mine"));
    seedchip(&["generate", "--config", "tiny", "--out", &folder.argument("fresh")]).ends_with(0);
    assert_eq!(left, files(&folder.path("fresh")));
}

#[test]
fn a_file_of_someone_else_is_not_overwritten() {
    let folder = Folder::new();
    fs::write(folder.path("seedchip_launcher_tiny.v"), "mine").expect("written");
    let out = folder.argument("");
    seedchip(&["generate", "--config", "tiny", "--out", &out])
        .refuses("seedchip_launcher_tiny.v exists and no file list there says");
    assert_eq!(files(&folder.path("")).len(), 1);
    // Nor by a list that leads out of its folder.
    fs::create_dir(folder.path("rtl")).expect("made");
    let list = "// Written by seedchip generate: x\n../seedchip_launcher_tiny.v\n// ../seedchip_launcher_tiny.v\n";
    fs::write(folder.path("rtl/datapath.f"), list).expect("written");
    seedchip(&["generate", "--config", "tiny", "--out", &folder.argument("rtl")]).ends_with(0);
    assert_eq!(fs::read_to_string(folder.path("seedchip_launcher_tiny.v")).expect("it is there"), "mine");
}

#[test]
fn what_cannot_be_is_refused_with_its_reason() {
    let folder = Folder::new();
    let out = folder.argument("rtl");
    for (arguments, reason) in [
        (&["--config", "huge"][..], "choose one of tiny, small"),
        (&["--rows", "3", "--columns", "2"], "rows must be 4 to 256, got 3:"),
        (&["--config", "small", "--columns", "257"], "columns must be 1 to 256, got 257:"),
        (&["--accumulators", "100"], "power of two"),
        (&["--cell", "triple"], "no cell is called `triple`: choose one of single, registered, paired"),
        (&["--config", "dense", "--columns", "5"], "columns of paired cells must be even, got 5:"),
        (&["--rows=-4"], "--rows"),
        (&["--rows", "99999999999999999999"], "--rows"),
    ] {
        seedchip(&[&["generate", "--out", &out], arguments].concat()).refuses(reason);
    }
    assert!(!folder.path("rtl").exists());
    fs::write(folder.path("file"), "").expect("written");
    seedchip(&["generate", "--out", &folder.argument("file")]).refuses("is a file");
    seedchip(&["generate"]).refuses("--out");
    seedchip(&["frobnicate"]).refuses("frobnicate");
}
