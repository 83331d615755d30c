//! The rows of int8 that go into a network and come out of it, and the labels that go with them, as files.
//!
//! A file that begins with NumPy's magic is an `.npy` file, whatever its name. A file of a known other kind, such as
//! `.npz` or text, is refused. Every other file is raw: the codes row by row, without a header.

use crate::file_kind::file_kind;
use crate::npy::{self, Array, Element, NpyError, Raw};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Rows of codes, `[rows, width]`, row-major.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frames {
    width: usize,
    values: Vec<i8>,
}

/// Why the rows of a file cannot be used.
#[derive(Debug, Error)]
pub enum FramesError {
    /// It cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// It cannot be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// It is an `.npy` file that cannot be used.
    #[error("cannot use {}", path.display())]
    Npy {
        /// The file.
        path: PathBuf,
        /// Why.
        source: NpyError,
    },
    /// It is of another kind.
    #[error("cannot use {}: it is {kind}; give an .npy array, or raw bytes", path.display())]
    Kind {
        /// The file.
        path: PathBuf,
        /// What it is.
        kind: &'static str,
    },
    /// It is called `.npy` and is none.
    #[error("cannot use {}: its name ends in .npy, but its contents are not an .npy array", path.display())]
    NotNpy {
        /// The file.
        path: PathBuf,
    },
    /// An array of frames is no list of rows.
    #[error("{} must have two dimensions, rows and codes, or one, got {dimensions}", path.display())]
    Dimensions {
        /// The file.
        path: PathBuf,
        /// Sizes in its shape.
        dimensions: usize,
    },
    /// The rows of an `.npy` file have another width.
    #[error("{} must have rows of {wanted} codes, got {found}", path.display())]
    Width {
        /// The file.
        path: PathBuf,
        /// Codes per row in the file.
        found: usize,
        /// Codes per row that are needed.
        wanted: usize,
    },
    /// The codes make no whole rows, or there are none.
    #[error("{} must hold whole rows of {width} codes, got {length} codes", path.display())]
    Length {
        /// The file.
        path: PathBuf,
        /// Codes in the file.
        length: usize,
        /// Codes per row that are needed.
        width: usize,
    },
    /// There are more or fewer labels than frames.
    #[error("{} must hold one label per frame, {wanted} in all, got {found}", path.display())]
    Labels {
        /// The file.
        path: PathBuf,
        /// Labels in the file.
        found: usize,
        /// Frames.
        wanted: usize,
    },
}

impl Frames {
    /// Rows of `width` codes each; `None` if the codes make no whole rows.
    pub fn new(width: usize, values: Vec<i8>) -> Option<Self> {
        (width > 0 && values.len().is_multiple_of(width)).then_some(Self { width, values })
    }

    /// Reads rows of `width` codes. A one-dimensional array holds rows one after the other.
    pub fn read(path: &Path, width: usize) -> Result<Self, FramesError> {
        let file = bytes(path)?;
        let array = if is_npy(path, &file)? {
            Array::read(&file).map_err(|source| FramesError::Npy { path: path.to_owned(), source })?
        } else {
            Array { shape: vec![file.len()], values: i8::read(&file, false) }
        };
        match *array.shape.as_slice() {
            [_] => {}
            [_, found] if found == width => {}
            [_, found] => return Err(FramesError::Width { path: path.to_owned(), found, wanted: width }),
            _ => return Err(FramesError::Dimensions { path: path.to_owned(), dimensions: array.shape.len() }),
        }
        let length = array.values.len();
        Self::new(width, array.values).filter(|frames| frames.rows() > 0).ok_or_else(|| FramesError::Length {
            path: path.to_owned(),
            length,
            width,
        })
    }

    /// Writes an `.npy` file if the path ends in `.npy`, a raw file otherwise.
    pub fn write(&self, path: &Path) -> Result<(), FramesError> {
        let file = if has_npy_name(path) {
            Array { shape: vec![self.rows(), self.width], values: self.values.clone() }.write()
        } else {
            self.values.iter().map(|code| code.cast_unsigned()).collect()
        };
        std::fs::write(path, file).map_err(|source| FramesError::Write { path: path.to_owned(), source })
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.values.len() / self.width
    }

