//! Choices between two values that are assignments: `assign x = c ? a : b`.

use crate::read::collect::Type;
use crate::read::expression::{Expression, Kind};
use crate::read::net::{Nets, Role, Span};
use crate::read::statement::Statement;
use std::collections::HashMap;

/// One condition that decides more signals than this reads better as a block.
const SIGNALS: usize = 2;

/// A combinational `if` that decides between two values of its targets, by itself or after a default, is one
/// assignment for each.
pub fn choose(statements: Vec<Statement>, nets: &Nets) -> Vec<Statement> {
    let mut writes: HashMap<usize, Vec<Span>> = HashMap::new();
    for statement in &statements {
        statement.for_each_write(&mut |span| writes.entry(span.net).or_default().push(span));
    }
    let mut chosen: Vec<Statement> = Vec::with_capacity(statements.len());
    for statement in statements {
        match choices(&statement, &chosen, &writes, nets) {
            Some(choices) => {
                let replaced = |span: &Span| choices.iter().any(|(target, _)| span.contains(target));
                chosen.retain(|earlier| !matches!(earlier, Statement::Assign { target, .. } if replaced(target)));
                chosen.extend(choices.into_iter().map(|(target, value)| Statement::Assign { target, value }));
            }
            None => chosen.push(statement),
        }
    }
    chosen
}

/// The targets of an `if` and their values, if it is a choice between values.
fn choices(
    statement: &Statement,
    earlier: &[Statement],
    writes: &HashMap<usize, Vec<Span>>,
    nets: &Nets,
) -> Option<Vec<(Span, Expression)>> {
    let Statement::If { condition, then, otherwise } = statement else { return None };
    let (then, otherwise) = (assignments(then)?, assignments(otherwise)?);
    let all = || then.iter().chain(&otherwise).map(|(target, _)| *target);
    // Where one branch writes lanes and the other the whole, the lanes count.
    let mut targets: Vec<Span> = Vec::new();
    for target in all() {
        let finest = !all().any(|other| other != target && target.contains(&other));
        if finest && !targets.contains(&target) {
            targets.push(target);
        }
    }
    let mut written: Vec<usize> = targets.iter().map(|target| target.net).collect();
    written.sort_unstable();
    written.dedup();
    let combinational = |net: &usize| matches!(nets.list[*net].role, Role::Output | Role::Local | Role::ChildInput);
    if written.len() > SIGNALS || !written.iter().all(combinational) {
        return None;
    }
    let defaults: Vec<(Span, &Expression)> = earlier
        .iter()
        .filter_map(|statement| match statement {
            Statement::Assign { target, value } => Some((*target, value)),
            _ => None,
        })
        .collect();
    let mut choices = Vec::with_capacity(targets.len());
    for target in &targets {
        let (yes, no) = (value_of(target, &then), value_of(target, &otherwise));
        let default = if yes.is_some() && no.is_some() { None } else { Some(value_of(target, &defaults)?) };
        let overlapping = writes[&target.net].iter().filter(|span| span.overlaps(target)).count();
        if overlapping != 2 {
            return None;
        }
        let (yes, no) = (yes.or(default.clone())?, no.or(default)?);
        // Joined lanes are wider than their type.
        let bits = yes.ty.bits.max(no.ty.bits).max(target.width);
        let ty = Type { signed: false, bits };
        let kind = Kind::Choice(Box::new(condition.clone()), Box::new(yes), Box::new(no));
        choices.push((*target, Expression { ty, kind }));
    }
    // Every bit of what is replaced is among the targets.
    let replaced = all().chain(defaults.iter().map(|(target, _)| *target));
    let mut replaced = replaced.filter(|span| targets.iter().any(|target| span.overlaps(target)));
    let covered = |span: Span| {
        let inside = targets.iter().filter(|target| span.contains(target));
        inside.map(|target| target.width).sum::<usize>() == span.width
    };
    replaced.all(covered).then_some(choices)
}

/// The targets and values of a block of nothing but assignments.
fn assignments(block: &[Statement]) -> Option<Vec<(Span, &Expression)>> {
    let each = block.iter().map(|statement| match statement {
        Statement::Assign { target, value } => Some((*target, value)),
        _ => None,
    });
    each.collect()
}

/// What a target gets from assignments to it, or from one that copies something to more bits.
fn value_of(target: &Span, assignments: &[(Span, &Expression)]) -> Option<Expression> {
    let (span, value) = assignments.iter().rfind(|(span, _)| span.contains(target))?;
    if span == target {
        return Some((*value).clone());
    }
    let lsb = target.lsb - span.lsb;
    let ty = Type { signed: false, bits: target.width };
    match &value.kind {
        Kind::Signal(source) if source.width == span.width => {
            let part = Span { net: source.net, lsb: source.lsb + lsb, width: target.width };
            Some(Expression { ty, kind: Kind::Signal(part) })
        }
        Kind::Literal(number) => Some(Expression::literal(ty, &number.shifted_down(lsb))),
        _ => None,
    }
}
