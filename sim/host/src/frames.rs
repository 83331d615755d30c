//! The rows of int8 that go into a network and come out of it, and the labels that go with them, as files.
//!
//! A file that begins with NumPy's magic is an `.npy` file whatever its name; every other file is raw: the codes row
//! by row, without a header.

pub mod npy;

use npy::{Array, NpyError};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Rows of codes, `[rows, width]`, row-major.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frames {
    width: usize,
    values: Vec<i8>,
}

/// Why a file's rows can't be used.
#[derive(Debug, Error)]
pub enum FramesError {
    /// It can't be read.
    #[error("can't read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// It can't be written.
    #[error("can't write {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// It is no usable `.npy` file.
    #[error("can't use {}", path.display())]
    Npy {
        /// The file.
        path: PathBuf,
        /// Why.
        source: NpyError,
    },
    /// The rows of an `.npy` file have another width.
    #[error("{} has rows of {found}, not {wanted}", path.display())]
    Width {
        /// The file.
        path: PathBuf,
        /// Codes per row in the file.
        found: usize,
        /// Codes per row that are needed.
        wanted: usize,
    },
    /// The codes don't make whole rows, or there are none.
    #[error("{} holds {length} codes, which is not one row of {width} or more", path.display())]
    Length {
        /// The file.
        path: PathBuf,
        /// Codes in the file.
        length: usize,
        /// Codes per row that are needed.
        width: usize,
    },
    /// There are more or fewer labels than frames.
    #[error("{} holds {found} labels for {wanted} frames", path.display())]
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
    /// Rows of `width` codes each; `None` if the codes don't make whole rows.
    pub fn new(width: usize, values: Vec<i8>) -> Option<Self> {
        (width > 0 && values.len().is_multiple_of(width)).then_some(Self { width, values })
    }

    /// Reads rows of `width` codes. A one-dimensional array is taken as rows one after the other.
    pub fn read(path: &Path, width: usize) -> Result<Self, FramesError> {
        let array: Array<i8> = read(path)?;
        if let &[_, found] = array.shape.as_slice()
            && found != width
        {
            return Err(FramesError::Width { path: path.to_owned(), found, wanted: width });
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
        let npy = path.extension().is_some_and(|extension| extension == "npy");
        let file = if npy {
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

/// Reads one label per frame, uint8: 0, or anything else for a frame that is to be found.
pub fn labels(path: &Path, frames: usize) -> Result<Vec<u8>, FramesError> {
    let array: Array<u8> = read(path)?;
    if array.values.len() != frames {
        return Err(FramesError::Labels { path: path.to_owned(), found: array.values.len(), wanted: frames });
    }
    Ok(array.values)
}

/// The array in a file; a raw file has one dimension.
fn read<T: npy::Element>(path: &Path) -> Result<Array<T>, FramesError> {
    let file = std::fs::read(path).map_err(|source| FramesError::Read { path: path.to_owned(), source })?;
    if file.starts_with(npy::MAGIC) {
        return Array::read(&file).map_err(|source| FramesError::Npy { path: path.to_owned(), source });
    }
    let values = T::read(&file);
    Ok(Array { shape: vec![values.len()], values })
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
        assert_eq!(labels(&raw, 6).expect("as many"), [0; 6]);
        std::fs::write(&raw, []).expect("written");
        assert!(matches!(Frames::read(&raw, 4), Err(FramesError::Length { length: 0, .. })));
        assert!(Frames::new(0, vec![]).is_none() && Frames::new(2, vec![0]).is_none());
    }
}
