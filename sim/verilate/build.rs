//! Tells the crate which machine it is compiled for: outside of a build script nobody tells the crate `cc`.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if let Ok(target) = std::env::var("TARGET") {
        println!("cargo::rustc-env=SEEDCHIP_TARGET={target}");
    }
}
