//! A random kernel as a block: real signals of rust-hdl around a syntax tree as `#[hdl_gen]` makes it.

use crate::arithmetic::{Width, with_width};
use crate::kernel::{Kernel, Name, Value};
use crate::tree::{Direction, Node, Operator, Reduction, Tree, Ty};
use rust_hdl::core::ast::{
    VerilogBlock, VerilogBlockOrConditional, VerilogCase, VerilogConditional, VerilogExpression, VerilogMatch,
    VerilogOp, VerilogOpUnary, VerilogStatement,
};
use rust_hdl::prelude::*;
use seedchip_export::{Bus, Flop, Module};

type Expression = VerilogExpression;

/// The field that a signal is.
pub fn field(name: Name) -> String {
    match name {
        Name::Input(input) => format!("in{input}_i"),
        Name::Local(local) => format!("local{local}"),
        Name::Held(register) | Name::Next(register) => format!("register{register}"),
        Name::Output(output) => format!("out{output}_o"),
    }
}

/// What a kernel calls a signal to read it.
pub fn reading(name: Name) -> String {
    match name {
        Name::Held(_) => format!("{}$q", field(name)),
        Name::Next(_) => format!("{}$d", field(name)),
        _ => field(name),
    }
}

/// A block whose kernel is made at run time.
pub struct RandomBlock {
    fields: Vec<(String, Box<dyn Block>)>,
    tree: VerilogBlock,
}

enum Kind {
    Input,
    Output,
    Local,
    Register,
}

struct Field {
    kind: Kind,
    signed: bool,
    wires: usize,
}

impl Width for Field {
    type Output = Box<dyn Block>;

    fn with<const N: usize>(self) -> Box<dyn Block> {
        let wires = self.wires;
        match (self.kind, self.signed) {
            (Kind::Input, false) => Box::new(Bus::<In, Bits<N>>::new(wires)),
            (Kind::Input, true) => Box::new(Bus::<In, Signed<N>>::new(wires)),
            (Kind::Output, false) => Box::new(Bus::<Out, Bits<N>>::new(wires)),
            (Kind::Output, true) => Box::new(Bus::<Out, Signed<N>>::new(wires)),
            (Kind::Local, false) => Box::new(Bus::<Local, Bits<N>>::new(wires)),
            (Kind::Local, true) => Box::new(Bus::<Local, Signed<N>>::new(wires)),
            (Kind::Register, false) => Box::new(Flop::<Bits<N>>::new(wires)),
            (Kind::Register, true) => Box::new(Flop::<Signed<N>>::new(wires)),
        }
    }
}

fn signal(kind: Kind, ty: Ty, wires: usize) -> Box<dyn Block> {
    match (ty, kind) {
        (Ty::Bool, Kind::Input) => Box::new(Signal::<In, Bit>::default()),
        (Ty::Bool, Kind::Output) => Box::new(Signal::<Out, Bit>::default()),
        (Ty::Bool, Kind::Local) => Box::new(Signal::<Local, Bit>::default()),
        (Ty::Bool, Kind::Register) => Box::new(Flop::<Bit>::default()),
        (ty, kind) => {
            let signed = matches!(ty, Ty::Signed(_));
            with_width(ty.bits(), Field { kind, signed, wires })
        }
    }
}

impl RandomBlock {
    pub fn new(kernel: &Kernel, name: &str) -> Self {
        let registers = kernel.registers().next().is_some();
        let mut fields: Vec<(String, Box<dyn Block>)> = vec![("module_name".into(), Box::new(Module::new(name, "")))];
        if registers {
            fields.push(("clk_i".into(), Box::new(Signal::<In, Clock>::default())));
            fields.push(("rst_ni".into(), Box::new(Signal::<In, Bit>::default())));
        }
        for (input, (ty, wires)) in kernel.inputs.iter().enumerate() {
            fields.push((field(Name::Input(input)), signal(Kind::Input, *ty, *wires)));
        }
        for written in &kernel.written {
            let kind = match written.name {
                Name::Output(_) => Kind::Output,
                Name::Local(_) => Kind::Local,
                _ => Kind::Register,
            };
            fields.push((field(written.name), signal(kind, written.ty, written.wires)));
        }
        Self { fields, tree: statements(kernel) }
    }
}

