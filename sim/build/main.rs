//! Verilates the blocks and writes their Rust bindings; without the feature `models` does nothing.

#[cfg(feature = "models")]
mod bindings;
#[cfg(feature = "models")]
mod design;
#[cfg(feature = "models")]
mod libraries;

fn main() {
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rustc-check-cfg=cfg(seedchip_reference)");
    #[cfg(feature = "models")]
    if let Err(message) = models() {
        // Cargo shows this line by itself, without the rest of the script's output.
        println!("cargo::error={}", message.replace('\n', " "));
        std::process::exit(1);
    }
}

#[cfg(feature = "models")]
fn models() -> Result<(), String> {
    let output = std::path::PathBuf::from(std::env::var_os("OUT_DIR").ok_or("cargo sets no OUT_DIR")?);
    let designs = design::all()?;
    if designs.iter().any(|design| design.name == design::REFERENCE) {
        println!("cargo::rustc-cfg=seedchip_reference");
    }
    libraries::all(&designs, &output)?;
    std::fs::write(output.join("models.rs"), bindings::rust(&designs))
        .map_err(|error| format!("cannot write the bindings: {error}"))
}
