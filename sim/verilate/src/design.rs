//! What is Verilated: the Verilog, its ports, and the names that it goes by.

use seedchip_spec::Direction;

/// One model.
pub struct Design {
    /// `<block>_<configuration>`, and what else tells it from others: the library, part of every symbol.
    pub name: String,
    /// The block's name.
    pub block: String,
    /// The configuration's name.
    pub configuration: String,
    /// The top module.
    pub top: String,
    /// All modules.
    pub verilog: String,
    /// Flags for Verilator that this design alone needs.
    pub flags: Vec<String>,
    /// The clock, if the block has flip-flops.
    pub clock: Option<String>,
    /// Its ports but the clock.
    pub ports: Vec<Port>,
    /// How large it is, compared with others.
    pub size: usize,
}

/// A port of a design.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Port {
    /// Its name.
    pub name: String,
    /// Its direction.
    pub direction: Direction,
    /// Its bits.
    pub width: usize,
}

impl Design {
    /// The C++ class that Verilator makes.
    pub fn class(&self) -> String {
        format!("V{}", self.name)
    }

    /// The ports in the order of the table of addresses: the clock comes last.
    pub fn storage(&self) -> impl Iterator<Item = Port> {
        let clock = self.clock.iter().map(|name| Port { name: name.clone(), direction: Direction::Input, width: 1 });
        self.ports.iter().cloned().chain(clock)
    }
}
