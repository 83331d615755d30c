//! The vector unit: sizes, passes, their statuses.

use crate::codec::Content;
use crate::configuration::Configuration;
use crate::{codes, layout};
use std::fmt;

/// The sizes of a vector unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct VectorSizes {
    /// Lanes, L: elements per cycle. 4, 8, 16 or 32.
    pub lanes: usize,
    /// Words of each bank of the row memory, W: a power of two.
    pub words: usize,
    /// Rows that have scalars, M: a power of two up to 1024.
    pub rows: usize,
}

impl VectorSizes {
    /// Registers of scalars that each row has.
    pub const REGISTERS: usize = 8;
    /// The most elements of a row.
    pub const GREATEST_N: u32 = 1 << 20;
    /// Elements of a block with one scale.
    pub const BLOCK: usize = 32;

    /// The vector unit beside the matrix unit of a configuration: as many lanes as the array has columns, 4 to 16, and
    /// 64 K elements of row memory; little of everything beside an array with few accumulators.
    pub fn of(configuration: &Configuration) -> Self {
        let lanes = configuration.columns().next_power_of_two().clamp(4, 16);
        let is_little = configuration.accumulators() < 64;
        let (words, rows) = if is_little { (64, 16) } else { ((1 << 15) / lanes, 256) };
        Self { lanes, words, rows }
    }

    /// Vectors of a row of n elements, V.
    pub fn vectors(self, n: usize) -> usize {
        n.div_ceil(self.lanes)
    }

    /// Whether a bank's words for each row that has scalars are whole blocks, or powers of two of them.
    pub fn whole_blocks(self) -> bool {
        (self.words / self.rows.min(self.words) * self.lanes).is_multiple_of(Self::BLOCK)
    }

    /// Bits of a number from 0 to L.
    pub fn count_bits(self) -> usize {
        self.lanes.ilog2() as usize + 1
    }

    /// Bits of the address of a word of a bank, K: also the levels of the tree behind that of the lanes.
    pub fn address_bits(self) -> usize {
        self.words.ilog2() as usize
    }

    /// Cycles from the last vector of a row of V vectors to the first one that may read its scalar, X.
    pub fn scalar_distance(self, reduction: Reduction, vectors: usize) -> u64 {
        let tree = u64::from(self.lanes.ilog2());
        match reduction {
            Reduction::Sum => 77 + 13 * (tree + u64::from(vectors.next_power_of_two().ilog2())),
            _ => 88 + tree,
        }
    }

    /// Cycles from the last vector of a row to the first one that may read the words that it has stored.
    pub const STORE_DISTANCE: u64 = 70;
}

codes! {
    /// What a pass's command does.
    pub enum PassOpcode {
        /// Only return the geometry and the diagnosis in place of a status; every other field but the tag is ignored.
        Nothing = 0,
        /// One pass.
        Pass = 1,
    }
}

codes! {
    /// What becomes of the two operands.
    pub enum Operation {
        /// RN(a).
        Copy = 0,
        /// RN(a · b).
        Multiply = 1,
        /// RN(a + b).
        Add = 2,
        /// RN(a − b).
        Subtract = 3,
    }
}

codes! {
    /// Where the first operand comes from.
    pub enum First {
        /// The stream x.
        Stream = 0,
        /// Bank x.
        Bank = 1,
        /// The row's scalar.
        Scalar = 2,
    }
}

codes! {
    /// Where the second operand comes from.
    pub enum Second {
        /// The stream z.
        Stream = 0,
        /// Bank z.
        Bank = 1,
        /// The row's scalar.
        Scalar = 2,
        /// The immediate number.
        Immediate = 3,
        /// The first operand.
        First = 4,
    }
}

codes! {
    /// The function of what the operation gives.
    pub enum PassFunction {
        /// None.
        None = 0,
        /// 2^x.
        Exp2 = 1,
        /// e^x.
        Exp = 2,
        /// 1 / (1 + e^−x).
        Sigmoid = 3,
        /// 1 / x.
        Reciprocal = 4,
        /// 1 / √x.
        Rsqrt = 5,
    }
}

codes! {
    /// What a row becomes as a scalar.
    pub enum Reduction {
        /// The result of its first element.
        None = 0,
        /// The sum, by a balanced tree of adjacent pairs.
        Sum = 1,
        /// The sum of results from 0 to 1 in multiples of 2^-40.
        FixedSum = 2,
        /// The greatest.
        Maximum = 3,
        /// The greatest magnitude.
        Magnitude = 4,
        /// The greatest, or 0 where there is none above −∞.
        Peak = 5,
        /// The lowest index of the greatest.
        Argmax = 6,
    }
}

