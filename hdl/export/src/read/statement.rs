//! A kernel with its loops unrolled and its names resolved.

use crate::number::Number;
use crate::read::expression::Expression;
use crate::read::net::Span;

/// A statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Statement {
    /// Bits of a net take a value.
    Assign {
        /// The bits.
        target: Span,
        /// The value, of which the low bits are kept.
        value: Expression,
    },
    /// One block or another.
    If {
        /// A single bit.
        condition: Expression,
        /// If it is 1.
        then: Vec<Statement>,
        /// If it is 0.
        otherwise: Vec<Statement>,
    },
    /// One block of several.
    Case {
        /// What is looked at.
        subject: Expression,
        /// A value each and what to do.
        arms: Vec<(Number, String, Vec<Statement>)>,
        /// What to do for every other value.
        default: Vec<Statement>,
    },
    /// A comment of the source.
    Comment(String),
}

impl Statement {
    /// The blocks inside it; together they are all cases if `exhaustive` below says so.
    pub fn blocks(&self) -> Vec<&Vec<Statement>> {
        match self {
            Statement::If { then, otherwise, .. } => vec![then, otherwise],
            Statement::Case { arms, default, .. } => {
                arms.iter().map(|(_, _, block)| block).chain(std::iter::once(default)).collect()
            }
            Statement::Assign { .. } | Statement::Comment(_) => Vec::new(),
        }
    }

    /// The same, to change them.
    pub fn blocks_mut(&mut self) -> Vec<&mut Vec<Statement>> {
        match self {
            Statement::If { then, otherwise, .. } => vec![then, otherwise],
            Statement::Case { arms, default, .. } => {
                arms.iter_mut().map(|(_, _, block)| block).chain(std::iter::once(default)).collect()
            }
            Statement::Assign { .. } | Statement::Comment(_) => Vec::new(),
        }
    }

    /// What decides or is assigned: the expression at its head.
    pub fn head(&self) -> Option<&Expression> {
        match self {
            Statement::Assign { value, .. } => Some(value),
            Statement::If { condition, .. } => Some(condition),
            Statement::Case { subject, .. } => Some(subject),
            Statement::Comment(_) => None,
        }
    }

    /// Calls `visit` with every span written in it.
    pub fn for_each_write(&self, visit: &mut dyn FnMut(Span)) {
        if let Statement::Assign { target, .. } = self {
            visit(*target);
        }
        for statement in self.blocks().into_iter().flatten() {
            statement.for_each_write(visit);
        }
    }

    /// Calls `visit` with every span read in it.
    pub fn for_each_read(&self, visit: &mut dyn FnMut(Span)) {
        if let Some(head) = self.head() {
            head.for_each_read(visit);
        }
        for statement in self.blocks().into_iter().flatten() {
            statement.for_each_read(visit);
        }
    }

    /// Does it write a bit of `span`?
    pub fn writes(&self, span: &Span) -> bool {
        let mut found = false;
        self.for_each_write(&mut |target| found |= target.overlaps(span));
        found
    }
}

/// Is every bit of `span` written whichever way `block` goes?
pub fn covers(block: &[Statement], span: &Span) -> bool {
    block.iter().any(|statement| match statement {
        Statement::Assign { target, .. } => target.contains(span),
        Statement::Comment(_) => false,
        choice => choice.blocks().into_iter().all(|block| covers(block, span)),
    })
}

/// What remains of `block` for the targets that `keep` accepts.
pub fn project(block: &[Statement], keep: &dyn Fn(&Span) -> bool) -> Vec<Statement> {
    let mut kept = Vec::new();
    let mut comments = Vec::new();
    for statement in block {
        let part = match statement {
            Statement::Comment(_) => {
                comments.push(statement.clone());
                continue;
            }
            Statement::Assign { target, .. } => keep(target).then(|| statement.clone()),
            choice => {
                let mut choice = choice.clone();
                for block in choice.blocks_mut() {
                    *block = project(block, keep);
                }
                if let Statement::Case { arms, default, .. } = &mut choice
                    && default.is_empty()
                {
                    arms.retain(|(_, _, block)| !block.is_empty());
                }
                let empty = choice.blocks().into_iter().all(Vec::is_empty);
                (!empty).then_some(choice)
            }
        };
        if let Some(part) = part {
            kept.append(&mut comments);
            kept.push(part);
        }
        comments.clear();
    }
    kept
}
