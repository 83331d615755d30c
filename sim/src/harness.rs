//! Runs a block whose ports are streams: feeds its inputs, collects its outputs, and checks the handshake rules on every
//! stream in every cycle.

mod recording;

use crate::model::{Model, TraceError};
use crate::streams::{Role, Sink, Source, Stalls, StreamPorts, Violation};
pub use recording::Recording;
use seedchip_spec::Beats;
use seedchip_spec::device::{DeviceError, Watch};
use std::fmt::Write;
use std::ops::ControlFlow;
use thiserror::Error;

/// Cycles from one call of a run's watch to the next: some milliseconds, or half a second with a waveform of the
/// largest array.
const WATCHED: u64 = 2_000;

/// Why a run ended before it should.
#[derive(Debug, Error)]
pub enum HarnessError {
    /// Whoever watches asked for the end.
    #[error("interrupted")]
    Interrupted,
    /// The handshake law was broken.
    #[error(transparent)]
    Violation(#[from] Violation),
    /// The beats that were waited for didn't come.
    #[error("cycle {cycle}: {reason}; waited for {waiting}")]
    Hung {
        /// The cycle in which the run gave up.
        cycle: u64,
        /// Which limit was reached.
        reason: String,
        /// Each stream that was waited for, with its beats.
        waiting: String,
    },
    /// The block has no stream of this name.
    #[error("the block `{block}` has no stream `{stream}`")]
    NoStream {
        /// The block.
        block: String,
        /// The stream.
        stream: String,
    },
    /// The waveform cannot be written.
    #[error(transparent)]
    Trace(#[from] TraceError),
}

impl From<HarnessError> for DeviceError {
    fn from(error: HarnessError) -> Self {
        match error {
            HarnessError::Interrupted => Self::Interrupted,
            HarnessError::Hung { .. } => Self::Hung(error.to_string()),
            error => Self::Driver(Box::new(error)),
        }
    }
}

/// When a run gives up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most cycles of a run.
    pub cycles: u64,
    /// The most cycles in a row in which no beat passes on any stream.
    pub idle_cycles: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { cycles: 1_000_000_000, idle_cycles: 10_000 }
    }
}

/// A block with a source or a sink on each of its streams.
pub struct Harness<M> {
    model: M,
    sources: Vec<Source>,
    sinks: Vec<Sink>,
    reset_port: Option<usize>,
    after_reset: bool,
    recording: Option<Recording>,
    cycle: u64,
    idle: u64,
}

impl<M: Model> Harness<M> {
    /// Puts sources and sinks without stalls on a block's streams, and resets it for two cycles.
    pub fn new(model: M, seed: u64) -> Result<Self, HarnessError> {
        let mut harness = Self::running(model, seed);
        harness.reset(2)?;
        Ok(harness)
    }

    /// The same on a block that goes on from the state that it is in.
    pub fn running(model: M, seed: u64) -> Self {
        let ports = model.ports();
        let (inputs, outputs): (Vec<_>, Vec<_>) =
            StreamPorts::find(ports).into_iter().partition(|stream| stream.role == Role::Input);
        Self {
            sources: inputs.into_iter().map(|ports| Source::new(ports, seed)).collect(),
            sinks: outputs.into_iter().map(|ports| Sink::new(ports, seed)).collect(),
            reset_port: ports.iter().position(|port| port.name == "rst_ni"),
            model,
            after_reset: false,
            recording: None,
            cycle: 0,
            idle: 0,
        }
    }

    /// Holds the block in reset for so many cycles. Beats that were offered and not taken are offered again.
    pub fn reset(&mut self, cycles: u64) -> Result<(), HarnessError> {
        if self.reset_port.is_some() {
            for _ in 0..cycles {
                self.cycle(true)?;
            }
        }
        Ok(())
    }

    /// One cycle. Returns whether a beat passed on any stream.
    pub fn step(&mut self) -> Result<bool, HarnessError> {
        self.cycle(false)
    }

    fn cycle(&mut self, reset: bool) -> Result<bool, HarnessError> {
        let quiet = reset || self.after_reset;
        if let Some(port) = self.reset_port {
            self.model.set_value(port, (!reset).into());
        }
        for source in &mut self.sources {
            source.drive(&mut self.model, quiet);
        }
        for sink in &mut self.sinks {
            sink.drive(&mut self.model, quiet);
        }
        self.model.settle();
        if let Some(recording) = &mut self.recording {
            recording.record(&self.model);
        }
        let mut passed = false;
        for source in &mut self.sources {
            passed |= source.observe(self.cycle, &self.model, reset)?;
        }
        for sink in &mut self.sinks {
            passed |= sink.observe(self.cycle, &self.model, reset)?;
        }
        self.model.rise();
        self.cycle += 1;
        self.idle = if passed { 0 } else { self.idle + 1 };
        self.after_reset = reset;
        Ok(passed)
    }

