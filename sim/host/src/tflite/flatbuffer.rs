//! A reader of FlatBuffers that trusts nothing.
//!
//! What `flatc` or `planus` generate from the schema is over ten thousand lines for the eight tables needed here, and
//! a buffer behind the FlatBuffer would be checked by hand all the same. `flatbuffers` is made for speed on trusted
//! files, with unchecked access as its fast way. This reader copies nothing, checks every access against the length of
//! the file, and has no way to loop: every step goes from a table to one of its fields, the schema's depth is fixed,
//! and the length of a vector is checked against the bytes that are left for it.
//!
//! Format: the root's offset stands in bytes 0 to 3. A table begins with the signed distance back to its vtable;
//! the vtable holds its own length in bytes, the table's, and a 16-bit offset from the table for each field, 0 for
//! a field that is absent. A vector is a 32-bit length and its elements. Offsets to tables, vectors and strings are
//! unsigned 32-bit distances from where they stand. All numbers are little endian.

use super::error::NetworkError;

type Result<T> = std::result::Result<T, NetworkError>;

const OUTSIDE: NetworkError = NetworkError::Broken("it refers to something outside of the file");

/// A fixed-size number of a file.
pub(super) trait Number: Copy {
    /// Its bytes.
    const SIZE: usize;

    /// The number in the first [`Number::SIZE`] bytes, if there are so many.
    fn read(bytes: &[u8]) -> Option<Self>;
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Number for $number {
            const SIZE: usize = size_of::<Self>();

            fn read(bytes: &[u8]) -> Option<Self> {
                bytes.first_chunk().map(|bytes| Self::from_le_bytes(*bytes))
            }
        }
    )*};
}

numbers!(u8, i8, u16, u32, i32, u64, i64, f32);

/// The bytes of a file.
#[derive(Clone, Copy)]
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn number<T: Number>(self, position: usize) -> Result<T> {
        self.0.get(position..).and_then(T::read).ok_or(OUTSIDE)
    }

    /// The position that the offset at `position` leads to.
    fn follow(self, position: usize) -> Result<usize> {
        let offset: u32 = self.number(position)?;
        let target = usize::try_from(offset).ok().and_then(|offset| position.checked_add(offset)).ok_or(OUTSIDE)?;
        if target < self.0.len() { Ok(target) } else { Err(OUTSIDE) }
    }
}

/// The root table of a file that bears this identifier.
pub(super) fn root<'a>(file: &'a [u8], identifier: &[u8; 4]) -> Result<Table<'a>> {
    if file.get(4..8) != Some(identifier) {
        return Err(NetworkError::NotTflite);
    }
    let bytes = Bytes(file);
    Table::at(bytes, bytes.follow(0)?)
}

/// A table: fields by the number that the schema gives them.
#[derive(Clone, Copy)]
pub(super) struct Table<'a> {
    bytes: Bytes<'a>,
    position: usize,
    vtable: usize,
    vtable_length: usize,
}

impl<'a> Table<'a> {
    fn at(bytes: Bytes<'a>, position: usize) -> Result<Self> {
        let distance: i32 = bytes.number(position)?;
        let vtable = i64::try_from(position).ok().map(|position| position - i64::from(distance));
        let vtable = vtable.and_then(|vtable| usize::try_from(vtable).ok()).ok_or(OUTSIDE)?;
        let vtable_length = usize::from(bytes.number::<u16>(vtable)?);
        Ok(Self { bytes, position, vtable, vtable_length })
    }

    /// The position of a field, `None` where it is absent.
    fn field(&self, field: usize) -> Result<Option<usize>> {
        let entry = 4 + 2 * field;
        if entry + 2 > self.vtable_length {
            return Ok(None);
        }
        let offset: u16 = self.bytes.number(self.vtable + entry)?;
        Ok((offset != 0).then_some(self.position + usize::from(offset)))
    }

    /// Whether the field is there.
    pub(super) fn has(&self, field: usize) -> Result<bool> {
        Ok(self.field(field)?.is_some())
    }

    /// A number, `default` where the field is absent.
    pub(super) fn number<T: Number>(&self, field: usize, default: T) -> Result<T> {
        self.field(field)?.map_or(Ok(default), |position| self.bytes.number(position))
    }

    /// A table.
    pub(super) fn table(&self, field: usize) -> Result<Option<Table<'a>>> {
        self.field(field)?.map(|position| Table::at(self.bytes, self.bytes.follow(position)?)).transpose()
    }

    /// A vector of numbers; an absent one is empty.
    pub(super) fn numbers<T: Number>(&self, field: usize) -> Result<Numbers<'a, T>> {
        let (_, bytes) = self.vector(field, T::SIZE)?;
        Ok(Numbers { bytes, number: std::marker::PhantomData })
    }

    /// A vector of tables; an absent one is empty.
    pub(super) fn tables(&self, field: usize) -> Result<Tables<'a>> {
        let (position, bytes) = self.vector(field, u32::SIZE)?;
        Ok(Tables { bytes: self.bytes, position, length: bytes.len() / u32::SIZE })
    }

    /// A string; `None` where it is absent or not UTF-8.
    pub(super) fn string(&self, field: usize) -> Result<Option<&'a str>> {
        let (_, bytes) = self.vector(field, 1)?;
        Ok(std::str::from_utf8(bytes).ok().filter(|text| !text.is_empty()))
    }

    /// The position and the bytes of a vector's elements.
    fn vector(&self, field: usize, size: usize) -> Result<(usize, &'a [u8])> {
        let Some(position) = self.field(field)? else { return Ok((0, &[])) };
        let start = self.bytes.follow(position)?;
        let length = usize::try_from(self.bytes.number::<u32>(start)?).ok();
        let end = length.and_then(|length| length.checked_mul(size)).and_then(|length| (start + 4).checked_add(length));
        let elements = end.and_then(|end| self.bytes.0.get(start + 4..end)).ok_or(OUTSIDE)?;
        Ok((start + 4, elements))
    }
}

/// A vector of tables.
#[derive(Clone, Copy)]
pub(super) struct Tables<'a> {
    bytes: Bytes<'a>,
    position: usize,
    length: usize,
}

impl<'a> Tables<'a> {
    /// The number of tables.
    pub(super) fn len(&self) -> usize {
        self.length
    }

    /// Table `index`; one beyond the end is an error.
    pub(super) fn get(&self, index: usize) -> Result<Table<'a>> {
        if index >= self.length {
            return Err(NetworkError::Broken("an index lies beyond its list"));
        }
        Table::at(self.bytes, self.bytes.follow(self.position + u32::SIZE * index)?)
    }
}

/// A vector of numbers.
#[derive(Clone, Copy)]
pub(super) struct Numbers<'a, T> {
    bytes: &'a [u8],
    number: std::marker::PhantomData<T>,
}

impl<'a, T: Number> Numbers<'a, T> {
    /// The number of numbers.
    pub(super) fn len(&self) -> usize {
        self.bytes.len() / T::SIZE
    }

    /// Number `index`, if there is one.
    pub(super) fn get(&self, index: usize) -> Option<T> {
        index.checked_mul(T::SIZE).and_then(|start| self.bytes.get(start..)).and_then(T::read)
    }

    /// All numbers in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = T> + use<'a, T> {
        self.bytes.chunks_exact(T::SIZE).filter_map(T::read)
    }
}

impl<'a> Numbers<'a, u8> {
    /// The elements as they stand in the file.
    pub(super) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }
}
