//! A block of the list, and a block at its sizes.

use crate::configuration::{Configuration, ConfigurationError, NAMED, Sizes};
use crate::{BLOCKS, Cell};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use thiserror::Error;

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

/// What a block's ports and contents depend on.
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
    Sizes { rows, columns, accumulators, cell }
}

/// What tops and blocks are tested at beside the named configurations: odd rows, fewer columns than rows, one column, the
/// fewest accumulators.
const UNNAMED: &[Sizes] = &[
    sizes(5, 3, 8, Cell::Registered),
    sizes(7, 7, 16, Cell::Single),
    sizes(5, 2, 8, Cell::Paired),
    sizes(4, 1, 4, Cell::Single),
];

/// What blocks alone are tested at beside these: every kind of cell at the same sizes.
const OF_BLOCKS: &[Sizes] =
    &[sizes(6, 4, 16, Cell::Single), sizes(6, 4, 16, Cell::Registered), sizes(6, 4, 16, Cell::Paired)];

/// What tops alone are tested at beside these: numbers of two digits that are no powers of two.
const OF_TOPS: &[Sizes] = &[sizes(24, 12, 256, Cell::Single)];

impl Block {
    /// The block of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        BLOCKS.iter().find(|block| block.name == name)
    }

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

    /// The ports but for the clock, in the order of the block's declaration.
    pub fn ports(&self) -> Vec<Port> {
        (self.block.ports)(self)
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

    /// A size by its name: one of the block's own, or of the configuration `rows`, `columns` or `sum_bits`.
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
    /// `delay_8x3`, `array_tiny`, `gated_sum`
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())?;
        let sizes = self.sizes();
        if sizes.is_empty() { Ok(()) } else { write!(formatter, "_{sizes}") }
    }
}

/// Why a text names no instance.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InstanceError {
    /// No block has this name.
    #[error("`{0}` begins with the name of no block")]
    Block(String),
    /// The block is not tested at these sizes.
    #[error("`{block}` has no sizes `{sizes}`: choose one of {known}")]
    Sizes {
        /// The block.
        block: &'static str,
        /// What was written.
        sizes: String,
        /// The sizes that the block is tested at.
        known: String,
    },
    /// The configuration does not exist.
    #[error(transparent)]
    Configuration(#[from] ConfigurationError),
}

impl FromStr for Instance {
    type Err = InstanceError;

    /// The inverse of [`Display`](fmt::Display): any configuration, and own sizes that the block is tested at.
    fn from_str(text: &str) -> Result<Self, InstanceError> {
        let sizes_of = |block: &Block| match text.strip_prefix(block.name)? {
            "" => Some(""),
            rest => rest.strip_prefix('_'),
        };
        let of_name = BLOCKS.iter().filter_map(|block| Some((block, sizes_of(block)?)));
        // `memory_registered_…` begins with `memory` too.
        let longest = of_name.max_by_key(|(block, _)| block.name.len());
        let (block, sizes) = longest.ok_or_else(|| InstanceError::Block(text.to_owned()))?;
        match block.shape {
            Shape::Configured | Shape::Top => Ok(block.of(&Configuration::named(sizes)?)),
            Shape::Own { .. } => {
                let instances = block.instances();
                let known = || instances.iter().map(|known| known.sizes()).collect::<Vec<_>>().join(", ");
                let found = instances.iter().find(|known| known.sizes() == sizes).cloned();
                found.ok_or_else(|| InstanceError::Sizes { block: block.name, sizes: sizes.to_owned(), known: known() })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DATAPATH, TOPS};
    use std::collections::HashSet;

    #[test]
    fn every_row_is_a_block_of_its_own_with_ports_at_every_size() {
        let mut names = HashSet::new();
        for block in BLOCKS {
            assert!(names.insert(block.name), "`{}` is listed twice", block.name);
            assert_eq!(Block::named(block.name), Some(block));
            assert_eq!(block.is_top(), TOPS.contains(&block.name));
            let instances = block.instances();
            let distinct: HashSet<String> = instances.iter().map(Instance::to_string).collect();
            assert!(!instances.is_empty() && distinct.len() == instances.len(), "{distinct:?}");
            for instance in instances {
                assert_eq!(instance.to_string().parse(), Ok(instance.clone()));
                let ports = instance.ports();
                let of = |direction| ports.iter().filter(move |port| port.direction == direction).count();
                assert!(of(Direction::Input) > 0 && of(Direction::Output) > 0, "{instance}");
                assert!(ports.iter().all(|port| port.width > 0), "{instance}: {ports:?}");
            }
        }
    }

    #[test]
    fn configurations_of_the_lists_are_possible_and_cover_what_they_should() {
        for (block, of_its_own) in [("sequencer", OF_BLOCKS), ("datapath", OF_TOPS)] {
            let instances = Block::named(block).expect("it is listed").instances();
            let named = if block == "datapath" { NAMED.len() } else { 1 };
            assert_eq!(instances.len(), named + UNNAMED.len() + of_its_own.len());
            assert_eq!(instances[0].to_string(), format!("{block}_tiny"));
            let any = |is: fn(&Configuration) -> bool| instances.iter().any(|instance| is(instance.configuration()));
            assert!(any(|it| it.rows() % 2 == 1 && it.columns() % 2 == 1));
            assert!(any(|it| it.columns() < it.rows()) && any(|it| it.columns() == 1));
            for cell in Cell::ALL {
                assert!(instances.iter().any(|instance| instance.configuration().cell() == *cell));
            }
        }
    }

    #[test]
    fn a_text_that_is_no_instance_is_refused_with_its_reason() {
        for (text, reason) in [
            ("nothing_4", "begins with the name of no block"),
            ("delayed", "begins with the name of no block"),
            ("delay_9x9", "choose one of 8x3"),
            ("row_4x9x16", "columns must be 1 to the 4 rows"),
            ("row_huge", "no configuration is called `huge`"),
        ] {
            let error = text.parse::<Instance>().expect_err(text).to_string();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }

    #[test]
    fn sizes_have_names() {
        let delay = Block::named("delay").expect("it is listed").first();
        assert_eq!((delay.to_string().as_str(), delay.own()), ("delay_8x3", [8, 3]));
        assert_eq!((delay.size("bits"), delay.size("stages")), (8, 3));
        let row = Block::named("row").expect("it is listed").first();
        assert_eq!((row.size("columns"), row.size("sum_bits"), row.configuration().name()), (4, 18, "tiny"));
        assert_eq!(Block::named("gated_sum").expect("it is listed").first().to_string(), "gated_sum");
        assert_eq!(Block::named("nothing"), None);
        assert_eq!(DATAPATH.name, "datapath");
    }
}
