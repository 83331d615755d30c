//! The seal behind the bytes of a library: a hash of its key and its bytes, so that only a whole library is loaded, and
//! only as what it is.

use crate::key::Key;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Seals a library that was just built.
pub fn seal(library: &Path, key: &str) -> io::Result<()> {
    let seal = of(&fs::read(library)?, key);
    OpenOptions::new().append(true).open(library)?.write_all(seal.as_bytes())
}

/// Whether a file is a library that was sealed with this key.
pub fn is_sealed(library: &Path, key: &str) -> bool {
    let Ok(bytes) = fs::read(library) else { return false };
    let length = of(&[], key).len();
    bytes.len().checked_sub(length).is_some_and(|end| of(&bytes[..end], key).as_bytes() == &bytes[end..])
}

fn of(bytes: &[u8], key: &str) -> String {
    let mut hash = Key::default();
    hash.add("key", key);
    hash.add("library", bytes);
    hash.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_bytes_under_the_same_key_are_sealed() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("library.so");
        assert!(!is_sealed(&path, "key"), "there is no file");
        fs::write(&path, "some bytes").expect("written");
        assert!(!is_sealed(&path, "key"));
        seal(&path, "key").expect("written");
        assert!(is_sealed(&path, "key") && !is_sealed(&path, "another key"));
        let whole = fs::read(&path).expect("read");
        for length in 0..whole.len() {
            fs::write(&path, &whole[..length]).expect("written");
            assert!(!is_sealed(&path, "key"), "{length} bytes of {}", whole.len());
        }
        for byte in 0..whole.len() {
            let mut other = whole.clone();
            other[byte] ^= 1;
            fs::write(&path, &other).expect("written");
            assert!(!is_sealed(&path, "key"), "another byte {byte}");
        }
    }
}
