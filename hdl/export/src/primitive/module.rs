//! The name and the documentation of a block's Verilog module, carried by the block itself.
//!
//! rust-hdl tells an exporter nothing about a block's type, so every block has a field `module_name: Module`,
//! which adds no hardware.

use rust_hdl::core::ast::VerilogLiteral;
use rust_hdl::core::atom::{Atom, AtomKind};
use rust_hdl::core::constraint::PinConstraint;
use rust_hdl::core::signal::get_signal_id;
use rust_hdl::prelude::*;

/// Marks the descriptor of a [`Module`] among a block's constants.
pub(crate) const MODULE_MARKER: &str = "@module";

/// A block's module name, its header comment and the comments of its ports.
#[derive(Clone, Debug)]
pub struct Module {
    name: String,
    documentation: &'static str,
    ports: &'static [(&'static str, &'static str)],
    id: usize,
}

impl Module {
    /// The module `name` with `documentation` as its header comment.
    pub fn new(name: impl Into<String>, documentation: &'static str) -> Self {
        Self { name: name.into(), documentation, ports: &[], id: get_signal_id() }
    }

    /// The same module with the names of ports and the comment of each.
    pub fn with_ports(self, ports: &'static [(&'static str, &'static str)]) -> Self {
        Self { ports, ..self }
    }
}

impl Logic for Module {
    fn update(&mut self) {}
}

impl Atom for Module {
    fn bits(&self) -> usize {
        0
    }

    fn connected(&self) -> bool {
        true
    }

    fn changed(&self) -> bool {
        false
    }

    fn kind(&self) -> AtomKind {
        AtomKind::Constant
    }

    /// Name and documentation travel as the fields of an enumeration: the one place of rust-hdl's atoms that
    /// holds text. Pairs of a port and its comment follow them.
    fn descriptor(&self) -> TypeDescriptor {
        let ports = self.ports.iter().flat_map(|(port, comment)| [(*port).to_owned(), (*comment).to_owned()]);
        let texts = [self.name.clone(), self.documentation.into()].into_iter().chain(ports).collect();
        TypeDescriptor { name: MODULE_MARKER.into(), kind: TypeKind::Enum(texts) }
    }

    fn vcd(&self) -> VCDValue {
        VCDValue::Vector(Vec::new())
    }

    fn id(&self) -> usize {
        self.id
    }

    fn verilog(&self) -> VerilogLiteral {
        false.into()
    }

    fn constraints(&self) -> Vec<PinConstraint> {
        Vec::new()
    }
}

impl Block for Module {
    fn connect_all(&mut self) {}

    fn update_all(&mut self) {}

    fn has_changed(&self) -> bool {
        false
    }

    fn accept(&self, name: &str, probe: &mut dyn Probe) {
        probe.visit_atom(name, self);
    }
}
