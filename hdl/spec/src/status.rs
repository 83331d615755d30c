//! Statuses.

use crate::codec::Content;
use crate::configuration::Configuration;
use crate::{codes, layout};
use std::fmt;

codes! {
    /// What happened to a command that did not fail, as bits of the field.
    pub enum Flag {
        /// A requantised value plus its zero point lay outside −128 to 127.
        Saturation = 1 << 0,
        /// A sum of finite terms became infinite.
        Overflow = 1 << 1,
        /// An accumulator became NaN.
        Nan = 1 << 2,
    }
}

codes! {
    /// Why a command failed.
    pub enum ErrorCode {
        /// It was carried out.
        None = 0,
        /// m, n or k is zero.
        ZeroSize = 1,
        /// k is greater than its format allows: a sum could overflow.
        KTooLarge = 2,
        /// m is more than the accumulators.
        MTooLarge = 3,
        /// The format is unknown.
        UnknownFormat = 4,
        /// The opcode is unknown.
        UnknownOpcode = 5,
        /// A reserved bit is set.
        ReservedBits = 6,
        /// The packet of weights ended before its last beat.
        WeightsShort = 7,
        /// The packet of weights went on behind its last beat.
        WeightsLong = 8,
        /// The packet of activations ended before its last beat.
        ActivationsShort = 9,
        /// The packet of activations went on behind its last beat.
        ActivationsLong = 10,
        /// The packet of parameters ended before its last beat.
        ParametersShort = 11,
        /// The packet of parameters went on behind its last beat.
        ParametersLong = 12,
        /// A bias, multiplier or shift lay outside of its range.
        ParameterRange = 13,
        /// The unit was told to abort before the command had ended.
        Aborted = 14,
        /// The packet of row scales ended before its last beat.
        ScalesShort = 15,
        /// The packet of row scales went on behind its last beat.
        ScalesLong = 16,
    }
}

layout! {
    /// The status of a command: one for each.
    pub struct Status: 256 bits, others Reserved {
        /// The command's tag.
        TAG tag: u16 = 0, 16;
        /// What happened to it.
        FLAGS flags: Flags = 16, 8;
        /// Why the command failed, if it did.
        ERROR error: ErrorCode = 24, 8;
        /// Cycles to the command's end, from its acceptance or, if that is later, from the end of the command before.
        CYCLES cycles: u64 = 32, 48;
        /// Those of them that waited for weights.
        STALLS_WEIGHTS stalls_weights: u64 = 80, 40;
        /// Those that waited for activations.
        STALLS_ACTIVATIONS stalls_activations: u64 = 120, 40;
        /// Those in which a row of sums waited for its parameters, or for its scale.
        STALLS_PARAMETERS stalls_parameters: u64 = 160, 40;
        /// Those that waited for room for results.
        STALLS_RESULTS stalls_results: u64 = 200, 40;
    }
}

layout! {
    /// The status of a command that only asks (opcode 0): what the unit is, and what waits inside.
    pub struct Geometry: 256 bits, others Reserved {
        /// The command's tag.
        TAG tag: u16 = 0, 16;
        /// None.
        FLAGS flags: Flags = 16, 8;
        /// No error.
        ERROR error: ErrorCode = 24, 8;
        /// Version of the layouts.
        VERSION version: u8 = 32, 8;
        /// Rows of the array.
        ROWS rows: u16 = 40, 16;
        /// Columns of the array.
        COLUMNS columns: u16 = 56, 16;
        /// Accumulators per column.
        ACCUMULATORS accumulators: u16 = 72, 16;
        /// Convert lanes.
        LANES lanes: u16 = 88, 16;
        /// Entries of the queues of commands and of statuses.
        QUEUE queue: u8 = 104, 8;
        /// Bit f: format f is there.
        FORMATS formats: u16 = 112, 16;
        /// A beat of weights (bit 0), activations (1), parameters (2) waits inside, results wait for their acceptance
        /// (3); a packet of weights (4), activations (5), parameters (6), results (7) is under way; a beat of row scales
        /// waits inside (8), a packet of them is under way (9).
        DIAGNOSIS diagnosis: u16 = 128, 10;
    }
}

impl Geometry {
    /// The version of commands, statuses and parameters.
    pub const LAYOUTS: u8 = 2;

    /// That of a unit of this configuration, with tag 0, when nothing waits inside.
    pub fn of(configuration: &Configuration) -> Self {
        Self {
            tag: 0,
            flags: Flags::default(),
            error: ErrorCode::None,
            version: Self::LAYOUTS,
            rows: configuration.rows() as u16,
            columns: configuration.columns() as u16,
            accumulators: configuration.accumulators() as u16,
            lanes: configuration.convert_lanes() as u16,
            queue: configuration.command_queue_depth() as u8,
            formats: configuration.formats().0,
            diagnosis: 0,
        }
    }
}

impl Status {
    /// Cycles that waited for anything.
    pub fn stalls(&self) -> u64 {
        self.stalls_weights + self.stalls_activations + self.stalls_parameters + self.stalls_results
    }
}

impl ErrorCode {
    /// Whether the command was not carried out.
    pub fn is_failure(self) -> bool {
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
        let fields = [
            (Status::TAG, 0..16),
            (Status::FLAGS, 16..24),
            (Status::ERROR, 24..32),
            (Status::CYCLES, 32..80),
            (Status::STALLS_WEIGHTS, 80..120),
            (Status::STALLS_ACTIVATIONS, 120..160),
            (Status::STALLS_PARAMETERS, 160..200),
            (Status::STALLS_RESULTS, 200..240),
        ];
        for (field, bits) in fields {
            assert_eq!(field.bits(), bits);
        }
        let mut beat = [0_u32; 8];
        beat[0] = 0x0201_BEEF;
        beat[1] = 0x89AB_CDEF;
        beat[2] = 0x0007_4567;
        let status = Status::decode(&beat).expect("a status");
        assert_eq!(status.tag, 0xBEEF);
        assert_eq!(status.flags, Flags::from(Flag::Saturation));
        assert_eq!(status.error, ErrorCode::KTooLarge);
        assert_eq!(status.cycles, 0x4567_89AB_CDEF);
        assert_eq!(status.stalls_weights, 7);
        assert_eq!(status.stalls(), 7);
        assert_eq!(status.encode(), beat);
        Status::ERROR.set(&mut beat, 77);
        assert_eq!(Status::decode(&beat), Err(Malformed::Code { field: "error", code: 77 }));
    }

    #[test]
    fn errors_and_flags_say_what_they_mean() {
        assert!(!ErrorCode::None.is_failure());
        assert_eq!(
            ErrorCode::from_bits(3).map(|error| error.to_string()).as_deref(),
            Some("m is more than the accumulators")
        );
        assert_eq!(ErrorCode::WeightsShort.to_string(), "the packet of weights ended before its last beat");
        assert_eq!(Flags(0).to_string(), "no flags");
        assert_eq!(
            Flags(0x41).to_string(),
            "a requantised value plus its zero point lay outside −128 to 127; unknown flags 0x40"
        );
    }
}
