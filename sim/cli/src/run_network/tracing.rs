//! The waveform of a part of a run.

use crate::trace_files;
use crate::window::{Window, cycles_that_fit};
use seedchip_sim::harness::Harness;
use seedchip_sim::models::Verilated;
use seedchip_sim::{Model, TraceError};
use seedchip_spec::Configuration;
use std::io::Write;
use std::ops::RangeInclusive;
use std::path::Path;

/// A waveform that is asked for: where it goes and what it holds.
pub struct Tracing<'a> {
    path: &'a Path,
    window: &'a Window,
    /// The most cycles of a window that is not given in cycles.
    most: u64,
    /// The cycles that it holds of a layer, and whether they are all of it.
    held: Option<(RangeInclusive<u64>, bool)>,
}

impl<'a> Tracing<'a> {
    /// A waveform of a window.
    pub fn new(path: &'a Path, window: &'a Window, configuration: &Configuration) -> Self {
        let most = cycles_that_fit(configuration.rows() * configuration.columns());
        Self { path, window, most, held: None }
    }

    /// Begins the waveform of a unit that was just made, before its reset, if it is one of cycles.
    pub fn begin_at_power_up(&self, model: &mut Verilated) -> Result<(), TraceError> {
        match self.window {
            Window::Cycles(window) => model.trace(self.path, window.clone()),
            Window::Layer(_) => Ok(()),
        }
    }

    /// Begins the waveform if it begins in this layer (from 1).
    pub fn before(&mut self, number: usize, harness: &mut Harness<Verilated>) -> Result<(), TraceError> {
        match self.window {
            Window::Layer(layer) if *layer == number => {
                let start = harness.model().cycles();
                harness.model_mut().trace(self.path, start..=start + self.most - 1)
            }
            _ => Ok(()),
        }
    }

    /// Ends the waveform if it is this layer's, which began at cycle `start` and may have been cut off. Says
    /// whether any of the layer is in it.
    pub fn after(&mut self, number: usize, start: u64, cut_off: bool, harness: &mut Harness<Verilated>) -> bool {
        let end = harness.model().cycles() - 1;
        match self.window {
            Window::Cycles(window) => *window.start() <= end && start <= *window.end(),
            Window::Layer(layer) if *layer == number => {
                harness.model_mut().end_trace();
                let last = end.min(start + self.most - 1);
                self.held = Some((start..=last, last == end && !cut_off));
                true
            }
            Window::Layer(_) => false,
        }
    }

    /// Writes the save file and says what the waveform shows.
    pub fn finish(&self, harness: &mut Harness<Verilated>, output: &mut dyn Write) -> anyhow::Result<()> {
        harness.model_mut().end_trace();
        match (self.window, &self.held) {
            (Window::Cycles(window), _) if *window.start() >= harness.model().cycles() => {
                writeln!(output, "the waveform is empty: the run has {} cycles", harness.model().cycles())?;
            }
            (Window::Layer(layer), Some((held, whole))) => {
                let (first, last) = (held.start(), held.end());
                let part = if *whole { "all" } else { "the start" };
                writeln!(output, "the waveform shows cycles {first} to {last}, {part} of layer {layer}")?;
            }
            // The run ended before the layer began.
            (Window::Layer(_), None) => return Ok(()),
            _ => {}
        }
        trace_files::finish(self.path, output)
    }
}
