//! The sizes of a datapath, the named configurations, and their limits.

use crate::cell::{Cell, UnknownCell};
use crate::format::{Format, Formats, UnknownFormat};
use std::fmt;
use thiserror::Error;

/// The sizes of a datapath: what a configuration is made from. A size that isn't given is that of `default`:
/// `Sizes { rows: 8, columns: 8, ..Sizes::default() }`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sizes {
    /// Rows of the array, R: products summed per column and cycle (the k of a tile). 4 to 256.
    pub rows: usize,
    /// Columns of the array, C: sums per cycle (the n of a tile). 1 to 256.
    pub columns: usize,
    /// Accumulators per column, D: the greatest m of a command. A power of two from 4 to 32 768.
    pub accumulators: usize,
    /// The kind of cell.
    pub cell: Cell,
    /// The formats of operands.
    pub formats: Formats,
}

const DEFAULT: Sizes =
    Sizes { rows: 16, columns: 16, accumulators: 512, cell: Cell::Single, formats: Formats::INTEGER };

impl Default for Sizes {
    fn default() -> Self {
        DEFAULT
    }
}

impl Sizes {
    /// How many of what only block formats need: 1 if there are any, else 0.
    pub(crate) const fn blocks(self) -> usize {
        (self.formats.0 != Formats::INTEGER.0) as usize
    }

    /// What [`Self::write`] writes.
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('_');
        let numbers = parts.next()?.split('x').map(|number| number.parse().ok());
        let [rows, columns, accumulators] = numbers.collect::<Option<Vec<usize>>>()?[..] else { return None };
        let mut sizes = Self { rows, columns, accumulators, ..DEFAULT };
        for part in parts {
            match part.strip_prefix('f') {
                Some(formats) => sizes.formats = Formats(u16::from_str_radix(formats, 16).ok()?),
                None if part == "mx" => sizes.formats = Formats::ALL,
                None => sizes.cell = Cell::named(part).ok()?,
            }
        }
        Some(sizes)
    }

    /// `24x12x256`; with the cell if it is not `single`, and with formats if there are others than the integers:
    /// `24x12x256_paired`, `8x32x128_mx` for all, `8x32x128_f7` for those whose bits are set.
    fn write(self) -> String {
        let Self { rows, columns, accumulators, cell, formats } = self;
        let cell = if cell == DEFAULT.cell { String::new() } else { format!("_{}", cell.name()) };
        let formats = match formats {
            Formats::INTEGER => String::new(),
            Formats::ALL => "_mx".into(),
            Formats(bits) => format!("_f{bits:x}"),
        };
        format!("{rows}x{columns}x{accumulators}{cell}{formats}")
    }
}

/// A named configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// Its name for the user.
    pub name: &'static str,
    /// Its sizes.
    pub sizes: Sizes,
    /// Its purpose.
    pub purpose: &'static str,
}

/// The named configurations. To add one, add a line: every command and test takes it up.
pub const NAMED: &[Preset] = &[
    Preset {
        name: "tiny",
        sizes: Sizes { rows: 4, columns: 4, accumulators: 16, ..DEFAULT },
        purpose: "snapshots and formal proofs",
    },
    Preset {
        name: "small",
        sizes: Sizes { rows: 8, columns: 8, accumulators: 256, cell: Cell::Registered, ..DEFAULT },
        purpose: "fits an ECP5-85F",
    },
    Preset {
        name: "dense",
        sizes: Sizes { rows: 16, columns: 12, accumulators: 512, cell: Cell::Paired, ..DEFAULT },
        purpose: "most products on an ECP5-85F",
    },
    Preset { name: "default", sizes: DEFAULT, purpose: "simulation and synthesis" },
    Preset {
        name: "large",
        sizes: Sizes { rows: 32, columns: 32, accumulators: 1024, ..DEFAULT },
        purpose: "throughput",
    },
    Preset {
        name: "lm",
        sizes: Sizes { rows: 8, columns: 32, accumulators: 128, formats: Formats::ALL, ..DEFAULT },
        purpose: "language models, in block formats",
    },
];

/// The sizes of one datapath, known to be possible, with their name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Configuration {
    name: String,
    sizes: Sizes,
}