impl Logic for RandomBlock {
    fn update(&mut self) {}

    fn hdl(&self) -> Verilog {
        Verilog::Combinatorial(self.tree.clone())
    }
}

impl Block for RandomBlock {
    fn connect_all(&mut self) {}

    fn update_all(&mut self) {}

    fn has_changed(&self) -> bool {
        false
    }

    fn accept(&self, name: &str, probe: &mut dyn Probe) {
        probe.visit_start_scope(name, self);
        for (name, field) in &self.fields {
            field.accept(name, probe);
        }
        probe.visit_end_scope(name, self);
    }
}

/// The syntax tree of a kernel.
pub fn statements(kernel: &Kernel) -> VerilogBlock {
    let mut block = Vec::new();
    let names: Vec<String> = kernel.registers().map(|register| field(register.name)).collect();
    if !names.is_empty() {
        let name = |text: String| Expression::Signal(text);
        let clocks = names
            .iter()
            .map(|register| VerilogStatement::Assignment(name(format!("{register}$clock$next")), name("clk_i".into())));
        let holds = names.iter().map(|register| {
            VerilogStatement::Assignment(name(format!("{register}$d$next")), name(format!("{register}$q")))
        });
        block.push(VerilogStatement::Macro(clocks.chain(holds).collect()));
    }
    for written in &kernel.written {
        let target = Expression::Signal(format!("{}$next", reading(written.name)));
        let assign = |tree: &Tree| VerilogStatement::Assignment(target.clone(), expression(tree));
        match &written.value {
            Value::Plain(tree) => block.push(assign(tree)),
            Value::Number(number) => {
                block.push(VerilogStatement::Assignment(target, number_expression(*number)));
            }
            Value::When(condition, value) => {
                block.push(conditional(condition, vec![assign(value)], VerilogBlockOrConditional::None));
            }
            Value::Default(default, condition, value) => {
                block.push(assign(default));
                block.push(conditional(condition, vec![assign(value)], VerilogBlockOrConditional::None));
            }
            Value::Chain([first, second], [a, b, c]) => {
                let last = VerilogBlockOrConditional::Block(vec![assign(c)]);
                let inner = conditional(second, vec![assign(b)], last);
                let otherwise = VerilogBlockOrConditional::Conditional(Box::new(inner));
                block.push(conditional(first, vec![assign(a)], otherwise));
            }
            Value::Match(subject, arms) => {
                let case = |(position, arm): (usize, &Tree)| VerilogCase {
                    condition: if position + 1 == arms.len() { "default".into() } else { position.to_string() },
                    block: vec![assign(arm)],
                };
                block.push(VerilogStatement::Match(VerilogMatch {
                    test: Expression::Paren(Box::new(expression(subject))),
                    cases: arms.iter().enumerate().map(case).collect(),
                }));
            }
        }
    }
    let resets: VerilogBlock = kernel
        .written
        .iter()
        .filter_map(|written| {
            let literal = Tree { ty: written.ty, node: Node::Literal(written.reset?) };
            let target = Expression::Signal(format!("{}$next", reading(written.name)));
            Some(VerilogStatement::Assignment(target, expression(&literal)))
        })
        .collect();
    if !resets.is_empty() {
        let running = Expression::Signal("rst_ni".into());
        block.push(VerilogStatement::If(VerilogConditional {
            test: Expression::Unary(VerilogOpUnary::Not, Box::new(running)),
            then: resets,
            otherwise: VerilogBlockOrConditional::None,
        }));
    }
    block
}

fn conditional(test: &Tree, then: VerilogBlock, otherwise: VerilogBlockOrConditional) -> VerilogStatement {
    VerilogStatement::If(VerilogConditional { test: expression(test), then, otherwise })
}

/// `5.into()`, `(-5).into()`.
fn number_expression(number: i64) -> Expression {
    let magnitude = i32::try_from(number.abs()).expect("numbers of kernels fit 31 bits");
    let literal = Expression::Literal(magnitude.into());
    if number < 0 {
        Expression::Paren(Box::new(Expression::Unary(VerilogOpUnary::Neg, Box::new(literal))))
    } else {
        literal
    }
}

