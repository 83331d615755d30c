//! Statements of `always` blocks.

use super::parser::{Parser, Result};
use super::tree::{Action, Arm, Statement};

impl Parser<'_> {
    pub(super) fn statement(&mut self) -> Result<Statement> {
        let start = self.start();
        let kind = self.action()?;
        Ok(Statement { span: start..self.end(), kind })
    }

    fn action(&mut self) -> Result<Action> {
        if self.takes(";") {
            return Ok(Action::Nothing);
        }
        if self.takes_word("begin") {
            if self.takes(":") {
                self.name()?;
            }
            let mut statements = Vec::new();
            while !self.takes_word("end") {
                statements.push(self.statement()?);
            }
            return Ok(Action::Block(statements));
        }
        if self.takes_word("if") {
            self.expect("(")?;
            let condition = self.expression()?;
            self.expect(")")?;
            let then = Box::new(self.statement()?);
            let otherwise = if self.takes_word("else") { Some(Box::new(self.statement()?)) } else { None };
            return Ok(Action::If(condition, then, otherwise));
        }
        if self.takes_word("case") || self.takes_word("casez") {
            return self.case();
        }
        if self.takes_word("for") {
            self.loop_head()?;
            return Ok(Action::Loop(Box::new(self.statement()?)));
        }
        let target = self.primary()?;
        if !self.takes("<=") {
            self.expect("=")?;
        }
        let value = self.expression()?;
        self.expect(";")?;
        Ok(Action::Assign { target, value })
    }

    fn case(&mut self) -> Result<Action> {
        self.expect("(")?;
        let subject = self.expression()?;
        self.expect(")")?;
        let mut arms = Vec::new();
        while !self.takes_word("endcase") {
            let mut labels = Vec::new();
            if self.takes_word("default") {
                self.takes(":");
            } else {
                labels.push(self.expression()?);
                while self.takes(",") {
                    labels.push(self.expression()?);
                }
                self.expect(":")?;
            }
            arms.push(Arm { labels, body: self.statement()? });
        }
        Ok(Action::Case(subject, arms))
    }
}
