//! Combinational dependencies: a mutant must not close a combinational loop, which would stop the simulation of all
//! mutants.

use crate::verilog::tree::{Action, Expression, Form, Item, Module, Select, Sort, Statement};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// For each output of a module, the inputs that it follows within a cycle.
pub type Paths = BTreeMap<String, BTreeSet<String>>;

/// The signals of a module in the order in which they settle.
pub struct Order {
    ranks: HashMap<String, usize>,
    edges: BTreeMap<String, BTreeSet<String>>,
}

impl Order {
    /// The order of a module whose children have these paths.
    pub fn of(module: &Module, children: &HashMap<String, Paths>) -> Self {
        let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut add = |sources: &BTreeSet<String>, targets: &BTreeSet<String>| {
            for source in sources {
                edges.entry(source.clone()).or_default().extend(targets.iter().cloned());
            }
        };
        module.visit(&mut |item| match item {
            Item::Assign { target, value, .. } => add(&reads(target, value), &targets(target)),
            Item::Always { clocked: false, body } => {
                let (mut sources, mut assigned) = (BTreeSet::new(), BTreeSet::new());
                body.visit(&mut |statement| match &statement.kind {
                    Action::If(condition, ..) => condition.names(&mut |name| _ = sources.insert(name.to_owned())),
                    Action::Case(subject, _) => subject.names(&mut |name| _ = sources.insert(name.to_owned())),
                    Action::Assign { target, value } => {
                        sources.extend(reads(target, value));
                        assigned.extend(targets(target));
                    }
                    _ => {}
                });
                // What the block has assigned before it reads it is no loop.
                sources.retain(|source| !assigned.contains(source));
                add(&sources, &assigned);
            }
            Item::Instance(instance) => {
                let paths = children.get(&instance.module);
                for (port, connected) in &instance.connections {
                    let Some(connected) = connected else { continue };
                    let sources = &mut BTreeSet::new();
                    connected.names(&mut |name| _ = sources.insert(name.to_owned()));
                    for (output, follows) in &instance.connections {
                        let Some(target) = follows else { continue };
                        if paths.is_some_and(|paths| paths.get(output).is_some_and(|from| from.contains(port))) {
                            add(sources, &targets(target));
                        }
                    }
                }
            }
            Item::Always { clocked: true, .. } | Item::Items(_) | Item::Branch(..) => {}
        });
        let ranks = ranks(&edges);
        Self { ranks, edges }
    }

    /// Whether `source` settles before `target` does, so that `target` may follow it.
    pub fn before(&self, source: &str, target: &str) -> bool {
        self.rank(source) < self.rank(target)
    }

    /// What nothing leads to stands first.
    fn rank(&self, signal: &str) -> usize {
        self.ranks.get(signal).copied().unwrap_or(0)
    }

    /// The module's own paths, for its parents.
    pub fn paths(&self, module: &Module) -> Paths {
        let of = |sort: Sort| module.declarations.iter().filter(move |declared| declared.sort == sort);
        let mut paths: Paths = of(Sort::Output).map(|output| (output.name.clone(), BTreeSet::new())).collect();
        for input in of(Sort::Input) {
            let mut reached = BTreeSet::new();
            let mut left = vec![input.name.as_str()];
            while let Some(signal) = left.pop() {
                for target in self.edges.get(signal).into_iter().flatten() {
                    if reached.insert(target.as_str()) {
                        left.push(target);
                    }
                }
            }
            for (output, from) in &mut paths {
                if reached.contains(output.as_str()) {
                    from.insert(input.name.clone());
                }
            }
        }
        paths
    }
}

/// The signals that an assignment reads: the indices of its target are among them.
fn reads(target: &Expression, value: &Expression) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    value.names(&mut |name| _ = names.insert(name.to_owned()));
    if let Form::Name { selects, .. } = &target.kind {
        for select in selects {
            let indices = match select {
                Select::Index(index) => vec![index],
                Select::Part(one, other) | Select::Lanes(one, other) => vec![one, other],
            };
            indices.into_iter().for_each(|index| index.names(&mut |name| _ = names.insert(name.to_owned())));
        }
    }
    names
}