/// Why there is no datapath of some sizes.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ConfigurationError {
    /// No preset has this name.
    #[error("no configuration is called `{0}`: choose one of {names}, or give --rows, --columns, --accumulators and --cell", names = names())]
    Unknown(String),
    /// Rows out of range.
    #[error(
        "rows must be 4 to 256, got {0}: an accumulator's read, add and write take up to 4 cycles, and sums are proven up to 256 rows"
    )]
    Rows(usize),
    /// Columns out of range.
    #[error("columns must be 1 to 256, got {0}: the number of a column has 8 bits")]
    Columns(usize),
    /// An odd number of columns in pairs.
    #[error("columns of paired cells must be even, got {0}: choose an even number, or the cell `registered`")]
    OddColumns(usize),
    /// No cell has this name.
    #[error(transparent)]
    UnknownCell(#[from] UnknownCell),
    /// No format has this name.
    #[error(transparent)]
    UnknownFormat(#[from] UnknownFormat),
    /// A set of formats that no unit has.
    #[error("formats must be {integers} and any of {all}, got bits {0:#x}", integers = Formats::INTEGER, all = Formats::ALL)]
    Formats(u16),
    /// Rows that do not divide a block.
    #[error("rows must be 4, 8, 16 or 32 for block formats, got {0}: a block of 32 is a whole number of tiles")]
    Blocks(usize),
    /// Accumulators out of range.
    #[error(
        "accumulators per column must be a power of two from 4 to 32768, got {0}: whole bits address them, and a command's m has 16 bits"
    )]
    Accumulators(usize),
}

fn names() -> String {
    NAMED.iter().map(|preset| preset.name).collect::<Vec<_>>().join(", ")
}

impl Configuration {
    /// The configuration of these sizes. One that has a preset's sizes has its name.
    pub fn new(sizes: Sizes) -> Result<Self, ConfigurationError> {
        let Sizes { rows, columns, accumulators, cell, formats } = sizes;
        if !(4..=256).contains(&rows) {
            return Err(ConfigurationError::Rows(rows));
        }
        if !(1..=256).contains(&columns) {
            return Err(ConfigurationError::Columns(columns));
        }
        if !accumulators.is_power_of_two() || !(4..=32_768).contains(&accumulators) {
            return Err(ConfigurationError::Accumulators(accumulators));
        }
        if !columns.is_multiple_of(cell.columns()) {
            return Err(ConfigurationError::OddColumns(columns));
        }
        if formats.union(Formats::INTEGER) != formats || formats.union(Formats::ALL) != Formats::ALL {
            return Err(ConfigurationError::Formats(formats.0));
        }
        if formats != Formats::INTEGER && !matches!(rows, 4 | 8 | 16 | 32) {
            return Err(ConfigurationError::Blocks(rows));
        }
        let preset = NAMED.iter().find(|preset| preset.sizes == sizes);
        let name = preset.map_or_else(|| sizes.write(), |preset| preset.name.to_owned());
        Ok(Self { name, sizes })
    }

    /// The configuration of this name: a preset's, or sizes as [`Self::name`] writes them.
    pub fn named(name: &str) -> Result<Self, ConfigurationError> {
        let preset = NAMED.iter().find(|preset| preset.name == name).map(|preset| preset.sizes);
        let sizes = preset.or_else(|| Sizes::read(name)).ok_or_else(|| ConfigurationError::Unknown(name.to_owned()))?;
        Self::new(sizes)
    }

    /// Every named configuration, in the order of [`NAMED`].
    pub fn all() -> Vec<Self> {
        NAMED.iter().filter_map(|preset| Self::named(preset.name).ok()).collect()
    }

    /// The preset's name, or the sizes (`24x12x256`), with the cell if it is not `single` (`24x12x256_paired`).
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its sizes.
    pub fn sizes(&self) -> Sizes {
        self.sizes
    }

    /// Rows of the array, R.
    pub fn rows(&self) -> usize {
        self.sizes.rows
    }

    /// Columns of the array, C.
    pub fn columns(&self) -> usize {
        self.sizes.columns
    }

    /// Accumulators per column, D: the greatest m of a command.
    pub fn accumulators(&self) -> usize {
        self.sizes.accumulators
    }

    /// The kind of cell.
    pub fn cell(&self) -> Cell {
        self.sizes.cell
    }

    /// The formats of operands.
    pub fn formats(&self) -> Formats {
        self.sizes.formats
    }

    /// How many of what only block formats need: 1 if it has any, else 0.
    pub fn blocks(&self) -> usize {
        self.sizes.blocks()
    }

    /// Tiles of a block of 32, B.
    pub fn block_tiles(&self) -> usize {
        32 / self.rows()
    }

    /// Bits of the number of a tile in its block, at least 1.
    pub fn block_tile_bits(&self) -> usize {
        ceil_log2(self.block_tiles()).max(1)
    }

