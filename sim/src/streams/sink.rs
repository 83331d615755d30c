//! Collects the beats of an output stream of a block.

use super::{HandshakeChecker, Observed, Random, StallGenerator, Stalls, StreamPorts, Violation};
use crate::model::Model;
use seedchip_spec::Beats;

/// Collects the beats of an output stream of a block.
#[derive(Clone, Debug)]
pub struct Sink {
    ports: StreamPorts,
    beats: Beats,
    stalls: StallGenerator,
    checker: HandshakeChecker,
    data: Vec<u32>,
    keep: Vec<u32>,
}

impl Sink {
    /// A sink that has seen nothing.
    pub fn new(ports: StreamPorts, seed: u64) -> Self {
        Self {
            beats: Beats::with_keep(ports.data_words, ports.keep_words),
            stalls: StallGenerator::new(Stalls::Never, Random::new(seed)),
            checker: HandshakeChecker::new(&ports.name),
            data: vec![0; ports.data_words],
            keep: vec![0; ports.keep_words],
            ports,
        }
    }

    /// The stream's name.
    pub fn name(&self) -> &str {
        &self.ports.name
    }

    /// Stalls by a pattern from now on: a stall is a cycle in which ready is low.
    pub fn stall(&mut self, stalls: Stalls, seed: u64) {
        self.stalls = StallGenerator::new(stalls, Random::named(seed, &self.ports.name));
    }

    /// The beats seen so far.
    pub fn beats(&self) -> &Beats {
        &self.beats
    }

    /// Hands out the beats seen so far, and begins anew.
    pub fn take(&mut self) -> Beats {
        let empty = Beats::with_keep(self.ports.data_words, self.ports.keep_words);
        std::mem::replace(&mut self.beats, empty)
    }

    /// Before the block answers: sets ready. While quiet (around reset), takes nothing.
    pub(crate) fn drive<M: Model + ?Sized>(&mut self, model: &mut M, quiet: bool) {
        let ready = !quiet && !self.stalls.next_is_stall();
        model.set_value(self.ports.ready, ready.into());
    }

    /// After the block has answered: whether a beat passes in this cycle.
    pub(crate) fn observe<M: Model + ?Sized>(&mut self, cycle: u64, model: &M, reset: bool) -> Result<bool, Violation> {
        let valid = model.value(self.ports.valid) != 0;
        let ready = model.value(self.ports.ready) != 0;
        let last = if valid {
            model.read(self.ports.data, &mut self.data);
            if let Some(keep) = self.ports.keep {
                model.read(keep, &mut self.keep);
            }
            self.ports.last.is_some_and(|last| model.value(last) != 0)
        } else {
            false
        };
        self.checker.observe(cycle, Observed { reset, valid, ready, data: &self.data, keep: &self.keep, last })?;
        if valid && ready {
            self.beats.push_kept(&self.data, &self.keep, last);
        }
        Ok(valid && ready)
    }
}
