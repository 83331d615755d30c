//! Tells the tests what lies beside the project; without it the tests that need it are reported as skipped. Names a test
//! for each top and configuration.

use seedchip_spec::{Block, TOPS};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Where the standard cells of SG13G2 are looked for when `SEEDCHIP_SG13G2_LIBERTY` names no other file.
const LIBERTY: &str = "../../../shared/liberty/sg13g2_typ_1p20V_25C.lib";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // The models that the tests load find Verilator's runtime in the program (see `seedchip-runtime`).
    println!("cargo::rustc-link-arg=-rdynamic");
    println!("cargo::rerun-if-env-changed=SEEDCHIP_SG13G2_LIBERTY");
    println!("cargo::rustc-check-cfg=cfg(public_models)");
    println!("cargo::rustc-check-cfg=cfg(sg13g2_liberty)");
    if Path::new("../../../shared/models/ad01_int8.tflite").exists() {
        println!("cargo::rustc-cfg=public_models");
    }
    // A file that is named and not there fails the tests instead of skipping them.
    if std::env::var_os("SEEDCHIP_SG13G2_LIBERTY").is_some() || Path::new(LIBERTY).exists() {
        println!("cargo::rustc-cfg=sg13g2_liberty");
    }
    let out = std::env::var_os("OUT_DIR").map(PathBuf::from).expect("Cargo says where files go");
    std::fs::write(out.join("units.rs"), units()).expect("Cargo's folder takes a file");
}

/// A macro that makes a test of a check for each top at each configuration.
fn units() -> String {
    let mut tests = String::new();
    let instances = TOPS.iter().filter_map(|top| Block::named(top)).flat_map(Block::instances);
    for instance in instances {
        let (top, configuration) = (instance.name(), instance.sizes());
        let _ = write!(
            tests,
            "        #[test]\n        fn {top}_{configuration}() {{\n            \
             $check(&crate::units::unit(\"{top}\", \"{configuration}\"));\n        }}\n"
        );
    }
    format!("macro_rules! each_unit {{\n    ($check:path) => {{\n{tests}    }};\n}}\n")
}