codes! {
    /// Where results are stored.
    pub enum Store {
        /// Nowhere.
        Nowhere = 0,
        /// Bank x.
        X = 1,
        /// Bank z.
        Z = 2,
    }
}

codes! {
    /// The format of a stream's elements.
    pub enum Number {
        /// FP32.
        Fp32 = 0,
        /// BF16.
        Bf16 = 1,
        /// 32 bits, two's complement.
        Int32 = 2,
        /// 8 bits, two's complement.
        Int8 = 3,
        /// 8 bits, two's complement, times 2^-6; as results in blocks.
        MxInt8 = 4,
        /// FP8 with four bits of exponent; as results in blocks.
        E4m3 = 5,
        /// FP4; as results in blocks.
        E2m1 = 6,
        /// A power of two.
        E8m0 = 7,
        /// The sine of the row's position times a frequency.
        Sine = 8,
        /// Its cosine.
        Cosine = 9,
        /// 8 bits from −127 to 127, scaled beforehand.
        RowInt8 = 10,
        /// There are no results.
        None = 15,
    }
}

impl Number {
    /// Whether the stream x can have it.
    pub const fn is_x(self) -> bool {
        self as u8 <= Self::Cosine as u8
    }

    /// Whether the stream z can have it.
    pub const fn is_z(self) -> bool {
        self as u8 <= Self::E8m0 as u8
    }

    /// Whether it is a phase, of which z holds a part.
    pub const fn is_angle(self) -> bool {
        matches!(self, Self::Sine | Self::Cosine)
    }

    /// Whether results can have it, or there are none.
    pub const fn is_result(self) -> bool {
        matches!(
            self,
            Self::Fp32 | Self::Bf16 | Self::Int8 | Self::MxInt8 | Self::E4m3 | Self::E2m1 | Self::RowInt8 | Self::None
        )
    }

    /// Whether results of it have scales, by blocks.
    pub const fn has_blocks(self) -> bool {
        matches!(self, Self::MxInt8 | Self::E4m3 | Self::E2m1)
    }
}

layout! {
    /// A pass of the vector unit. Bits of no field are reserved and must be zero.
    pub struct Pass: 256 bits, others Reserved, only [TAG] if PassOpcode::Nothing {
        /// What to do.
        OPCODE opcode: PassOpcode = 0, 8;
        /// What becomes of the operands.
        OPERATION operation: Operation = 8, 2;
        /// The first operand.
        FIRST first: First = 10, 2;
        /// The second operand.
        SECOND second: Second = 12, 3;
        /// Every row has the same words of bank z.
        BROADCAST broadcast: bool = 15, 1;
        /// Returned in the status.
        TAG tag: u16 = 16, 16;
        /// Rows: 1 to M.
        M m: u16 = 32, 16;
        /// The function.
        FUNCTION function: PassFunction = 48, 3;
        /// Where the first operand is less than 2^-120 in magnitude the result is 0, where it is infinite NaN.
        GUARD guard: bool = 51, 1;
        /// What a row becomes.
        REDUCTION reduction: Reduction = 52, 3;
        /// The reduction is kept as the row's scalar.
        KEEP keep: bool = 55, 1;
        /// The register whose scalar is read.
        TAKE take: u8 = 56, 3;
        /// The register that keeps the scalar.
        KEEP_REGISTER keep_register: u8 = 59, 3;
        /// Where results are stored.
        STORE store: Store = 62, 2;
        /// Elements of a row: 1 to 2^20.
        N n: u32 = 64, 21;
        /// Elements behind the row's position are masked.
        CAUSAL causal: bool = 85, 1;
        /// Elements that lie `window` or more before the row's position are masked.
        WINDOWED windowed: bool = 86, 1;
        /// Elements from `length` on are masked.
        LIMITED limited: bool = 87, 1;
        /// Rows that share a position, less one.
        SHARED shared: u8 = 88, 8;
        /// Format of x.
        X_FORMAT x_format: Number = 96, 4;
        /// Format of z.
        Z_FORMAT z_format: Number = 100, 4;
        /// Format of the results.
        OUT_FORMAT out_format: Number = 104, 4;
        /// Scales of blocks are such that nothing saturates.
        CEIL ceil: bool = 108, 1;
        /// The first word of bank x that is read.
        X_BASE x_base: u16 = 112, 16;
        /// The first word of bank z that is read.
        Z_BASE z_base: u16 = 128, 16;
        /// The first word that is stored.
        STORE_BASE store_base: u16 = 144, 16;
        /// The immediate number, FP32.
        IMMEDIATE immediate: u32 = 160, 32;
        /// The position of the first row.
        POSITION position: u32 = 192, 20;
        /// Elements of the window.
        WINDOW window: u32 = 212, 20;
        /// Elements of the sequence.
        LENGTH length: u32 = 232, 21;
    }
}

