//! The datapath's check of a command.

use crate::arith::requantise::Mode;
use crate::tiling::Shape;
use seedchip_spec::codec::Malformed;
use seedchip_spec::{Command, ErrorCode, Opcode};

/// What becomes of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Only the status is returned.
    Nothing,
    /// It is refused.
    Refused(ErrorCode),
    /// It is computed.
    Product(Command),
}

/// What a datapath with this many accumulators per column says to the beat of a command.
pub fn verdict(beat: &[u32], accumulators: usize) -> Verdict {
    let command = match Command::decode(beat) {
        Ok(Command { opcode: Opcode::Nothing, .. }) => return Verdict::Nothing,
        Ok(command) => command,
        Err(Malformed::Code { field: "opcode", .. }) => return Verdict::Refused(ErrorCode::UnknownOpcode),
        Err(Malformed::Code { .. }) => return Verdict::Refused(ErrorCode::UnknownFormat),
        Err(Malformed::Reserved { .. }) => return Verdict::Refused(ErrorCode::ReservedBits),
        Err(Malformed::Words { .. }) => panic!("a command of {} words", beat.len()),
    };
    let errors = [
        (command.m == 0 || command.n == 0 || command.k == 0, ErrorCode::ZeroSize),
        (command.k > Command::GREATEST_K, ErrorCode::KTooLarge),
        (usize::from(command.m) > accumulators, ErrorCode::MTooLarge),
    ];
    let error = errors.into_iter().find(|(holds, _)| *holds);
    error.map_or(Verdict::Product(command), |(_, error)| Verdict::Refused(error))
}

/// How the sums of a command become results.
pub fn mode(command: &Command) -> Mode {
    Mode::of(command.raw, command.double_rounding)
}

/// The sizes of a command's product.
pub fn shape(command: &Command) -> Shape {
    Shape { m: command.m.into(), n: command.n.into(), k: command.k as usize }
}

#[cfg(test)]
mod tests {
    use super::*;
    use seedchip_spec::Format;

    fn words(beat: u128) -> [u32; 4] {
        std::array::from_fn(|word| (beat >> (32 * word)) as u32)
    }

    const GOOD: u128 = 1 | 4 << 32 | 5 << 48 | 6 << 64 | 0xbeef << 96;

    #[test]
    fn a_good_command_is_taken_apart() {
        let product = |beat| match verdict(&words(beat), 16) {
            Verdict::Product(command) => command,
            other => panic!("{other:?}"),
        };
        let command = product(GOOD | 1 << 8 | 7 << 16);
        assert_eq!(shape(&command), Shape { m: 4, n: 5, k: 6 });
        assert_eq!(command.tag, 0xbeef);
        assert_eq!(command.format, Format::Int4);
        assert!(command.clear_flags);
        assert_eq!(mode(&command), Mode::Raw);
        assert_eq!(mode(&product(GOOD | 4 << 16)), Mode::Double);
        assert_eq!(mode(&product(GOOD)), Mode::Single);
    }

    #[test]
    fn the_first_error_wins() {
        let refused = |beat| verdict(&words(beat), 4);
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
