//! The items that the test file of each block must have.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use seedchip_spec::for_each_block;

/// What a test file has beside its tests.
pub enum Tests {
    /// Of a block that is tested cycle by cycle.
    Block {
        /// The cases written by hand.
        listed: fn() -> Vec<Script>,
        /// How many cases of each kind are drawn, and of how many cycles at most.
        drawn: (u64, usize),
        /// The latency that the catalogue tells.
        latency: fn() -> Latency,
    },
    /// Of a top, which is tested by whole commands.
    Top {
        /// The latency and interval that the catalogue tells.
        words: &'static str,
    },
}

#[rustfmt::skip]
macro_rules! of {
    (tops $name:ident) => { Tests::Top { words: crate::$name::LATENCY } };
    (root $name:ident) => { Tests::Block { listed: crate::$name::listed, drawn: crate::$name::DRAWN, latency: crate::$name::latency } };
    ($folder:ident $name:ident) => {
        Tests::Block {
            listed: crate::$folder::$name::listed,
            drawn: crate::$folder::$name::DRAWN,
            latency: crate::$folder::$name::latency,
        }
    };
}

macro_rules! registry {
    ($($folder:ident: $($name:ident)+;)+) => {
        /// What the test file of a block has.
        pub fn tests(block: &str) -> Tests {
            match block {
                $($(stringify!($name) => of!($folder $name),)+)+
                _ => panic!("no block is called `{block}`"),
            }
        }
    };
}

for_each_block!(registry);
