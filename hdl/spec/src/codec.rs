//! Beats bit by bit: one table defines the type of a layout, the position of each field, its encoding and its
//! documentation in the datasheet.
//!
//! [`layout!`](crate::layout) makes a struct of fields, [`codes!`](crate::codes) an enumeration of named numbers. The
//! documentation of an item is also its text in [`Layout`] and [`Codes`].

use bitvec::prelude::*;
use std::ops::Range;
use thiserror::Error;

/// A place in a beat: `width` bits, at most 64, from bit `offset` up. Beats are words of 32 bits, bit 0 in the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Field {
    /// Lowest bit.
    pub offset: usize,
    /// Number of bits.
    pub width: usize,
}

impl Field {
    /// Its bits, from the lowest to the one after the highest.
    pub const fn bits(self) -> Range<usize> {
        self.offset..self.offset + self.width
    }

    /// What a beat holds in it.
    pub fn get(self, beat: &[u32]) -> u64 {
        beat.view_bits::<Lsb0>()[self.bits()].load_le()
    }

    /// Puts the low bits of a value there.
    pub fn set(self, beat: &mut [u32], value: u64) {
        let value = value & (u64::MAX >> (64 - self.width));
        beat.view_bits_mut::<Lsb0>()[self.bits()].store_le(value);
    }
}

/// Why a beat is malformed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Malformed {
    /// A field holds a number that is no code.
    #[error("field `{field}` has the unknown code {code}")]
    Code {
        /// The field.
        field: &'static str,
        /// What it holds.
        code: u64,
    },
    /// A bit of no field is set.
    #[error("reserved bit {bit} is set")]
    Reserved {
        /// The lowest of them.
        bit: usize,
    },
    /// The beat has another number of words.
    #[error("the beat must have {expected} words of 32 bits, got {found}")]
    Words {
        /// By the layout.
        expected: usize,
        /// In the beat.
        found: usize,
    },
}

/// What the bits of no field are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// Reserved: they must be zero.
    Reserved,
    /// Ignored.
    Ignored,
}

/// A layout as a table.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// What it is called.
    pub name: &'static str,
    /// What it is.
    pub meaning: &'static str,
    /// Bits of the beat.
    pub width: usize,
    /// Its fields from bit 0 up.
    pub fields: &'static [FieldRow],
}

/// A field of a layout.
#[derive(Clone, Copy, Debug)]
pub struct FieldRow {
    /// What it is called.
    pub name: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// Where it is.
    pub field: Field,
    /// The names of what it can hold, if they are listed.
    pub codes: Option<&'static Codes>,
}

impl Layout {
    /// The lowest set bit of a beat that belongs to no field.
    pub fn first_reserved(&self, beat: &[u32]) -> Option<usize> {
        let mut rest = beat.view_bits::<Lsb0>()[..self.width].to_bitvec();
        self.fields.iter().for_each(|row| rest[row.field.bits()].fill(false));
        rest.first_one()
    }
}

/// Named numbers as a table.
#[derive(Clone, Copy, Debug)]
pub struct Codes {
    /// What they are called.
    pub name: &'static str,
    /// What they say.
    pub meaning: &'static str,
    /// Each of them.
    pub codes: &'static [CodeRow],
}

/// A named number.
#[derive(Clone, Copy, Debug)]
pub struct CodeRow {
    /// The number.
    pub code: u8,
    /// Its name.
    pub name: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

impl CodeRow {
    /// The meaning as a part of a sentence.
    pub fn cause(&self) -> String {
        let meaning = self.meaning.trim_end_matches('.');
        let mut letters = meaning.chars();
        letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect()
    }
}

/// What a field can hold.
pub trait Content: Copy {
    /// The names of what it can hold, if they are listed.
    const CODES: Option<&'static Codes> = None;

    /// Its bits; those beyond the field are cut off.
    fn to_bits(self) -> u64;

    /// What the bits of a field say; none if they say nothing.
    fn from_bits(bits: u64) -> Option<Self>;
}

macro_rules! numbers {
    ($($number:ty),+) => {$(
        impl Content for $number {
            fn to_bits(self) -> u64 {
                self as u64
            }

            fn from_bits(bits: u64) -> Option<Self> {
                Some(bits as Self)
            }
        }
    )+};
}

numbers!(u8, u16, u32, u64, i8, i32);

impl Content for bool {
    fn to_bits(self) -> u64 {
        self.into()
    }

