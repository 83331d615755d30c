//! Kernels to statements: loops unrolled, names resolved, constant conditions decided.

use crate::error::ExportError;
use crate::number::Number;
use crate::read::collect::Type;
use crate::read::expression::{Expression, Kind};
use crate::read::net::{Meaning, Nets, Role, Span};
use crate::read::path::{Variables, constant_name, evaluate_indices};
use crate::read::statement::Statement;
use crate::read::typing::Scope;
use rust_hdl::core::ast::{
    VerilogBlock, VerilogBlockOrConditional, VerilogConditional, VerilogExpression, VerilogLink, VerilogLiteral,
    VerilogLoop, VerilogMatch, VerilogStatement,
};

type Result<T> = std::result::Result<T, ExportError>;

/// The statements of the kernel `block` of a block that has these nets.
pub fn read_kernel(block: &VerilogBlock, nets: &Nets, place: &dyn Fn(&str) -> String) -> Result<Vec<Statement>> {
    let section = String::new();
    let mut scope = Scope { nets, variables: Variables::new(), place, target: String::new(), section };
    let mut statements = Vec::new();
    read_statements(block, &mut scope, &mut statements)?;
    Ok(statements)
}

/// A block of its own: comments around it don't head what is in it.
fn read_block(block: &VerilogBlock, scope: &mut Scope) -> Result<Vec<Statement>> {
    let around = std::mem::take(&mut scope.section);
    let mut statements = Vec::new();
    read_statements(block, scope, &mut statements)?;
    scope.section = around;
    Ok(statements)
}

/// A block that becomes part of the one around it: its comments head nothing that follows it.
fn read_inline(block: &VerilogBlock, scope: &mut Scope, into: &mut Vec<Statement>) -> Result<()> {
    let around = scope.section.clone();
    read_statements(block, scope, into)?;
    if scope.section != around {
        into.push(Statement::Comment(around.clone()));
        scope.section = around;
    }
    Ok(())
}

fn read_statements(block: &VerilogBlock, scope: &mut Scope, into: &mut Vec<Statement>) -> Result<()> {
    let mut commented = false;
    for statement in block {
        let comments = std::mem::replace(&mut commented, matches!(statement, VerilogStatement::Comment(_)));
        match statement {
            VerilogStatement::Assignment(target, value) => match registers_pin(target, scope) {
                Some("clock") => read_clocks(value, scope, into)?,
                Some("d") => hold_registers(scope, into),
                _ => into.push(read_assignment(target, value, scope)?),
            },
            VerilogStatement::If(conditional) => read_conditional(conditional, scope, into)?,
            VerilogStatement::Match(choice) => read_match(choice, scope, into)?,
            VerilogStatement::Loop(range) => read_loop(range, scope, into)?,
            VerilogStatement::Macro(block) => read_inline(block, scope, into)?,
            VerilogStatement::Comment(text) => {
                let text = comment_text(text);
                // Comments that follow each other are one.
                if comments {
                    into.pop();
                    scope.section = format!("{}\n{text}", scope.section);
                } else {
                    scope.section = text;
                }
                into.push(Statement::Comment(scope.section.clone()));
            }
            VerilogStatement::SliceAssignment { base, .. } => {
                return Err(unsupported(scope, &name_of(base), "a write to a part of a signal: write all of it"));
            }
            VerilogStatement::Link(links) => read_links(links, scope, into)?,
        }
    }
    Ok(())
}

/// The pin, if it is one of all flip-flops: `registers$clock$next`.
fn registers_pin<'t>(target: &'t VerilogExpression, scope: &Scope) -> Option<&'t str> {
    let VerilogExpression::Signal(name) = target else { return None };
    name.strip_prefix(scope.nets.registers.as_deref()?)?.strip_prefix('$')?.strip_suffix("$next")
}

/// Every flip-flop takes the clock `value`.
fn read_clocks(value: &VerilogExpression, scope: &mut Scope, into: &mut Vec<Statement>) -> Result<()> {
    scope.target = scope.nets.registers.clone().unwrap_or_default();
    let clock = scope.typed(value, Some(Type::BIT))?;
    for flop in &scope.nets.flops {
        into.extend(scope.nets.lanes(flop.clock).map(|target| Statement::Assign { target, value: clock.clone() }));
    }
    Ok(())
}

