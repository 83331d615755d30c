//! NumPy's `.npy` files: arrays of one or two dimensions of int8, uint8 or int32.
//!
//! The format is a magic, a version, the length of a header, the header (a Python dictionary as text), and the
//! elements. A crate for it brings a parser of Python literals and support for every type; three types and three
//! keys are this page.

use thiserror::Error;

/// The first bytes of every `.npy` file.
pub const MAGIC: &[u8] = b"\x93NUMPY";

/// The header ends on a multiple of this many bytes.
const ALIGNMENT: usize = 64;

/// An array in C order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Array<T> {
    /// Its one or two sizes.
    pub shape: Vec<usize>,
    /// Its elements, the last dimension fastest.
    pub values: Vec<T>,
}

/// Why a file is not an array that can be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NpyError {
    /// It is some other kind of file.
    #[error("this is not an .npy file: its magic is missing")]
    NotNpy,
    /// A version that isn't known.
    #[error("the .npy file has version {0}: versions 1 to 3 can be read")]
    Version(u8),
    /// It contradicts its own format.
    #[error("the .npy file is broken: {0}")]
    Broken(&'static str),
    /// The elements have another type.
    #[error("the .npy file holds elements of type `{found}`, not {wanted}")]
    Type {
        /// NumPy's code of the type in the file.
        found: String,
        /// The type that is needed.
        wanted: &'static str,
    },
    /// Columns before rows.
    #[error("the .npy file is in Fortran order: save a C-contiguous array")]
    FortranOrder,
    /// Too many or no dimensions.
    #[error("the .npy file has {0} dimensions, not one or two")]
    Dimensions(usize),
}

/// A type of elements.
pub trait Element: Copy {
    /// NumPy's name of the type.
    const NAME: &'static str;
    /// NumPy's codes of the type; the first is written.
    const CODES: &'static [&'static str];
    /// The elements in little-endian bytes.
    fn read(bytes: &[u8]) -> Vec<Self>;
    /// Appends the element's little-endian bytes.
    fn write(self, bytes: &mut Vec<u8>);
}

macro_rules! elements {
    ($($element:ty, $name:literal, $codes:expr;)*) => {$(
        impl Element for $element {
            const NAME: &'static str = $name;
            const CODES: &'static [&'static str] = &$codes;

            fn read(bytes: &[u8]) -> Vec<Self> {
                bytes.as_chunks().0.iter().map(|bytes| Self::from_le_bytes(*bytes)).collect()
            }

            fn write(self, bytes: &mut Vec<u8>) {
                bytes.extend_from_slice(&self.to_le_bytes());
            }
        }
    )*};
}

elements! {
    i8, "int8", ["|i1", "<i1", ">i1"];
    u8, "uint8", ["|u1", "<u1", ">u1"];
    i32, "int32", ["<i4"];
}

impl<T: Element> Array<T> {
    /// Reads the bytes of a file.
    pub fn read(file: &[u8]) -> Result<Self, NpyError> {
        let rest = file.strip_prefix(MAGIC).ok_or(NpyError::NotNpy)?;
        let (header, data) = split(rest)?;
        let header = Header::parse(header)?;
        if !T::CODES.contains(&header.code) {
            return Err(NpyError::Type { found: header.code.escape_default().to_string(), wanted: T::NAME });
        }
        if !(1..=2).contains(&header.shape.len()) {
            return Err(NpyError::Dimensions(header.shape.len()));
        }
        if header.fortran_order && header.shape.len() > 1 {
            return Err(NpyError::FortranOrder);
        }
        let bytes = header.shape.iter().try_fold(size_of::<T>(), |bytes, size| bytes.checked_mul(*size));
        if bytes != Some(data.len()) {
            return Err(NpyError::Broken("its data are not as long as its shape says"));
        }
        Ok(Self { shape: header.shape, values: T::read(data) })
    }

    /// The bytes of a file, version 1.
    pub fn write(&self) -> Vec<u8> {
        let sizes: String = self.shape.iter().map(|size| format!("{size}, ")).collect();
        let shape = if self.shape.len() == 1 { sizes.trim_end() } else { sizes.trim_end_matches(", ") };
        let mut header = format!("{{'descr': '{}', 'fortran_order': False, 'shape': ({shape}), }}", T::CODES[0]);
        let prefix = MAGIC.len() + 4;
        let padding = (prefix + header.len() + 1).next_multiple_of(ALIGNMENT) - (prefix + header.len() + 1);
        header.extend(std::iter::repeat_n(' ', padding));
        header.push('\n');
        let mut file = [MAGIC, &[1, 0]].concat();
        // At most two sizes of twenty digits: far from the 65535 bytes that version 1 can have.
        file.extend_from_slice(&(header.len() as u16).to_le_bytes());
        file.extend_from_slice(header.as_bytes());
        self.values.iter().for_each(|value| value.write(&mut file));
        file
    }
}

/// Header and data of what follows the magic.
fn split(rest: &[u8]) -> Result<(&[u8], &[u8]), NpyError> {
    const SHORT: NpyError = NpyError::Broken("it ends within its header");
    let (version, rest) = rest.split_at_checked(2).ok_or(SHORT)?;
    let (length, rest) = match version[0] {
        1 => {
            let (length, rest) = rest.split_first_chunk().ok_or(SHORT)?;
            (u32::from(u16::from_le_bytes(*length)), rest)
        }
        2 | 3 => {
            let (length, rest) = rest.split_first_chunk().ok_or(SHORT)?;
            (u32::from_le_bytes(*length), rest)
        }
        version => return Err(NpyError::Version(version)),
    };
    usize::try_from(length).ok().and_then(|length| rest.split_at_checked(length)).ok_or(SHORT)
}

