//! A block of the list by its name, and an instance by the name that it prints.

use crate::block::{Block, Instance, Shape};
use crate::blocks::BLOCKS;
use crate::configuration::{Configuration, ConfigurationError};
use std::str::FromStr;
use thiserror::Error;

impl Block {
    /// The block of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        BLOCKS.iter().find(|block| block.name == name)
    }
}

/// Why a text names no instance.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InstanceError {
    /// No block has this name.
    #[error("`{0}` does not begin with the name of a block")]
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

    /// The inverse of [`Display`](std::fmt::Display): any configuration, and own sizes that the block is tested at.
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
                let known = || instances.iter().map(super::block::Instance::sizes).collect::<Vec<_>>().join(", ");
                let found = instances.iter().find(|known| known.sizes() == sizes).cloned();
                found.ok_or_else(|| InstanceError::Sizes { block: block.name, sizes: sizes.to_owned(), known: known() })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::{Direction, OF_BLOCKS, OF_TOPS, UNNAMED};
    use crate::cell::Cell;
    use crate::configuration::NAMED;
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
        for (block, of_its_own) in [("array", OF_BLOCKS), ("datapath", OF_TOPS)] {
            let instances = Block::named(block).expect("it is listed").instances();
            let named = if block == "datapath" { NAMED.len() } else { 1 };
            assert_eq!(instances.len(), named + UNNAMED.len() + of_its_own.len());
            assert_eq!(instances[0].to_string(), format!("{block}_tiny"));
            let any = |is: fn(&Configuration) -> bool| instances.iter().any(|instance| is(instance.configuration()));
            assert!(any(|it| it.rows() % 2 == 1 && it.columns() % 2 == 1));
            assert!(any(|it| it.columns() < it.rows()) && any(|it| it.columns() == 1));
            assert!(any(|it| it.columns() > it.rows()));
            for cell in Cell::ALL {
                assert!(instances.iter().any(|instance| instance.configuration().cell() == *cell));
            }
        }
    }

    #[test]
    fn a_text_that_is_no_instance_is_refused_with_its_reason() {
        for (text, reason) in [
            ("nothing_4", "does not begin with the name of a block"),
            ("delayed", "does not begin with the name of a block"),
            ("delay_9x9", "choose one of 8x3"),
            ("row_4x257x16", "columns must be 1 to 256"),
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
        assert_eq!(Block::named("multiplier").expect("it is listed").first().to_string(), "multiplier");
        assert_eq!(Block::named("nothing"), None);
        assert_eq!(DATAPATH.name, "datapath");
    }
}
