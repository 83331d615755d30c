//! Libraries, each built again only when something that it is made from has changed.

use crate::compiler::{self, LINKED, LOADED, Style};
use crate::design::Design;
use crate::{VerilateError, shim, verilator};
use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Verilator and the folder in which libraries are kept by what they are made from.
pub struct Toolchain {
    version: String,
    headers: PathBuf,
    cache: PathBuf,
}

impl Toolchain {
    /// Asks Verilator for its version, and makes the folder.
    pub fn new(cache: &Path) -> Result<Self, VerilateError> {
        let (version, headers) = verilator::installation()?;
        fs::create_dir_all(cache)
            .map_err(|error| VerilateError(format!("cannot create {}: {error}", cache.display())))?;
        // Verilator and the compiler run in folders of their own.
        let cache =
            cache.canonicalize().map_err(|error| VerilateError(format!("cannot find {}: {error}", cache.display())))?;
        Ok(Self { version, headers, cache })
    }

    fn build(&self, style: Style, include: &Path) -> cc::Build {
        compiler::compiler(style, &self.headers, include)
    }

    /// What a library is made from, as a number.
    fn stamp(&self, style: Style, made_from: impl Hash) -> String {
        let compiler = self.build(style, Path::new("")).get_compiler();
        let mut hasher = DefaultHasher::new();
        (made_from, verilator::FLAGS, verilator::TRACING, &self.version, style).hash(&mut hasher);
        (include_str!("compiler.rs"), compiler::HEADER, compiler::RUNTIME).hash(&mut hasher);
        (compiler.path(), compiler.args()).hash(&mut hasher);
        format!("{:016x}", hasher.finish())
    }

    /// Takes a library from the cache, or lets `make` build it in an empty folder.
    fn cached(
        &self,
        file: &str,
        name: &str,
        make: impl FnOnce(&Path) -> Result<PathBuf, VerilateError>,
    ) -> Result<PathBuf, VerilateError> {
        let cached = self.cache.join(file);
        if cached.exists() {
            return Ok(cached);
        }
        let failed = VerilateError::file(name);
        // Another program may be building the same: each in a folder of its own, and a rename shows the library
        // whole or not at all.
        let folder = self.cache.join(format!("{file}-{}", std::process::id()));
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(&failed)?;
        }
        fs::create_dir_all(&folder).map_err(&failed)?;
        let library = make(&folder)?;
        fs::rename(library, &cached).map_err(&failed)?;
        fs::remove_dir_all(&folder).map_err(&failed)?;
        Ok(cached)
    }

    /// Verilates and compiles a design.
    fn objects(&self, design: &Design, style: Style, folder: &Path) -> Result<Vec<PathBuf>, VerilateError> {
        let failed = VerilateError::file(&design.name);
        let start = Instant::now();
        let files = verilator::run(design, style.tracing, folder)?;
        let shim = folder.join("shim.cpp");
        fs::write(&shim, shim::cpp(design)).and_then(|()| compiler::write_header(folder)).map_err(failed)?;
        let verilated = start.elapsed();
        let objects = compiler::objects(design, files, shim, &self.build(style, folder), folder)?;
        // Shown by `cargo build -vv`, and by a test that fails.
        println!(
            "{}: Verilated in {:.1} s, compiled in {:.1} s",
            design.name,
            verilated.as_secs_f32(),
            (start.elapsed() - verilated).as_secs_f32()
        );
        Ok(objects)
    }
}

/// Puts the static library `libseedchip_<name>.a` of a design into a folder.
pub fn archive(tools: &Toolchain, design: &Design, output: &Path) -> Result<(), VerilateError> {
    let stamp = tools.stamp(LINKED, (&design.verilog, &design.flags, shim::cpp(design)));
    let library = format!("seedchip_{}", design.name);
    let cached = tools.cached(&format!("{}-{stamp}.a", design.name), &design.name, |folder| {
        compiler::archive(tools.objects(design, LINKED, folder)?, &library, folder)
    })?;
    fs::copy(cached, output.join(format!("lib{library}.a"))).map_err(VerilateError::file(&design.name))?;
    Ok(())
}

/// Puts the static library `libseedchip_runtime.a` of what all models share into a folder. The rest of Verilator's
/// runtime comes from the crate `verilated`.
pub fn runtime(tools: &Toolchain, output: &Path) -> Result<(), VerilateError> {
    let failed = VerilateError::file("runtime");
    let source = output.join("seedchip_runtime.cpp");
    fs::write(&source, compiler::RUNTIME).and_then(|()| compiler::write_header(output)).map_err(failed)?;
    let mut build = tools.build(LINKED, output);
    build.opt_level(2);
    compiler::archive(compiler::compile(build, &[source], output)?, "seedchip_runtime", output)?;
    Ok(())
}

/// A design as a library that can be loaded, with all of Verilator's runtime in it. It shows nothing but the table
/// `seedchip_<name>`.
pub fn shared(tools: &Toolchain, design: &Design) -> Result<PathBuf, VerilateError> {
    let runtime = tools.cached(&format!("runtime-{}.a", tools.stamp(LOADED, "runtime")), "runtime", |folder| {
        let source = folder.join("seedchip_runtime.cpp");
        let whole = format!("#include \"verilated.cpp\"\n{}", compiler::RUNTIME);
        fs::write(&source, whole)
            .and_then(|()| compiler::write_header(folder))
            .map_err(VerilateError::file("runtime"))?;
        let objects = compiler::compile(tools.build(LOADED, folder), &[source], folder)?;
        compiler::archive(objects, "runtime", folder)
    })?;
    let stamp = tools.stamp(LOADED, (&design.verilog, &design.flags, shim::cpp(design)));
    tools.cached(&format!("{}-{stamp}.so", design.name), &design.name, |folder| {
        let library = folder.join("library.so");
        let objects = tools.objects(design, LOADED, folder)?;
        compiler::link(&tools.build(LOADED, folder), &objects, &runtime, &library)?;
        Ok(library)
    })
}
