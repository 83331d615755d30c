//! A block of the list, and a block at its sizes.

use crate::cell::Cell;
use crate::configuration::{Configuration, NAMED, Sizes};
use crate::format::Formats;
use std::fmt;
use std::hash::{Hash, Hasher};

/// Which way a port goes, seen from the block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Into the block.
    Input,
    /// Out of the block.
    Output,
}

/// A port of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Port {
    /// Its name in RTL, Verilog, golden model and waveform.
    pub name: &'static str,
    /// Which way it goes.
    pub direction: Direction,
    /// Its bits.
    pub width: usize,
}

/// The sizes that a block's ports and contents depend on.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    /// Numbers of its own.
    Own {
        /// Their names.
        names: &'static [&'static str],
        /// The numbers that the block is tested at.
        tested: &'static [&'static [usize]],
    },
    /// The configuration of the unit that it is a part of.
    Configured,
    /// Its configuration: it is a whole unit.
    Top,
}

/// A block of the list.
#[derive(Clone, Copy, Debug)]
pub struct Block {
    /// Its name in every tree.
    pub name: &'static str,
    /// Its folder under `hdl/src`, `verif/golden/src` and `verif/tests/tests`; empty if it lies beside the folders.
    pub folder: &'static str,
    /// Whether it has flip-flops, and so a port `clk_i`.
    pub clocked: bool,
    pub(crate) shape: Shape,
    pub(crate) ports: fn(&Instance) -> Vec<Port>,
}

const fn sizes(rows: usize, columns: usize, accumulators: usize, cell: Cell) -> Sizes {
    Sizes { rows, columns, accumulators, cell, formats: Formats::INTEGER }
}

/// The same with block formats.
const fn in_blocks(rows: usize, columns: usize, accumulators: usize, cell: Cell) -> Sizes {
    Sizes { formats: Formats::ALL, ..sizes(rows, columns, accumulators, cell) }
}

/// What tops and blocks are tested at beside the named configurations: odd rows, fewer columns than rows and more, one column, the
/// fewest accumulators; with block formats blocks of eight tiles, of two and of one.
pub(crate) const UNNAMED: &[Sizes] = &[
    sizes(5, 3, 8, Cell::Registered),
    sizes(4, 9, 16, Cell::Single),
    sizes(5, 2, 8, Cell::Paired),
    sizes(4, 1, 4, Cell::Single),
    in_blocks(4, 6, 8, Cell::Single),
    in_blocks(16, 3, 4, Cell::Registered),
    in_blocks(32, 2, 4, Cell::Paired),
];

/// Further test sizes of blocks alone: every kind of cell at the same sizes, and two convert lanes.
pub(crate) const OF_BLOCKS: &[Sizes] = &[
    sizes(6, 4, 16, Cell::Single),
    sizes(6, 4, 16, Cell::Registered),
    sizes(6, 4, 16, Cell::Paired),
    sizes(9, 8, 4, Cell::Registered),
];

/// Further test sizes of tops alone: numbers of two digits that are no powers of two.
pub(crate) const OF_TOPS: &[Sizes] = &[sizes(24, 12, 256, Cell::Single)];

impl Block {
    /// Where the block lives under `hdl/src` and the trees that mirror it, without the suffix.
    pub fn path(&self) -> String {
        if self.folder.is_empty() { self.name.to_owned() } else { format!("{}/{}", self.folder, self.name) }
    }

    /// Whether it is a whole unit.
    pub fn is_top(&self) -> bool {
        matches!(self.shape, Shape::Top)
    }

    /// The block in a unit of this configuration. One that has sizes of its own, of which a unit may have several, is
    /// at the first of those that it is tested at.
    pub fn of(&'static self, configuration: &Configuration) -> Instance {
        match self.shape {
            Shape::Own { tested, .. } => self.own(tested.first().copied().unwrap_or_default()),
            Shape::Configured | Shape::Top => Instance { block: self, sizes: At::Configuration(configuration.clone()) },
        }
    }

    /// The block at every size that it is tested at. The first is that of the expected Verilog, the catalogue and the
    /// listed cases.
    pub fn instances(&'static self) -> Vec<Instance> {
        let named = |count| NAMED.iter().take(count).map(|preset| preset.sizes);
        let configurations: Vec<Sizes> = match self.shape {
            Shape::Own { tested: [], .. } => return vec![self.own(&[])],
            Shape::Own { tested, .. } => return tested.iter().map(|numbers| self.own(numbers)).collect(),
            Shape::Configured => named(1).chain(UNNAMED.iter().chain(OF_BLOCKS).copied()).collect(),
            Shape::Top => named(NAMED.len()).chain(UNNAMED.iter().chain(OF_TOPS).copied()).collect(),
        };
        configurations.into_iter().flat_map(Configuration::new).map(|configuration| self.of(&configuration)).collect()
    }

