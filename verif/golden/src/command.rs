//! What the unit says to a command, and which packets come with it.

use crate::tiling::Shape;
use seedchip_spec::codec::Malformed;
use seedchip_spec::{Command, ErrorCode, Opcode};

/// What becomes of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Its status is the geometry.
    Nothing,
    /// It is refused.
    Refused(ErrorCode),
    /// It is computed.
    Product(Command),
}

/// What a unit with this many accumulators per column says to the beat of a command.
///
/// # Panics
///
/// If the beat has not the words of a command, which is a mistake of the program.
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
        (command.k > Command::greatest_k(command.format, command.raw), ErrorCode::KTooLarge),
        (usize::from(command.m) > accumulators, ErrorCode::MTooLarge),
    ];
    let error = errors.into_iter().find(|(holds, _)| *holds);
    error.map_or(Verdict::Product(command), |(_, error)| Verdict::Refused(error))
}

/// Which packets a command takes: it uses them, or discards them if it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Announced {
    /// One of weights and one of activations.
    pub operands: bool,
    /// One of parameters.
    pub parameters: bool,
}

/// The packets of a command, good or bad.
pub fn announces(beat: &[u32]) -> Announced {
    let operands = Command::OPCODE.get(beat) == Opcode::Product as u64;
    Announced { operands, parameters: operands && Command::RAW.get(beat) == 0 }
}

/// The sizes of a command's product.
pub fn shape(command: &Command) -> Shape {
    Shape { m: command.m.into(), n: command.n.into(), k: command.k as usize }
}

#[cfg(test)]
mod tests {
    use super::*;
    use seedchip_spec::{Format, Rounding};

    fn words(beat: u128) -> [u32; 4] {
        std::array::from_fn(|word| (beat >> (32 * word)) as u32)
    }

    const GOOD: u128 = 1 | 4 << 32 | 5 << 48 | 6 << 64 | 0xbeef << 96;
    const RAW: u128 = 1 << 16;
    const INT4: u128 = 1 << 8;

    #[test]
    fn a_good_command_is_taken_apart() {
        let Verdict::Product(command) = verdict(&words(GOOD | INT4 | RAW | 2 << 17), 16) else {
            panic!("it is good");
        };
        assert_eq!(shape(&command), Shape { m: 4, n: 5, k: 6 });
        let found = (command.tag, command.format, command.raw, command.rounding);
        assert_eq!(found, (0xbeef, Format::Int4, true, Rounding::Even));
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

    #[test]
    fn the_greatest_k_depends_on_the_format_and_on_raw() {
        let of = |mode: u128, k: u128| verdict(&words(1 | mode | 1 << 32 | 1 << 48 | k << 64), 4);
        for (mode, greatest) in [(0, 65_535), (RAW, 131_071), (INT4, (1 << 20) - 1), (INT4 | RAW, 1 << 20)] {
            assert!(matches!(of(mode, greatest), Verdict::Product(_)), "{mode:#x}");
            assert_eq!(of(mode, greatest + 1), Verdict::Refused(ErrorCode::KTooLarge), "{mode:#x}");
        }
    }

    #[test]
    fn a_product_announces_its_packets_even_if_it_is_refused() {
        let of = |beat| {
            let Announced { operands, parameters } = announces(&words(beat));
            (operands, parameters)
        };
        assert_eq!((of(GOOD), of(GOOD | RAW)), ((true, true), (true, false)));
        assert_eq!((of(1), of(1 | RAW | 2 << 8)), ((true, true), (true, false)));
        assert_eq!((of(0), of(2)), ((false, false), (false, false)));
    }
}
