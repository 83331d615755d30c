//! Every block of the list, built at its sizes.

use crate::simulated::Simulated;
use seedchip_spec::{Instance, for_each_block};

/// The module of a block makes it.
#[rustfmt::skip]
macro_rules! build {
    (root $name:ident $instance:ident) => { crate::$name::build($instance) };
    (tops $name:ident $instance:ident) => { crate::$name::build($instance) };
    ($folder:ident $name:ident $instance:ident) => { crate::$folder::$name::build($instance) };
}

macro_rules! registry {
    ($($folder:ident: $($name:ident)+;)+) => {
        /// A block, ready to simulate and to export.
        pub fn block(instance: &Instance) -> Box<dyn Simulated> {
            match instance.name() {
                $($(stringify!($name) => build!($folder $name instance),)+)+
                name => unreachable!("`{name}` is of another list of blocks"),
            }
        }
    };
}

for_each_block!(registry);
