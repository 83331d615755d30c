//! Status beats.

use seedchip_spec::layout::{ErrorCode, Field, Flag, status};
use std::fmt;

/// What the datapath says after a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// The command's tag.
    pub tag: u16,
    /// Sticky flags.
    pub flags: Flags,
    /// Why the command was refused, `None` if it was carried out.
    pub refusal: Option<Refusal>,
    /// Cycles from the command's acceptance to its last result's entry into the result queue.
    pub cycles: u64,
    /// Products formed, m · k · n.
    pub products: u64,
    /// Cycles that waited for weights.
    pub stalls_weights: u64,
    /// Cycles that waited for activations.
    pub stalls_activations: u64,
    /// Cycles that waited for parameters.
    pub stalls_parameters: u64,
    /// Cycles that waited for room for results.
    pub stalls_results: u64,
}

impl Status {
    /// Reads a beat, 320 bits, least significant word first: layout in `seedchip_spec::layout::status`.
    pub fn decode(beat: [u64; 5]) -> Self {
        let field = |field| extract(&beat, field);
        Self {
            tag: field(status::TAG) as u16,
            flags: Flags(field(status::FLAGS) as u8),
            refusal: Refusal::of(field(status::ERROR) as u8),
            cycles: field(status::CYCLES),
            products: field(status::PRODUCTS),
            stalls_weights: field(status::STALLS_WEIGHTS),
            stalls_activations: field(status::STALLS_ACTIVATIONS),
            stalls_parameters: field(status::STALLS_PARAMETERS),
            stalls_results: field(status::STALLS_RESULTS),
        }
    }

    /// Cycles that waited for anything.
    pub fn stalls(&self) -> u64 {
        self.stalls_weights + self.stalls_activations + self.stalls_parameters + self.stalls_results
    }
}

/// A field of at most 64 bits; it may cross a word.
fn extract(beat: &[u64; 5], field: Field) -> u64 {
    let (word, bit) = (field.offset / 64, field.offset % 64);
    let next = beat.get(word + 1).copied().unwrap_or(0);
    let bits = (u128::from(next) << 64 | u128::from(beat[word])) >> bit;
    (bits & ((1 << field.width) - 1)) as u64
}

/// The sticky flags of a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flags(pub u8);

/// Every flag, in the order of its bit, and what it says.
const FLAGS: [(Flag, &str); 5] = [
    (Flag::Saturation, "a result saturated"),
    (Flag::BiasRange, "a bias was out of range"),
    (Flag::WeightFraming, "the weights' tlast was misplaced"),
    (Flag::ActivationFraming, "the activations' tlast was misplaced"),
    (Flag::ParameterFraming, "the parameters' tlast was misplaced"),
];

impl Flags {
    /// Whether a flag is set.
    pub fn contains(self, flag: Flag) -> bool {
        self.0 & flag as u8 != 0
    }

    /// Whether no flag is set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl fmt::Display for Flags {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return formatter.write_str("no flags");
        }
        let known = FLAGS.iter().filter(|(flag, _)| self.contains(*flag));
        let unknown = self.0 >> FLAGS.len();
        let mut parts: Vec<String> = known.map(|(_, text)| (*text).to_owned()).collect();
        if unknown != 0 {
            parts.push(format!("unknown flags {:#04x}", unknown << FLAGS.len()));
        }
        formatter.write_str(&parts.join(", "))
    }
}

/// Why the datapath refused a command. A refused command consumed no operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// m, n or k is zero.
    #[error("m, n or k is zero")]
    ZeroSize,
    /// A sum could overflow.
    #[error("k is more than 65535: a sum could overflow")]
    KTooLarge,
    /// There are not so many accumulators.
    #[error("m is more than the accumulators")]
    MTooLarge,
    /// The format of the weights is unknown.
    #[error("the format of the weights is unknown")]
    UnknownFormat,
    /// The opcode is unknown.
    #[error("the opcode is unknown")]
    UnknownOpcode,
    /// A reserved bit is set.
    #[error("a reserved bit is set")]
    ReservedBits,
    /// A code that this driver doesn't know.
    #[error("the reason is unknown (code {0})")]
    Unknown(u8),
}

impl Refusal {
    fn of(code: u8) -> Option<Self> {
        const KNOWN: [(ErrorCode, Refusal); 6] = [
            (ErrorCode::ZeroSize, Refusal::ZeroSize),
            (ErrorCode::KTooLarge, Refusal::KTooLarge),
            (ErrorCode::MTooLarge, Refusal::MTooLarge),
            (ErrorCode::UnknownFormat, Refusal::UnknownFormat),
            (ErrorCode::UnknownOpcode, Refusal::UnknownOpcode),
            (ErrorCode::ReservedBits, Refusal::ReservedBits),
        ];
        if code == ErrorCode::None as u8 {
            return None;
        }
        let known = KNOWN.iter().find(|(known, _)| *known as u8 == code);
        Some(known.map_or(Self::Unknown(code), |(_, refusal)| *refusal))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_read_from_its_place() {
        // Counters of 48 bits from bit 32 up, each with its own pattern at both ends.
        let counters: [u64; 6] = std::array::from_fn(|index| 0x8000_0000_0001 + ((index as u64) << 8));
        let mut beat = [0_u64; 5];
        beat[0] = 0x0200_0000 | 0x0001_0000 | 0xBEEF;
        for (index, counter) in counters.iter().enumerate() {
            for bit in (0..48).filter(|bit| counter >> bit & 1 == 1) {
                let position = 32 + 48 * index + bit;
                beat[position / 64] |= 1 << (position % 64);
            }
        }
        let status = Status::decode(beat);
        assert_eq!(status.tag, 0xBEEF);
        assert_eq!(status.flags, Flags(1));
        assert_eq!(status.refusal, Some(Refusal::KTooLarge));
        let read = [
            status.cycles,
            status.products,
            status.stalls_weights,
            status.stalls_activations,
            status.stalls_parameters,
            status.stalls_results,
        ];
        assert_eq!(read, counters);
        assert_eq!(status.stalls(), counters[2..].iter().sum());
    }

    #[test]
    fn refusals_and_flags_say_what_they_mean() {
        assert_eq!(Refusal::of(0), None);
        assert_eq!(
            Refusal::of(3).map(|refusal| refusal.to_string()),
            Some("m is more than the accumulators".to_owned())
        );
        assert_eq!(Refusal::of(77), Some(Refusal::Unknown(77)));
        assert_eq!(Flags(0).to_string(), "no flags");
        assert_eq!(Flags(0b10001).to_string(), "a result saturated, the parameters' tlast was misplaced");
        assert_eq!(Flags(0x42).to_string(), "a bias was out of range, unknown flags 0x40");
    }
}