    /// Codes per row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// All codes, row by row.
    pub fn values(&self) -> &[i8] {
        &self.values
    }

    /// The rows in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[i8]> {
        self.values.chunks_exact(self.width)
    }
}

/// Reads one label per frame, false where it is 0. An `.npy` file holds integers or booleans, a raw file a byte each.
pub fn labels(path: &Path, frames: usize) -> Result<Vec<bool>, FramesError> {
    let file = bytes(path)?;
    let labels: Vec<bool> = if is_npy(path, &file)? {
        let raw = Raw::read(&file).and_then(|raw| match raw.header.element {
            element if element.is_whole() => Ok(raw),
            element => Err(NpyError::Type { found: element.name(), wanted: "integers or booleans" }),
        });
        let raw = raw.map_err(|source| FramesError::Npy { path: path.to_owned(), source })?;
        raw.elements().map(|bytes| bytes.iter().any(|byte| *byte != 0)).collect()
    } else {
        file.iter().map(|byte| *byte != 0).collect()
    };
    if labels.len() != frames {
        return Err(FramesError::Labels { path: path.to_owned(), found: labels.len(), wanted: frames });
    }
    Ok(labels)
}

fn bytes(path: &Path) -> Result<Vec<u8>, FramesError> {
    std::fs::read(path).map_err(|source| FramesError::Read { path: path.to_owned(), source })
}

/// Whether a file is an `.npy` file; it is raw otherwise, or refused.
fn is_npy(path: &Path, file: &[u8]) -> Result<bool, FramesError> {
    let path = || path.to_owned();
    match file_kind(file) {
        _ if file.starts_with(npy::MAGIC) => Ok(true),
        Some(kind) => Err(FramesError::Kind { path: path(), kind }),
        None if has_npy_name(&path()) => Err(FramesError::NotNpy { path: path() }),
        None => Ok(false),
    }
}

