//! A block on its bench: the Verilated model beside the golden model, cycle by cycle.

use anyhow::{Context, bail};
use proptest::strategy::BoxedStrategy;
use seedchip_kit::block::{Case, Kind, cases, obey};
use seedchip_kit::lockstep::{Difference, compare};
use seedchip_sim::models::{self, Verilated};
use seedchip_sim::{Model, PowerUp};
use seedchip_spec::{BLOCKS, Block, Configuration, Instance};
use std::path::Path;

/// A block of which there are a Verilated model and a clocked golden model.
pub struct Bench {
    /// The block.
    pub block: &'static Block,
    /// The configuration of both.
    pub configuration: Configuration,
}

impl Bench {
    /// The bench of a block other than the datapath.
    pub fn new(name: &str, configuration: Configuration) -> anyhow::Result<Self> {
        let bench = Self { block: listed(name)?, configuration };
        bench.model()?;
        bench.golden()?;
        Ok(bench)
    }

    /// Random cases of up to so many cycles; they go through [`Bench::obey`] before they are checked.
    pub fn cases(&self, cycles: usize) -> BoxedStrategy<Case> {
        cases(&self.instance(), Kind::Random, cycles)
    }

    /// The case in line with the block's rules.
    pub fn obey(&self, case: &Case) -> anyhow::Result<Case> {
        let mut golden = self.golden()?;
        Ok(obey(&self.instance(), case, |inputs| golden.cycle(inputs).pins))
    }

    /// Runs a case on both models and says whether they are equal. Writes a waveform of all its cycles if asked.
    pub fn check(&self, case: &Case, wave: Option<&Path>) -> anyhow::Result<Result<(), Difference>> {
        let (mut model, mut golden) = (self.model()?, self.golden()?);
        if let Some(wave) = wave {
            model.trace(wave, 0..=u64::MAX)?;
        }
        let mut equal = Ok(());
        for (cycle, inputs) in case.iter().enumerate() {
            let (expected, found) = (golden.cycle(inputs), model.cycle(inputs));
            // After a difference the rest still runs, for the waveform.
            equal = equal.and_then(|()| compare(cycle, &expected.pins, &expected.unspecified, &found));
        }
        model.end_trace();
        Ok(equal)
    }

    fn instance(&self) -> Instance {
        self.block.of(&self.configuration)
    }

    fn model(&self) -> anyhow::Result<Verilated> {
        Ok(models::block(&self.instance(), PowerUp::Zero)?)
    }

    fn golden(&self) -> anyhow::Result<Box<dyn seedchip_golden::Block>> {
        seedchip_golden::block(&self.instance())
            .with_context(|| format!("`{}` has no clocked golden model: give another block", self.block.name))
    }
}

/// The block of this name, or an error that lists them.
pub fn listed(name: &str) -> anyhow::Result<&'static Block> {
    let Some(block) = Block::named(name) else {
        let names: Vec<&str> = BLOCKS.iter().map(|block| block.name).collect();
        bail!("no block is called `{name}`: choose one of {}", names.join(", "));
    };
    Ok(block)
}
