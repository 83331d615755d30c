//! The libraries of all designs, and what cargo must know to link them.

use seedchip_verilate::{Design, Toolchain, VerilateError, archive, runtime};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Builds the libraries of all designs and of the runtime, and tells cargo to link them.
pub fn all(designs: &[Design], output: &Path) -> Result<(), String> {
    let tools = Toolchain::new(&cache(output)?).map_err(|error| error.to_string())?;
    let built = runtime(&tools, output).and_then(|()| models(&tools, designs, output));
    built.map_err(|error| error.to_string())?;
    println!("cargo::rustc-link-search=native={}", output.display());
    for design in designs {
        println!("cargo::rustc-link-lib=static=seedchip_{}", design.name);
    }
    println!("cargo::rustc-link-lib=static=seedchip_runtime");
    println!("cargo::rustc-link-lib=dylib=stdc++");
    Ok(())
}

fn models(tools: &Toolchain, designs: &[Design], output: &Path) -> Result<(), VerilateError> {
    // The largest first, so that no core is left with it at the end.
    let mut queue: Vec<&Design> = designs.iter().collect();
    queue.sort_by_key(|design| design.size);
    let queue = Mutex::new(queue);
    let workers: usize = std::env::var("NUM_JOBS").ok().and_then(|jobs| jobs.parse().ok()).unwrap_or(1);
    let next = || queue.lock().ok()?.pop();
    let work = || {
        while let Some(design) = next() {
            archive(tools, design, output)?;
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().expect("no part of the work panics"))
    })
}

/// Where libraries are kept by what they are made from: in cargo's target folder, beside those of the profiles.
/// A model is the same in every profile, so that tests, release and benchmarks build it once.
fn cache(output: &Path) -> Result<PathBuf, String> {
    // <target>/<profile>/build/<package>/out
    let target = output.ancestors().nth(4).ok_or("cargo gives an OUT_DIR outside of a target folder")?;
    Ok(target.join("seedchip-models"))
}
