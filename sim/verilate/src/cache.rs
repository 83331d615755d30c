//! The cache of libraries, which processes share.

use crate::compiler::Compiler;
use crate::key::Key;
use crate::progress::Progress;
use crate::tools::Tools;
use crate::{Design, VerilateError, seal, verilator};
use std::env;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// The environment variable that names the folder.
const VARIABLE: &str = "SEEDCHIP_MODELS";

/// A library that nobody has loaded for so long is removed.
const KEPT: Duration = Duration::from_secs(30 * DAY);
const DAY: u64 = 24 * 60 * 60;

/// The lock that every process holds together with others while it builds, and alone while it removes what is old.
const LOCK: &str = "lock";

/// A folder of libraries.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// The folder that `$SEEDCHIP_MODELS` names; or `seedchip-models` in the target folder of cargo in which the running
    /// program was built, where `cargo clean` removes it; or, for an installed program, `seedchip/models` in the user's
    /// cache folder.
    pub fn find() -> Result<Self, VerilateError> {
        let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let program = env::current_exe().unwrap_or_default();
        let folder = set(VARIABLE)
            .or_else(|| Some(target_folder(&program)?.join("seedchip-models")))
            .or_else(|| {
                Some(set("XDG_CACHE_HOME").or_else(|| Some(set("HOME")?.join(".cache")))?.join("seedchip/models"))
            })
            .ok_or_else(|| VerilateError(format!("there is no folder for models: name one in {VARIABLE}")))?;
        Ok(Self::at(folder))
    }

    /// This folder, which is made if there is none.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The file of the library of a design, which is built if there is none that is whole. Processes that need the same one
    /// wait for the first.
    ///
    /// # Errors
    /// The folder cannot be written, a tool is missing or has another version than it must, or it refuses the design.
    pub fn library(&self, design: &Design) -> Result<PathBuf, VerilateError> {
        let compiler = Compiler::find();
        let key = key(design, &seedchip_runtime::version(), &compiler);
        let name = format!("{}-{}", design.stem(), &key[..16]);
        // Tools run in folders of their own.
        let folder = std::path::absolute(&self.folder).map_err(self.unusable())?;
        let path = folder.join(format!("{name}.so"));
        if !is_there(&path, &key) {
            fs::create_dir_all(&folder).map_err(self.unusable())?;
            let everybody = File::create(folder.join(LOCK)).map_err(self.unusable())?;
            if everybody.try_lock().is_ok() {
                remove_old(&folder, SystemTime::now());
                everybody.unlock().map_err(self.unusable())?;
            }
            everybody.lock_shared().map_err(self.unusable())?;
            let progress = Progress::begin(design);
            let mine = File::create(folder.join(format!("{name}.lock"))).map_err(self.unusable())?;
            progress.step("Waiting for another process that builds");
            mine.lock().map_err(self.unusable())?;
            if !is_there(&path, &key) {
                self.build(design, &compiler, &key, &folder.join(format!("{name}.build")), &path, &progress)?;
                progress.end(&self.folder);
            }
        }
        Ok(path)
    }

    /// Builds a library in a folder of its own, in which nobody else works now, and shows it whole or not at all.
    fn build(
        &self,
        design: &Design,
        compiler: &Compiler,
        key: &str,
        folder: &Path,
        library: &Path,
        progress: &Progress,
    ) -> Result<(), VerilateError> {
        let headers = verilator::headers()?;
        let tools = Tools::new().map_err(|error| VerilateError(format!("cannot run `/bin/sh`: {error}")))?;
        // The folder may be there from a killed build.
        remove(folder).and_then(|()| fs::create_dir(folder)).map_err(self.unusable())?;
        let built = folder.join("library.so");
        progress.step("Verilating");
        let made = verilator::run(design, &tools, folder).and_then(|files| {
            progress.step("Compiling");
            compiler.library(design, files, &headers, &tools, folder, &built)
        });
        let sealed = made.and_then(|()| seal::seal(&built, key).map_err(self.unusable()));
        let shown = sealed.and_then(|()| fs::rename(&built, library).map_err(self.unusable()));
        // An error is reported already, and the next build removes the folder too.
        let _ = remove(folder);
        shown
    }

    fn unusable(&self) -> impl Fn(io::Error) -> VerilateError {
        let folder = self.folder.display().to_string();
        move |error| {
            VerilateError(format!("cannot keep models in {folder} ({error}): name another folder in {VARIABLE}"))
        }
    }
}

