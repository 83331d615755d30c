//! What is fuzzed: a block by the cycle, or the whole datapath by the command.

use crate::bench::Bench;
use crate::sizes;
use proptest::strategy::{BoxedStrategy, Strategy};
use seedchip_kit::{block, lockstep, outcome, product};
use seedchip_sim::{PowerUp, models};
use seedchip_spec::{Configuration, DATAPATH};
use std::fmt::Debug;
use std::path::Path;

/// What is fuzzed.
pub trait Target {
    /// One case.
    type Case: Debug;

    /// What the user calls it.
    fn title(&self) -> String;

    /// The start of the names of its files.
    fn file_name(&self) -> String;

    /// The arguments of `seedchip fuzz` that choose it.
    fn arguments(&self) -> String;

    /// Random cases.
    fn strategy(&self) -> BoxedStrategy<Self::Case>;

    /// Runs a case on the Verilated and on the golden model; the error says how they differ. Writes a waveform if
    /// asked.
    fn check(&self, case: &Self::Case, wave: Option<&Path>) -> Result<(), String>;

    /// The case in hexadecimal.
    fn print(&self, case: &Self::Case) -> String;
}

/// A block by the cycle.
pub struct BlockTarget {
    /// The block.
    pub bench: Bench,
    /// The most cycles of a case.
    pub cycles: u32,
}

impl Target for BlockTarget {
    type Case = block::Case;

    fn title(&self) -> String {
        format!("`{}` at {}", self.bench.block.name, self.bench.configuration.name())
    }

    fn file_name(&self) -> String {
        format!("{}_{}", self.bench.block.name, self.bench.configuration.name())
    }

    fn arguments(&self) -> String {
        // The number of cycles is part of what makes a case.
        let (block, sizes) = (self.bench.block.name, sizes::arguments(&self.bench.configuration));
        format!("--block {block} {sizes} --cycles {}", self.cycles)
    }

    fn strategy(&self) -> BoxedStrategy<block::Case> {
        self.bench.cases(self.cycles as usize)
    }

    fn check(&self, case: &block::Case, wave: Option<&Path>) -> Result<(), String> {
        let equal = self.bench.obey(case).and_then(|case| self.bench.check(&case, wave));
        equal.map_err(|error| error.to_string())?.map_err(|difference| difference.to_string())
    }

    fn print(&self, case: &block::Case) -> String {
        // The inputs as the block saw them. The model was there before, so it is there now.
        lockstep::print(&self.bench.obey(case).unwrap_or_else(|_| case.clone()))
    }
}

/// The whole datapath by the command.
pub struct TopTarget {
    configuration: Configuration,
}

impl TopTarget {
    /// The datapath of a configuration.
    pub fn new(configuration: Configuration) -> anyhow::Result<Self> {
        models::block(&DATAPATH.of(&configuration), PowerUp::Zero)?;
        Ok(Self { configuration })
    }
}

impl Target for TopTarget {
    type Case = product::Case;

    fn title(&self) -> String {
        format!("the datapath at {}", self.configuration.name())
    }

    fn file_name(&self) -> String {
        DATAPATH.of(&self.configuration).to_string()
    }

    fn arguments(&self) -> String {
        format!("--top {}", sizes::arguments(&self.configuration))
    }

    fn strategy(&self) -> BoxedStrategy<product::Case> {
        product::cases(&self.configuration, product::Limits::default()).boxed()
    }

    fn check(&self, case: &product::Case, wave: Option<&Path>) -> Result<(), String> {
        let model = models::block(&DATAPATH.of(&self.configuration), PowerUp::Zero);
        let model = model.map_err(|error| error.to_string())?;
        let waveform = wave.map(|path| (path.to_owned(), 0..=u64::MAX));
        let options = outcome::Options { waveform, ..Default::default() };
        let compared = outcome::run(model, &self.configuration, case, &options);
        compared.map(|_| ()).map_err(|mismatch| mismatch.to_string())
    }

    fn print(&self, case: &product::Case) -> String {
        product::print(&self.configuration, case)
    }
}
