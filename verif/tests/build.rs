//! Tells the tests what lies beside the project; without it the tests that need it are reported as skipped.

use std::path::Path;

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
}
