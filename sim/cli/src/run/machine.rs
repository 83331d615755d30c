//! The Verilated datapath: takes a command with its operands, gives its results and its status.

use crate::{interrupt, verilated};
use seedchip_host::operands::{ArrayShape, Product, ResultBeat, ResultsError, Stream};
use seedchip_host::status::Status;
use seedchip_sim::harness::{Harness, HarnessError, Limits};
use seedchip_sim::streams::Beats;
use seedchip_sim::{Model, TraceError};
use seedchip_spec::Configuration;
use seedchip_spec::layout::status;
use std::ops::RangeInclusive;
use std::path::Path;
use std::time::{Duration, Instant};
use thiserror::Error;

const COMMAND: &str = "s_axis_command";
const WEIGHT: &str = "s_axis_weight";
const ACTIVATION: &str = "s_axis_activation";
const PARAMETER: &str = "s_axis_parameter";
const RESULT: &str = "m_axis_result";
const STATUS: &str = "m_axis_status";

/// Cycles between two looks at the progress bar and at Ctrl-C: some milliseconds, or half a second with a waveform
/// of the largest array.
const SLICE: u64 = 2_000;

/// The most cycles in which no beat passes. A datapath whose streams don't stall pauses for no longer than it
/// takes to drain, some two hundred cycles in the largest array; less than a slice, or no slice would find a hang.
const IDLE: u64 = 1_000;

/// Why a command has no results.
#[derive(Debug, Error)]
pub enum Stop {
    /// The user asked for the end.
    #[error("interrupted")]
    Interrupted,
    /// The datapath broke the law of streams, or hung.
    #[error(transparent)]
    Harness(#[from] HarnessError),
    /// What came out are no results of the command.
    #[error(transparent)]
    Results(#[from] ResultsError),
}

/// What a command gave.
pub struct Answer {
    /// `[m, n]`, row-major.
    pub results: Vec<i32>,
    /// What the datapath says of it.
    pub status: Status,
    /// Cycles simulated, those that put it in and take its results out among them.
    pub cycles: u64,
    /// Time that the simulation took.
    pub time: Duration,
}

/// The Verilated datapath of a named configuration, after reset.
pub struct Machine {
    harness: Harness<Box<dyn Model>>,
    array: ArrayShape,
}

impl Machine {
    /// The datapath of a configuration.
    pub fn new(configuration: &Configuration) -> anyhow::Result<Self> {
        let model = verilated::model("datapath", configuration)?;
        let array = ArrayShape {
            rows: configuration.rows(),
            columns: configuration.columns(),
            accumulators: configuration.accumulators(),
        };
        Ok(Self { harness: Harness::new(model, 0)?, array })
    }

    /// The sizes of its array.
    pub fn array(&self) -> ArrayShape {
        self.array
    }

    /// Cycles since power-up.
    pub fn cycles(&self) -> u64 {
        self.harness.model().cycles()
    }

    /// Begins a waveform of these cycles since power-up.
    pub fn trace(&mut self, path: &Path, window: RangeInclusive<u64>) -> Result<(), TraceError> {
        self.harness.model_mut().trace(path, window)
    }

    /// Ends the waveform.
    pub fn end_trace(&mut self) {
        self.harness.model_mut().end_trace();
    }

    /// Runs a command. `advance` is told of simulated cycles as they go by.
    pub fn run(&mut self, command: u128, product: &Product, advance: impl Fn(u64)) -> Result<Answer, Stop> {
        let mut results = product.results(self.array);
        self.feed(COMMAND, [(&command.to_le_bytes()[..], true)])?;
        for (name, stream) in [
            (WEIGHT, product.weights(self.array)),
            (ACTIVATION, product.activations(self.array)),
            (PARAMETER, product.parameters(self.array)),
        ] {
            self.feed(name, Stream::beats(&stream))?;
        }
        let (start, before) = (Instant::now(), self.cycles());
        self.wait(results.beats(), advance)?;
        let (time, cycles) = (start.elapsed(), self.cycles() - before);
        let beats = self.harness.take(RESULT)?;
        for beat in 0..beats.len() {
            let keep = bytes(beats.keep(beat));
            let keep = &keep[..(self.array.columns * 4).div_ceil(8)];
            results.push(ResultBeat { data: &bytes(beats.data(beat)), keep, last: beats.last(beat) })?;
        }
        let status = self.harness.take(STATUS)?;
        Ok(Answer { results: results.finish()?, status: Status::decode(quads(status.data(0))), cycles, time })
    }

    fn feed<'a>(
        &mut self,
        stream: &str,
        beats: impl IntoIterator<Item = (&'a [u8], bool)>,
    ) -> Result<(), HarnessError> {
        let mut fed = Beats::new(self.harness.source(stream)?.data_words());
        for (bytes, last) in beats {
            fed.push_bytes(bytes, last);
        }
        self.harness.feed(stream, &fed)
    }

    /// Simulates until all results and the status have come.
    fn wait(&mut self, results: usize, advance: impl Fn(u64)) -> Result<(), Stop> {
        let limits = Limits { cycles: SLICE, idle_cycles: IDLE };
        loop {
            if interrupt::asked() {
                return Err(Stop::Interrupted);
            }
            let before = self.harness.cycles();
            let ended = self.harness.run(&[(RESULT, results), (STATUS, 1)], limits);
            let cycles = self.harness.cycles() - before;
            advance(cycles);
            match ended {
                // The slice was too short for the command: a datapath that hangs ends before, by its idle cycles.
                Err(HarnessError::Hung { .. }) if cycles == SLICE => {}
                ended => return Ok(ended.map(|_| ())?),
            }
        }
    }
}

fn bytes(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// The words of a status beat in pairs.
fn quads(words: &[u32]) -> [u64; status::WIDTH / 64] {
    std::array::from_fn(|pair| u64::from(words[2 * pair + 1]) << 32 | u64::from(words[2 * pair]))
}
