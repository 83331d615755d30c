//! Fields of a block that are no hardware: they carry what the exporter has to know of the block.

/// Makes a type with a signal's `id` an atom of no bits that never changes. The function gives the descriptor that the
/// exporter reads.
macro_rules! as_marker {
    ($marker:ty, $describe:expr) => {
        impl rust_hdl::prelude::Logic for $marker {
            fn update(&mut self) {}
        }

        impl rust_hdl::core::atom::Atom for $marker {
            fn bits(&self) -> usize {
                0
            }

            fn connected(&self) -> bool {
                true
            }

            fn changed(&self) -> bool {
                false
            }

            fn kind(&self) -> rust_hdl::core::atom::AtomKind {
                rust_hdl::core::atom::AtomKind::Constant
            }

            fn descriptor(&self) -> rust_hdl::prelude::TypeDescriptor {
                let describe: fn(&$marker) -> rust_hdl::prelude::TypeDescriptor = $describe;
                describe(self)
            }

            fn vcd(&self) -> rust_hdl::prelude::VCDValue {
                rust_hdl::prelude::VCDValue::Vector(Vec::new())
            }

            fn id(&self) -> usize {
                self.id
            }

            fn verilog(&self) -> rust_hdl::core::ast::VerilogLiteral {
                false.into()
            }

            fn constraints(&self) -> Vec<rust_hdl::core::constraint::PinConstraint> {
                Vec::new()
            }
        }

        impl rust_hdl::prelude::Block for $marker {
            fn connect_all(&mut self) {}

            fn update_all(&mut self) {}

            fn has_changed(&self) -> bool {
                false
            }

            fn accept(&self, name: &str, probe: &mut dyn rust_hdl::prelude::Probe) {
                probe.visit_atom(name, self);
            }
        }
    };
}

pub(super) use as_marker;
