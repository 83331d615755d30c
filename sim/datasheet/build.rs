//! Lets the models that tests and benchmarks load find Verilator's runtime in the program (see `seedchip-runtime`).

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-link-arg=-rdynamic");
}
