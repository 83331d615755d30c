//! What the text of a module has to remember: which bits are read, which names are taken, which wires and constants
//! its expressions need.

use crate::number::Number;
use crate::read::net::{Nets, Span};
use crate::write::text::Text;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A wire for a part of an expression that Verilog wants a name for.
struct Temporary {
    name: String,
    signed: bool,
    read: Vec<bool>,
}

/// Writes expressions and remembers what they read.
pub struct Writer<'a> {
    /// The nets of the module.
    pub nets: &'a Nets,
    /// Nets that are a part of another under its name: a child's output on the parent's own wire.
    pub aliases: HashMap<usize, Span>,
    /// The name of what is being written: temporary wires are called after it.
    pub target: String,
    read: Vec<Vec<bool>>,
    names: HashSet<String>,
    temporaries: Vec<Temporary>,
    known: HashMap<String, usize>,
    declarations: Vec<String>,
    constants: BTreeMap<String, (Number, usize)>,
    declared: HashMap<String, usize>,
    doubt: Option<(String, String)>,
    /// How often a signal was read.
    reads: usize,
}

impl<'a> Writer<'a> {
    /// A writer for a module with these nets, that knows the bits of its constants from an earlier one.
    pub fn new(nets: &'a Nets, declared: HashMap<String, usize>) -> Self {
        let names = nets.list.iter().map(|net| net.name.clone());
        let instances = nets.instances.iter().map(|instance| instance.name.clone());
        Self {
            nets,
            aliases: HashMap::new(),
            target: String::new(),
            read: nets.list.iter().map(|net| vec![false; net.width]).collect(),
            names: names.chain(instances).collect(),
            temporaries: Vec::new(),
            known: HashMap::new(),
            declarations: Vec::new(),
            constants: BTreeMap::new(),
            declared,
            doubt: None,
            reads: 0,
        }
    }

    /// A finished text that stands where Verilog gives it `width` bits. One whose value that would change is
    /// remembered as a doubt.
    pub fn settled(&mut self, text: Text, width: usize) -> String {
        text.settled(width).unwrap_or_else(|reason| {
            self.doubt.get_or_insert_with(|| (self.target.clone(), reason));
            String::new()
        })
    }

    /// The first text whose width was not proven: what it was written for, and why.
    pub fn doubt(&mut self) -> Option<(String, String)> {
        self.doubt.take()
    }

    /// Does what `write` writes read any signal?
    pub fn reads(&mut self, write: impl FnOnce(&mut Self)) -> bool {
        let before = self.reads;
        write(self);
        self.reads > before
    }

    /// The declarations of temporary wires since the last call.
    pub fn take_declarations(&mut self) -> Vec<String> {
        std::mem::take(&mut self.declarations)
    }

    /// The constant `name` in `width` bits, which hold it. It is declared at the head of the module with as many
    /// bits as its narrowest use has.
    pub fn constant(&mut self, name: &str, number: &Number, width: usize) -> Text {
        let known = self.constants.entry(name.to_owned()).or_insert_with(|| (number.clone(), width));
        known.1 = known.1.min(width);
        let declared = self.declared.get(name).copied().unwrap_or(width).min(width);
        let text = Text::primary(name, declared, false);
        if declared == width {
            return text;
        }
        let zeros = Text::primary(Number::default().verilog(width - declared), width - declared, false);
        Text::concatenation(vec![zeros, text])
    }

    /// The bits of all constants that were written. A writer that knows them writes every one with its bits.
    pub fn declared(&self) -> HashMap<String, usize> {
        self.constants.iter().map(|(name, (_, width))| (name.clone(), *width)).collect()
    }

    /// The declarations of the constants, in the order of their values.
    pub fn declared_constants(&self) -> Vec<String> {
        let mut constants: Vec<_> = self.constants.iter().collect();
        constants.sort_by(|(_, a), (_, b)| a.0.compared(&b.0));
        let declaration = |(name, (number, width)): (&String, &(Number, usize))| {
            let range = range_text(*width);
            let space = if range.is_empty() { "" } else { " " };
            format!("localparam {range}{space}{name} = {};", number.verilog(*width))
        };
        constants.into_iter().map(declaration).collect()
    }

