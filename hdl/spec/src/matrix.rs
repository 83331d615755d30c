//! Commands and statuses of the matrix unit.

use crate::format::Format;
use crate::{Opcode, codes, layout};

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
        /// The host aborted the command before its end.
        Aborted = 14,
    }
}

layout! {
    /// A command of the matrix unit. Bits of no field are reserved and must be zero.
    pub struct Command: 128 bits, others Reserved, only [TAG] if Opcode::Nothing {
        /// What to do.
        OPCODE opcode: Opcode = 0, 8;
        /// Format of the operands.
        FORMAT format: Format = 8, 8;
        /// Results are the int32 sums: no parameters, no conversion.
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
    /// The greatest k: no sum of so many products, and a bias in its range where there is one, overflows 32 bits.
    pub const fn greatest_k(format: Format, raw: bool) -> u32 {
        match (format, raw) {
            (Format::Int8, true) => 131_071,
            (Format::Int8, false) => 65_535,
            (Format::Int4, true) => 1 << 20,
            (Format::Int4, false) => (1 << 20) - 1,
        }
    }
}

layout! {
    /// The status of a command: one for each.
    pub struct Status: 256 bits, others Reserved {
        /// The command's tag.
        TAG tag: u16 = 0, 16;
        /// Bit 0: a requantised value plus its zero point lay outside −128 to 127.
        FLAGS flags: u8 = 16, 8;
        /// Why the command failed, if it did.
        ERROR error: ErrorCode = 24, 8;
        /// Cycles to the command's end, from its acceptance or, if that is later, from the end of the command before.
        CYCLES cycles: u64 = 32, 48;
        /// Those of them that waited for weights.
        STALLS_WEIGHTS stalls_weights: u64 = 80, 40;
        /// Those that waited for activations.
        STALLS_ACTIVATIONS stalls_activations: u64 = 120, 40;
        /// Those in which a row of sums waited for its parameters.
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
        /// No flag.
        FLAGS flags: u8 = 16, 8;
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
        /// (3); a packet of weights (4), activations (5), parameters (6), results (7) is under way.
        DIAGNOSIS diagnosis: u8 = 128, 8;
    }
}

impl Geometry {
    /// The version of commands, statuses and parameters.
    pub const LAYOUTS: u8 = 2;
}