impl Pass {
    /// A pass that copies rows from x to the results, in FP32, with tag 0: what others are made of.
    pub fn copy(m: u16, n: u32) -> Self {
        Self {
            opcode: PassOpcode::Pass,
            operation: Operation::Copy,
            first: First::Stream,
            second: Second::First,
            broadcast: false,
            tag: 0,
            m,
            function: PassFunction::None,
            guard: false,
            reduction: Reduction::None,
            keep: false,
            take: 0,
            keep_register: 0,
            store: Store::Nowhere,
            n,
            causal: false,
            windowed: false,
            limited: false,
            shared: 0,
            x_format: Number::Fp32,
            z_format: Number::Fp32,
            out_format: Number::Fp32,
            ceil: false,
            x_base: 0,
            z_base: 0,
            store_base: 0,
            immediate: 0,
            position: 0,
            window: 0,
            length: 0,
        }
    }

    /// A command that asks for the geometry.
    pub fn nothing(tag: u16) -> Self {
        Self { opcode: PassOpcode::Nothing, second: Second::Stream, tag, ..Self::copy(0, 0) }
    }

    /// Whether it announces a packet of x.
    pub fn announces_x(&self) -> bool {
        self.first == First::Stream
    }

    /// Whether it announces a packet of z.
    pub fn announces_z(&self) -> bool {
        self.second == Second::Stream || (self.announces_x() && self.x_format.is_angle())
    }
}

codes! {
    /// What happened to a pass that did not fail, as bits of the field.
    pub enum PassFlag {
        /// An operation, function, sum or conversion of finite numbers became infinite.
        Overflow = 1 << 0,
        /// A result, a scalar or a scale is NaN.
        Nan = 1 << 1,
        /// A NaN was converted to a format without one.
        NanDropped = 1 << 2,
        /// A row has no visible element above −∞.
        EmptyRow = 1 << 3,
    }
}

/// A set of flags, unknown ones included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct PassFlags(pub u8);

impl PassFlags {
    /// Whether a flag is set.
    pub fn contains(self, flag: PassFlag) -> bool {
        self.0 & flag as u8 != 0
    }

    /// Sets a flag.
    pub fn raise(&mut self, flag: PassFlag) {
        self.0 |= flag as u8;
    }
}

impl Content for PassFlags {
    const CODES: Option<&'static crate::codec::Codes> = PassFlag::CODES;

    fn to_bits(self) -> u64 {
        self.0.into()
    }

    fn from_bits(bits: u64) -> Option<Self> {
        Some(Self(bits as u8))
    }
}

impl fmt::Display for PassFlags {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known: Vec<String> =
            PassFlag::ALL.iter().filter(|flag| self.contains(**flag)).map(|flag| flag.row().cause()).collect();
        formatter.write_str(&if known.is_empty() { "no flags".to_owned() } else { known.join("; ") })
    }
}

codes! {
    /// Why a pass failed.
    pub enum PassError {
        /// It was carried out.
        None = 0,
        /// m or n is zero.
        ZeroSize = 1,
        /// n is more than 2^20, or the row of a kept sum is longer than a bank.
        RowTooLong = 2,
        /// m is more than the rows that have scalars.
        TooManyRows = 3,
        /// A field has an unknown code, or a format that its stream cannot have.
        UnknownCode = 4,
        /// The opcode is unknown.
        UnknownOpcode = 5,
        /// A reserved bit is set.
        ReservedBits = 6,
        /// The packet of x ended before its last beat.
        XShort = 7,
        /// The packet of x went on behind its last beat.
        XLong = 8,
        /// The packet of z ended before its last beat.
        ZShort = 9,
        /// The packet of z went on behind its last beat.
        ZLong = 10,
        /// Words lie behind the end of a bank.
        MemoryRange = 11,
        /// The pass stores into words that it reads, or wants z twice.
        Conflict = 12,
        /// The unit was told to abort before the pass had ended.
        Aborted = 14,
    }
}

impl PassError {
    /// Whether the pass was not carried out.
    pub fn is_failure(self) -> bool {
        self != Self::None
    }
}

impl fmt::Display for PassError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.row().cause())
    }
}

