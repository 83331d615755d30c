//! Statements inside `always` blocks.

use crate::read::expression::Expression;
use crate::read::net::Span;
use crate::read::statement::Statement;
use crate::write::writer::Writer;

/// How an assignment is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrow {
    /// `=`
    Blocking,
    /// `<=`
    NonBlocking,
}

const STEP: &str = "    ";

/// Writes a block's statements, one line each with `indent` before it.
pub fn write_block(
    block: &[Statement],
    arrow: Arrow,
    indent: &str,
    writer: &mut Writer,
    name: &dyn Fn(&Writer, &Span) -> String,
    lines: &mut Vec<String>,
) {
    let inner = format!("{indent}{STEP}");
    for statement in block {
        match statement {
            Statement::Comment(text) => lines.extend(comment_lines(text, indent)),
            Statement::Assign { target, value } => {
                let line = assignment(target, value, arrow, writer, name);
                lines.push(format!("{indent}{line}"));
            }
            Statement::If { .. } => write_if(statement, "", arrow, indent, writer, name, lines),
            Statement::Case { subject, arms, default } => {
                let width = subject.range();
                let text = writer.subject(subject);
                lines.push(format!("{indent}case ({text})"));
                for (value, label, block) in arms {
                    let label = match label.as_str() {
                        "" => value.verilog(width),
                        label => {
                            let label = writer.constant(label, value, width);
                            writer.settled(label, width)
                        }
                    };
                    write_arm(&label, block, arrow, &inner, writer, name, lines);
                }
                write_arm("default", default, arrow, &inner, writer, name, lines);
                lines.push(format!("{indent}endcase"));
            }
        }
    }
}

/// The lines of a comment; an empty one is an empty line.
pub fn comment_lines(text: &str, indent: &str) -> Vec<String> {
    if text.is_empty() {
        return vec![String::new()];
    }
    let text = text.strip_prefix("# ").unwrap_or(text);
    text.lines().map(|line| format!("{indent}// {line}")).collect()
}

fn write_arm(
    label: &str,
    block: &[Statement],
    arrow: Arrow,
    indent: &str,
    writer: &mut Writer,
    name: &dyn Fn(&Writer, &Span) -> String,
    lines: &mut Vec<String>,
) {
    match block {
        [] => lines.push(format!("{indent}{label}: ;")),
        [Statement::Assign { target, value }] => {
            let line = assignment(target, value, arrow, writer, name);
            lines.push(format!("{indent}{label}: {line}"));
        }
        block => {
            lines.push(format!("{indent}{label}: begin"));
            write_block(block, arrow, &format!("{indent}{STEP}"), writer, name, lines);
            lines.push(format!("{indent}end"));
        }
    }
}

fn write_if(
    statement: &Statement,
    prefix: &str,
    arrow: Arrow,
    indent: &str,
    writer: &mut Writer,
    name: &dyn Fn(&Writer, &Span) -> String,
    lines: &mut Vec<String>,
) {
    let Statement::If { condition, then, otherwise } = statement else { return };
    let inner = format!("{indent}{STEP}");
    let negated;
    let (condition, then, otherwise) = if then.is_empty() {
        negated = not(condition);
        (&negated, otherwise, then)
    } else {
        (condition, then, otherwise)
    };
    let condition = writer.condition(condition);
    if let ([Statement::Assign { target, value }], true) = (&then[..], otherwise.is_empty() && prefix.is_empty()) {
        let line = assignment(target, value, arrow, writer, name);
        lines.push(format!("{indent}if ({condition}) {line}"));
        return;
    }
    lines.push(format!("{indent}{prefix}if ({condition}) begin"));
    write_block(then, arrow, &inner, writer, name, lines);
    match &otherwise[..] {
        [] => lines.push(format!("{indent}end")),
        [chained @ Statement::If { .. }] => {
            write_if(chained, "end else ", arrow, indent, writer, name, lines);
        }
        block => {
            lines.push(format!("{indent}end else begin"));
            write_block(block, arrow, &inner, writer, name, lines);
            lines.push(format!("{indent}end"));
        }
    }
}

fn not(condition: &Expression) -> Expression {
    use crate::read::expression::Kind;
    match &condition.kind {
        Kind::Not(inner) => inner.as_ref().clone(),
        _ => Expression { ty: condition.ty, kind: Kind::Not(Box::new(condition.clone())) },
    }
}

fn assignment(
    target: &Span,
    value: &Expression,
    arrow: Arrow,
    writer: &mut Writer,
    name: &dyn Fn(&Writer, &Span) -> String,
) -> String {
    let left = name(writer, target);
    left.split('[').next().unwrap_or_default().clone_into(&mut writer.target);
    let right = writer.assigned(value, target.width);
    let arrow = if arrow == Arrow::Blocking { "=" } else { "<=" };
    format!("{left} {arrow} {right};")
}
