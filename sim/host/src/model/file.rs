//! Files of which ranges are read.

use super::error::ModelError;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// A file of which ranges are read. Weights are larger than the memory that is needed for them at a time, and mapping a
/// file is unsafe: another program could change it.
pub(super) struct Ranges {
    path: PathBuf,
    file: File,
    length: u64,
}

impl Ranges {
    /// Opens a file.
    pub fn open(path: &Path) -> Result<Self, ModelError> {
        let file = File::open(path).map_err(|error| ModelError::read(path, error))?;
        let length = file.metadata().map_err(|error| ModelError::read(path, error))?.len();
        Ok(Self { path: path.to_owned(), file, length })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its bytes.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// So many bytes from `start` on. Those that the file doesn't have are an error, before memory is taken for them.
    pub fn read(&self, start: u64, length: u64) -> Result<Vec<u8>, ModelError> {
        if start.checked_add(length).is_none_or(|end| end > self.length) {
            let what = format!("it has {} bytes, and {length} from byte {start} on are wanted", self.length);
            return Err(ModelError::broken(&self.path, what));
        }
        let mut bytes = vec![0; length as usize];
        self.file.read_exact_at(&mut bytes, start).map_err(|error| ModelError::read(&self.path, error))?;
        Ok(bytes)
    }
}
