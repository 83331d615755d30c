//! Reading from the front of a file on.

use crate::model::error::ModelError;
use crate::model::file::Ranges;
use std::path::Path;

/// Bytes that are read from the file at a time.
const CHUNK: u64 = 1 << 16;

/// Reads a file from its front on.
pub struct Reader<'a> {
    file: &'a Ranges,
    /// The next byte.
    place: u64,
    /// Bytes of the file from `place` on.
    chunk: Vec<u8>,
    /// How many of the chunk have been taken.
    taken: usize,
}

impl<'a> Reader<'a> {
    /// At the front of a file.
    pub fn new(file: &'a Ranges) -> Self {
        Self { file, place: 0, chunk: Vec::new(), taken: 0 }
    }

    /// The file.
    pub fn path(&self) -> &'a Path {
        self.file.path()
    }

    /// The next byte's place.
    pub fn place(&self) -> u64 {
        self.place
    }

    /// Bytes that are left.
    pub fn left(&self) -> u64 {
        self.file.length() - self.place
    }

    /// The next bytes, so many.
    pub fn bytes(&mut self, length: u64) -> Result<Vec<u8>, ModelError> {
        if length > (self.chunk.len() - self.taken) as u64 {
            self.chunk = self.file.read(self.place, length.max(CHUNK.min(self.left())))?;
            self.taken = 0;
        }
        let end = self.taken + length as usize;
        let bytes = self.chunk[self.taken..end].to_vec();
        self.taken = end;
        self.place += length;
        Ok(bytes)
    }

    /// The next N bytes.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], ModelError> {
        let bytes = self.bytes(N as u64)?;
        Ok(std::array::from_fn(|index| bytes[index]))
    }

    /// The next text: its length in 64 bits, and so many bytes.
    pub fn text(&mut self) -> Result<String, ModelError> {
        let length = u64::from_le_bytes(self.array()?);
        let bytes = self.bytes(length)?;
        String::from_utf8(bytes).map_err(|_| ModelError::broken(self.path(), "a text of it is not UTF-8"))
    }
}
