//! Commands.

use crate::format::Format;
use crate::{codes, layout};

codes! {
    /// What a command does.
    pub enum Opcode {
        /// Only return the status (and clear the sticky flags, if asked); every other field is ignored.
        Nothing = 0,
        /// One matrix product.
        Product = 1,
    }
}

layout! {
    /// A command beat. Bits of no field are reserved and must be zero.
    pub struct Command: 128 bits, others Reserved, only [CLEAR_FLAGS TAG] if Opcode::Nothing {
        /// What to do.
        OPCODE opcode: Opcode = 0, 8;
        /// Format of the operands.
        FORMAT format: Format = 8, 8;
        /// Clear the sticky flags before the command.
        CLEAR_FLAGS clear_flags: bool = 16, 1;
        /// Results are the int32 accumulators: no requantisation, no clamp.
        RAW raw: bool = 17, 1;
        /// Requantise with double rounding: of use for shifts of 31 or more, a scale below 1; a smaller shift counts as
        /// 31.
        DOUBLE_ROUNDING double_rounding: bool = 18, 1;
        /// Rows of the activations and of the result: 1 to the accumulators.
        M m: u16 = 32, 16;
        /// Columns of the weights and of the result: 1 or more.
        N n: u16 = 48, 16;
        /// Columns of the activations, rows of the weights: 1 to 65 535.
        K k: u32 = 64, 32;
        /// Returned in the status.
        TAG tag: u16 = 96, 16;
    }
}

impl Command {
    /// The greatest k: no sum of so many products and a bias in its range overflows 32 bits.
    pub const GREATEST_K: u32 = 65_535;

    /// A product of INT8 operands with single rounding, tag 0.
    pub fn product(m: u16, n: u16, k: u32) -> Self {
        let (opcode, format) = (Opcode::Product, Format::Int8);
        Self { opcode, format, clear_flags: false, raw: false, double_rounding: false, m, n, k, tag: 0 }
    }

    /// A command that only returns the status, and clears the sticky flags if asked to.
    pub fn nothing(clear_flags: bool, tag: u16) -> Self {
        Self { opcode: Opcode::Nothing, clear_flags, tag, ..Self::product(0, 0, 0) }
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
            clear_flags: true,
            raw: false,
            double_rounding: true,
            m: 0x1234,
            n: 0x5678,
            k: 0x9ABC_DEF0,
            tag: 0x4321,
        };
        for (command, beat) in [
            (command, 0x0000_4321_9ABC_DEF0_5678_1234_0005_0101),
            (Command { raw: true, ..Command::product(1, 2, 3) }, 0x0000_0000_0000_0003_0002_0001_0002_0001),
            (Command::nothing(true, 9), 0x0000_0009_0000_0000_0000_0000_0001_0000),
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
        assert_eq!(with(&[(Command::OPCODE, 2), (reserved, 1), (Command::FORMAT, 2)]), code("opcode", 2));
        assert_eq!(with(&[(reserved, 1), (Command::FORMAT, 2)]), Err(Malformed::Reserved { bit: 127 }));
        assert_eq!(with(&[(Field { offset: 19, width: 1 }, 1)]), Err(Malformed::Reserved { bit: 19 }));
        assert_eq!(with(&[(Command::FORMAT, 2)]), code("format", 2));
        let nothing = with(&[(Command::OPCODE, 0), (reserved, 1), (Command::FORMAT, 9), (Command::TAG, 5)]);
        assert_eq!(nothing, Ok(Command::nothing(false, 5)));
        assert_eq!(Command::decode(&good[..3]), Err(Malformed::Words { expected: 4, found: 3 }));
    }
}
