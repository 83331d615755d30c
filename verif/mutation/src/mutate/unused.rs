//! The bits that a module declares as unused for linters, `wire unused = &{1'b0, sum[7:4]};`: no check can find mutants
//! of these.

use crate::verilog::Constants;
use crate::verilog::tree::{Expression, Form, Item, Module, Select};
use std::ops::RangeInclusive;

/// Signals with the bits that are not used.
#[derive(Default)]
pub(super) struct Unused(Vec<(String, RangeInclusive<i128>)>);

/// Whether a net is such a list.
pub(super) fn is_list(name: &str) -> bool {
    name.starts_with("unused")
}

impl Unused {
    pub(super) fn of(module: &Module, constants: &Constants) -> Self {
        let mut unused = Self::default();
        module.visit(&mut |item| {
            if let Item::Assign { target, value, .. } = item
                && matches!(&target.kind, Form::Name { name, .. } if is_list(name))
            {
                unused.add(value, constants);
            }
        });
        unused
    }

    fn add(&mut self, expression: &Expression, constants: &Constants) {
        match bits(expression, constants) {
            Some(found) => self.0.push(found),
            None => expression.children().into_iter().for_each(|child| self.add(child, constants)),
        }
    }

    /// Whether this bit is not used.
    pub(super) fn bit(&self, name: &str, bit: i128) -> bool {
        self.0.iter().any(|(unused, bits)| unused == name && bits.contains(&bit))
    }

    /// Whether nothing of a signal, or of the part of it that is selected, is used.
    pub(super) fn holds(&self, expression: &Expression, constants: &Constants) -> bool {
        bits(expression, constants).is_some_and(|(name, mut bits)| bits.all(|bit| self.bit(&name, bit)))
    }
}

/// The bits of a signal that an expression is; none if it is no part of one signal.
fn bits(expression: &Expression, constants: &Constants) -> Option<(String, RangeInclusive<i128>)> {
    let Form::Name { name, selects } = &expression.inner().kind else { return None };
    let declared = constants.declaration(name)?;
    let (high, low) = match &selects[..] {
        [] => declared.range.as_ref().map_or(Some((0, 0)), |range| constants.bounds(range))?,
        [Select::Index(bit)] => (constants.value(bit)?, constants.value(bit)?),
        [Select::Part(high, low)] => (constants.value(high)?, constants.value(low)?),
        _ => return None,
    };
    Some((name.clone(), low..=high))
}
