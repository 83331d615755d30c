//! What the exporter hands back: modules as text, and their ports.

/// Which way a port goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PortDirection {
    /// Into the module.
    Input,
    /// Out of it.
    Output,
}

/// A port of a module, as its Verilog declares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortDescription {
    /// Its name.
    pub name: String,
    /// Its direction.
    pub direction: PortDirection,
    /// Its bits, all lanes of a vector together.
    pub width: usize,
    /// Whether the port is declared `signed`.
    pub signed: bool,
    /// What it is for, in one line; empty if the block doesn't say.
    pub documentation: String,
}

/// A parameter of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParameterDescription {
    /// Its name.
    pub name: String,
    /// Its value where an instance gives none.
    pub default: usize,
    /// What it is.
    pub documentation: String,
}

/// The instances of a module with parameters that have the same values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Size {
    /// The values, in the order of the parameters.
    pub values: Vec<usize>,
    /// How many instances have them; 1 for the top.
    pub instances: usize,
    /// What the module would be called if it were of this size alone.
    pub name: String,
    /// The text that it would have then, without parameters.
    pub text: String,
}

/// One module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleText {
    /// The module's name; its file is `<name>.v`.
    pub name: String,
    /// The block that it is of: the name without prefix and sizes.
    pub block: String,
    /// What the block does, as its declaration says it.
    pub documentation: String,
    /// The whole text of its file.
    pub text: String,
    /// Its ports in order; of a module with parameters, as they are at the defaults.
    pub ports: Vec<PortDescription>,
    /// Its parameters in order.
    pub parameters: Vec<ParameterDescription>,
    /// The values that its parameters have in the design.
    pub sizes: Vec<Size>,
    /// How many instances of it the design has; 1 for the top.
    pub instances: usize,
}

/// A block and everything below it in Verilog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Design {
    /// The name of the top module.
    pub top: String,
    /// Every module once, children before parents.
    pub modules: Vec<ModuleText>,
}

impl ModuleText {
    /// The first paragraph of the documentation in one line: what the block does.
    pub fn summary(&self) -> String {
        self.paragraphs().into_iter().next().unwrap_or_default()
    }

    /// The paragraphs of the documentation, each in one line.
    pub fn paragraphs(&self) -> Vec<String> {
        let lines: Vec<&str> = self.documentation.lines().map(str::trim).collect();
        let paragraphs = lines.split(|line| line.is_empty()).filter(|lines| !lines.is_empty());
        paragraphs.map(|lines| lines.join(" ")).collect()
    }
}

impl Design {
    /// The ports of the top module.
    pub fn ports(&self) -> &[PortDescription] {
        self.modules.last().map_or(&[], |module| &module.ports)
    }

    /// All modules in one text.
    pub fn verilog(&self) -> String {
        let texts: Vec<&str> = self.modules.iter().map(|module| module.text.as_str()).collect();
        texts.join("\n")
    }
}
