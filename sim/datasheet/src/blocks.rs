//! The modules of the exported design, and the memories in them.

use seedchip_export::{Design, ModuleText};

/// A memory of the design.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Memory {
    /// Its module.
    pub module: String,
    /// Instances of the module.
    pub instances: usize,
    /// Words of each.
    pub words: usize,
    /// Bits of a word.
    pub bits: usize,
}

/// Every array of registers in the Verilog.
pub fn memories(design: &Design) -> Vec<Memory> {
    design.modules.iter().flat_map(memories_of).collect()
}

fn memories_of(module: &ModuleText) -> Vec<Memory> {
    let declared = module.text.lines().filter_map(|line| {
        // `reg [15:0] words [0:3];`, with an attribute before it or not.
        let (_, declaration) = line.split_once("reg ")?;
        let (width, rest) = declaration.trim().strip_prefix('[')?.split_once(':')?;
        let (_, rest) = rest.split_once('[')?;
        let (_, last) = rest.split_once(']')?.0.split_once(':')?;
        Some((last.trim().parse::<usize>().ok()? + 1, width.trim().parse::<usize>().ok()? + 1))
    });
    declared
        .map(|(words, bits)| Memory { module: module.name.clone(), instances: module.instances, words, bits })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memories_are_read_from_the_verilog() {
        let text = "// memory_4x16\n//\n// A memory of one port. And more\n// of it.\n//\nmodule memory_4x16;\n    \
                    (* ram_style = \"block\" *) reg [15:0] words [0:3];\n    reg [15:0] plain;\nendmodule\n";
        let module = ModuleText {
            name: "memory_4x16".to_owned(),
            block: "memory".to_owned(),
            documentation: String::new(),
            text: text.to_owned(),
            ports: vec![],
            instances: 2,
        };
        let design = Design { top: "memory_4x16".to_owned(), modules: vec![module] };
        assert_eq!(memories(&design), [Memory { module: "memory_4x16".to_owned(), instances: 2, words: 4, bits: 16 }]);
    }
}
