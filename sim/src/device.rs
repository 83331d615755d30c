//! The Verilated datapath as a host sees it: one source or sink on each of its streams.

use crate::harness::{Harness, HarnessError, Limits};
use crate::model::Model;
use crate::streams::{Source, Stalls};
use seedchip_spec::device::{Act, Device, DeviceError, Events, Watch};
use seedchip_spec::{Configuration, Direction, Stream};

/// Cycles of a reset.
const RESET: u64 = 2;

/// The most cycles that a list of acts takes: so many, and so many more for each of its beats. Pauses of the streams
/// seldom stretch a beat beyond a fifth of that.
const CYCLES: u64 = 20_000;
const CYCLES_PER_BEAT: u64 = 200;

/// How each stream stalls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct StreamStalls {
    /// Commands.
    pub commands: Stalls,
    /// Weights.
    pub weights: Stalls,
    /// Activations.
    pub activations: Stalls,
    /// Parameters.
    pub parameters: Stalls,
    /// Row scales.
    pub scales: Stalls,
    /// Results.
    pub results: Stalls,
    /// Statuses.
    pub statuses: Stalls,
}

impl StreamStalls {
    /// The same pattern on every stream, each with random numbers of its own.
    pub fn all(stalls: Stalls) -> Self {
        Self {
            commands: stalls,
            weights: stalls,
            activations: stalls,
            parameters: stalls,
            scales: stalls,
            results: stalls,
            statuses: stalls,
        }
    }

    /// Those of one stream.
    pub fn of(&self, stream: Stream) -> Stalls {
        match stream {
            Stream::Command => self.commands,
            Stream::Weight => self.weights,
            Stream::Activation => self.activations,
            Stream::Parameter => self.parameters,
            Stream::Scale => self.scales,
            Stream::Result => self.results,
            Stream::Status => self.statuses,
        }
    }
}

/// A Verilated datapath with its driver: sources, sinks, and the check of the handshake law.
pub struct VerilatedDevice<M> {
    configuration: Configuration,
    harness: Harness<M>,
    /// The most cycles in a row in which no beat passes.
    pub idle_cycles: u64,
}

impl<M: Model> VerilatedDevice<M> {
    /// Puts a driver on a datapath, and resets it. Any other block is refused.
    pub fn new(model: M, configuration: &Configuration) -> Result<Self, HarnessError> {
        let mut device = Self::running(model, configuration)?;
        device.harness.reset(RESET)?;
        Ok(device)
    }

    /// The same on a datapath that goes on from the state that it is in.
    pub fn running(model: M, configuration: &Configuration) -> Result<Self, HarnessError> {
        let harness = Harness::running(model, 0);
        for stream in Stream::of(configuration.sizes()) {
            match stream.direction() {
                Direction::Input => harness.source(stream.port()).map(|_| ())?,
                Direction::Output => harness.sink(stream.port()).map(|_| ())?,
            }
        }
        let idle_cycles = Limits::default().idle_cycles;
        let mut device = Self { configuration: configuration.clone(), harness, idle_cycles };
        device.set_abort(false);
        Ok(device)
    }

    /// Lets the streams stall from now on; `seed` is that of all random patterns.
    pub fn stall(&mut self, stalls: &StreamStalls, seed: u64) -> Result<(), HarnessError> {
        let mut streams = Stream::of(self.configuration.sizes());
        streams.try_for_each(|stream| self.harness.stall(stream.port(), stalls.of(stream), seed))
    }

    /// The harness of all streams: to trace, to record, to step.
    pub fn harness(&mut self) -> &mut Harness<M> {
        &mut self.harness
    }

    /// The datapath in the state that it is in.
    pub fn into_model(self) -> M {
        self.harness.into_model()
    }

    /// The most cycles that these acts take.
    fn limit(&self, acts: &[Act]) -> u64 {
        let beats: usize = acts
            .iter()
            .map(|act| match act {
                Act::Send(_, beats) => beats.len(),
                Act::Await(_, beats) => *beats,
                Act::Pass(_) | Act::Abort | Act::Reset => 0,
            })
            .sum();
        let left: usize = self.harness.sources().iter().map(Source::left).sum();
        CYCLES + CYCLES_PER_BEAT * (beats + left) as u64
    }

    fn set_abort(&mut self, value: bool) {
        if let Some(port) = self.harness.model().ports().iter().position(|port| port.name == "abort_i") {
            self.harness.model_mut().set_value(port, value.into());
        }
    }

    /// Holds `abort_i` until every operand that was sent is accepted, and so discarded: a packet of a command that does
    /// not exist any more must not be taken for the next one's.
    fn abort(&mut self, end: u64) -> Result<(), DeviceError> {
        let sizes = self.configuration.sizes();
        self.set_abort(true);
        loop {
            self.harness.step()?;
            let operands = Stream::of(sizes).filter(|stream| stream.is_operand());
            let mut left = operands.map(|stream| Ok(self.harness.source(stream.port())?.left()));
            if left
                .try_fold(true, |none, left: Result<usize, HarnessError>| Ok::<_, HarnessError>(none && left? == 0))?
            {
                break;
            }
            if self.harness.cycles() >= end {
                return Err(DeviceError::Hung("operands are not accepted while the unit aborts".into()));
            }
        }
        self.set_abort(false);
        Ok(())
    }

    fn act(&mut self, act: &Act, end: u64, watch: Watch) -> Result<(), DeviceError> {
        match act {
            Act::Send(stream, beats) => self.harness.feed(stream.port(), beats)?,
            Act::Await(stream, beats) => {
                let cycles = end.saturating_sub(self.harness.cycles());
                let limits = Limits { cycles, idle_cycles: self.idle_cycles };
                self.harness.run_watched(&[(stream.port(), *beats)], limits, watch)?;
            }
            Act::Pass(cycles) => {
                for _ in 0..*cycles {
                    self.harness.step()?;
                }
            }
            Act::Abort => self.abort(end)?,
            Act::Reset => {
                self.harness.drop_left();
                self.harness.reset(RESET)?;
            }
        }
        Ok(())
    }
}

impl<M: Model> Device for VerilatedDevice<M> {
    fn configuration(&self) -> &Configuration {
        &self.configuration
    }

    fn run_watched(&mut self, acts: &[Act], watch: Watch) -> Result<Events, DeviceError> {
        let end = self.harness.cycles() + self.limit(acts);
        for act in acts {
            self.act(act, end, watch)?;
        }
        let mut events = Events::none(self.configuration.sizes());
        for stream in Stream::of(self.configuration.sizes()) {
            match stream.direction() {
                Direction::Input => {
                    events.left.insert(stream, self.harness.source(stream.port())?.left());
                }
                Direction::Output => *events.beats_mut(stream) = self.harness.take(stream.port())?,
            }
        }
        Ok(events)
    }
}
