//! Kept results: a result is reused if the inputs, scripts and tools of the run are the same.

use super::liberty::Liberty;
use crate::design::NamedText;
use crate::error::FlowError;
use crate::progress::Progress;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::path::Path;
use std::thread;
use std::time::Duration;

/// The form of what is written; a new number makes every result anew.
const FORM: &str = "1";

/// Hashes all that a result depends on.
pub struct Key(Sha256);

impl Default for Key {
    fn default() -> Self {
        Self::new()
    }
}

impl Key {
    /// A hash of nothing yet.
    pub fn new() -> Self {
        let mut key = Self(Sha256::new());
        key.add(FORM.as_bytes());
        key
    }

    /// Adds bytes; where they end is a part of it.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    /// Adds files with their names.
    pub fn files(&mut self, files: &[NamedText]) {
        for (name, text) in files {
            self.add(name.as_bytes());
            self.add(text.as_bytes());
        }
    }

    /// Adds libraries.
    pub(crate) fn liberty(&mut self, files: &[Liberty]) {
        for file in files {
            self.add(file.name.as_bytes());
            self.add(file.bytes());
        }
    }

    /// The hash in hexadecimal.
    pub fn finish(self) -> String {
        self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// A result that was written by [`store`].
pub fn load<T: DeserializeOwned>(path: &Path) -> Option<T> {
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

/// The same, or why the file is not such a result; none if there is no file.
pub fn read<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, FlowError> {
    let bytes = match fs::read(path) {
        Err(error) if [ErrorKind::NotFound, ErrorKind::NotADirectory].contains(&error.kind()) => return Ok(None),
        bytes => bytes.map_err(FlowError::file("read", path))?,
    };
    serde_json::from_slice(&bytes).map(Some).map_err(FlowError::result(path))
}

/// Writes a result, the last thing that a run does.
pub fn store<T: Serialize>(result: &T, path: &Path) -> Result<(), FlowError> {
    let mut text = serde_json::to_string_pretty(result).map_err(FlowError::result(path))?;
    text.push('\n');
    fs::write(path, text).map_err(FlowError::file("write", path))
}

/// Removes what an earlier run left under this name.
pub fn forget(path: &Path) -> Result<(), FlowError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(FlowError::file("remove", path)(error)),
        _ => Ok(()),
    }
}

/// A folder that no other run works in meanwhile.
pub struct Locked {
    // The lock ends with the file.
    _lock: File,
}

impl Locked {
    /// Makes the folder, and waits for whoever works in it.
    pub fn open(folder: &Path, progress: &mut dyn Progress) -> Result<Self, FlowError> {
        fs::create_dir_all(folder).map_err(FlowError::file("make the folder", folder))?;
        let path = folder.join(".lock");
        let lock = File::create(&path).map_err(FlowError::file("write", &path))?;
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(Self { _lock: lock }),
                Err(TryLockError::Error(error)) => return Err(FlowError::file("lock", &path)(error)),
                Err(TryLockError::WouldBlock) => {
                    if progress.stopped() {
                        return Err(FlowError::Interrupted);
                    }
                    progress.stage("waiting for another run in this folder");
                    thread::sleep(Duration::from_millis(200));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(parts: &[&str]) -> String {
        let mut key = Key::new();
        for part in parts {
            key.add(part.as_bytes());
        }
        key.finish()
    }

    #[test]
    fn keys_differ_in_every_byte_and_border() {
        assert_eq!(key(&["ab", "c"]), key(&["ab", "c"]));
        for other in [&["a", "bc"][..], &["ab", "d"], &["abc"], &["ab", "c", ""]] {
            assert_ne!(key(&["ab", "c"]), key(other), "{other:?}");
        }
    }

    #[test]
    fn results_come_back_and_nonsense_does_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("report.json");
        assert_eq!(load::<Vec<u32>>(&path), None);
        assert_eq!(read::<Vec<u32>>(&path).expect("there is no file"), None);
        store(&vec![1, 2], &path).expect("written");
        assert_eq!(load(&path), Some(vec![1, 2]));
        assert_eq!(read(&path).expect("it is whole"), Some(vec![1, 2]));
        assert!(read::<String>(&path).expect_err("it is no text").to_string().contains("not a result of this version"));
        forget(&path).and_then(|()| forget(&path)).expect("gone once or twice");
        assert_eq!(load::<Vec<u32>>(&path), None);
    }
}