/// The target folder of cargo in which a program was built: `<target>/<profile>/deps/<program>` or nearer.
fn target_folder(program: &Path) -> Option<&Path> {
    program.ancestors().skip(1).take(4).find(|folder| folder.join("CACHEDIR.TAG").is_file())
}

/// The hash of everything that the library of a design is made from.
fn key(design: &Design, verilator: &str, compiler: &Compiler) -> String {
    let mut key = Key::default();
    verilator::identify(design, verilator, &mut key);
    compiler.identify(design, &mut key);
    key.finish()
}

/// Whether there is a whole library. Its use is noted in its time, once a day.
fn is_there(path: &Path, key: &str) -> bool {
    if !seal::is_sealed(path, key) {
        return false;
    }
    if age(path, SystemTime::now()).is_none_or(|age| age > Duration::from_secs(DAY)) {
        // In a folder without write permission it ages.
        let _ = File::open(path).and_then(|file| file.set_modified(SystemTime::now()));
    }
    true
}

fn age(path: &Path, now: SystemTime) -> Option<Duration> {
    now.duration_since(fs::metadata(path).ok()?.modified().ok()?).ok()
}

/// Removes libraries that nobody has wanted for long, and what belongs to none. Nobody builds meanwhile.
fn remove_old(folder: &Path, now: SystemTime) {
    let entries = || fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let ends_in = |path: &Path, end: &str| path.extension().is_some_and(|extension| extension == end);
    // What can't be removed now is tried again by the next.
    for library in entries().filter(|path| ends_in(path, "so")) {
        if age(&library, now).is_some_and(|age| age > KEPT) {
            let _ = remove(&library);
        }
    }
    for rest in entries().filter(|path| ends_in(path, "build") || ends_in(path, "lock")) {
        if ends_in(&rest, "build") || !rest.with_extension("so").exists() {
            let _ = remove(&rest);
        }
    }
}

/// Removes a file or a folder, if it is there.
fn remove(path: &Path) -> io::Result<()> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    removed.or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use seedchip_spec::{Direction, Port};
    use std::collections::BTreeSet;
    use std::os::unix::fs::PermissionsExt;

    fn design() -> Design {
        Design {
            block: "wire",
            sizes: "8".to_owned(),
            variant: String::new(),
            top: "wire_8".to_owned(),
            verilog: "module wire_8; endmodule".to_owned(),
            flags: vec!["-Wno-lint".to_owned()],
            clock: None,
            ports: vec![Port { name: "data_i", direction: Direction::Input, width: 8 }],
            optimisation: 3,
            tracing: true,
        }
    }

    /// A compiler that says that it has this version.
    fn compiler(folder: &Path, name: &str, version: &str) -> Compiler {
        let script = folder.join(name);
        fs::write(&script, format!("#!/bin/sh\necho {version}\n")).expect("written");
        fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("made executable");
        Compiler::named(&script.display().to_string())
    }

    #[test]
    fn the_key_changes_with_every_input() {
        let changes: [fn(&mut Design); 13] = [
            |_| (),
            |design| design.block = "wires",
            |design| design.top = "wire".to_owned(),
            |design| design.verilog.push(' '),
            |design| design.flags.clear(),
            |design| design.flags.push("-Wno-fatal".to_owned()),
            |design| design.clock = Some("clk_i"),
            |design| design.ports[0].name = "data_o",
            |design| design.ports[0].direction = Direction::Output,
            |design| design.ports[0].width = 65,
            |design| design.ports.clear(),
            |design| design.optimisation = 1,
            |design| design.tracing = false,
        ];
        let folder = tempfile::tempdir().expect("a temporary folder");
        let usual = compiler(folder.path(), "c++", "one");
        let mut keys: Vec<String> = changes
            .iter()
            .map(|change| {
                let mut design = design();
                change(&mut design);
                key(&design, "5.006", &usual)
            })
            .collect();
        assert_eq!(keys[0], key(&design(), "5.006", &usual));
        keys.push(key(&design(), "5.007", &usual));
        let script = folder.path().join("c++").display().to_string();
        keys.push(key(&design(), "5.006", &Compiler::named(&format!("{script} -m32"))));
        keys.push(key(&design(), "5.006", &compiler(folder.path(), "another", "one")));
        keys.push(key(&design(), "5.006", &compiler(folder.path(), "c++", "two")));
        assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len(), "{keys:#?}");
    }
}