/// Every flip-flop keeps its value.
fn hold_registers(scope: &Scope, into: &mut Vec<Statement>) {
    for flop in &scope.nets.flops {
        let ty = scope.nets.list[flop.data].ty;
        into.extend(scope.nets.lanes(flop.data).map(|target| {
            let value = Expression { ty, kind: Kind::Signal(Span { net: flop.state, ..target }) };
            Statement::Assign { target, value }
        }));
    }
}

/// Bundles connected member by member.
fn read_links(links: &[VerilogLink], scope: &mut Scope, into: &mut Vec<Statement>) -> Result<()> {
    for link in links {
        let (details, forward) = match link {
            VerilogLink::Forward(details) => (details, true),
            VerilogLink::Backward(details) => (details, false),
            VerilogLink::Bidirectional(details) => {
                return Err(unsupported(scope, &details.owner_name, "a tristate: use one signal for each direction"));
            }
        };
        let member = details.my_name.replace('.', "$");
        let lanes = |bundle: &str| -> Result<Vec<(String, Span)>> {
            let bundle = evaluate_indices(bundle, &scope.variables).unwrap_or_default();
            let name = format!("{bundle}${}", member.trim_start_matches('$'));
            let lanes = scope.nets.lanes_of(name.trim_end_matches('$'));
            if lanes.is_empty() {
                return Err(ExportError::UnknownSignal { path: (scope.place)(&name.replace('$', ".")) });
            }
            Ok(lanes)
        };
        let (owner, other) = (lanes(&details.owner_name)?, lanes(&details.other_name)?);
        let (targets, sources) = if forward { (other, owner) } else { (owner, other) };
        for ((index, target), (other, source)) in targets.iter().zip(&sources) {
            check_writable(target, scope)?;
            let (to, from) = (scope.nets.net(target), scope.nets.net(source));
            if to.ty != from.ty || index != other || targets.len() != sources.len() {
                return Err(ExportError::WidthMismatch {
                    path: (scope.place)(&to.lane_label(target.lsb)),
                    what: format!("it is linked to `{}`, which is another type: link bundles of one kind", from.label),
                });
            }
            let value = Expression { ty: from.ty, kind: Kind::Signal(*source) };
            into.push(Statement::Assign { target: *target, value });
        }
    }
    Ok(())
}

/// An error if something else drives `target`.
fn check_writable(target: &Span, scope: &Scope) -> Result<()> {
    let net = scope.nets.net(target);
    if net.role.writable() {
        return Ok(());
    }
    let driver = match net.role {
        Role::Input => "the block's environment",
        Role::FlopState => "the flip-flop",
        _ => "the child",
    };
    Err(ExportError::MultipleDrivers { path: (scope.place)(&net.lane_label(target.lsb)), driver })
}

fn read_assignment(target: &VerilogExpression, value: &VerilogExpression, scope: &mut Scope) -> Result<Statement> {
    let name = name_of(target);
    let name = name.strip_suffix("$next").unwrap_or(&name);
    scope.target = name.replace('$', ".");
    let target = match scope.meaning(name)? {
        Meaning::Signal(span) => span,
        Meaning::Constant(..) => {
            return Err(ExportError::MultipleDrivers {
                path: (scope.place)(&scope.target),
                driver: "its constant value",
            });
        }
    };
    check_writable(&target, scope)?;
    let ty = scope.nets.net(&target).ty;
    let value = scope.typed(value, Some(ty))?;
    if value.ty != ty {
        return Err(ExportError::WidthMismatch {
            path: (scope.place)(&scope.target),
            what: format!("{} bits are written to {}: cast the value", value.ty.bits, ty.bits),
        });
    }
    Ok(Statement::Assign { target, value })
}

