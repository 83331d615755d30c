//! The way from a block to a design.

use crate::check::drivers::check_drivers;
use crate::check::loops::Graph;
use crate::check::names::{check_name, check_names};
use crate::design::{Design, ModuleText, PortDirection, Size};
use crate::error::ExportError;
use crate::general::module::{General, Single};
use crate::primitive::leaf;
use crate::read::collect::{Collection, Definition};
use crate::read::kernel::read_kernel;
use crate::read::net::{Interface, Nets, Port};
use crate::write::ascii::ascii;
use crate::write::leaf as custom;
use crate::write::module::{describe_ports, write_body};
use crate::write::plan::plan;
use crate::write::split::{chains, split};
use rust_hdl::prelude::{Block, Verilog};
use std::collections::{HashMap, HashSet};

type Result<T> = std::result::Result<T, ExportError>;

/// Writes `top` and every block below it as Verilog.
pub fn export(top: &dyn Block) -> Result<Design> {
    let blocks = Blocks::of(top)?;
    let counts = blocks.counts();
    let mut general: HashMap<String, General> = HashMap::new();
    let mut modules: Vec<ModuleText> = Vec::new();
    for (position, single) in blocks.singles.iter().enumerate() {
        let Some(single) = single else { continue };
        let place = blocks.place(position, "");
        let name = single.entry.name.as_str();
        let is_top = position + 1 == blocks.singles.len();
        let module = if single.entry.parameters.is_empty() {
            plain_module(single, &place)?
        } else {
            if !general.contains_key(name) {
                general.insert(name.to_owned(), general_module(single)?);
            }
            sized_module(&general[name], single, is_top, &place)?
        };
        let known = modules.iter().position(|known| known.name == name);
        let known = known.unwrap_or_else(|| {
            modules.push(module.clone());
            modules.len() - 1
        });
        let known = &mut modules[known];
        if known.text != module.text || known.ports != module.ports {
            return Err(ExportError::NameClash {
                path: place,
                name: module.name,
                reason: "a different block has this module name already, give each its own".into(),
            });
        }
        known.instances += counts[position];
        if !single.entry.parameters.is_empty() {
            add_size(known, single, counts[position], &place)?;
        }
    }
    Ok(Design { top: modules.last().map_or_else(String::new, |top| top.name.clone()), modules })
}

/// The module of a block without parameters.
fn plain_module(single: &Single, place: &str) -> Result<ModuleText> {
    let entry = &single.entry;
    Ok(ModuleText {
        name: entry.name.clone(),
        block: entry.block.clone(),
        documentation: entry.documentation.clone(),
        text: ascii(&single.text(&entry.name), place)?,
        ports: single.ports.clone(),
        parameters: Vec::new(),
        sizes: Vec::new(),
        instances: 0,
    })
}

/// The module of a block at all sizes, from the block at the samples of its parameters.
fn general_module(single: &Single) -> Result<General> {
    let name = &single.entry.name;
    let refuse = |what: String| ExportError::NotGeneral { module: name.clone(), what };
    let leaf = leaf(name).ok_or_else(|| refuse("nothing makes it at other sizes".into()))?;
    let sample = |values: Vec<usize>| {
        let mut blocks = Blocks::of(leaf.at(&values).as_ref())?;
        blocks.singles.pop().flatten().ok_or_else(|| refuse("what makes it makes nothing".into()))
    };
    let singles = leaf.samples().into_iter().map(sample).collect::<Result<Vec<_>>>()?;
    General::of(leaf.parameters, singles).map_err(refuse)
}

/// The module with parameters that a block is one size of. That of the top has its sizes as defaults.
fn sized_module(general: &General, single: &Single, is_top: bool, place: &str) -> Result<ModuleText> {
    let refuse = |what: String| ExportError::NotGeneral { module: single.entry.name.clone(), what };
    general.check(single).map_err(refuse)?;
    let own = || single.entry.parameters.iter().map(|(_, value)| *value).collect();
    let defaults = if is_top { own() } else { general.defaults() };
    let module = general.module(&defaults).map_err(refuse)?;
    Ok(ModuleText { text: ascii(&module.text, place)?, ..module })
}

/// Adds instances of one size to a module with parameters.
fn add_size(module: &mut ModuleText, single: &Single, instances: usize, place: &str) -> Result<()> {
    let values: Vec<usize> = single.entry.parameters.iter().map(|(_, value)| *value).collect();
    match module.sizes.iter_mut().find(|size| size.values == values) {
        Some(size) => size.instances += instances,
        None => {
            let name = single.name_alone();
            let text = ascii(&single.text(&name), place)?;
            module.sizes.push(Size { values, instances, name, text });
        }
    }
    Ok(())
}

