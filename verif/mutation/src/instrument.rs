//! All mutants in one text: an input selects the mutant, and 0 selects the original.

use crate::hierarchy::Hierarchy;
use crate::mutate::{Mutant, Place, Site};
use crate::verilog::Constants;
use crate::verilog::token::Span;
use crate::verilog::tree::{Declaration, Expression, Form, Item, Module, Select};
use std::collections::HashSet;
use std::fmt::Write;
use thiserror::Error;

/// The input that selects a mutant, 16 bits.
pub const SELECT: &str = "mutant_i";

/// The select has 16 bits.
#[derive(Debug, Error)]
#[error("{0} mutants are more than the 65535 that one model holds")]
pub struct TooMany(usize);

/// A design with all its mutants.
pub struct Mutated {
    /// The top module, which has the port [`SELECT`] besides its own.
    pub top: String,
    /// All modules.
    pub verilog: String,
    /// The mutants, number 1 first, each with the module that it is one of.
    pub mutants: Vec<(String, Mutant)>,
}

/// Puts the mutants of some modules of a design into it: `sites` in the order of the modules, none for a module that
/// stays as it is and does not hand on the select to those below it.
pub fn instrument(design: &Hierarchy, sites: Vec<Option<Vec<Site>>>) -> Result<Mutated, TooMany> {
    let top = design.modules().last().map_or_else(String::new, |(_, module)| module.name.clone());
    let mut mutated = Mutated { top, verilog: String::new(), mutants: Vec::new() };
    let mut carrying = HashSet::new();
    for ((text, module), sites) in design.modules().zip(sites) {
        let Some(sites) = sites else {
            let _ = writeln!(mutated.verilog, "{text}");
            continue;
        };
        let writer = Writer { text, module, carrying: &carrying, first: mutated.mutants.len() + 1 };
        let _ = writeln!(mutated.verilog, "{}", writer.write(&sites));
        carrying.insert(module.name.clone());
        let mutants = sites.into_iter().flat_map(|site| site.mutants);
        mutated.mutants.extend(mutants.map(|mutant| (module.name.clone(), mutant)));
    }
    match mutated.mutants.len() {
        0..=0xffff => Ok(mutated),
        many => Err(TooMany(many)),
    }
}

/// Writes one module with its mutants.
struct Writer<'a> {
    text: &'a str,
    module: &'a Module,
    /// The modules that have the select.
    carrying: &'a HashSet<String>,
    /// The number of its first mutant.
    first: usize,
}

/// A part of the text that is written otherwise.
struct Piece<'a> {
    span: Span,
    what: What<'a>,
}

enum What<'a> {
    /// A site, and the number of its first mutant.
    Site(&'a Site, usize),
    /// Text that is put in.
    Added(String),
}