/// The signals that an expression on the left of an assignment names.
pub fn targets(target: &Expression) -> BTreeSet<String> {
    match &target.kind {
        Form::Name { name, .. } => BTreeSet::from([name.clone()]),
        Form::Concat(parts) => parts.iter().flat_map(targets).collect(),
        _ => BTreeSet::new(),
    }
}

/// The signals that a statement assigns.
pub fn assigned(statement: &Statement) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    statement.visit(&mut |statement| {
        if let Action::Assign { target, .. } = &statement.kind {
            names.extend(targets(target));
        }
    });
    names
}

/// The length of the longest way to each signal. Signals of a loop (through the lanes of a vector) share a rank.
fn ranks(edges: &BTreeMap<String, BTreeSet<String>>) -> HashMap<String, usize> {
    let components = components(edges);
    // Tarjan's components come with what they lead to first: the last is a source.
    let mut component_of: HashMap<&str, usize> = HashMap::new();
    for (index, component) in components.iter().enumerate() {
        component_of.extend(component.iter().map(|signal| (*signal, index)));
    }
    let mut levels = vec![0; components.len()];
    for index in (0..components.len()).rev() {
        for target in components[index].iter().filter_map(|signal| edges.get(*signal)).flatten() {
            let next = component_of[target.as_str()];
            if next != index {
                levels[next] = levels[next].max(levels[index] + 1);
            }
        }
    }
    component_of.into_iter().map(|(signal, component)| (signal.to_owned(), levels[component])).collect()
}

/// Strongly connected components by Tarjan's algorithm.
fn components(edges: &BTreeMap<String, BTreeSet<String>>) -> Vec<Vec<&str>> {
    struct Search<'a> {
        edges: &'a BTreeMap<String, BTreeSet<String>>,
        found: HashMap<&'a str, usize>,
        lowest: HashMap<&'a str, usize>,
        open: Vec<&'a str>,
        components: Vec<Vec<&'a str>>,
    }
    impl<'a> Search<'a> {
        fn visit(&mut self, signal: &'a str) {
            let number = self.found.len();
            self.found.insert(signal, number);
            self.lowest.insert(signal, number);
            self.open.push(signal);
            for target in self.edges.get(signal).into_iter().flatten() {
                let seen = if !self.found.contains_key(target.as_str()) {
                    self.visit(target);
                    self.lowest[target.as_str()]
                } else if self.open.contains(&target.as_str()) {
                    self.found[target.as_str()]
                } else {
                    continue;
                };
                self.lowest.entry(signal).and_modify(|lowest| *lowest = seen.min(*lowest));
            }
            if self.lowest[signal] == number {
                let start = self.open.iter().position(|open| *open == signal).unwrap_or(0);
                self.components.push(self.open.split_off(start));
            }
        }
    }
    let mut search =
        Search { edges, found: HashMap::new(), lowest: HashMap::new(), open: Vec::new(), components: Vec::new() };
    for signal in edges.keys() {
        if !search.found.contains_key(signal.as_str()) {
            search.visit(signal);
        }
    }
    search.components
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verilog::parse;

    #[test]
    fn signals_settle_after_what_they_follow() {
        let child = "
            module child (input wire a, input wire b, output wire c, output wire d);
                reg d_q;
                assign c = a;
                assign d = d_q;
                always @(posedge clk_i) d_q <= b;
            endmodule";
        let top = "
            module top (input wire x, output wire y, output reg z);
                wire m;
                wire [1:0] chain;
                child child (.a (x), .b (chain[0]), .c (m), .d (chain[1]));
                assign chain[0] = m & chain[1];
                assign y = chain[0];
                always @(*) begin z = 1'b0; if (m) z = !z; end
            endmodule";
        let [child, top] = [child, top].map(|text| parse(text).expect("it is Verilog"));
        let child = Order::of(&child, &HashMap::new()).paths(&child);
        assert_eq!(child["c"], BTreeSet::from(["a".to_owned()]));
        assert_eq!(child["d"], BTreeSet::new());
        let order = Order::of(&top, &HashMap::from([("child".to_owned(), child)]));
        assert!(order.before("x", "m") && order.before("m", "chain") && order.before("chain", "y"));
        assert!(order.before("m", "z") && !order.before("z", "z") && !order.before("y", "chain"));
        assert!(!order.before("chain", "chain"), "lanes of a vector may follow each other");
        assert_eq!(order.paths(&top)["y"], BTreeSet::from(["x".to_owned()]));
    }
}
