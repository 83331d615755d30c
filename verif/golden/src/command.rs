//! What the unit says to a command, and which packets come with it.

use crate::tiling::Shape;
use seedchip_spec::codec::Malformed;
use seedchip_spec::{Command, Configuration, ErrorCode, Format, Opcode};

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

/// What a unit of this configuration says to the beat of a command.
///
/// # Panics
///
/// If the beat has not the words of a command, which is a mistake of the program.
pub fn verdict(configuration: &Configuration, beat: &[u32]) -> Verdict {
    let command = match Command::decode(beat) {
        Ok(Command { opcode: Opcode::Nothing, .. }) => return Verdict::Nothing,
        Ok(command) => command,
        Err(Malformed::Code { field: "opcode", .. }) => return Verdict::Refused(ErrorCode::UnknownOpcode),
        Err(Malformed::Code { .. }) => return Verdict::Refused(ErrorCode::UnknownFormat),
        Err(Malformed::Reserved { .. }) => return Verdict::Refused(ErrorCode::ReservedBits),
        Err(Malformed::Words { .. }) => panic!("a command of {} words", beat.len()),
    };
    let errors = [
        (!configuration.formats().contains(command.format), ErrorCode::UnknownFormat),
        (command.m == 0 || command.n == 0 || command.k == 0, ErrorCode::ZeroSize),
        (command.k > Command::greatest_k(command.format, command.raw), ErrorCode::KTooLarge),
        (usize::from(command.m) > configuration.accumulators(), ErrorCode::MTooLarge),
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
    /// One of row scales.
    pub scales: bool,
}

/// The packets of a command, good or bad, of a unit of this configuration.
pub fn announces(configuration: &Configuration, beat: &[u32]) -> Announced {
    let operands = Command::OPCODE.get(beat) == Opcode::Product as u64;
    let joined = is_joined(configuration, beat);
    Announced { operands, parameters: operands && !joined && Command::RAW.get(beat) == 0, scales: operands && joined }
}

/// Whether the code of a command's format is one of block formats, in a unit that has any.
pub(crate) fn is_joined(configuration: &Configuration, beat: &[u32]) -> bool {
    let codes = Format::FIRST_OF_BLOCKS.into()..=Format::LAST_OF_BLOCKS.into();
    configuration.blocks() == 1 && codes.contains(&Command::FORMAT.get(beat))
}

/// The sizes of a command's product.
pub fn shape(command: &Command) -> Shape {
    Shape { m: command.m.into(), n: command.n.into(), k: command.k as usize }
}

#[cfg(test)]
mod tests {
    use super::*;
    use seedchip_spec::Rounding;

    fn words(beat: u128) -> [u32; 4] {
        std::array::from_fn(|word| (beat >> (32 * word)) as u32)
    }

    /// 4 accumulators, and 16 of a unit with some block formats: 0, 1, 3 and 7.
    fn tiny() -> Configuration {
        Configuration::named("4x4x4").expect("it can be")
    }

    fn with_blocks() -> Configuration {
        Configuration::named("4x4x16_f8b").expect("it can be")
    }

    const GOOD: u128 = 1 | 4 << 32 | 5 << 48 | 6 << 64 | 0xbeef << 96;
    const RAW: u128 = 1 << 16;
    const INT4: u128 = 1 << 8;

    #[test]
    fn a_good_command_is_taken_apart() {
        let Verdict::Product(command) = verdict(&with_blocks(), &words(GOOD | INT4 | RAW | 2 << 17)) else {
            panic!("it is good");
        };
        assert_eq!(shape(&command), Shape { m: 4, n: 5, k: 6 });
        let found = (command.tag, command.format, command.raw, command.rounding);
        assert_eq!(found, (0xbeef, Format::Int4, true, Rounding::Even));
    }

    #[test]
    fn the_first_error_wins() {
        let refused = |beat| verdict(&tiny(), &words(beat));
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
        let of = |mode: u128, k: u128| verdict(&with_blocks(), &words(1 | mode | 1 << 32 | 1 << 48 | k << 64));
        let table = [
            (0, 65_535),
            (RAW, 131_071),
            (INT4, (1 << 20) - 1),
            (INT4 | RAW, 1 << 20),
            (3 << 8, 1 << 20),
            (7 << 8 | RAW, 1 << 20),
        ];
        for (mode, greatest) in table {
            assert!(matches!(of(mode, greatest), Verdict::Product(_)), "{mode:#x}");
            assert_eq!(of(mode, greatest + 1), Verdict::Refused(ErrorCode::KTooLarge), "{mode:#x}");
        }
    }

    #[test]
    fn formats_are_those_of_the_configuration() {
        for format in 0..=255 {
            let beat = words(1 | format << 8 | 1 << 32 | 1 << 48 | 1 << 64);
            let known = |configuration: &Configuration| matches!(verdict(configuration, &beat), Verdict::Product(_));
            let unknown = Verdict::Refused(ErrorCode::UnknownFormat);
            for (configuration, formats) in [(tiny(), vec![0, 1]), (with_blocks(), vec![0, 1, 3, 7])] {
                assert_eq!(known(&configuration), formats.contains(&format));
                assert!(known(&configuration) || verdict(&configuration, &beat) == unknown);
            }
        }
        // Before the sizes.
        assert_eq!(verdict(&with_blocks(), &words(1 | 2 << 8)), Verdict::Refused(ErrorCode::UnknownFormat));
    }

    #[test]
    fn a_product_announces_its_packets_even_if_it_is_refused() {
        let of = |configuration: &Configuration, beat| {
            let Announced { operands, parameters, scales } = announces(configuration, &words(beat));
            [operands, parameters, scales]
        };
        for configuration in [tiny(), with_blocks()] {
            let of = |beat| of(&configuration, beat);
            assert_eq!([of(GOOD), of(GOOD | RAW)], [[true, true, false], [true, false, false]]);
            assert_eq!([of(1), of(1 | RAW | 8 << 8)], [[true, true, false], [true, false, false]]);
            assert_eq!([of(0), of(2), of(3 << 8), of(2 | 3 << 8)], [[false; 3]; 4]);
        }
        // Codes of block formats, be they there or not.
        for format in 2..=7 {
            let of = |configuration: &Configuration| [0, RAW].map(|raw| of(configuration, GOOD | raw | format << 8));
            assert_eq!(of(&with_blocks()), [[true, false, true]; 2]);
            assert_eq!(of(&tiny()), [[true, true, false], [true, false, false]], "a unit without any");
        }
    }
}
