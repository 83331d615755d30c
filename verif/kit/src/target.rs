//! The target of cases: a block, checked cycle by cycle, or a whole unit, checked command by command.

use crate::block::{self, Kind, obey};
use crate::case_id::{CaseId, Recipe};
use crate::lockstep::{self, compare};
use crate::{outcome, product};
use proptest::strategy::{BoxedStrategy, Strategy};
use seedchip_sim::{Model, PowerUp, models};
use seedchip_spec::Instance;
use std::fmt::Debug;
use std::path::Path;

/// A device under test with its golden model, and the cases that it is checked with.
pub trait Target {
    /// One case.
    type Case: Debug;

    /// The identity of the case that a seed makes.
    fn id(&self, seed: u64) -> CaseId;

    /// The cases.
    fn strategy(&self) -> BoxedStrategy<Self::Case>;

    /// Runs a case on the Verilated and on the golden model. Says what passed, or how they differ. Writes a waveform if
    /// asked.
    fn check(&self, case: &Self::Case, waveform: Option<&Path>) -> Result<String, String>;

    /// The case in hexadecimal.
    fn print(&self, case: &Self::Case) -> String;
}

/// A block by the cycle.
pub struct BlockTarget {
    instance: Instance,
    kind: Kind,
    cycles: usize,
}

impl BlockTarget {
    /// Cases of a kind of up to so many cycles.
    pub fn new(instance: Instance, kind: Kind, cycles: usize) -> Self {
        Self { instance, kind, cycles }
    }

    fn golden(&self) -> Result<Box<dyn seedchip_golden::Block>, String> {
        let golden = seedchip_golden::block(&self.instance);
        golden.ok_or_else(|| format!("`{}` has no clocked golden model", self.instance))
    }

    /// The case in line with the block's rules.
    fn obeyed(&self, case: &block::Case) -> Result<block::Case, String> {
        let mut golden = self.golden()?;
        Ok(obey(&self.instance, case, |inputs| golden.cycle(inputs).pins))
    }
}

impl Target for BlockTarget {
    type Case = block::Case;

    fn id(&self, seed: u64) -> CaseId {
        let recipe = Recipe::Cycles { kind: self.kind, cycles: self.cycles };
        CaseId { instance: self.instance.clone(), recipe, seed }
    }

    fn strategy(&self) -> BoxedStrategy<block::Case> {
        block::cases(&self.instance, self.kind, self.cycles)
    }

    fn check(&self, case: &block::Case, waveform: Option<&Path>) -> Result<String, String> {
        let case = self.obeyed(case)?;
        let mut golden = self.golden()?;
        let mut model = models::block(&self.instance, PowerUp::Zero).map_err(|error| error.to_string())?;
        if let Some(path) = waveform {
            model.trace(path, 0..=u64::MAX).map_err(|error| error.to_string())?;
        }
        let mut equal = Ok(());
        for (cycle, inputs) in case.iter().enumerate() {
            let (expected, found) = (golden.cycle(inputs), model.cycle(inputs));
            // After a difference the rest still runs, for the waveform.
            equal = equal.and_then(|()| compare(cycle, &expected.pins, &expected.unspecified, &found));
        }
        model.end_trace();
        equal.map(|()| format!("cycles {}", case.len())).map_err(|difference| difference.to_string())
    }

    fn print(&self, case: &block::Case) -> String {
        // The inputs as the block saw them.
        lockstep::print(&self.obeyed(case).unwrap_or_else(|_| case.clone()))
    }
}

/// A whole unit by the command.
pub struct CommandTarget {
    instance: Instance,
    limits: product::Limits,
}

impl CommandTarget {
    /// Cases of up to these sizes for a top.
    pub fn new(instance: Instance, limits: product::Limits) -> Self {
        Self { instance, limits }
    }
}

impl Target for CommandTarget {
    type Case = product::Case;

    fn id(&self, seed: u64) -> CaseId {
        CaseId { instance: self.instance.clone(), recipe: Recipe::Commands(self.limits), seed }
    }

    fn strategy(&self) -> BoxedStrategy<product::Case> {
        product::cases(self.instance.configuration(), self.limits).boxed()
    }

    fn check(&self, case: &product::Case, waveform: Option<&Path>) -> Result<String, String> {
        let model = models::block(&self.instance, PowerUp::Zero).map_err(|error| error.to_string())?;
        let waveform = waveform.map(|path| (path.to_owned(), 0..=u64::MAX));
        let options = outcome::Options { waveform, ..Default::default() };
        let report = outcome::run(model, self.instance.configuration(), case, &options);
        let passed = |report: outcome::Report| {
            format!("commands {}, results {}, cycles {}", report.commands, report.results, report.cycles)
        };
        report.map(passed).map_err(|mismatch| mismatch.to_string())
    }

    fn print(&self, case: &product::Case) -> String {
        product::print(self.instance.configuration(), case)
    }
}

/// What is done with the target of a case, whatever its type.
pub trait Visitor {
    /// Its result.
    type Output;

    /// Is given the target.
    fn visit<T: Target>(self, target: &T) -> Self::Output;
}

impl CaseId {
    /// Makes the target of which this is a case.
    pub fn visit<V: Visitor>(&self, visitor: V) -> V::Output {
        match self.recipe {
            Recipe::Cycles { kind, cycles } => visitor.visit(&BlockTarget::new(self.instance.clone(), kind, cycles)),
            Recipe::Commands(limits) => visitor.visit(&CommandTarget::new(self.instance.clone(), limits)),
        }
    }
}
