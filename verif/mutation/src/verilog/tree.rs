//! The syntax tree of the Verilog that the exporter writes, with the place of everything in the text.

use super::token::Span;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    /// Its text, parentheses included.
    pub span: Span,
    /// What it is.
    pub kind: Form,
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// A number.
    Number(Number),
    /// A string.
    Text,
    /// A signal, memory, parameter or loop variable, with what is selected from it.
    Name {
        /// Its name.
        name: String,
        /// What is selected: none for all of it.
        selects: Vec<Select>,
    },
    /// An operator before its operand.
    Unary(&'static str, Box<Expression>),
    /// An operator between its operands.
    Binary(&'static str, Box<[Expression; 2]>),
    /// `condition ? first : second`.
    Choice(Box<[Expression; 3]>),
    /// `{a, b}`.
    Concat(Vec<Expression>),
    /// `{n{a, b}}`.
    Repeat(Box<Expression>, Vec<Expression>),
    /// A function of its arguments.
    Call(String, Vec<Expression>),
    /// An expression in parentheses.
    Group(Box<Expression>),
}

/// A number as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// Its bits, if it says so.
    pub width: Option<usize>,
    /// The letter of its base.
    pub base: char,
    /// Its value; none if it is wider than 128 bits, or has unknown digits.
    pub value: Option<u128>,
}

/// What is selected from a signal.
#[derive(Clone, Debug, PartialEq)]
pub enum Select {
    /// `[index]`: a bit, or a word of a memory.
    Index(Expression),
    /// `[high:low]`.
    Part(Expression, Expression),
    /// `[low +: width]`.
    Lanes(Expression, Expression),
}

impl Expression {
    /// The expression without the parentheses around it.
    pub fn inner(&self) -> &Expression {
        match &self.kind {
            Form::Group(inner) => inner.inner(),
            _ => self,
        }
    }

    /// The expressions directly below this one, those of selects included.
    pub fn children(&self) -> Vec<&Expression> {
        match &self.kind {
            Form::Number(_) | Form::Text => vec![],
            Form::Name { selects, .. } => selects.iter().flat_map(Select::children).collect(),
            Form::Unary(_, operand) | Form::Group(operand) => vec![operand],
            Form::Binary(_, operands) => operands.iter().collect(),
            Form::Choice(parts) => parts.iter().collect(),
            Form::Concat(parts) | Form::Call(_, parts) => parts.iter().collect(),
            Form::Repeat(count, parts) => std::iter::once(&**count).chain(parts).collect(),
        }
    }

    /// Hands out every name that is read.
    pub fn names(&self, found: &mut impl FnMut(&str)) {
        if let Form::Name { name, .. } = &self.kind {
            found(name);
        }
        self.children().into_iter().for_each(|child| child.names(found));
    }
}

impl Select {
    fn children(&self) -> Vec<&Expression> {
        match self {
            Self::Index(index) => vec![index],
            Self::Part(one, other) | Self::Lanes(one, other) => vec![one, other],
        }
    }
}

/// A statement of an `always` block.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Its text, the semicolon included.
    pub span: Span,
    /// What it is.
    pub kind: Action,
}

/// What a statement does.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// `begin … end`.
    Block(Vec<Statement>),
    /// `if`, `else`.
    If(Expression, Box<Statement>, Option<Box<Statement>>),
    /// `case`.
    Case(Expression, Vec<Arm>),
    /// `for`: the statement that is repeated.
    Loop(Box<Statement>),
    /// `target = value` or `target <= value`.
    Assign {
        /// What is assigned.
        target: Expression,
        /// The value.
        value: Expression,
    },
    /// A semicolon.
    Nothing,
}

/// One way through a `case`.
#[derive(Clone, Debug, PartialEq)]
pub struct Arm {
    /// The values that lead to it; none for `default`.
    pub labels: Vec<Expression>,
    /// What is done.
    pub body: Statement,
}