layout! {
    /// The status of a pass: one for each.
    pub struct PassStatus: 256 bits, others Reserved {
        /// The pass's tag.
        TAG tag: u16 = 0, 16;
        /// What happened to it.
        FLAGS flags: PassFlags = 16, 8;
        /// Why it failed, if it did.
        ERROR error: PassError = 24, 8;
        /// Cycles to the pass's end, from its acceptance or, if that is later, from the end of the pass before.
        CYCLES cycles: u64 = 32, 48;
        /// Those of them that waited for x.
        STALLS_X stalls_x: u64 = 80, 40;
        /// Those that waited for z.
        STALLS_Z stalls_z: u64 = 120, 40;
        /// Those that waited for room for results.
        STALLS_RESULTS stalls_results: u64 = 160, 40;
        /// Those in which a row waited for what passes before it write.
        STALLS_WAIT stalls_wait: u64 = 200, 40;
    }
}

layout! {
    /// The status of a command that only asks (opcode 0): what the unit is, and what waits inside.
    pub struct PassGeometry: 256 bits, others Reserved {
        /// The command's tag.
        TAG tag: u16 = 0, 16;
        /// None.
        FLAGS flags: PassFlags = 16, 8;
        /// No error.
        ERROR error: PassError = 24, 8;
        /// Version of the layouts.
        VERSION version: u8 = 32, 8;
        /// Lanes.
        LANES lanes: u8 = 40, 8;
        /// Rows that have scalars.
        ROWS rows: u16 = 48, 16;
        /// Words of a bank.
        WORDS words: u32 = 64, 32;
        /// Scalars of a row.
        REGISTERS registers: u8 = 96, 8;
        /// Entries of the queue of commands.
        QUEUE queue: u8 = 104, 8;
        /// A beat of x (bit 0), z (1) waits inside; a beat of results (2), scales (3) waits for its acceptance; a packet of
        /// x (4), z (5), results (6), scales (7) is under way.
        DIAGNOSIS diagnosis: u8 = 112, 8;
    }
}

impl PassGeometry {
    /// The version of passes and statuses.
    pub const LAYOUTS: u8 = 1;
    /// Entries of the queues of commands and of statuses.
    pub const QUEUE_DEPTH: usize = 4;

    /// That of a unit of these sizes, with tag 0, when nothing waits inside.
    pub fn of(sizes: VectorSizes) -> Self {
        Self {
            tag: 0,
            flags: PassFlags::default(),
            error: PassError::None,
            version: Self::LAYOUTS,
            lanes: sizes.lanes as u8,
            rows: sizes.rows as u16,
            words: sizes.words as u32,
            registers: VectorSizes::REGISTERS as u8,
            queue: Self::QUEUE_DEPTH as u8,
            diagnosis: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::{Field, Malformed};

    #[test]
    fn fields_lie_beside_each_other() {
        let mut taken = [false; 256];
        for row in Pass::LAYOUT.fields {
            for bit in row.field.bits() {
                assert!(!std::mem::replace(&mut taken[bit], true), "{} at bit {bit}", row.name);
            }
        }
        let free: Vec<usize> = (0..256).filter(|bit| !taken[*bit]).collect();
        assert_eq!(free, [109, 110, 111, 253, 254, 255]);
    }

    #[test]
    fn a_pass_is_read_back() {
        let pass = Pass {
            operation: Operation::Subtract,
            second: Second::Scalar,
            function: PassFunction::Exp,
            keep: true,
            reduction: Reduction::FixedSum,
            take: 3,
            keep_register: 5,
            store: Store::Z,
            causal: true,
            length: 1 << 20,
            tag: 0xbeef,
            ..Pass::copy(7, 1 << 20)
        };
        assert_eq!(Pass::decode(&pass.encode()), Ok(pass));
        assert_eq!(Pass::decode(&Pass::nothing(9).encode()), Ok(Pass::nothing(9)));
        let mut beat = pass.encode();
        Field { offset: 110, width: 1 }.set(&mut beat, 1);
        assert_eq!(Pass::decode(&beat), Err(Malformed::Reserved { bit: 110 }));
        let mut beat = pass.encode();
        Pass::SECOND.set(&mut beat, 6);
        assert_eq!(Pass::decode(&beat), Err(Malformed::Code { field: "second", code: 6 }));
    }

    #[test]
    fn distances_are_those_of_the_page() {
        let sizes = VectorSizes { lanes: 16, words: 2048, rows: 256 };
        assert_eq!(Configuration::named("lm").map(|lm| VectorSizes::of(&lm)), Ok(sizes));
        assert_eq!(sizes.scalar_distance(Reduction::Peak, 4), 92);
        assert_eq!(sizes.scalar_distance(Reduction::Sum, 1), 129);
        assert_eq!(sizes.scalar_distance(Reduction::Sum, 5), 168);
    }
}