    /// A name that nothing has yet.
    pub fn fresh(&mut self, base: &str) -> String {
        let mut name = base.to_owned();
        let mut number = 1;
        while !self.names.insert(name.clone()) {
            number += 1;
            name = format!("{base}_{number}");
        }
        name
    }

    /// Marks bits as read by someone else.
    pub fn mark_read(&mut self, span: &Span) {
        self.reads += 1;
        let span = self.resolve(span);
        for bit in span.lsb..span.lsb + span.width {
            self.read[span.net][bit] = true;
        }
    }

    /// Text of the bits of net `net` that nothing has read, from the lowest up.
    pub fn unread(&self, net: usize) -> Vec<String> {
        ranges(&self.read[net])
            .into_iter()
            .map(|(lsb, width)| select(&self.nets.list[net].name, self.read[net].len(), lsb, width))
            .collect()
    }

    /// The same for all temporary wires.
    pub fn unread_temporaries(&self) -> Vec<String> {
        let unread = |wire: &Temporary| -> Vec<String> {
            let parts = ranges(&wire.read).into_iter();
            parts.map(|(lsb, width)| select(&wire.name, wire.read.len(), lsb, width)).collect()
        };
        self.temporaries.iter().flat_map(unread).collect()
    }

    /// The bits of a span under the name they have in this module.
    pub fn resolve(&self, span: &Span) -> Span {
        match self.aliases.get(&span.net) {
            Some(alias) => Span { net: alias.net, lsb: alias.lsb + span.lsb, width: span.width },
            None => *span,
        }
    }

    /// The name of a span, to write it.
    pub fn name(&self, span: &Span) -> String {
        let span = self.resolve(span);
        let net = self.nets.net(&span);
        select(&net.name, net.width, span.lsb, span.width)
    }

    /// The text of a span, to read it: a whole signed net is signed, a part of one is not.
    pub fn reading(&mut self, span: &Span) -> Text {
        self.mark_read(span);
        let resolved = self.resolve(span);
        let net = self.nets.net(&resolved);
        let signed = net.signed() && net.width == span.width;
        Text::primary(self.name(span), span.width, signed)
    }

    /// A wire of `width` bits that has the value of `text`.
    pub fn temporary(&mut self, text: Text, width: usize, signed: bool) -> usize {
        let text = self.settled(text, width);
        let declaration = format!("wire {}{}", if signed { "signed " } else { "" }, range_text(width));
        let key = format!("{declaration}{text}");
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let name = self.fresh(&format!("{}_part", self.target));
        let space = if width == 1 { "" } else { " " };
        self.declarations.push(format!("{declaration}{space}{name} = {text};"));
        self.temporaries.push(Temporary { name, signed, read: vec![false; width] });
        self.known.insert(key, self.temporaries.len() - 1);
        self.temporaries.len() - 1
    }

    /// The name of a temporary wire of which anything may be read.
    pub fn whole_wire(&mut self, wire: usize) -> String {
        let wire = &mut self.temporaries[wire];
        wire.read.fill(true);
        wire.name.clone()
    }

    /// Bits of a temporary wire.
    pub fn wire(&mut self, wire: usize, lsb: usize, width: usize) -> Text {
        let wire = &mut self.temporaries[wire];
        wire.read[lsb..lsb + width].fill(true);
        let bits = wire.read.len();
        Text::primary(select(&wire.name, bits, lsb, width), width, wire.signed && width == bits)
    }
}

/// `[7:0]`, nothing for a single bit.
pub fn range_text(width: usize) -> String {
    if width == 1 { String::new() } else { format!("[{}:0]", width - 1) }
}

/// Some bits of a net.
pub fn select(name: &str, net_width: usize, lsb: usize, width: usize) -> String {
    match width {
        _ if width == net_width => name.to_owned(),
        1 => format!("{name}[{lsb}]"),
        _ => format!("{name}[{}:{lsb}]", lsb + width - 1),
    }
}

/// The runs of bits that are not set.
fn ranges(read: &[bool]) -> Vec<(usize, usize)> {
    let mut ranges = Vec::new();
    let mut start = None;
    for (bit, read) in read.iter().chain(std::iter::once(&true)).enumerate() {
        match (read, start) {
            (false, None) => start = Some(bit),
            (true, Some(lsb)) => {
                ranges.push((lsb, bit - lsb));
                start = None;
            }
            _ => {}
        }
    }
    ranges
}
