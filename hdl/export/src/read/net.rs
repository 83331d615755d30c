//! The nets of a module: its ports, locals, flip-flops and the pins of its children.
//!
//! All lanes of a `Vec` are one net, lane 0 lowest, so that a lane is a span of bits.

use crate::design::PortDirection;
use crate::error::ExportError;
use crate::number::Number;
use crate::read::collect::{AtomEntry, Definition, Type};
use crate::read::path::{Indexed, constant_name, identifier};
use rust_hdl::prelude::AtomKind;
use std::collections::HashMap;

/// Some neighbouring bits of a net.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The net, as a position in [`Nets::list`].
    pub net: usize,
    /// The lowest bit.
    pub lsb: usize,
    /// How many bits.
    pub width: usize,
}

impl Span {
    /// Is every bit of `other` in it?
    pub fn contains(&self, other: &Span) -> bool {
        self.net == other.net && self.lsb <= other.lsb && other.lsb + other.width <= self.lsb + self.width
    }

    /// Has it a bit in common with `other`?
    pub fn overlaps(&self, other: &Span) -> bool {
        self.net == other.net && self.lsb < other.lsb + other.width && other.lsb < self.lsb + self.width
    }
}

/// What a net is to its module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// An input port.
    Input,
    /// An output port.
    Output,
    /// A wire of the kernel.
    Local,
    /// An input pin of a child.
    ChildInput,
    /// An output pin of a child.
    ChildOutput,
    /// The clock of a word of flip-flops.
    FlopClock,
    /// What a word of flip-flops takes next.
    FlopData,
    /// What a word of flip-flops holds.
    FlopState,
}

impl Role {
    /// May the kernel write it?
    pub fn writable(self) -> bool {
        matches!(self, Role::Output | Role::Local | Role::ChildInput | Role::FlopClock | Role::FlopData)
    }
}

/// One element of a net.
#[derive(Clone, Debug)]
pub struct Lane {
    /// Its indices as text, `[2][1]`.
    pub index: String,
    /// Its lowest bit in the net.
    pub lsb: usize,
    /// Its bits.
    pub width: usize,
}

/// A net.
#[derive(Clone, Debug)]
pub struct Net {
    /// Its Verilog name.
    pub name: String,
    /// Its name in the source, without lanes.
    pub label: String,
    /// What it is.
    pub role: Role,
    /// Its elements.
    pub lanes: Vec<Lane>,
    /// Bits of all lanes.
    pub width: usize,
    /// What Rust computes with.
    pub ty: Type,
    /// Carries a clock?
    pub clock: bool,
}

impl Net {
    /// Is it declared `signed`? Vectors of lanes are not.
    pub fn signed(&self) -> bool {
        self.ty.signed && self.lanes.iter().all(|lane| lane.index.is_empty())
    }

    /// The name in the source of the lane that holds bit `bit`.
    pub fn lane_label(&self, bit: usize) -> String {
        let lane = self.lanes.iter().rev().find(|lane| lane.lsb <= bit);
        format!("{}{}", self.label, lane.map_or("", |lane| &lane.index))
    }

    /// Which lane holds bit `bit`.
    pub fn lane_at(&self, bit: usize) -> usize {
        self.lanes.partition_point(|lane| lane.lsb <= bit).saturating_sub(1)
    }
}

/// A port as a parent sees it.
#[derive(Clone, Debug)]
pub struct Port {
    /// The net inside the child.
    pub net: Net,
    /// Its direction.
    pub direction: PortDirection,
}

/// Per output (port, lane), the inputs (port, lane) that it follows from.
pub type Dependencies = Vec<((usize, usize), Vec<(usize, usize)>)>;

/// What a parent has to know of a child.
#[derive(Clone, Debug, Default)]
pub struct Interface {
    /// The child's module name.
    pub module: String,
    /// The values of its parameters.
    pub arguments: Vec<(String, usize)>,
    /// Its ports in order.
    pub ports: Vec<Port>,
    /// Per output (port, lane) the inputs (port, lane) it depends on without a flip-flop between.
    pub dependencies: Dependencies,
}

/// An instance of a child.
#[derive(Clone, Debug)]
pub struct Instance {
    /// Its Verilog name.
    pub name: String,
    /// Its name in the source.
    pub label: String,
    /// Which definition.
    pub definition: usize,
    /// One net per port, in the order of the ports.
    pub pins: Vec<usize>,
}

