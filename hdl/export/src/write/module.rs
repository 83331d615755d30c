//! A whole module: declarations, logic, children, registers.

use crate::design::{PortDescription, PortDirection};
use crate::error::ExportError;
use crate::read::expression::{Expression, Kind};
use crate::read::net::{Instance, Interface, Nets, Role, Span};
use crate::read::statement::{Heading, Statement, project};
use crate::write::block::{Arrow, comment_lines, write_block};

use crate::write::plan::{Drive, Plan};
use crate::write::writer::{Writer, range_text};
use std::collections::{HashMap, HashSet};

/// The parts of a module's text after its ports.
pub struct Body {
    /// Paragraphs in order, not yet laid out.
    pub paragraphs: Vec<String>,
    /// The output nets that an `always` block drives.
    pub registers: HashSet<usize>,
}

/// Writes the body of a module that has a kernel.
pub fn write_body(
    plan: &Plan,
    nets: &Nets,
    interfaces: &[Interface],
    place: &dyn Fn(&str) -> String,
) -> Result<Body, ExportError> {
    let (body, constants) = write(plan, nets, interfaces, HashMap::new(), place)?;
    if constants.is_empty() { Ok(body) } else { Ok(write(plan, nets, interfaces, constants, place)?.0) }
}

/// The body with constants of the given bits, and the bits that they need.
fn write(
    plan: &Plan,
    nets: &Nets,
    interfaces: &[Interface],
    constants: HashMap<String, usize>,
    place: &dyn Fn(&str) -> String,
) -> Result<(Body, HashMap<String, usize>), ExportError> {
    let mut module = ModuleWriter {
        plan,
        nets,
        interfaces,
        writer: Writer::new(nets, constants),
        connections: vec![None; nets.list.len()],
        dropped: HashSet::new(),
        comments: HashMap::new(),
    };
    module.find_aliases();
    module.find_connections();
    let logic = module.logic();
    let instances: Vec<String> = nets.instances.iter().enumerate().map(|(at, it)| module.instance(at, it)).collect();
    let clocked = module.clocked();
    let declarations = module.declarations();
    let constants: Vec<String> =
        module.writer.declared_constants().iter().map(|constant| format!("    {constant}")).collect();
    let declarations = [constants, declarations].into_iter().filter(|lines| !lines.is_empty());
    let mut paragraphs: Vec<String> = declarations.map(|lines| lines.join("\n")).collect();
    paragraphs.extend(logic);
    paragraphs.extend(instances);
    paragraphs.extend(clocked);
    paragraphs.extend(module.unused());
    let is_register = |net: &usize| matches!(plan.drives[*net], Some(Drive::Block(_)));
    let registers = (0..nets.list.len()).filter(is_register).collect();
    if let Some((target, reason)) = module.writer.doubt() {
        let what = format!("{reason}, so Verilog would compute another value: write its parts to locals first");
        return Err(ExportError::WidthMismatch { path: place(&target), what });
    }
    Ok((Body { paragraphs, registers }, module.writer.declared()))
}

/// The ports of a module, in the order of its nets.
pub fn describe_ports(nets: &Nets) -> (Vec<usize>, Vec<PortDescription>) {
    let ports: Vec<usize> =
        (0..nets.list.len()).filter(|net| matches!(nets.list[*net].role, Role::Input | Role::Output)).collect();
    let describe = |net: &usize| {
        let net = &nets.list[*net];
        let direction = if net.role == Role::Input { PortDirection::Input } else { PortDirection::Output };
        PortDescription {
            name: net.name.clone(),
            direction,
            width: net.width,
            signed: net.signed(),
            documentation: String::new(),
        }
    };
    let descriptions = ports.iter().map(describe).collect();
    (ports, descriptions)
}

struct ModuleWriter<'a> {
    plan: &'a Plan,
    nets: &'a Nets,
    interfaces: &'a [Interface],
    writer: Writer<'a>,
    connections: Vec<Option<Vec<(Span, Expression)>>>,
    dropped: HashSet<usize>,
    /// What stands over instances.
    comments: HashMap<usize, String>,
}

