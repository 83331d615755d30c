//! The header of an `.npy` file: a Python dictionary as text.

use super::element::Type;
use super::{MAGIC, NpyError};

/// The contents of a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The type of the elements.
    pub element: Type,
    /// Whether the highest byte of an element comes first.
    pub big_endian: bool,
    /// Whether the first index runs fastest.
    pub fortran_order: bool,
    /// The sizes.
    pub shape: Vec<usize>,
}

impl Header {
    /// The header of a file, and the data behind it.
    pub fn read(file: &[u8]) -> Result<(Self, &[u8]), NpyError> {
        const SHORT: NpyError = NpyError::Broken("it ends within its header");
        let rest = file.strip_prefix(MAGIC).ok_or(NpyError::NotNpy)?;
        let (&[major, minor], rest) = rest.split_first_chunk().ok_or(SHORT)?;
        let (length, rest) = match (major, minor) {
            (1, 0) => {
                let (length, rest) = rest.split_first_chunk().ok_or(SHORT)?;
                (u32::from(u16::from_le_bytes(*length)), rest)
            }
            (2 | 3, 0) => {
                let (length, rest) = rest.split_first_chunk().ok_or(SHORT)?;
                (u32::from_le_bytes(*length), rest)
            }
            _ => return Err(NpyError::Version { major, minor }),
        };
        let length = usize::try_from(length).ok();
        let (header, data) = length.and_then(|length| rest.split_at_checked(length)).ok_or(SHORT)?;
        // Latin-1 before version 3, which is UTF-8.
        let text = match major {
            3 => String::from_utf8(header.to_vec()).map_err(|_| SYNTAX)?,
            _ => header.iter().copied().map(char::from).collect(),
        };
        Ok((Self::parse(&text)?, data))
    }

    fn parse(text: &str) -> Result<Self, NpyError> {
        let mut literal = Literal { rest: text };
        let (mut descr, mut fortran_order, mut shape) = (None, None, None);
        literal.expect('{').ok_or(SYNTAX)?;
        while literal.expect('}').is_none() {
            let key = literal.string().ok_or(SYNTAX)?;
            literal.expect(':').ok_or(SYNTAX)?;
            match key {
                // A list of fields, or a pair of a type and a shape: neither is quoted.
                "descr" if literal.peek().is_some_and(|next| matches!(next, '[' | '(')) => {
                    return Err(NpyError::Structured);
                }
                "descr" => descr = Some(literal.string().ok_or(SYNTAX)?),
                "fortran_order" => fortran_order = Some(literal.boolean().ok_or(SYNTAX)?),
                "shape" => shape = Some(literal.tuple().ok_or(SYNTAX)?),
                _ => return Err(SYNTAX),
            }
            if literal.expect(',').is_none() {
                literal.expect('}').ok_or(SYNTAX)?;
                break;
            }
        }
        let (Some(descr), Some(fortran_order), Some(shape), None) = (descr, fortran_order, shape, literal.peek())
        else {
            return Err(SYNTAX);
        };
        let (element, big_endian) =
            Type::parse(descr).ok_or_else(|| NpyError::UnknownType(descr.escape_debug().to_string()))?;
        Ok(Self { element, big_endian, fortran_order, shape })
    }

    /// The number of elements, if it can be counted.
    pub fn length(&self) -> Option<usize> {
        self.shape.iter().try_fold(1_usize, |length, size| length.checked_mul(*size))
    }
}

const SYNTAX: NpyError = NpyError::Broken("its header is not a dictionary of descr, fortran_order and shape");

/// The rest of a Python literal.
struct Literal<'a> {
    rest: &'a str,
}

impl<'a> Literal<'a> {
    /// The next character that is no space.
    fn peek(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start();
        self.rest.chars().next()
    }

    /// Takes a character if it comes next.
    fn expect(&mut self, character: char) -> Option<()> {
        (self.peek()? == character).then(|| self.rest = &self.rest[character.len_utf8()..])
    }

    /// A quoted string. Python 2 writes a `u` before it.
    fn string(&mut self) -> Option<&'a str> {
        let _ = self.expect('u');
        let quote = self.peek().filter(|quote| matches!(quote, '\'' | '"'))?;
        let (text, rest) = self.rest[1..].split_once(quote)?;
        self.rest = rest;
        (!text.contains('\\')).then_some(text)
    }

    /// `True` or `False`.
    fn boolean(&mut self) -> Option<bool> {
        self.peek()?;
        let (rest, value) = match self.rest.strip_prefix("True") {
            Some(rest) => (rest, true),
            None => (self.rest.strip_prefix("False")?, false),
        };
        self.rest = rest;
        Some(value)
    }

    /// Sizes between parentheses. One alone has a comma behind it, as it would be no tuple without.
    fn tuple(&mut self) -> Option<Vec<usize>> {
        self.expect('(')?;
        let mut sizes = Vec::new();
        let mut comma = true;
        while self.expect(')').is_none() {
            if !comma {
                return None;
            }
            sizes.push(self.size()?);
            comma = self.expect(',').is_some();
        }
        (sizes.len() != 1 || comma).then_some(sizes)
    }

    /// A number. Python 2 writes an `L` behind long ones.
    fn size(&mut self) -> Option<usize> {
        self.peek()?;
        let end = self.rest.find(|digit: char| !digit.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest.strip_prefix('L').unwrap_or(rest);
        digits.parse().ok()
    }
}