/// A field of flip-flops, one or a vector of words.
#[derive(Clone, Copy, Debug)]
pub struct Flop {
    /// The net of its clocks.
    pub clock: usize,
    /// The net of its next values.
    pub data: usize,
    /// The net of its values.
    pub state: usize,
}

/// What a name in a kernel stands for.
#[derive(Clone, Debug)]
pub enum Meaning {
    /// Bits of a net.
    Signal(Span),
    /// A constant, with its name in Verilog unless it is one of a vector.
    Constant(Type, Number, Option<String>),
}

/// Everything a kernel can name.
#[derive(Debug, Default)]
pub struct Nets {
    /// All nets.
    pub list: Vec<Net>,
    /// Children other than flip-flops.
    pub instances: Vec<Instance>,
    /// Flip-flops.
    pub flops: Vec<Flop>,
    /// Values of enumerations by their name in the kernel, `State$Idle`.
    pub values: HashMap<String, (Type, usize)>,
    /// The name that stands for all flip-flops in the kernel.
    pub registers: Option<String>,
    /// Is it one module of blocks of several sizes?
    pub general: bool,
    /// Constants by their name in Verilog, with their name in the source.
    pub constants: Vec<(String, String)>,
    meanings: HashMap<String, Meaning>,
}

impl Nets {
    /// The nets of `definition`, whose children are `definitions` and have `interfaces`.
    pub fn of(
        definition: &Definition,
        definitions: &[Definition],
        interfaces: &[Interface],
        place: &dyn Fn(&str) -> String,
    ) -> Result<Self, ExportError> {
        let general = definition.module.as_ref().is_some_and(|module| !module.parameters.is_empty());
        let mut nets = Self { registers: definition.registers.clone(), general, ..Self::default() };
        for atom in &definition.atoms {
            nets.add_atom(atom, place)?;
        }
        let module = definition.module.as_ref();
        for (name, _) in module.into_iter().flat_map(|module| module.parameters.iter().chain(&module.derived)) {
            nets.constants.push((name.clone(), name.clone()));
        }
        let mut flops = HashMap::new();
        for child in &definition.children {
            let Some(block) = definitions.get(child.definition) else { continue };
            if block.is_flop() {
                nets.add_flop(&child.name, block, &mut flops, place)?;
            } else if let Some(interface) = interfaces.get(child.definition) {
                nets.add_instance(&child.name, child.definition, interface);
            }
        }
        Ok(nets)
    }

    /// What `name` stands for, its indices already numbers: `pe[2][0]$a_o`.
    pub fn meaning(&self, name: &str) -> Option<&Meaning> {
        self.meanings.get(name)
    }

    /// The lanes that `name` stands for, a signal or a vector of them: `child$up$data`. Indices and meanings.
    pub fn lanes_of(&self, name: &str) -> Vec<(String, Span)> {
        let label = name.replace('$', ".");
        let nets = self.list.iter().enumerate().filter(|(_, net)| net.label == label);
        let lanes = nets.flat_map(|(net, it)| it.lanes.iter().map(move |lane| (net, lane)));
        lanes.map(|(net, lane)| (lane.index.clone(), Span { net, lsb: lane.lsb, width: lane.width })).collect()
    }

    /// The net of a span.
    pub fn net(&self, span: &Span) -> &Net {
        &self.list[span.net]
    }

    /// A whole net.
    pub fn whole(&self, net: usize) -> Span {
        Span { net, lsb: 0, width: self.list[net].width }
    }

