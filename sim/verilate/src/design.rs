//! The input of a library: Verilog, and how to Verilate it.

use seedchip_spec::{Direction, Instance, Port};
use std::fmt;

/// The clock of every exported block that has one.
const CLOCK: &str = "clk_i";

/// Verilog that implements a block.
#[derive(Clone, Debug)]
pub struct Design {
    /// The block's name.
    pub block: &'static str,
    /// Its sizes: the configuration's name, or the block's own as in `8x3`.
    pub sizes: String,
    /// The difference from the exported block, such as the target of a netlist: letters, digits and `_`; empty
    /// for the exported block.
    pub variant: String,
    /// The top module.
    pub top: String,
    /// All modules.
    pub verilog: String,
    /// Flags for Verilator that this design needs besides those of every model.
    pub flags: Vec<String>,
    /// The clock, if there are flip-flops.
    pub clock: Option<&'static str>,
    /// The ports but the clock.
    pub ports: Vec<Port>,
    /// The C++ compiler's level of optimisation for what runs in every cycle: 0 to 3. Level 1 compiles a netlist, which
    /// is a hundred times the C++ of its source, in half the time of level 3.
    pub optimisation: u32,
    /// Whether the model can write waveforms.
    pub tracing: bool,
}

impl Design {
    /// Verilog with the ports of a block, optimised, and with waveforms.
    pub fn new(instance: &Instance, top: impl Into<String>, verilog: impl Into<String>) -> Self {
        Self {
            block: instance.name(),
            sizes: instance.sizes(),
            variant: String::new(),
            top: top.into(),
            verilog: verilog.into(),
            flags: Vec::new(),
            clock: instance.block().clocked.then_some(CLOCK),
            ports: instance.ports(),
            optimisation: 3,
            tracing: true,
        }
    }

    /// How its files begin.
    pub(crate) fn stem(&self) -> String {
        let parts = [self.block, &self.sizes, &self.variant];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_")
    }

    /// The C++ class that Verilator makes.
    pub(crate) fn class(&self) -> String {
        format!("V{}", self.block)
    }

    /// The ports in the order of the table of addresses: the clock comes last.
    pub(crate) fn storage(&self) -> impl Iterator<Item = Port> {
        let clock = self.clock.map(|name| Port { name, direction: Direction::Input, width: 1 });
        self.ports.iter().copied().chain(clock)
    }
}

impl fmt::Display for Design {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "`{}`", self.block)?;
        if !self.sizes.is_empty() {
            write!(formatter, " at {}", self.sizes)?;
        }
        if self.variant.is_empty() { Ok(()) } else { write!(formatter, " ({})", self.variant) }
    }
}