impl Statement {
    /// Hands out this statement and every one inside of it.
    pub fn visit<'a>(&'a self, visitor: &mut impl FnMut(&'a Statement)) {
        visitor(self);
        match &self.kind {
            Action::Block(statements) => statements.iter().for_each(|statement| statement.visit(visitor)),
            Action::If(_, then, otherwise) => {
                then.visit(visitor);
                if let Some(otherwise) = otherwise {
                    otherwise.visit(visitor);
                }
            }
            Action::Case(_, arms) => arms.iter().for_each(|arm| arm.body.visit(visitor)),
            Action::Loop(body) => body.visit(visitor),
            Action::Assign { .. } | Action::Nothing => {}
        }
    }
}

/// How a signal is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// `input`.
    Input,
    /// `output wire`, `output reg`.
    Output,
    /// `wire`.
    Wire,
    /// `reg`.
    Register,
    /// `integer` or `genvar`.
    Counter,
}

/// A declared signal or memory.
#[derive(Clone, Debug, PartialEq)]
pub struct Declaration {
    /// Where its name stands.
    pub span: Span,
    /// Its name.
    pub name: String,
    /// How it is declared.
    pub sort: Sort,
    /// Whether it is signed.
    pub signed: bool,
    /// The bounds of its bits, high and low; none for a single bit.
    pub range: Option<[Expression; 2]>,
    /// The bounds of its words, if it is a memory.
    pub words: Option<[Expression; 2]>,
    /// Whether it stands in a `generate` block, out of which it is not seen.
    pub nested: bool,
}

/// A part of a module's body.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// `assign target = value;`, or a wire that is declared with its value.
    Assign {
        /// The whole item.
        span: Span,
        /// What is assigned.
        target: Expression,
        /// The value.
        value: Expression,
        /// Whether the item declares its target.
        declares: bool,
    },
    /// `always`.
    Always {
        /// Whether it waits for an edge.
        clocked: bool,
        /// What it does.
        body: Statement,
    },
    /// An instance of a module.
    Instance(Instance),
    /// Items of a `generate` block or loop.
    Items(Vec<Item>),
    /// `if` of a `generate` block: the condition, and the items of both ways.
    Branch(Expression, [Vec<Item>; 2]),
}

/// An instance of a module.
#[derive(Clone, Debug, PartialEq)]
pub struct Instance {
    /// The whole item.
    pub span: Span,
    /// The module's name.
    pub module: String,
    /// Its ports and what they are connected to.
    pub connections: Vec<(String, Option<Expression>)>,
    /// Where the list of connections ends.
    pub end: usize,
}

/// A constant.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its value, if nobody overrides it.
    pub value: Expression,
}

/// A module.
#[derive(Clone, Debug, PartialEq)]
pub struct Module {
    /// Its name.
    pub name: String,
    /// Parameters and local parameters, in order.
    pub parameters: Vec<Parameter>,
    /// Ports, wires, registers and memories, in order.
    pub declarations: Vec<Declaration>,
    /// What else is in its body.
    pub items: Vec<Item>,
    /// Where the list of ports ends.
    pub ports_end: usize,
}

impl Module {
    /// Hands out every item that is no `generate` block.
    pub fn visit<'a>(&'a self, visitor: &mut impl FnMut(&'a Item)) {
        self.visit_taken(&|_| None, visitor);
    }

    /// The same without the ways of branches that are not taken: `decide` says whether a condition holds, if that is
    /// known.
    pub fn visit_taken<'a>(
        &'a self,
        decide: &impl Fn(&Expression) -> Option<bool>,
        visitor: &mut impl FnMut(&'a Item),
    ) {
        fn go<'a>(
            items: &'a [Item],
            decide: &impl Fn(&Expression) -> Option<bool>,
            visitor: &mut impl FnMut(&'a Item),
        ) {
            for item in items {
                match item {
                    Item::Items(items) => go(items, decide, visitor),
                    Item::Branch(condition, [then, otherwise]) => {
                        let taken = decide(condition);
                        if taken != Some(false) {
                            go(then, decide, visitor);
                        }
                        if taken != Some(true) {
                            go(otherwise, decide, visitor);
                        }
                    }
                    _ => visitor(item),
                }
            }
        }
        go(&self.items, decide, visitor);
    }

    /// The names of the modules that it has instances of, one for each instance.
    pub fn instances(&self) -> impl Iterator<Item = &str> {
        let mut names = Vec::new();
        self.visit(&mut |item| {
            if let Item::Instance(instance) = item {
                names.push(instance.module.as_str());
            }
        });
        names.into_iter()
    }
}
