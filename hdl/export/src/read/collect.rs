//! Walks a block and keeps every distinct block once.
//!
//! Two instances are the same block when everything that could make a difference is the same text: module
//! name, documentation, signals, constants, kernel, and the children's own entries. The texts themselves are
//! compared, so equality is certain; a thousand equal cells cost a thousand short strings.

use crate::number::Number;
use crate::primitive::{FLOP_MARKER, MODULE_MARKER, REGISTERS_MARKER};
use crate::read::path::{Indexed, identifier, split_lanes};
use rust_hdl::prelude::*;
use std::collections::HashMap;

/// The type of a signal: what Rust computes with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Type {
    /// Two's complement?
    pub signed: bool,
    /// Bits of the type, of which a bus may have fewer wires.
    pub bits: usize,
}

impl Type {
    /// One bit.
    pub const BIT: Type = Type { signed: false, bits: 1 };
}

/// A signal of a block.
#[derive(Clone, Debug)]
pub struct AtomEntry {
    /// Field and lane.
    pub name: Indexed,
    /// Input, output, local or constant.
    pub kind: AtomKind,
    /// Wires.
    pub width: usize,
    /// What Rust computes with; none for the types that have no translation.
    pub ty: Option<Type>,
    /// Carries a clock?
    pub clock: bool,
    /// The names of an enumeration's values.
    pub values: Vec<String>,
    /// Its value, if it is a constant.
    pub constant: Number,
}

/// A block below a block.
#[derive(Clone, Debug)]
pub struct ChildEntry {
    /// Field and index.
    pub name: Indexed,
    /// Which definition it is an instance of.
    pub definition: usize,
}

/// What a block says about its module.
#[derive(Clone, Debug)]
pub struct ModuleEntry {
    /// The block's name.
    pub block: String,
    /// The module's name.
    pub name: String,
    /// The configuration, empty if the module does not depend on one as a whole.
    pub configuration: String,
    /// What the block does, line by line.
    pub documentation: String,
    /// Ports and what each is for.
    pub ports: Vec<(String, String)>,
    /// Its parameters and their values here.
    pub parameters: Vec<(String, usize)>,
    /// Numbers that follow from them, and have a name too.
    pub derived: Vec<(String, usize)>,
}

impl ModuleEntry {
    /// Takes the texts of a [`crate::primitive::Module`] apart.
    fn of(texts: &[String]) -> Option<Self> {
        let [block, name, configuration, documentation, parameters, derived, ports @ ..] = texts else { return None };
        let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(Self {
            block: block.clone(),
            name: name.clone(),
            configuration: configuration.clone(),
            documentation: unindented(documentation),
            ports: ports.chunks_exact(2).map(|pair| (pair[0].clone(), line(&pair[1]))).collect(),
            parameters: numbers(parameters),
            derived: numbers(derived),
        })
    }

    /// The comments of a bundle's members, by their ports in a block with the bundle `name`.
    fn of_members(self, name: &str) -> impl Iterator<Item = (String, String)> {
        let prefix = identifier(name);
        self.ports.into_iter().map(move |(member, comment)| (format!("{prefix}_{member}"), comment))
    }

    /// What a port is for; empty if the block doesn't say.
    pub fn port(&self, name: &str) -> &str {
        self.ports.iter().find(|(port, _)| port == name).map_or("", |(_, comment)| comment)
    }
}

/// Takes `WIDTH=8 STAGES=3` apart.
fn numbers(text: &str) -> Vec<(String, usize)> {
    let pairs = text.split_whitespace().filter_map(|pair| pair.split_once('='));
    pairs.filter_map(|(name, value)| Some((name.to_owned(), value.parse().ok()?))).collect()
}

/// The lines of a documentation comment without the space that follows the slashes.
fn unindented(documentation: &str) -> String {
    let lines = documentation.lines().map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end());
    lines.collect::<Vec<_>>().join("\n")
}

/// A distinct block.
#[derive(Clone, Debug)]
pub struct Definition {
    /// Module name and documentation.
    pub module: Option<ModuleEntry>,
    /// Where its first instance is, below the top.
    pub path: String,
    /// Signals in the order of the source.
    pub atoms: Vec<AtomEntry>,
    /// Blocks in the order of the source.
    pub children: Vec<ChildEntry>,
    /// What it does.
    pub body: Verilog,
    /// The field that stands for all flip-flops, if there is one.
    pub registers: Option<String>,
    /// Which pins a clock separates.
    pub timing: Vec<TimingInfo>,
    /// A bundle of something else than signals, which has no translation.
    pub interface: Option<String>,
    /// What the members of its bundles are for, by their ports.
    pub comments: Vec<(String, String)>,
}

