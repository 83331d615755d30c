//! Is everything driven, on every path, and read only when it has its final value?

use crate::error::ExportError;
use crate::read::expression::Kind;
use crate::read::net::{Nets, Role, Span};
use crate::read::statement::{Statement, covers};
use std::collections::HashMap;

type Result<T> = std::result::Result<T, ExportError>;

/// Checks the statements of a kernel.
pub fn check_drivers(statements: &[Statement], nets: &Nets, place: &dyn Fn(&str) -> String) -> Result<()> {
    let mut writers: HashMap<usize, Vec<&Statement>> = HashMap::new();
    let mut read = vec![Vec::new(); nets.list.len()];
    for statement in statements {
        let mut written = Vec::new();
        statement.for_each_write(&mut |target| written.push(target.net));
        written.sort_unstable();
        written.dedup();
        for net in written {
            writers.entry(net).or_default().push(statement);
        }
        statement.for_each_read(&mut |span| read[span.net].push(span));
    }
    for (position, net) in nets.list.iter().enumerate() {
        let always = match net.role {
            Role::Output | Role::ChildInput | Role::FlopData | Role::FlopClock => true,
            Role::Local => false,
            Role::Input | Role::ChildOutput | Role::FlopState => continue,
        };
        let writers = writers.get(&position).map_or(&[][..], Vec::as_slice);
        for lane in nets.lanes(position) {
            let path = || place(&net.lane_label(lane.lsb));
            let written = writers.iter().any(|statement| statement.writes(&lane) && !is_hold(statement, &lane, nets));
            if !written && (always || read[position].iter().any(|span| span.overlaps(&lane))) {
                return Err(ExportError::Unconnected { path: path() });
            }
            if written && !writers.iter().any(|statement| covers(std::slice::from_ref(*statement), &lane)) {
                return Err(ExportError::Latch { path: path() });
            }
        }
    }
    check_order(statements, &mut Vec::new(), &[], nets, place)
}

/// Does a statement only let a flip-flop keep its value?
fn is_hold(statement: &Statement, lane: &Span, nets: &Nets) -> bool {
    let Statement::Assign { target, value } = statement else { return false };
    let flop = nets.flops.iter().find(|flop| flop.data == lane.net);
    flop.is_some_and(|flop| value.kind == Kind::Signal(Span { net: flop.state, ..*target }))
}

/// A read between two writes of one signal would see the first in Rust; wires have one value only.
fn check_order<'a>(
    block: &'a [Statement],
    written: &mut Vec<Span>,
    later: &[&'a [Statement]],
    nets: &Nets,
    place: &dyn Fn(&str) -> String,
) -> Result<()> {
    for (position, statement) in block.iter().enumerate() {
        let mut overtaken = None;
        if let Some(head) = statement.head() {
            let rest = &block[position..];
            head.for_each_read(&mut |span| {
                let combinational = matches!(nets.net(&span).role, Role::Output | Role::Local);
                if combinational && written.iter().any(|target| target.overlaps(&span)) {
                    let mut following = std::iter::once(&rest).chain(later).flat_map(|block| block.iter());
                    if following.any(|statement| statement.writes(&span)) {
                        overtaken.get_or_insert(span);
                    }
                }
            });
        }
        if let Some(span) = overtaken {
            return Err(ExportError::UnsupportedConstruct {
                path: place(&nets.net(&span).lane_label(span.lsb)),
                what: "it is read between two writes: read it after the last, or use a second local".into(),
            });
        }
        match statement {
            Statement::Assign { target, .. } if matches!(nets.net(target).role, Role::Output | Role::Local) => {
                written.push(*target);
            }
            Statement::Assign { .. } | Statement::Comment(_) => {}
            choice => {
                let before = written.len();
                let mut after = Vec::new();
                let mut later = later.to_vec();
                later.push(&block[position + 1..]);
                for inner in choice.blocks() {
                    check_order(inner, written, &later, nets, place)?;
                    after.extend(written.drain(before..));
                }
                written.append(&mut after);
            }
        }
    }
    Ok(())
}