impl Writer<'_> {
    fn write(&self, sites: &[Site]) -> String {
        let mut pieces = Vec::new();
        let end = self.module.ports_end;
        pieces.push(Piece { span: end..end, what: What::Added(format!(", input wire [15:0] {SELECT}")) });
        self.module.visit(&mut |item| {
            if let Item::Instance(instance) = item
                && self.carrying.contains(&instance.module)
            {
                let connection = format!(", .{SELECT} ({SELECT})");
                pieces.push(Piece { span: instance.end..instance.end, what: What::Added(connection) });
            }
        });
        let mut number = self.first;
        for site in sites {
            let span = match &site.place {
                Place::Value { item, .. } => item.clone(),
                Place::Output { instance, target } => {
                    let added = self.output(site, target, number);
                    pieces.push(Piece { span: *instance..*instance, what: What::Added(added) });
                    site.span.clone()
                }
                _ => site.span.clone(),
            };
            pieces.push(Piece { span, what: What::Site(site, number) });
            number += site.mutants.len();
        }
        // Stable: of equal spans the outer one, which comes first, stays first.
        pieces.sort_by_key(|piece| (piece.span.start, std::cmp::Reverse(piece.span.end)));
        self.render(&(0..self.text.len()), &pieces)
    }

    fn render(&self, span: &Span, pieces: &[Piece]) -> String {
        let mut written = String::new();
        let mut at = span.start;
        let mut left = pieces;
        while let [piece, rest @ ..] = left {
            let inside = rest.iter().take_while(|other| other.span.start < piece.span.end).count();
            written.push_str(&self.text[at..piece.span.start]);
            match &piece.what {
                What::Site(site, number) => written.push_str(&self.site(site, *number, &rest[..inside])),
                What::Added(text) => written.push_str(text),
            }
            at = piece.span.end;
            left = &rest[inside..];
        }
        written.push_str(&self.text[at..span.end]);
        written
    }

    fn site(&self, site: &Site, first: usize, inside: &[Piece]) -> String {
        let last = first + site.mutants.len() - 1;
        let one_of = format!("{SELECT} >= 16'd{first} && {SELECT} <= 16'd{last}");
        let texts = || site.mutants.iter().enumerate().map(|(index, mutant)| (first + index, mutant.text.as_str()));
        let cases = || {
            let arms: String = texts().map(|(number, text)| format!("16'd{number}: {text}\n")).collect();
            format!("if ({one_of}) case ({SELECT})\n{arms}default: ;\nendcase")
        };
        match &site.place {
            Place::Statement => format!("begin {} else {} end", cases(), self.render(&site.span, inside)),
            Place::After => format!("begin {} {} end", self.render(&site.span, inside), cases()),
            Place::Expression => {
                let chosen = choice(texts().map(|(number, text)| (number, format!("({text})"))));
                format!("(({one_of}) ? ({chosen}) : ({}))", self.render(&site.span, inside))
            }
            Place::Value { target, declares, .. } => {
                let bits = self.bits(target);
                let mut wires = format!("wire {bits} original_{first} = {};\n", &self.text[site.span.clone()]);
                for (number, text) in texts() {
                    let _ = writeln!(wires, "wire {bits} mutant_{number} = {text};");
                }
                let chosen = choice(texts().map(|(number, _)| (number, format!("mutant_{number}"))));
                let target = &self.text[target.span.clone()];
                let head = if *declares { format!("wire {bits} {target}") } else { format!("assign {target}") };
                format!("{wires}{head} = ({one_of}) ? ({chosen}) : original_{first};")
            }
            Place::Output { .. } => format!("output_{first}"),
        }
    }

    /// What stands between an instance and the signal that its output is connected to.
    fn output(&self, site: &Site, target: &Expression, first: usize) -> String {
        let bits = self.bits(target);
        let target = &self.text[target.span.clone()];
        let chosen =
            choice(site.mutants.iter().enumerate().map(|(index, mutant)| (first + index, mutant.text.clone())));
        let last = first + site.mutants.len() - 1;
        format!(
            "wire {bits} output_{first};\n\
             assign {target} = ({SELECT} >= 16'd{first} && {SELECT} <= 16'd{last}) ? ({chosen}) : output_{first};\n"
        )
    }

    /// Sign and range of what an assignment assigns.
    fn bits(&self, target: &Expression) -> String {
        let constants = Constants::of(self.module);
        let text = |part: &Expression| &self.text[part.span.clone()];
        let Form::Name { name, selects } = &target.kind else {
            return constants.width(target).map_or_else(String::new, |width| format!("[{}:0]", width - 1));
        };
        let Some(Declaration { signed, range, .. }) = constants.declaration(name) else { return String::new() };
        match (&selects[..], range) {
            ([], Some([high, low])) => {
                format!("{}[{}:{}]", if *signed { "signed " } else { "" }, text(high), text(low))
            }
            ([Select::Part(high, low)], _) => format!("[({}) - ({}):0]", text(high), text(low)),
            ([Select::Lanes(_, width)], _) => format!("[({}) - 1:0]", text(width)),
            _ => String::new(),
        }
    }
}

/// An expression that chooses by number; the last if none is chosen.
fn choice(texts: impl DoubleEndedIterator<Item = (usize, String)>) -> String {
    let mut chosen = String::new();
    for (number, text) in texts.rev() {
        chosen = if chosen.is_empty() { text } else { format!("{SELECT} == 16'd{number} ? {text} : {chosen}") };
    }
    chosen
}
