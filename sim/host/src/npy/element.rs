//! The types of elements.

/// A type that NumPy has and that is known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// One byte, 0 or 1.
    Bool,
    /// Signed, 8 bits.
    Int8,
    /// Signed, 16 bits.
    Int16,
    /// Signed, 32 bits.
    Int32,
    /// Signed, 64 bits.
    Int64,
    /// Unsigned, 8 bits.
    Uint8,
    /// Unsigned, 16 bits.
    Uint16,
    /// Unsigned, 32 bits.
    Uint32,
    /// Unsigned, 64 bits.
    Uint64,
    /// IEEE 754, 16 bits.
    Float16,
    /// IEEE 754, 32 bits.
    Float32,
    /// IEEE 754, 64 bits.
    Float64,
}

/// A type, its name, its code of kind and bytes, its letters, and its other names. Code and letters may follow a mark
/// of the byte order.
type Row = (Type, &'static str, &'static str, &'static [char], &'static [&'static str]);

/// Every type.
const TYPES: [Row; 12] = [
    (Type::Bool, "bool", "b1", &['?'], &["bool_"]),
    (Type::Int8, "int8", "i1", &['b'], &["byte"]),
    (Type::Int16, "int16", "i2", &['h'], &["short"]),
    (Type::Int32, "int32", "i4", &['i'], &["intc"]),
    (Type::Int64, "int64", "i8", &['l', 'q', 'p'], &["int", "int_", "intp", "long", "longlong"]),
    (Type::Uint8, "uint8", "u1", &['B'], &["ubyte"]),
    (Type::Uint16, "uint16", "u2", &['H'], &["ushort"]),
    (Type::Uint32, "uint32", "u4", &['I'], &["uintc"]),
    (Type::Uint64, "uint64", "u8", &['L', 'Q', 'P'], &["uint", "uintp", "ulong", "ulonglong"]),
    (Type::Float16, "float16", "f2", &['e'], &["half"]),
    (Type::Float32, "float32", "f4", &['f'], &["single"]),
    (Type::Float64, "float64", "f8", &['d'], &["float", "double"]),
];

impl Type {
    /// The type of a `descr`, and whether its highest byte comes first.
    pub fn parse(descr: &str) -> Option<(Self, bool)> {
        let unmarked = descr.strip_prefix(['<', '>', '|', '=']);
        let code = unmarked.unwrap_or(descr);
        let letter = |letters: &[char]| letters.iter().any(|letter| code.chars().eq([*letter]));
        let found = TYPES.iter().find(|(_, name, short, letters, names)| {
            code == *short || letter(letters) || (unmarked.is_none() && (descr == *name || names.contains(&descr)))
        });
        found.map(|found| (found.0, descr.starts_with('>')))
    }

    /// NumPy's name.
    pub fn name(self) -> &'static str {
        TYPES[self as usize].1
    }

    /// NumPy's `descr`, little-endian.
    pub fn descr(self) -> String {
        let order = if self.size() == 1 { '|' } else { '<' };
        format!("{order}{}", TYPES[self as usize].2)
    }

    /// Bytes of an element.
    pub fn size(self) -> usize {
        match self {
            Self::Bool | Self::Int8 | Self::Uint8 => 1,
            Self::Int16 | Self::Uint16 | Self::Float16 => 2,
            Self::Int32 | Self::Uint32 | Self::Float32 => 4,
            Self::Int64 | Self::Uint64 | Self::Float64 => 8,
        }
    }

    /// Whether it is a whole number or a bool.
    pub fn is_whole(self) -> bool {
        !matches!(self, Self::Float16 | Self::Float32 | Self::Float64)
    }
}

/// A type of elements that arrays can have here.
pub trait Element: Copy {
    /// NumPy's type.
    const TYPE: Type;

    /// The elements in little- or big-endian bytes.
    fn read(bytes: &[u8], big_endian: bool) -> Vec<Self>;

    /// Appends the element's little-endian bytes.
    fn write(self, bytes: &mut Vec<u8>);
}

macro_rules! elements {
    ($($element:ty: $kind:ident),*) => {$(
        impl Element for $element {
            const TYPE: Type = Type::$kind;

            fn read(bytes: &[u8], big_endian: bool) -> Vec<Self> {
                let read = if big_endian { Self::from_be_bytes } else { Self::from_le_bytes };
                bytes.as_chunks().0.iter().map(|bytes| read(*bytes)).collect()
            }

            fn write(self, bytes: &mut Vec<u8>) {
                bytes.extend_from_slice(&self.to_le_bytes());
            }
        }
    )*};
}

elements!(i8: Int8, u8: Uint8, i32: Int32, f32: Float32);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_stand_in_their_order() {
        for (index, (kind, _, code, ..)) in TYPES.iter().enumerate() {
            assert_eq!(*kind as usize, index);
            assert_eq!(Type::parse(&kind.descr()), Some((*kind, false)));
            assert_eq!(code[1..].parse(), Ok(kind.size()));
        }
    }

    #[test]
    fn a_type_has_many_spellings() {
        for descr in ["|i1", "<i1", "=i1", "i1", "b", "<b", "int8", "byte"] {
            assert_eq!(Type::parse(descr), Some((Type::Int8, false)), "{descr}");
        }
        for descr in ["<i8", "i8", "int64", "int", "l", "q"] {
            assert_eq!(Type::parse(descr), Some((Type::Int64, false)), "{descr}");
        }
        assert_eq!(Type::parse(">i4"), Some((Type::Int32, true)));
        assert_eq!(Type::parse(">f"), Some((Type::Float32, true)));
        for descr in
            ["", "<", "<int8", "Int8", "uint8 ", " i1", "i16", "f16", "c8", "U2", "S1", "O", "M8[ns]", "bb", "<<i1"]
        {
            assert_eq!(Type::parse(descr), None, "{descr}");
        }
    }
}
