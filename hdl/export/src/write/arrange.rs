//! Makes unrolled loops compact again.
//!
//! Every read in a kernel sees the final value of a signal (that is checked), so statements may move as long
//! as writes to the same net keep their order.

use crate::read::collect::Type;
use crate::read::expression::{Expression, Kind};
use crate::read::net::Span;
use crate::read::statement::{Heading, Statement};
use std::collections::HashSet;

/// Brings statements of one net together, joins neighbouring choices with the same condition, and joins
/// assignments of neighbouring lanes that copy neighbouring lanes.
pub fn compact(block: Vec<Statement>) -> Vec<Statement> {
    let mut joined: Vec<Statement> = Vec::with_capacity(block.len());
    for statement in gather(block) {
        match (joined.last_mut(), statement) {
            (
                Some(Statement::If { condition, then, otherwise }),
                Statement::If { condition: second, then: mut more, otherwise: mut other },
            ) if *condition == second => {
                then.append(&mut more);
                otherwise.append(&mut other);
            }
            (_, Statement::Assign { target, value }) => join_assignment(&mut joined, target, value),
            (_, statement) => joined.push(statement),
        }
    }
    for statement in &mut joined {
        for inner in statement.blocks_mut() {
            *inner = compact(std::mem::take(inner));
        }
    }
    joined
}

/// Statements of some nets under one comment.
struct Bucket {
    nets: HashSet<usize>,
    section: String,
    headed: bool,
    statements: Vec<Statement>,
}

/// Statements that write one net only move up to the previous such of the same net, if the same comment heads both.
fn gather(block: Vec<Statement>) -> Vec<Statement> {
    let mut buckets: Vec<Bucket> = Vec::new();
    let mut heading = Heading::default();
    for statement in block {
        if let Statement::Comment(text) = statement {
            heading.begin(&text);
            continue;
        }
        let section = heading.section().to_owned();
        let headed = heading.heads();
        heading.follow();
        let mut nets = HashSet::new();
        statement.for_each_write(&mut |span| {
            nets.insert(span.net);
        });
        let earlier = buckets.iter_mut().rfind(|bucket| !bucket.nets.is_disjoint(&nets));
        match earlier.filter(|bucket| nets.len() == 1 && bucket.nets == nets && bucket.section == section) {
            Some(bucket) => bucket.statements.push(statement),
            None => buckets.push(Bucket { nets, section, headed, statements: vec![statement] }),
        }
    }
    let mut gathered = Vec::new();
    let mut heading = Heading::default();
    for mut bucket in buckets {
        if bucket.section != heading.section() {
            heading.begin(&bucket.section);
        }
        if !bucket.headed {
            heading.follow();
        }
        gathered.extend(heading.say().map(Statement::Comment));
        gathered.append(&mut bucket.statements);
        heading.follow();
    }
    gathered
}

/// Appends an assignment, or joins it to the last one.
fn join_assignment(block: &mut Vec<Statement>, target: Span, value: Expression) {
    if let Some(Statement::Assign { target: first, value: copied }) = block.last_mut()
        && let Some((span, joined)) = join(first, copied, &target, &value)
    {
        *first = span;
        *copied = joined;
        return;
    }
    block.push(Statement::Assign { target, value });
}

fn join(first: &Span, low: &Expression, second: &Span, high: &Expression) -> Option<(Span, Expression)> {
    if first.net != second.net || first.lsb + first.width != second.lsb {
        return None;
    }
    let target = Span { width: first.width + second.width, ..*first };
    let kind = match (copied(low, first.width), copied(high, second.width)) {
        (Some(a), Some(b)) => {
            if a.net != b.net || a.lsb + a.width != b.lsb {
                return None;
            }
            Kind::Signal(Span { width: a.width + b.width, ..a })
        }
        _ => match (&low.kind, &high.kind) {
            (Kind::Literal(a), Kind::Literal(b)) => {
                Kind::Literal(a.low(first.width).with_upper(&b.low(second.width), first.width))
            }
            _ => return None,
        },
    };
    let bits = target.width.max(low.ty.bits);
    Some((target, Expression { ty: Type { bits, signed: false }, kind }))
}

/// The bits that an assignment to `width` bits copies, if it is a mere copy: casts leave the low bits alone.
fn copied(value: &Expression, width: usize) -> Option<Span> {
    match &value.kind {
        Kind::Signal(span) if span.width == width => Some(*span),
        Kind::Reinterpret(inner) | Kind::Resize(inner) if inner.ty.bits.min(value.ty.bits) >= width => {
            copied(inner, width)
        }
        _ => None,
    }
}
