//! Makes unrolled loops compact again.

use crate::number::Number;
use crate::read::collect::Type;
use crate::read::expression::{Expression, Kind};
use crate::read::net::Span;
use crate::read::statement::Statement;

/// Joins neighbouring choices with the same condition, and assignments of neighbouring lanes that copy
/// neighbouring lanes.
///
/// Every read in a kernel sees the final value of a signal (that is checked), so joining is safe as long as
/// writes to the same bits keep their order.
pub fn compact(block: Vec<Statement>) -> Vec<Statement> {
    let mut joined: Vec<Statement> = Vec::with_capacity(block.len());
    for statement in block {
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

/// Appends an assignment, or joins it to an earlier one of the same run of assignments.
fn join_assignment(block: &mut Vec<Statement>, target: Span, value: Expression) {
    for earlier in block.iter_mut().rev() {
        match earlier {
            Statement::Assign { target: first, value: copied } if first.net == target.net => {
                if let Some((span, joined)) = join(first, copied, &target, &value) {
                    *first = span;
                    *copied = joined;
                    return;
                }
                break;
            }
            Statement::Assign { .. } => {}
            _ => break,
        }
    }
    block.push(Statement::Assign { target, value });
}

fn join(first: &Span, low: &Expression, second: &Span, high: &Expression) -> Option<(Span, Expression)> {
    if first.lsb + first.width != second.lsb {
        return None;
    }
    let target = Span { width: first.width + second.width, ..*first };
    let kind = match (&low.kind, &high.kind) {
        (Kind::Signal(a), Kind::Signal(b)) => {
            let whole = a.width == first.width && b.width == second.width;
            if !whole || a.net != b.net || a.lsb + a.width != b.lsb {
                return None;
            }
            Kind::Signal(Span { width: a.width + b.width, ..*a })
        }
        (Kind::Literal(a), Kind::Literal(b)) => {
            let upper: &Number = &b.low(second.width);
            Kind::Literal(a.low(first.width).with_upper(upper, first.width))
        }
        _ => return None,
    };
    let bits = target.width.max(low.ty.bits);
    Some((target, Expression { ty: Type { bits, signed: false }, kind }))
}