impl ModuleWriter<'_> {
    /// A child's output that the kernel only copies to a wire or port of its own is connected to that.
    fn find_aliases(&mut self) {
        for (position, statement) in self.plan.statements.iter().enumerate() {
            let Statement::Assign { target, value } = statement else { continue };
            let Kind::Signal(source) = value.kind else { continue };
            let target_net = self.nets.net(target);
            let whole = source == self.nets.whole(source.net) && source.width == target.width;
            let fits = self.nets.net(&source).role == Role::ChildOutput
                && matches!(target_net.role, Role::Output | Role::Local)
                && self.plan.drives[target.net] == Some(Drive::Continuous);
            // A child that reads its neighbour on a lane of the same vector would look like a loop.
            let unshared = target_net.lanes.len() == 1 || self.reads_of(source.net) == 1;
            if whole && fits && unshared && !self.writer.aliases.contains_key(&source.net) {
                self.writer.aliases.insert(source.net, *target);
                self.dropped.insert(position);
            }
        }
    }

    fn reads_of(&self, net: usize) -> usize {
        let mut reads = 0;
        for statement in &self.plan.statements {
            statement.for_each_read(&mut |span| reads += usize::from(span.net == net));
        }
        reads
    }

    /// A child's input that the kernel only gives a name, a slice or a constant is connected to that.
    fn find_connections(&mut self) {
        for (position, statement) in self.plan.statements.iter().enumerate() {
            let Statement::Assign { target, value } = statement else { continue };
            let pin = self.nets.net(target).role == Role::ChildInput;
            if pin && self.plan.drives[target.net] == Some(Drive::Continuous) && value.is_wiring() {
                self.connections[target.net].get_or_insert_default().push((*target, value.clone()));
                self.dropped.insert(position);
            }
        }
        for net in 0..self.nets.list.len() {
            let Some(parts) = &mut self.connections[net] else { continue };
            parts.sort_by_key(|part| part.0.lsb);
            let bits: usize = parts.iter().map(|part| part.0.width).sum();
            if bits != self.nets.list[net].width || parts.len() > 4 {
                self.connections[net] = None;
                for (position, statement) in self.plan.statements.iter().enumerate() {
                    if matches!(statement, Statement::Assign { target, .. } if target.net == net) {
                        self.dropped.remove(&position);
                    }
                }
            }
        }
    }

    fn declared(&self, net: usize) -> bool {
        match self.nets.list[net].role {
            Role::Local => self.plan.drives[net].is_some(),
            Role::FlopState => true,
            Role::FlopData => self.plan.named_data.contains(&net),
            Role::ChildInput => self.connections[net].is_none(),
            Role::ChildOutput => !self.writer.aliases.contains_key(&net),
            Role::Input | Role::Output | Role::FlopClock => false,
        }
    }

    fn declarations(&self) -> Vec<String> {
        let declared: Vec<usize> = (0..self.nets.list.len()).filter(|net| self.declared(*net)).collect();
        let kind = |net: usize| {
            let description = &self.nets.list[net];
            let block = matches!(self.plan.drives[net], Some(Drive::Block(_)));
            let kind = if block || description.role == Role::FlopState { "reg " } else { "wire" };
            let signed = if description.signed() { " signed" } else { "" };
            let range = range_text(description.width);
            let space = if range.is_empty() { "" } else { " " };
            format!("{kind}{signed}{space}{range}")
        };
        declared.iter().map(|net| format!("    {} {};", kind(*net), self.nets.list[*net].name)).collect()
    }

    /// Continuous assignments and combinational blocks, in the order of the kernel.
    fn logic(&mut self) -> Vec<String> {
        let plan = self.plan;
        let mut paragraphs: Vec<String> = Vec::new();
        let mut assigns: Vec<String> = Vec::new();
        let mut heading = Heading::default();
        let mut done = HashSet::new();
        for (position, statement) in plan.statements.iter().enumerate() {
            if let Statement::Comment(text) = statement {
                heading.begin(text);
                continue;
            }
            if self.dropped.contains(&position) && heading.heads() {
                self.head_instance(statement, heading.section());
            }
            let mut targets = Vec::new();
            statement.for_each_write(&mut |span| targets.push(span));
            if let (Statement::Assign { target, value }, false) = (statement, self.dropped.contains(&position))
                && plan.drives[target.net] == Some(Drive::Continuous)
            {
                self.writer.target = self.nets.net(target).name.clone();
                let value = self.writer.assigned(value, target.width);
                if let Some(comment) = heading.say() {
                    flush(&mut assigns, &mut paragraphs);
                    if !comment.is_empty() {
                        assigns.extend(comment_lines(&comment, "    "));
                    }
                }
                assigns.append(&mut self.indented_declarations());
                assigns.push(format!("    assign {} = {value};", self.writer.name(target)));
            }
            for (group, members) in plan.groups.iter().enumerate() {
                let touches = members.iter().any(|member| targets.iter().any(|target| target.overlaps(member)));
                if touches && done.insert(group) {
                    flush(&mut assigns, &mut paragraphs);
                    paragraphs.push(self.combinational_block(members));
                }
            }
            heading.follow();
        }
        flush(&mut assigns, &mut paragraphs);
        paragraphs
    }

    /// What heads the wiring of an instance goes over the instance.
    fn head_instance(&mut self, statement: &Statement, comment: &str) {
        let Statement::Assign { target, value } = statement else { return };
        let mut nets = vec![target.net];
        value.for_each_read(&mut |span| nets.push(span.net));
        let instance =
            self.nets.instances.iter().position(|instance| instance.pins.iter().any(|pin| nets.contains(pin)));
        if let Some(instance) = instance
            && !comment.is_empty()
        {
            self.comments.entry(instance).or_insert_with(|| comment.to_owned());
        }
    }

    fn combinational_block(&mut self, members: &[Span]) -> String {
        let part = project(&self.plan.statements, &|target| members.iter().any(|member| member.contains(target)));
        let mut lines = Vec::new();
        let name = |writer: &Writer, span: &Span| writer.name(span);
        write_block(&part, Arrow::Blocking, "        ", &mut self.writer, &name, &mut lines);
        let mut text = self.indented_declarations();
        text.push("    always @(*) begin".into());
        text.append(&mut lines);
        text.push("    end".into());
        text.join("\n")
    }

    fn indented_declarations(&mut self) -> Vec<String> {
        self.writer.take_declarations().into_iter().map(|line| format!("    {line}")).collect()
    }

    fn instance(&mut self, position: usize, instance: &Instance) -> String {
        let interfaces = self.interfaces;
        let Some(interface) = interfaces.get(instance.definition) else { return String::new() };
        let room = interface.ports.iter().map(|port| port.net.name.len()).max().unwrap_or(0);
        let mut lines = Vec::with_capacity(interface.ports.len());
        for (port, net) in interface.ports.iter().zip(&instance.pins) {
            let whole = self.nets.whole(*net);
            let text = match self.connections[*net].take() {
                Some(parts) => {
                    self.writer.target = self.nets.list[*net].name.clone();
                    let text = self.writer.connected(&parts);
                    // The pin is connected: remember it as such, so that it isn't declared.
                    self.connections[*net] = Some(Vec::new());
                    text
                }
                None => {
                    if self.nets.list[*net].role == Role::ChildInput {
                        self.writer.mark_read(&whole);
                    }
                    self.writer.name(&whole)
                }
            };
            lines.push(format!("        .{:room$} ({text})", port.net.name));
        }
        let mut text = self.indented_declarations();
        if let Some(comment) = self.comments.get(&position) {
            text.extend(comment_lines(comment, "    "));
        }
        let arguments: Vec<String> =
            interface.arguments.iter().map(|(name, value)| format!(".{name}({value})")).collect();
        let arguments = if arguments.is_empty() { String::new() } else { format!("#({}) ", arguments.join(", ")) };
        let lines = lines.join(",\n");
        text.push(format!("    {} {arguments}{} (\n{lines}\n    );", interface.module, instance.name));
        text.join("\n")
    }

    fn clocked(&mut self) -> Vec<String> {
        let plan = self.plan;
        let nets = self.nets;
        let state = |writer: &Writer, span: &Span| {
            let flop = nets.flops.iter().find(|flop| flop.data == span.net);
            writer.name(&flop.map_or(*span, |flop| Span { net: flop.state, ..*span }))
        };
        let mut paragraphs = Vec::new();
        for block in &plan.clocked {
            self.writer.mark_read(&block.clock);
            let clock = self.writer.name(&block.clock);
            let mut lines = Vec::new();
            match &block.reset {
                Some((condition, values)) => {
                    let condition = self.writer.condition(condition);
                    lines.push(format!("        if ({condition}) begin"));
                    let arrow = Arrow::NonBlocking;
                    write_block(values, arrow, "            ", &mut self.writer, &state, &mut lines);
                    lines.push("        end else begin".into());
                    write_block(&block.body, arrow, "            ", &mut self.writer, &state, &mut lines);
                    lines.push("        end".into());
                }
                None => {
                    write_block(&block.body, Arrow::NonBlocking, "        ", &mut self.writer, &state, &mut lines);
                }
            }
            let mut text = self.indented_declarations();
            text.push(format!("    always @(posedge {clock}) begin"));
            text.append(&mut lines);
            text.push("    end".into());
            paragraphs.push(text.join("\n"));
        }
        paragraphs
    }

    /// What nothing reads, gathered in one wire, so that it is known to be meant.
    fn unused(&mut self) -> Option<String> {
        let mut parts = Vec::new();
        for net in 0..self.nets.list.len() {
            let role = self.nets.list[net].role;
            if role == Role::Input || (self.declared(net) && role != Role::ChildInput) {
                parts.extend(self.writer.unread(net));
            }
        }
        parts.extend(self.writer.unread_temporaries());
        if parts.is_empty() {
            return None;
        }
        let name = self.writer.fresh("unused");
        Some(format!("    wire {name} = &{{1'b0, {}}};", parts.join(", ")))
    }
}

fn flush(assigns: &mut Vec<String>, paragraphs: &mut Vec<String>) {
    if !assigns.is_empty() {
        paragraphs.push(assigns.join("\n"));
        assigns.clear();
    }
}
