//! The formats of operands, one line each.

use crate::codes;
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;
use thiserror::Error;

codes! {
    /// Format of the activations and of the weights of a product.
    pub enum Format {
        /// Activations INT8; weights INT8, one per byte.
        Int8 = 0,
        /// Activations INT8; weights INT4, two per byte, low nibble first.
        Int4 = 1,
        /// Activations INT8; weights INT8; a scale per row and block, and per column and block.
        MxInt8 = 2,
        /// Activations INT8; weights INT4; scales of blocks.
        MxInt8Int4 = 3,
        /// Activations INT8; weights E2M1, two per byte; scales of blocks.
        MxInt8Mxfp4 = 4,
        /// Activations E2M1, one per byte; weights E2M1, two per byte; scales of blocks.
        Mxfp4 = 7,
    }
}

/// What activations or weights are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Element {
    /// Eight bits in two's complement. In block formats the value is q · 2^-6.
    Int8,
    /// Four bits in two's complement. In block formats the value is q · 2^-2.
    Int4,
    /// OCP MX E2M1, multiplied as the integer 2v.
    E2m1,
}

impl Element {
    /// Its bits.
    pub const fn bits(self) -> usize {
        match self {
            Self::Int8 => 8,
            Self::Int4 | Self::E2m1 => 4,
        }
    }
}

/// What a format is made of.
struct Row {
    name: &'static str,
    activations: Element,
    weights: Element,
    /// The exponent of the unit in which a block's products are integers, if there are blocks.
    unit: Option<i8>,
    /// Bits of a block's sum, sign included.
    block_sum_bits: usize,
}

impl Row {
    const fn of(name: &'static str, activations: Element, weights: Element) -> Self {
        Self { name, activations, weights, unit: None, block_sum_bits: 0 }
    }

    const fn in_blocks(self, unit: i8, block_sum_bits: usize) -> Self {
        Self { unit: Some(unit), block_sum_bits, ..self }
    }
}

impl Format {
    /// The first code of a block format; those from it up to the last are all block formats.
    pub const FIRST_OF_BLOCKS: u8 = 2;

    /// The last code of a block format.
    pub const LAST_OF_BLOCKS: u8 = 7;

    // The greatest sums of 32 products: 128 · 128 · 32 = 2^19, 128 · 8 · 32 = 2^15, 128 · 12 · 32 < 2^16, 12 · 12 · 32 < 2^13.
    const fn properties(self) -> Row {
        use Element::{E2m1, Int4, Int8};
        match self {
            Self::Int8 => Row::of("int8", Int8, Int8),
            Self::Int4 => Row::of("int8-int4", Int8, Int4),
            Self::MxInt8 => Row::of("mxint8", Int8, Int8).in_blocks(-12, 21),
            Self::MxInt8Int4 => Row::of("mxint8-int4", Int8, Int4).in_blocks(-8, 17),
            Self::MxInt8Mxfp4 => Row::of("mxint8-mxfp4", Int8, E2m1).in_blocks(-7, 17),
            Self::Mxfp4 => Row::of("mxfp4", E2m1, E2m1).in_blocks(-2, 14),
        }
    }

    /// Its name for the user.
    pub const fn name(self) -> &'static str {
        self.properties().name
    }

    /// The format of this name.
    pub fn named(name: &str) -> Result<Self, UnknownFormat> {
        let found = Self::ALL.iter().find(|format| format.name() == name);
        found.copied().ok_or_else(|| UnknownFormat(name.to_owned()))
    }

    /// What activations are. They take a byte each, the low bits of it.
    pub const fn activations(self) -> Element {
        self.properties().activations
    }

    /// What weights are.
    pub const fn weights(self) -> Element {
        self.properties().weights
    }

    /// Whether it has blocks of 32 with scales, and FP32 results.
    pub const fn has_blocks(self) -> bool {
        self.properties().unit.is_some()
    }

    /// The exponent of the unit in which the products of a block are integers; 0 without blocks.
    pub const fn unit(self) -> i8 {
        match self.properties().unit {
            Some(unit) => unit,
            None => 0,
        }
    }

    /// Bits of the sum of a block's products, sign included; 0 without blocks.
    pub const fn block_sum_bits(self) -> usize {
        self.properties().block_sum_bits
    }

    /// Bits of a weight in the stream of weights; whole weights fill a byte, the first in its low bits.
    pub const fn weight_bits(self) -> usize {
        self.weights().bits()
    }

    /// Beats with the weights of a tile of so many rows, W: a byte per column has a row, or two rows of 4 bits. Behind those
    /// of a block's last tile comes a beat of scales.
    pub const fn tile_beats(self, rows: usize) -> usize {
        (rows * self.weight_bits()).div_ceil(8)
    }
}