    /// The lanes of a net as spans.
    pub fn lanes(&self, net: usize) -> impl Iterator<Item = Span> + '_ {
        self.list[net].lanes.iter().map(move |lane| Span { net, lsb: lane.lsb, width: lane.width })
    }

    fn add_atom(&mut self, atom: &AtomEntry, place: &dyn Fn(&str) -> String) -> Result<(), ExportError> {
        let unsupported =
            |what: &str| ExportError::UnsupportedConstruct { path: place(&atom.name.text()), what: what.to_owned() };
        let ty = atom.ty.ok_or_else(|| unsupported("a struct as a signal: use one signal for each field"))?;
        if atom.width == 0 {
            return Err(unsupported("a signal of no bits: remove it"));
        }
        self.add_values(&atom.values, ty, &place(&atom.name.text()))?;
        let role = match atom.kind {
            AtomKind::InputParameter => Role::Input,
            AtomKind::OutputParameter => Role::Output,
            AtomKind::LocalSignal => Role::Local,
            AtomKind::Constant => {
                let single = atom.name.indices.is_empty();
                let name = single.then(|| constant_name(&atom.name.base));
                if let Some(name) = &name {
                    self.constants.push((name.clone(), atom.name.text()));
                }
                self.meanings.insert(atom.name.text(), Meaning::Constant(ty, atom.constant.clone(), name));
                return Ok(());
            }
            _ => return Err(unsupported("a signal that is neither In, Out nor Local: use one of these")),
        };
        let base = &atom.name.base;
        self.add_lane(&identifier(base), base, role, ty, atom, "");
        Ok(())
    }

    fn add_flop(
        &mut self,
        name: &Indexed,
        block: &Definition,
        known: &mut HashMap<String, Flop>,
        place: &dyn Fn(&str) -> String,
    ) -> Result<(), ExportError> {
        let pin = |pin: &str| block.atoms.iter().find(|atom| atom.name.base == pin);
        let (Some(clock), Some(data), Some(state)) = (pin("clock"), pin("d"), pin("q")) else {
            return Ok(());
        };
        let ty = data.ty.ok_or_else(|| ExportError::UnsupportedConstruct {
            path: place(&name.text()),
            what: "a struct in a flip-flop: use one flip-flop for each field".into(),
        })?;
        let base = &name.base;
        let mut add = |suffix: &str, role, ty, atom: &AtomEntry| {
            let lane = AtomEntry { name: name.clone(), ..atom.clone() };
            self.add_lane(&format!("{base}_{suffix}"), base, role, ty, &lane, &format!("${}", atom.name.base))
        };
        let flop = Flop {
            clock: add("clock", Role::FlopClock, Type::BIT, clock),
            data: add("d", Role::FlopData, ty, data),
            state: add("q", Role::FlopState, ty, state),
        };
        self.add_values(&data.values, ty, &place(&name.text()))?;
        if known.insert(base.clone(), flop).is_none() {
            self.flops.push(flop);
        }
        Ok(())
    }

    fn add_values(&mut self, values: &[String], ty: Type, path: &str) -> Result<(), ExportError> {
        for (value, name) in values.iter().enumerate() {
            let other = self.values.insert(name.replace("::", "$"), (ty, value));
            if other.is_some_and(|other| other != (ty, value)) {
                return Err(ExportError::NameClash {
                    path: path.to_owned(),
                    name: name.clone(),
                    reason: "two enumerations have this value, rename one of them".into(),
                });
            }
        }
        Ok(())
    }

    fn add_instance(&mut self, name: &Indexed, definition: usize, interface: &Interface) {
        let label = name.text();
        let instance = name.identifier();
        let mut pins = Vec::with_capacity(interface.ports.len());
        for port in &interface.ports {
            let net = self.list.len();
            for lane in &port.net.lanes {
                let span = Span { net, lsb: lane.lsb, width: lane.width };
                let name = format!("{label}${}{}", port.net.label.replace('.', "$"), lane.index);
                self.meanings.insert(name, Meaning::Signal(span));
            }
            self.list.push(Net {
                name: format!("{instance}_{}", port.net.name),
                label: format!("{label}.{}", port.net.label),
                role: match port.direction {
                    PortDirection::Input => Role::ChildInput,
                    PortDirection::Output => Role::ChildOutput,
                },
                ..port.net.clone()
            });
            pins.push(net);
        }
        self.instances.push(Instance { name: instance, label, definition, pins });
    }

    /// Adds a lane to the net of its field, which it begins if it is the first. Returns the net.
    fn add_lane(&mut self, name: &str, base: &str, role: Role, ty: Type, atom: &AtomEntry, pin: &str) -> usize {
        let label = format!("{base}{pin}").replace('$', ".");
        let index = atom.name.text()[atom.name.base.len()..].to_owned();
        let continued = |net: &Net| !index.is_empty() && net.role == role && net.label == label;
        let position = self.list.iter().rposition(continued).unwrap_or_else(|| {
            let net = Net { name: name.into(), label, role, lanes: Vec::new(), width: 0, ty, clock: atom.clock };
            self.list.push(net);
            self.list.len() - 1
        });
        let net = &mut self.list[position];
        let span = Span { net: position, lsb: net.width, width: atom.width };
        net.lanes.push(Lane { index: index.clone(), lsb: net.width, width: atom.width });
        net.width += atom.width;
        self.meanings.insert(format!("{base}{index}{pin}"), Meaning::Signal(span));
        position
    }
}
