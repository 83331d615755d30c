//! Statuses.

use crate::codec::Content;
use crate::{codes, layout};
use std::fmt;

codes! {
    /// Sticky flags, as bits of the field.
    pub enum Flag {
        /// A requantised value plus its zero point lay outside −128 to 127.
        Saturation = 1 << 0,
        /// A bias lay outside −2^30 to 2^30: sums may have wrapped.
        BiasRange = 1 << 1,
        /// `tlast` of the weights was missing, or was where a command doesn't end.
        WeightFraming = 1 << 2,
        /// `tlast` of the activations was missing, or was where a command doesn't end.
        ActivationFraming = 1 << 3,
        /// `tlast` of the parameters was missing, or was where a set of columns doesn't end.
        ParameterFraming = 1 << 4,
    }
}

codes! {
    /// Why a command was refused. A refused command consumes no operands.
    pub enum ErrorCode {
        /// It was carried out.
        None = 0,
        /// m, n or k is zero.
        ZeroSize = 1,
        /// k is more than 65535: a sum could overflow.
        KTooLarge = 2,
        /// m is more than the accumulators.
        MTooLarge = 3,
        /// The format is unknown.
        UnknownFormat = 4,
        /// The opcode is unknown.
        UnknownOpcode = 5,
        /// A reserved bit is set.
        ReservedBits = 6,
    }
}

layout! {
    /// A status beat: one for each command.
    pub struct Status: 320 bits, others Reserved {
        /// The command's tag.
        TAG tag: u16 = 0, 16;
        /// Sticky flags, those of this command among them.
        FLAGS flags: Flags = 16, 8;
        /// Why the command was refused, if it was.
        ERROR error: ErrorCode = 24, 8;
        /// Cycles from the command's acceptance to its last result's entry into the result queue.
        CYCLES cycles: u64 = 32, 48;
        /// Products formed, m · k · n: padding doesn't count.
        PRODUCTS products: u64 = 80, 48;
        /// Cycles that waited for weights.
        STALLS_WEIGHTS stalls_weights: u64 = 128, 48;
        /// Cycles that waited for activations.
        STALLS_ACTIVATIONS stalls_activations: u64 = 176, 48;
        /// Cycles that waited for parameters.
        STALLS_PARAMETERS stalls_parameters: u64 = 224, 48;
        /// Cycles that waited for room in the result queue.
        STALLS_RESULTS stalls_results: u64 = 272, 48;
    }
}

impl Status {
    /// Cycles that waited for anything.
    pub fn stalls(&self) -> u64 {
        self.stalls_weights + self.stalls_activations + self.stalls_parameters + self.stalls_results
    }
}

impl ErrorCode {
    /// Whether the command was refused.
    pub fn is_refusal(self) -> bool {
        self != Self::None
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.row().cause())
    }
}

/// A set of flags, unknown ones included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Flags(pub u8);

impl Flags {
    /// Whether a flag is set.
    pub fn contains(self, flag: Flag) -> bool {
        self.0 & flag as u8 != 0
    }

    /// Whether no flag is set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Sets a flag.
    pub fn raise(&mut self, flag: Flag) {
        self.0 |= flag as u8;
    }
}

impl From<Flag> for Flags {
    fn from(flag: Flag) -> Self {
        Self(flag as u8)
    }
}

impl Content for Flags {
    const CODES: Option<&'static crate::codec::Codes> = Flag::CODES;

    fn to_bits(self) -> u64 {
        self.0.into()
    }

    fn from_bits(bits: u64) -> Option<Self> {
        Some(Self(bits as u8))
    }
}

impl fmt::Display for Flags {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return formatter.write_str("no flags");
        }
        let known = Flag::ALL.iter().filter(|flag| self.contains(**flag));
        let mut parts: Vec<String> = known.map(|flag| flag.row().cause()).collect();
        let unknown = Flag::ALL.iter().fold(self.0, |rest, flag| rest & !(*flag as u8));
        if unknown != 0 {
            parts.push(format!("unknown flags {unknown:#04x}"));
        }
        formatter.write_str(&parts.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::Malformed;

    #[test]
    fn every_field_is_read_from_its_place() {
        // Counters of 48 bits from bit 32 up, each with its own pattern at both ends.
        let counters: [u64; 6] = std::array::from_fn(|index| 0x8000_0000_0001 + ((index as u64) << 8));
        let mut beat = [0_u32; 10];
        beat[0] = 0x0200_0000 | 0x0001_0000 | 0xBEEF;
        for (index, counter) in counters.iter().enumerate() {
            for bit in (0..48).filter(|bit| counter >> bit & 1 == 1) {
                let position = 32 + 48 * index + bit;
                beat[position / 32] |= 1 << (position % 32);
            }
        }
        let status = Status::decode(&beat).expect("a status");
        assert_eq!(status.tag, 0xBEEF);
        assert_eq!(status.flags, Flags::from(Flag::Saturation));
        assert_eq!(status.error, ErrorCode::KTooLarge);
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
        assert_eq!(status.encode(), beat);
        Status::ERROR.set(&mut beat, 77);
        assert_eq!(Status::decode(&beat), Err(Malformed::Code { field: "error", code: 77 }));
    }

    #[test]
    fn errors_and_flags_say_what_they_mean() {
        assert!(!ErrorCode::None.is_refusal());
        assert_eq!(
            ErrorCode::from_bits(3).map(|error| error.to_string()).as_deref(),
            Some("m is more than the accumulators")
        );
        assert_eq!(ErrorCode::UnknownOpcode.to_string(), "the opcode is unknown");
        assert_eq!(Flags(0).to_string(), "no flags");
        assert_eq!(
            Flags(0b10001).to_string(),
            "a requantised value plus its zero point lay outside −128 to 127; `tlast` of the parameters was missing, or \
             was where a set of columns doesn't end"
        );
        assert_eq!(
            Flags(0x42).to_string(),
            "a bias lay outside −2^30 to 2^30: sums may have wrapped; unknown flags 0x40"
        );
    }
}
