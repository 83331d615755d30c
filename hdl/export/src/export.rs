//! The way from a block to a design.

use crate::check::drivers::check_drivers;
use crate::check::loops::Graph;
use crate::check::names::{check_name, check_names};
use crate::design::{Design, ModuleText, PortDirection};
use crate::error::ExportError;
use crate::read::collect::{Collection, Definition};
use crate::read::kernel::read_kernel;
use crate::read::net::{Interface, Nets, Port};
use crate::write::ascii::ascii;
use crate::write::module::{describe_ports, write_body};
use crate::write::plan::plan;
use crate::write::split::{chains, split};
use crate::write::{header, leaf};
use rust_hdl::prelude::{Block, Verilog};
use std::collections::{HashMap, HashSet};

type Result<T> = std::result::Result<T, ExportError>;

/// Writes `top` and every block below it as Verilog.
pub fn export(top: &dyn Block) -> Result<Design> {
    let definitions = Collection::of(top).definitions;
    let top = definitions.last().and_then(|top| top.module.as_ref());
    // A path is one of the source, and begins with a block.
    let top_block = top.map_or("top", |module| &module.block);
    let mut interfaces: Vec<Interface> = Vec::with_capacity(definitions.len());
    let mut modules: Vec<ModuleText> = Vec::new();
    let mut by_name: HashMap<String, usize> = HashMap::new();
    let mut module_of: Vec<Option<usize>> = Vec::with_capacity(definitions.len());
    for definition in &definitions {
        if definition.is_flop() {
            interfaces.push(Interface::default());
            module_of.push(None);
            continue;
        }
        let place = |name: &str| {
            let parts = [top_block, definition.path.as_str(), name];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".")
        };
        let (interface, module) = export_block(definition, &definitions, &interfaces, &place)?;
        let position = match by_name.get(&module.name) {
            Some(position) if modules[*position] == module => *position,
            Some(_) => {
                return Err(ExportError::NameClash {
                    path: place(""),
                    name: module.name,
                    reason: "a different block has this module name already, give each its own".into(),
                });
            }
            None => {
                by_name.insert(module.name.clone(), modules.len());
                modules.push(module);
                modules.len() - 1
            }
        };
        interfaces.push(interface);
        module_of.push(Some(position));
    }
    count_instances(&definitions, &module_of, &mut modules);
    Ok(Design { top: top.map_or_else(String::new, |module| module.name.clone()), modules })
}

fn export_block(
    definition: &Definition,
    definitions: &[Definition],
    interfaces: &[Interface],
    place: &dyn Fn(&str) -> String,
) -> Result<(Interface, ModuleText)> {
    let Some(entry) = &definition.module else {
        return Err(ExportError::MissingModule { path: place("") });
    };
    let name = &entry.name;
    check_name(name, &place(""))?;
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
            (vec![leaf::body(text)], HashSet::new(), leaf::dependencies(&described, &definition.timing))
        }
        Verilog::Empty => return Err(unsupported("a block without a kernel: put `#[hdl_gen]` before its `update`")),
        Verilog::Blackbox(_) | Verilog::Wrapper(_) => {
            return Err(unsupported("a black box or wrapper: give its Verilog as `Verilog::Custom`"));
        }
    };
    let head = header::comment(entry);
    let is_register = |port: usize| {
        port_nets.get(port).is_some_and(|net| registers.contains(net)) && ports[port].direction == PortDirection::Output
    };
    let first = header::ports(name, &ports, &is_register);
    let body = paragraphs.join("\n\n");
    // Tools read files one after the other: what one switches off it has to switch on again.
    let text = format!("{head}\n`default_nettype none\n{first}\n{body}\nendmodule\n`default_nettype wire\n");
    let text = ascii(&text, &place(""))?;
    let interface = Interface { module: name.clone(), ports: described, dependencies };
    let text = ModuleText {
        name: name.clone(),
        block: entry.block.clone(),
        documentation: entry.documentation.clone(),
        text,
        ports,
        instances: 0,
    };
    Ok((interface, text))
}

/// Counts instances from the top down: definitions come children first.
fn count_instances(definitions: &[Definition], module_of: &[Option<usize>], modules: &mut [ModuleText]) {
    let mut counts = vec![0; definitions.len()];
    if let Some(top) = counts.last_mut() {
        *top = 1;
    }
    for (position, definition) in definitions.iter().enumerate().rev() {
        for child in &definition.children {
            counts[child.definition] += counts[position];
        }
        if let Some(module) = module_of[position] {
            modules[module].instances += counts[position];
        }
    }
}
