//! Random kernels: statements around random expressions.

use crate::tree::{Choices, Node, Tree, Ty};

/// A signal of a kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Name {
    Input(usize),
    Local(usize),
    /// What a register holds.
    Held(usize),
    /// What a register takes next.
    Next(usize),
    Output(usize),
}

/// How a signal gets its value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// One expression.
    Plain(Tree),
    /// A number without a type: `5u64.into()`, `(-5).into()`.
    Number(i64),
    /// One expression if a condition holds; a register keeps its value otherwise.
    When(Tree, Tree),
    /// A default that a condition replaces.
    Default(Tree, Tree, Tree),
    /// One of three by two conditions.
    Chain([Tree; 2], [Tree; 3]),
    /// By the index of a subject, the last one for all the rest.
    Match(Tree, Vec<Tree>),
}

/// A signal that the kernel writes.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    pub name: Name,
    pub ty: Ty,
    pub wires: usize,
    pub value: Value,
    /// For a register: the value that reset gives it.
    pub reset: Option<u64>,
}

/// A kernel of which every signal is written once, before it is read.
#[derive(Clone, Debug, PartialEq)]
pub struct Kernel {
    /// Types and wires.
    pub inputs: Vec<(Ty, usize)>,
    pub written: Vec<Written>,
}

impl Kernel {
    /// The kernel that a list of choices makes, and whether it has registers.
    pub fn new(choices: &[Vec<u32>], registers: bool) -> Self {
        let mut signals = Vec::new();
        let mut inputs = Vec::new();
        let mut written: Vec<Written> = Vec::new();
        // Registers can be read before they are written.
        let held = if registers { choices.len() / 4 } else { 0 };
        let mut types = Vec::new();
        for (register, choices) in choices[..held].iter().enumerate() {
            let mut choices = Choices::new(choices, 0);
            let ty = choices.ty();
            let wires = choices.wires(ty);
            types.push((ty, wires));
            signals.push((Name::Held(register), ty));
        }
        let (mut locals, mut outputs, mut register) = (0, 0, 0);
        for (position, choices) in choices.iter().enumerate() {
            let mut choices = Choices::new(choices, inputs.len() + 3);
            choices.signals = std::mem::take(&mut signals);
            choices.inputs = std::mem::take(&mut inputs);
            let ty = choices.ty();
            let wires = choices.wires(ty);
            let mut reset = None;
            let name = if position < held {
                // Its signal is there already: the type has to be that of the first look.
                register += 1;
                if choices.below(3) != 0 {
                    reset = Some(choices.number(ty.bits()));
                }
                Name::Next(register - 1)
            } else if choices.below(4) == 3 {
                locals += 1;
                Name::Local(locals - 1)
            } else {
                outputs += 1;
                Name::Output(outputs - 1)
            };
            let value = match name {
                Name::Next(_) if choices.below(3) == 2 => choices.when(ty),
                _ => choices.value(ty),
            };
            // A register that only keeps its value is refused.
            let value = match (&value, name) {
                (Value::Plain(Tree { node: Node::Signal(Name::Held(held)), .. }), Name::Next(next))
                    if *held == next =>
                {
                    Value::Plain(Tree { ty, node: Node::Literal(0) })
                }
                _ => value,
            };
            signals = std::mem::take(&mut choices.signals);
            inputs = std::mem::take(&mut choices.inputs);
            if !matches!(name, Name::Output(_)) {
                signals.push((name, ty));
            }
            written.push(Written { name, ty, wires, value, reset });
        }
        Self { inputs, written }
    }

    /// The registers, by what they take next.
    pub fn registers(&self) -> impl Iterator<Item = &Written> {
        self.written.iter().filter(|written| matches!(written.name, Name::Next(_)))
    }
}

const DEPTH: usize = 4;

impl Choices<'_> {
    fn when(&mut self, ty: Ty) -> Value {
        let condition = self.tree(Ty::Bool, DEPTH - 1);
        Value::When(condition, self.tree(ty, DEPTH))
    }

    fn value(&mut self, ty: Ty) -> Value {
        match self.below(8) {
            0..=2 => Value::Plain(self.tree(ty, DEPTH + 1)),
            3 => match ty {
                Ty::Bool => Value::Plain(self.tree(ty, DEPTH)),
                Ty::Unsigned(bits) => Value::Number(self.number(bits.min(31)) as i64),
                Ty::Signed(bits) => {
                    let magnitude = self.number(bits.min(31)) as i64;
                    Value::Number(if self.below(2) == 1 { -magnitude } else { magnitude })
                }
            },
            4 | 5 => {
                let condition = self.tree(Ty::Bool, DEPTH - 1);
                Value::Default(self.tree(ty, DEPTH), condition, self.tree(ty, DEPTH))
            }
            6 => {
                let conditions = [self.tree(Ty::Bool, DEPTH - 1), self.tree(Ty::Bool, DEPTH - 1)];
                Value::Chain(conditions, [self.tree(ty, DEPTH), self.tree(ty, DEPTH), self.tree(ty, DEPTH)])
            }
            _ => {
                let bits = 1 + self.below(3);
                let subject = self.tree(Ty::Unsigned(bits), DEPTH - 1);
                let arms = 2 + self.below((1 << bits) - 1);
                Value::Match(subject, (0..arms).map(|_| self.tree(ty, DEPTH - 1)).collect())
            }
        }
    }
}