    fn from_bits(bits: u64) -> Option<Self> {
        Some(bits != 0)
    }
}

/// Makes an enumeration of named numbers of a byte, and their table.
#[macro_export]
macro_rules! codes {
    ($(#[doc = $meaning:literal])+ pub enum $name:ident {
        $($(#[doc = $code_meaning:literal])+ $code:ident = $number:expr,)+
    }) => {
        $(#[doc = $meaning])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum $name {
            $($(#[doc = $code_meaning])+ $code = $number,)+
        }

        impl $name {
            /// Each of them, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$code),+];

            /// The table.
            pub const TABLE: $crate::codec::Codes = $crate::codec::Codes {
                name: stringify!($name),
                meaning: concat!($($meaning),+).trim_ascii_start(),
                codes: &[$($crate::codec::CodeRow {
                    code: Self::$code as u8,
                    name: stringify!($code),
                    meaning: concat!($($code_meaning),+).trim_ascii_start(),
                }),+],
            };

            /// Its row of the table.
            pub fn row(self) -> &'static $crate::codec::CodeRow {
                const ROWS: &[$crate::codec::CodeRow] = $name::TABLE.codes;
                &ROWS[Self::ALL.iter().position(|other| *other == self).unwrap_or(0)]
            }
        }

        impl $crate::codec::Content for $name {
            const CODES: Option<&'static $crate::codec::Codes> = Some(&Self::TABLE);

            fn to_bits(self) -> u64 {
                self as u64
            }

            fn from_bits(bits: u64) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| *code as u64 == bits)
            }
        }
    };
}

/// Makes the struct of a beat's fields, with the place of each, its encoding and its table.
///
/// Decoding looks at the first field first, which may say what the others are; then at reserved bits; then at the other
/// fields in their order. After `only [A B] if CODE`, a beat whose first field is that code has these fields alone:
/// everything else in it is ignored.
#[macro_export]
macro_rules! layout {
    ($(#[doc = $meaning:literal])+ $(#[derive($also:ident)])?
    pub struct $name:ident: $width:literal bits, others $rest:ident $(, only [$($kept:ident)+] if $alone:path)? {
        $($(#[doc = $field_meaning:literal])+ $place:ident $field:ident: $content:ty = $offset:literal, $bits:literal;)+
    }) => {
        $(#[doc = $meaning])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq $(, $also)?)]
        pub struct $name {
            $($(#[doc = $field_meaning])+ pub $field: $content,)+
        }

        impl $name {
            $(
                #[doc = concat!("The place of `", stringify!($field), "`.")]
                pub const $place: $crate::codec::Field = $crate::codec::Field { offset: $offset, width: $bits };
            )+

            /// Bits of the beat.
            pub const WIDTH: usize = $width;

            /// The table.
            pub const LAYOUT: $crate::codec::Layout = $crate::codec::Layout {
                name: stringify!($name),
                meaning: concat!($($meaning),+).trim_ascii_start(),
                width: $width,
                fields: &[$($crate::codec::FieldRow {
                    name: stringify!($field),
                    meaning: concat!($($field_meaning),+).trim_ascii_start(),
                    field: Self::$place,
                    codes: <$content as $crate::codec::Content>::CODES,
                }),+],
            };

            /// The beat.
            pub fn encode(&self) -> [u32; usize::div_ceil($width, 32)] {
                let mut beat = [0; _];
                $(Self::$place.set(&mut beat, $crate::codec::Content::to_bits(self.$field));)+
                beat
            }

            /// What a beat says.
            pub fn decode(beat: &[u32]) -> Result<Self, $crate::codec::Malformed> {
                use $crate::codec::{Content, Malformed, Rest};
                let expected = usize::div_ceil($width, 32);
                if beat.len() != expected {
                    return Err(Malformed::Words { expected, found: beat.len() });
                }
                $(let alone = Self::LAYOUT.fields[0].field.get(beat) == $alone.to_bits();
                let mut kept = [0; usize::div_ceil($width, 32)];
                if alone {
                    Self::LAYOUT.fields[0].field.set(&mut kept, $alone.to_bits());
                    $(Self::$kept.set(&mut kept, Self::$kept.get(beat));)+
                }
                let beat = if alone { &kept[..] } else { beat };)?
                let mut first = true;
                Ok(Self {
                    $($field: {
                        let code = Self::$place.get(beat);
                        let content = <$content as Content>::from_bits(code);
                        let content = content.ok_or(Malformed::Code { field: stringify!($field), code })?;
                        if std::mem::take(&mut first) && Rest::$rest == Rest::Reserved {
                            if let Some(bit) = Self::LAYOUT.first_reserved(beat) {
                                return Err(Malformed::Reserved { bit });
                            }
                        }
                        content
                    },)+
                })
            }
        }
    };
}