/// The syntax tree of an expression, operands in parentheses.
fn expression(tree: &Tree) -> Expression {
    let bits = tree.ty.bits();
    let plain = |tree: &Tree| Box::new(expression(tree));
    let operand = |tree: &Tree| match tree.node {
        Node::Number(_) => plain(tree),
        _ => Box::new(Expression::Paren(plain(tree))),
    };
    let index = |index: usize| {
        let index = i32::try_from(index).expect("an index is small");
        Box::new(Expression::Literal(index.into()))
    };
    match &tree.node {
        Node::Signal(name) => Expression::Signal(reading(*name)),
        Node::Number(number) => Expression::Literal((*number).into()),
        Node::Literal(number) => match tree.ty {
            Ty::Bool => Expression::Literal((*number != 0).into()),
            Ty::Unsigned(_) => Expression::Cast(Box::new(Expression::Literal((*number).into())), bits),
            Ty::Signed(_) => {
                let cast = Expression::Cast(Box::new(Expression::Literal((*number).into())), bits);
                Expression::Signed(Box::new(cast))
            }
        },
        Node::Not(a) => Expression::Unary(VerilogOpUnary::Not, operand(a)),
        Node::Negate(a) => Expression::Unary(VerilogOpUnary::Neg, operand(a)),
        Node::Binary(operator, left, right) => {
            Expression::Binary(operand(left), verilog_operator(*operator), operand(right))
        }
        Node::Multiply(left, right) => Expression::Binary(operand(left), VerilogOp::Mul, operand(right)),
        Node::Carry(left, right) => Expression::Binary(operand(left), VerilogOp::Add, operand(right)),
        Node::Shift(direction, a, amount) => {
            let operator = if *direction == Direction::Left { VerilogOp::Shl } else { VerilogOp::Shr };
            Expression::Binary(operand(a), operator, index(*amount as usize))
        }
        Node::ShiftBy(direction, a, amount) => {
            let operator = if *direction == Direction::Left { VerilogOp::Shl } else { VerilogOp::Shr };
            Expression::Binary(operand(a), operator, operand(amount))
        }
        Node::Cast(a) | Node::OfBool(a) => Expression::Cast(plain(a), bits),
        Node::Reinterpret(a) if matches!(tree.ty, Ty::Signed(_)) => Expression::Signed(plain(a)),
        Node::Reinterpret(a) => Expression::Unsigned(plain(a)),
        Node::Bit(a, bit) => Expression::Index(operand(a), index(*bit)),
        Node::BitAt(a, bit) => Expression::Index(operand(a), operand(bit)),
        Node::Slice(a, lsb) => Expression::Slice(operand(a), bits, index(*lsb)),
        Node::SliceAt(a, lsb) => Expression::Slice(operand(a), bits, operand(lsb)),
        Node::Replace(a, bit, value) => Expression::IndexReplace(operand(a), index(*bit), plain(value)),
        Node::ReplaceAt(a, bit, value) => Expression::IndexReplace(operand(a), operand(bit), plain(value)),
        Node::Reduce(reduction, a) => {
            let operator = match reduction {
                Reduction::Any => VerilogOpUnary::Any,
                Reduction::All => VerilogOpUnary::All,
                Reduction::Xor => VerilogOpUnary::Xor,
            };
            Expression::Unary(operator, operand(a))
        }
    }
}

fn verilog_operator(operator: Operator) -> VerilogOp {
    match operator {
        Operator::Add => VerilogOp::Add,
        Operator::Sub => VerilogOp::Sub,
        Operator::And => VerilogOp::BitAnd,
        Operator::Or => VerilogOp::BitOr,
        Operator::Xor => VerilogOp::BitXor,
        Operator::LogicalAnd => VerilogOp::LogicalAnd,
        Operator::LogicalOr => VerilogOp::LogicalOr,
        Operator::Equal => VerilogOp::Eq,
        Operator::NotEqual => VerilogOp::Ne,
        Operator::Less => VerilogOp::Lt,
        Operator::LessOrEqual => VerilogOp::Le,
        Operator::Greater => VerilogOp::Gt,
        Operator::GreaterOrEqual => VerilogOp::Ge,
    }
}
