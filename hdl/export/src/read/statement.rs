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
    /// A comment of the source: see [`Heading`].
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

/// Which comment stands over what comes next.
///
/// A comment heads the statement after it; one that begins with `# ` is a title and heads everything up to the next
/// comment. When statements go to different places, a comment goes along with what it heads, a title to each place
/// that something under it goes to, and what follows it in the source but not in that place is set apart.
#[derive(Clone, Debug, Default)]
pub struct Heading {
    section: String,
    said: String,
    followed: bool,
}

impl Heading {
    /// A comment begins.
    pub fn begin(&mut self, text: &str) {
        text.clone_into(&mut self.section);
        self.followed = false;
    }

    /// A statement has passed, in this place or another.
    pub fn follow(&mut self) {
        self.followed = true;
    }

    /// The comment in force.
    pub fn section(&self) -> &str {
        &self.section
    }

    /// Does the comment in force stand over the next statement?
    pub fn heads(&self) -> bool {
        !self.followed || self.section.starts_with("# ")
    }

    /// What is to be said before a statement in this place: a comment, or nothing but that another comment's part is
    /// over.
    pub fn say(&mut self) -> Option<String> {
        if self.section == self.said {
            return None;
        }
        let before = std::mem::replace(&mut self.said, self.section.clone());
        if self.heads() {
            return Some(self.section.clone()).filter(|text| !text.is_empty() || !before.is_empty());
        }
        (!before.is_empty()).then(String::new)
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

/// What remains of `block` for the targets that `keep` accepts, each part with the comment that heads it.
pub fn project(block: &[Statement], keep: &dyn Fn(&Span) -> bool) -> Vec<Statement> {
    let mut kept = Vec::new();
    let mut heading = Heading::default();
    for statement in block {
        let part = match statement {
            Statement::Comment(text) => {
                heading.begin(text);
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
            kept.extend(heading.say().map(Statement::Comment));
            kept.push(part);
        }
        heading.follow();
    }
    kept
}