fn has_npy_name(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "npy")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_and_npy_files_hold_the_same() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let frames = Frames::new(3, vec![1, -2, 3, -128, 127, 0]).expect("whole rows");
        for name in ["frames.npy", "frames.i8", "frames"] {
            let path = folder.path().join(name);
            frames.write(&path).expect("written");
            assert_eq!(Frames::read(&path, 3).expect(name), frames);
        }
        assert_eq!(std::fs::read(folder.path().join("frames.i8")).expect("raw"), [1, 254, 3, 128, 127, 0]);
        assert!(frames.iter().eq([[1, -2, 3], [-128, 127, 0]].iter()));
    }

    #[test]
    fn rows_that_do_not_fit_are_refused() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (npy, raw) = (folder.path().join("frames.npy"), folder.path().join("frames.i8"));
        let frames = Frames::new(3, vec![0; 6]).expect("whole rows");
        frames.write(&npy).expect("written");
        frames.write(&raw).expect("written");
        assert!(matches!(Frames::read(&npy, 2), Err(FramesError::Width { found: 3, wanted: 2, .. })));
        assert!(matches!(Frames::read(&raw, 4), Err(FramesError::Length { length: 6, width: 4, .. })));
        assert!(matches!(Frames::read(folder.path(), 4), Err(FramesError::Read { .. })));
        assert!(matches!(labels(&raw, 5), Err(FramesError::Labels { found: 6, wanted: 5, .. })));
        assert_eq!(labels(&raw, 6).expect("as many"), [false; 6]);
        std::fs::write(&raw, []).expect("written");
        assert!(matches!(Frames::read(&raw, 4), Err(FramesError::Length { length: 0, .. })));
        assert!(Frames::new(0, vec![]).is_none() && Frames::new(2, vec![0]).is_none());
    }

    /// A file with this header and these data.
    fn npy_file(descr: &str, shape: &str, data: &[u8]) -> Vec<u8> {
        let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}");
        let length = u16::try_from(header.len()).expect("short").to_le_bytes();
        [npy::MAGIC, &[1, 0], &length, header.as_bytes(), data].concat()
    }

    #[test]
    fn labels_are_whole_numbers_of_any_size() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("labels.npy");
        for (descr, size) in
            [("|u1", 1), ("|i1", 1), ("|b1", 1), ("<i2", 2), ("<i4", 4), (">i4", 4), ("<i8", 8), ("<u8", 8)]
        {
            let label = |value: u8| {
                if descr.starts_with('>') { [vec![0; size - 1], vec![value]] } else { [vec![value], vec![0; size - 1]] }
            };
            let data: Vec<u8> = [1, 0, 2, 0].into_iter().flat_map(label).flatten().collect();
            for shape in ["(4,)", "(4, 1)", "(1, 4)"] {
                std::fs::write(&path, npy_file(descr, shape, &data)).expect("written");
                assert_eq!(labels(&path, 4).expect(descr), [true, false, true, false], "{descr} {shape}");
            }
        }
        for (descr, name) in [("<f4", "float32"), ("<f8", "float64"), ("<f2", "float16")] {
            std::fs::write(&path, npy_file(descr, "(1,)", &[0; 8])).expect("written");
            let error = labels(&path, 1).expect_err(descr);
            let FramesError::Npy { source, .. } = error else { panic!("{error}") };
            assert_eq!(source.to_string(), format!("the .npy file holds {name}, not integers or booleans"));
        }
        let raw = folder.path().join("labels");
        std::fs::write(&raw, [0, 1, 255]).expect("written");
        assert_eq!(labels(&raw, 3).expect("bytes"), [false, true, true]);
    }

    #[test]
    fn other_files_are_refused_as_what_they_are() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("frames.npz");
        for (file, kind) in [
            (&b"PK\x03\x04\0\0"[..], "a zip archive, as .npz"),
            (b"\x1F\x8B\x08\0", "gzip"),
            (b"\x89HDF\r\n\x1A\n", "HDF5"),
            (b"\x89PNG\r\n\x1A\n", "PNG"),
            (b"\x1C\0\0\0TFL3", "TFLite"),
            (b"\x80\x04\x95\0\0\0\0.", "pickle"),
            (b"1,2,3\n", "text"),
        ] {
            std::fs::write(&path, file).expect("written");
            for error in [Frames::read(&path, 3).map(|_| ()), labels(&path, 3).map(|_| ())] {
                let error = error.expect_err(kind).to_string();
                assert!(error.contains(&format!("it is a{}", if kind == "HDF5" { "n HDF5" } else { "" })), "{error}");
                assert!(error.contains(kind) && error.contains("frames.npz"), "{error}");
            }
        }
        let path = folder.path().join("frames.npy");
        std::fs::write(&path, [1, 2, 3]).expect("written");
        let error = Frames::read(&path, 3).expect_err("no magic").to_string();
        assert!(error.contains("its name ends in .npy"), "{error}");
    }

    #[test]
    fn frames_have_one_or_two_dimensions() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("frames.npy");
        for (shape, data) in [("()", &[1][..]), ("(1, 2, 3)", &[1, 2, 3, 4, 5, 6])] {
            std::fs::write(&path, npy_file("|i1", shape, data)).expect("written");
            assert!(
                matches!(Frames::read(&path, 1), Err(FramesError::Dimensions { dimensions: 0 | 3, .. })),
                "{shape}"
            );
        }
        std::fs::write(&path, npy_file("|i1", "(6,)", &[1, 2, 3, 4, 5, 6])).expect("written");
        assert_eq!(Frames::read(&path, 3).expect("two rows").rows(), 2);
        std::fs::write(&path, npy_file("<f4", "(1,)", &[0; 4])).expect("written");
        let error = Frames::read(&path, 1).expect_err("floats");
        let FramesError::Npy { source, .. } = error else { panic!("{error}") };
        assert_eq!(source.to_string(), "the .npy file holds float32, not int8");
    }
}
