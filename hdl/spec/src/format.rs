//! The formats of operands, one line each.

use crate::codes;
use std::ops::RangeInclusive;

codes! {
    /// Format of the activations and of the weights of a product.
    pub enum Format {
        /// Activations INT8; weights INT8, one per byte.
        Int8 = 0,
        /// Activations INT8; weights INT4, two per byte, low nibble first.
        Int4 = 1,
    }
}

/// What a format's weights are.
struct Row {
    name: &'static str,
    weight_bits: usize,
}

impl Format {
    const fn properties(self) -> Row {
        match self {
            Self::Int8 => Row { name: "int8", weight_bits: 8 },
            Self::Int4 => Row { name: "int8-int4", weight_bits: 4 },
        }
    }

    /// Its name for the user.
    pub const fn name(self) -> &'static str {
        self.properties().name
    }

    /// Bits of a weight in the stream of weights; whole weights fill a byte, the first in its low bits.
    pub const fn weight_bits(self) -> usize {
        self.properties().weight_bits
    }

    /// The integers that a weight can be.
    pub const fn weights(self) -> RangeInclusive<i8> {
        let greatest = i8::MAX >> (8 - self.weight_bits());
        -greatest - 1..=greatest
    }

    /// Beats of weights of a tile of so many rows, W: a byte per column has a row, or two rows of 4 bits.
    pub const fn tile_beats(self, rows: usize) -> usize {
        (rows * self.weight_bits()).div_ceil(8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_have_the_ranges_of_their_bits() {
        assert_eq!((Format::Int8.weights(), Format::Int4.weights()), (-128..=127, -8..=7));
        assert_eq!((Format::Int8.tile_beats(5), Format::Int4.tile_beats(5)), (5, 3));
    }
}