    /// Runs until each of these sinks has seen so many beats in all, counted from its last
    /// [`Harness::take`]. Returns the cycles that it took.
    pub fn run(&mut self, wanted: &[(&str, usize)], limits: Limits) -> Result<u64, HarnessError> {
        self.run_watched(wanted, limits, &mut |_| ControlFlow::Continue(()))
    }

    /// The same, and `watch` is called with the number of cycles as they pass.
    pub fn run_watched(&mut self, wanted: &[(&str, usize)], limits: Limits, watch: Watch) -> Result<u64, HarnessError> {
        let wanted = wanted
            .iter()
            .map(|(name, beats)| Ok((self.sink_index(name)?, *beats)))
            .collect::<Result<Vec<_>, HarnessError>>()?;
        let start = self.cycle;
        let mut told = start;
        let mut tell = |cycle: u64| match watch(cycle - std::mem::replace(&mut told, cycle)) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(HarnessError::Interrupted),
        };
        self.idle = 0;
        while wanted.iter().any(|(sink, beats)| self.sinks[*sink].beats().len() < *beats) {
            if self.cycle - start >= limits.cycles {
                return Err(self.hung(format!("{} cycles were not enough", limits.cycles), &wanted));
            }
            if self.idle >= limits.idle_cycles {
                return Err(self.hung(format!("no beat has passed for {} cycles", self.idle), &wanted));
            }
            self.step()?;
            if (self.cycle - start).is_multiple_of(WATCHED) {
                tell(self.cycle)?;
            }
        }
        tell(self.cycle)?;
        Ok(self.cycle - start)
    }

    fn hung(&self, reason: String, wanted: &[(usize, usize)]) -> HarnessError {
        let mut waiting = String::new();
        for (sink, beats) in wanted {
            let sink = &self.sinks[*sink];
            if sink.beats().len() < *beats {
                let _ = write!(waiting, "`{}` ({} of {beats} beats), ", sink.name(), sink.beats().len());
            }
        }
        for source in self.sources.iter().filter(|source| source.left() > 0) {
            let _ = write!(waiting, "`{}` ({} beats not taken), ", source.name(), source.left());
        }
        HarnessError::Hung { cycle: self.cycle, reason, waiting: waiting.trim_end_matches(", ").to_owned() }
    }

    /// Adds beats to the queue of an input stream.
    pub fn feed(&mut self, stream: &str, beats: &Beats) -> Result<(), HarnessError> {
        self.source_mut(stream)?.feed(beats);
        Ok(())
    }

    /// Forgets the beats that were fed and not accepted; a reset must follow, which withdraws those that are offered.
    pub(crate) fn drop_left(&mut self) {
        self.sources.iter_mut().for_each(Source::drop_left);
    }

    /// Hands out the beats that an output stream has given since the last time.
    pub fn take(&mut self, stream: &str) -> Result<Beats, HarnessError> {
        let sink = self.sink_index(stream)?;
        Ok(self.sinks[sink].take())
    }

    /// Lets a stream stall by a pattern from now on.
    pub fn stall(&mut self, stream: &str, stalls: Stalls, seed: u64) -> Result<(), HarnessError> {
        if let Ok(sink) = self.sink_index(stream) {
            self.sinks[sink].stall(stalls, seed);
        } else {
            self.source_mut(stream)?.stall(stalls, seed);
        }
        Ok(())
    }

    /// The source of an input stream.
    pub fn source(&self, stream: &str) -> Result<&Source, HarnessError> {
        self.sources.iter().find(|source| source.name() == stream).ok_or_else(|| self.no_stream(stream))
    }

    /// The sink of an output stream.
    pub fn sink(&self, stream: &str) -> Result<&Sink, HarnessError> {
        Ok(&self.sinks[self.sink_index(stream)?])
    }

    /// The sources of all input streams.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    fn source_mut(&mut self, stream: &str) -> Result<&mut Source, HarnessError> {
        let missing = self.no_stream(stream);
        self.sources.iter_mut().find(|source| source.name() == stream).ok_or(missing)
    }

    fn sink_index(&self, stream: &str) -> Result<usize, HarnessError> {
        self.sinks.iter().position(|sink| sink.name() == stream).ok_or_else(|| self.no_stream(stream))
    }

    fn no_stream(&self, stream: &str) -> HarnessError {
        HarnessError::NoStream { block: self.model.block().to_owned(), stream: stream.to_owned() }
    }

    /// Keeps the value of every port in every cycle from now on.
    pub fn record(&mut self) {
        self.recording = Some(Recording::new(self.model.ports()));
    }

    /// Ends the recording and hands it out.
    pub fn take_recording(&mut self) -> Option<Recording> {
        self.recording.take()
    }

    /// The cycles since the harness was made, those of reset included.
    pub fn cycles(&self) -> u64 {
        self.cycle
    }

    /// The block.
    pub fn model(&self) -> &M {
        &self.model
    }

    /// The block, to set ports that belong to no stream, or to trace.
    pub fn model_mut(&mut self) -> &mut M {
        &mut self.model
    }

    /// The block in the state that it is in.
    pub fn into_model(self) -> M {
        self.model
    }
}