/// Every distinct block below a top, exported by itself.
struct Blocks {
    definitions: Vec<Definition>,
    /// One for each definition that is no flip-flop.
    singles: Vec<Option<Single>>,
}

impl Blocks {
    fn of(top: &dyn Block) -> Result<Self> {
        let mut blocks = Self { definitions: Collection::of(top).definitions, singles: Vec::new() };
        let mut interfaces: Vec<Interface> = Vec::with_capacity(blocks.definitions.len());
        for (position, definition) in blocks.definitions.iter().enumerate() {
            let (interface, single) = if definition.is_flop() {
                (Interface::default(), None)
            } else {
                let place = |name: &str| blocks.place(position, name);
                let (interface, single) = export_block(definition, &blocks.definitions, &interfaces, &place)?;
                (interface, Some(single))
            };
            interfaces.push(interface);
            blocks.singles.push(single);
        }
        Ok(blocks)
    }

    /// A signal of a block with the way to it. A path is one of the source, and begins with a block.
    fn place(&self, position: usize, name: &str) -> String {
        let top = self.definitions.last().and_then(|top| top.module.as_ref()).map_or("top", |module| &module.block);
        let parts = [top, self.definitions[position].path.as_str(), name];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".")
    }

    /// How many instances there are of each, from the top down: definitions come children first.
    fn counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.definitions.len()];
        if let Some(top) = counts.last_mut() {
            *top = 1;
        }
        for (position, definition) in self.definitions.iter().enumerate().rev() {
            for child in &definition.children {
                counts[child.definition] += counts[position];
            }
        }
        counts
    }
}

fn export_block(
    definition: &Definition,
    definitions: &[Definition],
    interfaces: &[Interface],
    place: &dyn Fn(&str) -> String,
) -> Result<(Interface, Single)> {
    let Some(entry) = &definition.module else {
        return Err(ExportError::MissingModule { path: place("") });
    };
    check_name(&entry.name, &place(""))?;
    let unsupported = |what: &str| ExportError::UnsupportedConstruct { path: place(""), what: what.to_owned() };
    if let Some(field) = &definition.interface {
        return Err(ExportError::UnsupportedConstruct {
            path: place(field),
            what: "a bundle of something else than signals: put flip-flops and blocks beside it".into(),
        });
    }
    let mut nets = Nets::of(definition, definitions, interfaces, place)?;
    let (port_nets, mut ports) = describe_ports(&nets);
    for port in &mut ports {
        port.documentation = entry.port(&port.name).to_owned();
    }
    let described: Vec<Port> = port_nets
        .iter()
        .zip(&ports)
        .map(|(net, port)| Port { net: nets.list[*net].clone(), direction: port.direction })
        .collect();
    let (paragraphs, registers, dependencies) = match &definition.body {
        Verilog::Combinatorial(kernel) => {
            let mut statements = read_kernel(kernel, &nets, place)?;
            check_drivers(&statements, &nets, place)?;
            let graph = Graph::new(&statements, &nets, interfaces);
            graph.check(place)?;
            let dependencies = graph.dependencies(&port_nets);
            let chains = chains(&graph, &nets);
            split(&chains, &mut nets, &mut statements);
            let plan = plan(statements, &nets, place)?;
            check_names(&nets, &plan.named_data, place)?;
            let body = write_body(&plan, &nets, interfaces, place)?;
            (body.paragraphs, body.registers, dependencies)
        }
        Verilog::Custom(text) => {
            if !nets.instances.is_empty() || !nets.flops.is_empty() {
                return Err(unsupported("own Verilog beside children: put one of them in a block of its own"));
            }
            check_names(&nets, &HashSet::new(), place)?;
            (vec![custom::body(text)], HashSet::new(), custom::dependencies(&described, &definition.timing))
        }
        Verilog::Empty => return Err(unsupported("a block without a kernel: put `#[hdl_gen]` before its `update`")),
        Verilog::Blackbox(_) | Verilog::Wrapper(_) => {
            return Err(unsupported("a black box or wrapper: give its Verilog as `Verilog::Custom`"));
        }
    };
    let registers = port_nets
        .iter()
        .zip(&ports)
        .map(|(net, port)| registers.contains(net) && port.direction == PortDirection::Output)
        .collect();
    let (module, arguments) = (entry.name.clone(), entry.parameters.clone());
    let interface = Interface { module, arguments, ports: described, dependencies };
    Ok((interface, Single { entry: entry.clone(), ports, registers, paragraphs }))
}