    /// The first of [`Self::instances`].
    pub fn first(&'static self) -> Instance {
        self.instances().swap_remove(0)
    }

    /// The block at sizes of its own that it may not be tested at, in the order of the list.
    ///
    /// # Panics
    ///
    /// If the block has another number of them, which is a mistake of the program.
    pub fn at(&'static self, numbers: &[usize]) -> Instance {
        let count = match self.shape {
            Shape::Own { names, .. } => names.len(),
            Shape::Configured | Shape::Top => 0,
        };
        assert!(count == numbers.len(), "`{}` has {count} sizes of its own, not {}", self.name, numbers.len());
        self.own(numbers)
    }

    fn own(&'static self, numbers: &[usize]) -> Instance {
        Instance { block: self, sizes: At::Numbers(numbers.to_vec()) }
    }
}

impl PartialEq for Block {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Block {}

impl Hash for Block {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

/// The sizes of an instance.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum At {
    Numbers(Vec<usize>),
    Configuration(Configuration),
}

/// A block at its sizes: what can be built, simulated and compared.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Instance {
    block: &'static Block,
    sizes: At,
}

impl Instance {
    /// The block.
    pub fn block(&self) -> &'static Block {
        self.block
    }

    /// The block's name.
    pub fn name(&self) -> &'static str {
        self.block.name
    }

    /// The ports but for the clock, in the order of the block's declaration. What would have no bits at its sizes is no port.
    pub fn ports(&self) -> Vec<Port> {
        let mut ports = (self.block.ports)(self);
        ports.retain(|port| port.width > 0);
        ports
    }

    /// The numbers of a block that has sizes of its own, in the order of the list.
    ///
    /// # Panics
    ///
    /// If the block has another number of them, which is a mistake of the program.
    pub fn own<const N: usize>(&self) -> [usize; N] {
        let numbers = match &self.sizes {
            At::Numbers(numbers) => numbers.as_slice(),
            At::Configuration(_) => &[],
        };
        numbers
            .try_into()
            .unwrap_or_else(|_| panic!("`{}` has {} sizes of its own, not {N}", self.name(), numbers.len()))
    }

    /// The configuration of the unit that the block is in; none if it has sizes of its own.
    pub fn unit(&self) -> Option<&Configuration> {
        match &self.sizes {
            At::Configuration(configuration) => Some(configuration),
            At::Numbers(_) => None,
        }
    }

    /// The configuration of a block that depends on one.
    ///
    /// # Panics
    ///
    /// If the block has sizes of its own, which is a mistake of the program.
    pub fn configuration(&self) -> &Configuration {
        self.unit().unwrap_or_else(|| panic!("`{}` has sizes of its own and no configuration", self.name()))
    }

    /// A size by its name: one of the block's own, or of the configuration `rows`, `columns`,
    /// `accumulators` or `sum_bits`.
    ///
    /// # Panics
    ///
    /// If the block has no such size, which is a mistake of the program.
    pub fn size(&self, name: &str) -> usize {
        let found = match (&self.sizes, self.block.shape) {
            (At::Numbers(numbers), Shape::Own { names, .. }) => {
                names.iter().position(|own| *own == name).and_then(|index| numbers.get(index)).copied()
            }
            (At::Configuration(configuration), _) => match name {
                "rows" => Some(configuration.rows()),
                "columns" => Some(configuration.columns()),
                "sum_bits" => Some(configuration.sum_bits()),
                "accumulators" => Some(configuration.accumulators()),
                _ => None,
            },
            _ => None,
        };
        found.unwrap_or_else(|| panic!("`{}` has no size `{name}`", self.name()))
    }

    /// The sizes as text: `8x3`, or the configuration's name; empty for a block of one size.
    pub fn sizes(&self) -> String {
        match &self.sizes {
            At::Numbers(numbers) => numbers.iter().map(usize::to_string).collect::<Vec<_>>().join("x"),
            At::Configuration(configuration) => configuration.name().to_owned(),
        }
    }
}

impl fmt::Display for Instance {
    /// `delay_8x3`, `array_tiny`, `multiplier`
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())?;
        let sizes = self.sizes();
        if sizes.is_empty() { Ok(()) } else { write!(formatter, "_{sizes}") }
    }
}
