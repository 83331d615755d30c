//! Compiles the part of Verilator's runtime that the crate `verilated` leaves out.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/context.cpp");
    let Some(root) = verilator::find_verilator_root() else {
        println!("cargo::error=Verilator is not installed: `make tools` installs it");
        return;
    };
    let include = root.join("include");
    cc::Build::new()
        .cpp(true)
        .std("gnu++17")
        .include(&include)
        .include(include.join("vltstd"))
        .opt_level(2)
        .warnings(false)
        .flag("-w")
        .file("src/context.cpp")
        .compile("seedchip_runtime");
}
