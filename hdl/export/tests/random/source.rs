//! A random kernel as Rust source, for compiled.rs.

use crate::block::field;
use crate::kernel::{Kernel, Name, Value, Written};
use crate::tree::{Direction, Node, Reduction, Tree, Ty};
use std::fmt::Write;

fn rust_type(ty: Ty) -> String {
    match ty {
        Ty::Bool => "Bit".into(),
        Ty::Unsigned(bits) => format!("Bits<{bits}>"),
        Ty::Signed(bits) => format!("Signed<{bits}>"),
    }
}

/// The fields of a kernel's struct, with their types and values.
fn fields(kernel: &Kernel) -> Vec<(String, String, String)> {
    let mut fields = Vec::new();
    if kernel.registers().next().is_some() {
        fields.push(("clk_i".to_owned(), "Signal<In, Clock>".to_owned(), "Signal::default()".to_owned()));
        fields.push(("rst_ni".to_owned(), "Signal<In, Bit>".to_owned(), "Signal::default()".to_owned()));
    }
    let mut add = |name: Name, direction: &str, ty: Ty, wires: usize| {
        let (kind, value) = match (direction, ty) {
            ("", _) => (format!("Flop<{}>", rust_type(ty)), format!("Flop::new({wires})")),
            (direction, Ty::Bool) => (format!("Signal<{direction}, Bit>"), "Signal::default()".to_owned()),
            (direction, ty) => (format!("Bus<{direction}, {}>", rust_type(ty)), format!("Bus::new({wires})")),
        };
        fields.push((field(name), kind, value));
    };
    for (input, (ty, wires)) in kernel.inputs.iter().enumerate() {
        add(Name::Input(input), "In", *ty, *wires);
    }
    for written in &kernel.written {
        let direction = match written.name {
            Name::Output(_) => "Out",
            Name::Local(_) => "Local",
            _ => "",
        };
        add(written.name, direction, written.ty, written.wires);
    }
    fields
}

/// The source of a block with this kernel, called `name`.
pub fn source(kernel: &Kernel, name: &str) -> String {
    let mut text = String::new();
    let fields = fields(kernel);
    let mut line = |line: String| writeln!(text, "{line}").expect("a string takes everything");
    line("#[derive(LogicBlock)]".into());
    line(format!("pub struct {name} {{"));
    for (field, ty, _) in &fields {
        line(format!("    {field}: {ty},"));
    }
    line("}".into());
    line(String::new());
    line(format!("impl Compiled for {name} {{"));
    line("    fn new() -> Self {".into());
    line("        Self {".into());
    for (field, _, value) in &fields {
        line(format!("            {field}: {value},"));
    }
    line("        }".into());
    line("    }".into());
    line(String::new());
    let used = if kernel.inputs.is_empty() { "_" } else { "" };
    line(format!("    fn drive(&mut self, {used}values: &[u128]) {{"));
    for (input, (ty, _)) in kernel.inputs.iter().enumerate() {
        let field = field(Name::Input(input));
        line(match ty {
            Ty::Bool => format!("        self.{field}.next = values[{input}] != 0;"),
            Ty::Unsigned(_) => format!("        self.{field}.next = values[{input}].to_bits();"),
            Ty::Signed(_) => format!("        self.{field}.next = signed_cast(values[{input}].to_bits());"),
        });
    }
    line("    }".into());
    if kernel.registers().next().is_some() {
        line(String::new());
        line("    fn clock(&mut self, clock: bool, running: bool) {".into());
        line("        self.clk_i.next = clock.into();".into());
        line("        self.rst_ni.next = running;".into());
        line("    }".into());
    }
    line("}".into());
    line(String::new());
    line(format!("impl Logic for {name} {{"));
    line("    #[hdl_gen]".into());
    line("    fn update(&mut self) {".into());
    for statement in statements(kernel) {
        line(format!("        {statement}"));
    }
    line("    }".into());
    line("}".into());
    text
}

fn target(written: &Written) -> String {
    match written.name {
        Name::Next(_) => format!("self.{}.d.next", field(written.name)),
        name => format!("self.{}.next", field(name)),
    }
}

