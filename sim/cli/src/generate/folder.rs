//! The folder that `generate` writes to, and the file list of the files that it wrote.

use anyhow::{Context, bail, ensure};
use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The file list: the modules of the datapath, children before parents, and as comments the other files that were
/// written with them.
pub const LIST: &str = "datapath.f";

/// How the file list begins. A list that begins otherwise is someone else's.
const MARK: &str = "// Written by seedchip generate: ";

/// Begins the line of a file that is no module of the datapath.
const BESIDE: &str = "// ";

/// The text of the file list. Verilator and Icarus skip lines that start with `//`.
pub fn list(modules: &[String], beside: &[String], title: &str) -> String {
    let beside = beside.iter().map(|name| format!("{BESIDE}{name}"));
    let lines: Vec<String> =
        [format!("{MARK}{title}")].into_iter().chain(modules.iter().cloned()).chain(beside).collect();
    lines.join("\n") + "\n"
}

/// A folder, and the files in it that an earlier run wrote.
pub struct Folder {
    path: PathBuf,
    own: BTreeSet<String>,
}

impl Folder {
    /// Reads the file list of an earlier run, if there is one.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        ensure!(!path.is_file(), "{} is a file: give a folder with --out", path.display());
        let list = path.join(LIST);
        let text = match fs::read_to_string(&list) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error).with_context(|| format!("cannot read the file list {}", list.display())),
        };
        let mut own = BTreeSet::new();
        if text.starts_with(MARK) {
            own.insert(LIST.to_owned());
            let names = text.lines().skip(1).map(|line| line.strip_prefix(BESIDE).unwrap_or(line));
            // A name that leads out of the folder was not written here, whatever the list says.
            own.extend(names.filter(|name| lies_inside(name)).map(str::to_owned));
        }
        Ok(Self { path: path.to_owned(), own })
    }

    /// Removes the earlier run's other files, writes these in their order, and returns how many were removed.
    /// Refuses, before it touches anything, to overwrite a file that no earlier run wrote.
    pub fn replace(&self, files: &[(String, String)]) -> anyhow::Result<usize> {
        for (name, _) in files {
            let path = self.path.join(name);
            if !self.own.contains(name) && path.exists() {
                bail!(
                    "{} exists and no file list there says that seedchip wrote it: choose another folder with --out, \
                     or move the file away",
                    path.display()
                );
            }
        }
        let kept: BTreeSet<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        let mut removed = 0;
        for name in self.own.iter().filter(|name| !kept.contains(name.as_str())) {
            let path = self.path.join(name);
            match fs::remove_file(&path) {
                Ok(()) => removed += 1,
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(error).with_context(|| format!("cannot remove {}", path.display())),
            }
        }
        for (name, text) in files {
            let path = self.path.join(name);
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
            }
            fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        }
        Ok(removed)
    }
}

/// Whether a line of a file list names a file in the folder or in a folder of it.
fn lies_inside(name: &str) -> bool {
    let is_name = |part: &str| {
        !part.starts_with('.') && part.bytes().all(|letter| letter.is_ascii_alphanumeric() || b"_.".contains(&letter))
    };
    !name.is_empty() && name.split('/').all(|part| !part.is_empty() && is_name(part))
}
