//! Command beats.

use seedchip_spec::layout::{CommandOption, Field, command};
pub use seedchip_spec::layout::{Format, Opcode};

/// A command: one matrix product, results `[m, n]` = activations `[m, k]` · weights `[k, n]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Command {
    /// What to do. With [`Opcode::Nothing`] the datapath looks at `clear_flags` and `tag` alone.
    pub opcode: Opcode,
    /// Format of the weights.
    pub weight_format: Format,
    /// Clear the sticky flags first.
    pub clear_flags: bool,
    /// Results are the int32 sums.
    pub raw: bool,
    /// Requantise with double rounding. Every column must have a shift of 31 or more.
    pub double_rounding: bool,
    /// Rows of the activations: 1 to the accumulators of the array.
    pub m: u16,
    /// Columns of the weights, not 0.
    pub n: u16,
    /// Rows of the weights: 1 to 65 535.
    pub k: u32,
    /// Returned in the status.
    pub tag: u16,
}

impl Command {
    /// A product of INT8 weights with single rounding, tag 0.
    pub fn product(m: u16, n: u16, k: u32) -> Self {
        Self {
            opcode: Opcode::Product,
            weight_format: Format::Int8,
            clear_flags: false,
            raw: false,
            double_rounding: false,
            m,
            n,
            k,
            tag: 0,
        }
    }

    /// A command that only returns the status, and clears the sticky flags if asked to.
    pub fn nothing(clear_flags: bool, tag: u16) -> Self {
        Self { opcode: Opcode::Nothing, clear_flags, tag, ..Self::product(0, 0, 0) }
    }

    /// The beat: layout in `seedchip_spec::layout::command`.
    pub fn encode(&self) -> u128 {
        let option = |set: bool, option: CommandOption| if set { option as u8 } else { 0 };
        let options = option(self.clear_flags, CommandOption::ClearFlags)
            | option(self.raw, CommandOption::Raw)
            | option(self.double_rounding, CommandOption::DoubleRounding);
        place(command::OPCODE, u128::from(self.opcode as u8))
            | place(command::FORMAT, u128::from(self.weight_format as u8))
            | place(command::OPTIONS, u128::from(options))
            | place(command::M, u128::from(self.m))
            | place(command::N, u128::from(self.n))
            | place(command::K, u128::from(self.k))
            | place(command::TAG, u128::from(self.tag))
    }
}

/// The low bits of a value in a field.
pub(crate) fn place(field: Field, value: u128) -> u128 {
    (value & ((1 << field.width) - 1)) << field.offset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_stand_where_the_datapath_looks() {
        let command = Command {
            opcode: Opcode::Product,
            weight_format: Format::Int4,
            clear_flags: true,
            raw: false,
            double_rounding: true,
            m: 0x1234,
            n: 0x5678,
            k: 0x9ABC_DEF0,
            tag: 0x4321,
        };
        assert_eq!(command.encode(), 0x0000_4321_9ABC_DEF0_5678_1234_0005_0101);
        assert_eq!(
            Command { raw: true, ..Command::product(1, 2, 3) }.encode(),
            0x0000_0000_0000_0003_0002_0001_0002_0001
        );
        assert_eq!(Command::nothing(true, 9).encode(), 0x0000_0009_0000_0000_0000_0000_0001_0000);
    }
}
