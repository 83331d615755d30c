//! Mutants of a module: small edits of its text, each the mistake that somebody could have made.
//!
//! An edit stands at a [`Site`]: the assignment, condition or connection that is exchanged as a whole, so that every
//! mutant means exactly what the edited text means (widths and signs of Verilog depend on the whole assignment).

mod expression;
mod statement;
#[cfg(test)]
mod tests;
mod unused;

use crate::order::{Order, Paths, targets};
use crate::verilog::token::Span;
use crate::verilog::tree::{Declaration, Expression, Form, Instance, Item, Module, Sort};
use crate::verilog::{Constants, line_of};
use std::collections::{BTreeSet, HashMap};
use unused::Unused;

/// What is exchanged.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// A statement of an `always` block.
    Statement,
    /// What follows the body of an `always` block.
    After,
    /// A condition, or what is connected to an input of an instance.
    Expression,
    /// The value of a continuous assignment.
    Value {
        /// The whole item.
        item: Span,
        /// What is assigned.
        target: Expression,
        /// Whether the item declares its target.
        declares: bool,
    },
    /// What is connected to an output of the instance that starts here.
    Output {
        /// Where the instance starts.
        instance: usize,
        /// What is connected.
        target: Expression,
    },
}

/// A part of a module's text with mutants.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// The text that is exchanged.
    pub span: Span,
    /// What it is.
    pub place: Place,
    /// Its mutants.
    pub mutants: Vec<Mutant>,
}

/// A mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutant {
    /// What stands in its site instead; for [`Place::After`] what is added.
    pub text: String,
    /// The line in the module's text, from 1.
    pub line: usize,
    /// The line as it is.
    pub original: String,
    /// The line as it is in the mutant, or what has been done to it.
    pub mutated: String,
}

/// An edit of the text of a site.
pub(crate) struct Edit {
    span: Span,
    text: String,
    /// What to say of an edit that exchanges a whole line or more; empty if its lines say it.
    described: &'static str,
}

/// All mutants of a module in the order of its text, at the sizes of its parameters' own values. `children` are the
/// paths through the modules that it has instances of.
pub fn sites(text: &str, module: &Module, children: &HashMap<String, Paths>) -> Vec<Site> {
    let order = Order::of(module, children);
    let constants = Constants::of(module);
    let unused = Unused::of(module, &constants);
    let mut mutator = Mutator { text, module, constants, order, aliases: aliases(module), unused, sites: Vec::new() };
    let decide = Constants::of(module);
    let decide = |condition: &Expression| decide.value(condition).map(|value| value != 0);
    module.visit_taken(&decide, &mut |item| mutator.item(item, children));
    let mut sites = mutator.sites;
    sites.retain(|site| !site.mutants.is_empty());
    sites.sort_by_key(|site| (site.span.start, std::cmp::Reverse(site.span.end), site.place != Place::After));
    sites
}

/// Signals that are another one by a second name (`assign sum_o = sum_q;`).
fn aliases(module: &Module) -> HashMap<&str, &str> {
    let mut aliases = HashMap::new();
    module.visit(&mut |item| {
        if let Item::Assign { target, value, .. } = item
            && let (Some(name), Some(other)) = (whole(target), whole(value))
        {
            aliases.insert(name, other);
        }
    });
    aliases
}

/// A line, or several as one without their comments.
fn flat(lines: &str) -> String {
    if !lines.contains('\n') {
        return lines.trim().to_owned();
    }
    let code = lines.lines().map(|line| line.split("//").next().unwrap_or_default());
    code.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

/// The name of an expression that is a whole signal.
fn whole(expression: &Expression) -> Option<&str> {
    match &expression.inner().kind {
        Form::Name { name, selects } if selects.is_empty() => Some(name),
        _ => None,
    }
}

/// Collects the mutants of a module.
pub(crate) struct Mutator<'a> {
    text: &'a str,
    module: &'a Module,
    constants: Constants<'a>,
    order: Order,
    aliases: HashMap<&'a str, &'a str>,
    unused: Unused,
    sites: Vec<Site>,
}

