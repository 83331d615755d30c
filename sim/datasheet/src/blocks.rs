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
    // A module with parameters is read at each of its sizes.
    let sizes = module.sizes.iter().map(|size| (size.text.as_str(), size.instances));
    let alone = module.sizes.is_empty().then_some((module.text.as_str(), module.instances));
    sizes.chain(alone).flat_map(|(text, instances)| memories_in(&module.name, text, instances)).collect()
}

fn memories_in(module: &str, text: &str, instances: usize) -> Vec<Memory> {
    let declared = text.lines().filter_map(|line| {
        // `reg [15:0] words [0:3];`, with an attribute before it or not.
        let (_, declaration) = line.split_once("reg ")?;
        let (width, rest) = declaration.trim().strip_prefix('[')?.split_once(':')?;
        let (_, rest) = rest.split_once('[')?;
        let (_, last) = rest.split_once(']')?.0.split_once(':')?;
        Some((last.trim().parse::<usize>().ok()? + 1, width.trim().parse::<usize>().ok()? + 1))
    });
    declared.map(|(words, bits)| Memory { module: module.to_owned(), instances, words, bits }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use seedchip_export::Size;

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
            parameters: vec![],
            sizes: vec![],
            instances: 2,
        };
        let size = |words: &str, instances| Size {
            values: vec![],
            instances,
            name: String::new(),
            text: text.replace("0:3", words),
        };
        let general = ModuleText {
            name: "memory".to_owned(),
            text: "reg [WIDTH - 1:0] words [0:DEPTH - 1];".to_owned(),
            sizes: vec![size("0:7", 3), size("0:15", 1)],
            ..module.clone()
        };
        let design = Design { top: "memory_4x16".to_owned(), modules: vec![general, module] };
        let memory = |module: &str, instances, words| Memory { module: module.to_owned(), instances, words, bits: 16 };
        assert_eq!(memories(&design), [memory("memory", 3, 8), memory("memory", 1, 16), memory("memory_4x16", 2, 4)]);
    }
}
