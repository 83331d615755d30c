//! Modules whose instances differ in numbers: how to make a block at other numbers.
//!
//! rust-hdl's tree of a block holds signals and texts, no functions. So what makes a block waits here, in a table by the
//! name of its module, from when the first of them is made.

use rust_hdl::prelude::Block;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A number in which the instances of a module may differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name in Verilog.
    pub name: &'static str,
    /// What it is.
    pub documentation: &'static str,
    /// The values at which texts of the module are compared, the default first.
    pub samples: &'static [usize],
}

/// What makes a block at values of its parameters.
type Maker = dyn Fn(&[usize]) -> Box<dyn Block> + Send + Sync;

/// A module with parameters.
pub(crate) struct Leaf {
    /// Its parameters.
    pub parameters: &'static [Parameter],
    make: Box<Maker>,
}

impl Leaf {
    /// The block at these values, in the order of the parameters.
    pub fn at(&self, values: &[usize]) -> Box<dyn Block> {
        (self.make)(values)
    }

    /// Every choice of the parameters' samples, that of the defaults first.
    pub fn samples(&self) -> Vec<Vec<usize>> {
        self.parameters.iter().fold(vec![Vec::new()], |choices, parameter| {
            let longer =
                |choice: Vec<usize>| parameter.samples.iter().map(move |value| [choice.as_slice(), &[*value]].concat());
            choices.into_iter().flat_map(longer).collect()
        })
    }
}

type Leaves = BTreeMap<String, Arc<Leaf>>;

fn leaves<R>(with: impl FnOnce(&mut Leaves) -> R) -> R {
    static LEAVES: Mutex<Leaves> = Mutex::new(BTreeMap::new());
    with(&mut LEAVES.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Says how the blocks of the module `name` are made, if nobody has.
pub(crate) fn register(
    name: String,
    parameters: &'static [Parameter],
    make: impl Fn(&[usize]) -> Box<dyn Block> + Send + Sync + 'static,
) {
    leaves(|leaves| _ = leaves.entry(name).or_insert_with(|| Arc::new(Leaf { parameters, make: Box::new(make) })));
}

/// How the blocks of the module `name` are made.
pub(crate) fn leaf(name: &str) -> Option<Arc<Leaf>> {
    leaves(|leaves| leaves.get(name).cloned())
}
