//! Recognises the kind of a file by its bytes, to name it in a refusal.

/// Files by their first bytes, which stand at an offset.
const MAGICS: &[(usize, &[u8], &str)] = &[
    (0, b"\x93NUMPY", "an .npy array"),
    (0, b"PK\x03\x04", "a zip archive, as .npz, .pt and .keras files are"),
    (0, b"PK\x05\x06", "an empty zip archive"),
    (0, b"\x89HDF\r\n\x1A\n", "an HDF5 file"),
    (4, b"TFL3", "a TFLite network"),
    (0, b"GGUF", "a GGUF network"),
    (0, b"\x1F\x8B\x08", "a file compressed with gzip"),
    (0, b"BZh", "a file compressed with bzip2"),
    (0, b"\xFD7zXZ\0", "a file compressed with xz"),
    (0, b"\x28\xB5\x2F\xFD", "a file compressed with zstd"),
    (0, b"\x89PNG\r\n\x1A\n", "a PNG picture"),
    (0, b"\xFF\xD8\xFF\xE0", "a JPEG picture"),
    (0, b"\xFF\xD8\xFF\xE1", "a JPEG picture"),
    (0, b"GIF8", "a GIF picture"),
    (0, b"RIFF", "a RIFF file, as .wav files are"),
    (0, b"MATLAB 5.0 MAT-file", "a MATLAB file"),
    (0, b"PAR1", "a Parquet file"),
    (0, b"ARROW1", "an Arrow file"),
    (0, b"%PDF-", "a PDF file"),
];

/// What a file is, if that is known. A raw file of codes may begin with any bytes: what is recognised here has three
/// that are fixed, or more.
pub fn file_kind(file: &[u8]) -> Option<&'static str> {
    let magic =
        |(offset, magic, _): &&(usize, &[u8], &str)| file.get(*offset..).is_some_and(|rest| rest.starts_with(magic));
    let known = MAGICS.iter().find(magic).map(|(.., name)| *name);
    known.or_else(|| is_pickle(file).then_some("a Python pickle")).or_else(|| is_text(file).then_some("a text file"))
}

/// Protocols 2 to 5, from their mark to the opcode that ends them. A frame comes first from protocol 4 on, before
/// that the container or the name of a class.
fn is_pickle(file: &[u8]) -> bool {
    matches!(file, [0x80, 2 | 3, b'c' | b']' | b'}' | b'(', .., b'.'] | [0x80, 4 | 5, 0x95, .., b'.'])
}

/// Lines of printable characters.
fn is_text(file: &[u8]) -> bool {
    let printable =
        |text: &str| text.chars().all(|letter| !letter.is_control() || matches!(letter, '\n' | '\r' | '\t'));
    file.contains(&b'\n') && std::str::from_utf8(file).is_ok_and(printable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_by_their_bytes() {
        for (file, expected) in [
            (&b"PK\x03\x04\x14\0"[..], "a zip archive, as .npz, .pt and .keras files are"),
            (b"\x1F\x8B\x08\0", "a file compressed with gzip"),
            (b"\x89HDF\r\n\x1A\n\0", "an HDF5 file"),
            (b"\x89PNG\r\n\x1A\n\0", "a PNG picture"),
            (b"\x18\0\0\0TFL3\0", "a TFLite network"),
            (b"\x93NUMPY\x01\0", "an .npy array"),
            (b"\x80\x04\x95\x05\0\0\0\0\0\0\0]q\0.", "a Python pickle"),
            (b"\x80\x03]q\0.", "a Python pickle"),
            (b"1,2,3\n4,5,6\n", "a text file"),
            ("Zeit [µs]\r\n1\r\n".as_bytes(), "a text file"),
        ] {
            assert_eq!(file_kind(file), Some(expected));
        }
    }

    #[test]
    fn codes_are_of_no_kind() {
        for file in [&b""[..], &[0x80, 4, 7, 0x2E], &[0x80, 2, 0], &[0x1F, 0x8B, 9], &[65; 200], &[10, 1, 65], b"PK"] {
            assert_eq!(file_kind(file), None, "{file:?}");
        }
    }
}
