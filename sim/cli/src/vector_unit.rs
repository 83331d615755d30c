//! The Verilated vector unit of a command.

use crate::interrupt;
use anyhow::Context;
use seedchip_sim::PowerUp;
use seedchip_sim::models::{self, Verilated};
use seedchip_sim::vector_device::VerilatedVector;
use seedchip_spec::device::DeviceError;
use seedchip_spec::passes::{PassJob, PassOutcome, VectorDevice};
use seedchip_spec::{Block, VectorSizes};

/// A unit whose passes the user can end.
pub struct Interruptible(VerilatedVector<Verilated>);

impl Interruptible {
    /// The unit of these sizes.
    pub fn new(sizes: VectorSizes) -> anyhow::Result<Self> {
        let VectorSizes { lanes, words, rows } = sizes;
        let block = Block::named("vector").context("the list of blocks has no vector unit")?;
        let model = models::block(&block.at(&[lanes, words, rows]), PowerUp::Zero)?;
        interrupt::listen();
        Ok(Self(VerilatedVector::new(model, sizes)?))
    }

    /// Its model.
    pub fn model_mut(&mut self) -> &mut Verilated {
        self.0.harness().model_mut()
    }
}

impl VectorDevice for Interruptible {
    fn sizes(&self) -> VectorSizes {
        self.0.sizes()
    }

    fn passes(&mut self, jobs: &[PassJob]) -> Result<Vec<PassOutcome>, DeviceError> {
        self.0.passes_watched(jobs, &mut interrupt::watch)
    }
}
