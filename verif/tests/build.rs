//! Tells the tests whether the public models lie beside the project; without them their tests are reported as
//! skipped.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(public_models)");
    if std::path::Path::new("../../../shared/models/ad01_int8.tflite").exists() {
        println!("cargo::rustc-cfg=public_models");
    }
}
