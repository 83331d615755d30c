//! The hash that identifies a library.

use sha2::{Digest, Sha256};

/// Hashes everything that a library is made from.
#[derive(Default)]
pub struct Key(Sha256);

impl Key {
    /// Adds a part; what it is and where it ends count too.
    pub fn add(&mut self, what: &str, part: impl AsRef<[u8]>) {
        for bytes in [what.as_bytes(), part.as_ref()] {
            self.0.update((bytes.len() as u64).to_le_bytes());
            self.0.update(bytes);
        }
    }

    /// The hash in hexadecimal.
    pub fn finish(self) -> String {
        self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
