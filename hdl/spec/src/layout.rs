//! The layouts of a command, of a column's parameters and of a status beat, bit by bit.

/// A field of a beat: `width` bits from bit `offset` up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Lowest bit.
    pub offset: usize,
    /// Number of bits.
    pub width: usize,
}

const fn field(offset: usize, width: usize) -> Field {
    Field { offset, width }
}

/// A command beat, 128 bits. Bits of no field are reserved and must be zero.
pub mod command {
    use super::{Field, field};

    /// Bits of the beat.
    pub const WIDTH: usize = 128;
    /// What to do: see [`super::Opcode`].
    pub const OPCODE: Field = field(0, 8);
    /// Format of the weights: see [`super::Format`].
    pub const FORMAT: Field = field(8, 8);
    /// Options: see [`super::CommandOption`].
    pub const OPTIONS: Field = field(16, 8);
    /// Rows of the activations and of the result.
    pub const M: Field = field(32, 16);
    /// Columns of the weights and of the result.
    pub const N: Field = field(48, 16);
    /// Columns of the activations, rows of the weights. 1 to 65 535.
    pub const K: Field = field(64, 32);
    /// Returned in the status.
    pub const TAG: Field = field(96, 16);
}

/// The parameters of one column, 128 bits. Bits of no field are ignored.
pub mod parameter {
    use super::{Field, field};

    /// Bits of the beat.
    pub const WIDTH: usize = 128;
    /// Signed; −2^30 to 2^30, so that no sum of 65 535 products can overflow 32 bits.
    pub const BIAS: Field = field(0, 32);
    /// M: 2^30 to 2^31 − 1, or 0.
    pub const MULTIPLIER: Field = field(32, 32);
    /// s: 1 to 62.
    pub const SHIFT: Field = field(64, 6);
    /// Signed.
    pub const ZERO_POINT: Field = field(72, 8);
    /// Signed; the smallest result.
    pub const LOW: Field = field(80, 8);
    /// Signed; the greatest result.
    pub const HIGH: Field = field(88, 8);
}

/// A status beat, 320 bits: one for each command.
pub mod status {
    use super::{Field, field};

    /// Bits of the beat.
    pub const WIDTH: usize = 320;
    /// The command's tag.
    pub const TAG: Field = field(0, 16);
    /// Sticky flags, those of this command among them: see [`super::Flag`].
    pub const FLAGS: Field = field(16, 8);
    /// See [`super::ErrorCode`].
    pub const ERROR: Field = field(24, 8);
    /// Cycles from the command's acceptance to its last result's entry into the result queue.
    pub const CYCLES: Field = field(32, 48);
    /// Products formed, m · k · n: padding doesn't count.
    pub const PRODUCTS: Field = field(80, 48);
    /// Cycles that waited for weights.
    pub const STALLS_WEIGHTS: Field = field(128, 48);
    /// Cycles that waited for activations.
    pub const STALLS_ACTIVATIONS: Field = field(176, 48);
    /// Cycles that waited for parameters.
    pub const STALLS_PARAMETERS: Field = field(224, 48);
    /// Cycles that waited for room in the result queue.
    pub const STALLS_RESULTS: Field = field(272, 48);
}

/// What a command does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Opcode {
    /// Only return the status (and clear the sticky flags, if asked); every other field is ignored.
    Nothing = 0,
    /// One matrix product.
    Product = 1,
}

/// Format of the weights of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Format {
    /// One weight per byte.
    Int8 = 0,
    /// Two weights per byte, low nibble first.
    Int4 = 1,
}

/// Options of a command, as bits of its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum CommandOption {
    /// Clear the sticky flags before the command.
    ClearFlags = 1 << 0,
    /// Results are the int32 accumulators: no requantisation, no clamp.
    Raw = 1 << 1,
    /// Requantise with double rounding: of use for shifts of 31 or more, a scale below 1; a smaller shift counts as 31.
    DoubleRounding = 1 << 2,
}

/// Sticky flags, as bits of the status field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Flag {
    /// A requantised value plus its zero point lay outside −128 to 127.
    Saturation = 1 << 0,
    /// A bias lay outside −2^30 to 2^30: sums may have wrapped.
    BiasRange = 1 << 1,
    /// `tlast` of the weights was missing, or was where a command doesn't end.
    WeightFraming = 1 << 2,
    /// The same of the activations.
    ActivationFraming = 1 << 3,
    /// `tlast` of the parameters was missing, or was where a set of columns doesn't end.
    ParameterFraming = 1 << 4,
}

/// Why a command was refused. A refused command consumes no operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ErrorCode {
    /// It was not.
    None = 0,
    /// m, n or k is zero.
    ZeroSize = 1,
    /// k > 65 535: a sum could overflow.
    KTooLarge = 2,
    /// m is beyond the accumulators.
    MTooLarge = 3,
    /// The format of the weights is unknown.
    UnknownFormat = 4,
    /// The opcode is unknown.
    UnknownOpcode = 5,
    /// A reserved bit is set.
    ReservedBits = 6,
}
