//! A command beat, and what the datapath says to it.

use crate::arith::requantise::Mode;
use crate::beat::field;
use crate::tiling::Shape;
use seedchip_spec::layout::{CommandOption, ErrorCode, Field, Format, Opcode, command};

const FIELDS: [Field; 7] =
    [command::OPCODE, command::FORMAT, command::OPTIONS, command::M, command::N, command::K, command::TAG];
const OPTIONS: u64 =
    CommandOption::ClearFlags as u64 | CommandOption::Raw as u64 | CommandOption::DoubleRounding as u64;
/// The greatest k: 65 535 products and a bias of 2^30 stay within 32 bits.
const K_LIMIT: usize = 65_535;

/// The beat of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Command(pub u128);

/// What becomes of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Only the status is returned.
    Nothing,
    /// It is refused.
    Refused(ErrorCode),
    /// It is computed.
    Product(Shape),
}

impl Command {
    fn option(self, option: CommandOption) -> bool {
        field(self.0, command::OPTIONS) & option as u64 != 0
    }

    /// Whether the sticky flags are cleared first.
    pub fn clear_flags(self) -> bool {
        self.option(CommandOption::ClearFlags)
    }

    /// Whether results are the int32 sums.
    pub fn raw(self) -> bool {
        self.option(CommandOption::Raw)
    }

    /// Whether requantisation rounds twice.
    pub fn double(self) -> bool {
        self.option(CommandOption::DoubleRounding)
    }

    /// How sums become results.
    pub fn mode(self) -> Mode {
        Mode::of(self.raw(), self.double())
    }

    /// Whether the weights are INT4; None for a format that doesn't exist.
    pub fn int4(self) -> Option<bool> {
        match field(self.0, command::FORMAT) {
            format if format == Format::Int8 as u64 => Some(false),
            format if format == Format::Int4 as u64 => Some(true),
            _ => None,
        }
    }

    /// Returned in the status.
    pub fn tag(self) -> u16 {
        field(self.0, command::TAG) as u16
    }

    /// The sizes it names, possible or not.
    pub fn shape(self) -> Shape {
        let size = |at| field(self.0, at) as usize;
        Shape { m: size(command::M), n: size(command::N), k: size(command::K) }
    }

    fn reserved(self) -> bool {
        let known = FIELDS.iter().fold(0, |known, field| known | ((1_u128 << field.width) - 1) << field.offset);
        self.0 & !known != 0 || field(self.0, command::OPTIONS) & !OPTIONS != 0
    }

    /// What a datapath with this many accumulators per column says to it.
    pub fn verdict(self, accumulators: usize) -> Verdict {
        let opcode = field(self.0, command::OPCODE);
        if opcode == Opcode::Nothing as u64 {
            return Verdict::Nothing;
        }
        let shape = self.shape();
        let errors = [
            (opcode != Opcode::Product as u64, ErrorCode::UnknownOpcode),
            (self.reserved(), ErrorCode::ReservedBits),
            (self.int4().is_none(), ErrorCode::UnknownFormat),
            (shape.m == 0 || shape.n == 0 || shape.k == 0, ErrorCode::ZeroSize),
            (shape.k > K_LIMIT, ErrorCode::KTooLarge),
            (shape.m > accumulators, ErrorCode::MTooLarge),
        ];
        errors
            .into_iter()
            .find(|(holds, _)| *holds)
            .map_or(Verdict::Product(shape), |(_, error)| Verdict::Refused(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: u128 = 1 | 4 << 32 | 5 << 48 | 6 << 64 | 0xbeef << 96;

    #[test]
    fn a_good_command_is_taken_apart() {
        let command = Command(GOOD | 1 << 8 | 7 << 16);
        assert_eq!(command.verdict(16), Verdict::Product(Shape { m: 4, n: 5, k: 6 }));
        assert_eq!(command.tag(), 0xbeef);
        assert_eq!(command.int4(), Some(true));
        assert!(command.clear_flags());
        assert_eq!(command.mode(), Mode::Raw);
        assert_eq!(Command(GOOD | 4 << 16).mode(), Mode::Double);
        assert_eq!(Command(GOOD).mode(), Mode::Single);
    }

    #[test]
    fn the_first_error_wins() {
        let refused = |beat| Command(beat).verdict(4);
        assert_eq!(refused(!0), Verdict::Refused(ErrorCode::UnknownOpcode));
        assert_eq!(refused(!0 - 0xfe), Verdict::Refused(ErrorCode::ReservedBits));
        assert_eq!(refused(GOOD | 8 << 16), Verdict::Refused(ErrorCode::ReservedBits));
        assert_eq!(refused(1 | 2 << 8), Verdict::Refused(ErrorCode::UnknownFormat));
        assert_eq!(refused(1 | 5 << 32 | 1 << 80), Verdict::Refused(ErrorCode::ZeroSize));
        assert_eq!(refused(GOOD | 1 << 80 | 1 << 32), Verdict::Refused(ErrorCode::KTooLarge));
        assert_eq!(refused(GOOD | 1 << 32), Verdict::Refused(ErrorCode::MTooLarge));
        assert_eq!(refused(!0xff), Verdict::Nothing);
    }
}