/// What the header says.
struct Header<'a> {
    code: &'a str,
    fortran_order: bool,
    shape: Vec<usize>,
}

impl<'a> Header<'a> {
    fn parse(header: &'a [u8]) -> Result<Self, NpyError> {
        const SYNTAX: NpyError = NpyError::Broken("its header is no dictionary of descr, fortran_order and shape");
        let text = std::str::from_utf8(header).map_err(|_| SYNTAX)?;
        let mut rest = text.trim().strip_prefix('{').and_then(|text| text.strip_suffix('}')).ok_or(SYNTAX)?.trim();
        let (mut code, mut fortran_order, mut shape) = (None, None, None);
        while !rest.is_empty() {
            let (key, after) = quoted(rest).ok_or(SYNTAX)?;
            let value = after.trim_start().strip_prefix(':').ok_or(SYNTAX)?.trim_start();
            rest = match key {
                "descr" => {
                    // A structured type is a list: it isn't quoted.
                    let (text, rest) = quoted(value).ok_or_else(|| NpyError::Type {
                        found: "of several fields".to_owned(),
                        wanted: "int8, uint8 or int32",
                    })?;
                    code = Some(text);
                    rest
                }
                "fortran_order" => {
                    fortran_order = Some(value.starts_with("True"));
                    value.strip_prefix("True").or_else(|| value.strip_prefix("False")).ok_or(SYNTAX)?
                }
                "shape" => {
                    let (sizes, rest) =
                        value.strip_prefix('(').and_then(|value| value.split_once(')')).ok_or(SYNTAX)?;
                    shape = Some(tuple(sizes).ok_or(SYNTAX)?);
                    rest
                }
                _ => return Err(SYNTAX),
            }
            .trim_start();
            rest = match rest.strip_prefix(',') {
                Some(rest) => rest.trim_start(),
                None if rest.is_empty() => rest,
                None => return Err(SYNTAX),
            };
        }
        match (code, fortran_order, shape) {
            (Some(code), Some(fortran_order), Some(shape)) => Ok(Self { code, fortran_order, shape }),
            _ => Err(SYNTAX),
        }
    }
}

/// The text between quotes at the start, and what follows it.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let quote = text.chars().next().filter(|quote| matches!(quote, '\'' | '"'))?;
    text[1..].split_once(quote)
}

/// The sizes of a tuple; a comma may follow the last.
fn tuple(text: &str) -> Option<Vec<usize>> {
    let text = text.trim();
    let text = text.strip_suffix(',').unwrap_or(text);
    if text.trim().is_empty() {
        return Some(Vec::new());
    }
    text.split(',').map(|size| size.trim().parse().ok()).collect()
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

    #[test]
    fn every_version_and_spelling_is_read() {
        for header in [
            "{'descr': '|i1', 'fortran_order': False, 'shape': (2, 3), }    \n",
            "{'shape':(2,3),\"descr\":\"|i1\",'fortran_order':False}",
            "{ 'descr' : '<i1' , 'fortran_order' : False , 'shape' : ( 2 , 3 , ) , }",
        ] {
            for version in 1..=3 {
                let array = Array::<i8>::read(&file(version, header, &[1, 2, 3, 4, 5, 255])).expect(header);
                assert_eq!(array, Array { shape: vec![2, 3], values: vec![1, 2, 3, 4, 5, -1] });
            }
        }
        let one = file(1, "{'descr': '<i4', 'fortran_order': True, 'shape': (1,), }", &[1, 0, 0, 128]);
        assert_eq!(Array::<i32>::read(&one).expect("one dimension").values, [i32::MIN + 1]);
    }

    #[test]
    fn what_cannot_be_used_says_why() {
        fn error(version: u8, header: &str, data: &[u8]) -> NpyError {
            Array::<i8>::read(&file(version, header, data)).expect_err(header)
        }
        let good = "{'descr': '|i1', 'fortran_order': False, 'shape': (2, 3), }";
        assert_eq!(Array::<i8>::read(b"PK"), Err(NpyError::NotNpy));
        assert_eq!(error(4, good, &[0; 6]), NpyError::Version(4));
        assert_eq!(error(1, good, &[0; 5]), NpyError::Broken("its data are not as long as its shape says"));
        assert_eq!(
            error(1, &good.replace("|i1", "<f4"), &[0; 6]),
            NpyError::Type { found: "<f4".into(), wanted: "int8" }
        );
        assert_eq!(error(1, &good.replace("False", "True"), &[0; 6]), NpyError::FortranOrder);
        assert_eq!(error(1, &good.replace("(2, 3)", "(1, 2, 3)"), &[0; 6]), NpyError::Dimensions(3));
        assert_eq!(error(1, &good.replace("(2, 3)", "()"), &[0; 1]), NpyError::Dimensions(0));
        let huge = good.replace("(2, 3)", "(4294967296, 4294967296)");
        assert_eq!(error(1, &huge, &[]), NpyError::Broken("its data are not as long as its shape says"));
        for broken in [
            &good.replace(", 3", ", -3"),
            &good.replace('}', ""),
            &good.replace("descr", "dtype"),
            &good.replace(':', ""),
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
