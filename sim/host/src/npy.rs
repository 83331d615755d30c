//! NumPy's `.npy` files: arrays of any shape, of the types that are [`Element`]s.
//!
//! The format is a magic, a version, the length of a header, the header (a Python dictionary as text), and the
//! elements. Read is what NumPy reads: versions 1 to 3, what Python 2 wrote (`u'descr'`, `200L`), both byte orders and
//! both orders of the indices. The crate `npyz` refuses Python 2's headers and `int8` or `i1` for a type, and brings a
//! grammar of Python literals for the rest, fifteen crates in all; three keys are a page.

mod element;
mod header;

pub use element::{Element, Type};
pub use header::Header;

use std::borrow::Cow;
use thiserror::Error;

/// The first bytes of every `.npy` file.
pub const MAGIC: &[u8] = b"\x93NUMPY";

/// The header ends on a multiple of this many bytes.
const ALIGNMENT: usize = 64;

/// An array with the last index running fastest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Array<T> {
    /// Its sizes.
    pub shape: Vec<usize>,
    /// Its elements.
    pub values: Vec<T>,
}

/// Why a file is not an array that can be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NpyError {
    /// It is some other kind of file.
    #[error("this is not an .npy file: its magic is missing")]
    NotNpy,
    /// A version that is not known.
    #[error("the .npy file has version {major}.{minor}: 1.0, 2.0 and 3.0 can be read")]
    Version {
        /// Before the point.
        major: u8,
        /// Behind the point.
        minor: u8,
    },
    /// It contradicts its own format.
    #[error("the .npy file is broken: {0}")]
    Broken(&'static str),
    /// The elements have another type.
    #[error("the .npy file holds {found}, not {wanted}")]
    Type {
        /// NumPy's name of the type in the file.
        found: &'static str,
        /// The types that can be used.
        wanted: &'static str,
    },
    /// The elements have a type that is not known.
    #[error("the .npy file holds elements of type `{0}`: booleans, integers and floats can be read")]
    UnknownType(String),
    /// The elements are records.
    #[error("the .npy file holds records of several fields: save each field as an array of its own")]
    Structured,
}

/// The elements of a file as bytes, the last index running fastest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raw<'a> {
    /// The contents of the header.
    pub header: Header,
    /// The bytes of all elements in the file's byte order.
    pub bytes: Cow<'a, [u8]>,
}

impl<'a> Raw<'a> {
    /// Reads the bytes of a file. As NumPy does, it leaves alone what follows the array.
    pub fn read(file: &'a [u8]) -> Result<Self, NpyError> {
        let (header, data) = Header::read(file)?;
        let size = header.element.size();
        let bytes = header.length().and_then(|length| length.checked_mul(size)).and_then(|length| data.get(..length));
        let bytes = bytes.ok_or(NpyError::Broken("its data are shorter than its shape says"))?;
        let bytes = if header.fortran_order && header.shape.iter().filter(|size| **size > 1).count() > 1 {
            Cow::Owned(last_index_fastest(bytes, size, &header.shape))
        } else {
            Cow::Borrowed(bytes)
        };
        Ok(Self { header, bytes })
    }

    /// The bytes of each element.
    pub fn elements(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.bytes.chunks_exact(self.header.element.size())
    }
}

/// Elements of `size` bytes whose first index runs fastest, in the other order.
fn last_index_fastest(bytes: &[u8], size: usize, shape: &[usize]) -> Vec<u8> {
    let strides = shape.iter().scan(size, |stride, length| Some(std::mem::replace(stride, *stride * length)));
    let strides: Vec<usize> = strides.collect();
    let mut ordered = Vec::with_capacity(bytes.len());
    let (mut index, mut place) = (vec![0; shape.len()], 0);
    while ordered.len() < bytes.len() {
        ordered.extend_from_slice(&bytes[place..place + size]);
        for axis in (0..shape.len()).rev() {
            index[axis] += 1;
            place += strides[axis];
            if index[axis] < shape[axis] {
                break;
            }
            place -= strides[axis] * shape[axis];
            index[axis] = 0;
        }
    }
    ordered
}