    /// Bits of the joiners' sums, V: those of the widest block format, 16 at least.
    pub fn block_sum_bits(&self) -> usize {
        self.formats().iter().map(Format::block_sum_bits).fold(16, usize::max)
    }

    /// Joiners, J: the least divisor of the columns that is at least C · R / 32. A row then takes no longer than a block's
    /// tiles give its next one.
    pub fn joiners(&self) -> usize {
        let columns = self.columns();
        let least = (columns * self.rows()).div_ceil(32);
        (1..=columns).find(|lanes| columns.is_multiple_of(*lanes) && *lanes >= least).unwrap_or(columns)
    }

    /// Groups of joiners in a row of results, C / J.
    pub fn join_groups(&self) -> usize {
        self.columns() / self.joiners()
    }

    /// Bits of the number of a group of joiners, at least 1.
    pub fn join_group_bits(&self) -> usize {
        ceil_log2(self.join_groups()).max(1)
    }

    /// Groups of FP32 results that can wait for the packer: more than cycles from a feed to its acceptance.
    pub fn joined_queue_depth(&self) -> usize {
        32
    }

    /// Rows of FP32 results that can wait for the packer, Z.
    pub fn joined_rows(&self) -> usize {
        self.joined_queue_depth() / self.join_groups()
    }

    /// Cells in a row of the array, C / G.
    pub fn lanes(&self) -> usize {
        self.columns() / self.cell().columns()
    }

    /// Cycles from the decision to send a row to its sums at the accumulators: R + C / G + L.
    pub fn array_latency(&self) -> usize {
        self.rows() + self.lanes() + self.cell().latency()
    }

    /// Bits of an accumulator's address.
    pub fn address_bits(&self) -> usize {
        ceil_log2(self.accumulators())
    }

    /// Bits of a whole column's sum, S.
    pub fn sum_bits(&self) -> usize {
        sum_bits(self.rows())
    }

    /// Convert lanes, Q: the greatest divisor of the columns that is at most a quarter of them, and at least 1.
    pub fn convert_lanes(&self) -> usize {
        let columns = self.columns();
        (1..=(columns / 4).max(1)).rev().find(|lanes| columns.is_multiple_of(*lanes)).unwrap_or(1)
    }

    /// Groups of convert lanes in a row of results, C / Q.
    pub fn groups(&self) -> usize {
        self.columns() / self.convert_lanes()
    }

    /// Bits of the number of a group, at least 1.
    pub fn group_bits(&self) -> usize {
        ceil_log2(self.groups()).max(1)
    }

    /// Beats of two rows of 4-bit weights per tile, H.
    pub fn half_rows(&self) -> usize {
        self.rows().div_ceil(2)
    }

    /// Rows of sums that can wait for their conversion, E: those of a whole n-tile, and as many as are sent before the
    /// first of them has left, so that a sink that never stalls never stalls the array.
    pub fn waiting_rows(&self) -> usize {
        self.accumulators().max((self.array_latency() + 16).next_power_of_two())
    }

    /// Bits of the address of a waiting row.
    pub fn waiting_bits(&self) -> usize {
        ceil_log2(self.waiting_rows())
    }

    /// Words in the queues of entries and of verdicts, N: an n-tile takes at least max(H, 4) cycles, and that many are
    /// under way between its launch and its conversion.
    pub fn entry_queue_depth(&self) -> usize {
        ((self.array_latency() + 16) / self.half_rows().max(4) + 2).next_power_of_two()
    }

    /// Entries of the queues of commands and of statuses, S.
    pub fn command_queue_depth(&self) -> usize {
        4
    }
}

/// `default: 16 rows, 16 columns, 512 accumulators, cell single`.
impl fmt::Display for Configuration {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let Sizes { rows, columns, accumulators, cell, formats } = self.sizes;
        let (name, cell) = (&self.name, cell.name());
        write!(formatter, "{name}: {rows} rows, {columns} columns, {accumulators} accumulators, cell {cell}")?;
        if formats == Formats::INTEGER { Ok(()) } else { write!(formatter, ", formats {formats}") }
    }
}

/// Bits of a sum of so many products.
///
/// |a·w| ≤ 2^14, so the sum of r products lies in [−r·2^14, r·2^14]. The upper end is reached (−128 · −128
/// in every row), so 14 + ceil(log2(r + 1)) bits hold the magnitude and one more the sign.
pub fn sum_bits(products: usize) -> usize {
    15 + ceil_log2(products + 1)
}

