//! Which outputs of a module follow from which inputs without a flip-flop between, and does anything follow
//! from itself?

use crate::error::ExportError;
use crate::read::net::{Dependencies, Interface, Nets, Role, Span};
use crate::read::statement::Statement;

/// The combinational graph of a module; a node is a lane of a net.
pub struct Graph<'a> {
    nets: &'a Nets,
    first: Vec<usize>,
    nodes: Vec<(usize, usize)>,
    sources: Vec<Vec<usize>>,
}

impl<'a> Graph<'a> {
    /// The graph of a kernel and of the children around it.
    pub fn new(statements: &[Statement], nets: &'a Nets, interfaces: &[Interface]) -> Self {
        let mut first = Vec::with_capacity(nets.list.len());
        let mut nodes = Vec::new();
        for (position, net) in nets.list.iter().enumerate() {
            first.push(nodes.len());
            nodes.extend((0..net.lanes.len()).map(|lane| (position, lane)));
        }
        let sources = vec![Vec::new(); nodes.len()];
        let mut graph = Self { nets, first, nodes, sources };
        graph.add_block(statements, &mut Vec::new());
        for instance in &nets.instances {
            let Some(interface) = interfaces.get(instance.definition) else { continue };
            for ((port, lane), inputs) in &interface.dependencies {
                let target = graph.first[instance.pins[*port]] + lane;
                for (port, lane) in inputs {
                    let source = graph.first[instance.pins[*port]] + lane;
                    graph.sources[target].push(source);
                }
            }
        }
        for sources in &mut graph.sources {
            sources.sort_unstable();
            sources.dedup();
        }
        graph
    }

    fn node(&self, span: &Span) -> usize {
        self.first[span.net] + self.nets.net(span).lane_at(span.lsb)
    }

    fn add_block(&mut self, block: &[Statement], conditions: &mut Vec<usize>) {
        for statement in block {
            let before = conditions.len();
            if let Some(head) = statement.head() {
                head.for_each_read(&mut |span| conditions.push(self.node(&span)));
            }
            if let Statement::Assign { target, .. } = statement {
                let target = self.node(target);
                self.sources[target].extend_from_slice(conditions);
            }
            for inner in statement.blocks() {
                self.add_block(inner, conditions);
            }
            conditions.truncate(before);
        }
    }

    /// An error if there is a cycle.
    pub fn check(&self, place: &dyn Fn(&str) -> String) -> Result<(), ExportError> {
        let mut finished = vec![false; self.nodes.len()];
        let mut on_path = vec![false; self.nodes.len()];
        for start in 0..self.nodes.len() {
            if finished[start] {
                continue;
            }
            let mut path = vec![(start, 0)];
            on_path[start] = true;
            while let Some((node, next)) = path.last_mut() {
                let node = *node;
                let Some(&source) = self.sources[node].get(*next) else {
                    finished[node] = true;
                    on_path[node] = false;
                    path.pop();
                    continue;
                };
                *next += 1;
                if on_path[source] {
                    let cycle: Vec<usize> = path.iter().map(|step| step.0).skip_while(|step| *step != source).collect();
                    return Err(self.cycle(&cycle, place));
                }
                if !finished[source] {
                    on_path[source] = true;
                    path.push((source, 0));
                }
            }
        }
        Ok(())
    }

    /// Does a lane of `net` follow from another lane of it?
    pub fn follows_from_itself(&self, net: usize) -> bool {
        let lanes = self.first[net]..self.first[net] + self.nets.list[net].lanes.len();
        let mut seen = vec![false; self.nodes.len()];
        let mut open: Vec<usize> = lanes.clone().flat_map(|lane| self.sources[lane].iter().copied()).collect();
        while let Some(node) = open.pop() {
            if lanes.contains(&node) {
                return true;
            }
            if !std::mem::replace(&mut seen[node], true) {
                open.extend_from_slice(&self.sources[node]);
            }
        }
        false
    }

    fn cycle(&self, nodes: &[usize], place: &dyn Fn(&str) -> String) -> ExportError {
        let label = |node: &usize| {
            let (net, lane) = self.nodes[*node];
            let net = &self.nets.list[net];
            format!("{}{}", net.label, net.lanes[lane].index)
        };
        // The path goes from effect to cause; people read from cause to effect.
        let names: Vec<String> = nodes.iter().chain(nodes.first()).rev().map(label).collect();
        ExportError::CombinationalLoop {
            path: place(names.first().map_or("", String::as_str)),
            cycle: names.join(" → "),
        }
    }

    /// Which inputs every output depends on; ports are numbered as `ports` lists their nets.
    pub fn dependencies(&self, ports: &[usize]) -> Dependencies {
        let mut port_of = vec![None; self.nets.list.len()];
        for (port, net) in ports.iter().enumerate() {
            port_of[*net] = Some(port);
        }
        let mut dependencies = Vec::new();
        let mut seen = vec![usize::MAX; self.nodes.len()];
        for (port, net) in ports.iter().enumerate() {
            if self.nets.list[*net].role != Role::Output {
                continue;
            }
            for lane in 0..self.nets.list[*net].lanes.len() {
                let start = self.first[*net] + lane;
                let mut inputs = Vec::new();
                let mut open = vec![start];
                while let Some(node) = open.pop() {
                    if std::mem::replace(&mut seen[node], start) == start {
                        continue;
                    }
                    let (net, lane) = self.nodes[node];
                    if let (Role::Input, Some(port)) = (self.nets.list[net].role, port_of[net]) {
                        inputs.push((port, lane));
                    }
                    open.extend_from_slice(&self.sources[node]);
                }
                inputs.sort_unstable();
                dependencies.push(((port, lane), inputs));
            }
        }
        dependencies
    }
}
