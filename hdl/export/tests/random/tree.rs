//! Expressions of kernels, well typed, made from a list of choices.
//!
//! A list is what proptest shrinks: a shorter list, or one of smaller numbers, makes a simpler tree, because choice 0
//! is a leaf everywhere and a list that has come to its end goes on with zeros.

use crate::kernel::Name;

/// The widths that there are: all up to 64, where rust-hdl's literals end, and some beyond.
pub const WIDTHS: [usize; 70] = {
    let mut widths = [0; 70];
    let mut width = 0;
    while width < 66 {
        widths[width] = width + 1;
        width += 1;
    }
    widths[66] = 72;
    widths[67] = 96;
    widths[68] = 127;
    widths[69] = 128;
    widths
};

/// A type of rust-hdl.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ty {
    Bool,
    Unsigned(usize),
    Signed(usize),
}

impl Ty {
    pub fn bits(self) -> usize {
        match self {
            Ty::Bool => 1,
            Ty::Unsigned(bits) | Ty::Signed(bits) => bits,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Add,
    Sub,
    And,
    Or,
    Xor,
    LogicalAnd,
    LogicalOr,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Operator {
    pub fn symbol(self) -> &'static str {
        match self {
            Operator::Add => "+",
            Operator::Sub => "-",
            Operator::And => "&",
            Operator::Or => "|",
            Operator::Xor => "^",
            Operator::LogicalAnd => "&&",
            Operator::LogicalOr => "||",
            Operator::Equal => "==",
            Operator::NotEqual => "!=",
            Operator::Less => "<",
            Operator::LessOrEqual => "<=",
            Operator::Greater => ">",
            Operator::GreaterOrEqual => ">=",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reduction {
    Any,
    All,
    Xor,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Left,
    Right,
}

/// An expression and its type.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    pub ty: Ty,
    pub node: Node,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// A signal, or what a register holds or takes next.
    Signal(Name),
    /// `true`, `bits::<8>(5u64)`, `signed_cast(bits::<8>(5u64))`.
    Literal(u64),
    /// A number without a type, as an operand of an operator: `5u64`.
    Number(u64),
    Not(Box<Tree>),
    Negate(Box<Tree>),
    Binary(Operator, Box<Tree>, Box<Tree>),
    /// `*` of 16 bits each.
    Multiply(Box<Tree>, Box<Tree>),
    /// `Bits + bool`.
    Carry(Box<Tree>, Box<Tree>),
    Shift(Direction, Box<Tree>, u32),
    ShiftBy(Direction, Box<Tree>, Box<Tree>),
    /// `bit_cast`, `bit_cast_signed`.
    Cast(Box<Tree>),
    /// `Bits::<1>::from(bool)`.
    OfBool(Box<Tree>),
    /// `signed_cast`, `unsigned_cast`.
    Reinterpret(Box<Tree>),
    Bit(Box<Tree>, usize),
    BitAt(Box<Tree>, Box<Tree>),
    Slice(Box<Tree>, usize),
    SliceAt(Box<Tree>, Box<Tree>),
    Replace(Box<Tree>, usize, Box<Tree>),
    ReplaceAt(Box<Tree>, Box<Tree>, Box<Tree>),
    Reduce(Reduction, Box<Tree>),
}

/// A list of choices, read once.
pub struct Choices<'a> {
    rest: std::slice::Iter<'a, u32>,
    /// The signals that can be read here.
    pub signals: Vec<(Name, Ty)>,
    /// The inputs that expressions have asked for, and their wires.
    pub inputs: Vec<(Ty, usize)>,
    inputs_at_most: usize,
}

impl<'a> Choices<'a> {
    pub fn new(choices: &'a [u32], inputs_at_most: usize) -> Self {
        Self { rest: choices.iter(), signals: Vec::new(), inputs: Vec::new(), inputs_at_most }
    }

    /// A number below `count`.
    pub fn below(&mut self, count: usize) -> usize {
        self.rest.next().map_or(0, |choice| *choice as usize % count)
    }

    fn flip(&mut self) -> bool {
        self.below(2) == 1
    }

    /// A width: one of the usual ones more often than any other.
    pub fn width(&mut self) -> usize {
        match self.below(4) {
            0 => [8, 1, 16, 32][self.below(4)],
            1 => 1 + self.below(20),
            _ => WIDTHS[self.below(WIDTHS.len())],
        }
    }

    /// A type of signals.
    pub fn ty(&mut self) -> Ty {
        match self.below(5) {
            0 | 1 => Ty::Unsigned(self.width()),
            2 | 3 => Ty::Signed(self.width()),
            _ => Ty::Bool,
        }
    }

    /// How many wires a signal of this type has: a third of the signals is narrower than its type.
    pub fn wires(&mut self, ty: Ty) -> usize {
        match ty {
            Ty::Bool => 1,
            _ if self.below(3) == 2 => 1 + self.below(ty.bits()),
            _ => ty.bits(),
        }
    }

    /// An expression of type `ty`, at most `depth` operators deep.
    pub fn tree(&mut self, ty: Ty, depth: usize) -> Tree {
        let node = if depth == 0 {
            self.leaf(ty)
        } else {
            match ty {
                Ty::Bool => self.bool(depth - 1),
                Ty::Unsigned(bits) => self.unsigned(bits, depth - 1),
                Ty::Signed(bits) => self.signed(bits, depth - 1),
            }
        };
        Tree { ty, node }
    }

    fn boxed(&mut self, ty: Ty, depth: usize) -> Box<Tree> {
        Box::new(self.tree(ty, depth))
    }

    fn leaf(&mut self, ty: Ty) -> Node {
        let known: Vec<Name> = self.signals.iter().filter(|signal| signal.1 == ty).map(|signal| signal.0).collect();
        let may_add = self.inputs.len() < self.inputs_at_most;
        match self.below(5) {
            0..=2 if !known.is_empty() => Node::Signal(known[self.below(known.len())]),
            0..=3 if may_add => {
                let name = Name::Input(self.inputs.len());
                let wires = self.wires(ty);
                self.inputs.push((ty, wires));
                self.signals.push((name, ty));
                Node::Signal(name)
            }
            _ => Node::Literal(self.number(ty.bits())),
        }
    }

    /// A literal of at most `bits` bits, often an edge.
    pub fn number(&mut self, bits: usize) -> u64 {
        let bits = bits.min(64);
        let mask = u64::MAX >> (64 - bits);
        match self.below(6) {
            0 => self.below(4) as u64 & mask,
            1 => mask,
            2 => 1 << (bits - 1),
            3 => mask >> 1,
            4 => self.below(1 << 16) as u64 & mask,
            _ => ((self.below(1 << 32) as u64) << 32 | self.below(1 << 32) as u64) & mask,
        }
    }

    fn bool(&mut self, depth: usize) -> Node {
        use Operator::*;
        match self.below(12) {
            0 => self.leaf(Ty::Bool),
            1 => Node::Not(self.boxed(Ty::Bool, depth)),
            2 | 3 => {
                let operator = [And, Or, Xor, LogicalAnd, LogicalOr, Equal, NotEqual][self.below(7)];
                Node::Binary(operator, self.boxed(Ty::Bool, depth), self.boxed(Ty::Bool, depth))
            }
            4 | 5 => {
                let ty = Ty::Unsigned(self.width());
                let operator = self.comparison();
                let left = self.boxed(ty, depth);
                let right = if self.flip() { self.bare(ty) } else { self.boxed(ty, depth) };
                Node::Binary(operator, left, right)
            }
            6 | 7 => {
                let ty = Ty::Signed(self.width());
                let operator = self.comparison();
                Node::Binary(operator, self.boxed(ty, depth), self.boxed(ty, depth))
            }
            8 => {
                let operand = self.numeric(depth);
                let bit = self.below(operand.ty.bits());
                Node::Bit(operand, bit)
            }
            9 => {
                let operand = self.numeric(depth);
                match self.index(operand.ty.bits() - 1, depth) {
                    Some(index) => Node::BitAt(operand, index),
                    None => Node::Bit(operand, 0),
                }
            }
            _ => {
                let ty = Ty::Unsigned(self.width());
                let reduction = [Reduction::Any, Reduction::All, Reduction::Xor][self.below(3)];
                let operand = self.boxed(ty, depth);
                // What is narrower than its type is refused: all() of it is never true.
                let operand = match reduction {
                    Reduction::All => Box::new(Tree { ty, node: Node::Not(operand) }),
                    _ => operand,
                };
                Node::Reduce(reduction, operand)
            }
        }
    }

    fn unsigned(&mut self, bits: usize, depth: usize) -> Node {
        use Operator::*;
        let ty = Ty::Unsigned(bits);
        match self.below(18) {
            0 => self.leaf(ty),
            1 => Node::Not(self.boxed(ty, depth)),
            2..=4 => {
                let operator = [Add, Sub, And, Or, Xor][self.below(5)];
                let (left, right) = match self.below(4) {
                    0 => (self.boxed(ty, depth), self.bare(ty)),
                    1 => (self.bare(ty), self.boxed(ty, depth)),
                    _ => (self.boxed(ty, depth), self.boxed(ty, depth)),
                };
                Node::Binary(operator, left, right)
            }
            5 => Node::Carry(self.boxed(ty, depth), self.boxed(Ty::Bool, depth)),
            6 => {
                let direction = [Direction::Left, Direction::Right][self.below(2)];
                let amount = self.below(bits + 2) as u32;
                Node::Shift(direction, self.boxed(ty, depth), amount)
            }
            7 => {
                let direction = [Direction::Left, Direction::Right][self.below(2)];
                let amount = Ty::Unsigned(1 + self.below(7));
                Node::ShiftBy(direction, self.boxed(ty, depth), self.boxed(amount, depth))
            }
            // Pieces side by side, as kernels join them.
            8 => {
                let amount = self.below(bits) as u32;
                let upper = Tree { ty, node: Node::Shift(Direction::Left, self.cast(ty, depth), amount) };
                Node::Binary([Or, Xor, Add][self.below(3)], Box::new(upper), self.cast(ty, depth))
            }
            9 | 10 => self.cast(ty, depth).node,
            11 => Node::Reinterpret(self.boxed(Ty::Signed(bits), depth)),
            12 => self.slice(ty, depth),
            13 => {
                let bit = self.below(bits);
                Node::Replace(self.boxed(ty, depth), bit, self.boxed(Ty::Bool, depth))
            }
            14 => match self.index(bits - 1, depth) {
                Some(index) => Node::ReplaceAt(self.boxed(ty, depth), index, self.boxed(Ty::Bool, depth)),
                None => Node::Replace(self.boxed(ty, depth), 0, self.boxed(Ty::Bool, depth)),
            },
            15 if bits == 1 => Node::OfBool(self.boxed(Ty::Bool, depth)),
            _ => {
                let (left, right) = (self.boxed(Ty::Unsigned(16), depth), self.boxed(Ty::Unsigned(16), depth));
                let product = Node::Multiply(left, right);
                let whole = Tree { ty: Ty::Unsigned(32), node: product };
                if bits == 32 { whole.node } else { Node::Cast(Box::new(whole)) }
            }
        }
    }

    fn signed(&mut self, bits: usize, depth: usize) -> Node {
        use Operator::*;
        let ty = Ty::Signed(bits);
        match self.below(10) {
            0 => self.leaf(ty),
            1 => Node::Negate(self.boxed(ty, depth)),
            2 | 3 => Node::Binary([Add, Sub][self.below(2)], self.boxed(ty, depth), self.boxed(ty, depth)),
            4 | 5 => self.cast(ty, depth).node,
            6 => Node::Reinterpret(self.boxed(Ty::Unsigned(bits), depth)),
            7 => self.slice(ty, depth),
            _ => {
                let (left, right) = (self.boxed(Ty::Signed(16), depth), self.boxed(Ty::Signed(16), depth));
                let whole = Tree { ty: Ty::Signed(32), node: Node::Multiply(left, right) };
                if bits == 32 { whole.node } else { Node::Cast(Box::new(whole)) }
            }
        }
    }

    fn comparison(&mut self) -> Operator {
        use Operator::*;
        [Less, Equal, NotEqual, LessOrEqual, Greater, GreaterOrEqual][self.below(6)]
    }

    /// A number that takes the type of the other operand.
    fn bare(&mut self, ty: Ty) -> Box<Tree> {
        Box::new(Tree { ty, node: Node::Number(self.number(ty.bits())) })
    }

    fn numeric(&mut self, depth: usize) -> Box<Tree> {
        let width = self.width();
        let ty = if self.flip() { Ty::Signed(width) } else { Ty::Unsigned(width) };
        self.boxed(ty, depth)
    }

    /// A value of the type's sign with another width, brought to the type.
    fn cast(&mut self, ty: Ty, depth: usize) -> Box<Tree> {
        let width = self.width();
        let inner = if matches!(ty, Ty::Signed(_)) { Ty::Signed(width) } else { Ty::Unsigned(width) };
        Box::new(Tree { ty, node: Node::Cast(self.boxed(inner, depth)) })
    }

    fn slice(&mut self, ty: Ty, depth: usize) -> Node {
        let width = self.width();
        let operand = if matches!(ty, Ty::Signed(_)) { Ty::Signed(width) } else { Ty::Unsigned(width) };
        let operand = self.boxed(operand, depth);
        if self.flip()
            && let Some(index) = self.index(width, depth)
        {
            return Node::SliceAt(operand, index);
        }
        let lsb = self.below(width);
        Node::Slice(operand, lsb)
    }

    /// A position that is never beyond `last`, which rust-hdl refuses.
    fn index(&mut self, last: usize, depth: usize) -> Option<Box<Tree>> {
        let bits = (last + 1).ilog2() as usize;
        if bits == 0 {
            return None;
        }
        if self.flip() {
            return Some(self.boxed(Ty::Unsigned(bits), depth));
        }
        let ty = Ty::Unsigned(bits + self.below(4));
        let mask = Box::new(Tree { ty, node: Node::Number((1 << bits) - 1) });
        let masked = Box::new(Tree { ty, node: Node::Binary(Operator::And, self.boxed(ty, depth), mask) });
        // One more, where that is still inside and fits the type.
        if last >= 1 << bits && ty.bits() > bits {
            let one = Box::new(Tree { ty, node: Node::Number(1) });
            return Some(Box::new(Tree { ty, node: Node::Binary(Operator::Add, masked, one) }));
        }
        Some(masked)
    }
}