/// The number of bits that count `values` different values.
fn ceil_log2(values: usize) -> usize {
    values.next_power_of_two().trailing_zeros() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_is_possible_and_keeps_its_name() {
        assert_eq!(Configuration::all().len(), NAMED.len());
        for (configuration, preset) in Configuration::all().iter().zip(NAMED) {
            assert_eq!(configuration.name(), preset.name);
        }
        assert_eq!(Configuration::new(Sizes::default()).expect("possible").name(), "default");
    }

    #[test]
    fn a_name_of_sizes_is_read_back() {
        for sizes in [
            Sizes { rows: 24, columns: 12, accumulators: 256, ..DEFAULT },
            Sizes { rows: 24, columns: 12, accumulators: 256, cell: Cell::Paired, ..DEFAULT },
            Sizes { rows: 8, columns: 8, accumulators: 256, cell: Cell::Registered, ..DEFAULT },
            Sizes { rows: 8, columns: 4, cell: Cell::Registered, formats: Formats::ALL, ..DEFAULT },
            Sizes { rows: 16, columns: 4, formats: Formats(0x7), ..DEFAULT },
        ] {
            let configuration = Configuration::new(sizes).expect("possible");
            assert_eq!(Configuration::named(configuration.name()), Ok(configuration));
        }
        let wrong = ["24x12", "24x12x256x1", "24x12x256_triple", "x", "24x-1x256", "3x3x16", "8x8x16_f", "8x8x16_f4"];
        for wrong in wrong {
            assert!(Configuration::named(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn sums_hold_their_extremes() {
        for rows in 4..=256 {
            let configuration = Configuration::new(Sizes { rows, columns: 1, ..Sizes::default() }).expect("possible");
            let limit = 1_i64 << (configuration.sum_bits() - 1);
            let greatest = (rows as i64) << 14;
            assert!(greatest < limit, "{rows} rows");
            assert!(greatest >= limit / 2, "{rows} rows could do with a bit less");
            assert_eq!(configuration.sum_bits(), sum_bits(rows));
        }
    }

    #[test]
    fn joiners_keep_up_with_blocks() {
        for (rows, columns, joiners) in
            [(8, 32, 8), (4, 6, 1), (4, 12, 2), (8, 12, 3), (8, 6, 2), (32, 5, 5), (16, 7, 7)]
        {
            let sizes = Sizes { rows, columns, formats: Formats::ALL, ..DEFAULT };
            let configuration = Configuration::new(sizes).expect("possible");
            assert_eq!(configuration.joiners(), joiners, "{configuration}");
            assert!(configuration.join_groups() <= configuration.block_tiles(), "{configuration}");
            assert_eq!(configuration.block_sum_bits(), 21);
        }
    }

    #[test]
    fn sizes_that_cannot_be_are_refused_with_the_reason() {
        for ((rows, columns, accumulators), part) in [
            ((3, 3, 16), "rows must be 4 to 256, got 3:"),
            ((257, 4, 16), "rows must be 4 to 256, got 257:"),
            ((8, 257, 16), "columns must be 1 to 256, got 257:"),
            ((8, 0, 16), "columns must be 1 to 256, got 0:"),
            ((8, 8, 100), "got 100:"),
            ((8, 8, 65_536), "got 65536:"),
        ] {
            let sizes = Sizes { rows, columns, accumulators, ..DEFAULT };
            let error = Configuration::new(sizes).expect_err("impossible");
            assert!(error.to_string().contains(part), "{error}");
        }
        for (rows, formats, part) in [
            (8, 0x24, "formats must be int8, int8-int4 and any of int8, int8-int4, mxint8, "),
            (8, 0x23, "got bits 0x23"),
            (12, 0x7, "rows must be 4, 8, 16 or 32 for block formats, got 12:"),
        ] {
            let sizes = Sizes { rows, formats: Formats(formats), ..DEFAULT };
            let error = Configuration::new(sizes).expect_err("impossible");
            assert!(error.to_string().contains(part), "{error}");
        }
        let paired = Sizes { rows: 8, columns: 7, cell: Cell::Paired, ..Sizes::default() };
        let odd = Configuration::new(paired).expect_err("impossible").to_string();
        assert!(odd.contains("must be even, got 7"), "{odd}");
        assert!(Cell::named("triple").expect_err("unknown").to_string().contains("single, registered, paired"));
        assert!(Configuration::named("huge").expect_err("unknown").to_string().contains("tiny, small"));
    }
}