/// No format has this name.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("no format is called `{0}`: choose one of {formats}", formats = Formats::ALL)]
pub struct UnknownFormat(String);

/// The formats of a configuration: bit f is format f.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Formats(pub u16);

impl Formats {
    /// Those that every unit has.
    pub const INTEGER: Self = Self::of(&[Format::Int8, Format::Int4]);

    /// Every format.
    pub const ALL: Self = Self::of(Format::ALL);

    /// These formats.
    pub const fn of(formats: &[Format]) -> Self {
        let (mut bits, mut index) = (0, 0);
        while index < formats.len() {
            bits |= 1 << formats[index] as u16;
            index += 1;
        }
        Self(bits)
    }

    /// Whether a format is among them.
    pub const fn contains(self, format: Format) -> bool {
        self.0 >> format as u16 & 1 == 1
    }

    /// The formats, by their codes.
    pub fn iter(self) -> impl Iterator<Item = Format> {
        Format::ALL.iter().copied().filter(move |format| self.contains(*format))
    }

    /// The formats that are in either set.
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// `int8, int8-int4`.
impl fmt::Display for Formats {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let names: Vec<_> = self.iter().map(Format::name).collect();
        formatter.write_str(&names.join(", "))
    }
}

/// `int8,mxint8`; `all` for every format. Those that every unit has are always among them.
impl FromStr for Formats {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, UnknownFormat> {
        if text == "all" {
            return Ok(Self::ALL);
        }
        let one = |name: &str| Format::named(name.trim()).map(|format| Self::of(&[format]));
        text.split(',').try_fold(Self::INTEGER, |formats, name| Ok(formats.union(one(name)?)))
    }
}

impl Element {
    /// The integers that it can be, or of E2M1 its codes as such.
    pub const fn range(self) -> RangeInclusive<i8> {
        let greatest = i8::MAX >> (8 - self.bits());
        -greatest - 1..=greatest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_have_the_ranges_of_their_bits() {
        assert_eq!((Element::Int8.range(), Element::Int4.range()), (-128..=127, -8..=7));
        assert_eq!((Format::Int8.tile_beats(5), Format::Int4.tile_beats(5)), (5, 3));
    }

    #[test]
    fn block_sums_hold_their_extremes() {
        let greatest = |element| match element {
            Element::Int8 => 128_i64,
            Element::Int4 => 8,
            Element::E2m1 => 12,
        };
        for format in Format::ALL.iter().filter(|format| format.has_blocks()) {
            let sum = 32 * greatest(format.activations()) * greatest(format.weights());
            let limit = 1_i64 << (format.block_sum_bits() - 1);
            assert!(sum < limit && sum >= limit / 2, "{}: {sum}", format.name());
            assert!((Format::FIRST_OF_BLOCKS..=Format::LAST_OF_BLOCKS).contains(&(*format as u8)));
        }
    }

    #[test]
    fn sets_are_read_and_written() {
        assert_eq!("mxint8".parse(), Ok(Formats::INTEGER.union(Formats::of(&[Format::MxInt8]))));
        assert_eq!("all".parse(), Ok(Formats::ALL));
        assert_eq!(Formats::INTEGER.to_string(), "int8, int8-int4");
        let error = "int8,mxint9".parse::<Formats>().expect_err("unknown").to_string();
        assert!(error.starts_with("no format is called `mxint9`: choose one of int8, int8-int4, mxint8,"), "{error}");
    }
}
