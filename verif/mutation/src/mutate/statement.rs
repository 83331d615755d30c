//! Mistakes in `always` blocks.

use super::{Edit, Mutator, Place};
use crate::order::assigned;
use crate::verilog::tree::{Action, Arm, Expression, Form, Sort, Statement};
use std::collections::BTreeSet;

impl<'a> Mutator<'a> {
    pub(super) fn always(&mut self, clocked: bool, body: &'a Statement) {
        let names = assigned(body);
        let targets = (!clocked).then_some(&names);
        self.statement(body, targets);
        names.iter().for_each(|name| self.stuck(clocked, body, name));
    }

    fn statement(&mut self, statement: &'a Statement, targets: Option<&BTreeSet<String>>) {
        match &statement.kind {
            Action::Block(statements) => statements.iter().for_each(|statement| self.statement(statement, targets)),
            Action::If(condition, then, otherwise) => {
                self.condition(condition, targets);
                self.statement(then, targets);
                if let Some(otherwise) = otherwise {
                    self.statement(otherwise, targets);
                    // Without an `else if` its condition is stuck.
                    if !matches!(otherwise.kind, Action::If(..)) {
                        let site = self.site(&statement.span, Place::Statement);
                        let span = then.span.end..otherwise.span.end;
                        self.add(site, &Edit { span, text: String::new(), described: "without its `else`" });
                    }
                }
            }
            Action::Case(subject, arms) => {
                self.condition(subject, targets);
                arms.iter().for_each(|arm| self.statement(&arm.body, targets));
                if targets.is_none() {
                    self.arms(arms);
                }
            }
            Action::Loop(body) => self.statement(body, targets),
            Action::Assign { target, value } => self.assignment(statement, target, value, targets),
            Action::Nothing => {}
        }
    }

    fn condition(&mut self, condition: &Expression, targets: Option<&BTreeSet<String>>) {
        let site = self.site(&condition.span, Place::Expression);
        let edits = self.condition_edits(condition, targets);
        edits.iter().for_each(|edit| self.add(site, edit));
    }

    /// An arm does what the next one does.
    fn arms(&mut self, arms: &'a [Arm]) {
        for (arm, next) in arms.iter().zip(arms.iter().cycle().skip(1)) {
            let (own, other) = (self.written(&arm.body.span), self.written(&next.body.span));
            if own != other {
                let site = self.site(&arm.body.span, Place::Statement);
                let span = arm.body.span.clone();
                self.add(site, &Edit { span, text: other.to_owned(), described: "does what the next arm does" });
            }
        }
    }

    fn assignment(
        &mut self,
        statement: &Statement,
        target: &Expression,
        value: &Expression,
        targets: Option<&BTreeSet<String>>,
    ) {
        let site = self.site(&statement.span, Place::Statement);
        let width = self.constants.width(target);
        let mut edits = self.value_edits(value, width, targets);
        edits.push(Edit { span: statement.span.clone(), text: ";".into(), described: "not assigned" });
        if let Form::Name { name, selects } = &target.kind {
            // The target itself is not read.
            self.select_edits(name, selects, None, &mut edits);
            let is_memory = self.constants.declaration(name).is_some_and(|declared| declared.words.is_some());
            if let Some(others) = width.filter(|width| is_memory && *width > 1).map(|width| width - 1) {
                let text = self.written(&value.span);
                edits.push(Edit::of(&value.span, format!("{text} & {{{{{others}{{1'b1}}}}, 1'b0}}")));
                edits.push(Edit::of(&value.span, format!("{text} | {{1'b1, {{{others}{{1'b0}}}}}}")));
            }
        }
        edits.iter().for_each(|edit| self.add(site, edit));
    }

    /// Bits of a register that stay what they are: every one of a short register, five of a long one.
    fn stuck(&mut self, clocked: bool, body: &Statement, name: &str) {
        let Some(declared) = self.constants.declaration(name) else { return };
        let width = self.constants.declared_width(declared);
        let Some(width) = width.filter(|width| *width > 0 && declared.words.is_none()) else { return };
        if !matches!(declared.sort, Sort::Register | Sort::Output) {
            return;
        }
        let low = declared.range.as_ref().and_then(|range| self.constants.value(&range[1])).unwrap_or(0);
        let site = self.site(&body.span, Place::After);
        let original = self.written(&self.line_at(declared.span.start)).trim();
        let operator = if clocked { "<=" } else { "=" };
        let some = BTreeSet::from([0, width / 4, width / 2, 3 * width / 4, width - 1]);
        let bits = if width <= 8 { (0..width).collect() } else { some };
        for bit in bits {
            if self.unused.bit(name, low + bit as i128) {
                continue;
            }
            let selected =
                if declared.range.is_some() { format!("{name}[{}]", low + bit as i128) } else { name.to_owned() };
            for value in 0..2 {
                let text = format!("{selected} {operator} 1'b{value};");
                self.push(
                    site,
                    declared.span.start,
                    text,
                    original,
                    &format!("{original} // {selected} stuck at {value}"),
                );
            }
        }
    }
}
