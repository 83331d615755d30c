//! Runs lists of commands on a datapath.

use super::{Harness, HarnessError, Limits, Recording};
use crate::model::Model;
use crate::streams::{Beats, Stalls};
use std::ops::RangeInclusive;
use std::path::PathBuf;

/// What to feed, and how much to wait for.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Job {
    /// The commands.
    pub commands: Beats,
    /// The weights of all commands.
    pub weights: Beats,
    /// The activations of all commands.
    pub activations: Beats,
    /// The parameters of all commands.
    pub parameters: Beats,
    /// How many beats of results to wait for.
    pub results: usize,
    /// How many beats of status to wait for.
    pub statuses: usize,
}

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
            results: stalls,
            statuses: stalls,
        }
    }
}

/// How to run a job.
#[derive(Clone, Debug, Default)]
pub struct RunOptions {
    /// How the streams stall.
    pub stalls: StreamStalls,
    /// The seed of all stalls.
    pub seed: u64,
    /// When to give up.
    pub limits: Limits,
    /// Cycles to go on after the last beat that was waited for, to catch beats too many.
    pub extra_cycles: u64,
    /// A waveform, and the cycles that it shows, counted from the model's start.
    pub waveform: Option<(PathBuf, RangeInclusive<u64>)>,
    /// Whether to record the ports in every cycle.
    pub record: bool,
}

/// What came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The results, beat by beat; more than were waited for if there were beats too many.
    pub results: Beats,
    /// The statuses, beat by beat.
    pub statuses: Beats,
    /// Cycles from the first after reset to the last beat that was waited for.
    pub cycles: u64,
    /// Beats that were fed and not taken: commands, weights, activations, parameters.
    pub left: [usize; 4],
    /// The recording, if one was asked for.
    pub recording: Option<Recording>,
}

/// The streams of [`Job`], in the order of [`Outcome::left`].
const SOURCES: [&str; 4] = ["s_axis_command", "s_axis_weight", "s_axis_activation", "s_axis_parameter"];
const RESULT: &str = "m_axis_result";
const STATUS: &str = "m_axis_status";

/// A datapath with a source or a sink on each of its streams.
pub struct DatapathHarness<M>(Harness<M>);

impl<M: Model> DatapathHarness<M> {
    /// Puts sources and sinks on a datapath, and resets it. Any other block is refused.
    pub fn new(model: M) -> Result<Self, HarnessError> {
        let mut harness = Self::running(model)?;
        harness.0.reset(2)?;
        Ok(harness)
    }

    /// The same on a datapath that goes on from the state that it is in.
    pub fn running(model: M) -> Result<Self, HarnessError> {
        let harness = Harness::running(model, 0);
        for stream in SOURCES {
            harness.source(stream)?;
        }
        harness.sink(RESULT)?;
        harness.sink(STATUS)?;
        Ok(Self(harness))
    }

    /// An empty job: beats of this datapath's sizes.
    pub fn job(&self) -> Result<Job, HarnessError> {
        let beats = |stream| Ok::<_, HarnessError>(Beats::new(self.0.source(stream)?.data_words()));
        Ok(Job {
            commands: beats(SOURCES[0])?,
            weights: beats(SOURCES[1])?,
            activations: beats(SOURCES[2])?,
            parameters: beats(SOURCES[3])?,
            results: 0,
            statuses: 0,
        })
    }

    /// Runs a job. The datapath goes on from where the job before has left it, beats that were not taken
    /// included.
    pub fn run(&mut self, job: &Job, options: &RunOptions) -> Result<Outcome, HarnessError> {
        let harness = &mut self.0;
        let stalls = options.stalls;
        let inputs = [
            (&job.commands, stalls.commands),
            (&job.weights, stalls.weights),
            (&job.activations, stalls.activations),
            (&job.parameters, stalls.parameters),
        ];
        for (stream, (beats, stalls)) in SOURCES.into_iter().zip(inputs) {
            harness.feed(stream, beats)?;
            harness.stall(stream, stalls, options.seed)?;
        }
        harness.stall(RESULT, stalls.results, options.seed)?;
        harness.stall(STATUS, stalls.statuses, options.seed)?;
        if let Some((path, window)) = &options.waveform {
            harness.model_mut().trace(path, window.clone())?;
        }
        if options.record {
            harness.record();
        }
        let ended = harness.run(&[(RESULT, job.results), (STATUS, job.statuses)], options.limits).and_then(|cycles| {
            for _ in 0..options.extra_cycles {
                harness.step()?;
            }
            Ok(cycles)
        });
        // A run that failed leaves its waveform whole; one that the caller began goes on.
        if options.waveform.is_some() {
            harness.model_mut().end_trace();
        }
        let recording = harness.take_recording();
        let mut left = [0; 4];
        for (left, stream) in left.iter_mut().zip(SOURCES) {
            *left = harness.source(stream)?.left();
        }
        Ok(Outcome { results: harness.take(RESULT)?, statuses: harness.take(STATUS)?, cycles: ended?, left, recording })
    }

    /// The harness of all streams.
    pub fn streams(&mut self) -> &mut Harness<M> {
        &mut self.0
    }

    /// The datapath in the state that it is in.
    pub fn into_model(self) -> M {
        self.0.into_model()
    }
}