fn statements(kernel: &Kernel) -> Vec<String> {
    let mut lines = Vec::new();
    let registers: Vec<String> = kernel.registers().map(|register| field(register.name)).collect();
    if !registers.is_empty() {
        lines.push(format!("dff_setup!(self, clk_i, {});", registers.join(", ")));
    }
    for written in &kernel.written {
        let target = target(written);
        let assign = |tree: &Tree| format!("{target} = {};", expression(tree));
        match &written.value {
            Value::Plain(tree) => lines.push(assign(tree)),
            Value::Number(number) if *number < 0 => lines.push(format!("{target} = ({number}).into();")),
            Value::Number(number) => lines.push(format!("{target} = {number}.into();")),
            Value::When(condition, value) => {
                lines.push(format!("if {} {{", expression(condition)));
                lines.push(format!("    {}", assign(value)));
                lines.push("}".into());
            }
            Value::Default(default, condition, value) => {
                lines.push(assign(default));
                lines.push(format!("if {} {{", expression(condition)));
                lines.push(format!("    {}", assign(value)));
                lines.push("}".into());
            }
            Value::Chain([first, second], [a, b, c]) => {
                lines.push(format!("if {} {{", expression(first)));
                lines.push(format!("    {}", assign(a)));
                lines.push(format!("}} else if {} {{", expression(second)));
                lines.push(format!("    {}", assign(b)));
                lines.push("} else {".into());
                lines.push(format!("    {}", assign(c)));
                lines.push("}".into());
            }
            Value::Match(subject, arms) => {
                lines.push(format!("match ({}).index() {{", expression(subject)));
                for (position, arm) in arms.iter().enumerate() {
                    let last = position + 1 == arms.len();
                    let pattern = if last { "_".to_owned() } else { position.to_string() };
                    lines.push(format!("    {pattern} => {target} = {},", expression(arm)));
                }
                lines.push("}".into());
            }
        }
    }
    let resets: Vec<String> = kernel
        .written
        .iter()
        .filter_map(|written| {
            let literal = Tree { ty: written.ty, node: Node::Literal(written.reset?) };
            Some(format!("    {} = {};", target(written), expression(&literal)))
        })
        .collect();
    if !resets.is_empty() {
        lines.push("if !self.rst_ni.val() {".into());
        lines.extend(resets);
        lines.push("}".into());
    }
    lines
}

fn expression(tree: &Tree) -> String {
    let bits = tree.ty.bits();
    let operand = |tree: &Tree| match tree.node {
        Node::Number(_) => expression(tree),
        _ => format!("({})", expression(tree)),
    };
    let shift = |direction: &Direction| if *direction == Direction::Left { "<<" } else { ">>" };
    match &tree.node {
        Node::Signal(Name::Held(register)) => format!("self.{}.q.val()", field(Name::Held(*register))),
        Node::Signal(Name::Next(register)) => format!("self.{}.d.val()", field(Name::Next(*register))),
        Node::Signal(name) => format!("self.{}.val()", field(*name)),
        Node::Number(number) => format!("{number}u64"),
        Node::Literal(number) => match tree.ty {
            Ty::Bool => (*number != 0).to_string(),
            Ty::Unsigned(_) => format!("bits::<{bits}>({number}u64)"),
            Ty::Signed(_) => format!("signed_cast(bits::<{bits}>({number}u64))"),
        },
        Node::Not(a) => format!("!{}", operand(a)),
        Node::Negate(a) => format!("-{}", operand(a)),
        Node::Binary(operator, left, right) => {
            format!("{} {} {}", operand(left), operator.symbol(), operand(right))
        }
        Node::Multiply(left, right) => format!("{} * {}", operand(left), operand(right)),
        Node::Carry(left, right) => format!("{} + {}", operand(left), operand(right)),
        Node::Shift(direction, a, amount) => format!("{} {} {amount}", operand(a), shift(direction)),
        Node::ShiftBy(direction, a, amount) => format!("{} {} {}", operand(a), shift(direction), operand(amount)),
        Node::Cast(a) => {
            let function = if matches!(a.ty, Ty::Signed(_)) { "bit_cast_signed" } else { "bit_cast" };
            format!("{function}::<{bits}, {}>({})", a.ty.bits(), expression(a))
        }
        Node::OfBool(a) => format!("Bits::<1>::from({})", expression(a)),
        Node::Reinterpret(a) if matches!(tree.ty, Ty::Signed(_)) => format!("signed_cast({})", expression(a)),
        Node::Reinterpret(a) => format!("unsigned_cast({})", expression(a)),
        Node::Bit(a, bit) => format!("{}.get_bit({bit})", operand(a)),
        Node::BitAt(a, bit) => format!("{}.get_bit({}.index())", operand(a), operand(bit)),
        Node::Slice(a, lsb) => format!("{}.get_bits::<{bits}>({lsb})", operand(a)),
        Node::SliceAt(a, lsb) => format!("{}.get_bits::<{bits}>({}.index())", operand(a), operand(lsb)),
        Node::Replace(a, bit, value) => format!("{}.replace_bit({bit}, {})", operand(a), expression(value)),
        Node::ReplaceAt(a, bit, value) => {
            format!("{}.replace_bit({}.index(), {})", operand(a), operand(bit), expression(value))
        }
        Node::Reduce(reduction, a) => {
            let method = match reduction {
                Reduction::Any => "any",
                Reduction::All => "all",
                Reduction::Xor => "xor",
            };
            format!("{}.{method}()", operand(a))
        }
    }
}