impl<'a> Mutator<'a> {
    fn written(&self, span: &Span) -> &'a str {
        &self.text[span.clone()]
    }

    /// The site of this place, made if it is new.
    fn site(&mut self, span: &Span, place: Place) -> usize {
        let known = self.sites.iter().position(|site| site.span == *span && site.place == place);
        known.unwrap_or_else(|| {
            self.sites.push(Site { span: span.clone(), place, mutants: Vec::new() });
            self.sites.len() - 1
        })
    }

    /// Adds the mutant that an edit makes of a site.
    fn add(&mut self, site: usize, edit: &Edit) {
        let Site { span, .. } = &self.sites[site];
        let before = &self.text[span.start..edit.span.start];
        let after = &self.text[edit.span.end..span.end];
        let text = [before, &edit.text, after].concat();
        let line = self.line_at(edit.span.start);
        let lines = line.start..self.line_at(edit.span.end).end;
        let whole = edit.span.end > line.end || edit.span.len() >= self.written(&line).trim().len();
        let (original, mutated) = if whole && !edit.described.is_empty() {
            (self.written(&line).trim().to_owned(), edit.described.to_owned())
        } else {
            let [before, after] = [lines.start..edit.span.start, edit.span.end..lines.end];
            let mutated = [self.written(&before), &edit.text, self.written(&after)].concat();
            (flat(self.written(&lines)), flat(&mutated))
        };
        self.push(site, edit.span.start, text, &original, &mutated);
    }

    fn push(&mut self, site: usize, at: usize, text: String, original: &str, mutated: &str) {
        let mutants = &mut self.sites[site].mutants;
        let known = |mutant: &Mutant| mutant.text == text && mutant.mutated == mutated;
        if mutated != original && !mutants.iter().any(known) {
            let line = line_of(self.text, at);
            mutants.push(Mutant { text, line, original: original.to_owned(), mutated: mutated.to_owned() });
        }
    }

    fn item(&mut self, item: &'a Item, children: &HashMap<String, Paths>) {
        match item {
            Item::Assign { span, target, value, declares } => {
                let assigned = targets(target);
                if assigned.iter().any(|name| unused::is_list(name)) {
                    return;
                }
                let place = Place::Value { item: span.clone(), target: target.clone(), declares: *declares };
                let site = self.site(&value.span, place);
                let width = self.constants.width(target);
                let mut edits = self.value_edits(value, width, Some(&assigned));
                if width == Some(1) && !expression::is_plain(value) {
                    edits.extend(["1'b0", "1'b1"].map(|stuck| Edit::of(&value.span, stuck)));
                }
                edits.iter().for_each(|edit| self.add(site, edit));
            }
            Item::Always { clocked, body } => self.always(*clocked, body),
            Item::Instance(instance) => self.instance(instance, children),
            Item::Items(_) | Item::Branch(..) => {}
        }
    }

    fn instance(&mut self, instance: &'a Instance, children: &HashMap<String, Paths>) {
        let Some(paths) = children.get(&instance.module) else { return };
        for (port, connected) in &instance.connections {
            let Some(connected) = connected else { continue };
            if paths.contains_key(port) {
                if self.unused.holds(connected, &self.constants) {
                    continue;
                }
                let place = Place::Output { instance: instance.span.start, target: connected.clone() };
                let site = self.site(&connected.span, place);
                let zero =
                    self.constants.width(connected).map_or_else(|| "1'b0".to_owned(), |width| format!("{width}'d0"));
                let original = self.written(&self.line_at(connected.span.start)).trim();
                self.push(site, connected.span.start, zero, original, &format!("{original} // not connected"));
                continue;
            }
            if port.starts_with("clk") {
                continue;
            }
            // What follows this input within a cycle.
            let following: BTreeSet<String> = instance
                .connections
                .iter()
                .filter(|(output, _)| paths.get(output).is_some_and(|from| from.contains(port)))
                .filter_map(|(_, connected)| connected.as_ref())
                .flat_map(targets)
                .collect();
            let site = self.site(&connected.span, Place::Expression);
            let width = self.constants.width(connected);
            let edits = self.value_edits(connected, width, Some(&following));
            edits.iter().for_each(|edit| self.add(site, edit));
        }
    }

    /// The line of a place, without its comment.
    fn line_at(&self, at: usize) -> Span {
        let start = self.text[..at].rfind('\n').map_or(0, |end| end + 1);
        let rest = &self.text[at..];
        let end = rest.find('\n').unwrap_or(rest.len());
        let end = rest[..end].find("//").unwrap_or(end);
        start..at + end
    }

    /// Signals that could be taken for this one: those declared before and after it with the same bits, if the
    /// `targets` may follow them.
    fn mistaken_for(&self, name: &str, at: usize, targets: Option<&BTreeSet<String>>) -> Vec<&'a str> {
        let Some(own) = self.constants.declaration(name) else { return vec![] };
        let bits = |declared: &Declaration| {
            declared.range.as_ref().map(|range| range.each_ref().map(|bound| self.written(&bound.span)))
        };
        let signal =
            |name: &'_ str| self.aliases.get(name).map_or_else(|| name.to_owned(), |signal| (*signal).to_owned());
        let alike = |other: &&Declaration| {
            signal(&other.name) != signal(name)
                && other.words.is_none()
                && own.words.is_none()
                && !other.nested
                && other.sort != Sort::Counter
                && bits(other) == bits(own)
                && other.span.start < at
                && !other.name.starts_with("clk")
                && !unused::is_list(&other.name)
        };
        let settles = |other: &&Declaration| {
            targets.is_none_or(|targets| targets.iter().all(|target| self.order.before(&other.name, target)))
        };
        let position = |declared: &Declaration| declared.span.start;
        let others = || self.module.declarations.iter().filter(alike).filter(settles);
        let before = others().rfind(|other| position(other) < position(own));
        let after = others().find(|other| position(other) > position(own));
        before.into_iter().chain(after).map(|other| other.name.as_str()).collect()
    }
}

impl Edit {
    fn of(span: &Span, text: impl Into<String>) -> Self {
        Self { span: span.clone(), text: text.into(), described: "" }
    }
}