fn read_conditional(conditional: &VerilogConditional, scope: &mut Scope, into: &mut Vec<Statement>) -> Result<()> {
    let otherwise = match &conditional.otherwise {
        VerilogBlockOrConditional::Block(block) => block.clone(),
        VerilogBlockOrConditional::Conditional(statement) => vec![statement.as_ref().clone()],
        VerilogBlockOrConditional::None => Vec::new(),
    };
    match scope.constant(&conditional.test) {
        Some(0) => read_inline(&otherwise, scope, into),
        Some(_) => read_inline(&conditional.then, scope, into),
        None => {
            let condition = scope.condition(&conditional.test)?;
            let then = read_block(&conditional.then, scope)?;
            into.push(Statement::If { condition, then, otherwise: read_block(&otherwise, scope)? });
            Ok(())
        }
    }
}

fn read_match(choice: &VerilogMatch, scope: &mut Scope, into: &mut Vec<Statement>) -> Result<()> {
    let subject = scope.typed(&choice.test, Some(Type::BIT))?;
    if subject.ty.signed {
        return Err(unsupported(scope, "", "a match on a signed value: match on its bits"));
    }
    if let Some(fixed) = subject.fixed_value() {
        for case in &choice.cases {
            if case.condition == "default" || case_value(&case.condition, scope)?.0 == fixed {
                return read_inline(&case.block, scope, into);
            }
        }
    }
    let mut arms = Vec::new();
    let mut default = None;
    for case in &choice.cases {
        let block = read_block(&case.block, scope)?;
        if case.condition == "default" {
            default = Some(block);
            break;
        }
        let (value, label) = case_value(&case.condition, scope)?;
        if value.length() > subject.range() {
            continue;
        }
        arms.push((value, label, block));
    }
    // Rust has seen to it that the arms are exhaustive: without a default, the last one can stand for it.
    let default = match default {
        Some(default) => default,
        None => arms.pop().map(|(_, _, block)| block).unwrap_or_default(),
    };
    into.push(Statement::Case { subject, arms, default });
    Ok(())
}

fn case_value(text: &str, scope: &Scope) -> Result<(Number, String)> {
    if let Some((_, value)) = scope.nets.values.get(text) {
        return Ok((Number::new(*value as u128), constant_name(text)));
    }
    let digits = text.replace('_', "").replace("usize", "");
    let value = match digits.as_str() {
        "true" => Some(1),
        "false" => Some(0),
        digits => match digits.get(..2) {
            Some("0x") => u128::from_str_radix(&digits[2..], 16).ok(),
            Some("0b") => u128::from_str_radix(&digits[2..], 2).ok(),
            _ => digits.parse().ok(),
        },
    };
    let what =
        format!("the pattern {text}: match `.val().index()` against numbers, or an enumeration against its values");
    value.map(|value| (Number::new(value), String::new())).ok_or_else(|| unsupported(scope, "", &what))
}

fn read_loop(range: &VerilogLoop, scope: &mut Scope, into: &mut Vec<Statement>) -> Result<()> {
    if scope.nets.meaning(&range.index).is_some() {
        return Err(unsupported(scope, &range.index, "a loop variable with the name of a signal: rename one of them"));
    }
    let shadowed = scope.variables.get(&range.index).copied();
    for value in bound(&range.from, scope)?..bound(&range.to, scope)? {
        scope.variables.insert(range.index.clone(), value);
        read_inline(&range.block, scope, into)?;
    }
    match shadowed {
        Some(value) => scope.variables.insert(range.index.clone(), value),
        None => scope.variables.remove(&range.index),
    };
    Ok(())
}

fn bound(literal: &VerilogLiteral, scope: &Scope) -> Result<i128> {
    scope
        .constant(&VerilogExpression::Literal(literal.clone()))
        .ok_or_else(|| unsupported(scope, "", "a loop bound that is no number"))
}

/// The tree holds a comment as rust-hdl's macro printed the source, the macro's own name with it.
fn comment_text(text: &str) -> String {
    let start = text.find("(\"").map_or(0, |position| position + 2);
    text[start..].trim_end_matches("\")").replace("\\\"", "\"")
}

fn name_of(expression: &VerilogExpression) -> String {
    match expression {
        VerilogExpression::Signal(name) => name.clone(),
        _ => String::new(),
    }
}

fn unsupported(scope: &Scope, name: &str, what: &str) -> ExportError {
    let name = name.strip_suffix("$next").unwrap_or(name);
    ExportError::UnsupportedConstruct { path: (scope.place)(&name.replace('$', ".")), what: what.to_owned() }
}
