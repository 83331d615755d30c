//! The design to synthesise: a block of the registry, or a hand-written array to compare with.

pub(crate) mod harness;

use crate::error::FlowError;
use seedchip_export::PortDirection;
use seedchip_hdl::registry;
use seedchip_spec::{Block, Configuration};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// The name of the clock of every design.
pub const CLOCK: &str = "clk_i";

/// The name of the reset of every design that has one.
pub const RESET: &str = "rst_ni";

/// The source of a design.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A block of [`seedchip_spec::BLOCKS`].
    Block(String),
    /// The hand-written array of this file, of the configuration's size: the modules `sa_ws` and `pe_ws`.
    Yardstick(PathBuf),
}

impl Source {
    /// Its name in tables and folders.
    pub fn name(&self) -> &str {
        match self {
            Self::Block(name) => name,
            Self::Yardstick(_) => "yardstick",
        }
    }

    /// Its Verilog for a configuration.
    pub fn design(&self, configuration: &Configuration) -> Result<Design, FlowError> {
        match self {
            Self::Block(name) => exported(name, configuration),
            Self::Yardstick(path) => yardstick(path, configuration),
        }
    }
}

/// A port, its bits in one vector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Port {
    /// Its name.
    pub name: String,
    /// Whether it goes into the design.
    pub input: bool,
    /// Its bits.
    pub width: usize,
}

/// A file: name and text.
pub type NamedText = (String, String);

impl Port {
    /// What a constraint calls it: the bits of a vector are `sum_o[*]`.
    pub(crate) fn pattern(&self) -> String {
        if self.width == 1 { self.name.clone() } else { format!("{}[*]", self.name) }
    }
}

/// A design in Verilog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Design {
    /// Its top module.
    pub top: String,
    /// One file per module, children first.
    pub files: Vec<NamedText>,
    /// Its ports, the clock among them if it has one.
    pub ports: Vec<Port>,
}

impl Design {
    /// Whether it has flip-flops.
    pub fn clocked(&self) -> bool {
        self.ports.iter().any(|port| port.name == CLOCK)
    }
}

fn exported(name: &str, configuration: &Configuration) -> Result<Design, FlowError> {
    let unknown = || FlowError::Block { name: name.to_owned() };
    let block = Block::named(name).ok_or_else(unknown)?;
    let design = seedchip_export::export(&*registry::block(&block.of(configuration)))?;
    let port = |port: &seedchip_export::PortDescription| Port {
        name: port.name.clone(),
        input: port.direction == PortDirection::Input,
        width: port.width,
    };
    let ports = design.ports().iter().map(port).collect();
    let files = design.modules.into_iter().map(|module| (format!("{}.v", module.name), module.text)).collect();
    Ok(Design { top: design.top, files, ports })
}

/// The hand-written array in a wrapper that gives it the array's clock name, size and function: sums of the same
/// bits, a product register, and never a stall, which the array has no input for.
fn yardstick(path: &Path, configuration: &Configuration) -> Result<Design, FlowError> {
    let text = fs::read_to_string(path).map_err(FlowError::file("read the yardstick", path))?;
    for module in ["sa_ws", "pe_ws"] {
        let declared = text.split("module ").skip(1).any(|rest| {
            let name = rest.trim_start();
            name.strip_prefix(module)
                .is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_'))
        });
        if !declared {
            return Err(FlowError::Yardstick { path: path.to_owned(), module });
        }
    }
    let (rows, columns, sum_bits) = (configuration.rows(), configuration.columns(), configuration.sum_bits());
    let top = format!("yardstick_{rows}x{columns}");
    let port = |name: &str, input, width| Port { name: name.to_owned(), input, width };
    let ports = vec![
        port(CLOCK, true, 1),
        port("load_i", true, 1),
        port("swap_i", true, 1),
        port("weight_i", true, columns * 8),
        port("activation_i", true, rows * 8),
        port("sum_o", false, columns * sum_bits),
    ];
    let mut wrapper = format!("// The hand-written array, for a comparison.\nmodule {top} (\n");
    for (index, port) in ports.iter().enumerate() {
        let direction = if port.input { "input " } else { "output" };
        let comma = if index + 1 < ports.len() { "," } else { "" };
        // Writing to a string cannot fail.
        let bits = if port.width == 1 { String::new() } else { format!("[{}:0] ", port.width - 1) };
        let _ = writeln!(wrapper, "    {direction} wire {bits}{}{comma}", port.name);
    }
    let _ = write!(
        wrapper,
        ");\n    sa_ws #(.R({rows}), .C({columns}), .PW({sum_bits}), .PIPE(1), .DB(1)) array (\n        \
         .clk(clk_i), .en(1'b1), .wload(load_i), .wswap(swap_i),\n        \
         .a_in(activation_i), .w_in(weight_i), .p_out(sum_o)\n    );\nendmodule\n"
    );
    let files = vec![("reference.v".to_owned(), text), (format!("{top}.v"), wrapper)];
    Ok(Design { top, files, ports })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tiny() -> Configuration {
        Configuration::named("tiny").expect("a preset")
    }

    #[test]
    fn a_block_comes_with_its_children_and_ports() {
        let design = Source::Block("array".to_owned()).design(&tiny()).expect("the array");
        assert_eq!(design.top, "seedchip_array_4x4_single");
        assert_eq!(design.files.last().map(|(name, _)| name.as_str()), Some("seedchip_array_4x4_single.v"));
        assert!(design.clocked() && design.files.len() >= 3);
        assert!(
            design.ports.contains(&Port { name: "sum_o".to_owned(), input: false, width: 72 }),
            "{:?}",
            design.ports
        );
    }

    #[test]
    fn an_unknown_block_is_answered_with_the_list() {
        let error = Source::Block("alu".to_owned()).design(&tiny()).expect_err("no such block");
        assert!(error.to_string().contains("`alu`") && error.to_string().contains("launcher"), "{error}");
    }

    #[test]
    fn the_yardstick_gets_the_sum_bits_of_the_configuration() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("array.v");
        fs::write(&path, "module pe_ws #(\n…\nmodule sa_ws #(…").expect("written");
        let design = Source::Yardstick(path.clone()).design(&tiny()).expect("both modules are there");
        assert_eq!(design.top, "yardstick_4x4");
        assert!(design.files[1].1.contains(".R(4), .C(4), .PW(18), .PIPE(1)"), "{}", design.files[1].1);
        fs::write(&path, "module pe_ws; endmodule module sa_wsx; endmodule").expect("written");
        let error = Source::Yardstick(path).design(&tiny()).expect_err("the array is missing");
        assert!(error.to_string().contains("no module `sa_ws`"), "{error}");
    }
}
