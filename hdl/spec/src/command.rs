//! Commands.

use crate::format::Format;
use crate::{codes, layout};

codes! {
    /// What a command does.
    pub enum Opcode {
        /// Only return the geometry and the diagnosis in place of a status; every other field but the tag is ignored.
        Nothing = 0,
        /// One matrix product.
        Product = 1,
    }
}

codes! {
    /// How a scaled sum becomes an integer.
    pub enum Rounding {
        /// Once, a tie up.
        Up = 0,
        /// Once, a tie away from zero.
        Away = 1,
        /// Once, a tie to the even neighbour.
        Even = 2,
        /// Twice, as gemmlowp does: by 31 bits with a tie up, then by the rest of the shift with a tie away from zero.
        Double = 3,
    }
}

layout! {
    /// A command of the matrix unit. Bits of no field are reserved and must be zero.
    pub struct Command: 128 bits, others Reserved, only [TAG] if Opcode::Nothing {
        /// What to do.
        OPCODE opcode: Opcode = 0, 8;
        /// Format of the operands.
        FORMAT format: Format = 8, 8;
        /// Results are the int32 sums: no parameters, no conversion. Block formats have no parameters in any case.
        RAW raw: bool = 16, 1;
        /// How a scaled sum becomes an integer.
        ROUNDING rounding: Rounding = 17, 2;
        /// Rows of the activations and of the result: 1 to the accumulators.
        M m: u16 = 32, 16;
        /// Columns of the weights and of the result: 1 or more.
        N n: u16 = 48, 16;
        /// Columns of the activations, rows of the weights: 1 to the greatest that the format allows.
        K k: u32 = 64, 32;
        /// Returned in the status.
        TAG tag: u16 = 96, 16;
    }
}

impl Command {
    /// A product of INT8 operands whose results are INT8, ties rounded up, tag 0.
    pub fn product(m: u16, n: u16, k: u32) -> Self {
        let (opcode, format, rounding) = (Opcode::Product, Format::Int8, Rounding::Up);
        Self { opcode, format, raw: false, rounding, m, n, k, tag: 0 }
    }

    /// A command that asks for the geometry.
    pub fn nothing(tag: u16) -> Self {
        Self { opcode: Opcode::Nothing, tag, ..Self::product(0, 0, 0) }
    }

    /// The greatest k: no sum of so many products, and a bias in its range where there is one, overflows 32 bits.
    pub const fn greatest_k(format: Format, raw: bool) -> u32 {
        match (format, raw) {
            (Format::Int8, true) => 131_071,
            (Format::Int8, false) => 65_535,
            (Format::Int4, false) => (1 << 20) - 1,
            // No sum of a block is near, but counters are as wide as for INT4.
            _ => 1 << 20,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::{Field, Malformed};

    fn words(beat: u128) -> [u32; 4] {
        std::array::from_fn(|word| (beat >> (32 * word)) as u32)
    }

    #[test]
    fn fields_stand_where_the_page_says() {
        let command = Command {
            opcode: Opcode::Product,
            format: Format::Int4,
            raw: false,
            rounding: Rounding::Even,
            m: 0x1234,
            n: 0x5678,
            k: 0x9ABC_DEF0,
            tag: 0x4321,
        };
        for (command, beat) in [
            (command, 0x0000_4321_9ABC_DEF0_5678_1234_0004_0101),
            (Command { raw: true, ..Command::product(1, 2, 3) }, 0x0000_0000_0000_0003_0002_0001_0001_0001),
            (Command::nothing(9), 0x0000_0009_0000_0000_0000_0000_0000_0000),
        ] {
            assert_eq!(command.encode(), words(beat));
            assert_eq!(Command::decode(&words(beat)), Ok(command));
        }
    }

    #[test]
    fn the_opcode_decides_then_reserved_bits_then_the_format() {
        let good = Command::product(1, 2, 3).encode();
        let with = |fields: &[(Field, u64)]| {
            let mut beat = good;
            fields.iter().for_each(|(field, value)| field.set(&mut beat, *value));
            Command::decode(&beat)
        };
        let reserved = Field { offset: 127, width: 1 };
        let code = |field, code| Err(Malformed::Code { field, code });
        assert_eq!(with(&[(Command::OPCODE, 2), (reserved, 1), (Command::FORMAT, 5)]), code("opcode", 2));
        assert_eq!(with(&[(reserved, 1), (Command::FORMAT, 5)]), Err(Malformed::Reserved { bit: 127 }));
        assert_eq!(with(&[(Field { offset: 19, width: 1 }, 1)]), Err(Malformed::Reserved { bit: 19 }));
        assert_eq!(with(&[(Command::FORMAT, 5)]), code("format", 5));
        let nothing = with(&[(Command::OPCODE, 0), (reserved, 1), (Command::FORMAT, 9), (Command::TAG, 5)]);
        assert_eq!(nothing, Ok(Command::nothing(5)));
        assert_eq!(Command::decode(&good[..3]), Err(Malformed::Words { expected: 4, found: 3 }));
    }
}