impl Definition {
    /// Is it a flip-flop?
    pub fn is_flop(&self) -> bool {
        matches!(&self.body, Verilog::Custom(text) if text == FLOP_MARKER)
    }
}

/// All distinct blocks below a top, children before parents.
#[derive(Default)]
pub struct Collection {
    /// The blocks; the last one is the top.
    pub definitions: Vec<Definition>,
    known: HashMap<String, usize>,
    open: Vec<Definition>,
    /// The bundles around what is being visited.
    bundles: Vec<String>,
}

impl Collection {
    /// Walks `top`.
    pub fn of(top: &dyn Block) -> Self {
        let mut collection = Self::default();
        top.accept("", &mut collection);
        collection
    }

    /// A field's name, in the bundles around it: `up$data[2]`.
    fn name(&self, name: &str) -> Indexed {
        let Indexed { base, indices } = split_lanes(name);
        let parts = self.bundles.iter().chain([&base]).map(String::as_str).collect::<Vec<_>>();
        Indexed { base: parts.join("$"), indices }
    }

    fn close(&mut self, definition: Definition) -> usize {
        let key = format!(
            "{:?}{:?}{:?}{:?}{:?}",
            definition.module, definition.atoms, definition.children, definition.body, definition.timing
        );
        *self.known.entry(key).or_insert_with(|| {
            self.definitions.push(definition);
            self.definitions.len() - 1
        })
    }
}

impl Probe for Collection {
    fn visit_start_scope(&mut self, name: &str, node: &dyn Block) {
        let name = split_lanes(name).text();
        let path = match self.open.last() {
            Some(parent) if !parent.path.is_empty() => format!("{}.{name}", parent.path),
            _ => name,
        };
        self.open.push(Definition {
            module: None,
            path,
            atoms: Vec::new(),
            children: Vec::new(),
            body: node.hdl(),
            registers: None,
            timing: node.timing(),
            interface: None,
            comments: Vec::new(),
        });
    }

    fn visit_end_scope(&mut self, name: &str, _node: &dyn Block) {
        let Some(mut definition) = self.open.pop() else { return };
        if let Some(module) = &mut definition.module {
            module.ports.append(&mut definition.comments);
        }
        let definition = self.close(definition);
        if let Some(parent) = self.open.last_mut() {
            if let Some(bundle) = self.bundles.first() {
                parent.interface.get_or_insert_with(|| bundle.clone());
            }
            parent.children.push(ChildEntry { name: split_lanes(name), definition });
        }
    }

    fn visit_start_namespace(&mut self, name: &str, _node: &dyn Block) {
        self.bundles.push(split_lanes(name).text());
    }

    fn visit_end_namespace(&mut self, _name: &str, _node: &dyn Block) {
        self.bundles.pop();
    }

    fn visit_atom(&mut self, name: &str, signal: &dyn Atom) {
        let full = self.name(name);
        let bundles = self.bundles.join("$");
        let Some(parent) = self.open.last_mut() else { return };
        let descriptor = signal.descriptor();
        let (ty, values) = match descriptor.kind {
            TypeKind::Enum(texts) if descriptor.name == MODULE_MARKER => {
                match ModuleEntry::of(&texts) {
                    Some(bundle) if !bundles.is_empty() => parent.comments.extend(bundle.of_members(&bundles)),
                    entry => parent.module = entry,
                }
                return;
            }
            TypeKind::Bits(_) if descriptor.name == REGISTERS_MARKER => {
                parent.registers = Some(name.to_owned());
                return;
            }
            TypeKind::Bits(bits) => (Some(Type { signed: false, bits }), Vec::new()),
            TypeKind::Signed(bits) => (Some(Type { signed: true, bits }), Vec::new()),
            TypeKind::Enum(values) => (Some(Type { signed: false, bits: signal.bits() }), values),
            TypeKind::Composite(_) => (None, Vec::new()),
        };
        let constant = match signal.kind() {
            AtomKind::Constant => Number::parse(&signal.verilog().to_string()).map_or_else(Number::default, |it| it.0),
            _ => Number::default(),
        };
        parent.atoms.push(AtomEntry {
            name: full,
            kind: signal.kind(),
            width: signal.bits(),
            ty,
            clock: descriptor.name == "clock",
            values,
            constant,
        });
    }
}
