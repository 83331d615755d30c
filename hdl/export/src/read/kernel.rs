//! Kernels to statements: loops unrolled, names resolved, constant conditions decided.

use crate::error::ExportError;
use crate::number::Number;
use crate::read::collect::Type;
use crate::read::net::{Meaning, Nets, Role};
use crate::read::path::Variables;
use crate::read::statement::Statement;
use crate::read::typing::{Scope, value_name};
use rust_hdl::core::ast::{
    VerilogBlock, VerilogBlockOrConditional, VerilogConditional, VerilogExpression, VerilogLiteral, VerilogLoop,
    VerilogMatch, VerilogStatement,
};

type Result<T> = std::result::Result<T, ExportError>;

/// The statements of the kernel `block` of a block that has these nets.
pub fn read_kernel(block: &VerilogBlock, nets: &Nets, place: &dyn Fn(&str) -> String) -> Result<Vec<Statement>> {
    let mut scope = Scope { nets, variables: Variables::new(), place, target: String::new() };
    let mut statements = Vec::new();
    read_block(block, &mut scope, &mut statements)?;
    Ok(statements)
}

fn read_block(block: &VerilogBlock, scope: &mut Scope, into: &mut Vec<Statement>) -> Result<()> {
    for statement in block {
        match statement {
            VerilogStatement::Assignment(target, value) => into.push(read_assignment(target, value, scope)?),
            VerilogStatement::If(conditional) => read_conditional(conditional, scope, into)?,
            VerilogStatement::Match(choice) => into.push(read_match(choice, scope)?),
            VerilogStatement::Loop(range) => read_loop(range, scope, into)?,
            VerilogStatement::Macro(block) => read_block(block, scope, into)?,
            VerilogStatement::Comment(text) => into.push(Statement::Comment(comment_text(text))),
            VerilogStatement::SliceAssignment { base, .. } => {
                return Err(unsupported(scope, &name_of(base), "a write to a part of a signal: write all of it"));
            }
            VerilogStatement::Link(_) => {
                return Err(unsupported(scope, "", "`join` or `link`: connect the signals one by one"));
            }
        }
    }
    Ok(())
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
    let net = scope.nets.net(&target);
    if !net.role.writable() {
        let driver = match net.role {
            Role::Input => "the block's environment",
            Role::FlopState => "the flip-flop",
            _ => "the child",
        };
        return Err(ExportError::MultipleDrivers { path: (scope.place)(&net.lane_label(target.lsb)), driver });
    }
    let ty = net.ty;
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
    let decided = scope.constant(&conditional.test);
    let mut then = Vec::new();
    if decided.is_none_or(|value| value != 0) {
        read_block(&conditional.then, scope, &mut then)?;
    }
    let mut otherwise = Vec::new();
    if decided.is_none_or(|value| value == 0) {
        match &conditional.otherwise {
            VerilogBlockOrConditional::Block(block) => read_block(block, scope, &mut otherwise)?,
            VerilogBlockOrConditional::Conditional(statement) => {
                read_block(&vec![statement.as_ref().clone()], scope, &mut otherwise)?;
            }
            VerilogBlockOrConditional::None => {}
        }
    }
    if decided.is_some() {
        into.append(&mut then);
        into.append(&mut otherwise);
    } else {
        let condition = scope.condition(&conditional.test)?;
        into.push(Statement::If { condition, then, otherwise });
    }
    Ok(())
}

fn read_match(choice: &VerilogMatch, scope: &mut Scope) -> Result<Statement> {
    let subject = scope.typed(&choice.test, Some(Type::BIT))?;
    let mut arms = Vec::new();
    let mut default = None;
    for case in &choice.cases {
        let mut block = Vec::new();
        read_block(&case.block, scope, &mut block)?;
        if case.condition == "default" {
            default = Some(block);
            break;
        }
        let (value, label) = case_value(&case.condition, scope)?;
        if value.length() > subject.range() && !subject.ty.signed {
            continue;
        }
        arms.push((value, label, block));
    }
    // Rust has seen to it that the arms are exhaustive: without a default, the last one can stand for it.
    let default = match default {
        Some(default) => default,
        None => arms.pop().map(|(_, _, block)| block).unwrap_or_default(),
    };
    Ok(Statement::Case { subject, arms, default })
}

fn case_value(text: &str, scope: &Scope) -> Result<(Number, String)> {
    if let Some((_, value)) = scope.nets.values.get(text) {
        return Ok((Number::new(*value as u128), value_name(text)));
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
        read_block(&range.block, scope, into)?;
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
