//! The name and the documentation of a block's Verilog module, carried by the block itself.
//!
//! rust-hdl tells an exporter nothing about a block's type, so every block has a field `module_name: Module`,
//! which adds no hardware.

use crate::primitive::leaf::{Parameter, register};
use crate::primitive::marker::as_marker;
use rust_hdl::core::signal::get_signal_id;
use rust_hdl::prelude::*;
use std::fmt::Display;

/// Marks the descriptor of a [`Module`] among a block's constants.
pub(crate) const MODULE_MARKER: &str = "@module";

/// What every module's name begins with, so that it differs from the names of other people's modules.
pub const PREFIX: &str = "seedchip_";

/// A block's module name, its header comment and the comments of its ports.
#[derive(Clone, Debug)]
pub struct Module {
    block: String,
    sizes: String,
    configuration: String,
    documentation: &'static str,
    ports: &'static [(&'static str, &'static str)],
    parameters: Vec<(&'static str, usize)>,
    derived: Vec<(&'static str, usize)>,
    id: usize,
}

impl Module {
    /// The module `seedchip_<block>` with `documentation` as its header comment.
    pub fn new(block: impl Into<String>, documentation: &'static str) -> Self {
        Self {
            block: block.into(),
            sizes: String::new(),
            configuration: String::new(),
            documentation,
            ports: &[],
            parameters: Vec::new(),
            derived: Vec::new(),
            id: get_signal_id(),
        }
    }

    /// The module `seedchip_<block>_<sizes>`: for a block of which two of different sizes differ in content.
    pub fn sized(self, sizes: impl Display) -> Self {
        Self { sizes: sizes.to_string(), ..self }
    }

    /// The module `seedchip_<block>_<configuration>`: for a block that depends on a configuration as a whole. The
    /// header says which one.
    pub fn configured(self, configuration: &str) -> Self {
        Self { configuration: configuration.to_owned(), ..self.sized(configuration) }
    }

    /// The module of all blocks of this name that differ in `values` of `parameters` alone, and are made by `make`.
    /// `derived` are other numbers that follow from these and have a name in the Verilog.
    pub fn with_parameters(
        self,
        parameters: &'static [Parameter],
        values: &[usize],
        derived: &[(&'static str, usize)],
        make: impl Fn(&[usize]) -> Box<dyn Block> + Send + Sync + 'static,
    ) -> Self {
        register(self.name(), parameters, make);
        let parameters = parameters.iter().zip(values).map(|(parameter, value)| (parameter.name, *value)).collect();
        Self { parameters, derived: derived.to_vec(), ..self }
    }

    /// The same module with the names of ports and the comment of each.
    pub fn with_ports(self, ports: &'static [(&'static str, &'static str)]) -> Self {
        Self { ports, ..self }
    }

    fn name(&self) -> String {
        let separator = if self.sizes.is_empty() { "" } else { "_" };
        format!("{PREFIX}{}{separator}{}", self.block, self.sizes)
    }

    /// The texts travel as the values of an enumeration: the one place of rust-hdl's atoms that holds text. Pairs of
    /// a port and its comment come last.
    fn descriptor(&self) -> TypeDescriptor {
        let numbers = |numbers: &[(&str, usize)]| {
            numbers.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
        };
        let own = [
            self.block.clone(),
            self.name(),
            self.configuration.clone(),
            self.documentation.to_owned(),
            numbers(&self.parameters),
            numbers(&self.derived),
        ];
        let ports = self.ports.iter().flat_map(|(port, comment)| [(*port).to_owned(), (*comment).to_owned()]);
        let texts = own.into_iter().chain(ports).collect();
        TypeDescriptor { name: MODULE_MARKER.into(), kind: TypeKind::Enum(texts) }
    }
}

as_marker!(Module, Module::descriptor);