impl<T: Element> Array<T> {
    /// Reads the bytes of a file.
    pub fn read(file: &[u8]) -> Result<Self, NpyError> {
        let Raw { header, bytes } = Raw::read(file)?;
        if header.element != T::TYPE {
            return Err(NpyError::Type { found: header.element.name(), wanted: T::TYPE.name() });
        }
        Ok(Self { shape: header.shape, values: T::read(&bytes, header.big_endian) })
    }

    /// The bytes of a file, version 1.
    pub fn write(&self) -> Vec<u8> {
        let sizes: String = self.shape.iter().map(|size| format!("{size}, ")).collect();
        let shape = if self.shape.len() == 1 { sizes.trim_end() } else { sizes.trim_end_matches(", ") };
        let mut header = format!("{{'descr': '{}', 'fortran_order': False, 'shape': ({shape}), }}", T::TYPE.descr());
        let prefix = MAGIC.len() + 4;
        let padding = (prefix + header.len() + 1).next_multiple_of(ALIGNMENT) - (prefix + header.len() + 1);
        header.extend(std::iter::repeat_n(' ', padding));
        header.push('\n');
        let mut file = [MAGIC, &[1, 0]].concat();
        // NumPy has at most 64 sizes of twenty digits: far from the 65535 bytes of version 1.
        file.extend_from_slice(&(header.len() as u16).to_le_bytes());
        file.extend_from_slice(header.as_bytes());
        self.values.iter().for_each(|value| value.write(&mut file));
        file
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn file(version: u8, header: &str, data: &[u8]) -> Vec<u8> {
        let mut file = [MAGIC, &[version, 0]].concat();
        match version {
            1 => file.extend_from_slice(&(header.len() as u16).to_le_bytes()),
            _ => file.extend_from_slice(&(header.len() as u32).to_le_bytes()),
        }
        file.extend_from_slice(header.as_bytes());
        file.extend_from_slice(data);
        file
    }

    const GOOD: &str = "{'descr': '|i1', 'fortran_order': False, 'shape': (2, 3), }";

    #[test]
    fn every_version_and_spelling_is_read() {
        for header in [
            "{'descr': '|i1', 'fortran_order': False, 'shape': (2, 3), }    \n",
            "{'shape':(2,3),\"descr\":\"|i1\",'fortran_order':False}",
            "{ 'descr' : '<i1' , 'fortran_order' : False , 'shape' : ( 2 , 3 , ) , }",
            "{'descr': 'int8', 'fortran_order': False, 'shape': (2L, 3L), }\n",
            "{u'descr': u'i1', u'fortran_order': False, u'shape': (2, 3)}",
            "  {'descr': '|i1',\n 'fortran_order': False,\n 'shape': (2, 3)}  \n",
        ] {
            for version in 1..=3 {
                let array = Array::<i8>::read(&file(version, header, &[1, 2, 3, 4, 5, 255])).expect(header);
                assert_eq!(array, Array { shape: vec![2, 3], values: vec![1, 2, 3, 4, 5, -1] });
            }
        }
        let one = file(1, "{'descr': '<i4', 'fortran_order': True, 'shape': (1,), }", &[1, 0, 0, 128]);
        assert_eq!(Array::<i32>::read(&one).expect("one dimension").values, [i32::MIN + 1]);
        let big = file(1, "{'descr': '>i4', 'fortran_order': False, 'shape': (), }", &[128, 0, 0, 1]);
        assert_eq!(Array::<i32>::read(&big), Ok(Array { shape: vec![], values: vec![i32::MIN + 1] }));
        let more = file(1, GOOD, &[1, 2, 3, 4, 5, 6, 7, 8]);
        assert_eq!(Array::<i8>::read(&more).expect("more than the array").values, [1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn both_orders_of_the_indices_are_read() {
        let fortran = |shape: &str, data: &[u8]| {
            let header = GOOD.replace("False", "True").replace("(2, 3)", shape);
            Array::<i8>::read(&file(1, &header, data)).expect(shape).values
        };
        assert_eq!(fortran("(2, 3)", &[1, 4, 2, 5, 3, 6]), [1, 2, 3, 4, 5, 6]);
        assert_eq!(fortran("(1, 6)", &[1, 2, 3, 4, 5, 6]), [1, 2, 3, 4, 5, 6]);
        assert_eq!(fortran("(6, 1, 1)", &[1, 2, 3, 4, 5, 6]), [1, 2, 3, 4, 5, 6]);
        assert_eq!(fortran("(2, 0, 3)", &[]), [0_i8; 0]);
        // Element [i, j, k] of 2 × 2 × 3 is 6i + 3j + k.
        assert_eq!(
            fortran("(2, 2, 3)", &[0, 6, 3, 9, 1, 7, 4, 10, 2, 8, 5, 11]),
            [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
        );
        let wide = file(
            1,
            "{'descr': '<i4', 'fortran_order': True, 'shape': (2, 2), }",
            &[1, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 4, 0, 0, 0],
        );
        assert_eq!(Array::<i32>::read(&wide).expect("two by two").values, [1, 2, 3, 4]);
    }

    #[test]
    fn what_cannot_be_used_says_why() {
        fn error(version: u8, header: &str, data: &[u8]) -> NpyError {
            Array::<i8>::read(&file(version, header, data)).expect_err(header)
        }
        const SHORT: NpyError = NpyError::Broken("its data are shorter than its shape says");
        assert_eq!(Array::<i8>::read(b"PK"), Err(NpyError::NotNpy));
        assert_eq!(error(4, GOOD, &[0; 6]), NpyError::Version { major: 4, minor: 0 });
        assert_eq!(error(1, GOOD, &[0; 5]), SHORT);
        assert_eq!(
            error(1, &GOOD.replace("|i1", "<f4"), &[0; 24]),
            NpyError::Type { found: "float32", wanted: "int8" }
        );
        for kind in ["O", "<U2", "<c8", "<i16", "odd\u{7f}"] {
            let told = error(1, &GOOD.replace("|i1", kind), &[0; 6]);
            assert_eq!(told, NpyError::UnknownType(kind.escape_debug().to_string()));
        }
        for records in ["[('a', '<i4'), ('b', '<f4')]", "('<i4', (2,))"] {
            assert_eq!(error(1, &GOOD.replace("'|i1'", records), &[0; 48]), NpyError::Structured);
        }
        let huge = GOOD.replace("(2, 3)", "(4294967296, 4294967296)");
        assert_eq!(error(1, &huge, &[]), SHORT);
        let beyond = GOOD.replace("(2, 3)", "(18446744073709551616, 1)");
        for broken in [
            &GOOD.replace(", 3", ", -3"),
            &GOOD.replace('}', ""),
            &GOOD.replace("descr", "dtype"),
            &GOOD.replace(':', ""),
            &GOOD.replace("(2, 3)", "(2)"),
            &GOOD.replace("(2, 3)", "(2, 3,,)"),
            &GOOD.replace("(2, 3)", "(2 3)"),
            &GOOD.replace("(2, 3)", "[2, 3]"),
            &GOOD.replace("(2, 3)", "(, )"),
            &GOOD.replace("False", "0"),
            &GOOD.replace("'|i1'", "None"),
            &GOOD.replace("'fortran_order': False, ", ""),
            &GOOD.replace('}', "} 1"),
            &GOOD.replace('}', "'more': 1}"),
            &beyond,
        ] {
            assert!(matches!(error(1, broken, &[0; 6]), NpyError::Broken(_)), "{broken}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(columns in 1_usize..9, values in prop::collection::vec(any::<i32>(), 0..40)) {
            let rows = values.len() / columns;
            let array = Array { shape: vec![rows, columns], values: values[..rows * columns].to_vec() };
            let file = array.write();
            prop_assert_eq!((file.len() - 4 * array.values.len()) % ALIGNMENT, 0);
            prop_assert_eq!(Array::<i32>::read(&file), Ok(array));
            let flat = Array { shape: vec![values.len()], values };
            prop_assert_eq!(Array::<i32>::read(&flat.write()), Ok(flat));
        }

        #[test]
        fn damaged_files_never_panic(place in 0_usize..90, byte: u8, length in 0_usize..90) {
            let mut file = Array::<i8> { shape: vec![3, 4], values: vec![7; 12] }.write();
            let at = place % file.len();
            file[at] = byte;
            // Either answer is fine: a header's spaces may change freely.
            let _ = Array::<i8>::read(&file);
            file.truncate(length);
            prop_assert!(Array::<i8>::read(&file).is_err());
        }
    }
}
