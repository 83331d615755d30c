//! The modules of a design, read once.

use crate::mutate::{Site, sites};
use crate::order::{Order, Paths};
use crate::verilog::tree::Module;
use crate::verilog::{SyntaxError, parse};
use std::collections::HashMap;
use thiserror::Error;

/// A module that is not in the subset of Verilog that is read.
#[derive(Debug, Error)]
#[error("`{module}`, {error}: this is not in the subset of Verilog that the mutation tool reads, extend its parser")]
pub struct ReadError {
    module: String,
    #[source]
    error: SyntaxError,
}

/// The modules of a design, children first.
pub struct Hierarchy<'a> {
    modules: Vec<(&'a str, Module)>,
    /// What follows what within a cycle, through each module.
    paths: HashMap<String, Paths>,
}

impl<'a> Hierarchy<'a> {
    /// Reads modules, their names and texts, children first.
    pub fn read(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, ReadError> {
        let mut design = Self { modules: Vec::new(), paths: HashMap::new() };
        for (name, text) in texts {
            let module = parse(text).map_err(|error| ReadError { module: name.to_owned(), error })?;
            let paths = Order::of(&module, &design.paths).paths(&module);
            design.paths.insert(module.name.clone(), paths);
            design.modules.push((text, module));
        }
        Ok(design)
    }

    /// Text and tree of each module, children first.
    pub fn modules(&self) -> impl Iterator<Item = (&'a str, &Module)> {
        self.modules.iter().map(|(text, module)| (*text, module))
    }

    /// The sites of the top and of the modules below it that are `own`, for [`crate::instrument::instrument`]. What
    /// is below a module that is not own is not looked at.
    pub fn sites(&self, own: impl Fn(&str) -> bool) -> Vec<Option<Vec<Site>>> {
        let mut reached: Vec<&str> = Vec::new();
        let parents_first = self.modules.iter().rev().enumerate();
        for (above, (_, module)) in parents_first {
            if above == 0 || reached.contains(&module.name.as_str()) {
                reached.push(&module.name);
                reached.extend(module.instances().filter(|name| own(name)));
            }
        }
        let sites = |text: &str, module: &Module| sites(text, module, &self.paths);
        let mutated = |module: &Module| reached.contains(&module.name.as_str());
        self.modules().map(|(text, module)| mutated(module).then(|| sites(text, module))).collect()
    }
}
