//! A local vector whose lanes follow from each other becomes one wire per lane.
//!
//! In a chain (`maximum[i]` from `maximum[i - 1]`) every lane is well defined, but as one vector the chain
//! looks like a loop to simulators and lint tools.

use crate::check::loops::Graph;
use crate::read::expression::{Expression, Kind};
use crate::read::net::{Net, Nets, Role, Span};
use crate::read::statement::Statement;
use std::collections::HashMap;

/// The locals of `nets` to take apart.
pub fn chains(graph: &Graph, nets: &Nets) -> Vec<usize> {
    let is_vector = |net: &Net| net.role == Role::Local && net.lanes.len() > 1;
    (0..nets.list.len()).filter(|net| is_vector(&nets.list[*net]) && graph.follows_from_itself(*net)).collect()
}

/// Takes them apart, and changes the statements accordingly.
pub fn split(chains: &[usize], nets: &mut Nets, statements: &mut [Statement]) {
    let mut places: HashMap<(usize, usize), usize> = HashMap::new();
    for chain in chains {
        let whole = nets.list[*chain].clone();
        for lane in &whole.lanes {
            places.insert((*chain, lane.lsb), nets.list.len());
            let mut single = lane.clone();
            single.lsb = 0;
            single.index.clear();
            nets.list.push(Net {
                name: format!("{}{}", whole.name, lane.index.replace('[', "_").replace(']', "")),
                label: format!("{}{}", whole.label, lane.index),
                width: lane.width,
                lanes: vec![single],
                ..whole.clone()
            });
        }
    }
    for statement in statements {
        rename_statement(statement, &places);
    }
}

fn rename(span: &mut Span, places: &HashMap<(usize, usize), usize>) {
    if let Some(net) = places.get(&(span.net, span.lsb)) {
        *span = Span { net: *net, lsb: 0, width: span.width };
    }
}

fn rename_statement(statement: &mut Statement, places: &HashMap<(usize, usize), usize>) {
    match statement {
        Statement::Assign { target, value } => {
            rename(target, places);
            rename_expression(value, places);
        }
        Statement::If { condition: head, .. } | Statement::Case { subject: head, .. } => {
            rename_expression(head, places);
        }
        Statement::Comment(_) => {}
    }
    for inner in statement.blocks_mut().into_iter().flatten() {
        rename_statement(inner, places);
    }
}

fn rename_expression(expression: &mut Expression, places: &HashMap<(usize, usize), usize>) {
    if let Kind::Signal(span) = &mut expression.kind {
        rename(span, places);
    }
    for operand in expression.operands_mut() {
        rename_expression(operand, places);
    }
}
